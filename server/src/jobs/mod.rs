//! What runs beside the requests of a server: the index follower, expiry, letters, and imports that a crash left
//! unfinished.

pub mod duties;
pub mod mail;
mod resume;
pub mod uploads;

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::NaiveDate;
use search_index::{IndexError, IndexReader};
use tokio::sync::watch;

use crate::actions::accounts::sign_in;
use crate::actions::{freeze, objection_erasure, replay};
use crate::followers::index::{self, FollowError, IndexFollower, Progress};
use crate::record::{end, publish};
use crate::state::AppState;
use crate::store::{entered, ledger, rule};

/// How often the ledger is looked at. Together with a commit this keeps a change visible within two seconds.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// Runs the jobs until `stop` says so.
pub async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    let resuming = tokio::spawn(resume::run(state.clone(), stop.clone()));
    let uploads = tokio::spawn(uploads::run(state.clone(), stop.clone()));
    let duties = tokio::spawn(duties::run(state.clone(), stop.clone()));
    let mut jobs = Jobs::new(state);
    loop {
        if let Err(error) = jobs.turn().await {
            tracing::warn!(%error, "the jobs will try again");
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK_EVERY) => {}
            _ = stop.changed() => break,
        }
    }
    let _ = tokio::join!(resuming, uploads, duties);
}

/// The jobs with what they remember between two turns.
pub struct Jobs {
    state: AppState,
    follower: Option<IndexFollower>,
    /// A new build that does not know yet all that the public has seen.
    candidate: Option<Build>,
    /// The day up to which expiries are done.
    expired_on: Option<NaiveDate>,
    /// The ledger's end once all that was due at the start had ended: an index that shows it is ready. Not its end at
    /// any later time, which runs away from the index as long as a large import goes on.
    due_number: Option<i64>,
    /// The day on which old sign-ins and objectors were last forgotten.
    forgotten_on: Option<NaiveDate>,
    /// How many notices and rules are in force beside those inside the program, once due days are reckoned by them.
    entered: Option<i64>,
}

impl Jobs {
    /// Before the first turn nothing is replayed and the server is not ready.
    pub const fn new(state: AppState) -> Self {
        Self {
            state,
            follower: None,
            candidate: None,
            expired_on: None,
            due_number: None,
            forgotten_on: None,
            entered: None,
        }
    }

    /// Does all that is due now. A job that fails is tried again at the next turn.
    pub async fn turn(&mut self) -> Result<(), FollowError> {
        self.replay().await?;
        self.follow_rules().await?;
        self.end_what_is_over().await?;
        freeze::turn(&self.state.core).await?;
        self.forget().await?;
        let followed = self.follow().await;
        if followed.is_err() {
            self.follower = None;
        }
        followed
    }

    /// Takes down again what was taken down before a restore.
    async fn replay(&self) -> Result<(), FollowError> {
        let core = &self.state.core;
        if !self.state.readiness.replayed.load(Ordering::Acquire) {
            let count = replay::replay(&core.db, &core.journal, core.clock.now()).await?;
            tracing::info!(count, "the erasure journal is replayed");
        }
        Ok(())
    }

    /// Takes down what should be down, also after downtime; until then the server is not ready.
    async fn end_what_is_over(&mut self) -> Result<(), FollowError> {
        let core = &self.state.core;
        let (now, today) = (core.clock.now(), core.clock.today());
        if self.expired_on != Some(today) {
            let count = end::expire(&core.db, now, today).await?;
            tracing::info!(count, %today, "publicity that is over has ended");
            self.expired_on = Some(today);
            self.state.readiness.replayed.store(true, Ordering::Release);
        }
        if self.due_number.is_none() {
            self.due_number = Some(ledger::last(&mut core.db.read().await?).await?);
        }
        Ok(())
    }

    /// Puts in force what was confirmed since, here or in another process, and reckons open due days anew: a notice may
    /// move them; a rule never does, for it governs later days only.
    async fn follow_rules(&mut self) -> Result<(), FollowError> {
        let core = &self.state.core;
        let mut tx = core.db.read().await?;
        let count = entered::in_force(&mut tx).await?;
        if self.entered == Some(count) {
            return Ok(());
        }
        let rules = rule::rulebook(&mut tx).await?;
        drop(tx);
        core.set_rules(rules.clone());
        let firm = publish::recompute(&core.db, &rules, core.clock.now()).await?;
        tracing::info!(firm, edition = rules.calendar.edition(), "provisional deadlines became firm");
        self.entered = Some(count);
        Ok(())
    }

