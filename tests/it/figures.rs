//! Timeliness of authorities: figures that anybody can recompute from the rows behind them.

use serde_json::Value;
use tests::records::{AUTHORITY, code, resident_id};
use tests::{Answer, Authority, Entity, Licence, Penalty, TestApp};

use crate::quality::rows_of;
use crate::world::{TODAY, furnished};

/// What the rows of the CSV say, counted here and nowhere else.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counted {
    on_time: u64,
    valid: u64,
    received_on_time: u64,
    received_judged: u64,
    accepted_rows: u64,
    submitted_rows: u64,
    median_working_days: Option<u64>,
    distribution: Vec<u64>,
}

fn recount(answer: &Answer) -> Counted {
    let mut counted = Counted { distribution: vec![0; 10], ..Counted::default() };
    let mut days = Vec::new();
    for row in rows_of(answer) {
        let rows: u64 = row["条数"].parse().unwrap();
        match row["状态"].as_str() {
            "按期公示" | "迟公示" | "逾期未公示" => counted.valid += rows,
            "按期报送" => counted.received_on_time += rows,
            "迟报" => counted.received_judged += rows,
            "首次通过" => counted.accepted_rows += rows,
            "首次不完整" | "首次隔离" => counted.submitted_rows += rows,
            "后来更正" | "后来撤回" => {}
            other => panic!("{other}"),
        }
        let is_on_time = row["状态"] == "按期公示";
        counted.on_time += if is_on_time { rows } else { 0 };
        if !row["公示日期"].is_empty() {
            assert_eq!(is_on_time, row["公示日期"] <= row["公示期限"], "{row:?}");
            assert_eq!(row["决定日期"][..7], row["月份"], "{row:?}");
        }
        if let Ok(needed) = row["用时（工作日）"].parse::<u64>() {
            counted.distribution[match needed {
                0..=7 => usize::try_from(needed).unwrap(),
                8..=10 => 8,
                _ => 9,
            }] += rows;
            days.extend(std::iter::repeat_n(needed, usize::try_from(rows).unwrap()));
        }
    }
    counted.received_judged += counted.received_on_time;
    counted.submitted_rows += counted.accepted_rows;
    days.sort_unstable();
    counted.median_working_days = (!days.is_empty()).then(|| days[(days.len() - 1) / 2]);
    counted
}

fn published(figures: &Value) -> Counted {
    let number = |name: &str| figures[name].as_u64().unwrap();
    Counted {
        on_time: number("on_time"),
        valid: number("valid"),
        received_on_time: number("received_on_time"),
        received_judged: number("received_judged"),
        accepted_rows: number("accepted_rows"),
        submitted_rows: number("submitted_rows"),
        median_working_days: figures["median_working_days"].as_u64(),
        distribution: figures["distribution"]
            .as_array()
            .unwrap()
            .iter()
            .map(|n| n.as_u64().unwrap())
            .collect(),
    }
}

async fn figures_of(app: &TestApp, parameters: &str, name: &str) -> Value {
    let json = app.get(&format!("/api/v1/agencies?{parameters}")).await.json();
    let items = json["items"].as_array().unwrap();
    items.iter().find(|item| item["authority"]["name"] == name).unwrap()["figures"].clone()
}

/// Decisions of every kind and state, all received in November 2026.
async fn busy_november() -> TestApp {
    let app = furnished("2026-11-02").await;
    let number = |n: u32| format!("云示监罚〔2026〕{n}号");
    let stranger = Entity::new("秦岭示例新到商贸有限公司", 7);
    let day = |n: u32, decided: &str| Penalty::new(&number(n)).decided_on(decided);
    app.import(&[day(1, "2026-11-02"), day(2, "2026-10-30"), day(3, "2026-10-20"), day(4, "2026-10-09")])
        .await;
    app.travel_to("2026-11-04");
    app.import(&[
        day(5, "2026-11-02"),
        day(6, "2026-10-30").party(&stranger),
        day(7, "2026-10-29").with("CF_SY", format!("驾驶人{}", resident_id("1990-05-06", 1))),
        day(8, "2026-10-30").with("CF_YJ", ""),
        day(9, "2026-10-30").with("CX_SHYX", "无"),
        day(10, "2026-10-26"),
        day(11, "2026-10-26"),
    ])
    .await;
    app.import(&[
        Licence::new("云示监许〔2026〕1号").decided_on("2026-11-03"),
        Licence::new("云示监许〔2026〕2号").decided_on("2026-09-28"),
    ])
    .await;
    app.import(&[day(10, "2026-10-26").ending("撤回"), day(11, "2026-10-26").ending("修复")]).await;
    app.travel_to("2026-11-23");
    app.import(&[day(12, "2026-11-20").party(&stranger), day(13, "2026-11-20")]).await;
    app
}

