//! A clock or a policy of publicity that changes, by two administrators and for later days only.

use server::actions::entering::Verdict;
use server::actions::rules;
use tests::{Answer, Desk, Penalty, TestApp, Who};

use crate::world::{TODAY, another_administrator, furnished};

/// From next Tuesday on five working days instead of seven.
const CLOCK: [(&str, &str); 5] = [
    ("kind", "publish"),
    ("working_days", "5"),
    ("in_force_from", "2026-12-01"),
    ("sureness", "found"),
    ("basis", "示例〔2026〕9号第三项"),
];

/// From then on two years at most for serious acts.
const POLICY: [(&str, &str); 9] = [
    ("regime", "credit"),
    ("class", "serious"),
    ("sector", "common"),
    ("minimum", "不得提前"),
    ("maximum", "24"),
    ("anchor", "decision"),
    ("in_force_from", "2026-12-01"),
    ("document", "示例部门令第9号"),
    ("why", "严重失信"),
];

async fn enter(desk: &Desk<'_>, which: &str, fields: &[(&str, &str)]) -> Answer {
    desk.post(Who::Administrator, &format!("/desk/rules/{which}/new"), fields).await
}

fn page_of(entered: &Answer) -> String {
    assert_eq!(entered.status, 303, "{}", entered.words("main"));
    entered.header("location").split('?').next().unwrap().to_owned()
}

async fn confirm(app: &TestApp, page: &str) -> Result<(), String> {
    let (other, id) = (another_administrator(app).await, page.rsplit('/').next().unwrap());
    let confirmed = rules::decide(app.core(), &other, id, Verdict::Confirm).await;
    app.turn().await;
    confirmed.map_err(|refusal| refusal.to_string())
}

/// The due day of a decision that is handed in on the day that it is made.
async fn due_on(app: &TestApp, number: &str, day: &str) -> String {
    app.travel_to(day);
    app.turn().await;
    app.import(&[Penalty::new(number).decided_on(day)]).await;
    app.decision(number).await.due_on.unwrap().to_string()
}

#[tokio::test]
async fn a_confirmed_clock_governs_decisions_from_its_first_day_and_moves_no_earlier_one() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let page = page_of(&enter(&desk, "clocks", &CLOCK).await);
    let words = desk.get(Who::Administrator, &page).await.words("main");
    for said in ["2026年12月1日起适用", "示例〔2026〕9号第三项", "国办发〔2015〕51号第十八项", "待另一人确认"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
    let public = app.get("/rules").await;
    assert!(!public.words("main").contains("示例〔2026〕9号"), "nothing is in force before it is confirmed");

    let before = due_on(&app, "云示监罚〔2026〕1号", "2026-11-30").await;
    app.travel_to(TODAY);
    confirm(&app, &page).await.unwrap();
    assert_eq!(before, "2026-12-09");
    assert_eq!(app.decision("云示监罚〔2026〕1号").await.due_on.unwrap().to_string(), before);
    assert_eq!(due_on(&app, "云示监罚〔2026〕2号", "2026-11-30").await, "2026-12-09");
    assert_eq!(due_on(&app, "云示监罚〔2026〕3号", "2026-12-01").await, "2026-12-08");
    desk.approve_all().await;
    for (number, sentence) in [
        ("云示监罚〔2026〕2号", "第 7 个工作日是 2026年12月9日"),
        ("云示监罚〔2026〕3号", "第 5 个工作日是 2026年12月8日"),
    ] {
        let words = app.get(&app.decision_path(number).await).await.words("main");
        assert!(words.contains(sentence), "{number}: {words}");
    }

    let known = [("if-none-match", public.header("etag"))];
    let public = app.get_with("/rules", &known).await;
    assert_eq!(public.status, 200, "the page as it was is not kept");
    let json = app.get("/api/v1/rules").await.json();
    let rows = json["clocks"].as_array().unwrap().iter().filter(|row| row["code"] == "publish");
    let days: Vec<_> = rows.map(|row| (row["working_days"].clone(), row["in_force_from"].clone())).collect();
    assert_eq!(days.last(), Some(&(5.into(), "2026-12-01".into())), "{days:?}");
    let counted = async |day: &str| app.get(&format!("/api/v1/deadline?decided_on={day}")).await.json();
    assert_eq!(counted("2026-11-30").await["working_days"], 7);
    assert_eq!(counted("2026-12-01").await["due_on"], "2026-12-08");
    let words = public.words("main");
    for said in ["5 个工作日内公示", "示例〔2026〕9号第三项", "2015-06-24 至 2026-11-30", "2026-12-01 起"]
    {
        assert!(words.contains(said), "{said}: {words}");
    }
}

