//! Rows of the first worksheet with data in an XLSX workbook.

use std::fs::File;
use std::io::{BufReader, Seek};
use std::panic::{self, AssertUnwindSafe};
use std::vec;

use calamine::{Cell, DataRef, ExcelDateTime, Reader, SheetType, SheetVisible, Xlsx, XlsxError};

use super::error::{FileError, FileFault};
use super::package;
use super::problem::RowProblem;
use super::table::{self, Headings};
use super::{Format, Limits, RawRow, RowSource};

pub(super) struct WorkbookRows {
    headings: Headings,
    rows: vec::IntoIter<SheetRow>,
}

impl WorkbookRows {
    pub(super) fn open(mut file: File, _name: &str, limits: &Limits) -> Result<Self, FileFault> {
        package::check(&mut file, limits)?;
        file.rewind()?;
        // The reader of a damaged workbook must not take the import down with it.
        let read = panic::catch_unwind(AssertUnwindSafe(|| read_rows(file, limits)));
        let mut rows = read.map_err(|_| FileFault::Damaged("内部结构异常".to_owned()))??;
        let heading_row = table::heading_row(rows.iter().map(|row| &row.cells));
        let mut rest = rows.split_off(heading_row.min(rows.len())).into_iter();
        let heading = rest.next().ok_or(FileFault::NoData)?;
        Ok(Self { headings: Headings::new(heading.cells, limits.columns)?, rows: rest })
    }
}

impl RowSource for WorkbookRows {
    fn headings(&self) -> &[String] {
        self.headings.names()
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, FileError> {
        Ok(self.rows.next().map(|row| {
            let SheetRow { line, cells: mut values, flaw } = row;
            let raw = serde_json::Value::from(values.clone()).to_string();
            let flaw = flaw.map(|(kind, column)| kind.problem(self.heading(column)));
            // A sheet has no ends of rows: what is missing on the right is empty.
            let misfit = self.headings.fit(&mut values);
            let misfit = misfit.filter(|problem| !matches!(problem, RowProblem::TooFewCells { .. }));
            RawRow { line, values, raw, problem: RowProblem::worse(flaw, misfit) }
        }))
    }

    fn format(&self) -> Format {
        Format::Xlsx
    }
}

impl WorkbookRows {
    fn heading(&self, column: usize) -> String {
        self.headings.names().get(column).cloned().unwrap_or_else(|| format!("第{}列", column + 1))
    }
}

/// What can be wrong with one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    LostDigits,
    FormulaError,
}

impl Flaw {
    fn problem(self, heading: String) -> RowProblem {
        match self {
            Self::LostDigits => RowProblem::LostDigits(heading),
            Self::FormulaError => RowProblem::FormulaError(heading),
        }
    }
}

#[derive(Debug)]
struct SheetRow {
    /// From 1, as spreadsheets show it.
    line: u64,
    cells: Vec<String>,
    /// The first flaw, with its column.
    flaw: Option<(Flaw, usize)>,
}

fn read_rows(file: File, limits: &Limits) -> Result<Vec<SheetRow>, FileFault> {
    let mut workbook = Xlsx::new(BufReader::new(file)).map_err(fault)?;
    for name in sheet_names(&workbook) {
        let rows = match read_sheet(&mut workbook, &name, limits) {
            Err(SheetError::Workbook(XlsxError::NotAWorksheet(_))) => continue,
            Err(SheetError::Workbook(error)) => return Err(fault(error)),
            Err(SheetError::Fault(fault)) => return Err(fault),
            Ok(rows) => rows,
        };
        if !rows.is_empty() {
            return Ok(rows);
        }
    }
    Err(FileFault::NoData)
}

/// Visible worksheets first, in their order, then hidden ones.
fn sheet_names(workbook: &Xlsx<BufReader<File>>) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter().filter(|sheet| sheet.typ == SheetType::WorkSheet);
    let (visible, hidden): (Vec<_>, Vec<_>) =
        sheets.partition(|sheet| sheet.visible == SheetVisible::Visible);
    visible.into_iter().chain(hidden).map(|sheet| sheet.name.clone()).collect()
}

