//! Rows that wait for their clerk's word are read again and handed in, some at a time.

use std::collections::HashMap;

use super::apply::{Applying, Source, take_rows};
use super::gate::{Gate, Handing};
use super::work_list::{self, Row, WorkError, Worker, read_again};
use super::{Outcome, Sending};
use crate::state::Core;
use crate::store::work_list::{self as store, VersionRow};
use crate::store::{batch, ledger};

/// Rows of one transaction.
const AT_ONCE: i64 = 50;

/// Hands in the rows of a batch after a line whose warnings were all ticked, as `handing` says, and counts them as received
/// with their file. Answers the last line that was looked at; none at the end. What has got another warning meanwhile goes
/// on waiting.
///
/// # Errors
/// If the store fails or a row cannot be read.
pub async fn confirm(
    core: &Core,
    (batch_id, after): (&str, i64),
    handing: &Handing,
) -> Result<Option<i64>, WorkError> {
    let mut tx = core.db.read().await?;
    let batch = batch::by_id(&mut tx, batch_id).await?.ok_or(WorkError::Unknown)?;
    let held = store::held(&mut tx, batch_id, after, AT_ONCE).await?;
    drop(tx);
    let Some(last) = held.last().map(|row| row.line) else { return Ok(None) };
    let worker = Worker { name: &handing.submitted_by, files_for: handing.only_for.as_deref() };
    let (mut staged, mut versions) = (Vec::new(), HashMap::new());
    for held in &held {
        let row = work_list::load(core, batch_id, held.line).await?;
        let values: Vec<String> = row.cells.iter().map(|(_, value)| value.clone()).collect();
        staged.push(read_again(core, &row, &values, batch.received_at, worker).await?);
        versions.insert(row.line, version(core, &row, worker));
    }
    let now = core.clock.now();
    let applying = Applying::of(core);
    let mut tx = core.db.write().await?;
    let gate = Gate::of_batch(&mut tx, &batch).await?.with(handing);
    let source = Source { batch_id, sending: Sending::First, gate: &gate, now };
    let (ended, entries) = take_rows(&applying, &mut tx, source, staged).await?;
    for row in ended {
        let Some(version) = versions.remove(&row.line) else { continue };
        let version = VersionRow {
            outcome: Some(row.outcome.code().to_owned()),
            issues: serde_json::to_string(&row.issues).ok(),
            recorded_at: now,
            ..version
        };
        if row.outcome != Outcome::Held {
            store::end_incomplete(&mut tx, batch_id, row.line, now).await?;
        }
        store::add_version(&mut tx, &version).await?;
    }
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    Ok(Some(last))
}

fn version(core: &Core, row: &Row, worker: Worker<'_>) -> VersionRow {
    VersionRow {
        batch_id: row.batch.id.clone(),
        line: row.line,
        version: row.versions.last().map_or(1, |last| last.version + 1),
        action: "confirmed".to_owned(),
        row_values: None,
        outcome: None,
        issues: None,
        done_by: worker.name.to_owned(),
        note: None,
        recorded_at: core.clock.now(),
    }
}
