//! How who objected follows it, and takes it back.

use tests::records::COMPANY;
use tests::{Penalty, Who};

use super::{Form, NAME, NUMBER, PDF, TELEPHONE, WORDS, look, post_form, step, with_penalty};
use crate::world::{TODAY, furnished};

#[tokio::test]
async fn an_objection_goes_from_the_form_to_the_close_and_who_objected_can_follow_it() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let path = format!("/decisions/{record}");
    let link = format!("/objections/new?record={record}");
    let entity = format!("/entities/{}", app.entity_id(COMPANY).await);
    for page in [&path, &entity] {
        assert!(app.get(page).await.attributes("main a", "href").contains(&link), "{page}");
    }
    let receipt = Form::open(&app, &record).await.file("决定书.pdf", PDF).receipt(&app).await;
    assert!(receipt.number.starts_with("YY20261123-") && receipt.code.len() == 19, "{}", receipt.number);
    assert!(receipt.status(&app).await.words("main").contains("已收到"));

    let id = receipt.id(&app).await;
    assert!(desk.get(Who::Reviewer, "/desk/objections").await.words("main").contains(&receipt.number));
    let case = desk.get(Who::Reviewer, &format!("/desk/objections/{id}")).await.words("main");
    for part in [NAME, TELEPHONE, WORDS, "决定书.pdf", "信息有误或遗漏", NUMBER] {
        assert!(case.contains(part), "{part}: {case}");
    }
    let attached = desk.get(Who::Reviewer, &format!("/desk/objections/{id}/attachments/1")).await;
    assert_eq!(attached.text.as_bytes(), PDF);

    step(desk, &id, "accept", &[]).await;
    step(desk, &id, "forward", &[]).await;
    assert!(receipt.status(&app).await.words("main").contains("数据来源单位答复2026-11-30"));
    step(desk, &id, "answer", &[("answer", "经核对，决定书载明罚款二千元。")]).await;
    step(desk, &id, "close", &[("outcome", "upheld"), ("close", "公示的金额与决定书一致。")]).await;
    let status = receipt.status(&app).await.words("main");
    for part in ["已办结", "维持", "公示的金额与决定书一致。", "复核", "60 日内申请行政复议", "6 个月内"]
    {
        assert!(status.contains(part), "{part}: {status}");
    }
    assert!(!status.contains("二千元"), "what the source answered stays inside: {status}");
}

#[tokio::test]
async fn a_wrong_code_answers_like_a_number_that_never_was() {
    let app = furnished(TODAY).await;
    let (_, record) = with_penalty(&app).await;
    let receipt = Form::open(&app, &record).await.receipt(&app).await;
    let ask = async |number: &str, code: &str| {
        let shown = app.get(&format!("/objections/{number}?code={code}")).await;
        let posted = look(&app, number, code).await;
        assert_eq!(
            (shown.status, shown.words("main .page > :not(.source)")),
            (posted.status, posted.words("main .page > :not(.source)"))
        );
        assert_eq!(shown.header("cache-control"), "no-store");
        (shown.status, posted.words("main .page > :not(.source)"))
    };
    let wrong = ask(&receipt.number, "0000-0000-0000-0000").await;
    let unknown = ask("YY20261123-000000", &receipt.code).await;
    assert_eq!(wrong.0, 404);
    assert_eq!(wrong, unknown);
    let folded = receipt.code.replace('-', " ").to_lowercase();
    let right = look(&app, &receipt.number, &folded).await;
    assert_eq!(right.status, 200);
    let shown = receipt.status(&app).await;
    let links = shown.attributes("a, link", "href");
    assert!(!links.iter().any(|link| link.contains(&receipt.code)), "{links:?}");
    assert_eq!(shown.header("x-robots-tag"), "noindex, noarchive");
}

#[tokio::test]
async fn of_a_record_that_left_the_public_view_nothing_is_told_but_the_objection_can_be_followed() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let form = Form::open(&app, &record).await;
    let receipt = form.receipt(&app).await;
    let open = Form::open(&app, &record).await;
    step(desk, &receipt.id(&app).await, "accept", &[]).await;
    app.import(&[Penalty::new(NUMBER).ending("撤回")]).await;
    assert_eq!(app.get(&format!("/objections/new?record={record}")).await.status, 404);
    assert_eq!(open.send(&app).await.status, 404);
    assert_eq!(app.get("/objections/new?record=0123456789abcdefghjk").await.status, 404);
    assert_eq!(app.get("/objections/new").await.status, 404);
    let status = receipt.status(&app).await;
    assert_eq!(status.status, 200);
    let words = status.words("main");
    assert!(words.contains("所针对的记录已经停止公开"), "{words}");
    for part in [NUMBER, COMPANY, "2000元", record.as_str()] {
        assert!(!status.text.contains(part), "{part}");
    }
    let number = app.ledger_number().await;
    let id = receipt.id(&app).await;
    step(desk, &id, "close", &[("outcome", "stopped"), ("close", "记录已经撤回。")]).await;
    assert_eq!(app.ledger_number().await, number, "what is not public changes nothing in public");
}

#[tokio::test]
async fn who_objected_can_take_it_back_and_the_mark_goes_with_it() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let receipt = Form::open(&app, &record).await.receipt(&app).await;
    let id = receipt.id(&app).await;
    step(desk, &id, "accept", &[]).await;
    let address = format!("/objections/{}?code={}", receipt.number, receipt.code);
    let page = app.get_with(&address, &[("cookie", &receipt.cookie)]).await;
    let csrf = page.attributes("form[action='/objections/withdraw'] input[name=csrf]", "value").remove(0);
    let fields = |csrf, code| [("csrf", csrf), ("number", receipt.number.as_str()), ("code", code)];
    let path = "/objections/withdraw";
    let foreign = post_form(&app, path, &receipt.cookie, &fields("x", &receipt.code)).await;
    let wrong = post_form(&app, path, &receipt.cookie, &fields(csrf.as_str(), "0")).await;
    assert_eq!((foreign.status, wrong.status), (403, 404));
    let done = post_form(&app, path, &receipt.cookie, &fields(csrf.as_str(), &receipt.code)).await;
    assert!(done.status == 200 && done.words("main").contains("已撤回"));
    assert!(!app.get(&format!("/decisions/{record}")).await.words(".badges").contains("异议处理中"));
    let again = post_form(&app, path, &receipt.cookie, &fields(csrf.as_str(), &receipt.code)).await;
    assert_eq!(again.status, 409);
    let close = [("outcome", "upheld"), ("close", "与决定书一致。")];
    let late = desk.post(Who::Reviewer, &format!("/desk/objections/{id}/close"), &close).await;
    assert_eq!(late.status, 422);
}
