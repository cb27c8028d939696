//! Working days as the State Council's yearly notices make them: weekends, holidays and make-up workdays (调休上班).
//!
//! Days are Beijing days (UTC+8, the whole year, 24:00 ends the day). A year whose notice is not here is never
//! guessed to be Monday to Friday: it is an [`UnknownYear`], or a deadline marked [`Deadline::Provisional`].
//!
//! Rules: 民法典 art. 201 (the first day does not count), 203 (the last day ends at 24:00);
//! 国办发〔2015〕51号 item 18 (seven working days).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc, Weekday};
use serde::{Deserialize, Serialize};

pub mod announcement;

/// How many days [`Calendar::count`] lists past the last asked-for working day before it stops.
pub const COUNTED_DAYS_LIMIT: usize = 60;

/// Beijing's distance from UTC, in hours; there is no summer time.
const BEIJING_HOURS: i64 = 8;

static OFFICIAL: LazyLock<Calendar> = LazyLock::new(|| {
    // A table that does not read leaves no year known, so that nothing is guessed; a test reads every row.
    Calendar::from_csv(include_str!("data/holidays.csv"), include_str!("data/notices.csv"))
        .unwrap_or_default()
});

/// What a day is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// Monday to Friday, no holiday.
    Workday,
    /// Saturday or Sunday, neither part of an announced break nor worked.
    Weekend,
    /// Part of an announced break, whatever day of the week it is.
    Holiday {
        /// The festival, as in the notice.
        name: String,
    },
    /// A Saturday or Sunday that is worked (调休上班).
    MakeupWorkday {
        /// The festival for which it is worked.
        name: String,
    },
}

impl DayKind {
    /// Does the day count as a working day?
    pub const fn is_workday(&self) -> bool {
        matches!(self, Self::Workday | Self::MakeupWorkday { .. })
    }
}

/// A count ran into a year whose notice is not in the calendar: the answer is unknown, and not guessed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the State Council's notice on the holidays of {year} is missing")]
pub struct UnknownYear {
    /// The year whose notice is missing.
    pub year: i32,
}

impl UnknownYear {
    /// The same in Chinese, for pages and reports.
    pub fn message(&self) -> String {
        format!("缺少{}年节假日安排的通知，无法确定工作日", self.year)
    }
}

/// The last day of a period of working days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deadline {
    /// All notices are known; the day ends at 24:00 Beijing time.
    Firm(NaiveDate),
    /// A notice is missing: its year was counted by weekdays alone, so the day may still change.
    Provisional {
        /// The last day as it stands.
        on: NaiveDate,
        /// The first year whose notice is missing.
        missing_year: i32,
    },
}

impl Deadline {
    /// The last day, firm or not.
    pub const fn on(self) -> NaiveDate {
        match self {
            Self::Firm(on) | Self::Provisional { on, .. } => on,
        }
    }

    /// May the day still change?
    pub const fn is_provisional(self) -> bool {
        matches!(self, Self::Provisional { .. })
    }
}

/// What a day is in a count that is shown day by day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CountedKind {
    /// Day 0: the decision's own day, which never counts.
    Start,
    /// An ordinary working day.
    Workday,
    /// A Saturday or Sunday that is worked.
    MakeupWorkday,
    /// Saturday or Sunday.
    Weekend,
    /// Part of an announced break.
    Holiday,
}

/// One day of a count that is shown day by day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountedDay {
    /// The Beijing day.
    pub date: NaiveDate,
    /// What it is in the count.
    pub kind: CountedKind,
    /// Its number among the working days: 0 for the start, none for days that do not count.
    pub number: Option<u32>,
    /// The festival, for holidays and make-up workdays.
    pub name: Option<String>,
}

/// A day that a notice takes out of the ordinary week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SpecialDay {
    /// The day.
    pub date: NaiveDate,
    /// The festival, as in the notice.
    pub name: String,
    /// Off or worked.
    pub kind: SpecialKind,
    /// Number of the notice that says so.
    pub notice: String,
}

/// What a notice makes of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SpecialKind {
    /// Part of a break.
    Holiday,
    /// Worked, though it is a Saturday or Sunday.
    MakeupWorkday,
}

/// A notice of the State Council on the holidays of a year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The year it arranges.
    pub year: i32,
    /// Its number, such as 国办发明电〔2025〕7号; absent where only the title is known.
    pub number: Option<String>,
    /// Its title.
    pub title: String,
    /// 成文日期, where known.
    pub adopted_on: Option<NaiveDate>,
    /// Its page at the central government's site.
    pub url: String,
}

