//! The clocks of an objection.

use chrono::NaiveDate;

use super::ObjectionState;
use crate::calendar::{Calendar, Deadline};
use crate::clocks::{ClockKind, Clocks};

/// The days on which an objection came from one state to the next.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Course {
    /// 受理
    pub accepted_on: Option<NaiveDate>,
    /// 转来源单位
    pub forwarded_on: Option<NaiveDate>,
    /// 来源单位答复
    pub answered_on: Option<NaiveDate>,
    /// 延期
    pub extended_on: Option<NaiveDate>,
    /// Closed, declined or withdrawn.
    pub ended_on: Option<NaiveDate>,
}

/// A clock that runs or ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunningClock {
    /// What must happen.
    pub kind: ClockKind,
    /// Its last day, to 24:00.
    pub due: Deadline,
    /// When it happened.
    pub done_on: Option<NaiveDate>,
}

/// The clocks of an objection so far, in their order; none before its acceptance. What the platform judges itself has
/// the short clock; once it went to the source, the source's and the total one count instead.
pub fn clocks(course: &Course, table: &Clocks, calendar: &Calendar) -> Vec<RunningClock> {
    let Some(accepted_on) = course.accepted_on else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |kind, event_on, done_on| {
        if let Some(due) = table.due(kind, event_on, calendar) {
            found.push(RunningClock { kind, due, done_on });
        }
    };
    // The mark is set with the acceptance itself.
    add(ClockKind::ObjectionMark, accepted_on, Some(accepted_on));
    match course.forwarded_on {
        None => add(ClockKind::ObjectionOwn, accepted_on, course.ended_on),
        Some(forwarded_on) => {
            add(ClockKind::ObjectionForward, accepted_on, Some(forwarded_on));
            add(ClockKind::ObjectionSource, forwarded_on, course.answered_on.or(course.ended_on));
        }
    }
    add(ClockKind::ObjectionTotal, accepted_on, course.ended_on);
    if let (Some(_), Some(total)) =
        (course.extended_on, table.due(ClockKind::ObjectionTotal, accepted_on, calendar))
    {
        add(ClockKind::ObjectionExtension, total.on(), course.ended_on);
    }
    found
}

/// The last day of what is to be done next; none before the acceptance, for which no rule sets a time, and after the
/// end. An extension replaces the total and the short clock.
pub fn next_due(
    state: ObjectionState,
    course: &Course,
    table: &Clocks,
    calendar: &Calendar,
) -> Option<Deadline> {
    let running = clocks(course, table, calendar);
    let due = |kind| running.iter().find(|clock| clock.kind == kind).map(|clock| clock.due);
    let end = due(ClockKind::ObjectionExtension).or_else(|| due(ClockKind::ObjectionTotal));
    match state {
        ObjectionState::Accepted if course.extended_on.is_none() => due(ClockKind::ObjectionOwn).or(end),
        ObjectionState::Accepted | ObjectionState::Answered => end,
        ObjectionState::Forwarded => {
            [due(ClockKind::ObjectionSource), end].into_iter().flatten().min_by_key(|due| due.on())
        }
        ObjectionState::Received
        | ObjectionState::Declined
        | ObjectionState::Closed
        | ObjectionState::Withdrawn => None,
    }
}
