//! Workbooks that people take away: the template to fill in, the faulty rows to correct, the decisions to report
//! upward.
//!
//! Bytes out and nothing else: no HTTP, no SQL, no clock; the same content is the same file. No cell is ever a
//! formula, whatever others wrote into it. What is written here, [`crate::ingest`] reads again.

mod export;
mod faults;
mod neutral;
mod place;
mod template;
#[cfg(test)]
mod tests;
mod validation;

pub use export::export;
pub use faults::{CellFault, FaultyRow, faults};
pub use neutral::neutral;
pub use place::{column_name, letters};
pub use template::template;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

/// Rows of a worksheet below its headings.
const MOST_ROWS: usize = 1_048_575;
/// Columns of a worksheet.
const MOST_COLUMNS: usize = 16_384;
/// What one cell can hold, in UTF-16 units, as spreadsheets count.
const MOST_TEXT: usize = 32_767;

/// The number format 文本 (ECMA-376 18.8.30).
const TEXT_FORMAT: u8 = 49;

/// Why a workbook cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// More rows than a worksheet holds.
    #[error("一个工作表最多 {most} 行，现有 {found} 行。请分批下载。")]
    TooManyRows {
        /// Rows to write.
        found: usize,
        /// Rows that fit.
        most: usize,
    },
    /// More columns than a worksheet holds.
    #[error("一个工作表最多 {most} 列，现有 {found} 列。请只保留需要报送的列。")]
    TooManyColumns {
        /// Columns to write.
        found: usize,
        /// Columns that fit.
        most: usize,
    },
    /// A text that no cell can hold, where none may be cut.
    #[error("第 {row} 行的“{caption}”超过一个单元格所能容纳的 {most} 字。请缩短后再下载。")]
    TextTooLong {
        /// Row of the worksheet, from 1.
        row: u32,
        /// Caption of the column.
        caption: &'static str,
        /// What a cell holds.
        most: usize,
    },
    /// The writer refused; the cause is for the log.
    #[error("无法生成工作簿。请稍后重试，或联系系统管理员。")]
    Workbook(#[from] XlsxError),
}

/// An empty workbook. The day in its properties says nothing: with the true time no two files would be the same.
fn book() -> Result<Workbook, SheetError> {
    let mut workbook = Workbook::new();
    let properties = DocProperties::new().set_author("诚信");
    workbook.set_properties(&properties.set_creation_datetime(&ExcelDateTime::from_ymd(2000, 1, 1)?));
    Ok(workbook)
}

fn check_size(rows: usize, columns: usize) -> Result<(), SheetError> {
    if rows > MOST_ROWS {
        return Err(SheetError::TooManyRows { found: rows, most: MOST_ROWS });
    }
    if columns > MOST_COLUMNS {
        return Err(SheetError::TooManyColumns { found: columns, most: MOST_COLUMNS });
    }
    Ok(())
}

fn fits_in_a_cell(text: &str) -> bool {
    // A character is one unit or two.
    text.len() <= MOST_TEXT || text.encode_utf16().count() <= MOST_TEXT
}

/// Writes a text as it is. The writer takes what stands between `<r>` and `</r>` for its own markup: such a text goes
/// out as one run of a rich text, which is escaped.
fn write_text(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    format: &Format,
) -> Result<(), SheetError> {
    if text.starts_with("<r>") {
        sheet.write_rich_string_with_format(row, column, &[(&Format::default(), text)], format)?;
    } else {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    Ok(())
}

/// Cells that stay texts when somebody types over them: a spreadsheet would make a number of an 18-digit code.
fn text_format() -> Format {
    cell_format().set_num_format_index(TEXT_FORMAT)
}

fn cell_format() -> Format {
    Format::new().set_align(FormatAlign::Top)
}

fn heading_format(background: Color) -> Format {
    text_format()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_border(FormatBorder::Thin)
        .set_background_color(background)
}
