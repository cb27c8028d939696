//! Reading the files that people send: rows with their place in the file, and nothing else.
//!
//! [`open`] looks at the content, never at the name, and gives the rows of a CSV file, of JSON lines, of a JSON array
//! or of a workbook (XLSX, XLS), also out of gzip and ZIP. A file that is not what it should be gives one
//! [`FileError`]; a bad row is a [`RowProblem`] of that row. What headings and values mean is not decided here.
//!
//! Text and JSON are streamed; one worksheet at a time is held in memory within [`Limits`]; what is unpacked goes to
//! files without a name in the system's folder for temporary files (`TMPDIR`).
//!
//! How the row of headings is found is written at the top of `headings.rs`.

mod archive;
mod biff;
mod biff_text;
mod cell;
mod csv;
mod date_format;
mod detect;
mod elements;
mod error;
mod headings;
mod json;
mod markup;
mod names;
mod ole;
mod package;
mod parts;
mod problem;
mod quiet;
mod record;
mod sheet;
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
use self::package::Content;

/// How much a file may cost us before it is refused.
///
/// Memory, at most: for text and JSON some twenty rows of `row_bytes`; for a workbook `workbook_text_bytes` for the
/// sheet that is read and about three times the size of its shared strings, which may be as large again.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Columns of a table, or different keys of JSON objects.
    pub columns: usize,
    /// Bytes of one row of a text file or of one object; what is longer becomes a problem of that row.
    pub row_bytes: usize,
    /// Rows of a worksheet.
    pub workbook_rows: usize,
    /// Bytes that the cells of one worksheet take in memory.
    pub workbook_text_bytes: usize,
    /// Bytes of everything inside a package or an archive when unpacked: memory for the parts of a workbook, disk
    /// for all others.
    pub unpacked_bytes: u64,
    /// How many times its packed size a package or an archive may be, once it is large enough to matter.
    pub unpacked_ratio: u64,
}

impl Limits {
    /// For a file that comes over the network: text of any length, which is streamed, but a workbook that several
    /// clerks can send at once. At most some 300 MB of memory each.
    pub fn of_upload() -> Self {
        Self {
            workbook_rows: 100_000,
            workbook_text_bytes: 64 << 20,
            unpacked_bytes: 512 << 20,
            ..Self::default()
        }
    }
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

/// What a person may say about a file that its content leaves open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Which worksheets of a workbook.
    pub sheet: SheetChoice,
    /// Where the headings are.
    pub heading: HeadingChoice,
}

/// Which worksheets of a workbook are read; other formats have none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SheetChoice {
    /// The first with a filled cell; visible ones come before hidden ones.
    #[default]
    FirstWithData,
    /// The one of this name.
    Named(String),
    /// All that have the headings of the one with the most rows, one after another. Others are left out and named in
    /// [`About::left_out`].
    All,
}

/// Where the headings of a table are; JSON has its keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HeadingChoice {
    /// Found by the rules at the top of `headings.rs`.
    #[default]
    Detect,
    /// They begin in this row, counted as spreadsheets and editors do.
    Row(u64),
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
    /// One JSON array of objects, bare or as a member of one object.
    JsonArray,
    /// Worksheets of an Office Open XML workbook.
    Xlsx,
    /// Worksheets of an Excel 97-2003 workbook (BIFF8).
    Xls,
}

impl fmt::Display for Format {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Csv { encoding, delimiter } => {
                write!(formatter, "CSV（{}，{}分隔）", encoding.label(), delimiter.label())
            }
            Self::JsonLines => formatter.write_str("JSON Lines"),
            Self::JsonArray => formatter.write_str("JSON 数组"),
            Self::Xlsx => formatter.write_str("XLSX"),
            Self::Xls => formatter.write_str("XLS"),
        }
    }
}

/// What a file came wrapped in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Packing {
    /// Nothing.
    #[default]
    Plain,
    /// gzip.
    Gzip,
    /// A ZIP archive of data files.
    Zip,
}

/// A worksheet, or a file of an archive, or the file itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Name of the worksheet or of the file in the archive, shortened and harmless; empty for the file itself.
    pub name: String,
    /// The row in which the headings begin, from 1; JSON has none.
    pub heading_row: Option<u64>,
}

/// What is known about a file besides its rows. Complete after its last row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// What it is.
    pub format: Format,
    /// What it came in.
    pub packing: Packing,
    /// What its rows come from, in their order: [`RawRow::part`] counts in it.
    pub parts: Vec<Part>,
    /// Worksheets that were not read because their headings differ or are missing.
    pub left_out: Vec<String>,
    /// Notes below the tables, which are no rows.
    pub notes: Vec<String>,
}

/// One row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawRow {
    /// Line of a text file, row of a worksheet, or place in a JSON array, in which the row begins; the first is 1.
    /// Rises from row to row: in the second and later parts of a file a multiple of ten million is added.
    pub line: u64,
    /// The part, as its place in [`About::parts`].
    pub part: usize,
    /// The line within that part.
    pub part_line: u64,
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

    /// What else is known about the file.
    fn about(&self) -> About;

    /// What the file is.
    fn format(&self) -> Format {
        self.about().format
    }
}

