//! Rows of JSON objects: a first pass collects the keys, a second one streams the objects.

use std::collections::HashMap;
use std::fs::File;
use std::io::Seek;

use serde_json::{Map, Number, Value};

use super::elements::{self, Elements, Shape};
use super::error::FileFault;
use super::problem::RowProblem;
use super::table::is_blank;
use super::text::{Line, Lines, TextEncoding, utf8_source};
use super::{About, Format, Limits, Packing, Part, RawRow, Rows};

/// Whole numbers above this lose digits in programs that hold numbers as floating point (2^53).
const EXACT: f64 = 9_007_199_254_740_992.0;

pub(super) struct JsonRows {
    items: Items,
    headings: Vec<String>,
    places: HashMap<String, usize>,
    max_bytes: usize,
}

/// The texts of the objects: lines, or items of an array.
enum Items {
    Lines(Lines),
    Array(Elements),
}

impl Items {
    fn new(file: &File, encoding: TextEncoding, shape: Shape, limits: &Limits) -> Result<Self, FileFault> {
        let file = beginning(file)?;
        Ok(match shape {
            Shape::Lines => Self::Lines(Lines::new(file, encoding, limits.row_bytes)?),
            Shape::Array { start } => {
                Self::Array(Elements::new(utf8_source(file, encoding), start, limits.row_bytes)?)
            }
        })
    }

    /// The next that is not blank.
    fn next_item(&mut self) -> Result<Option<Line>, FileFault> {
        match self {
            Self::Array(elements) => elements.next_element(),
            Self::Lines(lines) => {
                while let Some(line) = lines.next_line()? {
                    if !is_blank(&line.text) {
                        return Ok(Some(line));
                    }
                }
                Ok(None)
            }
        }
    }
}

/// The same file, at its beginning.
fn beginning(file: &File) -> Result<File, FileFault> {
    let mut file = file.try_clone()?;
    file.rewind()?;
    Ok(file)
}

impl JsonRows {
    pub(super) fn open(file: File, encoding: TextEncoding, limits: &Limits) -> Result<Self, FileFault> {
        let shape = elements::shape(utf8_source(beginning(&file)?, encoding))?;
        let keys = collect_keys(Items::new(&file, encoding, shape, limits)?, limits)?;
        let places = keys.iter().cloned().enumerate().map(|(place, key)| (key, place)).collect();
        let items = Items::new(&file, encoding, shape, limits)?;
        Ok(Self { items, headings: keys, places, max_bytes: limits.row_bytes })
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
        RawRow { line: line.number, part: 0, part_line: line.number, values, raw: line.text, problem }
    }
}

impl Rows for JsonRows {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn next(&mut self) -> Result<Option<RawRow>, FileFault> {
        Ok(self.items.next_item()?.map(|line| self.row(line)))
    }

    fn about(&self) -> About {
        let format = match self.items {
            Items::Lines(_) => Format::JsonLines,
            Items::Array(_) => Format::JsonArray,
        };
        let part = Part { name: String::new(), heading_row: None };
        About { format, packing: Packing::Plain, parts: vec![part], left_out: Vec::new(), notes: Vec::new() }
    }
}

/// All keys of all objects, in the order of their first appearance.
fn collect_keys(mut items: Items, limits: &Limits) -> Result<Vec<String>, FileFault> {
    let mut keys: Vec<String> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut first_failure = None;
    let mut objects = 0_usize;
    while let Some(line) = items.next_item()? {
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
