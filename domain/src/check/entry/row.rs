//! The cells of a row of entries, cleaned.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, NaiveDate};

use super::RemovalDraft;
use crate::amount::Fen;
use crate::catalogue::{EntryLayout, Field, Item, Nature, Section, ValueKind, Visibility};
use crate::check::cell::{clean, clean_code, shown};
use crate::check::codes::{self, IssueCode};
use crate::check::dates::read_date;
use crate::decision::PartyClass;
use crate::issue::Issue;
use crate::standard::Requirement;
use crate::text::fold_width;

/// The first year of annual reports (RULES 6.2), and of anything else.
const FIRST_YEARS: (i32, i32) = (2013, 1949);

/// A row under examination. Cells are found by the code of their column.
pub(super) struct EntryRow {
    pub(super) item: &'static Item,
    pub(super) today: NaiveDate,
    pub(super) issues: Vec<Issue>,
    pub(super) missing: Vec<String>,
    cells: HashMap<&'static str, String>,
}

impl EntryRow {
    pub(super) fn new(
        item: &'static Item,
        layout: &EntryLayout,
        values: &[String],
        today: NaiveDate,
    ) -> Self {
        let mut row = Self {
            item,
            today,
            issues: Vec::new(),
            missing: Vec::new(),
            cells: HashMap::with_capacity(values.len()),
        };
        if values.iter().skip(layout.columns.len()).any(|value| !value.trim().is_empty()) {
            row.issues.push(codes::ROW_TOO_LONG.of_row());
        }
        for (value, field) in values.iter().zip(&layout.columns) {
            let Some(field) = field else { continue };
            if value.contains('\0') {
                row.issues.push(codes::NUL_CHARACTER.of_entry(field, None, None));
            }
            let text = if row.says_nothing_by_word(field) { clean_code(value) } else { clean(value) };
            if !text.is_empty() {
                row.cells.insert(field.code, text);
            }
        }
        if row.cells.keys().all(|code| *code == "sequence") {
            row.issues.push(codes::ROW_EMPTY.of_row());
        }
        row
    }

    /// Is 无 in this column no value but the lack of one? Not in a name, and not in an item's own texts, where it
    /// is an answer: 已履行部分 无.
    fn says_nothing_by_word(&self, field: &Field) -> bool {
        let is_text = matches!(field.value, ValueKind::Text | ValueKind::LongText | ValueKind::YesNo);
        let is_own = self.item.fields.iter().any(|own| own.code == field.code);
        field.code != "name" && !(is_text && is_own)
    }

    pub(super) fn text(&self, code: &str) -> &str {
        self.cells.get(code).map_or("", String::as_str)
    }

    pub(super) fn owned(&self, code: &str) -> Option<String> {
        self.cells.get(code).cloned()
    }

    pub(super) fn put(&mut self, code: &'static str, text: String) {
        self.cells.insert(code, text);
    }

    pub(super) fn take(&mut self, code: &str) -> Option<String> {
        self.cells.remove(code)
    }

    /// Notes an issue about a column; values that nobody may see are hidden in it.
    pub(super) fn note(&mut self, code: IssueCode, column: &str, detail: Option<&str>) {
        let Some(field) = self.item.field(column) else { return };
        let text = self.text(column);
        let value = match field.visibility {
            _ if text.is_empty() => None,
            Visibility::Public | Visibility::ByChoice(_) => shown(text),
            Visibility::PageOnly | Visibility::Never => Some("***".to_owned()),
        };
        self.issues.push(code.of_entry(field, value, detail));
    }

    /// The same for a value that is a number of a person, or may be one.
    pub(super) fn note_hidden(&mut self, code: IssueCode, column: &str) {
        if let Some(field) = self.item.field(column) {
            self.issues.push(code.of_entry(field, Some("***".to_owned()), None));
        }
    }

    /// A day; an unreadable one is left out with a warning.
    pub(super) fn date(&mut self, code: &str) -> Option<NaiveDate> {
        let text = self.text(code);
        if text.is_empty() {
            return None;
        }
        let day = read_date(text);
        if day.is_none() {
            self.note(codes::VALUE_DROPPED, code, Some("应为“年/月/日”"));
        }
        day
    }

    /// A year: 2024, 2024年, 2024年度. One that cannot be is left out with a warning.
    pub(super) fn year(&mut self, code: &'static str) -> Option<i32> {
        let folded = fold_width(self.text(code));
        let text = folded.trim().trim_end_matches("年度").trim_end_matches('年');
        if text.is_empty() {
            return None;
        }
        let first = if self.item.section == Section::AnnualReport { FIRST_YEARS.0 } else { FIRST_YEARS.1 };
        let year = text.parse().ok().filter(|year| (first..=self.today.year()).contains(year));
        if let Some(year) = year {
            self.put(code, year.to_string());
        } else {
            let detail = format!("应为{first}年至{}年的四位年份", self.today.year());
            self.note(codes::VALUE_DROPPED, code, Some(&detail));
            self.take(code);
        }
        year
    }

