//! Drafts and explanations.

use super::*;

const SCANNED: [&str; 9] =
    ["序 号", "企让名称", "证号", "处罚公布时间", "处罚决疋日期", "罚款", "违法事实", "列", "信息来源"];

fn scanned() -> Box<dyn RowSource> {
    let numbers = ["云环罚字〔2026〕1号", "云环罚字〔2026〕2号"];
    given(
        &SCANNED,
        &[
            &[
                "1",
                "云州甲有眼公司",
                "91610000220568570K",
                "2026-01-03",
                "2026-01-02",
                "5000",
                "排污",
                numbers[0],
                "某网",
            ],
            &[
                "2",
                "云州乙有限公司",
                "9161000022O568570K",
                "2026-01-03",
                "2026-01-02",
                "500",
                "排污",
                numbers[1],
                "某网",
            ],
        ],
    )
}

#[test]
fn a_draft_asks_about_everything_that_it_only_guessed() {
    let text = suggest("云环处罚", scanned().as_mut(), None).unwrap();
    for line in [
        "kind = \"penalties\"",
        "\"违法事实\" = \"CF_SY\" # 违法事实",
        "# 请确认: 表头与“企业名称”相近，是否就是“行政相对人名称”？\n\"企让名称\" = { field = \"CF_XDR_MC\", confirm = false }",
        "# 请确认: 2 个取值中 2 个像统一社会信用代码",
        "# 请确认: 金额单位是“元”还是“万元”？",
        "# 请确认: 2 个取值中 2 个像文书号",
        "\"处罚决疋日期\" = { field = \"CF_JDRQ\", confirm = false }",
        "# \"处罚公布时间\" = \"\" # 未使用，是另一个日期，不能作为决定日期",
        "# \"信息来源\" = \"\" # 未使用，不是作出决定的机关",
        "# \"序 号\" = \"\" # 未识别",
        "没有列填写的必填项",
    ] {
        assert!(text.contains(line), "{line}\n---\n{text}");
    }
    for value in ["云州甲", "91610000", "5000"] {
        assert!(!text.contains(value), "a draft repeats no values\n{text}");
    }
}

#[test]
fn a_draft_is_a_mapping_that_cannot_be_used_until_it_is_confirmed() {
    let text = suggest("云环处罚", scanned().as_mut(), None).unwrap();
    let draft = mapping(&text);
    assert_eq!(draft.unconfirmed(), ["企让名称", "证号", "处罚决疋日期", "罚款", "列"]);
    let refused = MappedSource::new(scanned(), draft.clone()).map(|_| ()).unwrap_err();
    assert!(matches!(refused, MappingError::Unconfirmed { .. }), "{refused}");
    assert!(explain(&draft).contains("未确认的列（核对前不能导入）：企让名称"), "{}", explain(&draft));
    let confirmed = mapping(&text.replace("confirm = false", "confirm = true"));
    let mut source = MappedSource::new(scanned(), confirmed).unwrap();
    let row = source.next_row().unwrap().unwrap();
    assert_eq!(row.values[0], "云州甲有眼公司", "values are never mended");
}

#[test]
fn a_draft_of_a_layout_that_speaks_our_words_has_no_questions() {
    let data = given(
        &["名称", "统一社会信用代码", "公司地址", "注册时间"],
        &[&["云州甲有限公司", "91610000220568570K", "云州市", "2026-01-02"]],
    );
    let mut data = data;
    let text = suggest("云州", data.as_mut(), Some("entities")).unwrap();
    let draft = mapping(&text);
    assert_eq!(draft.unconfirmed(), Vec::<String>::new());
    assert_eq!(draft.outputs(), ["名称", "统一社会信用代码", "成立日期"]);
}

#[test]
fn an_explanation_says_what_becomes_of_each_column_and_hides_persons() {
    let mapping = mapping(
        r#"
        kind = "penalties"
        title = "云州某局处罚台账"
        [[source.skip_rows_where]]
        reason = "没有处罚"
        empty = ["处理"]
        [columns]
        "当事人" = "CF_XDR_MC"
        "处理" = ["CF_NR", { field = "CF_NR_FK", extract = "fine" }]
        "负责人" = "CF_FRDB"
        "证件" = "CF_XDR_ZJHM"
        "标题" = { field = "CF_WSH", extract = "document-number" }
        "#,
    );
    let words = explain(&mapping);
    for line in [
        "映射：云州某局处罚台账（甲.toml）",
        "数据种类：行政处罚（penalties）",
        "  标题 → 行政处罚决定书文号（CF_WSH）：取文中唯一的文书号，没有或有多个时留空",
        "  没有处罚：“处理”为空",
        "没有列填写的必填项（这些行将保留为“不完整”，补正前不公示）：行政相对人代码_1(统一社会信用代码)、处罚决定日期、处罚机关",
    ] {
        assert!(words.contains(line), "{line}\n---\n{words}");
    }
    let data = given(
        &["当事人", "处理", "负责人", "证件", "标题", "网址"],
        &[
            &[
                "张小三",
                "罚款5000元，电话13912345678",
                "李四四",
                "610102199001011234",
                "云环罚字〔2026〕1号",
                "x",
            ],
            &["乙公司", "", "", "", "", ""],
            &["丙公司", "警告", "", "", "公示表", ""],
        ],
    );
    let words = explain_data(&mapping, data).unwrap();
    for line in [
        "共读取 3 行，其中 2 行是记录，跳过 1 行。",
        "  跳过：没有处罚：1 行",
        "  行政处罚决定书文号：1 行有内容，1 行为空",
        "数据中没有用到的列：网址",
        "第 2 行：\n  行政相对人名称：张**",
        "  法定代表人：李**",
        "  证件号码：***",
        "  罚款金额（万元）：0.500000",
    ] {
        assert!(words.contains(line), "{line}\n---\n{words}");
    }
    for hidden in ["13912345678", "6101021990", "张小三", "李四四"] {
        assert!(!words.contains(hidden), "{hidden}\n---\n{words}");
    }
}
