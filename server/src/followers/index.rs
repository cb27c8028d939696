//! The search index follows the ledger: the sole owner of the index writer.

use std::collections::HashSet;
use std::fs;
use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use search_index::{Document, IndexError, IndexWriter, PurgeScope, Put};

use crate::index_folder::IndexFolder;
use crate::store::{Db, decision, entity_document, entry, ledger, public};

/// Ledger rows taken in before a commit.
const BATCH: i64 = 3_000;
/// Who applies an import goes on when the index is at most so many ledger rows behind. With the chunk that follows it
/// is never more than 10,000 behind.
pub const MOST_AHEAD: i64 = 4_000;
/// Stands in the index folder while ended records wait for their purge.
const PURGE_PENDING: &str = "purge-pending";
/// Memory of the index writer in bytes.
const WRITER_MEMORY: usize = 30_000_000;

/// Why the index could not follow.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
    /// The index failed.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// The folder failed.
    #[error(transparent)]
    Folder(#[from] std::io::Error),
    /// Another process builds a new index.
    #[error("another process is building the index anew")]
    Building,
    /// The index knows ledger rows that the data base has not: an older state was put in its place.
    #[error("the index is ahead of the data base")]
    Ahead,
    /// A worker thread died.
    #[error("an index worker stopped")]
    Stopped,
}

/// How far the index is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It has reached the ledger's end.
    UpToDate,
    /// There is more.
    Behind,
}

/// Follows the ledger into one index folder.
pub struct IndexFollower {
    db: Db,
    folder: PathBuf,
    writer: Option<IndexWriter>,
    cursor: i64,
    /// The right to follow into the current build; a new build needs none. Last, so that it outlives the writer.
    _lock: Option<File>,
}

impl IndexFollower {
    /// Opens the current index. A damaged one, one of another schema, or one that knows more than the ledger is
    /// replaced by a new one that starts from the ledger's beginning.
    ///
    /// # Errors
    /// [`IndexError::Locked`] if another process follows. That is asked first: an index that somebody writes to
    /// may look damaged to others.
    pub async fn open(db: Db, root: &IndexFolder) -> Result<Self, FollowError> {
        let Some(lock) = root.claim_writing()? else { return Err(IndexError::Locked.into()) };
        let end = ledger::last(&mut db.read().await?).await?;
        let folder = root.current()?;
        let opened = match Self::at(db.clone(), &folder).and_then(|follower| follower.within(end)) {
            Err(
                FollowError::Ahead | FollowError::Index(IndexError::Damaged(_) | IndexError::SchemaChanged),
            ) => {
                tracing::warn!(
                    "the search index is damaged, of an older form or of another data base: building it again"
                );
                let folder = root.new_build()?;
                let follower = Self::at(db, &folder)?;
                root.swap_to(&folder)?;
                if let Some(building) = root.claim_building()? {
                    root.remove_others(&building)?;
                }
                follower
            }
            other => other?,
        };
        Ok(Self { _lock: Some(lock), ..opened })
    }

    /// Follows into this folder.
    pub fn at(db: Db, folder: &Path) -> Result<Self, FollowError> {
        let mut writer = IndexWriter::open(folder, WRITER_MEMORY)?;
        if folder.join(PURGE_PENDING).exists() {
            writer.purge(PurgeScope::All)?;
            fs::remove_file(folder.join(PURGE_PENDING))?;
        }
        let cursor = i64::try_from(writer.cursor()).unwrap_or(0);
        Ok(Self { db, folder: folder.to_path_buf(), writer: Some(writer), cursor, _lock: None })
    }

