//! The mark 异议处理中 on the record.

use tests::records::COMPANY;
use tests::{Answer, Licence, TestApp};

use super::{Form, step, with_entry, with_penalty};
use crate::world::{TODAY, encoded, furnished, offer_bulk_files, search};

#[tokio::test]
async fn trap_25_an_objection_does_not_unpublish_but_marks_the_record_until_the_close() {
    let app = furnished(TODAY).await;
    let (desk, penalty) = with_penalty(&app).await;
    app.import(&[Licence::new("云示监许〔2026〕1号")]).await;
    desk.approve_all().await;
    let licence = app.decision("云示监许〔2026〕1号").await.public_id;
    let entry = with_entry(&app).await;
    let entity = format!("/entities/{}", app.entity_id(COMPANY).await);
    for (place, record) in [("decisions", &penalty), ("decisions", &licence), ("entries", &entry)] {
        let (page, json) = (format!("/{place}/{record}"), format!("/api/v1/{place}/{record}"));
        let mark = async || {
            let json = app.get(&json).await.json();
            let mark = if place == "entries" { &json } else { &json["summary"] };
            let words = (app.get(&page).await, app.get(&entity).await);
            assert_eq!((words.0.status, words.1.status), (200, 200), "{page}");
            (
                words.0.words("main .badges").contains("异议处理中"),
                words.1.words("main .badge").contains("异议处理中"),
                mark["objection"]["since"].as_str().map(str::to_owned),
            )
        };
        let unmarked = (false, false, None);
        let receipt = Form::open(&app, record).await.receipt(&app).await;
        assert_eq!(mark().await, unmarked, "{page}: received, not accepted");
        let (before, etag) = (app.ledger_number().await, app.get(&page).await.header("etag").to_owned());
        let id = receipt.id(&app).await;
        step(desk, &id, "accept", &[]).await;
        assert_eq!(mark().await, (true, true, Some(TODAY.to_owned())), "{page}");
        assert_eq!(app.ledger_number().await, before + 1, "{page}");
        assert_ne!(app.get(&page).await.header("etag"), etag, "{page}");
        app.turn().await;
        let changes = app.get(&format!("/api/v1/changes?since={before}")).await.text;
        assert!(changes.contains(record.as_str()) && changes.contains("corrected"), "{changes}");
        step(desk, &id, "close", &[("outcome", "upheld"), ("close", "与决定书一致。")]).await;
        assert_eq!((mark().await, app.ledger_number().await), (unmarked, before + 2), "{page}");
    }
}

#[tokio::test]
async fn two_objections_to_one_record_keep_the_mark_until_both_are_closed() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let receipt = Form::open(&app, &record).await.receipt(&app).await;
        let id = receipt.id(&app).await;
        step(desk, &id, "accept", &[]).await;
        ids.push(id);
    }
    let path = format!("/decisions/{record}");
    for (id, stays) in ids.iter().zip([true, false]) {
        step(desk, id, "close", &[("outcome", "corrected"), ("close", "已更正。")]).await;
        assert_eq!(app.get(&path).await.words(".badges").contains("异议处理中"), stays);
    }
}

/// The day of the mark wherever a record is told of beside its own page; `set` is its bulk file.
async fn told(app: &TestApp, set: &str) -> Vec<(&'static str, Option<String>)> {
    let is_decision = set == "penalties";
    let (kind, table) = if is_decision {
        ("decision", "/search.csv?q=云示监罚&type=decision".to_owned())
    } else {
        ("entity", format!("/lists/{set}.csv"))
    };
    let text = if is_decision { "云示监罚" } else { COMPANY };
    let page = app.get(&encoded(&format!("/search?q={text}&type={kind}"))).await;
    let hit = search(app, &format!("q={text}&type={kind}")).await.json()["hits"][0].clone();
    let hit = if is_decision { &hit } else { &hit["lists"][0] };
    offer_bulk_files(app).await;
    let line = bulk_file(app, &format!("{set}.jsonl")).await.json();
    let day = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    vec![
        ("page", page.words(".results .badge").contains("异议处理中").then(|| TODAY.to_owned())),
        ("search", hit["objection"]["since"].as_str().and_then(day)),
        ("table", day(&cell(&app.get(&encoded(&table)).await.text))),
        ("bulk table", day(&cell(&bulk_file(app, &format!("{set}.csv")).await.text))),
        ("bulk lines", line["objection_since"].as_str().and_then(day)),
    ]
}

/// A file of the release on offer.
async fn bulk_file(app: &TestApp, name: &str) -> Answer {
    let place = app.get(&format!("/open-data/{name}")).await;
    app.get(place.header("location")).await
}

/// The mark's cell in the only row of a table.
fn cell(table: &str) -> String {
    let mut reader = csv::Reader::from_reader(table.trim_start_matches('\u{feff}').as_bytes());
    let place = reader.headers().unwrap().iter().position(|heading| heading == "异议处理中").unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1, "{table}");
    rows[0][place].to_owned()
}

#[tokio::test]
async fn the_mark_stands_in_search_hits_lists_and_bulk_files_until_the_close() {
    let app = furnished(TODAY).await;
    let (desk, penalty) = with_penalty(&app).await;
    let entry = with_entry(&app).await;
    for (set, record) in [("penalties", &penalty), ("abnormal-operation", &entry)] {
        let receipt = Form::open(&app, record).await.receipt(&app).await;
        let id = receipt.id(&app).await;
        let unmarked: Vec<_> = told(&app, set).await;
        assert!(unmarked.iter().all(|(_, since)| since.is_none()), "received only: {unmarked:?}");
        step(desk, &id, "accept", &[]).await;
        app.turn().await;
        let marked = told(&app, set).await;
        assert!(marked.iter().all(|(_, since)| since.as_deref() == Some(TODAY)), "{marked:?}");
        step(desk, &id, "close", &[("outcome", "upheld"), ("close", "与决定书一致。")]).await;
        app.turn().await;
        assert_eq!(told(&app, set).await, unmarked, "{set}");
    }
}
