//! The description of the interface against real answers: every answer has a schema, and every property that an
//! answer holds stands in it.

use std::collections::BTreeSet;

use domain::approval::ApprovalState;
use domain::publication::Publication;
use serde_json::{Map, Value, json};
use server::import::Kind;
use tests::records::{AUTHORITY, COMPANY, code};
use tests::{Entity, Penalty, TestApp};

use crate::world::{encoded, inhabited};

/// The part of JSON Schema that the description uses, but for formats. Unlike JSON Schema it knows no properties
/// beside those that are named.
struct Schemas<'a>(&'a Map<String, Value>);

impl Schemas<'_> {
    fn faults(&self, schema: &Value, value: &Value, place: &str) -> Vec<String> {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches("#/components/schemas/");
            return self.0.get(name).map_or_else(
                || vec![format!("{place}: there is no schema {name}")],
                |schema| self.faults(schema, value, place),
            );
        }
        if let Some(choices) = schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            let faults: Vec<_> = choices.iter().map(|choice| self.faults(choice, value, place)).collect();
            let fits = faults.iter().any(Vec::is_empty);
            return if fits { Vec::new() } else { faults.concat() };
        }
        let mut faults = Vec::new();
        if !has_type(&schema["type"], value)
            || schema.get("const").is_some_and(|only| only != value)
            || schema["enum"].as_array().is_some_and(|words| !words.contains(value))
            || schema["minimum"].as_i64().is_some_and(|least| value.as_i64().is_some_and(|one| one < least))
        {
            faults.push(format!("{place}: {value} is none of {schema}"));
        }
        match value {
            Value::Object(object) => faults.extend(self.object_faults(schema, object, place)),
            Value::Array(items) => {
                let (least, most) = (schema["minItems"].as_u64(), schema["maxItems"].as_u64());
                let count = items.len() as u64;
                if least.is_some_and(|least| count < least) || most.is_some_and(|most| count > most) {
                    faults.push(format!("{place}: {count} items"));
                }
                for item in items {
                    faults.extend(self.faults(&schema["items"], item, &format!("{place}[]")));
                }
            }
            _ => {}
        }
        faults
    }

    fn object_faults(&self, schema: &Value, object: &Map<String, Value>, place: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
            if !object.contains_key(name) {
                faults.push(format!("{place}: {name} is missing"));
            }
        }
        for (name, value) in object {
            let place = format!("{place}.{name}");
            match schema["properties"].get(name).or(schema.get("additionalProperties")) {
                Some(schema) => faults.extend(self.faults(schema, value, &place)),
                None => faults.push(format!("{place}: is not described")),
            }
        }
        faults
    }
}

fn has_type(types: &Value, value: &Value) -> bool {
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "null" => value.is_null(),
        _ => false,
    };
    match types {
        Value::Null => true,
        Value::Array(names) => names.iter().filter_map(Value::as_str).any(is),
        name => name.as_str().is_some_and(is),
    }
}

#[test]
fn a_fault_in_an_answer_would_be_found() {
    let schemas = json!({"Word": {"type": "string", "enum": ["a", "b"]}});
    let schemas = Schemas(schemas.as_object().unwrap());
    let schema = json!({"type": "object", "required": ["word"], "properties": {
        "word": {"$ref": "#/components/schemas/Word"},
        "size": {"type": ["integer", "null"], "minimum": 0},
        "list": {"type": "array", "maxItems": 1, "items": {"anyOf": [{"type": "null"}, {"const": 1}]}},
    }});
    let faults = |value: Value| schemas.faults(&schema, &value, "answer");
    assert_eq!(faults(json!({"word": "a", "size": null, "list": [1]})), [""; 0]);
    for (value, place) in [
        (json!({}), "answer: word is missing"),
        (json!([]), "answer: []"),
        (json!({"word": "c"}), "answer.word:"),
        (json!({"word": "a", "more": 1}), "answer.more: is not described"),
        (json!({"word": "a", "size": "1"}), "answer.size:"),
        (json!({"word": "a", "size": -1}), "answer.size:"),
        (json!({"word": "a", "list": [2]}), "answer.list[]:"),
        (json!({"word": "a", "list": [1, 1]}), "answer.list: 2 items"),
    ] {
        let faults = faults(value.clone());
        assert!(faults.iter().any(|fault| fault.starts_with(place)), "{value}: {faults:?}");
    }
    assert_eq!(schemas.faults(&json!({"$ref": "#/components/schemas/Absent"}), &json!(1), "answer").len(), 1);
}

