//! Spreadsheets: faults by row and column, progress, receipts, and what an authority's own columns mean.

#[cfg(feature = "ssr")]
mod ask;
#[cfg(feature = "ssr")]
mod columns;
#[cfg(feature = "ssr")]
mod faults;
#[cfg(feature = "ssr")]
mod list;
#[cfg(feature = "ssr")]
mod upload;

use chrono::{DateTime, Utc};

use super::Fault;
use super::choice::Choice;
#[cfg(feature = "ssr")]
use super::frame::Body;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// Uploads, and the forms for another one.
    List(Box<List>),
    /// One upload.
    Upload(Box<Upload>),
    /// Which columns of an upload fill which fields.
    Columns(Box<Columns>),
    /// The mappings that were saved.
    Mappings(Vec<Mapping>),
}

/// Uploads, and the forms for another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Authorities that the reader may file for, with their names; empty for those who may only look.
    pub authorities: Vec<(String, String)>,
    /// What was chosen before the form came back.
    pub chosen: Chosen,
    /// What is wrong with the form.
    pub faults: Vec<Fault>,
    /// Newest first.
    pub lines: Vec<Line>,
}

/// What was chosen in the form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// `licence` or `penalty`.
    pub kind: String,
    /// The authority.
    pub authority: String,
    /// The upload that the file corrects.
    pub corrects: String,
}

/// An upload in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its identifier.
    pub id: String,
    /// As the sender named it.
    pub file_name: String,
    /// 行政许可 or 行政处罚.
    pub kind: &'static str,
    /// Whose decisions.
    pub authority: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Where it stands, in a word.
    pub state: &'static str,
    /// Rows of it.
    pub rows: i64,
    /// Rows that were handed in for approval.
    pub submitted: i64,
    /// Rows that wait for a correction.
    pub faulty: i64,
}

/// One upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// What the list says of it.
    pub line: Line,
    /// Where it stands.
    pub standing: Standing,
    /// What the reader may do.
    pub access: Access,
    /// How its rows ended.
    pub counts: Counts,
    /// Columns that nobody knows, by letters and heading: not used.
    pub unknown: Vec<String>,
    /// The upload whose faulty rows it holds, corrected.
    pub corrects: Option<String>,
    /// What is wrong in more rows than a page shows, the most frequent first; empty if all rows are shown.
    pub tally: Vec<Tally>,
    /// Rows with faults, in their order.
    pub rows: Vec<Row>,
    /// The last line shown, if more rows with faults follow.
    pub more_after: Option<i64>,
    /// A row with warnings only, opened to be corrected.
    pub opened: Option<Row>,
    /// What its clerk is asked about rows that are in order but for warnings.
    pub asked: Asked,
}

/// Something that is wrong in several rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: String,
    /// In how many rows.
    pub rows: u64,
    /// Where it stands first.
    pub first: String,
}

/// What the clerk is asked before rows with warnings are handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Rows that wait.
    pub rows: i64,
    /// A tick for each kind of warning.
    pub kinds: Vec<Ask>,
    /// Rows past their due day.
    pub late: Option<Ask>,
    /// Reasons of lateness to choose from.
    pub reasons: Vec<Choice>,
    /// Each warning with its cell; the first of them.
    pub hints: Vec<RowFault>,
    /// What was ticked and typed before the form came back.
    pub said: Said,
    /// What is still to be said.
    pub faults: Vec<Fault>,
}

/// Warnings of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Their code.
    pub code: String,
    /// How many rows have them.
    pub rows: i64,
    /// The first lines.
    pub lines: Vec<i64>,
    /// What they say: the first different sentences.
    pub sentences: Vec<String>,
}

/// What was ticked and typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// Codes.
    pub ticked: Vec<String>,
    /// The code of the reason.
    pub late_reason: String,
    /// Words that stay inside.
    pub late_words: String,
}

/// What the reader of an upload may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Look.
    Read,
    /// Correct, give up, take away.
    File,
}

