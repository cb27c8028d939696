//! The deadline and what keeps it honest: lateness that no later row improves, warnings, gaps in numbering, the
//! inspection sample, and what the public sees of all that.

use chrono::NaiveDate;
use domain::calendar::Calendar;
use domain::publication::Publication;
use domain::rulebook::Rulebook;
use serde_json::json;
use server::actions::approval::{self, LateReason};
use server::actions::remind::Post;
use server::jobs::{duties, mail};
use server::record::publish;
use server::store::audit;
use tests::records::{AUTHORITY, COMPANY};
use tests::smtp::MailServer;
use tests::{Authority, Desk, Entity, Penalty, TestApp, Who};

use crate::world::{TODAY, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";
/// Decided on 2026-11-20, it is due on 2026-12-01.
const DUE_ON: &str = "2026-12-01";
const DAY_AFTER: &str = "2026-12-02";

/// No mail server is configured.
const NO_MAIL: Post<'_> = Post { mailer: None, base_url: "https://chengxin.example" };

fn number(serial: u32) -> String {
    format!("云示监罚〔2026〕{serial}号")
}

fn reason() -> LateReason {
    LateReason { code: "service-delayed".to_owned(), words: "经办人出差未归".to_owned() }
}

async fn approve_all(app: &TestApp, desk: &Desk<'_>) {
    let reviewer = desk.regulator(Who::Reviewer).await;
    for id in desk.waiting().await {
        approval::approve(app.core(), &reviewer, &id, Some(reason())).await.unwrap();
    }
    app.turn().await;
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The next day's duties, done by a desk that is signed in.
async fn on(app: &TestApp, desk: &Desk<'_>, day: &str) {
    app.travel_to(day);
    app.turn().await;
    duties::turn(app.core(), NO_MAIL).await.unwrap();
    desk.sign_in_all().await;
}

#[tokio::test]
async fn what_is_overdue_is_public_as_a_band_and_nothing_else() {
    let app = furnished(TODAY).await;
    Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    for (today, bands) in [
        (DUE_ON, [0, 0, 0, 0]),
        (DAY_AFTER, [1, 0, 0, 0]),
        ("2026-12-09", [0, 1, 0, 0]),
        ("2027-04-30", [0, 0, 0, 1]),
    ] {
        app.travel_to(today);
        app.turn().await;
        let figures = app.get("/api/v1/agencies?month=2026-11").await.json()["total"].clone();
        assert_eq!(figures["overdue_bands"], json!(bands), "{today}");
    }
    let id = app.authority_id(AUTHORITY).await;
    for path in ["/agencies?month=2026-11".to_owned(), format!("/agencies/{id}")] {
        let page = app.get(&path).await;
        assert!(page.words("main").contains("超过60个工作日"), "{path}");
        for secret in [NUMBER, DUE_ON, "2026-11-20", "2026年12月1日"] {
            assert!(!page.text.contains(secret), "{path}: {secret}");
        }
    }
}

#[tokio::test]
async fn the_reason_of_a_late_publication_is_public_and_its_words_are_not() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    app.travel_to(DAY_AFTER);
    app.turn().await;
    let reviewer = desk.regulator(Who::Reviewer).await;
    let id = desk.waiting().await.remove(0);
    let invented = LateReason { code: "because".to_owned(), words: String::new() };
    assert!(approval::approve(app.core(), &reviewer, &id, Some(invented)).await.is_err());
    approve_all(&app, &desk).await;
    let path = app.decision_path(NUMBER).await;
    let (page, json) = (app.get(&path).await, app.get(&format!("/api/v1{path}")).await);
    assert_eq!(json.json()["clock"]["late_reason"], "service-delayed");
    assert!(page.words("main").contains("文书送达延误"));
    assert!(!page.text.contains("出差") && !json.text.contains("出差"));
}

#[tokio::test]
async fn what_is_public_in_time_shows_no_reason_even_if_one_was_given() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    approve_all(&app, &desk).await;
    let path = app.decision_path(NUMBER).await;
    assert!(app.get(&format!("/api/v1{path}")).await.json()["clock"]["late_reason"].is_null());
}