#[tokio::test]
async fn trap_26_figures_equal_a_recomputation_from_the_rows_behind_them() {
    let app = busy_november().await;
    let id = app.authority_id(AUTHORITY).await;
    let cases = [
        ("2026-10", "penalty", 3, 7, 0),
        ("2026-11", "penalty", 3, 3, 13),
        ("2026-09", "other-licence", 0, 1, 0),
        ("2026-11", "other-licence", 1, 1, 2),
        ("2026-11", "registration", 0, 0, 0),
    ];
    for (month, kind, on_time, valid, submitted) in cases {
        let rows = app.get(&format!("/agencies/{id}/rows.csv?month={month}&kind={kind}")).await;
        assert!(rows.header("content-type").starts_with("text/csv"));
        let figures = figures_of(&app, &format!("month={month}&kind={kind}"), AUTHORITY).await;
        assert_eq!(published(&figures), recount(&rows), "{month} {kind}");
        let told = (&figures["on_time"], &figures["valid"], &figures["submitted_rows"]);
        assert_eq!(told, (&on_time.into(), &valid.into(), &submitted.into()), "{month} {kind}");
    }
    let json = app.get("/api/v1/agencies?month=2026-10").await.json();
    assert_eq!(json["total"]["overdue"], 2, "the unresolved and the one with personal data");
    assert_eq!(json["total"], figures_of(&app, "month=2026-10", AUTHORITY).await, "there is one authority");
    assert_eq!(figures_of(&app, "month=2026-11", AUTHORITY).await["received_judged"], 12);
    assert_eq!(figures_of(&app, "month=2026-11", AUTHORITY).await["received_on_time"], 10);
}

#[tokio::test]
async fn the_rows_behind_name_only_what_is_public() {
    let app = busy_november().await;
    let id = app.authority_id(AUTHORITY).await;
    let october = app.get(&format!("/agencies/{id}/rows.csv?month=2026-10")).await.text;
    let november = app.get(&format!("/agencies/{id}/rows.csv?month=2026-11")).await.text;
    let rows = october + &november;
    for hidden in [6, 7, 8, 9, 10, 11, 12] {
        assert!(!rows.contains(&format!("〔2026〕{hidden}号")), "{hidden}: {rows}");
    }
    for shown in [1, 2, 3, 4, 5, 13] {
        assert!(rows.contains(&format!("云示监罚〔2026〕{shown}号")), "{shown}: {rows}");
    }
}

#[tokio::test]
async fn kinds_are_never_summed_into_one_rate() {
    let app = busy_november().await;
    app.import(&[
        Licence::new("云示监登〔2026〕1号").with("XK_XKLB", "登记").decided_on("2026-11-23"),
        Licence::new("云示监登〔2026〕2号").with("XK_XKLB", "登记").decided_on("2026-11-23"),
    ])
    .await;
    for (kind, valid) in [("penalty", 3), ("registration", 2), ("other-licence", 1)] {
        let figures = figures_of(&app, &format!("month=2026-11&kind={kind}"), AUTHORITY).await;
        assert_eq!(figures["valid"], valid, "{kind}");
    }
    assert_eq!(figures_of(&app, "month=2026-11", AUTHORITY).await["valid"], 3, "penalties unless named");
    assert_eq!(app.get("/api/v1/agencies?kind=licence").await.status, 400);
    assert!(app.get("/").await.words("main").contains("本月处罚公示及时率"));
}

