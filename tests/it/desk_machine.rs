//! The machine interface: keys, filing, replays, own records, commitments.

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use domain::publication::Publication;
use serde_json::{Value, json};
use server::secrets::checksum;
use tests::desk::OTHER_AUTHORITY;
use tests::records::{Authority, DECIDED_ON, FileRow, code};
use tests::{Answer, Desk, Licence, Penalty, TestApp, Who};

use crate::world::{TODAY, furnished};

const NUMBER: &str = "云示监罚〔2026〕1号";
const DECISIONS: &str = "/api/v1/agency/decisions";

/// A key for these uses, as the page shows it once.
async fn key(desk: Desk<'_>, scopes: &[&str]) -> String {
    let mut fields = vec![("name", "示例业务系统")];
    fields.extend(scopes.iter().map(|scope| ("scope", *scope)));
    let answer = desk.post(Who::Head, "/desk/keys", &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.words("code.secret")
}

async fn post(app: &TestApp, key: &str, path: &str, word: Option<&str>, body: impl Into<Body>) -> Answer {
    let mut request = Request::builder().method("POST").uri(path).header("content-type", "application/json");
    request = request.header("authorization", format!("Bearer {key}"));
    if let Some(word) = word {
        request = request.header("idempotency-key", word);
    }
    app.answer(request.body(body.into()).unwrap()).await
}

async fn get(app: &TestApp, key: &str, path: &str) -> Answer {
    app.get_with(path, &[("authorization", &format!("Bearer {key}"))]).await
}

fn item(row: &impl FileRow) -> Value {
    let cells = row.cells().iter().map(|(code, value)| (code.clone(), Value::from(value.as_str())));
    Value::Object(cells.collect())
}

fn body(items: &[Value]) -> String {
    json!({"kind": "penalty", "decisions": items}).to_string()
}

fn problem(answer: &Answer) -> (u16, String) {
    assert_eq!(answer.header("content-type"), "application/problem+json; charset=utf-8", "{}", answer.text);
    (answer.status, answer.json()["code"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn accepted_decisions_wait_for_a_second_person_and_their_receipt_can_be_read_again() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["file", "read"]).await;
    let rows = [item(&Penalty::new(NUMBER)), item(&Penalty::new("云示监罚〔2026〕2号").without("CF_NR"))];
    let answer = post(&app, &key, DECISIONS, Some("call-1"), body(&rows)).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let receipt = answer.json();
    assert_eq!(receipt["items"][0]["outcome"], "accepted", "{receipt}");
    assert_eq!(receipt["items"][1]["outcome"], "incomplete", "{receipt}");
    assert_eq!(receipt["items"][1]["issues"][0]["field"], "CF_NR", "{receipt}");
    assert_eq!((&receipt["counts"]["accepted"], &receipt["counts"]["incomplete"]), (&json!(1), &json!(1)));

    let row = app.decision(NUMBER).await;
    assert_eq!(
        (row.state, receipt["items"][0]["id"].as_str()),
        (Publication::Pending, Some(&*row.public_id))
    );
    assert_eq!(desk.waiting().await.len(), 1);
    let batch = format!("/api/v1/agency/batches/{}", receipt["batch"].as_str().unwrap());
    assert_eq!(get(&app, &key, &batch).await.json(), receipt);

    let path = format!("{DECISIONS}/{}", row.public_id);
    let own = get(&app, &key, &path).await.json();
    assert_eq!((&own["state"], &own["approvals"][0]["state"]), (&json!("pending"), &json!("waiting")));
    desk.approve_all().await;
    let own = get(&app, &key, &path).await.json();
    assert_eq!((&own["state"], &own["approvals"][0]["state"]), (&json!("published"), &json!("approved")));
    assert_eq!(app.get(&app.decision_path(NUMBER).await).await.status, 200);
}

#[tokio::test]
async fn a_repeated_call_is_answered_as_the_first_and_another_body_is_refused() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["file"]).await;
    let sent = body(&[item(&Penalty::new(NUMBER))]);
    let first = post(&app, &key, DECISIONS, Some("call-1"), sent.clone()).await;
    assert_eq!((first.status, first.header("idempotent-replayed")), (200, ""));
    app.travel_to("2026-11-25");
    let again = post(&app, &key, DECISIONS, Some("call-1"), sent.clone()).await;
    assert_eq!((again.status, again.header("idempotent-replayed")), (200, "true"));
    assert_eq!(again.text, first.text);
    assert_eq!(desk.waiting().await.len(), 1);

    let other = body(&[item(&Penalty::new("云示监罚〔2026〕2号"))]);
    let conflict = post(&app, &key, DECISIONS, Some("call-1"), other).await;
    assert_eq!(problem(&conflict), (422, "idempotency-conflict".to_owned()));
    assert_eq!(app.decisions("云示监罚〔2026〕2号").await.len(), 0);

    let renewed = post(&app, &key, DECISIONS, Some("call-2"), sent).await.json();
    assert_eq!(renewed["items"][0]["outcome"], "duplicate", "{renewed}");
    for word in [None, Some(""), Some("a b"), Some("号"), Some("x".repeat(201).as_str())] {
        let mut request = Request::builder().method("POST").uri(DECISIONS);
        request = request.header("content-type", "application/json");
        request = request.header("authorization", format!("Bearer {key}"));
        if let Some(word) = word {
            request = request.header("idempotency-key", word.as_bytes());
        }
        let answer = app.answer(request.body(Body::from("{}")).unwrap()).await;
        assert_eq!(problem(&answer), (400, "bad-idempotency-key".to_owned()), "{word:?}");
    }
}

