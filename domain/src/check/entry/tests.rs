use std::collections::BTreeMap;

use super::*;
use crate::check::sample::{cells, code, person, today};
use crate::disclosure::PublicField;

type Cells = BTreeMap<&'static str, String>;

fn check(item_code: &str, cells: &Cells) -> CheckedEntry {
    let item = item(item_code).expect("an item");
    let headings: Vec<String> = cells.keys().map(|heading| (*heading).to_owned()).collect();
    let values: Vec<String> = cells.values().cloned().collect();
    let layout = item.layout(&headings);
    assert!(layout.unknown.is_empty(), "{item_code}: {:?}", layout.unknown);
    check_entry(item, &layout, &values, today())
}

fn draft(item_code: &str, cells: &Cells) -> EntryDraft {
    let checked = check(item_code, cells);
    checked.draft.unwrap_or_else(|| panic!("{item_code}: {:?}", checked.issues))
}

fn faults(item_code: &str, cells: &Cells) -> Vec<String> {
    check(item_code, cells).issues.into_iter().map(|issue| issue.code).collect()
}

fn with(cells: &Cells, pairs: &[(&'static str, &str)]) -> Cells {
    let mut cells = cells.clone();
    cells.extend(pairs.iter().map(|(heading, value)| (*heading, (*value).to_owned())));
    cells
}

fn abnormal() -> Cells {
    cells(&[
        ("企业名称", "云川示例食品有限公司"),
        ("统一社会信用代码", &code("91690100MA0000001")),
        ("法定代表人", "甲某"),
        ("列入原因", "未按照《企业信息公示暂行条例》第八条规定的期限公示年度报告"),
        ("列入日期", "2025/07/08"),
        ("作出决定机关（列入）", "云川市示例局"),
    ])
}

fn mark() -> Cells {
    cells(&[
        ("名称", "云川市甲某小吃店"),
        ("统一社会信用代码", &code("92690100MA0000001")),
        ("标记原因代码", "3"),
        ("标记原因", "-"),
        ("标记日期", "2025-07-08"),
        ("作出决定机关（标记）", "云川市示例局"),
    ])
}

fn court() -> Cells {
    cells(&[
        ("失信被执行人姓名/名称", "云川示例食品有限公司"),
        ("身份证号码/组织机构代码", &code("91690100MA0000001")),
        ("执行法院", "云川市示例法院"),
        ("案号", "（2025）云01执100号"),
        ("立案时间", "2025年01月02日"),
        ("发布时间", "2025-03-04"),
        ("失信被执行人行为具体情形", "违反财产报告制度"),
    ])
}

fn court_person(number: &str) -> Cells {
    with(&court(), &[("失信被执行人姓名/名称", "乙某某"), ("身份证号码/组织机构代码", number)])
}

fn report() -> Cells {
    cells(&[
        ("企业名称", "云川示例食品有限公司"),
        ("统一社会信用代码", &code("91690100MA0000001")),
        ("报告年度", "2024年度"),
        ("公示日期", "2026-01-15"),
        ("联系电话", "13912345678"),
        ("通信地址", "云川市渭原区示例路1号"),
        ("资产总额", "120.5"),
        ("资产总额是否公示", "公示"),
        ("负债总额", "30"),
        ("负债总额是否公示", "不公示"),
        ("净利润", "7"),
        ("利润总额", "-3.00"),
        ("利润总额是否公示", "是"),
        ("纳税总额", "企业选择不公示"),
        ("纳税总额是否公示", "否"),
    ])
}

#[test]
fn a_complete_row_of_a_list_is_accepted_without_a_fault() {
    let checked = check("abnormal-operation", &abnormal());
    assert!(checked.issues.is_empty(), "{:?}", checked.issues);
    let draft = checked.draft.expect("a draft");
    assert_eq!(draft.reason_code.as_deref(), Some("1"));
    assert_eq!(draft.begins_on, NaiveDate::from_ymd_opt(2025, 7, 8));
    assert_eq!((draft.public_until, draft.withheld), (None, None));
    assert_eq!(draft.class, PartyClass::Organisation);
    assert_eq!(draft.fields.get("legal_representative").map(String::as_str), Some("甲某"));
    assert!(draft.removed.is_none() && draft.missing.is_empty());
}

#[test]
fn trap_20_situation_one_gets_no_end_and_the_others_two_years() {
    let until = |reason: &str| {
        let row = with(&court(), &[("失信被执行人行为具体情形", reason)]);
        draft("court-defaulter", &row).public_until
    };
    assert_eq!(until("有履行能力而拒不履行生效法律文书确定义务"), None);
    assert_eq!(until("违反财产报告制度，有履行能力而拒不履行生效法律文书确定义务"), None);
    assert_eq!(until("其他有履行能力而拒不履行生效法律文书确定义务的"), None);
    assert_eq!(until("违反财产报告制度"), NaiveDate::from_ymd_opt(2027, 3, 4));
    assert_eq!(until("违反限制消费令；无正当理由拒不履行执行和解协议"), NaiveDate::from_ymd_opt(2027, 3, 4));
}

#[test]
fn trap_20_the_code_of_situation_one_goes_before_the_others() {
    let row = with(&court(), &[("具体情形代码", "4,1")]);
    let draft = draft("court-defaulter", &row);
    assert_eq!((draft.reason_code.as_deref(), draft.public_until), (Some("1"), None));
}

#[test]
fn trap_21_a_sole_trader_is_not_put_on_the_list_and_a_firm_is_not_marked() {
    let trader = with(&abnormal(), &[("统一社会信用代码", &code("92690100MA0000001"))]);
    assert_eq!(faults("abnormal-operation", &trader), ["subject-not-in-item"]);
    assert!(check("abnormal-operation", &trader).draft.is_none());
    let firm = with(&mark(), &[("统一社会信用代码", &code("91690100MA0000001"))]);
    assert!(faults("abnormal-mark", &firm).contains(&"subject-not-in-item".to_owned()));
}

#[test]
fn trap_22_a_code_is_read_by_the_kind_of_subject() {
    let trader = draft("abnormal-mark", &mark());
    assert_eq!(trader.reason.as_deref(), Some("未按照规定报送年度报告"));
    let mut firm = abnormal();
    firm.remove("列入原因");
    let of = |row: &Cells, number: &str| {
        draft("abnormal-operation", &with(row, &[("列入原因代码", number)])).reason
    };
    assert_eq!(of(&firm, "3").as_deref(), Some("公示信息隐瞒真实情况、弄虚作假"));
    let cooperative = with(&firm, &[("企业名称", "云川示例苹果专业合作社"), ("列入原因代码", "2")]);
    assert_eq!(faults("abnormal-operation", &cooperative), ["reason-code-unknown", "field-missing"]);
}

#[test]
fn trap_23_a_figure_is_public_only_if_the_firm_chose_so() {
    let draft = draft("annual-report", &report());
    let (fields, _) = item("annual-report").expect("an item").public_fields(&draft.fields, draft.class);
    let shown = |code: &str| fields.iter().find(|field| field.code == code).map(|field| field.value.clone());
    assert_eq!(shown("assets").as_deref(), Some("120.5万元"));
    assert_eq!(shown("liabilities").as_deref(), Some("企业选择不公示"));
    assert_eq!(shown("net_profit").as_deref(), Some("企业选择不公示"), "no column says that it is public");
    assert_eq!(shown("tax").as_deref(), Some("企业选择不公示"), "the word stands in place of the figure");
    assert_eq!(shown("revenue"), None, "nothing was reported");
    assert_eq!(shown("assets_public"), None);
    assert_eq!(shown("profit").as_deref(), Some("-3万元"), "a loss");
}

#[test]
fn a_late_annual_report_keeps_its_true_day_and_the_firms_telephone_is_public() {
    let draft = draft("annual-report", &report());
    assert_eq!((draft.year, draft.begins_on), (Some(2024), NaiveDate::from_ymd_opt(2026, 1, 15)));
    assert_eq!(draft.fields.get("telephone").map(String::as_str), Some("13912345678"));
    assert!(draft.personal_data.is_empty());
    assert_eq!(
        faults("annual-report", &with(&report(), &[("报告年度", "2012")])),
        ["value-dropped", "field-missing"]
    );
}

#[test]
fn a_sole_traders_telephone_is_dropped_and_its_choice_withholds_the_whole_report() {
    let trader = with(&report(), &[("统一社会信用代码", &code("92690100MA0000001"))]);
    let open = draft("annual-report", &trader);
    assert!(!open.fields.contains_key("telephone") && !open.fields.contains_key("mailing_address"));
    assert_eq!(open.withheld, None);
    let closed = draft("annual-report", &with(&trader, &[("年度报告是否公示", "不公示")]));
    assert_eq!(closed.withheld, Some(WithheldReason::ScopeRestricted));
}

#[test]
fn trap_24_numbers_of_persons_are_in_no_field_no_issue_and_no_debug_output() {
    let number = person("1985-07-04");
    let row = with(
        &court_person(&number),
        &[
            ("性别", "男"),
            ("年龄", "40"),
            ("生效法律文书确定的义务", &format!("乙某某（{number}）支付10万元")),
        ],
    );
    let checked = check("court-defaulter", &row);
    assert!(!format!("{checked:?}").contains(&number));
    let draft = checked.draft.expect("a draft");
    assert_eq!(draft.person_number.as_ref().map(|person| person.number.expose()), Some(number.as_str()));
    assert!(!draft.fields.contains_key("sex") && !draft.fields.contains_key("age"));
    assert_eq!(draft.personal_data, ["obligation"]);
    let obligation = draft.fields.get("obligation").expect("kept");
    assert!(obligation.starts_with("乙**（****"), "{obligation}");
    assert_eq!(draft.withheld, None, "the court's rule asks for natural persons");
}

#[test]
fn trap_15_minors_and_people_of_unknown_age_are_not_shown() {
    let withheld = |row: &Cells| draft("court-defaulter", row).withheld;
    assert_eq!(withheld(&court_person(&person("1985-07-04"))), None);
    assert_eq!(withheld(&court_person(&person("2007-01-03"))), Some(WithheldReason::Minor));
    assert_eq!(withheld(&court_person("6101021985****001X")), None, "the year is enough");
    assert_eq!(withheld(&court_person("6101022007****001X")), Some(WithheldReason::Minor));
    assert_eq!(withheld(&court_person("")), Some(WithheldReason::AgeUnknown));
    assert_eq!(withheld(&with(&court_person(""), &[("年龄", "40")])), None);
}

#[test]
fn a_number_of_a_person_in_the_column_of_codes_is_taken_out() {
    let number = person("1985-07-04");
    let mut row = court_person("");
    row.insert("统一社会信用代码", number.clone());
    let checked = check("court-defaulter", &row);
    assert!(!format!("{checked:?}").contains(&number));
    let draft = checked.draft.expect("a draft");
    assert_eq!((draft.class, draft.uscc.clone()), (PartyClass::NaturalPerson, None));
    assert!(draft.person_number.is_some());
}

#[test]
fn a_credit_code_in_the_column_of_numbers_of_persons_is_the_firms() {
    let mut row = court();
    row.remove("身份证号码/组织机构代码");
    row.insert("证件号码", code("91690100MA0000001"));
    let firm = draft("court-defaulter", &row);
    assert_eq!((firm.class, firm.uscc), (PartyClass::Organisation, Some(code("91690100MA0000001"))));
    let person = draft("court-defaulter", &with(&row, &[("主体类别", "自然人")]));
    assert_eq!((person.class, person.uscc), (PartyClass::NaturalPerson, None));
}

#[test]
fn natural_persons_are_withheld_where_no_law_asks_for_them() {
    let row = cells(&[
        ("单位名称", "乙某某"),
        ("主体类别", "自然人"),
        ("证件号码", &person("1985-07-04")),
        ("列入事由", "拖欠农民工工资"),
        ("列入日期", "2025-07-08"),
        ("列入机关", "云川市示例局"),
    ]);
    assert_eq!(draft("unpaid-wages", &row).withheld, Some(WithheldReason::NaturalPersonWithoutBasis));
    let with_law = with(&row, &[("自然人信息公开依据", "某法第十条")]);
    assert_eq!(draft("unpaid-wages", &with_law).withheld, None);
}

#[test]
fn trap_14_what_rests_on_public_security_penalties_is_sealed() {
    let row = with(&abnormal(), &[("列入原因", "违反《中华人民共和国治安管理处罚法》第六十条")]);
    assert_eq!(draft("abnormal-operation", &row).withheld, Some(WithheldReason::Sealed));
}

#[test]
fn trap_16_personal_data_in_public_texts_is_masked_and_in_a_name_it_withholds() {
    let row = with(&abnormal(), &[("列入原因", "通过登记的住所无法联系，电话13912345678")]);
    let draft_of = draft("abnormal-operation", &row);
    assert_eq!(draft_of.reason.as_deref(), Some("通过登记的住所无法联系，电话***********"));
    assert_eq!(draft_of.personal_data, ["reason"]);
    assert_eq!(faults("abnormal-operation", &row), ["personal-data-masked"]);
    let named = with(&abnormal(), &[("企业名称", "云川示例有限公司13912345678")]);
    assert_eq!(draft("abnormal-operation", &named).withheld, Some(WithheldReason::PersonalData));
}

#[test]
fn a_day_that_cannot_be_is_a_fault_and_a_missing_one_makes_the_row_incomplete() {
    for (column, value, expected) in [
        ("列入日期", "2025-02-30", "date-unreadable"),
        ("列入日期", "2026-05-11", "listed-in-future"),
        ("列入日期", "1925-01-01", "date-implausible"),
        ("移出日期", "2025-07-07", "removed-before-listed"),
        ("移出日期", "2026-05-11", "removed-in-future"),
    ] {
        let row = with(&abnormal(), &[(column, value)]);
        assert_eq!(faults("abnormal-operation", &row), [expected], "{column} {value}");
        assert!(check("abnormal-operation", &row).draft.is_none());
    }
    let row = with(&abnormal(), &[("列入日期", "")]);
    assert_eq!(faults("abnormal-operation", &row), ["field-missing"]);
    assert_eq!(draft("abnormal-operation", &row).missing, ["begins_on"]);
}

#[test]
fn trap_6_the_end_of_2099_is_no_end() {
    let of = |value: &str| {
        let checked = check("honour", &with(&honour(), &[("有效期至", value)]));
        let issues: Vec<String> = checked.issues.into_iter().map(|issue| issue.code).collect();
        (checked.draft.expect("a draft").public_until, issues)
    };
    assert_eq!(of("2099/12/31"), (None, vec![]));
    assert_eq!(of("2099-11-31"), (None, vec!["long-term-typo".to_owned()]));
    assert_eq!(of("2027-12-31"), (NaiveDate::from_ymd_opt(2027, 12, 31), vec![]));
}

fn honour() -> Cells {
    cells(&[
        ("企业名称", "云川示例食品有限公司"),
        ("统一社会信用代码", &code("91690100MA0000001")),
        ("信息类别", "守合同重信用"),
        ("评定级别", "省"),
        ("认定发布年度", "2025"),
        ("认定发布部门", "云川市示例局"),
    ])
}

#[test]
fn an_entry_past_its_term_is_not_shown_any_more() {
    let row = with(&court(), &[("立案时间", "2022-01-02"), ("发布时间", "2022-03-04")]);
    let draft = draft("court-defaulter", &row);
    assert_eq!(draft.withheld, Some(WithheldReason::AfterMaximum));
}

#[test]
fn a_removal_is_read_in_the_words_of_its_item() {
    let row = with(
        &mark(),
        &[("恢复日期", "2025-09-01"), ("恢复原因代码", "3"), ("作出决定机关（恢复）", "云川市另一局")],
    );
    let removed = draft("abnormal-mark", &row).removed.expect("removed");
    assert_eq!(removed.reason.as_deref(), Some("已补报年度报告"));
    assert_eq!(removed.authority_name.as_deref(), Some("云川市另一局"));
    let without_day = with(&mark(), &[("恢复原因", "补报")]);
    assert_eq!(draft("abnormal-mark", &without_day).missing, ["removed_on"]);
}

#[test]
fn trap_31_each_year_of_an_a_level_taxpayer_is_an_entry_of_its_own() {
    let row = |year: &str| {
        cells(&[
            ("纳税人名称", "云川示例食品有限公司"),
            ("纳税人识别号", &code("91690100MA0000001")),
            ("评价年度", year),
        ])
    };
    let (first, second) = (draft("tax-a", &row("2023")), draft("tax-a", &row("2024年度")));
    assert_ne!(first.natural_key(), second.natural_key());
    assert_eq!(second.year, Some(2024));
    assert_eq!(first.uscc, Some(code("91690100MA0000001")), "the tax number is the credit code");
    assert_eq!(first.public_until, None);
}

#[test]
fn the_key_outlives_a_removal_and_a_correction_of_other_columns() {
    let listed = draft("abnormal-operation", &abnormal());
    let removed = with(&abnormal(), &[("移出日期", "2025-09-01"), ("法定代表人", "丙某")]);
    assert_eq!(draft("abnormal-operation", &removed).natural_key(), listed.natural_key());
    let again = with(&abnormal(), &[("列入日期", "2024-07-08")]);
    assert_ne!(draft("abnormal-operation", &again).natural_key(), listed.natural_key());
    assert_eq!(
        listed.natural_key().split('\u{1f}').collect::<Vec<_>>(),
        ["abnormal-operation", &format!("uscc:{}", code("91690100MA0000001")), "2025-07-08", "", "1"]
    );
}

#[test]
fn an_aeo_that_the_customs_struck_off_is_not_shown_as_one() {
    let row = cells(&[
        ("企业名称", "云川示例食品有限公司"),
        ("海关注册编码", "6101960001"),
        ("信用等级", "高级认证企业"),
        ("注销标志", "已注销"),
    ]);
    assert_eq!(draft("customs-aeo", &row).withheld, Some(WithheldReason::Annulled));
}

#[test]
fn plates_of_firms_on_the_overloading_list_are_public_and_those_of_people_are_not() {
    let row =
        cells(&[("企业名称", "云川示例运输有限公司"), ("车牌号", "陕A12345"), ("入库时间", "2025-03-04")]);
    let firm = draft("overloading", &row);
    assert_eq!(firm.fields.get("plate").map(String::as_str), Some("陕A12345"));
    assert!(firm.personal_data.is_empty());
    let driver = with(&row, &[("企业名称", "乙某某")]);
    let driver = draft("overloading", &driver);
    assert_eq!(driver.class, PartyClass::NaturalPerson);
    assert!(!driver.fields.contains_key("plate"));
}

#[test]
fn names_of_persons_are_on_the_page_only() {
    let draft = draft("abnormal-operation", &abnormal());
    let (everywhere, on_page) =
        item("abnormal-operation").expect("an item").public_fields(&draft.fields, draft.class);
    let captions =
        |fields: &[PublicField]| fields.iter().map(|field| field.caption.clone()).collect::<Vec<_>>();
    assert!(captions(&everywhere).is_empty());
    assert_eq!(captions(&on_page), ["法定代表人"]);
}

#[test]
fn an_empty_row_and_one_without_a_name_are_kept_back() {
    let blank = with(&abnormal(), &abnormal().keys().map(|heading| (*heading, "")).collect::<Vec<_>>());
    assert!(faults("abnormal-operation", &blank).contains(&"row-empty".to_owned()));
    let nameless = with(&abnormal(), &[("企业名称", "")]);
    assert_eq!(faults("abnormal-operation", &nameless), ["name-missing"]);
}
