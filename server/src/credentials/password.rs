//! Passwords: which are taken, how they are kept, how one is recognised.
//!
//! A password is compared exactly as it was sent: not cut, not trimmed, not folded (ASVS 6.2.8). It stays valid until
//! its owner changes it; nothing asks for a new one every few months (ASVS 6.2.10).
//!
//! Hashing takes 19 MiB and some tens of milliseconds on purpose: call it on a thread that may block, and let only a
//! few run at a time.

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{self, PasswordHasher as _, PasswordVerifier as _};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Params, Version};

use super::secret::{Secret, in_fours};
use super::strength;
use crate::random;

/// The fewest characters of a password. NIST SP 800-63B-4 asks for 15 where there is no second factor and 8 where
/// there is one; strength is measured besides.
pub const SHORTEST: usize = 10;

/// The most characters of a password; at least 64 must be allowed (ASVS 6.2.9).
pub const LONGEST: usize = 200;

/// 19 MiB, two passes, one lane, 32 bytes: the first choice of OWASP's Password Storage Cheat Sheet. Raising one of them
/// is enough: [`verify`] then says of older hashes that they are outdated.
const PARAMETERS: Params = match Params::new(19_456, 2, 1, Some(32)) {
    Ok(parameters) => parameters,
    Err(_) => panic!("the parameters are within the bounds of argon2, or this does not compile"),
};

/// What a password is compared with when there is no account: as costly as a real one. Salt and hash are random bytes,
/// so no password is known for it; if one were found it would still open nothing.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$4Q8omANloU1u+dTfFK5XqQ$JLTm3G/k7sdq2FDyJzN4fimE2ZyfAgu9hNtDDyxCroc";

/// Why a password was not taken, as a sentence that says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Fewer characters than [`SHORTEST`].
    #[error("密码只有 {0} 个字符，至少需要 {least} 个：可以把几个互不相干的词连在一起", least = SHORTEST)]
    TooShort(usize),
    /// More characters than [`LONGEST`].
    #[error("密码有 {0} 个字符，最多允许 {most} 个：请缩短", most = LONGEST)]
    TooLong(usize),
    /// Made of login, name or authority.
    #[error("密码用到了登录名、姓名或单位名称，容易被猜到：请换成与本人和单位无关的词")]
    AboutTheAccount,
    /// One of those that many people use, or like one.
    #[error("这是常见的密码，或者与常见的密码很像：请另想一个，可以把几个互不相干的词连在一起")]
    Common,
    /// Keys that lie side by side.
    #[error("键盘上相邻的键容易被猜到：请换成几个互不相干的词")]
    Keyboard,
    /// The same thing again and again.
    #[error("重复的字符或片段几乎不增加难度：请去掉重复，再加上几个互不相干的词")]
    Repeats,
    /// Letters or digits in their order.
    #[error("连续的字母或数字（如 abcd、6543）容易被猜到：请换成几个互不相干的词")]
    Sequence,
    /// Days and years.
    #[error("日期和年份容易被猜到：请去掉，或者再加上几个互不相干的词")]
    Date,
    /// A word or a name and little else.
    #[error("单个的词或姓名容易被猜到：请再加上几个互不相干的词")]
    Word,
    /// Too few tries would find it, for no single reason.
    #[error("这个密码容易被猜到：请再加上几个互不相干的词，不必混用大小写或符号")]
    Guessable,
}

/// A password could not be hashed: there was no memory for it.
#[derive(Debug, thiserror::Error)]
#[error("a password could not be hashed: {0}")]
pub struct HashFault(password_hash::Error);

/// A password that may be set.
#[derive(Debug)]
pub struct NewPassword(Secret);

impl NewPassword {
    /// Takes a password that is long enough and hard to guess. No rule asks for kinds of characters.
    ///
    /// `about` are the account's own words: login, name, authority.
    pub fn check(text: &str, about: &[&str]) -> Result<Self, WeakPassword> {
        match text.chars().count() {
            length if length < SHORTEST => Err(WeakPassword::TooShort(length)),
            length if length > LONGEST => Err(WeakPassword::TooLong(length)),
            _ => strength::judge(text, about).map(|()| Self(Secret::new(text))),
        }
    }

    /// A first password, to be handed over and replaced at the first login (ASVS 6.4.1): 100 random bits as five groups of
    /// four characters without i, l, o and u.
    pub fn generated() -> Self {
        Self(Secret::new(in_fours(&random::letters::<20>(), '-')))
    }

    /// The same again: one is hashed, the other shown.
    #[must_use]
    pub fn copy(&self) -> Self {
        Self(self.0.clone())
    }