#[tokio::test]
async fn two_equal_calls_at_once_double_nothing() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["file"]).await;
    let sent = body(&[item(&Penalty::new(NUMBER)), item(&Penalty::new("云示监罚〔2026〕2号"))]);
    let call = || post(&app, &key, DECISIONS, Some("call-1"), sent.clone());
    let (one, two) = tokio::join!(call(), call());
    for answer in [&one, &two] {
        let is_known = answer.status == 200 || problem(answer) == (409, "in-progress".to_owned());
        assert!(is_known, "{} {}", answer.status, answer.text);
    }
    assert!([&one, &two].iter().any(|answer| answer.status == 200));
    assert_eq!(desk.waiting().await.len(), 2);
    assert_eq!(call().await.header("idempotent-replayed"), "true");
    assert_eq!(app.decisions(NUMBER).await.len(), 1);
}

#[tokio::test]
async fn a_call_that_was_cut_off_before_its_answer_is_answered_by_the_next() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["file"]).await;
    let sent = body(&[item(&Penalty::new(NUMBER))]);
    let first = post(&app, &key, DECISIONS, Some("call-1"), sent.clone()).await;
    let forget = |sql: &'static str| {
        let app = &app;
        async move {
            let mut tx = app.core().db.write().await.unwrap();
            tx.query(sql).execute().await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    // The rows were taken in; the answer was not kept.
    forget("update agency_call set state = 'begun', answer = null").await;
    let again = post(&app, &key, DECISIONS, Some("call-1"), sent.clone()).await;
    assert_eq!((again.status, &again.text), (200, &first.text));
    // Nothing of it was taken in: whoever asks at once waits, whoever asks later begins again.
    forget("update agency_call set state = 'begun', answer = null, batch_id = 'never'").await;
    let early = post(&app, &key, DECISIONS, Some("call-1"), sent.clone()).await;
    assert_eq!((problem(&early), early.header("retry-after")), ((409, "in-progress".to_owned()), "2"));
    app.travel_to_moment("2026-11-23 10:33:00");
    let late = post(&app, &key, DECISIONS, Some("call-1"), sent).await;
    assert_eq!(late.json()["items"][0]["outcome"], "duplicate", "{}", late.text);
    assert_eq!(desk.waiting().await.len(), 1);
}

