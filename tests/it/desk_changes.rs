//! After publication: withdrawal, repair, withholding, replacement, hiding and expiry; what left can be fetched nowhere.

use domain::publication::Publication;
use tests::records::COMPANY;
use tests::{Answer, Desk, Penalty, TestApp, Who};

use crate::world::{TODAY, everything_public, furnished, offer_bulk_files, search};

const NUMBER: &str = "云示监罚〔2026〕1号";
/// Stands in the record's texts and nowhere else.
const CANARY: &str = "金丝雀uqoziulxk";

fn penalty() -> Penalty {
    Penalty::new(NUMBER)
        .with("CF_SY", format!("当事人{CANARY}未按规定建立台账"))
        .with("CF_WFXW", format!("违反了{CANARY}"))
}

/// A public record with a canary in it; its public identifier.
async fn published(app: &TestApp) -> (Desk<'_>, String) {
    let desk = Desk::open(app).await;
    app.import(&[penalty()]).await;
    desk.approve_all().await;
    let id = app.decision(NUMBER).await.public_id;
    assert_eq!(app.get(&format!("/decisions/{id}")).await.status, 200);
    assert_eq!(search(app, &format!("q={CANARY}&type=decision")).await.names(), [NUMBER]);
    (desk, id)
}

async fn assert_fetched_nowhere(app: &TestApp) {
    let public = everything_public(app, &[CANARY, "uqoziulxk", COMPANY, "云示监罚"]).await;
    assert!(!public.contains(CANARY) && !public.contains("uqoziulxk"), "{public}");
    let in_index: Vec<String> =
        app.files_with("uqoziulxk").await.into_iter().filter(|file| file.contains("/index/")).collect();
    assert!(in_index.is_empty(), "{in_index:?}");
}

async fn statuses(app: &TestApp, id: &str) -> (u16, u16) {
    let page = app.get(&format!("/decisions/{id}")).await.status;
    (page, app.get(&format!("/api/v1/decisions/{id}")).await.status)
}

/// Where a request now waits: the answer leads there.
fn waits_at(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
    let (path, told) = answer.header("location").split_once("?done=").unwrap();
    assert!(["asked", "hidden"].contains(&told), "{told}");
    path.to_owned()
}

