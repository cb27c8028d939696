//! Mapping files: a department's own layout becomes one of ours, without code.
//!
//! A mapping is TOML (see `docs/MAPPINGS.md`). It names the kind of data and, for each column, the field that it fills
//! and how. [`MappedSource`] wraps a [`RowSource`] and gives rows under our own headings, each with its line and its
//! raw text as they were sent, so that whatever happens later happens to the original.
//!
//! Two things a mapping cannot do. It cannot fill a decision date or a deciding authority from another field, by a
//! constant or out of a text: see [`Guarded`]. And it cannot lose rows silently: those that are no records are
//! named by a rule with a reason, and counted ([`Tally`]).
//!
//! [`RowSource`]: crate::ingest::RowSource

mod amounts;
mod column;
mod error;
mod explain;
mod form;
mod guard;
mod likeness;
mod numbers;
mod open;
mod parse;
mod source;
mod suggest;
mod target;
#[cfg(test)]
mod tests;
mod values;

use std::path::Path;

pub use self::error::{Fault, MappingError};
pub use self::explain::{explain, explain_data};
pub use self::form::{Assignment, Standing, write};
pub use self::guard::{Guarded, Refusal};
pub use self::open::{OpenColumns, open_columns};
pub use self::source::{MappedSource, Tally};
pub use self::suggest::suggest;

use self::amounts::Spelling;
use self::column::{Column, Confirmation};
use self::target::{Table, Target};
use crate::ingest::Options;

/// Longest mapping file in bytes.
const MOST_BYTES: u64 = 1 << 20;

/// A mapping file, read and judged.
#[derive(Clone, Debug)]
pub struct Mapping {
    file: String,
    text: String,
    kind: String,
    table: Table,
    title: String,
    options: Options,
    ignored: Vec<String>,
    skips: Vec<Skip>,
    constants: Vec<Constant>,
    columns: Vec<Column>,
    spelling: Spelling,
}

/// Rows that are not records, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Skip {
    reason: String,
    conditions: Vec<Condition>,
}

/// A condition on one column.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Condition {
    heading: String,
    test: Test,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Empty,
    OneOf(Vec<String>),
}

/// A field with the same value in every row.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Constant {
    target: Target,
    value: String,
}

impl Mapping {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`MappingError::Unreadable`], or [`MappingError::Invalid`] with the line of the first fault.
    pub fn read(path: &Path) -> Result<Self, MappingError> {
        let file = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let text = read_text(path).map_err(|cause| MappingError::Unreadable { file: file.clone(), cause })?;
        Self::parse(&file, &text)
    }

    /// Reads the text of a mapping file.
    ///
    /// # Errors
    /// [`MappingError::Invalid`] with the line of the first fault.
    pub fn parse(file: &str, text: &str) -> Result<Self, MappingError> {
        parse::parse(file, text)
    }

    /// The kind of data: `entities`, `licences`, `penalties`, `endings`, `authorities`, or the code of a catalogue
    /// item.
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// The text of the file: kept with what was imported through it, so that a row can be read again in the same way.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Is that the word of a kind of data?
    pub fn knows_kind(kind: &str) -> bool {
        Table::of_kind(kind).is_some()
    }

    /// What the layout is, in words.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Which worksheet the table stands in, and in which row its headings, as far as the mapping says.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The same with amounts taken only where they are digits: what is anything else goes on as it came, for its sender
    /// is there to put it right.
    #[must_use]
    pub fn with_digits_only(self) -> Self {
        Self { spelling: Spelling::Digits, ..self }
    }

    /// Headings of columns that were only guessed and that nobody has confirmed.
    pub fn unconfirmed(&self) -> Vec<String> {
        let open = self.columns.iter().filter(|column| column.confirmation == Confirmation::Open);
        open.filter_map(|column| column.headings.first().cloned()).collect()
    }

    /// Names of all fields that are filled, in the order of the rows that come out: columns, then constants.
    fn outputs(&self) -> Vec<&'static str> {
        let columns = self.columns.iter().map(|column| column.target.name);
        columns.chain(self.constants.iter().map(|constant| constant.target.name)).collect()
    }

    fn ensure_confirmed(&self) -> Result<(), MappingError> {
        let columns = self.unconfirmed();
        if columns.is_empty() {
            return Ok(());
        }
        Err(MappingError::Unconfirmed { file: self.file.clone(), columns })
    }
}

fn read_text(path: &Path) -> std::io::Result<String> {
    use std::io::Read as _;
    let mut text = String::new();
    let length = std::fs::File::open(path)?.take(MOST_BYTES + 1).read_to_string(&mut text)?;
    if length as u64 > MOST_BYTES {
        return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, "超过 1 MB"));
    }
    Ok(text)
}
