//! How long what tells who objected is kept.

use chrono::NaiveDate;

use crate::publicity::months_after;

/// Months for which who objected, the words and the attachments are kept after the end, if the installation says nothing
/// else: the six months in which one may sue over the outcome (行政诉讼法 46), and as long again for what a court of first
/// instance asks for (行政诉讼法 81). 个人信息保护法 19: as short as the purpose allows; 47: then erased.
///
/// Rule: R-210 in `docs/RULES.md`.
pub const KEPT_MONTHS: u32 = 12;

/// The first day on which the data of an objection that ended on that day are to be erased: the day after the
/// corresponding day so many months later (民法典 202).
pub fn erased_from(ended_on: NaiveDate, months: u32) -> Option<NaiveDate> {
    months_after(ended_on, months)?.succ_opt()
}
