//! From what was typed to a query whose score says how a document matched.
//!
//! Each way to match is a clause with a constant score; a document takes the best of its clauses. Only if few
//! documents match definitely, loose ways are added: same sound, all characters, a share of bigrams.

use std::ops::Bound;
use std::sync::LazyLock;

use domain::search::{SearchRequest, SearchType};
use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, ConstScoreQuery, DisjunctionMaxQuery, EmptyQuery, InvertedIndexRangeQuery, Occur,
    PhraseQuery, Query, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy_jieba::jieba_rs::Jieba;

use crate::analysis::{FoldedText, code_key, phrase_bigrams, start_term};
use crate::document::{ExactKind, FilterKind, day_number, filter_term, list_term};
use crate::loose;
use crate::pinyin;
use crate::schema::Fields;
pub(crate) use crate::tier::{Match, TierScale};

/// Letters of a query beyond this are ignored: the longest names have 300.
const MAX_LETTERS: usize = 320;
/// Codes are searched by their beginning from so many characters on.
const LEAST_CODE_PREFIX: usize = 4;
/// Initials are searched from so many letters on.
const LEAST_INITIALS: usize = 3;
/// So many readings of what was typed are searched.
const MAX_READINGS: usize = 48;
/// A part longer than this is cut into words.
const LONG_PART: usize = 3;

/// How far a search goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Breadth {
    /// Definite ways only.
    Strict,
    /// Loose ways too.
    Wide,
}

/// A query with the scale of its scores.
#[derive(Debug)]
pub(crate) struct PlannedQuery {
    pub(crate) query: Box<dyn Query>,
    /// `None` if nothing was typed.
    pub(crate) scale: Option<TierScale>,
}

/// What was typed, folded once.
#[derive(Clone, Debug)]
pub(crate) struct Typed {
    pub(crate) raw: String,
    pub(crate) text: FoldedText,
    /// Parts between blanks, folded.
    pub(crate) parts: Vec<Vec<char>>,
    pub(crate) code: Option<String>,
    pub(crate) pinyin: Option<String>,
}

impl Typed {
    pub(crate) fn new(raw: &str) -> Self {
        let raw: String = raw.trim().chars().take(MAX_LETTERS).collect();
        let text = FoldedText::new(&raw);
        let parts = raw
            .split_whitespace()
            .map(|part| FoldedText::new(part).letters)
            .filter(|letters| !letters.is_empty())
            .collect();
        let code = code_key(&raw).filter(|code| code.len() >= LEAST_CODE_PREFIX);
        let pinyin = pinyin::typed_letters(&text);
        Self { raw, text, parts, code, pinyin }
    }

    /// Nothing but blanks and invisible characters.
    pub(crate) fn is_empty(&self) -> bool {
        self.text.letters.is_empty() && self.text.marks.is_empty()
    }
}

/// Builds the queries of a request.
pub(crate) struct Planner<'a> {
    pub(crate) fields: &'a Fields,
    pub(crate) request: &'a SearchRequest,
    pub(crate) typed: &'a Typed,
}

