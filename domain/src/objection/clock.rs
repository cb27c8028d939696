//! The clocks of an objection: rows of `clocks.csv`, or other lengths where an installation has them.

use std::str::FromStr;

use chrono::NaiveDate;

use super::ObjectionState;
use crate::calendar::{Calendar, Deadline};
use crate::clocks::{ClockKind, clock};

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

/// Lengths in working days that differ from the table of clocks, such as `own=3,total=7`: a province's own rule.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Days(Vec<(ClockKind, u32)>);

/// What is wrong with such a text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is none of own=N, forward=N, source=N, total=N, extension=N")]
pub struct DaysError(String);

impl FromStr for Days {
    type Err = DaysError;

    fn from_str(text: &str) -> Result<Self, DaysError> {
        let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
        parts.map(length).collect::<Result<_, _>>().map(Self)
    }
}

fn length(part: &str) -> Result<(ClockKind, u32), DaysError> {
    let wrong = || DaysError(part.to_owned());
    let (name, days) = part.split_once('=').ok_or_else(wrong)?;
    let kind = match name.trim() {
        "own" => ClockKind::ObjectionOwn,
        "forward" => ClockKind::ObjectionForward,
        "source" => ClockKind::ObjectionSource,
        "total" => ClockKind::ObjectionTotal,
        "extension" => ClockKind::ObjectionExtension,
        _ => return Err(wrong()),
    };
    let days = days.trim().parse().ok().filter(|days| (1..=250).contains(days)).ok_or_else(wrong)?;
    Ok((kind, days))
}

impl Days {
    /// The length of a clock whose event was on that day.
    fn of(&self, kind: ClockKind, event_on: NaiveDate) -> Option<u32> {
        let own = self.0.iter().find(|(known, _)| *known == kind).map(|(_, days)| *days);
        own.or_else(|| clock(kind, event_on).map(|row| row.working_days))
    }

    fn due(&self, kind: ClockKind, event_on: NaiveDate, calendar: &Calendar) -> Option<Deadline> {
        Some(calendar.deadline(event_on, self.of(kind, event_on)?))
    }
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
pub fn clocks(course: &Course, days: &Days, calendar: &Calendar) -> Vec<RunningClock> {
    let Some(accepted_on) = course.accepted_on else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |kind, event_on, done_on| {
        if let Some(due) = days.due(kind, event_on, calendar) {
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
        (course.extended_on, days.due(ClockKind::ObjectionTotal, accepted_on, calendar))
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
    days: &Days,
    calendar: &Calendar,
) -> Option<Deadline> {
    let running = clocks(course, days, calendar);
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
