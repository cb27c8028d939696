//! The time in each hand: how long clerk and reviewer had a decision, as the head sees it.
//!
//! Only time on working days counts, all 24 hours of them: what lies over a holiday was in nobody's hand.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

use crate::calendar::{Calendar, beijing_date, start_of_day};

/// Minutes of a day.
const DAY: i64 = 24 * 60;

/// Minutes between two moments that fall on working days in Beijing. Where a year's notice is missing every weekday
/// counts, so that a figure is rather too long than too short.
pub fn working_minutes(from: DateTime<Utc>, to: DateTime<Utc>, calendar: &Calendar) -> i64 {
    if to <= from {
        return 0;
    }
    let (first, last) = (beijing_date(from), beijing_date(to));
    if first == last {
        return if is_workday(first, calendar) { (to - from).num_minutes() } else { 0 };
    }
    let mut minutes = 0;
    if is_workday(first, calendar) {
        minutes += (start_of_day(first) + TimeDelta::days(1) - from).num_minutes();
    }
    if is_workday(last, calendar) {
        minutes += (to - start_of_day(last)).num_minutes();
    }
    minutes + days_between(first, last, calendar) * DAY
}

/// Working days after the first and before the last.
fn days_between(first: NaiveDate, last: NaiveDate, calendar: &Calendar) -> i64 {
    let before_last = last.pred_opt().unwrap_or(last);
    if let Ok(count) = calendar.workdays_between(first, before_last) {
        return i64::from(count);
    }
    let inner = first.iter_days().skip(1).take_while(|day| *day < last);
    i64::try_from(inner.filter(|day| is_workday(*day, calendar)).count()).unwrap_or(i64::MAX)
}

fn is_workday(day: NaiveDate, calendar: &Calendar) -> bool {
    use chrono::Datelike as _;
    calendar.day(day).map_or_else(|_| day.weekday().num_days_from_monday() < 5, |kind| kind.is_workday())
}

/// Median and 90th percentile of counted values, by nearest rank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spread {
    /// How many values there are.
    pub count: u64,
    /// Half of them are at most so long.
    pub median: i64,
    /// Nine tenths of them are at most so long.
    pub ninetieth: i64,
}

/// The spread of values, each so many times; none of nothing.
pub fn spread(mut values: Vec<(i64, u64)>) -> Option<Spread> {
    values.sort_unstable();
    let count: u64 = values.iter().map(|(_, times)| times).sum();
    let at = |rank: u64| {
        let mut seen = 0;
        values.iter().find_map(|(value, times)| {
            seen += times;
            (seen >= rank).then_some(*value)
        })
    };
    let median = at(count.div_ceil(2).max(1))?;
    let ninetieth = at((count * 9).div_ceil(10).max(1))?;
    Some(Spread { count, median, ninetieth })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moment(text: &str) -> DateTime<Utc> {
        let beijing = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        (beijing - TimeDelta::hours(8)).and_utc()
    }

    #[test]
    fn only_working_days_count() {
        let calendar = Calendar::official();
        let cases = [
            ("2026-11-23 09:00", "2026-11-23 10:30", 90),
            ("2026-11-23 23:00", "2026-11-24 01:00", 120),
            // Friday noon to Monday noon: the weekend does not count.
            ("2026-11-20 12:00", "2026-11-23 12:00", 24 * 60),
            // Saturday to Sunday.
            ("2026-11-21 10:00", "2026-11-22 10:00", 0),
            // From the last day before the holiday week of October to the first after it.
            ("2026-09-30 12:00", "2026-10-08 12:00", 24 * 60),
            ("2026-11-23 10:00", "2026-11-23 09:00", 0),
        ];
        for (from, to, expected) in cases {
            assert_eq!(working_minutes(moment(from), moment(to), &calendar), expected, "{from} {to}");
        }
    }

    #[test]
    fn without_a_notice_weekdays_count() {
        let calendar = Calendar::official().without_year(2026);
        assert_eq!(
            working_minutes(moment("2026-11-20 12:00"), moment("2026-11-24 12:00"), &calendar),
            48 * 60
        );
    }

    #[test]
    fn a_spread_counts_each_value_as_often_as_it_came() {
        assert_eq!(spread(Vec::new()), None);
        assert_eq!(spread(vec![(7, 1)]), Some(Spread { count: 1, median: 7, ninetieth: 7 }));
        let ten = (1..=10).map(|value| (value, 1)).collect();
        assert_eq!(spread(ten), Some(Spread { count: 10, median: 5, ninetieth: 9 }));
        assert_eq!(spread(vec![(100, 1), (1, 99)]), Some(Spread { count: 100, median: 1, ninetieth: 1 }));
    }
}
