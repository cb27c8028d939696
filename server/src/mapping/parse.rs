//! From TOML to a mapping. Walked by hand and not derived: every fault names its line, and unknown keys are faults.

use std::collections::BTreeMap;
use std::ops::Range;

use domain::text::fold_heading;
use regex::RegexBuilder;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::amounts::AmountUnit;
use super::column::{self, Column, Confirmation, Part, Presence, Step};
use super::error::{Fault, MappingError};
use super::guard::{self, Guarded, Refusal};
use super::target::{Holds, Table, Target};
use super::{Condition, Constant, Mapping, Skip, Test};
use crate::ingest::{HeadingChoice, Options, SheetChoice};

/// Longest pattern in characters, and largest in bytes when compiled.
const MOST_PATTERN: usize = 300;
const MOST_COMPILED: usize = 1 << 18;

/// Stands for all worksheets with the same headings; no worksheet can have that name.
const ALL_SHEETS: &str = "*";

const TOP_KEYS: &[&str] = &["kind", "title", "source", "constants", "columns"];
const SOURCE_KEYS: &[&str] = &["sheet", "heading_row", "ignore", "skip_rows_where"];
const SKIP_KEYS: &[&str] = &["reason", "empty", "equals"];
const COLUMN_KEYS: &[&str] = &[
    "field",
    "join",
    "separator",
    "split",
    "extract",
    "regex",
    "map",
    "other",
    "date",
    "amount",
    "confirm",
    "optional",
];
const SPLIT_KEYS: &[&str] = &["by", "part"];

/// A fault and its place.
type Misplaced = (Fault, Range<usize>);
type Parsed<T> = Result<T, Misplaced>;
type Value<'i> = Spanned<DeValue<'i>>;

pub(super) fn parse(file: &str, text: &str) -> Result<Mapping, MappingError> {
    read(file, text).map_err(|(fault, span)| MappingError::Invalid {
        file: file.to_owned(),
        line: line_of(text, span.start),
        fault,
    })
}

fn line_of(text: &str, place: usize) -> usize {
    text.bytes().take(place).filter(|byte| *byte == b'\n').count() + 1
}

fn read(file: &str, text: &str) -> Parsed<Mapping> {
    let document = DeTable::parse(text)
        .map_err(|error| (Fault::Syntax(error.message().to_owned()), error.span().unwrap_or_default()))?;
    let top = document.get_ref();
    known_keys(top, TOP_KEYS)?;
    let kind_value = top.get("kind").ok_or((Fault::Missing("kind"), 0..0))?;
    let kind = text_of("kind", kind_value)?;
    let table = Table::of_kind(&kind).ok_or_else(|| (Fault::UnknownKind(kind.clone()), kind_value.span()))?;
    let title = text_of("title", top.get("title").ok_or((Fault::Missing("title"), 0..0))?)?;
    let mut mapping = Mapping {
        file: file.to_owned(),
        text: text.to_owned(),
        kind,
        table,
        title,
        options: Options::default(),
        ignored: Vec::new(),
        skips: Vec::new(),
        constants: Vec::new(),
        columns: Vec::new(),
        spelling: super::amounts::Spelling::default(),
    };
    if let Some(value) = top.get("source") {
        read_source(table_of("source", value)?, &mut mapping)?;
    }
    let columns = top.get("columns").ok_or((Fault::Missing("columns"), 0..0))?;
    for (heading, value) in in_order(table_of("columns", columns)?) {
        let line = line_of(text, heading.span().start);
        read_entry(heading, value, line, &mut mapping)?;
    }
    if let Some(value) = top.get("constants") {
        for (field, value) in in_order(table_of("constants", value)?) {
            read_constant(field, value, &mut mapping)?;
        }
    }
    Ok(mapping)
}

