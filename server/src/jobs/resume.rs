//! Imports that a crash left unfinished are continued beside the requests, once the server is ready.

use std::collections::HashSet;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::sync::watch;

use crate::followers::index::MOST_AHEAD;
use crate::import::{self, Applying, ImportError, Pace, Resumed};
use crate::state::AppState;
use crate::store::batch::{self, BatchRow};

/// How often unfinished batches are looked for. An import that runs holds the lock of its spool and is left alone.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The pause after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(30);
/// How often the index is looked at.
const LOOK_AT_INDEX_EVERY: Duration = Duration::from_millis(50);

/// Continues what is unfinished until `stop` says so. A chunk that is under way is then rolled back, and taken up
/// again by whoever continues next.
pub(super) async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    tokio::select! {
        () = keep_resuming(&state) => {}
        _ = stop.changed() => {}
    }
}

async fn keep_resuming(state: &AppState) {
    let mut not_here = HashSet::new();
    loop {
        let pause = match round(state, &mut not_here).await {
            Ok(()) => LOOK_EVERY,
            Err(error) => {
                tracing::warn!(%error, "an unfinished import will be tried again");
                AFTER_FAILURE
            }
        };
        tokio::time::sleep(pause).await;
    }
}

/// Continues each batch that nobody is at. Waits for nothing before the server is ready: what must end comes first.
async fn round(state: &AppState, not_here: &mut HashSet<String>) -> Result<(), ImportError> {
    if !state.readiness.is_ready() {
        return Ok(());
    }
    let mut tx = state.core.db.read().await?;
    let unfinished = batch::unfinished(&mut tx).await?;
    drop(tx);
    let mut failed = None;
    for row in unfinished.into_iter().filter(|row| !not_here.contains(&row.id)).collect::<Vec<_>>() {
        match resume(state, &row).await {
            Ok(Resumed::Gone) => {
                tracing::warn!(batch = %row.id, "the spool of an unfinished import is not here: import the file again");
                not_here.insert(row.id);
            }
            Ok(Resumed::Done(_) | Resumed::Elsewhere) => {}
            // One batch that fails keeps no other from its end.
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(()), Err)
}

async fn resume(state: &AppState, row: &BatchRow) -> Result<Resumed, ImportError> {
    let mut pace = BehindIndex { state, row, has_begun: false };
    let resumed = import::resume(&Applying::of(&state.core), row, &mut pace).await?;
    if let (Resumed::Done(counts), true) = (resumed, pace.has_begun) {
        tracing::info!(batch = %row.id, %counts, "an unfinished import is finished");
    }
    Ok(resumed)
}

/// Keeps the import within reach of the index that this server shows.
struct BehindIndex<'a> {
    state: &'a AppState,
    row: &'a BatchRow,
    has_begun: bool,
}

impl Pace for BehindIndex<'_> {
    async fn keep(&mut self, ledger_number: i64, done: i64) -> Result<(), ImportError> {
        if !self.has_begun {
            self.has_begun = true;
            // Neither the file's name nor its rows: both may name a person.
            let row = self.row;
            tracing::info!(
                batch = %row.id, kind = %row.kind, done, rows = row.staged_rows,
                "an unfinished import is being continued"
            );
        }
        while self.state.readiness.index.load(Ordering::Acquire) < ledger_number - MOST_AHEAD {
            tokio::time::sleep(LOOK_AT_INDEX_EVERY).await;
        }
        Ok(())
    }
}
