//! The JSON interface: its shapes, its errors, its description.

use std::collections::BTreeSet;

use serde_json::Value;
use tests::records::{AUTHORITY, COMPANY};
use tests::{Answer, TestApp};

use crate::world::{TODAY, encoded, inhabited, search};

fn assert_problem(answer: &Answer, status: u16, code: &str) {
    let path = &answer.text;
    assert_eq!(answer.status, status, "{path}");
    assert_eq!(answer.header("content-type"), "application/problem+json; charset=utf-8", "{path}");
    let json = answer.json();
    assert_eq!(
        (json["code"].as_str(), json["status"].as_u64()),
        (Some(code), Some(u64::from(status))),
        "{path}"
    );
    assert!(
        json["title"].as_str().is_some_and(|title| !title.is_empty()) && json["type"].is_string(),
        "{path}"
    );
}

#[tokio::test]
async fn what_is_not_there_is_a_problem_in_json_and_never_a_page() {
    let app = TestApp::on(TODAY).await;
    for path in [
        "/api",
        "/api/",
        "/api/nothing",
        "/api/v1",
        "/api/v1/",
        "/api/v1/nothing",
        "/api/v2/search",
        "/api/v1/entities/0123456789abcdefghjk",
        "/api/v1/entities/0123456789abcdefghjk/decisions",
        "/api/v1/entities/91690102MA00000017",
        "/api/v1/decisions/0123456789abcdefghjk",
        "/api/v1/agencies/0123456789abcdefghjk",
        "/api/v1/entities/%F0%A0%AE%B7",
        "/api/v1/decisions/..%2F..%2Fetc",
        "/api/v1/decisions/'%20or%201=1",
    ] {
        assert_problem(&app.get(path).await, 404, "not-found");
    }
}

#[tokio::test]
async fn every_route_answers_bad_parameters_with_a_problem() {
    let (app, _) = inhabited().await;
    let entity = app.entity_id(COMPANY).await;
    let list = format!("entities/{entity}/decisions");
    for (path, code) in [
        ("search?type=company", "bad-parameter"),
        ("search?from=gestern", "bad-parameter"),
        ("search?to=2026-02-30", "bad-parameter"),
        ("search?year=two", "bad-parameter"),
        ("search?sort=best", "bad-parameter"),
        ("search?limit=many", "bad-parameter"),
        ("search?limit=-1", "bad-parameter"),
        ("search?q=示例&cursor=nonsense", "bad-cursor"),
        ("search?q=示例&q=示例", "bad-parameter"),
        ("suggest?limit=many", "bad-parameter"),
        ("suggest?limit=-1", "bad-parameter"),
        (&format!("{list}?kind=order"), "bad-parameter"),
        (&format!("{list}?limit=many"), "bad-parameter"),
        (&format!("{list}?cursor=nonsense"), "bad-cursor"),
        (&format!("{list}?cursor=20261123-%27or1=1"), "bad-cursor"),
        ("agencies?month=2026", "bad-parameter"),
        ("agencies?month=2026-13", "bad-parameter"),
        ("agencies?kind=order", "bad-parameter"),
        ("deadline", "bad-parameter"),
        ("deadline?decided_on=2026-02-30", "bad-parameter"),
        ("deadline?decided_on=2026-09-28&working_days=0", "bad-parameter"),
    ] {
        let answer = app.get(&encoded(&format!("/api/v1/{path}"))).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text);
        assert_problem(&answer, 400, code);
    }
}

#[tokio::test]
async fn parameters_that_are_not_utf8_or_far_too_long_break_nothing() {
    let (app, _) = inhabited().await;
    let long = "示".repeat(2_000);
    for path in [
        "search?q=%FF%FE",
        "suggest?q=%FF",
        "search?q=%00",
        "search?cursor=%00",
        "entities/%FF",
        "decisions/%00",
    ] {
        let answer = app.get(&format!("/api/v1/{path}")).await;
        assert!([200, 400, 404].contains(&answer.status), "{path} {} {}", answer.status, answer.text);
        assert!(answer.header("content-type").contains("json"), "{path} {}", answer.text);
    }
    for path in [format!("search?q={long}"), format!("suggest?q={long}"), format!("search?cursor={long}")] {
        let answer = app.get(&encoded(&format!("/api/v1/{path}"))).await;
        assert!([200, 400].contains(&answer.status), "{}", answer.status);
    }
}