fn read_source(source: &DeTable<'_>, mapping: &mut Mapping) -> Parsed<()> {
    known_keys(source, SOURCE_KEYS)?;
    if let Some(value) = source.get("sheet") {
        let name = text_of("sheet", value)?;
        mapping.options.sheet = if name == ALL_SHEETS { SheetChoice::All } else { SheetChoice::Named(name) };
    }
    if let Some(value) = source.get("heading_row") {
        let row = count_of("heading_row", value)?;
        mapping.options.heading = HeadingChoice::Row(u64::try_from(row).unwrap_or(u64::MAX));
    }
    if let Some(value) = source.get("ignore") {
        mapping.ignored = texts_of("ignore", value)?;
    }
    let Some(rules) = source.get("skip_rows_where") else { return Ok(()) };
    let rules_span = rules.span();
    let wrong =
        || (value_fault("skip_rows_where", "若干组条件（[[source.skip_rows_where]]）"), rules_span.clone());
    for rule in rules.get_ref().as_array().ok_or_else(wrong)? {
        mapping.skips.push(read_skip(table_of("skip_rows_where", rule)?, rule.span())?);
    }
    Ok(())
}

fn read_skip(rule: &DeTable<'_>, span: Range<usize>) -> Parsed<Skip> {
    known_keys(rule, SKIP_KEYS)?;
    let reason = rule.get("reason").ok_or((Fault::Missing("reason"), span.clone()))?;
    let mut conditions = Vec::new();
    if let Some(value) = rule.get("empty") {
        let headings = texts_of("empty", value)?;
        conditions.extend(headings.into_iter().map(|heading| Condition { heading, test: Test::Empty }));
    }
    if let Some(value) = rule.get("equals") {
        for (heading, words) in in_order(table_of("equals", value)?) {
            let test = Test::OneOf(texts_of("equals", words)?);
            conditions.push(Condition { heading: heading.get_ref().to_string(), test });
        }
    }
    if conditions.is_empty() {
        return Err((Fault::Missing("empty 或 equals"), span));
    }
    Ok(Skip { reason: text_of("reason", reason)?, conditions })
}

fn read_constant(
    field: &Spanned<toml::de::DeString<'_>>,
    value: &Value<'_>,
    mapping: &mut Mapping,
) -> Parsed<()> {
    let target = new_target(mapping, field.get_ref(), field.span())?;
    if let Some((guarded, _)) = target.guarded {
        let refusal = Refusal::Constant { field: target.caption.to_owned(), guarded };
        return Err((refusal.into(), field.span()));
    }
    let value = text_of(field.get_ref(), value)?;
    mapping.constants.push(Constant { target, value });
    Ok(())
}

/// One heading: a field, a table with steps, or an array of both.
fn read_entry(
    heading: &Spanned<toml::de::DeString<'_>>,
    value: &Value<'_>,
    line: usize,
    mapping: &mut Mapping,
) -> Parsed<()> {
    let values = match value.get_ref() {
        DeValue::Array(values) => values.iter().collect(),
        _ => vec![value],
    };
    for value in values {
        let column = read_column(heading.get_ref(), value, line, mapping)?;
        mapping.columns.push(column);
    }
    Ok(())
}

fn read_column(heading: &str, value: &Value<'_>, line: usize, mapping: &Mapping) -> Parsed<Column> {
    let span = value.span();
    let empty = DeTable::new();
    let (field, field_span, keys) = match value.get_ref() {
        DeValue::String(field) => (field.to_string(), span.clone(), &empty),
        DeValue::Table(keys) => {
            known_keys(keys, COLUMN_KEYS)?;
            let field = keys.get("field").ok_or((Fault::Missing("field"), span.clone()))?;
            (text_of("field", field)?, field.span(), keys)
        }
        _ => return Err((value_fault(heading, "字段代码，或 { field = … }"), span)),
    };
    let target = new_target(mapping, &field, field_span)?;
    let confirmation = match keys.get("confirm") {
        None => Confirmation::Stated,
        Some(value) if flag_of("confirm", value)? => Confirmation::Confirmed,
        Some(_) => Confirmation::Open,
    };
    let presence = match keys.get("optional") {
        Some(value) if flag_of("optional", value)? => Presence::Optional,
        _ => Presence::Required,
    };
    let mut headings = vec![heading.to_owned()];
    if let Some(value) = keys.get("join") {
        headings.extend(texts_of("join", value)?);
    }
    let separator =
        keys.get("separator").map(|value| text_of("separator", value)).transpose()?.unwrap_or_default();
    let steps = read_steps(keys, &target)?;
    let column = Column { line, headings, separator, target, steps, confirmation, presence };
    check_guarded(&column, keys).map_err(|refusal| (refusal.into(), span))?;
    Ok(column)
}

