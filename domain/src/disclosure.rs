//! Exactly what the public may see. Nothing else can be rendered, indexed, exported or logged for the public.
//!
//! These types hold no ID number, no address of an operator and no natural person's record. Names of
//! representatives are on the page only: [`PublicProfile::representative`] is not serialized.

mod entry;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::calendar::CountedDay;
use crate::decision::{DecisionKind, PartyClass};
use crate::entity::{EntityKind, RegistrationStatus};
use crate::lateness::LateReason;
#[cfg(doc)]
use crate::lateness::OverdueBand;
use crate::publication::WithheldReason;
use crate::suppression::PublicCount;

pub use entry::{EntityLink, EntryState, PublicEntry, PublicRemoval};

/// One page of a list, with the cursor to the next.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Page<T> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// Opaque; absent on the last page.
    pub next: Option<String>,
}

/// A former name (曾用名).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormerName {
    /// As registered then.
    pub name: String,
    /// First day of use, if known.
    pub from: Option<NaiveDate>,
    /// Last day of use, if known.
    pub until: Option<NaiveDate>,
}

/// Where a row came from, as the public may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The authority or body that answers for the data, or the importing batch's name.
    pub source: String,
    /// When the platform received it.
    pub received_at: DateTime<Utc>,
    /// True if the receipt time was taken over from an older system and is not our own.
    pub taken_over: bool,
}

/// An entity's public profile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicProfile {
    /// Opaque public identifier, without order.
    pub id: String,
    /// As registered.
    pub name: String,
    /// 统一社会信用代码; never a placeholder.
    pub uscc: Option<String>,
    /// Set if the registry's own code fails its check digit (重错码): shown as a note.
    pub uscc_check_failed: bool,
    /// Kind of body.
    pub kind: EntityKind,
    /// Group of the registration status.
    pub status: Option<RegistrationStatus>,
    /// The registry's own wording of the status.
    pub status_text: Option<String>,
    /// Code of the region (GB/T 2260) and its name.
    pub region_code: Option<String>,
    /// Name of the region, with its city.
    pub region_name: Option<String>,
    /// Registered address; always absent for sole traders (经营者住所 is not public).
    pub address: Option<String>,
    /// Name of the representative or operator: on the page only, never in search, bulk, feeds or JSON.
    #[serde(skip)]
    pub representative: Option<String>,
    /// Day of establishment.
    pub established_on: Option<NaiveDate>,
    /// Registered capital in 分 (1/100 yuan).
    pub capital_fen: Option<i64>,
    /// 登记机关
    pub registered_by: Option<String>,
    /// 经营范围
    pub business_scope: Option<String>,
    /// 简称
    pub short_name: Option<String>,
    /// Former names, oldest first.
    pub former_names: Vec<FormerName>,
    /// How many other entities have the same name or former name (count only).
    pub same_name_count: u64,
    /// Public licences.
    pub licence_count: u64,
    /// Public penalties.
    pub penalty_count: u64,
    /// Where the registration came from.
    pub provenance: Provenance,
    /// When the record last changed.
    pub updated_at: DateTime<Utc>,
}

/// A party of a decision, as the public may see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicParty {
    /// Name on the decision; for natural persons masked to the surname.
    pub name: String,
    /// 行政相对人类别
    pub class: PartyClass,
    /// Credit code, if it has one.
    pub uscc: Option<String>,
    /// Public identifier of the entity it was matched to by code.
    pub entity_id: Option<String>,
    /// The entity's registered name, if it differs from the name on the decision.
    pub registered_name: Option<String>,
}

/// On time, late, or not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "result")]
pub enum Timeliness {
    /// Public not later than the deadline, on that working day after the decision (0: the day itself).
    OnTime {
        /// Working days from the decision to publication.
        working_days: u32,
    },
    /// Public after the deadline, by so many working days.
    Late {
        /// Working days past the deadline.
        by_working_days: u32,
    },
    /// Times taken over from an older system, or a calendar that is still missing: not judged.
    NotJudged,
}

/// The clock of a decision: the working days within which it must be public.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clock {
    /// 决定日期, day 0.
    pub decided_on: NaiveDate,
    /// Working days that its publication may take, by the rule of its day.
    pub working_days: u32,
    /// Last day on which it may go public on time.
    pub due_on: NaiveDate,
    /// Set if a calendar was missing: the day may still change.
    pub provisional: bool,
    /// When the platform received it.
    pub received_at: DateTime<Utc>,
    /// When it went public.
    pub published_at: DateTime<Utc>,
    /// The verdict on publication.
    pub timeliness: Timeliness,
    /// Why it is late, as its authority says; absent if it is not, or if nobody was asked.
    pub late_reason: Option<LateReason>,
    /// Day by day from the decision to the later of deadline and publication (at most 60 days).
    pub days: Vec<CountedDay>,
    /// Numbers of the notices that the count rests on, such as 国办发明电〔2025〕7号.
    pub notices: Vec<String>,
}

/// 异议处理中: somebody objects to the record and the objection was accepted. The record stays public (RULES 5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionMark {
    /// Beijing day of the acceptance.
    pub since: NaiveDate,
}

/// The clock of the national enterprise credit site (国家企业信用信息公示系统), which runs beside the seven working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GsxtClock {
    /// Working days from the decision.
    pub working_days: u32,
    /// The last day on which it may appear there on time.
    pub due_on: NaiveDate,
    /// Set if a calendar was missing: the day may still change.
    pub provisional: bool,
}

/// How many decisions are withheld on one ground, of one year of decision, over the whole province.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithheldCount {
    /// Year of the decisions.
    pub year: i32,
    /// The ground.
    pub ground: WithheldReason,
    /// How many; not told exactly below five.
    pub count: PublicCount,
}

