//! What the desk says of the rows of a spreadsheet before they are handed in: the lint of the form, ticks for warnings, the
//! reason of lateness, and columns that nobody knows.

use domain::publication::Publication;
use server::actions::approval::approve_batch;
use server::store::approval::{self, ApprovalRow};
use tests::records::{COMPANY, code, spoiled};
use tests::{Answer, Desk, Entity, Penalty, TestApp, Who, csv};

use crate::desk_upload_columns::column;
use crate::desk_uploads::{letter, lying, number, penalties, take_in, upload_all};
use crate::world::{TODAY, furnished};

/// Late on the stories' usual day: its due day was the 16th of November.
const LONG_AGO: &str = "2026-11-05";

/// Presses the button that hands in what waits for ticks.
async fn confirm(desk: Desk<'_>, path: &str, fields: &[(&str, &str)]) -> Answer {
    let page = desk.get(Who::Clerk, path).await;
    let rows = page.attributes("input[name=rows]", "value").remove(0);
    let fields = [&[("rows", rows.as_str())], fields].concat();
    desk.post(Who::Clerk, &format!("{path}/confirm"), &fields).await
}

/// What waits for the second person, with the document's number.
async fn approvals(app: &TestApp, desk: Desk<'_>) -> Vec<(String, ApprovalRow)> {
    let mut rows = Vec::new();
    for id in desk.waiting().await {
        let mut tx = app.tx().await;
        let row = approval::by_id(&mut tx, &id).await.unwrap().unwrap();
        let sql = "select document_number from decision where id = $1";
        let (number,): (String,) = tx.query(sql).bind(row.record_id.clone()).one().await.unwrap();
        rows.push((number, row));
    }
    rows.sort_by(|left, right| left.0.cmp(&right.0));
    rows
}

/// Every link of the summary leads to one element of the page.
fn assert_links_lead_somewhere(page: &Answer) {
    let links = page.attributes(".error-summary a", "href");
    assert!(!links.is_empty(), "{}", page.words("main"));
    for link in links {
        assert_eq!(page.count(&format!("[id=\"{}\"]", link.trim_start_matches('#'))), 1, "{link}");
    }
}

#[tokio::test]
async fn a_row_without_a_document_number_is_never_another_one_s_duplicate() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let nameless = Penalty::new("").with("CF_YXQ", "2099/12/31");
    upload_all(&app, desk, "一.csv", csv(&[nameless.clone(), Penalty::new(&number(1))]).as_bytes()).await;
    let (_, page) = upload_all(&app, desk, "二.csv", csv(&[nameless.clone(), nameless]).as_bytes()).await;
    let verdict = page.words(".notice");
    assert!(verdict.contains("2 行各有 1 处错误") && !verdict.contains("相同"), "{verdict}");
    assert_eq!(page.attributes("fieldset input", "name").len(), 2);
}

#[tokio::test]
async fn a_row_that_lacked_something_and_was_given_up_may_come_whole() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let whole = Penalty::new(&number(1));
    let (path, _) =
        upload_all(&app, desk, "一.csv", csv(&[whole.clone().with("CF_YJ", "")]).as_bytes()).await;
    assert_eq!(desk.post(Who::Clerk, &format!("{path}/give-up"), &[]).await.status, 303);
    let (_, page) = upload_all(&app, desk, "二.csv", csv(&[whole]).as_bytes()).await;
    assert!(page.words(".notice").contains("1 行已提交，没有待改正的行"), "{}", page.words(".notice"));
    assert_eq!(desk.waiting().await.len(), 1);
}

#[tokio::test]
async fn an_amount_that_is_no_number_is_a_fault_that_says_what_to_write() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let texts = ["两万", "贰万元", "2万", "20,000元", "2000元", "约2", "2万元整"];
    let mut rows: Vec<Penalty> =
        (2..).zip(texts).map(|(n, text)| Penalty::new(&number(n)).with("CF_NR_FK", text)).collect();
    rows.push(
        Penalty::new(&number(50))
            .with("CF_NR_FK", "1,234.5")
            .with("CF_NR", "罚款人民币一千二百三十四万五千元"),
    );
    let file = csv(&rows);
    let (_, page) = upload_all(&app, desk, "处罚.csv", file.as_bytes()).await;
    let place = letter(&file, "CF_NR_FK");
    let lines = page.words("main table.stack tbody tr");
    for (line, text) in (2..).zip(texts) {
        assert!(lines.contains(&format!("{place}{line}")), "{place}{line}: {lines}");
        assert!(lines.contains(&format!("“{text}”不是数字")), "{text}: {lines}");
        assert!(app.decisions(&number(line)).await.is_empty(), "{text}");
    }
    assert!(lines.contains("万元为单位的数字"), "{lines}");
    assert_eq!(app.decision(&number(50)).await.fine_fen, Some(1_234_500_000));
}

