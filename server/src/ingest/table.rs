//! What CSV files and worksheets share: rows that are made to fit their headings, and notes below them.

use std::collections::{HashMap, VecDeque};

use super::cell::Flaw;
use super::error::FileFault;
use super::headings::{self, Merged, SAMPLE_ROWS, is_labelled};
use super::problem::RowProblem;
use super::{About, Format, HeadingChoice, Job, Packing, Part, RawRow, Rows};

/// So many rows at the end may be notes.
const MAX_NOTES: usize = 10;

/// Words with which notes begin.
const NOTES: [&str; 14] = [
    "注",
    "备注",
    "附注",
    "说明",
    "填表",
    "填报",
    "制表",
    "审核",
    "联系",
    "数据来源",
    "来源",
    "合计",
    "总计",
    "※",
];

/// One row before it is made to fit the headings.
#[derive(Debug)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
    /// The text as sent; `None` where cells are all there is.
    pub(super) raw: Option<String>,
    pub(super) problem: Option<RowProblem>,
    /// The first flaw of a cell, with its column.
    pub(super) flaw: Option<(Flaw, usize)>,
}

/// Rows with at least one filled cell, in their order.
pub(super) trait Records: Send {
    fn next_record(&mut self) -> Result<Option<Record>, FileFault>;
    fn merged(&self) -> &[Merged];
    fn format(&self) -> Format;
    /// The part that they are.
    fn name(&self) -> &str;
}

/// Rows of a table under its headings.
pub(super) struct TableRows<R> {
    records: R,
    headings: Headings,
    heading_row: u64,
    /// Records that were read ahead: to find the headings, or because they may be notes.
    pending: VecDeque<Record>,
    notes: Vec<String>,
}

impl<R: Records> TableRows<R> {
    pub(super) fn open(mut records: R, job: &Job) -> Result<Self, FileFault> {
        let mut sample = Vec::new();
        while sample.len() < SAMPLE_ROWS
            && let Some(record) = records.next_record()?
        {
            let is_above = matches!(job.options.heading, HeadingChoice::Row(row) if record.line < row);
            if !is_above {
                sample.push(record);
            }
        }
        let found = headings::find(&sample, records.merged(), job)?;
        let headings = Headings::new(found.cells, job.limits.columns)?;
        let pending = sample.into_iter().skip(found.used).collect();
        Ok(Self { records, headings, heading_row: found.row, pending, notes: Vec::new() })
    }

    fn next_record(&mut self) -> Result<Option<Record>, FileFault> {
        match self.pending.pop_front() {
            Some(record) => Ok(Some(record)),
            None => self.records.next_record(),
        }
    }

    /// True if nothing but notes comes after this record, which may be one; the notes are kept then.
    fn is_last_note(&mut self, record: &Record) -> Result<bool, FileFault> {
        let is_note = |record: &Record| is_note(record, self.headings.names().len());
        if !is_note(record) {
            return Ok(false);
        }
        let mut place = 0;
        while place < MAX_NOTES {
            if place == self.pending.len() {
                let Some(next) = self.records.next_record()? else { break };
                self.pending.push_back(next);
            }
            if !is_note(&self.pending[place]) {
                return Ok(false);
            }
            place += 1;
        }
        let is_end = place < MAX_NOTES;
        if is_end {
            let rest = std::mem::take(&mut self.pending);
            self.notes.extend(std::iter::once(record).chain(&rest).map(note_text));
        }
        Ok(is_end)
    }

    fn row(&self, mut record: Record) -> RawRow {
        let raw = record.raw.take();
        let has_line_ends = raw.is_some();
        let raw = raw.unwrap_or_else(|| serde_json::Value::from(record.cells.clone()).to_string());
        let flaw = record.flaw.map(|(flaw, column)| flaw.problem(self.headings.name(column)));
        let misfit = self.headings.fit(&mut record.cells);
        // A sheet has no ends of rows: what is missing on the right is empty.
        let misfit =
            misfit.filter(|problem| has_line_ends || !matches!(problem, RowProblem::TooFewCells { .. }));
        let problem = RowProblem::worse(RowProblem::worse(record.problem, flaw), misfit);
        RawRow { line: record.line, part: 0, part_line: record.line, values: record.cells, raw, problem }
    }
}

impl<R: Records> Rows for TableRows<R> {
    fn headings(&self) -> &[String] {
        self.headings.names()
    }

