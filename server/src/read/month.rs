//! Months as parameters, as `2026-10`.

pub use domain::quality::Month;
use domain::quality::MonthError;

use crate::error::Error;

impl From<MonthError> for Error {
    fn from(error: MonthError) -> Self {
        Self::BadParameter { name: "month", reason: error.to_string() }
    }
}
