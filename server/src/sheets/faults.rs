//! The faulty rows of a file, to be corrected in a spreadsheet and sent again.

use std::borrow::Cow;
use std::collections::BTreeMap;

use domain::issue::Severity;
use rust_xlsxwriter::{Color, Format, Note, Worksheet};

use super::{
    MOST_TEXT, SheetError, book, check_size, fits_in_a_cell, heading_format, text_format, write_text,
};

/// A note shows so many characters; the list has the rest.
const MOST_NOTE: usize = 1000;
/// Characters in a line of a note, and pixels of it.
const NOTE_LINE: usize = 20;
const NOTE_WIDTH: u32 = 300;
const NOTE_LINE_HEIGHT: usize = 20;

const BACKGROUND: Color = Color::RGB(0x00DC_E6F1);

const LIST: [(&str, f64); 6] =
    [("原表行号", 10.0), ("本表行号", 10.0), ("列", 34.0), ("程度", 14.0), ("说明", 70.0), ("原值", 40.0)];

/// A row of a file that was not simply accepted. It holds what the sender sent, numbers of persons too: it prints
/// nothing, and goes to the sender alone.
pub struct FaultyRow {
    /// Its line in the file.
    pub line: i64,
    /// Its cells as sent, in the order of the headings.
    pub values: Vec<String>,
    /// What is wrong with it.
    pub faults: Vec<CellFault>,
}

/// One thing wrong with a row.
pub struct CellFault {
    /// The column, from 0; absent if the row as a whole is to blame.
    pub column: Option<usize>,
    /// What is wrong and what to do, in Chinese.
    pub message: String,
    /// How bad it is.
    pub severity: Severity,
}

/// A workbook that holds the faulty rows under the headings of their file, so that it can be corrected and sent again as
/// it is. Faulty cells are red, doubtful ones amber, each with a note that says why; what is wrong with a whole row
/// stands in a note at its first cell. A second sheet lists everything with the lines of the first file.
///
/// # Errors
/// [`SheetError::TooManyRows`] and [`SheetError::TooManyColumns`] for what no worksheet holds.
pub fn faults(headings: &[String], rows: &[FaultyRow]) -> Result<Vec<u8>, SheetError> {
    let listed: usize = rows.iter().map(|row| row.faults.len()).sum();
    let widest = rows.iter().map(|row| row.values.len()).max().unwrap_or(0);
    check_size(rows.len().max(listed), headings.len().max(widest))?;
    let mut workbook = book()?;
    to_correct(workbook.add_worksheet(), headings, rows)?;
    list(workbook.add_worksheet(), headings, rows)?;
    Ok(workbook.save_to_buffer()?)
}

/// The rows themselves. This sheet comes first: import reads the first one with a filled cell.
fn to_correct(sheet: &mut Worksheet, headings: &[String], rows: &[FaultyRow]) -> Result<(), SheetError> {
    sheet.set_name("待更正")?;
    sheet.set_freeze_panes(1, 0)?;
    let formats = Formats::new();
    for (column, heading) in (0_u16..).zip(headings) {
        sheet.set_column_width(column, width(heading))?;
        sheet.set_column_format(column, &formats.plain)?;
        write_text(sheet, (0, column), &cut(heading), &formats.heading)?;
    }
    for (line, row) in (1_u32..).zip(rows) {
        let marks = marks(row, headings.len());
        let cells = row.values.iter().map(String::as_str).chain(std::iter::repeat(""));
        let columns = headings.len().max(row.values.len());
        for ((column, place), value) in (0_u16..).zip(0..columns).zip(cells) {
            let mark = marks.get(&place);
            write_text(sheet, (line, column), &cut(value), formats.of(mark.and_then(|mark| mark.worst)))?;
            if let Some(mark) = mark {
                sheet.insert_note(line, column, &note(&mark.sentences))?;
            }
        }
    }
    Ok(())
}

