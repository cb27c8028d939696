//! Those who decide: what they see, and the outcomes.

use server::actions::approval;
use server::store::audit;
use tests::Who;

use super::{Form, NAME, PDF, WORDS, step, with_penalty};
use crate::world::{TODAY, furnished};

#[tokio::test]
async fn only_those_who_decide_see_who_objects_and_each_look_is_noted() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let receipt = Form::open(&app, &record).await.file("决定书.pdf", PDF).receipt(&app).await;
    let id = receipt.id(&app).await;
    let pages = [
        "/desk/objections".to_owned(),
        format!("/desk/objections/{id}"),
        format!("/desk/objections/{id}/attachments/1"),
    ];
    for who in [Who::Clerk, Who::OtherClerk, Who::Administrator, Who::Auditor] {
        for page in &pages {
            let answer = desk.get(who, page).await;
            // The auditor sees how far each one is, never who objects.
            let is_course = who == Who::Auditor && page != &pages[2];
            assert_eq!(answer.status, if is_course { 200 } else { 403 }, "{who:?} {page}");
            for told in [NAME, WORDS, "决定书.pdf"] {
                assert!(!answer.text.contains(told), "{who:?} {page}: {told}");
            }
        }
        let accepted = desk.post(who, &format!("/desk/objections/{id}/accept"), &[]).await;
        assert_eq!(accepted.status, 403, "{who:?}");
    }
    assert_eq!(desk.get(Who::Nobody, &pages[1]).await.status, 303);
    let looks = async || {
        let entries = audit::of_record(&mut app.tx().await, &id).await.unwrap();
        entries.into_iter().map(|entry| (entry.action, entry.done_by)).collect::<Vec<_>>()
    };
    assert_eq!(looks().await.len(), 1, "only the receipt");
    for page in &pages {
        assert_eq!(desk.get(Who::Head, page).await.status, 200, "{page}");
    }
    let noted = looks().await;
    let actions: Vec<&str> = noted.iter().map(|(action, _)| action.as_str()).collect();
    assert_eq!(actions, ["objection-received", "objection-read", "objection-attachment-read"]);
    assert_eq!(noted[1].1, "account-head");
}

#[tokio::test]
async fn the_auditor_follows_an_objection_by_its_reason_its_clocks_and_its_outcome() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let receipt = Form::open(&app, &record).await.receipt(&app).await;
    let id = receipt.id(&app).await;
    step(desk, &id, "accept", &[]).await;
    step(desk, &id, "forward", &[]).await;
    step(desk, &id, "answer", &[("answer", "经查，张三的记载与案卷一致。")]).await;
    step(desk, &id, "close", &[("outcome", "upheld"), ("close", "金额与决定书一致。")]).await;
    let queue = desk.get(Who::Auditor, "/desk/objections").await;
    let path = format!("/desk/objections/{id}");
    assert_eq!(queue.attributes("main tbody a", "href"), [path.as_str()]);
    let page = desk.get(Who::Auditor, &path).await;
    assert_eq!((page.status, page.count("main form")), (200, 0));
    let words = page.words("main");
    for shown in ["信息有误或遗漏", "受理", "维持", "金额与决定书一致。"] {
        assert!(words.contains(shown), "{shown}: {words}");
    }
    for kept in [NAME, WORDS, "张三"] {
        assert!(!words.contains(kept), "{kept}: {words}");
    }
}

#[tokio::test]
async fn an_attachment_is_only_ever_a_download_that_runs_nothing() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let receipt = Form::open(&app, &record).await.file("x.html", PDF).receipt(&app).await;
    let id = receipt.id(&app).await;
    let answer = desk.get(Who::Reviewer, &format!("/desk/objections/{id}/attachments/1")).await;
    for (name, value) in [
        ("content-type", "application/octet-stream"),
        ("content-disposition", "attachment; filename=\"objection-1.pdf\""),
        ("content-security-policy", "sandbox; default-src 'none'"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "no-store"),
    ] {
        assert_eq!(answer.header(name), value);
    }
    for position in ["0", "2", "x"] {
        let path = format!("/desk/objections/{id}/attachments/{position}");
        assert_eq!(desk.get(Who::Reviewer, &path).await.status, 404);
    }
}

