//! Months are frozen with the rows behind them; figures stay when records go.

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::quality::{Kind, Month};
use scraper::Selector;
use serde_json::Value;
use server::actions::freeze::{ZeroReportError, report_zero};
use server::import::Request;
use tests::records::AUTHORITY;
use tests::{Answer, Authority, Entity, FileRow, Licence, Penalty, TestApp, csv};

use crate::world::furnished;

/// Figures of one month, by the words of the rows behind them.
type Figures = BTreeMap<String, u64>;

/// The words of the CSV and of the API for the same fact.
const WORDS: [(&str, &str); 10] = [
    ("按期公示", "on_time"),
    ("迟公示", "late"),
    ("逾期未公示", "overdue"),
    ("按期报送", "received_on_time"),
    ("迟报", "received_late"),
    ("首次通过", "accepted"),
    ("首次不完整", "incomplete"),
    ("首次隔离", "quarantined"),
    ("后来更正", "corrected"),
    ("后来撤回", "withdrawn"),
];

/// The rows of a CSV by their headings.
pub(crate) fn rows_of(answer: &Answer) -> Vec<BTreeMap<String, String>> {
    assert!(answer.text.starts_with('\u{feff}'), "spreadsheets need the mark");
    let mut reader = csv::Reader::from_reader(answer.text.trim_start_matches('\u{feff}').as_bytes());
    let headings = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|row| headings.iter().map(str::to_owned).zip(row.unwrap().iter().map(str::to_owned)).collect())
        .collect()
}

async fn csv_of(app: &TestApp, month: &str, kind: Kind) -> Answer {
    let id = app.authority_id(AUTHORITY).await;
    app.get(&format!("/agencies/{id}/rows.csv?month={month}&kind={}", kind.code())).await
}

/// Counted here from the downloadable rows, and nowhere else.
async fn counted(app: &TestApp, month: &str, kind: Kind) -> Figures {
    let mut figures: Figures = WORDS.iter().map(|(_, name)| ((*name).to_owned(), 0)).collect();
    for row in rows_of(&csv_of(app, month, kind).await) {
        let (_, name) = WORDS.iter().find(|(word, _)| *word == row["状态"]).unwrap();
        *figures.get_mut(*name).unwrap() += row["条数"].parse::<u64>().unwrap();
    }
    figures
}

async fn months(app: &TestApp, kind: Kind) -> Value {
    let id = app.authority_id(AUTHORITY).await;
    app.get(&format!("/api/v1/agencies/{id}/months?kind={}", kind.code())).await.json()
}

/// The month as the API tells it.
async fn told(app: &TestApp, month: &str, kind: Kind) -> (Value, Figures) {
    let json = months(app, kind).await;
    let found =
        json["months"].as_array().unwrap().iter().find(|item| item["month"] == month).unwrap().clone();
    let figures = found["figures"].as_object().unwrap();
    let figures = figures.iter().map(|(name, count)| (name.clone(), count.as_u64().unwrap())).collect();
    (found, figures)
}

/// The cells of the month's row on the authority's page.
async fn shown(app: &TestApp, month: &str, kind: Kind) -> Vec<String> {
    let id = app.authority_id(AUTHORITY).await;
    let page = app.get(&format!("/agencies/{id}?kind={}", kind.code())).await;
    let html = page.html();
    let (row, cell) = (Selector::parse("table.months tbody tr").unwrap(), Selector::parse("th, td").unwrap());
    let texts = |row: scraper::ElementRef<'_>| row.select(&cell).map(|cell| cell.text().collect()).collect();
    html.select(&row).map(texts).find(|row: &Vec<String>| row[0] == month).unwrap()
}

/// Rows, API and page say the same.
async fn assert_all_agree(app: &TestApp, month: &str, kind: Kind) -> Figures {
    let figures = counted(app, month, kind).await;
    assert_eq!(told(app, month, kind).await.1, figures, "{month} {}", kind.code());
    let cells = shown(app, month, kind).await;
    let places = [
        (1, "on_time"),
        (2, "late"),
        (3, "overdue"),
        (6, "accepted"),
        (7, "incomplete"),
        (8, "quarantined"),
        (10, "received_late"),
        (12, "corrected"),
        (13, "withdrawn"),
    ];
    for (place, name) in places {
        assert_eq!(cells[place], figures[name].to_string(), "{month} {name}: {cells:?}");
    }
    figures
}

