//! The deadline calculator.

use chrono::NaiveDate;
use domain::calendar::{CountedDay, Deadline};
use domain::clocks::ClockKind;
use domain::rulebook::Rulebook;
use serde::Serialize;

use crate::error::{Error, Result};

/// The longest period that is counted.
const LONGEST: u32 = 250;

/// A counted period.
#[derive(Clone, Debug, Serialize)]
pub struct Counted {
    /// Day 0.
    pub decided_on: NaiveDate,
    /// Length.
    pub working_days: u32,
    /// Last day.
    pub due_on: NaiveDate,
    /// A calendar is missing: the day may still change.
    pub provisional: bool,
    /// Day by day.
    pub days: Vec<CountedDay>,
    /// Notices that the count rests on.
    pub notices: Vec<String>,
}

/// Counts working days from a decision; by the clock of publication if no number is asked for.
pub fn count(rules: &Rulebook, decided_on: &str, working_days: &str) -> Result<Counted> {
    let decided_on = parse_day(decided_on)?;
    let asked = match working_days.trim() {
        "" => rules.clocks.row(ClockKind::Publish, decided_on).map(|clock| clock.working_days),
        typed => typed.parse().ok(),
    };
    let working_days = asked.filter(|days| (1..=LONGEST).contains(days)).ok_or(Error::BadParameter {
        name: "working_days",
        reason: format!("请填写 1 至 {LONGEST} 之间的整数"),
    })?;
    let calendar = &rules.calendar;
    let (due_on, provisional) = match calendar.deadline(decided_on, working_days) {
        Deadline::Firm(day) => (day, false),
        Deadline::Provisional { on, .. } => (on, true),
    };
    Ok(Counted {
        decided_on,
        working_days,
        due_on,
        provisional,
        days: calendar.count(decided_on, due_on, working_days),
        notices: calendar.notices(decided_on, due_on),
    })
}

/// A day as people write it.
fn parse_day(text: &str) -> Result<NaiveDate> {
    let day = domain::check::read_day(text);
    let reason = || "请填写决定日期，例如 2026-09-28".to_owned();
    // The calendar knows 2007 on; far-away years are typing errors.
    day.filter(|day| chrono::Datelike::year(day) >= 1949 && chrono::Datelike::year(day) <= 2100)
        .ok_or_else(|| Error::BadParameter { name: "decided_on", reason: reason() })
}
