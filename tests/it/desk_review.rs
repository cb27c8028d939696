//! The queue, the item, batches, records, and the time in each hand, through the router.

use domain::publication::Publication;
use tests::records::{COMPANY, resident_id};
use tests::{Desk, Entity, Penalty, TestApp, Who};

use crate::world::{TODAY, encoded, furnished, search};

const NUMBER: &str = "云示监罚〔2026〕1号";

async fn opened() -> TestApp {
    furnished(TODAY).await
}

async fn item(desk: Desk<'_>) -> String {
    format!("/desk/approvals/{}", desk.waiting().await.remove(0))
}

async fn record(app: &TestApp, number: &str) -> String {
    format!("/desk/records/{}", app.decision(number).await.public_id)
}

#[tokio::test]
async fn the_queue_orders_by_time_left_and_says_in_words_how_much() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    let days = [("4", "2026-11-20"), ("1", "2026-11-10"), ("3", "2026-11-13"), ("2", "2026-11-12")];
    for (number, day) in days {
        app.import(&[Penalty::new(&format!("云示监罚〔2026〕{number}号")).decided_on(day)]).await;
    }
    let page = desk.get(Who::Reviewer, "/desk").await;
    assert_eq!(page.status, 200);
    let rows: Vec<String> = page.words("tbody th").split(" 云").map(str::to_owned).collect();
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(
        rows.iter().enumerate().all(|(index, row)| row.contains(&format!("〕{}号", index + 1))),
        "{rows:?}"
    );
    let words = page.words("tbody");
    for wanted in ["已逾期 超 2 个工作日", "今日到期 剩 13 小时", "临近 剩 1 个工作日", "充裕 剩 6 个工作日"]
    {
        assert!(words.contains(wanted), "{wanted}: {words}");
    }
    assert!(page.words(".lead").contains("1 件已逾期，1 件今日 24 时到期"), "{}", page.words(".lead"));
    assert_eq!(page.words("main").matches("件已逾期").count(), 1, "told once");
    let most_pressing = page.attributes(".late-row a", "href")[0].clone();
    assert_eq!(
        page.attributes(".head .button:not(.button-plain)", "href"),
        [most_pressing],
        "the reviewer's main job"
    );
    let clerk = desk.get(Who::Clerk, "/desk").await;
    assert_eq!(clerk.attributes(".head .button:not(.button-plain)", "href"), ["/desk/drafts"]);
    assert!(page.words(".late-row").contains("复核"), "a reviewer's next step");
    assert!(desk.get(Who::Clerk, "/desk").await.words(".late-row").contains("催办"));
    assert!(desk.get(Who::OtherClerk, "/desk").await.words("main").contains("没有待办"));
    assert_eq!(desk.get(Who::Auditor, "/desk").await.count("tbody tr"), 4);
    assert!(desk.get(Who::Administrator, "/desk").await.words("main").contains("没有待办"));
}

#[tokio::test]
async fn the_reviewer_sees_exactly_what_the_public_will_see_and_beside_it_what_stays_inside() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER).with("BZ", "内部备注文字")]).await;
    let path = item(desk).await;
    let page = desk.get(Who::Reviewer, &path).await;
    assert_eq!(page.status, 200);
    let preview = page.words(".preview");
    assert!(!preview.contains("内部备注文字"), "{preview}");
    assert!(page.words(".aside").contains("内部备注文字"), "{}", page.words(".aside"));
    let before = page.words(".preview .pairs-one");
    let approved = desk.post(Who::Reviewer, &format!("{path}/approve"), &[]).await;
    let queue = desk.get(Who::Reviewer, approved.header("location")).await;
    assert!(queue.words(".notice").starts_with("已复核通过。下一步："), "{}", queue.words(".notice"));
    let public = app.get(&app.decision_path(NUMBER).await).await;
    assert_eq!(public.status, 200, "public with the commit");
    assert_eq!(public.words(".pairs-one"), before);
    assert!(before.contains("0.2 万元（2,000 元）") && !before.contains("0.200000"), "{before}");
    let json = app.get(&format!("/api/v1{}", app.decision_path(NUMBER).await)).await;
    assert!(json.text.contains("0.200000"), "programs get the value as the standard stores it");
    app.turn().await;
    assert_eq!(search(&app, "q=云示监罚&type=decision").await.names(), [NUMBER]);
    assert!(desk.get(Who::Reviewer, &path).await.words(".decide").contains("已通过"));
}

