//! One field of the target, and the steps from cells to its value.

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};
use domain::amount::Fen;
use domain::text::fold_width;
use regex::Regex;

use super::amounts::{self, AmountUnit, Spelling};
use super::numbers;
use super::target::{Holds, Target};

/// Workbooks count days from here (1 is 1900-01-01, with the leap day that 1900 never had).
const WORKBOOK_EPOCH: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);
/// The word for dates that are such numbers.
pub(super) const WORKBOOK_DAYS: &str = "excel";

/// Whether a person stands by a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Confirmation {
    /// Written by hand, or by a heading that says so itself.
    Stated,
    /// `confirm = true`.
    Confirmed,
    /// `confirm = false`: guessed by likeness or by values.
    Open,
}

/// Whether the data must have a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    Required,
    Optional,
}

/// One field that columns fill.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Line of the mapping file.
    pub(super) line: usize,
    /// The headings that are read; several are joined.
    pub(super) headings: Vec<String>,
    pub(super) separator: String,
    pub(super) target: Target,
    pub(super) steps: Vec<Step>,
    pub(super) confirmation: Confirmation,
    pub(super) presence: Presence,
}

/// One step of a value.
#[derive(Clone, Debug)]
pub(super) enum Step {
    /// Cuts at a separator and keeps one part, from 1.
    Split { by: String, part: Part },
    /// The only document number of a text.
    DocumentNumber,
    /// The only fine of a text.
    Fine,
    /// The group of a pattern; empty where it does not match.
    Pattern(Regex),
    /// Words for words; `other` for all that are not listed, else they stay.
    Map { words: BTreeMap<String, String>, other: Option<String> },
    /// A day in one of these formats.
    Date(Vec<String>),
    /// An amount; the unit is that of plain numbers.
    Amount(AmountUnit),
}

/// Which part of a value is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Nth(usize),
    Last,
}

/// What became of a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Made {
    /// A value, or nothing where the source has nothing.
    Value(String),
    /// A step did not understand it: as it came, for the check to judge.
    Unread(String),
    /// The text does not hold what was looked for, or holds several.
    NotFound,
}

impl Column {
    /// The field's value in a row, of its source cells.
    pub(super) fn value<'a>(&self, cells: impl Iterator<Item = &'a str>, spelling: Spelling) -> Made {
        let parts: Vec<&str> = cells.map(str::trim).filter(|cell| !cell.is_empty()).collect();
        let mut text = parts.join(&self.separator);
        for step in &self.steps {
            match step.apply(&text, &self.target, spelling) {
                Made::Value(value) => text = value,
                other => return other,
            }
        }
        Made::Value(text)
    }
}

impl Step {
    fn apply(&self, text: &str, target: &Target, spelling: Spelling) -> Made {
        if text.is_empty() && !matches!(self, Self::Map { .. }) {
            return Made::Value(String::new());
        }
        let found = |value: Option<String>| value.map_or(Made::NotFound, Made::Value);
        let read = |value: Option<String>| value.map_or_else(|| Made::Unread(text.to_owned()), Made::Value);
        match self {
            Self::Split { by, part } => {
                let mut parts = text.split(by.as_str());
                let kept = match part {
                    Part::Nth(place) => parts.nth(place.saturating_sub(1)),
                    Part::Last => parts.last(),
                };
                Made::Value(kept.unwrap_or_default().trim().to_owned())
            }
            Self::DocumentNumber => found(numbers::only_document_number(text)),
            Self::Fine => found(amounts::only_fine(text).map(|fen| written(fen, target))),
            Self::Pattern(pattern) => {
                let group = pattern.captures(text).and_then(|captures| captures.get(1));
                found(group.map(|group| group.as_str().trim().to_owned()))
            }
            Self::Map { words, other } => {
                let word = words.get(text).or(other.as_ref());
                Made::Value(word.map_or_else(|| text.to_owned(), Clone::clone))
            }
            Self::Date(formats) => read(day(text, formats).map(|day| day.to_string())),
            Self::Amount(unit) => {
                let fen = match spelling {
                    Spelling::Any => amounts::read(text, *unit),
                    Spelling::Digits => amounts::read_digits(text, *unit),
                };
                let unread = || Made::Unread(amounts::unread(text, *unit));
                fen.map_or_else(unread, |fen| Made::Value(written(fen, target)))
            }
        }
    }
}

/// An amount as the target wants it: 万元 for amounts of the standards.
fn written(fen: Fen, target: &Target) -> String {
    if target.holds == Holds::Amount { fen.wan() } else { format!("{}元", fen.yuan()) }
}

/// The day that a text is in the first format that fits.
fn day(text: &str, formats: &[String]) -> Option<NaiveDate> {
    let folded = fold_width(text);
    let folded = folded.trim();
    formats.iter().find_map(|format| {
        if format == WORKBOOK_DAYS {
            return workbook_day(folded);
        }
        let (day, rest) = NaiveDate::parse_and_remainder(folded, format).ok()?;
        // What workbooks put behind a day without a time.
        (rest.is_empty() || matches!(rest, " 00:00:00" | "T00:00:00" | " 0:00:00")).then_some(day)
    })
}

/// A number of days as workbooks count them, from 1950 to 2149.
fn workbook_day(text: &str) -> Option<NaiveDate> {
    let days: u64 = text.strip_suffix(".0").unwrap_or(text).parse().ok()?;
    if !(18_264..=91_000).contains(&days) {
        return None;
    }
    WORKBOOK_EPOCH?.checked_add_days(Days::new(days))
}

/// Does that format fix year, month and day, the year with four digits?
pub(super) fn is_whole_day(format: &str) -> bool {
    if format == WORKBOOK_DAYS {
        return true;
    }
    let has = |specifiers: &[&str]| specifiers.iter().any(|specifier| format.contains(specifier));
    let is_valid =
        !chrono::format::StrftimeItems::new(format).any(|item| item == chrono::format::Item::Error);
    let has_day = has(&["%d", "%e", "%-d"]) && has(&["%m", "%-m", "%b", "%B"]) && has(&["%Y"]);
    is_valid && (has_day || has(&["%F"])) && !has(&["%y", "%D", "%x", "%c", "%C", "%g"])
}
