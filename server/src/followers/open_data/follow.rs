//! When a release is made, and when one is over.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::{OpenDataError, build};
use crate::config;
use crate::secrets::checksum;
use crate::shelf::Standing;
use crate::state::{AppState, Core};
use crate::store::{Tx, changes, ledger};

/// How often the ledger is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// Whether a release must be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// The one on offer will do.
    Nothing,
    /// There is none, one of its records ended, or it is old.
    Release,
}

/// Follows the ledger with releases of the bulk files.
#[derive(Clone, Debug)]
pub struct Follower {
    core: Core,
    options: config::OpenData,
}

impl Follower {
    /// A follower; nothing is on offer before its first look.
    pub const fn new(core: Core, options: config::OpenData) -> Self {
        Self { core, options }
    }

    /// Looks, and makes a release if one is due.
    pub async fn turn(&self) -> Result<Due, OpenDataError> {
        let due = self.look().await?;
        if due == Due::Release {
            self.build().await?;
            self.look().await?;
        }
        Ok(due)
    }

    /// Makes a release from the ledger's end. Answers its name; the next look puts it on offer.
    pub async fn build(&self) -> Result<String, OpenDataError> {
        build::build(&self.core, &self.options).await
    }

    /// Looks after the releases on offer: one of which a record ended is over, and so is one of another ledger.
    pub async fn look(&self) -> Result<Due, OpenDataError> {
        let (shelf, now) = (&self.core.shelf, self.core.clock.now());
        let is_first_look = !shelf.was_looked_after();
        let mut tx = self.core.db.read().await?;
        let end = ledger::last(&mut tx).await?;
        let mut standing = Vec::new();
        for mut one in self.known(&mut tx).await? {
            if one.ended_at.is_none() && one.checked < end {
                let cut = one.release.manifest.ledger_number;
                one.ended_at = changes::first_end(&mut tx, cut, one.checked).await?;
            }
            one.checked = end;
            // An older release has no grace, nor has one from before this process started.
            let is_current = standing.is_empty();
            let is_over = one.ended_at(now).is_some() && (!is_current || is_first_look);
            if !is_over && (is_current || self.is_kept(&one, now)) {
                standing.push(one);
            }
        }
        drop(tx);
        let due = self.due(standing.first(), end, now);
        let names: Vec<String> = standing.iter().map(|one| one.release.manifest.release.clone()).collect();
        shelf.set(standing);
        shelf.tidy(&names)?;
        Ok(due)
    }

    /// The releases on offer, before them one that was made since the last look.
    async fn known(&self, tx: &mut Tx) -> Result<Vec<Standing>, OpenDataError> {
        let shelf = &self.core.shelf;
        let mut known = shelf.standing();
        let current = shelf.current_name()?;
        let is_known = known.first().map(|one| &one.release.manifest.release) == current.as_ref();
        let arrived = current.filter(|_| !is_known).and_then(|name| shelf.read(&name));
        if let Some(release) = arrived
            && mark(tx, release.manifest.ledger_number).await? == release.mark
        {
            let checked = release.manifest.ledger_number;
            known.insert(0, Standing { release: release.into(), checked, ended_at: None });
        }
        Ok(known)
    }

    fn is_kept(&self, one: &Standing, now: DateTime<Utc>) -> bool {
        now - one.release.manifest.cut_at < TimeDelta::hours(i64::from(self.options.open_data_keep))
    }

    fn due(&self, current: Option<&Standing>, end: i64, now: DateTime<Utc>) -> Due {
        let Some(current) = current else { return Due::Release };
        let manifest = &current.release.manifest;
        let has_moved = end > manifest.ledger_number || manifest.cut_on != self.core.clock.today();
        let is_old = now - manifest.cut_at >= TimeDelta::minutes(i64::from(self.options.open_data_every));
        if current.ended_at(now).is_some() || (has_moved && is_old) { Due::Release } else { Due::Nothing }
    }
}

/// What tells this ledger from another up to that number: a copy of the data base that was put back may have other rows
/// behind the same number.
pub(super) async fn mark(tx: &mut Tx, number: i64) -> sqlx::Result<String> {
    let seed = changes::seed(tx, number).await?.unwrap_or_default();
    Ok(checksum(format!("{number} {seed}").as_bytes()))
}

/// Runs the follower until `stop` says so. Releases are made beside the looks, so that none is late.
pub async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    let follower = Follower::new(state.core.clone(), state.serve.open_data.clone());
    let mut building: Option<JoinHandle<()>> = None;
    loop {
        // Not before what is over has ended: until then no page is answered either.
        if state.readiness.replayed.load(std::sync::atomic::Ordering::Acquire) {
            let due = follower.look().await;
            let is_idle = building.as_ref().is_none_or(JoinHandle::is_finished);
            match due {
                Ok(Due::Release) if is_idle => building = Some(tokio::spawn(make(follower.clone()))),
                Ok(_) => {}
                Err(error) => tracing::warn!(%error, "the bulk files could not be looked after"),
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.changed() => break,
        }
    }
    if let Some(building) = building {
        building.abort();
    }
}

async fn make(follower: Follower) {
    let started = std::time::Instant::now();
    match follower.build().await {
        Ok(release) => {
            let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
            tracing::info!(release, took_ms, "the bulk files are on offer");
        }
        Err(OpenDataError::Building) => {}
        Err(error) => tracing::warn!(%error, "the bulk files could not be made"),
    }
}
