//! The cells of a workbook as a person reads them.

use calamine::{DataRef, ExcelDateTime, XlsxFormulaMetadata};

use super::problem::RowProblem;

/// What a workbook says of a cell, whatever its format.
#[derive(Clone, Debug)]
pub(super) enum CellValue<'a> {
    Empty,
    Text(&'a str),
    /// A number whose style is no date.
    Number(f64),
    /// A number whose style is a date, a time or a duration.
    Moment(ExcelDateTime),
    /// TRUE or FALSE.
    Truth,
    /// `#N/A` and the like.
    Error,
    /// A formula whose result the file does not hold.
    NotCalculated,
}

impl<'a> CellValue<'a> {
    /// A cell's value, which for a formula is its last result: a formula is never worked out here.
    pub(super) fn of_xlsx(value: &'a DataRef<'_>, formula: Option<&XlsxFormulaMetadata>) -> Self {
        match value {
            // A result that is an empty text is a text.
            DataRef::Empty if formula.is_some() => Self::NotCalculated,
            DataRef::Empty => Self::Empty,
            DataRef::SharedString(text) => Self::Text(text),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Self::Text(text)
            }
            #[expect(clippy::cast_precision_loss, reason = "workbooks hold numbers as floating point anyway")]
            DataRef::Int(number) => Self::Number(*number as f64),
            DataRef::Float(number) => Self::Number(*number),
            DataRef::Bool(_) => Self::Truth,
            DataRef::DateTime(moment) => Self::Moment(*moment),
            DataRef::Error(_) => Self::Error,
        }
    }
}

/// What can be wrong with one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flaw {
    LostDigits,
    FormulaError,
    FormulaWithoutResult,
    TruthValue,
}

impl Flaw {
    pub(super) fn problem(self, heading: String) -> RowProblem {
        match self {
            Self::LostDigits => RowProblem::LostDigits(heading),
            Self::FormulaError => RowProblem::FormulaError(heading),
            Self::FormulaWithoutResult => RowProblem::FormulaWithoutResult(heading),
            Self::TruthValue => RowProblem::TruthValue(heading),
        }
    }
}

/// Spreadsheets hold 15 digits of a number; what comes after them was lost before the file was written.
const SIXTEEN_DIGITS: f64 = 1e15;

/// The day after 9999-12-31, which no date reaches.
const END_OF_DATES: f64 = 2_958_466.0;

/// A cell's text, and what is wrong with it.
pub(super) fn cell_text(value: &CellValue<'_>) -> (String, Option<Flaw>) {
    match value {
        CellValue::Empty => (String::new(), None),
        CellValue::Text(text) => ((*text).to_owned(), None),
        CellValue::Number(number) => number_cell(*number),
        CellValue::Moment(moment) => moment_cell(moment),
        CellValue::Truth => (String::new(), Some(Flaw::TruthValue)),
        CellValue::Error => (String::new(), Some(Flaw::FormulaError)),
        CellValue::NotCalculated => (String::new(), Some(Flaw::FormulaWithoutResult)),
    }
}

fn number_cell(number: f64) -> (String, Option<Flaw>) {
    if !number.is_finite() {
        return (String::new(), Some(Flaw::FormulaError));
    }
    let flaw = (number.abs() >= SIXTEEN_DIGITS).then_some(Flaw::LostDigits);
    (number_text(number), flaw)
}

/// At most 15 significant digits, as spreadsheets show them: 0.1 + 0.2 is 0.3. Never an exponent, never `.0`.
fn number_text(number: f64) -> String {
    format!("{number:.14e}").parse().unwrap_or(number).to_string()
}

/// `2026-02-24`, with a time of day only where there is one, and a time alone where there is no day. What is no date,
/// whatever its style says, stays a number.
fn moment_cell(moment: &ExcelDateTime) -> (String, Option<Flaw>) {
    let serial = moment.as_f64();
    if moment.is_duration() || !(0.0..END_OF_DATES).contains(&serial) {
        return number_cell(serial);
    }
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    let time = format!("{hour:02}:{minute:02}:{second:02}");
    let text = if serial < 1.0 {
        time
    } else if time == "00:00:00" {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02}T{time}")
    };
    (text, None)
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;

    use super::*;

    #[test]
    fn numbers_are_read_as_typed() {
        let cases = [
            (1.0, "1"),
            (0.1 + 0.2, "0.3"),
            (-12.50, "-12.5"),
            (330_200_400_065_251.0, "330200400065251"),
            (1e21, "1000000000000000000000"),
        ];
        for (number, text) in cases {
            assert_eq!(cell_text(&CellValue::Number(number)).0, text);
        }
        assert_eq!(cell_text(&CellValue::Number(999_999_999_999_999.0)).1, None);
        assert_eq!(cell_text(&CellValue::Number(1e15)).1, Some(Flaw::LostDigits));
        assert_eq!(cell_text(&CellValue::Number(f64::NAN)), (String::new(), Some(Flaw::FormulaError)));
    }

    #[test]
    fn a_styled_number_is_a_day_a_time_or_a_number() {
        let cases = [
            (45_000.0, false, "2023-03-15"),
            (45_000.5, false, "2023-03-15T12:00:00"),
            (0.25, false, "06:00:00"),
            (43_538.0, true, "2023-03-15"),
            (20_230_315.0, false, "20230315"),
            (-3.0, false, "-3"),
        ];
        for (serial, is_1904, text) in cases {
            let moment = ExcelDateTime::new(serial, ExcelDateTimeType::DateTime, is_1904);
            assert_eq!(cell_text(&CellValue::Moment(moment)), (text.to_owned(), None), "{serial}");
        }
    }
}