#[tokio::test]
async fn a_confirmed_policy_ends_publicity_by_the_day_of_the_decision() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    confirm(&app, &page_of(&enter(&desk, "policies", &POLICY).await)).await.unwrap();
    app.travel_to("2026-12-02");
    let serious = |number: &str, day: &str| {
        Penalty::new(number)
            .decided_on(day)
            .with("处罚类别", "吊销许可证件")
            .with("暂扣或吊销证照名称及编号", "食品经营许可证")
    };
    app.import(&[serious("云示监罚〔2026〕1号", "2026-11-30"), serious("云示监罚〔2026〕2号", "2026-12-01")])
        .await;
    let (old, new) = (app.decision("云示监罚〔2026〕1号").await, app.decision("云示监罚〔2026〕2号").await);
    let told = |row: &server::store::decision::DecisionRow| {
        (row.public_until.unwrap().to_string(), row.policy.clone().unwrap(), row.repair_from.is_some())
    };
    assert_eq!(told(&old), ("2029-11-30".to_owned(), "国家发展改革委令第36号".to_owned(), true));
    assert_eq!(told(&new), ("2028-12-01".to_owned(), "示例部门令第9号".to_owned(), false));
}

#[tokio::test]
async fn who_entered_a_rule_cannot_confirm_it_and_nobody_can_once_its_first_day_has_come() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let page = page_of(&enter(&desk, "clocks", &CLOCK).await);
    assert_eq!(desk.post(Who::Administrator, &format!("{page}/confirm"), &[]).await.status, 403);
    app.travel_to("2026-12-01");
    let late = confirm(&app, &page).await.unwrap_err();
    assert!(late.starts_with("施行日期已到，不能再确认"), "{late}");
    assert_eq!(app.core().rules().clocks, domain::clocks::Clocks::official());
    app.travel_to(TODAY);
    let refused = desk.post(Who::Administrator, &format!("{page}/refuse"), &[]).await;
    assert_eq!(refused.status, 303);
    let words = desk.get(Who::Administrator, &page).await.words("main");
    assert!(words.contains("未生效") && !words.contains("确认生效"), "{words}");
}

#[tokio::test]
async fn what_is_wrong_with_a_rule_is_told_at_its_field_and_nothing_typed_is_lost() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let with = |name: &'static str, value: &'static str| {
        CLOCK.map(|(known, old)| if known == name { (known, value) } else { (known, old) })
    };
    for (name, value, message) in [
        ("kind", "", "请选择期限"),
        ("working_days", "0", "请填写 1 至 250 的整数"),
        ("in_force_from", TODAY, "请填写施行日期，须晚于今天"),
        ("basis", "联系人电话13812345678", "请删去：这里的文字公开"),
        ("sureness", "unsure", "请选择依据类别"),
    ] {
        let answer = enter(&desk, "clocks", &with(name, value)).await;
        assert_eq!(answer.status, 422, "{name}");
        let words = answer.words(&format!("#{name}-fault"));
        assert!(words.contains(message), "{name}: {words}");
    }
    let answer = enter(
        &desk,
        "policies",
        &POLICY.map(|(name, value)| match name {
            "maximum" => (name, "2"),
            "minimum" => (name, "3"),
            _ => (name, value),
        }),
    )
    .await;
    assert_eq!(answer.status, 422);
    assert!(answer.words("#minimum-fault").contains("不大于最长公示期"));
    assert!(answer.text.contains("value=\"示例部门令第9号\""), "what was typed stays");
}
