//! Small files of every format, made here.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use rust_xlsxwriter::{ExcelDateTime, Format as CellFormat, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A package or an archive of these files.
pub(super) fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = ZipWriter::new(std::io::Cursor::new(&mut bytes));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap();
    bytes
}

pub(super) fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(content).unwrap();
    encoder.finish().unwrap()
}

pub(super) fn gb18030(text: &str) -> Vec<u8> {
    encoding_rs::GB18030.encode(text).0.into_owned()
}

/// An empty sheet, then one with a title, a date and numbers.
pub(super) fn workbook() -> Workbook {
    let mut workbook = Workbook::new();
    workbook.add_worksheet().set_name("空表").unwrap();
    let sheet = workbook.add_worksheet();
    let date = CellFormat::new().set_num_format("yyyy/mm/dd");
    sheet.merge_range(0, 0, 0, 4, "二月处罚", &CellFormat::new()).unwrap();
    for (column, heading) in ["名称", "日期", "金额", "号码", "备注"].into_iter().enumerate() {
        sheet.write(1, u16::try_from(column).unwrap(), heading).unwrap();
    }
    sheet.write(2, 0, "甲").unwrap();
    sheet.write_with_format(2, 1, ExcelDateTime::parse_from_str("2026-02-24").unwrap(), &date).unwrap();
    sheet.write(2, 2, 0.1 + 0.2).unwrap();
    sheet.write(2, 3, 330_200_400_065_251_i64).unwrap();
    sheet.write(4, 0, "乙").unwrap();
    sheet.write(4, 3, 916_100_002_205_685_700_f64).unwrap();
    workbook
}

/// A workbook of sheets of words.
pub(super) fn sheets_of_words(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for (name, rows) in sheets {
        let sheet = workbook.add_worksheet().set_name(*name).unwrap();
        for (row, cells) in (0..).zip(*rows) {
            for (column, cell) in (0..).zip(*cells).filter(|(_, cell)| !cell.is_empty()) {
                sheet.write(row, column, *cell).unwrap();
            }
        }
    }
    workbook.save_to_buffer().unwrap()
}