#[tokio::test]
async fn what_stops_a_form_makes_a_row_of_a_file_faulty() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let phone = "13900000000";
    let rows = [
        Penalty::new(&number(1)).with("CF_XDR_SHXYM", spoiled(&code("91", 2))),
        Penalty::new(&number(2)).with("CF_SY", format!("经消费者（联系电话{phone}）反映，经查属实")),
        Penalty::new(&number(3)).with("CF_CFLB", "示例种类"),
        Penalty::new(&number(4)),
    ];
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    assert!(page.words(".notice").contains("1 行已提交，3 行各有 1 处错误"), "{}", page.words("main"));
    let listed = page.words("main table.stack");
    for words in ["校验码", "第10至20字是手机号码", "处罚种类"] {
        assert!(listed.contains(words), "{words}: {listed}");
    }
    assert!(!page.text.contains(phone));
    assert_eq!(approvals(&app, desk).await.len(), 1);
    // Correcting in place is judged in the same way.
    let names = page.attributes("fieldset input", "name");
    let facts = names.iter().find(|name| name.starts_with("r3-")).unwrap().clone();
    let still = [(facts.as_str(), "请拨打13900000001")];
    let answer = desk.post(Who::Clerk, &format!("{path}/corrections"), &still).await;
    assert_eq!(answer.header("location"), format!("{path}?taken=0&faulty=1"));
    let right = [(facts.as_str(), "当事人未按规定建立台账")];
    let answer = desk.post(Who::Clerk, &format!("{path}/corrections"), &right).await;
    assert_eq!(answer.header("location"), format!("{path}?taken=1&faulty=0"));
    assert_eq!(approvals(&app, desk).await.len(), 2);
}

#[tokio::test]
async fn a_wrong_check_digit_that_the_registry_holds_under_that_name_asks_for_a_tick() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let odd = Entity::new("秦岭示例重错码有限公司", 5);
    let odd = odd.clone().with("统一社会信用代码", spoiled(odd.code()));
    app.import(std::slice::from_ref(&odd)).await;
    let rows = [
        Penalty::new(&number(1)).party(&odd),
        Penalty::new(&number(2)).party(&odd).with("CF_XDR_MC", "秦岭示例别名有限公司"),
    ];
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    assert_eq!(page.attributes("input[name=tick]", "value"), ["uscc-check-digit"], "{}", page.words("main"));
    assert!(page.words(".notice").contains("1 行各有 1 处错误"), "{}", page.words("main"));
    assert_eq!(confirm(desk, &path, &[("tick", "uscc-check-digit")]).await.status, 303);
    take_in(&app).await;
    let waiting = approvals(&app, desk).await;
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].0, number(1));
}

