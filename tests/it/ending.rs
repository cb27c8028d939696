//! How a record leaves public view, and that it really does.

use domain::publication::Publication;
use server::record::end;
use tests::records::COMPANY;
use tests::{Answer, Entity, Licence, Penalty, TestApp};

use crate::world::{TODAY, everything_public, furnished, search};

const NUMBER: &str = "云示监罚〔2026〕1号";
/// Stands in the record's texts and nowhere else. Any four of its Latin letters hold one that identifiers never have: the
/// compressed store of the index breaks up what it has seen before, and the bytes would not be found there.
const CANARY: &str = "金丝雀uqoziulxk";

fn penalty() -> Penalty {
    Penalty::new(NUMBER)
        .with("CF_SY", format!("当事人{CANARY}未按规定建立台账"))
        .with("CF_WFXW", format!("违反了{CANARY}"))
}

async fn published() -> (TestApp, String) {
    let app = furnished(TODAY).await;
    app.import(&[penalty(), Penalty::new("云示监罚〔2026〕2号")]).await;
    let id = app.decision(NUMBER).await.public_id;
    assert_eq!(app.get(&format!("/decisions/{id}")).await.status, 200);
    assert_eq!(search(&app, &format!("q={CANARY}&type=decision")).await.names(), [NUMBER]);
    (app, id)
}

/// An answer without what names the address and the moment.
fn body(answer: &Answer, id: &str) -> (u16, String) {
    (answer.status, answer.text.replace(id, "ID"))
}

/// Every address of the record answers exactly as one that never was.
async fn assert_as_if_it_never_was(app: &TestApp, id: &str) {
    let never = "0123456789abcdefghjk";
    for prefix in ["/decisions/", "/api/v1/decisions/"] {
        let gone = app.get(&format!("{prefix}{id}")).await;
        let none = app.get(&format!("{prefix}{never}")).await;
        assert_eq!(body(&gone, id), body(&none, never), "{prefix}");
        assert_eq!(gone.status, 404);
        let names = |answer: &Answer| {
            let mut headers: Vec<String> =
                answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
            headers.retain(|header| !header.starts_with("x-request-id"));
            headers.sort();
            headers
        };
        assert_eq!(names(&gone), names(&none), "{prefix}");
    }
}

async fn assert_no_canary(app: &TestApp) {
    let public = everything_public(app, &[CANARY, "uqoziulxk", COMPANY, "云示监罚"]).await;
    assert!(!public.contains(CANARY) && !public.contains("uqoziulxk"), "{public}");
    let in_index: Vec<String> =
        app.files_with("uqoziulxk").await.into_iter().filter(|file| file.contains("/index/")).collect();
    assert!(in_index.is_empty(), "{in_index:?}");
}

#[tokio::test]
async fn the_canary_is_in_the_index_while_the_record_is_public() {
    let (app, _) = published().await;
    assert!(
        app.files_with("uqoziulxk").await.iter().any(|file| file.contains("/index/")),
        "else the other stories prove nothing"
    );
}

#[tokio::test]
async fn trap_17_a_withdrawal_leaves_a_tombstone_with_the_reason_and_nothing_of_the_content() {
    let (app, id) = published().await;
    app.travel_to("2026-11-25");
    let counts = app.import(&[penalty().ending("撤回")]).await.counts();
    assert_eq!(counts.accepted, 1);
    let page = app.get(&format!("/decisions/{id}")).await;
    assert_eq!(page.status, 410);
    assert!(page.words("main").contains("复议机关决定撤销"), "{}", page.words("main"));
    let json = app.get(&format!("/api/v1/decisions/{id}")).await;
    assert_eq!((json.status, json.json()["reason"].as_str()), (410, Some("复议机关决定撤销")));
    assert_eq!(json.json()["withdrawn_on"], "2026-11-25");
    assert!(!page.text.contains(COMPANY), "the parties are content too");
    assert_no_canary(&app).await;
    assert!(
        search(&app, &format!("q={NUMBER}&type=decision")).await.names().iter().all(|name| name != NUMBER)
    );
    let entity = app.entity_id(COMPANY).await;
    assert!(!app.get(&format!("/entities/{entity}")).await.text.contains(NUMBER));
    assert_eq!(app.get(&format!("/api/v1/entities/{entity}")).await.json()["penalty_count"], 1);
}

#[tokio::test]
async fn trap_17_repair_deletion_and_mistake_leave_no_trace() {
    for kind in ["修复", "删除", "更正错误"] {
        let (app, id) = published().await;
        assert_eq!(app.import(&[penalty().ending(kind)]).await.counts().accepted, 1, "{kind}");
        assert_as_if_it_never_was(&app, &id).await;
        assert_no_canary(&app).await;
    }
}

