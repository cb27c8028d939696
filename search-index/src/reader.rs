//! Searching: a snapshot of the last commit that was loaded.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};

use chrono::NaiveDate;
use domain::region;
use domain::search::{Counting, Facet, FacetValue, SearchHit, SearchPage, SearchRequest, SearchType};
use tantivy::schema::Value;
use tantivy::{Index, Searcher, TantivyDocument};

use crate::collector::{Candidate, Collected, FacetCounting, PageCollector};
use crate::cursor::Cursor;
use crate::document::{FACET_SEPARATOR, LIST_FACET, StoredRecord, day_number};
use crate::error::IndexError;
use crate::folder::{self, IfEmpty};
use crate::hit;
use crate::query::{Breadth, Match, Planner, Typed};
use crate::schema::{CommitMark, Fields};

/// Totals stop here unless exact ones are asked for.
const MOST_COUNTED: u64 = 1_000;
/// Loose matches are added if fewer than this match definitely.
const FEW_HITS: u64 = 10;
/// The largest page.
const MOST_HITS: usize = 100;
/// A facet shows at most so many values.
const MOST_VALUES: usize = 100;
/// So often a reload looks again if a commit came between reading its number and its segments.
const RELOAD_ATTEMPTS: usize = 8;

/// Searches an index. Cheap to clone; all clones see a [`IndexReader::reload`].
#[derive(Clone)]
pub struct IndexReader(Arc<Inner>);

struct Inner {
    index: Index,
    engine: tantivy::IndexReader,
    fields: Fields,
    snapshot: RwLock<Snapshot>,
}

/// A state of the index, with the mark of the commit that made it.
#[derive(Clone)]
struct Snapshot {
    searcher: Searcher,
    mark: CommitMark,
}

/// What a search of one breadth found.
struct Found {
    collected: Collected,
    breadth: Breadth,
    limit: usize,
}

impl IndexReader {
    /// Opens the index in `folder`.
    ///
    /// # Errors
    /// [`IndexError::Damaged`] also if there is no index; [`IndexError::SchemaChanged`] if it must be built anew.
    pub fn open(folder: &Path) -> Result<Self, IndexError> {
        let opened = folder::open(folder, IfEmpty::Refuse)?;
        let engine = folder::reader(&opened.index)?;
        let snapshot = Snapshot { searcher: engine.searcher(), mark: opened.mark };
        let reader = Self(Arc::new(Inner {
            index: opened.index,
            engine,
            fields: opened.fields,
            snapshot: RwLock::new(snapshot),
        }));
        reader.reload()?;
        Ok(reader)
    }

    /// Loads the last commit. Searches that run go on with the state that they began with.
    pub fn reload(&self) -> Result<(), IndexError> {
        let inner = &self.0;
        let mut before = inner.index.load_metas()?;
        for _ in 0..RELOAD_ATTEMPTS {
            inner.engine.reload()?;
            let after = inner.index.load_metas()?;
            if after.opstamp == before.opstamp {
                break;
            }
            before = after;
        }
        let mark = match before.payload {
            // A new index has no payload and a new mark each time: keep the one it was opened with.
            None if before.opstamp == 0 => self.snapshot().mark,
            payload => CommitMark::read(payload.as_deref(), before.opstamp)?,
        };
        let snapshot = Snapshot { searcher: inner.engine.searcher(), mark };
        *inner.snapshot.write().unwrap_or_else(PoisonError::into_inner) = snapshot;
        Ok(())
    }

    /// The number of the last ledger row that searches see.
    pub fn ledger_number(&self) -> u64 {
        self.snapshot().mark.ledger_number
    }

    /// How many documents there are, those past the end of their publicity included.
    pub fn document_count(&self) -> u64 {
        self.snapshot().searcher.num_docs()
    }