fn number(n: u32) -> String {
    format!("云示监罚〔2026〕{n}号")
}

fn penalty(n: u32, decided: &str) -> Penalty {
    Penalty::new(&number(n)).decided_on(decided)
}

/// As the usual authority sends it.
async fn send<R: FileRow>(app: &TestApp, rows: &[R]) {
    let authority = Some(Authority::usual().code().to_owned());
    let request = Request { authority, ..Request::new(R::KIND, PathBuf::new()) };
    app.import_as(request, "rows.csv", csv(rows).as_bytes()).await.unwrap();
}

/// March 2026 of every sort; it is frozen on 2026-05-29.
async fn busy_march() -> TestApp {
    let app = furnished("2026-03-02").await;
    let stranger = Entity::new("秦岭示例新到商贸有限公司", 7);
    app.travel_to("2026-03-16");
    send(
        &app,
        &[
            penalty(1, "2026-03-16"),
            penalty(2, "2026-03-13"),
            penalty(3, "2026-03-13"),
            penalty(4, "2026-03-13"),
            penalty(5, "2026-03-02"),
            penalty(6, "2026-03-11").party(&stranger),
            penalty(7, "2026-03-12").with("CF_YJ", ""),
            penalty(8, "2026-03-12").with("CF_JDRQ", "昨天"),
            penalty(9, "2026-03-10"),
            penalty(10, "2026-03-10"),
        ],
    )
    .await;
    app.import(&[Licence::new("云示监许〔2026〕1号").decided_on("2026-03-16")]).await;
    app.travel_to("2026-03-20");
    send(&app, &[penalty(7, "2026-03-12"), penalty(9, "2026-03-10").with("CF_SY", "当事人台账不全")]).await;
    app.import(&[penalty(10, "2026-03-10").ending("撤回")]).await;
    app
}

fn expected_march() -> Figures {
    [
        ("on_time", 7),
        ("late", 1),
        ("overdue", 1),
        ("received_on_time", 8),
        ("received_late", 1),
        ("accepted", 8),
        ("incomplete", 1),
        ("quarantined", 1),
        ("corrected", 1),
        ("withdrawn", 1),
    ]
    .into_iter()
    .map(|(name, count)| (name.to_owned(), count))
    .collect()
}

#[tokio::test]
async fn figures_equal_the_rows_behind_them_before_and_after_the_freeze() {
    let app = busy_march().await;
    app.travel_to("2026-05-28");
    app.turn().await;
    assert_eq!(assert_all_agree(&app, "2026-03", Kind::Penalty).await, expected_march());
    let (month, _) = told(&app, "2026-03", Kind::Penalty).await;
    assert_eq!((&month["standing"], &month["until"]), (&"provisional".into(), &"2026-05-29".into()));
    assert!(app.get("/agencies?month=2026-03").await.words("main").contains("暂定"));

    app.travel_to("2026-05-29");
    app.turn().await;
    let (month, _) = told(&app, "2026-03", Kind::Penalty).await;
    assert_eq!((&month["standing"], &month["on"]), (&"frozen".into(), &"2026-05-29".into()));
    assert_eq!(assert_all_agree(&app, "2026-03", Kind::Penalty).await, expected_march());
    assert_all_agree(&app, "2026-03", Kind::OtherLicence).await;
    let cells = shown(&app, "2026-03", Kind::Penalty).await;
    assert_eq!([&cells[4], &cells[9], &cells[11]], ["77.8%", "80.0%", "11.1%"], "{cells:?}");
}

#[tokio::test]
async fn trap_what_ends_or_is_erased_after_the_freeze_changes_no_figure() {
    let app = busy_march().await;
    app.travel_to("2026-05-29");
    app.turn().await;
    let before = csv_of(&app, "2026-03", Kind::Penalty).await.text;
    app.travel_to("2026-06-01");
    app.import(&[penalty(1, "2026-03-16").ending("修复"), penalty(2, "2026-03-13").ending("删除")]).await;
    let mut tx = app.core().db.write().await.unwrap();
    for statement in ["delete from correction", "delete from decision_party", "delete from decision"] {
        tx.query(statement).execute().await.unwrap();
    }
    tx.commit().await.unwrap();
    app.travel_to("2026-06-02");
    app.turn().await;
    assert_eq!(csv_of(&app, "2026-03", Kind::Penalty).await.text, before);
    assert_eq!(assert_all_agree(&app, "2026-03", Kind::Penalty).await, expected_march());
    assert_eq!(months(&app, Kind::Penalty).await["revisions"], serde_json::json!([]));
}