#[tokio::test]
async fn trap_17_publicity_ends_at_midnight_in_beijing_also_when_no_job_ran() {
    let (app, id) = published().await;
    assert_eq!(app.decision(NUMBER).await.public_until.unwrap().to_string(), "2027-11-20");
    app.travel_to_moment("2027-11-20 23:59:59");
    assert_eq!(app.get(&format!("/decisions/{id}")).await.status, 200);
    app.travel_to_moment("2027-11-21 00:00:00");
    assert_as_if_it_never_was(&app, &id).await;
    let words = &[CANARY, COMPANY, "云示监罚"];
    assert!(!everything_public(&app, words).await.contains(CANARY), "before any job ran");
    assert_eq!(app.decision(NUMBER).await.state, Publication::Published, "no job ran");

    app.turn().await;
    assert_eq!(app.decision(NUMBER).await.state, Publication::Ended);
    assert_as_if_it_never_was(&app, &id).await;
    assert_no_canary(&app).await;
}

#[tokio::test]
async fn expiry_is_right_after_a_week_of_downtime() {
    let (app, id) = published().await;
    let backup = app.back_up().await;
    app.travel_to("2027-11-28");
    let later = app.restore(backup).await;
    assert_eq!(later.get("/readyz").await.status, 503);
    assert_eq!(later.get(&format!("/decisions/{id}")).await.status, 503);
    later.turn().await;
    assert_eq!(later.get("/readyz").await.status, 200);
    assert_as_if_it_never_was(&later, &id).await;
    assert_no_canary(&later).await;
}

#[tokio::test]
async fn an_erasure_journal_is_replayed_on_an_older_copy_of_the_data_base_before_the_server_is_ready() {
    let (app, id) = published().await;
    let other = app.decision("云示监罚〔2026〕2号").await.public_id;
    let backup = app.back_up().await;
    app.import(&[penalty().ending("修复"), Penalty::new("云示监罚〔2026〕2号").ending("撤回")]).await;

    let restored = app.restore(backup).await;
    assert_eq!(restored.decision(NUMBER).await.state, Publication::Published, "the copy is older");
    for path in [format!("/decisions/{id}"), format!("/api/v1/decisions/{id}"), "/".to_owned()] {
        assert_eq!(restored.get(&path).await.status, 503, "{path}");
    }
    assert_eq!(restored.get("/readyz").await.status, 503);
    assert_eq!(restored.get("/healthz").await.status, 200);
    restored.turn().await;
    assert_eq!(restored.get("/readyz").await.status, 200);
    assert_as_if_it_never_was(&restored, &id).await;
    assert_eq!(restored.get(&format!("/decisions/{other}")).await.status, 410);
    assert_no_canary(&restored).await;
    let (number, lines) = (restored.ledger_number().await, restored.decisions(NUMBER).await.len());
    restored.turn().await;
    assert_eq!((restored.ledger_number().await, restored.decisions(NUMBER).await.len()), (number, lines));
}

#[tokio::test]
async fn an_emergency_withdrawal_takes_a_record_out_of_everything() {
    let (app, id) = published().await;
    let core = app.core();
    let now = core.clock.now();
    assert!(end::withdraw(&core.db, &core.journal, &id, "误公开他人信息", now).await.unwrap());
    assert_eq!(app.get(&format!("/decisions/{id}")).await.status, 410, "before the index follows");
    app.turn().await;
    assert_no_canary(&app).await;
    assert!(!end::withdraw(&core.db, &core.journal, "0123456789abcdefghjk", "无", now).await.unwrap());
    let number = app.ledger_number().await;
    assert!(end::withdraw(&core.db, &core.journal, &id, "误公开他人信息", now).await.unwrap());
    assert_eq!(app.ledger_number().await, number, "once is enough");
}

#[tokio::test]
async fn a_record_that_ended_does_not_come_back_by_importing_it_again() {
    for (kind, status) in [("修复", 404), ("撤回", 410)] {
        let (app, id) = published().await;
        app.import(&[penalty().ending(kind)]).await;
        let number = app.ledger_number().await;
        assert_eq!(app.import(&[penalty()]).await.counts().duplicate, 1, "{kind}");
        assert_eq!(
            app.import(&[penalty().with("CF_NR", "罚款人民币2000元整")]).await.counts().duplicate,
            1,
            "{kind}"
        );
        assert_eq!(app.get(&format!("/decisions/{id}")).await.status, status);
        assert_eq!(app.ledger_number().await, number, "{kind}");
        assert_eq!(app.decisions(NUMBER).await.len(), 1, "{kind}");
        assert_no_canary(&app).await;
    }
    let (app, _) = published().await;
    app.travel_to("2027-11-21");
    app.turn().await;
    assert_eq!(app.import(&[penalty()]).await.counts().duplicate, 1);
    assert_eq!(app.decisions(NUMBER).await.len(), 1);
    assert_no_canary(&app).await;
}

