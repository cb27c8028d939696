//! Recovery codes: what a person has on paper for the day on which the authenticator is lost. Each is good once.

use domain::text::fold_width;

use super::secret::{Secret, in_fours, same};
use crate::{random, secrets};

/// How many codes a person gets.
pub const CODES: usize = 8;

/// Characters of a code, five bits each: 120 bits. From 112 bits on a plain hash is enough (ASVS 6.5.2).
const LENGTH: usize = 24;

/// A code as it was made or typed.
#[derive(Debug)]
pub struct RecoveryCode(Secret);

impl RecoveryCode {
    /// A set of new codes, to be shown once; they replace all earlier ones.
    pub fn generate() -> [Self; CODES] {
        std::array::from_fn(|_| Self(Secret::new(random::letters::<LENGTH>())))
    }

    /// Reads what a person typed: blanks and hyphens do not count, capitals and full-width characters may stand, and o is
    /// read as 0, i and l as 1, as Crockford's alphabet wants it. Nothing if it cannot be a code.
    pub fn parse(typed: &str) -> Option<Self> {
        let read: String = fold_width(typed)
            .chars()
            .filter(|character| !character.is_whitespace() && *character != '-')
            .map(|character| match character.to_ascii_lowercase() {
                'o' => '0',
                'i' | 'l' => '1',
                other => other,
            })
            .collect();
        (read.len() == LENGTH && read.chars().all(random::is_letter)).then(|| Self(Secret::new(read)))
    }

    /// In six groups of four, as it is printed.
    pub fn to_print(&self) -> Secret {
        Secret::new(in_fours(self.0.expose(), '-'))
    }

    /// What is stored of it.
    pub fn at_rest(&self) -> String {
        secrets::checksum(self.0.expose().as_bytes())
    }

    /// Which of the stored codes it is; that one must be struck out in the same transaction. Takes as long for every one.
    pub fn find<'a>(&self, stored: &'a [String]) -> Option<&'a str> {
        let mine = self.at_rest();
        stored.iter().fold(None, |found, hash| if same(hash, &mine) { Some(hash.as_str()) } else { found })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_of_the_eight_codes_is_found_among_the_stored_ones_as_itself() {
        let codes = RecoveryCode::generate();
        let stored: Vec<String> = codes.iter().map(RecoveryCode::at_rest).collect();
        for (code, hash) in codes.iter().zip(&stored) {
            let typed = RecoveryCode::parse(code.to_print().expose()).unwrap();
            assert_eq!(typed.find(&stored), Some(hash.as_str()));
        }
        assert_eq!(stored.iter().collect::<std::collections::HashSet<_>>().len(), CODES);
    }

    #[test]
    fn a_code_that_was_struck_out_is_found_no_more() {
        let codes = RecoveryCode::generate();
        let mut stored: Vec<String> = codes.iter().map(RecoveryCode::at_rest).collect();
        stored.remove(3);
        assert_eq!(codes[3].find(&stored), None);
        assert_eq!(codes[3].find(&[]), None);
        assert!(codes[4].find(&stored).is_some());
    }

    #[test]
    fn a_code_is_read_however_it_was_typed() {
        let expected = RecoveryCode::parse("0123-4567-89ab-cdef-ghjk-mn10").unwrap().at_rest();
        for typed in [
            "0123456789abcdefghjkmn10",
            "O123 4567 89AB CDEF GHJK MNIO",
            "０１２３－４５６７－８９ａｂ－ｃｄｅｆ－ｇｈｊｋ－ｍｎｌ０",
        ] {
            assert_eq!(RecoveryCode::parse(typed).unwrap().at_rest(), expected, "{typed}");
        }
        for typed in ["", "0123-4567-89ab-cdef-ghjk-mn1", "0123-4567-89ab-cdef-ghjk-mn1u", "一二三四五六七八"]
        {
            assert!(RecoveryCode::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn a_code_is_printed_only_where_it_is_asked_for() {
        let code = RecoveryCode::parse("0123-4567-89ab-cdef-ghjk-mn10").unwrap();
        assert_eq!(format!("{code:?} {:?}", code.to_print()), "RecoveryCode(***) ***");
        assert_eq!(code.to_print().expose(), "0123-4567-89ab-cdef-ghjk-mn10");
        assert_eq!(code.at_rest().len(), 64);
    }
}
