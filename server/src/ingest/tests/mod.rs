//! Files as people send them, in small.

mod archives;
mod fuzz;
mod headings;
mod json;
mod large;
mod macros;
mod pasted;
mod samples;
mod workbooks;

use std::path::PathBuf;

use proptest::prelude::*;
use rust_xlsxwriter::Workbook;
use tempfile::TempDir;

use self::samples::{package, workbook};
use super::*;

/// A folder with one file in it.
struct Sent {
    _folder: TempDir,
    path: PathBuf,
}

fn sent_as(name: &str, bytes: &[u8]) -> Sent {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    Sent { _folder: folder, path }
}

fn small_limits() -> Limits {
    Limits { row_bytes: 4096, ..Limits::default() }
}

fn read(bytes: impl AsRef<[u8]>) -> (Format, Vec<String>, Vec<RawRow>) {
    let sent = sent_as("data.txt", bytes.as_ref());
    let mut source = open(&sent.path, &small_limits()).unwrap();
    let mut rows = Vec::new();
    while let Some(row) = source.next_row().unwrap() {
        assert_eq!(row.values.len(), source.headings().len());
        rows.push(row);
    }
    (source.format(), source.headings().to_vec(), rows)
}

fn refusal(bytes: impl AsRef<[u8]>) -> FileError {
    let sent = sent_as("报送.xlsx", bytes.as_ref());
    open(&sent.path, &small_limits()).err().expect("the file should be refused")
}

fn values(rows: &[RawRow]) -> Vec<Vec<&str>> {
    rows.iter().map(|row| row.values.iter().map(String::as_str).collect()).collect()
}

fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(to_bytes).collect()
}

#[test]
fn every_encoding_gives_the_same_rows() {
    let text = "名称,代码\r\n昇玥商贸（秦川）有限公司,1\r\n堃垚中心,2\r\n";
    let gb18030 = encoding_rs::GB18030.encode(text).0.into_owned();
    let cases = [
        (text.as_bytes().to_vec(), TextEncoding::Utf8),
        (format!("\u{feff}{text}").into_bytes(), TextEncoding::Utf8),
        (gb18030, TextEncoding::Gb18030),
        (utf16(text, u16::to_le_bytes), TextEncoding::Utf16Le),
        (utf16(text, u16::to_be_bytes), TextEncoding::Utf16Be),
    ];
    for (bytes, encoding) in cases {
        let (format, headings, rows) = read(&bytes);
        assert_eq!(format, Format::Csv { encoding, delimiter: Delimiter::Comma });
        assert_eq!(headings, ["名称", "代码"]);
        assert_eq!(values(&rows), [["昇玥商贸（秦川）有限公司", "1"], ["堃垚中心", "2"]], "{encoding:?}");
        assert!(rows.iter().all(|row| row.problem.is_none()));
    }
}

#[test]
fn stray_bytes_spoil_only_their_own_row_and_are_only_a_warning() {
    let mut bytes = encoding_rs::GB18030.encode("名称,代码\n甲公司,1\n").0.into_owned();
    bytes.extend_from_slice(b"\xce\xe4\x81,2\n"); // a lead byte with nothing behind it
    bytes.extend_from_slice(&encoding_rs::GB18030.encode("乙公司,3\n").0);
    let (_, _, rows) = read(&bytes);
    assert_eq!(values(&rows), [["甲公司", "1"], ["武\u{fffd}", "2"], ["乙公司", "3"]]);
    let problems: Vec<_> = rows.into_iter().map(|row| row.problem).collect();
    assert_eq!(problems, [None, Some(RowProblem::StrayBytes), None]);
    assert_eq!(RowProblem::StrayBytes.severity(), domain::issue::Severity::Warning);
}

#[test]
fn utf_8_with_a_stray_byte_stays_utf_8() {
    let mut bytes = "名称,代码\n甲公司,1\n".as_bytes().to_vec();
    bytes.extend_from_slice(b"\xff,2\n");
    let (format, _, rows) = read(&bytes);
    assert_eq!(format, Format::Csv { encoding: TextEncoding::Utf8, delimiter: Delimiter::Comma });
    assert_eq!(values(&rows), [["甲公司", "1"], ["\u{fffd}", "2"]]);
}

