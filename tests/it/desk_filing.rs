//! A clerk files by form: what the form says, what it lets through, and whom it shows nothing.

use domain::publication::Publication;
use server::store::approval;
use tests::records::{AUTHORITY, COMPANY, FileRow as _, code, resident_id, spoiled};
use tests::{Answer, Desk, Entity, Penalty, TestApp, Who};

use crate::world::{TODAY, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";
const PHONE: &str = "13900000000";

/// A draft in a clerk's hands.
struct Draft<'a> {
    app: &'a TestApp,
    desk: Desk<'a>,
    path: String,
}

impl<'a> Draft<'a> {
    async fn begin(app: &'a TestApp, desk: Desk<'a>) -> Self {
        let begun = desk.post(Who::Clerk, "/desk/drafts/new", &[("kind", "penalty")]).await;
        assert_eq!(begun.status, 303, "{}", begun.text);
        Self { app, desk, path: begun.header("location").to_owned() }
    }

    async fn page(&self) -> Answer {
        self.desk.get(Who::Clerk, &self.path).await
    }

    async fn version(&self) -> String {
        self.page().await.attributes("input[name=version]", "value").remove(0)
    }

    /// The form with the cells of that penalty, about one party, and some fields besides.
    async fn fields(&self, penalty: &Penalty, more: &[(&str, &str)]) -> Vec<(String, String)> {
        let authority = self.desk.authority_id(AUTHORITY).await;
        let mut fields =
            vec![("version".to_owned(), self.version().await), ("authority".to_owned(), authority)];
        fields.extend(penalty.cells().iter().map(|(name, value)| (in_form(name), value.clone())));
        if !more.iter().any(|(name, _)| *name == "parties") {
            fields.push(("parties".to_owned(), "1".to_owned()));
        }
        fields.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        fields
    }

    async fn post(&self, step: &str, fields: &[(String, String)]) -> Answer {
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.desk.post(Who::Clerk, &format!("{}/{step}", self.path), &fields).await
    }

    /// Presses a button and follows where it leads.
    async fn press(&self, step: &str, penalty: &Penalty, more: &[(&str, &str)]) -> Answer {
        let fields = self.fields(penalty, more).await;
        let answer = self.post(step, &fields).await;
        if answer.status != 303 {
            return answer;
        }
        self.desk.get(Who::Clerk, answer.header("location")).await
    }

    async fn check(&self, penalty: &Penalty) -> Answer {
        self.press("check", penalty, &[]).await
    }

    async fn hand_in(&self, penalty: &Penalty, ticked: &[&str]) -> Answer {
        let ticked: Vec<(&str, &str)> = ticked.iter().map(|code| ("tick", *code)).collect();
        self.press("hand-in", penalty, &ticked).await
    }

    async fn approval(&self) -> approval::ApprovalRow {
        let id = self.desk.waiting().await.remove(0);
        approval::by_id(&mut self.app.tx().await, &id).await.unwrap().unwrap()
    }
}

fn in_form(code: &str) -> String {
    if code.contains("_XDR_") || code.contains("_FR") { format!("{code}-1") } else { code.to_owned() }
}

/// Every link of the summary leads to one element of the page.
fn assert_links_lead_somewhere(page: &Answer) {
    let links = page.attributes(".error-summary a", "href");
    assert!(!links.is_empty());
    for link in links {
        assert_eq!(page.count(&format!("[id=\"{}\"]", link.trim_start_matches('#'))), 1, "{link}");
    }
}

#[tokio::test]
async fn a_penalty_filed_by_form_waits_for_a_second_person_with_a_receipt() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let draft = Draft::begin(&app, desk).await;
    let penalty = Penalty::new(NUMBER);
    let checked = draft.check(&penalty).await;
    assert_eq!(checked.count(".error-summary, .ticks"), 0, "{}", checked.words("main"));
    let seen = checked.words(".seen");
    assert!(seen.contains("当事人未按规定建立台账") && seen.contains(COMPANY), "{seen}");
    let receipt = draft.hand_in(&penalty, &[]).await;
    let approval = draft.approval().await;
    assert!(receipt.words("main").contains(&approval.batch_id.clone().unwrap()), "{}", receipt.words("main"));
    assert_eq!((approval.channel.as_str(), approval.submitted_by.as_str()), ("form", "account-clerk"));
    assert_eq!(app.decision(NUMBER).await.state, Publication::Pending);
    assert_eq!(draft.post("save", &draft.fields_without_version(&penalty).await).await.status, 409);
    desk.approve_all().await;
    assert_eq!(app.decision(NUMBER).await.state, Publication::Published);
}

