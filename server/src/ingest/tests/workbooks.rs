//! Workbooks of both formats, their sheets and their headings.

use rust_xlsxwriter::{Format as CellFormat, Formula, Workbook};

use super::samples::{
    FORMULAS, OldCell, OldSheet, container, old_workbook, parts_of_markup, record, sheets_of_words, workbook,
    workbook_of, xls,
};
use super::*;

fn read_with(bytes: &[u8], options: &Options) -> (About, Vec<String>, Vec<RawRow>) {
    let sent = sent_as("data.bin", bytes);
    let mut source = open_with(&sent.path, &small_limits(), options).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = source.next_row().unwrap() {
        rows.push(row);
    }
    (source.about(), source.headings().to_vec(), rows)
}

fn all_sheets() -> Options {
    Options { sheet: SheetChoice::All, ..Options::default() }
}

#[test]
fn an_old_workbook_is_read_to_its_last_row() {
    let (about, headings, rows) = read_with(&old_workbook(false), &Options::default());
    assert_eq!(about.format, Format::Xls);
    assert_eq!(about.parts, [Part { name: "二月".to_owned(), heading_row: Some(3) }]);
    assert_eq!(headings, ["名称", "日期", "金额", "号码"]);
    let long = "秦川第一商贸有限公司（曾用名：秦川第一贸易商行有限公司）";
    let expected = [
        [long, "2019-03-14", "0.3", "-7"],
        ["乙公司", "", "", ""],
        ["丙公司", "", "", ""],
        ["最后一家公司", "06:00:00", "", ""],
    ];
    assert_eq!(values(&rows), expected);
    let problems: Vec<_> = rows.iter().map(|row| row.problem.clone()).collect();
    let wrong = [
        None,
        Some(RowProblem::FormulaError("日期".to_owned())),
        Some(RowProblem::TruthValue("金额".to_owned())),
        Some(RowProblem::SheetFull(65_536)),
    ];
    assert_eq!(problems, wrong);
}

#[test]
fn both_calendars_of_workbooks_give_the_same_kind_of_day() {
    assert_eq!(read_with(&old_workbook(true), &Options::default()).2[0].values[1], "2023-03-15");
}

#[test]
fn an_old_workbook_that_lies_is_refused() {
    let whole = old_workbook(false);
    for length in [100, 600, whole.len() / 2] {
        assert_eq!(refusal(&whole[..length]).code(), "file-damaged", "{length} bytes");
    }
    let begin = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    let encrypted = [begin.clone(), record(0x002f, &[1, 0, 0, 0])].concat();
    let old = record(0x0809, &[0, 5, 5, 0, 0, 0, 0, 0]);
    let cases: [(&str, &[u8], &str); 5] = [
        ("Workbook", &encrypted, "file-encrypted"),
        ("Workbook", &old, "file-other-workbook"),
        ("Workbook", &begin, "file-damaged"),
        ("Book", &begin, "file-other-workbook"),
        ("WordDocument", &begin, "file-not-a-table"),
    ];
    for (name, stream, code) in cases {
        assert_eq!(refusal(container(&[(name, stream)])).code(), code, "{name}");
    }
    let mut circle = whole;
    let table = 512;
    let third = circle[table + 3 * 4..table + 4 * 4].to_vec();
    assert_eq!(third, 4_u32.to_le_bytes(), "the stream begins in the third sector");
    circle[table + 4 * 4..table + 5 * 4].copy_from_slice(&3_u32.to_le_bytes());
    assert_eq!(refusal(&circle).code(), "file-damaged");
}

#[test]
fn one_sheet_can_be_named() {
    let march = Options { sheet: SheetChoice::Named("三月".to_owned()), ..Options::default() };
    let (about, _, rows) = read_with(&old_workbook(false), &march);
    assert_eq!(about.parts[0].name, "三月");
    assert_eq!(values(&rows), [["丁公司"]]);
    let sent = sent_as("a.xls", &old_workbook(false));
    let april = Options { sheet: SheetChoice::Named("四月".to_owned()), ..Options::default() };
    let error = open_with(&sent.path, &small_limits(), &april).err().unwrap();
    assert_eq!(error.code(), "file-no-such-sheet");
    assert!(error.to_string().contains("二月、三月"), "{error}");
}

