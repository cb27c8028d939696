//! Cursors of lists that come from the store: the last day and identifier shown, as one opaque word.

use chrono::NaiveDate;

use crate::error::{Error, Result};
use crate::store::After;

/// Writes a cursor.
pub fn write(after: &After) -> String {
    format!("{}-{}", after.day.format("%Y%m%d"), after.public_id)
}

/// Reads a cursor.
pub fn read(text: &str) -> Result<After> {
    let (day, id) = text.split_once('-').ok_or(Error::BadCursor)?;
    let day = NaiveDate::parse_from_str(day, "%Y%m%d").map_err(|_| Error::BadCursor)?;
    if id.is_empty() || id.len() > 40 || !id.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return Err(Error::BadCursor);
    }
    Ok(After { day, public_id: id.to_owned() })
}