#[tokio::test]
async fn warnings_of_rows_are_ticked_by_kind_recorded_and_shown_to_the_reviewer() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows = [
        Penalty::new(&number(1)),
        Penalty::new(&number(2)).with("CF_NR_FK", "2000"),
        Penalty::new(&number(3)).with("CF_NR_FK", "2000").decided_on("2026-11-21"),
        Penalty::new(&number(4)).with("CF_JDRQ", "2026/13/11"),
    ];
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    let verdict = page.words(".notice");
    assert!(verdict.contains("1 行已提交，1 行各有 1 处错误") && verdict.contains("2 行有提示"), "{verdict}");
    let ticks = page.words(".ticks");
    assert!(ticks.contains("我已逐条核对这 2 行") && ticks.contains("第 3、4 行"), "{ticks}");
    assert!(ticks.contains("我已逐条核对这 1 行") && ticks.contains("不是工作日"), "{ticks}");
    assert_eq!(approvals(&app, desk).await.len(), 1, "what is not ticked is not handed in");

    let refused = confirm(desk, &path, &[("tick", "fine-unit-mismatch")]).await;
    assert_eq!(refused.status, 422);
    assert_links_lead_somewhere(&refused);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#tick-decided-on-day-off"]);
    assert_eq!(refused.attributes("input[name=tick][checked]", "value"), ["fine-unit-mismatch"]);
    assert_eq!(approvals(&app, desk).await.len(), 1);

    let both = [("tick", "fine-unit-mismatch"), ("tick", "decided-on-day-off")];
    for (who, status) in [(Who::OtherClerk, 404), (Who::Reviewer, 403), (Who::Auditor, 403)] {
        assert_eq!(desk.post(who, &format!("{path}/confirm"), &both).await.status, status, "{who:?}");
    }
    assert_eq!(confirm(desk, &path, &both).await.status, 303);
    take_in(&app).await;
    let ticked: Vec<(String, Option<String>)> =
        approvals(&app, desk).await.into_iter().map(|(number, row)| (number, row.ticked)).collect();
    assert_eq!(
        ticked,
        [
            (number(1), None),
            (number(2), Some("[\"fine-unit-mismatch\"]".to_owned())),
            (number(3), Some("[\"fine-unit-mismatch\",\"decided-on-day-off\"]".to_owned())),
        ]
    );
    let page = desk.get(Who::Clerk, &path).await;
    assert_eq!(page.count(".ticks"), 0);
    assert!(page.words(".notice").contains("3 行已提交"), "{}", page.words(".notice"));

    let id = path.rsplit('/').next().unwrap();
    let batch = desk.get(Who::Reviewer, &format!("/desk/batches/{id}")).await;
    let shown = batch.words("main");
    assert!(shown.contains("经办人已核对的提示") && shown.contains("不是工作日"), "{shown}");
    assert!(shown.contains("2 行") && shown.contains("1 行"), "{shown}");
    let trail = trail(&app).await;
    assert!(
        trail.iter().any(|(by, note)| by == "account-clerk" && note.contains("decided-on-day-off")),
        "{trail:?}"
    );
}

/// Who confirmed what, by the audit trail.
async fn trail(app: &TestApp) -> Vec<(String, String)> {
    let sql = "select done_by, note from audit_entry where action = 'upload-confirm' order by number";
    app.tx().await.query(sql).all().await.unwrap()
}

#[tokio::test]
async fn many_ticked_rows_are_handed_in_beside_the_requests() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows: Vec<Penalty> = penalties(120).into_iter().map(|row| row.with("CF_NR_FK", "2000")).collect();
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    assert!(page.words(".ticks").contains("19、20、21等 行"), "{}", page.words(".ticks"));
    assert_eq!(confirm(desk, &path, &[("tick", "fine-unit-mismatch")]).await.status, 303);
    let moving = desk.get(Who::Clerk, &path).await;
    assert_eq!((moving.count("progress"), moving.header("refresh")), (1, "2"));
    assert!(moving.words("main").contains("还有 120 行"), "{}", moving.words("main"));
    let again = [("rows", "120"), ("tick", "fine-unit-mismatch")];
    assert_eq!(desk.post(Who::Clerk, &format!("{path}/confirm"), &again).await.status, 409);
    take_in(&app).await;
    let ticked = approvals(&app, desk).await;
    assert!(ticked.iter().all(|(_, row)| row.ticked.is_some()));
    assert_eq!(ticked.len(), 120);
    let page = desk.get(Who::Clerk, &path).await;
    assert!(page.words(".notice").contains("120 行已提交，没有待改正的行"), "{}", page.words(".notice"));
}

#[tokio::test]
async fn a_row_with_a_warning_is_corrected_in_place_or_given_up_instead_of_ticked() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let wrong = |n: usize| Penalty::new(&number(n)).with("CF_NR_FK", "2000");
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&[wrong(1), wrong(2)]).as_bytes()).await;
    assert!(
        page.attributes(".ticks a", "href").contains(&format!("{path}?row=2#row-2")),
        "{}",
        page.words(".ticks")
    );
    let open = desk.get(Who::Clerk, &format!("{path}?row=2")).await;
    let fine = format!("r2-c{}", column(&csv(&[wrong(1)]), "CF_NR_FK"));
    assert!(open.attributes("fieldset input", "name").contains(&fine));
    let answer = desk.post(Who::Clerk, &format!("{path}/corrections"), &[(fine.as_str(), "0.2")]).await;
    assert_eq!(answer.header("location"), format!("{path}?taken=1&faulty=0"));
    assert_eq!(app.decision(&number(1)).await.fine_fen, Some(200_000));
    // The page of before speaks of two rows.
    let stale = [("rows", "2"), ("tick", "fine-unit-mismatch")];
    assert_eq!(desk.post(Who::Clerk, &format!("{path}/confirm"), &stale).await.status, 422);
    let answer = desk.post(Who::Clerk, &format!("{path}/give-up"), &[("which", "warned")]).await;
    assert_eq!(answer.status, 303);
    let page = desk.get(Who::Clerk, &path).await;
    assert!(page.words(".notice").contains("1 行已放弃"), "{}", page.words(".notice"));
    assert_eq!((page.count(".ticks"), approvals(&app, desk).await.len()), (0, 1));
}

