//! The states, and the tables of what is withheld and for how long things are public.

use super::*;
use crate::amount::Fen;
use crate::check::sample::{self, about_person, check, code, person};
use crate::standard::data_rows;

fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

/// One line a state, in their order: word, term, and whether it waits and has left.
const STATES: &str = "
incomplete 不完整 y n
pending 待复核 y n
returned 已退回 y n
unresolved 主体待确认 y n
withheld 不予公示 n n
published 公示中 n n
hidden 紧急隐藏 n n
withdrawn 已撤回 n y
ended 已终止公示 n y
";

#[test]
fn every_state_is_what_the_table_says() {
    let lines: Vec<&str> = STATES.trim().lines().collect();
    assert_eq!(lines.len(), Publication::ALL.len());
    for (state, line) in Publication::ALL.into_iter().zip(lines) {
        let [waits, left] = [state.waits(), state.has_left()].map(|is| if is { "y" } else { "n" });
        assert_eq!([state.code(), state.label(), waits, left].join(" "), line);
        assert_eq!(Publication::from_code(state.code()), Some(state));
    }
    assert_eq!(Publication::from_code("vanished"), None);
}

#[test]
fn trap_17_a_record_is_visible_to_the_last_day_even_if_no_job_ran() {
    let until = Some(day("2027-05-06"));
    assert!(Publication::Published.is_visible_on(until, day("2027-05-06")));
    assert!(!Publication::Published.is_visible_on(until, day("2027-05-07")));
    for state in Publication::ALL {
        let is_public = state == Publication::Published;
        assert_eq!(state.is_visible_on(None, day("2026-06-02")), is_public, "{state:?}");
    }
}

#[test]
fn codes_read_back() {
    for reason in WithheldReason::ALL {
        assert_eq!(WithheldReason::from_code(reason.code()), Some(reason));
        assert!(!reason.label().is_empty());
    }
}

/// `tests/data/publicity.csv`: how long penalties are public.
#[test]
fn penalties_are_public_as_long_as_the_table_says() {
    for row in data_rows(include_str!("../../../tests/data/publicity.csv")) {
        let [
            decided_on,
            kinds,
            procedure,
            confirmed,
            basis,
            requested,
            class,
            until,
            repair_from,
            document,
            why,
        ] = row[..]
        else {
            panic!("eleven columns: {row:?}")
        };
        let mut cells = sample::penalty();
        for (heading, value) in [
            ("CF_JDRQ", decided_on),
            ("CF_CFLB", kinds),
            ("CX_AJCX", procedure),
            ("CX_SXLB", confirmed),
            ("CF_YJ", basis),
            ("CF_GSJZQ", requested),
            ("CF_NR_ZKDX", "某证"),
        ] {
            cells.insert(heading, value.to_owned());
        }
        let headings: Vec<String> = cells.keys().map(|heading| (*heading).to_owned()).collect();
        let values: Vec<String> = cells.into_values().collect();
        let layout = crate::standard::detect(&headings, DecisionKind::Penalty);
        let draft =
            crate::check::check_decision(DecisionKind::Penalty, &layout, &values, day("2027-01-01")).draft;
        let publishability = publishability(&draft.expect(why), &Policies::official(), day(decided_on));
        let Publishability::Public(publicity) = publishability else { panic!("{publishability:?}: {why}") };
        assert_eq!(publicity.class.map(Class::code), Some(class), "{why}");
        assert_eq!(publicity.until, Some(day(until)), "{why}");
        assert_eq!(publicity.repair_from, repair_from.parse().ok(), "{why}");
        assert_eq!(publicity.policy.as_deref(), Some(document), "{why}");
    }
}

/// The row of the right kind and class of party for a line of `tests/data/withholding.csv`.
fn row_about(kind: DecisionKind, class: &str, age: &str) -> sample::Cells {
    let number = match age {
        "" => "A123".to_owned(),
        "17" => person("2008-05-06"), // the eighteenth birthday: full at its end
        "18" => person("2008-05-05"),
        _ => person("1986-01-01"),
    };
    let mut cells = match kind {
        DecisionKind::Licence => sample::licence(),
        DecisionKind::Penalty => sample::penalty(),
    };
    if class == "person" {
        about_person(&mut cells, kind, &number);
    }
    if class == "sole-trader" {
        cells.insert("CF_XDR_SHXYM", code("92690100MA0000002"));
        cells.insert("CF_XDR_LB", "个体工商户".into());
        if !age.is_empty() {
            cells.insert("CF_FR_ZJLX", "身份证".into());
            cells.insert("CF_FR_ZJHM", number);
        }
    }
    cells
}

