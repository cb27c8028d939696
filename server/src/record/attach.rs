//! Entries find their entity: by code and name when the registry learns them, or by a person's decision that is in
//! the audit trail and can be undone. Never by name alone.

use chrono::{DateTime, Utc};

use super::act::Act;
use super::end_entry::{is_shown, ledger_entry};
use super::registry::Matches;
use super::settle::SettleError;
use crate::store::audit::{self, Deed};
use crate::store::entry::{self, EntryRow};
use crate::store::ledger::{Action, Entry, Subject};
use crate::store::{Tx, entity};

/// Looks again at the entries that carry one of these codes; answers what the ledger must say.
pub async fn attach_waiting(
    tx: &mut Tx,
    codes: &[String],
    matches: &Matches,
    now: DateTime<Utc>,
) -> sqlx::Result<Vec<Entry>> {
    let mut attached = Vec::new();
    for mut row in entry::unattached_with_codes(tx, codes).await? {
        let code = row.uscc.clone().unwrap_or_default();
        if let Some(entity_id) = matches.entity_with(&code, &row.name_folded) {
            change(&mut row, Some(entity_id), "resolved", now);
            attached.push(row);
        }
    }
    save(tx, &attached).await
}

/// A person attaches an entry to an entity.
pub async fn attach_by_hand(
    tx: &mut Tx,
    entry_public_id: &str,
    entity_public_id: &str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, SettleError> {
    let mut row = entry::by_public_id(tx, entry_public_id).await?.ok_or(SettleError::Unknown)?;
    let entity = entity::by_public_id(tx, entity_public_id).await?.ok_or(SettleError::Unknown)?;
    if row.resolution != "unattached" {
        return Err(SettleError::Unknown);
    }
    let note = format!("entry {entry_public_id} is about entity {entity_public_id}");
    audit::add(
        tx,
        Deed { action: Act::AttachEntry.code(), record_id: &row.id, done_by: by, note, ..Deed::default() },
        now,
    )
    .await?;
    change(&mut row, Some(entity.id), "settled", now);
    row.settled_by = Some(by.to_owned());
    row.settled_at = Some(now);
    Ok(save(tx, &[row]).await?)
}

/// A person undoes what a person attached.
pub async fn detach_by_hand(
    tx: &mut Tx,
    entry_public_id: &str,
    by: &str,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, SettleError> {
    let mut row = entry::by_public_id(tx, entry_public_id).await?.ok_or(SettleError::Unknown)?;
    if row.resolution != "settled" {
        return Err(SettleError::Unknown);
    }
    let note = format!("entry {entry_public_id} is detached again");
    audit::add(
        tx,
        Deed { action: Act::DetachEntry.code(), record_id: &row.id, done_by: by, note, ..Deed::default() },
        now,
    )
    .await?;
    let lost = row.entity_id.take();
    change(&mut row, None, "unattached", now);
    row.settled_by = None;
    row.settled_at = None;
    let mut entries = save(tx, &[row]).await?;
    // The entry no longer names the entity that has lost it: the ledger must.
    let lost: Vec<String> = lost.into_iter().collect();
    entries.extend(entity::by_ids(tx, &lost).await?.into_iter().map(|row| Entry {
        action: Action::Corrected,
        subject: Subject::Entity,
        record_id: row.id,
        public_id: row.public_id,
        version: row.version,
    }));
    Ok(entries)
}

fn change(row: &mut EntryRow, entity_id: Option<String>, resolution: &str, now: DateTime<Utc>) {
    row.entity_id = entity_id;
    resolution.clone_into(&mut row.resolution);
    row.version += 1;
    row.updated_at = now;
}

async fn save(tx: &mut Tx, rows: &[EntryRow]) -> sqlx::Result<Vec<Entry>> {
    entry::save(tx, rows).await?;
    Ok(rows
        .iter()
        .filter(|row| is_shown(&row.state))
        .map(|row| ledger_entry(row, Action::Corrected))
        .collect())
}