/// Everything that is wrong, a line each.
fn list(sheet: &mut Worksheet, headings: &[String], rows: &[FaultyRow]) -> Result<(), SheetError> {
    sheet.set_name("错误清单")?;
    sheet.set_freeze_panes(1, 0)?;
    for (column, (heading, width)) in (0_u16..).zip(LIST) {
        sheet.set_column_width(column, width)?;
        write_text(sheet, (0, column), heading, &heading_format(BACKGROUND))?;
    }
    let format = text_format().set_text_wrap();
    let faults =
        (2_u32..).zip(rows).flat_map(|(place, row)| row.faults.iter().map(move |fault| (place, row, fault)));
    for (line, (place, row, fault)) in (1_u32..).zip(faults) {
        let cell = fault.column.and_then(|column| Some((headings.get(column)?, row.values.get(column))));
        let (caption, value) = cell
            .map_or(("整行", ""), |(heading, value)| (heading.as_str(), value.map_or("", String::as_str)));
        let rows = [row.line.to_string(), place.to_string()];
        let what = [caption, severity_label(fault.severity), &fault.message, value];
        let texts = rows.iter().map(String::as_str).chain(what);
        for (column, text) in (0_u16..).zip(texts) {
            write_text(sheet, (line, column), &cut(text), &format)?;
        }
    }
    Ok(())
}

/// What is said at a cell.
#[derive(Default)]
struct Mark {
    /// Of the cell itself; absent if only the row is to blame.
    worst: Option<Severity>,
    sentences: Vec<String>,
}

/// The marks of a row by column. What has no column of its own stands at the first cell.
fn marks(row: &FaultyRow, columns: usize) -> BTreeMap<usize, Mark> {
    let mut marks: BTreeMap<usize, Mark> = BTreeMap::new();
    for fault in &row.faults {
        if let Some(column) = fault.column.filter(|column| *column < columns) {
            let mark = marks.entry(column).or_default();
            mark.worst = mark.worst.max(Some(fault.severity));
            mark.sentences.push(fault.message.clone());
        } else {
            marks.entry(0).or_default().sentences.push(format!("整行：{}", fault.message));
        }
    }
    for (column, _) in row.values.iter().enumerate().filter(|(_, value)| !fits_in_a_cell(value)) {
        let mark = marks.entry(column).or_default();
        mark.worst = Some(Severity::Quarantine);
        mark.sentences.push(format!(
            "原值超过一个单元格所能容纳的 {MOST_TEXT} 字，这里只有开头。请从原文件补全，或缩短。"
        ));
    }
    marks
}

fn note(sentences: &[String]) -> Note {
    let mut text = sentences.join("\n");
    if text.chars().count() > MOST_NOTE {
        text = text.chars().take(MOST_NOTE).chain("…（全文见“错误清单”）".chars()).collect();
    }
    let lines: usize = text.lines().map(|line| line.chars().count() / NOTE_LINE + 1).sum();
    let height = u32::try_from((lines + 1) * NOTE_LINE_HEIGHT).unwrap_or(u32::MAX);
    Note::new(text)
        .set_author("诚信")
        .add_author_prefix(false)
        .set_font_size(10)
        .set_width(NOTE_WIDTH)
        .set_height(height)
}

/// The formats of the first sheet.
struct Formats {
    heading: Format,
    plain: Format,
    doubtful: Format,
    faulty: Format,
}

impl Formats {
    fn new() -> Self {
        let coloured = |background: u32, font: u32| {
            text_format().set_background_color(Color::RGB(background)).set_font_color(Color::RGB(font))
        };
        Self {
            heading: heading_format(BACKGROUND),
            plain: text_format(),
            doubtful: coloured(0x00FF_EB9C, 0x007F_6000),
            faulty: coloured(0x00FF_C7CE, 0x009C_0006),
        }
    }

    const fn of(&self, worst: Option<Severity>) -> &Format {
        match worst {
            None => &self.plain,
            Some(Severity::Warning) => &self.doubtful,
            Some(Severity::Incomplete | Severity::Quarantine) => &self.faulty,
        }
    }
}

const fn severity_label(severity: Severity) -> &'static str {
    match severity {
        Severity::Warning => "请核对",
        Severity::Incomplete => "缺少必填项",
        Severity::Quarantine => "错误",
    }
}

/// As much of a text as a cell holds.
fn cut(text: &str) -> Cow<'_, str> {
    if fits_in_a_cell(text) {
        return Cow::Borrowed(text);
    }
    let mut units = 0;
    Cow::Owned(
        text.chars()
            .take_while(|character| {
                units += character.len_utf16();
                units <= MOST_TEXT
            })
            .collect(),
    )
}

/// In characters of the standard font; a Han character takes two.
fn width(heading: &str) -> f64 {
    let characters = u32::try_from(heading.chars().count()).unwrap_or(u32::MAX);
    f64::from(characters.clamp(6, 16)) * 2.0
}
