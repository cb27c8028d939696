//! Keys by which the programs of an authority file decisions: `cx_`, a public prefix of 8 characters, `_`, 43 random
//! characters. The prefix finds the row and names the key in lists and in the audit trail; the hash proves it.
//! `cx_` lets scanners of published code know one when they see it.

use super::secret::{Secret, same};
use crate::{random, secrets};

const MARK: &str = "cx_";
const PREFIX: usize = 8;
const RANDOM: usize = 43;

/// A key as it was made or sent.
#[derive(Debug)]
pub struct ApiKey {
    prefix: String,
    text: Secret,
}

/// What was sent is no key at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("接口密钥的格式不对：请完整复制以 cx_ 开头的全部 55 个字符")]
pub struct MalformedKey;

impl ApiKey {
    /// A new one: 215 random bits behind a random prefix. To be shown once.
    pub fn generate() -> Self {
        let prefix = random::letters::<PREFIX>();
        let text = Secret::new(format!("{MARK}{prefix}_{}", random::letters::<RANDOM>()));
        Self { prefix, text }
    }

    /// Reads a key that was sent.
    pub fn parse(sent: &str) -> Result<Self, MalformedKey> {
        let (prefix, rest) =
            sent.strip_prefix(MARK).and_then(|rest| rest.split_once('_')).ok_or(MalformedKey)?;
        let fits = |part: &str, length| part.len() == length && part.chars().all(random::is_letter);
        if !fits(prefix, PREFIX) || !fits(rest, RANDOM) {
            return Err(MalformedKey);
        }
        Ok(Self { prefix: prefix.to_owned(), text: Secret::new(sent) })
    }

    /// What the key is known by; no secret.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The key itself, to be shown once.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// What is stored of it, beside its prefix.
    pub fn at_rest(&self) -> String {
        secrets::checksum(self.text.expose().as_bytes())
    }

    /// Is it the key of which that is stored? Takes as long whatever the answer is.
    pub fn matches(&self, stored: &str) -> bool {
        same(stored, &self.at_rest())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_recognised_by_what_is_stored_of_it() {
        let key = ApiKey::generate();
        let sent = ApiKey::parse(key.expose()).unwrap();
        assert_eq!(sent.prefix(), key.prefix());
        assert!(sent.matches(&key.at_rest()));
        assert!(!key.at_rest().contains(&key.expose()[12..]));
    }

    #[test]
    fn another_key_does_not_match_even_with_the_same_prefix() {
        let key = ApiKey::generate();
        let other = format!("cx_{}_{}", key.prefix(), "0".repeat(43));
        let other = ApiKey::parse(&other).unwrap();
        assert_eq!(other.prefix(), key.prefix());
        assert!(!other.matches(&key.at_rest()));
        assert!(!key.matches(""));
    }

    #[test]
    fn what_is_not_the_whole_key_is_refused() {
        let key = ApiKey::generate();
        let whole = key.expose();
        assert_eq!(whole.len(), 55);
        for sent in [
            "",
            "cx_",
            &whole[..54],
            &whole[3..],
            &format!("{whole}0"),
            &format!(" {whole}"),
            &whole.to_uppercase(),
            &whole.replacen('_', "-", 2),
            &format!("cx_{}_{}", key.prefix(), "u".repeat(43)),
            &format!("cx_{}_{}", key.prefix(), "密".repeat(43)),
        ] {
            assert_eq!(ApiKey::parse(sent).unwrap_err(), MalformedKey, "{sent}");
        }
    }

    #[test]
    fn a_key_prints_its_prefix_only() {
        let key = ApiKey::generate();
        let printed = format!("{key:?}");
        assert_eq!(printed, format!("ApiKey {{ prefix: \"{}\", text: *** }}", key.prefix()));
    }
}
