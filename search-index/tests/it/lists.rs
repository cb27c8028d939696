//! Lists of the catalogue: badges, facet, filter, their last days, and what is left of them on disk.

use domain::catalogue::Nature;
use domain::search::{Counting, EntityDocument, ListMembership, SearchPage, SearchRequest, SearchType};
use search_index::{Document, PurgeScope, Put};

use crate::harness::*;

/// A list's code that stands nowhere else.
const CANARY: &str = "quokka";

fn on_lists(id: &str, name: &str, lists: Vec<ListMembership>) -> EntityDocument {
    EntityDocument { lists, ..entity(id, name) }
}

fn adverse(code: &str, until: Option<&str>) -> ListMembership {
    on_list(code, Nature::AdverseList, until)
}

fn merits(code: &str) -> ListMembership {
    on_list(code, Nature::PositiveList, None)
}

/// On `tax` until different days or without end, on `merit`, on nothing.
fn index() -> TestIndex {
    TestIndex::with_entities([
        on_lists("e1", "云帆甲公司", vec![merits("merit"), adverse("tax", Some("2024-09-11"))]),
        on_lists("e2", "云帆乙公司", vec![adverse("tax", Some("2024-09-20"))]),
        on_lists("e3", "云帆丙公司", vec![adverse("tax", None), adverse("tax-other", None)]),
        entity("e4", "云帆丁公司"),
    ])
}

fn list(code: &str, text: &str) -> SearchRequest {
    SearchRequest { list: Some(code.to_owned()), ..entities(text) }
}

fn ids(page: &SearchPage) -> Vec<&str> {
    let mut ids: Vec<&str> = page.hits.iter().map(|hit| hit.id.as_str()).collect();
    ids.sort_unstable();
    ids
}

fn facet(page: &SearchPage) -> Vec<(&str, &str, u64, bool)> {
    let values = page.facets.iter().filter(|facet| facet.name == "list").flat_map(|facet| &facet.values);
    values.map(|value| (value.value.as_str(), value.label.as_str(), value.count, value.is_exact)).collect()
}

#[test]
fn an_entity_carries_its_lists_and_those_against_it_come_first() {
    let index = index();
    let hits = index.hits("云帆甲");
    let badges: Vec<(&str, &str, Nature)> =
        hits[0].lists.iter().map(|list| (list.code.as_str(), list.label.as_str(), list.nature)).collect();
    assert_eq!(
        badges,
        [("tax", "名单tax", Nature::AdverseList), ("merit", "名单merit", Nature::PositiveList)]
    );
    assert!(index.hits("云帆丁")[0].lists.is_empty());
}

#[test]
fn the_facet_of_lists_counts_and_each_of_its_values_narrows_to_as_many() {
    let index = index();
    for text in ["", "云帆"] {
        let page = index.search(&entities(text));
        let expected = [
            ("tax", "名单tax", 3, true),
            ("merit", "名单merit", 1, true),
            ("tax-other", "名单tax-other", 1, true),
        ];
        assert_eq!(facet(&page), expected, "{text}");
        for (code, _, count, _) in expected {
            assert_eq!(index.search(&list(code, text)).total, count, "{code}");
        }
    }
    assert_eq!(ids(&index.search(&list("tax-other", "云帆"))), ["e3"]);
    for unknown in ["ta", "tax:", "tax:0", "名单tax", "*", "\u{10ffff}"] {
        assert_eq!(index.search(&list(unknown, "")).total, 0, "{unknown}");
    }
    assert_eq!(index.search(&list("", "")).total, 4);
}

#[test]
fn a_place_on_a_list_ends_with_its_last_day_before_anybody_writes_it_anew() {
    let index = index();
    for (today, on_tax) in [
        ("2024-09-11", vec!["e1", "e2", "e3"]),
        ("2024-09-12", vec!["e2", "e3"]),
        ("2024-09-21", vec!["e3"]),
        ("2099-01-01", vec!["e3"]),
    ] {
        let page = index.search(&SearchRequest { today: day(today), ..list("tax", "") });
        assert_eq!(ids(&page), on_tax, "{today}");
        let all = index.search(&SearchRequest { today: day(today), ..entities("云帆") });
        assert_eq!(all.total, 4, "the entities stay");
        let count = facet(&all).iter().find(|value| value.0 == "tax").map(|value| value.2);
        assert_eq!(count, u64::try_from(on_tax.len()).ok(), "{today}");
        let badged = all.hits.iter().filter(|hit| hit.lists.iter().any(|list| list.code == "tax")).count();
        assert_eq!(badged, on_tax.len(), "{today}");
    }
}