#[tokio::test]
async fn frozen_rows_name_nobody_and_small_cells_are_merged() {
    let app = busy_march().await;
    app.travel_to("2026-05-29");
    app.turn().await;
    let rows = rows_of(&csv_of(&app, "2026-03", Kind::Penalty).await);
    for row in &rows {
        for heading in ["记录标识", "文号", "决定日期", "公示期限", "公示日期"] {
            assert_eq!(row[heading], "", "{row:?}");
        }
        if !row["用时（工作日）"].is_empty() {
            let is_large = row["条数"].parse::<u64>().unwrap() >= 3;
            let is_merged = ["0-7", "8+"].contains(&row["用时（工作日）"].as_str());
            assert!(is_large || is_merged, "{row:?}");
        }
    }
    let on_time: Vec<_> = rows.iter().filter(|row| row["状态"] == "按期公示").collect();
    assert!(on_time.iter().any(|row| row["用时（工作日）"] == "1" && row["条数"] == "3"), "{on_time:?}");
    assert!(on_time.iter().any(|row| row["用时（工作日）"] == "0-7" && row["条数"] == "4"), "{on_time:?}");
    let mut tx = app.tx().await;
    let held: Vec<(String, String, String, String, String)> = tx
        .query("select month, authority_id, kind, state, working_days from frozen_row")
        .all()
        .await
        .unwrap();
    let text = format!("{held:?}");
    assert!(!text.contains("云示监罚") && !text.contains("秦岭"), "{text}");
}

#[tokio::test]
async fn changes_after_the_freeze_are_listed_as_revisions_and_the_frozen_figures_stay() {
    let app = busy_march().await;
    app.travel_to("2026-05-29");
    app.turn().await;
    app.travel_to("2026-06-01");
    app.import(&[penalty(3, "2026-03-13").with("CF_SY", "当事人没有台账"), penalty(11, "2026-03-30")]).await;
    app.import(&[penalty(4, "2026-03-13").ending("撤回")]).await;
    app.travel_to("2026-06-02");
    app.turn().await;
    app.import(&[penalty(3, "2026-03-13").with("CF_SY", "当事人又无台账")]).await;
    app.travel_to("2026-06-03");
    app.turn().await;
    let json = months(&app, Kind::Penalty).await;
    let mut revisions: Vec<_> = json["revisions"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let text = |name: &str| row[name].as_str().unwrap().to_owned();
            let number = |name: &str| row[name].as_u64().unwrap();
            (text("month"), text("figure"), number("old"), number("new"), text("recorded_on"))
        })
        .collect();
    revisions.sort();
    let row =
        |figure: &str, old, new| ("2026-03".to_owned(), figure.to_owned(), old, new, "2026-06-02".to_owned());
    assert_eq!(revisions, [row("corrected", 1, 2), row("late", 1, 2), row("withdrawn", 1, 2)]);
    assert_eq!(assert_all_agree(&app, "2026-03", Kind::Penalty).await, expected_march());
    let id = app.authority_id(AUTHORITY).await;
    let words = app.get(&format!("/agencies/{id}")).await.words("main");
    assert!(words.contains("冻结后收到本月作出的决定"), "{words}");
}

