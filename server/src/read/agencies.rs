//! Authorities with their timeliness figures.

use domain::decision::DecisionKind;
use domain::disclosure::{AuthorityFigures, TimelinessFigures};

use super::month::Month;
use crate::error::{Error, Result};
use crate::state::Core;
use crate::store::Tx;
use crate::store::authority::{self, AuthorityRow};
use crate::store::figures::{self, Period};

/// Months that a page offers.
const MONTHS: usize = 12;

/// Licences or penalties, as asked for; both if nothing was.
pub fn kind(text: Option<&str>) -> Result<Option<DecisionKind>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let reason = || "只能是 licence 或 penalty".to_owned();
    DecisionKind::from_code(text)
        .map(Some)
        .ok_or_else(|| Error::BadParameter { name: "kind", reason: reason() })
}

/// The period of a month.
pub fn period(core: &Core, month: Month, kind: Option<DecisionKind>) -> Period {
    Period {
        from: month.first(),
        until: month.end(),
        kind,
        today: core.clock.today(),
        times: core.taken_over_times(),
    }
}

/// All authorities in a month.
#[derive(Debug)]
pub struct AllAgencies {
    /// Over all of them.
    pub total: TimelinessFigures,
    /// One a row: those with decisions first, by rate, then the others.
    pub rows: Vec<AuthorityFigures>,
}

/// Loads the figures of a month.
pub async fn all(core: &Core, tx: &mut Tx, month: Month, kind: Option<DecisionKind>) -> Result<AllAgencies> {
    let mut figures = figures::by_authority(tx, &period(core, month, kind), &core.calendar).await?;
    let total = figures.remove(&None).unwrap_or_default();
    let mut rows: Vec<AuthorityFigures> = authority::all(tx)
        .await?
        .into_iter()
        .map(|row| {
            let figures = figures.remove(&Some(row.id.clone())).unwrap_or_default();
            AuthorityFigures { authority: authority::public(row, Vec::new()), figures }
        })
        .collect();
    rows.sort_by_key(|row| order(&row.figures));
    Ok(AllAgencies { total, rows })
}

/// By rate from best to worst; a zero denominator has no rate and no rank.
fn order(figures: &TimelinessFigures) -> (bool, u64, u64) {
    let rate = (figures.on_time * 1_000_000).checked_div(figures.valid);
    (rate.is_none(), 1_000_000 - rate.unwrap_or(0), u64::MAX - figures.valid)
}

/// One authority by public identifier.
pub async fn find(tx: &mut Tx, public_id: &str) -> Result<AuthorityRow> {
    authority::by_public_id(tx, public_id).await?.ok_or(Error::NotFound)
}

/// The figures of one authority by month, newest first.
pub async fn months_of(core: &Core, tx: &mut Tx, id: &str) -> Result<Vec<(String, TimelinessFigures)>> {
    let mut figures_by_month = Vec::new();
    for month in months(core) {
        let mut figures = figures::by_authority(tx, &period(core, month, None), &core.calendar).await?;
        figures_by_month.push((month.label(), figures.remove(&Some(id.to_owned())).unwrap_or_default()));
    }
    Ok(figures_by_month)
}

/// The months that can be chosen, newest first.
pub fn months(core: &Core) -> Vec<Month> {
    std::iter::successors(Some(Month::of(core.clock.today())), |month| Some(month.previous()))
        .take(MONTHS)
        .collect()
}
