//! The records of an old workbook (MS-XLS, BIFF8): names of sheets, strings, number formats, cells.
//!
//! Our own, and not calamine's: that one reserves memory for the dimensions that a sheet claims, holds sheets as full
//! rectangles, copies a shared string for each cell before any limit is asked, and reads text by the code page record,
//! which BIFF8 does not use and some programs fill wrongly. Formulas are not read, only their last values.

use std::collections::HashMap;

use calamine::{ExcelDateTime, ExcelDateTimeType};

use super::cell::CellValue;
use super::date_format::{self, Style};
use super::error::FileFault;
use super::ole::{u16_at, u32_at};
use super::sheet::Sheet;
use super::{Limits, biff_text};

/// Records that we read, by their numbers in MS-XLS 2.3.
mod kind {
    pub(super) const FORMULA: u16 = 0x0006;
    pub(super) const END: u16 = 0x000a;
    pub(super) const DATE_MODE: u16 = 0x0022;
    pub(super) const FILE_PASS: u16 = 0x002f;
    pub(super) const CONTINUE: u16 = 0x003c;
    pub(super) const BOUND_SHEET: u16 = 0x0085;
    pub(super) const MANY_RK: u16 = 0x00bd;
    pub(super) const RICH_LABEL: u16 = 0x00d6;
    pub(super) const CELL_FORMAT: u16 = 0x00e0;
    pub(super) const MERGED: u16 = 0x00e5;
    pub(super) const STRINGS: u16 = 0x00fc;
    pub(super) const SHARED_LABEL: u16 = 0x00fd;
    pub(super) const NUMBER: u16 = 0x0203;
    pub(super) const LABEL: u16 = 0x0204;
    pub(super) const TRUTH_OR_ERROR: u16 = 0x0205;
    pub(super) const FORMULA_TEXT: u16 = 0x0207;
    pub(super) const RK: u16 = 0x027e;
    pub(super) const NUMBER_FORMAT: u16 = 0x041e;
    pub(super) const BEGIN: u16 = 0x0809;
}

/// The version that begins a stream of BIFF8.
const BIFF8: u16 = 0x0600;

/// The kind of a sheet that holds macros of before 1997; viruses hide in them (MS-XLS 2.4.28).
const MACRO_SHEET: u8 = 1;

/// Spreadsheets make no more of them than this.
const MAX_SHEETS: usize = 256;

/// An old workbook with its strings in memory.
pub(super) struct OldWorkbook {
    stream: Vec<u8>,
    sheets: Vec<BoundSheet>,
    strings: Vec<Box<str>>,
    /// What each cell format makes of a number.
    styles: Vec<Style>,
    is_1904: bool,
}

struct BoundSheet {
    name: String,
    is_visible: bool,
    start: usize,
}

impl OldWorkbook {
    pub(super) fn open(stream: Vec<u8>, limits: &Limits) -> Result<Self, FileFault> {
        let globals = Globals::read(&stream, limits)?;
        let Globals { sheets, strings, formats, cell_formats, is_1904 } = globals;
        let style = |id: &u16| formats.get(id).copied().unwrap_or_else(|| date_format::of_builtin(*id));
        let styles = cell_formats.iter().map(style).collect();
        Ok(Self { stream, sheets, strings, styles, is_1904 })
    }

    /// Names of the worksheets, and whether they are shown.
    pub(super) fn sheets(&self) -> impl Iterator<Item = (&str, bool)> {
        self.sheets.iter().map(|sheet| (sheet.name.as_str(), sheet.is_visible))
    }

    /// Reads the cells of a worksheet.
    pub(super) fn read(&self, place: usize, sheet: &mut Sheet) -> Result<(), FileFault> {
        let bound = self.sheets.get(place).ok_or(FileFault::NoData)?;
        let mut records = Records { rest: self.stream.get(bound.start..).unwrap_or_default() };
        let mut depth = 0_usize;
        let mut waiting = None; // the cell of a formula whose text comes in the next record
        while let Some((kind, data)) = records.next()? {
            match kind {
                kind::BEGIN => depth += 1,
                kind::END if depth <= 1 => return Ok(()),
                kind::END => depth -= 1,
                // Within charts and the like.
                _ if depth > 1 => {}
                _ if depth == 0 => return Err(cut_off()),
                kind::FORMULA_TEXT => {
                    if let Some((row, column)) = waiting.take() {
                        let text = biff_text::long(data).ok_or_else(cut_off)?;
                        sheet.add(row, column, &CellValue::Text(&text))?;
                    }
                }
                kind::FORMULA if u16_at(data, 12) == Some(0xffff) && data.get(6) == Some(&0) => {
                    waiting = Some(place_of(data).ok_or_else(cut_off)?);
                }
                kind::MERGED => merge(data, sheet),
                _ => self.cells(kind, data, sheet)?,
            }
        }
        Err(cut_off())
    }