#[tokio::test]
async fn other_methods_are_refused() {
    let (app, _) = inhabited().await;
    for method in ["POST", "PUT", "DELETE", "PATCH"] {
        for path in ["/api/v1/search", "/api/v1/openapi.json", "/", "/deadline", "/readyz"] {
            let answer = app.send(method, path, &[]).await;
            assert_eq!((answer.status, answer.header("allow")), (405, "GET, HEAD"), "{method} {path}");
            assert!(!answer.text.is_empty(), "{method} {path}");
        }
        assert_problem(&app.send(method, "/api/v1/search", &[]).await, 405, "method-not-allowed");
        for path in ["/api", "/api/nothing"] {
            assert_problem(&app.send(method, path, &[]).await, 404, "not-found");
        }
    }
    let head = app.send("HEAD", "/api/v1/search", &[]).await;
    assert_eq!((head.status, head.text.as_str()), (200, ""));
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[tokio::test]
async fn answers_have_the_promised_shapes() {
    let (app, _) = inhabited().await;
    let json = search(&app, "q=示例").await.json();
    for key in ["total", "total_is_exact", "hits", "facets", "next"] {
        assert!(keys(&json).contains(&key), "{key}");
    }
    for key in ["id", "type", "name", "uscc", "kind", "status", "region", "matched"] {
        assert!(keys(&json["hits"][0]).contains(&key), "{key}");
    }
    assert_eq!(keys(&json["hits"][0]["matched"]), ["field", "reason"]);
    let facet = json["facets"]["kind"].as_array().unwrap();
    assert_eq!(keys(&facet[0]), ["value", "label", "count", "is_exact"]);

    let json = app.get(&encoded("/api/v1/suggest?q=示例&limit=2")).await.json();
    assert_eq!(keys(&json), ["suggestions"]);
    assert_eq!(json["suggestions"].as_array().unwrap().len(), 2);
    let suggestion = &json["suggestions"][0];
    assert_eq!(keys(suggestion), ["text", "type", "url", "uscc"]);
    assert_eq!(app.get(suggestion["url"].as_str().unwrap()).await.status, 200);

    let entity = app.entity_id(COMPANY).await;
    let profile = app.get(&format!("/api/v1/entities/{entity}")).await.json();
    assert_eq!(profile["name"], COMPANY);
    assert!(!keys(&profile).contains(&"representative"));
    for list in [format!("entities/{entity}/decisions"), format!("entities/{entity}/decisions?kind=licence")]
    {
        let json = app.get(&format!("/api/v1/{list}")).await.json();
        assert_eq!(keys(&json), ["items", "next"]);
        assert_eq!(json["items"].as_array().unwrap().len(), 1);
    }
    let agency = app.authority_id(AUTHORITY).await;
    assert_eq!(
        keys(&app.get("/api/v1/agencies").await.json()),
        ["month", "kind", "standing", "until", "total", "items"]
    );
    let json = app.get(&format!("/api/v1/agencies/{agency}")).await.json();
    assert_eq!(
        (keys(&json), json["months"].as_array().unwrap().len()),
        (vec!["authority", "kind", "months", "gaps", "samples"], 12)
    );
}

#[tokio::test]
async fn the_description_names_exactly_the_routes() {
    let app = TestApp::on(TODAY).await;
    let document = app.get("/api/v1/openapi.json").await.json();
    let described: BTreeSet<String> = keys(&document["paths"]).into_iter().map(str::to_owned).collect();
    let routes: BTreeSet<String> =
        server::api::routes().table().into_iter().map(|route| route.path).collect();
    assert_eq!(described, routes);
    assert!(document["openapi"].as_str().unwrap().starts_with("3."));
}

#[tokio::test]
async fn a_code_redirects_to_the_canonical_address_or_lists_all_that_hold_it() {
    let (app, _) = inhabited().await;
    let id = app.entity_id(COMPANY).await;
    let code = tests::records::code("91", 1);
    for spelling in [code.clone(), code.to_lowercase(), format!("%20{code}")] {
        for prefix in ["/entities/", "/api/v1/entities/"] {
            let answer = app.get(&format!("{prefix}{spelling}")).await;
            assert_eq!(
                (answer.status, answer.header("location")),
                (308, format!("{prefix}{id}").as_str()),
                "{spelling}"
            );
        }
    }
    let shared = "690102200012342";
    let page = app.get(&format!("/entities/{shared}")).await;
    assert!(page.words("main").contains("双生甲店") && page.words("main").contains("双生乙店"));
    let json = app.get(&format!("/api/v1/entities/{shared}")).await;
    assert_eq!((json.status, json.json()["items"].as_array().unwrap().len()), (300, 2));
    let canonical = app.get(&format!("/entities/{id}")).await.attributes("link[rel=canonical]", "href");
    assert_eq!(canonical, [format!("https://chengxin.example/entities/{id}")]);
}
