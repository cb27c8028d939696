//! The frame of every answer: headers, caches, robots, preferences, readiness.

use std::sync::Arc;

use axum::body::{Body, to_bytes};
use axum::http::Request;
use server::config::Serve;
use server::router::router;
use server::state::AppState;
use tests::records::{AUTHORITY, COMPANY};
use tests::{Answer, Penalty, TestApp};
use tower::ServiceExt as _;

use crate::world::{TODAY, all_encoded, encoded, furnished, inhabited};

fn assert_safe(path: &str, answer: &Answer) {
    let policy = answer.header("content-security-policy");
    for part in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(part), "{path}: {policy}");
    }
    assert!(!policy.contains("unsafe-inline"), "{path}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(answer.header("referrer-policy"), "same-origin", "{path}");
    assert!(!answer.header("cache-control").is_empty(), "{path}");
    assert_eq!(answer.header("x-request-id").len(), 20, "{path}");
    assert!(answer.header("server").is_empty() && answer.header("x-powered-by").is_empty(), "{path}");
}

#[tokio::test]
async fn every_route_has_the_security_headers_and_a_request_id() {
    let (app, mut paths) = inhabited().await;
    let agency = app.authority_id(AUTHORITY).await;
    for (path, status) in [
        ("/robots.txt", 200),
        ("/sitemap.xml", 200),
        ("/sitemap/start", 200),
        ("/healthz", 200),
        ("/readyz", 200),
        ("/metrics", 200),
        ("/favicon.ico", 200),
        ("/assets/chengxin.css", 200),
        ("/assets/nothing.css", 404),
        ("/preferences/large-text?on=1", 303),
        ("/api/v1/openapi.json", 200),
        ("/api/v1/search?q=a", 200),
        ("/api/v1/suggest?q=a", 200),
        ("/api/v1/agencies", 200),
        ("/api/v1/deadline", 400),
        ("/api/nothing", 404),
        (&format!("/agencies/{agency}/rows.csv"), 200),
        ("/search?from=gestern", 400),
        ("/search?cursor=x", 400),
        ("/agencies?month=x", 400),
        ("/agencies/0123456789abcdefghjk/rows.csv", 404),
    ] {
        paths.push((path.to_owned(), status));
    }
    for (path, status) in paths {
        let answer = app.get(&path).await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text);
        assert_safe(&path, &answer);
    }
    assert_safe("POST /", &app.send("POST", "/", &[]).await);
    let (one, other) = (app.get("/").await, app.get("/").await);
    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
}

#[tokio::test]
async fn a_server_that_is_not_ready_is_no_less_safe() {
    let app = TestApp::starting_on(TODAY).await;
    for path in ["/", "/api/v1/search?q=a"] {
        let answer = app.get(path).await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, "1"), "{path}");
        assert_safe(path, &answer);
    }
}

#[tokio::test]
async fn readyz_is_red_before_the_first_turn_and_green_after_it() {
    let app = TestApp::starting_on(TODAY).await;
    assert_eq!((app.get("/healthz").await.status, app.get("/readyz").await.status), (200, 503));
    app.turn().await;
    assert_eq!(app.get("/readyz").await.status, 200);
    assert_eq!(app.get("/").await.status, 200);
}

#[tokio::test]
async fn pages_of_decisions_are_not_for_search_engines_and_in_no_sitemap() {
    let (app, _) = inhabited().await;
    let id = app.decision("云示监罚〔2026〕1号").await.public_id;
    let gone = app.decision("云示监罚〔2026〕9号").await.public_id;
    let entity = app.entity_id(COMPANY).await;
    for path in [
        format!("/decisions/{id}"),
        format!("/decisions/{gone}"),
        format!("/api/v1/decisions/{id}"),
        format!("/api/v1/entities/{entity}/decisions"),
        "/decisions/0123456789abcdefghjk".to_owned(),
    ] {
        assert_eq!(app.get(&path).await.header("x-robots-tag"), "noindex, noarchive", "{path}");
    }
    let page = app.get(&format!("/decisions/{id}")).await;
    assert_eq!(page.attributes("meta[name=robots]", "content"), ["noindex, noarchive"]);
    assert!(!page.words("title").contains("2026"), "titles stay in other people's caches");

    let sitemaps = app.get("/sitemap.xml").await.text;
    assert!(sitemaps.contains("<loc>https://chengxin.example/sitemap/start</loc>"), "{sitemaps}");
    let sitemap = app.get("/sitemap/start").await;
    assert_eq!(sitemap.header("content-type"), "application/xml; charset=utf-8");
    assert!(sitemap.text.contains(&format!("<loc>https://chengxin.example/entities/{entity}</loc>")));
    assert!(!sitemap.text.contains("/decisions") && !sitemap.text.contains(&id), "{}", sitemap.text);
    let robots = app.get("/robots.txt").await.text;
    assert!(
        robots.contains("Disallow: /decisions/")
            && robots.contains("Sitemap: https://chengxin.example/sitemap.xml")
    );
}

