//! From the cells of one row to a draft that the store can take, or to a list of what is wrong (RULES 1.7).
//!
//! Pure: needs no data base. What needs one (is the party in the registry? is the authority known? is it a
//! duplicate?) is the store's. The last word on a row is the worst [`Severity`] among its issues.

mod authority;
mod cell;
mod codes;
mod dates;
mod decision;
mod draft;
mod ending;
mod entity;
mod entry;
mod findings;
pub mod lint;
mod money;
mod party;
mod plain;
#[cfg(test)]
pub(crate) mod sample;
#[cfg(test)]
mod tests;

pub use authority::{AuthorityDraft, CheckedAuthority, check_authority};
pub use codes::{ISSUE_CODES, IssueCode};
pub use decision::check_decision;
pub use draft::{
    Conclusion, DecisionDraft, Exception, Finding, PartyDraft, PersonNumber, Procedure, Scope, Secret,
    TakenOver, Validity,
};
pub use ending::{CheckedEnding, EndingDraft, EndingKind, check_ending};
pub use entity::{CheckedEntity, EntityDraft, check_entity};
pub use entry::{CheckedEntry, EntryDraft, RemovalDraft, check_entry};
pub use plain::{PlainLayout, PlainTable, detect_plain};

use chrono::NaiveDate;

use crate::issue::{Issue, Severity};

/// A checked row of a decision file.
#[derive(Clone, Debug)]
pub struct Checked {
    /// What was read; absent if the row is quarantined.
    pub draft: Option<DecisionDraft>,
    /// Everything that is wrong with it, in the order of the rules.
    pub issues: Vec<Issue>,
}

impl Checked {
    /// The worst severity, which decides the row's outcome; `None` if nothing is wrong.
    pub fn worst(&self) -> Option<Severity> {
        worst(&self.issues)
    }
}

/// The worst severity among issues.
pub fn worst(issues: &[Issue]) -> Option<Severity> {
    issues.iter().map(|issue| issue.severity).max()
}

/// A day as people write it: 2026/01/02, 2026-1-2, 20260102, 2026年1月2日.
pub fn read_day(text: &str) -> Option<NaiveDate> {
    dates::read_date(text)
}