#[tokio::test]
async fn an_earlier_day_in_a_quarantined_row_counts_whether_it_came_before_or_after() {
    let unreadable = Penalty::new(NUMBER).with("CF_JDRQ", "2026-11-10").with("CF_NR_FK", "两千");
    for unreadable_first in [true, false] {
        let app = furnished(TODAY).await;
        let desk = Desk::open(&app).await;
        let rows = [unreadable.clone(), Penalty::new(NUMBER)];
        for row in if unreadable_first { [0, 1] } else { [1, 0] } {
            app.import(std::slice::from_ref(&rows[row])).await;
        }
        let reviewer = desk.regulator(Who::Reviewer).await;
        let id = desk.waiting().await.remove(0);
        let refused = approval::approve(app.core(), &reviewer, &id, None).await;
        assert!(
            refused.is_err(),
            "2026-11-19 was the last day: it is late although its own day is 2026-11-20"
        );
        approve_all(&app, &desk).await;
        let row = app.decision(NUMBER).await;
        assert_eq!((row.due_on, row.late_by), (Some(day("2026-11-19")), Some(2)), "{unreadable_first}");
    }
}

#[tokio::test]
async fn a_day_that_cannot_be_right_makes_nothing_late() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    for wrong in ["1926-11-10", "2062-11-10"] {
        app.import(&[Penalty::new(NUMBER).with("CF_JDRQ", wrong)]).await;
    }
    app.import(&[Penalty::new(NUMBER)]).await;
    approve_all(&app, &desk).await;
    assert_eq!(app.decision(NUMBER).await.due_on, Some(day(DUE_ON)));
}

#[tokio::test]
async fn what_is_withheld_after_its_due_day_counts_as_late() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER).with("CX_AJCX", "简易程序")]).await;
    app.travel_to(DAY_AFTER);
    app.turn().await;
    approve_all(&app, &desk).await;
    let row = app.decision(NUMBER).await;
    assert_eq!((row.state, row.late_by), (Publication::Withheld, Some(1)));
    let total = app.get("/api/v1/agencies?month=2026-11").await.json()["total"].clone();
    assert_eq!((&total["valid"], &total["on_time"]), (&json!(1), &json!(0)), "{total}");
}

#[tokio::test]
async fn a_reissue_keeps_the_lateness_of_its_predecessor() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let first = Penalty::new(NUMBER);
    app.import(std::slice::from_ref(&first)).await;
    app.travel_to(DAY_AFTER);
    app.turn().await;
    approve_all(&app, &desk).await;
    app.import(&[first.ending("撤回")]).await;
    app.import(&[Penalty::new(NUMBER).decided_on(DUE_ON)]).await;
    approve_all(&app, &desk).await;
    let rows = app.decisions(NUMBER).await;
    assert_eq!(rows.len(), 2);
    assert_eq!((rows[1].due_on, rows[1].late_by), (Some(day(DUE_ON)), Some(1)));
}

#[tokio::test]
async fn a_changed_calendar_moves_open_due_days_and_the_audit_trail_says_so() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    app.import(&[Penalty::new(&number(2))]).await;
    let reviewer = desk.regulator(Who::Reviewer).await;
    let second = desk.waiting().await.remove(1);
    approval::approve(app.core(), &reviewer, &second, None).await.unwrap();
    let row = app.decision(NUMBER).await;
    assert_eq!(
        (row.due_on, row.calendar_version.as_deref()),
        (Some(day(DUE_ON)), Some("国办发明电〔2025〕7号"))
    );

    let days = "date,name,kind,notice\n2026-11-25,示例节,holiday,示例〔2026〕1号\n";
    let notices = "year,number,title,adopted_on,url\n2026,示例〔2026〕1号,示例通知,,\n";
    let changed = Rulebook::over(Calendar::from_csv(days, notices).unwrap());
    let core = app.core();
    for _ in 0..2 {
        publish::recompute(&core.db, &changed, core.clock.now()).await.unwrap();
    }
    let row = app.decision(NUMBER).await;
    assert_eq!(
        (row.due_on, row.calendar_version.as_deref()),
        (Some(day(DAY_AFTER)), Some("示例〔2026〕1号"))
    );
    assert_eq!(
        app.decision(&number(2)).await.due_on,
        Some(day(DUE_ON)),
        "what is public stays as it was judged"
    );
    let mut tx = app.tx().await;
    let moved = audit::of_record(&mut tx, &row.id).await.unwrap();
    let moved: Vec<&str> = moved.iter().map(|row| row.note.as_str()).collect();
    assert!(moved.contains(&"2026-12-01 to 2026-12-02"), "{moved:?}");
    let changes = audit::of_record(&mut tx, "calendar").await.unwrap();
    assert_eq!(changes.len(), 1, "once, however often the program starts");
}