    /// Normalises the item's own fields; drops those that nobody may see, but for the firm's choices.
    pub(super) fn read_own_fields(&mut self, class: PartyClass) {
        for field in &self.item.fields {
            let Some(text) = self.owned(field.code) else { continue };
            if Self::is_hidden(field, class) {
                continue; // some are still needed to tell a minor; own_fields leaves them out
            }
            if matches!(field.visibility, Visibility::ByChoice(_)) && text.contains("不公示") {
                self.take(field.code);
                continue;
            }
            match read_value(field.value, &text) {
                Ok(value) => self.put(field.code, value),
                Err(detail) => {
                    self.note(codes::VALUE_DROPPED, field.code, Some(&detail));
                    self.take(field.code);
                }
            }
        }
    }

    /// Does nobody see it, of a party of that class? A firm's choice (是, 否) stays: it steers what others see.
    fn is_hidden(field: &Field, class: PartyClass) -> bool {
        field.visibility_for(class) == Visibility::Never && field.value != ValueKind::YesNo
    }

    /// What is left of the item's own fields.
    pub(super) fn own_fields(&self, class: PartyClass) -> BTreeMap<String, String> {
        let fields = self.item.fields.iter().filter(|field| !Self::is_hidden(field, class));
        fields.filter_map(|field| Some((field.code.to_owned(), self.owned(field.code)?))).collect()
    }

    /// Needed columns that are empty. A list against somebody needs its day, and a removal its own.
    pub(super) fn check_presence(&mut self, removed: Option<&RemovalDraft>) {
        let item = self.item;
        let says_removed = ["removed_reason", "removed_reason_code", "removed_number", "removed_authority"]
            .iter()
            .any(|code| !self.text(code).is_empty());
        for field in item.common().iter().chain(&item.fields) {
            let is_needed = match field.code {
                "name" => false, // its lack is a fault of its own
                "begins_on" if item.nature == Nature::AdverseList => true,
                "removed_on" => says_removed && removed.is_none(),
                _ => field.required == Requirement::Required,
            };
            if is_needed && self.text(field.code).is_empty() {
                self.missing.push(field.code.to_owned());
                self.issues.push(codes::FIELD_MISSING.of_entry(field, None, None));
            }
        }
    }
}

/// A value in its canonical form, or what it should have been.
fn read_value(kind: ValueKind, text: &str) -> Result<String, String> {
    let folded = fold_width(text);
    let folded = folded.trim();
    match kind {
        ValueKind::Text | ValueKind::LongText => Ok(text.to_owned()),
        ValueKind::Date => {
            read_date(text).map(|day| day.to_string()).ok_or_else(|| "应为“年/月/日”".to_owned())
        }
        ValueKind::Amount => read_amount(folded.trim_end_matches("万元")),
        ValueKind::Number => {
            let number = folded.trim_end_matches(['人', '名', '次', '户', '家', '年']).trim();
            let is_number = number.parse::<f64>().is_ok_and(f64::is_finite);
            is_number.then(|| number.to_owned()).ok_or_else(|| "应为数字".to_owned())
        }
        ValueKind::Year => {
            let year = folded.trim_end_matches("年度").trim_end_matches('年');
            let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
            is_year.then(|| year.to_owned()).ok_or_else(|| "应为四位年份".to_owned())
        }
        ValueKind::YesNo => yes_or_no(folded).map(str::to_owned).ok_or_else(|| "应为是或否".to_owned()),
    }
}

/// An amount in 万元 without needless zeros. A loss is below zero.
fn read_amount(text: &str) -> Result<String, String> {
    let (sign, amount) = text.strip_prefix('-').map_or(("", text), |amount| ("-", amount));
    let fen = Fen::from_wan(amount).map_err(|error| error.to_string())?;
    Ok(format!("{sign}{}", fen.short_wan()))
}

fn yes_or_no(text: &str) -> Option<&'static str> {
    Some(match text.to_lowercase().as_str() {
        "是" | "有" | "公示" | "公开" | "同意公示" | "选择公示" | "1" | "y" | "yes" | "true" => {
            "是"
        }
        "否"
        | "无"
        | "没有"
        | "不公示"
        | "不公开"
        | "选择不公示"
        | "企业选择不公示"
        | "0"
        | "n"
        | "no"
        | "false" => "否",
        _ => return None,
    })
}
