//! Cleaning one value, and the row as a set of cells.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::codes::{self, IssueCode};
use crate::decision::{DecisionKind, PartyClass};
use crate::issue::Issue;
use crate::privacy;
use crate::standard::{Field, FieldDisclosure, FieldType, Layout, Requirement, Unit, fields};
use crate::text::{fold_width, mask, strip_controls};

/// Longest value that a report repeats, in characters.
const MOST_SHOWN: usize = 60;

/// A value without control characters and blanks at its ends; empty for what files write instead of nothing.
pub(super) fn clean(value: &str) -> String {
    let stripped = strip_controls(value);
    let trimmed = stripped.trim();
    let is_dash = |c: char| matches!(c, '-' | '—' | '－' | '–' | '―');
    if trimmed.chars().all(is_dash) || trimmed.eq_ignore_ascii_case("null") || trimmed == "\\N" {
        return String::new();
    }
    trimmed.to_owned()
}

/// Words that say that there is nothing to say.
const NOTHING: [&str; 9] = ["无", "/", "／", "空", "暂无", "未标明", "未说明", "未知", "不详"];

/// The same for codes, days and amounts, where 无 and / mean nothing as well.
pub(super) fn clean_code(value: &str) -> String {
    let value = clean(value);
    if NOTHING.contains(&value.as_str()) { String::new() } else { value }
}

/// Is 无 in this field no value but the lack of one? Not where it is an answer, as in 社会影响认定.
fn says_nothing_by_word(field: &Field) -> bool {
    let short = field.short_code();
    let is_party_code = short.starts_with("XDR_") && !matches!(short, "XDR_MC" | "XDR_LB");
    matches!(field.field_type, FieldType::Date | FieldType::Time | FieldType::Amount)
        || is_party_code
        || short.ends_with("DM")
        || matches!(
            short,
            "FR_ZJLX" | "FR_ZJHM" | "WSH" | "XKBH" | "XKZS" | "NR_ZKDX" | "LWLY" | "GKYJ" | "BZ"
        )
}

/// A value as a report may repeat it: shortened, and hidden if the scanner finds personal data in it.
pub(super) fn shown(value: &str) -> Option<String> {
    if value.is_empty() {
        return None;
    }
    if !privacy::scan(value).is_empty() {
        return Some("***".to_owned());
    }
    let short: String = value.chars().take(MOST_SHOWN).collect();
    Some(if short.len() < value.len() { format!("{short}…") } else { short })
}

/// One cell of a row.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) field: &'static Field,
    /// The value, cleaned, then normalised.
    pub(super) text: String,
    /// The cleaned value as sent, once `text` differs from it.
    pub(super) sent: Option<String>,
    pub(super) unit: Unit,
    pub(super) resident_id: bool,
}

/// A row of a decision file under examination. Cells are found by the code without its prefix, so that licences
/// and penalties share their rules.
pub(super) struct Row<'a> {
    pub(super) kind: DecisionKind,
    pub(super) layout: &'a Layout,
    pub(super) today: NaiveDate,
    pub(super) class: PartyClass,
    pub(super) issues: Vec<Issue>,
    pub(super) missing: Vec<String>,
    cells: HashMap<&'static str, Cell>,
}

impl<'a> Row<'a> {
    /// Cleans the values and puts each where its column says.
    pub(super) fn new(kind: DecisionKind, layout: &'a Layout, values: &[String], today: NaiveDate) -> Self {
        let mut row = Self {
            kind,
            layout,
            today,
            class: PartyClass::Organisation,
            issues: Vec::new(),
            missing: Vec::new(),
            cells: HashMap::with_capacity(values.len()),
        };
        if values.iter().skip(layout.columns.len()).any(|value| !value.trim().is_empty()) {
            row.issues.push(codes::ROW_TOO_LONG.of_row());
        }
        for (value, column) in values.iter().zip(&layout.columns) {
            let Some(column) = column else { continue };
            if value.contains('\0') {
                row.issues.push(codes::NUL_CHARACTER.of(column.field, None));
            }
            let text = if says_nothing_by_word(column.field) { clean_code(value) } else { clean(value) };
            if !text.is_empty() {
                row.add(Cell {
                    field: column.field,
                    text,
                    unit: column.unit,
                    resident_id: column.resident_id,
                    sent: None,
                });
            }
        }
        if row.cells.is_empty() {
            row.issues.push(codes::ROW_EMPTY.of_row());
        }
        row
    }