#[tokio::test]
async fn a_clock_that_goes_backwards_is_told_and_moves_no_due_day() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    on(&app, &desk, DAY_AFTER).await;
    assert!(!desk.get(Who::Clerk, "/desk/duties").await.words("main").contains("时钟"));
    on(&app, &desk, "2026-11-25").await;
    let words = desk.get(Who::Clerk, "/desk/duties").await.words("main");
    assert!(words.contains("从 2026-12-02 10:30 退到 2026-11-25 10:30"), "{words}");
    assert_eq!(app.decision(NUMBER).await.due_on, Some(day(DUE_ON)));
}

#[tokio::test]
async fn clerk_reviewer_and_head_are_warned_before_and_after_the_due_day() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER), Penalty::new(&number(2))]).await;
    for (today, said) in [
        ("2026-11-25", "今日没有需要提醒的期限"),
        ("2026-11-26", "2 件还有3个工作日到期"),
        ("2026-11-30", "2 件还有1个工作日到期"),
        (DUE_ON, "2 件今日到期"),
        (DAY_AFTER, "2 件已逾期"),
        ("2026-12-03", "2 件已逾期"),
    ] {
        on(&app, &desk, today).await;
        for who in [Who::Clerk, Who::Reviewer, Who::Head] {
            let words = desk.get(who, "/desk/duties").await.words("main");
            assert!(words.contains(said), "{today} {who:?}: {words}");
        }
    }
    let other = desk.get(Who::OtherClerk, "/desk/duties").await.words("main");
    assert!(other.contains("今日没有需要提醒的期限"), "{other}");
}

#[tokio::test]
async fn a_warning_goes_out_once_a_day_by_e_mail_with_counts_and_nothing_of_any_decision() {
    let app = furnished(TODAY).await;
    Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER), Penalty::new(&number(2))]).await;
    app.travel_to(DUE_ON);
    app.turn().await;
    let server = MailServer::new();
    let mailer = server.mailer();
    let post = Post { mailer: Some(&mailer), ..NO_MAIL };
    for _ in 0..2 {
        duties::turn(app.core(), post).await.unwrap();
        mail::turn(app.core(), &mailer).await.unwrap();
    }
    let letters = server.letters();
    let mut to: Vec<String> = letters.iter().flat_map(|letter| letter.to.clone()).collect();
    to.sort();
    assert_eq!(to, ["clerk@desk.example", "head@desk.example", "reviewer@desk.example"]);
    for letter in letters {
        let text = format!("{} {}", letter.header("Subject"), letter.text());
        assert!(text.contains("有 2 件") && text.contains("2026-12-01 24 时到期，今日到期：2 件"), "{text}");
        assert!(text.contains("https://chengxin.example/desk"), "{text}");
        for secret in [NUMBER, COMPANY, "台账"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}

/// A desk whose authority filed 1 to 6 without 4.
async fn with_a_gap(app: &TestApp) -> Desk<'_> {
    let desk = Desk::open(app).await;
    let rows: Vec<Penalty> = [1, 2, 3, 5, 6].map(|serial| Penalty::new(&number(serial))).to_vec();
    app.import(&rows).await;
    desk.approve_all().await;
    duties::turn(app.core(), NO_MAIL).await.unwrap();
    desk
}

