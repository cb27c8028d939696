//! Decisions, alone and in lists.

use domain::decision::DecisionKind;
use domain::disclosure::{DecisionSummary, Page, PublicDecision, Tombstone};

use super::cursor;
use crate::error::{Error, Result};
use crate::state::Core;
use crate::store::decision::DecisionRow;
use crate::store::{After, Tx, decision, public};

/// What `/decisions/{id}` shows.
#[derive(Debug)]
pub enum Shown {
    /// The decision.
    Decision(Box<PublicDecision>),
    /// It was withdrawn by law: what stays of it.
    Tombstone(Tombstone),
}

/// Finds a decision. One that ended answers exactly like one that never was.
pub async fn find(core: &Core, tx: &mut Tx, public_id: &str) -> Result<Shown> {
    let today = core.clock.today();
    if let Some(row) = decision::public_by_public_id(tx, public_id, today).await? {
        let mut shown =
            public::decisions(tx, vec![row], today, core.taken_over_times(), &core.rules()).await?;
        return shown.pop().map(|shown| Shown::Decision(Box::new(shown))).ok_or(Error::NotFound);
    }
    let row = decision::by_public_id(tx, public_id).await?.ok_or(Error::NotFound)?;
    public::tombstone(&row, today).map(Shown::Tombstone).ok_or(Error::NotFound)
}

/// A page of an entity's rows, with the cursor to the next.
pub async fn rows_of_entity(
    core: &Core,
    tx: &mut Tx,
    entity_id: &str,
    kind: DecisionKind,
    cursor: Option<&str>,
    limit: usize,
) -> Result<(Vec<DecisionRow>, Option<String>)> {
    let after = cursor.filter(|text| !text.is_empty()).map(cursor::read).transpose()?;
    let fetched = i64::try_from(limit).unwrap_or(100) + 1;
    let today = core.clock.today();
    let mut rows = decision::of_entity(tx, entity_id, kind.code(), after.as_ref(), today, fetched).await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).and_then(|row| {
        Some(cursor::write(&After { day: row.decided_on?, public_id: row.public_id.clone() }))
    });
    Ok((rows, next))
}

/// A page of an entity's decisions, newest first.
pub async fn of_entity(
    core: &Core,
    tx: &mut Tx,
    entity_id: &str,
    kind: DecisionKind,
    cursor: Option<&str>,
    limit: usize,
) -> Result<Page<DecisionSummary>> {
    let (rows, next) = rows_of_entity(core, tx, entity_id, kind, cursor, limit).await?;
    let items = public::summaries(tx, rows, core.clock.today(), core.taken_over_times()).await?;
    Ok(Page { items, next })
}
