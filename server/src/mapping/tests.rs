//! Mapping files of fictional layouts: each feature, and each refusal.

mod drafts;
mod refusals;

use super::*;
use crate::ingest::{About, FileError, Format, Packing, Part, RawRow, RowProblem, RowSource};

/// Rows out of nothing.
struct Given {
    headings: Vec<String>,
    rows: std::collections::VecDeque<RawRow>,
}

impl RowSource for Given {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, FileError> {
        Ok(self.rows.pop_front())
    }

    fn about(&self) -> About {
        About {
            format: Format::JsonLines,
            packing: Packing::Plain,
            parts: vec![Part { name: String::new(), heading_row: None }],
            left_out: Vec::new(),
            notes: Vec::new(),
        }
    }
}

fn row(line: u64, values: &[&str]) -> RawRow {
    RawRow {
        line,
        part: 0,
        part_line: line,
        values: values.iter().map(|value| (*value).to_owned()).collect(),
        raw: values.join(","),
        problem: None,
    }
}

fn given(headings: &[&str], rows: &[&[&str]]) -> Box<dyn RowSource> {
    let rows = (2..).zip(rows).map(|(line, values)| row(line, values)).collect();
    Box::new(Given { headings: headings.iter().map(|heading| (*heading).to_owned()).collect(), rows })
}

fn mapping(text: &str) -> Mapping {
    Mapping::parse("甲.toml", text).unwrap_or_else(|error| panic!("{error}"))
}

/// A mapping of penalties with the one column, as the line of `[columns]`.
fn penalties(column: &str) -> Result<Mapping, MappingError> {
    Mapping::parse("甲.toml", &format!("kind = \"penalties\"\ntitle = \"甲\"\n[columns]\n{column}\n"))
}

/// What a value of one column becomes.
fn value(column: &str, cell: &str) -> String {
    let mapping = penalties(column).unwrap_or_else(|error| panic!("{column}: {error}"));
    let mut source = MappedSource::new(given(&["列"], &[&[cell]]), mapping).unwrap();
    source.next_row().unwrap().unwrap().values[0].clone()
}

fn message(result: Result<Mapping, MappingError>) -> String {
    result.map(|mapping| mapping.title).unwrap_err().to_string()
}