#[test]
fn a_line_of_another_encoding_is_read_and_flagged() {
    let mut bytes = "名称,代码\n甲公司,1\n".as_bytes().to_vec();
    bytes.extend_from_slice(&encoding_rs::GB18030.encode("乙公司,2\n").0);
    let (_, _, rows) = read(&bytes);
    assert_eq!(values(&rows), [["甲公司", "1"], ["乙公司", "2"]]);
    assert_eq!(rows[1].problem, Some(RowProblem::StrayBytes));
}

#[test]
fn ascii_headings_leave_the_encoding_open() {
    let mut bytes = b"CF_WSH,CF_XDR_MC\n".to_vec();
    bytes.extend_from_slice(&encoding_rs::GB18030.encode("1,甲公司\n").0);
    let (format, _, rows) = read(&bytes);
    assert_eq!(rows[0].values[1], "甲公司");
    assert_eq!(rows[0].problem, None);
    assert_eq!(format, Format::Csv { encoding: TextEncoding::Gb18030, delimiter: Delimiter::Comma });
}

#[test]
fn the_delimiter_is_found_on_the_first_lines() {
    let cases = [
        ("a,b\n1;2,3\n", Delimiter::Comma),
        ("a\tb\n一，二,三,四\t3\n", Delimiter::Tab),
        ("a;b\n\"1;1\";2,5\n", Delimiter::Semicolon),
        ("sep=;\na;b,c\n1;2\n", Delimiter::Semicolon),
        ("名称\n甲\n乙\n", Delimiter::Comma),
        ("标题\na\tb\tc\n1\t2\t3\n", Delimiter::Tab),
        ("金额(元,含税);日期\n1;2\n3;4\n", Delimiter::Semicolon),
    ];
    for (text, expected) in cases {
        let Format::Csv { delimiter, .. } = read(text).0 else { panic!("not CSV: {text}") };
        assert_eq!(delimiter, expected, "{text}");
    }
}

#[test]
fn lines_are_true_even_with_quoted_breaks_and_blank_rows() {
    let (_, _, rows) = read("a,b\r\n\r\n\"1\r\n1\",2\r\n,,\r\n3,4");
    let lines: Vec<u64> = rows.iter().map(|row| row.line).collect();
    assert_eq!(lines, [3, 6]);
    assert_eq!(rows[0].values, ["1\n1", "2"]);
    assert_eq!(rows[0].raw, "\"1\n1\",2");
    assert_eq!(rows[1].raw, "3,4");
}

#[test]
fn old_macintosh_line_ends_are_line_ends() {
    let (_, _, rows) = read("a,b\r1,2\r3,4\r");
    assert_eq!(values(&rows), [["1", "2"], ["3", "4"]]);
    assert_eq!(rows[1].line, 3);
}

#[test]
fn rows_that_do_not_fit_the_headings_are_flagged() {
    let (_, _, rows) = read("a,b,c\n1,2\n1,2,3,\n1,2,3,4\n1,2,3\n");
    let problems: Vec<_> = rows.iter().map(|row| row.problem.clone()).collect();
    assert_eq!(problems[0], Some(RowProblem::TooFewCells { expected: 3, found: 2 }));
    assert_eq!(problems[1], None, "a delimiter at the end is harmless");
    assert_eq!(problems[2], Some(RowProblem::TooManyCells { expected: 3, found: 4 }));
    assert_eq!(problems[3], None);
    assert_eq!(rows[2].raw, "1,2,3,4");
}

#[test]
fn an_unclosed_quotation_mark_costs_one_row() {
    let (_, _, rows) = read("a,b\n\"1,2\n3,4\n5,6\n");
    assert_eq!(rows[0].problem, Some(RowProblem::UnclosedQuote));
    assert_eq!(rows[0].raw, "\"1,2");
    assert_eq!(values(&rows[1..]), [["3", "4"], ["5", "6"]]);
    assert_eq!(rows[2].line, 4);
}

#[test]
fn an_endless_line_is_one_bad_row() {
    let (_, _, rows) = read(format!("a,b\n{},2\n3,4\n", "甲".repeat(5000)));
    assert_eq!(rows[0].problem, Some(RowProblem::TooLong(4)));
    assert!(rows[0].raw.len() <= 4096 + 3);
    assert_eq!(rows[1].values, ["3", "4"]);
}

