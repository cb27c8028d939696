//! What the last commit holds, by id: a document that did not change is not written again.
//!
//! That saves work, and it keeps a promise of paging: only records that really changed count as changed.

use std::sync::Arc;

use tantivy::columnar::ColumnValues;
use tantivy::fastfield::AliveBitSet;
use tantivy::index::InvertedIndexReader;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocSet, Index, TERMINATED, Term};

use crate::error::IndexError;
use crate::folder;
use crate::schema::{Fields, column};

/// The hashes of all documents of a commit.
pub(crate) struct KnownDocuments {
    id: Field,
    segments: Vec<KnownSegment>,
}

struct KnownSegment {
    ids: Arc<InvertedIndexReader>,
    hashes: Arc<dyn ColumnValues<u64>>,
    alive: Option<AliveBitSet>,
}

impl KnownDocuments {
    /// Reads the last commit of `index`.
    pub(crate) fn load(index: &Index, fields: &Fields) -> Result<Self, IndexError> {
        let searcher = folder::reader(index)?.searcher();
        let mut segments = Vec::new();
        for reader in searcher.segment_readers() {
            segments.push(KnownSegment {
                ids: reader.inverted_index(fields.id)?,
                hashes: reader.fast_fields().u64(column::CONTENT_HASH)?.first_or_default_col(0),
                alive: reader.alive_bitset().cloned(),
            });
        }
        Ok(Self { id: fields.id, segments })
    }

    /// The hash of the live document with that id.
    pub(crate) fn content_hash(&self, id: &str) -> Result<Option<u64>, IndexError> {
        let term = Term::from_field_text(self.id, id);
        for segment in &self.segments {
            let postings = segment.ids.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(tantivy::TantivyError::from)? else { continue };
            let mut document = postings.doc();
            while document != TERMINATED {
                if segment.alive.as_ref().is_none_or(|alive| alive.is_alive(document)) {
                    return Ok(Some(segment.hashes.get_val(document)));
                }
                document = postings.advance();
            }
        }
        Ok(None)
    }
}