fn read_steps(keys: &DeTable<'_>, target: &Target) -> Parsed<Vec<Step>> {
    let mut steps = Vec::new();
    for pair in [("extract", "regex"), ("date", "amount")] {
        if let (Some(_), Some(value)) = (keys.get(pair.0), keys.get(pair.1)) {
            return Err((Fault::Together { one: pair.0, other: pair.1 }, value.span()));
        }
    }
    if let Some(value) = keys.get("split") {
        steps.push(read_split(table_of("split", value)?, value.span())?);
    }
    if let Some(value) = keys.get("extract") {
        steps.push(read_extract(value, target)?);
    }
    if let Some(value) = keys.get("regex") {
        steps.push(read_pattern(value)?);
    }
    if let Some(value) = keys.get("map") {
        steps.push(read_map(value, keys.get("other"))?);
    } else if let Some(value) = keys.get("other") {
        return Err((Fault::Missing("map"), value.span()));
    }
    if let Some(value) = keys.get("date") {
        let formats = texts_of("date", value)?;
        if let Some(format) = formats.iter().find(|format| !column::is_whole_day(format)) {
            return Err((Fault::DateFormat(format.clone()), value.span()));
        }
        steps.push(Step::Date(formats));
    }
    if let Some(value) = keys.get("amount") {
        let unit = AmountUnit::from_label(&text_of("amount", value)?);
        let unit = unit.ok_or_else(|| (value_fault("amount", "\"元\" 或 \"万元\""), value.span()))?;
        ensure_amount(target, value)?;
        steps.push(Step::Amount(unit));
    }
    Ok(steps)
}

fn ensure_amount(target: &Target, value: &Value<'_>) -> Parsed<()> {
    if target.holds == Holds::Amount {
        return Ok(());
    }
    Err((Fault::NotAnAmount(target.caption.to_owned()), value.span()))
}

fn read_split(keys: &DeTable<'_>, span: Range<usize>) -> Parsed<Step> {
    known_keys(keys, SPLIT_KEYS)?;
    let by = keys.get("by").ok_or((Fault::Missing("by"), span.clone()))?;
    let part = keys.get("part").ok_or((Fault::Missing("part"), span))?;
    let part = match part.get_ref() {
        DeValue::String(word) if word == "last" => Part::Last,
        _ => Part::Nth(count_of("part", part)?),
    };
    let separator = text_of("by", by)?;
    if separator.is_empty() {
        return Err((value_fault("by", "分隔文字"), by.span()));
    }
    Ok(Step::Split { by: separator, part })
}

fn read_extract(value: &Value<'_>, target: &Target) -> Parsed<Step> {
    match text_of("extract", value)?.as_str() {
        "document-number" => Ok(Step::DocumentNumber),
        "fine" => {
            ensure_amount(target, value)?;
            Ok(Step::Fine)
        }
        _ => Err((value_fault("extract", "\"document-number\" 或 \"fine\"；其他写 regex"), value.span())),
    }
}

fn read_pattern(value: &Value<'_>) -> Parsed<Step> {
    let text = text_of("regex", value)?;
    let failed = |reason: String| (Fault::Pattern(reason), value.span());
    if text.chars().count() > MOST_PATTERN {
        return Err(failed(format!("超过{MOST_PATTERN}个字符")));
    }
    let pattern = RegexBuilder::new(&text)
        .size_limit(MOST_COMPILED)
        .dfa_size_limit(MOST_COMPILED)
        .build()
        .map_err(|error| failed(one_line(&error)))?;
    if pattern.captures_len() != 2 {
        return Err(failed("应正好有一个括号组，取其中的内容".to_owned()));
    }
    Ok(Step::Pattern(pattern))
}

fn one_line(error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => "编译后过大".to_owned(),
        other => other.to_string().lines().last().unwrap_or_default().trim().to_owned(),
    }
}