    fn next(&mut self) -> Result<Option<RawRow>, FileFault> {
        let Some(record) = self.next_record()? else { return Ok(None) };
        if self.is_last_note(&record)? {
            return Ok(None);
        }
        Ok(Some(self.row(record)))
    }

    fn about(&self) -> About {
        About {
            format: self.records.format(),
            packing: Packing::Plain,
            parts: vec![Part { name: self.records.name().to_owned(), heading_row: Some(self.heading_row) }],
            left_out: Vec::new(),
            notes: self.notes.clone(),
        }
    }
}

/// A row of one filled cell, or of labels with their values only, that begins with a word of notes.
fn is_note(record: &Record, columns: usize) -> bool {
    let mut filled = record.cells.iter().filter(|cell| !is_blank(cell));
    let Some(first) = filled.next() else { return false };
    let begins = first.trim_start().trim_start_matches(['*', '＊', '（', '(']);
    let is_alone = filled.clone().next().is_none();
    columns > 2
        && record.problem.is_none()
        && NOTES.iter().any(|word| begins.starts_with(word))
        && (is_alone || is_labelled(first) && filled.all(|cell| is_labelled(cell)))
}

fn note_text(record: &Record) -> String {
    let filled: Vec<&str> =
        record.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    filled.join(" ").chars().take(500).collect()
}

/// The headings of a table.
#[derive(Debug)]
pub(super) struct Headings(Vec<String>);

impl Headings {
    /// Headings from the cells of their row: trimmed, blank ones at the end cut off, others named by place.
    pub(super) fn new(cells: Vec<String>, max_columns: usize) -> Result<Self, FileFault> {
        let mut names: Vec<String> = cells.iter().map(|cell| clean_heading(cell)).collect();
        while names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        if names.is_empty() {
            return Err(FileFault::NoHeadings);
        }
        if names.len() > max_columns {
            return Err(FileFault::TooManyColumns(max_columns));
        }
        for (index, name) in names.iter_mut().enumerate() {
            if name.is_empty() {
                *name = format!("第{}列（无表头）", index + 1);
            }
        }
        refuse_duplicates(&names)?;
        Ok(Self(names))
    }

    pub(super) fn names(&self) -> &[String] {
        &self.0
    }

    /// What a column is called in messages.
    fn name(&self, column: usize) -> String {
        self.0.get(column).cloned().unwrap_or_else(|| format!("第{}列", column + 1))
    }

    /// Makes a row as long as the headings. Empty cells beyond them are dropped without a word.
    pub(super) fn fit(&self, values: &mut Vec<String>) -> Option<RowProblem> {
        let expected = self.0.len();
        let found = values.len();
        let filled = values.iter().rposition(|value| !is_blank(value)).map_or(0, |last| last + 1);
        values.resize(expected, String::new());
        for value in values.iter_mut() {
            unwrap_formula_text(value);
        }
        if filled > expected {
            Some(RowProblem::TooManyCells { expected, found: filled })
        } else if found < expected {
            Some(RowProblem::TooFewCells { expected, found })
        } else {
            None
        }
    }
}

/// True for nothing but white space.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|character| character.is_whitespace() || character == '\u{feff}')
}

fn clean_heading(cell: &str) -> String {
    cell.trim_matches(|character: char| character.is_whitespace() || character == '\u{feff}').to_owned()
}

fn refuse_duplicates(names: &[String]) -> Result<(), FileFault> {
    let mut counts: HashMap<String, usize> = HashMap::new();
    let folded: Vec<String> = names.iter().map(|name| name.split_whitespace().collect()).collect();
    for name in &folded {
        *counts.entry(name.clone()).or_default() += 1;
    }
    let mut duplicates: Vec<String> = Vec::new();
    for name in folded {
        if counts.get(&name).is_some_and(|count| *count > 1) && !duplicates.contains(&name) {
            duplicates.push(name);
        }
    }
    if duplicates.is_empty() { Ok(()) } else { Err(FileFault::DuplicateHeadings(duplicates)) }
}

/// Spreadsheet exports write codes as `="0123"`, to keep their zeros.
fn unwrap_formula_text(value: &mut String) {
    let inner = value.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    if let Some(inner) = inner.filter(|inner| !inner.contains('"')) {
        *value = inner.to_owned();
    }
}
