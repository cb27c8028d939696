//! The calendar: what is in force, entering a year's notice, and confirming it as a second person.

#[cfg(feature = "ssr")]
mod notice;
#[cfg(feature = "ssr")]
mod overview;

use chrono::NaiveDate;

use super::entered::{Buttons, Entered};
#[cfg(feature = "ssr")]
use super::frame::Body;
use super::{Access, Fault};
use crate::page::CalendarYear;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// `/desk/calendar`
    Overview(CalendarPage),
    /// `/desk/calendar/new`
    New(NoticeForm),
    /// `/desk/calendar/{id}`
    Notice(Box<NoticePage>),
}

/// What due days are reckoned by.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CalendarPage {
    /// What the reader may do.
    pub access: Access,
    /// The edition of the calendar in force.
    pub edition: String,
    /// Years with their notices, newest first.
    pub years: Vec<CalendarYear>,
    /// Notices that administrators entered, the latest first.
    pub entered: Vec<Entered>,
}

/// The form that enters a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoticeForm {
    /// The year.
    pub year: String,
    /// The notice's number.
    pub number: String,
    /// Day of signature.
    pub adopted_on: String,
    /// Its page.
    pub url: String,
    /// Its text.
    pub announcement: String,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// A notice with the days that were read from it.
#[derive(Clone, Debug, PartialEq)]
pub struct NoticePage {
    /// What it is.
    pub entered: Entered,
    /// The year that it arranges.
    pub year: i64,
    /// Its title.
    pub title: String,
    /// Day of signature.
    pub adopted_on: NaiveDate,
    /// Its page.
    pub url: String,
    /// Its text as it was pasted.
    pub announcement: String,
    /// Its breaks, in their order.
    pub breaks: Vec<Break>,
    /// Working days of its year with it, as far as is announced.
    pub working_days: u32,
    /// Decisions that are not public and whose due day is provisional.
    pub provisional: u64,
    /// What the reader may do.
    pub buttons: Buttons,
}

/// A festival with its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The festival.
    pub name: String,
    /// Days off.
    pub off: Vec<NaiveDate>,
    /// Saturdays and Sundays that are worked.
    pub worked: Vec<NaiveDate>,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    match view {
        View::Overview(view) => overview::body(&view),
        View::New(form) => notice::form(csrf, &form),
        View::Notice(notice) => notice::body(csrf, &notice),
    }
}