    /// A page of results with its total and facets.
    ///
    /// Paging is by the key (match tier, static rank, id): a record that does not change while somebody pages
    /// appears exactly once, one that changes at most once.
    ///
    /// # Errors
    /// [`IndexError::BadCursor`] if the cursor is not one of this search.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchPage, IndexError> {
        let snapshot = self.snapshot();
        let typed = Typed::new(&request.text);
        let cursor = request.cursor.as_deref().map(|text| Cursor::read(text, request)).transpose()?;
        let counting = match request.counting {
            Counting::Capped => FacetCounting::Capped,
            Counting::Exact => FacetCounting::Exact,
        };
        let mut found = self.find(&snapshot, request, &typed, cursor.as_ref(), counting)?;
        let next = cut_page(&mut found)
            .map(|last| Cursor::behind(&last, cursor.as_ref(), found.breadth, snapshot.mark).write(request));
        let (total, total_is_exact) = match request.counting {
            Counting::Capped if found.collected.total > MOST_COUNTED => (MOST_COUNTED, false),
            _ => (found.collected.total, true),
        };
        Ok(SearchPage {
            total,
            total_is_exact,
            hits: self.hits(&snapshot, &found.collected.candidates, &typed, request.today)?,
            facets: facets(&found.collected, request.search_type),
            next,
            ledger_number: snapshot.mark.ledger_number,
        })
    }

    /// The best hits only, without counts.
    pub(crate) fn best(&self, request: &SearchRequest) -> Result<Vec<SearchHit>, IndexError> {
        let snapshot = self.snapshot();
        let typed = Typed::new(&request.text);
        let mut found = self.find(&snapshot, request, &typed, None, FacetCounting::Nothing)?;
        cut_page(&mut found);
        self.hits(&snapshot, &found.collected.candidates, &typed, request.today)
    }

    /// Definite matches, and loose ones too if those are few. A later page goes as far as the first one did.
    fn find(
        &self,
        snapshot: &Snapshot,
        request: &SearchRequest,
        typed: &Typed,
        cursor: Option<&Cursor>,
        facets: FacetCounting,
    ) -> Result<Found, IndexError> {
        let planner = Planner { fields: &self.0.fields, request, typed };
        let limit = request.limit.clamp(1, MOST_HITS);
        let run = |breadth| -> Result<Found, IndexError> {
            let plan = planner.plan(breadth);
            let collector = PageCollector {
                sort: request.sort,
                scale: plan.scale,
                keep: limit + 1,
                after: cursor.map(|cursor| cursor.after(snapshot.mark)),
                today: day_number(request.today),
                from: request.from.map(day_number),
                to: request.to.map(day_number),
                facets,
            };
            let collected = snapshot.searcher.search(&plan.query, &collector)?;
            Ok(Found { collected, breadth, limit })
        };
        if let Some(cursor) = cursor {
            return run(cursor.breadth);
        }
        let strict = run(Breadth::Strict)?;
        let is_enough = strict.collected.total >= FEW_HITS || !planner.can_widen();
        if is_enough { Ok(strict) } else { run(Breadth::Wide) }
    }

    fn hits(
        &self,
        snapshot: &Snapshot,
        candidates: &[Candidate],
        typed: &Typed,
        today: NaiveDate,
    ) -> Result<Vec<SearchHit>, IndexError> {
        candidates
            .iter()
            .map(|candidate| {
                let document: TantivyDocument = snapshot.searcher.doc(candidate.address)?;
                let record: StoredRecord = document
                    .get_first(self.0.fields.stored)
                    .and_then(|value| value.as_bytes())
                    .and_then(|bytes| serde_json::from_slice(bytes).ok())
                    .ok_or_else(|| IndexError::Damaged("a stored record cannot be read".to_owned()))?;
                Ok(hit::hit(record, Match::of_tier(candidate.matched_tier), typed, today))
            })
            .collect()
    }

    fn snapshot(&self) -> Snapshot {
        self.0.snapshot.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Cuts what was collected to the page, and says behind which hit the next one begins.
fn cut_page(found: &mut Found) -> Option<Candidate> {
    let candidates = &mut found.collected.candidates;
    if candidates.len() <= found.limit {
        return None;
    }
    candidates.truncate(found.limit);
    candidates.last().cloned()
}

/// Facets in their fixed order, values with the most hits first.
fn facets(collected: &Collected, search_type: SearchType) -> Vec<Facet> {
    let names: &[&str] = match search_type {
        SearchType::Entity => &["kind", "status", "region", LIST_FACET, "record"],
        SearchType::Decision => &["kind", "authority", "region", "year"],
    };
    names
        .iter()
        .map(|&name| Facet { name: name.to_owned(), values: facet_values(collected, name) })
        .filter(|facet| !facet.values.is_empty())
        .collect()
}

/// A value may stand with several labels (an authority renamed, a city without its own record): counts add up,
/// and the longest label is shown.
fn facet_values(collected: &Collected, name: &str) -> Vec<FacetValue> {
    let mut values: HashMap<&str, (&str, u64)> = HashMap::new();
    for (joined, count) in &collected.facets {
        let mut parts = joined.split(FACET_SEPARATOR);
        if parts.next() != Some(name) {
            continue;
        }
        let (Some(value), Some(label)) = (parts.next(), parts.next()) else { continue };
        let entry = values.entry(value).or_insert((label, 0));
        entry.1 += count;
        if (label.len(), label) > (entry.0.len(), entry.0) {
            entry.0 = label;
        }
    }
    let mut values: Vec<FacetValue> = values
        .into_iter()
        .map(|(value, (label, count))| FacetValue {
            value: value.to_owned(),
            label: shown_label(name, value, label),
            count,
            is_exact: !collected.facets_are_capped,
        })
        .collect();
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    values.truncate(MOST_VALUES);
    values
}

/// A city that no record belongs to itself has its name from the table of regions.
fn shown_label(name: &str, value: &str, label: &str) -> String {
    let known = if name == "region" && label.is_empty() { region::name_of(value) } else { None };
    known.unwrap_or_else(|| if label.is_empty() { value } else { label }.to_owned())
}
