//! How text becomes terms: one folding for what is indexed and for what is typed, and a tokenizer of single
//! characters and bigrams.
//!
//! Plain containment after folding is the measure: whatever fragment a name contains must find it. Words (jieba)
//! miss a large part of two-character fragments, bigrams with positions miss none.

use std::sync::LazyLock;

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Stands before the first character of a text, so that "begins with" is a phrase too. Folded text never has it.
const START: char = '\u{2}';

/// What folding makes of one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folded {
    /// Blanks, zero-width characters, direction marks: nothing.
    Nothing,
    /// Brackets and punctuation: they do not separate what they stand between, but can be searched for alone.
    Mark(char),
    /// What names are made of.
    Letter(char),
}

/// Folds width, brackets, case and traditional characters of one character.
pub(crate) fn fold(character: char) -> Folded {
    if matches!(character, '\u{4e00}'..='\u{9fff}') {
        return Folded::Letter(simplify(character)); // most characters: nothing else to look at
    }
    let narrow = narrow(character);
    if narrow.is_whitespace() || is_invisible(narrow) {
        return Folded::Nothing;
    }
    match narrow {
        '(' | '[' | '{' | '<' | '〔' | '【' | '〖' | '〈' | '《' | '「' | '『' | '﹙' => {
            Folded::Mark('(')
        }
        ')' | ']' | '}' | '>' | '〕' | '】' | '〗' | '〉' | '》' | '」' | '』' | '﹚' => {
            Folded::Mark(')')
        }
        mark if is_mark(mark) => Folded::Mark(mark),
        letter => Folded::Letter(simplify(letter.to_lowercase().next().unwrap_or(letter))),
    }
}

fn narrow(character: char) -> char {
    match character {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character),
        '\u{3000}' => ' ',
        other => other,
    }
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e01ef}')
}

fn is_mark(character: char) -> bool {
    character.is_ascii_punctuation()
        || matches!(character,
            '·' | '・' | '•' | '\u{2010}'..='\u{205e}' | '、' | '。' | '〃' | '\u{3008}'..='\u{3011}'
            | '\u{3014}'..='\u{301f}' | '\u{fe10}'..='\u{fe6f}' | '\u{ff5f}'..='\u{ff65}')
}

/// The first and the last character that the table of simplified characters covers.
const TABLE: (u32, u32) = (0x3400, 0x9fff);

/// Traditional to simplified, one character for one, so that positions stay as they are.
static SIMPLIFIED: LazyLock<Vec<char>> = LazyLock::new(|| {
    let all: Vec<char> = (TABLE.0..=TABLE.1).filter_map(char::from_u32).collect();
    let Ok(converter) = OpenCC::from_config(BuiltinConfig::T2s) else { return all };
    let lines: String = all.iter().flat_map(|&character| [character, '\n']).collect();
    let converted = converter.convert(&lines);
    let simplified: Vec<char> = converted.lines().filter_map(|line| line.chars().next()).collect();
    if simplified.len() == all.len() { simplified } else { all }
});

fn simplify(character: char) -> char {
    let code = u32::from(character);
    if code < TABLE.0 || code > TABLE.1 {
        return character;
    }
    usize::try_from(code - TABLE.0).ok().and_then(|place| SIMPLIFIED.get(place)).copied().unwrap_or(character)
}

/// A text after folding, with the way back to its characters.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FoldedText {
    /// Letters only: what is compared.
    pub(crate) letters: Vec<char>,
    /// For each letter its character position in the text as it was.
    pub(crate) places: Vec<usize>,
    /// Brackets and punctuation in order.
    pub(crate) marks: Vec<char>,
}

impl FoldedText {
    pub(crate) fn new(text: &str) -> Self {
        let mut folded = Self::default();
        for (place, character) in text.chars().enumerate() {
            match fold(character) {
                Folded::Nothing => {}
                Folded::Mark(mark) => folded.marks.push(mark),
                Folded::Letter(letter) => {
                    folded.letters.push(letter);
                    folded.places.push(place);
                }
            }
        }
        folded
    }

