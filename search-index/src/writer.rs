//! The one writer of an index.

use std::collections::HashSet;
use std::io;
use std::path::{Path, PathBuf};

use tantivy::index::SegmentId;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, Index, SegmentReader, TERMINATED, TantivyError, Term};

use crate::document::{Document, Prepared};
use crate::error::IndexError;
use crate::folder::{self, IfEmpty};
use crate::known::KnownDocuments;
use crate::schema::{CommitMark, Fields};

/// tantivy refuses less.
const LEAST_MEMORY: usize = 15_000_000;
/// Segments of this size and below are merged together, however small they are.
const SMALL_SEGMENT: u32 = 10_000;
/// So many segments of a size become one.
const SEGMENTS_TO_MERGE: usize = 8;
/// Larger segments are left alone.
const LARGEST_MERGED: usize = 2_000_000;
/// A segment with this share of deleted documents is rewritten.
const DELETED_SHARE: f32 = 0.3;

/// What a purge is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PurgeScope<'a> {
    /// Segments that hold a deleted document with one of these ids: a removed one, or what it was before it was
    /// put again.
    Ids(&'a [String]),
    /// Every segment that holds a deleted document: after a restart, when nobody knows which ids had ended.
    All,
}

/// What putting a document did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Put {
    /// It was there already, word for word.
    Unchanged,
    /// It is new, or stands in the place of the one before it.
    Written,
    /// The entity is no longer on a list that the last commit says it is on. Its old terms stay on disk until a
    /// [`IndexWriter::purge`] of its id.
    LeftList,
}

/// The sole owner of tantivy's writer. Documents become visible with [`IndexWriter::commit`], and only that
/// function commits: tantivy's own `commit` would erase the ledger number from the payload.
pub struct IndexWriter {
    folder: PathBuf,
    index: Index,
    fields: Fields,
    memory_bytes: usize,
    /// `None` only while merges are waited for.
    engine: Option<tantivy::IndexWriter>,
    mark: CommitMark,
    known: KnownDocuments,
    /// Ids put or removed since the last commit.
    touched: HashSet<String>,
}

impl IndexWriter {
    /// Opens the index in `folder`, or creates one if the folder is empty or missing. `memory_bytes` is what may be
    /// held in memory before a segment is written (50 MB is a good measure; merges use some beside it).
    ///
    /// # Errors
    /// [`IndexError::Damaged`] and [`IndexError::SchemaChanged`] mean that it must be built anew in another folder,
    /// [`IndexError::Locked`] that another process writes to it.
    pub fn open(folder: &Path, memory_bytes: usize) -> Result<Self, IndexError> {
        let opened = folder::open(folder, IfEmpty::Create)?;
        let mut writer = Self {
            folder: folder.to_owned(),
            known: known_documents(folder, &opened.fields)?,
            index: opened.index,
            fields: opened.fields,
            memory_bytes,
            engine: None,
            mark: opened.mark,
            touched: HashSet::new(),
        };
        writer.engine()?;
        Ok(writer)
    }

    /// Puts a document in the place of the one with the same id. A document that is there already, word for word,
    /// is left alone.
    pub fn put(&mut self, document: &Document) -> Result<Put, IndexError> {
        let id = document.id();
        let prepared = Prepared::new(document)
            .map_err(|error| IndexError::Engine(TantivyError::InvalidArgument(error.to_string())))?;
        let is_touched = self.touched.contains(id);
        let known = self.known.find(id)?;
        if !is_touched && known.is_some_and(|known| known.content_hash() == prepared.content_hash) {
            return Ok(Put::Unchanged);
        }
        let put = match known {
            Some(known) if document.leaves_one_of(&known.lists()?) => Put::LeftList,
            _ => Put::Written,
        };
        let is_known = known.is_some();
        let fields = self.fields;
        let prepared = prepared.into_tantivy(&fields, self.mark.generation + 1);
        let engine = self.engine()?;
        if is_touched || is_known {
            engine.delete_term(Term::from_field_text(fields.id, id));
        }
        engine.add_document(prepared)?;
        self.touched.insert(id.to_owned());
        Ok(put)
    }

    /// Takes the document with that id out, if there is one.
    pub fn remove(&mut self, id: &str) -> Result<(), IndexError> {
        let term = Term::from_field_text(self.fields.id, id);
        self.engine()?.delete_term(term);
        self.touched.insert(id.to_owned());
        Ok(())
    }

    /// Makes everything since the last commit visible and durable, together with the number of the last ledger row
    /// that it comes from.
    pub fn commit(&mut self, ledger_number: u64) -> Result<(), IndexError> {
        if self.touched.is_empty() && ledger_number == self.mark.ledger_number {
            return Ok(());
        }
        let mark = self.mark.next(ledger_number);
        let mut prepared = self.engine()?.prepare_commit()?;
        prepared.set_payload(&mark.to_payload());
        prepared.commit()?;
        self.mark = mark;
        if !self.touched.is_empty() {
            self.touched.clear();
            self.known = known_documents(&self.folder, &self.fields)?;
        }
        Ok(())
    }

