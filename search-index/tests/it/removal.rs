//! Records that ended: found by nothing at once, on disk nowhere after a purge.

use std::path::Path;

use domain::search::Counting;
use search_index::{Document, IndexError, PurgeScope};

use crate::harness::*;

/// Rare characters that no other record has.
const CANARY: &str = "龘靐齉爩麤灪龗";

fn canary() -> Document {
    let mut decision = decision("canary-id", &format!("{CANARY}罚〔2024〕77号"), CANARY);
    decision.parties = vec![format!("{CANARY}有限公司")];
    decision.texts = vec![format!("内容{CANARY}内容")];
    decision.authority = (Some("canary-agency".to_owned()), format!("{CANARY}局"));
    Document::Decision(decision)
}

fn index_with_canary() -> TestIndex {
    let mut index = TestIndex::new();
    index.writer.put(&canary()).unwrap();
    for (number, name) in generated_names(50).iter().enumerate() {
        index.put(entity(&format!("e{number}"), name));
    }
    index.commit();
    index
}

/// Where the canary still is.
fn traces(folder: &Path) -> Vec<String> {
    let is_canary =
        |text: &str| text.contains("canary") || CANARY.chars().any(|character| text.contains(character));
    traces_of(folder, is_canary, &["canary-id", CANARY])
}

fn assert_not_found(index: &TestIndex) {
    for text in [CANARY, "龘", "龘靐罚〔2024〕77号", ""] {
        let request = domain::search::SearchRequest { counting: Counting::Exact, ..decisions(text) };
        let page = index.search(&request);
        assert_eq!((page.total, page.hits.len(), page.facets.len()), (0, 0, 0), "{text}");
        assert!(index.reader.suggest(text, 10, today()).unwrap().is_empty(), "{text}");
    }
}

#[test]
fn trap_27_a_removed_record_is_found_by_nothing_and_after_a_purge_is_nowhere_on_disk() {
    let mut index = index_with_canary();
    assert_eq!(index.decision_ids(CANARY), ["canary-id"]);
    let before = traces(index.folder.path());
    for place in ["term of number", "term of content", "term of id", "column", "stored", "bytes"] {
        assert!(before.contains(&place.to_owned()), "the test would see {place}: {before:?}");
    }

    index.writer.remove("canary-id").unwrap();
    index.commit();
    assert_not_found(&index);
    assert!(!traces(index.folder.path()).is_empty(), "a removal alone leaves traces, so the purge is needed");

    let ledger_number = index.writer.cursor();
    index.writer.purge(PurgeScope::Ids(&["canary-id".to_owned()])).unwrap();
    assert_eq!(traces(index.folder.path()), Vec::<String>::new());
    assert_eq!(index.writer.cursor(), ledger_number);
    index.reader.reload().unwrap();
    assert_not_found(&index);
    assert_eq!((index.reader.ledger_number(), index.reader.document_count()), (ledger_number, 50));
}

#[test]
fn a_purge_keeps_the_cursor_and_the_writer_goes_on() {
    let mut index = index_with_canary();
    index.writer.remove("canary-id").unwrap();
    index.commit();
    index.writer.purge(PurgeScope::All).unwrap();
    index.put(entity("later", "星河后来贸易有限公司"));
    index.commit();
    assert_eq!(index.names("星河后来").len(), 1);
    let folder = index.close();
    let writer = search_index::IndexWriter::open(folder.path(), MEMORY).unwrap();
    assert_eq!(writer.cursor(), 3);
    assert_eq!(traces(folder.path()), Vec::<String>::new());
}

#[test]
fn a_purge_right_after_a_restart_finds_what_was_removed_before() {
    let mut index = index_with_canary();
    index.writer.remove("canary-id").unwrap();
    index.commit();
    let folder = index.close();
    let mut writer = search_index::IndexWriter::open(folder.path(), MEMORY).unwrap();
    writer.purge(PurgeScope::Ids(&["other".to_owned()])).unwrap();
    assert!(!traces(folder.path()).is_empty());
    writer.purge(PurgeScope::Ids(&["canary-id".to_owned()])).unwrap();
    assert_eq!(traces(folder.path()), Vec::<String>::new());
    assert_eq!(writer.cursor(), 2);
}

#[test]
fn a_purge_of_the_only_record_leaves_an_empty_index_that_works() {
    let mut index = TestIndex::new();
    index.writer.put(&canary()).unwrap();
    index.commit();
    index.writer.remove("canary-id").unwrap();
    index.commit();
    index.writer.purge(PurgeScope::All).unwrap();
    assert_eq!(traces(index.folder.path()), Vec::<String>::new());
    index.reader.reload().unwrap();
    assert_eq!((index.reader.document_count(), index.reader.ledger_number()), (0, 2));
}

#[test]
fn a_purge_refuses_while_documents_wait_for_a_commit() {
    let mut index = index_with_canary();
    index.writer.remove("canary-id").unwrap();
    assert!(matches!(index.writer.purge(PurgeScope::All), Err(IndexError::Uncommitted)));
}

#[test]
fn a_document_can_be_removed_and_put_again_in_one_commit() {
    let mut index = TestIndex::with_names(&["秦岭云帆科技有限公司"]);
    index.writer.remove("e0").unwrap();
    index.put(entity("e0", "秦岭云帆科技有限公司"));
    index.commit();
    assert_eq!(index.names("云帆").len(), 1);
    index.put(entity("e0", "星河贸易有限公司"));
    index.writer.remove("e0").unwrap();
    index.commit();
    assert!(index.names("星河").is_empty() && index.names("云帆").is_empty());
}

#[test]
fn a_document_put_twice_is_there_once_as_it_was_put_last() {
    let mut index = TestIndex::with_names(&["秦岭云帆科技有限公司"]);
    index.put(entity("e0", "星河贸易有限公司"));
    index.put(entity("e0", "瑞丰商贸有限公司"));
    index.commit();
    assert_eq!(index.search(&entities("")).total, 1);
    assert_eq!(index.names("瑞丰").len(), 1);
    assert_eq!(index.reader.document_count(), 1);
}

#[test]
fn an_id_with_punctuation_is_removed_whole_and_alone() {
    let mut index = TestIndex::with_entities([entity("a-b c", "云帆一店"), entity("a", "云帆二店")]);
    index.writer.remove("a").unwrap();
    index.commit();
    assert_eq!(index.names("云帆"), ["云帆一店"]);
}