    /// Once a day, what no sign-in needs any more, and who objected long ago.
    async fn forget(&mut self) -> Result<(), FollowError> {
        let today = self.state.core.clock.today();
        if self.forgotten_on != Some(today) {
            sign_in::forget(&self.state.core).await?;
            let months = self.state.serve.objections.objection_months;
            match objection_erasure::erase(&self.state.core, months).await {
                Ok(0) => {}
                Ok(count) => tracing::info!(count, "what tells who objected is erased"),
                // The index must not wait for a folder that cannot be written.
                Err(error) => {
                    tracing::error!(%error, "who objected could not be erased; tried again tomorrow");
                }
            }
            self.forgotten_on = Some(today);
        }
        Ok(())
    }

    /// Brings the index to the ledger's end if this process owns the writer, and reloads what is shown.
    async fn follow(&mut self) -> Result<(), FollowError> {
        let core = &self.state.core;
        let folder = core.index_folder.current()?;
        if self.follower.as_ref().is_some_and(|follower| follower.folder() != folder) {
            // Another process built the index anew and swapped it in.
            self.follower = None;
        }
        if self.follower.is_none() {
            match IndexFollower::open(core.db.clone(), &core.index_folder).await {
                Ok(opened) => self.follower = Some(opened),
                // An import on the same data is writing the index; we only read it.
                Err(FollowError::Index(IndexError::Locked)) => {}
                Err(error) => return Err(error),
            }
        }
        if let Some(follower) = &mut self.follower {
            while follower.step(core.clock.today()).await? == Progress::Behind {
                refresh(&self.state, &mut self.candidate, self.due_number).await?;
            }
        }
        refresh(&self.state, &mut self.candidate, self.due_number).await
    }
}

/// A build of the index and its reader.
type Build = (PathBuf, IndexReader);

/// Shows the newest commit of the current index. The server is ready when that holds all that was due at the start,
/// whichever process wrote it, and when the files of what ended are gone too.
async fn refresh(
    state: &AppState,
    candidate: &mut Option<Build>,
    due_number: Option<i64>,
) -> Result<(), FollowError> {
    let (folder, reader) = newest(state, candidate)?;
    let shown = i64::try_from(reader.ledger_number()).unwrap_or(0);
    // Asked after the commit was loaded: a ledger that ends before it is another one.
    let end = ledger::last(&mut state.core.db.read().await?).await?;
    state.readiness.ledger.store(end, Ordering::Release);
    state.readiness.index.store(shown, Ordering::Release);
    if due_number.is_some_and(|due| due <= shown && shown <= end) && !index::awaits_purge(&folder) {
        state.readiness.indexed.store(true, Ordering::Release);
    }
    metrics::gauge!("chengxin_index_lag_rows").set(precise((end - shown).max(0)));
    Ok(())
}

/// The build to show, with its last commit. One that was built anew has its turn once it knows all that was shown
/// before: what ended meanwhile must not come back.
fn newest(state: &AppState, candidate: &mut Option<Build>) -> Result<Build, FollowError> {
    let folder = state.core.index_folder.current()?;
    let shown = state.index.read().ok().and_then(|index| index.clone());
    let reader = match (&shown, candidate.take()) {
        (Some((open, reader)), _) if *open == folder => reader.clone(),
        (_, Some((open, reader))) if open == folder => reader,
        _ => IndexReader::open(&folder)?,
    };
    reader.reload()?;
    // An index that was ahead of the ledger was of another data base.
    let end = u64::try_from(state.readiness.ledger.load(Ordering::Acquire)).unwrap_or(0);
    if let Some((open, before)) = shown
        && reader.ledger_number() < before.ledger_number()
        && before.ledger_number() <= end
    {
        *candidate = Some((folder, reader));
        return Ok((open, before));
    }
    if let Ok(mut index) = state.index.write() {
        *index = Some((folder.clone(), reader.clone()));
    }
    Ok((folder, reader))
}

/// A gauge's value.
#[expect(clippy::cast_precision_loss, reason = "row counts are far below 2^52")]
const fn precise(value: i64) -> f64 {
    value as f64
}