#[test]
fn titles_above_the_headings_are_skipped() {
    let (_, headings, rows) = read("2026年2月行政处罚信息,,\n报送单位：某局,,\n名称,代码,备注\n甲,1,\n");
    assert_eq!(headings, ["名称", "代码", "备注"]);
    assert_eq!(rows[0].line, 4);
}

#[test]
fn codes_written_as_formula_text_are_unwrapped() {
    let (_, _, rows) = read("名称,代码\n甲,=\"0012\"\n");
    assert_eq!(rows[0].values[1], "0012");
}

#[test]
fn a_column_without_heading_is_named_by_its_place() {
    assert_eq!(read(",名称,代码,\n0,甲,1,\n").1, ["第1列（无表头）", "名称", "代码"]);
}

#[test]
fn json_lines_give_the_union_of_their_keys() {
    let text =
        "{\"名称\":\"甲\",\"n\":1.50}\n\n{\"名称\":null,\"活\":true,\"股\":[1,\"二\"]}\nnot json\n[1]\n";
    let (format, headings, rows) = read(text);
    assert_eq!(format, Format::JsonLines);
    assert_eq!(headings, ["名称", "n", "活", "股"]);
    assert_eq!(values(&rows[..2]), [["甲", "1.5", "", ""], ["", "", "true", "[1,\"二\"]"]]);
    assert_eq!(rows[1].line, 3);
    assert!(matches!(rows[2].problem, Some(RowProblem::NotJson(_))));
    assert_eq!(rows[2].raw, "not json");
    assert_eq!(rows[3].problem, Some(RowProblem::NotAnObject));
}

#[test]
fn numbers_in_json_are_whole_where_they_can_be() {
    let (_, _, rows) = read("{\"a\":330200400065251,\"b\":1e3,\"c\":123456789012345678901234}\n");
    assert_eq!(rows[0].values[..2], ["330200400065251", "1000"]);
    assert_eq!(rows[0].problem, Some(RowProblem::LostDigits("c".to_owned())));
}

#[test]
fn what_is_not_a_table_is_refused_with_one_clear_sentence() {
    let encrypted: Vec<u8> = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        .iter()
        .copied()
        .chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let cases: [(&[u8], &str); 16] = [
        (b"", "file-empty"),
        ("\u{feff} \r\n\r\n".as_bytes(), "file-empty"),
        ("{'Name': '甲', 'Tag': None}\n".as_bytes(), "file-python-repr"),
        ("[{'Name': '甲'}]\n".as_bytes(), "file-python-repr"),
        (b"{\n  \"a\": 1\n}\n", "file-not-json-lines"),
        (b"<!DOCTYPE html>\n<html><table></table></html>", "file-html"),
        (b"\r\n<table border=1><tr><td>1</td></tr></table>", "file-html"),
        (b"<?xml version=\"1.0\"?>\n<Workbook></Workbook>", "file-xml"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "file-damaged"),
        (b"PK\x05\x06\x00\x00\x00\x00", "file-empty-archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 Workbook", "file-damaged"),
        (&encrypted, "file-encrypted"),
        (b"%PDF-1.7\n", "file-not-a-table"),
        (b"a\x00b\x00c", "file-not-a-table"),
        ("名称,代码,名 称\n".as_bytes(), "file-duplicate-headings"),
        (b",,\n,,\n", "file-empty"),
    ];
    for (bytes, code) in cases {
        let error = refusal(bytes);
        assert_eq!(error.code(), code, "{}", String::from_utf8_lossy(bytes));
        let message = error.to_string();
        assert!(message.contains("报送.xlsx") && message.contains('请'), "{message}");
    }
    assert!(refusal("名称,代码,名 称\n").to_string().contains("名称"));
}

#[test]
fn a_missing_file_and_a_folder_are_refused() {
    let folder = TempDir::new().unwrap();
    let missing = open(&folder.path().join("none.csv"), &Limits::default()).err().unwrap();
    assert_eq!(missing.code(), "file-unreadable");
    assert!(missing.to_string().contains("文件不存在"));
    assert_eq!(open(folder.path(), &Limits::default()).err().unwrap().code(), "file-not-regular");
}