/// The parts of a workbook whose one sheet has these rows, in markup.
pub(super) fn parts_of_markup(rows: &str) -> Vec<(&'static str, String)> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let packages = "http://schemas.openxmlformats.org/package/2006/relationships";
    vec![
        ("[Content_Types].xml", "<Types/>".to_owned()),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"rId1\" \
                 Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets>\
                 <sheet name=\"一\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{packages}\"><Relationship Id=\"rId1\" \
                 Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ]
}

/// A workbook of parts.
pub(super) fn workbook_of(parts: &[(&'static str, String)]) -> Vec<u8> {
    let parts: Vec<(&str, &[u8])> = parts.iter().map(|(name, text)| (*name, text.as_bytes())).collect();
    package(&parts)
}

/// Rows with formulas: with a result, with an empty text as result, and in three ways without one.
pub(super) const FORMULAS: &str = "\
<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>名称</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>甲列</t></is></c>\
<c r=\"C1\" t=\"inlineStr\"><is><t>乙列</t></is></c></row>\
<row r=\"2\"><c r=\"A2\" t=\"str\"><f>\"甲\"&amp;\"公司\"</f><v>甲公司</v></c><c r=\"B2\"><f>1+1</f><v>2</v></c>\
<c r=\"C2\" t=\"str\"><f>IF(1=2,1,\"\")</f><v></v></c></row>\
<row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>乙</t></is></c><c r=\"B3\"><f>1+1</f></c></row>\
<row r=\"4\"><c r=\"A4\" t=\"inlineStr\"><is><t>丙</t></is></c><c r=\"C4\"><f>1+1</f><v></v></c></row>\
<row r=\"5\"><c r=\"A5\" t=\"inlineStr\"><is><t>丁</t></is></c>\
<c r=\"B5\"><f t=\"shared\" si=\"0\" ref=\"B5:B6\">1+1</f><v/></c></row>\
<row r=\"6\"><c r=\"A6\" t=\"inlineStr\"><is><t>戊</t></is></c><c r=\"B6\"><f t=\"shared\" si=\"0\"/></c></row>";

/// A cell of an old workbook.
pub(super) enum OldCell {
    Text(&'static str),
    /// In the cell itself, not among the shared ones.
    OwnText(&'static str),
    Number(f64),
    /// A whole number in four bytes.
    Whole(i32),
    Date(f64),
    Truth,
    NotAvailable,
    /// The last value of a formula.
    FormulaText(&'static str),
}

/// A sheet of an old workbook: cells by row and column, merged cells by first and last row and column.
pub(super) struct OldSheet {
    pub(super) name: &'static str,
    pub(super) cells: Vec<(u16, u16, OldCell)>,
    pub(super) merged: Vec<[u16; 4]>,
}

/// An old workbook. `is_1904` chooses its calendar.
pub(super) fn xls(sheets: &[OldSheet], is_1904: bool) -> Vec<u8> {
    container(&[("Workbook", &xls_stream(sheets, is_1904))])
}

pub(super) fn record(kind: u16, data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).unwrap();
    [kind.to_le_bytes().as_slice(), &length.to_le_bytes(), data].concat()
}

/// Characters of two bytes, with the flags that say so.
fn wide(text: &str) -> Vec<u8> {
    std::iter::once(1).chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect()
}

fn wide_with_length(text: &str) -> Vec<u8> {
    let length = u16::try_from(text.encode_utf16().count()).unwrap();
    [length.to_le_bytes().as_slice(), &wide(text)].concat()
}

fn xls_stream(sheets: &[OldSheet], is_1904: bool) -> Vec<u8> {
    let mut strings: Vec<&str> = Vec::new();
    let bodies: Vec<Vec<u8>> = sheets.iter().map(|sheet| old_sheet(sheet, &mut strings)).collect();
    let mut before = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0]);
    before.extend(record(0x0042, &936_u16.to_le_bytes())); // a code page that is not true
    before.extend(record(0x0022, &u16::from(is_1904).to_le_bytes()));
    before.extend(record(
        0x041e,
        &[164_u16.to_le_bytes().as_slice(), &wide_with_length("yyyy\"年\"m\"月\"")].concat(),
    ));
    for format in [0_u16, 14, 164] {
        before.extend(record(0x00e0, &[[0, 0], format.to_le_bytes(), [0, 0]].concat()));
    }
    let mut shared = vec![0; 8];
    for text in &strings {
        shared.extend(wide_with_length(text));
    }
    let after = [shared_strings(&shared), record(0x000a, &[])].concat();
    let bound = |sheet: &OldSheet, start: usize| {
        let length = u8::try_from(sheet.name.encode_utf16().count()).unwrap();
        let start = u32::try_from(start).unwrap().to_le_bytes();
        record(0x0085, &[start.as_slice(), &[0, 0, length], &wide(sheet.name)].concat())
    };
    let bound_bytes: usize = sheets.iter().map(|sheet| bound(sheet, 0).len()).sum();
    let mut start = before.len() + bound_bytes + after.len();
    for (sheet, body) in sheets.iter().zip(&bodies) {
        before.extend(bound(sheet, start));
        start += body.len();
    }
    [before, after, bodies.concat()].concat()
}

/// The shared strings in records of at most 40 bytes, so that texts go over their ends.
fn shared_strings(data: &[u8]) -> Vec<u8> {
    const LENGTH: usize = 40;
    if data.len() <= LENGTH {
        return record(0x00fc, data);
    }
    // Only texts are cut, at a whole character: a continued record begins with their flags.
    let mut bytes = Vec::new();
    let (mut at, mut from, mut kind, mut flags) = (8, 0, 0x00fc, Vec::new());
    while at < data.len() {
        let characters = usize::from(u16::from_le_bytes([data[at], data[at + 1]]));
        let end = at + 3 + characters * 2;
        at += 3;
        while at < end {
            if at - from >= LENGTH {
                bytes.extend(record(kind, &[flags.as_slice(), &data[from..at]].concat()));
                (from, kind, flags) = (at, 0x003c, vec![1]);
            }
            at += 2;
        }
    }
    bytes.extend(record(kind, &[flags.as_slice(), &data[from..]].concat()));
    bytes
}

fn old_sheet(sheet: &OldSheet, strings: &mut Vec<&str>) -> Vec<u8> {
    let mut bytes = record(0x0809, &[0, 6, 16, 0, 0, 0, 0, 0]);
    // Dimensions that no memory could hold.
    bytes.extend(record(0x0200, &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 0, 0xff, 0xff, 0, 0]));
    for (row, column, cell) in &sheet.cells {
        bytes.extend(old_cell(*row, *column, cell, strings));
    }
    if !sheet.merged.is_empty() {
        let mut data = u16::try_from(sheet.merged.len()).unwrap().to_le_bytes().to_vec();
        data.extend(sheet.merged.iter().flatten().flat_map(|end| end.to_le_bytes()));
        bytes.extend(record(0x00e5, &data));
    }
    bytes.extend(record(0x000a, &[]));
    bytes
}

fn old_cell(row: u16, column: u16, cell: &OldCell, strings: &mut Vec<&str>) -> Vec<u8> {
    let with = |kind: u16, format: u16, data: &[u8]| {
        let place = [row.to_le_bytes(), column.to_le_bytes(), format.to_le_bytes()].concat();
        record(kind, &[place.as_slice(), data].concat())
    };
    match cell {
        OldCell::Text(text) => {
            strings.push(text);
            with(0x00fd, 0, &u32::try_from(strings.len() - 1).unwrap().to_le_bytes())
        }
        OldCell::OwnText(text) => with(0x0204, 0, &wide_with_length(text)),
        OldCell::Number(number) => with(0x0203, 0, &number.to_le_bytes()),
        OldCell::Whole(number) => with(0x027e, 0, &((number << 2) | 2).to_le_bytes()),
        OldCell::Date(number) => with(0x0203, 1, &number.to_le_bytes()),
        OldCell::Truth => with(0x0205, 0, &[1, 0]),
        OldCell::NotAvailable => with(0x0205, 0, &[0x2a, 1]),
        OldCell::FormulaText(text) => {
            let value = [0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0, 0, 0, 0];
            [with(0x0006, 0, &value), record(0x0207, &wide_with_length(text))].concat()
        }
    }
}

/// An OLE container of these streams, each at least one small stream long.
pub(super) fn container(streams: &[(&str, &[u8])]) -> Vec<u8> {
    const SECTOR: usize = 512;
    const END: u32 = 0xffff_fffe;
    const FREE: u32 = 0xffff_ffff;
    let padded: Vec<Vec<u8>> = streams
        .iter()
        .map(|(_, content)| {
            let mut content = content.to_vec();
            content.resize(content.len().max(4096).next_multiple_of(SECTOR), 0);
            content
        })
        .collect();
    let sectors: usize = padded.iter().map(|content| content.len() / SECTOR).sum();
    let tables = (sectors + 2).div_ceil(SECTOR / 4) + 1;
    // Sectors: the tables, the directory, the streams.
    let mut next = vec![0xffff_fffd_u32; tables];
    next.push(END);
    let mut directory = entry("Root Entry", 5, END, 0);
    for ((name, _), content) in streams.iter().zip(&padded) {
        directory.extend(entry(name, 2, u32::try_from(next.len()).unwrap(), content.len()));
        for _ in 1..content.len() / SECTOR {
            next.push(u32::try_from(next.len() + 1).unwrap());
        }
        next.push(END);
    }
    next.resize(tables * SECTOR / 4, FREE);
    directory.resize(SECTOR, 0);
    let mut bytes = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    bytes.resize(76, 0);
    let mut put = |at: usize, value: &[u8]| bytes[at..at + value.len()].copy_from_slice(value);
    put(24, &[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0, 6, 0]);
    put(44, &u32::try_from(tables).unwrap().to_le_bytes());
    put(48, &u32::try_from(tables).unwrap().to_le_bytes());
    put(56, &4096_u32.to_le_bytes());
    put(60, &END.to_le_bytes());
    put(68, &END.to_le_bytes());
    for table in 0..109 {
        let number = if table < tables { u32::try_from(table).unwrap() } else { FREE };
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(next.into_iter().flat_map(u32::to_le_bytes));
    bytes.extend(directory);
    bytes.extend(padded.concat());
    bytes
}

fn entry(name: &str, kind: u8, start: u32, size: usize) -> Vec<u8> {
    let mut bytes: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let length = u16::try_from(bytes.len() + 2).unwrap();
    bytes.resize(128, 0);
    bytes[64..66].copy_from_slice(&length.to_le_bytes());
    bytes[66] = kind;
    bytes[116..120].copy_from_slice(&start.to_le_bytes());
    bytes[120..124].copy_from_slice(&u32::try_from(size).unwrap().to_le_bytes());
    bytes
}

/// An old workbook with a title, a cell of every kind and a second sheet.
pub(super) fn old_workbook(is_1904: bool) -> Vec<u8> {
    use OldCell::{Date, FormulaText, NotAvailable, Number, OwnText, Text, Truth, Whole};
    let first = OldSheet {
        name: "二月",
        cells: vec![
            (0, 0, Text("二月处罚名单")),
            (2, 0, Text("名称")),
            (2, 1, Text("日期")),
            (2, 2, OwnText("金额")),
            (2, 3, Text("号码")),
            (3, 0, Text("秦川第一商贸有限公司（曾用名：秦川第一贸易商行有限公司）")),
            (3, 1, Date(43_538.0)),
            (3, 2, Number(0.1 + 0.2)),
            (3, 3, Whole(-7)),
            (4, 0, FormulaText("乙公司")),
            (4, 1, NotAvailable),
            (5, 0, Text("丙公司")),
            (5, 2, Truth),
            (65_535, 0, Text("最后一家公司")),
            (65_535, 1, Date(0.25)),
        ],
        merged: vec![[0, 0, 0, 3]],
    };
    let second =
        OldSheet {
            name: "三月", cells: vec![(0, 0, Text("名称")), (1, 0, Text("丁公司"))], merged: vec![]
        };
    xls(&[first, second], is_1904)
}