#[test]
fn sheets_are_listed_with_their_rows() {
    let listed = |bytes: &[u8]| {
        let sent = sent_as("a.bin", bytes);
        sheets(&sent.path, &small_limits()).unwrap()
    };
    let summary = |name: &str, rows| SheetSummary { name: name.to_owned(), rows, is_visible: true };
    assert_eq!(listed(&old_workbook(false)), [summary("二月", 6), summary("三月", 2)]);
    let xlsx = workbook().save_to_buffer().unwrap();
    assert_eq!(listed(&xlsx), [summary("空表", 0), summary("Sheet2", 4)]);
    assert_eq!(listed(&samples::gzip(&xlsx)).len(), 2);
    assert_eq!(listed("名称,代码\n".as_bytes()), []);
}

#[test]
fn all_sheets_with_the_same_headings_are_read_one_after_another() {
    let bytes = sheets_of_words(&[
        ("说明", &[&["本表由各县区报送"], &["每月一次"]]),
        ("一月", &[&["名称", "代码"], &["甲", "1"]]),
        ("二月", &[&["二月名单"], &["代码", "名称"], &["2", "乙"], &["3", "丙"]]),
        ("空", &[]),
    ]);
    let (about, headings, rows) = read_with(&bytes, &all_sheets());
    assert_eq!(headings, ["代码", "名称"], "of the sheet with the most rows");
    assert_eq!(values(&rows), [["1", "甲"], ["2", "乙"], ["3", "丙"]]);
    let part = |name: &str, row| Part { name: name.to_owned(), heading_row: Some(row) };
    assert_eq!(about.parts, [part("一月", 1), part("二月", 2)]);
    assert_eq!(about.left_out, ["说明"]);
    let places: Vec<_> = rows.iter().map(|row| (row.line, row.part, row.part_line)).collect();
    assert_eq!(places, [(2, 0, 2), (10_000_003, 1, 3), (10_000_004, 1, 4)]);
    let (_, _, first) = read_with(&bytes, &Options::default());
    assert_eq!(first.len(), 1, "by default only the first sheet with data");
}

/// Headings over two rows, with merged cells, under a title and a blank row; notes below.
fn two_levels() -> Vec<u8> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let plain = CellFormat::new();
    sheet.merge_range(1, 0, 1, 6, "行政处罚信息公示表", &plain).unwrap();
    sheet.write(2, 0, "填报单位：某局").unwrap();
    sheet.write(2, 5, "日期：2026年2月").unwrap();
    for (column, name) in [(0, "序号"), (1, "行政相对人名称"), (6, "处罚决定日期")] {
        sheet.merge_range(4, column, 5, column, name, &plain).unwrap();
    }
    sheet.merge_range(4, 2, 4, 3, "行政相对人代码", &plain).unwrap();
    sheet.merge_range(4, 4, 4, 5, "处罚机关", &plain).unwrap();
    for (column, name) in [(2, "统一社会信用代码"), (3, "工商注册号"), (4, "名称"), (5, "代码")]
    {
        sheet.write(5, column, name).unwrap();
    }
    for (row, party) in [(6, "甲"), (7, "乙")] {
        for (column, value) in (0..).zip(["1", party, "A1", "B1", "某局", "C1", "2026-02-03"]) {
            sheet.write(row, column, value).unwrap();
        }
    }
    sheet.write(9, 0, "注：本表每月五日前报送。").unwrap();
    sheet.write(10, 0, "填表人：张三").unwrap();
    sheet.write(10, 4, "审核人：李四").unwrap();
    workbook.save_to_buffer().unwrap()
}

#[test]
fn headings_over_two_rows_are_joined_only_where_the_lower_one_says_too_little() {
    let (about, headings, rows) = read_with(&two_levels(), &Options::default());
    let expected = [
        "序号",
        "行政相对人名称",
        "统一社会信用代码",
        "工商注册号",
        "处罚机关/名称",
        "处罚机关/代码",
        "处罚决定日期",
    ];
    assert_eq!(headings, expected);
    assert_eq!(about.parts[0].heading_row, Some(5));
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [7, 8]);
    assert_eq!(about.notes, ["注：本表每月五日前报送。", "填表人：张三 审核人：李四"]);
}

