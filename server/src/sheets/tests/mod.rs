//! Workbooks as their readers see them: read back by our own reader of files, and by their markup.

mod export;
mod faults;
mod template;

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use domain::decision::DecisionKind;
use regex::Regex;
use zip::ZipArchive;

use crate::ingest::{Limits, Options, RawRow, SheetChoice, open_with};

const KINDS: [DecisionKind; 2] = [DecisionKind::Licence, DecisionKind::Penalty];

/// What is in one sheet of a workbook, as import reads it.
struct Read {
    headings: Vec<String>,
    rows: Vec<RawRow>,
}

impl Read {
    fn values(&self) -> Vec<Vec<&str>> {
        self.rows.iter().map(|row| row.values.iter().map(String::as_str).collect()).collect()
    }
}

fn read_sheet(bytes: &[u8], sheet: SheetChoice) -> Read {
    let folder = tempfile::TempDir::new().unwrap();
    let path = folder.path().join("a.xlsx");
    std::fs::write(&path, bytes).unwrap();
    let options = Options { sheet, ..Options::default() };
    let mut source = open_with(&path, &Limits::of_upload(), &options).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = source.next_row().unwrap() {
        rows.push(row);
    }
    Read { headings: source.headings().to_vec(), rows }
}

/// What import reads when nobody chooses a sheet.
fn read(bytes: &[u8]) -> Read {
    read_sheet(bytes, SheetChoice::FirstWithData)
}

fn read_named(bytes: &[u8], name: &str) -> Read {
    read_sheet(bytes, SheetChoice::Named(name.to_owned()))
}

/// The markup of each part of a workbook.
fn parts(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut part = archive.by_index(index).unwrap();
            let mut text = String::new();
            part.read_to_string(&mut text).unwrap();
            (String::from_utf8_lossy(part.name_raw()).into_owned(), text)
        })
        .collect()
}

/// All that the groups of a pattern catch in a text.
fn all<const GROUPS: usize>(text: &str, pattern: &str) -> Vec<[String; GROUPS]> {
    let regex = Regex::new(pattern).unwrap();
    regex.captures_iter(text).map(|found| found.extract().1.map(str::to_owned)).collect()
}

/// The number format and the fill of each style that cells and columns refer to.
fn styles(parts: &BTreeMap<String, String>) -> Vec<(String, String)> {
    let styles = &parts["xl/styles.xml"];
    let fills: Vec<[String; 1]> = all(styles, "(?s)<fill>(.*?)</fill>");
    let [[of_cells]] = &all::<1>(styles, "(?s)<cellXfs[^>]*>(.*?)</cellXfs>")[..] else {
        panic!("one list of styles: {styles}")
    };
    let found: Vec<[String; 2]> = all(of_cells, r#"<xf numFmtId="(\d+)" fontId="\d+" fillId="(\d+)""#);
    let fill = |number: &String| fills[number.parse::<usize>().unwrap()][0].clone();
    found.iter().map(|[format, number]| (format.clone(), fill(number))).collect()
}
