//! The faulty rows: that they come back as they were sent, and that each fault stands where it belongs.

use domain::issue::Severity;

use super::*;
use crate::sheets::{CellFault, FaultyRow, faults};

fn fault(column: impl Into<Option<usize>>, message: &str, severity: Severity) -> CellFault {
    CellFault { column: column.into(), message: message.to_owned(), severity }
}

fn row(line: i64, values: &[&str], faults: Vec<CellFault>) -> FaultyRow {
    FaultyRow { line, values: values.iter().map(|value| (*value).to_owned()).collect(), faults }
}

fn headings(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// Two faulty rows of a file of penalties.
fn example() -> Vec<u8> {
    let rows = [
        row(
            7,
            &["秦川示例商贸有限公司", "91690101MAC7Q2X103", "云市监处罚〔2026〕7号", ""],
            vec![
                fault(1, "统一社会信用代码的校验码不正确，请核对", Severity::Warning),
                fault(3, "必填项为空，请补充", Severity::Incomplete),
                fault(None, "登记信息中没有这个主体", Severity::Warning),
            ],
        ),
        row(
            9,
            &["云川示例食品有限公司", "", "=1+1", "昨天"],
            vec![
                fault(3, "日期无法读取，请写成 2026/11/17", Severity::Quarantine),
                fault(3, "日期与文号中的年份不符", Severity::Warning),
            ],
        ),
    ];
    let headings = headings(&[
        "行政相对人名称",
        "行政相对人代码_1(统一社会信用代码)",
        "行政处罚决定书文号",
        "处罚决定日期",
    ]);
    faults(&headings, &rows).unwrap()
}

/// The text of each note by its cell.
fn notes(bytes: &[u8]) -> BTreeMap<String, String> {
    let comments = &parts(bytes)["xl/comments1.xml"];
    let found: Vec<[String; 2]> = all(comments, r#"(?s)<comment ref="([A-Z]+\d+)"[^>]*>(.*?)</comment>"#);
    let text = |markup: &str| {
        all::<1>(markup, "(?s)<t(?: [^>]*)?>(.*?)</t>").into_iter().map(|[text]| text).collect::<String>()
    };
    found.iter().map(|[cell, markup]| (cell.clone(), text(markup))).collect()
}

/// The fill of a cell of the first sheet.
fn fill(bytes: &[u8], cell: &str) -> String {
    let parts = parts(bytes);
    let pattern = format!(r#"<c r="{cell}" s="(\d+)""#);
    let [[style]] = &all::<1>(&parts["xl/worksheets/sheet1.xml"], &pattern)[..] else { panic!("{cell}") };
    styles(&parts)[style.parse::<usize>().unwrap()].1.clone()
}

#[test]
fn the_workbook_of_faults_comes_in_again_with_the_same_headings_and_cells() {
    let read = read(&example());
    assert_eq!(read.headings[0], "行政相对人名称");
    assert_eq!(read.headings.len(), 4);
    let expected = [
        ["秦川示例商贸有限公司", "91690101MAC7Q2X103", "云市监处罚〔2026〕7号", ""],
        ["云川示例食品有限公司", "", "=1+1", "昨天"],
    ];
    assert_eq!(read.values(), expected);
    assert!(read.rows.iter().all(|row| row.problem.is_none()));
    let layout = domain::standard::detect(&read.headings, DecisionKind::Penalty);
    assert_eq!(layout.unknown, Vec::<String>::new());
}

#[test]
fn each_fault_is_a_note_at_its_cell_and_those_of_the_row_at_its_first() {
    let notes = notes(&example());
    let cells: Vec<&str> = notes.keys().map(String::as_str).collect();
    assert_eq!(cells, ["A2", "B2", "D2", "D3"]);
    assert_eq!(notes["A2"], "整行：登记信息中没有这个主体");
    assert!(notes["B2"].contains("校验码不正确"));
    assert_eq!(notes["D3"], "日期无法读取，请写成 2026/11/17\n日期与文号中的年份不符");
}

#[test]
fn faulty_cells_are_red_and_doubtful_ones_amber() {
    let bytes = example();
    for (cell, colour) in [("D2", "FFFFC7CE"), ("D3", "FFFFC7CE"), ("B2", "FFFFEB9C")] {
        assert!(fill(&bytes, cell).contains(colour), "{cell}: {}", fill(&bytes, cell));
    }
    for cell in ["A2", "A3", "C3"] {
        assert!(fill(&bytes, cell).contains("none"), "{cell}: {}", fill(&bytes, cell));
    }
}

#[test]
fn a_list_names_the_lines_of_the_file_that_was_sent() {
    let read = read_named(&example(), "错误清单");
    assert_eq!(read.headings, ["原表行号", "本表行号", "列", "程度", "说明", "原值"]);
    let rows = read.values();
    assert_eq!(rows.len(), 5);
    assert_eq!(rows[0][..4], ["7", "2", "行政相对人代码_1(统一社会信用代码)", "请核对"]);
    assert_eq!(rows[0][5], "91690101MAC7Q2X103");
    assert_eq!(rows[1][2..4], ["处罚决定日期", "缺少必填项"]);
    assert_eq!(rows[2][2..5], ["整行", "请核对", "登记信息中没有这个主体"]);
    assert_eq!((rows[3][0], rows[3][1], rows[3][3], rows[3][5]), ("9", "3", "错误", "昨天"));
}

#[test]
fn nasty_texts_come_back_as_they_are_and_none_is_a_formula() {
    let nasty = [
        "=HYPERLINK(\"http://example.invalid\",\"点\")",
        "+1",
        "@SUM(A1)",
        "000123456789012345",
        "<r>不是标记</r>",
        "<r><t>&</r>",
        "<r>",
        "a & b < c > \"d\"",
        "  前后有空格  ",
        "两\n行",
        "_x0041_",
        "\u{1}控制",
        "𠮷犇🙂",
        "\t制表",
        "2026/02/30",
        "1e5",
    ];
    let names: Vec<String> = (0..nasty.len()).map(|place| format!("第{place}项")).collect();
    let rows = [row(2, &nasty, vec![fault(0, "=1+1 & <r>x</r>", Severity::Quarantine)])];
    let bytes = faults(&names, &rows).unwrap();
    assert_eq!(read(&bytes).values(), [nasty]);
    let parts = parts(&bytes);
    let sheets = parts.iter().filter(|(name, _)| name.starts_with("xl/worksheets/sheet"));
    assert!(sheets.clone().count() == 2 && sheets.into_iter().all(|(_, markup)| !markup.contains("<f")));
    assert_eq!(notes(&bytes)["A2"], "=1+1 &amp; &lt;r&gt;x&lt;/r&gt;");
}

#[test]
fn a_text_that_no_cell_holds_is_cut_and_says_so() {
    let long = "长".repeat(40_000);
    let rows = [row(2, &["甲", &long], vec![fault(0, "请核对", Severity::Warning)])];
    let bytes = faults(&headings(&["名称", "事实"]), &rows).unwrap();
    assert_eq!(read(&bytes).rows[0].values[1].chars().count(), 32_767);
    assert!(notes(&bytes)["B2"].contains("只有开头"));
    assert!(fill(&bytes, "B2").contains("FFFFC7CE"));
}

#[test]
fn cells_beyond_the_headings_are_kept() {
    let rows = [row(2, &["甲", "1", "移位"], vec![fault(None, "本行有 3 列", Severity::Quarantine)])];
    let bytes = faults(&headings(&["名称", "代码"]), &rows).unwrap();
    let read = read(&bytes);
    assert!(read.rows[0].raw.contains("移位"), "{}", read.rows[0].raw);
}
