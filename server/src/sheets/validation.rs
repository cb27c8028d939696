//! What a spreadsheet lets a clerk type into a column, and what it says when the cell is chosen.

use domain::decision::PartyClass;
use domain::standard::{Field, FieldType};
use rust_xlsxwriter::{DataValidation, DataValidationRule, ExcelDateTime, Formula, utility};

use super::SheetError;

/// The rule and the message of a field's cells from the second row down.
pub(super) fn validation(field: &Field, column: u16) -> Result<DataValidation, SheetError> {
    let rule = match field.field_type {
        _ if !field.choices().is_empty() => list(field)?,
        FieldType::Date | FieldType::Time => day(field)?,
        FieldType::Amount => amount(column)?,
        FieldType::Text | FieldType::LongText | FieldType::Choice => length(field)?,
    };
    Ok(rule.set_input_title(field.caption)?.set_input_message(prompt(field))?)
}

/// Who must fill it in, whether it is public, and how.
fn prompt(field: &Field) -> String {
    format!("{}；{}。{}", asked(field), field.disclosure.label(), field.help())
}

fn asked(field: &Field) -> String {
    const CLASSES: [PartyClass; 3] =
        [PartyClass::Organisation, PartyClass::SoleTrader, PartyClass::NaturalPerson];
    let labels = CLASSES.map(|class| field.requirement(class).label());
    if labels.iter().all(|label| *label == labels[0]) {
        return labels[0].to_owned();
    }
    let by_class = CLASSES.iter().zip(labels).map(|(class, label)| format!("{}{label}", class.label()));
    by_class.collect::<Vec<_>>().join("，")
}

/// A list that refuses other words, or, where others may be written, one that only offers.
fn list(field: &Field) -> Result<DataValidation, SheetError> {
    let list = DataValidation::new().allow_list_strings(field.choices())?;
    if field.takes_other_words() {
        return Ok(list.show_error_message(false));
    }
    let words = field.choices().join("、");
    Ok(list.set_error_title("不在列表中")?.set_error_message(format!("请从列表中选择：{words}。"))?)
}

fn day(field: &Field) -> Result<DataValidation, SheetError> {
    // A business may be older than the republic, a decision is not.
    let first = if field.short_code() == "JDRQ" { (1949, 10, 1) } else { (1900, 1, 1) };
    let first = ExcelDateTime::from_ymd(first.0, first.1, first.2)?;
    let last = ExcelDateTime::from_ymd(2099, 12, 31)?.and_hms(23, 59, 59)?;
    let rule = DataValidation::new().allow_date(DataValidationRule::Between(&first, &last));
    Ok(rule.set_error_title("不是日期")?.set_error_message("请填写日期，例如 2026/11/17。")?)
}

/// At least zero, at most six decimals: one 分 is the sixth decimal of 万元.
fn amount(column: u16) -> Result<DataValidation, SheetError> {
    let cell = format!("{}2", utility::column_number_to_name(column));
    let rule = Formula::new(format!("AND(ISNUMBER({cell}),{cell}>=0,ROUND({cell},6)={cell})"));
    let rule = DataValidation::new().allow_custom(rule);
    Ok(rule
        .set_error_title("不是金额")?
        .set_error_message("请填写不小于 0 的数，单位万元，最多六位小数：2000 元写 0.2。")?)
}

fn length(field: &Field) -> Result<DataValidation, SheetError> {
    let rule = DataValidation::new();
    let (rule, message) = match lengths(field) {
        (_, None) => return Ok(rule.allow_any_value()),
        (None, Some(most)) => (
            rule.allow_text_length(DataValidationRule::LessThanOrEqualTo(most)),
            format!("最多 {most} 字，请缩短。"),
        ),
        (Some(least), Some(most)) if least == most => {
            (rule.allow_text_length(DataValidationRule::EqualTo(most)), format!("应为 {most} 位，请核对。"))
        }
        (Some(least), Some(most)) => (
            rule.allow_text_length(DataValidationRule::Between(least, most)),
            format!("应为 {least} 至 {most} 位，请核对。"),
        ),
    };
    Ok(rule.set_error_title("长度不符")?.set_error_message(message)?)
}

/// The least and the most that a code may have where its length is fixed, else the standard's length.
fn lengths(field: &Field) -> (Option<u32>, Option<u32>) {
    match field.short_code() {
        code if code == "XDR_SHXYM" || code.ends_with("DM") => (Some(18), Some(18)),
        "XDR_ZZJG" => (Some(9), Some(10)), // with its hyphen
        "XDR_SWDJ" => (Some(15), Some(20)),
        "XDR_SYDW" => (Some(12), Some(12)),
        _ => (None, field.max_length.and_then(|most| u32::try_from(most).ok())),
    }
}
