//! A mapping in Chinese sentences: what each column becomes, what stays empty, and what comes out of real rows.

use std::fmt::Write as _;

use domain::privacy;
use domain::registration_number::RegistrationNumber;
use domain::resident_id::ResidentId;
use domain::text::mask;
use domain::uscc::Uscc;

use super::column::{Column, Confirmation, Part, Presence, Step};
use super::error::MappingError;
use super::target::{Holds, Target};
use super::{Condition, MappedSource, Mapping, Test};
use crate::ingest::{HeadingChoice, RowSource, SheetChoice};

/// Rows that are shown.
const SAMPLE_ROWS: usize = 3;
/// Longest value that is shown, in characters.
const MOST_SHOWN: usize = 40;

/// What a mapping does.
pub fn explain(mapping: &Mapping) -> String {
    let mut text = format!(
        "映射：{}（{}）\n数据种类：{}（{}）\n",
        mapping.title,
        mapping.file,
        mapping.table.label(),
        mapping.kind
    );
    // Writing to a string cannot fail; the same below.
    match &mapping.options.sheet {
        SheetChoice::FirstWithData => {}
        SheetChoice::Named(sheet) => {
            let _ = writeln!(text, "工作表：{sheet}");
        }
        SheetChoice::All => text.push_str("工作表：表头相同的全部工作表\n"),
    }
    if let HeadingChoice::Row(row) = mapping.options.heading {
        let _ = writeln!(text, "表头在第 {row} 行");
    }
    text.push_str("各列的去向：\n");
    for column in &mapping.columns {
        let _ = writeln!(text, "  {}", column_in_words(column));
    }
    if !mapping.constants.is_empty() {
        text.push_str("固定值：\n");
        for constant in &mapping.constants {
            let _ = writeln!(text, "  {} = {}", field_in_words(&constant.target), constant.value);
        }
    }
    if !mapping.skips.is_empty() {
        text.push_str("不是记录的行（跳过并计数）：\n");
        for skip in &mapping.skips {
            let conditions: Vec<String> = skip.conditions.iter().map(condition_in_words).collect();
            let _ = writeln!(text, "  {}：{}", skip.reason, conditions.join("，且"));
        }
    }
    write_list(&mut text, "不使用的列：", &mapping.ignored);
    let unfilled: Vec<String> =
        mapping.table.unfilled(&mapping.outputs()).into_iter().map(str::to_owned).collect();
    write_list(&mut text, "没有列填写的必填项（这些行将保留为“不完整”，补正前不公示）：", &unfilled);
    write_list(&mut text, "未确认的列（核对前不能导入）：", &mapping.unconfirmed());
    text
}

fn write_list(text: &mut String, title: &str, items: &[String]) {
    if !items.is_empty() {
        let _ = writeln!(text, "{title}{}", items.join("、"));
    }
}

fn column_in_words(column: &Column) -> String {
    let steps: Vec<String> = column.steps.iter().map(step_in_words).collect();
    let mut notes = Vec::new();
    if column.headings.len() > 1 {
        notes.push(if column.separator.is_empty() {
            "依次相连".to_owned()
        } else {
            format!("以“{}”相连", column.separator)
        });
    }
    notes.extend(steps);
    if column.presence == Presence::Optional {
        notes.push("数据中可以没有这一列".to_owned());
    }
    match column.confirmation {
        Confirmation::Open => notes.push(format!("未确认，第 {} 行", column.line)),
        Confirmation::Confirmed => notes.push("已确认".to_owned()),
        Confirmation::Stated => {}
    }
    let notes = if notes.is_empty() { String::new() } else { format!("：{}", notes.join("；")) };
    format!("{} → {}{notes}", column.headings.join(" + "), field_in_words(&column.target))
}

fn field_in_words(target: &Target) -> String {
    if target.name == target.caption {
        return target.caption.to_owned();
    }
    format!("{}（{}）", target.caption, target.name)
}

