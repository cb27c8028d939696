//! Credit codes that were misread: look-alike characters are proposed, never put in the place of what was sent.

use super::{ALPHABET, LENGTH, Uscc, UsccError};
use crate::organisation_code::OrganisationCode;
use crate::text::fold_width;

/// Readings of a character of a credit code that is easily taken for another.
const LOOK_ALIKES: [(char, &str); 24] = [
    ('O', "0"),
    ('Q', "0"),
    ('D', "0"),
    ('Ο', "0"),
    ('О', "0"),
    ('〇', "0"),
    ('I', "1"),
    ('L', "1"),
    ('|', "1"),
    ('!', "1"),
    ('Ⅰ', "1"),
    ('S', "5"),
    ('Z', "2"),
    ('V', "UY"),
    ('B', "8"),
    ('G', "6"),
    ('×', "X"),
    ('Ⅹ', "X"),
    ('Х', "X"),
    ('8', "B"),
    ('0', "DQ"),
    ('5', "S"),
    ('6', "G"),
    ('U', "V"),
];

/// The credit code that was probably meant: the only one with the right check digit among the readings of look-alike
/// characters. It is shown to a person and never put in the place of what was sent.
///
/// Characters that no code has (O, I, S, V, Z and foreign ones) must be read as something else. Only if there is none
/// may one character that codes do have (B, 8, D, 0 …) be read as another, and then the organisation code inside must
/// be right too: one digit in 31 is right by chance. Two readings give nothing; neither does a right code.
pub fn propose(text: &str) -> Option<String> {
    let narrow = fold_width(text).to_uppercase();
    let characters: Vec<char> = narrow.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    if characters.len() != LENGTH || text.parse::<Uscc>().is_ok() {
        return None;
    }
    let is_legal = |c: &char| ALPHABET.contains(*c);
    let mut found = Vec::new();
    readings(&characters, 0, 0, &mut String::new(), &mut found);
    if found.is_empty() && characters.iter().all(is_legal) {
        readings(&characters, 0, 1, &mut String::new(), &mut found);
        found.retain(|code| code.get(8..17).is_some_and(|inner| inner.parse::<OrganisationCode>().is_ok()));
    }
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

/// All right codes that come of reading the characters from `place` on, with exactly so many changes of legal ones.
fn readings(
    characters: &[char],
    place: usize,
    free_changes: usize,
    so_far: &mut String,
    found: &mut Vec<String>,
) {
    let Some(character) = characters.get(place) else {
        if free_changes == 0 && so_far.parse::<Uscc>().is_ok() {
            found.push(so_far.clone());
        }
        return;
    };
    let is_legal = ALPHABET.contains(*character);
    if is_legal {
        so_far.push(*character);
        readings(characters, place + 1, free_changes, so_far, found);
        so_far.pop();
    }
    if is_legal && free_changes == 0 {
        return;
    }
    let others = LOOK_ALIKES.iter().find(|(known, _)| known == character).map_or("", |(_, others)| others);
    for other in others.chars().filter(|other| ALPHABET.contains(*other)) {
        so_far.push(other);
        readings(characters, place + 1, free_changes - usize::from(is_legal), so_far, found);
        so_far.pop();
    }
}

impl UsccError {
    /// What is wrong with the text, and which code was probably meant.
    pub fn advice(&self, text: &str) -> String {
        match propose(text) {
            Some(code) => format!("{}；疑为 {code}，请核对原件", self.message()),
            None => self.message(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misread_code_is_proposed_if_only_one_right_one_is_meant() {
        let cases = [
            ("91610000220568570K", None),                       // right as it is
            ("9161000022O568570K", Some("91610000220568570K")), // the letter O
            ("9I61OOOO22O56857OK", Some("91610000220568570K")),
            ("９１６１００００２２０５６Ｓ５７０Ｋ", None),
            ("916100002205685 70K", Some("91610000220568570K")), // a blank inside
            ("91610000220S6857OK", Some("91610000220568570K")),
            ("9161000022056B570K", Some("91610000220568570K")), // B for 8, both legal
            ("91610000220568571K", None),                       // no look-alike explains it
            ("9161000022056857K", None),                        // too short
            ("", None),
        ];
        for (text, code) in cases {
            assert_eq!(propose(text).as_deref(), code, "{text}");
        }
    }

    #[test]
    fn the_advice_names_the_code_that_was_probably_meant() {
        let text = "9161000022O568570K";
        let error = text.parse::<Uscc>().unwrap_err();
        assert!(
            error.advice(text).ends_with("疑为 91610000220568570K，请核对原件"),
            "{}",
            error.advice(text)
        );
    }
}
