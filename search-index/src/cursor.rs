//! Where a page ended, as an opaque text.

use std::hash::{DefaultHasher, Hash, Hasher};

use domain::search::SearchRequest;

use crate::collector::{After, Candidate};
use crate::error::IndexError;
use crate::query::Breadth;
use crate::schema::CommitMark;

/// The key of the last hit of a page, with what must stay the same for the next one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    /// The first page decides how far the search goes; the next ones follow.
    pub(crate) breadth: Breadth,
    /// The commit that the first page saw.
    pub(crate) generation: u64,
    /// The index that it saw.
    pub(crate) identity: u64,
    pub(crate) tier: u32,
    pub(crate) rank: u64,
    pub(crate) id: String,
}

impl Cursor {
    /// The cursor behind `last`, which continues `before` if there was a page before.
    pub(crate) fn behind(
        last: &Candidate,
        before: Option<&Self>,
        breadth: Breadth,
        mark: CommitMark,
    ) -> Self {
        let (generation, identity) =
            before.map_or((mark.generation, mark.identity), |before| (before.generation, before.identity));
        Self { breadth, generation, identity, tier: last.tier, rank: last.rank, id: last.id.clone() }
    }

    /// Documents of later commits are left out, as they may have been shown before they changed. In an index
    /// that was built anew since, commits do not compare, and the key alone decides.
    pub(crate) fn after(&self, mark: CommitMark) -> After {
        After {
            tier: self.tier,
            rank: self.rank,
            id: self.id.clone(),
            generation: (self.identity == mark.identity).then_some(self.generation),
        }
    }

    pub(crate) fn write(&self, request: &SearchRequest) -> String {
        let breadth = match self.breadth {
            Breadth::Strict => 's',
            Breadth::Wide => 'w',
        };
        format!(
            "{breadth}.{:x}.{:x}.{:x}.{:x}.{:x}.{}",
            fingerprint(request),
            self.generation,
            self.identity,
            self.tier,
            self.rank,
            self.id
        )
    }

    pub(crate) fn read(text: &str, request: &SearchRequest) -> Result<Self, IndexError> {
        Self::parse(text, fingerprint(request)).ok_or(IndexError::BadCursor)
    }

    fn parse(text: &str, expected: u32) -> Option<Self> {
        let mut parts = text.splitn(7, '.');
        let breadth = match parts.next()? {
            "s" => Breadth::Strict,
            "w" => Breadth::Wide,
            _ => return None,
        };
        let mut number = || u64::from_str_radix(parts.next()?, 16).ok();
        if number()? != u64::from(expected) {
            return None;
        }
        let (generation, identity) = (number()?, number()?);
        let tier = u32::try_from(number()?).ok()?;
        let rank = number()?;
        let id = parts.next().filter(|id| !id.is_empty())?.to_owned();
        Some(Self { breadth, generation, identity, tier, rank, id })
    }
}

/// Tells one search from another; the size of pages, counting and the day may change between pages.
fn fingerprint(request: &SearchRequest) -> u32 {
    let mut hasher = DefaultHasher::new();
    let r = request;
    (r.text.trim(), r.search_type, &r.kind, &r.status, &r.region, &r.authority, &r.record, &r.list)
        .hash(&mut hasher);
    (r.from, r.to, r.sort).hash(&mut hasher);
    u32::try_from(hasher.finish() >> 32).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cursor() -> Cursor {
        Cursor {
            breadth: Breadth::Wide,
            generation: 3,
            identity: 99,
            tier: 7,
            rank: u64::MAX,
            id: "a.b".to_owned(),
        }
    }

    #[test]
    fn a_cursor_comes_back_from_its_text() {
        let request = SearchRequest { text: "秦岭".to_owned(), ..SearchRequest::default() };
        assert_eq!(Cursor::read(&cursor().write(&request), &request).unwrap(), cursor());
    }

    #[test]
    fn garbage_and_cursors_of_other_searches_are_refused() {
        let request = SearchRequest { text: "秦岭".to_owned(), ..SearchRequest::default() };
        let other = SearchRequest { text: "云帆".to_owned(), ..SearchRequest::default() };
        let written = cursor().write(&request);
        for (text, request) in
            [(written.as_str(), &other), ("", &request), ("s.1", &request), ("秦岭", &request)]
        {
            assert!(matches!(Cursor::read(text, request), Err(IndexError::BadCursor)), "{text}");
        }
    }
}
