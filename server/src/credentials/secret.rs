//! Texts that are never printed, how they are compared and how they are shown to be typed.

use std::fmt;

use ctutils::CtEq as _;

/// A text that proves something. It prints as `***`; [`Secret::expose`] is the one way to it.
#[derive(Clone, serde::Deserialize)]
pub struct Secret(String);

impl Secret {
    /// Takes a text over.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// Are they equal? Texts of one length take the same time, however early they differ. Nothing equals the empty text:
/// it is what a hash that could not be made looks like.
pub(super) fn same(left: &str, right: &str) -> bool {
    !left.is_empty() && left.as_bytes().ct_eq(right.as_bytes()).to_bool()
}

/// A text of ASCII characters in groups of four, as one reads it out and types it.
pub(super) fn in_fours(text: &str, separator: char) -> String {
    let mut grouped = String::with_capacity(text.len() * 5 / 4);
    for (at, character) in text.chars().enumerate() {
        if at > 0 && at.is_multiple_of(4) {
            grouped.push(separator);
        }
        grouped.push(character);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_as_three_asterisks_wherever_it_stands() {
        let secret = Secret::new("correct horse battery");
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), "*** *** Some(***)");
        assert_eq!(secret.expose(), "correct horse battery");
    }

    #[test]
    fn only_the_same_text_is_the_same_and_the_empty_one_is_the_same_as_nothing() {
        assert!(same("abc", "abc"));
        assert!(!same("abc", "abd"));
        assert!(!same("abc", "abcd"));
        assert!(!same("", ""));
    }

    #[test]
    fn groups_are_of_four() {
        assert_eq!(in_fours("abcdefghi", '-'), "abcd-efgh-i");
        assert_eq!(in_fours("", ' '), "");
    }
}