/// A line of `tests/data/withholding.csv` as a draft.
fn withholding_draft(row: &[&'static str]) -> DecisionDraft {
    let [
        kind,
        class,
        age,
        basis,
        penalties,
        law,
        procedure,
        fine,
        confirmed,
        exception,
        secrecy,
        impact,
        scope,
        found,
        ..,
    ] = *row
    else {
        panic!("seventeen columns: {row:?}")
    };
    let kind = DecisionKind::from_code(kind).expect(kind);
    let mut cells = row_about(kind, class, age);
    if kind == DecisionKind::Penalty {
        let fine = if fine.is_empty() { String::new() } else { Fen::from_yuan(fine).expect(fine).wan() };
        cells.extend([("CF_CFLB", penalties.into()), ("CF_YJ", law.into()), ("CF_NR_FK", fine)]);
    }
    let own = [
        ("CX_GKYJ", basis),
        ("CX_AJCX", procedure),
        ("CX_SXLB", confirmed),
        ("CX_BMSC", secrecy),
        ("CX_SHYX", impact),
        ("XK_SYFW", scope),
        (found, if found.is_empty() { "" } else { "联系电话13900000000" }),
    ];
    cells.extend(
        own.into_iter().filter(|(_, value)| !value.is_empty()).map(|(h, value)| (h, value.to_owned())),
    );
    if let Some((reason, until)) = exception.split_once(':') {
        cells.extend([("CX_LWLY", reason.to_owned()), ("CX_LWQX", until.to_owned())]);
    }
    let checked = check(kind, &cells);
    checked.draft.unwrap_or_else(|| panic!("{row:?}: {:?}", checked.issues))
}

#[test]
fn what_is_withheld_follows_the_table() {
    for row in data_rows(include_str!("../../../tests/data/withholding.csv")) {
        assert_eq!(row.len(), 17, "{row:?}");
        let (expected, until, why) = (row[14], row[15], row[16]);
        let draft = withholding_draft(&row);
        match publishability(&draft, &Policies::official(), sample::today()) {
            Publishability::Withheld(reason) => assert_eq!(reason.code(), expected, "{why}"),
            Publishability::Public(publicity) => {
                assert_eq!("public", expected, "{why}");
                assert_eq!(publicity.until, until.parse().ok(), "{why}");
            }
        }
    }
}

fn penalty(changes: &[(&'static str, &str)]) -> Publishability {
    let mut cells = sample::penalty();
    for (heading, value) in changes {
        cells.insert(heading, (*value).to_owned());
    }
    let draft = check(DecisionKind::Penalty, &cells).draft.expect("a draft");
    publishability(&draft, &Policies::official(), sample::today())
}

#[test]
fn trap_13_warnings_and_the_simple_procedure_are_not_public_on_the_credit_site() {
    for changes in [[("CF_CFLB", "警告")], [("CF_CFLB", "通报批评")], [("CX_AJCX", "简易程序")]] {
        assert!(matches!(penalty(&changes), Publishability::Withheld(_)), "{changes:?}");
    }
}

#[test]
fn trap_14_public_security_penalties_are_sealed_also_where_the_content_names_the_law() {
    let sealed = Publishability::Withheld(WithheldReason::Sealed);
    assert_eq!(penalty(&[("CF_YJ", "《中华人民共和国治安管理处罚法》第七十五条")]), sealed);
    assert_eq!(penalty(&[("CF_NR", "依据《治安管理处罚法》罚款2000元")]), sealed);
    assert_eq!(penalty(&[("CF_YJ", "《中华人民共和国治安 管理\u{200b}处罚法》")]), sealed);
    assert!(matches!(penalty(&[("CF_YJ", "《中华人民共和国消防法》")]), Publishability::Public(_)));
}

#[test]
fn trap_15_minors_are_never_public() {
    let mut cells = sample::penalty();
    about_person(&mut cells, DecisionKind::Penalty, &person("2010-01-01"));
    cells.insert("CX_GKYJ", "某法第十条".into());
    cells.insert("CX_LWLY", "理由".into());
    let draft = check(DecisionKind::Penalty, &cells).draft.expect("a draft");
    assert_eq!(
        publishability(&draft, &Policies::official(), sample::today()),
        Publishability::Withheld(WithheldReason::Minor)
    );
}

#[test]
fn a_penalty_past_its_longest_period_is_not_shown_any_more() {
    let late = penalty(&[("CF_JDRQ", "2020/05/06")]);
    assert_eq!(late, Publishability::Withheld(WithheldReason::AfterMaximum));
    let annulled = penalty(&[("CF_ZT", "撤销")]);
    assert_eq!(annulled, Publishability::Withheld(WithheldReason::Annulled));
}