    /// The cells of one record, if it is one of cells.
    fn cells(&self, kind: u16, data: &[u8], sheet: &mut Sheet) -> Result<(), FileFault> {
        if kind == kind::MANY_RK {
            return self.many(data, sheet);
        }
        let text;
        let value = match kind {
            kind::NUMBER => f64_at(data, 6).map(|number| self.number(data, number)),
            kind::RK => u32_at(data, 6).map(|packed| self.number(data, unpacked(packed))),
            kind::TRUTH_OR_ERROR => data.get(7).map(|error| truth_or_error(*error)),
            kind::FORMULA => self.formula(data),
            kind::SHARED_LABEL => u32_at(data, 6).map(|at| match self.strings.get(at as usize) {
                Some(text) => CellValue::Text(text),
                None => CellValue::Error,
            }),
            kind::LABEL | kind::RICH_LABEL => {
                text = data.get(6..).and_then(biff_text::long).ok_or_else(cut_off)?;
                Some(CellValue::Text(&text))
            }
            _ => return Ok(()),
        };
        let ((row, column), value) = place_of(data).zip(value).ok_or_else(cut_off)?;
        sheet.add(row, column, &value)
    }

    /// Numbers side by side.
    fn many(&self, data: &[u8], sheet: &mut Sheet) -> Result<(), FileFault> {
        let (row, first) = place_of(data).ok_or_else(cut_off)?;
        let packed = data.get(4..data.len().saturating_sub(2)).unwrap_or_default();
        for (column, cell) in packed.chunks_exact(6).enumerate() {
            let number = u32_at(cell, 2).map(unpacked).unwrap_or_default();
            sheet.add(row, first + column, &self.styled(u16_at(cell, 0), number))?;
        }
        Ok(())
    }

    /// The last value of a formula, unless it is a text.
    fn formula(&self, data: &[u8]) -> Option<CellValue<'static>> {
        if u16_at(data, 12)? != 0xffff {
            return f64_at(data, 6).map(|number| self.number(data, number));
        }
        Some(match data.get(6)? {
            1 => CellValue::Truth,
            2 => CellValue::Error,
            _ => CellValue::Empty,
        })
    }

    fn number(&self, data: &[u8], number: f64) -> CellValue<'static> {
        self.styled(u16_at(data, 4), number)
    }

    fn styled(&self, format: Option<u16>, number: f64) -> CellValue<'static> {
        let style = format.and_then(|format| self.styles.get(usize::from(format)));
        let kind = match style {
            Some(Style::Moment) => ExcelDateTimeType::DateTime,
            Some(Style::Duration) => ExcelDateTimeType::TimeDelta,
            Some(Style::Plain) | None => return CellValue::Number(number),
        };
        CellValue::Moment(ExcelDateTime::new(number, kind, self.is_1904))
    }
}

/// What stands before the sheets.
#[derive(Default)]
struct Globals {
    sheets: Vec<BoundSheet>,
    strings: Vec<Box<str>>,
    formats: HashMap<u16, Style>,
    cell_formats: Vec<u16>,
    is_1904: bool,
}

