//! Reading the data. A row that does not read is left out, and a test counts the rows.

use super::field::{Captions, Field, ValueKind, Visibility};
use super::reason::{Measure, Reason, ReasonKind, SubjectKind};
use super::term::{Anchor, Term};
use super::{History, Item, Nature, Responsible, Section};
use crate::decision::PartyClass;
use crate::privacy::FindingKind;
use crate::standard::{Requirement, data_rows};

/// Stands for every item in the table of fields.
const EVERY_ITEM: &str = "*";

pub(super) const ITEM_TABLE: &str = include_str!("../data/catalogue.csv");
pub(super) const FIELD_TABLE: &str = include_str!("../data/catalogue_fields.csv");
pub(super) const REASON_TABLE: &str = include_str!("../data/catalogue_reasons.csv");
pub(super) const MEASURE_TABLE: &str = include_str!("../data/catalogue_measures.csv");

/// All items in the order of the file.
pub(super) fn items() -> Vec<Item> {
    data_rows(ITEM_TABLE).filter_map(|row| read_item(&row)).collect()
}

fn read_item(row: &[&'static str]) -> Option<Item> {
    let [
        code,
        label,
        section,
        nature,
        legal_basis,
        source,
        provided_by,
        term,
        term_text,
        history,
        subjects,
        person_basis,
        key,
        summary,
        repair,
        note,
    ] = *row
    else {
        return None;
    };
    let common = common_fields(code);
    Some(Item {
        code,
        label,
        section: Section::from_code(section)?,
        nature: Nature::from_code(nature)?,
        legal_basis,
        source,
        provided_by: match provided_by {
            "authority" => Responsible::Authority,
            "entity" => Responsible::EntityItself,
            _ => return None,
        },
        term: read_term(term)?,
        term_text,
        history: match history {
            "none" => History::None,
            "keeps-removals" => History::KeepsRemovals,
            _ => return None,
        },
        subjects: read_list(subjects, PartyClass::from_code)?,
        person_basis: Some(person_basis).filter(|basis| !basis.is_empty()),
        captions: captions(&common),
        summary,
        repair,
        fields: own_fields(code),
        measures: measures(code),
        reasons: reasons(code),
        note,
        common,
        key: words(key),
    })
}

fn words(text: &'static str) -> Vec<&'static str> {
    text.split('|').filter(|word| !word.is_empty()).collect()
}

/// Every word must be known: half a list would show too much or too little.
fn read_list<T>(text: &'static str, read: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    words(text).into_iter().map(read).collect()
}

/// `none`, `years:3:listed`, `years:3:published`, `situation:2:1`, `penalty:3`, `year-rows`.
fn read_term(text: &'static str) -> Option<Term> {
    let parts: Vec<&'static str> = text.split(':').collect();
    Some(match parts.as_slice() {
        ["none"] => Term::None,
        ["year-rows"] => Term::YearRows,
        ["years", years, "listed"] => Term::Years { years: years.parse().ok()?, anchor: Anchor::Listed },
        ["years", years, "published"] => {
            Term::Years { years: years.parse().ok()?, anchor: Anchor::Published }
        }
        ["situation", years, open] => Term::BySituation { years: years.parse().ok()?, open },
        ["penalty", years] => Term::UntilPenaltyEnds { most_years: years.parse().ok()? },
        _ => return None,
    })
}

/// A row of the table of fields; in a row that overrides a common column, what is empty is the common column's.
#[derive(Clone)]
struct FieldRow {
    item: &'static str,
    code: &'static str,
    cells: [&'static str; 8],
}

fn field_rows() -> impl Iterator<Item = FieldRow> {
    data_rows(FIELD_TABLE).filter_map(|row| {
        let [item, code, ref cells @ ..] = *row.as_slice() else { return None };
        Some(FieldRow { item, code, cells: cells.try_into().ok()? })
    })
}

fn read_field(row: &FieldRow) -> Option<Field> {
    let [caption, aliases, value, required, visibility, hidden_for, allowed, note] = row.cells;
    Some(Field {
        code: row.code,
        caption,
        aliases: words(aliases),
        value: read_value(value)?,
        required: match required {
            "R" => Requirement::Required,
            "O" => Requirement::Optional,
            _ => return None,
        },
        visibility: read_visibility(visibility)?,
        hidden_for: read_list(hidden_for, PartyClass::from_code)?,
        allowed_findings: read_list(allowed, read_finding)?,
        note,
    })
}

fn read_value(text: &str) -> Option<ValueKind> {
    Some(match text {
        "text" => ValueKind::Text,
        "long" => ValueKind::LongText,
        "date" => ValueKind::Date,
        "amount" => ValueKind::Amount,
        "number" => ValueKind::Number,
        "year" => ValueKind::Year,
        "yes-no" => ValueKind::YesNo,
        _ => return None,
    })
}

fn read_finding(text: &str) -> Option<FindingKind> {
    FindingKind::ALL.into_iter().find(|kind| kind.code() == text)
}

fn read_visibility(text: &'static str) -> Option<Visibility> {
    Some(match text {
        "public" => Visibility::Public,
        "page" => Visibility::PageOnly,
        "never" => Visibility::Never,
        _ => Visibility::ByChoice(text.strip_prefix("choice:")?),
    })
}

/// The common columns in the words of an item.
fn common_fields(item: &str) -> Vec<Field> {
    let own: Vec<FieldRow> = field_rows().filter(|row| row.item == item).collect();
    let common = field_rows().filter(|row| row.item == EVERY_ITEM);
    common
        .filter_map(|base| {
            let mut field = read_field(&base)?;
            if let Some(row) = own.iter().find(|row| row.code == base.code) {
                override_field(&mut field, row)?;
            }
            Some(field)
        })
        .collect()
}

/// The common caption stays a heading that is understood.
fn override_field(field: &mut Field, row: &FieldRow) -> Option<()> {
    let [caption, aliases, value, required, visibility, hidden_for, allowed, note] = row.cells;
    if !caption.is_empty() {
        field.aliases.insert(0, field.caption);
        field.caption = caption;
    }
    field.aliases.extend(words(aliases));
    if !value.is_empty() {
        field.value = read_value(value)?;
    }
    match required {
        "R" => field.required = Requirement::Required,
        "O" => field.required = Requirement::Optional,
        _ => {}
    }
    if !visibility.is_empty() {
        field.visibility = read_visibility(visibility)?;
    }
    if !hidden_for.is_empty() {
        field.hidden_for = read_list(hidden_for, PartyClass::from_code)?;
    }
    if !allowed.is_empty() {
        field.allowed_findings = read_list(allowed, read_finding)?;
    }
    if !note.is_empty() {
        field.note = note;
    }
    Some(())
}

fn own_fields(item: &str) -> Vec<Field> {
    let is_common = |code: &str| field_rows().any(|row| row.item == EVERY_ITEM && row.code == code);
    field_rows()
        .filter(|row| row.item == item && !is_common(row.code))
        .filter_map(|row| read_field(&row))
        .collect()
}

fn captions(common: &[Field]) -> Captions {
    let caption =
        |code: &str| common.iter().find(|field| field.code == code).map_or("", |field| field.caption);
    Captions {
        begins_on: caption("begins_on"),
        number: caption("number"),
        reason: caption("reason"),
        authority: caption("authority_name"),
        planned_end: caption("planned_end"),
        year: caption("year"),
        removed_on: caption("removed_on"),
        removed_reason: caption("removed_reason"),
        removed_number: caption("removed_number"),
        removed_authority: caption("removed_authority"),
    }
}

fn reasons(item: &str) -> Vec<Reason> {
    let rows = data_rows(REASON_TABLE).filter(|row| row.first() == Some(&item));
    rows.filter_map(|row| {
        let [_, subjects, kind, code, text, aliases, _] = *row.as_slice() else { return None };
        Some(Reason {
            code,
            text,
            aliases: words(aliases),
            subjects: read_list(subjects, SubjectKind::from_code)?,
            kind: match kind {
                "listing" => ReasonKind::Listing,
                "removal" => ReasonKind::Removal,
                _ => return None,
            },
        })
    })
    .collect()
}

fn measures(item: &str) -> Vec<Measure> {
    let rows = data_rows(MEASURE_TABLE).filter(|row| row.first() == Some(&item));
    rows.filter_map(|row| {
        let [_, name, basis, _] = *row.as_slice() else { return None };
        (!basis.is_empty()).then_some(Measure { name, basis })
    })
    .collect()
}