/// A record with a bit of everything: late, corrected, with two parties, renamed, of an authority with a former name.
async fn varied() -> TestApp {
    let (app, _) = inhabited().await;
    let company = Entity::company().with("曾用名", "秦岭示例旧帆科技有限公司").with("简称", "云帆");
    app.import(&[company]).await;
    let late = Penalty::new("云示监罚〔2026〕5号").decided_on("2026-09-28");
    app.import(std::slice::from_ref(&late)).await;
    app.import(&[late.with("CF_NR", "罚款人民币2001元")]).await;
    app.import(&[Penalty::new("云示监罚〔2026〕6号"), {
        let trader = Entity::trader("秦岭示例小店", 51);
        app.import(std::slice::from_ref(&trader)).await;
        Penalty::new("云示监罚〔2026〕6号").party(&trader)
    }])
    .await;
    let list = format!(
        "名称,统一社会信用代码,列入原因代码,列入原因,列入日期,作出决定机关（列入）\n\
         {COMPANY},{},1,未按时年报,2026-07-10,{AUTHORITY}\n",
        code("91", 1)
    );
    let kind = Kind::from_code("abnormal-operation").unwrap();
    app.import_file(kind, "list.csv", list.as_bytes()).await.unwrap();
    app
}

/// A path of the description, an address below `/api/v1` that belongs to it, the status of its answer.
type Question = (&'static str, String, u16);

/// Questions with the same address in every record.
const FIXED: [(&str, &[&str], u16); 21] = [
    (
        "/search",
        &[
            "/search?q=示例",
            "/search?q=旧帆",
            "/search?q=云示监&type=decision",
            "/search?type=decision&limit=1",
            "/search?q=查无此名",
        ],
        200,
    ),
    ("/search", &["/search?type=company", "/search?cursor=x"], 400),
    ("/suggest", &["/suggest?q=示例", "/suggest?q=云示监罚"], 200),
    ("/suggest", &["/suggest?limit=x"], 400),
    ("/entities/{id}", &["/entities/690102200012342"], 300),
    ("/entities/{id}", &["/entities/0123456789abcdefghjk"], 404),
    ("/entities/{id}/decisions", &["/entities/0123456789abcdefghjk/decisions"], 404),
    ("/entities/{id}/entries", &["/entities/0123456789abcdefghjk/entries"], 404),
    ("/decisions/{id}", &["/decisions/0123456789abcdefghjk"], 404),
    ("/entries/{id}", &["/entries/0123456789abcdefghjk"], 404),
    ("/lists", &["/lists"], 200),
    ("/lists/{code}", &["/lists/nothing"], 404),
    ("/lists/{code}", &["/lists/abnormal-operation", "/lists/abnormal-operation?limit=1&state=listed"], 200),
    ("/regions", &["/regions", "/regions?code=690100", "/regions?month=2026-10"], 200),
    ("/regions", &["/regions?month=x"], 400),
    ("/withheld", &["/withheld"], 200),
    ("/rules", &["/rules"], 200),
    ("/changes", &["/changes?limit=500", "/changes?since=3&limit=2"], 200),
    ("/changes", &["/changes?since=x"], 400),
    (
        "/deadline",
        &["/deadline?decided_on=2026-09-28", "/deadline?decided_on=2027-12-28&working_days=250"],
        200,
    ),
    ("/openapi.json", &["/openapi.json"], 200),
];

/// Questions about the one entity, authority and entry, and about all decisions.
async fn questions_about_records(app: &TestApp) -> Vec<Question> {
    let entity = format!("/entities/{}", app.entity_id(COMPANY).await);
    let agency = format!("/agencies/{}", app.authority_id(AUTHORITY).await);
    let list = app.get("/api/v1/lists/abnormal-operation").await.json();
    let entry = format!("/entries/{}", list["items"][0]["id"].as_str().unwrap());
    let mut questions = vec![
        ("/entities/{id}", entity.clone(), 200),
        ("/entities/{id}", format!("/entities/{}", code("91", 1)), 308),
        ("/entities/{id}/decisions", format!("{entity}/decisions"), 200),
        ("/entities/{id}/decisions", format!("{entity}/decisions?kind=licence"), 200),
        ("/entities/{id}/decisions", format!("{entity}/decisions?limit=1"), 200),
        ("/entities/{id}/entries", format!("{entity}/entries"), 200),
        ("/decisions/{id}", app.decision_path("云示监罚〔2026〕9号").await, 410),
        ("/entries/{id}", entry, 200),
        ("/agencies", "/agencies".to_owned(), 200),
        ("/agencies", "/agencies?month=2026-10&kind=penalty".to_owned(), 200),
        ("/agencies", "/agencies?month=&kind=".to_owned(), 200),
        ("/agencies", "/agencies?month=x".to_owned(), 400),
        ("/agencies/{id}", agency.clone(), 200),
        ("/agencies/{id}", "/agencies/0123456789abcdefghjk".to_owned(), 404),
        ("/agencies/{id}/months", format!("{agency}/months"), 200),
        ("/agencies/{id}/months", format!("{agency}/months?kind=x"), 400),
        ("/deadline", "/deadline".to_owned(), 400),
    ];
    let mut tx = app.tx().await;
    let query = tx.query("select public_id from decision where state = 'published'");
    let decisions: Vec<(String,)> = query.all().await.unwrap();
    questions.extend(decisions.into_iter().map(|(id,)| ("/decisions/{id}", format!("/decisions/{id}"), 200)));
    questions
}

async fn questions(app: &TestApp) -> Vec<Question> {
    let mut questions = questions_about_records(app).await;
    for (path, addresses, status) in FIXED {
        questions.extend(addresses.iter().map(|address| (path, (*address).to_owned(), status)));
    }
    questions
}

#[tokio::test]
async fn every_answer_is_as_described() {
    let app = Box::pin(varied()).await;
    let document = app.get("/api/v1/openapi.json").await.json();
    let schemas = Schemas(document["components"]["schemas"].as_object().unwrap());
    let mut seen = BTreeSet::new();
    for (path, address, status) in questions(&app).await {
        let answer = app.get(&encoded(&format!("/api/v1{address}"))).await;
        assert_eq!(answer.status, status, "{address}: {}", answer.text);
        let responses = &document["paths"][path]["get"]["responses"];
        let name = status.to_string();
        let name = if responses.get(&name).is_some() { name } else { "default".to_owned() };
        let response = &responses[&name];
        seen.insert((path.to_owned(), name));
        if let Some(content) = response.get("content") {
            let kind = answer.header("content-type").split(';').next().unwrap_or_default().to_owned();
            let schema = &content[&kind]["schema"];
            assert!(schema.is_object(), "{address}: {status} of {kind} has no schema");
            if path != "/openapi.json" {
                assert_eq!(schemas.faults(schema, &answer.json(), "answer"), [""; 0], "{address}");
            }
        } else {
            assert_eq!(answer.text, "", "{address}: {status} has a body that is not described");
        }
    }
    // What programs of authorities are answered has a test of its own.
    let public =
        document["paths"].as_object().unwrap().iter().filter(|(path, _)| !path.starts_with("/agency/"));
    let responses = public.flat_map(|(path, item)| {
        let names = item["get"]["responses"].as_object().unwrap().keys();
        names.map(|name| (path.clone(), name.clone())).collect::<Vec<_>>()
    });
    // Three that fail only when the server does, and no region of the fictional province was ever abolished.
    let not_asked =
        [("/openapi.json", "default"), ("/lists", "default"), ("/withheld", "default"), ("/regions", "308")];
    let is_asked = |(path, name): &(String, String)| !not_asked.contains(&(path.as_str(), name.as_str()));
    let unseen: Vec<_> = responses.filter(|answer| is_asked(answer) && !seen.contains(answer)).collect();
    assert_eq!(unseen, [], "described and never asked for");
}

#[tokio::test]
async fn every_schema_is_used_and_every_failure_has_its_code_in_the_description() {
    let app = TestApp::on(crate::world::TODAY).await;
    let answer = app.get("/api/v1/openapi.json").await;
    let document = answer.json();
    for name in document["components"]["schemas"].as_object().unwrap().keys() {
        assert!(answer.text.contains(&format!("\"#/components/schemas/{name}\"")), "{name} is used nowhere");
    }
    let codes = &document["components"]["schemas"]["Problem"]["properties"]["code"]["enum"];
    let mut known: Vec<String> = Vec::new();
    for source in ["/../server/src/error.rs", "/../server/src/error/agency.rs"] {
        let source = format!("{}{source}", env!("CARGO_MANIFEST_DIR"));
        let source = std::fs::read_to_string(source).unwrap();
        let part = source.split("pub const fn code").nth(1).unwrap().split("\n    }\n").next().unwrap();
        let codes = part.split("=> \"").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned());
        known.extend(codes);
    }
    assert_eq!(known.len(), codes.as_array().unwrap().len());
    for code in known {
        assert!(codes.as_array().unwrap().iter().any(|one| *one == code), "{code}");
    }
}