async fn approve(desk: Desk<'_>, item: &str) {
    let answer = desk.post(Who::Reviewer, &format!("{item}/approve"), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
}

const WITHDRAWAL: [(&str, &str); 3] =
    [("ground", "revoked"), ("on", "2026-11-23"), ("words", "复议机关决定撤销")];

#[tokio::test]
async fn a_withdrawal_by_two_persons_leaves_its_reason_until_the_original_end_and_nothing_else() {
    let app = furnished(TODAY).await;
    let (desk, id) = published(&app).await;
    let form = format!("/desk/records/{id}/withdraw");
    assert_eq!(desk.get(Who::Clerk, &form).await.status, 200);
    let item = waits_at(&desk.post(Who::Clerk, &form, &WITHDRAWAL).await);
    assert_eq!(statuses(&app, &id).await, (200, 200), "nothing has changed yet");
    let page = desk.get(Who::Reviewer, &item).await;
    assert!(page.words("main").contains("截止 2026-11-26"), "three working days: {}", page.words("main"));
    assert_eq!(desk.post(Who::Clerk, &format!("{item}/approve"), &[]).await.status, 403);
    approve(desk, &item).await;
    assert_eq!(statuses(&app, &id).await, (410, 410));
    app.turn().await;
    assert_fetched_nowhere(&app).await;
    let stone = app.get(&format!("/decisions/{id}")).await;
    assert!(
        stone.words("main").contains("已被依法撤销，信息已撤回。复议机关决定撤销。"),
        "{}",
        stone.words("main")
    );
    assert!(stone.words("main").contains(NUMBER) && !stone.text.contains(COMPANY));

    app.travel_to_moment("2027-11-20 23:59:59");
    assert_eq!(statuses(&app, &id).await, (410, 410));
    app.travel_to_moment("2027-11-21 00:00:00");
    assert_eq!(statuses(&app, &id).await, (404, 404), "the tombstone ends with the original publicity");
    assert!(!everything_public(&app, &["云示监罚"]).await.contains("复议机关决定撤销"));
}

#[tokio::test]
async fn a_public_reason_with_personal_data_is_refused_with_its_place() {
    let app = furnished(TODAY).await;
    let (desk, id) = published(&app).await;
    let form = format!("/desk/records/{id}/withdraw");
    let fields = [("ground", "revoked"), ("on", "2026-11-23"), ("words", "请致电13800138000")];
    let again = desk.post(Who::Clerk, &form, &fields).await;
    assert_eq!(
        (again.status, again.attributes(".error-summary a", "href")),
        (422, vec!["#words".to_owned()])
    );
    assert!(
        again.words(".error-summary").contains("第 4 个字起含有手机号码"),
        "{}",
        again.words(".error-summary")
    );
    assert!(again.words("#words").contains("13800138000"), "what was typed is still there");
    for (field, value) in [("ground", ""), ("on", "gestern"), ("on", "2026-11-24")] {
        let mut fields = WITHDRAWAL;
        fields.iter_mut().filter(|(name, _)| *name == field).for_each(|pair| pair.1 = value);
        let again = desk.post(Who::Clerk, &form, &fields).await;
        assert_eq!(again.attributes(".error-summary a", "href"), [format!("#{field}")], "{field} {value}");
    }
    assert!(desk.waiting().await.is_empty());
}

#[tokio::test]
async fn a_repair_told_by_the_single_window_leaves_no_trace() {
    let app = furnished(TODAY).await;
    let (desk, id) = published(&app).await;
    let fields = [("on", "2026-11-23"), ("words", "修复决定1号")];
    let item = waits_at(&desk.post(Who::Clerk, &format!("/desk/records/{id}/repair"), &fields).await);
    approve(desk, &item).await;
    assert_eq!(statuses(&app, &id).await, (404, 404));
    app.turn().await;
    assert_fetched_nowhere(&app).await;
    assert!(!everything_public(&app, &[]).await.contains("修复决定1号"));
    let inside = desk.get(Who::Clerk, &format!("/desk/records/{id}")).await;
    assert!(inside.words("[aria-labelledby=approvals]").contains("信用修复"), "the record inside stays");
}

#[tokio::test]
async fn a_public_decision_that_is_withheld_leaves_without_a_trace() {
    let app = furnished(TODAY).await;
    let (desk, id) = published(&app).await;
    let fields = [("ground", "business-secret"), ("words", "当事人来函")];
    let item = waits_at(&desk.post(Who::Clerk, &format!("/desk/records/{id}/withhold"), &fields).await);
    approve(desk, &item).await;
    assert_eq!(statuses(&app, &id).await, (404, 404));
    app.turn().await;
    assert_fetched_nowhere(&app).await;
    assert_eq!(app.decision(NUMBER).await.withheld_reason.as_deref(), Some("business-secret"));
    let counts = app.get("/api/v1/withheld").await.text;
    assert!(counts.contains("business-secret"), "it counts among what is withheld: {counts}");
}

#[tokio::test]
async fn a_decision_withheld_after_its_due_day_counts_as_late() {
    for (decided_on, late_by) in [("2026-11-20", None), ("2026-11-10", Some(2))] {
        let app = furnished(TODAY).await;
        let desk = Desk::open(&app).await;
        app.import(&[penalty().decided_on(decided_on)]).await;
        let id = app.decision(NUMBER).await.public_id;
        let fields = [("ground", "state-secret"), ("words", "")];
        let item = waits_at(&desk.post(Who::Clerk, &format!("/desk/records/{id}/withhold"), &fields).await);
        approve(desk, &item).await;
        let row = app.decision(NUMBER).await;
        assert_eq!((row.state, row.late_by), (Publication::Withheld, late_by), "{decided_on}");
        assert!(desk.waiting().await.is_empty(), "its publication waits no more");
        app.turn().await;
        assert_fetched_nowhere(&app).await;
    }
}

#[tokio::test]
async fn a_reviewer_hides_a_record_at_once_and_another_person_confirms_or_lifts_it() {
    let app = furnished(TODAY).await;
    let (desk, id) = published(&app).await;
    let before = app.decision(NUMBER).await;
    let address = format!("https://chengxin.example/decisions/{id}?x=1");
    let fields = [("record", address.as_str()), ("ground", "personal-data"), ("words", "误公开")];
    for who in [Who::Clerk, Who::Head, Who::Auditor, Who::OtherClerk] {
        assert_eq!(desk.post(who, "/desk/hide", &fields).await.status, 403, "{who:?}");
    }
    let item = waits_at(&desk.post(Who::Reviewer, "/desk/hide", &fields).await);
    assert_eq!(statuses(&app, &id).await, (404, 404), "before any job ran");
    app.turn().await;
    assert_fetched_nowhere(&app).await;

    let own = desk.post(Who::Reviewer, &format!("{item}/lift"), &[("word", "看错了")]).await;
    assert_eq!(own.status, 403, "not the same person");
    let by_head = desk.get(Who::Head, &item).await;
    assert!(by_head.words(".preview").contains(CANARY), "the head sees what was hidden");
    assert_eq!(desk.post(Who::Head, &format!("{item}/lift"), &[("word", "核实无误")]).await.status, 303);
    assert_eq!(statuses(&app, &id).await, (200, 200));
    app.turn().await;
    assert_eq!(search(&app, &format!("q={CANARY}&type=decision")).await.names(), [NUMBER]);
    let after = app.decision(NUMBER).await;
    assert_eq!((after.published_at, after.late_by), (before.published_at, before.late_by), "its old times");
    app.turn().await;
}

#[tokio::test]
async fn a_confirmed_hiding_becomes_a_withdrawal_or_is_withheld() {
    let withdraw: &[(&str, &str)] = &[("outcome", "withdraw"), ("ground", "void"), ("words", "")];
    let withhold: &[(&str, &str)] = &[("outcome", "withhold"), ("law", "personal-data")];
    for (fields, status) in [(withdraw, 410), (withhold, 404)] {
        let app = furnished(TODAY).await;
        let (desk, id) = published(&app).await;
        let hiding = [("record", id.as_str()), ("ground", "wrong-party"), ("words", "")];
        let item = waits_at(&desk.post(Who::Administrator, "/desk/hide", &hiding).await);
        assert!(desk.get(Who::Administrator, "/desk").await.words("tbody").contains("已隐藏，待确认"));
        let approved = desk.post(Who::Reviewer, &format!("{item}/approve"), &[]).await;
        assert_eq!(approved.status, 409, "an approval says not how");
        let confirmed = desk.post(Who::Reviewer, &format!("{item}/confirm"), fields).await;
        assert_eq!(confirmed.status, 303, "{}", confirmed.words("main"));
        assert_eq!(statuses(&app, &id).await, (status, status));
        app.turn().await;
        assert_fetched_nowhere(&app).await;
        assert!(desk.waiting().await.is_empty());
    }
}

#[tokio::test]
async fn an_unconfirmed_hiding_is_overdue_after_one_working_day_and_stays_hidden() {
    let app = furnished(TODAY).await;
    let (desk, id) = published(&app).await;
    let hiding = [("record", id.as_str()), ("ground", "other"), ("words", "待核实")];
    waits_at(&desk.post(Who::Reviewer, "/desk/hide", &hiding).await);
    app.travel_to("2026-11-25");
    app.turn().await;
    desk.sign_in_all().await;
    for who in [Who::Head, Who::Auditor] {
        let queue = desk.get(who, "/desk").await.words(".late-row");
        assert!(queue.contains("已逾期 超 1 个工作日") && queue.contains("紧急隐藏"), "{who:?}: {queue}");
    }
    assert_eq!(statuses(&app, &id).await, (404, 404));
    assert_fetched_nowhere(&app).await;
}

#[tokio::test]
async fn a_restored_back_up_does_not_show_what_was_hidden_and_shows_what_was_lifted() {
    let app = furnished(TODAY).await;
    let (desk, id) = published(&app).await;
    let (before, later) = (app.back_up().await, app.back_up().await);
    let hiding = [("record", id.as_str()), ("ground", "other"), ("words", "")];
    let item = waits_at(&desk.post(Who::Reviewer, "/desk/hide", &hiding).await);
    let restored = app.restore(before).await;
    restored.turn().await;
    assert_eq!(statuses(&restored, &id).await, (404, 404));
    assert_eq!(restored.decision(NUMBER).await.state, Publication::Hidden);
    assert_fetched_nowhere(&restored).await;
    let number = restored.ledger_number().await;
    restored.turn().await;
    assert_eq!(restored.ledger_number().await, number, "once is enough");

    assert_eq!(desk.post(Who::Head, &format!("{item}/lift"), &[("word", "核实无误")]).await.status, 303);
    let restored = app.restore(later).await;
    restored.turn().await;
    assert_eq!(statuses(&restored, &id).await, (200, 200));
}

#[tokio::test]
async fn a_correction_of_a_hidden_record_shows_it_again_after_a_second_person_saw_it() {
    let app = furnished(TODAY).await;
    let (desk, id) = published(&app).await;
    let hiding = [("record", id.as_str()), ("ground", "personal-data"), ("words", "")];
    waits_at(&desk.post(Who::Reviewer, "/desk/hide", &hiding).await);
    app.import(&[Penalty::new(NUMBER)]).await;
    assert_eq!(statuses(&app, &id).await, (404, 404), "a clerk alone shows nothing");
    let mut tx = app.tx().await;
    let sql = "select id from approval where state = 'waiting' and purpose = 'correct'";
    let (correction,): (String,) = tx.query(sql).one().await.unwrap();
    drop(tx);
    approve(desk, &format!("/desk/approvals/{correction}")).await;
    assert_eq!(statuses(&app, &id).await, (200, 200));
    assert!(desk.waiting().await.is_empty(), "the hiding is over");
    app.turn().await;
    assert_fetched_nowhere(&app).await;
}

#[tokio::test]
async fn a_changed_decision_takes_the_old_ones_place_with_a_clock_of_its_own() {
    let app = furnished(TODAY).await;
    let (desk, old) = published(&app).await;
    app.import(&[Penalty::new("云示监罚〔2026〕2号")]).await;
    let row = app.decision("云示监罚〔2026〕2号").await;
    let form = format!("/desk/records/{}/replace", row.public_id);
    assert_eq!(desk.get(Who::Clerk, &form).await.status, 200);
    let itself = desk.post(Who::Clerk, &form, &[("old", &row.public_id), ("kind", "changed")]).await;
    assert_eq!(itself.status, 422);
    let linked =
        desk.post(Who::Clerk, &form, &[("old", &format!("/desk/records/{old}")), ("kind", "changed")]).await;
    assert_eq!(linked.status, 303, "{}", linked.words("main"));
    desk.approve_all().await;
    assert_eq!(statuses(&app, &old).await, (410, 410));
    assert!(app.get(&format!("/decisions/{old}")).await.words("main").contains("已被依法变更"));
    assert_fetched_nowhere(&app).await;
    let new = app.decision("云示监罚〔2026〕2号").await;
    assert_eq!((new.state, new.due_on), (Publication::Published, row.due_on), "its own clock");
    let inside = desk.get(Who::Clerk, &format!("/desk/records/{}", new.public_id)).await;
    assert!(inside.words("[aria-labelledby=links]").contains(NUMBER), "linked inside");
    let public = app.get(&format!("/decisions/{}", new.public_id)).await.text;
    assert!(!public.contains(&old) && !public.contains(NUMBER), "and only inside");
}

#[tokio::test]
async fn a_reissue_keeps_its_predecessors_lateness() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.import(&[penalty().decided_on("2026-11-02")]).await;
    let old = app.decision(NUMBER).await;
    app.import(&[Penalty::new("云示监罚〔2026〕2号")]).await;
    let new = app.decision("云示监罚〔2026〕2号").await;
    let fields = [("old", old.public_id.as_str()), ("kind", "reissue")];
    let linked = desk.post(Who::Clerk, &format!("/desk/records/{}/replace", new.public_id), &fields).await;
    assert_eq!(linked.status, 303, "{}", linked.words("main"));
    let new = app.decision("云示监罚〔2026〕2号").await;
    assert_eq!(new.due_on, old.due_on);
    let late = [("late_reason", "other"), ("late_words", "")];
    for id in desk.waiting().await {
        assert_eq!(
            desk.post(Who::Reviewer, &format!("/desk/approvals/{id}/approve"), &late).await.status,
            303
        );
    }
    let new = app.decision("云示监罚〔2026〕2号").await;
    assert!(new.late_by.is_some_and(|days| days > 0), "{:?}", new.late_by);
}