impl Notice {
    /// How it is cited: by its number, else by its title.
    pub fn citation(&self) -> &str {
        self.number.as_deref().unwrap_or(&self.title)
    }
}

/// A table of holidays or notices that does not read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the {table} table does not read")]
pub struct CalendarDataError {
    /// `holidays` or `notices`.
    pub table: &'static str,
    /// Line in the table, the heading being line 1.
    pub line: usize,
}

/// The working days of the years whose notices are known. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Calendar {
    days: Arc<BTreeMap<NaiveDate, SpecialDay>>,
    notices: Arc<BTreeMap<i32, Vec<Notice>>>,
}

impl Calendar {
    /// The calendar of 2007 to 2026, as announced.
    pub fn official() -> Self {
        OFFICIAL.clone()
    }

    /// A calendar of other rows: a later year's notice, or a test's. A year is known if it has a notice.
    pub fn from_rows(
        days: impl IntoIterator<Item = SpecialDay>,
        notices: impl IntoIterator<Item = Notice>,
    ) -> Self {
        let mut years: BTreeMap<i32, Vec<Notice>> = BTreeMap::new();
        for notice in notices {
            years.entry(notice.year).or_default().push(notice);
        }
        Self {
            days: Arc::new(days.into_iter().map(|day| (day.date, day)).collect()),
            notices: Arc::new(years),
        }
    }

    /// Reads `date,name,kind,notice` and `year,number,title,adopted_on,url`, each below a heading.
    ///
    /// # Errors
    /// The first line that does not read.
    pub fn from_csv(days: &str, notices: &str) -> Result<Self, CalendarDataError> {
        let days = rows("holidays", days, special_day)?;
        let notices = rows("notices", notices, notice)?;
        Ok(Self::from_rows(days, notices))
    }

    /// The same calendar with one notice more. A year that is known already is amended: the notice's days take the place
    /// of what was said of them before.
    #[must_use]
    pub fn with_notice(&self, notice: Notice, days: impl IntoIterator<Item = SpecialDay>) -> Self {
        let all_days = self.days.values().cloned().chain(days);
        let all_notices = self.notices.values().flatten().cloned().chain([notice]);
        Self::from_rows(all_days, all_notices)
    }

    /// The same calendar as if the notices of `year` had not come out yet.
    #[must_use]
    pub fn without_year(&self, year: i32) -> Self {
        let gone: BTreeSet<&str> = self.notices_of(year).iter().map(Notice::citation).collect();
        let days = self.days.values().filter(|day| !gone.contains(day.notice.as_str())).cloned();
        let notices = self.notices.values().flatten().filter(|notice| notice.year != year).cloned();
        Self::from_rows(days, notices)
    }

