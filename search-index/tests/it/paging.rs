//! Paging while the index changes: unchanged records exactly once, changed ones at most once.

use std::collections::BTreeMap;

use domain::search::{SearchRequest, SearchSort};
use search_index::IndexError;

use crate::harness::*;

/// Pages through everything, calls `between` after each page, and counts how often each id came.
fn page_through(
    index: &mut TestIndex,
    mut request: SearchRequest,
    mut between: impl FnMut(&mut TestIndex, usize),
) -> BTreeMap<String, usize> {
    let mut seen = BTreeMap::new();
    for page_number in 0.. {
        let page = index.search(&request);
        for hit in page.hits {
            *seen.entry(hit.id).or_default() += 1;
        }
        request.cursor = page.next;
        if request.cursor.is_none() {
            break;
        }
        between(index, page_number);
    }
    seen
}

fn many(count: usize) -> TestIndex {
    let mut index = TestIndex::new();
    for number in 0..count {
        index.put(entity(&format!("e{number:03}"), &format!("云帆{}科技", number % 7)));
        if number % 25 == 24 {
            index.commit();
        }
    }
    index.commit();
    index
}

#[test]
fn every_record_comes_once_in_every_order() {
    for sort in [SearchSort::Relevance, SearchSort::Newest, SearchSort::Oldest] {
        for text in ["", "云帆", "yunfan", "云帆科技"] {
            let mut index = many(120);
            let request = SearchRequest { sort, limit: 7, ..entities(text) };
            let seen = page_through(&mut index, request, |_, _| {});
            assert_eq!(seen.len(), 120, "{sort:?} {text}");
            assert!(seen.values().all(|&count| count == 1), "{sort:?} {text}");
        }
    }
}

#[test]
fn records_that_change_between_pages_come_at_most_once_and_all_others_exactly_once() {
    for text in ["", "云帆"] {
        let mut index = many(120);
        let request = SearchRequest { limit: 10, ..entities(text) };
        let mut changed = Vec::new();
        let seen = page_through(&mut index, request, |index, page_number| {
            let mut change = |id: String, name: &str, penalties: u64| {
                let mut entity = entity(&id, name);
                entity.penalty_count = penalties;
                index.put(entity);
                changed.push(id);
            };
            // One that was shown moves to the end, one that was not moves to the front, one is new.
            change(
                format!("e{:03}", page_number * 7),
                &format!("很长的名称云帆{page_number}科技有限公司"),
                0,
            );
            change(format!("e{:03}", 119 - page_number), "云帆", 9);
            change(format!("new{page_number}"), "云帆7科技", 0);
            // One is put again as it is, and counts as unchanged.
            let number = 60 + page_number;
            index.put(entity(&format!("e{number:03}"), &format!("云帆{}科技", number % 7)));
            index.commit();
        });
        assert!(seen.values().all(|&count| count == 1), "{text:?}: {seen:?}");
        for number in 0..120 {
            let id = format!("e{number:03}");
            assert!(seen.contains_key(&id) || changed.contains(&id), "{text:?} lost {id}");
        }
    }
}

#[test]
fn merges_and_purges_between_pages_change_nothing() {
    let mut index = many(120);
    let request = SearchRequest { limit: 10, ..entities("云帆") };
    let seen = page_through(&mut index, request, |index, page_number| {
        index.writer.remove(&format!("gone{page_number}")).unwrap();
        index.commit();
        index.writer.purge(search_index::PurgeScope::All).unwrap();
        index.reader.reload().unwrap();
    });
    assert_eq!(seen.len(), 120);
    assert!(seen.values().all(|&count| count == 1));
}

#[test]
fn later_pages_go_as_far_as_the_first_one_did() {
    let mut index = TestIndex::with_names(&["云帆科技一店", "云帆网络科技", "云帆信息科技", "云帆电子科技"]);
    let request = SearchRequest { limit: 2, ..entities("云帆科技") };
    let seen = page_through(&mut index, request, |index, page_number| {
        for number in 0..12 {
            index.put(entity(&format!("new{page_number}{number}"), "云帆科技新店"));
        }
        index.commit();
    });
    for id in ["e0", "e1", "e2", "e3"] {
        assert_eq!(seen.get(id), Some(&1), "{id}");
    }
}

#[test]
fn a_cursor_of_another_search_or_garbage_is_refused() {
    let index = many(30);
    let request = SearchRequest { limit: 5, ..entities("云帆") };
    let cursor = index.search(&request).next;
    assert!(cursor.is_some());
    let other = SearchRequest { cursor, ..entities("科技") };
    assert!(matches!(index.reader.search(&other), Err(IndexError::BadCursor)));
    let garbage = SearchRequest { cursor: Some("garbage".to_owned()), ..request };
    assert!(matches!(index.reader.search(&garbage), Err(IndexError::BadCursor)));
}