/// Where an upload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The server is at it: so many rows, of how many if that is known.
    Moving {
        /// Rows done.
        done: i64,
        /// Rows of the file.
        of: Option<i64>,
    },
    /// Rows whose warnings were ticked are handed in: so many are left.
    Confirming {
        /// Rows.
        left: i64,
    },
    /// Somebody must say what its columns mean; why, in a sentence.
    Unmapped(String),
    /// It cannot be read; why and what to do, in a sentence.
    Failed(String),
    /// Given up before it was read.
    Dropped,
    /// Taken in.
    Done,
}

/// How the rows of an upload ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Waiting for the second person.
    pub waiting: i64,
    /// Approved.
    pub approved: i64,
    /// Sent back.
    pub returned: i64,
    /// Overtaken by a later row.
    pub superseded: i64,
    /// There already, word for word.
    pub duplicate: i64,
    /// Given up.
    pub dropped: i64,
}

/// A row with faults.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line, by which it is known.
    pub line: i64,
    /// How people call it: 第 5 行.
    pub label: String,
    /// Its document number, if it can be read.
    pub title: String,
    /// Cells that are shown.
    pub cells: Vec<Cell>,
    /// What is wrong with it.
    pub faults: Vec<RowFault>,
}

/// A cell of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its column, from 0.
    pub column: usize,
    /// The column's heading.
    pub heading: String,
    /// What it means, in the words of the standard.
    pub caption: String,
    /// Its value, with numbers of persons masked.
    pub value: Value,
    /// Numbers of the faults in it.
    pub numbers: Vec<usize>,
    /// Whether it can be corrected here.
    pub entry: Entry,
}

/// The value of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// As sent.
    Plain(String),
    /// Masked: what was sent is not shown again.
    Masked(String),
}

impl Value {
    /// What is shown.
    pub fn shown(&self) -> &str {
        match self {
            Self::Plain(text) | Self::Masked(text) => text,
        }
    }
}

/// Whether a cell has a field to correct it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// It has.
    Field,
    /// It is only shown.
    None,
}

/// One thing wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// Its number on the page.
    pub number: usize,
    /// The column, from 0; absent if the whole row is to blame.
    pub column: Option<usize>,
    /// The cell in the words of spreadsheets: C2.
    pub cell: String,
    /// What is wrong.
    pub problem: String,
    /// What to do.
    pub advice: String,
    /// Whether it keeps the row back.
    pub weight: Weight,
}

/// What a fault does to its row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// It keeps the row back.
    Blocks,
    /// Somebody should look.
    Hints,
}

/// The name and `id` of the field that corrects a cell.
pub fn field_name(line: i64, column: usize) -> String {
    format!("r{line}-c{column}")
}

/// Which columns of an upload fill which fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Columns {
    /// The upload.
    pub id: String,
    /// Its file.
    pub file_name: String,
    /// 行政许可 or 行政处罚.
    pub kind: &'static str,
    /// Under which name the mapping is kept.
    pub name: String,
    /// What is wrong with the form.
    pub faults: Vec<Fault>,
    /// Captions of what every row needs and no heading of the file names.
    pub missing: Vec<&'static str>,
    /// The columns of the file.
    pub columns: Vec<Column>,
    /// Our fields: code and caption.
    pub fields: Vec<(&'static str, &'static str)>,
}

/// A column of a file with a layout of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its letters: A, B … AA.
    pub letters: String,
    /// Its heading.
    pub heading: String,
    /// Some values with their lines, with numbers of persons masked.
    pub samples: Vec<String>,
    /// The code of the field that it fills; empty for none.
    pub field: String,
    /// `元` or `万元`.
    pub unit: String,
    /// What is to be confirmed, in a sentence; empty if nothing is.
    pub question: String,
}

/// A saved mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mapping {
    /// Its name.
    pub name: String,
    /// 行政许可 or 行政处罚.
    pub kind: &'static str,
    /// Whose.
    pub authority: String,
    /// When it was saved.
    pub saved_at: DateTime<Utc>,
    /// What it does, in Chinese.
    pub explanation: String,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    match view {
        View::List(list) => list::body(csrf, &list),
        View::Upload(upload) => upload::body(csrf, &upload),
        View::Columns(columns) => columns::body(csrf, &columns),
        View::Mappings(mappings) => columns::mappings(&mappings),
    }
}
