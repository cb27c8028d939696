//! Workbooks that carry programs.

use super::samples::{container, gzip, old_workbook, package, parts_of_markup, workbook_of};
use super::*;

const ROWS: &str = "<row><c t=\"inlineStr\"><is><t>名称</t></is></c></row>";

/// A new workbook with one part more, and with these words in its list of contents.
fn with_part(name: &'static str, contents: &str) -> Vec<u8> {
    let mut parts = parts_of_markup(ROWS);
    parts[0].1 = format!("<Types>{contents}</Types>");
    parts.push((name, "\u{1}".to_owned()));
    workbook_of(&parts)
}

/// The records of an old workbook.
fn old_stream() -> Vec<u8> {
    let whole = old_workbook(false);
    let begin = whole.windows(4).position(|bytes| bytes == [0x09, 0x08, 8, 0]).unwrap();
    whole[begin..].to_vec()
}

#[test]
fn a_workbook_with_macros_is_refused_and_told_how_to_come_without() {
    let macros = "<Override PartName=\"/xl/a.bin\" ContentType=\"application/vnd.ms-office.vbaProject\"/>";
    let old_macros =
        "<Override PartName=\"/xl/a.xml\" ContentType=\"application/vnd.ms-excel.macrosheet+xml\"/>";
    let usual = with_part("xl/vbaProject.bin", macros);
    let mut macro_sheet = old_workbook(false);
    let name: Vec<u8> = "三月".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let at = macro_sheet.windows(name.len()).position(|bytes| bytes == name).unwrap();
    macro_sheet[at - 3] = 1; // the kind of the sheet stands before the length and the flags of its name
    let stream = old_stream();
    let cases = [
        ("usual", usual.clone()),
        ("another spelling", with_part("XL\\VBAPROJECT.BIN", "")),
        ("renamed", with_part("xl/a.bin", macros)),
        ("macros of before 1997", with_part("xl/macrosheets/sheet2.xml", "")),
        ("those renamed", with_part("xl/a.xml", old_macros)),
        ("in an archive", package(&[("a.xlsm", &usual)])),
        ("in gzip", gzip(&usual)),
        ("old", container(&[("Workbook", &stream), ("_VBA_PROJECT_CUR", b"")])),
        ("old, of before 1997", macro_sheet),
    ];
    for (what, bytes) in cases {
        let error = refusal(&bytes);
        assert_eq!(error.code(), "file-macros", "{what}: {error}");
        assert!(error.to_string().contains("另存为") && error.to_string().contains(".xlsx"), "{error}");
        let sent = sent_as("a.bin", &bytes);
        assert_eq!(sheets(&sent.path, &small_limits()).err().map(|error| error.code()), Some("file-macros"));
    }
}

#[test]
fn a_workbook_that_only_could_hold_macros_is_read() {
    let enabled = "<Override PartName=\"/xl/workbook.xml\" \
                   ContentType=\"application/vnd.ms-excel.sheet.macroEnabled.main+xml\"/>\
                   <Default Extension=\"bin\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.printerSettings\"/>";
    let (format, headings, _) = read(with_part("xl/printerSettings/printerSettings1.bin", enabled));
    assert_eq!((format, headings), (Format::Xlsx, vec!["名称".to_owned()]));
}
