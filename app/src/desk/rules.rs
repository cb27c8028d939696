//! Clocks and policies of publicity: what is in force, entering a new row, and confirming it as a second person.

#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod html;

use chrono::NaiveDate;
use domain::rulebook::RuleKind;

use super::entered::{Buttons, Entered};
#[cfg(feature = "ssr")]
use super::frame::Body;
use super::{Access, Fault};
use crate::page::{ClockRow, PolicyRow};

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// `/desk/rules`
    Overview(RulesPage),
    /// `/desk/rules/clocks/new`, `/desk/rules/policies/new`
    New(RuleForm),
    /// `/desk/rules/{id}`
    Rule(Box<RulePage>),
}

/// By what is reckoned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RulesPage {
    /// What the reader may do.
    pub access: Access,
    /// The clocks.
    pub clocks: Vec<ClockRow>,
    /// The policies, the latest first.
    pub policies: Vec<PolicyRow>,
    /// What administrators entered, the latest first.
    pub entered: Vec<Entered>,
}

/// The form that enters a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleForm {
    /// For which table.
    pub kind: RuleKind,
    /// What was typed, by the name of the field.
    pub typed: Vec<(String, String)>,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// A row that was entered, beside the one whose place it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RulePage {
    /// What it is.
    pub entered: Entered,
    /// The first day of events or decisions that it governs.
    pub in_force_from: NaiveDate,
    /// Each caption with what was entered, and what governed the day before; none where nothing did.
    pub lines: Vec<(&'static str, String, Option<String>)>,
    /// What the reader may do.
    pub buttons: Buttons,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    match view {
        View::Overview(view) => html::overview(&view),
        View::New(form) => form::body(csrf, &form),
        View::Rule(rule) => html::rule(csrf, &rule),
    }
}
