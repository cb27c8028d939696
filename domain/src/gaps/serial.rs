//! Reading a document number into series, year and serial.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::text::{Piece, document_number_pieces, is_numeral, narrow, visible};

/// The years that four digits of a document number may stand for.
const YEARS: std::ops::RangeInclusive<i32> = 1980..=2099;

/// The most digits of a serial: longer ones are codes of something else.
const MOST_DIGITS: usize = 9;

/// The fewest digits of a serial that stands right behind its year (202600012): with fewer, 202612 may as well be a
/// serial or a month.
const FEWEST_DIGITS_AFTER_YEAR: usize = 3;

/// The fewest digits that make the second of two numbers the serial and the first one the mark of a department
/// (2-031): a document has hardly a hundred parties.
const FEWEST_DIGITS_AFTER_MARK: usize = 3;

/// Words before a document number that do not belong to it; the longer ones first.
const TITLES: [&str; 10] = [
    "当场行政处罚决定书",
    "准予行政许可决定书",
    "不予行政许可决定书",
    "行政处罚决定书",
    "行政许可决定书",
    "准予许可决定书",
    "决定书",
    "文书号",
    "文号",
    "编号",
];

/// What joins a series to the numbers behind it and says nothing. 云示监罚字 and 云示监罚 are one series: an authority
/// that changes its habit in the middle of the year must not seem to miss half of each.
const JOINTS: [&str; 13] = ["第", "字", "号", "年", "№", "NO.", "NO", "#", ":", "-", "_", "/", "|"];

/// A document number in its parts. What tells the parties of one document apart (12-1, 12号之一, 12A) is no part.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SerialNumber {
    /// The text around year and serial, folded: narrow, brackets and dashes of one kind, without 字 and 第 at its
    /// end, with the marks of departments (云示监(1)罚). Empty where the number is a year and a serial alone.
    pub series: String,
    /// The year; none where the number holds none.
    pub year: Option<i32>,
    /// The serial, at least 1.
    pub serial: u32,
}

impl SerialNumber {
    /// Reads a document number of any bracket style; none where it does not end in one readable serial (several
    /// numbers in one cell, codes of certificates, no numeral at all).
    pub fn parse(document_number: &str) -> Option<Self> {
        let pieces = document_number_pieces(&with_parted_numerals(document_number));
        let pieces = without_outer_brackets(&pieces);
        let numbers = Numbers::find(pieces)?;
        let stated = stated_year(pieces, &numbers.place);
        let read = numbers.read(stated.as_ref().map(|year| year.value))?;
        // A year that stands there plainly counts only if the numbers themselves hold none: 监1999罚2026-12.
        let stated = stated.or_else(|| bare_year(pieces, &numbers.place).filter(|_| read.year.is_none()));
        let year = stated.as_ref().map(|year| year.value).or(read.year);
        let before = text_of(&pieces[..numbers.place.start], stated.map(|year| year.place));
        let series = trimmed(&format!("{}{}", trimmed(&before), read.department)).to_owned();
        (year.is_some() || !series.is_empty()).then_some(Self { series, year, serial: read.serial })
    }
}

/// The numbers joined by dashes at the end of a document number.
struct Numbers<'a> {
    /// Which pieces they are, with the dashes.
    place: Range<usize>,
    /// Their digits, in the order of writing.
    digits: Vec<&'a str>,
}

/// What the numbers say.
struct ReadNumbers {
    /// The numbers before year and serial, mostly none: 2 in 2-031, an area in 610113202600012.
    department: String,
    year: Option<i32>,
    serial: u32,
}

impl<'a> Numbers<'a> {
    /// Those before the last 号 that follows a number, else those at the end.
    fn find(pieces: &'a [Piece]) -> Option<Self> {
        let ends = (0..pieces.len()).rev().filter(|index| matches!(mark(pieces, *index), Some('号' | '號')));
        let found = ends.chain([pieces.len()]).find_map(|end| Self::ending_at(pieces, end))?;
        let before = &pieces[..found.place.start];
        let is_one_of_several = (0..before.len()).any(|index| {
            digits(before, index).is_some()
                && matches!(mark(before, index + 1), Some('号' | '號' | '、' | '至' | '~' | ',' | ';'))
        });
        (!is_one_of_several).then_some(found)
    }

    fn ending_at(pieces: &'a [Piece], end: usize) -> Option<Self> {
        let end = end - party_suffix(&pieces[..end]);
        let last = digits(pieces, end.checked_sub(1)?)?;
        let mut found = Self { place: end - 1..end, digits: vec![last] };
        while let Some(before) = found.place.start.checked_sub(2) {
            let is_joined = matches!(mark(pieces, before + 1), Some('-' | '/' | '.' | '_' | '之'));
            let Some(number) = digits(pieces, before).filter(|_| is_joined) else { break };
            found.place.start = before;
            found.digits.insert(0, number);
        }
        Some(found)
    }