#[tokio::test]
async fn a_key_opens_what_it_is_meant_for_until_it_is_taken_back() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let reads = key(desk, &["read"]).await;
    let files = key(desk, &["file"]).await;
    let sent = body(&[item(&Penalty::new(NUMBER))]);
    let refused = post(&app, &reads, DECISIONS, Some("call-1"), sent.clone()).await;
    assert_eq!(problem(&refused), (403, "forbidden".to_owned()));
    assert_eq!(problem(&get(&app, &files, DECISIONS).await), (403, "forbidden".to_owned()));
    let commitments = post(&app, &files, "/api/v1/agency/commitments", None, "{}").await;
    assert_eq!(problem(&commitments), (403, "forbidden".to_owned()));
    assert_eq!(get(&app, &reads, DECISIONS).await.status, 200);

    let page = desk.get(Who::Head, "/desk/keys").await;
    assert!(!page.text.contains(&reads[12..]), "a key is shown once");
    let forms = page.attributes("td form", "action");
    assert_eq!(forms.len(), 2, "{}", page.text);
    for who in [Who::Clerk, Who::Reviewer, Who::Administrator, Who::Auditor] {
        let seen = desk.get(who, "/desk/keys").await;
        // The auditor looks at all keys, and at nothing that opens anything.
        assert_eq!(seen.status, if who == Who::Auditor { 200 } else { 403 }, "{who:?}");
        assert!(!seen.text.contains(&reads[12..]) && seen.count("main form") == 0, "{who:?}");
        assert_eq!(desk.post(who, &forms[0], &[]).await.status, 403, "{who:?}");
        assert_eq!(desk.post(who, "/desk/keys", &[("name", "x"), ("scope", "file")]).await.status, 403);
    }
    for form in &forms {
        assert_eq!(desk.post(Who::Head, form, &[]).await.status, 303);
        assert_eq!(desk.post(Who::Head, form, &[]).await.status, 409);
    }
    assert_eq!(problem(&get(&app, &reads, DECISIONS).await), (401, "unauthorized".to_owned()));
    let refused = post(&app, &files, DECISIONS, Some("call-1"), sent).await;
    assert_eq!(
        (problem(&refused), refused.header("www-authenticate")),
        ((401, "unauthorized".to_owned()), "Bearer")
    );
    assert!(app.decisions(NUMBER).await.is_empty());
    assert!(app.files_with(&reads).await.is_empty(), "of a key there is only its hash");
}

#[tokio::test]
async fn without_a_key_nothing_opens_and_wrong_keys_make_their_address_wait() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["read"]).await;
    for path in [DECISIONS, "/api/v1/agency/decisions/x", "/api/v1/agency/batches/x"] {
        let answer = app.get(path).await;
        assert_eq!(
            (problem(&answer), answer.header("cache-control")),
            ((401, "unauthorized".to_owned()), "no-store")
        );
    }
    for path in [DECISIONS, "/api/v1/agency/commitments"] {
        assert_eq!(problem(&app.send("POST", path, &[]).await).0, 401);
    }
    let allowed = [(DECISIONS, "GET, HEAD, POST"), ("/api/v1/agency/commitments", "POST")];
    for (path, allowed) in allowed {
        let answer = app.send("DELETE", path, &[]).await;
        assert_eq!((problem(&answer).0, answer.header("allow")), (405, allowed));
    }
    let wrong = format!("cx_{}_{}", &key[3..11], "0".repeat(43));
    for sent in ["Basic x", "Bearer", "Bearer ", "Bearer cx_", &format!("Bearer {wrong}")] {
        let answer = app.get_with(DECISIONS, &[("authorization", sent)]).await;
        assert_eq!(problem(&answer), (401, "unauthorized".to_owned()), "{sent}");
    }
    let from = |sent: String, address: &'static str| {
        let peer = std::net::SocketAddr::new(address.parse().unwrap(), 50_000);
        let request = Request::builder().uri(DECISIONS).header("authorization", format!("Bearer {sent}"));
        app.answer(request.extension(ConnectInfo(peer)).body(Body::empty()).unwrap())
    };
    for _ in 0..50 {
        assert_eq!(problem(&from(wrong.clone(), "192.0.2.77").await).0, 401);
    }
    let waits = from(key.clone(), "192.0.2.77").await;
    assert_eq!(
        (problem(&waits), waits.header("retry-after")),
        ((429, "too-many-wrong-keys".to_owned()), "900")
    );
    assert_eq!(from(key.clone(), "192.0.2.78").await.status, 200);
    let page = desk.get(Who::Head, "/desk/keys").await.words("tbody");
    assert!(page.contains("192.0.2.78"), "the last use is shown: {page}");
}

#[tokio::test]
async fn rows_of_another_authority_are_kept_back_and_its_records_stay_closed() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["file", "read"]).await;
    let other = Authority::usual().with("名称", OTHER_AUTHORITY).with("统一社会信用代码", code("11", 9));
    let foreign = Penalty::new("渭示监罚〔2026〕1号").by(&other);
    let sent = body(&[item(&foreign), item(&Penalty::new(NUMBER))]);
    let receipt = post(&app, &key, DECISIONS, Some("call-1"), sent).await.json();
    assert_eq!(receipt["items"][0]["outcome"], "quarantined", "{receipt}");
    assert_eq!(receipt["items"][0]["issues"][0]["code"], "authority-not-yours", "{receipt}");
    assert_eq!(receipt["items"][1]["outcome"], "accepted", "{receipt}");
    assert!(app.decisions("渭示监罚〔2026〕1号").await.is_empty());

    app.import(&[foreign]).await;
    let foreign = app.decision("渭示监罚〔2026〕1号").await.public_id;
    assert_eq!(
        problem(&get(&app, &key, &format!("{DECISIONS}/{foreign}")).await),
        (404, "not-found".to_owned())
    );
    let of_other = format!("{DECISIONS}?authority={}", code("11", 9));
    assert_eq!(problem(&get(&app, &key, &of_other).await), (404, "not-found".to_owned()));
    let all = get(&app, &key, DECISIONS).await.json();
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "{all}");
}

