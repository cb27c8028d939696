//! How long to wait after failures, so that guessing is hopeless and nobody can shut a colleague out for long.
//!
//! A failure is a wrong password, a wrong code or a wrong recovery code. An attempt is first asked about here; one that
//! must wait is refused unseen: nothing is compared, and it is no failure.
//!
//! | failures of | counted back | free | then wait | against |
//! |---|---|---|---|---|
//! | one login from one address | a day, or to the last success of the pair | 4 | 1 s, doubled each time, up to 15 min | guessing one password |
//! | one login from all addresses | an hour | 19 | 1 s, doubled each time, up to 1 min | guessing it from many addresses |
//! | one address with all logins | an hour | 49 | 15 min | trying one password on all logins |
//!
//! The second rule is not for an address from which the login succeeded lately: whoever fails on purpose from elsewhere
//! can slow down strangers, never the colleague at the usual desk (OWASP, "Slow Down Online Guessing Attacks with Device
//! Cookies", with the address in the place of the cookie). That leaves fewer than 100 guesses an hour for one account,
//! against passwords of 10⁸ guesses and more; NIST SP 800-63B 5.2.2 would close the account after 100 in a row, which
//! here anybody could bring about.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

/// Whose failures are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One login from one address.
    Pair,
    /// One login from all addresses.
    Login,
    /// One address with all logins.
    Address,
}

/// Failures of one scope since [`counted_from`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failures {
    /// Which failures.
    pub scope: Scope,
    /// How many.
    pub count: u32,
    /// When the last one was.
    pub last: DateTime<Utc>,
}

/// Is the address one from which this login comes?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acquaintance {
    /// The login succeeded from there lately.
    Known,
    /// It did not.
    Stranger,
}

impl Acquaintance {
    /// Known is an address for 30 days after the last success of the pair.
    pub fn of(last_success: Option<DateTime<Utc>>, now: DateTime<Utc>) -> Self {
        match last_success {
            Some(success) if now - success < TimeDelta::days(30) => Self::Known,
            _ => Self::Stranger,
        }
    }
}

/// From when on failures of a scope count. A success of the pair clears the pair, and nothing else: otherwise one who has
/// an account could clear an address between guesses at others.
pub fn counted_from(
    scope: Scope,
    last_success_of_the_pair: Option<DateTime<Utc>>,
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    match scope {
        Scope::Pair => {
            let a_day_ago = now - TimeDelta::days(1);
            last_success_of_the_pair.map_or(a_day_ago, |success| success.max(a_day_ago))
        }
        Scope::Login | Scope::Address => now - TimeDelta::hours(1),
    }
}

/// How long the next attempt has to wait, in whole seconds; nothing if it may be made now.
pub fn wait(acquaintance: Acquaintance, failures: &[Failures], now: DateTime<Utc>) -> Option<Duration> {
    failures
        .iter()
        .filter(|failures| !(failures.scope == Scope::Login && acquaintance == Acquaintance::Known))
        .filter_map(|failures| left(failures, now))
        .max()
}

/// What is left of the wait that follows the last failure. A clock that was set back makes it no longer than it is.
fn left(failures: &Failures, now: DateTime<Utc>) -> Option<Duration> {
    let whole = after(failures.scope, failures.count);
    let passed = (now - failures.last).to_std().unwrap_or_default();
    let left = whole.checked_sub(passed).filter(|left| !left.is_zero())?;
    Some(Duration::from_secs(left.as_secs() + u64::from(left.subsec_nanos() > 0)))
}