    /// The years whose notices are known, ascending.
    pub fn years(&self) -> impl Iterator<Item = i32> + '_ {
        self.notices.keys().copied()
    }

    /// The notices of a year, the later amending ones last.
    pub fn notices_of(&self, year: i32) -> &[Notice] {
        self.notices.get(&year).map_or(&[], Vec::as_slice)
    }

    /// What a day is.
    ///
    /// # Errors
    /// [`UnknownYear`] without a notice for the day's year; 29 to 31 December need the following year's too, since
    /// it is the one that lays the break around New Year.
    pub fn day(&self, date: NaiveDate) -> Result<DayKind, UnknownYear> {
        match years_needed(date).into_iter().flatten().find(|year| !self.notices.contains_key(year)) {
            Some(year) => Err(UnknownYear { year }),
            None => Ok(self.announced(date)),
        }
    }

    /// The `n`th working day after `from`, the day of the decision being day 0; `from` itself for `n` = 0.
    ///
    /// # Errors
    /// [`UnknownYear`] if the count runs into a year without a notice: we refuse rather than guess, since the
    /// result is a legal deadline.
    ///
    /// Rule: 民法典 art. 201.
    pub fn add_workdays(&self, from: NaiveDate, n: u32) -> Result<NaiveDate, UnknownYear> {
        match self.deadline(from, n) {
            Deadline::Firm(on) => Ok(on),
            Deadline::Provisional { missing_year, .. } => Err(UnknownYear { year: missing_year }),
        }
    }

    /// The `n`th working day after `from`, marked provisional if a notice is missing.
    ///
    /// The days of the missing year are counted by weekdays alone, those of known years as announced.
    /// The caller bounds `n`: the work grows with it.
    pub fn deadline(&self, from: NaiveDate, n: u32) -> Deadline {
        let mut on = from;
        let mut missing = None;
        let mut left = n;
        while left > 0 {
            let Some(next) = on.succ_opt() else {
                return Deadline::Provisional { on, missing_year: missing.unwrap_or(on.year()) };
            };
            on = next;
            let kind = self.day(on).unwrap_or_else(|unknown| {
                missing.get_or_insert(unknown.year);
                by_weekday(on)
            });
            left -= u32::from(kind.is_workday());
        }
        match missing {
            None => Deadline::Firm(on),
            Some(missing_year) => Deadline::Provisional { on, missing_year },
        }
    }

    /// How many working days lie after `from`, up to and including `to`; 0 if `to` is not after `from`.
    ///
    /// # Errors
    /// [`UnknownYear`] if one of these days is in a year without a notice.
    pub fn workdays_between(&self, from: NaiveDate, to: NaiveDate) -> Result<u32, UnknownYear> {
        let Some(first) = from.succ_opt().filter(|first| *first <= to) else { return Ok(0) };
        let last_year = if touches_next_year(to) { to.year() + 1 } else { to.year() };
        if let Some(year) = (first.year()..=last_year).find(|year| !self.notices.contains_key(year)) {
            return Err(UnknownYear { year });
        }
        // Mondays to Fridays by arithmetic, then what the notices say otherwise: spans of years are common.
        let days = (to - from).num_days();
        let rest = first.iter_days().take(usize::try_from(days % 7).unwrap_or(0));
        let weekdays = days / 7 * 5 + i64::try_from(rest.filter(|day| is_weekday(*day)).count()).unwrap_or(0);
        let changes = self.days.range(first..=to).map(|(date, day)| match day.kind {
            SpecialKind::Holiday if is_weekday(*date) => -1,
            SpecialKind::MakeupWorkday if !is_weekday(*date) => 1,
            SpecialKind::Holiday | SpecialKind::MakeupWorkday => 0,
        });
        Ok(u32::try_from(weekdays + changes.sum::<i64>()).unwrap_or(0))
    }

    /// How many working days a year has as far as is announced: the next year's notice may still change its last three.
    pub fn announced_workdays(&self, year: i32) -> u32 {
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or_default();
        let days = first.iter_days().take_while(|day| day.year() == year);
        u32::try_from(days.filter(|day| self.announced(*day).is_workday()).count()).unwrap_or(0)
    }

    /// The count as it is shown: every day from `from` to the later of its `n`th working day and `until`.
    ///
    /// Working days are numbered throughout, also those past the `n`th. At most [`COUNTED_DAYS_LIMIT`] days are
    /// listed, but never fewer than lead to the `n`th. Days of a missing year are counted by weekdays alone.
    pub fn count(&self, from: NaiveDate, until: NaiveDate, n: u32) -> Vec<CountedDay> {
        let last = self.deadline(from, n).on();
        let mut number = 0;
        let mut days = Vec::new();
        for date in from.iter_days().take_while(|date| *date <= last.max(until)) {
            if days.len() >= COUNTED_DAYS_LIMIT && date > last {
                break;
            }
            days.push(self.counted(date, date == from, &mut number));
        }
        days
    }

    /// What a count from `from` to `to` rests on, in short: its notices. Equal texts were counted by the same notices.
    pub fn version(&self, from: NaiveDate, to: NaiveDate) -> String {
        self.notices(from, to).join("、")
    }

    /// The version of the whole calendar: its newest notices, how many notices there are and how many days all of them
    /// rule, so that a corrected table differs from the one before it.
    pub fn edition(&self) -> String {
        let newest = self.notices.last_key_value().map_or(&[][..], |(_, notices)| notices);
        let newest: Vec<&str> = newest.iter().map(Notice::citation).collect();
        let count: usize = self.notices.values().map(Vec::len).sum();
        format!("{}（共{count}件通知、{}天）", newest.join("、"), self.days.len())
    }

    /// Numbers of the notices on which a count from `from` to `to` rests, in order.
    ///
    /// They are the notices of the years touched (and of the next, from 29 December on); of amending notices
    /// only those that rule a day of the span.
    pub fn notices(&self, from: NaiveDate, to: NaiveDate) -> Vec<String> {
        if to < from {
            return Vec::new();
        }
        let last_year = if touches_next_year(to) { to.year() + 1 } else { to.year() };
        let ruling: BTreeSet<&str> = self.days.range(from..=to).map(|(_, day)| day.notice.as_str()).collect();
        let mut numbers = Vec::new();
        for (_, notices) in self.notices.range(from.year()..=last_year) {
            for (index, notice) in notices.iter().enumerate() {
                if index == 0 || ruling.contains(notice.citation()) {
                    numbers.push(notice.citation().to_owned());
                }
            }
        }
        numbers
    }

    /// What the notices say of a day whose years are known.
    fn announced(&self, date: NaiveDate) -> DayKind {
        match self.days.get(&date) {
            None => by_weekday(date),
            Some(day) => match day.kind {
                SpecialKind::Holiday => DayKind::Holiday { name: day.name.clone() },
                SpecialKind::MakeupWorkday => DayKind::MakeupWorkday { name: day.name.clone() },
            },
        }
    }

    fn counted(&self, date: NaiveDate, is_start: bool, number: &mut u32) -> CountedDay {
        let day = self.day(date).unwrap_or_else(|_| by_weekday(date));
        let counts = day.is_workday() && !is_start;
        *number += u32::from(counts);
        let (kind, name) = match day {
            DayKind::Workday => (CountedKind::Workday, None),
            DayKind::Weekend => (CountedKind::Weekend, None),
            DayKind::Holiday { name } => (CountedKind::Holiday, Some(name)),
            DayKind::MakeupWorkday { name } => (CountedKind::MakeupWorkday, Some(name)),
        };
        let kind = if is_start { CountedKind::Start } else { kind };
        CountedDay { date, kind, number: (counts || is_start).then_some(*number), name }
    }
}

