//! What a page is made of: plain public data, loaded by the server before the first byte is written.

mod entries;
mod figures;
mod objections;
mod open_data;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::CountedDay;
#[cfg(feature = "ssr")]
use domain::clocks::ClockKind;
use domain::clocks::Clocks;
use domain::disclosure::{
    DecisionSummary, PublicAuthority, PublicDecision, PublicProfile, TimelinessFigures, Tombstone,
    WithheldCount,
};
use domain::search::{SearchPage, SearchRequest};

pub use entries::{EntryPage, EntrySection, GuideTopic, List, ListFilter, ListMonth, ListRow, Lists};
pub use figures::{Agencies, Agency, AmountRow, Region, Regions};
pub use objections::{
    ObjectionClock, ObjectionForm, ObjectionLookup, ObjectionPage, ObjectionReceipt, ObjectionStatus,
};
pub use open_data::{Developers, Endpoint, OpenData, OpenField, OpenFile, OpenRelease, OpenSet};

/// 长辈模式: everything 1.25 times as large. Kept in a cookie, applied on the server.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LargeText {
    /// The usual size.
    #[default]
    Off,
    /// 1.25 times the usual size.
    On,
}

/// Whether the records are real or made up; made-up ones get a banner on every page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dataset {
    /// Records of the law.
    #[default]
    Real,
    /// Fictional records of the demo province.
    Demo,
}

/// Who runs the site, and the contact for corrections that every record names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provider {
    /// Such as 秦川省公共信用中心.
    pub name: String,
    /// Office telephone for corrections.
    pub telephone: Option<String>,
    /// Office e-mail for corrections.
    pub email: Option<String>,
}

/// What all pages share.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageContext {
    /// Name of the province, such as 秦川省.
    pub province: String,
    /// Who runs the site.
    pub provider: Provider,
    /// The reader's text size.
    pub large_text: LargeText,
    /// Canonical path and query of this page, such as `/search?q=…`.
    pub path: String,
    /// Scheme and host without a slash at the end, such as `https://credit.example`.
    pub base_url: String,
    /// The data are as of this moment.
    pub as_of: DateTime<Utc>,
    /// The ledger number behind the page.
    pub ledger_number: i64,
    /// Version of the wasm assets, if they are there; without it no page ships a script.
    pub islands: Option<String>,
    /// URL of the style sheet.
    pub stylesheet: String,
    /// Real or fictional records.
    pub dataset: Dataset,
    /// How many ledger rows the search index is behind; 0 is up to date.
    pub index_lag_rows: i64,
    /// The Beijing day of the request.
    pub today: NaiveDate,
    /// How long what may take.
    pub clocks: Clocks,
}

#[cfg(feature = "ssr")]
impl PageContext {
    /// How long a clock gives to an event of today, such as 7 个工作日.
    pub(crate) fn period(&self, kind: ClockKind) -> String {
        self.clocks.period_label(kind, self.today)
    }

    /// Within how many working days a decision of a month, such as `2026-11`, goes public.
    pub(crate) fn publish_within(&self, month: &str) -> Option<u32> {
        let first = format!("{month}-01").parse().ok()?;
        self.clocks.row(ClockKind::Publish, first).map(|row| row.working_days)
    }
}

/// Every page.
#[derive(Clone, Debug, PartialEq)]
pub enum Page {
    /// `/desk` and below
    Desk(Box<crate::desk::Desk>),
    /// `/`
    Home(Home),
    /// `/search`
    Search(Search),
    /// `/entities/{id}`
    Entity(Entity),
    /// `/entities/{code}` where several entities carry the code.
    Candidates(Candidates),
    /// `/decisions/{id}`
    Decision(PublicDecision),
    /// `/decisions/{id}` of a decision withdrawn by law (status 410).
    Tombstone(Tombstone),
    /// `/lists`
    Lists(Lists),
    /// `/lists/{code}`
    List(List),
    /// `/entries/{id}`
    Entry(EntryPage),
    /// `/objections` and below
    Objection(ObjectionPage),
    /// `/guide`, `/guide/{topic}`
    Guide(GuideTopic),
    /// `/deadline`
    Deadline(DeadlinePage),
    /// `/agencies`
    Agencies(Agencies),
    /// `/agencies/{id}`
    Agency(Agency),
    /// `/regions`
    Regions(Regions),
    /// `/regions/{code}`
    Region(Region),
    /// `/open-data`
    OpenData(OpenData),
    /// `/developers`
    Developers(Developers),
    /// `/rules`
    Rules(Rules),
    /// `/about`
    About(About),
    /// `/privacy`
    Privacy,
    /// `/accessibility`
    Accessibility,
    /// Nothing is public at this address (status 404).
    NotFound,
    /// Something went wrong.
    Failed {
        /// HTTP status.
        status: u16,
        /// Stable error code, as in the API.
        code: String,
        /// To be named when asking for help.
        request_id: String,
    },
}

/// `/`
#[derive(Clone, Debug, PartialEq)]
pub struct Home {
    /// Licences public now.
    pub licences: u64,
    /// Penalties public now.
    pub penalties: u64,
    /// Records that went public since 0:00 today.
    pub published_today: u64,
    /// Records withdrawn since 0:00 today.
    pub withdrawn_today: u64,
    /// Month of the figures, such as `2026-11`.
    pub month_label: String,
    /// Figures of that month over all authorities.
    pub month: TimelinessFigures,
    /// Decisions past their deadline and not public now.
    pub overdue: u64,
    /// How many authorities have such decisions.
    pub overdue_authorities: u64,
    /// Latest publications, newest first.
    pub latest: Vec<DecisionSummary>,
    /// Entities that can be searched.
    pub entities: u64,
    /// Authorities whose decisions are here.
    pub authorities: u64,
    /// One for each item of the catalogue, in its order; the page shows those that are lists.
    pub lists: Vec<ListRow>,
}

