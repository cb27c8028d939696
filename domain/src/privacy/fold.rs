//! How the scanner reads a text: symbols without invisible characters, and atoms, the digits and Latin letters.

use std::ops::Range;

use super::{Finding, FindingKind};
use crate::text::{chinese_digit, is_blank, is_dash, is_invisible, narrow};

/// A character that can be seen, folded, with its place in the original.
pub(super) struct Symbol {
    /// Narrow, upper case, blanks and dashes of one kind.
    pub(super) folded: char,
    /// Index among the characters of the original.
    pub(super) position: usize,
}

/// What stands between two atoms; the greatest of several counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Joint {
    /// Nothing that can be seen.
    Adjacent,
    /// Blanks.
    Blank,
    /// `-`, `.`, `·` or `_`: separators inside a number.
    Mark,
    /// Other punctuation.
    Other,
    /// Words.
    Barrier,
}

/// A digit or a Latin letter.
pub(super) struct Atom {
    /// `0` to `9`, `A` to `Z`; Chinese and other digits are folded.
    pub(super) value: char,
    /// Index of its symbol.
    pub(super) symbol: usize,
    /// What stands between the atom before and this one.
    pub(super) joint: Joint,
}

/// A text, read.
pub(super) struct Reading {
    pub(super) symbols: Vec<Symbol>,
    pub(super) atoms: Vec<Atom>,
    /// Ranges of symbols that are dates and amounts.
    pub(super) harmless: Vec<Range<usize>>,
}

impl Reading {
    pub(super) fn of(text: &str) -> Self {
        let symbols: Vec<Symbol> = text
            .chars()
            .enumerate()
            .filter(|(_, c)| is_common_han(*c) || (!is_invisible(*c) && (!c.is_control() || is_blank(*c))))
            .map(|(position, c)| Symbol { folded: fold(c), position })
            .collect();
        let atoms = atoms(&symbols);
        let mut reading = Self { symbols, atoms, harmless: Vec::new() };
        reading.harmless = reading.dates_and_amounts();
        reading
    }

    /// The folded symbol at an index; NUL past the end.
    pub(super) fn at(&self, symbol: usize) -> char {
        self.symbols.get(symbol).map_or('\0', |symbol| symbol.folded)
    }

    /// The folded symbol before an index; NUL before the start.
    pub(super) fn before(&self, symbol: usize) -> char {
        symbol.checked_sub(1).map_or('\0', |before| self.at(before))
    }

    /// Index of the first symbol from `start` on that does not pass the test; one past the last if all do.
    pub(super) fn skip(&self, start: usize, passes: impl Fn(char) -> bool) -> usize {
        (start..self.symbols.len())
            .find(|index| !passes(self.at(*index)))
            .unwrap_or(self.symbols.len().max(start))
    }

    /// Does this word stand at the symbol?
    pub(super) fn has(&self, symbol: usize, word: &str) -> bool {
        word.chars().enumerate().all(|(offset, c)| self.at(symbol + offset) == c)
    }

    /// Does one of these words stand among the `within` symbols before the atom, in the same sentence?
    pub(super) fn introduced_by(&self, atom: usize, words: &[&str], within: usize) -> bool {
        let end = self.atoms[atom].symbol;
        let starts = (end.saturating_sub(within)..end).rev();
        let same_sentence = starts.take_while(|index| !matches!(self.at(*index), '。' | ';' | '\n'));
        same_sentence.into_iter().any(|index| words.iter().any(|word| self.has(index, word)))
    }

    /// The values of a range of atoms.
    pub(super) fn values(&self, range: &Range<usize>) -> String {
        self.atoms[range.clone()].iter().map(|atom| atom.value).collect()
    }

    /// How an atom is joined to the one before; a barrier at both ends of the text.
    pub(super) fn joint(&self, atom: usize) -> Joint {
        self.atoms.get(atom).map_or(Joint::Barrier, |atom| atom.joint)
    }

    /// The worst joint inside a range of atoms.
    pub(super) fn widest(&self, range: &Range<usize>) -> Joint {
        range.clone().skip(1).map(|atom| self.joint(atom)).max().unwrap_or(Joint::Adjacent)
    }

    /// Is the atom a digit?
    pub(super) fn is_digit(&self, atom: usize) -> bool {
        self.atoms.get(atom).is_some_and(|atom| atom.value.is_ascii_digit())
    }

    /// Are all atoms of the range digits? False past the end.
    pub(super) fn are_digits(&self, range: &Range<usize>) -> bool {
        range.clone().all(|atom| self.is_digit(atom))
    }

    /// Does a digit touch the range at either side?
    pub(super) fn touches_digit(&self, range: &Range<usize>) -> bool {
        self.digit_before(range.start, Joint::Adjacent) || self.digit_after(range.end, Joint::Adjacent)
    }

    /// Is a digit before this atom, not further than the joint?
    pub(super) fn digit_before(&self, atom: usize, joint: Joint) -> bool {
        atom > 0 && self.joint(atom) <= joint && self.is_digit(atom - 1)
    }

    /// Is this atom a digit, not further from the one before than the joint?
    pub(super) fn digit_after(&self, atom: usize, joint: Joint) -> bool {
        self.joint(atom) <= joint && self.is_digit(atom)
    }

    /// The symbols that a range of atoms spans.
    pub(super) fn span(&self, range: &Range<usize>) -> Range<usize> {
        self.atoms[range.start].symbol..self.atoms[range.end - 1].symbol + 1
    }

    /// Does a range of atoms share a symbol with a date or an amount?
    pub(super) fn is_harmless(&self, range: &Range<usize>) -> bool {
        let span = self.span(range);
        self.harmless.iter().any(|harmless| harmless.start < span.end && span.start < harmless.end)
    }