#[tokio::test]
async fn late_rows_ask_for_the_reason_once_and_go_public_with_it() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows = [Penalty::new(&number(1)), Penalty::new(&number(2)).decided_on(LONG_AGO)];
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    assert_eq!(approvals(&app, desk).await.len(), 1);
    let asked = page.words("main form[action$='/confirm']");
    assert!(asked.contains("1 行已超过公示期限") && asked.contains("第 3 行"), "{asked}");
    let refused = confirm(desk, &path, &[("late_words", "内部说明")]).await;
    assert_eq!(refused.status, 422);
    assert_links_lead_somewhere(&refused);
    assert_eq!(refused.attributes(".error-summary a", "href"), ["#late_reason"]);
    assert!(refused.words("#late_words").contains("内部说明"));

    let reason = [("late_reason", "staff-change"), ("late_words", "经办人离职")];
    assert_eq!(confirm(desk, &path, &reason).await.status, 303);
    take_in(&app).await;
    let reasons: Vec<_> =
        approvals(&app, desk).await.into_iter().map(|(_, row)| (row.late_reason, row.late_words)).collect();
    assert_eq!(reasons, [(None, None), (Some("staff-change".to_owned()), Some("经办人离职".to_owned()))]);
    let (id, reviewer) = (path.rsplit('/').next().unwrap(), desk.regulator(Who::Reviewer).await);
    let approved = approve_batch(app.core(), &reviewer, id, None).await.unwrap();
    assert_eq!((approved.done, approved.left), (2, 0));
    for place in 1..=2 {
        assert_eq!(app.decision(&number(place)).await.state, Publication::Published, "{place}");
    }
    assert_eq!(app.decision(&number(2)).await.late_by, Some(5));
    let public = app.get(&app.decision_path(&number(2)).await).await;
    assert!(!public.text.contains("经办人离职"));
}

#[tokio::test]
async fn one_wrong_value_is_one_fault_that_says_what_to_do() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let rows = [
        Penalty::new(&number(1)).with("CF_XDR_LB", "公司"),
        Penalty::new(&number(2)).with("CF_CFLB", "示例种类"),
        Penalty::new(&number(3)).with("CF_XDR_SHXYM", "示例"),
    ];
    let (_, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    assert!(page.words(".notice").contains("3 行各有 1 处错误"), "{}", page.words("main"));
    assert_eq!(page.count("main table.stack tbody tr"), 3, "{}", page.words("main table.stack"));
    assert!(!page.words("main").contains("证件号码"), "{}", page.words("main"));
}

#[tokio::test]
async fn a_party_that_the_registry_does_not_know_is_told_with_what_to_do() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let stranger = Entity::new("秦岭示例外地有限公司", 77);
    let rows = [
        Penalty::new(&number(1)).party(&stranger),
        Penalty::new(&number(2)).with("CF_XDR_MC", "秦岭示例别名有限公司"),
    ];
    let (path, page) = upload_all(&app, desk, "处罚.csv", csv(&rows).as_bytes()).await;
    let mut kinds = page.attributes("input[name=tick]", "value");
    kinds.sort();
    assert_eq!(kinds, ["party-name-differs", "party-unknown"]);
    let hints = page.words("main");
    assert!(hints.contains(COMPANY) && !hints.contains("请核对原件后改正"), "{hints}");
    let ticks: Vec<(&str, &str)> = kinds.iter().map(|kind| ("tick", kind.as_str())).collect();
    assert_eq!(confirm(desk, &path, &ticks).await.status, 303);
    take_in(&app).await;
    assert_eq!(approvals(&app, desk).await.len(), 2);
}

#[tokio::test]
async fn a_file_sent_after_the_session_ended_is_said_to_be_chosen_again() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    app.travel_to("2026-11-26");
    let answer = crate::desk_uploads::post_as(
        desk,
        Who::Clerk,
        &[("kind", "penalty")],
        "处罚.csv",
        csv(&penalties(1)).as_bytes(),
    )
    .await;
    assert_eq!((answer.status, lying(&app)), (401, 0));
    let said = answer.words("main");
    assert!(said.contains("文件没有接收") && said.contains("重新选择"), "{said}");
    assert_eq!(answer.attributes("input[name=to]", "value"), ["/desk/uploads"]);
}
