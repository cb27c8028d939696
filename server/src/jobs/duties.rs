//! What is done once a Beijing day beside the requests: warnings of due days, the search for gaps. And, each minute,
//! whether the host's clock went backwards and where the audit trail ends.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;

use crate::actions::gaps;
use crate::actions::remind::{self, Post};
use crate::audit_heads::Comparison;
use crate::import::APPROVAL_SINCE;
use crate::state::{AppState, Core};
use crate::store::{ledger, setting};

/// How often the day and the clock are looked at.
const LOOK_EVERY: Duration = Duration::from_mins(1);
/// A step backwards of less is how clocks are set right.
const TOLERATED: TimeDelta = TimeDelta::minutes(1);

/// The latest time that was ever seen.
const TIME_SEEN: &str = "time-seen";
/// When the clock was last found to have gone back, and from when.
const WENT_BACK: &str = "clock-went-back";
/// The last day whose duties are done.
const DONE_ON: &str = "duties-done-on";

/// Runs until `stop` says so, once the server is ready. A failure is tried again a minute later.
pub(super) async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    loop {
        if state.readiness.is_ready()
            && let Err(error) = turn(&state.core, post(&state)).await
        {
            tracing::warn!(%error, "the daily duties will be tried again");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.changed() => break,
        }
    }
}

fn post(state: &AppState) -> Post<'_> {
    Post { mailer: state.mailer.as_ref(), base_url: &state.serve.base_url }
}

/// Does all that is due now.
pub async fn turn(core: &Core, post: Post<'_>) -> sqlx::Result<()> {
    watch_clock(core).await?;
    keep_audit_head(core).await?;
    let today = core.clock.today().to_string();
    let mut tx = core.db.read().await?;
    let done = setting::get(&mut tx, DONE_ON).await?;
    // Before there are accounts nobody can be warned or explain anything.
    let has_desk = setting::get(&mut tx, APPROVAL_SINCE).await?.is_some();
    drop(tx);
    // Also if the clock went back: a day whose duties are done stays done.
    if !has_desk || done.is_some_and(|day| day >= today) {
        return Ok(());
    }
    let warnings = remind::remind(core, post).await?;
    let found = gaps::search(core).await?;
    tracing::info!(warnings, gaps = found, %today, "the duties of the day are done");
    let mut tx = core.db.write().await?;
    setting::set(&mut tx, DONE_ON, &today).await?;
    tx.commit().await
}

/// Notes the time, or that it is earlier than what was seen before. Due days stand in the store and do not move.
async fn watch_clock(core: &Core) -> sqlx::Result<()> {
    let now = core.clock.now();
    let mut tx = core.db.read().await?;
    let seen = setting::get(&mut tx, TIME_SEEN).await?.as_deref().and_then(read);
    let recorded = ledger::last_recorded_at(&mut tx).await?;
    drop(tx);
    let latest = seen.max(recorded);
    let Some(latest) = latest.filter(|latest| now + TOLERATED < *latest) else {
        if seen.is_none_or(|seen| seen < now) {
            note(core, TIME_SEEN, now.to_rfc3339()).await?;
        }
        return Ok(());
    };
    tracing::warn!(%now, %latest, "the host's clock went backwards: set it right; due days do not move");
    metrics::counter!("chengxin_clock_went_back_total").increment(1);
    note(core, WENT_BACK, format!("{} {}", now.to_rfc3339(), latest.to_rfc3339())).await
}

/// Keeps the head of the audit trail outside the data base, unless the trail no longer holds what was kept before.
async fn keep_audit_head(core: &Core) -> sqlx::Result<()> {
    match core.audit_heads.keep(&core.db, core.clock.now()).await? {
        Comparison::Fits(_) => {}
        Comparison::CutOff(head) | Comparison::Changed(head) => {
            tracing::error!(%head, "the audit trail no longer holds an entry that was kept: run `audit verify`");
            metrics::counter!("chengxin_audit_trail_broken_total").increment(1);
        }
    }
    Ok(())
}

async fn note(core: &Core, name: &str, value: String) -> sqlx::Result<()> {
    let mut tx = core.db.write().await?;
    setting::set(&mut tx, name, &value).await?;
    tx.commit().await
}

fn read(text: &str) -> Option<DateTime<Utc>> {
    text.parse().ok()
}

/// A step backwards of the host's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WentBack {
    /// The time that the clock showed.
    pub to: DateTime<Utc>,
    /// The latest time seen before.
    pub from: DateTime<Utc>,
}

/// The last step backwards, if there ever was one.
pub async fn last_step_back(core: &Core) -> sqlx::Result<Option<WentBack>> {
    let text = setting::get(&mut core.db.read().await?, WENT_BACK).await?;
    Ok(text.and_then(|text| {
        let (to, from) = text.split_once(' ')?;
        Some(WentBack { to: read(to)?, from: read(from)? })
    }))
}
