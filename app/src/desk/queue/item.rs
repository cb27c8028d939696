//! One thing that waits for a second person: what the public will see, beside it what stays inside.

use domain::disclosure::PublicDecision;

use super::{Due, Filed};
use crate::desk::Fault;
use crate::desk::choice::Choice;

#[cfg(feature = "ssr")]
mod decide;
#[cfg(feature = "ssr")]
mod html;

#[cfg(feature = "ssr")]
pub(super) use html::body;

/// What a second person is asked for, with all that the decision needs.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The approval's identifier.
    pub id: String,
    /// What is asked for: machine word and Chinese term.
    pub purpose: (&'static str, &'static str),
    /// Where it stands, such as 待复核.
    pub state: String,
    /// The record's public identifier.
    pub record: String,
    /// Where the whole record is.
    pub path: String,
    /// The document number, or what else names the record.
    pub number: String,
    /// The deciding authority's name.
    pub authority: String,
    /// 行政许可, 行政处罚, or the list.
    pub kind: &'static str,
    /// What the public will see.
    pub shown: Shown,
    /// What will stay inside: caption and value.
    pub inside: Vec<(String, String)>,
    /// Warnings that the clerk ticked.
    pub ticked: Vec<String>,
    /// Until when.
    pub due: Option<Due>,
    /// Asked for if it is late.
    pub late: Option<Late>,
    /// Who filed it.
    pub filed: Filed,
    /// The batch that it came with.
    pub batch: Option<(String, i64)>,
    /// For corrections: the changed fields.
    pub changed: Vec<Changed>,
    /// For requests to take a record away: caption and value.
    pub request: Vec<(String, String)>,
    /// Whether this reader decides it.
    pub decide: Decide,
    /// Caption of the button that opens the record in the form again, if this reader may.
    pub reopen: Option<&'static str>,
    /// True if this reader may take the request back.
    pub may_give_up: bool,
    /// Who may decide it: names.
    pub others: Vec<String>,
    /// The word with which it was returned.
    pub note: Option<String>,
    /// What is wrong with what was typed.
    pub faults: Vec<Fault>,
}

/// What the public will see.
#[derive(Clone, Debug, PartialEq)]
pub enum Shown {
    /// This page.
    Page(Box<PublicDecision>),
    /// Nothing of it; in a sentence.
    Nothing(String),
}

/// Why it is late, as chosen so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Late {
    /// Code of the reason.
    pub code: String,
    /// In words; stays inside.
    pub words: String,
    /// The reasons to choose from.
    pub choices: Vec<Choice>,
}

/// A field that a correction changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Caption.
    pub caption: String,
    /// As it is public now.
    pub old: String,
    /// As it will be.
    pub new: String,
}

/// Whether the reader decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decide {
    /// Approve or return.
    Approve,
    /// Confirm or lift a hiding: grounds of a withdrawal, grounds of withholding.
    Hiding(Vec<Choice>, Vec<Choice>),
    /// No, for that reason.
    No(String),
}
