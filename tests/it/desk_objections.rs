//! Objections: from the form without an account to the close, and what of it who sees.

mod decide;
mod erasure;
mod follow;
mod form;
mod mark;
mod removal;

use axum::body::Body;
use axum::http::Request;
use server::import::Kind;
use tests::records::{AUTHORITY, COMPANY, code};
use tests::{Answer, Desk, Penalty, TestApp, Who};

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

/// A file of 经营异常名录 with one entry of that reason.
fn abnormal_list(reason: &str) -> String {
    format!(
        "名称,统一社会信用代码,列入决定书文号,列入原因,列入日期,作出决定机关（列入）\n\
         {COMPANY},{},云示列〔2026〕3号,{reason},2026-07-10,{AUTHORITY}\n",
        code("91", 1)
    )
}

/// An entry of a list; its public identifier.
async fn with_entry(app: &TestApp) -> String {
    let list = abnormal_list("未按时年报");
    let kind = Kind::from_code("abnormal-operation").unwrap();
    app.import_file(kind, "list.csv", list.as_bytes()).await.unwrap();
    let listed = app.get("/api/v1/lists/abnormal-operation").await.json();
    listed["items"][0]["id"].as_str().unwrap().to_owned()
}