#[tokio::test]
async fn amounts_of_frozen_months_stay_and_small_bands_are_merged() {
    let app = furnished("2026-03-02").await;
    app.travel_to("2026-03-16");
    let rows: Vec<Penalty> = (1..=7)
        .map(|n| {
            let (wan, yuan) = if n <= 5 { ("0.2", "2000") } else { ("30", "300000") };
            penalty(n, "2026-03-13").with("CF_NR_FK", wan).with("CF_NR", format!("罚款人民币{yuan}元"))
        })
        .collect();
    app.import(&rows).await;
    app.travel_to("2026-05-29");
    app.turn().await;
    let json = months(&app, Kind::Penalty).await;
    let amounts: Vec<_> = json["amounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["band"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap()))
        .collect();
    assert_eq!(
        amounts,
        [("1 千元以上".to_owned(), 7)],
        "two large fines are too few for a band of their own"
    );
    let id = app.authority_id(AUTHORITY).await;
    assert!(app.get(&format!("/agencies/{id}")).await.words("main").contains("1 千元以上"));
}

#[tokio::test]
async fn rows_without_a_known_authority_count_in_the_total_alone() {
    let app = furnished("2026-03-16").await;
    app.import(&[penalty(1, "2026-03-13").with("CF_JDRQ", "昨天")]).await;
    let json = app.get("/api/v1/agencies?month=2026-03").await.json();
    assert_eq!(json["total"]["submitted_rows"], 1);
    assert_eq!(json["items"][0]["figures"]["submitted_rows"], 0);
}

#[tokio::test]
async fn times_taken_over_are_frozen_in_a_demo_only() {
    let taken = || {
        penalty(1, "2026-03-13").with("CX_SDSJ", "2026-03-16 09:00:00").with("CX_GSSJ", "2026-03-16 10:00:00")
    };
    for is_demo in [false, true] {
        let app = furnished("2026-05-28").await;
        let app = if is_demo { app.as_demo().await } else { app };
        app.take_over(&[taken()]).await;
        app.travel_to("2026-05-29");
        app.turn().await;
        let found = months(&app, Kind::Penalty).await["months"].as_array().unwrap().len();
        assert_eq!(found > 0, is_demo);
    }
}

#[tokio::test]
async fn zero_reports_fill_holes_and_are_false_once_a_decision_contradicts_them() {
    let app = furnished("2026-03-16").await;
    app.import(&[penalty(1, "2026-03-13")]).await;
    app.travel_to("2026-07-06");
    let authority = Authority::usual();
    let report = async |month: &str| {
        report_zero(app.core(), authority.code(), Month::parse(month).unwrap(), Kind::Penalty, "示例科室")
            .await
    };
    report("2026-04").await.unwrap();
    report("2026-05").await.unwrap();
    assert!(matches!(report("2026-05").await, Err(ZeroReportError::Known)));
    assert!(matches!(report("2026-07").await, Err(ZeroReportError::NotOver(_))));
    let nobody =
        report_zero(app.core(), "11690102MA0000009X", Month::parse("2026-04").unwrap(), Kind::Penalty, "x");
    assert!(matches!(nobody.await, Err(ZeroReportError::UnknownAuthority(_))));

    let coverage = async || months(&app, Kind::Penalty).await["coverage"][0].clone();
    let covered = coverage().await;
    assert_eq!((&covered["first_on"], &covered["last_on"]), (&"2026-03-16".into(), &"2026-03-16".into()));
    assert_eq!(covered["holes"], serde_json::json!(["2026-06"]));

    app.import(&[penalty(2, "2026-05-20")]).await;
    let covered = coverage().await;
    assert_eq!(covered["zero_reports"][0]["month"], "2026-05");
    assert_eq!(covered["zero_reports"][0]["is_contradicted"], true);
    assert_eq!(covered["zero_reports"][1]["is_contradicted"], false);
    assert_eq!(covered["holes"], serde_json::json!(["2026-05", "2026-06"]), "a false report fills no hole");
    let id = app.authority_id(AUTHORITY).await;
    assert!(app.get(&format!("/agencies/{id}")).await.words("main").contains("2026-05（不实）"));

    app.travel_to("2026-07-07");
    app.turn().await;
    let mut tx = app.core().db.write().await.unwrap();
    for statement in ["delete from decision_party", "delete from decision"] {
        tx.query(statement).execute().await.unwrap();
    }
    tx.commit().await.unwrap();
    assert_eq!(coverage().await["zero_reports"][0]["is_contradicted"], true, "it stays false");
}

#[tokio::test]
async fn a_late_month_is_frozen_after_downtime_and_only_once() {
    let app = busy_march().await;
    app.travel_to("2026-08-03");
    app.turn().await;
    app.travel_to("2026-08-04");
    app.turn().await;
    let mut tx = app.tx().await;
    let frozen: Vec<(String,)> =
        tx.query("select month from frozen_month order by month").all().await.unwrap();
    drop(tx);
    assert_eq!(
        frozen.iter().map(|row| row.0.as_str()).collect::<Vec<_>>(),
        ["2026-03", "2026-04", "2026-05"]
    );
    assert_eq!(assert_all_agree(&app, "2026-03", Kind::Penalty).await["on_time"], 7);
}
