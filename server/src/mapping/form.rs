//! A mapping as a form shows it and writes it: one field for a heading.

use std::fmt::Write as _;

use super::Mapping;
use super::amounts::AmountUnit;
use super::column::{Column, Confirmation, Step};
use super::suggest::quoted;

/// What a column of a file fills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// The column's heading.
    pub heading: String,
    /// The field's code.
    pub field: String,
    /// `元` or `万元`, for amounts.
    pub unit: Option<&'static str>,
    /// Whether somebody must look at it.
    pub standing: Standing,
}

/// Whether an assignment is sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// The heading says so, or a person does.
    Sure,
    /// It was guessed.
    Guessed,
}

impl Mapping {
    /// What the columns fill, in the order of the mapping.
    pub fn assignments(&self) -> Vec<Assignment> {
        self.columns.iter().filter_map(assignment).collect()
    }
}

fn assignment(column: &Column) -> Option<Assignment> {
    let unit = column.steps.iter().find_map(|step| match step {
        Step::Amount(unit) => Some(if *unit == AmountUnit::Yuan { "元" } else { "万元" }),
        _ => None,
    });
    let is_open = column.confirmation == Confirmation::Open;
    Some(Assignment {
        heading: column.headings.first()?.clone(),
        field: column.target.name.to_owned(),
        unit,
        standing: if is_open { Standing::Guessed } else { Standing::Sure },
    })
}

/// The text of a mapping in which each of these headings fills its field as it is, confirmed by a person; the other
/// headings are ignored.
pub fn write(kind: &str, title: &str, assignments: &[Assignment], ignored: &[String]) -> String {
    let ignored: Vec<String> = ignored.iter().map(|heading| quoted(heading)).collect();
    let mut text = format!("kind = {}\ntitle = {}\n", quoted(kind), quoted(title));
    // Writing to a string cannot fail; the same below.
    let _ = writeln!(text, "\n[source]\nignore = [{}]\n\n[columns]", ignored.join(", "));
    for Assignment { heading, field, unit, .. } in assignments {
        let unit = unit.map(|unit| format!(", amount = {}", quoted(unit))).unwrap_or_default();
        let _ = writeln!(text, "{} = {{ field = {}{unit}, confirm = true }}", quoted(heading), quoted(field));
    }
    text
}