async fn gap_path(desk: &Desk<'_>) -> String {
    desk.get(Who::Clerk, "/desk/duties").await.attributes("tbody a", "href").remove(0)
}

#[tokio::test]
async fn a_missing_number_is_shown_to_its_authority_and_the_auditor_with_its_clock() {
    let app = furnished(TODAY).await;
    let desk = with_a_gap(&app).await;
    for who in [Who::Clerk, Who::Reviewer, Who::Head, Who::Auditor] {
        let words = desk.get(who, "/desk/duties").await.words("main");
        assert!(words.contains("第 4 号") && words.contains("2026-12-21"), "{who:?}: {words}");
    }
    assert!(!desk.get(Who::OtherClerk, "/desk/duties").await.words("main").contains("第 4 号"));
    assert_eq!(desk.get(Who::Administrator, "/desk/duties").await.status, 403);
}

#[tokio::test]
async fn the_clerk_explains_a_gap_by_the_table() {
    let app = furnished(TODAY).await;
    let desk = with_a_gap(&app).await;
    let path = gap_path(&desk).await;
    assert_eq!(desk.get(Who::Clerk, &path).await.status, 200);
    for who in [Who::OtherClerk, Who::Reviewer, Who::Head, Who::Administrator, Who::Auditor] {
        assert_eq!(desk.post(who, &path, &[("explanation", "voided")]).await.status, 403, "{who:?}");
    }
    for fields in [&[("explanation", "")][..], &[("explanation", "other"), ("words", " ")]] {
        let answer = desk.post(Who::Clerk, &path, fields).await;
        assert_eq!((answer.status, answer.count(".error-summary a")), (422, 1), "{fields:?}");
    }
    let fields = [("explanation", "voided"), ("words", "打印错误，已作废")];
    assert_eq!(desk.post(Who::Clerk, &path, &fields).await.status, 303);
    let words = desk.get(Who::Auditor, "/desk/duties").await.words("main");
    assert!(words.contains("已说明") && words.contains("打印错误"), "{words}");
}

#[tokio::test]
async fn only_numbers_that_stay_unexplained_for_twenty_working_days_are_public_as_a_count() {
    let app = furnished(TODAY).await;
    let desk = with_a_gap(&app).await;
    let id = app.authority_id(AUTHORITY).await;
    let public = async || app.get(&format!("/api/v1/agencies/{id}")).await.json()["gaps"].clone();
    on(&app, &desk, "2026-12-21").await;
    assert_eq!(public().await, json!([]));
    on(&app, &desk, "2026-12-22").await;
    assert_eq!(public().await, json!([{"year": 2026, "count": "fewer-than-five"}]));
    let page = app.get(&format!("/agencies/{id}")).await;
    assert!(page.words("main").contains("不足5") && !page.text.contains(&number(4)));
    let fields = [("explanation", "internal")];
    assert_eq!(desk.post(Who::Clerk, &gap_path(&desk).await, &fields).await.status, 303);
    on(&app, &desk, "2026-12-23").await;
    assert_eq!(public().await, json!([]));
}

#[tokio::test]
async fn a_number_that_was_filed_is_no_gap_even_if_its_row_was_kept_back() {
    let app = furnished(TODAY).await;
    let desk = with_a_gap(&app).await;
    app.import(&[Penalty::new(&number(4)).with("CF_NR_FK", "两千")]).await;
    on(&app, &desk, "2026-11-24").await;
    let words = desk.get(Who::Clerk, "/desk/duties").await.words("main");
    assert!(words.contains("没有发现断号"), "{words}");
}