#[test]
fn a_person_can_say_where_the_headings_are() {
    let at = |row| Options { heading: HeadingChoice::Row(row), ..Options::default() };
    let (about, headings, rows) = read_with(&two_levels(), &at(6));
    assert_eq!(about.parts[0].heading_row, Some(6));
    assert_eq!(headings[2..6], ["统一社会信用代码", "工商注册号", "名称", "代码"]);
    assert_eq!(rows[0].line, 7);
    let sent = sent_as("a.xlsx", &two_levels());
    let error = open_with(&sent.path, &small_limits(), &at(4)).err().unwrap();
    assert_eq!(error.code(), "file-no-such-heading-row");
    let (_, headings, rows) = read_with("x,y\n1,2\n名称,代码\n甲,3\n".as_bytes(), &at(3));
    assert_eq!(
        (headings, values(&rows)),
        (vec!["名称".to_owned(), "代码".to_owned()], vec![vec!["甲", "3"]])
    );
}

#[test]
fn truth_and_failed_formulas_are_empty_with_a_warning() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    sheet.write_row(0, 0, ["名称", "甲列", "乙列"]).unwrap();
    sheet.write(1, 0, "甲").unwrap();
    sheet.write(1, 1, true).unwrap();
    sheet.write(2, 0, "乙").unwrap();
    sheet.write(2, 2, Formula::new("NA()").set_result("#N/A")).unwrap();
    let (_, _, rows) = read_with(&workbook.save_to_buffer().unwrap(), &Options::default());
    assert_eq!(values(&rows), [["甲", "", ""], ["乙", "", ""]]);
    assert_eq!(rows[0].problem, Some(RowProblem::TruthValue("甲列".to_owned())));
    assert_eq!(rows[1].problem, Some(RowProblem::FormulaError("乙列".to_owned())));
}

#[test]
fn of_a_formula_the_last_result_is_read_and_one_without_a_result_is_flagged() {
    let bytes = workbook_of(&parts_of_markup(FORMULAS));
    let (_, _, rows) = read_with(&bytes, &Options::default());
    let expected = [["甲公司", "2", ""], ["乙", "", ""], ["丙", "", ""], ["丁", "", ""], ["戊", "", ""]];
    assert_eq!(values(&rows), expected, "a result that is an empty text is a text");
    let without = |column: &str| Some(RowProblem::FormulaWithoutResult(column.to_owned()));
    let problems: Vec<_> = rows.iter().map(|row| row.problem.clone()).collect();
    assert_eq!(problems, [None, without("甲列"), without("乙列"), without("甲列"), without("甲列")]);
    let issue = without("甲列").unwrap().to_issue();
    assert_eq!((issue.code.as_str(), issue.field.as_deref()), ("row-formula-without-result", Some("甲列")));
    assert!(issue.message.contains("公式") && issue.message.contains('请'), "{}", issue.message);
}

#[test]
fn a_cell_far_to_the_right_in_every_row_costs_little() {
    let cells = (0..60_000).map(|row| (row, 255, OldCell::Whole(i32::from(row)))).collect();
    let sheet = OldSheet { name: "宽", cells, merged: vec![] };
    let sent = sent_as("a.xls", &xls(&[sheet], false));
    let tight = Limits { workbook_text_bytes: 10 << 20, ..Limits::default() };
    let mut source = open(&sent.path, &tight).unwrap();
    let mut count = 0;
    while source.next_row().unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 59_999);
}

#[test]
fn a_workbook_that_claims_endless_strings_is_refused() {
    let strings = b"<sst uniqueCount=\"99999999999\"><si><t>a</t></si></sst>";
    let parts: [(&str, &[u8]); 2] = [("[Content_Types].xml", b"<Types/>"), ("xl/sharedStrings.xml", strings)];
    assert_eq!(refusal(samples::package(&parts)).code(), "file-damaged");
}
