//! When a server may say that it is ready: never before the index that it shows is free of all that had to go.

use std::path::Path;

use search_index::IndexWriter;
use server::followers::index::IndexFollower;
use tests::{Penalty, TestApp};

use crate::world::{TODAY, furnished};

const EXPIRING: &str = "云示罚字〔2023〕1号";
const WITHDRAWN: &str = "云示罚字〔2026〕2号";
/// The first day on which [`EXPIRING`] is not public any more.
const AFTER: &str = "2026-11-26";

async fn readyz(app: &TestApp) -> u16 {
    app.get("/readyz").await.status
}

/// A server on a back-up that holds two decisions, and the server from which that was taken. One has expired since,
/// the other was withdrawn. Neither data base nor index of the first know of it yet.
async fn started_with_endings_due() -> (TestApp, TestApp) {
    let app = furnished(TODAY).await;
    let withdrawn = Penalty::new(WITHDRAWN);
    app.import(&[Penalty::new(EXPIRING).decided_on("2023-11-25"), withdrawn.clone()]).await;
    let backup = app.back_up().await;
    app.import(&[withdrawn.ending("撤回")]).await;
    app.travel_to(AFTER);
    let restored = app.restore(backup).await;
    (restored, app)
}

async fn found(app: &TestApp, number: &str) -> usize {
    crate::world::search(app, &format!("type=decision&q={number}")).await.hits().len()
}

#[tokio::test]
async fn an_index_that_another_process_writes_makes_a_server_ready_at_the_last_ending_and_not_before() {
    let (app, _keeps_the_journal) = started_with_endings_due().await;
    let before = app.ledger_number().await;
    let root = app.core().index_folder.clone();
    let folder = root.current().unwrap();
    let lock = root.claim_writing().unwrap().expect("nobody writes yet");
    let commit = |number: i64| {
        let mut writer = IndexWriter::open(&folder, 20_000_000).unwrap();
        writer.commit(number.try_into().unwrap()).unwrap();
    };
    commit(before);
    app.turn().await;
    let due = app.ledger_number().await;
    assert!(due >= before + 2, "an expiry and a withdrawal");
    assert_eq!(readyz(&app).await, 503, "the index stands before the endings");
    assert_eq!(app.get(&app.decision_path(WITHDRAWN).await).await.status, 410, "the store does not");
    commit(before + 1);
    app.turn().await;
    assert_eq!(readyz(&app).await, 503, "one ending is missing");

    // The commit takes the records out of sight; the files that held them are rewritten after it.
    std::fs::write(folder.join("purge-pending"), "").unwrap();
    commit(due);
    app.turn().await;
    assert_eq!(readyz(&app).await, 503, "what ended may still stand in files");
    std::fs::remove_file(folder.join("purge-pending")).unwrap();
    app.turn().await;
    assert_eq!(readyz(&app).await, 200);
    drop(lock);
}

#[tokio::test]
async fn an_index_of_another_ledger_makes_no_server_ready_and_is_built_anew() {
    let (app, _keeps_the_journal) = started_with_endings_due().await;
    let root = app.core().index_folder.clone();
    let folder = root.current().unwrap();
    let lock = root.claim_writing().unwrap().expect("nobody writes yet");
    // As if the data base had been put back to an older state under its index.
    let mut writer = IndexWriter::open(&folder, 20_000_000).unwrap();
    writer.commit(1_000).unwrap();
    drop(writer);
    app.turn().await;
    assert_eq!(readyz(&app).await, 503, "the index knows more than the ledger");
    drop(lock);
    app.turn().await;
    assert_eq!(readyz(&app).await, 200);
    assert_ne!(root.current().unwrap(), folder, "it is built anew");
    assert_eq!((found(&app, EXPIRING).await, found(&app, WITHDRAWN).await), (0, 0));
    app.import(&[Penalty::new("云示罚字〔2026〕3号")]).await;
    assert_eq!(found(&app, "云示罚字〔2026〕3号").await, 1, "and follows again");
}

#[tokio::test]
async fn a_build_that_knows_less_than_what_was_shown_waits_for_its_turn() {
    let app = furnished(TODAY).await;
    app.import(&[Penalty::new(WITHDRAWN)]).await;
    let backup = app.back_up().await;
    let app = app.restore(backup).await;
    let root = app.core().index_folder.clone();
    let lock = root.claim_writing().unwrap().expect("nobody writes yet");
    let follow = async |folder: &Path| {
        let mut follower = IndexFollower::at(app.core().db.clone(), folder).unwrap();
        follower.step(TODAY.parse().unwrap()).await.unwrap();
    };
    let current = root.current().unwrap();
    follow(&current).await;
    // Another process builds the index anew; when it has read the ledger, the decision is withdrawn.
    let anew = root.new_build().unwrap();
    follow(&anew).await;
    app.turn().await;
    assert_eq!(found(&app, WITHDRAWN).await, 1);
    app.import(&[Penalty::new(WITHDRAWN).ending("撤回")]).await;
    follow(&current).await;
    app.turn().await;
    assert_eq!(found(&app, WITHDRAWN).await, 0);

    root.swap_to(&anew).unwrap();
    app.turn().await;
    assert_eq!(found(&app, WITHDRAWN).await, 0, "what was withdrawn comes back");
    drop(lock);
    app.turn().await;
    assert_eq!(found(&app, WITHDRAWN).await, 0);
    assert_eq!(app.state().index_folder().unwrap(), anew, "it is shown once it has caught up");
}
