//! What CSV files and worksheets share: the row of headings, and rows that are made to fit it.

use std::collections::HashMap;

use super::error::FileFault;
use super::problem::RowProblem;

/// So many rows above the headings may be titles of the table.
pub(super) const MAX_TITLE_ROWS: usize = 3;

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

/// The place of the row of headings among the first rows: titles above it have a single filled cell.
pub(super) fn heading_row<'a>(rows: impl Iterator<Item = &'a Vec<String>>) -> usize {
    for (index, row) in rows.take(MAX_TITLE_ROWS + 1).enumerate() {
        if row.iter().filter(|cell| !is_blank(cell)).count() > 1 {
            return index;
        }
    }
    0 // a table of one column
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
