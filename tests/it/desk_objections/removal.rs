//! An entry leaves its list by its authority's own decision, or because an objection to it was found right.

use server::actions::approval;
use server::import::Kind;
use tests::records::{AUTHORITY, COMPANY, code};
use tests::{Desk, Imported, TestApp, Who};

use super::{Form, abnormal_list, step, with_entry};
use crate::world::{TODAY, everything_public, furnished, offer_bulk_files, search};

const CANARY: &str = "金丝雀uqoziulxk";
const REASON: &str = "已补报年度报告并公示";

async fn import(app: &TestApp, item: &str, rows: &str) -> Imported {
    app.import_file(Kind::from_code(item).unwrap(), "list.csv", rows.as_bytes()).await.unwrap()
}

/// A list that keeps no removals, with one entry that holds a canary; its file.
fn dishonest() -> String {
    let uscc = code("91", 1);
    format!(
        "名称,统一社会信用代码,列入决定书文号,列入原因,列入日期,作出决定机关（列入）\n\
         {COMPANY},{uscc},云示{CANARY}〔2026〕3号,{CANARY}生产不合格食品,2026-07-10,{AUTHORITY}\n"
    )
}

async fn only_entry(app: &TestApp, item: &str) -> String {
    let listed = app.get(&format!("/api/v1/lists/{item}")).await.json();
    assert_eq!(listed["items"].as_array().unwrap().len(), 1, "{listed}");
    listed["items"][0]["id"].as_str().unwrap().to_owned()
}

/// The clerk asks for the removal by the form; answers the approval's identifier.
async fn asked(desk: Desk<'_>, entry: &str, ground: &str) -> String {
    let fields = [
        ("record", format!("https://chengxin.example/entries/{entry}")),
        ("ground", ground.to_owned()),
        ("on", TODAY.to_owned()),
        ("words", REASON.to_owned()),
    ];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let answer = desk.post(Who::Clerk, "/desk/remove", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.words("main"));
    let (path, _) = answer.header("location").split_once('?').unwrap();
    path.trim_start_matches("/desk/approvals/").to_owned()
}

async fn approve(app: &TestApp, desk: Desk<'_>, who: Who, id: &str) {
    let regulator = desk.regulator(who).await;
    approval::approve(app.core(), &regulator, id, None).await.unwrap();
    app.turn().await;
}

#[tokio::test]
async fn a_removal_takes_two_hands_and_stays_as_history_where_the_list_keeps_it() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let entry = with_entry(&app).await;
    let (page, json) = (format!("/entries/{entry}"), format!("/api/v1/entries/{entry}"));
    let id = asked(desk, &entry, "resolved").await;
    assert_eq!(app.get(&json).await.json()["state"], "listed", "one hand alone takes nothing off");
    assert!(desk.get(Who::Clerk, "/desk").await.words("main").contains("移出"));
    let item = desk.get(Who::Reviewer, &format!("/desk/approvals/{id}")).await;
    let words = item.words("main");
    for part in [COMPANY, "经营异常名录", "列入原因已经消除", REASON, "公众将看到“已移出”", TODAY]
    {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(item.attributes("main a", "href").contains(&page));
    let own = desk.post(Who::Clerk, &format!("/desk/approvals/{id}/approve"), &[]).await;
    assert_eq!(own.status, 403);
    let before = app.ledger_number().await;
    approve(&app, desk, Who::Reviewer, &id).await;

    let shown = app.get(&json).await.json();
    let removal = &shown["removal"];
    assert_eq!(
        (shown["state"].as_str(), removal["on"].as_str(), removal["reason"].as_str()),
        (Some("removed"), Some(TODAY), Some(REASON))
    );
    assert_eq!(
        (removal["reason_code"].as_str(), removal["authority"].as_str()),
        (Some("1"), Some(AUTHORITY))
    );
    let words = app.get(&page).await.words("main");
    assert!(words.contains("已移出") && words.contains(REASON), "{words}");
    assert_eq!(app.ledger_number().await, before + 1);
    let hit = search(&app, &format!("q={COMPANY}")).await.json()["hits"][0].clone();
    assert_eq!(hit["lists"].as_array().unwrap().len(), 0, "it is on no list any more");

    // Its source still has it: that brings nothing back.
    for rows in [abnormal_list("未按时年报"), abnormal_list("未按照规定的期限公示年度报告")]
    {
        let again = import(&app, "abnormal-operation", &rows).await;
        assert_eq!((again.counts().accepted, again.counts().duplicate), (0, 1));
        assert_eq!(app.get(&json).await.json()["state"], "removed");
    }
    let late = desk
        .post(
            Who::Clerk,
            "/desk/remove",
            &[("record", &entry), ("ground", "resolved"), ("on", TODAY), ("words", REASON)],
        )
        .await;
    assert!(
        late.status == 422 && late.words(".error-summary").contains("不在公示中"),
        "{}",
        late.words("main")
    );
}

