//! Forms and drafts of decisions, driven by the 双公示 dictionary.

#[cfg(feature = "ssr")]
mod field;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod lists;

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::check::lint::Weight;
use domain::decision::DecisionKind;
use domain::disclosure::PublicDecision;
use domain::lateness::Urgency;

use super::Fault;
#[cfg(feature = "ssr")]
use super::frame::Body;
#[cfg(feature = "ssr")]
use crate::page::PageContext;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// `/desk/drafts`: what is being written, and what was returned.
    Drafts(Drafts),
    /// `/desk/drafts/{id}`: the form.
    Form(Box<Form>),
    /// The same once it was handed in.
    Receipt(Receipt),
}

/// The open drafts of an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drafts {
    /// The least time left first.
    pub drafts: Vec<DraftLine>,
    /// Decisions that a second person returned.
    pub returned: Vec<ReturnedLine>,
}

/// A draft in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftLine {
    /// Its identifier.
    pub id: String,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// Number and party; masked.
    pub title: String,
    /// Its due day, once it has a day of decision.
    pub due: Option<Due>,
    /// Who saved it last.
    pub saved_by: String,
    /// When.
    pub saved_at: DateTime<Utc>,
}

/// A returned decision in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReturnedLine {
    /// Its public identifier.
    pub id: String,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// 文号
    pub document_number: String,
    /// The party, unless a natural person.
    pub party: Option<String>,
    /// Why it was returned.
    pub word: String,
    /// Its due day.
    pub due: Option<Due>,
}

/// A due day as it stands today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day from which it counts.
    pub from: NaiveDate,
    /// So many working days.
    pub working_days: u32,
    /// The last day, to its 24:00.
    pub on: NaiveDate,
    /// A year's notice is missing: it may still change.
    pub is_provisional: bool,
    /// How near it is.
    pub urgency: Urgency,
}

/// The form with everything that is to be said of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// The draft's identifier.
    pub id: String,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// The version that is being changed.
    pub version: i64,
    /// The authorities that may have decided: identifier and name.
    pub authorities: Vec<(String, String)>,
    /// The one that decided.
    pub authority: String,
    /// 数据来源单位: the clerk's own authority.
    pub source_name: String,
    /// What the parties share, by code.
    pub decision: BTreeMap<String, String>,
    /// The parties.
    pub parties: Vec<Party>,
    /// What is wrong, and what is to be looked at.
    pub marks: Vec<Mark>,
    /// The summary above the form.
    pub faults: Vec<Fault>,
    /// Codes of the warnings that are ticked.
    pub ticked: Vec<String>,
    /// The due day, once there is a day of decision.
    pub due: Option<Due>,
    /// Asked for once the due day is over: code and words of the reason.
    pub late: Option<(String, String)>,
    /// Who saved it last, and when.
    pub saved: (String, DateTime<Utc>),
    /// What somebody else saved meanwhile.
    pub theirs: Option<Theirs>,
    /// Why the second person returned it.
    pub word: Option<String>,
    /// What the public would see; present once the form was checked.
    pub preview: Option<Preview>,
}

/// A party of the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Party {
    /// By code; numbers of persons are not among them.
    pub values: BTreeMap<String, String>,
    /// The name that its code has in the registry.
    pub registered: Option<String>,
    /// Codes of the numbers of persons that are kept and never shown.
    pub kept: Vec<String>,
}

/// Something to put right or to look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// Its code.
    pub code: String,
    /// Name of the field, if one is to blame.
    pub field: Option<String>,
    /// Whether it stops the form or asks for a tick.
    pub weight: Weight,
    /// In words.
    pub message: String,
    /// What to write instead.
    pub suggestion: Option<String>,
    /// The place in the text: before, the place, after.
    pub excerpt: Option<(String, String, String)>,
}

/// What somebody else saved while this form was open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theirs {
    /// Who.
    pub by: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What differs, by name of the field.
    pub values: BTreeMap<String, String>,
}

/// What the public would see.
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// The page of the first party about which there is one.
    pub page: Option<Box<PublicDecision>>,
    /// A sentence for each party.
    pub verdicts: Vec<(String, String)>,
}

/// A draft that was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// The number under which all of it can be found again.
    pub batch: String,
    /// When.
    pub handed_in_at: DateTime<Utc>,
    /// The draft's title.
    pub title: String,
    /// A line for each party: public identifier and state in words.
    pub lines: Vec<(String, String)>,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(context: &PageContext, csrf: &str, view: View) -> Body {
    match view {
        View::Drafts(drafts) => lists::drafts(csrf, drafts),
        View::Form(form) => form::body(context, csrf, &form),
        View::Receipt(receipt) => lists::receipt(receipt),
    }
}