    fn add(&mut self, cell: Cell) {
        let short = cell.field.short_code();
        let Some(first) = self.cells.get_mut(short) else {
            self.cells.insert(short, cell);
            return;
        };
        if first.text == cell.text {
            return;
        }
        if short == "CFLB" {
            // 2015 has 处罚类别1 and 处罚类别2.
            first.text = format!("{};{}", first.text, cell.text);
        } else {
            let field = first.field;
            self.issues.push(codes::COLUMN_REPEATED.of(field, None));
        }
    }

    /// The cleaned value of a field, by its code without prefix; empty if there is none.
    pub(super) fn text(&self, short: &str) -> &str {
        self.cells.get(short).map_or("", |cell| cell.text.as_str())
    }

    /// The cleaned value, if there is one.
    pub(super) fn owned(&self, short: &str) -> Option<String> {
        self.cells.get(short).map(|cell| cell.text.clone())
    }

    pub(super) fn cell(&self, short: &str) -> Option<&Cell> {
        self.cells.get(short)
    }

    /// Forgets a value that must not go on.
    pub(super) fn take(&mut self, short: &str) -> Option<Cell> {
        self.cells.remove(short)
    }

    /// Puts a normalised value in the place of the one that was sent.
    pub(super) fn replace(&mut self, short: &str, text: String) {
        if let Some(cell) = self.cells.get_mut(short) {
            let before = std::mem::replace(&mut cell.text, text);
            cell.sent.get_or_insert(before);
        }
    }

    /// Puts a value into a field that had none.
    pub(super) fn insert(&mut self, short: &'static str, text: String) {
        if let Some(field) = self.field(short) {
            self.cells.insert(short, Cell { field, text, unit: Unit::AsIs, resident_id: false, sent: None });
        }
    }