    /// A finding over a range of atoms.
    pub(super) fn finding(&self, kind: FindingKind, range: &Range<usize>) -> Finding {
        self.finding_at(kind, &self.span(range))
    }

    /// A finding over a range of symbols, which is not empty.
    pub(super) fn finding_at(&self, kind: FindingKind, span: &Range<usize>) -> Finding {
        Finding {
            kind,
            start: self.symbols[span.start].position,
            end: self.symbols[span.end - 1].position + 1,
        }
    }

    fn dates_and_amounts(&self) -> Vec<Range<usize>> {
        let starts_number = |index: usize| {
            let before = self.before(index);
            self.at(index).is_ascii_digit() && !before.is_ascii_digit() && !matches!(before, '.' | ',')
        };
        (0..self.symbols.len())
            .filter(|index| starts_number(*index))
            .filter_map(|index| self.date(index).or_else(|| self.amount(index)))
            .collect()
    }

    /// `2026-06-03` and the like.
    fn date(&self, start: usize) -> Option<Range<usize>> {
        let year = self.digits(start);
        let separator = self.at(year.end);
        if year.len() != 4 || !matches!(self.at(start), '1' | '2') || !matches!(separator, '-' | '.' | '/') {
            return None;
        }
        let month = self.digits(year.end + 1);
        let day = self.digits(month.end + 1);
        let is_date = (1..=2).contains(&month.len()) && self.at(month.end) == separator;
        (is_date && (1..=2).contains(&day.len())).then_some(start..day.end)
    }

    /// `38,700.00元`: digits with a unit of money or mass, or with two decimals and nothing behind.
    fn amount(&self, start: usize) -> Option<Range<usize>> {
        let mut end = self.digits(start).end;
        while self.at(end) == ',' && self.digits(end + 1).len() == 3 {
            end += 4;
        }
        let mut has_two_decimals = false;
        if self.at(end) == '.' {
            let decimals = self.digits(end + 1);
            has_two_decimals =
                decimals.len() == 2 && !matches!(self.at(decimals.end), '.' | '-' | '·' | '_' | ' ');
            end = decimals.end;
        }
        let unit = self.skip(end, |c| c == ' ');
        let is_new_year = self.has(unit, "元旦");
        let has_unit = matches!(self.at(unit), '元' | '圆' | '万' | '亿' | '%' | '吨') && !is_new_year;
        (has_unit || has_two_decimals).then_some(start..end)
    }

    fn digits(&self, start: usize) -> Range<usize> {
        start..self.skip(start, |c| c.is_ascii_digit())
    }
}

fn fold(c: char) -> char {
    if is_common_han(c) {
        return c; // most of any text
    }
    let c = narrow(c);
    match c {
        '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => '\n',
        '×' | 'Ⅹ' | 'ⅹ' | 'Х' | 'х' | 'Χ' | 'χ' | '✕' | '✖' => 'X',
        '﹫' => '@',
        '・' | '･' | '•' | '‧' | '∙' | '⋅' | '●' | '．' => '·',
        _ if is_blank(c) => ' ',
        _ if is_dash(c) => '-',
        _ => foreign_digit(c).unwrap_or_else(|| c.to_ascii_uppercase()),
    }
}

const fn is_common_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Digits in circles, brackets, superscript, mathematical and other scripts.
fn foreign_digit(c: char) -> Option<char> {
    let code = c as u32;
    let value = match code {
        0x00b9 => 1,
        0x00b2 | 0x00b3 => code - 0x00b0,
        0x2070 | 0x2074..=0x2079 => code - 0x2070,
        0x2080..=0x2089 => code - 0x2080,
        0x24ea | 0x24ff => 0,
        0x2460..=0x2468 => code - 0x245f,
        0x2474..=0x247c => code - 0x2473,
        0x2488..=0x2490 => code - 0x2487,
        0x2776..=0x277e => code - 0x2775,
        0x2780..=0x2788 => code - 0x277f,
        0x278a..=0x2792 => code - 0x2789,
        0x0660..=0x0669 => code - 0x0660,
        0x06f0..=0x06f9 => code - 0x06f0,
        0x0966..=0x096f => code - 0x0966,
        0x1d7ce..=0x1d7ff => (code - 0x1d7ce) % 10,
        0x1fbf0..=0x1fbf9 => code - 0x1fbf0,
        _ => return None,
    };
    char::from_digit(value, 10)
}

fn atoms(symbols: &[Symbol]) -> Vec<Atom> {
    let mut atoms = Vec::new();
    let mut joint = Joint::Barrier;
    for (index, symbol) in symbols.iter().enumerate() {
        if let Some(value) = value_of(symbol.folded) {
            atoms.push(Atom { value, symbol: index, joint });
            joint = Joint::Adjacent;
        } else {
            joint = joint.max(joint_of(symbol.folded));
        }
    }
    atoms
}

/// The digit or letter that a symbol stands for.
pub(super) fn value_of(symbol: char) -> Option<char> {
    if symbol.is_ascii_alphanumeric() {
        return Some(symbol);
    }
    let spoken = if symbol == '幺' { Some(1) } else { chinese_digit(symbol) };
    spoken.and_then(|value| char::from_digit(value, 10))
}

fn joint_of(symbol: char) -> Joint {
    match symbol {
        ' ' | '\n' => Joint::Blank,
        '-' | '.' | '·' | '_' => Joint::Mark,
        _ if symbol.is_ascii_punctuation()
            || matches!(symbol, '、' | '，' | '。' | '~' | '|' | '′' | '‘' | '’') =>
        {
            Joint::Other
        }
        _ => Joint::Barrier,
    }
}
