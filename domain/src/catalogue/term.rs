//! How long an entry stays public (RULES 4).

use chrono::NaiveDate;

use super::Item;
use crate::publicity::months_after;

/// The rule of an item's term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Term {
    /// Until the source removes it.
    None,
    /// So many years at most; an earlier planned end counts.
    Years {
        /// Calendar years.
        years: u32,
        /// From which day.
        anchor: Anchor,
    },
    /// 失信被执行人: no term if one of the situations is 有履行能力而拒不履行; else so many years, which the court
    /// may extend.
    BySituation {
        /// Calendar years for all other situations.
        years: u32,
        /// Code of the situation that has no term.
        open: &'static str,
    },
    /// Until the penalty ends, and for so many years at most.
    UntilPenaltyEnds {
        /// Calendar years.
        most_years: u32,
    },
    /// One row a year, which stays: a list of years, not a flag.
    YearRows,
}

/// From which day a term runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// 列入之日
    Listed,
    /// 公布之日, by the source; the listing where the file does not say.
    Published,
}

/// What a term is computed from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TermDates<'a> {
    /// 列入日期, or what the item has in its place.
    pub begins_on: Option<NaiveDate>,
    /// 发布日期 of the source.
    pub published_on: Option<NaiveDate>,
    /// The end that the source states; `None` for 长期 as well.
    pub planned_end: Option<NaiveDate>,
    /// Codes of the reasons.
    pub reason_codes: &'a [&'static str],
    /// Years by which a court extended the term.
    pub extension_years: u32,
}

/// Why a term cannot be computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermError {
    /// The day from which it runs is missing.
    #[error("the day from which the term runs is missing")]
    NoAnchor,
    /// The end lies outside the calendar.
    #[error("the end of the term lies outside the calendar")]
    OutOfRange,
}

impl Item {
    /// The last day on which an entry is public; `None` where it stays until the source removes it.
    ///
    /// # Errors
    /// [`TermError`] if the item has a term and the day from which it runs is missing: no end is guessed.
    pub fn public_until(&self, dates: TermDates<'_>) -> Result<Option<NaiveDate>, TermError> {
        let listed = dates.begins_on;
        let published = dates.published_on.or(listed);
        let most = match self.term {
            Term::None | Term::YearRows => return Ok(dates.planned_end),
            Term::Years { years, anchor: Anchor::Listed } => years_after(listed, years)?,
            Term::Years { years, anchor: Anchor::Published } => years_after(published, years)?,
            Term::UntilPenaltyEnds { most_years } => years_after(listed, most_years)?,
            Term::BySituation { years, open } => {
                if dates.reason_codes.is_empty() || dates.reason_codes.contains(&open) {
                    return Ok(None);
                }
                years_after(published, years + dates.extension_years)?
            }
        };
        Ok(Some(dates.planned_end.map_or(most, |end| end.min(most))))
    }
}

fn years_after(day: Option<NaiveDate>, years: u32) -> Result<NaiveDate, TermError> {
    months_after(day.ok_or(TermError::NoAnchor)?, years * 12).ok_or(TermError::OutOfRange)
}
