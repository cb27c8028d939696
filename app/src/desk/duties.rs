//! Due days and their warnings, gaps in numbering, the inspection sample.

#[cfg(feature = "ssr")]
mod gap;
#[cfg(feature = "ssr")]
mod sample;

use chrono::{DateTime, NaiveDate, Utc};
use domain::clocks::ClockKind;
use domain::decision::DecisionKind;
use domain::gaps::Explanation;
use domain::lateness::{Reminder, Urgency};

use super::Fault;
#[cfg(feature = "ssr")]
use super::frame::Body;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// `/desk/duties`
    Duties(Duties),
    /// `/desk/duties/gaps/{id}`
    Gap(GapForm),
    /// `/desk/samples`
    Samples(Samples),
}

/// A warning of the day: how many decisions are due when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// How far away the due day is.
    pub reminder: Reminder,
    /// The due day.
    pub due_on: NaiveDate,
    /// How many decisions.
    pub decisions: u64,
    /// The clock: publication, or what a second person is to do.
    pub clock: ClockKind,
}

/// What is due, and which numbers are missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Duties {
    /// The warnings of today.
    pub warnings: Vec<Warning>,
    /// Set if the host's clock went backwards: from when to when.
    pub went_back: Option<(DateTime<Utc>, DateTime<Utc>)>,
    /// Missing numbers, the least time left first.
    pub gaps: Vec<Gap>,
    /// Series of the own authority that could not be judged, or only in part.
    pub unjudged: Vec<Unjudged>,
    /// True for who may explain them.
    pub may_explain: bool,
    /// True if there are more than the page shows.
    pub is_cut: bool,
}

/// Missing numbers in a row.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// Identifier.
    pub id: String,
    /// The authority's name.
    pub authority: String,
    /// Licences or penalties.
    pub kind: DecisionKind,
    /// Series and year, such as 云示监罚 2026.
    pub series: String,
    /// The missing serials, such as 13至15.
    pub serials: String,
    /// Since when it is known.
    pub found_on: NaiveDate,
    /// Until when it is to be explained or filed.
    pub due_on: NaiveDate,
    /// How pressing that is.
    pub urgency: Urgency,
    /// The explanation, if there is one.
    pub explanation: Option<Explanation>,
    /// Its words.
    pub words: Option<String>,
}

/// A series whose numbers do not tell what is missing: a person must look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unjudged {
    /// The authority's name.
    pub authority: String,
    /// Series and year.
    pub series: String,
    /// How many numbers are known, the lowest and the highest.
    pub known: (usize, u32, u32),
    /// Why, in words.
    pub why: String,
}

/// The form that explains a gap.
#[derive(Clone, Debug, PartialEq)]
pub struct GapForm {
    /// The gap.
    pub gap: Gap,
    /// The code chosen so far.
    pub code: String,
    /// The words so far.
    pub words: String,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// The inspection sample and its form.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Samples {
    /// What was typed.
    pub typed: TypedSample,
    /// What is wrong.
    pub faults: Vec<Fault>,
    /// Public identifier and name of every authority.
    pub authorities: Vec<(String, String)>,
    /// What was entered last, newest first.
    pub rows: Vec<SampleLine>,
}

/// The fields of the form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedSample {
    /// Public identifier of the authority.
    pub authority: String,
    /// `licence` or `penalty`.
    pub kind: String,
    /// Document number.
    pub number: String,
    /// Day of decision.
    pub decided_on: String,
    /// Where it was found.
    pub found_at: String,
}

/// One decision of the sample.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleLine {
    /// The authority's name.
    pub authority: String,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// Document number.
    pub number: String,
    /// Day of decision.
    pub decided_on: NaiveDate,
    /// Where it was found.
    pub found_at: String,
    /// Whether it had been filed by then.
    pub is_filed: bool,
    /// The day on which it was entered.
    pub entered_on: NaiveDate,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    match view {
        View::Duties(view) => gap::duties(&view),
        View::Gap(view) => gap::form(csrf, &view),
        View::Samples(view) => sample::body(csrf, &view),
    }
}