#[tokio::test]
async fn what_is_no_such_body_is_refused_as_a_whole() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["file"]).await;
    let items = |count: usize| body(&vec![json!({}); count]);
    for (sent, expected) in [
        (String::new(), (400, "bad-json")),
        ("{\"kind\"".to_owned(), (400, "bad-json")),
        ("\u{0}".to_owned(), (400, "bad-json")),
        ("[".repeat(5_000), (400, "bad-json")),
        ("[]".to_owned(), (422, "bad-body")),
        ("{}".to_owned(), (422, "bad-body")),
        ("{\"kind\": \"order\", \"decisions\": [{}]}".to_owned(), (422, "bad-body")),
        ("{\"kind\": \"penalty\", \"decisions\": {}}".to_owned(), (422, "bad-body")),
        ("{\"kind\": \"penalty\", \"decisions\": [{}], \"more\": 1}".to_owned(), (422, "bad-body")),
        (items(0), (422, "bad-body")),
        (items(1_001), (422, "bad-body")),
        (" ".repeat((16 << 20) + 1), (413, "too-large")),
    ] {
        let start: String = sent.chars().take(60).collect();
        let answer = post(&app, &key, DECISIONS, Some("call-1"), sent).await;
        assert_eq!(problem(&answer), (expected.0, expected.1.to_owned()), "{start}: {}", answer.text);
    }
    let request = Request::builder().method("POST").uri(DECISIONS).header("content-type", "text/csv");
    let request =
        request.header("authorization", format!("Bearer {key}")).header("idempotency-key", "call-1");
    let answer = app.answer(request.body(Body::from(items(1))).unwrap()).await;
    assert_eq!(problem(&answer), (415, "unsupported-media-type".to_owned()));
    // None of these counts as a first call.
    let answer = post(&app, &key, DECISIONS, Some("call-1"), items(1_000)).await;
    assert_eq!((answer.status, answer.json()["items"].as_array().unwrap().len()), (200, 1_000));
}

#[tokio::test]
async fn what_is_wrong_with_one_decision_is_told_with_that_decision() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["file"]).await;
    let with = |name: &str, value: Value| {
        let mut item = item(&Penalty::new(NUMBER));
        item[name] = value;
        item
    };
    let rows = [
        with("CF_NRR", json!("x")),
        with("CF_SY", json!({"nested": true})),
        json!("no object"),
        json!(null),
        with("XK_WSH", json!("x")),
        with("CF_SY", json!("长".repeat(400_000))),
        with("CF_NR_FK", json!(0.2)),
    ];
    let receipt = post(&app, &key, DECISIONS, Some("call-1"), body(&rows)).await.json();
    let codes: Vec<(&str, &str)> = receipt["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|item| {
            (item["outcome"].as_str().unwrap(), item["issues"][0]["code"].as_str().unwrap_or_default())
        })
        .collect();
    assert_eq!(
        codes,
        [
            ("quarantined", "row-unknown-field"),
            ("quarantined", "row-not-a-value"),
            ("quarantined", "row-not-an-object"),
            ("quarantined", "row-not-an-object"),
            ("quarantined", "row-unknown-field"),
            ("quarantined", "row-too-large"),
            ("accepted", ""),
        ],
        "{receipt}"
    );
}

