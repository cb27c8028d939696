//! The days of an entry, and how long it stays public.

use chrono::NaiveDate;

use super::row::EntryRow;
use crate::catalogue::TermDates;
use crate::check::codes;
use crate::check::dates::{End, FOUNDING_DAY, read_date, read_end};

/// The longest extension that a court may order (RULES 4.3).
const MOST_EXTENSION: u32 = 3;

pub(super) struct Days {
    pub(super) begins_on: Option<NaiveDate>,
    pub(super) published_on: Option<NaiveDate>,
    pub(super) planned_end: Option<NaiveDate>,
    pub(super) removed_on: Option<NaiveDate>,
}

pub(super) fn read(row: &mut EntryRow) -> Days {
    let begins_on = read_day(row, "begins_on");
    if begins_on.is_some_and(|day| day > row.today) {
        row.note(codes::LISTED_IN_FUTURE, "begins_on", None);
    }
    let removed_on = read_day(row, "removed_on");
    if removed_on.is_some_and(|day| day > row.today) {
        row.note(codes::REMOVED_IN_FUTURE, "removed_on", None);
    }
    if begins_on.zip(removed_on).is_some_and(|(listed, removed)| removed < listed) {
        row.note(codes::REMOVED_BEFORE_LISTED, "removed_on", None);
    }
    let planned_end = read_planned_end(row);
    if begins_on.zip(planned_end).is_some_and(|(listed, end)| end < listed) {
        row.note(codes::TERM_REVERSED, "planned_end", None);
    }
    Days { begins_on, published_on: read_published_on(row), planned_end, removed_on }
}

/// A day that decides: an unreadable one stops the row.
fn read_day(row: &mut EntryRow, code: &str) -> Option<NaiveDate> {
    if row.text(code).is_empty() {
        return None;
    }
    let day = read_date(row.text(code));
    if day.is_none() {
        row.note(codes::DATE_UNREADABLE, code, None);
    }
    if day.is_some_and(|day| FOUNDING_DAY.is_some_and(|founding| day < founding)) {
        row.note(codes::DATE_IMPLAUSIBLE, code, None);
    }
    day
}

/// A publication that has not happened is no anchor of a term.
fn read_published_on(row: &mut EntryRow) -> Option<NaiveDate> {
    let day = row.date("published_on")?;
    if day <= row.today {
        return Some(day);
    }
    row.note(codes::VALUE_DROPPED, "published_on", Some("不能晚于今天"));
    None
}

/// TRAP 6: 2099/12/31 and its typos mean that there is no end.
fn read_planned_end(row: &mut EntryRow) -> Option<NaiveDate> {
    let text = row.text("planned_end");
    if text.is_empty() {
        return None;
    }
    match read_end(text) {
        Some(End::Until(day)) => return Some(day),
        Some(End::LongTerm) => {}
        Some(End::LongTermTypo) => row.note(codes::LONG_TERM_TYPO, "planned_end", None),
        None => row.note(codes::VALUE_DROPPED, "planned_end", Some("应为“年/月/日”")),
    }
    None
}

impl Days {
    /// The last day of publicity by the item's rule. Without the day from which it runs the entry is incomplete.
    pub(super) fn public_until(
        &self,
        row: &mut EntryRow,
        reason_codes: &[&'static str],
    ) -> Option<NaiveDate> {
        let dates = TermDates {
            begins_on: self.begins_on,
            published_on: self.published_on,
            planned_end: self.planned_end,
            reason_codes,
            extension_years: read_extension(row),
        };
        let until = row.item.public_until(dates).ok().flatten();
        if until.zip(self.planned_end).is_some_and(|(until, planned)| until < planned) {
            row.note(codes::PLANNED_END_TOO_LATE, "planned_end", None);
        }
        until
    }
}

fn read_extension(row: &mut EntryRow) -> u32 {
    let text = row.text("extension_years").trim_end_matches('年').trim();
    if text.is_empty() {
        return 0;
    }
    let years = text.parse().ok().filter(|years| *years <= MOST_EXTENSION);
    if years.is_none() {
        row.note(codes::VALUE_DROPPED, "extension_years", Some("应为0至3"));
    }
    years.unwrap_or(0)
}