fn read_map(value: &Value<'_>, other: Option<&Value<'_>>) -> Parsed<Step> {
    let mut words = BTreeMap::new();
    for (from, to) in table_of("map", value)? {
        words.insert(from.get_ref().trim().to_owned(), text_of("map", to)?);
    }
    let other = other.map(|value| text_of("other", value)).transpose()?;
    Ok(Step::Map { words, other })
}

/// A field that nothing fills yet.
fn new_target(mapping: &Mapping, name: &str, span: Range<usize>) -> Parsed<Target> {
    let kind = mapping.table.label().to_owned();
    let target = mapping
        .table
        .target(name)
        .ok_or_else(|| (Fault::UnknownField { field: name.to_owned(), kind }, span.clone()))?;
    if mapping.outputs().contains(&target.name) {
        return Err((Fault::FieldTwice(target.caption.to_owned()), span));
    }
    Ok(target)
}

/// A decision date and a deciding authority come from their own column as they are; only the spelling of a date, or
/// the full name for a short one, may change.
fn check_guarded(column: &Column, keys: &DeTable<'_>) -> Result<(), Refusal> {
    let Some((guarded, place)) = column.target.guarded else { return Ok(()) };
    let field = column.target.caption.to_owned();
    let refused = |step| Err(Refusal::Step { field: field.clone(), guarded, step });
    for step in ["join", "split", "extract", "regex", "other", "amount"] {
        if keys.contains_key(step) {
            return refused(step);
        }
    }
    for step in &column.steps {
        if let Step::Map { words, .. } = step
            && (guarded == Guarded::Day || words.contains_key(""))
        {
            return refused("map");
        }
    }
    for heading in column.headings.iter().filter(|heading| !column.target.is_named(heading)) {
        guard::check_heading(guarded, place, heading, &field)?;
        if column.confirmation == Confirmation::Stated && guarded != Guarded::Finding {
            return Err(Refusal::Unsaid { heading: heading.clone(), field });
        }
    }
    Ok(())
}

fn value_fault(key: &str, expected: &'static str) -> Fault {
    Fault::Value { key: key.to_owned(), expected }
}

fn known_keys(table: &DeTable<'_>, known: &[&str]) -> Parsed<()> {
    match in_order(table).into_iter().find(|(key, _)| !known.contains(&key.get_ref().as_ref())) {
        None => Ok(()),
        Some((key, _)) => {
            let fault = Fault::UnknownKey { key: key.get_ref().to_string(), allowed: known.join("、") };
            Err((fault, key.span()))
        }
    }
}

/// The entries of a table in the order of the file.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t Spanned<toml::de::DeString<'i>>, &'t Value<'i>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

fn table_of<'t, 'i>(key: &str, value: &'t Value<'i>) -> Parsed<&'t DeTable<'i>> {
    match value.get_ref() {
        DeValue::Table(table) => Ok(table),
        _ => Err((value_fault(key, "一组键值"), value.span())),
    }
}

fn text_of(key: &str, value: &Value<'_>) -> Parsed<String> {
    value
        .get_ref()
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| (value_fault(key, "引号中的文字"), value.span()))
}

fn flag_of(key: &str, value: &Value<'_>) -> Parsed<bool> {
    value.get_ref().as_bool().ok_or_else(|| (value_fault(key, "true 或 false"), value.span()))
}

fn count_of(key: &str, value: &Value<'_>) -> Parsed<usize> {
    let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
    number.filter(|number| *number > 0).ok_or_else(|| (value_fault(key, "从1起的整数"), value.span()))
}

fn texts_of(key: &str, value: &Value<'_>) -> Parsed<Vec<String>> {
    let Some(values) = value.get_ref().as_array() else {
        return Err((value_fault(key, "若干文字，如 [\"甲\", \"乙\"]"), value.span()));
    };
    values.iter().map(|value| text_of(key, value)).collect()
}

/// The folded heading, under which the columns of a mapping and of the data meet.
pub(super) fn key(heading: &str) -> String {
    fold_heading(heading)
}
