//! Commit and reveal: on the day of a decision its authority may hand in a salted hash of the decision's number and
//! content, and open it when the decision is filed. It proves "existed by that day" and no more, and says nothing about
//! the party.
//!
//! The hash is SHA-256 over [`Opening::canonical_text`] in UTF-8; it is made where SHA-256 is at hand.
//!
//! Rule: this project's order (issue 4, "commit and reveal").

use std::fmt::Write as _;
use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use crate::decision::DecisionKind;
use crate::suppression::PublicCount;
use crate::text::fold_document_number;
use crate::uscc::Uscc;

/// 32 bytes as 64 hexadecimal digits in lower case: a SHA-256, or a salt of that length.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Digest(String);

/// What was sent is no such text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 64 hexadecimal digits")]
pub struct NotADigest;

impl NotADigest {
    /// The same in Chinese, for forms and answers.
    pub const fn message(self) -> &'static str {
        "应为 64 位十六进制数字（0–9、a–f），即 32 个字节"
    }
}

impl FromStr for Digest {
    type Err = NotADigest;

    fn from_str(text: &str) -> Result<Self, NotADigest> {
        let is_digest = text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_digest { Ok(Self(text.to_ascii_lowercase())) } else { Err(NotADigest) }
    }
}

impl Digest {
    /// The 64 digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a commitment was made of: with it anybody can make it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// 32 random bytes, chosen by the authority for this commitment alone: without them nobody can guess the rest.
    pub salt: Digest,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// The credit code of the authority that decided.
    pub authority: Uscc,
    /// The decision's number, in any spelling: it is folded.
    pub document_number: String,
    /// SHA-256 of the decision's document, byte for byte as the authority keeps it.
    pub content: Digest,
}

impl Opening {
    /// What is hashed: six lines, each ended by a line feed.
    pub fn canonical_text(&self) -> String {
        let Self { salt, kind, authority, document_number, content } = self;
        let number = fold_document_number(document_number);
        let mut text = String::from("chengxin-commitment-1\n");
        for line in [salt.as_str(), kind.code(), authority.as_str(), &number, content.as_str()] {
            let _ = writeln!(text, "{line}");
        }
        text
    }
}

/// What a commitment proves of a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// It was handed in on the day of the decision: the decision existed by its day.
    OfTheDay,
    /// It was handed in later: the decision existed by that later day.
    Later,
}

impl Proof {
    /// Both days are Beijing days; the day of receipt is the platform's own.
    pub fn of(received_on: NaiveDate, decided_on: NaiveDate) -> Self {
        if received_on <= decided_on { Self::OfTheDay } else { Self::Later }
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::OfTheDay => "决定当日登记",
            Self::Later => "决定日后登记",
        }
    }
}

/// What the public learns of an authority's commitments of one month, and nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CommitmentMonth {
    /// Such as `2026-10`.
    pub month: String,
    /// How many were received in it.
    pub committed: PublicCount,
    /// Their share, in whole percent and at most 100, of the decisions of the month that went public: of a number that
    /// is public already, so that nobody learns how many are withheld. None where either number is not told.
    pub share_percent: Option<u64>,
}

impl CommitmentMonth {
    /// From the two numbers of a month.
    pub fn of(month: String, committed: u64, published: u64) -> Self {
        let count = PublicCount::of(committed);
        let share = (committed * 100).checked_div(published).map(|share| share.min(100));
        Self { month, committed: count, share_percent: share.filter(|_| count != PublicCount::FewerThanFive) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(document_number: &str) -> Opening {
        Opening {
            salt: "00112233445566778899AABBCCDDEEFF00112233445566778899aabbccddeeff".parse().unwrap(),
            kind: DecisionKind::Penalty,
            authority: code(),
            document_number: document_number.to_owned(),
            content: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".parse().unwrap(),
        }
    }

    /// A code of no authority, with its check digit.
    fn code() -> Uscc {
        let body = "11690102MA0000001";
        format!("{body}{}", crate::uscc::check_digit(body)).parse().unwrap()
    }

    #[test]
    fn the_canonical_text_has_six_lines_in_a_fixed_order() {
        let opening = opening("云示监罚〔2026〕1号");
        let lines: Vec<String> = opening.canonical_text().lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 6);
        assert_eq!(lines[0], "chengxin-commitment-1");
        assert_eq!(lines[1], "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
        assert_eq!(lines[2], "penalty");
        assert_eq!(lines[3], opening.authority.as_str());
        assert_eq!(lines[4], fold_document_number("云示监罚〔2026〕1号"));
        assert!(opening.canonical_text().ends_with("b855\n"));
    }

    #[test]
    fn a_number_in_another_spelling_is_the_same_number() {
        let text = opening("云示监罚〔2026〕1号").canonical_text();
        assert_eq!(opening("云示监罚[2026]１号").canonical_text(), text);
        assert_ne!(opening("云示监罚〔2026〕2号").canonical_text(), text);
    }

    #[test]
    fn a_digest_is_64_hexadecimal_digits_and_nothing_else() {
        let good = "a".repeat(64);
        assert_eq!(good.to_uppercase().parse::<Digest>().unwrap().as_str(), good);
        for bad in ["", "a", &"a".repeat(63), &"a".repeat(65), &"g".repeat(64), &"密".repeat(64)] {
            assert_eq!(bad.parse::<Digest>(), Err(NotADigest), "{bad}");
        }
    }

    #[test]
    fn small_counts_are_told_neither_as_such_nor_by_their_share() {
        let shown = |committed, published| {
            let month = CommitmentMonth::of("2026-10".to_owned(), committed, published);
            (month.committed.label(), month.share_percent)
        };
        assert_eq!(shown(4, 8), ("不足5".to_owned(), None));
        assert_eq!(shown(5, 8), ("5".to_owned(), Some(62)));
        assert_eq!(shown(9, 8), ("9".to_owned(), Some(100)));
        assert_eq!(shown(9, 0), ("9".to_owned(), None));
    }

    #[test]
    fn a_commitment_of_a_later_day_does_not_prove_the_day() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(Proof::of(day("2026-11-20"), day("2026-11-20")), Proof::OfTheDay);
        assert_eq!(Proof::of(day("2026-11-21"), day("2026-11-20")), Proof::Later);
    }
}
