//! Unresolved parties find their entity: by code and name when the registry learns them, or by a person.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use domain::publication::Publication;
use domain::rulebook::Rulebook;

use super::act::Act;
use super::attach;
use super::publish::{Parties, Timing, earliest_days, number_key, publish_or_hold};
use super::registry::Matches;
use crate::store::audit::{self, Deed};
use crate::store::decision::{self, PartyRow};
use crate::store::ledger::{Action, Entry, Subject};
use crate::store::{Tx, entity, unresolved};

/// Looks again at the unresolved parties that carry one of these codes; answers what the ledger must say.
pub async fn resolve_waiting(
    tx: &mut Tx,
    codes: Vec<String>,
    rules: &Rulebook,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Entry>> {
    let waiting = unresolved::with_codes(tx, &codes).await?;
    let matches = Matches::load(tx, codes.clone()).await?;
    let mut entries = attach::attach_waiting(tx, &codes, &matches, now).await?;
    if waiting.is_empty() {
        return Ok(entries);
    }
    let ids: Vec<String> =
        waiting.iter().map(|party| party.decision_id.clone()).collect::<HashSet<_>>().into_iter().collect();
    let mut settled = Vec::new();
    for mut party in decision::parties(tx, &ids).await? {
        if party.resolution != "unresolved" {
            continue;
        }
        if let Some(entity_id) = matches.entity_of(&party) {
            party.entity_id = Some(entity_id);
            "resolved".clone_into(&mut party.resolution);
            settled.push(party);
        }
    }
    entries.extend(settle(tx, settled, rules, now).await?);
    Ok(entries)
}

/// Why a person's settlement was refused.
#[derive(Debug, thiserror::Error)]
pub enum SettleError {
    /// No such decision, party or entity, or it is not unresolved.
    #[error("没有这个待核对的相对人或主体")]
    Unknown,
    /// The data base failed.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

/// A person attaches a party to an entity; kept in the audit trail.
pub async fn settle_by_hand(
    tx: &mut Tx,
    (decision_public_id, position): (&str, i64),
    entity_public_id: &str,
    by: &str,
    rules: &Rulebook,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, SettleError> {
    let row = decision::by_public_id(tx, decision_public_id).await?.ok_or(SettleError::Unknown)?;
    let entity = entity::by_public_id(tx, entity_public_id).await?.ok_or(SettleError::Unknown)?;
    let mut party = decision::parties(tx, std::slice::from_ref(&row.id))
        .await?
        .into_iter()
        .find(|party| party.position == position && party.resolution == "unresolved")
        .ok_or(SettleError::Unknown)?;
    party.entity_id = Some(entity.id);
    "settled".clone_into(&mut party.resolution);
    party.settled_by = Some(by.to_owned());
    party.settled_at = Some(now);
    let note = format!("party {position} is entity {entity_public_id}");
    audit::add(
        tx,
        Deed { action: Act::SettleParty.code(), record_id: &row.id, done_by: by, note, ..Deed::default() },
        now,
    )
    .await?;
    Ok(settle(tx, vec![party], rules, now).await?)
}

/// Saves settled parties and publishes the decisions that waited for nothing else.
async fn settle(
    tx: &mut Tx,
    parties: Vec<PartyRow>,
    rules: &Rulebook,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Entry>> {
    decision::save_parties(tx, &parties).await?;
    let ids: Vec<String> =
        parties.iter().map(|party| party.decision_id.clone()).collect::<HashSet<_>>().into_iter().collect();
    let mut open = HashSet::new();
    for party in decision::parties(tx, &ids).await? {
        if party.resolution == "unresolved" {
            open.insert(party.decision_id);
        }
    }
    let mut changed = Vec::new();
    let rows = decision::by_ids(tx, &ids).await?;
    let earliest = earliest_days(tx, &rows).await?;
    for mut row in rows {
        if row.state == Publication::Unresolved && !open.contains(&row.id) {
            let earliest = earliest.get(number_key(&row.document_key)).copied();
            publish_or_hold(&mut row, Parties::Resolved, Timing { rules, now, earliest });
            row.updated_at = now;
            changed.push(row);
        }
    }
    decision::save(tx, &changed).await?;
    Ok(changed
        .into_iter()
        .filter(|row| row.state == Publication::Published)
        .map(|row| Entry {
            action: Action::Published,
            subject: Subject::Decision,
            record_id: row.id,
            public_id: row.public_id,
            version: row.version,
        })
        .collect())
}
