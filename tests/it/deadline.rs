//! The deadline calculator, as page and as JSON.

use tests::{Penalty, TestApp};

use crate::world::{TODAY, furnished};

/// RULES 3.3: decided on, and the 3rd, 7th and 20th working day after it.
const VECTORS: [(&str, &str, &str, &str); 9] = [
    ("2026-02-09", "2026-02-12", "2026-02-25", "2026-03-13"),
    ("2026-02-13", "2026-02-25", "2026-03-02", "2026-03-19"),
    ("2025-09-26", "2025-09-30", "2025-10-13", "2025-10-30"),
    ("2025-01-24", "2025-02-05", "2025-02-10", "2025-02-27"),
    ("2024-09-13", "2024-09-19", "2024-09-25", "2024-10-17"),
    ("2024-02-03", "2024-02-06", "2024-02-18", "2024-03-06"),
    ("2020-01-22", "2020-02-04", "2020-02-10", "2020-02-27"),
    ("2018-12-28", "2019-01-03", "2019-01-09", "2019-01-28"),
    ("2026-07-06", "2026-07-09", "2026-07-15", "2026-08-03"),
];

#[tokio::test]
async fn trap_01_the_vectors_of_the_rules_are_met() {
    let app = TestApp::on(TODAY).await;
    for (decided, third, seventh, twentieth) in VECTORS {
        for (days, due) in [("3", third), ("7", seventh), ("20", twentieth), ("", seventh)] {
            let json =
                app.get(&format!("/api/v1/deadline?decided_on={decided}&working_days={days}")).await.json();
            assert_eq!(json["due_on"], due, "{decided} + {days}");
            assert_eq!(json["provisional"], false, "{decided} + {days}");
            assert!(!json["notices"].as_array().unwrap().is_empty());
            let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["decided_on", "working_days", "due_on", "provisional", "days", "notices"]);
        }
    }
}

#[tokio::test]
async fn trap_01_a_count_that_reaches_the_last_days_of_december_is_provisional() {
    let app = TestApp::on(TODAY).await;
    for (decided, days, provisional) in [
        ("2026-12-17", 7, false),
        ("2026-12-18", 7, true),
        ("2026-12-21", 7, true),
        ("2026-12-28", 7, true),
        ("2026-12-31", 1, true),
        ("2027-03-01", 7, true),
        ("2025-12-26", 7, false),
    ] {
        let json =
            app.get(&format!("/api/v1/deadline?decided_on={decided}&working_days={days}")).await.json();
        assert_eq!(json["provisional"], provisional, "{decided}: {json}");
        let words =
            app.get(&format!("/deadline?decided_on={decided}&working_days={days}")).await.words("main");
        assert_eq!(words.contains("暂定"), provisional, "{decided}: {words}");
    }
}

#[tokio::test]
async fn a_decision_with_a_provisional_deadline_says_so_and_is_not_judged() {
    let app = furnished("2026-12-22").await;
    app.import(&[Penalty::new("云示监罚〔2026〕1号").decided_on("2026-12-21")]).await;
    let path = app.decision_path("云示监罚〔2026〕1号").await;
    let json = app.get(&format!("/api/v1{path}")).await.json();
    assert_eq!(json["clock"]["provisional"], true);
    assert_eq!(json["clock"]["timeliness"]["result"], "not-judged");
    assert!(app.get(&path).await.words("main").contains("暂定"));
    let total = &app.get("/api/v1/agencies?month=2026-12").await.json()["total"];
    assert_eq!(total["valid"], 0);
}

#[tokio::test]
async fn days_may_be_written_in_several_ways_and_a_mistake_is_told_at_the_field() {
    let app = TestApp::on(TODAY).await;
    for text in
        ["2026-09-28", "2026/9/28", "20260928", "2026%E5%B9%B49%E6%9C%8828%E6%97%A5", "%20２０２６-09-28"]
    {
        let json = app.get(&crate::world::encoded(&format!("/api/v1/deadline?decided_on={text}"))).await;
        assert_eq!(json.json()["due_on"], "2026-10-13", "{text}: {}", json.text);
    }
    for (decided, days) in
        [("2026-02-30", "7"), ("", "7"), ("2026-09-28", "0"), ("2026-09-28", "251"), ("2026-09-28", "x")]
    {
        let path = format!("deadline?decided_on={decided}&working_days={days}");
        let json = app.get(&format!("/api/v1/{path}")).await;
        assert_eq!((json.status, json.json()["code"].as_str()), (400, Some("bad-parameter")), "{path}");
        let page = app.get(&format!("/{path}")).await;
        assert_eq!((page.status, page.count("[aria-invalid=true]")), (200, 1), "{path}");
    }
}

#[tokio::test]
async fn trap_02_and_03_the_credit_sites_seven_days_gsxts_twenty_and_the_three_of_a_withdrawal_run_apart() {
    let app = TestApp::on(TODAY).await;
    for (decided, three, seven, twenty) in [
        ("2026-02-09", "2026-02-12", "2026-02-25", "2026-03-13"),
        ("2025-09-26", "2025-09-30", "2025-10-13", "2025-10-30"),
        ("2024-02-03", "2024-02-06", "2024-02-18", "2024-03-06"),
    ] {
        for (days, due) in [(3, three), (7, seven), (20, twenty)] {
            let path = format!("/api/v1/deadline?decided_on={decided}&working_days={days}");
            assert_eq!(app.get(&path).await.json()["due_on"], due, "{path}");
        }
    }
}
