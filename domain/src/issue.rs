//! What is wrong with a row of a file: a stable code, the place, and a sentence for the person who sent it.

use serde::{Deserialize, Serialize};

/// What an issue does to its row. The worst one decides the row's outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The row is accepted; somebody should look.
    Warning,
    /// A legally needed field is missing: the row is kept inside, never public or counted.
    Incomplete,
    /// Unreadable or impossible: the raw row is kept whole and waits for a person.
    Quarantine,
}

/// One thing wrong in one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Stable, documented in `docs/RULES.md`, such as `uscc-check-digit`.
    pub code: String,
    /// What it does to the row.
    pub severity: Severity,
    /// The field's code (or, for plain layouts, its caption), if one field is to blame.
    pub field: Option<String>,
    /// The value as sent. Personal data is masked before it gets here.
    pub value: Option<String>,
    /// A sentence in Chinese: what is wrong and what to do.
    pub message: String,
}
