//! What no mapping can do.

use super::*;

const REFUSED: &[(&str, &str)] = &[
    // Constants, and anything that makes a value.
    (
        r#""列" = "CF_SY"
            [constants]
            CF_JDRQ = "2026-01-02""#,
        "不能写成固定值",
    ),
    (
        r#""列" = "CF_SY"
            [constants]
            "处罚机关" = "云州市甲局""#,
        "不能写成固定值",
    ),
    (
        r#""列" = "CF_SY"
            [constants]
            CF_CFJGDM = "11610000000000000X""#,
        "不能写成固定值",
    ),
    (
        r#""列" = "CF_SY"
            [constants]
            CX_SHYX = "有""#,
        "认定结论须逐件作出",
    ),
    (r#""标题" = { field = "CF_JDRQ", regex = '(\d{4}-\d{2}-\d{2})', confirm = true }"#, "不能用 regex"),
    (r#""标题" = { field = "CF_CFJG", extract = "document-number", confirm = true }"#, "不能用 extract"),
    (r#""年" = { field = "CF_JDRQ", join = ["月", "日"], separator = "-", confirm = true }"#, "不能用 join"),
    (r#""处罚日期" = { field = "CF_JDRQ", join = ["公示日期"] }"#, "不能用 join"),
    (r#""标题" = { field = "CF_CFJG", split = { by = "罚", part = 1 }, confirm = true }"#, "不能用 split"),
    (r#""处罚机关" = { field = "CF_CFJG", map = { "甲" = "乙" }, other = "云州市甲局" }"#, "不能用 other"),
    (r#""处罚机关" = { field = "CF_CFJG", map = { "" = "云州市甲局" } }"#, "不能用 map"),
    (r#""处罚日期" = { field = "CF_JDRQ", map = { "甲" = "2026-01-02" } }"#, "不能用 map"),
    // Headings that name another date or another body, confirmed or not.
    (r#""处罚公布时间" = { field = "CF_JDRQ", confirm = true }"#, "“公布”，不是作出决定的日期"),
    (r#""公示日期" = { field = "处罚决定日期", confirm = true }"#, "“公示”"),
    (r#""发文日期" = { field = "CF_JDRQ", confirm = true }"#, "“发文”"),
    (r#""送达时间" = { field = "CF_JDRQ", confirm = true }"#, "“送达”"),
    (r#""立案日期" = { field = "CF_JDRQ", confirm = true }"#, "“立案”"),
    (r#""结案日期" = { field = "CF_JDRQ", confirm = true }"#, "“结案”"),
    (r#""有效期至" = { field = "CF_JDRQ", confirm = true }"#, "“有效”"),
    (r#""列入日期" = { field = "CF_JDRQ", confirm = true }"#, "“列入”"),
    (r#""数据更新时间" = { field = "CF_JDRQ", confirm = true }"#, "“更新”"),
    (r#""update_time" = { field = "CF_JDRQ", confirm = true }"#, "“UPDATE”"),
    (r#""数据来源单位" = { field = "CF_CFJG", confirm = true }"#, "“来源”，不是作出决定的机关"),
    (r#""登记机关" = { field = "CF_CFJG", confirm = true }"#, "“登记机关”"),
    (r#""上报单位代码" = { field = "CF_CFJGDM", confirm = true }"#, "“上报”"),
    // Headings that say nothing, as long as nobody confirms them.
    (r#""日期" = "CF_JDRQ""#, "没有写明"),
    (r#""单位" = "CF_CFJG""#, "没有写明"),
];

#[test]
fn no_mapping_fills_a_decision_date_or_authority_from_elsewhere() {
    for (column, sentence) in REFUSED {
        let message = message(penalties(column));
        assert!(message.contains(sentence), "{column}: {message}");
    }
    for column in [
        r#""处罚日期" = "CF_JDRQ""#,
        r#""处罚决定日期" = "CF_JDRQ""#,
        r#""处罚机关" = "CF_CFJG""#,
        r#""作出决定的日子" = { field = "CF_JDRQ", confirm = true }"#,
    ] {
        assert!(penalties(column).is_ok(), "{column}");
    }
}

#[test]
fn the_same_holds_for_lists_and_endings() {
    let text = |kind: &str, column: &str| format!("kind = \"{kind}\"\ntitle = \"甲\"\n[columns]\n{column}\n");
    let read = |kind, column| Mapping::parse("甲.toml", &text(kind, column));
    let refused = [
        ("endings", r#""发布日期" = { field = "决定日期", confirm = true }"#),
        ("endings", "\"文号\" = \"文号\"\n[constants]\n\"决定机关代码\" = \"11610000000000000X\""),
        ("abnormal-operation", r#""发布时间" = { field = "列入日期", confirm = true }"#),
        ("abnormal-operation", r#""信息来源" = { field = "作出决定机关（列入）", confirm = true }"#),
        ("abnormal-operation", "\"企业名称\" = \"名称\"\n[constants]\n\"列入日期\" = \"2026-01-02\""),
        (
            "abnormal-operation",
            "\"企业名称\" = \"名称\"\n[constants]\n\"作出决定机关（移出）\" = \"云州市甲局\"",
        ),
    ];
    for (kind, column) in refused {
        let result = read(kind, column);
        assert!(
            matches!(result, Err(MappingError::Invalid { fault: Fault::Refused(_), .. })),
            "{kind} {column}: {:?}",
            result.map(|mapping| mapping.title)
        );
    }
    assert!(
        read("abnormal-operation", "\"列入时间\" = \"列入日期\"\n\"列入机关\" = \"作出决定机关（列入）\"")
            .is_ok()
    );
    assert!(read("abnormal-operation", r#""移出时间" = "移出日期""#).is_ok());
}

const FAULTY: &[(&str, usize, &str)] = &[
    ("kind = \"penalties\"\ntitle = \"甲\"\nkinds = 1\n[columns]\n", 3, "不认识“kinds”"),
    (
        "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = { field = \"CF_SY\", mapp = {} }",
        4,
        "不认识“mapp”",
    ),
    ("kind = \"penalties\"\ntitle = \"甲\"\n[source]\nrows = 1\n[columns]\n", 4, "不认识“rows”"),
    ("kind = \"fines\"\ntitle = \"甲\"\n[columns]\n", 1, "不是数据种类"),
    ("title = \"甲\"\n[columns]\n", 1, "缺少“kind”"),
    ("kind = \"penalties\"\ntitle = \"甲\"\n", 1, "缺少“columns”"),
    ("kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = \"CF_XX\"", 4, "没有字段“CF_XX”"),
    (
        "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = \"CF_SY\"\n\"行\" = \"违法事实\"",
        5,
        "已有来源",
    ),
    ("kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = \"CF_SY\"\n\"列\" = \"CF_NR\"", 5, "TOML"),
    (
        "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = { field = \"CF_YXQ\", date = [\"%y%m%d\"] }",
        4,
        "两位数的年份",
    ),
    (
        "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = { field = \"CF_YXQ\", date = [\"%Y年%m月\"] }",
        4,
        "年、月、日",
    ),
    (
        "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = { field = \"CF_SY\", regex = '(a)(b)' }",
        4,
        "一个括号组",
    ),
    (
        "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = { field = \"CF_SY\", regex = '((a{1000}){1000})' }",
        4,
        "过大",
    ),
    (
        "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = { field = \"CF_SY\", amount = \"元\" }",
        4,
        "不是金额字段",
    ),
    (
        "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = { field = \"CF_NR_FK\", amount = \"角\" }",
        4,
        "“amount”应为",
    ),
    ("kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = 3", 4, "字段代码"),
    (
        "kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n\"列\" = { field = \"CF_SY\", other = \"甲\" }",
        4,
        "缺少“map”",
    ),
];

#[test]
fn a_fault_is_named_with_its_line() {
    for (text, line, sentence) in FAULTY {
        match Mapping::parse("甲.toml", text) {
            Err(error @ MappingError::Invalid { line: found, .. }) => {
                assert_eq!(found, *line, "{text}: {error}");
                assert!(error.to_string().contains(sentence), "{text}: {error}");
            }
            other => panic!("{text}: {:?}", other.map(|mapping| mapping.title)),
        }
    }
}
