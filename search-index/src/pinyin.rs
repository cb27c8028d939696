//! Pinyin without tones: syllables of names as terms, and what was typed cut into syllables.
//!
//! A character with several readings stands with all of them at its position, so that 长安 is found by
//! `changan` and by `zhangan`; nothing has to guess which one a name uses.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use pinyin::ToPinyinMulti;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::analysis::FoldedText;

/// More readings than this are rare and old ones.
const MAX_READINGS: usize = 4;
/// So many ways to cut what was typed are tried (`xian`: 西安 or 县).
const MAX_CUTS: usize = 16;
/// No longer input is read as pinyin.
const MAX_LETTERS: usize = 80;

/// The readings of a character without tones, `v` for `ü`, most common first.
pub(crate) fn readings(character: char) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for reading in character.to_pinyin_multi().into_iter().flatten() {
        let plain = reading.plain().replace('ü', "v");
        if plain.contains(['a', 'e', 'i', 'o', 'u', 'v']) && !all.contains(&plain) {
            all.push(plain);
        }
    }
    all.truncate(MAX_READINGS);
    all
}

/// Every syllable that a Han character can have.
static SYLLABLES: LazyLock<BTreeSet<String>> =
    LazyLock::new(|| (0x4e00..=0x9fff_u32).filter_map(char::from_u32).flat_map(readings).collect());

/// The syllables that begin with `start`, in order.
pub(crate) fn syllables_from(start: &str) -> impl Iterator<Item = &'static str> {
    SYLLABLES
        .range(start.to_owned()..)
        .take_while(move |syllable| syllable.starts_with(start))
        .map(String::as_str)
}

/// What was typed, as letters `a` to `z` only, or `None` if it cannot be pinyin.
pub(crate) fn typed_letters(text: &FoldedText) -> Option<String> {
    let letters = &text.letters;
    if letters.len() < 2 || letters.len() > MAX_LETTERS {
        return None;
    }
    letters
        .iter()
        .map(|&letter| match letter {
            'ü' => Some('v'),
            'a'..='z' => Some(letter),
            _ => None,
        })
        .collect()
}

/// One way to read what was typed: whole syllables, and perhaps the beginning of one more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Whole syllables; the last may be the beginning of a longer one.
    pub(crate) syllables: Vec<String>,
    /// Is the last one whole?
    pub(crate) is_whole: bool,
}

/// All ways to cut `letters` into syllables (at most 16), longest syllables first.
pub(crate) fn cuts(letters: &str) -> Vec<Cut> {
    let mut found = Vec::new();
    cut_rest(letters, &mut Vec::new(), &mut found);
    found
}

fn cut_rest(rest: &str, before: &mut Vec<String>, found: &mut Vec<Cut>) {
    if found.len() >= MAX_CUTS {
        return;
    }
    if rest.is_empty() {
        found.push(Cut { syllables: before.clone(), is_whole: true });
        return;
    }
    for length in (1..=rest.len().min(6)).rev() {
        let (syllable, next) = rest.split_at(length);
        if SYLLABLES.contains(syllable) {
            before.push(syllable.to_owned());
            cut_rest(next, before, found);
            before.pop();
        }
    }
    if !SYLLABLES.contains(rest) && syllables_from(rest).next().is_some() && found.len() < MAX_CUTS {
        let syllables = before.iter().cloned().chain([rest.to_owned()]).collect();
        found.push(Cut { syllables, is_whole: false });
    }
}

