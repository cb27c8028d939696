//! What runs beside the requests of a server: the index follower, expiry, resuming imports.

use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::NaiveDate;
use search_index::IndexReader;
use tokio::sync::watch;

use crate::actions::end;
use crate::followers::index::{FollowError, IndexFollower, Progress};
use crate::state::AppState;
use crate::store::ledger;

/// How often the ledger is looked at. Together with a commit this keeps a change visible within two seconds.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Runs the jobs until `stop` says so.
pub async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    replay(&state).await;
    let mut expired_on = state.core.clock.today();
    let mut follower: Option<IndexFollower> = None;
    loop {
        if let Err(error) = follow(&state, &mut follower).await {
            tracing::warn!(%error, "the index follower will try again");
            follower = None;
        }
        let today = state.core.clock.today();
        if today != expired_on && expire(&state, today).await {
            expired_on = today;
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.changed() => return,
        }
    }
}

/// Takes down what should be down already, after downtime or a restore; until then the server is not ready.
async fn replay(state: &AppState) {
    loop {
        let core = &state.core;
        let replayed = end::replay(&core.db, &core.journal, core.clock.now()).await;
        if let (Ok(count), true) = (&replayed, expire(state, core.clock.today()).await) {
            tracing::info!(count, "the erasure journal and expiries are replayed");
            state.readiness.replayed.store(true, Ordering::Release);
            return;
        }
        if let Err(error) = replayed {
            tracing::error!(%error, "the erasure journal cannot be replayed");
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

async fn expire(state: &AppState, today: NaiveDate) -> bool {
    match end::expire(&state.core.db, state.core.clock.now(), today).await {
        Ok(count) => {
            if count > 0 {
                tracing::info!(count, "publicity ended");
            }
            true
        }
        Err(error) => {
            tracing::error!(%error, "expiry failed and is tried again");
            false
        }
    }
}

/// Brings the index to the ledger's end if this process owns the writer, and reloads what is shown.
async fn follow(state: &AppState, follower: &mut Option<IndexFollower>) -> Result<(), FollowError> {
    let folder = state.core.index_folder.current()?;
    if follower.as_ref().is_some_and(|follower| follower.folder() != folder) {
        // Another process built the index anew and swapped it in.
        *follower = None;
    }
    if follower.is_none() {
        match IndexFollower::open(state.core.db.clone(), &state.core.index_folder) {
            Ok(opened) => *follower = Some(opened),
            // An import on the same data is writing the index; we only read it.
            Err(FollowError::Index(search_index::IndexError::Locked)) => {}
            Err(error) => return Err(error),
        }
    }
    if let Some(follower) = follower {
        while follower.step(state.core.clock.today()).await? == Progress::Behind {
            refresh(state).await?;
        }
    }
    refresh(state).await
}

/// Shows the newest commit of the current index.
async fn refresh(state: &AppState) -> Result<(), FollowError> {
    let mut tx = state.core.db.read().await?;
    let end = ledger::last(&mut tx).await?;
    drop(tx);
    let folder = state.core.index_folder.current()?;
    let reader = match state.reader() {
        Some(reader) if state.index_folder().as_deref() == Some(folder.as_path()) => {
            reader.reload()?;
            reader
        }
        _ => {
            let reader = IndexReader::open(&folder)?;
            if let Ok(mut index) = state.index.write() {
                *index = Some((folder, reader.clone()));
            }
            reader
        }
    };
    let shown = i64::try_from(reader.ledger_number()).unwrap_or(0);
    state.readiness.ledger.store(end, Ordering::Release);
    state.readiness.index.store(shown, Ordering::Release);
    if shown >= end {
        state.readiness.indexed.store(true, Ordering::Release);
    }
    metrics::gauge!("chengxin_index_lag_rows").set(precise((end - shown).max(0)));
    Ok(())
}

/// A gauge's value; row counts are far below 2^52.
#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
const fn precise(value: i64) -> f64 {
    value as f64
}
