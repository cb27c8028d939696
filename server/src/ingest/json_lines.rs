//! Rows of JSON lines: a first pass collects the keys, a second one streams the objects.

use std::collections::HashMap;
use std::fs::File;
use std::io::Seek;

use serde_json::{Map, Number, Value};

use super::error::{FileError, FileFault};
use super::problem::RowProblem;
use super::table::is_blank;
use super::text::{Line, Lines, TextEncoding};
use super::{Format, Limits, RawRow, RowSource};

/// Whole numbers above this lose digits in programs that hold numbers as floating point (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

pub(super) struct JsonRows {
    file_name: String,
    lines: Lines,
    headings: Vec<String>,
    places: HashMap<String, usize>,
    max_bytes: usize,
}

impl JsonRows {
    pub(super) fn open(
        mut file: File,
        name: &str,
        encoding: TextEncoding,
        limits: &Limits,
    ) -> Result<Self, FileFault> {
        let keys = collect_keys(Lines::new(file.try_clone()?, encoding, limits.row_bytes)?, limits)?;
        file.rewind()?;
        let places = keys.iter().cloned().enumerate().map(|(place, key)| (key, place)).collect();
        Ok(Self {
            file_name: name.to_owned(),
            lines: Lines::new(file, encoding, limits.row_bytes)?,
            headings: keys,
            places,
            max_bytes: limits.row_bytes,
        })
    }

    fn row(&self, line: Line) -> RawRow {
        let mut values = vec![String::new(); self.headings.len()];
        let problem = match parse(&line, self.max_bytes) {
            Err(problem) => Some(problem),
            Ok(object) => {
                let mut problem = line.stray.then_some(RowProblem::StrayBytes);
                for (key, value) in object {
                    let Some(place) = self.places.get(&key) else { continue };
                    if loses_digits(&value) {
                        problem = RowProblem::worse(problem, Some(RowProblem::LostDigits(key)));
                    }
                    values[*place] = to_text(value);
                }
                problem
            }
        };
        RawRow { line: line.number, values, raw: line.text, problem }
    }
}

impl RowSource for JsonRows {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, FileError> {
        loop {
            let line = self.lines.next().map_err(|error| FileError::new(&self.file_name, error.into()))?;
            match line {
                None => return Ok(None),
                Some(line) if is_blank(&line.text) => {}
                Some(line) => return Ok(Some(self.row(line))),
            }
        }
    }

    fn format(&self) -> Format {
        Format::JsonLines
    }
}

/// All keys of all objects, in the order of their first appearance.
fn collect_keys(mut lines: Lines, limits: &Limits) -> Result<Vec<String>, FileFault> {
    let mut keys: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut first_failure = None;
    let mut objects = 0_usize;
    while let Some(line) = lines.next()? {
        if is_blank(&line.text) {
            continue;
        }
        match parse(&line, limits.row_bytes) {
            Ok(object) => {
                objects += 1;
                for (key, _) in object {
                    if !places.contains_key(&key) {
                        places.insert(key.clone(), keys.len());
                        keys.push(key);
                    }
                }
            }
            Err(problem) => {
                let reason =
                    if let RowProblem::NotJson(reason) = problem { reason } else { problem.to_string() };
                first_failure.get_or_insert((line.number, reason));
            }
        }
        if keys.len() > limits.columns {
            return Err(FileFault::TooManyColumns(limits.columns));
        }
    }
    match first_failure {
        Some((line, reason)) if objects == 0 => Err(FileFault::NotJsonLines { line, reason }),
        _ if keys.is_empty() => Err(FileFault::NoHeadings),
        _ => Ok(keys),
    }
}

fn parse(line: &Line, max_bytes: usize) -> Result<Map<String, Value>, RowProblem> {
    if line.cut {
        return Err(RowProblem::TooLong(max_bytes / 1024));
    }
    match serde_json::from_str(line.text.trim()) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(RowProblem::NotAnObject),
        Err(error) => Err(RowProblem::NotJson(reason(&error))),
    }
}

/// Where in the line, and what: the parser's own words, but not its line number, which is always 1.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or_default();
    format!("第 {} 个字节：{what}", error.column())
}

fn loses_digits(value: &Value) -> bool {
    value.as_f64().is_some_and(|number| number.abs() > EXACT) && !value.is_i64() && !value.is_u64()
}

/// Scalars as text, nothing as nothing, nested values as JSON.
fn to_text(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Number(number) => number_text(&number),
        other => other.to_string(),
    }
}

fn number_text(number: &Number) -> String {
    match number.as_f64() {
        Some(float) if number.is_f64() => float.to_string(), // never with an exponent, nor with “.0”
        _ => number.to_string(),
    }
}
