//! Collects one page: the best by (match tier, static rank, id) after a key, the total and the facets.
//!
//! Everything comes from columns and live documents; tantivy's document frequencies, which still count deleted
//! documents, play no part.

use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use domain::search::SearchSort;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{ColumnValues, StrColumn, TermOrdHit};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::document::facet_on;
use crate::query::TierScale;
use crate::schema::column;

/// Facets of a segment stop counting here unless exact counts are asked for.
const FACET_LIMIT: u64 = 10_000;

/// How far facets are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FacetCounting {
    Nothing,
    Capped,
    Exact,
}

/// The key behind which a page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct After {
    pub(crate) tier: u32,
    pub(crate) rank: u64,
    pub(crate) id: String,
    /// Documents that a later commit brought are left out: they may have been shown already.
    pub(crate) generation: Option<u64>,
}

/// What to collect.
#[derive(Clone, Debug)]
pub(crate) struct PageCollector {
    pub(crate) sort: SearchSort,
    /// Reads tiers from scores; `None` if there is no text.
    pub(crate) scale: Option<TierScale>,
    pub(crate) keep: usize,
    pub(crate) after: Option<After>,
    pub(crate) today: u64,
    pub(crate) from: Option<u64>,
    pub(crate) to: Option<u64>,
    pub(crate) facets: FacetCounting,
}

/// One document of the page.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Candidate {
    pub(crate) tier: u32,
    pub(crate) rank: u64,
    pub(crate) id: String,
    /// How it matched; the same as `tier` unless the order is by date.
    pub(crate) matched_tier: u32,
    pub(crate) address: DocAddress,
}

/// What was collected.
#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub(crate) candidates: Vec<Candidate>,
    pub(crate) total: u64,
    pub(crate) facets: HashMap<String, u64>,
    pub(crate) facets_are_capped: bool,
}

impl Collector for PageCollector {
    type Fruit = Collected;
    type Child = PageSegmentCollector;

    fn for_segment(&self, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Self::Child> {
        PageSegmentCollector::new(self.clone(), ordinal, reader)
    }

    fn requires_scoring(&self) -> bool {
        self.scale.is_some()
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Collected>>) -> tantivy::Result<Collected> {
        let mut merged = Collected::default();
        for fruit in fruits {
            let fruit = fruit?;
            merged.candidates.extend(fruit.candidates);
            merged.total += fruit.total;
            merged.facets_are_capped |= fruit.facets_are_capped;
            for (value, count) in fruit.facets {
                *merged.facets.entry(value).or_default() += count;
            }
        }
        merged.candidates.sort_unstable();
        merged.candidates.truncate(self.keep);
        Ok(merged)
    }
}

type Numbers = Arc<dyn ColumnValues<u64>>;

/// A document of a segment: its id as a number that sorts like the id within the segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct SegmentKey {
    tier: u32,
    rank: u64,
    id: u64,
    matched_tier: u32,
    document: DocId,
}

/// Collects one segment.
pub(crate) struct PageSegmentCollector {
    wanted: PageCollector,
    ordinal: SegmentOrdinal,
    ids: Option<StrColumn>,
    facets: Option<StrColumn>,
    rank: Numbers,
    date: Numbers,
    public_until: Numbers,
    changed_at: Numbers,
    /// The least id (as a number) that may follow on the same tier and rank.
    first_id: u64,
    heap: BinaryHeap<SegmentKey>,
    total: u64,
    counts: Vec<u64>,
    facets_are_capped: bool,
}

