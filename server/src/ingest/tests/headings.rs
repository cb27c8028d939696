//! Which rows of a text file are its headings, by the rules at the top of `headings.rs`.

use super::*;

#[test]
fn headings_are_found_by_their_rules() {
    let cases: [(&str, u64, &[&str]); 9] = [
        ("名称,代码\n甲,1\n", 1, &["名称", "代码"]),
        ("\n\n名称,代码\n甲,1\n", 3, &["名称", "代码"]),
        ("处罚信息,,\n\n名称,代码,备注\n甲,1,\n", 3, &["名称", "代码", "备注"]),
        ("填报单位：某局,,日期：二月\n名称,代码,备注\n甲,1,x\n", 2, &["名称", "代码", "备注"]),
        (
            "某局,二月,,,\n名称,代码,备注,金额,日期\n甲,1,x,2,3\n乙,1,x,2,3\n",
            2,
            &["名称", "代码", "备注", "金额", "日期"],
        ),
        ("名称,相对人代码,,日期\n,信用代码,注册号,\n甲,1,2,3\n", 1, &["名称", "信用代码", "注册号", "日期"]),
        ("名称,机关,,备注\n,名称,代码,\n甲,1,2,3\n", 1, &["名称", "机关/名称", "机关/代码", "备注"]),
        ("名称（注：全称）,金额（单位：元）\n甲,1\n", 1, &["名称（注：全称）", "金额（单位：元）"]),
        ("名称\n甲\n乙\n", 1, &["名称"]),
    ];
    for (text, row, expected) in cases {
        let sent = sent_as("a.csv", text.as_bytes());
        let source = open(&sent.path, &small_limits()).unwrap();
        assert_eq!(source.headings(), expected, "{text}");
        assert_eq!(source.about().parts[0].heading_row, Some(row), "{text}");
    }
}

#[test]
fn a_sparse_row_below_the_headings_is_a_row() {
    let (_, headings, rows) = read("名称,代码,备注\n甲,,\n乙,1,\n");
    assert_eq!(headings, ["名称", "代码", "备注"]);
    assert_eq!(rows.len(), 2);
}

#[test]
fn notes_are_notes_only_at_the_end() {
    let text = "名称,代码,备注\n甲,1,x\n注：见下,,\n乙,2,y\n\n注：以上为全部,,\n制表：某科,,审核：某局\n";
    let sent = sent_as("a.csv", text.as_bytes());
    let mut source = open(&sent.path, &small_limits()).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = source.next_row().unwrap() {
        lines.push(row.line);
    }
    assert_eq!(lines, [2, 3, 4]);
    assert_eq!(source.about().notes, ["注：以上为全部", "制表：某科 审核：某局"]);
}

#[test]
fn a_table_of_notes_keeps_its_rows() {
    let many = "注：某事,,\n".repeat(30);
    let (_, _, rows) = read(format!("名称,代码,备注\n{many}"));
    assert!(rows.len() >= 20, "only the last few rows can be notes");
}
