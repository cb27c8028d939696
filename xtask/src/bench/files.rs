//! The files of a bench: cut from those of the made-up province to exactly as many rows as were asked for.

use std::fs::File;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use csv::{Reader, StringRecord, Writer};

/// The caption of the document number in a file of penalties.
pub(super) const NUMBER: &str = "行政处罚决定书文号";
/// The caption of the party's credit code.
pub(super) const CODE: &str = "行政相对人代码_1(统一社会信用代码)";

/// How many decisions a province needs for so many penalties: two of five decisions are penalties.
pub(super) const fn decisions_for(penalties: u64) -> u64 {
    penalties * 5 / 2
}

/// What happens to a row's document number.
pub(super) enum Numbers {
    /// As generated.
    Kept,
    /// No row has a number that the file it came from has, too.
    Fresh,
}

/// Copies the first `rows` rows.
///
/// # Errors
/// If there are fewer.
pub(super) fn cut(from: &Path, to: &Path, rows: u64, numbers: Numbers) -> Result<()> {
    let mut reader = open(from)?;
    let mut writer = Writer::from_path(to)?;
    let headings = reader.headings()?;
    writer.write_record(&headings)?;
    let place = place_of(&headings, NUMBER).ok();
    let mut written = 0;
    for record in reader.0.records().take(usize::try_from(rows)?) {
        let record = record?;
        match (&numbers, place) {
            (Numbers::Fresh, Some(place)) => {
                let fresh = with_serial(&record[place], |serial| format!("7000{serial}"));
                writer.write_record(&replaced(&record, place, &fresh))?;
            }
            _ => writer.write_record(&record)?,
        }
        written += 1;
    }
    writer.flush()?;
    ensure!(written == rows, "{} has {written} rows, {rows} are needed", from.display());
    Ok(())
}

/// A file of the province.
pub(super) struct Source(Reader<File>);

/// Opens a file of the province.
///
/// # Errors
/// If it is not there.
pub(super) fn open(file: &Path) -> Result<Source> {
    Ok(Source(Reader::from_path(file).with_context(|| format!("could not read {}", file.display()))?))
}

impl Source {
    /// # Errors
    /// If the file is no CSV.
    pub(super) fn headings(&mut self) -> Result<StringRecord> {
        Ok(self.0.headers()?.clone())
    }

    pub(super) fn rows(&mut self) -> impl Iterator<Item = csv::Result<StringRecord>> {
        self.0.records()
    }
}

/// Where the column with this caption is.
///
/// # Errors
/// If there is none.
pub(super) fn place_of(headings: &StringRecord, caption: &str) -> Result<usize> {
    headings.iter().position(|heading| heading == caption).with_context(|| format!("no column {caption}"))
}

/// A file of one row.
///
/// # Errors
/// If it cannot be written.
pub(super) fn write_one(to: &Path, headings: &StringRecord, row: &StringRecord) -> Result<()> {
    let mut writer = Writer::from_path(to)?;
    writer.write_record(headings)?;
    writer.write_record(row)?;
    Ok(writer.flush()?)
}

/// The row with other text in one place.
pub(super) fn replaced(row: &StringRecord, place: usize, text: &str) -> StringRecord {
    row.iter().enumerate().map(|(index, cell)| if index == place { text } else { cell }).collect()
}

/// A document number, such as 云市监罚字（2025）12号, with another one in the place of its 12; another text as it is.
pub(super) fn with_serial(number: &str, serial: impl Fn(&str) -> String) -> String {
    let parts = number.strip_suffix('号').and_then(|number| {
        let end = number.rfind(['）', '〕'])? + '）'.len_utf8();
        Some(number.split_at(end))
    });
    parts.map_or_else(|| number.to_owned(), |(head, old)| format!("{head}{}号", serial(old)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_serial_of_a_document_number_is_what_stands_between_bracket_and_last_character() {
        assert_eq!(with_serial("某罚字（2025）12号", |old| format!("7{old}")), "某罚字（2025）712号");
        assert_eq!(with_serial("某罚字〔2025〕12号", |_| "3".to_owned()), "某罚字〔2025〕3号");
        assert_eq!(with_serial("", |_| "3".to_owned()), "");
    }

    #[test]
    fn two_of_five_decisions_are_penalties() {
        // As the generator shares them out: 60 of 100 are licences, rounded down.
        for penalties in [1, 2, 3, 99, 100_000, 1_000_001] {
            let decisions = decisions_for(penalties);
            assert_eq!(decisions - decisions * 60 / 100, penalties);
        }
    }

    #[test]
    fn a_cut_has_exactly_so_many_rows() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("a.csv"), folder.path().join("b.csv"));
        std::fs::write(&from, format!("\u{feff}{NUMBER},x\n某（2025）1号,\"two\nlines\"\n,b\nc,d\n"))
            .unwrap();
        cut(&from, &to, 2, Numbers::Fresh).unwrap();
        let expected = format!("{NUMBER},x\n某（2025）70001号,\"two\nlines\"\n,b\n");
        assert_eq!(std::fs::read_to_string(&to).unwrap(), expected);
        assert!(cut(&from, &to, 4, Numbers::Kept).is_err());
    }
}