impl Draft<'_> {
    async fn fields_without_version(&self, penalty: &Penalty) -> Vec<(String, String)> {
        let authority = self.desk.authority_id(AUTHORITY).await;
        let mut fields = vec![("authority".to_owned(), authority), ("parties".to_owned(), "1".to_owned())];
        fields.extend(penalty.cells().iter().map(|(name, value)| (in_form(name), value.clone())));
        fields
    }
}

#[tokio::test]
async fn each_fault_stands_at_its_field_and_in_a_summary_whose_links_lead_there() {
    let app = furnished(TODAY).await;
    let draft = Draft::begin(&app, Desk::open(&app).await).await;
    let wrong = Penalty::new(NUMBER)
        .with("CF_XDR_SHXYM", spoiled(&code("91", 2)))
        .with("CF_SY", format!("经消费者（联系电话{PHONE}）反映，经查属实"))
        .with("CF_JDRQ", "上周五")
        .without("CF_YJ");
    let page = draft.check(&wrong).await;
    assert_links_lead_somewhere(&page);
    assert_eq!(page.count(".seen .columns"), 0);
    for (field, words) in [
        ("CF_XDR_SHXYM-1", "校验码"),
        ("CF_SY", "第10至20字是手机号码"),
        ("CF_JDRQ", "不是有效日期"),
        ("CF_YJ", "必填项为空"),
    ] {
        let fault = page.words(&format!("[id=\"{field}-fault\"]"));
        assert!(fault.contains(words), "{field}: {fault}");
        assert!(page.words(".error-summary").contains(words), "{field}");
        assert!(page.attributes(".error-summary a", "href").contains(&format!("#{field}")), "{field}");
    }
    assert_eq!(page.words("#CF_SY-fault mark"), PHONE);
    assert_eq!(draft.hand_in(&wrong, &[]).await.status, 422);
    assert!(draft.desk.waiting().await.is_empty());
    let masked = draft.press("save", &wrong, &[("mask", "CF_SY")]).await;
    assert!(masked.words("#CF_SY").contains("联系电话***********"), "{}", masked.words("#CF_SY"));
}

#[tokio::test]
async fn trap_7_a_fine_ten_thousand_times_too_high_asks_for_a_tick_that_is_recorded() {
    let app = furnished(TODAY).await;
    let draft = Draft::begin(&app, Desk::open(&app).await).await;
    let wrong = Penalty::new(NUMBER).with("CF_NR_FK", "2000");
    let page = draft.check(&wrong).await;
    assert!(page.words("main").contains("= 20,000,000 元"));
    assert_eq!(page.attributes("button[name=take]", "value"), ["CF_NR_FK=0.2"]);
    let unticked = draft.hand_in(&wrong, &[]).await;
    assert_eq!(unticked.status, 422);
    assert_links_lead_somewhere(&unticked);
    assert!(draft.desk.waiting().await.is_empty());
    let taken = draft.press("save", &wrong, &[("take", "CF_NR_FK=0.2")]).await;
    assert_eq!(taken.attributes("#CF_NR_FK", "value"), ["0.2"]);
    let handed_in = draft.hand_in(&wrong, &["fine-unit-mismatch"]).await;
    assert_eq!(handed_in.status, 200, "{}", handed_in.words("main"));
    let kept = draft.approval().await.ticked.unwrap();
    assert!(kept.contains("fine-unit-mismatch"), "{kept}");
    let item = format!("/desk/approvals/{}", draft.approval().await.id);
    let seen = draft.desk.get(Who::Reviewer, &item).await.words(".aside");
    assert!(seen.contains("与处罚内容中的金额相差一万倍"), "the reviewer reads what was ticked: {seen}");
}

