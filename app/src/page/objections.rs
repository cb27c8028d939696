//! Data of the pages on which somebody without an account objects to a record.

use chrono::{DateTime, NaiveDate, Utc};
use domain::clocks::ClockKind;
use domain::objection::{ObjectionState, Outcome, Typed};

use crate::desk::Fault;

/// `/objections` and below.
#[derive(Clone, Debug, PartialEq)]
pub enum ObjectionPage {
    /// `/objections/new`
    Form(Box<ObjectionForm>),
    /// `/objections/new` for a record whose source has no desk here.
    Elsewhere,
    /// `/objections`: number and code are asked for.
    Lookup(ObjectionLookup),
    /// What is shown once, after the form was sent.
    Receipt(ObjectionReceipt),
    /// `/objections/{number}`
    Status(Box<ObjectionStatus>),
}

/// The form.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectionForm {
    /// The token that protects the form.
    pub csrf: String,
    /// The form's own mark: sent twice, it is one objection.
    pub form: String,
    /// Public identifier of the record.
    pub record_id: String,
    /// Address of the record.
    pub record_path: String,
    /// Which record.
    pub record_label: String,
    /// Who answers for it.
    pub authority: Option<String>,
    /// For how many months after the end it is kept who objected.
    pub kept_months: u32,
    /// As it was typed.
    pub typed: Typed,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// Number and code are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectionLookup {
    /// The token that protects the form.
    pub csrf: String,
    /// As typed.
    pub number: String,
    /// In a sentence, if nothing was found.
    pub fault: Option<String>,
}

/// What is shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectionReceipt {
    /// 受理编号
    pub number: String,
    /// 查询码
    pub code: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Which record.
    pub record_label: String,
    /// Names of what was attached.
    pub attachments: Vec<String>,
}

/// How far an objection is, for who objected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectionStatus {
    /// The token that protects the form.
    pub csrf: String,
    /// 受理编号
    pub number: String,
    /// 查询码, for the form that takes the objection back.
    pub code: String,
    /// Where it stands.
    pub state: ObjectionState,
    /// What happened on which day.
    pub steps: Vec<(&'static str, NaiveDate)>,
    /// Its clocks.
    pub clocks: Vec<ObjectionClock>,
    /// Address of the record, if it is still public. The page names no content of it.
    pub record_path: Option<String>,
    /// Why it takes longer.
    pub extension_reason: Option<String>,
    /// How it ended.
    pub outcome: Option<Outcome>,
    /// Why it ended so, or was not accepted.
    pub reason: Option<String>,
    /// When what tells who objected was erased.
    pub erased_on: Option<NaiveDate>,
}

/// A clock of an objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectionClock {
    /// What must happen.
    pub kind: ClockKind,
    /// Its last day.
    pub due_on: NaiveDate,
    /// May the day still change?
    pub provisional: bool,
    /// When it happened.
    pub done_on: Option<NaiveDate>,
    /// Working days left from today (0: today is the last); none once it is over.
    pub left: Option<u32>,
}