/// Opens a file of rows, whatever its name ends with.
///
/// # Errors
/// [`FileError`] if the file cannot be read, is not a table that we read, or has no usable headings.
pub fn open(path: &Path, limits: &Limits) -> Result<Box<dyn RowSource>, FileError> {
    open_with(path, limits, &Options::default())
}

/// [`open`], with what a person said about the file.
///
/// # Errors
/// As [`open`], and if the worksheet or the row of headings is not there.
pub fn open_with(path: &Path, limits: &Limits, options: &Options) -> Result<Box<dyn RowSource>, FileError> {
    let file_name = file_name(path);
    let job = Job { limits: limits.clone(), options: options.clone() };
    match regular_file(path).and_then(|file| open_packed(file, &job)) {
        Ok(rows) => Ok(Box::new(NamedRows { file_name, rows, has_failed: false })),
        Err(fault) => Err(FileError::new(&file_name, fault)),
    }
}

/// A worksheet, for people who choose one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetSummary {
    /// Its name, shortened and harmless.
    pub name: String,
    /// Rows with a filled cell, the headings among them.
    pub rows: usize,
    /// False for sheets that spreadsheets do not show.
    pub is_visible: bool,
}

/// The worksheets of a workbook, in their order, visible ones first; none for all other formats.
///
/// # Errors
/// [`FileError`] if the file cannot be read.
pub fn sheets(path: &Path, limits: &Limits) -> Result<Vec<SheetSummary>, FileError> {
    let job = Job { limits: limits.clone(), options: Options::default() };
    let list = || -> Result<Vec<SheetSummary>, FileFault> {
        let mut summaries = Vec::new();
        for (_, mut file) in unpack(regular_file(path)?, &job)?.files {
            match detect::detect(&mut file)? {
                Kind::Package => summaries.extend(workbook::Book::open_xlsx(file, &job)?.summaries(&job)?),
                Kind::Ole => summaries.extend(workbook::Book::open_xls(file, &job)?.summaries(&job)?),
                Kind::Csv(_) | Kind::Json(_) | Kind::Gzip => {}
            }
        }
        Ok(summaries)
    };
    list().map_err(|fault| FileError::new(&file_name(path), fault))
}

/// What every reader needs to know.
#[derive(Clone, Debug)]
struct Job {
    limits: Limits,
    options: Options,
}

/// The rows of a file before they know its name.
trait Rows: Send {
    fn headings(&self) -> &[String];
    fn next(&mut self) -> Result<Option<RawRow>, FileFault>;
    fn about(&self) -> About;
}

struct NamedRows {
    file_name: String,
    rows: Box<dyn Rows>,
    has_failed: bool,
}

impl RowSource for NamedRows {
    fn headings(&self) -> &[String] {
        self.rows.headings()
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, FileError> {
        if self.has_failed {
            return Ok(None);
        }
        self.rows.next().map_err(|fault| {
            self.has_failed = true;
            FileError::new(&self.file_name, fault)
        })
    }

    fn about(&self) -> About {
        self.rows.about()
    }
}

fn regular_file(path: &Path) -> Result<File, FileFault> {
    let file = File::open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(FileFault::NotAFile) }
}

/// A file out of what it came in: itself, or one or more files without a name.
struct Unpacked {
    packing: Packing,
    files: Vec<(String, File)>,
}

fn unpack(mut file: File, job: &Job) -> Result<Unpacked, FileFault> {
    match detect::detect(&mut file)? {
        Kind::Gzip => {
            let inner = archive::gunzip(&file, &job.limits)?;
            Ok(Unpacked { packing: Packing::Gzip, files: vec![(String::new(), inner)] })
        }
        Kind::Package if package::content(&mut file)? == Content::Archive => {
            Ok(Unpacked { packing: Packing::Zip, files: archive::unzip(&file, &job.limits)? })
        }
        _ => Ok(Unpacked { packing: Packing::Plain, files: vec![(String::new(), file)] }),
    }
}

fn open_packed(file: File, job: &Job) -> Result<Box<dyn Rows>, FileFault> {
    let Unpacked { packing, mut files } = unpack(file, job)?;
    if packing == Packing::Plain {
        let (_, file) = files.pop().ok_or(FileFault::Empty)?;
        return open_plain(file, job);
    }
    Ok(Box::new(parts::open_files(files, packing, job)?))
}

/// Opens what is not packed; that it is packed all the same is refused.
fn open_plain(mut file: File, job: &Job) -> Result<Box<dyn Rows>, FileFault> {
    match detect::detect(&mut file)? {
        Kind::Csv(encoding) => csv::open(file, encoding, job),
        Kind::Json(encoding) => Ok(Box::new(json::JsonRows::open(file, encoding, &job.limits)?)),
        Kind::Package => match package::content(&mut file)? {
            Content::Workbook => workbook::Book::open_xlsx(file, job)?.rows(job),
            Content::Archive => Err(FileFault::NestedArchive),
        },
        Kind::Ole => workbook::Book::open_xls(file, job)?.rows(job),
        Kind::Gzip => Err(FileFault::NestedArchive),
    }
}

/// The last part of a path: error messages need no folders.
fn file_name(path: &Path) -> String {
    names::harmless(&path.file_name().unwrap_or(path.as_os_str()).to_string_lossy())
}
