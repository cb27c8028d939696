//! The feed of changes: without a gap, and without a trace of what ended.

use std::collections::BTreeSet;

use serde_json::Value;
use tests::{Entity, Licence, Penalty, TestApp};

use crate::world::{TODAY, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";
const CANARY: &str = "金丝雀uqoziulxk";

fn penalty() -> Penalty {
    Penalty::new(NUMBER).with("CF_SY", format!("当事人{CANARY}未按规定建立台账"))
}

async fn feed(app: &TestApp, since: i64) -> Vec<Value> {
    let (mut items, mut since) = (Vec::new(), since);
    loop {
        let answer = app.get(&format!("/api/v1/changes?since={since}&limit=3")).await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        let page = answer.json();
        items.extend(page["items"].as_array().unwrap().clone());
        since = page["next"].as_i64().unwrap();
        if since == page["end"].as_i64().unwrap() {
            return items;
        }
    }
}

fn numbers(items: &[Value]) -> Vec<i64> {
    items.iter().map(|item| item["number"].as_i64().unwrap()).collect()
}

fn of<'a>(items: &'a [Value], id: &str) -> Vec<&'a Value> {
    items.iter().filter(|item| item["id"] == id).collect()
}

fn keys(item: &Value) -> Vec<&str> {
    item.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn the_feed_has_every_number_and_what_is_public_of_it() {
    let app = furnished(TODAY).await;
    app.import(&[penalty()]).await;
    app.import(&[Licence::new("云示监许〔2026〕1号")]).await;
    let items = feed(&app, 0).await;
    assert_eq!(numbers(&items), (1..=app.ledger_number().await).collect::<Vec<_>>());
    let kinds: BTreeSet<&str> = items.iter().map(|item| item["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, BTreeSet::from(["authority", "decision", "entity"]));
    let id = app.decision(NUMBER).await.public_id;
    let item = of(&items, &id)[0];
    assert_eq!((&item["action"], &item["version"]), (&Value::from("published"), &Value::from(1)));
    assert_eq!(item["record"], app.get(&format!("/api/v1/decisions/{id}")).await.json());
    assert!(!Value::from(items.clone()).to_string().contains("甄见山"), "no names of representatives");
    assert!(feed(&app, app.ledger_number().await).await.is_empty());
}

#[tokio::test]
async fn only_the_last_word_on_a_record_is_shown() {
    let app = furnished(TODAY).await;
    app.import(&[penalty()]).await;
    app.travel_to("2026-11-24");
    app.import(&[Penalty::new(NUMBER).with("CF_SY", "更正后的事实")]).await;
    let items = feed(&app, 0).await;
    let id = app.decision(NUMBER).await.public_id;
    let [before, after] = of(&items, &id)[..] else { panic!("{items:?}") };
    assert_eq!(keys(before), ["number", "action", "id"]);
    assert_eq!((&before["action"], &after["action"]), (&Value::from("gone"), &Value::from("corrected")));
    assert!(!Value::from(items.clone()).to_string().contains(CANARY));
}

#[tokio::test]
async fn trap_17_however_a_record_ended_its_rows_are_the_same_empty_ones() {
    let mut rows = BTreeSet::new();
    for kind in ["修复", "删除", "更正错误", "到期"] {
        let app = furnished(TODAY).await;
        app.import(&[penalty()]).await;
        let id = app.decision(NUMBER).await.public_id;
        if kind == "到期" {
            app.travel_to_moment("2027-11-21 00:00:00");
            let items = feed(&app, 0).await;
            assert_eq!(of(&items, &id)[0]["action"], "gone", "before any job ran");
            app.turn().await;
        } else {
            app.import(&[penalty().ending(kind)]).await;
        }
        let items = feed(&app, 0).await;
        let text = Value::from(items.clone()).to_string();
        for word in [CANARY, NUMBER, "\"decision\"", "ended"] {
            assert!(!text.contains(word), "{kind}: {word} in {text}");
        }
        let own = of(&items, &id);
        assert_eq!(own.len(), 2, "{kind}");
        rows.insert(Value::from(own.into_iter().cloned().collect::<Vec<_>>()).to_string().replace(&id, "ID"));
    }
    assert_eq!(rows.len(), 1, "they tell one end from another: {rows:?}");
}

#[tokio::test]
async fn trap_17_a_withdrawal_is_shown_with_its_reason_and_nothing_of_the_content() {
    let app = furnished(TODAY).await;
    app.import(&[penalty()]).await;
    let id = app.decision(NUMBER).await.public_id;
    app.import(&[penalty().ending("撤回")]).await;
    let items = feed(&app, 0).await;
    let [before, after] = of(&items, &id)[..] else { panic!("{items:?}") };
    assert_eq!(keys(before), ["number", "action", "id"]);
    assert_eq!(after["action"], "withdrawn");
    assert_eq!(after["record"]["reason"], "复议机关决定撤销");
    let text = Value::from(items.clone()).to_string();
    assert!(!text.contains(CANARY), "{text}");
}

#[tokio::test]
async fn what_is_not_public_is_no_row_at_all() {
    let app = furnished(TODAY).await;
    let before = app.ledger_number().await;
    app.import(&[
        Penalty::new("云示监罚〔2026〕7号").person("甄见山", &tests::records::resident_id("1980-01-01", 1))
    ])
    .await;
    app.import(&[Penalty::new("云示监罚〔2026〕8号").without("CF_JDRQ")]).await;
    assert_eq!(app.ledger_number().await, before);
    assert!(feed(&app, before).await.is_empty());
}

#[tokio::test]
async fn times_taken_over_are_a_row_of_the_platform_and_not_of_a_record() {
    let app = furnished(TODAY).await;
    let before = app.ledger_number().await;
    app.take_over(&[Entity::new("秦岭示例接收商贸有限公司", 44)]).await;
    let items = feed(&app, before).await;
    let system: Vec<&Value> = items.iter().filter(|item| item["action"] == "system").collect();
    assert!(!system.is_empty() && system.iter().all(|item| keys(item) == ["number", "action"]), "{items:?}");
}

#[tokio::test]
async fn the_feed_stays_without_a_gap_while_several_write() {
    let app = furnished(TODAY).await;
    let start = app.ledger_number().await;
    let rows = |letter: &str| -> Vec<Penalty> {
        (0..60).map(|number| Penalty::new(&format!("云示{letter}罚〔2026〕{number}号"))).collect()
    };
    let (first, second) = (rows("甲"), rows("乙"));
    let reading = async {
        let (mut seen, mut since) = (Vec::new(), start);
        while seen.len() < 120 {
            let page = app.get(&format!("/api/v1/changes?since={since}&limit=7&wait=5")).await.json();
            seen.extend(numbers(page["items"].as_array().unwrap()));
            since = page["next"].as_i64().unwrap();
        }
        seen
    };
    let (seen, ..) = tokio::join!(reading, app.import(&first), app.import(&second));
    assert_eq!(seen, (start + 1..=start + 120).collect::<Vec<_>>());
}

#[tokio::test]
async fn whoever_waits_is_answered_when_the_ledger_moves() {
    let app = furnished(TODAY).await;
    let end = app.ledger_number().await;
    let started = std::time::Instant::now();
    let path = format!("/api/v1/changes?since={end}&wait=30");
    let rows = [penalty()];
    let (answer, _) = tokio::join!(app.get(&path), app.import(&rows));
    assert_eq!(numbers(answer.json()["items"].as_array().unwrap()), [end + 1]);
    assert!(started.elapsed().as_secs() < 25, "it waited to the end");
    let ahead = app.get("/api/v1/changes?since=999999&wait=30").await.json();
    assert_eq!((ahead["next"].as_i64(), ahead["items"].as_array().unwrap().len()), (Some(end + 1), 0));
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    let app = TestApp::on(TODAY).await;
    for name in ["since", "limit", "wait"] {
        let answer = app.get(&format!("/api/v1/changes?{name}=-1")).await;
        assert_eq!((answer.status, answer.json()["code"].as_str()), (400, Some("bad-parameter")), "{name}");
    }
}