#[tokio::test]
async fn of_what_was_listed_wrongly_or_on_a_list_without_history_nothing_is_found_afterwards() {
    for (item, ground) in [("serious-dishonesty", "resolved"), ("abnormal-operation", "mistaken")] {
        let app = furnished(TODAY).await;
        let desk = Desk::open(&app).await;
        let rows = if item == "serious-dishonesty" { dishonest() } else { abnormal_list(CANARY) };
        import(&app, item, &rows).await;
        let entry = only_entry(&app, item).await;
        offer_bulk_files(&app).await;
        let words = [CANARY, COMPANY];
        assert!(everything_public(&app, &words).await.contains(CANARY), "the canary should be there first");
        let copy = app.back_up().await;
        let id = asked(desk, &entry, ground).await;
        let item_page = desk.get(Who::Reviewer, &format!("/desk/approvals/{id}")).await.words("main");
        assert!(item_page.contains("不留痕迹"), "{item_page}");
        approve(&app, desk, Who::Reviewer, &id).await;

        offer_bulk_files(&app).await;
        let nowhere = async |app: &TestApp| {
            assert!(!everything_public(app, &words).await.contains(CANARY), "{item}");
            assert_eq!(app.get(&format!("/entries/{entry}")).await.status, 404, "{item}");
            let index = app.files_with(CANARY).await;
            let index: Vec<&String> = index.iter().filter(|path| path.contains("/index/")).collect();
            assert!(index.is_empty(), "{item}: {index:?}");
        };
        nowhere(&app).await;
        for file in [format!("/open-data/{item}.csv"), format!("/open-data/{item}.jsonl")] {
            let place = app.get(&file).await;
            assert!(!app.get(place.header("location")).await.text.contains(CANARY), "{file}");
        }
        let again = import(&app, item, &rows).await;
        assert_eq!(again.counts().accepted, 0, "{item}");
        nowhere(&app).await;
        // A copy of before shows it again to nobody.
        let restored = app.restore(copy).await;
        restored.turn().await;
        nowhere(&restored).await;
    }
}

#[tokio::test]
async fn a_removal_that_is_history_stays_one_after_a_restore() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let entry = with_entry(&app).await;
    let copy = app.back_up().await;
    let id = asked(desk, &entry, "resolved").await;
    approve(&app, desk, Who::Head, &id).await;
    let json = format!("/api/v1/entries/{entry}");
    let after = app.get(&json).await.json();
    let restored = app.restore(copy).await;
    restored.turn().await;
    let there = restored.get(&json).await.json();
    assert_eq!((&there["state"], &there["removal"]), (&after["state"], &after["removal"]));
    // Replayed a second time it changes nothing.
    let number = restored.ledger_number().await;
    let restored = restored.restarted().await;
    assert_eq!(restored.ledger_number().await, number);
}