#[tokio::test]
async fn a_gap_that_is_filled_in_part_keeps_its_clock() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows: Vec<Penalty> = [1, 2, 3, 4, 5, 6, 10, 11].map(|serial| Penalty::new(&number(serial))).to_vec();
    app.import(&rows).await;
    duties::turn(app.core(), NO_MAIL).await.unwrap();
    assert!(desk.get(Who::Clerk, "/desk/duties").await.words("main").contains("第 7至9 号"));
    app.import(&[Penalty::new(&number(8))]).await;
    on(&app, &desk, "2026-11-26").await;
    let words = desk.get(Who::Clerk, "/desk/duties").await.words("main");
    assert!(words.contains("第 7 号") && words.contains("第 9 号") && !words.contains("7至9"), "{words}");
    assert_eq!(words.matches("2026-12-21").count(), 2, "{words}");
}

#[tokio::test]
async fn the_inspection_sample_is_matched_and_public_with_numerator_and_denominator() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    let id = app.authority_id(AUTHORITY).await;
    let page = async || app.get(&format!("/agencies/{id}")).await;
    assert_eq!(page().await.count("#samples"), 0);
    let post = async |who: Who, number: &str| {
        let fields = [
            ("authority", id.as_str()),
            ("kind", "penalty"),
            ("number", number),
            ("decided_on", "2026-11-20"),
            ("found_at", "机关案卷"),
        ];
        desk.post(who, "/desk/samples", &fields).await.status
    };
    for who in [Who::Clerk, Who::Reviewer, Who::Head, Who::Administrator] {
        assert_eq!(post(who, NUMBER).await, 403, "{who:?}");
        assert_eq!(desk.get(who, "/desk/samples").await.status, 403, "{who:?}");
    }
    assert_eq!(post(Who::Auditor, "云示监罚(2026)第1号").await, 303, "written in another style");
    assert_eq!(post(Who::Auditor, &number(7)).await, 303);
    assert_eq!(post(Who::Auditor, &number(7)).await, 422, "once only");
    app.import(&[Penalty::new(&number(7))]).await;
    let words = desk.get(Who::Auditor, "/desk/samples").await.words("tbody");
    assert!(words.contains("已报送") && words.contains("未报送"), "{words}");

    app.travel_to("2026-11-24");
    app.turn().await;
    let json = app.get(&format!("/api/v1/agencies/{id}")).await.json();
    assert_eq!(
        json["samples"],
        json!([{"year": 2026, "sampled": 2, "missing": 1}]),
        "filed later, still missing"
    );
    let words = page().await.words("main");
    assert!(words.contains("50%") || words.contains("50.0%") || words.contains("50.00%"), "{words}");
    assert!(!page().await.text.contains(&number(7)));
}

#[tokio::test]
async fn a_day_is_asked_for_in_one_way_and_read_in_every_usual_notation() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let pages = [
        (Who::Auditor, "/desk/samples"),
        (Who::Clerk, "/desk/commitments"),
        (Who::Head, "/desk/delegations"),
    ];
    for (who, path) in pages {
        let page = desk.get(who, path).await;
        assert_eq!(page.count("input[type=date]"), 0, "{path}");
        assert!(page.words(".hint").contains("例如 2026-11-23"), "{path}: {}", page.words(".hint"));
    }
    let authority = app.authority_id(AUTHORITY).await;
    let notations = ["2026-11-09", "2026/11/9", "20261109", "２０２６－１１－０９", "2026年11月9日"];
    for (serial, day) in (40..).zip(notations) {
        let number = number(serial);
        let fields = [
            ("authority", authority.as_str()),
            ("kind", "penalty"),
            ("number", &number),
            ("decided_on", day),
            ("found_at", "机关案卷"),
        ];
        let answer = desk.post(Who::Auditor, "/desk/samples", &fields).await;
        assert_eq!(answer.status, 303, "{day}: {}", answer.words(".error-summary"));
    }
    let rows = desk.get(Who::Auditor, "/desk/samples").await.words("tbody");
    assert_eq!(rows.matches("2026-11-09").count(), notations.len(), "{rows}");
}

