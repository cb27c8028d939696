//! The template of the 双公示 tables: what clerks fill in offline and send back.

use domain::decision::{DecisionKind, PartyClass};
use domain::standard::{Field, FieldType, Requirement, form_fields};
use rust_xlsxwriter::{Color, Format, Worksheet};

use super::validation::validation;
use super::{SheetError, book, cell_format, heading_format, text_format, write_text};

/// The last row of a worksheet, from 0: rules hold for the whole column.
const LAST_ROW: u32 = 1_048_575;

/// Fields that every organisation's row must have, other fields of the standard, our own.
const REQUIRED: Color = Color::RGB(0x00F4_D9B0);
const OFFICIAL: Color = Color::RGB(0x00DC_E6F1);
const OWN: Color = Color::RGB(0x00E7_E6E6);

const EXPLANATIONS: [(&str, f64); 10] = [
    ("来源", 12.0),
    ("字段代码", 16.0),
    ("字段名称", 34.0),
    ("类型", 14.0),
    ("最多字数", 10.0),
    ("法人及非法人组织", 18.0),
    ("个体工商户", 12.0),
    ("自然人", 10.0),
    ("是否公示", 18.0),
    ("怎样填写", 80.0),
];

/// The template for decisions of that kind: one row of captions of the current edition, as the dictionary has them, the
/// official fields first and ours behind them; lists, dates, amounts and lengths are checked while typing. A second
/// sheet explains each field.
///
/// # Errors
/// [`SheetError::Workbook`] if the workbook cannot be written.
pub fn template(kind: DecisionKind) -> Result<Vec<u8>, SheetError> {
    let mut workbook = book()?;
    rows(workbook.add_worksheet(), kind)?;
    explanations(workbook.add_worksheet(), kind)?;
    Ok(workbook.save_to_buffer()?)
}

/// The sheet to fill in. It comes first: import reads the first sheet with a filled cell.
fn rows(sheet: &mut Worksheet, kind: DecisionKind) -> Result<(), SheetError> {
    sheet.set_name(kind.label())?;
    sheet.set_freeze_panes(1, 1)?;
    sheet.set_row_height(0, 48)?;
    for (column, field) in (0_u16..).zip(form_fields(kind)) {
        sheet.set_column_width(column, width(field))?;
        sheet.set_column_format(column, &format_of(field))?;
        write_text(sheet, (0, column), field.caption, &heading_format(background(field)))?;
        sheet.add_data_validation(1, column, LAST_ROW, column, &validation(field, column)?)?;
    }
    Ok(())
}

fn explanations(sheet: &mut Worksheet, kind: DecisionKind) -> Result<(), SheetError> {
    sheet.set_name("填写说明")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (heading, width)) in (0_u16..).zip(EXPLANATIONS) {
        sheet.set_column_width(column, width)?;
        write_text(sheet, (0, column), heading, &heading_format(OFFICIAL))?;
    }
    let format = text_format().set_text_wrap();
    for (row, field) in (1_u32..).zip(form_fields(kind)) {
        for (column, text) in (0_u16..).zip(explanation(field)) {
            write_text(sheet, (row, column), &text, &format)?;
        }
    }
    Ok(())
}

fn explanation(field: &Field) -> [String; 10] {
    let asked = |class| field.requirement(class).label().to_owned();
    [
        if field.table == "CX" { "本平台补充" } else { "双公示标准" }.to_owned(),
        field.code.to_owned(),
        field.caption.to_owned(),
        field.field_type.label().to_owned(),
        field.max_length.map(|most| most.to_string()).unwrap_or_default(),
        asked(PartyClass::Organisation),
        asked(PartyClass::SoleTrader),
        asked(PartyClass::NaturalPerson),
        disclosure(field),
        how_to_fill(field),
    ]
}

fn disclosure(field: &Field) -> String {
    let usual = field.disclosure.label();
    let person = field.disclosure_for(PartyClass::NaturalPerson).label();
    if usual == person { usual.to_owned() } else { format!("{usual}；自然人{person}") }
}

fn how_to_fill(field: &Field) -> String {
    let help = field.help();
    match (field.choices(), field.field_type) {
        ([], FieldType::Date) => format!("写成 2026/11/17 的样子。{help}"),
        ([], _) => help.to_owned(),
        (words, _) => format!("可选：{}。{help}", words.join("、")),
    }
}

/// A spreadsheet keeps codes and numbers of documents as typed, and knows days and amounts as such.
fn format_of(field: &Field) -> Format {
    match field.field_type {
        FieldType::Date => cell_format().set_num_format("yyyy/mm/dd"),
        FieldType::Time => cell_format().set_num_format("yyyy/mm/dd hh:mm"),
        FieldType::Amount => cell_format().set_num_format("0.000000"),
        FieldType::LongText => text_format().set_text_wrap(),
        FieldType::Text | FieldType::Choice => text_format(),
    }
}

fn background(field: &Field) -> Color {
    match field.requirement(PartyClass::Organisation) {
        _ if field.table == "CX" => OWN,
        Requirement::Required => REQUIRED,
        _ => OFFICIAL,
    }
}

/// In characters of the standard font; a Han character takes two.
fn width(field: &Field) -> f64 {
    match field.field_type {
        FieldType::Date => 13.0,
        FieldType::Amount => 16.0,
        FieldType::Time => 18.0,
        FieldType::Choice => 20.0,
        FieldType::LongText => 48.0,
        FieldType::Text if field.max_length.is_some_and(|most| most >= 200) => 32.0,
        FieldType::Text => 24.0,
    }
}
