//! Decisions for reporting upward.

use domain::standard::{Edition, detect, official_fields};

use super::*;
use crate::sheets::{SheetError, export};

fn decision(cells: &[(&str, &str)]) -> BTreeMap<String, String> {
    cells.iter().map(|(code, value)| ((*code).to_owned(), (*value).to_owned())).collect()
}

/// The value of a field in the first row.
fn value<'a>(read: &'a Read, code: &str) -> &'a str {
    let kind = if code.starts_with("XK") { DecisionKind::Licence } else { DecisionKind::Penalty };
    let column = official_fields(kind).position(|field| field.code == code).unwrap();
    &read.rows[0].values[column]
}

#[test]
fn the_official_fields_come_out_in_the_order_of_the_standard_and_nothing_else() {
    for kind in KINDS {
        let bytes =
            export(kind, &[decision(&[("BZ", "无误"), ("CX_SXLB", "一般"), ("CX_BMSC", "可公开")])]).unwrap();
        let read = read(&bytes);
        let captions: Vec<&str> = official_fields(kind).map(|field| field.caption).collect();
        assert_eq!(read.headings, captions);
        let layout = detect(&read.headings, kind);
        assert_eq!((layout.edition, layout.unknown), (Edition::Current, vec![]));
        let filled: Vec<&str> = read.values()[0].iter().copied().filter(|value| !value.is_empty()).collect();
        assert_eq!(filled, ["无误"], "{kind:?}");
    }
}

#[test]
fn days_are_written_as_the_standard_writes_them() {
    let row = decision(&[
        ("CF_XDR_MC", "秦川示例商贸有限公司"),
        ("CF_JDRQ", "2026-11-07"),
        ("CF_YXQ", "长期"),
        ("CF_GSJZQ", "待定"),
        ("CF_NR_FK", "0.200000"),
        ("CF_SJLYDM", "116901000000000013"),
    ]);
    let bytes = export(DecisionKind::Penalty, &[row]).unwrap();
    let read = read(&bytes);
    assert_eq!(value(&read, "CF_JDRQ"), "2026/11/07");
    assert_eq!(value(&read, "CF_YXQ"), "2099/12/31");
    assert_eq!(value(&read, "CF_GSJZQ"), "待定", "what is no day is not hidden");
    assert_eq!(value(&read, "CF_NR_FK"), "0.200000");
    assert_eq!(value(&read, "CF_SJLYDM"), "116901000000000013");
    assert!(read.rows[0].problem.is_none());
}

#[test]
fn a_sole_trader_without_a_code_gets_the_placeholder_that_the_standard_asks_for() {
    let code = |cells: &[(&str, &str)]| {
        let mut row = decision(cells);
        row.insert("XK_XDR_MC".to_owned(), "示例小吃店（个体工商户）".to_owned());
        value(&read(&export(DecisionKind::Licence, &[row]).unwrap()), "XK_XDR_SHXYM").to_owned()
    };
    let trader = ("XK_XDR_LB", "个体工商户");
    assert_eq!(code(&[trader, ("XK_XDR_GSZC", "690100600000011")]), "00000000000000000X");
    assert_eq!(code(&[trader]), "", "without a registration number the placeholder is not allowed");
    assert_eq!(code(&[("XK_XDR_LB", "自然人")]), "");
}

#[test]
fn a_formula_in_a_decision_goes_out_as_a_text() {
    let row = decision(&[("CF_WSH", "=1+1"), ("CF_SY", "@SUM(A1)")]);
    let bytes = export(DecisionKind::Penalty, &[row]).unwrap();
    assert_eq!(value(&read(&bytes), "CF_WSH"), "=1+1");
    assert!(!parts(&bytes)["xl/worksheets/sheet1.xml"].contains("<f"));
}

#[test]
fn what_no_worksheet_holds_is_refused_and_never_cut() {
    let row = decision(&[("CF_SY", &"长".repeat(32_768))]);
    let error = export(DecisionKind::Penalty, &[decision(&[]), row]).unwrap_err();
    assert!(matches!(error, SheetError::TextTooLong { row: 3, caption: "违法事实", .. }), "{error}");
    let many = vec![BTreeMap::new(); 1_048_576];
    let error = export(DecisionKind::Penalty, &many).unwrap_err();
    assert!(matches!(error, SheetError::TooManyRows { .. }) && error.to_string().contains("分批"), "{error}");
}
