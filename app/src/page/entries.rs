//! Data of the pages of lists, of their entries and of the guide.

use chrono::{DateTime, Utc};
use domain::catalogue::Item;
use domain::disclosure::{Correction, PublicAuthority, PublicEntry};

/// An item of the catalogue with its counts.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRow {
    /// The item.
    pub item: &'static Item,
    /// Entries that are public and in force (在列, or simply there).
    pub listed: u64,
    /// Removals still shown; 0 where the item keeps none.
    pub removed: u64,
    /// When its entries last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

/// `/lists`
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lists {
    /// One for each item of the catalogue, lists and records alike, in its order.
    pub rows: Vec<ListRow>,
}

/// The filter of a list as typed: parameters `q`, `state` and `authority`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListFilter {
    /// A part of the name, the credit code or the number.
    pub text: String,
    /// `listed`, `removed`, or empty for both.
    pub state: String,
    /// A part of the authority's name.
    pub authority: String,
}

/// What was added to and removed from a list in a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListMonth {
    /// Such as `2026-10`.
    pub month: String,
    /// Entries that begin in the month and are public today.
    pub added: u64,
    /// Removals in the month; absent where the item keeps none.
    pub removed: Option<u64>,
}

/// `/lists/{code}`
#[derive(Clone, Debug, PartialEq)]
pub struct List {
    /// The list.
    pub item: &'static Item,
    /// What was asked.
    pub filter: ListFilter,
    /// This page's entries.
    pub entries: Vec<PublicEntry>,
    /// Cursor to the next page.
    pub next: Option<String>,
    /// False behind a cursor.
    pub is_first_page: bool,
    /// Entries in force, whatever the filter.
    pub listed: u64,
    /// Removals shown, whatever the filter.
    pub removed: u64,
    /// When its entries last changed.
    pub updated_at: Option<DateTime<Utc>>,
    /// Oldest first, without gaps; twelve are plenty. Empty: no chart.
    pub months: Vec<ListMonth>,
}

/// `/entries/{id}`
#[derive(Clone, Debug, PartialEq)]
pub struct EntryPage {
    /// The item that it belongs to.
    pub item: &'static Item,
    /// The entry.
    pub entry: PublicEntry,
    /// Newest first.
    pub corrections: Vec<Correction>,
    /// Number of the ledger row that made this version public.
    pub ledger_number: i64,
    /// The deciding authority, with its telephone.
    pub authority: Option<PublicAuthority>,
}

/// One kind of information on a profile.
#[derive(Clone, Debug, PartialEq)]
pub struct EntrySection {
    /// What it is; its section says where on the profile it stands.
    pub item: &'static Item,
    /// The first entries, newest first: twenty or so are plenty.
    pub entries: Vec<PublicEntry>,
    /// Entries in force.
    pub listed: u64,
    /// Removals shown.
    pub removed: u64,
}

/// Pages that tell where to go, with what, and how long it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GuideTopic {
    /// `/guide`
    Overview,
    /// `/guide/repair`
    Repair,
    /// `/guide/objection`
    Objection,
    /// `/guide/complaint`
    Complaint,
    /// `/guide/correction`
    Correction,
}

impl GuideTopic {
    /// All topics, the overview first.
    pub const ALL: [Self; 5] =
        [Self::Overview, Self::Repair, Self::Objection, Self::Complaint, Self::Correction];

    /// Its address.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Overview => "/guide",
            Self::Repair => "/guide/repair",
            Self::Objection => "/guide/objection",
            Self::Complaint => "/guide/complaint",
            Self::Correction => "/guide/correction",
        }
    }

    /// The topic of the last part of an address, such as `repair`.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|topic| topic.path().strip_prefix("/guide/") == Some(code))
    }
}