impl Planner<'_> {
    /// The query for a breadth.
    pub(crate) fn plan(&self, breadth: Breadth) -> PlannedQuery {
        let filters = self.filters();
        if self.typed.is_empty() {
            return PlannedQuery { query: with_filters(Box::new(AllQuery), filters), scale: None };
        }
        let mut ways: Vec<Box<dyn Query>> = match self.request.search_type {
            SearchType::Entity => self.entity_ways(),
            SearchType::Decision => self.decision_ways(),
        }
        .into_iter()
        .map(|(way, query)| scored(query, way.score()))
        .collect();
        let mut scale = TierScale { all_points: 0.0 };
        if breadth == Breadth::Wide {
            let field = match self.request.search_type {
                SearchType::Entity => self.fields.name,
                SearchType::Decision => self.fields.party,
            };
            ways.extend(self.same_sound().map(|query| scored(query, Match::Sound.score())));
            if let Some(loose) = loose::query(field, &self.typed.text.letters) {
                scale.all_points = loose.all_points;
                ways.push(loose.query);
            }
        }
        let query = Box::new(DisjunctionMaxQuery::new(ways));
        PlannedQuery { query: with_filters(query, filters), scale: Some(scale) }
    }

    /// Could loose ways find more? Not where somebody named parts: each of them is wanted.
    pub(crate) fn can_widen(&self) -> bool {
        self.typed.parts.len() == 1 && self.typed.text.letters.len() >= loose::LEAST_LETTERS
    }

    fn filters(&self) -> Vec<Box<dyn Query>> {
        let request = self.request;
        let mut filters = vec![filter_term(FilterKind::Type, request.search_type.code())];
        let mut add = |kind, value: &Option<String>| {
            filters
                .extend(value.iter().filter(|value| !value.is_empty()).map(|value| filter_term(kind, value)));
        };
        add(FilterKind::Kind, &request.kind);
        add(FilterKind::Region, &request.region.as_deref().map(region_prefix));
        match request.search_type {
            SearchType::Entity => {
                add(FilterKind::Status, &request.status);
                add(FilterKind::Record, &request.record);
            }
            SearchType::Decision => add(FilterKind::Authority, &request.authority),
        }
        filters
            .into_iter()
            .map(|term| term_query(Term::from_field_text(self.fields.filter, &term)))
            .chain(self.on_list())
            .map(|query| scored(query, 0.0))
            .collect()
    }

    /// Entities whose place on the list lasts until today at least.
    fn on_list(&self) -> Option<Box<dyn Query>> {
        let list = self.request.list.as_deref().filter(|list| !list.is_empty())?;
        if self.request.search_type != SearchType::Entity {
            return None;
        }
        let bound = |day| Bound::Included(Term::from_field_text(self.fields.filter, &list_term(list, day)));
        let today = day_number(self.request.today);
        Some(Box::new(InvertedIndexRangeQuery::new(bound(today), bound(u64::MAX))))
    }

    fn entity_ways(&self) -> Vec<(Match, Box<dyn Query>)> {
        let fields = self.fields;
        let letters = &self.typed.text.letters;
        if letters.is_empty() {
            return vec![(
                Match::Contains,
                self.marks(&[fields.name, fields.former_name, fields.short_name]),
            )];
        }
        let mut ways = vec![
            (Match::Exact, self.exact(ExactKind::Name.strict_term(&self.typed.raw))),
            (Match::SameLetters, self.exact(ExactKind::Name.loose_term(&self.typed.text.key()))),
            (Match::ShortNameExact, self.exact(ExactKind::ShortName.loose_term(&self.typed.text.key()))),
            (Match::FormerNameExact, self.exact(ExactKind::FormerName.loose_term(&self.typed.text.key()))),
            (Match::Start, starts_with(fields.name, letters)),
            (Match::Contains, contains(fields.name, letters)),
            (Match::ShortName, contains(fields.short_name, letters)),
            (Match::FormerName, contains(fields.former_name, letters)),
        ];
        if self.typed.parts.len() > 1 {
            let parts = self.typed.parts.iter().map(|part| contains(fields.name, part)).collect();
            ways.push((Match::Parts, Box::new(BooleanQuery::intersection(parts))));
        }
        ways.extend(self.code_ways());
        ways.extend(self.pinyin_ways());
        ways
    }

    fn decision_ways(&self) -> Vec<(Match, Box<dyn Query>)> {
        let fields = self.fields;
        let letters = &self.typed.text.letters;
        if letters.is_empty() {
            return vec![(Match::Contains, self.marks(&[fields.number, fields.party, fields.title]))];
        }
        let mut ways = vec![
            (Match::Exact, self.exact(ExactKind::Number.strict_term(&self.typed.raw))),
            (Match::SameLetters, self.exact(ExactKind::Number.loose_term(&self.typed.text.key()))),
            (Match::PartyExact, self.exact(ExactKind::Party.loose_term(&self.typed.text.key()))),
            (Match::Contains, contains(fields.number, letters)),
            (Match::Party, contains(fields.party, letters)),
            (Match::Title, contains(fields.title, letters)),
            (Match::Authority, contains(fields.authority, letters)),
            (Match::Content, self.content(letters)),
        ];
        let words = words(self.typed);
        if words.len() > 1 {
            let each = words.iter().map(|word| self.anywhere(word)).collect();
            ways.push((Match::Words, Box::new(BooleanQuery::intersection(each))));
        }
        ways.extend(self.code_ways());
        ways
    }

    /// A word in any field of a decision.
    fn anywhere(&self, word: &[char]) -> Box<dyn Query> {
        let fields = self.fields;
        let mut places: Vec<Box<dyn Query>> = [fields.title, fields.party, fields.authority, fields.number]
            .map(|field| contains(field, word))
            .into();
        places.push(self.content(word));
        Box::new(BooleanQuery::union(places))
    }

    /// Long texts have bigrams only: one character is looked up as the beginning of bigrams.
    fn content(&self, letters: &[char]) -> Box<dyn Query> {
        let field = self.fields.content;
        match letters {
            [letter] => prefix(field, &letter.to_string(), char::MAX),
            _ => contains(field, letters),
        }
    }

    fn marks(&self, fields: &[Field]) -> Box<dyn Query> {
        let in_field = |field: &Field| -> Box<dyn Query> {
            let marks = self.typed.text.marks.iter();
            Box::new(BooleanQuery::intersection(marks.map(|mark| character(*field, *mark)).collect()))
        };
        Box::new(BooleanQuery::union(fields.iter().map(in_field).collect()))
    }

    fn exact(&self, term: String) -> Box<dyn Query> {
        term_query(Term::from_field_text(self.fields.exact, &term))
    }

    fn code_ways(&self) -> Vec<(Match, Box<dyn Query>)> {
        let Some(code) = &self.typed.code else { return Vec::new() };
        vec![
            (Match::Code, term_query(Term::from_field_text(self.fields.code, code))),
            (Match::CodePrefix, prefix(self.fields.code, code, '~')),
        ]
    }

    fn pinyin_ways(&self) -> Vec<(Match, Box<dyn Query>)> {
        let Some(letters) = &self.typed.pinyin else { return Vec::new() };
        let cuts = pinyin::cuts(letters);
        let whole: Vec<Vec<String>> =
            cuts.iter().filter(|cut| cut.is_whole).map(|cut| cut.syllables.clone()).collect();
        let mut ways = Vec::new();
        if !whole.is_empty() {
            ways.push((Match::Pinyin, self.syllables(whole)));
        }
        let unfinished: Vec<Vec<String>> = cuts.iter().flat_map(|cut| endings(&cut.syllables)).collect();
        if !unfinished.is_empty() {
            ways.push((Match::PinyinStart, self.syllables(unfinished)));
        }
        let initials: Vec<char> = letters.chars().collect();
        if initials.len() >= LEAST_INITIALS {
            ways.push((Match::Initials, contains(self.fields.initials, &initials)));
        }
        ways
    }

    fn syllables(&self, mut readings: Vec<Vec<String>>) -> Box<dyn Query> {
        readings.truncate(MAX_READINGS);
        let phrases = readings
            .iter()
            .map(|syllables| phrase(self.fields.pinyin, syllables.iter().cloned().enumerate().collect()))
            .collect();
        Box::new(BooleanQuery::union(phrases))
    }

    /// Names that are read like what was typed in Han characters.
    fn same_sound(&self) -> Option<Box<dyn Query>> {
        if self.request.search_type != SearchType::Entity {
            return None;
        }
        let letters = &self.typed.text.letters;
        let syllables: Option<Vec<String>> =
            letters.iter().map(|&letter| pinyin::readings(letter).into_iter().next()).collect();
        syllables.map(|syllables| self.syllables(vec![syllables]))
    }
}

