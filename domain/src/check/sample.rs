//! Rows for tests: complete and in order, about parties that do not exist.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{Checked, check_decision};
use crate::decision::DecisionKind;
use crate::standard::detect;
use crate::uscc;

/// A row as heading and value.
pub(crate) type Cells = BTreeMap<&'static str, String>;

/// The Beijing day of the tests.
pub(crate) fn today() -> NaiveDate {
    "2026-05-10".parse().expect("a day")
}

/// A credit code with the right check digit.
pub(crate) fn code(body: &str) -> String {
    format!("{body}{}", uscc::check_digit(body))
}

/// A resident ID with the right check digit, of somebody born on that day.
pub(crate) fn person(born_on: &str) -> String {
    let body = format!("110105{}002", born_on.replace('-', ""));
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(c, weight)| c.to_digit(10).expect("digit") * weight).sum();
    format!("{body}{}", "10X98765432".chars().nth((sum % 11) as usize).expect("below 11"))
}

/// A licence of an organisation.
pub(crate) fn licence() -> Cells {
    cells(&[
        ("XK_XDR_MC", "云川示例食品有限公司"),
        ("XK_XDR_LB", "法人及非法人组织"),
        ("XK_XDR_SHXYM", &code("91690100MA0000001")),
        ("XK_FRDB", "甲某"),
        ("XK_XKWS", "食品经营许可决定书"),
        ("XK_WSH", "云市监许〔2026〕12号"),
        ("XK_XKLB", "普通"),
        ("XK_NR", "准予食品经营"),
        ("XK_JDRQ", "2026/05/06"),
        ("XK_YXQZ", "2026/05/06"),
        ("XK_YXQZI", "2031/05/05"),
        ("XK_XKJG", "云川市示例局"),
        ("XK_XKJGDM", &code("11690100000000001")),
        ("XK_ZT", "1"),
        ("XK_LYDW", "云川市示例局"),
        ("XK_LYDWDM", &code("11690100000000001")),
    ])
}

/// A fine of 2000 元 for an organisation.
pub(crate) fn penalty() -> Cells {
    cells(&[
        ("CF_XDR_MC", "云川示例食品有限公司"),
        ("CF_XDR_LB", "法人及非法人组织"),
        ("CF_XDR_SHXYM", &code("91690100MA0000001")),
        ("CF_FRDB", "甲某"),
        ("CF_WSH", "云市监处罚〔2026〕7号"),
        ("CF_WFXW", "违反了《某管理条例》第三条"),
        ("CF_SY", "当事人未按规定建立台账"),
        ("CF_YJ", "《某管理条例》第五条"),
        ("CF_CFLB", "罚款"),
        ("CF_NR", "罚款人民币2000元"),
        ("CF_NR_FK", "0.2"),
        ("CF_JDRQ", "2026/05/06"),
        ("CF_YXQ", "2099/12/31"),
        ("CF_CFJG", "云川市示例局"),
        ("CF_CFJGDM", &code("11690100000000001")),
        ("CF_SJLY", "云川市示例局"),
        ("CF_SJLYDM", &code("11690100000000001")),
    ])
}

/// Turns a row into one about a natural person.
pub(crate) fn about_person(cells: &mut Cells, table: DecisionKind, number: &str) {
    let prefix = table.table();
    cells.retain(|heading, _| {
        *heading == format!("{prefix}_XDR_MC") || !heading.contains("_XDR_") && !heading.contains("_FRDB")
    });
    let (name, class, document, id) = match table {
        DecisionKind::Licence => ("XK_XDR_MC", "XK_XDR_LB", "XK_XDR_ZJLX", "XK_XDR_ZJHM"),
        DecisionKind::Penalty => ("CF_XDR_MC", "CF_XDR_LB", "CF_XDR_ZJLX", "CF_XDR_ZJHM"),
    };
    for (heading, value) in [(name, "乙某某"), (class, "自然人"), (document, "身份证"), (id, number)]
    {
        cells.insert(heading, value.to_owned());
    }
}

pub(crate) fn cells(pairs: &[(&'static str, &str)]) -> Cells {
    pairs.iter().map(|(heading, value)| (*heading, (*value).to_owned())).collect()
}

/// Checks a row under its own headings.
pub(crate) fn check(kind: DecisionKind, cells: &Cells) -> Checked {
    let headings: Vec<String> = cells.keys().map(|heading| (*heading).to_owned()).collect();
    let values: Vec<String> = cells.values().cloned().collect();
    check_decision(kind, &detect(&headings, kind), &values, today())
}