#[tokio::test]
async fn who_may_not_remove_an_entry_learns_nothing_and_what_is_missing_is_told_at_its_field() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let entry = with_entry(&app).await;
    let form = format!("/desk/remove?record={entry}");
    assert!(desk.get(Who::Clerk, &form).await.words("main").contains(COMPANY));
    assert!(!desk.get(Who::OtherClerk, &form).await.text.contains(COMPANY));
    let good = [("record", entry.as_str()), ("ground", "resolved"), ("on", TODAY), ("words", REASON)];
    assert_eq!(desk.post(Who::OtherClerk, "/desk/remove", &good).await.status, 404);
    for who in [Who::Reviewer, Who::Administrator, Who::Auditor] {
        assert_eq!(desk.post(who, "/desk/remove", &good).await.status, 403, "{who:?}");
    }
    for (field, value, place) in [
        ("ground", "", "#ground"),
        ("on", "gestern", "#on"),
        ("on", "2026-11-24", "#on"),
        ("on", "2026-07-09", "#record"),
        ("words", " ", "#words"),
        ("words", "请致电 13800138000", "#words"),
    ] {
        let fields: Vec<(&str, &str)> =
            good.iter().map(|(name, old)| (*name, if *name == field { value } else { old })).collect();
        let answer = desk.post(Who::Clerk, "/desk/remove", &fields).await;
        assert_eq!(answer.status, 422, "{field} {value}");
        assert_eq!(answer.attributes(".error-summary a", "href"), [place], "{field} {value}");
    }
    assert_eq!(desk.waiting().await, [""; 0]);
    let id = asked(desk, &entry, "resolved").await;
    let given_up = desk.post(Who::Clerk, &format!("/desk/approvals/{id}/give-up"), &[]).await;
    assert_eq!((given_up.status, desk.waiting().await.len()), (303, 0));
}

#[tokio::test]
async fn an_objection_to_a_listing_ends_with_the_removal_by_a_second_person() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let entry = with_entry(&app).await;
    let receipt = Form::open(&app, &entry).await.receipt(&app).await;
    let id = receipt.id(&app).await;
    step(desk, &id, "accept", &[]).await;
    let case = format!("/desk/objections/{id}");
    let form = desk.get(Who::Reviewer, &case).await;
    assert_eq!((form.count("#removal"), form.count("#withheld"), form.count("#withdrawn")), (1, 0, 0));
    let close = format!("{case}/close");
    let wanted = [("outcome", "removed"), ("close", REASON), ("removal", "resolved")];
    for (fields, sentence) in [
        (&wanted[..2], "移出的依据"),
        (&[("outcome", "stopped"), ("close", REASON), ("withheld", "minor-fine")][..], "请选择“移出”"),
    ] {
        let refused = desk.post(Who::Reviewer, &close, fields).await;
        assert!(refused.status == 422 && refused.words(".error-summary").contains(sentence), "{sentence}");
    }
    step(desk, &id, "close", &wanted).await;
    let page = app.get(&format!("/entries/{entry}")).await.words("main");
    assert!(page.contains("在列") && page.contains("异议处理中"), "{page}");
    let waiting = desk.waiting().await.remove(0);
    let reviewer = desk.regulator(Who::Reviewer).await;
    assert!(approval::approve(app.core(), &reviewer, &waiting, None).await.is_err(), "never the same person");
    approve(&app, desk, Who::Head, &waiting).await;
    assert!(desk.get(Who::Reviewer, &case).await.words("main").contains("可以办结"));
    step(desk, &id, "close", &wanted).await;
    let status = receipt.status(&app).await.words("main");
    assert!(status.contains("已办结") && status.contains("移出"), "{status}");
    let page = app.get(&format!("/entries/{entry}")).await.words("main");
    assert!(page.contains("已移出") && !page.contains("异议处理中"), "{page}");
}

#[tokio::test]
async fn what_stands_in_the_fields_of_another_outcome_counts_for_nothing() {
    let app = furnished(TODAY).await;
    let (desk, record) = super::with_penalty(&app).await;
    let receipt = Form::open(&app, &record).await.receipt(&app).await;
    let id = receipt.id(&app).await;
    step(desk, &id, "accept", &[]).await;
    let page = desk.get(Who::Reviewer, &format!("/desk/objections/{id}")).await;
    for (part, field) in [("when-stopped", "#withheld"), ("when-removed", "#withdrawn")] {
        assert_eq!(page.count(&format!(".closing .{part} {field}")), 1, "{part}");
    }
    for part in ["停止公开", "移出", "更正、补充", "维持"] {
        assert!(page.words(".closing legend").contains(&format!("结果为“{part}”的")), "{part}");
    }
    let fields = [
        ("outcome", "upheld"),
        ("close", "与决定书一致。"),
        ("withheld", "minor-fine"),
        ("withdrawn", "revoked"),
    ];
    step(desk, &id, "close", &fields).await;
    assert_eq!(desk.waiting().await, [""; 0]);
    assert_eq!(app.get(&format!("/decisions/{record}")).await.status, 200);
    assert!(receipt.status(&app).await.words("main").contains("维持"));
}
