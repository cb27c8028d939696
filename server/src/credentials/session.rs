//! Sessions: the token in the cookie, what is stored of it, when a session ends, and the token of its forms.
//!
//! A new token is made at each login, and once more when the second factor is given (ASVS 7.2.4). One account may have
//! several sessions; its owner can end all of them, and a changed password or a disabled account does.

use chrono::{DateTime, TimeDelta, Utc};

use super::secret::{Secret, same};
use crate::random;
use crate::secrets::{self, Keeper};

/// A session that is not used for so long is over (NIST SP 800-63B, revision 3, 4.2.3: 30 minutes).
pub const IDLE: TimeDelta = TimeDelta::minutes(30);

/// A session is over so long after its login, used or not (there: 12 hours).
pub const LONGEST: TimeDelta = TimeDelta::hours(12);

/// So long after the password the second factor must be given.
pub const SECOND_FACTOR: TimeDelta = TimeDelta::minutes(5);

/// So long one who has to choose a password or to set up a second factor may take for it.
pub const ENTERING: TimeDelta = TimeDelta::minutes(15);

/// The use of a session need not be noted more often than this: each note is a write.
const NOTED: TimeDelta = TimeDelta::minutes(1);

/// What the cookie holds: 256 random bits as 64 hexadecimal digits.
#[derive(Debug)]
pub struct SessionToken(Secret);

impl SessionToken {
    /// A new one.
    pub fn generate() -> Self {
        Self(Secret::new(random::seed()))
    }

    /// Reads a cookie; nothing if it cannot be a token.
    pub fn parse(sent: &str) -> Option<Self> {
        let fits = sent.len() == 64 && sent.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        fits.then(|| Self(Secret::new(sent)))
    }

    /// The token itself, for the cookie.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// What a session is found by in the store: whoever reads the data base can log in with none of it.
    pub fn at_rest(&self) -> String {
        secrets::checksum(self.0.expose().as_bytes())
    }

    /// What every form of this session sends along: a keyed hash, so that nobody who does not know the token can make it
    /// and nobody can get the token from a page (OWASP CSRF Prevention Cheat Sheet, "Signed Double-Submit Cookie").
    pub fn form_token(&self, keeper: &Keeper) -> Secret {
        Secret::new(keeper.fingerprint(&format!("csrf|{}", self.0.expose())))
    }

    /// Was this form made for this session? Takes as long whatever the answer is.
    pub fn made_form(&self, keeper: &Keeper, sent: &str) -> bool {
        same(self.form_token(keeper).expose(), sent)
    }
}

/// When a session began and when it was last used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionTimes {
    /// When the token was made.
    pub created_at: DateTime<Utc>,
    /// When a request last came with it.
    pub seen_at: DateTime<Utc>,
}

/// May it still be used?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// Yes.
    Live,
    /// Not after so long a time without use: ask for the password again, and lose no text.
    Idle,
    /// Not after so long a time since its login.
    Over,
}

impl SessionTimes {
    /// The state of a session whose login is complete.
    pub fn state(self, now: DateTime<Utc>) -> SessionState {
        if now - self.created_at >= LONGEST {
            SessionState::Over
        } else if now - self.seen_at >= IDLE {
            SessionState::Idle
        } else {
            SessionState::Live
        }
    }

    /// The state of a session that has the password and waits for the second factor.
    pub fn second_factor_state(self, now: DateTime<Utc>) -> SessionState {
        if now - self.created_at >= SECOND_FACTOR { SessionState::Over } else { SessionState::Live }
    }

    /// The state of a session whose owner still has to choose a password or to set up a second factor.
    pub fn entering_state(self, now: DateTime<Utc>) -> SessionState {
        if now - self.created_at >= ENTERING { SessionState::Over } else { SessionState::Live }
    }

    /// Is it time to note that the session is in use?
    pub fn is_to_be_noted(self, now: DateTime<Utc>) -> bool {
        now - self.seen_at >= NOTED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noon() -> DateTime<Utc> {
        DateTime::from_timestamp(1_781_496_000, 0).unwrap()
    }

    fn keeper(folder: &tempfile::TempDir, name: &str) -> Keeper {
        Keeper::open(&folder.path().join(name)).unwrap()
    }

    #[test]
    fn a_session_ends_when_it_is_not_used_and_at_its_longest_in_any_case() {
        let since = |created: i64, seen: i64| SessionTimes {
            created_at: noon() - TimeDelta::minutes(created),
            seen_at: noon() - TimeDelta::minutes(seen),
        };
        for (created, seen, expected) in [
            (0, 0, SessionState::Live),
            (29, 29, SessionState::Live),
            (30, 30, SessionState::Idle),
            (600, 29, SessionState::Live),
            (600, 30, SessionState::Idle),
            (719, 0, SessionState::Live),
            (720, 0, SessionState::Over),
            (720, 30, SessionState::Over),
            (-5, -5, SessionState::Live),
        ] {
            assert_eq!(since(created, seen).state(noon()), expected, "{created} {seen}");
        }
    }

    #[test]
    fn the_second_factor_must_come_within_five_minutes_however_busy_the_session_is() {
        for (seconds, expected) in
            [(0, SessionState::Live), (299, SessionState::Live), (300, SessionState::Over)]
        {
            let times = SessionTimes { created_at: noon() - TimeDelta::seconds(seconds), seen_at: noon() };
            assert_eq!(times.second_factor_state(noon()), expected, "{seconds}");
        }
    }

    #[test]
    fn the_use_of_a_session_is_noted_once_a_minute() {
        for (seconds, expected) in [(0, false), (59, false), (60, true), (600, true)] {
            let times = SessionTimes { created_at: noon(), seen_at: noon() - TimeDelta::seconds(seconds) };
            assert_eq!(times.is_to_be_noted(noon()), expected, "{seconds}");
        }
    }

    #[test]
    fn a_token_is_read_back_from_its_cookie_and_is_not_what_is_stored() {
        let token = SessionToken::generate();
        let again = SessionToken::parse(token.expose()).unwrap();
        assert_eq!(again.at_rest(), token.at_rest());
        assert_ne!(token.at_rest(), token.expose());
        assert_ne!(SessionToken::generate().expose(), token.expose());
        for sent in
            ["", "0", &token.expose()[1..], &"G".repeat(64), &"A".repeat(64), &format!("{}0", token.expose())]
        {
            assert!(SessionToken::parse(sent).is_none(), "{sent}");
        }
    }

    #[test]
    fn a_form_is_taken_by_the_session_and_the_house_that_made_it_and_by_no_other() {
        let folder = tempfile::tempdir().unwrap();
        let (ours, others) = (keeper(&folder, "ours"), keeper(&folder, "others"));
        let token = SessionToken::generate();
        let form = token.form_token(&ours);
        assert!(token.made_form(&ours, form.expose()));
        assert!(!token.made_form(&others, form.expose()));
        assert!(!SessionToken::generate().made_form(&ours, form.expose()));
        assert!(!token.made_form(&ours, ""));
        assert!(!token.made_form(&ours, token.expose()));
    }

    #[test]
    fn a_token_prints_as_asterisks() {
        let folder = tempfile::tempdir().unwrap();
        let token = SessionToken::generate();
        let form = token.form_token(&keeper(&folder, "key"));
        assert_eq!(format!("{token:?} {form:?}"), "SessionToken(***) ***");
    }
}
