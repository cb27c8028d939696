//! Rows of a CSV file in any of our encodings, streamed.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::fs::File;
use std::io;

use super::error::{FileError, FileFault};
use super::problem::RowProblem;
use super::record::{Delimiter, RecordParser};
use super::table::{self, Headings, MAX_TITLE_ROWS};
use super::text::{Line, Lines, TextEncoding};
use super::{Format, Limits, RawRow, RowSource};

/// So many lines decide on the delimiter.
const SAMPLE_LINES: usize = 30;

/// A quotation mark that stays open over more lines than this was never meant to.
const MAX_LINES_OF_A_ROW: usize = 1000;

pub(super) struct CsvRows {
    file_name: String,
    records: Records,
    headings: Headings,
    /// Records that were read to find the headings.
    pending: VecDeque<Record>,
    delimiter: Delimiter,
}

impl CsvRows {
    pub(super) fn open(
        file: File,
        name: &str,
        encoding: TextEncoding,
        limits: &Limits,
    ) -> Result<Self, FileFault> {
        let mut lines = Lines::new(file, encoding, limits.row_bytes)?;
        let mut sample = VecDeque::new();
        while sample.len() < SAMPLE_LINES
            && let Some(line) = lines.next()?
        {
            sample.push_back(line);
        }
        let delimiter = take_declared_delimiter(&mut sample).unwrap_or_else(|| detect_delimiter(&sample));
        let mut records = Records {
            lines,
            queue: sample,
            parser: RecordParser::new(delimiter),
            delimiter,
            max_bytes: limits.row_bytes,
        };
        let mut pending = VecDeque::new();
        while pending.len() <= MAX_TITLE_ROWS
            && let Some(record) = records.next()?
        {
            pending.push_back(record);
        }
        let heading_row = table::heading_row(pending.iter().map(|record: &Record| &record.cells));
        pending.drain(..heading_row.min(pending.len()));
        let heading = pending.pop_front().ok_or(FileFault::Empty)?;
        let headings = Headings::new(heading.cells, limits.columns)?;
        Ok(Self { file_name: name.to_owned(), records, headings, pending, delimiter })
    }

    fn next_record(&mut self) -> io::Result<Option<Record>> {
        match self.pending.pop_front() {
            Some(record) => Ok(Some(record)),
            None => self.records.next(),
        }
    }
}

impl RowSource for CsvRows {
    fn headings(&self) -> &[String] {
        self.headings.names()
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, FileError> {
        let record = self.next_record().map_err(|error| FileError::new(&self.file_name, error.into()))?;
        Ok(record.map(|mut record| {
            let misfit = self.headings.fit(&mut record.cells);
            let problem = RowProblem::worse(record.problem, misfit);
            RawRow { line: record.line, values: record.cells, raw: record.raw, problem }
        }))
    }

    fn format(&self) -> Format {
        Format::Csv { encoding: self.records.lines.encoding(), delimiter: self.delimiter }
    }
}

/// One record, before it is made to fit the headings.
struct Record {
    line: u64,
    cells: Vec<String>,
    raw: String,
    problem: Option<RowProblem>,
}

/// The records that are not blank.
struct Records {
    lines: Lines,
    /// Lines that were read ahead.
    queue: VecDeque<Line>,
    parser: RecordParser,
    delimiter: Delimiter,
    max_bytes: usize,
}

impl Records {
    fn next(&mut self) -> io::Result<Option<Record>> {
        while let Some(first) = self.next_line()? {
            let record = self.record_from(first)?;
            let blank = record.cells.iter().all(|cell| table::is_blank(cell));
            if !blank || record.problem.is_some() {
                return Ok(Some(record));
            }
        }
        Ok(None)
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        match self.queue.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next(),
        }
    }

    fn record_from(&mut self, first: Line) -> io::Result<Record> {
        if first.cut {
            return Ok(Record {
                line: first.number,
                cells: Vec::new(),
                raw: first.text,
                problem: Some(RowProblem::TooLong(self.max_bytes / 1024)),
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
        Record { line: first.number, cells: self.parser.finish(), raw, problem }
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
            raw: first.text,
            problem: Some(RowProblem::UnclosedQuote),
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