#[tokio::test]
async fn what_the_law_withholds_is_previewed_as_nothing_and_handed_in_with_a_tick() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let minor = resident_id("2010-05-06", 1);
    let cases = [
        ("云示监罚〔2026〕21号", "withheld-sealed", "封存"),
        ("云示监罚〔2026〕22号", "withheld-minor", "未成年人"),
    ];
    for (number, tick, words) in cases {
        let penalty = match tick {
            "withheld-sealed" => {
                Penalty::new(number).with("CF_YJ", "《中华人民共和国治安管理处罚法》第二十六条")
            }
            _ => Penalty::new(number).person("示例某", &minor).with("CX_GKYJ", "《示例法》第一条"),
        };
        let draft = Draft::begin(&app, desk).await;
        let page = draft.check(&penalty).await;
        assert!(page.words(".seen").contains("公众看不到"), "{}", page.words("main"));
        assert!(page.words(".seen").contains(words) && page.count(".seen .columns") == 0);
        // The number is kept without being shown.
        let again = penalty.clone().without("CF_XDR_ZJHM");
        assert_eq!(draft.hand_in(&again, &[tick]).await.status, 200);
        assert_eq!(app.decision(number).await.state, Publication::Pending);
    }
    desk.approve_all().await;
    for (number, ..) in cases {
        assert_eq!(app.decision(number).await.state, Publication::Withheld);
    }
}

#[tokio::test]
async fn the_number_of_a_person_is_shown_on_no_page_and_stands_in_no_file() {
    let app = furnished(TODAY).await;
    let draft = Draft::begin(&app, Desk::open(&app).await).await;
    let id = resident_id("1990-05-06", 1);
    let penalty = Penalty::new(NUMBER).person("欧阳示例某", &id);
    let page = draft.check(&penalty).await;
    assert!(!page.text.contains(&id) && page.text.contains("已填写（不回显）"));
    assert_eq!(page.attributes("[id=\"CF_XDR_ZJHM-1\"]", "value"), [""]);
    assert!(app.files_with(&id).await.is_empty());
    assert!(app.files_with("欧阳示例某").await.is_empty());
    assert!(!draft.desk.get(Who::Clerk, "/desk/drafts").await.text.contains("欧阳示例某"));
    let forgotten =
        draft.press("save", &penalty.clone().without("CF_XDR_ZJHM"), &[("forget", "CF_XDR_ZJHM-1")]).await;
    assert!(!forgotten.text.contains("已填写（不回显）"));
    assert_eq!(draft.hand_in(&penalty, &["withheld-natural-person-without-basis"]).await.status, 200);
    assert!(app.files_with(&id).await.is_empty());
}

#[tokio::test]
async fn the_second_of_two_clerks_is_told_and_loses_nothing() {
    let app = furnished(TODAY).await;
    let draft = Draft::begin(&app, Desk::open(&app).await).await;
    let first = draft.fields(&Penalty::new(NUMBER).with("CF_SY", "先保存的事实"), &[]).await;
    let second = draft.fields(&Penalty::new(NUMBER).with("CF_SY", "后保存的事实"), &[]).await;
    assert_eq!(draft.post("save", &first).await.status, 303);
    let told = draft.post("save", &second).await;
    assert_eq!(told.status, 409);
    assert!(told.words("#CF_SY").contains("后保存的事实"));
    assert!(told.words("main").contains("对方保存的内容：先保存的事实"), "{}", told.words("main"));
    assert!(draft.page().await.words("#CF_SY").contains("先保存的事实"));
    let version = told.attributes("input[name=version]", "value").remove(0);
    let again: Vec<(String, String)> = second
        .into_iter()
        .map(|(name, value)| if name == "version" { (name, version.clone()) } else { (name, value) })
        .collect();
    assert_eq!(draft.post("save", &again).await.status, 303);
    assert!(draft.page().await.words("#CF_SY").contains("后保存的事实"));
}

#[tokio::test]
async fn a_page_that_saves_itself_is_told_what_is_wrong_at_which_field() {
    let app = furnished(TODAY).await;
    let draft = Draft::begin(&app, Desk::open(&app).await).await;
    let fields = draft.fields(&Penalty::new(NUMBER).with("CF_SY", format!("电话{PHONE}")), &[]).await;
    let kept = draft.post("keep", &fields).await;
    assert_eq!((kept.status, kept.json()["version"].as_i64()), (200, Some(2)), "{}", kept.text);
    let faults = kept.json()["faults"].clone();
    assert_eq!((&faults[0]["field"], &faults[0]["blocks"]), (&"CF_SY".into(), &true.into()), "{faults}");
    assert!(!kept.text.contains(PHONE));
    // A button pressed at the same moment sends the version before, with the same text.
    let pressed: Vec<(String, String)> =
        fields.iter().cloned().chain([("add-party".to_owned(), "1".to_owned())]).collect();
    assert_eq!(draft.post("save", &pressed).await.status, 303);
    assert_eq!(draft.page().await.count(".party"), 2);
    assert_eq!(draft.post("keep", &fields).await.status, 409);
    let path = format!("{}/keep", draft.path);
    assert_eq!(draft.desk.post(Who::OtherClerk, &path, &[("authority", "x")]).await.status, 404);
}