impl Globals {
    fn read(stream: &[u8], limits: &Limits) -> Result<Self, FileFault> {
        let mut globals = Self::default();
        let mut records = Records { rest: stream };
        match records.next()? {
            Some((kind::BEGIN, data)) if u16_at(data, 0) == Some(BIFF8) => {}
            Some(_) => return Err(FileFault::OtherWorkbook("Excel 95 或更早的工作簿")),
            None => return Err(cut_off()),
        }
        while let Some((kind, data)) = records.next()? {
            match kind {
                kind::END => return Ok(globals),
                kind::FILE_PASS => return Err(FileFault::Encrypted),
                kind::DATE_MODE => globals.is_1904 = u16_at(data, 0) == Some(1),
                kind::CELL_FORMAT => globals.cell_formats.push(u16_at(data, 2).ok_or_else(cut_off)?),
                kind::NUMBER_FORMAT => {
                    let id = u16_at(data, 0).ok_or_else(cut_off)?;
                    let text = data.get(2..).and_then(biff_text::long).unwrap_or_default();
                    globals.formats.insert(id, date_format::of_text(&text));
                }
                kind::BOUND_SHEET => globals.sheet(stream, data)?,
                kind::STRINGS => {
                    let parts = records.with_continued(data)?;
                    globals.strings = biff_text::shared(&parts, limits)?;
                }
                _ => {}
            }
        }
        Err(cut_off())
    }

    fn sheet(&mut self, stream: &[u8], data: &[u8]) -> Result<(), FileFault> {
        let start = u32_at(data, 0).ok_or_else(cut_off)? as usize;
        if data.get(5) == Some(&MACRO_SHEET) {
            return Err(FileFault::Macros);
        }
        let is_worksheet = data.get(5) == Some(&0);
        if !is_worksheet {
            return Ok(());
        }
        let is_there = u16_at(stream, start) == Some(kind::BEGIN);
        // Two names for one sheet would read it twice.
        let is_new = self.sheets.iter().all(|sheet| sheet.start != start);
        if !is_there || !is_new || self.sheets.len() >= MAX_SHEETS {
            return Err(FileFault::Damaged("工作表目录错误".to_owned()));
        }
        let name = data.get(6..).and_then(biff_text::short).ok_or_else(cut_off)?;
        // The lowest two bits say hidden, or hidden for good.
        let is_visible = data.get(4).is_some_and(|state| state.trailing_zeros() >= 2);
        self.sheets.push(BoundSheet { name, is_visible, start });
        Ok(())
    }
}

/// Records one after another: number, length, data.
struct Records<'a> {
    rest: &'a [u8],
}

impl<'a> Records<'a> {
    fn next(&mut self) -> Result<Option<(u16, &'a [u8])>, FileFault> {
        let Some(kind) = u16_at(self.rest, 0) else { return Ok(None) };
        let length = usize::from(u16_at(self.rest, 2).ok_or_else(cut_off)?);
        let data = self.rest.get(4..4 + length).ok_or_else(cut_off)?;
        self.rest = &self.rest[4 + length..];
        Ok(Some((kind, data)))
    }

    /// A record's data and that of the records that continue it.
    fn with_continued(&mut self, data: &'a [u8]) -> Result<Vec<&'a [u8]>, FileFault> {
        let mut parts = vec![data];
        while u16_at(self.rest, 0) == Some(kind::CONTINUE) {
            parts.extend(self.next()?.map(|(_, data)| data));
        }
        Ok(parts)
    }
}

fn place_of(data: &[u8]) -> Option<(u32, usize)> {
    Some((u32::from(u16_at(data, 0)?), usize::from(u16_at(data, 2)?)))
}

fn f64_at(data: &[u8], at: usize) -> Option<f64> {
    data.get(at..)?.first_chunk().map(|eight| f64::from_le_bytes(*eight))
}

/// A number in four bytes (MS-XLS 2.5.122): the upper half of a floating point number, or a whole number; perhaps to be
/// divided by 100.
fn unpacked(packed: u32) -> f64 {
    let is_whole = packed & 2 != 0;
    let number = if is_whole {
        f64::from(packed.cast_signed() >> 2)
    } else {
        f64::from_bits(u64::from(packed & 0xffff_fffc) << 32)
    };
    if packed & 1 == 0 { number } else { number / 100.0 }
}

fn truth_or_error(error: u8) -> CellValue<'static> {
    if error == 0 { CellValue::Truth } else { CellValue::Error }
}

fn merge(data: &[u8], sheet: &mut Sheet) {
    for one in data.get(2..).unwrap_or_default().chunks_exact(8) {
        let at = |place: usize| u32::from(u16_at(one, place).unwrap_or_default());
        sheet.merge((at(0), at(2)), (at(4), at(6)));
    }
}

fn cut_off() -> FileFault {
    FileFault::Damaged("工作簿记录不完整".to_owned())
}