#[tokio::test]
async fn an_end_of_publicity_needs_a_second_person_and_the_mark_stays_until_then() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let path = format!("/decisions/{record}");
    let receipt = Form::open(&app, &record).await.receipt(&app).await;
    let id = receipt.id(&app).await;
    let case = format!("/desk/objections/{id}");
    step(desk, &id, "accept", &[]).await;
    let fields = [("outcome", "stopped"), ("close", "属于小额罚款，依法不公示。")];
    let refused = desk.post(Who::Reviewer, &format!("{case}/close"), &fields).await;
    assert!(refused.status == 422 && refused.words(".error-summary").contains("不予公示的依据"));
    let wanted = [fields[0], fields[1], ("withheld", "minor-fine")];
    step(desk, &id, "close", &wanted).await;
    let page = app.get(&path).await;
    assert!(page.status == 200 && page.words(".badges").contains("异议处理中"));
    let status = receipt.status(&app).await.words("main");
    assert!(status.contains("已受理") && !status.contains("小额罚款"), "{status}");
    assert!(desk.get(Who::Reviewer, &case).await.words("main").contains("等待另一人复核"));

    let waiting = desk.waiting().await.remove(0);
    let reviewer = desk.regulator(Who::Reviewer).await;
    assert!(approval::approve(app.core(), &reviewer, &waiting, None).await.is_err(), "never the same person");
    let head = desk.regulator(Who::Head).await;
    approval::approve(app.core(), &head, &waiting, None).await.unwrap();
    assert_eq!(app.get(&path).await.status, 404);
    assert!(desk.get(Who::Reviewer, &case).await.words("main").contains("可以办结"));
    step(desk, &id, "close", &wanted).await;
    let status = receipt.status(&app).await.words("main");
    assert!(status.contains("停止公开") && status.contains("小额罚款"), "{status}");
}

#[tokio::test]
async fn a_reason_holds_no_personal_data_and_an_extension_is_given_once() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let receipt = Form::open(&app, &record).await.receipt(&app).await;
    let id = receipt.id(&app).await;
    let post = async |step: &str, fields: &[(&str, &str)]| {
        desk.post(Who::Reviewer, &format!("/desk/objections/{id}/{step}"), fields).await
    };
    for reason in ["", "请致电 13800138000"] {
        let refused = post("decline", &[("decline", reason)]).await;
        assert_eq!(
            (refused.status, refused.count(".error-summary a[href='#decline']")),
            (422, 1),
            "{reason}"
        );
        assert_eq!(refused.words("#decline"), reason);
    }
    assert_eq!(post("extend", &[("extend", "案情复杂")]).await.status, 422, "not accepted yet");
    step(desk, &id, "accept", &[]).await;
    assert!(receipt.status(&app).await.words("main").contains("办结异议2026-12-02"));
    step(desk, &id, "extend", &[("extend", "需要向来源单位调取档案。")]).await;
    let status = receipt.status(&app).await.words("main");
    assert!(status.contains("延期后办结异议2026-12-11") && status.contains("调取档案"), "{status}");
    assert_eq!(post("extend", &[("extend", "再次延期")]).await.status, 422);
    assert_eq!(post("close", &[("outcome", "x"), ("close", "理由")]).await.status, 422);
    assert_eq!(post("vanish", &[]).await.status, 404);
    assert_eq!(post("withdraw", &[]).await.status, 404, "who objected does that");
}

#[tokio::test]
async fn the_queue_goes_by_the_clock_and_says_what_is_late() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let mut receipts = Vec::new();
    for _ in 0..3 {
        receipts.push(Form::open(&app, &record).await.receipt(&app).await);
    }
    step(desk, &receipts[0].id(&app).await, "accept", &[]).await;
    step(desk, &receipts[0].id(&app).await, "extend", &[("extend", "需要调取档案。")]).await;
    step(desk, &receipts[1].id(&app).await, "accept", &[]).await;
    app.travel_to("2026-11-27");
    app.turn().await;
    desk.sign_in_all().await;
    let queue = desk.get(Who::Reviewer, "/desk/objections").await;
    let numbers = queue.words("tbody th");
    let expected =
        [&receipts[2].number, &receipts[1].number, &receipts[0].number].map(String::as_str).join(" ");
    assert_eq!(numbers, expected);
    assert!(queue.words(".lead").contains("1 件已逾期") && queue.words("tbody").contains("待受理"));
    assert!(!queue.text.contains(NAME), "the queue names nobody");
}
