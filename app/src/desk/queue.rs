//! The queue, ordered by time left; what waits for a second person; batches.

pub mod batch;
pub mod item;

#[cfg(feature = "ssr")]
mod lines;

use chrono::{DateTime, NaiveDate, Utc};
use domain::lateness::Urgency;

#[cfg(feature = "ssr")]
use super::frame::Body;
#[cfg(feature = "ssr")]
use crate::page::PageContext;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// `/desk`
    Queue(Box<Queue>),
    /// `/desk/approvals/{id}`
    Item(Box<item::Item>),
    /// `/desk/batches/{id}`
    Batch(Box<batch::Batch>),
}

/// What waits, the least time left first.
#[derive(Clone, Debug, PartialEq)]
pub struct Queue {
    /// The lines.
    pub lines: Vec<Line>,
    /// True if there are more than the page shows.
    pub is_cut: bool,
    /// The one solid button, what the reader is here for: address and caption.
    pub main: Option<(String, &'static str)>,
    /// The buttons beside it.
    pub ways: Vec<(&'static str, &'static str)>,
}

/// How much time is left.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Due {
    /// The last day.
    pub on: NaiveDate,
    /// How pressing it is.
    pub urgency: Urgency,
    /// Hours until the end of today.
    pub hours_left: i64,
    /// True if a year's calendar is missing.
    pub is_provisional: bool,
}

/// A line of the queue.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Until when; absent for drafts without a day of decision.
    pub due: Option<Due>,
    /// Where it leads.
    pub href: String,
    /// The document's number, or the batch's name.
    pub name: String,
    /// The party; absent for persons, drafts and batches.
    pub party: Option<String>,
    /// What it is about.
    pub matter: String,
    /// 决定日期
    pub decided_on: Option<NaiveDate>,
    /// Where it stands, such as 待复核.
    pub state: String,
    /// What the reader does next.
    pub next: Next,
    /// Who reminded the others of it last, and when.
    pub urged: Option<(String, DateTime<Utc>)>,
}

/// What the reader does next with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Opens it to do that.
    Open(&'static str),
    /// Reminds those whose turn it is, by posting to that address.
    Urge(String),
}

/// Who handed something in, how and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// The person's name.
    pub by: String,
    /// 在线填报 …
    pub channel: String,
    /// Since when the clerk had it in hand.
    pub begun_at: DateTime<Utc>,
    /// When it was handed in.
    pub submitted_at: DateTime<Utc>,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(context: &PageContext, csrf: &str, view: View) -> Body {
    match view {
        View::Queue(queue) => lines::body(csrf, *queue),
        View::Item(item) => item::body(context, csrf, *item),
        View::Batch(batch) => batch::body(csrf, *batch),
    }
}
