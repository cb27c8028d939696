//! What a spreadsheet puts on the clipboard: cells between tab stops, those with a line break in quotation marks.

use super::*;

/// Two rows of penalties as a spreadsheet copies them.
const CLIPBOARD: &str = "行政相对人名称\t处罚事由\t罚款金额（万元）\t处罚决定日期\r\n\
    秦川示例商贸有限公司\t\"一、未公示营业执照；\n二、标价“\"\"特价\"\"”不实\"\t0.2\t2026/11/17\r\n\
    云川示例食品有限公司, 云川分公司\t无照经营, 屡教不改; 拒不改正\t\t2026/11/18\r\n";

#[test]
fn what_was_copied_from_a_spreadsheet_is_read_as_a_table() {
    let (format, headings, rows) = read(CLIPBOARD);
    assert_eq!(format, Format::Csv { encoding: TextEncoding::Utf8, delimiter: Delimiter::Tab });
    assert_eq!(headings, ["行政相对人名称", "处罚事由", "罚款金额（万元）", "处罚决定日期"]);
    let expected = [
        ["秦川示例商贸有限公司", "一、未公示营业执照；\n二、标价“\"特价\"”不实", "0.2", "2026/11/17"],
        ["云川示例食品有限公司, 云川分公司", "无照经营, 屡教不改; 拒不改正", "", "2026/11/18"],
    ];
    assert_eq!(values(&rows), expected);
    assert!(rows.iter().all(|row| row.problem.is_none()));
    assert_eq!(rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn a_form_that_turns_line_ends_around_changes_nothing() {
    let (_, _, expected) = read(CLIPBOARD);
    let unix = CLIPBOARD.replace("\r\n", "\n");
    for text in [unix.replace('\n', "\r\n"), unix.trim_end().to_owned(), format!("\u{feff}{unix}\n\n")] {
        assert_eq!(values(&read(&text).2), values(&expected), "{text}");
    }
}

#[test]
fn a_quotation_mark_within_a_pasted_cell_is_a_character_of_it() {
    let (_, _, rows) = read("名称\t事实\n甲\t称\"质量第一\"\n乙\t5\"管\n");
    assert_eq!(values(&rows), [["甲", "称\"质量第一\""], ["乙", "5\"管"]]);
}