/// `/search`
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// What was asked.
    pub request: SearchRequest,
    /// What was found.
    pub page: SearchPage,
    /// False behind a cursor.
    pub is_first_page: bool,
    /// A sentence, when the query looks like a code with a wrong digit.
    pub check_digit_help: Option<String>,
    /// Milliseconds the index took.
    pub took_ms: u64,
}

/// Whether something on the time line warns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// An ordinary event.
    #[default]
    Plain,
    /// A penalty.
    Warning,
}

/// One event on an entity's time line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimelineEntry {
    /// Day of the event.
    pub on: NaiveDate,
    /// What happened.
    pub label: String,
    /// A second, smaller line.
    pub detail: Option<String>,
    /// Blue or vermilion.
    pub tone: Tone,
}

/// `/entities/{id}`
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// The profile.
    pub profile: PublicProfile,
    /// The first public penalties, newest first, each shown as a card: five or so are plenty.
    pub penalties: Vec<PublicDecision>,
    /// Cursor to further penalties.
    pub penalties_next: Option<String>,
    /// The first public licences, newest first.
    pub licences: Vec<DecisionSummary>,
    /// Cursor to further licences.
    pub licences_next: Option<String>,
    /// Newest first: decisions, changes of the name, establishment. The page adds what `sections` tell.
    pub timeline: Vec<TimelineEntry>,
    /// Kinds of information of the catalogue that it has; those with nothing public may be left out.
    pub sections: Vec<EntrySection>,
    /// The authorities of the entries in `sections`, with their telephones, each once.
    pub authorities: Vec<PublicAuthority>,
    /// What only some kinds of body register (营业期限, 核准日期, 组成形式 …): caption and value, in order.
    pub registration: Vec<(String, String)>,
    /// How many other entities have one of its former names as a name or former name (count only).
    pub former_name_count: u64,
    /// How many other entities have a representative of the same name (count only; nothing is joined by it).
    pub representative_count: u64,
}

/// Several entities under one code.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidates {
    /// The code that was asked for.
    pub code: String,
    /// All that carry it.
    pub profiles: Vec<PublicProfile>,
}

/// `/deadline`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeadlinePage {
    /// As typed; empty on the first visit.
    pub decided_on: String,
    /// As typed; empty on the first visit.
    pub working_days: String,
    /// The count, or a Chinese sentence on what is wrong with the input; `None` on the first visit.
    pub outcome: Option<Result<DeadlineOutcome, String>>,
}

/// A counted deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadlineOutcome {
    /// Day 0.
    pub decided_on: NaiveDate,
    /// Length of the period.
    pub working_days: u32,
    /// Last day of the period.
    pub due_on: NaiveDate,
    /// A calendar is missing: the day may still change.
    pub provisional: bool,
    /// Day by day.
    pub days: Vec<CountedDay>,
    /// Notices that the count rests on.
    pub notices: Vec<String>,
}

/// A policy of publicity, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyRow {
    /// The act, such as 国家发展改革委令第36号.
    pub policy: String,
    /// The class it is about, such as 一般失信.
    pub class: String,
    /// Least and greatest period, such as 三个月至一年.
    pub period: String,
    /// From what day it runs, such as 处罚决定日期.
    pub anchor: String,
    /// When the rule is in force, such as 2026-04-01 起.
    pub in_force: String,
    /// Article, or a remark.
    pub note: String,
}

/// A clock, in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockRow {
    /// What it measures.
    pub label: &'static str,
    /// From which event.
    pub event: &'static str,
    /// Its length.
    pub working_days: u32,
    /// Such as 2021-09-01 起.
    pub in_force: String,
    /// What it rests on.
    pub basis: String,
    /// How sure that is.
    pub sureness: &'static str,
}

/// A year of the working-day calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarYear {
    /// Calendar year.
    pub year: i32,
    /// Numbers of the State Council's notices that fix it.
    pub notices: Vec<String>,
    /// Working days in the year.
    pub working_days: u32,
    /// The next year's notice is missing, which may move days at the turn of the year.
    pub is_provisional: bool,
}

#[cfg(feature = "ssr")]
impl CalendarYear {
    /// The working days in words.
    pub(crate) fn working_days_label(&self) -> String {
        if self.is_provisional {
            format!("{}（暂定）", self.working_days)
        } else {
            self.working_days.to_string()
        }
    }
}

/// `/rules`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The clocks, in the order of the duties.
    pub clocks: Vec<ClockRow>,
    /// Policies of publicity, the one in force first.
    pub policies: Vec<PolicyRow>,
    /// What is withheld in the whole province, by year and ground, newest first.
    pub withheld: Vec<WithheldCount>,
    /// Years with a notice, newest first.
    pub calendar: Vec<CalendarYear>,
}

/// `/about`
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// Entities that can be searched.
    pub entities: u64,
    /// Authorities whose decisions are here.
    pub authorities: u64,
    /// Licences public now.
    pub licences: u64,
    /// Penalties public now.
    pub penalties: u64,
}