#[tokio::test]
async fn several_parties_of_one_document_become_several_records() {
    let app = furnished(TODAY).await;
    let other = Entity::new("秦岭示例乙有限公司", 2);
    app.import(std::slice::from_ref(&other)).await;
    let draft = Draft::begin(&app, Desk::open(&app).await).await;
    let penalty = Penalty::new(NUMBER);
    let two = draft.press("save", &penalty, &[("add-party", "1")]).await;
    assert_eq!(two.count(".party"), 2);
    let more = [
        ("parties", "2"),
        ("CF_XDR_MC-2", other.name()),
        ("CF_XDR_LB-2", "法人及非法人组织"),
        ("CF_XDR_SHXYM-2", other.code()),
        ("CF_FRDB-2", "甄见山"),
    ];
    let checked = draft.press("check", &penalty, &more).await;
    assert!(checked.words(".seen").contains("等 2 个"), "{}", checked.words(".seen"));
    assert_eq!(draft.press("hand-in", &penalty, &more).await.status, 200);
    assert_eq!(app.decisions(NUMBER).await.len(), 2);
    assert_eq!(draft.desk.waiting().await.len(), 2);
    let one = Draft::begin(&app, draft.desk).await;
    one.press("save", &penalty, &more).await;
    let removed = one.press("save", &penalty, &[&more[..], &[("remove-party", "1")]].concat()).await;
    assert_eq!(removed.attributes("[id=\"CF_XDR_MC-1\"]", "value"), [other.name()]);
    assert_eq!(removed.count(".party"), 1);
}

#[tokio::test]
async fn the_code_fills_the_name_and_another_name_is_told() {
    let app = furnished(TODAY).await;
    let draft = Draft::begin(&app, Desk::open(&app).await).await;
    let nameless = Penalty::new(NUMBER).without("CF_XDR_MC").without("CF_FRDB");
    let filled = draft.press("save", &nameless, &[("look-up", "1")]).await;
    assert_eq!(filled.attributes("[id=\"CF_XDR_MC-1\"]", "value"), [COMPANY]);
    assert_eq!(filled.attributes("[id=\"CF_FRDB-1\"]", "value"), ["甄见山"]);
    let named = Penalty::new(NUMBER).with("CF_XDR_MC", "秦岭示例别名有限公司");
    let page = draft.check(&named).await;
    assert!(page.words("[id=\"CF_XDR_MC-1-fault\"]").contains(COMPANY), "{}", page.words("main"));
    assert_eq!(page.attributes("button[name=take]", "value"), [format!("CF_XDR_MC-1={COMPANY}")]);
}

#[tokio::test]
async fn the_same_decision_is_not_handed_in_twice() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let penalty = Penalty::new(NUMBER);
    assert_eq!(Draft::begin(&app, desk).await.hand_in(&penalty, &[]).await.status, 200);
    let again = Draft::begin(&app, desk).await;
    let page = again.check(&penalty).await;
    assert!(page.words("#CF_WSH-fault").contains("已经报送过"), "{}", page.words("main"));
    desk.approve_all().await;
    let changed = penalty.with("CF_SY", "更正后的违法事实");
    assert!(again.check(&changed).await.words(".ticks").contains("作为更正"));
    assert_eq!(again.hand_in(&changed, &["duplicate-correction"]).await.status, 200);
    desk.approve_all().await;
    assert_eq!(app.decision(NUMBER).await.version, 2);
}