/// The Beijing day of an instant.
pub fn beijing_date(instant: DateTime<Utc>) -> NaiveDate {
    let utc = instant.naive_utc();
    utc.checked_add_signed(TimeDelta::hours(BEIJING_HOURS)).unwrap_or(utc).date()
}

/// 00:00 Beijing time of a day, which is 24:00 of the day before.
pub fn start_of_day(date: NaiveDate) -> DateTime<Utc> {
    let beijing = date.and_time(NaiveTime::MIN);
    beijing.checked_sub_signed(TimeDelta::hours(BEIJING_HOURS)).unwrap_or(beijing).and_utc()
}

fn by_weekday(date: NaiveDate) -> DayKind {
    if is_weekday(date) { DayKind::Workday } else { DayKind::Weekend }
}

fn is_weekday(date: NaiveDate) -> bool {
    !matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

/// The following year's notice may change the last three days of December.
fn touches_next_year(date: NaiveDate) -> bool {
    date.month() == 12 && date.day() >= 29
}

fn years_needed(date: NaiveDate) -> [Option<i32>; 2] {
    [Some(date.year()), touches_next_year(date).then(|| date.year() + 1)]
}

fn rows<T>(
    table: &'static str,
    text: &str,
    read: impl Fn(&[&str]) -> Option<T>,
) -> Result<Vec<T>, CalendarDataError> {
    let lines = text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty());
    let cells = |line: &str| line.split(',').map(str::trim).map(str::to_owned).collect::<Vec<_>>();
    lines
        .map(|(index, line)| {
            let cells = cells(line);
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            read(&cells).ok_or(CalendarDataError { table, line: index + 1 })
        })
        .collect()
}

fn special_day(cells: &[&str]) -> Option<SpecialDay> {
    let [date, name, kind, notice] = cells else { return None };
    let kind = match *kind {
        "holiday" => SpecialKind::Holiday,
        "makeup_workday" => SpecialKind::MakeupWorkday,
        _ => return None,
    };
    let (name, notice) = ((*name).to_owned(), (*notice).to_owned());
    Some(SpecialDay { date: date.parse().ok()?, name, kind, notice })
}

fn notice(cells: &[&str]) -> Option<Notice> {
    let [year, number, title, adopted_on, url] = cells else { return None };
    let adopted_on = if adopted_on.is_empty() { None } else { Some(adopted_on.parse().ok()?) };
    let number = (!number.is_empty()).then(|| (*number).to_owned());
    let (title, url) = ((*title).to_owned(), (*url).to_owned());
    Some(Notice { year: year.parse().ok()?, number, title, adopted_on, url })
}

#[cfg(test)]
mod tests;
