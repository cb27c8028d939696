//! What the last commit holds, by id: a document that did not change is not written again.
//!
//! That saves work, and it keeps a promise of paging: only records that really changed count as changed.

use std::sync::Arc;

use tantivy::columnar::{ColumnValues, StrColumn};
use tantivy::fastfield::AliveBitSet;
use tantivy::index::InvertedIndexReader;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Index, TERMINATED, Term};

use crate::document::list_of_facet;
use crate::error::IndexError;
use crate::folder;
use crate::schema::{Fields, column};

/// The hashes and lists of all documents of a commit.
pub(crate) struct KnownDocuments {
    id: Field,
    segments: Vec<KnownSegment>,
}

struct KnownSegment {
    ids: Arc<InvertedIndexReader>,
    hashes: Arc<dyn ColumnValues<u64>>,
    facets: Option<StrColumn>,
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
                facets: reader.fast_fields().str(column::FACET)?,
                alive: reader.alive_bitset().cloned(),
            });
        }
        Ok(Self { id: fields.id, segments })
    }

    /// The live document with that id.
    pub(crate) fn find(&self, id: &str) -> Result<Option<KnownDocument<'_>>, IndexError> {
        let term = Term::from_field_text(self.id, id);
        for segment in &self.segments {
            let postings = segment.ids.read_postings(&term, IndexRecordOption::Basic);
            let Some(mut postings) = postings.map_err(tantivy::TantivyError::from)? else { continue };
            let mut document = postings.doc();
            while document != TERMINATED {
                if segment.alive.as_ref().is_none_or(|alive| alive.is_alive(document)) {
                    return Ok(Some(KnownDocument { segment, document }));
                }
                document = postings.advance();
            }
        }
        Ok(None)
    }
}

/// A document of the last commit.
#[derive(Clone, Copy)]
pub(crate) struct KnownDocument<'a> {
    segment: &'a KnownSegment,
    document: DocId,
}

impl KnownDocument<'_> {
    pub(crate) fn content_hash(self) -> u64 {
        self.segment.hashes.get_val(self.document)
    }

    /// Codes of the lists that it says the entity is on.
    pub(crate) fn lists(self) -> Result<Vec<String>, IndexError> {
        let Some(facets) = &self.segment.facets else { return Ok(Vec::new()) };
        let mut lists = Vec::new();
        let mut value = String::new();
        for place in facets.ords().values_for_doc(self.document) {
            facets.ord_to_str(place, &mut value)?;
            lists.extend(list_of_facet(&value).map(str::to_owned));
        }
        Ok(lists)
    }
}