fn step_in_words(step: &Step) -> String {
    match step {
        Step::Split { by, part: Part::Nth(place) } => {
            format!("以“{}”分开，取第 {place} 段", by.escape_debug())
        }
        Step::Split { by, part: Part::Last } => format!("以“{}”分开，取最后一段", by.escape_debug()),
        Step::DocumentNumber => "取文中唯一的文书号，没有或有多个时留空".to_owned(),
        Step::Fine => "取文中唯一的罚款金额，没有或有多个时留空".to_owned(),
        Step::Pattern(pattern) => format!("取符合“{}”的部分，不符合时留空", pattern.as_str()),
        Step::Map { words, other } => {
            let pairs: Vec<String> = words.iter().map(|(from, to)| format!("“{from}”改为“{to}”")).collect();
            let rest = other.as_ref().map_or("其他照旧".to_owned(), |other| format!("其他改为“{other}”"));
            format!("{}，{rest}", pairs.join("，"))
        }
        Step::Date(formats) => format!("日期，写法为 {}", formats.join(" 或 ")),
        Step::Amount(unit) => format!("金额，没有写明单位的按{}", unit.label()),
    }
}

fn condition_in_words(condition: &Condition) -> String {
    match &condition.test {
        Test::Empty => format!("“{}”为空", condition.heading),
        Test::OneOf(words) => format!("“{}”为“{}”", condition.heading, words.join("”或“")),
    }
}

/// What a mapping makes of data: counts, and the first rows with personal data hidden.
///
/// # Errors
/// [`MappingError`] if the data lacks columns or cannot be read to its end.
pub fn explain_data(mapping: &Mapping, data: Box<dyn RowSource>) -> Result<String, MappingError> {
    let mut source = MappedSource::unchecked(data, mapping.clone())?;
    let targets: Vec<Target> = mapping
        .columns
        .iter()
        .map(|column| column.target.clone())
        .chain(mapping.constants.iter().map(|constant| constant.target.clone()))
        .collect();
    let mut rows = String::new();
    let mut filled = vec![0_u64; targets.len()];
    let mut shown = 0;
    while let Some(row) = source.next_row()? {
        for (count, value) in filled.iter_mut().zip(&row.values) {
            *count += u64::from(!value.is_empty());
        }
        if shown < SAMPLE_ROWS {
            shown += 1;
            let _ = writeln!(rows, "第 {} 行：", row.line);
            for (target, value) in targets.iter().zip(&row.values).filter(|(_, value)| !value.is_empty()) {
                let _ = writeln!(rows, "  {}：{}", target.caption, shown_value(target, value));
            }
        }
    }
    Ok(format!("{}{rows}", counts(&source, &targets, &filled)))
}

fn counts(source: &MappedSource, targets: &[Target], filled: &[u64]) -> String {
    let tally = source.tally();
    let mut text = format!(
        "共读取 {} 行，其中 {} 行是记录，跳过 {} 行。\n",
        tally.read,
        tally.given,
        tally.skipped_rows()
    );
    for (reason, count) in &tally.skipped {
        let _ = writeln!(text, "  跳过：{reason}：{count} 行");
    }
    for (target, count) in targets.iter().zip(filled).filter(|(_, count)| **count < tally.given) {
        let _ = writeln!(text, "  {}：{count} 行有内容，{} 行为空", target.caption, tally.given - count);
    }
    for (caption, count) in &tally.unread {
        let _ = writeln!(text, "  {caption}：{count} 行的取值未能识别，照原样送入校验");
    }
    for (caption, count) in &tally.not_found {
        let _ = writeln!(text, "  {caption}：{count} 行的文字中没有找到，或者不止一个，留空");
    }
    write_list(&mut text, "数据中没有用到的列：", source.unused());
    text
}

/// A value as it may be shown: persons hidden, texts scanned and shortened.
fn shown_value(target: &Target, value: &str) -> String {
    let value = match target.holds {
        Holds::Secret => return "***".to_owned(),
        Holds::PersonName => return privacy::mask_name(value),
        Holds::Code if is_person_number(value) => return mask(value),
        Holds::Code | Holds::Date | Holds::Amount | Holds::Text => privacy::mask_findings(value),
    };
    let is_person = target.names().any(|name| name.ends_with("名称")) && value.chars().count() <= 4;
    if is_person {
        return privacy::mask_name(&value);
    }
    let short: String = value.chars().take(MOST_SHOWN).collect();
    let short = short.replace('\n', " ");
    if value.chars().count() > MOST_SHOWN { format!("{short}…") } else { short }
}

/// A resident ID in the place of a code. 15 digits with the check digit of a registration number are one.
fn is_person_number(value: &str) -> bool {
    let is_code = value.parse::<Uscc>().is_ok() || value.parse::<RegistrationNumber>().is_ok();
    !is_code && value.parse::<ResidentId>().is_ok()
}