#[test]
fn a_list_of_years_keeps_its_years_and_counts_an_entity_once() {
    let mut place = merits("tax-a");
    place.list.years = vec![2025, 2023];
    let index = TestIndex::with_entities([on_lists("e1", "云帆甲公司", vec![place])]);
    assert_eq!(index.hits("云帆")[0].lists[0].years, [2025, 2023]);
    assert_eq!(facet(&index.search(&entities(""))), [("tax-a", "名单tax-a（任一年度）", 1, true)]);
}

#[test]
fn a_list_is_no_filter_of_decisions() {
    let index = TestIndex::with_decisions([decision("d1", "云台市监罚〔2024〕12号", "未按规定公示")]);
    let request = SearchRequest { search_type: SearchType::Decision, ..list("tax", "") };
    assert_eq!(index.search(&request).total, 1);
}

#[test]
fn counts_of_lists_say_when_they_stopped_early() {
    let index = TestIndex::with_entities(
        (0..10_050).map(|n| on_lists(&format!("e{n:05}"), "云帆公司", vec![adverse("tax", None)])),
    );
    let capped = index.search(&entities(""));
    let exact = index.search(&SearchRequest { counting: Counting::Exact, ..entities("") });
    assert!(!facet(&capped)[0].3);
    assert_eq!(facet(&exact), [("tax", "名单tax", 10_050, true)]);
}

#[test]
fn a_cursor_belongs_to_the_list_that_it_was_given_for() {
    let index = index();
    let request = SearchRequest { limit: 1, ..list("tax", "") };
    let cursor = index.search(&request).next;
    let second = SearchRequest { cursor: cursor.clone(), ..request };
    assert_eq!(index.search(&second).hits.len(), 1);
    assert!(index.reader.search(&SearchRequest { list: None, ..second }).is_err());
}

/// Where the canary still is.
fn traces(index: &TestIndex) -> Vec<String> {
    traces_of(index.folder.path(), |text| text.contains(CANARY), &[CANARY])
}

#[test]
fn an_entity_that_left_a_list_is_off_it_at_once_and_off_the_disk_after_a_purge() {
    let mut index = TestIndex::new();
    let mut neighbours = generated_names(20).into_iter().enumerate();
    let mut put = |index: &mut TestIndex, name: &str, lists| {
        // A segment in which nothing else lives would go by itself.
        for (number, name) in neighbours.by_ref().take(4) {
            index.put(entity(&format!("e{number}"), &name));
        }
        let put = index.writer.put(&Document::Entity(on_lists("left", name, lists))).unwrap();
        index.commit();
        put
    };
    let listed = || vec![merits("merit"), adverse(CANARY, Some("2026-01-01"))];
    assert_eq!(put(&mut index, "星河贸易公司", listed()), Put::Written);
    assert_eq!(put(&mut index, "星河贸易公司", listed()), Put::Unchanged);
    // Renamed while on the list: an older copy of the document stands in another segment.
    assert_eq!(put(&mut index, "星河商贸公司", listed()), Put::Written);
    assert_eq!(index.search(&list(CANARY, "")).total, 1);

    assert_eq!(put(&mut index, "星河商贸公司", vec![merits("merit")]), Put::LeftList);
    let page = index.search(&entities("星河"));
    assert_eq!((facet(&page).len(), page.hits[0].lists.len()), (1, 1));
    assert_eq!(index.search(&list(CANARY, "")).total, 0);
    // Leaving alone leaves these, so the purge is needed.
    assert_eq!(traces(&index), ["bytes", "column", "stored", "term of filter"]);

    index.writer.purge(PurgeScope::Ids(&["left".to_owned()])).unwrap();
    assert_eq!(traces(&index), Vec::<String>::new());
    index.reader.reload().unwrap();
    assert_eq!(index.names("星河"), ["星河商贸公司"]);
    assert_eq!(put(&mut index, "星河商贸公司", vec![merits("merit")]), Put::Unchanged);
}

#[test]
fn joining_a_list_or_staying_longer_is_no_leaving() {
    let mut index =
        TestIndex::with_entities([on_lists("e1", "云帆甲公司", vec![adverse("tax", Some("2024-10-01"))])]);
    for lists in [
        vec![adverse("tax", Some("2025-10-01"))],
        vec![adverse("tax", None), merits("merit")],
        vec![merits("merit"), adverse("tax", None)],
    ] {
        let put = index.writer.put(&Document::Entity(on_lists("e1", "云帆甲公司", lists))).unwrap();
        assert_eq!(put, Put::Written);
        index.commit();
    }
}