#[tokio::test]
async fn what_is_withheld_is_public_by_year_and_ground_and_never_below_five() {
    let app = furnished(TODAY).await;
    let simple = |serial| Penalty::new(&number(serial)).with("CX_AJCX", "简易程序");
    app.import(&(1..=5).map(simple).collect::<Vec<_>>()).await;
    app.import(&[Penalty::new(&number(6)).with("CF_YJ", "《治安管理处罚法》第一条")]).await;
    let items = app.get("/api/v1/withheld").await.json()["items"].clone();
    assert_eq!(
        items,
        json!([
            {"year": 2026, "ground": "sealed", "count": "fewer-than-five"},
            {"year": 2026, "ground": "simple-procedure", "count": {"exact": 5}},
        ])
    );
    let words = app.get("/rules").await.words("main");
    assert!(words.contains("治安管理处罚记录依法封存不足5"), "{words}");
}

#[tokio::test]
async fn the_clock_of_gsxt_stands_beside_the_decision_of_a_market_regulator() {
    let app = furnished(TODAY).await;
    let other = Authority::new("云川市示例林业局", 3).with("领域", "林业");
    app.import(std::slice::from_ref(&other)).await;
    let stranger = Entity::new("秦岭示例外省商贸有限公司", 8).with("行政区划代码", "610102");
    app.import(std::slice::from_ref(&stranger)).await;
    app.import(&[
        Penalty::new(NUMBER),
        Penalty::new(&number(2)).party(&stranger),
        Penalty::new(&number(3)).by(&other),
    ])
    .await;
    for (serial, working_days) in [(1, json!(20)), (2, json!(20)), (3, json!(null))] {
        let path = app.decision_path(&number(serial)).await;
        let json = app.get(&format!("/api/v1{path}")).await.json();
        assert_eq!(json["gsxt"]["working_days"], working_days, "{serial}");
        let words = app.get(&path).await.words("main");
        let line = "国家企业信用信息公示系统期限（20 个工作日）：2026年12月18日";
        assert_eq!(words.contains(line), serial != 3, "{serial}: {words}");
    }
}

#[tokio::test]
async fn calendar_and_clocks_are_the_administrators_to_keep_and_the_auditors_to_read() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    for (page, content) in [("/desk/calendar", "国办发明电〔2025〕7号"), ("/desk/rules", "撤回已公示的决定")]
    {
        for (who, buttons) in [(Who::Administrator, true), (Who::Auditor, false)] {
            let answer = desk.get(who, page).await;
            assert!(answer.words("main").contains(content), "{who:?}: {}", answer.words("main"));
            assert_eq!(answer.count("main a.button") > 0, buttons, "{who:?} {page}");
        }
        for who in [Who::Clerk, Who::Reviewer, Who::Head] {
            assert_eq!(desk.get(who, page).await.status, 403, "{who:?}");
        }
    }
}

#[tokio::test]
async fn the_auditor_reads_what_others_manage_and_finds_nothing_to_change() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = [("name", "示例业务系统"), ("scope", "file")];
    assert_eq!(desk.post(Who::Head, "/desk/keys", &key).await.status, 200);
    let accounts = desk.get(Who::Auditor, "/desk/accounts").await.attributes("main tbody a", "href");
    assert!(accounts.len() > 4, "{accounts:?}");
    let pages = ["accounts", "delegations", "keys", "authorities", "calendar", "rules", "objections"];
    let pages = pages.map(|page| format!("/desk/{page}"));
    for page in pages.iter().chain(&accounts) {
        let answer = desk.get(Who::Auditor, page).await;
        assert_eq!((answer.status, answer.count("main form[method=post]")), (200, 0), "{page}");
        let away = answer.attributes("main a.button", "href");
        assert_eq!(away, [""; 0], "{page}");
    }
    let keys = desk.get(Who::Auditor, "/desk/keys").await.words("main");
    assert!(keys.contains(AUTHORITY) && keys.contains("示例业务系统"), "{keys}");
    let navigation = desk.get(Who::Auditor, "/desk").await.attributes("header nav a", "href");
    for page in pages.iter().filter(|page| *page != "/desk/delegations") {
        assert!(navigation.contains(page), "{page}: {navigation:?}");
    }
}