#[tokio::test]
async fn lists_entries_and_files_of_records_are_not_for_search_engines_but_what_leads_to_them_is() {
    let (app, _) = inhabited().await;
    for path in [
        "/entries/0123456789abcdefghjk",
        "/lists/abnormal-operation",
        "/search.csv?q=a",
        "/open-data/manifest.json",
        "/open-data/r1-01234567/penalties.csv",
        "/api/v1/changes",
        "/api/v1/entries/0123456789abcdefghjk",
        "/api/v1/lists/abnormal-operation",
    ] {
        assert_eq!(app.get(path).await.header("x-robots-tag"), "noindex, noarchive", "{path}");
    }
    let sitemap = app.get("/sitemap/start").await.text;
    let robots = app.get("/robots.txt").await.text;
    for path in ["/lists", "/regions", "/guide", "/guide/repair", "/open-data", "/developers"] {
        let answer = app.get(path).await;
        assert_eq!((answer.status, answer.header("x-robots-tag")), (200, "noarchive"), "{path}");
        assert!(sitemap.contains(&format!("<loc>https://chengxin.example{path}</loc>")), "{path}");
        assert!(robots.lines().all(|line| line != format!("Disallow: {path}")), "{path}");
    }
    for folder in ["/entries/", "/lists/", "/open-data/"] {
        assert!(robots.contains(&format!("Disallow: {folder}\n")), "{folder}");
        assert!(!sitemap.contains(&format!("https://chengxin.example{folder}")), "{folder}");
    }
}

#[tokio::test]
async fn an_unchanged_page_is_not_sent_twice_and_a_changed_one_is() {
    let app = furnished(TODAY).await;
    let first = app.get("/").await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\""));
    let again = app.get_with("/", &[("if-none-match", &tag)]).await;
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_safe("304", &again);
    for (name, value) in [("if-none-match", "W/\"other\""), ("if-none-match", "\"")] {
        assert_eq!(app.get_with("/", &[(name, value)]).await.status, 200);
    }
    let large = app.get_with("/", &[("if-none-match", &tag), ("cookie", "large-text=1")]).await;
    assert_eq!(large.status, 200, "another size of text");
    app.import(&[Penalty::new("云示监罚〔2026〕1号")]).await;
    assert_eq!(app.get_with("/", &[("if-none-match", &tag)]).await.status, 200, "another ledger number");
    let tag = app.get("/").await.header("etag").to_owned();
    app.travel_to("2026-11-24");
    assert_eq!(app.get_with("/", &[("if-none-match", &tag)]).await.status, 200, "another day");
}

type Setting = fn(&mut Serve);

/// `/about` of a server on the same record and the same kept bodies that is run otherwise.
async fn about_otherwise(app: &TestApp, change: Setting, tag: &str) -> Answer {
    let mut serve = (*app.state().serve).clone();
    change(&mut serve);
    let state = AppState { serve: Arc::new(serve), ..app.state().clone() };
    let request = Request::builder().uri("/about").header("if-none-match", tag);
    let response = router(state).oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let (parts, body) = response.into_parts();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    Answer { status: parts.status.as_u16(), headers: parts.headers, text, bytes: bytes.to_vec() }
}

#[tokio::test]
async fn a_server_that_is_run_otherwise_sends_its_own_page() {
    let app = furnished(TODAY).await;
    let first = app.get("/about").await;
    let tag = first.header("etag").to_owned();
    let settings: [(&str, Setting); 5] = [
        ("base-url", |serve| "https://other.example".clone_into(&mut serve.base_url)),
        ("province", |serve| "别省".clone_into(&mut serve.province)),
        ("provider", |serve| "别处".clone_into(&mut serve.provider)),
        ("telephone", |serve| serve.provider_telephone = Some("0690-5550999".to_owned())),
        ("e-mail", |serve| serve.provider_email = None),
    ];
    for (name, change) in settings {
        let answer = about_otherwise(&app, change, &tag).await;
        assert_eq!(answer.status, 200, "{name}");
        assert_ne!(answer.text, first.text, "{name}: the page of the other server");
        assert_ne!(answer.header("etag"), tag, "{name}");
    }
    let same = about_otherwise(&app, |serve| serve.rate += 1, &tag).await;
    assert_eq!((same.status, same.text.as_str()), (304, ""), "the same page");
}

#[tokio::test]
async fn a_request_id_is_never_what_the_client_sent() {
    let app = furnished(TODAY).await;
    let answer = app.get_with("/", &[("x-request-id", "13906901234")]).await;
    assert_eq!(answer.header("x-request-id").len(), 20);
}

#[tokio::test]
async fn every_page_asks_again_before_it_is_reused() {
    let (app, paths) = inhabited().await;
    for (path, status) in paths.iter().filter(|(_, status)| *status == 200) {
        let answer = app.get(path).await;
        assert_eq!(answer.header("cache-control"), "no-cache", "{path} {status}");
        let tag = answer.header("etag").to_owned();
        assert_eq!(app.get_with(path, &[("if-none-match", &tag)]).await.status, 304, "{path}");
    }
}