/// What a program of an authority asks: method, path of the description, address, body, status.
#[test]
fn the_states_of_decisions_and_approvals_are_all_described() {
    let document: Value = serde_json::from_str(include_str!("../../server/src/api/openapi.json")).unwrap();
    let words = |schema: &str| {
        let words = &document["components"]["schemas"][schema]["properties"]["state"]["enum"];
        words.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(words("OwnApproval"), ApprovalState::ALL.map(ApprovalState::code));
    assert_eq!(words("OwnRecord"), Publication::ALL.map(Publication::code));
}

fn questions_of_a_program(
    batch: &str,
    decision: &str,
) -> Vec<(&'static str, &'static str, String, String, u16)> {
    let none = String::new;
    let decisions = "/agency/decisions";
    vec![
        ("get", decisions, format!("{decisions}?limit=2"), none(), 200),
        ("get", decisions, format!("{decisions}?state=x"), none(), 400),
        ("post", decisions, decisions.to_owned(), "[]".to_owned(), 422),
        ("get", "/agency/decisions/{id}", format!("{decisions}/{decision}"), none(), 200),
        ("get", "/agency/decisions/{id}", format!("{decisions}/x"), none(), 404),
        ("get", "/agency/batches/{id}", format!("/agency/batches/{batch}"), none(), 200),
        ("get", "/agency/batches/{id}", "/agency/batches/x".to_owned(), none(), 404),
        (
            "post",
            "/agency/commitments",
            "/agency/commitments".to_owned(),
            json!({"commitments": ["a".repeat(64)]}).to_string(),
            200,
        ),
        ("post", "/agency/commitments", "/agency/commitments".to_owned(), "{".to_owned(), 400),
    ]
}

#[tokio::test]
async fn every_answer_to_a_program_is_as_described() {
    let app = crate::world::furnished(crate::world::TODAY).await;
    let desk = tests::Desk::open(&app).await;
    let fields = [("name", "示例"), ("scope", "file"), ("scope", "read"), ("scope", "commit")];
    let key = desk.post(tests::Who::Head, "/desk/keys", &fields).await.words("code.secret");
    let document = app.get("/api/v1/openapi.json").await.json();
    let schemas = Schemas(document["components"]["schemas"].as_object().unwrap());
    let ask = |method: &str, address: &str, body: String, word: &str| {
        let request = axum::http::Request::builder().method(method.to_uppercase().as_str());
        let request = request.uri(format!("/api/v1{address}")).header("content-type", "application/json");
        let request =
            request.header("authorization", format!("Bearer {key}")).header("idempotency-key", word);
        app.answer(request.body(axum::body::Body::from(body)).unwrap())
    };
    let check = |method: &str, path: &str, answer: &tests::Answer| {
        let responses = &document["paths"][path][method]["responses"];
        let response = responses.get(answer.status.to_string()).unwrap_or(&responses["default"]);
        let kind = answer.header("content-type").split(';').next().unwrap_or_default().to_owned();
        let schema = &response["content"][&kind]["schema"];
        assert!(schema.is_object(), "{method} {path}: {} of {kind} has no schema", answer.status);
        assert_eq!(schemas.faults(schema, &answer.json(), "answer"), [""; 0], "{method} {path}");
    };
    let rows = [Penalty::new("云示监罚〔2026〕1号"), Penalty::new("云示监罚〔2026〕2号").without("CF_SY")];
    let item = |row: &Penalty| {
        let cells = tests::FileRow::cells(row).iter().map(|(code, value)| (code.clone(), json!(value)));
        Value::Object(cells.collect())
    };
    let filing = json!({"kind": "penalty", "decisions": rows.iter().map(item).collect::<Vec<_>>()});
    let receipt = ask("post", "/agency/decisions", filing.to_string(), "call-1").await;
    assert_eq!(receipt.status, 200, "{}", receipt.text);
    check("post", "/agency/decisions", &receipt);
    let receipt = receipt.json();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (batch, decision) = (text(&receipt["batch"]), text(&receipt["items"][0]["id"]));
    for (method, path, address, body, status) in questions_of_a_program(&batch, &decision) {
        let answer = ask(method, &address, body, "call-2").await;
        assert_eq!(answer.status, status, "{method} {address}: {}", answer.text);
        check(method, path, &answer);
    }
}