    /// The field of this kind of decision with that short code.
    pub(super) fn field(&self, short: &str) -> Option<&'static Field> {
        fields(self.kind).iter().find(|field| field.short_code() == short)
    }

    /// True if the file has a column for it.
    pub(super) fn has_column(&self, short: &str) -> bool {
        self.layout.columns.iter().flatten().any(|column| column.field.short_code() == short)
    }

    /// Notes an issue about a field, with the value as far as it may be shown.
    pub(super) fn note(&mut self, code: IssueCode, short: &str) {
        self.note_with(code, short, None);
    }

    /// The same with a detail.
    pub(super) fn note_with(&mut self, code: IssueCode, short: &str, detail: Option<&str>) {
        let Some(field) = self.field(short) else { return };
        let sent = self.cells.get(short).and_then(|cell| cell.sent.as_deref());
        let value = self.shown(field, sent.unwrap_or_else(|| self.text(short)));
        self.issues.push(match detail {
            Some(detail) => code.with_detail(field, value, detail),
            None => code.of(field, value),
        });
    }

    /// Notes a legally needed field that is empty.
    pub(super) fn note_missing(&mut self, field: &'static Field) {
        self.missing.push(field.code.to_owned());
        self.issues.push(codes::FIELD_MISSING.of(field, None));
    }

    /// A value of a field as a report may repeat it: numbers of persons never, their names masked.
    fn shown(&self, field: &Field, value: &str) -> Option<String> {
        if value.is_empty() {
            return None;
        }
        let is_name = matches!(field.short_code(), "XDR_MC" | "FRDB");
        match field.disclosure {
            FieldDisclosure::Never => Some("***".to_owned()),
            _ if field.short_code() == "FRDB" || is_name && self.class == PartyClass::NaturalPerson => {
                Some(mask(value))
            }
            _ => shown(value),
        }
    }

    /// Required and must-be-blank fields for the class of the party (RULES 1.3, 1.4). Older editions lack columns
    /// that are required today: there only the columns that the file has are asked for, and the core of any decision.
    pub(super) fn check_presence(&mut self) {
        for field in fields(self.kind) {
            let short = field.short_code();
            let is_filled = self.cells.contains_key(short);
            match field.requirement(self.class) {
                Requirement::Required if !is_filled && self.is_needed(field) => self.note_missing(field),
                Requirement::Blank if is_filled => {
                    self.note(codes::MUST_BE_BLANK, short);
                    if short != "XDR_SHXYM" {
                        self.take(short);
                    }
                }
                _ => {}
            }
        }
    }

    /// Is the field asked for in this edition?
    pub(super) fn is_needed(&self, field: &Field) -> bool {
        const CORE: [&str; 6] = ["XDR_MC", "XDR_SHXYM", "WSH", "JDRQ", "XKJG", "CFJG"];
        let short = field.short_code();
        if self.layout.edition == crate::standard::Edition::Current {
            return true;
        }
        let other_code = ["XDR_GSZC", "XDR_ZZJG", "XDR_SWDJ", "XDR_SYDW", "XDR_SHZZ"];
        if short == "XDR_SHXYM" && other_code.iter().any(|code| self.cells.contains_key(code)) {
            return false;
        }
        CORE.contains(&short) || self.has_column(short)
    }

    /// Lengths of the standard, in characters (RULES 1.7, 3). Some platforms are longer: a warning.
    pub(super) fn check_lengths(&mut self) {
        for field in fields(self.kind) {
            let Some(most) = field.max_length else { continue };
            let is_text = matches!(field.field_type, FieldType::Text | FieldType::LongText);
            let short = field.short_code();
            let is_code = short.ends_with("DM") || short.starts_with("XDR_") && short != "XDR_MC";
            let length = self.text(field.short_code()).chars().count();
            if is_text && !is_code && length > most {
                let detail = format!("最多{most}个字，现为{length}个字");
                self.note_with(codes::TOO_LONG, field.short_code(), Some(&detail));
            }
        }
    }

    /// What is left, by the code of the current edition, without anything that is never shown.
    pub(super) fn into_fields(self) -> std::collections::BTreeMap<String, String> {
        let class = self.class;
        let is_kept = |field: &Field| {
            field.disclosure != FieldDisclosure::Never
                && field.disclosure_for(class) != FieldDisclosure::Never
        };
        self.cells
            .into_values()
            .filter(|cell| is_kept(cell.field) && !cell.text.is_empty())
            .map(|cell| (cell.field.code.to_owned(), cell.text))
            .collect()
    }

    /// Scans everything that would be public for personal data (RULES 7): names and numbers too. Gives the codes of
    /// the fields with a hit.
    pub(super) fn scan(&mut self) -> Vec<String> {
        let mut hits = Vec::new();
        for field in fields(self.kind) {
            let short = field.short_code();
            let is_public = matches!(
                field.disclosure_for(self.class),
                FieldDisclosure::Show | FieldDisclosure::ShowAfterScan
            );
            let is_text =
                matches!(field.field_type, FieldType::Text | FieldType::LongText | FieldType::Choice);
            let text = self.text(short);
            let is_code = text.parse::<crate::uscc::Uscc>().is_ok();
            if is_public && is_text && !is_code && !privacy::scan(text).is_empty() {
                hits.push(field.code.to_owned());
            }
        }
        for code in &hits {
            if let Some(field) = fields(self.kind).iter().find(|field| field.code == code) {
                self.issues.push(codes::PERSONAL_DATA.of(field, Some("***".to_owned())));
            }
        }
        hits
    }
}

/// A code as it is compared: narrow, without blanks, upper case.
pub(super) fn fold_code(text: &str) -> String {
    fold_width(text).chars().filter(|c| !c.is_whitespace()).collect::<String>().to_uppercase()
}