    /// Fails if the index knows more than a ledger with that end.
    fn within(self, end: i64) -> Result<Self, FollowError> {
        if self.cursor > end { Err(FollowError::Ahead) } else { Ok(self) }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The ledger number reached.
    pub const fn cursor(&self) -> i64 {
        self.cursor
    }

    /// Takes in the next ledger rows and commits.
    pub async fn step(&mut self, today: NaiveDate) -> Result<Progress, FollowError> {
        let mut tx = self.db.read().await?;
        let rows = ledger::after(&mut tx, self.cursor, BATCH).await?;
        let Some(last) = rows.last() else {
            let is_ahead = ledger::last(&mut tx).await? < self.cursor;
            return if is_ahead { Err(FollowError::Ahead) } else { Ok(Progress::UpToDate) };
        };
        let number = last.number;
        let is_full = i64::try_from(rows.len()).unwrap_or(BATCH) == BATCH;
        let changes = Changes::load(&mut tx, &rows, today).await?;
        drop(tx);
        self.write(changes, number).await?;
        Ok(if is_full { Progress::Behind } else { Progress::UpToDate })
    }

    /// Indexing is heavy work: it runs beside the asynchronous tasks.
    async fn write(&mut self, changes: Changes, number: i64) -> Result<(), FollowError> {
        let mut writer = self.writer.take().ok_or(FollowError::Stopped)?;
        let folder = self.folder.clone();
        let (writer, result) = tokio::task::spawn_blocking(move || {
            let result = changes.write(&mut writer, &folder, number);
            (writer, result)
        })
        .await
        .map_err(|_| FollowError::Stopped)?;
        self.writer = Some(writer);
        result?;
        self.cursor = number;
        Ok(())
    }
}

/// What some ledger rows change in the index.
struct Changes {
    put: Vec<Document>,
    remove: Vec<String>,
    /// Decisions that ended by law: their terms must leave the disk.
    ended: Vec<String>,
}

impl Changes {
    async fn load(tx: &mut crate::store::Tx, rows: &[ledger::Row], today: NaiveDate) -> sqlx::Result<Self> {
        let mut public_ids: HashSet<&str> = HashSet::new();
        let mut decisions: Vec<String> = Vec::new();
        let mut entities: HashSet<String> = HashSet::new();
        let mut entries: Vec<String> = Vec::new();
        let mut ended = Vec::new();
        for row in rows {
            match row.subject.as_str() {
                "decision" if public_ids.insert(&row.public_id) => decisions.push(row.record_id.clone()),
                "entity" => {
                    entities.insert(row.record_id.clone());
                }
                "entry" => entries.push(row.record_id.clone()),
                _ => {}
            }
            if row.subject == "decision" && matches!(row.action.as_str(), "ended" | "withdrawn") {
                ended.push(row.public_id.clone());
            }
        }
        // The counts beside an entity's name change with its decisions.
        for party in decision::parties(tx, &decisions).await? {
            entities.extend(party.entity_id);
        }
        // The lists that an entity is on change with its entries, which are no documents themselves.
        for entry in entry::by_ids(tx, &entries).await? {
            entities.extend(entry.entity_id);
        }
        let shown = decision::public_by_ids(tx, &decisions, today).await?;
        let mut put: Vec<Document> =
            public::documents(tx, shown, today).await?.into_iter().map(Document::Decision).collect();
        for document in &put {
            if let Document::Decision(document) = document {
                public_ids.remove(document.id.as_str());
            }
        }
        let remove = public_ids.into_iter().map(str::to_owned).collect();
        let entities: Vec<String> = entities.into_iter().collect();
        put.extend(entity_document::documents(tx, &entities, today).await?.into_iter().map(Document::Entity));
        Ok(Self { put, remove, ended })
    }

    fn write(mut self, writer: &mut IndexWriter, folder: &Path, number: i64) -> Result<(), FollowError> {
        for id in &self.remove {
            writer.remove(id)?;
        }
        for document in &self.put {
            // However it left a list: ended, expired, deleted at its source, wrongly attached.
            if writer.put(document)? == Put::LeftList {
                self.ended.push(document.id().to_owned());
            }
        }
        if self.ended.is_empty() {
            writer.commit(u64::try_from(number).unwrap_or(0))?;
            return Ok(());
        }
        // A mark on disk, so that a crash between the commit and the purge is made up for.
        fs::write(folder.join(PURGE_PENDING), "")?;
        writer.commit(u64::try_from(number).unwrap_or(0))?;
        writer.purge(PurgeScope::Ids(&self.ended))?;
        fs::remove_file(folder.join(PURGE_PENDING))?;
        Ok(())
    }
}

/// Whether ended records that the last commit took out may still stand in files of the index.
pub fn awaits_purge(folder: &Path) -> bool {
    folder.join(PURGE_PENDING).exists()
}

/// Brings the current index to the ledger's end, unless another process owns its writer and does it.
pub async fn catch_up(db: &Db, root: &IndexFolder, today: NaiveDate) -> Result<(), FollowError> {
    match IndexFollower::open(db.clone(), root).await {
        Ok(mut follower) => {
            while follower.step(today).await? == Progress::Behind {}
            Ok(())
        }
        Err(FollowError::Index(IndexError::Locked)) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Builds a new index from the ledger's beginning and swaps it in. Answers the ledger number reached.
pub async fn rebuild(
    db: &Db,
    root: &IndexFolder,
    today: NaiveDate,
    progress: &mut dyn FnMut(i64),
) -> Result<i64, FollowError> {
    let Some(building) = root.claim_building()? else { return Err(FollowError::Building) };
    let folder = root.new_build()?;
    let mut follower = IndexFollower::at(db.clone(), &folder)?;
    while follower.step(today).await? == Progress::Behind {
        progress(follower.cursor());
    }
    let cursor = follower.cursor();
    drop(follower);
    root.swap_to(&folder)?;
    root.remove_others(&building)?;
    Ok(cursor)
}