/// The syllables with the last one replaced by each that it may become.
fn endings(syllables: &[String]) -> Vec<Vec<String>> {
    let Some((last, before)) = syllables.split_last() else { return Vec::new() };
    pinyin::syllables_from(last)
        .map(|ending| before.iter().cloned().chain([ending.to_owned()]).collect())
        .collect()
}

/// `690100` and `690000` stand for all below them, as `6901` and `69` do.
fn region_prefix(code: &str) -> String {
    let mut prefix = code;
    while prefix.len() > 2 && prefix.len().is_multiple_of(2) && prefix.ends_with("00") {
        prefix = &prefix[..prefix.len() - 2];
    }
    prefix.to_owned()
}

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// The words of what was typed: parts between blanks, and long parts cut by jieba. Single characters such as 的 are
/// left out if there are longer words.
pub(crate) fn words(typed: &Typed) -> Vec<Vec<char>> {
    let mut words: Vec<Vec<char>> = Vec::new();
    for part in &typed.parts {
        if part.len() <= LONG_PART || part.iter().all(char::is_ascii) {
            words.push(part.clone());
            continue;
        }
        let text: String = part.iter().collect();
        words.extend(JIEBA.cut(&text, false).iter().map(|token| token.word.chars().collect()));
    }
    if words.iter().any(|word| word.len() > 1) {
        words.retain(|word| word.len() > 1);
    }
    words
}

