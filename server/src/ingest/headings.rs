//! Which rows of a table are its headings, and what its columns are called.
//!
//! The rules, in this order; "row" is a row with a filled cell, so blank rows never count. They look at the first
//! [`SAMPLE_ROWS`] rows and at nothing else, so the same file always has the same headings.
//!
//! 1. If the row was named ([`HeadingChoice::Row`]), the headings begin there.
//! 2. Otherwise they begin in the first row
//!    - that with the row below it forms two levels (rule 4), or
//!    - that has at least two different filled cells and at least half as many filled cells as the row in the middle of
//!      the sample, ordered by filled cells, where a merged cell fills all its columns. So titles, which are one cell
//!      however wide, are passed over;
//!    - and in no case one in which every filled cell is a label with its value, such as 填报单位：某局.
//!
//!    If there is none: the first row of several filled cells; if there is none either: the first row.
//! 3. In workbooks the headings reach as far down as the merged cells that begin in them, and one row further where a
//!    merged cell covers several columns and the row below is filled under merged cells only; three rows at most.
//! 4. Without merged cells two rows are two levels if the lower one is filled exactly below the gaps of the upper one
//!    and below the cell to the left of each gap, and the upper one has a cell besides.
//! 5. A column is called what its lowest filled level says. Only if that is not enough, because it has at most two
//!    characters (名称, 代码, 日期) or stands over several columns, the upper levels are put before it: 上级/下级.

use super::error::FileFault;
use super::table::{Record, is_blank};
use super::{HeadingChoice, Job};

/// So many rows decide where the headings are.
pub(super) const SAMPLE_ROWS: usize = 20;

/// Headings have no more levels than this.
const MAX_LEVELS: usize = 3;

/// A name of so many characters says too little without what stands above it.
const TERSE: usize = 2;

/// Cells that a workbook shows as one. Rows from 1, columns from 0, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Merged {
    pub(super) first_row: u64,
    pub(super) last_row: u64,
    pub(super) first_column: usize,
    pub(super) last_column: usize,
}

impl Merged {
    fn is_wide(&self) -> bool {
        self.last_column > self.first_column
    }

    fn covers(&self, line: u64, column: usize) -> bool {
        (self.first_row..=self.last_row).contains(&line)
            && (self.first_column..=self.last_column).contains(&column)
    }
}

/// Headings, and which rows of the sample they were.
#[derive(Debug)]
pub(super) struct Found {
    /// The cells of the headings, not cleaned.
    pub(super) cells: Vec<String>,
    /// The row in which they begin, from 1.
    pub(super) row: u64,
    /// Rows of the sample up to the last one of the headings.
    pub(super) used: usize,
}

/// Finds the headings among the first rows of a table.
pub(super) fn find(sample: &[Record], merged: &[Merged], job: &Job) -> Result<Found, FileFault> {
    let grid = Grid::new(sample, merged, job.limits.columns);
    let first = match job.options.heading {
        HeadingChoice::Row(row) => grid.place_of_line(row).ok_or(FileFault::NoSuchHeadingRow(row))?,
        HeadingChoice::Detect => grid.first_heading(),
    };
    let Some(record) = sample.get(first) else { return Err(FileFault::Empty) };
    let last = grid.last_heading(first);
    Ok(Found { cells: grid.names(first, last), row: record.line, used: last + 1 })
}

/// The first rows, as sent and with merged cells filled.
struct Grid<'a> {
    sample: &'a [Record],
    merged: Vec<Merged>,
    filled: Vec<Vec<String>>,
    width: usize,
}

impl<'a> Grid<'a> {
    fn new(sample: &'a [Record], merged: &[Merged], max_columns: usize) -> Self {
        let last_line = sample.last().map_or(0, |record| record.line);
        let merged: Vec<Merged> = merged
            .iter()
            .filter(|one| one.first_row <= last_line)
            .map(|one| Merged { last_column: one.last_column.min(max_columns), ..*one })
            .collect();
        let mut filled: Vec<Vec<String>> = sample.iter().map(|record| record.cells.clone()).collect();
        for one in &merged {
            spread(&mut filled, sample, one);
        }
        let width = filled.iter().map(Vec::len).max().unwrap_or(0);
        Self { sample, merged, filled, width }
    }

    fn place_of_line(&self, line: u64) -> Option<usize> {
        self.sample.iter().position(|record| record.line == line)
    }

    fn first_heading(&self) -> usize {
        let usual = self.usual_count();
        let begins = |place: &usize| {
            let is_note =
                self.sample[*place].cells.iter().filter(|cell| !is_blank(cell)).all(|cell| is_labelled(cell));
            !is_note && (self.has_level_below(*place) || self.is_full(*place, usual))
        };
        let several = |place: &usize| count(&self.sample[*place].cells) > 1;
        let places = || 0..self.sample.len();
        places().find(begins).or_else(|| places().find(several)).unwrap_or(0)
    }

    /// Filled cells of the row in the middle, when rows are ordered by them.
    fn usual_count(&self) -> usize {
        let mut counts: Vec<usize> = self.filled.iter().map(|cells| count(cells)).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(0)
    }

    fn is_full(&self, place: usize, usual: usize) -> bool {
        let cells = &self.filled[place];
        let mut texts: Vec<&str> =
            cells.iter().map(|cell| cell.trim()).filter(|cell| !is_blank(cell)).collect();
        let filled = texts.len();
        texts.sort_unstable();
        texts.dedup();
        texts.len() > 1 && filled * 2 >= usual
    }

    fn last_heading(&self, first: usize) -> usize {
        let mut last = self.last_merged(first);
        if last == first && self.has_level_below(first) {
            last = first + 1;
        }
        last
    }