    /// Tells department, year, serial and number of the party apart.
    fn read(&self, stated_year: Option<i32>) -> Option<ReadNumbers> {
        let is_year = |number: &str| {
            year_of(number).is_some_and(|year| stated_year.is_none_or(|stated| stated == year))
        };
        // The last number is never the year: 云示监罚2026号 has the serial 2026.
        let (_, own) = self.digits.split_last()?;
        let year_at = own.iter().position(|number| is_year(number));
        let year = year_at.and_then(|position| year_of(own[position]));
        let (before, after) = match year_at {
            Some(position) => (&own[..position], &self.digits[position + 1..]),
            None => (&own[..0], self.digits.as_slice()),
        };
        let mut department = before.to_vec();
        let serial = match after {
            [] | [_, _, _, _, ..] => return None,
            [first, second, ..] if second.len() >= FEWEST_DIGITS_AFTER_MARK => {
                department.push(first);
                *second
            }
            [first, ..] => *first,
        };
        let (area, inner_year, serial) = split_digits(serial, &is_year);
        department.extend(area);
        let serial = Some(serial).filter(|serial| serial.len() <= MOST_DIGITS)?;
        let serial = serial.parse().ok().filter(|serial| *serial > 0)?;
        Some(ReadNumbers { department: department.join("-"), year: year.or(inner_year), serial })
    }
}

/// Splits 202600012 into year and serial, and 610113202600012 into area, year and serial.
fn split_digits<'a>(
    digits: &'a str,
    is_year: &impl Fn(&str) -> bool,
) -> (Option<&'a str>, Option<i32>, &'a str) {
    for area_length in [0, 6] {
        let year_end = area_length + 4;
        let Some(year) = digits.get(area_length..year_end).filter(|year| is_year(year)) else { continue };
        if digits.len() >= year_end + FEWEST_DIGITS_AFTER_YEAR {
            let area = Some(&digits[..area_length]).filter(|area| !area.is_empty());
            return (area, year_of(year), &digits[year_end..]);
        }
    }
    (None, None, digits)
}

/// A year and the pieces that it takes.
struct StatedYear {
    value: i32,
    place: Range<usize>,
}

/// The year in brackets (2026), (2026年), else before 年; the last one before the numbers, else one behind them.
fn stated_year(pieces: &[Piece], numbers: &Range<usize>) -> Option<StatedYear> {
    let before = || (0..numbers.start).rev();
    let bracketed = |index: usize| bracketed_year(pieces, index);
    let with_word = |index: usize| {
        let value = digits(pieces, index).and_then(year_of)?;
        let place = index..after_year_words(pieces, index + 1);
        (place.len() > 1).then_some(StatedYear { value, place })
    };
    before()
        .find_map(bracketed)
        .or_else(|| before().find_map(with_word))
        .or_else(|| (numbers.end..pieces.len()).find_map(bracketed))
        .filter(|year| year.place.end <= numbers.start || year.place.start >= numbers.end)
}

/// A year that stands there plainly: 云示监罚2026第12号.
fn bare_year(pieces: &[Piece], numbers: &Range<usize>) -> Option<StatedYear> {
    (0..numbers.start).rev().find_map(|index| {
        let value = digits(pieces, index).and_then(year_of)?;
        Some(StatedYear { value, place: index..index + 1 })
    })
}

/// The year whose opening bracket is that piece.
fn bracketed_year(pieces: &[Piece], index: usize) -> Option<StatedYear> {
    let value = digits(pieces, index + 1).and_then(year_of)?;
    let closing = after_year_words(pieces, index + 2);
    let is_bracketed = mark(pieces, index) == Some('(') && mark(pieces, closing) == Some(')');
    is_bracketed.then(|| StatedYear { value, place: index..after_year_words(pieces, closing + 1) })
}

/// The position behind 年 or 年度, if they stand there.
fn after_year_words(pieces: &[Piece], index: usize) -> usize {
    match (mark(pieces, index), mark(pieces, index + 1)) {
        (Some('年'), Some('度')) => index + 2,
        (Some('年'), _) => index + 1,
        _ => index,
    }
}

fn year_of(number: &str) -> Option<i32> {
    let year = Some(number).filter(|number| number.len() == 4)?.parse().ok()?;
    YEARS.contains(&year).then_some(year)
}

