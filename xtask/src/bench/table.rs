//! A table for the terminal and for a program.

use std::fmt;

use serde_json::{Map, Value, json};

/// What stands in one place.
pub(super) enum Cell {
    Text(String),
    /// Shown with so many digits after the point.
    Number(f64, usize),
    Count(u64),
}

impl Cell {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number, digits) => format!("{number:.digits$}"),
            Self::Count(count) => grouped(*count),
        }
    }

    fn json(&self) -> Value {
        match self {
            Self::Text(text) => json!(text),
            Self::Number(number, _) => json!(number),
            Self::Count(count) => json!(count),
        }
    }
}

/// Rows below captions.
pub(super) struct Table {
    title: &'static str,
    captions: &'static [&'static str],
    rows: Vec<Vec<Cell>>,
}

impl Table {
    pub(super) const fn new(title: &'static str, captions: &'static [&'static str]) -> Self {
        Self { title, captions, rows: Vec::new() }
    }

    pub(super) fn add(&mut self, row: Vec<Cell>) {
        self.rows.push(row);
    }

    /// `{"title", "rows": [{caption: value}]}`.
    pub(super) fn json(&self) -> Value {
        let rows = self.rows.iter().map(|row| {
            let fields = self.captions.iter().zip(row);
            fields.map(|(caption, cell)| ((*caption).to_owned(), cell.json())).collect::<Map<_, _>>()
        });
        json!({ "title": self.title, "rows": rows.collect::<Vec<_>>() })
    }

    /// A column of a line, as wide as the widest of the column: text to the left, numbers to the right.
    fn padded(&self, column: usize, text: &str) -> String {
        let shown = self.rows.iter().map(|row| row[column].shown().chars().count());
        let width = shown.chain([self.captions[column].len()]).max().unwrap_or(0);
        match self.rows.first().map(|row| &row[column]) {
            None | Some(Cell::Text(_)) => format!("{text:<width$}"),
            Some(Cell::Number(..) | Cell::Count(_)) => format!("{text:>width$}"),
        }
    }

    fn line<'a>(&self, cells: impl Iterator<Item = &'a str>) -> String {
        let padded: Vec<String> = cells.enumerate().map(|(column, text)| self.padded(column, text)).collect();
        padded.join("  ").trim_end().to_owned()
    }
}

impl fmt::Display for Table {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "== {}", self.title)?;
        write!(formatter, "{}", self.line(self.captions.iter().copied()))?;
        for row in &self.rows {
            let shown: Vec<String> = row.iter().map(Cell::shown).collect();
            write!(formatter, "\n{}", self.line(shown.iter().map(String::as_str)))?;
        }
        Ok(())
    }
}

/// `1234567` as `1,234,567`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let parts: Vec<&[u8]> = digits.as_bytes().rchunks(3).rev().collect();
    parts.iter().map(|part| String::from_utf8_lossy(part)).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Table {
        let mut table = Table::new("imports", &["part", "rows", "seconds"]);
        table.add(vec![Cell::text("entities"), Cell::Count(20_000), Cell::Number(3.456, 1)]);
        table.add(vec![Cell::text("all"), Cell::Count(1_234_567), Cell::Number(12.0, 1)]);
        table
    }

    #[test]
    fn text_stands_to_the_left_and_numbers_to_the_right() {
        let expected = "== imports\npart           rows  seconds\nentities     20,000      3.5\nall       1,234,567     12.0";
        assert_eq!(sample().to_string(), expected);
    }

    #[test]
    fn a_program_gets_plain_numbers_by_caption() {
        let json = sample().json();
        assert_eq!(json["rows"][0], json!({ "part": "entities", "rows": 20_000, "seconds": 3.456 }));
    }
}