fn with_filters(query: Box<dyn Query>, filters: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    let clauses = std::iter::once(query).chain(filters).map(|query| (Occur::Must, query)).collect();
    Box::new(BooleanQuery::new(clauses))
}

pub(crate) fn scored(query: Box<dyn Query>, score: f32) -> Box<dyn Query> {
    Box::new(ConstScoreQuery::new(query, score))
}

fn term_query(term: Term) -> Box<dyn Query> {
    Box::new(TermQuery::new(term, IndexRecordOption::Basic))
}

pub(crate) fn character(field: Field, letter: char) -> Box<dyn Query> {
    term_query(Term::from_field_text(field, &letter.to_string()))
}

/// Walks the sorted term dictionary from `start` on; `last` sorts behind everything that may follow.
fn prefix(field: Field, start: &str, last: char) -> Box<dyn Query> {
    let lower = Term::from_field_text(field, start);
    let upper = Term::from_field_text(field, &format!("{start}{last}"));
    Box::new(InvertedIndexRangeQuery::new(Bound::Included(lower), Bound::Included(upper)))
}

fn phrase(field: Field, terms: Vec<(usize, String)>) -> Box<dyn Query> {
    let terms: Vec<(usize, Term)> =
        terms.into_iter().map(|(offset, term)| (offset, Term::from_field_text(field, &term))).collect();
    match terms.as_slice() {
        [] => Box::new(EmptyQuery),
        [(_, term)] => term_query(term.clone()),
        _ => Box::new(PhraseQuery::new_with_offset(terms)),
    }
}

/// Documents whose field contains the letters, adjacent and in order.
pub(crate) fn contains(field: Field, letters: &[char]) -> Box<dyn Query> {
    match letters {
        [letter] => character(field, *letter),
        _ => phrase(field, phrase_bigrams(letters)),
    }
}

fn starts_with(field: Field, letters: &[char]) -> Box<dyn Query> {
    let Some(&first) = letters.first() else { return Box::new(EmptyQuery) };
    let start = [(0, start_term(first))];
    let rest = phrase_bigrams(letters).into_iter().map(|(offset, bigram)| (offset + 1, bigram));
    phrase(field, start.into_iter().chain(rest).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_stands_for_all_below_it() {
        for (code, prefix) in [("690000", "69"), ("690100", "6901"), ("690102", "690102"), ("6901", "6901")] {
            assert_eq!(region_prefix(code), prefix);
        }
    }

    #[test]
    fn long_parts_are_cut_into_words_and_short_ones_stay() {
        let text = |words: Vec<Vec<char>>| -> Vec<String> {
            words.into_iter().map(|word| word.into_iter().collect()).collect()
        };
        assert_eq!(text(words(&Typed::new("云帆 未公示"))), ["云帆", "未公示"]);
        assert!(text(words(&Typed::new("超标排放废水"))).contains(&"废水".to_owned()));
        assert_eq!(text(words(&Typed::new("的"))), ["的"]);
    }
}