    /// The password itself, to be shown once.
    pub fn expose(&self) -> &str {
        self.0.expose()
    }
}

/// What came of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the password.
    Right,
    /// It is the password, kept with parameters of earlier days: store [`renewed`] in the place of the hash.
    Outdated,
    /// It is not, or there is no such account.
    Wrong,
    /// What is stored is no hash that can be computed; nobody can log in with it until the password is reset.
    Damaged,
}

/// What is stored of a password: an argon2id hash with its salt and parameters, as text (PHC string format).
pub fn hash(password: &NewPassword) -> Result<String, HashFault> {
    hashed(password.expose())
}

/// The hash of a password that was just found [`Verdict::Outdated`], with the parameters of today.
pub fn renewed(verified: &str) -> Result<String, HashFault> {
    hashed(verified)
}

/// Is it the password of that hash?
///
/// Without a hash, which is to say for a login that does not exist, it takes as long as with one (ASVS 6.3.8).
pub fn verify(text: &str, stored: Option<&str>) -> Verdict {
    let Some(hash) = stored.and_then(parsed) else {
        let nobody = parsed(NOBODY).map(|hash| hasher().verify_password(text.as_bytes(), &hash));
        std::hint::black_box(nobody);
        return if stored.is_some() { Verdict::Damaged } else { Verdict::Wrong };
    };
    match hasher().verify_password(text.as_bytes(), &hash) {
        Ok(()) if is_outdated(&hash) => Verdict::Outdated,
        Ok(()) => Verdict::Right,
        Err(password_hash::Error::PasswordInvalid) => Verdict::Wrong,
        Err(_) => Verdict::Damaged,
    }
}

/// Was it made with other parameters than those of today? What is no hash needs a reset, not this.
pub fn needs_rehash(stored: &str) -> bool {
    parsed(stored).is_some_and(|hash| is_outdated(&hash))
}

fn parsed(stored: &str) -> Option<PasswordHash> {
    PasswordHash::new(stored).ok().filter(|hash| hash.salt.is_some() && hash.hash.is_some())
}

fn is_outdated(hash: &PasswordHash) -> bool {
    hash.algorithm != ARGON2ID_IDENT
        || hash.version != Some(Version::V0x13.into())
        || Params::try_from(hash).is_ok_and(|parameters| parameters != PARAMETERS)
}

fn hashed(text: &str) -> Result<String, HashFault> {
    let hash: Result<PasswordHash, _> =
        hasher().hash_password_with_salt(text.as_bytes(), &random::bytes::<16>());
    hash.map(|hash| hash.to_string()).map_err(HashFault)
}

fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, PARAMETERS)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABOUT: [&str; 3] = ["wang.jianguo", "王建国", "云中省明州市市场监督管理局"];

    fn refused(text: &str) -> WeakPassword {
        NewPassword::check(text, &ABOUT).unwrap_err()
    }

    #[test]
    fn a_password_that_is_too_short_or_too_long_is_refused_with_its_length() {
        assert_eq!(refused("kV7#pq2!x"), WeakPassword::TooShort(9));
        assert_eq!(refused("诚信诚信"), WeakPassword::TooShort(4), "characters count, not bytes");
        assert_eq!(refused(&"蝴蝶琴键".repeat(51)), WeakPassword::TooLong(204));
        assert!(refused("short").to_string().contains("至少需要 10 个"));
    }

    #[test]
    fn passwords_that_others_would_try_are_refused_with_the_reason() {
        for (text, why) in [
            ("password123", WeakPassword::Common),
            ("P@ssw0rd2026", WeakPassword::Common),
            ("qwertyuiop[]", WeakPassword::Keyboard),
            ("aaaaaaaaaaaaaaaa", WeakPassword::Repeats),
            ("abcabcabcabcabc", WeakPassword::Repeats),
            ("abcdefghijklmn", WeakPassword::Sequence),
            ("1990-12-31", WeakPassword::Date),
            ("internationalization", WeakPassword::Word),
            ("wang.jianguo", WeakPassword::AboutTheAccount),
            ("ougnaij.gnaw", WeakPassword::AboutTheAccount),
            ("WangJianguo1975", WeakPassword::AboutTheAccount),
            ("市场监督管理局2026", WeakPassword::AboutTheAccount),
            ("明州市场监督王建国2026", WeakPassword::AboutTheAccount),
            ("云中省明州市市场监督管理局", WeakPassword::AboutTheAccount),
            ("chengxin2026", WeakPassword::Guessable),
            ("creditchina行政处罚", WeakPassword::Guessable),
            ("woaini1314520", WeakPassword::Common),
        ] {
            assert_eq!(refused(text), why, "{text}");
        }
    }

    #[test]
    fn a_few_unrelated_words_are_enough_in_any_writing_and_without_any_sign() {
        for text in [
            "correct horse battery staple",
            "蝴蝶在旧琴键上打瞌睡",
            "kuangquanshui dengta maoyi",
            "tr8m;vQ2-xk",
        ] {
            let password = NewPassword::check(text, &ABOUT).unwrap();
            assert_eq!(password.expose(), text);
        }
    }

    #[test]
    fn the_account_s_own_words_may_stand_in_a_password_that_is_strong_without_them() {
        assert!(NewPassword::check("王建国的蝴蝶在旧琴键上打瞌睡", &ABOUT).is_ok());
        assert!(NewPassword::check("wangjianguo kuangquanshui dengta", &ABOUT).is_ok());
        assert!(
            NewPassword::check("wang.jianguo", &[]).is_ok(),
            "to another account it is no word of its own"
        );
    }

    #[test]
    fn every_refusal_says_in_one_sentence_what_to_do() {
        for fault in [
            WeakPassword::TooShort(3),
            WeakPassword::TooLong(300),
            WeakPassword::AboutTheAccount,
            WeakPassword::Common,
            WeakPassword::Keyboard,
            WeakPassword::Repeats,
            WeakPassword::Sequence,
            WeakPassword::Date,
            WeakPassword::Word,
            WeakPassword::Guessable,
        ] {
            assert!(fault.to_string().contains('：'), "{fault}");
        }
    }

    #[test]
    fn a_generated_password_passes_the_check_that_others_must_pass_and_no_two_are_alike() {
        let (first, second) = (NewPassword::generated(), NewPassword::generated());
        assert_ne!(first.expose(), second.expose());
        assert!(NewPassword::check(first.expose(), &ABOUT).is_ok());
        let groups: Vec<&str> = first.expose().split('-').collect();
        assert_eq!(groups.len(), 5);
        assert!(groups.iter().all(|group| group.len() == 4 && group.chars().all(random::is_letter)));
    }

    #[test]
    fn only_the_password_itself_is_right() {
        let password = NewPassword::check("correct horse battery staple", &ABOUT).unwrap();
        let stored = hash(&password).unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert_ne!(stored, hash(&password).unwrap(), "each has a salt of its own");
        assert_eq!(verify("correct horse battery staple", Some(&stored)), Verdict::Right);
        for other in [
            "correct horse battery stapl",
            "correct horse battery staple ",
            "Correct horse battery staple",
            "",
        ] {
            assert_eq!(verify(other, Some(&stored)), Verdict::Wrong, "{other:?}");
        }
    }

    #[test]
    fn a_login_without_an_account_costs_what_one_with_an_account_costs_and_is_wrong() {
        assert!(!needs_rehash(NOBODY), "its parameters are those of today");
        assert_eq!(parsed(NOBODY).unwrap().hash.unwrap().len(), 32);
        assert_eq!(verify("correct horse battery staple", None), Verdict::Wrong);
    }

    #[test]
    fn a_hash_of_earlier_days_is_right_but_outdated_until_it_is_renewed() {
        let earlier =
            Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8_192, 1, 1, Some(32)).unwrap());
        let stored: PasswordHash = earlier.hash_password_with_salt(b"correct horse", &[7; 16]).unwrap();
        let stored = stored.to_string();
        assert_eq!(verify("correct horse", Some(&stored)), Verdict::Outdated);
        assert_eq!(verify("correct house", Some(&stored)), Verdict::Wrong);
        let renewed = renewed("correct horse").unwrap();
        assert_eq!(verify("correct horse", Some(&renewed)), Verdict::Right);
    }

    #[test]
    fn what_is_no_hash_lets_nobody_in_and_says_that_it_is_damaged() {
        for stored in ["", "correct horse", "$argon2id$v=19$m=1,t=2,p=1$AAAA", "$md5$AAAA$AAAA"] {
            assert_eq!(verify("correct horse", Some(stored)), Verdict::Damaged, "{stored}");
        }
    }

    #[test]
    fn a_new_password_prints_as_asterisks() {
        let password = NewPassword::check("correct horse battery staple", &ABOUT).unwrap();
        assert_eq!(format!("{password:?}"), "NewPassword(***)");
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(64))]
        #[test]
        fn whatever_is_sent_gets_an_answer(text in ".{0,220}", login in ".{0,30}") {
            let _ = NewPassword::check(&text, &[&login, &text]);
        }
    }
}
