//! Working days up to the day before today, and the times of receipt and publication that a demo's past needs.

use chrono::{Datelike, Days as CalendarDays, Months, NaiveDate};
use domain::calendar::Calendar;

use super::random::Random;

/// How far the older decisions go back; those have expired by now.
const OLDEST_MONTHS: u32 = 62;

/// The months that most decisions are spread over.
const MONTHS: u32 = 26;

/// The working days of the past, in order.
#[derive(Debug)]
pub(super) struct WorkingDays {
    days: Vec<NaiveDate>,
    /// Place of the first day of the last 26 months.
    recent: usize,
}

/// When a decision reached the platform and when it went public; empty where that is still to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) received: String,
    pub(super) published: String,
    pub(super) published_on: Option<NaiveDate>,
}

/// When a decision was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decided {
    pub(super) on: NaiveDate,
    /// Place of the working day that it is, or that came before it.
    place: usize,
}

impl WorkingDays {
    pub(super) fn before(today: NaiveDate) -> Self {
        let calendar = Calendar::official();
        let start = today - Months::new(OLDEST_MONTHS);
        let mut days = Vec::new();
        let mut day = calendar.deadline(start, 1).on();
        while day < today {
            days.push(day);
            day = calendar.deadline(day, 1).on();
        }
        let recent = days.partition_point(|day| *day < today - Months::new(MONTHS));
        Self { days, recent }
    }

    /// A day in the last 26 months: `part` of `whole` of the way, so that files come out in the order of time.
    pub(super) fn recent(&self, random: &mut Random, part: usize, whole: usize) -> Decided {
        let span = self.days.len() - self.recent;
        let place = self.recent + (part * span / whole.max(1) + random.below(5)).min(span.saturating_sub(1));
        self.decided(random, place)
    }

    /// A day in the years before.
    pub(super) fn old(&self, random: &mut Random) -> Decided {
        let place = random.below(self.recent.saturating_sub(200).max(1));
        self.decided(random, place)
    }

    /// Some decisions are dated on a day off; they count from there all the same.
    fn decided(&self, random: &mut Random, place: usize) -> Decided {
        let on = self.days[place];
        let next = on + CalendarDays::new(1);
        let day_off = self.days.get(place + 1).is_some_and(|day| *day > next);
        Decided { on: if day_off && random.chance(60) { next } else { on }, place }
    }

    /// Received and published on the `nth` working day; nothing where that day is not over yet.
    pub(super) fn published(&self, random: &mut Random, decided: Decided, nth: usize) -> Times {
        // A decision of a day off comes after its working day.
        let nth = nth.max(usize::from(self.days[decided.place] < decided.on));
        let Some(day) = self.days.get(decided.place + nth).copied() else { return Times::default() };
        let minute = random.between(9 * 60 + 30, 17 * 60 + 59);
        let published = moment(random, day, minute);
        let received = if nth > 0 && random.chance(400) {
            let hour_before = random.between(8 * 60 + 30, 17 * 60);
            let before = self.days[decided.place + nth - 1].max(decided.on);
            moment(random, before, hour_before)
        } else {
            let earlier = random.between(5, 60);
            moment(random, day, minute - earlier)
        };
        Times { received, published, published_on: Some(day) }
    }

    /// Received on the `nth` working day and not public.
    pub(super) fn received(&self, random: &mut Random, decided: Decided, nth: usize) -> Times {
        Times { published: String::new(), published_on: None, ..self.published(random, decided, nth) }
    }
}

/// Beijing time, as RFC 3339.
fn moment(random: &mut Random, day: NaiveDate, minute: i64) -> String {
    let second = random.below(60);
    format!("{}T{:02}:{:02}:{second:02}+08:00", day.format("%Y-%m-%d"), minute / 60, minute % 60)
}

/// As the standard writes a day.
pub(super) fn slashes(day: NaiveDate) -> String {
    day.format("%Y/%m/%d").to_string()
}

/// As running text writes a day.
pub(super) fn in_words(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}
