//! All addresses.

use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, Method, Request, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::predicate::Predicate as _;
use tower_http::compression::{CompressionLayer, DefaultPredicate};
use tower_http::request_id::PropagateRequestIdLayer;
use tower_http::set_header::SetRequestHeaderLayer;

use crate::error::Error;
use crate::routes::{Route, Routes, get};
use crate::state::AppState;
use crate::{api, desk, random, web};

/// The longest that a request may take; whoever waits for changes may wait for thirty seconds.
const PATIENCE: Duration = Duration::from_secs(35);
/// The longest that a spreadsheet may take to arrive: 200 MB over a slow line.
const PATIENCE_WITH_FILES: Duration = Duration::from_mins(30);

/// All routes with their layers.
pub fn router(state: AppState) -> Router {
    let request_id = HeaderName::from_static("x-request-id");
    Router::new()
        .merge(pages().router())
        .merge(desk::routes())
        .nest("/api/v1", api::routes().router().fallback(api::not_found))
        .route("/api", any(api::not_found))
        .route("/api/", any(api::not_found))
        .route("/api/{*rest}", any(api::not_found))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(web::not_found)
        .layer(axum::middleware::from_fn_with_state(state.clone(), web::guard))
        .layer(CompressionLayer::new().compress_when(DefaultPredicate::new().and(has_no_ranges)))
        .layer(axum::middleware::from_fn(patience))
        .layer(CatchPanicLayer::new())
        .layer(axum::middleware::from_fn(web::headers::add))
        .layer(axum::middleware::from_fn(log))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(SetRequestHeaderLayer::overriding(request_id, random_id::<axum::body::Body>))
        .with_state(state)
}

/// Every route of the site, for the authorisation matrix: the router is built from the same values.
pub fn table() -> Vec<Route> {
    let api = api::routes().table().into_iter().map(|route| {
        let path = format!("/api/v1{}", route.path);
        Route { path, ..route }
    });
    let mut table: Vec<Route> = pages().table().into_iter().chain(desk::table()).chain(api).collect();
    table.sort_unstable();
    table
}

fn pages() -> Routes {
    Routes::default()
        .route("/", get(web::home))
        .route("/search", get(web::search))
        .route("/search.csv", get(web::search_csv))
        .route("/entities/{key}", get(web::entity))
        .route("/decisions/{id}", get(web::decision))
        .route("/lists", get(web::lists::lists))
        .route("/lists/{code}", get(web::lists::list))
        .route("/entries/{id}", get(web::lists::entry))
        .route("/objections", get(web::objections::lookup))
        .post(web::objections::FORM, web::objections::submit)
        .route("/objections/new", get(web::objections::new))
        .post("/objections/status", web::objections::look)
        .post("/objections/withdraw", web::objections::withdraw)
        .route("/objections/{number}", get(web::objections::status))
        .route("/guide", get(web::lists::guide))
        .route("/guide/{topic}", get(web::lists::guide_topic))
        .route("/deadline", get(web::deadline))
        .route("/agencies", get(web::agencies::agencies))
        .route("/agencies/{id}", get(web::agencies::agency))
        .route("/regions", get(web::agencies::regions))
        .route("/regions/{code}", get(web::agencies::region))
        .route("/agencies/{id}/rows.csv", get(web::agency_rows))
        .route("/open-data", get(web::open_data::page))
        .route("/open-data/{name}", get(web::open_data::current))
        .route("/open-data/{release}/{name}", get(web::open_data::file))
        .route("/developers", get(web::open_data::developers))
        .route("/rules", get(web::rules::rules))
        .route("/about", get(web::about))
        .route("/privacy", get(web::privacy))
        .route("/accessibility", get(web::accessibility))
        .route("/preferences/large-text", get(web::preference))
        .route("/assets/{name}", get(web::assets::asset))
        .route("/favicon.ico", get(web::assets::favicon))
        .route("/robots.txt", get(web::robots))
        .route("/sitemap.xml", get(web::sitemap_index))
        .route("/sitemap/{after}", get(web::sitemap))
        .route("/healthz", get(web::healthz))
        .route("/readyz", get(web::readyz))
        .route("/metrics", get(web::metrics))
}

/// Ends what takes too long.
async fn patience(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    let with_files = [desk::UPLOADS, web::objections::FORM];
    let brings_file = request.method() == Method::POST && with_files.contains(&request.uri().path());
    let longest = if brings_file { PATIENCE_WITH_FILES } else { PATIENCE };
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Files that can be continued are sent as they are: what is compressed on the way has other bytes than its `ETag` says.
fn has_no_ranges(
    _: StatusCode,
    _: axum::http::Version,
    headers: &axum::http::HeaderMap,
    _: &axum::http::Extensions,
) -> bool {
    !headers.contains_key(axum::http::header::ACCEPT_RANGES)
}

/// Request ids are random, so that they say nothing about order or traffic. They are always our own: what a client
/// sends in that place may be anything, and it would stand in the log.
fn random_id<B>(_: &Request<B>) -> Option<HeaderValue> {
    random::public_id().parse().ok()
}

/// One line a request: the route's pattern, never the address, for an address may hold what somebody typed.
async fn log(request: axum::extract::Request, next: axum::middleware::Next) -> axum::response::Response {
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "-".to_owned(), |path| path.as_str().to_owned());
    let id = request
        .headers()
        .get("x-request-id")
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default()
        .to_owned();
    let started = std::time::Instant::now();
    let response = next.run(request).await;
    let status = response.status().as_u16();
    let took = started.elapsed();
    tracing::info!(%method, %route, status, took_us = u64::try_from(took.as_micros()).unwrap_or(0), %id);
    metrics::counter!("chengxin_requests_total", "route" => route.clone(), "status" => status.to_string())
        .increment(1);
    metrics::histogram!("chengxin_request_seconds", "route" => route).record(took.as_secs_f64());
    response
}

/// An address that can be read only was asked for something else.
async fn method_not_allowed(State(state): State<AppState>, request: axum::extract::Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        return api::method_not_allowed(path);
    }
    web::failed(&state, path, request.headers(), Error::MethodNotAllowed)
}
