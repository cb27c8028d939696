//! Months of receipt, as `2026-10`.

use chrono::{Datelike, NaiveDate};

use crate::error::{Error, Result};

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    first: NaiveDate,
}

impl Month {
    /// The month of a day.
    pub fn of(day: NaiveDate) -> Self {
        Self { first: day.with_day(1).unwrap_or(day) }
    }

    /// Reads `2026-10`.
    pub fn parse(text: &str) -> Result<Self> {
        NaiveDate::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map(Self::of).map_err(|_| {
            Error::BadParameter { name: "month", reason: "请写成 2026-10 的形式".to_owned() }
        })
    }

    /// Its first day.
    pub const fn first(self) -> NaiveDate {
        self.first
    }

    /// The first day after it.
    pub fn end(self) -> NaiveDate {
        self.first.checked_add_months(chrono::Months::new(1)).unwrap_or(NaiveDate::MAX)
    }

    /// The month before.
    #[must_use]
    pub fn previous(self) -> Self {
        Self { first: self.first.checked_sub_months(chrono::Months::new(1)).unwrap_or(self.first) }
    }

    /// `2026-10`
    pub fn label(self) -> String {
        self.first.format("%Y-%m").to_string()
    }
}