/// The first letters that a character may stand for: of its readings, or itself if it is a letter or digit.
pub(crate) fn initials(character: char) -> Vec<char> {
    if character.is_ascii_alphanumeric() {
        return vec![character];
    }
    let mut all: Vec<char> =
        readings(character).iter().filter_map(|reading| reading.chars().next()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// Which letters (from, to) of `text` are read as `typed`, if any.
pub(crate) fn find_reading(text: &FoldedText, typed: &str) -> Option<(usize, usize)> {
    let readings: Vec<Vec<String>> = text.letters.iter().map(|&letter| readings(letter)).collect();
    (0..readings.len()).find_map(|start| read_from(&readings, start, typed).map(|end| (start, end)))
}

fn read_from(readings: &[Vec<String>], place: usize, typed: &str) -> Option<usize> {
    if typed.is_empty() {
        return Some(place);
    }
    readings.get(place)?.iter().find_map(|reading| {
        if reading.starts_with(typed) {
            return Some(place + 1);
        }
        typed.strip_prefix(reading.as_str()).and_then(|rest| read_from(readings, place + 1, rest))
    })
}

/// What a [`PinyinTokenizer`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// Whole syllables.
    Syllables,
    /// Pairs of first letters: `qlyf` is found as the phrase `ql`, `yf`.
    Initials,
}

/// Writes the readings of each character at its position.
#[derive(Clone, Debug)]
pub(crate) struct PinyinTokenizer(pub(crate) Spelling);

impl Tokenizer for PinyinTokenizer {
    type TokenStream<'a> = ReadyStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> ReadyStream {
        let letters = FoldedText::new(text).letters;
        let tokens = match self.0 {
            Spelling::Syllables => syllable_tokens(&letters),
            Spelling::Initials => initial_tokens(&letters),
        };
        ReadyStream { tokens: tokens.into_iter(), token: Token::default() }
    }
}

fn syllable_tokens(letters: &[char]) -> Vec<(usize, String)> {
    letters
        .iter()
        .enumerate()
        .flat_map(|(place, &letter)| readings(letter).into_iter().map(move |reading| (place, reading)))
        .collect()
}

fn initial_tokens(letters: &[char]) -> Vec<(usize, String)> {
    let initials: Vec<Vec<char>> = letters.iter().map(|&letter| initials(letter)).collect();
    let mut tokens = Vec::new();
    for (place, pair) in initials.windows(2).enumerate() {
        for first in &pair[0] {
            tokens.extend(pair[1].iter().map(|second| (place, format!("{first}{second}"))));
        }
    }
    tokens
}

/// A stream over tokens that are ready.
pub(crate) struct ReadyStream {
    tokens: std::vec::IntoIter<(usize, String)>,
    token: Token,
}

impl TokenStream for ReadyStream {
    fn advance(&mut self) -> bool {
        let Some((position, text)) = self.tokens.next() else { return false };
        self.token.position = position;
        self.token.text = text;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_letters_ignore_blanks_case_and_apostrophes() {
        for (text, letters) in [
            ("qin ling", Some("qinling")),
            ("Xi'An", Some("xian")),
            ("lü you", Some("lvyou")),
            ("秦ling", None),
        ] {
            assert_eq!(typed_letters(&FoldedText::new(text)).as_deref(), letters, "{text}");
        }
    }

    #[test]
    fn input_is_cut_in_every_way() {
        let read: Vec<String> = cuts("xian").iter().map(|cut| cut.syllables.join(" ")).collect();
        assert!(read.contains(&"xian".to_owned()) && read.contains(&"xi an".to_owned()), "{read:?}");
        let unfinished: Vec<Cut> = cuts("qinl").into_iter().filter(|cut| !cut.is_whole).collect();
        assert!(unfinished.iter().any(|cut| cut.syllables == ["qin", "l"]));
        assert!(cuts("bcd").is_empty());
    }

    #[test]
    fn a_character_has_all_its_readings() {
        let long = readings('长');
        assert!(long.contains(&"chang".to_owned()) && long.contains(&"zhang".to_owned()));
        assert_eq!(readings('旅').first().map(String::as_str), Some("lv"));
        assert!(readings('A').is_empty());
    }

    #[test]
    fn a_reading_is_found_in_a_name() {
        let name = FoldedText::new("陕西秦岭云帆");
        assert_eq!(find_reading(&name, "qinlingyun"), Some((2, 5)));
        assert_eq!(find_reading(&name, "beijing"), None);
    }
}