#[tokio::test]
async fn who_filed_it_cannot_approve_it_and_is_told_who_can() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    let path = item(desk).await;
    let mut tx = app.core().db.write().await.unwrap();
    tx.query("update approval set submitted_by = 'account-reviewer'").execute().await.unwrap();
    tx.commit().await.unwrap();
    let page = desk.get(Who::Reviewer, &path).await;
    assert!(page.words(".decide").contains("不能是同一人"), "{}", page.words(".decide"));
    assert!(page.words(".decide").contains("示例head"));
    let refused = desk.post(Who::Reviewer, &format!("{path}/approve"), &[]).await;
    assert_eq!(refused.status, 403);
    assert!(refused.words("main").contains("填报人与复核人不能是同一人"));
    assert_eq!(app.decision(NUMBER).await.state, Publication::Pending);
    assert_eq!(desk.post(Who::Head, &format!("{path}/approve"), &[]).await.status, 303);
}

#[tokio::test]
async fn what_is_not_ones_own_is_unknown_or_refused() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    let path = item(desk).await;
    assert_eq!(desk.get(Who::OtherClerk, &path).await.status, 404);
    assert_eq!(desk.get(Who::OtherClerk, &record(&app, NUMBER).await).await.status, 404);
    assert_eq!(desk.get(Who::Administrator, &record(&app, NUMBER).await).await.status, 403);
    assert_eq!(desk.get(Who::Nobody, &path).await.status, 303);
    for who in [Who::Clerk, Who::Administrator, Who::Auditor] {
        assert_eq!(desk.post(who, &format!("{path}/approve"), &[]).await.status, 403, "{who:?}");
    }
    let nothing = format!("/desk/approvals/{}", desk.nothing());
    assert_eq!(desk.get(Who::Reviewer, &nothing).await.status, 404);
}

#[tokio::test]
async fn a_late_item_asks_for_its_reason_at_the_field_and_keeps_it() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER).decided_on("2026-11-02")]).await;
    let path = item(desk).await;
    let again = desk.post(Who::Reviewer, &format!("{path}/approve"), &[("late_words", "经办人出差")]).await;
    assert_eq!(again.status, 422);
    assert_eq!(again.attributes(".error-summary a", "href"), ["#late_reason"]);
    assert_eq!(again.count("select#late_reason[aria-invalid]"), 1);
    assert!(again.words("#late_words").contains("经办人出差"), "what was typed is still there");
    let fields = [("late_reason", "staff-change"), ("late_words", "经办人出差")];
    assert_eq!(desk.post(Who::Reviewer, &format!("{path}/approve"), &fields).await.status, 303);
    assert_eq!(app.decision(NUMBER).await.state, Publication::Published);
    let public = app.get(&app.decision_path(NUMBER).await).await.text;
    assert!(!public.contains("经办人出差"), "the words stay inside");
}

#[tokio::test]
async fn a_return_needs_a_word_which_the_clerk_reads() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    let path = item(desk).await;
    let again = desk.post(Who::Reviewer, &format!("{path}/return"), &[("word", " ")]).await;
    assert_eq!((again.status, again.attributes(".error-summary a", "href")), (422, vec!["#word".to_owned()]));
    let word = [("word", "违法事实写得太简略")];
    assert_eq!(desk.post(Who::Reviewer, &format!("{path}/return"), &word).await.status, 303);
    let queue = desk.get(Who::Clerk, "/desk").await.words("tbody");
    assert!(queue.contains("已退回，待改") && queue.contains("改错"), "{queue}");
    assert!(desk.get(Who::Clerk, &path).await.words(".notice").contains("违法事实写得太简略"));
}