    pub(crate) fn key(&self) -> String {
        self.letters.iter().collect()
    }

    /// Starts (in letters) of every place where `fragment` stands.
    pub(crate) fn occurrences(&self, fragment: &[char]) -> Vec<usize> {
        if fragment.is_empty() {
            return Vec::new();
        }
        self.letters
            .windows(fragment.len())
            .enumerate()
            .filter_map(|(start, window)| (window == fragment).then_some(start))
            .collect()
    }

    pub(crate) fn contains(&self, fragment: &[char]) -> bool {
        !self.occurrences(fragment).is_empty()
    }
}

/// Letters and marks, without blanks: two names are "the same" only if their brackets stand in the same places.
pub(crate) fn exact_key(text: &str) -> String {
    text.chars()
        .filter_map(|character| match fold(character) {
            Folded::Nothing => None,
            Folded::Mark(mark) => Some(mark),
            Folded::Letter(letter) => Some(letter),
        })
        .collect()
}

/// A code as it is indexed: narrow capitals without hyphens. `None` if it holds anything but ASCII letters and digits.
pub(crate) fn code_key(text: &str) -> Option<String> {
    let letters = FoldedText::new(text).letters;
    let is_code = !letters.is_empty() && letters.iter().all(char::is_ascii_alphanumeric);
    is_code.then(|| letters.iter().map(char::to_ascii_uppercase).collect())
}

/// How much a [`CharacterTokenizer`] writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// Single characters, bigrams, a mark at the start and punctuation: names and document numbers.
    Name,
    /// Bigrams and the last character: long texts. A single character is found as the beginning of bigrams.
    Text,
}

/// Cuts folded text into single characters and bigrams, each at its character's position.
/// (tantivy's own n-gram tokenizer gives every token position 0, so that phrases would not work.)
#[derive(Clone, Debug)]
pub(crate) struct CharacterTokenizer {
    detail: Detail,
    letters: Vec<char>,
    marks: Vec<char>,
}

impl CharacterTokenizer {
    pub(crate) fn new(detail: Detail) -> Self {
        Self { detail, letters: Vec::new(), marks: Vec::new() }
    }
}

impl Tokenizer for CharacterTokenizer {
    type TokenStream<'a> = CharacterStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharacterStream<'a> {
        self.letters.clear();
        self.marks.clear();
        for character in text.chars() {
            match fold(character) {
                Folded::Letter(letter) => self.letters.push(letter),
                Folded::Mark(mark) if self.detail == Detail::Name && !self.marks.contains(&mark) => {
                    self.marks.push(mark);
                }
                Folded::Mark(_) | Folded::Nothing => {}
            }
        }
        CharacterStream {
            detail: self.detail,
            letters: &self.letters,
            marks: &self.marks,
            next: 0,
            token: Token::default(),
        }
    }
}

/// The tokens of one text.
pub(crate) struct CharacterStream<'a> {
    detail: Detail,
    letters: &'a [char],
    marks: &'a [char],
    next: usize,
    token: Token,
}

impl CharacterStream<'_> {
    fn write(&mut self, position: usize, first: char, second: Option<char>) -> bool {
        self.token.position = position;
        self.token.text.clear();
        self.token.text.push(first);
        self.token.text.extend(second);
        true
    }

    /// Marks at position 0, the start at 0, and from 1 on each character with the bigram that it begins.
    fn advance_name(&mut self, step: usize) -> bool {
        if let Some(&mark) = self.marks.get(step) {
            return self.write(0, mark, None);
        }
        let Some(&first) = self.letters.first() else { return false };
        let step = step - self.marks.len();
        if step == 0 {
            return self.write(0, START, Some(first));
        }
        let place = (step - 1) / 2;
        let Some(&letter) = self.letters.get(place) else { return false };
        if step % 2 == 1 {
            return self.write(place + 1, letter, None);
        }
        self.letters.get(place + 1).is_some_and(|&next| self.write(place + 1, letter, Some(next)))
    }

    fn advance_text(&mut self, step: usize) -> bool {
        let Some(&letter) = self.letters.get(step) else { return false };
        let next = self.letters.get(step + 1).copied();
        self.write(step, letter, next)
    }
}

