//! The calculator: a count, and a day that is none.

use domain::calendar::Calendar;

use super::day;
use crate::page::{DeadlineOutcome, DeadlinePage};

/// A count as the calendar makes it.
pub fn deadline(decided_on: &str, working_days: u32) -> DeadlinePage {
    let calendar = Calendar::official();
    let from = day(decided_on);
    let deadline = calendar.deadline(from, working_days);
    let outcome = DeadlineOutcome {
        decided_on: from,
        working_days,
        due_on: deadline.on(),
        provisional: deadline.is_provisional(),
        days: calendar.count(from, deadline.on(), working_days),
        notices: calendar.notices(from, deadline.on()),
    };
    DeadlinePage {
        decided_on: decided_on.to_owned(),
        working_days: working_days.to_string(),
        outcome: Some(Ok(outcome)),
    }
}

/// A day that does not exist.
pub fn wrong_deadline() -> DeadlinePage {
    DeadlinePage {
        decided_on: "2026-02-30".to_owned(),
        working_days: "7".to_owned(),
        outcome: Some(Err("没有 2026-02-30 这一天，请按 2026-09-28 的样子填写".to_owned())),
    }
}
