//! The four files of a data set, written at once, with their sums.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value};
use sha2::{Digest as _, Sha256};

use super::OpenDataError;
use super::columns::Column;
use crate::random;
use crate::sheets;
use crate::shelf::manifest::FileSum;

/// What a spreadsheet needs to see UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";
/// Between the members of a list in one cell.
const BETWEEN: &str = "；";

/// A file that knows its sum.
pub(super) struct Summed {
    name: String,
    file: BufWriter<File>,
    hash: Sha256,
    size: u64,
}

impl Summed {
    /// A new file in a folder.
    pub(super) fn create(folder: &Path, name: String) -> io::Result<Self> {
        let file = BufWriter::new(File::create_new(folder.join(&name))?);
        Ok(Self { name, file, hash: Sha256::new(), size: 0 })
    }

    /// Makes it durable.
    pub(super) fn finish(mut self) -> io::Result<FileSum> {
        self.file.flush()?;
        self.file.get_ref().sync_all()?;
        Ok(FileSum { name: self.name, size: self.size, sha256: random::hex(&self.hash.finalize()) })
    }
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        self.size += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Writes the rows of one data set as CSV and as JSON lines.
pub(super) struct SetWriter {
    folder: PathBuf,
    columns: Vec<Column>,
    csv: csv::Writer<Summed>,
    json: Summed,
    rows: u64,
}

impl SetWriter {
    /// The files of the data set `code`, with the headings.
    pub(super) fn create(folder: &Path, code: &str, columns: Vec<Column>) -> Result<Self, OpenDataError> {
        let mut file = Summed::create(folder, format!("{code}.csv"))?;
        file.write_all(BYTE_ORDER_MARK.as_bytes())?;
        let mut csv = csv::Writer::from_writer(file);
        csv.write_record(columns.iter().map(|column| column.caption.as_str()))?;
        let json = Summed::create(folder, format!("{code}.jsonl"))?;
        Ok(Self { folder: folder.to_path_buf(), columns, csv, json, rows: 0 })
    }

    /// Adds rows, their values in the order of the columns.
    pub(super) fn write(&mut self, rows: Vec<Vec<Value>>) -> Result<(), OpenDataError> {
        for row in rows {
            self.csv.write_record(row.iter().map(cell))?;
            let codes = self.columns.iter().map(|column| column.code.to_owned());
            serde_json::to_writer(&mut self.json, &codes.zip(row).collect::<Map<String, Value>>())?;
            self.json.write_all(b"\n")?;
            self.rows += 1;
        }
        Ok(())
    }

    /// Ends both files and adds their compressed twins. Answers how many rows each holds.
    pub(super) fn finish(self) -> Result<(u64, Vec<FileSum>), OpenDataError> {
        let csv = self.csv.into_inner().map_err(|error| io::Error::other(error.to_string()))?;
        let mut sums = Vec::new();
        for plain in [csv.finish()?, self.json.finish()?] {
            let packed = compress(&self.folder, &plain.name)?;
            sums.extend([plain, packed]);
        }
        Ok((self.rows, sums))
    }
}

/// Writes the compressed twin of a file. It holds no time: the same content is the same file.
fn compress(folder: &Path, name: &str) -> io::Result<FileSum> {
    let packed = Summed::create(folder, format!("{name}.gz"))?;
    let mut encoder = GzEncoder::new(packed, Compression::default());
    io::copy(&mut File::open(folder.join(name))?, &mut encoder)?;
    encoder.finish()?.finish()
}

/// One cell: nothing that a spreadsheet would take for a formula.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => sheets::neutral(text),
        Value::Bool(is_so) => if *is_so { "是" } else { "否" }.to_owned(),
        Value::Array(members) => {
            let members: Vec<&str> = members.iter().filter_map(Value::as_str).collect();
            sheets::neutral(&members.join(BETWEEN))
        }
        other => other.to_string(),
    }
}