#[tokio::test]
async fn own_records_are_read_in_any_state_page_by_page_without_numbers_of_persons() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["file", "read"]).await;
    let id = tests::records::resident_id("1990-05-06", 12);
    let rows: Vec<Value> = (1..=3)
        .map(|number| item(&Penalty::new(&format!("云示监罚〔2026〕{number}号"))))
        .chain([item(&Penalty::new("云示监罚〔2026〕4号").person("甄见川", &id))])
        .collect();
    let receipt = post(&app, &key, DECISIONS, Some("call-1"), body(&rows)).await;
    assert_eq!(receipt.json()["counts"]["quarantined"], 0, "{}", receipt.text);
    let licences = json!({"kind": "licence", "decisions": [item(&Licence::new("云示监许〔2026〕1号"))]});
    assert_eq!(post(&app, &key, DECISIONS, Some("call-2"), licences.to_string()).await.status, 200);

    let mut seen = Vec::new();
    let mut path = format!("{DECISIONS}?limit=2&since={DECIDED_ON}");
    loop {
        let answer = get(&app, &key, &path).await;
        assert!(!answer.text.contains(&id) && !answer.text.contains("甄见川"), "{}", answer.text);
        let page = answer.json();
        seen.extend(page["items"].as_array().unwrap().iter().map(|one| one["document_number"].clone()));
        let Some(next) = page["next"].as_str() else { break };
        path = format!("{DECISIONS}?limit=2&since={DECIDED_ON}&cursor={next}");
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
    desk.approve_all().await;
    let count = |text: Answer| text.json()["items"].as_array().unwrap().len();
    assert_eq!(count(get(&app, &key, &format!("{DECISIONS}?state=withheld")).await), 1);
    assert_eq!(count(get(&app, &key, &format!("{DECISIONS}?state=published")).await), 4);
    assert_eq!(count(get(&app, &key, &format!("{DECISIONS}?since=2026-11-21")).await), 0);
    let hidden = app.decision(NUMBER).await.public_id;
    let hiding = [("record", hidden.as_str()), ("ground", "other"), ("words", "内容有误")];
    assert_eq!(desk.post(Who::Reviewer, "/desk/hide", &hiding).await.status, 303);
    for state in domain::publication::Publication::ALL.map(domain::publication::Publication::code) {
        let expected = match state {
            "withheld" | "hidden" => 1,
            "published" => 3,
            _ => 0,
        };
        assert_eq!(count(get(&app, &key, &format!("{DECISIONS}?state={state}")).await), expected, "{state}");
    }
    for bad in ["state=open", "since=x", "cursor=x", "limit=x"] {
        assert_eq!(get(&app, &key, &format!("{DECISIONS}?{bad}")).await.status, 400, "{bad}");
    }
}

#[test]
fn the_example_of_the_documentation_is_right() {
    let opening = domain::commitment::Opening {
        salt: "00112233445566778899aabbccddeeff".repeat(2).parse().unwrap(),
        kind: domain::decision::DecisionKind::Penalty,
        authority: code("11", 1).parse().unwrap(),
        document_number: "云示监罚〔2026〕１号".to_owned(),
        content: checksum("罚款人民币2000元".as_bytes()).parse().unwrap(),
    };
    assert_eq!(
        server::actions::machine::commitments::commitment_of(&opening),
        "b8b0ac2e94f4b152853f311c737faa0af254af9aefa144e873fb97795413881e"
    );
}

/// Salt, content and the commitment that the authority's own system makes of them, as `docs/API.md` says.
fn committed(number: &str, salt: char) -> (String, String, String) {
    let (salt, content) = (salt.to_string().repeat(64), checksum(number.as_bytes()));
    let folded = domain::text::fold_document_number(number);
    let authority = code("11", 1);
    let text = format!("chengxin-commitment-1\n{salt}\npenalty\n{authority}\n{folded}\n{content}\n");
    let commitment = checksum(text.as_bytes());
    (salt, content, commitment)
}

#[tokio::test]
async fn a_commitment_of_the_day_is_opened_with_its_decision_and_discharged_by_the_approval() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["file", "read", "commit"]).await;
    let (salt, content, commitment) = committed(NUMBER, 'a');
    let path = "/api/v1/agency/commitments";
    let sent = json!({"commitments": [commitment]}).to_string();
    let first = post(&app, &key, path, None, sent.clone()).await;
    assert_eq!(first.json()["items"][0]["received_on"], TODAY, "{}", first.text);
    app.travel_to("2026-11-24");
    assert_eq!(post(&app, &key, path, None, sent).await.text, first.text, "the first time stays");
    for bad in [json!({"commitments": ["x"]}), json!({"commitments": []}), json!([])] {
        assert_eq!(
            problem(&post(&app, &key, path, None, bad.to_string()).await),
            (422, "bad-body".to_owned())
        );
    }

    let opened = |number: &str, opening: Value| {
        let mut item = item(&Penalty::new(number).decided_on(TODAY));
        item["commitment"] = opening;
        item
    };
    let rows = [
        opened(NUMBER, json!({"salt": salt, "content_sha256": content})),
        opened("云示监罚〔2026〕2号", json!({"salt": "b".repeat(64), "content_sha256": content})),
        opened("云示监罚〔2026〕3号", json!({"salt": "b"})),
    ];
    let receipt = post(&app, &key, DECISIONS, Some("call-1"), body(&rows)).await.json();
    let words: Vec<&Value> =
        receipt["items"].as_array().unwrap().iter().map(|one| &one["commitment"]).collect();
    assert_eq!(words, ["of-the-day", "unknown", "malformed"], "{receipt}");

    desk.sign_in_all().await;
    let page = desk.get(Who::Clerk, "/desk/commitments").await.words("main");
    assert!(page.contains("未兑现 1 件"), "{page}");
    desk.approve_all().await;
    let page = desk.get(Who::Clerk, "/desk/commitments").await.words("main");
    assert!(page.contains("未兑现 0 件") && page.contains("决定当日登记"), "{page}");
}