#[tokio::test]
async fn a_clerk_gives_a_request_up_and_another_authority_knows_of_none() {
    let app = furnished(TODAY).await;
    let (desk, id) = published(&app).await;
    let form = format!("/desk/records/{id}/withdraw");
    assert_eq!(desk.get(Who::OtherClerk, &form).await.status, 404);
    assert_eq!(desk.post(Who::OtherClerk, &form, &WITHDRAWAL).await.status, 404);
    for who in [Who::Reviewer, Who::Head, Who::Administrator, Who::Auditor] {
        assert_eq!(desk.post(who, &form, &WITHDRAWAL).await.status, 403, "{who:?}");
    }
    let item = waits_at(&desk.post(Who::Clerk, &form, &WITHDRAWAL).await);
    assert_eq!(
        desk.post(Who::Reviewer, &format!("{item}/return"), &[("word", "日期不符")]).await.status,
        303
    );
    assert_eq!(statuses(&app, &id).await, (200, 200), "a returned request changes nothing");
    assert_eq!(desk.post(Who::OtherClerk, &format!("{item}/give-up"), &[]).await.status, 403);
    assert_eq!(desk.post(Who::Clerk, &format!("{item}/give-up"), &[]).await.status, 303);
    assert!(desk.get(Who::Clerk, "/desk").await.words("main").contains("没有待办"));
    let record = desk.get(Who::Clerk, &format!("/desk/records/{id}")).await.words("main");
    assert!(record.contains("已放弃") && !record.contains("代替"), "{record}");
}

#[tokio::test]
async fn expiry_after_an_approval_leaves_nothing_either() {
    let app = furnished(TODAY).await;
    let (_, id) = published(&app).await;
    offer_bulk_files(&app).await;
    app.travel_to("2027-11-21");
    assert_eq!(statuses(&app, &id).await, (404, 404), "before any job ran");
    app.turn().await;
    offer_bulk_files(&app).await;
    assert_fetched_nowhere(&app).await;
}
