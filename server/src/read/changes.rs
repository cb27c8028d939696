//! The ledger as the public may see it.
//!
//! A row shows its record only while it is the last word on it and the record is public on that day. Every other row is
//! the same empty one: the record's random identifier, and neither kind nor reason nor time. So what a row once said of
//! a record that has ended cannot be read from the rows of the past either.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::calendar::beijing_date;
use serde::Serialize;
use serde_json::{Value, json};

use crate::error::Result;
use crate::state::Core;
use crate::store::changes::{self, ChangeRow};
use crate::store::{Tx, authority, decision, entity, entry, ledger, public, public_entry};

/// A page of the feed.
#[derive(Debug, Serialize)]
pub struct Changes {
    /// One for each number, without a gap.
    pub items: Vec<Change>,
    /// The next page starts after it.
    pub next: i64,
    /// The ledger's end.
    pub end: i64,
}

/// One row.
#[derive(Debug, Serialize)]
#[serde(untagged)]
pub enum Change {
    /// What is public of a record now, or the tombstone of a withdrawn one.
    Shown {
        /// Number in the ledger.
        number: i64,
        /// The Beijing day on which it was recorded: the hour would tell when the empty rows beside it were.
        recorded_on: NaiveDate,
        /// `published`, `corrected` or `withdrawn`.
        action: &'static str,
        /// `entity`, `decision`, `authority` or `entry`.
        #[serde(rename = "type")]
        kind: &'static str,
        /// Public identifier.
        id: String,
        /// Version of the record.
        version: i64,
        /// The record as the API answers it.
        record: Value,
    },
    /// Not there any more, or not the last word: the same for every cause.
    Gone {
        /// Number in the ledger.
        number: i64,
        /// `gone`.
        action: &'static str,
        /// Public identifier.
        id: String,
    },
    /// A change of the data base itself, about no record.
    System {
        /// Number in the ledger.
        number: i64,
        /// `system`.
        action: &'static str,
    },
}

/// What is shown of records, by their identifier inside the house.
type Records = HashMap<String, Record>;

enum Record {
    Public { kind: &'static str, record: Value },
    Tombstone { kind: &'static str, record: Value },
}

/// The rows after a number.
pub async fn page(core: &Core, since: i64, limit: i64) -> Result<Changes> {
    let mut tx = core.db.read().await?;
    let end = ledger::last(&mut tx).await?;
    let rows = changes::after(&mut tx, since, limit).await?;
    let mut records = records(core, &mut tx, &rows).await?;
    drop(tx);
    // Whoever is ahead of the ledger, as after a restore, goes on from its end.
    let next = rows.last().map_or(end.min(since), |row| row.number);
    let items = rows.into_iter().map(|row| change(row, &mut records)).collect();
    Ok(Changes { items, next, end })
}

/// The ledger's end.
pub async fn end(core: &Core) -> Result<i64> {
    Ok(ledger::last(&mut core.db.read().await?).await?)
}

fn change(row: ChangeRow, records: &mut Records) -> Change {
    let record = if row.is_latest() { records.remove(&row.record_id) } else { None };
    let shown = |action, kind, record| Change::Shown {
        number: row.number,
        recorded_on: beijing_date(row.recorded_at),
        action,
        kind,
        id: row.public_id.clone(),
        version: row.version,
        record,
    };
    match record {
        Some(Record::Public { kind, record }) if row.action == "corrected" => {
            shown("corrected", kind, record)
        }
        Some(Record::Public { kind, record }) => shown("published", kind, record),
        Some(Record::Tombstone { kind, record }) => shown("withdrawn", kind, record),
        // Identifiers of imports are not the public's.
        None if row.subject == "system" => Change::System { number: row.number, action: "system" },
        None => Change::Gone { number: row.number, action: "gone", id: row.public_id },
    }
}

async fn records(core: &Core, tx: &mut Tx, rows: &[ChangeRow]) -> Result<Records> {
    let ids_of = |subject: &str| -> Vec<String> {
        let latest = rows.iter().filter(|row| row.is_latest() && row.subject == subject);
        latest.map(|row| row.record_id.clone()).collect()
    };
    let mut records = Records::new();
    decisions(core, tx, &ids_of("decision"), &mut records).await?;
    entries(core, tx, &ids_of("entry"), &mut records).await?;
    let today = core.clock.today();
    let found = entity::by_ids(tx, &ids_of("entity")).await?;
    let ids: Vec<String> = found.iter().map(|row| row.id.clone()).collect();
    for (id, profile) in ids.into_iter().zip(entity::profiles(tx, found, today).await?) {
        records.insert(id, Record::Public { kind: "entity", record: json!(profile) });
    }
    for row in authority::by_ids(tx, &ids_of("authority")).await? {
        let id = row.id.clone();
        let names = authority::names_of(tx, &id).await?;
        let record = json!(authority::public(row, names));
        records.insert(id, Record::Public { kind: "authority", record });
    }
    Ok(records)
}

async fn decisions(core: &Core, tx: &mut Tx, ids: &[String], records: &mut Records) -> Result<()> {
    const KIND: &str = "decision";
    let today = core.clock.today();
    let found = decision::public_by_ids(tx, ids, today).await?;
    let inside: HashMap<String, String> =
        found.iter().map(|row| (row.public_id.clone(), row.id.clone())).collect();
    for shown in public::decisions(tx, found, today, core.taken_over_times(), &core.rules()).await? {
        if let Some(id) = inside.get(&shown.summary.id) {
            records.insert(id.clone(), Record::Public { kind: KIND, record: json!(shown) });
        }
    }
    let others: Vec<String> = ids.iter().filter(|id| !records.contains_key(*id)).cloned().collect();
    for row in decision::by_ids(tx, &others).await? {
        if let Some(stone) = public::tombstone(&row, today) {
            records.insert(row.id, Record::Tombstone { kind: KIND, record: json!(stone) });
        }
    }
    Ok(())
}

async fn entries(core: &Core, tx: &mut Tx, ids: &[String], records: &mut Records) -> Result<()> {
    let found = entry::public_by_ids(tx, ids, core.clock.today()).await?;
    let inside: HashMap<String, String> =
        found.iter().map(|row| (row.public_id.clone(), row.id.clone())).collect();
    for shown in public_entry::entries(tx, found).await? {
        if let Some(id) = inside.get(&shown.id) {
            records.insert(id.clone(), Record::Public { kind: "entry", record: json!(shown) });
        }
    }
    Ok(())
}
