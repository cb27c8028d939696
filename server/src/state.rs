//! What a running process holds: the store, the index, the clock.

use std::fs::File;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, RwLock};

use domain::calendar::Calendar;
use domain::rulebook::Rulebook;
use search_index::IndexReader;

use self::assets::Assets;
use self::bodies::Bodies;
use self::running::Running;
use crate::attachments::Folder;
use crate::audit_heads::AuditHeads;
use crate::clock::Clock;
use crate::config::{self, Common};
use crate::index_folder::IndexFolder;
use crate::journal::Journal;
use crate::mail::Mailer;
use crate::secrets::Keeper;
use crate::shelf::Shelf;
use crate::store::public::TakenOverTimes;
use crate::store::{Db, audit, migrate, rule, setting};
use crate::usage::Usage;

pub mod assets;
pub mod bodies;
pub mod running;

/// Everything that commands and requests need; cheap to clone.
#[derive(Clone, Debug)]
pub struct Core {
    /// The store.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Calendar, clocks and policies, as in force.
    rules: Arc<RwLock<Rulebook>>,
    /// Encrypts persons' numbers.
    pub keeper: Arc<Keeper>,
    /// Erasures, outside the data base.
    pub journal: Journal,
    /// Heads of the audit trail, outside the data base.
    pub audit_heads: AuditHeads,
    /// Where the index is.
    pub index_folder: IndexFolder,
    /// The bulk files on offer.
    pub shelf: Shelf,
    /// Where import spools are.
    pub spool_folder: PathBuf,
    /// Where uploads wait until they are read.
    pub upload_folder: PathBuf,
    /// Attachments of objections.
    pub attachments: Folder,
    /// True for a data base of fictional records.
    pub is_demo: bool,
    /// Keeps a restore away from the data folder.
    _usage: Usage,
}

impl Core {
    /// Opens the data folder and the data base and brings the schema up to date.
    pub async fn open(common: &Common) -> anyhow::Result<Self> {
        Self::open_at(common, common.clock()).await
    }

    /// The same with a clock of one's own.
    pub async fn open_at(common: &Common, clock: Clock) -> anyhow::Result<Self> {
        Self::open_with(common, clock, Usage::shared(&common.data_dir)?).await
    }

    /// The same with a right to the data folder that one has already.
    pub async fn open_with(common: &Common, clock: Clock, usage: Usage) -> anyhow::Result<Self> {
        // One process at a time makes what is missing: the data base, its tables, the key, the first index.
        let opening = File::options().create(true).append(true).open(common.data_dir.join("opening.lock"))?;
        opening.lock()?;
        let db = Db::connect(&common.database_url()).await?;
        migrate::migrate(&db).await?;
        let mut tx = db.read().await?;
        let is_demo = setting::get(&mut tx, "dataset").await?.as_deref() == Some("demo");
        let rules = rule::rulebook(&mut tx).await?;
        drop(tx);
        chain_audit(&db).await?;
        let index_folder = IndexFolder::open(&common.data_dir)?;
        index_folder.current()?;
        Ok(Self {
            db,
            clock,
            rules: Arc::new(RwLock::new(rules)),
            keeper: Arc::new(Keeper::open(&common.key_path())?),
            journal: Journal::at(common.journal_path()),
            audit_heads: AuditHeads::beside(&common.journal_path()),
            index_folder,
            shelf: Shelf::open(&common.data_dir)?,
            spool_folder: common.spool_folder(),
            upload_folder: common.upload_folder(),
            attachments: Folder::at(common.attachments_folder()),
            is_demo,
            _usage: usage,
        })
    }

    /// Calendar, clocks and policies as they are in force now; cheap.
    pub fn rules(&self) -> Rulebook {
        self.rules.read().map_or_else(|_| Rulebook::official(), |rules| rules.clone())
    }

    /// Holidays and make-up workdays as they are in force now; cheap.
    pub fn calendar(&self) -> Calendar {
        self.rules().calendar
    }

    /// Puts other rules in force in this process.
    pub fn set_rules(&self, rules: Rulebook) {
        if let Ok(mut in_force) = self.rules.write() {
            *in_force = rules;
        }
    }

    /// Whether times that were taken over are judged.
    pub const fn taken_over_times(&self) -> TakenOverTimes {
        if self.is_demo { TakenOverTimes::Judged } else { TakenOverTimes::NotJudged }
    }
}

/// Rows of the audit trail from the time before it was chained join the chain, once.
async fn chain_audit(db: &Db) -> sqlx::Result<()> {
    if !audit::has_old_rows(&mut db.read().await?).await? {
        return Ok(());
    }
    let mut tx = db.write().await?;
    audit::chain_old_rows(&mut tx).await?;
    tx.commit().await
}

/// What the requests share beside [`Core`].
#[derive(Clone)]
pub struct AppState {
    /// Store, clock, calendar.
    pub core: Core,
    /// How the site is run.
    pub serve: Arc<config::Serve>,
    /// The index as of the last reload.
    pub index: Arc<RwLock<Option<(PathBuf, IndexReader)>>>,
    /// What stands in the way of serving.
    pub readiness: Arc<Readiness>,
    /// The style sheet and the islands.
    pub assets: Arc<Assets>,
    /// Pages as they were last rendered.
    pub bodies: Bodies,
    /// Sends letters, if a mail server is configured.
    pub mailer: Option<Mailer>,
    /// Batches that are being approved.
    pub running: Running,
    /// Renders metrics.
    pub metrics: metrics_exporter_prometheus::PrometheusHandle,
}

impl AppState {
    /// The folder of the index that is shown.
    pub fn index_folder(&self) -> Option<PathBuf> {
        self.index.read().ok().and_then(|index| index.as_ref().map(|(folder, _)| folder.clone()))
    }

    /// The index, if it is there.
    pub fn reader(&self) -> Option<IndexReader> {
        self.index.read().ok().and_then(|index| index.as_ref().map(|(_, reader)| reader.clone()))
    }
}

/// What must be true before requests are answered.
#[derive(Debug, Default)]
pub struct Readiness {
    /// Expiries and the erasure journal have been replayed.
    pub replayed: AtomicBool,
    /// The index has reached the ledger's end as it was when all that was due at the start had ended.
    pub indexed: AtomicBool,
    /// The ledger's end as last seen by the index follower.
    pub ledger: AtomicI64,
    /// The ledger number that the index shows.
    pub index: AtomicI64,
}

impl Readiness {
    /// True if nothing stands in the way.
    pub fn is_ready(&self) -> bool {
        self.replayed.load(Ordering::Acquire) && self.indexed.load(Ordering::Acquire)
    }

    /// How many ledger rows the index is behind.
    pub fn index_lag(&self) -> i64 {
        (self.ledger.load(Ordering::Acquire) - self.index.load(Ordering::Acquire)).max(0)
    }
}