#[tokio::test]
async fn a_correction_shows_old_and_new_and_the_page_as_it_will_be() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    desk.approve_all().await;
    app.import(&[Penalty::new(NUMBER).with("CF_SY", "第一次改写的违法事实")]).await;
    app.import(&[Penalty::new(NUMBER).with("CF_SY", "更正后的违法事实")]).await;
    assert_eq!(desk.waiting().await.len(), 1, "the newer correction overtakes the older one");
    let page = desk.get(Who::Reviewer, &item(desk).await).await;
    let row = page.words("tbody tr");
    assert!(row.contains("违法事实当事人未按规定建立台账更正后的违法事实"), "{row}");
    assert!(page.words(".preview").contains("更正后的违法事实"));
    desk.approve_all().await;
    let versions =
        desk.get(Who::Clerk, &record(&app, NUMBER).await).await.words("[aria-labelledby=versions]");
    assert!(versions.contains("违法事实"), "{versions}");
}

#[tokio::test]
async fn a_batch_is_one_line_and_is_approved_in_the_background_with_progress() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    let rows: Vec<Penalty> = (1..=120).map(|n| Penalty::new(&format!("云示监罚〔2026〕{n}号"))).collect();
    app.import(&rows).await;
    let queue = desk.get(Who::Reviewer, "/desk").await;
    assert_eq!(queue.count("tbody tr"), 1, "{}", queue.words("tbody"));
    assert!(queue.words("tbody").contains("待复核 120 条"));
    let path = queue.attributes("tbody th a", "href").remove(0);
    let page = desk.get(Who::Reviewer, &path).await;
    assert_eq!(page.count("tbody tr"), 50);
    let next = page.attributes("a[rel=next]", "href").remove(0);
    assert_eq!(desk.get(Who::Reviewer, &next).await.count("tbody tr"), 50);
    assert_eq!(desk.post(Who::Clerk, &format!("{path}/approve"), &[]).await.status, 403);
    assert_eq!(desk.get(Who::OtherClerk, &path).await.status, 404);

    let begun = desk.post(Who::Reviewer, &format!("{path}/approve"), &[]).await;
    assert_eq!((begun.status, begun.header("location")), (303, path.as_str()));
    loop {
        let page = desk.get(Who::Reviewer, &path).await;
        if page.header("refresh").is_empty() {
            assert!(page.words("main").contains("没有待复核的记录"), "{}", page.words("main"));
            break;
        }
        assert_eq!(page.count("progress"), 1);
    }
    app.turn().await;
    assert_eq!(search(&app, "q=云示监罚&type=decision").await.json()["total"], 120);
    assert!(desk.get(Who::Reviewer, "/desk").await.words("main").contains("没有待办"));
}

#[tokio::test]
async fn records_are_found_by_the_beginning_of_number_or_party_in_any_bracket_style() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    let other = Entity::new("秦岭示例松岚商贸有限公司", 2);
    app.import(std::slice::from_ref(&other)).await;
    app.import(&[Penalty::new(NUMBER), Penalty::new("云示监罚〔2025〕7号").party(&other)]).await;
    let count = async |query: &str| {
        desk.get(Who::Clerk, &encoded(&format!("/desk/records?{query}"))).await.count("tbody tr")
    };
    assert_eq!(count("").await, 2);
    assert_eq!(count("number=云示监罚[2026]").await, 1);
    assert_eq!(count("number=云示监罚（2025）7号").await, 1);
    assert_eq!(count("number=2026").await, 0, "beginnings only");
    assert_eq!(count("party=秦岭示例松岚").await, 1);
    assert_eq!(count("party=秦岭示例&number=云示监罚〔2026").await, 1);
    assert_eq!(desk.get(Who::OtherClerk, "/desk/records").await.count("tbody tr"), 0);
    assert_eq!(desk.get(Who::Auditor, "/desk/records").await.count("tbody tr"), 2);
}

