//! Spreadsheets: faults by row and column, progress, receipts.

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
}
