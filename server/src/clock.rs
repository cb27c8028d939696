//! The one source of `now`, and of the host's own time for what is no matter of the law.

use std::sync::{Arc, RwLock};

use chrono::{DateTime, Duration, NaiveDate, Utc};

/// The time, real or (for tests and demonstrations) moved to another day.
#[derive(Clone, Debug)]
pub struct Clock {
    /// What is added to the system's time.
    offset: Arc<RwLock<Duration>>,
    /// Given out instead of any running time.
    fixed: Arc<RwLock<Option<DateTime<Utc>>>>,
}

impl Clock {
    /// The system's time.
    pub fn system() -> Self {
        Self { offset: Arc::new(RwLock::new(Duration::zero())), fixed: Arc::new(RwLock::new(None)) }
    }

    /// A clock that runs on from now's time of day on another Beijing day.
    pub fn on_day(day: NaiveDate) -> Self {
        let clock = Self::system();
        let days = day - clock.today();
        if let Ok(mut offset) = clock.offset.write() {
            *offset = days;
        }
        clock
    }

    /// A clock that stands still until it is moved by [`Clock::travel_to`].
    pub fn fixed(now: DateTime<Utc>) -> Self {
        let clock = Self::system();
        clock.travel_to(now);
        clock
    }

    /// Moves a clock to a moment, where it stands still.
    pub fn travel_to(&self, now: DateTime<Utc>) {
        if let (Ok(mut fixed), Ok(mut offset)) = (self.fixed.write(), self.offset.write()) {
            (*fixed, *offset) = (Some(now), Duration::zero());
        }
    }

    /// Now, in microseconds: what both data bases can keep.
    pub fn now(&self) -> DateTime<Utc> {
        in_microseconds(
            self.host_time() + self.offset.read().map_or_else(|_| Duration::zero(), |offset| *offset),
        )
    }

    /// The host's time, also where another day is pretended: second factors must fit an authenticator, and sessions and
    /// waits after failures last as long as they last. In stories it stands still with the clock.
    #[expect(clippy::disallowed_methods, reason = "this is the place where the time is taken")]
    pub fn host_time(&self) -> DateTime<Utc> {
        let fixed = self.fixed.read().ok().and_then(|fixed| *fixed);
        in_microseconds(fixed.unwrap_or_else(Utc::now))
    }

    /// Today in Beijing.
    pub fn today(&self) -> NaiveDate {
        domain::calendar::beijing_date(self.now())
    }
}

fn in_microseconds(moment: DateTime<Utc>) -> DateTime<Utc> {
    DateTime::from_timestamp_micros(moment.timestamp_micros()).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pretended_day_moves_the_day_and_not_the_clock_of_other_devices() {
        let real = Clock::system();
        let pretended = Clock::on_day(NaiveDate::from_ymd_opt(2020, 2, 29).unwrap());
        assert_eq!(pretended.today().to_string(), "2020-02-29");
        let apart = pretended.host_time() - real.host_time();
        assert!(apart.num_seconds().abs() < 60, "{apart}");
        let day_apart = (real.now() - pretended.now()).num_seconds() % 86_400;
        assert!(!(60..=86_340).contains(&day_apart), "the time of day runs on: {day_apart}");
    }
}