    /// As far down as merged cells reach that begin in the headings.
    fn last_merged(&self, first: usize) -> usize {
        let mut last = first;
        let begins = self.sample[first].line;
        for place in first..self.sample.len().min(first + MAX_LEVELS) {
            if place > last {
                break;
            }
            let line = self.sample[place].line;
            let starting = || self.merged.iter().filter(move |one| one.first_row == line);
            let reach = starting().map(|one| one.last_row).max().unwrap_or(line);
            let reached = self.sample.iter().rposition(|record| record.line <= reach).unwrap_or(place);
            last = last.max(reached.min(first + MAX_LEVELS - 1));
            let below = place + 1;
            if starting().any(Merged::is_wide)
                && below < first + MAX_LEVELS
                && self.is_only_below_wide(begins, below)
            {
                last = last.max(below);
            }
        }
        last
    }

    /// True for a row that is filled only below cells that cover several columns.
    fn is_only_below_wide(&self, begins: u64, place: usize) -> bool {
        let Some(record) = self.sample.get(place) else { return false };
        let above = |column: usize| {
            self.merged.iter().any(|one| {
                one.is_wide()
                    && one.first_row >= begins
                    && one.last_row < record.line
                    && one.covers(one.first_row, column)
            })
        };
        let mut filled =
            (0..record.cells.len()).filter(|column| !is_blank(&record.cells[*column])).peekable();
        filled.peek().is_some() && filled.all(above)
    }

    /// Two levels without merged cells.
    fn has_level_below(&self, place: usize) -> bool {
        let (Some(upper), Some(lower)) = (self.sample.get(place), self.sample.get(place + 1)) else {
            return false;
        };
        let is_filled =
            |cells: &[String], column: usize| cells.get(column).is_some_and(|cell| !is_blank(cell));
        let width = upper.cells.len().max(lower.cells.len());
        let last = (0..width)
            .rev()
            .find(|column| is_filled(&upper.cells, *column) || is_filled(&lower.cells, *column));
        let Some(last) = last else { return false };
        let (mut gaps, mut alone) = (0, 0);
        for column in 0..=last {
            let is_gap = !is_filled(&upper.cells, column);
            let is_left_of_gap = !is_gap && column < last && !is_filled(&upper.cells, column + 1);
            gaps += usize::from(is_gap);
            alone += usize::from(!is_gap && !is_left_of_gap);
            if is_filled(&lower.cells, column) != (is_gap || is_left_of_gap) {
                return false;
            }
        }
        gaps > 0 && alone > 0 && is_filled(&upper.cells, 0)
    }

    fn names(&self, first: usize, last: usize) -> Vec<String> {
        if first == last {
            return self.sample[first].cells.clone();
        }
        let levels: Vec<Vec<String>> =
            (0..self.width).map(|column| self.levels(column, first, last)).collect();
        let lowest = |levels: &[String]| levels.last().cloned().unwrap_or_default();
        let names: Vec<String> = levels.iter().map(|levels| lowest(levels)).collect();
        levels
            .into_iter()
            .enumerate()
            .map(|(column, levels)| {
                let name = &names[column];
                let is_shared = names.iter().filter(|other| *other == name).count() > 1;
                let is_enough = name.chars().count() > TERSE && !is_shared;
                if is_enough { name.clone() } else { levels.join("/") }
            })
            .collect()
    }

    /// What stands over a column, from top to bottom, without white space and repetitions.
    fn levels(&self, column: usize, first: usize, last: usize) -> Vec<String> {
        let mut levels: Vec<String> = Vec::new();
        for place in first..=last {
            let mut text: String = cell_text(&self.filled[place], column);
            if text.is_empty() && place < last {
                text = self.group_of(column, place);
            }
            if !text.is_empty() && levels.last() != Some(&text) {
                levels.push(text);
            }
        }
        levels
    }

    /// The cell to the left over which a gap without merged cells belongs.
    fn group_of(&self, column: usize, place: usize) -> String {
        let cells = &self.filled[place];
        let is_below_filled = !cell_text(&self.filled[place + 1], column).is_empty();
        let left = (0..column).rev().map(|left| cell_text(cells, left)).find(|text| !text.is_empty());
        left.filter(|_| is_below_filled).unwrap_or_default()
    }
}

fn cell_text(cells: &[String], column: usize) -> String {
    cells.get(column).map(|cell| cell.split_whitespace().collect()).unwrap_or_default()
}

fn count(cells: &[String]) -> usize {
    cells.iter().filter(|cell| !is_blank(cell)).count()
}

/// Fills all cells of a merged one with what its first cell says.
fn spread(filled: &mut [Vec<String>], sample: &[Record], one: &Merged) {
    let top = sample.iter().find(|record| record.line == one.first_row);
    let Some(text) = top.and_then(|record| record.cells.get(one.first_column)).filter(|text| !is_blank(text))
    else {
        return;
    };
    for (cells, record) in filled.iter_mut().zip(sample) {
        if (one.first_row..=one.last_row).contains(&record.line) {
            if cells.len() <= one.last_column {
                cells.resize(one.last_column + 1, String::new());
            }
            for cell in &mut cells[one.first_column..=one.last_column] {
                cell.clone_from(text);
            }
        }
    }
}

/// True for 填报单位：某局, false for a heading.
pub(super) fn is_labelled(cell: &str) -> bool {
    let cell = cell.trim();
    let Some(at) = cell.find(['：', ':']) else { return false };
    let is_bracketed = cell[..at].contains(['（', '(']);
    at > 0 && !is_bracketed
}
