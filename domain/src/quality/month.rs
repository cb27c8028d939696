//! Months, and the day on which their figures are frozen.

use chrono::{Datelike, Months, NaiveDate};

use crate::calendar::{Calendar, UnknownYear};

/// Figures of a month are frozen so many working days after its end.
pub const FREEZE_AFTER_WORKING_DAYS: u32 = 40;

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: NaiveDate,
}

/// Not a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("请写成 2026-10 的形式")]
pub struct MonthError;

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Reads `2026-10`.
    ///
    /// # Errors
    /// [`MonthError`] for everything else.
    pub fn parse(text: &str) -> Result<Self, MonthError> {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map(Self::of).map_err(|_| MonthError)
    }

    /// Its first day.
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// The first day after it.
    pub fn end(self) -> NaiveDate {
        self.first.checked_add_months(Months::new(1)).unwrap_or(NaiveDate::MAX)
    }

    /// Its last day.
    pub fn last(self) -> NaiveDate {
        self.end().pred_opt().unwrap_or(self.first)
    }

    /// The month after.
    #[must_use]
    pub fn next(self) -> Self {
        Self { first: self.end() }
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self { first: self.first.checked_sub_months(Months::new(1)).unwrap_or(self.first) }
    }

    /// This month and those after it, up to but not including `end`.
    pub fn until(self, end: Self) -> impl Iterator<Item = Self> {
        std::iter::successors(Some(self), |month| Some(month.next())).take_while(move |month| *month < end)
    }

    /// `2026-10`
    pub fn label(self) -> String {
        self.first.format("%Y-%m").to_string()
    }

    /// The Beijing day on which its figures are frozen: the 40th working day after its last day.
    ///
    /// # Errors
    /// [`UnknownYear`] if a notice on holidays is missing: such a month is not frozen.
    pub fn frozen_on(self, calendar: &Calendar) -> Result<NaiveDate, UnknownYear> {
        calendar.add_workdays(self.last(), FREEZE_AFTER_WORKING_DAYS)
    }
}