#[tokio::test]
async fn personal_data_is_shown_once_for_a_purpose_that_is_recorded() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    let id = resident_id("1980-05-06", 1);
    app.import(&[Penalty::new(NUMBER).person("甄见山", &id)]).await;
    let path = record(&app, NUMBER).await;
    for who in [Who::Clerk, Who::Reviewer, Who::Auditor] {
        let page = desk.get(who, &path).await;
        assert_eq!(page.status, 200);
        assert!(!page.text.contains(&id) && !page.text.contains("甄见山"), "{who:?}");
    }
    let person = format!("{path}/person");
    let refused = desk.post(Who::Clerk, &person, &[("purpose", "看")]).await;
    assert_eq!((refused.status, refused.text.contains(&id)), (422, false));
    let purpose = [("purpose", "核对当事人身份，电话13800138000")];
    let shown = desk.post(Who::Clerk, &person, &purpose).await;
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains(&id) && shown.text.contains("甄见山"));
    let after = desk.get(Who::Clerk, &path).await;
    assert!(!after.text.contains(&id));
    let trail = after.words("[aria-labelledby=trail]");
    assert!(trail.contains("查看个人信息") && trail.contains("核对当事人身份"), "{trail}");
    assert!(!trail.contains("13800138000"), "{trail}");
    assert_eq!(desk.post(Who::OtherClerk, &person, &purpose).await.status, 404);
    assert_eq!(desk.post(Who::Administrator, &person, &purpose).await.status, 403);
}

#[tokio::test]
async fn an_unresolved_party_is_settled_by_its_own_authority() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    let stranger = Penalty::new(NUMBER).with("CF_XDR_SHXYM", tests::records::code("91", 77));
    app.import(&[stranger]).await;
    desk.approve_all().await;
    assert_eq!(app.decision(NUMBER).await.state, Publication::Unresolved);
    let page = desk.get(Who::Clerk, "/desk/unresolved").await;
    assert!(page.words("main").contains(NUMBER), "{}", page.words("main"));
    assert!(page.words(".aside-box").contains(COMPANY), "an entity of the same name is proposed");
    assert!(!desk.get(Who::OtherClerk, "/desk/unresolved").await.words("main").contains(NUMBER));
    let public_id = app.decision(NUMBER).await.public_id;
    let entity = app.entity_id(COMPANY).await;
    let fields = [("record", public_id.as_str()), ("position", "1"), ("entity", entity.as_str())];
    assert_eq!(desk.post(Who::OtherClerk, "/desk/unresolved/settle", &fields).await.status, 404);
    assert_eq!(desk.post(Who::Clerk, "/desk/unresolved/settle", &fields).await.status, 303);
    assert_eq!(app.decision(NUMBER).await.state, Publication::Published);
}

#[tokio::test]
async fn the_head_sees_the_time_in_each_hand_on_working_days() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    app.travel_to_moment("2026-11-27 10:00:00");
    desk.sign_in_all().await;
    app.import(&[Penalty::new(NUMBER)]).await;
    app.travel_to_moment("2026-11-30 11:00:00");
    desk.sign_in_all().await;
    desk.approve_all().await;
    let page = desk.get(Who::Head, "/desk/statistics").await;
    assert_eq!(page.status, 200);
    let row = page.words("tbody tr");
    // Friday 10:00 to Monday 11:00: the weekend is in nobody's hand.
    assert!(row.contains("中位数 1.0 个工作日"), "{row}");
    assert!(row.contains(NUMBER), "the slowest is named: {row}");
    for who in [Who::Clerk, Who::Reviewer, Who::Administrator] {
        assert_eq!(desk.get(who, "/desk/statistics").await.status, 403, "{who:?}");
    }
    assert_eq!(desk.get(Who::Auditor, "/desk/statistics").await.status, 200);
}

#[tokio::test]
async fn texts_of_others_cannot_write_markup_on_the_desk() {
    let app = opened().await;
    let desk = Desk::open(&app).await;
    let hostile = "<script>alert(1)</script>&\"'";
    app.import(&[Penalty::new(NUMBER).with("CF_SY", hostile).with("BZ", hostile)]).await;
    for path in [item(desk).await, record(&app, NUMBER).await, "/desk".to_owned(), "/desk/records".to_owned()]
    {
        let page = desk.get(Who::Reviewer, &path).await;
        assert_eq!((page.status, page.count("script")), (200, 0), "{path}");
    }
}
