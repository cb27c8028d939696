//! Rows through the whole check, trap by trap.

use super::sample::{self, Cells, about_person, cells, check, code, person};
use super::*;
use crate::decision::{DecisionKind, PartyClass};
use crate::publicity::{Class, PenaltyKind};

fn codes(checked: &Checked) -> Vec<&str> {
    checked.issues.iter().map(|issue| issue.code.as_str()).collect()
}

fn with(mut cells: Cells, changes: &[(&'static str, &str)]) -> Cells {
    for (heading, value) in changes {
        cells.insert(heading, (*value).to_owned());
    }
    cells
}

fn licence(changes: &[(&'static str, &str)]) -> Checked {
    check(DecisionKind::Licence, &with(sample::licence(), changes))
}

fn penalty(changes: &[(&'static str, &str)]) -> Checked {
    check(DecisionKind::Penalty, &with(sample::penalty(), changes))
}

fn draft(checked: &Checked) -> &DecisionDraft {
    checked.draft.as_ref().unwrap_or_else(|| panic!("quarantined: {:?}", checked.issues))
}

#[test]
fn a_row_in_order_has_no_issue() {
    let checked = licence(&[]);
    assert_eq!(codes(&checked), [""; 0]);
    let licence = draft(&checked);
    assert_eq!(licence.title, "食品经营许可决定书");
    assert_eq!(licence.document_number_folded, "云市监许(2026)12号");
    assert_eq!(licence.in_force, Some(true));
    assert!(licence.missing.is_empty() && licence.personal_data.is_empty());
    let checked = penalty(&[]);
    assert_eq!(codes(&checked), [""; 0]);
    let penalty = draft(&checked);
    assert_eq!(penalty.fine.map(crate::amount::Fen::yuan).as_deref(), Some("2,000"));
    assert_eq!(penalty.fields["CF_NR_FK"], "0.200000");
    assert_eq!(penalty.fields["CF_JDRQ"], "2026-05-06");
    assert_eq!(penalty.validity, Validity::LongTerm);
    assert_eq!(penalty.social_impact.conclusion, Conclusion::BySubmission);
    assert!(penalty.penalties.has(PenaltyKind::Fine));
}

#[test]
fn trap_4_the_status_1_means_revoked_in_2015_and_valid_today() {
    let first = cells(&[
        ("XK_XDR", "云川示例食品有限公司"),
        ("XK_XDR_ZDM", "MA6CFT042"),
        ("XK_XMMC", "食品经营许可"),
        ("XK_SPLB", "普通"),
        ("XK_WSH", "云食许〔2015〕3号"),
        ("XK_NR", "准予经营"),
        ("XK_JDRQ", "2015/05/06"),
        ("XK_XZJG", "云川市示例局"),
        ("XK_ZT", "1"),
        ("DFBM", "690100"),
    ]);
    let checked = check(DecisionKind::Licence, &first);
    assert_eq!(draft(&checked).edition.code(), "2015");
    assert_eq!(draft(&checked).in_force, Some(false));
    assert_eq!(draft(&checked).fields["XK_ZT"], "2", "in the words of today: 无效");
    assert!(draft(&checked).missing.is_empty(), "2015 does not ask for what it did not have");
    assert_eq!(draft(&checked).source_name, "云川市示例局");
    let in_order = check(DecisionKind::Licence, &with(first, &[("XK_ZT", "0")]));
    assert_eq!(draft(&in_order).in_force, Some(true));
    assert_eq!(draft(&licence(&[("XK_ZT", "1")])).in_force, Some(true));
    assert_eq!(draft(&licence(&[("XK_ZT", "2")])).in_force, Some(false));
    assert_eq!(codes(&licence(&[("XK_ZT", "0")])), ["status-unknown"]);
}

#[test]
fn trap_5_a_term_that_ends_before_it_begins_is_quarantined_not_swapped() {
    let checked = licence(&[("XK_YXQZ", "2031/05/05"), ("XK_YXQZI", "2026/05/06")]);
    assert_eq!(codes(&checked), ["term-reversed"]);
    assert!(checked.draft.is_none());
    let registration = licence(&[("XK_YXQZ", "2003-03-24"), ("XK_YXQZI", "2099/12/31")]);
    assert_eq!(codes(&registration), [""; 0], "registrations carry the term of the business");
}

#[test]
fn trap_6_long_term_and_its_typos() {
    assert_eq!(draft(&licence(&[("XK_YXQZI", "2099/12/31")])).validity, Validity::LongTerm);
    let typo = licence(&[("XK_YXQZI", "2099-01-31")]);
    assert_eq!(draft(&typo).validity, Validity::LongTerm);
    assert_eq!(codes(&typo), ["long-term-typo"]);
}

#[test]
fn trap_7_a_fine_in_yuan_in_the_column_of_ten_thousands_warns() {
    let checked = penalty(&[("CF_NR_FK", "2000")]);
    assert_eq!(codes(&checked), ["fine-unit-mismatch"]);
    assert!(checked.issues[0].message.contains("2,000元"), "{}", checked.issues[0].message);
    let mut in_yuan = sample::penalty();
    in_yuan.remove("CF_NR_FK");
    let in_yuan = check(DecisionKind::Penalty, &with(in_yuan, &[("罚款金额（元）", "2000")]));
    assert_eq!(codes(&in_yuan), [""; 0]);
    assert_eq!(draft(&in_yuan).fields["CF_NR_FK"], "0.200000");
}

#[test]
fn trap_8_the_placeholder_is_for_sole_traders_with_a_registration_number() {
    let trader = [("CF_XDR_LB", "个体工商户"), ("CF_XDR_SHXYM", "00000000000000000X")];
    let checked = penalty(&[trader[0], trader[1], ("CF_XDR_GSZC", "110108600000019")]);
    assert_eq!(draft(&checked).party.uscc, None);
    assert!(!draft(&checked).fields.contains_key("CF_XDR_SHXYM"), "never shown");
    assert!(draft(&checked).missing.is_empty());
    let without = penalty(&trader);
    assert_eq!(draft(&without).missing, ["CF_XDR_GSZC"]);
    let firm = penalty(&[trader[1]]);
    assert_eq!(codes(&firm), ["placeholder-not-allowed"]);
    let zeros = penalty(&[("CF_XDR_SHXYM", "000000000000000000")]);
    assert_eq!(codes(&zeros), ["uscc-malformed"]);
    assert_eq!(draft(&zeros).party.uscc, None);
}

#[test]
fn trap_11_92_is_a_sole_trader_and_nothing_else_is() {
    let trader = code("92690100MA0000002");
    let checked = penalty(&[("CF_XDR_SHXYM", &trader)]);
    assert_eq!(codes(&checked), ["class-does-not-match-code"]);
    assert_eq!(draft(&checked).party.class, PartyClass::SoleTrader);
    assert_eq!(draft(&checked).fields["CF_XDR_LB"], "个体工商户");
    let firm = penalty(&[("CF_XDR_LB", "个体工商户")]);
    assert_eq!(codes(&firm), ["class-does-not-match-code"]);
    let right = penalty(&[("CF_XDR_SHXYM", &trader), ("CF_XDR_LB", "个体工商户")]);
    assert_eq!(codes(&right), [""; 0]);
    for body in ["12690100000000003", "51690100000000004", "93690100000000005"] {
        assert_eq!(
            codes(&penalty(&[("CF_XDR_SHXYM", &code(body))])),
            [""; 0],
            "{body} is no 91 but in order"
        );
    }
}

#[test]
fn trap_16_personal_data_in_texts_is_found_and_hidden() {
    let number = person("1986-01-01");
    let text = format!("当事人身份证号{number}");
    let checked = penalty(&[("CF_SY", &text)]);
    assert_eq!(draft(&checked).personal_data, ["CF_SY"]);
    assert_eq!(codes(&checked), ["personal-data"]);
    let hidden = draft(&penalty(&[("BZ", &text)])).personal_data.clone();
    assert!(hidden.is_empty(), "notes are not public");
}

#[test]
fn numbers_of_persons_are_in_no_issue_and_no_field() {
    let number = person("1986-01-01");
    let mut cells = sample::penalty();
    about_person(&mut cells, DecisionKind::Penalty, &number);
    let wrong = format!("{}{}", &number[..17], if number.ends_with('1') { '2' } else { '1' });
    for row in [
        with(cells.clone(), &[]),
        with(cells, &[("CF_XDR_ZJHM", &wrong), ("CF_SY", &number), ("CF_WSH", &number)]),
        with(
            sample::penalty(),
            &[("CF_XDR_SHXYM", &number), ("CF_XDR_ZJHM", &number), ("CF_FR_ZJHM", &number)],
        ),
        with(sample::penalty(), &[("CF_NR_FK", &number), ("CF_JDRQ", &number), ("CF_CFJGDM", &number)]),
    ] {
        let checked = check(DecisionKind::Penalty, &row);
        let issues = format!("{:?}", checked.issues);
        assert!(!issues.contains(&number) && !issues.contains(&wrong), "{issues}");
        let debug = format!("{:?}", checked.draft.as_ref().map(|draft| &draft.party));
        assert!(!debug.contains(&number) && !debug.contains(&wrong), "{debug}");
        for code in ["CF_XDR_ZJHM", "CF_FR_ZJHM", "CF_XDR_ZJLX", "CF_XDR_SHXYM"] {
            let value = checked.draft.as_ref().and_then(|draft| draft.fields.get(code));
            assert!(value.is_none_or(|value| !value.contains(&number)), "{code}");
        }
    }
}

#[test]
fn a_resident_id_of_shaanxi_is_no_credit_code_of_department_6() {
    // Both have 18 characters, and 61 is a department and a province.
    let body = "61010219860101001";
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body.chars().zip(weights).map(|(c, weight)| c.to_digit(10).expect("digit") * weight).sum();
    let number = format!("{body}{}", "10X98765432".chars().nth((sum % 11) as usize).expect("below 11"));
    let checked = penalty(&[("CF_XDR_SHXYM", &number)]);
    assert!(codes(&checked).contains(&"person-number-in-code"), "{:?}", codes(&checked));
    assert_eq!(draft(&checked).party.uscc, None);
}

#[test]
fn missing_fields_are_named_and_make_the_row_incomplete() {
    let mut cells = sample::penalty();
    cells.remove("CF_YJ");
    let checked = check(DecisionKind::Penalty, &with(cells, &[("CF_SY", "—"), ("CF_NR_FK", "")]));
    assert_eq!(draft(&checked).missing, ["CF_SY", "CF_YJ", "CF_NR_FK"]);
    assert_eq!(checked.worst(), Some(crate::issue::Severity::Incomplete));
}

/// Field, value, code of the issue: what is unreadable or impossible is quarantined, the rest warns.
#[test]
fn doubtful_values_are_judged_by_sense() {
    let wrong_digit = {
        let right = code("91690100MA0000001");
        let wrong = if right.ends_with('0') { '1' } else { '0' };
        format!("{}{wrong}", &right[..17])
    };
    let quarantined = [
        ("CF_JDRQ", "2026-02-30", "date-unreadable"),
        ("CF_JDRQ", "2026-05-11", "decided-in-future"),
        ("CF_JDRQ", "0206-05-11", "date-unreadable"),
        ("CF_JDRQ", "1906-05-11", "date-implausible"),
        ("CF_NR_FK", "两千", "amount-unreadable"),
        ("CF_NR_FK", "-1", "amount-unreadable"),
        ("CF_XDR_LB", "企业", "class-unknown"),
        ("CF_SY", "甲\0乙", "nul-character"),
    ];
    for (field, value, code) in quarantined {
        let checked = penalty(&[(field, value)]);
        assert!(checked.draft.is_none(), "{field} {value}");
        assert!(codes(&checked).contains(&code), "{field} {value}: {:?}", codes(&checked));
    }
    let long = "长".repeat(201);
    let warned = [
        ("CF_XDR_SHXYM", wrong_digit.as_str(), "uscc-check-digit"),
        ("CF_XDR_MC", long.as_str(), "too-long"),
        ("CF_XDR_ZJHM", "1", "must-be-blank"),
        ("CF_CFLB", "加重处理", "penalty-kind-unknown"),
        ("CF_CFJGDM", "123", "authority-code-malformed"),
        ("CF_XDR_ZZJG", "10774368-1", "code-doubtful"),
        ("CX_SXLB", "很严重", "severity-class-unknown"),
        ("CX_SXLB", "严重", "severity-class-differs"),
        ("CX_LWQX", "2026-06-01", "exception-without-reason"),
        ("CX_BMSC", "可公开", "finding-unsigned"),
        ("CX_BMSC", "", "finding-missing"),
        ("CX_AJCX", "听证程序", "procedure-unknown"),
        ("CF_GSJZQ", "2025-01-01", "publicity-ends-early"),
        ("CF_XDR_ZZJG", &code("91690100MA0000001"), "uscc-in-other-column"),
    ];
    for (field, value, code) in warned {
        let checked = penalty(&[(field, value)]);
        assert!(codes(&checked).contains(&code), "{field} {value}: {:?}", codes(&checked));
        assert!(checked.draft.is_some(), "{field} {value}: {:?}", codes(&checked));
    }
    let kept = penalty(&[("CF_XDR_SHXYM", &wrong_digit)]);
    assert_eq!(
        (draft(&kept).party.uscc.as_deref(), draft(&kept).party.uscc_ok),
        (Some(wrong_digit.as_str()), false)
    );
}

#[test]
fn reports_repeat_the_value_as_it_was_sent() {
    let checked = penalty(&[("CF_NR_FK", "０")]);
    assert_eq!(codes(&checked), ["fine-not-positive"]);
    assert_eq!(checked.issues[0].value.as_deref(), Some("０"));
    let unstated = penalty(&[("CF_NR_FK", "未标明")]);
    assert_eq!(draft(&unstated).missing, ["CF_NR_FK"], "says that there is nothing: missing, not unreadable");
}

#[test]
fn our_own_fields_are_read() {
    let checked = penalty(&[
        ("CX_AJCX", "普通程序"),
        ("CX_SHYX", "有"),
        ("CX_SHYXR", "丙某"),
        ("CX_SHYXSJ", "2026-05-07 09:30"),
        ("CX_BMSC", "可公开"),
        ("CX_BMSCR", "丁某"),
        ("CX_BMSCSJ", "2026-05-07"),
        ("CX_SXLB", "一般"),
        ("CX_SDSJ", "2026-05-08 10:00"),
        ("CX_GSSJ", "2026-05-08T11:00:00+08:00"),
    ]);
    assert_eq!(codes(&checked), [""; 0]);
    let draft = draft(&checked);
    assert_eq!(draft.procedure, Procedure::Ordinary);
    assert_eq!(draft.social_impact.by.as_deref(), Some("丙某"));
    assert_eq!(
        draft.social_impact.at.map(|at| at.to_rfc3339()).as_deref(),
        Some("2026-05-07T01:30:00+00:00")
    );
    assert_eq!(draft.confirmed_class, Some(Class::General));
    assert!(draft.taken_over.received_at < draft.taken_over.published_at);
}

#[test]
fn a_licence_without_a_number_goes_by_its_certificate() {
    let mut cells = sample::licence();
    cells.remove("XK_WSH");
    let checked = check(DecisionKind::Licence, &with(cells, &[("XK_XKBH", "JY0000012")]));
    assert_eq!(draft(&checked).document_number, "JY0000012");
    assert_eq!(codes(&checked), ["document-number-from-licence"]);
}

#[test]
fn the_persons_table_of_2018_has_no_class_and_means_persons() {
    let number = person("1986-01-01");
    let row = cells(&[
        ("XK_XDR_MC", "乙某某"),
        ("XK_XDR_ZJLX", "身份证"),
        ("XK_XDR_ZJHM", &number),
        ("XK_XKWS", "执业许可"),
        ("XK_WSH", "云许〔2018〕1号"),
        ("XK_XKLB", "普通"),
        ("XK_NR", "准予执业"),
        ("XK_JDRQ", "2018/05/06"),
        ("XK_YXQZ", "2018/05/06"),
        ("XK_YXQZI", "2099/12/31"),
        ("XK_XKJG", "云川市示例局"),
        ("XK_ZT", "1"),
    ]);
    let checked = check(DecisionKind::Licence, &row);
    assert_eq!(codes(&checked), [""; 0]);
    assert_eq!(draft(&checked).party.class, PartyClass::NaturalPerson);
    let stored = draft(&checked).party.person_number.as_ref().map(|number| number.number.expose());
    assert_eq!(stored, Some(number.as_str()));
}

#[test]
fn rows_that_are_empty_or_too_long_say_so() {
    let layout = crate::standard::detect(&["CF_XDR_MC".into(), "CF_XDR_LB".into()], DecisionKind::Penalty);
    let check = |values: &[&str]| {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        check_decision(DecisionKind::Penalty, &layout, &values, sample::today())
    };
    assert!(codes(&check(&["", " "])).contains(&"row-empty"));
    assert!(codes(&check(&["甲", "自然人", "多出的内容"])).contains(&"row-too-long"));
    assert!(!codes(&check(&["甲"])).contains(&"row-too-long"), "short rows are rows");
}

mod plain_rows {
    use super::*;
    use crate::entity::EntityKind;

    fn entity(pairs: &[(&str, &str)]) -> CheckedEntity {
        let headings: Vec<String> = pairs.iter().map(|(heading, _)| (*heading).to_owned()).collect();
        let values: Vec<String> = pairs.iter().map(|(_, value)| (*value).to_owned()).collect();
        check_entity(&detect_plain(&headings, PlainTable::Entities), &values)
    }

    fn codes(issues: &[crate::issue::Issue]) -> Vec<&str> {
        issues.iter().map(|issue| issue.code.as_str()).collect()
    }

    #[test]
    fn an_entity_is_read_in_any_order_of_columns() {
        let uscc = code("91690100MA0000001");
        let checked = entity(&[
            ("注册资本(万元)", "100.5"),
            ("统一社会信用代码", &uscc.to_lowercase()),
            ("曾用名", "旧名甲；旧名乙;旧名甲"),
            (" 名 称 ", "云川示例食品有限公司"),
            ("成立日期", "2020年1月2日"),
            ("登记状态", "存续（在营、开业、在册）"),
            ("备用", "x"),
        ]);
        assert_eq!(codes(&checked.issues), [""; 0]);
        let draft = checked.draft.expect("a draft");
        assert_eq!(draft.uscc.as_deref(), Some(uscc.as_str()));
        assert_eq!(draft.former_names, ["旧名甲", "旧名乙"]);
        assert_eq!(draft.capital.map(crate::amount::Fen::yuan).as_deref(), Some("1,005,000"));
        assert_eq!(draft.kind, EntityKind::Company);
    }

    #[test]
    fn codes_of_entities_are_kept_flagged_or_dropped() {
        let name = ("名称", "云川示例商行");
        let right = code("92690100MA0000002");
        let wrong = format!("{}{}", &right[..17], if right.ends_with('0') { '1' } else { '0' });
        let kept = entity(&[name, ("统一社会信用代码", &wrong)]);
        assert_eq!(codes(&kept.issues), ["uscc-check-digit"]);
        let draft = kept.draft.expect("a draft");
        assert_eq!((draft.uscc.as_deref(), draft.uscc_ok), (Some(wrong.as_str()), false));
        for placeholder in ["000000000000000000", "00000000000000000X"] {
            let dropped = entity(&[name, ("统一社会信用代码", placeholder)]).draft.expect("a draft");
            assert_eq!((dropped.uscc, dropped.code_text), (None, None));
        }
        let unreadable = entity(&[name, ("统一社会信用代码", "无码-7")]).draft.expect("a draft");
        assert_eq!((unreadable.uscc, unreadable.code_text.as_deref()), (None, Some("无码-7")));
        let number = entity(&[name, ("统一社会信用代码", "110108000000016")]).draft.expect("a draft");
        assert_eq!(number.registration_number.as_deref(), Some("110108000000016"));
        let person = person("1986-01-01");
        let hidden = entity(&[name, ("统一社会信用代码", &person)]);
        assert!(!format!("{hidden:?}").contains(&person));
    }

    #[test]
    fn an_operators_address_never_leaves_the_file() {
        let trader = entity(&[("名称", "云川示例小店"), ("主体类型", "个体工商户"), ("住所", "示例路1号")]);
        assert_eq!(trader.draft.expect("a draft").address, None);
        let firm = entity(&[("名称", "云川示例有限公司"), ("住所", "示例路1号")]);
        assert_eq!(firm.draft.expect("a draft").address.as_deref(), Some("示例路1号"));
        assert!(entity(&[("名称", ""), ("住所", "示例路1号")]).draft.is_none());
    }

    #[test]
    fn an_ending_names_one_decision_and_a_withdrawal_its_reason() {
        let authority = code("11690100000000001");
        let base = [
            ("类型", "撤回"),
            ("决定类型", "处罚"),
            ("决定机关代码", authority.as_str()),
            ("文号", "云市监处罚（2026）7 号"),
            ("日期", "2026-05-09"),
        ];
        let ending = |extra: &[(&str, &str)]| {
            let pairs: Vec<(&str, &str)> = base.iter().chain(extra).copied().collect();
            let headings: Vec<String> = pairs.iter().map(|(heading, _)| (*heading).to_owned()).collect();
            let values: Vec<String> = pairs.iter().map(|(_, value)| (*value).to_owned()).collect();
            check_ending(&detect_plain(&headings, PlainTable::Endings), &values, sample::today())
        };
        assert_eq!(codes(&ending(&[]).issues), ["reason-missing"]);
        let withdrawn = ending(&[("公开原因", "该决定已被依法撤销")]).draft.expect("a draft");
        assert_eq!(withdrawn.document_number_folded, "云市监处罚(2026)7号");
        assert_eq!(withdrawn.kind, EndingKind::Withdrawal);
        let hidden = ending(&[("公开原因", "联系人13900000000")]).draft.expect("a draft");
        assert_eq!(hidden.reason.as_deref(), Some("该行政处罚决定已被撤回"));
        assert!(
            ending(&[("公开原因", "错误"), ("相对人代码", "12345")]).draft.is_none(),
            "never widened to all"
        );
    }
}
