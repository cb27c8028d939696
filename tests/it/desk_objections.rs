//! Objections: from the form without an account to the close, and what of it who sees.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use server::actions::approval;
use server::import::Kind;
use server::store::audit;
use tests::records::{AUTHORITY, COMPANY, code};
use tests::words::NASTY;
use tests::{Answer, Desk, Licence, Penalty, TestApp, Who};

use crate::world::{TODAY, encoded, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";
const WORDS: &str = "公示的罚款金额与决定书不一致，应为二百元。";
const NAME: &str = "示例异议人青禾";
const TELEPHONE: &str = "0690-5550987";
const PDF: &[u8] =
    b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Marker (plain-marker-of-the-file) >>\nendobj\n%%EOF\n";
const BOUNDARY: &str = "------------------------7d81b516112482";

/// A form as a browser fills it in.
#[derive(Clone)]
struct Form {
    cookie: String,
    fields: Vec<(String, String)>,
    files: Vec<(String, Vec<u8>)>,
}

impl Form {
    /// Opens the form for a record and fills it in.
    async fn open(app: &TestApp, record: &str) -> Self {
        let page = app.get(&format!("/objections/new?record={record}")).await;
        assert_eq!(page.status, 200, "{}", page.text);
        let hidden =
            |name: &str| page.attributes(&format!("form.objection input[name={name}]"), "value").remove(0);
        let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
        let fields = [
            ("csrf", hidden("csrf").as_str()),
            ("form", &hidden("form")),
            ("record", record),
            ("ground", "wrong"),
            ("objector", "party"),
            ("name", NAME),
            ("telephone", TELEPHONE),
            ("email", "yiyi-qinghe@example.cn"),
            ("words", WORDS),
            ("capable", "1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec();
        Self { cookie, fields, files: Vec::new() }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.fields.retain(|(known, _)| known != name);
        self.fields.push((name.to_owned(), value.to_owned()));
        self
    }

    fn file(mut self, name: &str, bytes: &[u8]) -> Self {
        self.files.push((name.to_owned(), bytes.to_vec()));
        self
    }

    fn body(&self) -> Vec<u8> {
        let mut body = Vec::new();
        for (name, value) in &self.fields {
            let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n");
            body.extend(head.bytes().chain(value.bytes()).chain(*b"\r\n"));
        }
        for (name, bytes) in &self.files {
            let head = format!(
                "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"attachment\"; filename=\"{name}\"\r\n\
                 Content-Type: application/x-msdownload\r\n\r\n"
            );
            body.extend(head.bytes().chain(bytes.iter().copied()).chain(*b"\r\n"));
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        body
    }

    fn request(&self) -> Request<Body> {
        Request::post("/objections")
            .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .header("cookie", &self.cookie)
            .header("sec-fetch-site", "same-origin")
            .body(Body::from(self.body()))
            .unwrap()
    }

    async fn send(&self, app: &TestApp) -> Answer {
        app.answer(self.request()).await
    }

    /// Sends it; answers number and code of the receipt.
    async fn receipt(&self, app: &TestApp) -> Receipt {
        let page = self.send(app).await;
        assert_eq!(page.status, 200, "{}", page.words("main"));
        let codes: Vec<String> = page.words("main dd code").split(' ').map(str::to_owned).collect();
        let [number, code] = codes.try_into().unwrap();
        Receipt { number, code, cookie: self.cookie.clone() }
    }
}

struct Receipt {
    number: String,
    code: String,
    cookie: String,
}

impl Receipt {
    async fn status(&self, app: &TestApp) -> Answer {
        app.get(&format!("/objections/{}?code={}", self.number, self.code)).await
    }

    /// The identifier inside the house.
    async fn id(&self, app: &TestApp) -> String {
        let mut tx = app.tx().await;
        let sql = "select id from objection where number = $1";
        let (id,): (String,) = tx.query(sql).bind(self.number.clone()).one().await.unwrap();
        id
    }
}

/// Asks by the form for number and code.
async fn look(app: &TestApp, number: &str, code: &str) -> Answer {
    let page = app.get("/objections").await;
    let cookie = page.header("set-cookie").split(';').next().unwrap().to_owned();
    let csrf = page.attributes("form.objection input[name=csrf]", "value").remove(0);
    let fields = [("csrf", csrf.as_str()), ("number", number), ("code", code)];
    post_form(app, "/objections/status", &cookie, &fields).await
}

async fn post_form(app: &TestApp, path: &str, cookie: &str, fields: &[(&str, &str)]) -> Answer {
    let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let request = Request::post(path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("cookie", cookie)
        .body(Body::from(body));
    app.answer(request.unwrap()).await
}

/// A server with a desk and one public penalty; its public identifier.
async fn with_penalty(app: &TestApp) -> (Desk<'_>, String) {
    let desk = Desk::open(app).await;
    app.import(&[Penalty::new(NUMBER)]).await;
    desk.approve_all().await;
    (desk, app.decision(NUMBER).await.public_id)
}

/// One step at the desk; it must succeed.
async fn step(desk: Desk<'_>, id: &str, step: &str, fields: &[(&str, &str)]) {
    let answer = desk.post(Who::Reviewer, &format!("/desk/objections/{id}/{step}"), fields).await;
    assert_eq!(answer.status, 303, "{step}: {}", answer.words("main"));
}

/// An entry of a list; its public identifier.
async fn with_entry(app: &TestApp) -> String {
    let list = format!(
        "名称,统一社会信用代码,列入原因代码,列入原因,列入日期,作出决定机关（列入）\n\
         {COMPANY},{},1,未按时年报,2026-07-10,{AUTHORITY}\n",
        code("91", 1)
    );
    let kind = Kind::from_code("abnormal-operation").unwrap();
    app.import_file(kind, "list.csv", list.as_bytes()).await.unwrap();
    let listed = app.get("/api/v1/lists/abnormal-operation").await.json();
    listed["items"][0]["id"].as_str().unwrap().to_owned()
}

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
async fn trap_25_an_objection_does_not_unpublish_but_marks_the_record_until_the_close() {
    let app = furnished(TODAY).await;
    let (desk, penalty) = with_penalty(&app).await;
    app.import(&[Licence::new("云示监许〔2026〕1号")]).await;
    desk.approve_all().await;
    let licence = app.decision("云示监许〔2026〕1号").await.public_id;
    let entry = with_entry(&app).await;
    let entity = format!("/entities/{}", app.entity_id(COMPANY).await);
    for (place, record) in [("decisions", &penalty), ("decisions", &licence), ("entries", &entry)] {
        let (page, json) = (format!("/{place}/{record}"), format!("/api/v1/{place}/{record}"));
        let mark = async || {
            let json = app.get(&json).await.json();
            let mark = if place == "entries" { &json } else { &json["summary"] };
            let words = (app.get(&page).await, app.get(&entity).await);
            assert_eq!((words.0.status, words.1.status), (200, 200), "{page}");
            (
                words.0.words("main .badges").contains("异议处理中"),
                words.1.words("main .badge").contains("异议处理中"),
                mark["objection"]["since"].as_str().map(str::to_owned),
            )
        };
        let unmarked = (false, false, None);
        let receipt = Form::open(&app, record).await.receipt(&app).await;
        assert_eq!(mark().await, unmarked, "{page}: received, not accepted");
        let (before, etag) = (app.ledger_number().await, app.get(&page).await.header("etag").to_owned());
        let id = receipt.id(&app).await;
        step(desk, &id, "accept", &[]).await;
        assert_eq!(mark().await, (true, true, Some(TODAY.to_owned())), "{page}");
        assert_eq!(app.ledger_number().await, before + 1, "{page}");
        assert_ne!(app.get(&page).await.header("etag"), etag, "{page}");
        app.turn().await;
        let changes = app.get(&format!("/api/v1/changes?since={before}")).await.text;
        assert!(changes.contains(record.as_str()) && changes.contains("corrected"), "{changes}");
        step(desk, &id, "close", &[("outcome", "upheld"), ("close", "与决定书一致。")]).await;
        assert_eq!((mark().await, app.ledger_number().await), (unmarked, before + 2), "{page}");
    }
}

#[tokio::test]
async fn two_objections_to_one_record_keep_the_mark_until_both_are_closed() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let receipt = Form::open(&app, &record).await.receipt(&app).await;
        let id = receipt.id(&app).await;
        step(desk, &id, "accept", &[]).await;
        ids.push(id);
    }
    let path = format!("/decisions/{record}");
    for (id, stays) in ids.iter().zip([true, false]) {
        step(desk, id, "close", &[("outcome", "corrected"), ("close", "已更正。")]).await;
        assert_eq!(app.get(&path).await.words(".badges").contains("异议处理中"), stays);
    }
}

#[tokio::test]
async fn what_cannot_be_taken_is_told_in_words_and_nothing_that_was_typed_is_lost() {
    let app = furnished(TODAY).await;
    let (_, record) = with_penalty(&app).await;
    let form = Form::open(&app, &record).await;
    let script = b"%PDF-1.7\n<< /OpenAction << /S /JavaScript /JS (x) >> >>\n%%EOF";
    let large = [PDF, &vec![b' '; 5 << 20]].concat();
    let half = [b"%PDF-1.7\n".as_slice(), &vec![b' '; 4 << 20], b"%%EOF"].concat();
    let program = b"MZ\x90\x00\x03";
    for (form, sentence) in [
        (form.clone().with("ground", ""), "请选择一项异议理由"),
        (form.clone().with("objector", "friend"), "请选择您的身份"),
        (form.clone().with("name", " "), "请填写姓名"),
        (form.clone().with("telephone", "x"), "请填写能联系到您的电话"),
        (form.clone().with("email", "x"), "电子邮箱应当像"),
        (form.clone().with("capable", ""), "具有完全民事行为能力"),
        (form.clone().file("证据.pdf", program), "第 1 个附件：只接受 PDF、PNG 和 JPEG 文件"),
        (form.clone().file("a.pdf", PDF).file("b.pdf", script), "第 2 个附件：这份 PDF 含有可以执行"),
        (form.clone().file("空.pdf", b""), "第 1 个附件：文件是空的"),
        (form.clone().file("大.pdf", &large), "第 1 个附件超过 5 MB"),
        (form.clone().file("a.pdf", &half).file("b.pdf", &half).file("c.pdf", &half), "附件合计超过 10 MB"),
        (["a", "b", "c", "d"].iter().fold(form.clone(), |form, name| form.file(name, PDF)), "附件最多 3 个"),
    ] {
        let page = form.send(&app).await;
        assert_eq!(page.status, 422, "{sentence}");
        assert!(
            page.words(".error-summary").contains(sentence),
            "{sentence}: {}",
            page.words(".error-summary")
        );
        assert_eq!(page.words("textarea"), WORDS, "{sentence}");
        let field = page.attributes(".error-summary a", "href").remove(0);
        assert_eq!(page.count(&format!("main {field}")), 1, "{sentence}: {field}");
    }
    let short = form.clone().with("words", "太短").send(&app).await;
    assert!(short.status == 422 && short.words(".error-summary").contains("10 至 2000 字"));
    let endless = form.file("a.pdf", &vec![b' '; 25 << 20]).send(&app).await;
    assert_eq!(endless.status, 413);
    let mut tx = app.tx().await;
    let (count,): (i64,) = tx.query("select count(*) from objection").one().await.unwrap();
    assert_eq!(count, 0);
}

#[tokio::test]
async fn who_objects_stands_nowhere_in_the_clear() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    let form = Form::open(&app, &record).await.file("青禾的决定书.pdf", PDF);
    let receipt = form.receipt(&app).await;
    let id = receipt.id(&app).await;
    step(desk, &id, "accept", &[]).await;
    step(desk, &id, "forward", &[]).await;
    step(desk, &id, "answer", &[("answer", "来源单位称无误")]).await;
    app.turn().await;
    let secret = [
        NAME,
        TELEPHONE,
        "yiyi-qinghe",
        "二百元",
        "青禾的决定书",
        "plain-marker-of-the-file",
        "来源单位称无误",
        receipt.code.as_str(),
    ];
    for text in secret {
        assert_eq!(app.files_with(text).await, Vec::<String>::new(), "{text}");
    }
    assert_ne!(app.files_with(&receipt.number).await, Vec::<String>::new(), "the number is found");
}

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
            assert_eq!(answer.status, 403, "{who:?} {page}");
            assert!(!answer.text.contains(NAME) && !answer.text.contains(WORDS), "{who:?} {page}");
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
    assert!(refused.status == 422 && refused.words(".error-summary").contains("“不予公示”一组"));
    let wanted = [fields[0], fields[1], ("ground", "minor-fine")];
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
async fn an_entry_is_taken_off_by_its_source_before_the_objection_is_closed_so() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let entry = with_entry(&app).await;
    let receipt = Form::open(&app, &entry).await.receipt(&app).await;
    let id = receipt.id(&app).await;
    step(desk, &id, "accept", &[]).await;
    let wanted = [("outcome", "removed"), ("close", "列入有误，来源单位已移出。")];
    let refused = desk.post(Who::Reviewer, &format!("/desk/objections/{id}/close"), &wanted).await;
    assert!(refused.status == 422 && refused.words(".error-summary").contains("请来源单位移出"));
    assert_eq!(app.get(&format!("/entries/{entry}")).await.status, 200);
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

#[tokio::test]
async fn a_form_counts_once_and_only_from_the_site_itself() {
    let app = furnished(TODAY).await;
    let (_, record) = with_penalty(&app).await;
    let form = Form::open(&app, &record).await;
    let receipt = form.receipt(&app).await;
    let again = form.send(&app).await;
    assert!(again.status == 409 && again.words("main").contains(&receipt.number), "{}", again.words("main"));
    let without_cookie = Form { cookie: String::new(), ..form.clone() }.send(&app).await;
    assert!(without_cookie.status == 403 && without_cookie.words("textarea") == WORDS);
    let stolen = form.clone().with("csrf", "0").send(&app).await;
    assert!(stolen.status == 403 && stolen.words(".error-summary").contains("请再提交一次"));
    let mut foreign = form.request();
    foreign.headers_mut().insert("sec-fetch-site", "cross-site".parse().unwrap());
    assert_eq!(app.answer(foreign).await.status, 403);
}

#[tokio::test]
async fn an_address_may_object_five_times_within_an_hour() {
    let app = furnished(TODAY).await;
    let (_, record) = with_penalty(&app).await;
    let peer: std::net::SocketAddr = "198.51.100.25:50000".parse().unwrap();
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let mut request = Form::open(&app, &record).await.request();
        request.extensions_mut().insert(ConnectInfo(peer));
        statuses.push(app.answer(request).await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 200, 200, 429]);
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

#[tokio::test]
async fn hostile_texts_are_shown_to_those_who_decide_and_do_nothing() {
    let app = furnished(TODAY).await;
    let (desk, record) = with_penalty(&app).await;
    for text in NASTY {
        let long = format!("{text}，这里至少写够十个字。");
        let form =
            Form::open(&app, &record).await.with("name", text).with("words", &long).file("<b>.pdf", PDF);
        let answer = form.send(&app).await;
        if answer.status == 422 {
            assert!(text.trim().is_empty() || answer.words(".error-summary").contains("姓名"), "{text}");
            continue;
        }
        assert_eq!(answer.status, 200, "{text}");
        let number = answer.words("main dd code").split(' ').next().unwrap().to_owned();
        let receipt = Receipt { number, code: String::new(), cookie: String::new() };
        let page = desk.get(Who::Reviewer, &format!("/desk/objections/{}", receipt.id(&app).await)).await;
        assert_eq!(page.status, 200, "{text}");
        assert_eq!(page.count("main script, main img, main b b"), 0, "{text}");
        assert!(!page.text.contains('\u{202E}'), "{text}");
    }
    let odd = app.get(&encoded("/objections/＜号＞?code=x")).await;
    assert_eq!(odd.status, 404);
}