impl TokenStream for CharacterStream<'_> {
    fn advance(&mut self) -> bool {
        let step = self.next;
        self.next += 1;
        match self.detail {
            Detail::Name => self.advance_name(step),
            Detail::Text => self.advance_text(step),
        }
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// The bigrams, with offsets, whose phrase is `letters` (at least two): every second one and the last.
pub(crate) fn phrase_bigrams(letters: &[char]) -> Vec<(usize, String)> {
    let last = letters.len().saturating_sub(2);
    letters
        .windows(2)
        .enumerate()
        .filter(|(offset, _)| offset % 2 == 0 || *offset == last)
        .map(|(offset, pair)| (offset, pair.iter().collect()))
        .collect()
}

/// The term that stands before a name that begins with `letter`.
pub(crate) fn start_term(letter: char) -> String {
    [START, letter].iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(detail: Detail, text: &str) -> Vec<(usize, String)> {
        let mut tokenizer = CharacterTokenizer::new(detail);
        let mut stream = tokenizer.token_stream(text);
        let mut all = Vec::new();
        while stream.advance() {
            all.push((stream.token().position, stream.token().text.clone()));
        }
        all
    }

    #[test]
    fn width_brackets_case_blanks_and_traditional_characters_fold_to_one_key() {
        for text in [
            "秦岭云帆（陕西）ABC",
            "秦嶺雲帆(陝西)abc",
            "秦岭 云帆【陕西】ＡＢＣ",
            "秦岭\u{200b}云帆〔陕西〕aBc",
        ] {
            assert_eq!(FoldedText::new(text).key(), "秦岭云帆陕西abc", "{text}");
        }
    }

    #[test]
    fn exact_keys_keep_brackets_where_they_stand() {
        assert_eq!(exact_key("甲（陕西）"), exact_key("甲(陕西)"));
        assert_ne!(exact_key("甲（陕西）"), exact_key("甲(西安)"));
        assert_ne!(exact_key("甲（陕西）"), exact_key("甲陕西"));
    }

    #[test]
    fn names_become_characters_and_bigrams_with_positions() {
        let expected = [(0, "("), (0, "\u{2}甲"), (1, "甲"), (1, "甲乙"), (2, "乙"), (2, "乙丙"), (3, "丙")]
            .map(|(position, text)| (position, text.to_owned()));
        assert_eq!(terms(Detail::Name, "甲（乙丙"), expected);
    }

    #[test]
    fn texts_become_bigrams_and_a_last_character() {
        let expected =
            [(0, "甲乙"), (1, "乙丙"), (2, "丙")].map(|(position, text)| (position, text.to_owned()));
        assert_eq!(terms(Detail::Text, "甲乙，丙"), expected);
        assert!(terms(Detail::Text, "（ ）").is_empty());
        assert!(terms(Detail::Name, "").is_empty());
    }

    #[test]
    fn codes_are_narrow_capitals_without_hyphens() {
        assert_eq!(code_key("ma6cft04-2").as_deref(), Some("MA6CFT042"));
        assert_eq!(code_key("９１６９ ab").as_deref(), Some("9169AB"));
        assert_eq!(code_key("秦岭9169"), None);
        assert_eq!(code_key(" "), None);
    }

    #[test]
    fn a_phrase_needs_every_second_bigram_and_the_last() {
        let letters: Vec<char> = "甲乙丙丁戊".chars().collect();
        let offsets: Vec<usize> = phrase_bigrams(&letters).into_iter().map(|(offset, _)| offset).collect();
        assert_eq!(offsets, [0, 2, 3]);
    }
}
