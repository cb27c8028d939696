//! When a letter is tried again: after 1, 5, 15 and 60 minutes, then every four hours, for three days.

use chrono::{DateTime, TimeDelta, Utc};

/// How old a letter may be when it is sent. What it warns of is then past, and newer letters say more.
const OLDEST: TimeDelta = TimeDelta::days(3);

/// When the next try is due, if the one that begins now fails; `attempts` counts this one too.
pub(crate) fn next_try(attempts: i64, now: DateTime<Utc>) -> DateTime<Utc> {
    let minutes = match attempts {
        ..=1 => 1,
        2 => 5,
        3 => 15,
        4 => 60,
        _ => 240,
    };
    now + TimeDelta::minutes(minutes)
}

/// Whether a letter of `created_at` is too old to be tried at that time.
pub(crate) fn is_too_late(created_at: DateTime<Utc>, at: DateTime<Utc>) -> bool {
    at - created_at > OLDEST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_become_rarer_and_end_after_three_days() {
        let written = DateTime::from_timestamp(1_795_400_000, 0).unwrap();
        let mut tries = vec![written];
        loop {
            let last = *tries.last().unwrap();
            let next = next_try(i64::try_from(tries.len()).unwrap(), last);
            if is_too_late(written, next) {
                break;
            }
            tries.push(next);
        }
        let minutes: Vec<i64> = tries.iter().map(|at| (*at - written).num_minutes()).collect();
        assert_eq!(minutes.get(..7).unwrap(), [0, 1, 6, 21, 81, 321, 561]);
        assert_eq!(tries.len(), 22);
        assert!(minutes.last().unwrap() > &(4_320 - 240), "the last one is in the last four hours");
    }
}