/// Numbers of documents that an authority neither filed nor explained in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapCount {
    /// Year of the numbers.
    pub year: i32,
    /// How many numbers; not told exactly below five.
    pub count: PublicCount,
}

/// What an inspection found of an authority's decisions of a year. The share of `missing` among `sampled` is the 瞒报率.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SampleFigures {
    /// Year of the decisions.
    pub year: i32,
    /// Decisions that inspectors found elsewhere.
    pub sampled: u64,
    /// Those among them that had not been filed.
    pub missing: u64,
}

/// A decision in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DecisionSummary {
    /// Opaque public identifier, without order.
    pub id: String,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// As printed on the document.
    pub document_number: String,
    /// What it is about, short: the licence's title or the violation.
    pub title: String,
    /// 处罚类别 or 许可类别, as sent.
    pub category: String,
    /// The deciding authority's name on the document.
    pub authority_name: String,
    /// Its public identifier.
    pub authority_id: Option<String>,
    /// Parties that may be shown.
    pub parties: Vec<PublicParty>,
    /// 决定日期
    pub decided_on: NaiveDate,
    /// When it went public.
    pub published_at: DateTime<Utc>,
    /// On time or late.
    pub timeliness: Timeliness,
    /// Last day of publicity; absent where none is laid down.
    pub public_until: Option<NaiveDate>,
    /// 罚款 in 分.
    pub fine_fen: Option<i64>,
    /// For licences: the term.
    pub valid_from: Option<NaiveDate>,
    /// For licences: the end of the term; absent means 长期.
    pub valid_until: Option<NaiveDate>,
    /// A word on its present state for a badge, such as 有效, 已过期, 一般失信.
    pub state_label: String,
    /// 异议处理中, while an accepted objection is open.
    pub objection: Option<ObjectionMark>,
}

/// One field of a decision with its caption from the standard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicField {
    /// Field code, such as `CF_WSH`.
    pub code: String,
    /// Caption, such as 行政处罚决定书文号.
    pub caption: String,
    /// Value, ready to show.
    pub value: String,
    /// A gloss, such as the amount in 元 beside 万元.
    pub note: Option<String>,
}

/// A correction: which field, which day; never the old value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// Beijing day of the correction.
    pub corrected_on: NaiveDate,
    /// Captions of the corrected fields.
    pub fields: Vec<String>,
}

/// An authority, as shown beside its decisions and on its own page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublicAuthority {
    /// Opaque public identifier.
    pub id: String,
    /// Present name.
    pub name: String,
    /// Credit code.
    pub uscc: Option<String>,
    /// Region's name.
    pub region_name: Option<String>,
    /// 省/市/县
    pub level: Option<String>,
    /// Office telephone: where to complain or ask for a correction.
    pub telephone: Option<String>,
    /// Office address.
    pub address: Option<String>,
    /// Earlier names, oldest first.
    pub former_names: Vec<FormerName>,
}

/// A decision with everything that its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PublicDecision {
    /// What lists show.
    pub summary: DecisionSummary,
    /// All public fields in the order of the standard.
    pub fields: Vec<PublicField>,
    /// The seven-working-day clock.
    pub clock: Clock,
    /// The clock of gsxt; absent where the law wants nothing there.
    pub gsxt: Option<GsxtClock>,
    /// The deciding authority, with its telephone.
    pub authority: Option<PublicAuthority>,
    /// Severity class, such as 一般失信; penalties only.
    pub class_label: Option<String>,
    /// The policy that fixes the end of publicity, such as 国家发展改革委令第36号.
    pub policy: Option<String>,
    /// First day on which repair may be applied for; penalties only.
    pub repair_from: Option<NaiveDate>,
    /// Number of further parties who are natural persons and are not shown by law.
    pub withheld_parties: u32,
    /// Corrections, newest first.
    pub corrections: Vec<Correction>,
    /// Where it came from.
    pub provenance: Provenance,
    /// Version of the record, from 1.
    pub version: i64,
    /// Number of the ledger row that made this version public.
    pub ledger_number: i64,
}

/// What stays of a decision that was withdrawn by law: the reason is public, the content is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tombstone {
    /// Public identifier.
    pub id: String,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// Document number.
    pub document_number: String,
    /// The deciding authority.
    pub authority_name: String,
    /// Beijing day of the withdrawal.
    pub withdrawn_on: NaiveDate,
    /// The public reason.
    pub reason: String,
}

/// How many decisions of an authority were public on time (RULES 6.5): numerators and denominators, no bare rate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimelinessFigures {
    /// Decisions of the month that were published on time.
    pub on_time: u64,
    /// Decisions of the month that the law wants public: published at any time, or past their deadline and
    /// not yet public. Times that are not our own do not count.
    pub valid: u64,
    /// By month of receipt: received by the platform on time.
    pub received_on_time: u64,
    /// By month of receipt: decisions received whose deadline is known.
    pub received_judged: u64,
    /// By month of receipt: rows that passed all checks at the first attempt.
    pub accepted_rows: u64,
    /// By month of receipt: rows submitted.
    pub submitted_rows: u64,
    /// Past their deadline and not public today (count only).
    pub overdue: u64,
    /// The same by how long they have been overdue, in the order of [`OverdueBand::ALL`]. Nothing closer is told of
    /// them: they may be sealed.
    pub overdue_bands: [u64; 4],
    /// Median of working days from decision to publication.
    pub median_working_days: Option<u32>,
    /// How many were published on working day 0, 1, … 7, 8–10, 11 and later: ten buckets.
    pub distribution: [u64; 10],
}

/// An authority with its figures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorityFigures {
    /// The authority.
    pub authority: PublicAuthority,
    /// Its figures for the period shown.
    pub figures: TimelinessFigures,
}
