//! The template: what a spreadsheet is told, and that what it makes of it comes in.

use domain::check::check_decision;
use domain::standard::{Edition, Field, FieldType, detect, form_fields};
use rust_xlsxwriter::utility::column_number_to_name;

use super::*;
use crate::sheets::template;

/// The number format of texts.
const TEXT: &str = "49";

/// What the first sheet says of one column's cells.
struct Rule {
    attributes: String,
    content: String,
    number_format: String,
    style: String,
}

fn rules(kind: DecisionKind) -> Vec<(&'static Field, Rule)> {
    let parts = parts(&template(kind).unwrap());
    let sheet = &parts["xl/worksheets/sheet1.xml"];
    let styles = styles(&parts);
    let rules: Vec<[String; 2]> = all(sheet, "(?s)<dataValidation ([^>]*)>(.*?)</dataValidation>");
    let of_column = |column: usize| {
        let name = column_number_to_name(u16::try_from(column).unwrap());
        let place = format!(r#"sqref="{name}2:{name}1048576""#);
        rules.iter().find(|[attributes, _]| attributes.contains(&place)).unwrap().clone()
    };
    let columns: Vec<[String; 3]> = all(sheet, r#"<col min="(\d+)" max="(\d+)" [^>]*style="(\d+)""#);
    let style = |column: usize| {
        let is_of = |[first, last, _]: &&[String; 3]| {
            (first.parse::<usize>().unwrap()..=last.parse().unwrap()).contains(&(column + 1))
        };
        columns.iter().find(is_of).unwrap()[2].clone()
    };
    assert_eq!(rules.len(), form_fields(kind).count());
    form_fields(kind)
        .enumerate()
        .map(|(column, field)| {
            let [attributes, content] = of_column(column);
            let style = style(column);
            let number_format = styles[style.parse::<usize>().unwrap()].0.clone();
            (field, Rule { attributes, content, number_format, style })
        })
        .collect()
}

fn rule(kind: DecisionKind, code: &str) -> Rule {
    rules(kind).into_iter().find(|(field, _)| field.code == code).unwrap().1
}

#[test]
fn import_knows_every_column_of_the_template_in_the_current_edition() {
    for kind in KINDS {
        let headings = read(&template(kind).unwrap()).headings;
        let captions: Vec<&str> = form_fields(kind).map(|field| field.caption).collect();
        assert_eq!(headings, captions, "{kind:?}");
        let layout = detect(&headings, kind);
        assert_eq!(layout.edition, Edition::Current);
        assert_eq!(layout.unknown, Vec::<String>::new());
        let found: Vec<&str> = layout.columns.iter().map(|column| column.unwrap().field.code).collect();
        let codes: Vec<&str> = form_fields(kind).map(|field| field.code).collect();
        assert_eq!(found, codes, "{kind:?}");
    }
}

#[test]
fn the_heading_stays_in_sight_and_each_cell_says_what_belongs_there() {
    for kind in KINDS {
        let parts = parts(&template(kind).unwrap());
        let sheet = &parts["xl/worksheets/sheet1.xml"];
        assert!(sheet.contains(r#"ySplit="1""#) && sheet.contains(r#"state="frozen""#), "{sheet}");
        for (field, rule) in rules(kind) {
            let beginning: String = field.help().chars().take_while(|c| !"<>&\"".contains(*c)).collect();
            assert!(
                rule.attributes.contains(&format!(r#"promptTitle="{}""#, field.caption)),
                "{}",
                field.code
            );
            assert!(rule.attributes.contains(&beginning), "{}: {}", field.code, rule.attributes);
            assert!(
                rule.attributes.contains(r#"showInputMessage="1""#) && rule.attributes.contains("1048576")
            );
        }
    }
    let code = rule(DecisionKind::Penalty, "CF_XDR_SHXYM").attributes;
    assert!(code.contains("法人及非法人组织必填，个体工商户必填，自然人不填；公开。"), "{code}");
}

#[test]
fn every_choice_is_offered_and_only_closed_lists_refuse_another_word() {
    for (field, rule) in KINDS.into_iter().flat_map(rules) {
        let words = field.choices();
        assert_eq!(rule.attributes.contains(r#"type="list""#), !words.is_empty(), "{}", field.code);
        if !words.is_empty() {
            let offered = format!("<formula1>\"{}\"</formula1>", words.join(","));
            assert_eq!(rule.content, offered, "{}", field.code);
            let refuses = rule.attributes.contains(r#"showErrorMessage="1""#);
            assert_eq!(refuses, !field.takes_other_words(), "{}", field.code);
        }
    }
    assert!(rule(DecisionKind::Licence, "XK_ZT").content.contains("\"1,2\""));
    assert!(rule(DecisionKind::Penalty, "CF_CFLB").content.contains("通报批评,罚款"));
}

#[test]
fn days_amounts_and_lengths_are_checked_while_typing() {
    for (field, rule) in KINDS.into_iter().flat_map(rules) {
        let is = |kind: &str| rule.attributes.contains(&format!(r#"type="{kind}""#));
        match field.field_type {
            FieldType::Date | FieldType::Time => assert!(is("date"), "{}", field.code),
            FieldType::Amount => {
                assert!(is("custom") && rule.content.contains("&gt;=0,ROUND("), "{}", rule.content);
            }
            FieldType::Text | FieldType::LongText => assert!(is("textLength"), "{}", field.code),
            FieldType::Choice => {}
        }
    }
    let amount = rule(DecisionKind::Penalty, "CF_NR_FK");
    assert!(amount.attributes.contains(r#"sqref="T2:T1048576""#), "{}", amount.attributes);
    assert!(amount.content.contains("AND(ISNUMBER(T2),T2&gt;=0,ROUND(T2,6)=T2)"), "{}", amount.content);
    let code = rule(DecisionKind::Penalty, "CF_CFJGDM");
    assert!(code.attributes.contains(r#"operator="equal""#) && code.content.contains("<formula1>18<"));
    let facts = rule(DecisionKind::Penalty, "CF_SY");
    assert!(facts.content.contains("<formula1>5000<"), "{}", facts.content);
}

#[test]
fn codes_and_document_numbers_stay_texts_in_a_spreadsheet() {
    for (field, rule) in KINDS.into_iter().flat_map(rules) {
        let is_number = matches!(field.field_type, FieldType::Date | FieldType::Time | FieldType::Amount);
        assert_eq!(rule.number_format == TEXT, !is_number, "{}", field.code);
    }
}

#[test]
fn days_and_amounts_typed_into_the_template_come_in_as_such() {
    let (day, amount) = (rule(DecisionKind::Penalty, "CF_JDRQ"), rule(DecisionKind::Penalty, "CF_NR_FK"));
    let time = rule(DecisionKind::Penalty, "CX_SHYXSJ");
    let row = format!(
        "<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>秦川示例商贸有限公司</t></is></c>\
         <c r=\"T2\" s=\"{}\"><v>0.2</v></c><c r=\"W2\" s=\"{}\"><v>46343</v></c>\
         <c r=\"AH2\" s=\"{}\"><v>46343.4375</v></c></row></sheetData>",
        amount.style, day.style, time.style
    );
    let mut parts = parts(&template(DecisionKind::Penalty).unwrap());
    let sheet = parts.get_mut("xl/worksheets/sheet1.xml").unwrap();
    *sheet = sheet.replace("</sheetData>", &row);
    let read = read(&zipped(&parts));
    let layout = detect(&read.headings, DecisionKind::Penalty);
    let today = "2026-11-18".parse().unwrap();
    let checked = check_decision(DecisionKind::Penalty, &layout, &read.rows[0].values, today);
    let draft = checked.draft.unwrap();
    assert_eq!(draft.decided_on, "2026-11-17".parse().ok());
    assert_eq!(draft.fine.map(|fine| fine.yuan()).as_deref(), Some("2,000"));
    assert_eq!(
        draft.social_impact.at.map(|at| at.to_rfc3339()).as_deref(),
        Some("2026-11-17T02:30:00+00:00")
    );
}

fn zipped(parts: &BTreeMap<String, String>) -> Vec<u8> {
    use std::io::Write as _;
    let mut bytes = Vec::new();
    let mut writer = zip::ZipWriter::new(Cursor::new(&mut bytes));
    for (name, text) in parts {
        writer.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

#[test]
fn a_second_sheet_explains_each_field() {
    for kind in KINDS {
        let read = read_named(&template(kind).unwrap(), "填写说明");
        assert_eq!(read.headings[..3], ["来源", "字段代码", "字段名称"]);
        assert_eq!(read.rows.len(), form_fields(kind).count());
        for (field, row) in form_fields(kind).zip(read.values()) {
            assert_eq!(row[1..3], [field.code, field.caption]);
            assert!(row[9].ends_with(field.help()), "{row:?}");
        }
    }
    let read = read_named(&template(DecisionKind::Penalty).unwrap(), "填写说明");
    let code = read.values().into_iter().find(|row| row[1] == "CF_XDR_SHXYM").unwrap();
    assert_eq!(code[4..9], ["18", "必填", "必填", "不填", "公开；自然人不公开"]);
    let own = read.values().into_iter().find(|row| row[1] == "CX_SXLB").unwrap();
    assert!(own[0] == "本平台补充" && own[9].starts_with("可选：轻微、一般、严重。"), "{own:?}");
}

#[test]
fn the_same_template_is_the_same_file() {
    for kind in KINDS {
        assert!(template(kind).unwrap() == template(kind).unwrap());
    }
}
