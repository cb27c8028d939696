//! Records of an authority, and what happens to a decision after its publication: correction, withdrawal, repair,
//! replacement, withholding, hiding; parties to be settled; the time in each hand.

pub mod forms;
pub mod record;
pub mod statistics;
pub mod unresolved;

#[cfg(feature = "ssr")]
mod records;

use chrono::NaiveDate;

use super::choice::Choice;
#[cfg(feature = "ssr")]
use super::frame::Body;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// `/desk/records`
    Records(Box<Records>),
    /// `/desk/records/{id}`
    Record(Box<record::Record>),
    /// A form that takes a record away.
    Form(Box<forms::Form>),
    /// `/desk/unresolved`
    Unresolved(Box<unresolved::Unresolved>),
    /// `/desk/statistics`
    Statistics(Box<statistics::Statistics>),
}

/// The records of an authority in any state, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Records {
    /// Document number that was looked for.
    pub number: String,
    /// Party that was looked for.
    pub party: String,
    /// State that was looked for; empty for any.
    pub state: String,
    /// The states to choose from.
    pub states: Vec<Choice>,
    /// The page's rows.
    pub rows: Vec<Row>,
    /// Address of the next page.
    pub next: Option<String>,
    /// Buttons above the list: address and caption.
    pub ways: Vec<(&'static str, &'static str)>,
}

/// A record in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Public identifier.
    pub id: String,
    /// Document number.
    pub number: String,
    /// 行政许可 or 行政处罚.
    pub kind: &'static str,
    /// What it is about.
    pub title: String,
    /// The party; a person's name is masked.
    pub party: Option<String>,
    /// 决定日期
    pub decided_on: Option<NaiveDate>,
    /// Last day of its publication on time.
    pub due_on: Option<NaiveDate>,
    /// Where it stands, in Chinese.
    pub state: &'static str,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    match view {
        View::Records(records) => records::body(*records),
        View::Record(record) => record::body(csrf, *record),
        View::Form(form) => forms::body(csrf, *form),
        View::Unresolved(unresolved) => unresolved::body(csrf, *unresolved),
        View::Statistics(statistics) => statistics::body(*statistics),
    }
}