enum SheetError {
    Workbook(XlsxError),
    Fault(FileFault),
}

fn read_sheet(
    workbook: &mut Xlsx<BufReader<File>>,
    name: &str,
    limits: &Limits,
) -> Result<Vec<SheetRow>, SheetError> {
    let mut cells = workbook.worksheet_cells_reader(name).map_err(SheetError::Workbook)?;
    let mut sheet = SheetBuilder { rows: Vec::new(), bytes: 0, limits };
    while let Some(cell) = cells.next_cell().map_err(SheetError::Workbook)? {
        sheet.add(&cell).map_err(SheetError::Fault)?;
    }
    Ok(sheet.rows)
}

/// Collects filled cells only: what a sheet claims as its dimensions may be anything.
struct SheetBuilder<'a> {
    rows: Vec<SheetRow>,
    bytes: usize,
    limits: &'a Limits,
}

impl SheetBuilder<'_> {
    fn add(&mut self, cell: &Cell<DataRef<'_>>) -> Result<(), FileFault> {
        let (text, flaw) = cell_text(cell.get_value());
        if flaw.is_none() && table::is_blank(&text) {
            return Ok(());
        }
        let (row, column) = cell.get_position();
        let (line, column) = (u64::from(row) + 1, column as usize);
        if column >= self.limits.columns {
            return Err(FileFault::TooManyColumns(self.limits.columns));
        }
        self.bytes += text.len();
        if self.bytes > self.limits.workbook_text_bytes {
            return Err(FileFault::TooMuchText(self.limits.workbook_text_bytes >> 20));
        }
        let row = self.row(line)?;
        if row.cells.len() <= column {
            row.cells.resize(column + 1, String::new());
        }
        row.cells[column] = text;
        if let Some(flaw) = flaw {
            row.flaw.get_or_insert((flaw, column));
        }
        Ok(())
    }

    fn row(&mut self, line: u64) -> Result<&mut SheetRow, FileFault> {
        match self.rows.last() {
            Some(last) if last.line == line => {}
            Some(last) if last.line > line => return Err(FileFault::Damaged("行的顺序混乱".to_owned())),
            _ if self.rows.len() >= self.limits.workbook_rows => {
                return Err(FileFault::TooManyRows(self.limits.workbook_rows));
            }
            _ => self.rows.push(SheetRow { line, cells: Vec::new(), flaw: None }),
        }
        let last = self.rows.len() - 1;
        Ok(&mut self.rows[last])
    }
}

/// Spreadsheets hold 15 digits of a number; what comes after them was lost before the file was written.
const SIXTEEN_DIGITS: f64 = 1e15;

/// At most 15 significant digits, as spreadsheets show them: 0.1 + 0.2 is 0.3.
fn number_text(number: f64) -> String {
    format!("{number:.14e}").parse().unwrap_or(number).to_string()
}

/// A cell as a person reads it.
fn cell_text(value: &DataRef<'_>) -> (String, Option<Flaw>) {
    let text = match value {
        DataRef::Empty => String::new(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => {
            let flaw = (number.abs() >= SIXTEEN_DIGITS).then_some(Flaw::LostDigits);
            return (number_text(*number), flaw);
        }
        DataRef::Bool(true) => "true".to_owned(),
        DataRef::Bool(false) => "false".to_owned(),
        DataRef::DateTime(moment) => moment_text(moment),
        DataRef::Error(_) => return (String::new(), Some(Flaw::FormulaError)),
    };
    (text, None)
}

/// `2026-02-24`, with a time of day only where there is one.
fn moment_text(moment: &ExcelDateTime) -> String {
    if moment.is_duration() {
        return moment.as_f64().to_string();
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    if moment.as_f64() < 1.0 {
        time
    } else if time == "00:00:00" {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{time}")
    }
}

fn fault(error: XlsxError) -> FileFault {
    match error {
        XlsxError::Password => FileFault::Encrypted,
        error => FileFault::Damaged(error.to_string()),
    }
}
