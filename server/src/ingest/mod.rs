//! Reading the files that people send: rows with their place in the file, and nothing else.
//!
//! [`open`] looks at the content, never at the name, and gives the rows of a CSV file, of JSON lines or of an
//! XLSX workbook. A file that is not what it should be gives one [`FileError`]; a bad row is a [`RowProblem`]
//! of that row. What headings and values mean is not decided here.
//!
//! CSV and JSON lines are streamed; a workbook is held in memory within [`Limits`].

mod csv;
mod detect;
mod error;
mod json_lines;
mod package;
mod problem;
mod record;
mod table;
#[cfg(test)]
mod tests;
mod text;
mod workbook;

use std::fmt;
use std::fs::File;
use std::path::Path;

pub use self::error::{FileError, FileFault};
pub use self::problem::RowProblem;
pub use self::record::Delimiter;
pub use self::text::TextEncoding;

use self::detect::Kind;

/// How much a file may cost us before it is refused.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Columns of a table, or different keys of JSON lines.
    pub columns: usize,
    /// Bytes of one row of a text file; what is longer becomes a problem of that row.
    pub row_bytes: usize,
    /// Rows of a workbook.
    pub workbook_rows: usize,
    /// Bytes of text in all cells of a workbook, as they are held in memory.
    pub workbook_text_bytes: usize,
    /// Bytes of everything inside a workbook's package when unpacked.
    pub unpacked_bytes: u64,
    /// How many times its packed size a package may be, once it is large enough to matter.
    pub unpacked_ratio: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            columns: 500,
            row_bytes: 1 << 20,
            workbook_rows: 1_048_576, // what a sheet can hold
            workbook_text_bytes: 512 << 20,
            unpacked_bytes: 1 << 30,
            unpacked_ratio: 200,
        }
    }
}

/// What a file turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Text with one row a line and cells between delimiters.
    Csv {
        /// How its bytes are read.
        encoding: TextEncoding,
        /// What stands between two cells.
        delimiter: Delimiter,
    },
    /// One JSON object a line.
    JsonLines,
    /// The first worksheet with data of an Office Open XML workbook.
    Xlsx,
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Csv { encoding, delimiter } => {
                write!(formatter, "CSV（{}，{}分隔）", encoding.label(), delimiter.label())
            }
            Self::JsonLines => formatter.write_str("JSON Lines"),
            Self::Xlsx => formatter.write_str("XLSX"),
        }
    }
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// Line of a text file, or row of a worksheet, in which the row begins; the file's first line is 1.
    pub line: u64,
    /// As many as there are headings, as text and not trimmed.
    pub values: Vec<String>,
    /// The row as sent: its text, or a JSON array of a worksheet's cells.
    pub raw: String,
    /// The worst thing that reading found.
    pub problem: Option<RowProblem>,
}

/// The rows of one file, in its order; blank rows are left out.
pub trait RowSource: Send {
    /// The headings, each different from all others. A column without one is named after its place.
    fn headings(&self) -> &[String];

    /// The next row, or `None` at the end.
    ///
    /// # Errors
    /// [`FileError`] if the file can no longer be read; nothing more comes after it.
    fn next_row(&mut self) -> Result<Option<RawRow>, FileError>;

    /// What the file is.
    fn format(&self) -> Format;
}

/// Opens a file of rows, whatever its name ends with.
///
/// # Errors
/// [`FileError`] if the file cannot be read, is not a table that we read, or has no usable headings.
pub fn open(path: &Path, limits: &Limits) -> Result<Box<dyn RowSource>, FileError> {
    let name = file_name(path);
    open_as(path, &name, limits).map_err(|fault| FileError::new(&name, fault))
}

fn open_as(path: &Path, name: &str, limits: &Limits) -> Result<Box<dyn RowSource>, FileFault> {
    let mut file = File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(FileFault::NotAFile);
    }
    Ok(match detect::detect(&mut file)? {
        Kind::Csv(encoding) => Box::new(csv::CsvRows::open(file, name, encoding, limits)?),
        Kind::JsonLines(encoding) => Box::new(json_lines::JsonRows::open(file, name, encoding, limits)?),
        Kind::Package => Box::new(workbook::WorkbookRows::open(file, name, limits)?),
    })
}

/// The last part of a path: error messages need no folders.
fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}