    /// The ledger number of the last commit, 0 for a new index.
    pub fn cursor(&self) -> u64 {
        self.mark.ledger_number
    }

    /// Rewrites the segments that still hold deleted documents, so that no term and no text of theirs remains on
    /// disk, and removes the files that are not needed any more. Call it after the commit that removed them; the
    /// ledger number stays. Readers see the new segments, and let go of the old files, when they reload.
    ///
    /// # Errors
    /// [`IndexError::Uncommitted`] if documents wait for a commit.
    pub fn purge(&mut self, scope: PurgeScope<'_>) -> Result<(), IndexError> {
        if !self.touched.is_empty() {
            return Err(IndexError::Uncommitted);
        }
        if self.segments_to_rewrite(scope)?.is_empty() {
            return Ok(());
        }
        // A segment in a running merge cannot be merged again: let merges end, and start none.
        if let Some(engine) = self.engine.take() {
            engine.set_merge_policy(Box::new(NoMergePolicy));
            engine.wait_merging_threads()?;
        }
        let segments = self.segments_to_rewrite(scope)?;
        let engine = self.engine()?;
        engine.set_merge_policy(Box::new(NoMergePolicy));
        for segment in segments {
            engine.merge(&[segment]).wait()?;
        }
        let collected = engine.garbage_collect_files().wait()?;
        engine.set_merge_policy(Box::new(merge_policy()));
        if let Some(file) = collected.failed_to_delete_files.first() {
            let message = format!("{} could not be removed", file.display());
            return Err(IndexError::Folder(io::Error::other(message)));
        }
        self.known = known_documents(&self.folder, &self.fields)?;
        Ok(())
    }

    /// Segments whose deleted documents are in `scope`. A term dictionary knows deleted documents too, so the
    /// answer comes from the segment itself and holds after a restart.
    fn segments_to_rewrite(&self, scope: PurgeScope<'_>) -> Result<Vec<SegmentId>, IndexError> {
        let mut found = Vec::new();
        for segment in self.index.searchable_segments()? {
            if segment.meta().num_deleted_docs() == 0 {
                continue;
            }
            let is_wanted = match scope {
                PurgeScope::All => true,
                PurgeScope::Ids(ids) => {
                    let reader = SegmentReader::open(&segment)?;
                    self.holds_deleted(&reader, ids)?
                }
            };
            if is_wanted {
                found.push(segment.id());
            }
        }
        Ok(found)
    }

    fn holds_deleted(&self, reader: &SegmentReader, ids: &[String]) -> Result<bool, IndexError> {
        let index = reader.inverted_index(self.fields.id)?;
        for id in ids {
            let term = Term::from_field_text(self.fields.id, id);
            let postings = index.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(TantivyError::from)? else { continue };
            let mut document = postings.doc();
            while document != TERMINATED {
                if reader.is_deleted(document) {
                    return Ok(true);
                }
                document = postings.advance();
            }
        }
        Ok(false)
    }

    /// The engine's writer, opened if it is not: one indexing thread and one for merges.
    fn engine(&mut self) -> Result<&mut tantivy::IndexWriter, IndexError> {
        let engine = match self.engine.take() {
            Some(engine) => engine,
            None => self.open_engine()?,
        };
        Ok(self.engine.insert(engine))
    }

    fn open_engine(&self) -> Result<tantivy::IndexWriter, IndexError> {
        let options = IndexWriterOptions::builder()
            .num_worker_threads(1)
            .num_merge_threads(1)
            .memory_budget_per_thread(self.memory_bytes.max(LEAST_MEMORY))
            .build();
        let engine = self.index.writer_with_options(options)?;
        engine.set_merge_policy(Box::new(merge_policy()));
        Ok(engine)
    }
}

impl Drop for IndexWriter {
    /// Lets merges end, so that no thread of this writer works in the folder when the next one opens it.
    /// What waits for a commit is lost, as it would be in a crash.
    fn drop(&mut self) {
        if let Some(engine) = self.engine.take() {
            engine.set_merge_policy(Box::new(NoMergePolicy));
            // A merge that fails leaves the segments as they were: nothing to tell anybody.
            let _ = engine.wait_merging_threads();
        }
    }
}

fn merge_policy() -> LogMergePolicy {
    let mut policy = LogMergePolicy::default();
    policy.set_min_num_segments(SEGMENTS_TO_MERGE);
    policy.set_min_layer_size(SMALL_SEGMENT);
    policy.set_max_docs_before_merge(LARGEST_MERGED);
    policy.set_del_docs_ratio_before_merge(DELETED_SHARE);
    policy
}

/// Through an index of its own: files that the writer's own index still reads would not be collected.
fn known_documents(folder: &Path, fields: &Fields) -> Result<KnownDocuments, IndexError> {
    let index = Index::open_in_dir(folder).map_err(IndexError::on_open)?;
    KnownDocuments::load(&index, fields)
}