#[tokio::test]
async fn trap_26_a_zero_denominator_gives_no_rate() {
    let app = busy_november().await;
    app.import(&[Authority::new("云川市示例林业局", 2)]).await;
    let figures = figures_of(&app, "month=2026-11", "云川市示例林业局").await;
    assert_eq!((&figures["valid"], &figures["on_time"]), (&0.into(), &0.into()));
    assert!(figures["median_working_days"].is_null());
    let page = app.get("/agencies?month=2026-11").await;
    let table = page.words("tbody");
    assert!(table.contains("云川市示例林业局00——0—CSV") && !table.contains("NaN"), "{table}");
    let empty = app.get("/agencies?month=2026-08").await;
    assert!(
        empty.words("tbody").contains('—') && !empty.words("tbody, .figures").contains('%'),
        "{}",
        empty.words("main")
    );
}

#[tokio::test]
async fn the_headline_goes_by_the_month_of_decision_and_reporting_by_the_month_of_receipt_in_beijing() {
    let app = furnished("2026-10-30").await;
    app.travel_to_moment("2026-10-31 23:59:59");
    app.import(&[Penalty::new("云示监罚〔2026〕1号").decided_on("2026-10-30")]).await;
    app.travel_to_moment("2026-11-01 00:00:00");
    app.import(&[Penalty::new("云示监罚〔2026〕2号").decided_on("2026-10-30")]).await;
    for (month, decided, received) in [("2026-10", 2, 1), ("2026-11", 0, 1)] {
        let figures = figures_of(&app, &format!("month={month}"), AUTHORITY).await;
        assert_eq!(
            (&figures["valid"], &figures["submitted_rows"]),
            (&decided.into(), &received.into()),
            "{month}"
        );
    }
}

fn taken_over() -> Penalty {
    Penalty::new("云示监罚〔2024〕1号")
        .decided_on("2024-09-11")
        .with("CX_SDSJ", "2024-09-12 09:00:00")
        .with("CX_GSSJ", "2024-09-13 10:00:00")
}

#[tokio::test]
async fn times_taken_over_are_in_the_ledger_shown_and_left_out_of_the_figures() {
    let app = furnished(TODAY).await;
    app.take_over(&[taken_over()]).await;
    let mut tx = app.tx().await;
    let actions: Vec<(String, String)> =
        tx.query("select subject, action from ledger order by number").all().await.unwrap();
    assert!(actions.contains(&("system".to_owned(), "taken-over".to_owned())), "{actions:?}");
    drop(tx);
    let path = app.decision_path("云示监罚〔2024〕1号").await;
    let json = app.get(&format!("/api/v1{path}")).await.json();
    assert_eq!(json["provenance"]["taken_over"], true);
    assert_eq!(json["clock"]["received_at"], "2024-09-12T01:00:00Z");
    assert_eq!(json["clock"]["published_at"], "2024-09-13T02:00:00Z");
    assert_eq!(json["clock"]["timeliness"]["result"], "not-judged");
    let words = app.get(&path).await.words("main");
    assert!(words.contains("由原有系统接续而来"), "{words}");
    let figures = figures_of(&app, "month=2024-09", AUTHORITY).await;
    assert_eq!(figures["valid"], 0);
}

#[tokio::test]
async fn a_demo_judges_the_times_that_it_took_over() {
    let app = furnished(TODAY).await.as_demo().await;
    app.take_over(&[taken_over()]).await;
    let path = app.decision_path("云示监罚〔2024〕1号").await;
    let json = app.get(&format!("/api/v1{path}")).await.json();
    assert_eq!(json["clock"]["timeliness"]["result"], "on-time");
    assert_eq!(figures_of(&app, "month=2024-09", AUTHORITY).await["on_time"], 1);
    assert!(app.get("/").await.count(".demo") == 1, "every page of a demo says so");
}

#[tokio::test]
async fn a_takeover_of_rows_without_times_uses_our_own() {
    let app = furnished(TODAY).await;
    app.take_over(&[Penalty::new("云示监罚〔2026〕1号")]).await;
    let row = app.decision("云示监罚〔2026〕1号").await;
    assert!(!row.taken_over);
    assert_eq!(figures_of(&app, "month=2026-11", AUTHORITY).await["on_time"], 1);
    assert_eq!(code("11", 1).len(), 18);
}