#[tokio::test]
async fn by_form_the_platform_makes_the_salt_and_shows_it_once() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let path = "/desk/commitments";
    let fields = [("kind", "penalty"), ("number", NUMBER), ("content", "罚款人民币2000元")];
    assert_eq!(desk.post(Who::Reviewer, path, &fields).await.status, 403);
    let made = desk.post(Who::Clerk, path, &fields).await;
    assert_eq!(made.status, 200, "{}", made.text);
    let shown = made.words("code.secret");
    let [salt, content, _] = shown.split(' ').collect::<Vec<_>>()[..] else { panic!("{shown}") };
    assert_eq!(content, checksum("罚款人民币2000元".as_bytes()));
    let opening = [
        ("kind", "penalty"),
        ("open_number", NUMBER),
        ("decided_on", DECIDED_ON),
        ("salt", salt),
        ("content_sha256", content),
    ];
    let open = "/desk/commitments/open";
    let early = desk.post(Who::Clerk, open, &opening).await;
    assert_eq!(early.status, 422);
    assert!(early.words(".error-summary").contains("还没有填报"), "{}", early.text);
    app.import(&[Penalty::new(NUMBER)]).await;
    assert_eq!(desk.post(Who::OtherClerk, open, &opening).await.status, 422);
    assert_eq!(desk.post(Who::Clerk, open, &opening).await.status, 303);
    let page = desk.get(Who::Clerk, path).await;
    assert!(page.words("tbody").contains("决定日后登记"), "{}", page.text);
    assert!(!page.text.contains(salt));
    let empty = desk.post(Who::Clerk, path, &[("kind", "penalty")]).await;
    assert_eq!((empty.status, empty.count(".error-summary li")), (422, 2));
}

#[tokio::test]
async fn the_public_sees_monthly_totals_of_commitments_and_none_of_fewer_than_five() {
    let app = furnished(TODAY).await;
    let desk = Desk::open(&app).await;
    let key = key(desk, &["commit"]).await;
    let agency = app.authority_id(tests::records::AUTHORITY).await;
    let commit = |count: usize, first: usize| {
        let texts: Vec<String> = (first..first + count).map(|number| format!("{number:064x}")).collect();
        post(&app, &key, "/api/v1/agency/commitments", None, json!({"commitments": texts}).to_string())
    };
    let months = || async {
        let answer = app.get(&format!("/api/v1/agencies/{agency}/months")).await;
        answer.json()["commitments"].clone()
    };
    assert_eq!(commit(4, 0).await.status, 200);
    assert_eq!(months().await, json!([]), "the day is not over");
    app.travel_to("2026-11-24");
    app.turn().await;
    let told = |committed: Value, share: Value| json!([{"month": "2026-11", "committed": committed, "share_percent": share}]);
    assert_eq!(months().await, told(json!("fewer-than-five"), Value::Null));
    assert_eq!(commit(1, 4).await.status, 200);
    let rows: Vec<Penalty> =
        (1..=8).map(|number| Penalty::new(&format!("云示监罚〔2026〕{number}号"))).collect();
    app.import(&rows).await;
    desk.approve_all().await;
    app.travel_to("2026-11-25");
    app.turn().await;
    assert_eq!(months().await, told(json!({"exact": 5}), json!(62)));
    let page = app
        .get(&format!("/agencies/{agency}"))
        .await
        .words("section[aria-labelledby=commitments] tbody > tr > *");
    assert!(page.contains("2026-11 5 62%"), "{page}");
}
