//! Monthly totals of commitments: all that the public learns of them.

use std::collections::BTreeMap;

use domain::calendar::beijing_date;
use domain::commitment::CommitmentMonth;

use super::agencies;
use super::month::Month;
use crate::error::Result;
use crate::state::Core;
use crate::store::{Tx, commitment};

/// The months of an authority in which it committed, newest first. Only days that are over count: what is shown is kept
/// for as long as ledger and day stay the same.
pub async fn months(core: &Core, tx: &mut Tx, authority_id: &str) -> Result<Vec<CommitmentMonth>> {
    let today = core.clock.today();
    let mut committed: BTreeMap<String, u64> = BTreeMap::new();
    for received_at in commitment::received(tx, authority_id).await? {
        let day = beijing_date(received_at);
        if day < today {
            *committed.entry(Month::of(day).label()).or_default() += 1;
        }
    }
    if committed.is_empty() {
        return Ok(Vec::new());
    }
    let mut published: BTreeMap<String, u64> = BTreeMap::new();
    for month in agencies::all_months_of(core, tx, authority_id, None).await? {
        *published.entry(month.month).or_default() += month.figures.on_time + month.figures.late;
    }
    let months = committed.into_iter().rev().map(|(month, count)| {
        let published = published.get(&month).copied().unwrap_or(0);
        CommitmentMonth::of(month, count, published)
    });
    Ok(months.collect())
}