#[test]
fn columns_become_fields_in_every_way_that_a_mapping_knows() {
    let cases = [
        (r#""列" = "CF_XDR_MC""#, " 云州甲有限公司 ", "云州甲有限公司"),
        (r#""列" = "行政相对人名称""#, "云州甲有限公司", "云州甲有限公司"),
        (
            r#""列" = { field = "CF_XDR_LB", map = { "企业" = "法人及非法人组织" } }"#,
            "企业",
            "法人及非法人组织",
        ),
        (r#""列" = { field = "CF_XDR_LB", map = { "企业" = "法人及非法人组织" } }"#, "自然人", "自然人"),
        (r#""列" = { field = "CF_XDR_LB", map = { "经营者" = "个体工商户" }, other = "" }"#, "董事", ""),
        (
            r#""列" = { field = "CF_YXQ", date = ["%Y年%m月%d日", "%Y%m%d"] }"#,
            "２０２６年1月2日",
            "2026-01-02",
        ),
        (r#""列" = { field = "CF_YXQ", date = ["%Y年%m月%d日", "%Y%m%d"] }"#, "20260102", "2026-01-02"),
        (r#""列" = { field = "CF_YXQ", date = ["%Y-%m-%d"] }"#, "2026-01-02 00:00:00", "2026-01-02"),
        (r#""列" = { field = "CF_YXQ", date = ["excel"] }"#, "46024", "2026-01-02"),
        (r#""列" = { field = "CF_YXQ", date = ["%Y-%m-%d"] }"#, "2026-02-30", "2026-02-30"), // for the check to judge
        (r#""列" = { field = "CF_NR_FK", amount = "元" }"#, "15000", "1.500000"),
        (r#""列" = { field = "CF_NR_FK", amount = "元" }"#, "人民币壹万伍仟元整", "1.500000"),
        (r#""列" = { field = "CF_NR_FK", amount = "万元" }"#, "1.5", "1.500000"),
        (r#""列" = { field = "CF_NR_FK", amount = "万元" }"#, "5000元", "0.500000"),
        (r#""列" = { field = "CF_NR_FK", extract = "fine" }"#, "责令改正；罚款叁仟元整", "0.300000"),
        (r#""列" = { field = "CF_NR_FK", extract = "fine" }"#, "甲罚款100元；乙罚款200元", ""),
        (
            r#""列" = { field = "CF_WSH", extract = "document-number" }"#,
            "关于云环罚字〔2026〕7号的公告",
            "云环罚字〔2026〕7号",
        ),
        (r#""列" = { field = "CF_WSH", extract = "document-number" }"#, "1月处罚情况", ""),
        (
            r#""列" = { field = "CF_XDR_GSZC", regex = '注册号[:：]\s*(\d{15})' }"#,
            "注册号：610000000000017",
            "610000000000017",
        ),
        (r#""列" = { field = "CF_YJ", split = { by = "|", part = 2 } }"#, "甲| 乙 |丙", "乙"),
        (r#""列" = { field = "CF_YJ", split = { by = "|", part = "last" } }"#, "甲|乙|丙", "丙"),
        (r#""列" = { field = "CF_YJ", split = { by = "|", part = 9 } }"#, "甲|乙|丙", ""),
        (
            r#""列" = { field = "CF_JDRQ", date = ["%Y年%m月%d日"], confirm = true }"#,
            "2026年1月2日",
            "2026-01-02",
        ),
        (
            r#""列" = { field = "CF_CFJG", map = { "市局" = "云州市甲局" }, confirm = true }"#,
            "市局",
            "云州市甲局",
        ),
    ];
    for (column, cell, expected) in cases {
        assert_eq!(value(column, cell), expected, "{column} {cell}");
    }
}

#[test]
fn one_column_fills_several_fields_and_several_columns_fill_one() {
    let mapping = mapping(
        r#"
        kind = "entities"
        title = "甲"
        [columns]
        "企业" = "名称"
        "市" = { field = "住所", join = ["区", "路"], separator = "-" }
        "代码" = ["统一社会信用代码", { field = "行政区划代码", regex = '^..(\d{6})' }]
        "备用" = { field = "曾用名", optional = true }
        [constants]
        "登记状态" = "存续"
        "#,
    );
    let data = given(
        &["代码", "企 业", "路", "区", "市", "网址"],
        &[&["91610000220568570K", "云州甲有限公司", "一路1号", " ", "云州市", "x"]],
    );
    let mut source = MappedSource::new(data, mapping).unwrap();
    assert_eq!(source.headings(), ["名称", "住所", "统一社会信用代码", "行政区划代码", "曾用名", "登记状态"]);
    let row = source.next_row().unwrap().unwrap();
    assert_eq!(row.values, ["云州甲有限公司", "云州市-一路1号", "91610000220568570K", "610000", "", "存续"]);
    assert_eq!(source.unused(), ["网址"]);
}

#[test]
fn a_row_keeps_its_line_its_raw_text_and_its_problem() {
    let mut sent = row(7, &["甲"]);
    sent.problem = Some(RowProblem::StrayBytes);
    let data = Box::new(Given { headings: vec!["列".to_owned()], rows: [sent.clone()].into() });
    let mut source = MappedSource::new(data, penalties(r#""列" = "CF_SY""#).unwrap()).unwrap();
    assert_eq!(source.next_row().unwrap(), Some(RawRow { values: vec!["甲".to_owned()], ..sent }));
    assert_eq!(source.next_row().unwrap(), None);
}

const WITH_SKIPS: &str = r#"
kind = "penalties"
title = "甲"
[source]
ignore = ["网址"]
[[source.skip_rows_where]]
reason = "没有处罚"
empty = ["处理", "问题"]
[[source.skip_rows_where]]
reason = "合计行"
equals = { "企业" = ["合计", "总计"] }
[columns]
"企业" = "CF_XDR_MC"
"处理" = "CF_NR"
"#;

#[test]
fn rows_that_are_no_records_are_left_out_by_a_rule_and_counted() {
    let data = given(
        &["企业", "处理", "问题", "网址"],
        &[
            &["甲公司", "罚款", "", ""],
            &["乙公司", "", "排污", ""],
            &["丙公司", " ", "", "x"],
            &["合计", "3", "", ""],
        ],
    );
    let mut source = MappedSource::new(data, mapping(WITH_SKIPS)).unwrap();
    let mut lines = Vec::new();
    while let Some(row) = source.next_row().unwrap() {
        lines.push(row.line);
    }
    assert_eq!(lines, [2, 3]);
    let tally = source.tally();
    assert_eq!((tally.read, tally.given, tally.skipped_rows()), (4, 2, 2));
    assert_eq!(tally.skipped["没有处罚"], 1);
    assert_eq!(tally.skipped["合计行"], 1);
    assert_eq!(source.unused(), Vec::<String>::new());
}

#[test]
fn a_row_that_could_not_be_read_whole_is_never_left_out() {
    let mut sent = row(2, &["丙公司", "", "", ""]);
    sent.problem = Some(RowProblem::TooManyCells { expected: 4, found: 5 });
    let headings = ["企业", "处理", "问题", "网址"].map(str::to_owned).to_vec();
    let data = Box::new(Given { headings, rows: [sent].into() });
    let mut source = MappedSource::new(data, mapping(WITH_SKIPS)).unwrap();
    assert!(source.next_row().unwrap().is_some());
}

#[test]
fn data_without_the_columns_of_a_mapping_is_refused() {
    let result = MappedSource::new(given(&["行"], &[]), penalties(r#""列" = "CF_SY""#).unwrap());
    let message = result.map(|_| ()).unwrap_err().to_string();
    assert!(message.contains("没有映射文件要读的列：列。表头为：行"), "{message}");
}