#[test]
fn a_workbook_gives_the_first_sheet_with_data() {
    let (format, headings, rows) = read(workbook().save_to_buffer().unwrap());
    assert_eq!(format, Format::Xlsx);
    assert_eq!(headings, ["名称", "日期", "金额", "号码", "备注"]);
    assert_eq!(rows[0].values, ["甲", "2026-02-24", "0.3", "330200400065251", ""]);
    assert_eq!((rows[0].line, rows[1].line), (3, 5));
    assert_eq!(rows[0].problem, None);
    assert_eq!(rows[1].problem, Some(RowProblem::LostDigits("号码".to_owned())));
    assert_eq!(rows[0].raw, r#"["甲","2026-02-24","0.3","330200400065251"]"#);
}

#[test]
fn a_cut_off_workbook_is_refused() {
    let whole = workbook().save_to_buffer().unwrap();
    for length in [10, whole.len() / 2, whole.len() - 30] {
        assert_eq!(refusal(&whole[..length]).code(), "file-damaged", "{length} bytes");
    }
    let mut flipped = whole.clone();
    for byte in &mut flipped[60..400] {
        *byte = !*byte;
    }
    assert_eq!(refusal(&flipped).code(), "file-damaged");
}

#[test]
fn an_empty_workbook_and_too_many_rows_are_refused() {
    let mut empty = Workbook::new();
    empty.add_worksheet();
    assert_eq!(refusal(empty.save_to_buffer().unwrap()).code(), "file-no-data");
    let sent = sent_as("大.xlsx", &workbook().save_to_buffer().unwrap());
    let tight = Limits { workbook_rows: 2, ..Limits::default() };
    assert_eq!(open(&sent.path, &tight).err().unwrap().code(), "file-too-many-rows");
    let tight = Limits { workbook_text_bytes: 8, ..Limits::default() };
    assert_eq!(open(&sent.path, &tight).err().unwrap().code(), "file-too-much-text");
    let tight = Limits { columns: 3, ..Limits::default() };
    assert_eq!(open(&sent.path, &tight).err().unwrap().code(), "file-too-many-columns");
}

#[test]
fn archives_that_are_no_workbook_are_refused() {
    assert_eq!(refusal(package(&[("xl/workbook.bin", b"")])).code(), "file-other-workbook");
    assert_eq!(refusal(package(&[("word/document.xml", b"")])).code(), "file-not-a-table");
    assert_eq!(refusal(package(&[("[Content_Types].xml", b"<Types/>")])).code(), "file-damaged");
}

#[test]
fn a_bomb_is_refused_by_what_it_unpacks_to_and_not_by_what_it_says() {
    let mut bomb = package(&[("[Content_Types].xml", &vec![b' '; 3 << 20])]);
    let sent = sent_as("报送.xlsx", &bomb);
    let tight = Limits { unpacked_bytes: 1 << 20, ..Limits::default() };
    assert_eq!(open(&sent.path, &tight).err().unwrap().code(), "file-too-large-unpacked");

    let said = (3_u32 << 20).to_le_bytes(); // the sizes in both headers become 100 bytes
    while let Some(at) = bomb.windows(4).position(|bytes| bytes == said) {
        bomb[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
    }
    std::fs::write(&sent.path, &bomb).unwrap();
    let code = open(&sent.path, &tight).err().unwrap().code();
    assert!(["file-too-large-unpacked", "file-damaged"].contains(&code), "{code}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_the_reader_panic_or_lose_its_place(
        bytes in prop::collection::vec(any::<u8>(), 0..600)
    ) {
        let sent = sent_as("x.csv", &bytes);
        if let Ok(mut source) = open(&sent.path, &small_limits()) {
            let mut last = 0;
            while let Ok(Some(row)) = source.next_row() {
                prop_assert!(row.line > last);
                prop_assert_eq!(row.values.len(), source.headings().len());
                last = row.line;
            }
        }
    }

    #[test]
    fn what_the_csv_crate_writes_is_what_we_read(
        rows in prop::collection::vec(prop::collection::vec("[a\"\n,;甲 ]{0,6}", 3), 1..12)
    ) {
        let mut writer = ::csv::WriterBuilder::new().quote_style(::csv::QuoteStyle::Always).from_writer(Vec::new());
        writer.write_record(["名称", "代码", "备注"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let (_, _, read) = read(writer.into_inner().unwrap());
        let filled: Vec<_> = rows.into_iter().filter(|row| row.iter().any(|cell| !cell.trim().is_empty())).collect();
        let read: Vec<_> = read.into_iter().map(|row| row.values).collect();
        prop_assert_eq!(read, filled);
    }
}