impl PageSegmentCollector {
    fn new(wanted: PageCollector, ordinal: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Self> {
        let columns = reader.fast_fields();
        let numbers = |name: &str, missing: u64| -> tantivy::Result<Numbers> {
            Ok(columns.u64(name)?.first_or_default_col(missing))
        };
        let ids = columns.str(column::ID)?;
        let facets = match wanted.facets {
            FacetCounting::Nothing => None,
            FacetCounting::Capped | FacetCounting::Exact => columns.str(column::FACET)?,
        };
        let first_id = match (&wanted.after, &ids) {
            (Some(after), Some(ids)) => match ids.dictionary().term_ord_or_next(&after.id)? {
                TermOrdHit::Exact(id) => id + 1,
                TermOrdHit::Next(id) => id,
            },
            _ => 0,
        };
        let rank = match wanted.scale {
            Some(_) => column::RANK_NAMED,
            None => column::RANK_LISTED,
        };
        Ok(Self {
            rank: numbers(rank, u64::MAX)?,
            date: numbers(column::DATE, 0)?,
            public_until: numbers(column::PUBLIC_UNTIL, u64::MAX)?,
            changed_at: numbers(column::CHANGED_AT, 0)?,
            counts: facets.as_ref().map_or_else(Vec::new, |facets| vec![0; facets.num_terms()]),
            heap: BinaryHeap::with_capacity(wanted.keep + 1),
            wanted,
            ordinal,
            ids,
            facets,
            first_id,
            total: 0,
            facets_are_capped: false,
        })
    }

    /// Still public, and within the days asked for?
    fn is_wanted(&self, document: DocId) -> bool {
        if self.public_until.get_val(document) < self.wanted.today {
            return false;
        }
        if self.wanted.from.is_none() && self.wanted.to.is_none() {
            return true;
        }
        let date = self.date.get_val(document);
        date != 0
            && self.wanted.from.is_none_or(|from| from <= date)
            && self.wanted.to.is_none_or(|to| date <= to)
    }

    fn count(&mut self, document: DocId) {
        self.total += 1;
        let Some(facets) = &self.facets else { return };
        if self.wanted.facets == FacetCounting::Capped && self.total > FACET_LIMIT {
            self.facets_are_capped = true;
            return;
        }
        for value in facets.ords().values_for_doc(document) {
            if let Some(count) = usize::try_from(value).ok().and_then(|value| self.counts.get_mut(value)) {
                *count += 1;
            }
        }
    }

    fn key(&self, document: DocId, matched_tier: u32) -> Option<SegmentKey> {
        let id = self.ids.as_ref()?.ords().first(document)?;
        let date = || self.date.get_val(document);
        let (tier, rank) = match self.wanted.sort {
            SearchSort::Relevance => (matched_tier, self.rank.get_val(document)),
            SearchSort::Newest => (0, u64::MAX - date()),
            SearchSort::Oldest => (0, date().wrapping_sub(1)),
        };
        Some(SegmentKey { tier, rank, id, matched_tier, document })
    }

    /// Does it come after the page before?
    fn follows(&self, key: &SegmentKey) -> bool {
        let Some(after) = &self.wanted.after else { return true };
        let is_later = (key.tier, key.rank, key.id) >= (after.tier, after.rank, self.first_id);
        is_later && after.generation.is_none_or(|last| self.changed_at.get_val(key.document) <= last)
    }

    fn keep(&mut self, key: SegmentKey) {
        if self.heap.len() < self.wanted.keep {
            self.heap.push(key);
        } else if self.heap.peek().is_some_and(|worst| key < *worst) {
            self.heap.pop();
            self.heap.push(key);
        }
    }

    fn into_collected(self) -> tantivy::Result<Collected> {
        let mut collected = Collected {
            total: self.total,
            facets: self.facet_counts()?,
            facets_are_capped: self.facets_are_capped,
            ..Collected::default()
        };
        let mut text = String::new();
        if let Some(ids) = &self.ids {
            for key in self.heap {
                ids.ord_to_str(key.id, &mut text)?;
                collected.candidates.push(Candidate {
                    tier: key.tier,
                    rank: key.rank,
                    id: text.clone(),
                    matched_tier: key.matched_tier,
                    address: DocAddress::new(self.ordinal, key.document),
                });
            }
        }
        Ok(collected)
    }

    /// What was counted, by value. Places on lists that are over are left out; those with different last days add up.
    fn facet_counts(&self) -> tantivy::Result<HashMap<String, u64>> {
        let mut counts = HashMap::new();
        let Some(facets) = &self.facets else { return Ok(counts) };
        let (values, numbers): (Vec<u64>, Vec<u64>) =
            (0_u64..).zip(self.counts.iter().copied()).filter(|(_, count)| *count > 0).unzip();
        let mut numbers = numbers.into_iter();
        // One walk through the dictionary: last days make many values.
        facets.dictionary().sorted_ords_to_term_cb(&values, |value| {
            let count = numbers.next().unwrap_or(0);
            let value = str::from_utf8(value).ok().and_then(|value| facet_on(value, self.wanted.today));
            if let Some(value) = value {
                match counts.get_mut(value) {
                    Some(sum) => *sum += count,
                    None => {
                        counts.insert(value.to_owned(), count);
                    }
                }
            }
        })?;
        Ok(counts)
    }
}

impl SegmentCollector for PageSegmentCollector {
    type Fruit = tantivy::Result<Collected>;

    fn collect(&mut self, document: DocId, score: Score) {
        let matched_tier = match &self.wanted.scale {
            Some(scale) => match scale.tier(score) {
                Some(tier) => tier,
                None => return,
            },
            None => 0,
        };
        if !self.is_wanted(document) {
            return;
        }
        self.count(document);
        if let Some(key) = self.key(document, matched_tier)
            && self.follows(&key)
        {
            self.keep(key);
        }
    }

    fn harvest(self) -> Self::Fruit {
        self.into_collected()
    }
}
