//! Rows of a CSV file in any of our encodings, streamed.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::fs::File;
use std::io;

use super::error::FileFault;
use super::headings::Merged;
use super::problem::RowProblem;
use super::record::{Delimiter, RecordParser};
use super::table::{self, Record, Records, TableRows};
use super::text::{Line, Lines, TextEncoding};
use super::{Format, Job, Rows};

/// So many lines decide on the delimiter.
const SAMPLE_LINES: usize = 30;

/// A quotation mark that stays open over more lines than this was never meant to.
const MAX_LINES_OF_A_ROW: usize = 1000;

/// So many rows may stand above the headings when the delimiter is looked for.
const MAX_TITLE_ROWS: usize = 3;

/// Opens a CSV file.
pub(super) fn open(file: File, encoding: TextEncoding, job: &Job) -> Result<Box<dyn Rows>, FileFault> {
    let mut lines = Lines::new(file, encoding, job.limits.row_bytes)?;
    let mut sample = VecDeque::new();
    while sample.len() < SAMPLE_LINES
        && let Some(line) = lines.next_line()?
    {
        sample.push_back(line);
    }
    let delimiter = take_declared_delimiter(&mut sample).unwrap_or_else(|| detect_delimiter(&sample));
    let records = CsvRecords {
        lines,
        queue: sample,
        parser: RecordParser::new(delimiter),
        delimiter,
        max_bytes: job.limits.row_bytes,
    };
    Ok(Box::new(TableRows::open(records, job)?))
}

impl Records for CsvRecords {
    fn next_record(&mut self) -> Result<Option<Record>, FileFault> {
        while let Some(first) = self.next_line()? {
            let record = self.record_from(first)?;
            let is_blank = record.cells.iter().all(|cell| table::is_blank(cell));
            if !is_blank || record.problem.is_some() {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    fn merged(&self) -> &[Merged] {
        &[]
    }

    fn format(&self) -> Format {
        Format::Csv { encoding: self.lines.encoding(), delimiter: self.delimiter }
    }

    fn name(&self) -> &'static str {
        ""
    }
}

/// The records that are not blank.
struct CsvRecords {
    lines: Lines,
    /// Lines that were read ahead.
    queue: VecDeque<Line>,
    parser: RecordParser,
    delimiter: Delimiter,
    max_bytes: usize,
}

impl CsvRecords {
    fn next_line(&mut self) -> io::Result<Option<Line>> {
        match self.queue.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next_line(),
        }
    }

    fn record_from(&mut self, first: Line) -> io::Result<Record> {
        if first.cut {
            return Ok(Record {
                line: first.number,
                cells: Vec::new(),
                raw: Some(first.text),
                problem: Some(RowProblem::TooLong(self.max_bytes / 1024)),
                flaw: None,
            });
        }
        self.parser.feed(&first.text);
        if !self.parser.is_open() {
            return Ok(self.finish(first, &[]));
        }
        let mut more = Vec::new();
        let mut bytes = first.text.len();
        while self.parser.is_open() {
            let within = more.len() < MAX_LINES_OF_A_ROW && bytes <= self.max_bytes;
            let Some(line) = (if within { self.next_line()? } else { None }) else {
                return Ok(self.recover(first, more));
            };
            bytes += line.text.len();
            self.parser.feed(&line.text);
            more.push(line);
        }
        Ok(self.finish(first, &more))
    }

    fn finish(&mut self, first: Line, more: &[Line]) -> Record {
        let stray = first.stray || more.iter().any(|line| line.stray);
        let mut raw = first.text;
        for line in more {
            raw.push('\n');
            raw.push_str(&line.text);
        }
        let problem = stray.then_some(RowProblem::StrayBytes);
        Record { line: first.number, cells: self.parser.finish(), raw: Some(raw), problem, flaw: None }
    }

    /// Gives up on a quotation mark that is never closed: its line is a bad row, the lines after it are rows
    /// again.
    fn recover(&mut self, first: Line, more: Vec<Line>) -> Record {
        for line in more.into_iter().rev() {
            self.queue.push_front(line);
        }
        self.parser = RecordParser::new(self.delimiter);
        Record {
            line: first.number,
            cells: RecordParser::cells_of(self.delimiter, &first.text),
            raw: Some(first.text),
            problem: Some(RowProblem::UnclosedQuote),
            flaw: None,
        }
    }
}

/// A first line `sep=;` is a spreadsheet's way to name the delimiter.
fn take_declared_delimiter(sample: &mut VecDeque<Line>) -> Option<Delimiter> {
    let declared = match sample.front()?.text.trim_end_matches([' ', '\r']) {
        "sep=," => Delimiter::Comma,
        "sep=;" => Delimiter::Semicolon,
        "sep=\t" => Delimiter::Tab,
        _ => return None,
    };
    sample.pop_front();
    Some(declared)
}

/// The delimiter that cuts the earliest row into cells, and most others into equally many.
fn detect_delimiter(sample: &VecDeque<Line>) -> Delimiter {
    let score = |delimiter: Delimiter| {
        let widths = RecordParser::widths(delimiter, sample.iter().map(|line| line.text.as_str()));
        let place = widths.iter().take(MAX_TITLE_ROWS + 1).position(|width| *width > 1)?;
        let width = widths[place];
        let agreeing = widths.iter().filter(|other| **other == width).count();
        let per_thousand = agreeing * 1000 / widths.len();
        Some((Reverse(place), per_thousand, width))
    };
    let mut best = Delimiter::Comma;
    for delimiter in Delimiter::ALL {
        if score(delimiter) > score(best) {
            best = delimiter;
        }
    }
    best
}