/// How many pieces at the end only tell the parties of one document apart: `A` in 12A, `(1)` in 12(1).
fn party_suffix(pieces: &[Piece]) -> usize {
    let from_end = |distance: usize| pieces.len().checked_sub(distance);
    let mark_at = |distance| from_end(distance).and_then(|index| mark(pieces, index));
    let digits_at = |distance| from_end(distance).and_then(|index| digits(pieces, index));
    let is_letter = mark_at(1).is_some_and(|mark| mark.is_ascii_uppercase());
    let is_bracketed = mark_at(1) == Some(')') && mark_at(3) == Some('(');
    if is_letter && digits_at(2).is_some() {
        1
    } else if is_bracketed && digits_at(2).is_some_and(|number| number.len() < 4) && digits_at(4).is_some() {
        3
    } else {
        0
    }
}

/// The text of pieces without those of the year. Numerals stay as written, those in brackets excepted, since
/// departments are written 监（一）罚 and 监(1)罚 alike.
fn text_of(pieces: &[Piece], year: Option<Range<usize>>) -> String {
    let is_year = |index: &usize| year.as_ref().is_some_and(|place| place.contains(index));
    let mut text = String::new();
    for index in (0..pieces.len()).filter(|index| !is_year(index)) {
        match &pieces[index] {
            Piece::Mark('|') => {}
            Piece::Mark(mark) => text.push(*mark),
            Piece::Numerals { written, folded } => {
                let before = index.checked_sub(1).and_then(|before| mark(pieces, before));
                let is_bracketed = before == Some('(') && mark(pieces, index + 1) == Some(')');
                text.push_str(if is_bracketed { folded } else { written });
            }
        }
    }
    text
}

/// A series without titles before it and joints around it.
fn trimmed(text: &str) -> &str {
    let mut text = text;
    loop {
        let mut rest = text.trim_start_matches([':', '-', '_', '/', '.']);
        for title in TITLES {
            let bare = rest.strip_prefix('(').unwrap_or(rest);
            if let Some(behind) = bare.strip_prefix(title) {
                rest = behind.strip_prefix(')').unwrap_or(behind);
            }
        }
        for joint in JOINTS {
            rest = rest.strip_suffix(joint).unwrap_or(rest);
        }
        rest = rest.strip_suffix('(').unwrap_or(rest);
        // The bracket around the whole number, whose other half stands behind the serial.
        if rest.matches('(').count() > rest.matches(')').count() {
            rest = rest.strip_prefix('(').unwrap_or(rest);
        }
        if rest.len() == text.len() {
            return rest;
        }
        text = rest;
    }
}

/// The pieces without brackets around all of them: (云示监罚(2026)12号).
fn without_outer_brackets(pieces: &[Piece]) -> &[Piece] {
    let [Piece::Mark('('), inner @ .., Piece::Mark(')')] = pieces else { return pieces };
    let mut depth = 0_i32;
    let is_balanced = inner.iter().all(|piece| {
        match piece {
            Piece::Mark('(') => depth += 1,
            Piece::Mark(')') => depth -= 1,
            _ => {}
        }
        depth >= 0
    });
    if is_balanced { inner } else { pieces }
}

/// The number with a bar where Chinese numerals meet Arabic ones, so that 监一12号 is not 监112号; and with the zeros
/// of 二0二六, 二O二六 and 2O26 as their neighbours are written.
fn with_parted_numerals(number: &str) -> String {
    let chars: Vec<char> = visible(number).map(narrow).collect();
    let mut parted = String::with_capacity(number.len());
    let mut before: Option<char> = None;
    for (index, &written) in chars.iter().enumerate() {
        let after = chars.get(index + 1).copied();
        let c = match (before.and_then(script), written, after.and_then(script)) {
            (Some(Script::Chinese), '0' | 'O' | 'o', Some(Script::Chinese)) => '〇',
            (Some(Script::Arabic), 'O' | 'o', Some(Script::Arabic)) => '0',
            _ => written,
        };
        if let (Some(one), Some(other)) = (before.and_then(script), script(c))
            && one != other
        {
            parted.push('|');
        }
        parted.push(c);
        before = Some(c);
    }
    parted
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Arabic,
    Chinese,
}

fn script(c: char) -> Option<Script> {
    is_numeral(c).then(|| if c.is_ascii_digit() { Script::Arabic } else { Script::Chinese })
}

fn mark(pieces: &[Piece], index: usize) -> Option<char> {
    match pieces.get(index) {
        Some(Piece::Mark(mark)) => Some(*mark),
        _ => None,
    }
}

fn digits(pieces: &[Piece], index: usize) -> Option<&str> {
    match pieces.get(index) {
        Some(Piece::Numerals { folded, .. }) => {
            Some(folded.as_str()).filter(|folded| folded.bytes().all(|byte| byte.is_ascii_digit()))
        }
        _ => None,
    }
}
