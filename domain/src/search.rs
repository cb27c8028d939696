//! What a search asks and what it answers: shared by the index, the API and the pages.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::catalogue::Nature;
use crate::decision::DecisionKind;
use crate::disclosure::ObjectionMark;

/// What kind of record is searched for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SearchType {
    /// Entities, by any of their names or codes.
    #[default]
    Entity,
    /// Decisions, by document number, party, authority and content.
    Decision,
}

impl SearchType {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Decision => "decision",
        }
    }
}

/// The order of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SearchSort {
    /// By (match tier, static rank, id): stable while the index changes.
    #[default]
    Relevance,
    /// Newest decision (or establishment) first.
    Newest,
    /// Oldest first.
    Oldest,
}

/// A search, with everything that may narrow it. Empty text matches all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SearchRequest {
    /// What was typed.
    pub text: String,
    /// Entities or decisions.
    pub search_type: SearchType,
    /// For entities a kind's code, for decisions `licence` or `penalty`.
    pub kind: Option<String>,
    /// Code of a registration status (entities).
    pub status: Option<String>,
    /// A region's code: a prefix such as `6901` matches all below it.
    pub region: Option<String>,
    /// Public identifier of an authority (decisions).
    pub authority: Option<String>,
    /// `licence` or `penalty`: entities that have such public records.
    pub record: Option<String>,
    /// Code of a list of the catalogue: entities that are on it (entities).
    pub list: Option<String>,
    /// Decision date or day of establishment, from.
    pub from: Option<NaiveDate>,
    /// And to, inclusive.
    pub to: Option<NaiveDate>,
    /// Order.
    pub sort: SearchSort,
    /// At most so many hits (1 to 100).
    pub limit: usize,
    /// Where the page before ended, as it was given in [`SearchPage::next`].
    pub cursor: Option<String>,
    /// Count on above 1,000?
    pub counting: Counting,
    /// The Beijing day of the reader: what has ended before it is not found.
    pub today: NaiveDate,
}

/// Whether totals stop at 1,000.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counting {
    /// Stop at 1,000 ("1,000+").
    #[default]
    Capped,
    /// Count all.
    Exact,
}

/// Why a hit matched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Matched {
    /// `name`, `former-name`, `short-name`, `uscc`, `pinyin`, `document-number`, `party`, `authority`, `content`, `all`.
    pub field: String,
    /// A short sentence in Chinese, such as 曾用名“…”.
    pub reason: String,
}

/// One hit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchHit {
    /// Public identifier.
    pub id: String,
    /// Entity or decision.
    #[serde(rename = "type")]
    pub hit_type: SearchType,
    /// Name of the entity, or document number of the decision.
    pub name: String,
    /// Credit code of the entity or of the first party.
    pub uscc: Option<String>,
    /// Kind's code.
    pub kind: String,
    /// Status' code (entities) or state label (decisions).
    pub status: Option<String>,
    /// Region's code.
    pub region: Option<String>,
    /// Why it matched.
    pub matched: Matched,
    /// Character ranges (start, end) of `name` to highlight.
    pub highlights: Vec<(usize, usize)>,
    /// Decision date or day of establishment.
    pub date: Option<NaiveDate>,
    /// Second line: for decisions its title.
    pub title: Option<String>,
    /// For decisions the authority's name.
    pub authority: Option<String>,
    /// For decisions the parties' names.
    pub parties: Vec<String>,
    /// For entities the number of public licences.
    pub licence_count: u64,
    /// For entities the number of public penalties.
    pub penalty_count: u64,
    /// For entities the lists that they are on, those against them first.
    pub lists: Vec<ListBadge>,
    /// For decisions 异议处理中, while an accepted objection is open. Not in the index: the store tells it.
    pub objection: Option<ObjectionMark>,
}

/// A list that an entity is on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListBadge {
    /// The list's code in the catalogue.
    pub code: String,
    /// Its Chinese term.
    pub label: String,
    /// Against the entity or for it.
    pub nature: Nature,
    /// For a list of years (A级纳税人), the years for which the entity is on it, newest first: being on it once says
    /// nothing about today (RULES 4.8). Empty for all others.
    pub years: Vec<i32>,
    /// 异议处理中, while an accepted objection to the entity's entry is open. Not in the index: the store tells it.
    #[serde(default)]
    pub objection: Option<ObjectionMark>,
}

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FacetValue {
    /// What the parameter takes.
    pub value: String,
    /// What is shown.
    pub label: String,
    /// How many hits have it.
    pub count: u64,
    /// False if counting stopped early.
    pub is_exact: bool,
}

/// A facet with its values, most frequent first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// Name of the parameter: `kind`, `status`, `region`, `list`, `record`, `authority`, `year`.
    pub name: String,
    /// Values.
    pub values: Vec<FacetValue>,
}

/// A page of results.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchPage {
    /// Number of hits, or where counting stopped.
    pub total: u64,
    /// False if counting stopped early.
    pub total_is_exact: bool,
    /// Hits in order.
    pub hits: Vec<SearchHit>,
    /// Facets in a fixed order.
    pub facets: Vec<Facet>,
    /// Cursor to the next page.
    pub next: Option<String>,
    /// The ledger number that the index has reached.
    pub ledger_number: u64,
}

/// A suggestion while typing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    /// Text to show.
    pub text: String,
    /// Entity or decision.
    #[serde(rename = "type")]
    pub suggestion_type: SearchType,
    /// Where it leads.
    pub url: String,
    /// Credit code, if any.
    pub uscc: Option<String>,
}

/// An entity as the index knows it. It has no representative's or operator's name, on purpose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityDocument {
    /// Public identifier.
    pub id: String,
    /// Registered name.
    pub name: String,
    /// Former names.
    pub former_names: Vec<String>,
    /// Short name.
    pub short_name: Option<String>,
    /// Credit code.
    pub uscc: Option<String>,
    /// Further codes that may be searched for (registration number, organisation code).
    pub other_codes: Vec<String>,
    /// Kind's code and label.
    pub kind: (String, String),
    /// Status' code and label.
    pub status: Option<(String, String)>,
    /// Region's code and name.
    pub region: Option<(String, String)>,
    /// Day of establishment.
    pub established_on: Option<NaiveDate>,
    /// Public licences.
    pub licence_count: u64,
    /// Public penalties.
    pub penalty_count: u64,
    /// The lists that it is on, at most once each, in the order of the catalogue.
    pub lists: Vec<ListMembership>,
}

/// An entity's place on a list. What was removed, or has ended, is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListMembership {
    /// The list.
    #[serde(flatten)]
    pub list: ListBadge,
    /// The last day on which the public may see it, `None` while its source keeps it. A search tests it.
    pub public_until: Option<NaiveDate>,
}

/// A public decision as the index knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionDocument {
    /// Public identifier.
    pub id: String,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// As printed.
    pub document_number: String,
    /// Title or violation.
    pub title: String,
    /// Names of the parties that may be shown.
    pub parties: Vec<String>,
    /// Credit codes of the parties.
    pub party_codes: Vec<String>,
    /// Authority's public identifier and name.
    pub authority: (Option<String>, String),
    /// Region's code and name of the authority.
    pub region: Option<(String, String)>,
    /// Content, facts, basis: searched by words.
    pub texts: Vec<String>,
    /// 决定日期
    pub decided_on: NaiveDate,
    /// Last day of publicity.
    pub public_until: Option<NaiveDate>,
    /// A word on the present state.
    pub state_label: String,
}