#[tokio::test]
async fn what_was_returned_is_filed_again_with_the_word_of_the_second_person() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let id = resident_id("1990-05-06", 2);
    let penalty = Penalty::new(NUMBER).person("示例某", &id).with("CX_GKYJ", "《示例法》第一条");
    let draft = Draft::begin(&app, desk).await;
    assert_eq!(draft.hand_in(&penalty, &[]).await.status, 200);
    let waiting = desk.waiting().await.remove(0);
    let reviewer = desk.regulator(Who::Reviewer).await;
    let word = "违法事实写得太简略";
    server::actions::approval::send_back(app.core(), &reviewer, &waiting, word).await.unwrap();
    let list = desk.get(Who::Clerk, "/desk/drafts").await;
    assert!(list.words("main").contains(word), "{}", list.words("main"));
    let decision = list.attributes("button[name=decision]", "value").remove(0);
    let opened = desk.post(Who::Clerk, "/desk/drafts/reopen", &[("decision", &decision)]).await;
    let again = Draft { path: opened.header("location").to_owned(), ..draft };
    let page = again.page().await;
    assert!(page.words("main").contains(word) && page.text.contains("已填写（不回显）"));
    assert!(!page.text.contains(&id));
    assert_eq!(page.attributes("#CF_WSH", "value"), [NUMBER]);
    let second = desk.post(Who::Clerk, "/desk/drafts/reopen", &[("decision", &decision)]).await;
    assert_eq!(second.header("location"), again.path);
    let longer = penalty.without("CF_XDR_ZJHM").with("CF_SY", "当事人于11月1日未按规定建立台账");
    let handed_in = again.hand_in(&longer, &[]).await;
    assert_eq!(handed_in.status, 200, "{}", handed_in.words("main"));
    assert_eq!(app.decision(NUMBER).await.state, Publication::Pending);
    assert_eq!(app.decisions(NUMBER).await.len(), 1);
}

#[tokio::test]
async fn the_due_day_is_told_and_after_it_a_reason_is_asked_for() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let draft = Draft::begin(&app, desk).await;
    let penalty = Penalty::new(NUMBER).decided_on("2026-11-17");
    let page = draft.press("save", &penalty, &[]).await;
    let notice = page.words(".notice");
    assert!(notice.contains("期限：2026年11月26日（周四）24 时，剩 3 个工作日。"), "{notice}");
    assert_eq!(page.count("#late_reason"), 0);
    app.travel_to("2026-12-01");
    desk.sign_in_all().await;
    let late = draft.check(&penalty).await;
    assert!(late.words("#late_reason-fault").contains("请选择原因"), "{}", late.words("main"));
    assert_links_lead_somewhere(&late);
    let reason = [("late_reason", "staff-change"), ("late_words", "经办人离职")];
    assert_eq!(draft.press("hand-in", &penalty, &reason).await.status, 200);
    let approval = draft.approval().await;
    assert_eq!(approval.late_reason.as_deref(), Some("staff-change"));
    assert_eq!(approval.late_words.as_deref(), Some("经办人离职"));
}

#[tokio::test]
async fn a_draft_is_its_own_authoritys_and_only_clerks_file() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let draft = Draft::begin(&app, desk).await;
    let fields = draft.fields(&Penalty::new(NUMBER), &[]).await;
    let fields: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    for (who, status) in [(Who::OtherClerk, 404), (Who::Reviewer, 403), (Who::Administrator, 403)] {
        assert_eq!(desk.get(who, &draft.path).await.status, status, "{who:?}");
        for step in ["save", "check", "hand-in"] {
            let answer = desk.post(who, &format!("{}/{step}", draft.path), &fields).await;
            assert_eq!(answer.status, status, "{who:?} {step}");
        }
    }
    let other = desk.authority_id(tests::desk::OTHER_AUTHORITY).await;
    let foreign: Vec<(&str, &str)> = fields
        .into_iter()
        .map(|(name, value)| if name == "authority" { (name, other.as_str()) } else { (name, value) })
        .collect();
    let answer = desk.post(Who::Clerk, &format!("{}/save", draft.path), &foreign).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn hostile_text_in_every_field_comes_back_as_text() {
    let app = furnished(TODAY).await;
    let draft = Draft::begin(&app, Desk::open(&app).await).await;
    let hostile = "</textarea><script>alert(1)</script>\"'><b>&amp;";
    let mut penalty = Penalty::new(NUMBER);
    for (name, _) in Penalty::new(NUMBER).cells() {
        penalty = penalty.with(name, hostile);
    }
    let page = draft.check(&penalty).await;
    assert_eq!(page.status, 200);
    assert_eq!(page.count("main script:not([src])"), 0);
    assert_eq!(page.words("#CF_SY"), hostile);
    assert_eq!(page.attributes("#CF_WSH", "value"), [hostile]);
    assert_links_lead_somewhere(&page);
    assert_eq!(draft.desk.get(Who::Clerk, "/desk/drafts").await.count("main script:not([src])"), 0);
}
