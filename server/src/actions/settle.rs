//! A clerk says which entity an unresolved party is.

use domain::role::Step;

use super::ask;
use super::regulator::{Refusal, Regulator};
use crate::record::settle::{SettleError, settle_by_hand};
use crate::state::Core;
use crate::store::ledger;

/// Attaches a party of a record of the own authority to an entity.
pub async fn settle_as(
    core: &Core,
    regulator: &Regulator,
    place: (&str, i64),
    entity_public_id: &str,
) -> Result<(), Refusal> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    ask::record(&mut tx, regulator, Step::File, place.0).await?;
    let by = &regulator.account_id;
    let entries = match settle_by_hand(&mut tx, place, entity_public_id, by, &core.rules(), now).await {
        Ok(entries) => entries,
        Err(SettleError::Unknown) => {
            return Err(Refusal::State("没有这个主体，或者这个相对人已经核对；请刷新后再试".to_owned()));
        }
        Err(SettleError::Store(error)) => return Err(error.into()),
    };
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    Ok(())
}
