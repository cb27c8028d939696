//! The filled cells of one worksheet, packed for memory.

use std::collections::{BTreeMap, btree_map};

use super::cell::{CellValue, Flaw, cell_text};
use super::error::FileFault;
use super::headings::Merged;
use super::problem::RowProblem;
use super::table::{Record, Records, is_blank};
use super::{Format, Limits};

/// What a row costs besides its text.
const ROW_BYTES: usize = 128;

/// What a cell costs besides its text.
const CELL_BYTES: usize = 8;

/// Merged cells below this row do not matter for headings, and more of them than this do not matter at all.
const MERGED_ROWS: u64 = 1000;
const MAX_MERGED: usize = 10_000;

/// Collects filled cells only: what a sheet claims as its dimensions may be anything.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: String,
    rows: BTreeMap<u64, PackedRow>,
    merged: Vec<Merged>,
    bytes: usize,
    limits: Limits,
    /// Rows that a sheet of this format can hold.
    capacity: u64,
    format: Format,
}

/// A row's filled cells in one text.
#[derive(Debug, Default)]
struct PackedRow {
    text: String,
    /// Column and end of text of each cell, as they came.
    cells: Vec<(u16, u32)>,
    /// The first flaw, with its column.
    flaw: Option<(Flaw, usize)>,
}

impl Sheet {
    pub(super) fn new(name: &str, format: Format, limits: &Limits) -> Self {
        let capacity = if format == Format::Xls { 65_536 } else { 1_048_576 };
        Self {
            name: name.to_owned(),
            rows: BTreeMap::new(),
            merged: Vec::new(),
            bytes: 0,
            limits: limits.clone(),
            capacity,
            format,
        }
    }

    /// Takes a cell; its row and column are counted from 0.
    pub(super) fn add(&mut self, row: u32, column: usize, value: &CellValue<'_>) -> Result<(), FileFault> {
        let (text, flaw) = cell_text(value);
        if flaw.is_none() && is_blank(&text) {
            return Ok(());
        }
        let too_many = FileFault::TooManyColumns(self.limits.columns);
        let Some(place) = u16::try_from(column).ok().filter(|_| column < self.limits.columns) else {
            return Err(too_many);
        };
        let line = u64::from(row) + 1;
        if !self.rows.contains_key(&line) {
            self.count(ROW_BYTES)?;
            if self.rows.len() >= self.limits.workbook_rows {
                return Err(FileFault::TooManyRows(self.limits.workbook_rows));
            }
        }
        self.count(text.len() + CELL_BYTES)?;
        let packed = self.rows.entry(line).or_default();
        packed.text.push_str(&text);
        let end = u32::try_from(packed.text.len());
        let end = end.map_err(|_| FileFault::TooMuchText(self.limits.workbook_text_bytes >> 20))?;
        packed.cells.push((place, end));
        if let Some(flaw) = flaw {
            packed.flaw.get_or_insert((flaw, column));
        }
        Ok(())
    }

    /// Takes merged cells; all ends are counted from 0 and included.
    pub(super) fn merge(&mut self, rows: (u32, u32), columns: (u32, u32)) {
        let one = Merged {
            first_row: u64::from(rows.0) + 1,
            last_row: u64::from(rows.1) + 1,
            first_column: columns.0 as usize,
            last_column: columns.1 as usize,
        };
        let is_sound = one.first_row <= one.last_row && one.first_column <= one.last_column;
        let is_near = one.last_row <= MERGED_ROWS && one.last_column < self.limits.columns;
        if is_sound && is_near && self.merged.len() < MAX_MERGED {
            self.merged.push(one);
        }
    }

    pub(super) fn row_count(&self) -> usize {
        self.rows.len()
    }

    fn count(&mut self, bytes: usize) -> Result<(), FileFault> {
        self.bytes += bytes;
        if self.bytes > self.limits.workbook_text_bytes {
            return Err(FileFault::TooMuchText(self.limits.workbook_text_bytes >> 20));
        }
        Ok(())
    }

    pub(super) fn into_records(self) -> SheetRecords {
        SheetRecords {
            name: self.name,
            rows: self.rows.into_iter(),
            merged: self.merged,
            capacity: self.capacity,
            format: self.format,
        }
    }
}

impl PackedRow {
    fn into_cells(self) -> Vec<String> {
        let width = self.cells.iter().map(|(column, _)| usize::from(*column) + 1).max().unwrap_or(0);
        let mut cells = vec![String::new(); width];
        let mut start = 0;
        for (column, end) in self.cells {
            let end = end as usize;
            self.text[start..end].clone_into(&mut cells[usize::from(column)]);
            start = end;
        }
        cells
    }
}

/// The rows of a worksheet.
pub(super) struct SheetRecords {
    name: String,
    rows: btree_map::IntoIter<u64, PackedRow>,
    merged: Vec<Merged>,
    capacity: u64,
    format: Format,
}

impl Records for SheetRecords {
    fn next_record(&mut self) -> Result<Option<Record>, FileFault> {
        Ok(self.rows.next().map(|(line, row)| {
            let flaw = row.flaw;
            let problem = (line == self.capacity).then_some(RowProblem::SheetFull(self.capacity));
            Record { line, cells: row.into_cells(), raw: None, problem, flaw }
        }))
    }

    fn merged(&self) -> &[Merged] {
        &self.merged
    }

    fn format(&self) -> Format {
        self.format
    }

    fn name(&self) -> &str {
        &self.name
    }
}