#[tokio::test]
async fn the_text_size_is_kept_in_a_cookie_and_leads_nowhere_else() {
    let app = furnished(TODAY).await;
    let answer = app.get("/preferences/large-text?on=1&back=%2Fsearch%3Fq%3Da%26type%3Ddecision").await;
    assert_eq!((answer.status, answer.header("location")), (303, "/search?q=a&type=decision"));
    let cookie = answer.header("set-cookie");
    assert!(
        cookie.starts_with("large-text=1;") && cookie.contains("SameSite=Lax") && cookie.contains("HttpOnly")
    );
    assert_eq!(app.get_with("/", &[("cookie", "a=b; large-text=1")]).await.count("html.large-text"), 1);
    assert_eq!(app.get("/").await.count("html.large-text"), 0);
    assert!(app.get("/preferences/large-text?on=0").await.header("set-cookie").contains("Max-Age=0"));
    for back in [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/%09/evil.example",
        "/\t/evil.example",
        "/a\r\nset-cookie: x=y",
        "evil.example",
        "%00",
    ] {
        let sent = all_encoded(back);
        let answer = app.get(&format!("/preferences/large-text?on=1&back={sent}")).await;
        let target = answer.header("location");
        let stays = target.starts_with('/')
            && !target.starts_with("//")
            && !target.contains(['\\', '\t', '\r', '\n']);
        assert!(answer.status == 303 && stays, "{back:?} leads to {target:?} ({})", answer.status);
        assert_eq!(answer.headers.get_all("set-cookie").iter().count(), 1, "{back:?}");
    }
    for page in ["/", "/search?q=a", "/rules"] {
        let link = app.get(page).await.attributes("a.size", "href").remove(0);
        assert_eq!(app.get(&link).await.header("location"), page);
    }
}

#[tokio::test]
async fn files_of_the_build_are_kept_for_a_year_under_their_version_only() {
    let app = furnished(TODAY).await;
    let style = app.get("/").await.attributes("link[rel=stylesheet]", "href").remove(0);
    let answer = app.get(&style).await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "text/css; charset=utf-8"));
    assert!(answer.header("cache-control").contains("immutable"));
    assert_eq!(app.get("/assets/chengxin.css?v=old").await.header("cache-control"), "no-cache");
    for script in app.get("/").await.attributes("script", "src") {
        assert_eq!(app.get(&script).await.status, 200, "{script}");
    }
    for path in ["/assets/..%2F..%2Fperson-numbers.key", "/assets/.%2e/chengxin.sqlite", "/assets/"] {
        assert_eq!(app.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn an_unreadable_address_or_parameter_is_a_page_and_not_a_bare_text() {
    let app = furnished(TODAY).await;
    for path in
        ["/entities/%FF", "/decisions/%FF", "/search?q=a&q=b", "/search?q=%FF", "/agencies?month=1&month=2"]
    {
        let answer = app.get(path).await;
        assert!(
            answer.header("content-type").starts_with("text/html"),
            "{path}: {} {}",
            answer.status,
            answer.text
        );
        assert_eq!(answer.count("h1"), 1, "{path}");
    }
}

#[tokio::test]
async fn metrics_count_by_route_and_never_by_what_somebody_typed() {
    let app = furnished(TODAY).await;
    app.get(&encoded("/search?q=秘密的查询")).await;
    let text = app.get("/metrics").await.text;
    assert!(!text.contains("秘密") && !text.contains("%E7"), "{text}");
}

#[tokio::test]
async fn a_client_that_takes_gzip_gets_it() {
    let app = furnished(TODAY).await;
    let answer = app.get_with("/about", &[("accept-encoding", "gzip")]).await;
    assert_eq!((answer.status, answer.header("content-encoding")), (200, "gzip"));
}

#[tokio::test]
async fn one_client_that_asks_too_much_is_slowed_down_and_nobody_else() {
    let app = furnished(TODAY).await;
    let mut refused = None;
    for _ in 0..400 {
        let answer = app.get_from("10.1.1.1", "/robots.txt", &[]).await;
        if answer.status != 200 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a limit");
    assert_eq!((refused.status, refused.header("retry-after")), (429, "1"));
    assert_eq!(refused.count("h1"), 1, "a page");
    let api = app.get_from("10.1.1.1", "/api/v1/agencies", &[]).await;
    assert_eq!((api.status, api.json()["code"].as_str()), (429, Some("too-many-requests")));
    assert_eq!(app.get_from("10.1.1.1", "/healthz", &[]).await.status, 200, "checks always pass");
    assert_eq!(app.get_from("10.1.1.2", "/robots.txt", &[]).await.status, 200, "another client");
    let forwarded = [("x-forwarded-for", "10.1.1.1")];
    assert_eq!(
        app.get_from("10.1.1.3", "/robots.txt", &forwarded).await.status,
        200,
        "anybody can claim that"
    );
    assert_eq!(
        app.get_from("10.9.9.9", "/robots.txt", &forwarded).await.status,
        429,
        "our proxy is believed"
    );
    let other = [("x-forwarded-for", "10.1.1.1, 10.1.1.4")];
    assert_eq!(
        app.get_from("10.9.9.9", "/robots.txt", &other).await.status,
        200,
        "the last address is the proxy's"
    );
}
