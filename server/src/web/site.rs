//! Health, metrics, robots.txt and the sitemap.

use askama::Template as _;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::beijing_date;

use crate::documents::{Address, Robots, Sitemap, SitemapIndex};
use crate::error::{Error, Result};
use crate::state::AppState;
use crate::store::entity;
use crate::web::extract::Path;

/// Addresses in a sitemap; the standard allows 50,000.
const PER_SITEMAP: i64 = 10_000;

/// Pages that show no records which end.
const FIXED_PAGES: [&str; 11] = [
    "/",
    "/lists",
    "/agencies",
    "/regions",
    "/deadline",
    "/open-data",
    "/developers",
    "/rules",
    "/about",
    "/privacy",
    "/accessibility",
];

/// `GET /healthz`: the process answers.
pub async fn healthz() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: expiries and erasures are replayed, the store answers and the index is there.
pub async fn readyz(State(state): State<AppState>) -> Response {
    let store = state.core.db.read().await.is_ok();
    let lag = state.readiness.index_lag();
    if store && state.readiness.is_ready() {
        return format!("ready, index {lag} rows behind\n").into_response();
    }
    let why = if store { "replaying erasures or building the index" } else { "the store does not answer" };
    (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {why}, index {lag} rows behind\n")).into_response()
}

/// `GET /metrics`: Prometheus.
pub async fn metrics(State(state): State<AppState>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], state.metrics.render())
        .into_response()
}

fn document(text: askama::Result<String>, kind: &'static str) -> Result<Response> {
    let text = text.map_err(|error| Error::Store(sqlx::Error::Io(std::io::Error::other(error))))?;
    Ok(([(header::CONTENT_TYPE, kind)], text).into_response())
}

/// `GET /robots.txt`
pub async fn robots(State(state): State<AppState>) -> Result<Response> {
    document(Robots { base_url: state.serve.base_url.clone() }.render(), "text/plain; charset=utf-8")
}

/// `GET /sitemap.xml`
pub async fn sitemap_index(State(state): State<AppState>) -> Result<Response> {
    let mut tx = state.core.db.read().await?;
    let mut locations = Vec::new();
    let mut after = String::new();
    loop {
        let base = &state.serve.base_url;
        let name = if after.is_empty() { "start" } else { &after };
        let page = entity::public_ids(&mut tx, &after, PER_SITEMAP).await?;
        locations.push(format!("{base}/sitemap/{name}"));
        match page.last() {
            Some((last, _)) if page.len() == usize::try_from(PER_SITEMAP).unwrap_or(usize::MAX) => {
                after.clone_from(last);
            }
            _ => break,
        }
    }
    document(SitemapIndex { locations }.render(), "application/xml; charset=utf-8")
}

/// `GET /sitemap/{after}`: pages of entities after an identifier; the first also names the other pages.
pub async fn sitemap(State(state): State<AppState>, Path(after): Path<String>) -> Result<Response> {
    let base = &state.serve.base_url;
    let today = state.core.clock.today().to_string();
    let mut addresses = Vec::new();
    if after == "start" {
        let guides = app::GuideTopic::ALL.map(app::GuideTopic::path);
        for path in FIXED_PAGES.into_iter().chain(guides) {
            addresses.push(Address { location: format!("{base}{path}"), changed_on: today.clone() });
        }
    }
    let after = if after == "start" { String::new() } else { after };
    let mut tx = state.core.db.read().await?;
    for (id, changed) in entity::public_ids(&mut tx, &after, PER_SITEMAP).await? {
        let changed_on = beijing_date(changed).to_string();
        addresses.push(Address { location: format!("{base}/entities/{id}"), changed_on });
    }
    document(Sitemap { addresses }.render(), "application/xml; charset=utf-8")
}
