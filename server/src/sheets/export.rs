//! Approved decisions in the layout of the standard, for reporting them upward.

use std::borrow::Cow;
use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::decision::{DecisionKind, PartyClass};
use domain::standard::{Field, FieldType, official_fields};
use domain::uscc::PLACEHOLDER;
use rust_xlsxwriter::{Color, Worksheet};

use super::{
    MOST_TEXT, SheetError, book, check_size, fits_in_a_cell, heading_format, text_format, write_text,
};

const BACKGROUND: Color = Color::RGB(0x00DC_E6F1);

/// 长期 as the standard writes it.
const LONG_TERM: &str = "2099/12/31";

/// A workbook of decisions in the official template: the 28 or 30 fields under their captions and nothing of our own,
/// days as YYYY/MM/DD. Each row holds values by code of the current edition, one row a party; what is not in it stays
/// empty.
///
/// It holds what it is given: numbers of persons are in it only if the caller put them there.
///
/// # Errors
/// [`SheetError::TooManyRows`], and [`SheetError::TextTooLong`] rather than a cut text.
pub fn export(kind: DecisionKind, rows: &[BTreeMap<String, String>]) -> Result<Vec<u8>, SheetError> {
    check_size(rows.len(), 0)?;
    let mut workbook = book()?;
    fill(workbook.add_worksheet(), kind, rows)?;
    Ok(workbook.save_to_buffer()?)
}

fn fill(
    sheet: &mut Worksheet,
    kind: DecisionKind,
    rows: &[BTreeMap<String, String>],
) -> Result<(), SheetError> {
    sheet.set_name(kind.label())?;
    sheet.set_freeze_panes(1, 1)?;
    let (heading, format) = (heading_format(BACKGROUND), text_format());
    for (column, field) in (0_u16..).zip(official_fields(kind)) {
        sheet.set_column_width(column, 24)?;
        sheet.set_column_format(column, &format)?;
        write_text(sheet, (0, column), field.caption, &heading)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        for (column, field) in (0_u16..).zip(official_fields(kind)) {
            let text = reported(kind, field, row);
            if !fits_in_a_cell(&text) {
                return Err(SheetError::TextTooLong {
                    row: line + 1,
                    caption: field.caption,
                    most: MOST_TEXT,
                });
            }
            write_text(sheet, (line, column), &text, &format)?;
        }
    }
    Ok(())
}

/// A value as the standard wants it.
fn reported<'a>(kind: DecisionKind, field: &Field, row: &'a BTreeMap<String, String>) -> Cow<'a, str> {
    let value = row.get(field.code).map_or("", String::as_str);
    if field.field_type == FieldType::Date {
        return day(value);
    }
    if field.short_code() == "XDR_SHXYM" && value.is_empty() && needs_placeholder(kind, row) {
        return Cow::Borrowed(PLACEHOLDER);
    }
    Cow::Borrowed(value)
}

/// The record has days as ISO writes them, and the word 长期.
fn day(value: &str) -> Cow<'_, str> {
    if value == "长期" {
        return Cow::Borrowed(LONG_TERM);
    }
    NaiveDate::parse_from_str(value, "%Y-%m-%d")
        .map_or(Cow::Borrowed(value), |day| Cow::Owned(day.format("%Y/%m/%d").to_string()))
}

/// The record drops the placeholder of a sole trader without a credit code; the standard asks for it (RULES 1.3, 3).
fn needs_placeholder(kind: DecisionKind, row: &BTreeMap<String, String>) -> bool {
    let value = |short: &str| row.get(&format!("{}_{short}", kind.table())).map_or("", String::as_str);
    value("XDR_LB") == PartyClass::SoleTrader.label() && !value("XDR_GSZC").is_empty()
}