/// The wait after so many failures.
fn after(scope: Scope, count: u32) -> Duration {
    let (free, longest) = match scope {
        Scope::Pair => (4, 15 * 60),
        Scope::Login => (19, 60),
        Scope::Address => (49, 15 * 60),
    };
    let seconds = match (count.saturating_sub(free), scope) {
        (0, _) => 0,
        (_, Scope::Address) => longest,
        (over, _) => 1_u64.checked_shl(over - 1).unwrap_or(longest).min(longest),
    };
    Duration::from_secs(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_781_496_000, 0).unwrap()
    }

    fn failures(scope: Scope, count: u32) -> Failures {
        Failures { scope, count, last: noon() }
    }

    fn seconds(acquaintance: Acquaintance, failures: &[Failures], passed: i64) -> u64 {
        wait(acquaintance, failures, noon() + TimeDelta::seconds(passed)).map_or(0, |wait| wait.as_secs())
    }

    #[test]
    fn the_wait_after_each_number_of_failures_is_that_of_the_table() {
        for (scope, count, expected) in [
            (Scope::Pair, 0, 0),
            (Scope::Pair, 4, 0),
            (Scope::Pair, 5, 1),
            (Scope::Pair, 6, 2),
            (Scope::Pair, 7, 4),
            (Scope::Pair, 14, 512),
            (Scope::Pair, 15, 900),
            (Scope::Pair, 16, 900),
            (Scope::Pair, 100, 900),
            (Scope::Pair, u32::MAX, 900),
            (Scope::Login, 19, 0),
            (Scope::Login, 20, 1),
            (Scope::Login, 25, 32),
            (Scope::Login, 26, 60),
            (Scope::Login, 100_000, 60),
            (Scope::Address, 49, 0),
            (Scope::Address, 50, 900),
            (Scope::Address, 5000, 900),
        ] {
            assert_eq!(
                seconds(Acquaintance::Stranger, &[failures(scope, count)], 0),
                expected,
                "{scope:?} {count}"
            );
        }
    }

    #[test]
    fn a_wait_ends_when_its_time_has_passed_and_parts_of_a_second_are_waited_for_whole() {
        let pair = [failures(Scope::Pair, 8)];
        for (passed, left) in [(0, 8), (3, 5), (7, 1), (8, 0), (5000, 0)] {
            assert_eq!(seconds(Acquaintance::Stranger, &pair, passed), left, "{passed}");
        }
        let now = noon() + TimeDelta::milliseconds(7_001);
        assert_eq!(wait(Acquaintance::Stranger, &pair, now), Some(Duration::from_secs(1)));
    }

    #[test]
    fn the_longest_of_several_waits_is_the_one_to_wait() {
        let all = [failures(Scope::Pair, 6), failures(Scope::Login, 25), failures(Scope::Address, 12)];
        assert_eq!(seconds(Acquaintance::Stranger, &all, 0), 32);
        assert_eq!(seconds(Acquaintance::Stranger, &[], 0), 0);
    }

    #[test]
    fn one_who_fails_from_elsewhere_cannot_make_a_colleague_at_a_known_address_wait() {
        let attacked = [failures(Scope::Login, 100_000)];
        assert_eq!(
            seconds(Acquaintance::Stranger, &attacked, 0),
            60,
            "and a stranger waits a minute at most"
        );
        assert_eq!(seconds(Acquaintance::Known, &attacked, 0), 0);
        let own = [failures(Scope::Login, 100_000), failures(Scope::Pair, 7)];
        assert_eq!(seconds(Acquaintance::Known, &own, 0), 4, "own failures count");
        assert_eq!(seconds(Acquaintance::Known, &[failures(Scope::Address, 50)], 0), 900);
    }

    #[test]
    fn an_address_is_known_for_thirty_days_after_a_success() {
        for (days, expected) in
            [(0, Acquaintance::Known), (29, Acquaintance::Known), (30, Acquaintance::Stranger)]
        {
            assert_eq!(Acquaintance::of(Some(noon() - TimeDelta::days(days)), noon()), expected, "{days}");
        }
        assert_eq!(Acquaintance::of(None, noon()), Acquaintance::Stranger);
    }

    #[test]
    fn a_success_clears_its_pair_and_nothing_else() {
        let success = noon() - TimeDelta::minutes(5);
        for (scope, last_success, minutes_back) in [
            (Scope::Pair, None, 24 * 60),
            (Scope::Pair, Some(success), 5),
            (Scope::Pair, Some(noon() - TimeDelta::days(9)), 24 * 60),
            (Scope::Login, Some(success), 60),
            (Scope::Address, Some(success), 60),
        ] {
            let expected = noon() - TimeDelta::minutes(minutes_back);
            assert_eq!(counted_from(scope, last_success, noon()), expected, "{scope:?}");
        }
    }

    #[test]
    fn a_clock_that_was_set_back_makes_no_wait_longer() {
        assert_eq!(seconds(Acquaintance::Stranger, &[failures(Scope::Pair, 8)], -86_400), 8);
    }
}