#[tokio::test]
async fn a_further_party_of_a_document_that_ended_does_not_bring_it_back() {
    let (app, id) = published().await;
    app.import(&[penalty().ending("修复")]).await;
    let second = Entity::new("秦岭示例松岚商贸有限公司", 2);
    app.import(std::slice::from_ref(&second)).await;
    app.import(&[penalty().party(&second)]).await;
    assert_as_if_it_never_was(&app, &id).await;
    let own = app.get(&format!("/api/v1/entities/{}", app.entity_id(COMPANY).await)).await.json();
    assert_eq!(own["penalty_count"], 1);
}

#[tokio::test]
async fn an_ending_of_one_party_leaves_the_other_documents_alone() {
    let (app, id) = published().await;
    let stranger = penalty().ending("修复").with("相对人代码", tests::records::code("91", 99));
    let imported = app.import(&[stranger]).await;
    assert_eq!((imported.counts().quarantined, imported.codes()), (1, vec!["decision-not-found"]));
    assert_eq!(app.get(&format!("/decisions/{id}")).await.status, 200);
    let named = penalty().ending("修复").with("相对人代码", tests::records::code("91", 1));
    assert_eq!(app.import(&[named]).await.counts().accepted, 1);
    assert_as_if_it_never_was(&app, &id).await;
    assert_eq!(app.get(&app.decision_path("云示监罚〔2026〕2号").await).await.status, 200);
}

#[tokio::test]
async fn a_withdrawal_without_a_reason_is_refused() {
    let (app, id) = published().await;
    let imported = app.import(&[penalty().ending("撤回").with("公开原因", "")]).await;
    assert_eq!((imported.counts().quarantined, imported.codes()), (1, vec!["reason-missing"]));
    assert_eq!(app.get(&format!("/decisions/{id}")).await.status, 200);
}

#[tokio::test]
async fn what_was_never_public_leaves_no_tombstone() {
    let app = furnished(TODAY).await;
    let secret = penalty().with("CX_SHYX", "无");
    app.import(std::slice::from_ref(&secret)).await;
    let id = app.decision(NUMBER).await.public_id;
    app.import(&[secret.ending("撤回")]).await;
    assert_as_if_it_never_was(&app, &id).await;
}

#[tokio::test]
async fn a_repaired_withdrawal_loses_its_tombstone_too() {
    let (app, id) = published().await;
    app.import(&[penalty().ending("撤回")]).await;
    app.import(&[penalty().ending("删除")]).await;
    assert_as_if_it_never_was(&app, &id).await;
}

#[tokio::test]
async fn a_licence_has_no_end_of_publicity() {
    let app = furnished(TODAY).await;
    app.import(&[Licence::new("云示监许〔2026〕1号")]).await;
    let path = app.decision_path("云示监许〔2026〕1号").await;
    app.travel_to("2032-01-05");
    app.turn().await;
    let page = app.get(&path).await;
    assert_eq!(page.status, 200);
    assert!(page.words("main").contains("已过期"), "{}", page.words("main"));
}

#[tokio::test]
async fn trap_27_every_place_follows_a_removal_at_once() {
    let (app, id) = published().await;
    let tag = app.get(&format!("/decisions/{id}")).await.header("etag").to_owned();
    let home = app.get("/").await.header("etag").to_owned();
    app.import(&[penalty().ending("修复")]).await;
    assert_eq!(app.get_with(&format!("/decisions/{id}"), &[("if-none-match", &tag)]).await.status, 404);
    assert_eq!(app.get_with("/", &[("if-none-match", &home)]).await.status, 200);
    let agency = app.authority_id(tests::records::AUTHORITY).await;
    let rows = app.get(&format!("/agencies/{agency}/rows.csv?month=2026-11")).await.text;
    assert!(!rows.contains(NUMBER) && !rows.contains(&id), "{rows}");
    assert!(!app.get("/").await.text.contains(NUMBER));
    assert!(!app.get(&format!("/agencies/{agency}")).await.text.contains(NUMBER));
}

#[tokio::test]
async fn trap_12_a_repair_of_one_party_leaves_the_others_public() {
    let app = furnished(TODAY).await;
    let second = Entity::new("秦岭示例松岚商贸有限公司", 2);
    app.import(std::slice::from_ref(&second)).await;
    app.import(&[penalty(), penalty().party(&second)]).await;
    app.import(&[penalty().ending("修复").with("相对人代码", tests::records::code("91", 1))]).await;
    for (name, count) in [(COMPANY, 0), (second.name(), 1)] {
        let id = app.entity_id(name).await;
        let profile = app.get(&format!("/api/v1/entities/{id}")).await.json();
        assert_eq!(profile["penalty_count"], count, "{name}");
    }
}
