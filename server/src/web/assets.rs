//! The style sheet and the islands, served with a version in their address.

use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::state::AppState;

/// The version in an address.
#[derive(Debug, serde::Deserialize)]
pub struct Version {
    v: Option<String>,
}

/// `GET /assets/{name}?v=…`: the present version may be kept for a year, anything else must ask again.
pub async fn asset(
    State(state): State<AppState>,
    UrlPath(name): UrlPath<String>,
    Query(version): Query<Version>,
) -> Response {
    let Some(bytes) = state.assets.file(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let is_present = version.v.as_deref() == Some(state.assets.version.as_str());
    let keep = if is_present { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(&name))),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, bytes.to_vec()).into_response()
}

/// `GET /favicon.ico` and `/favicon.svg`.
pub async fn favicon(State(state): State<AppState>) -> Response {
    match state.assets.file("favicon.svg") {
        Some(bytes) => ([(header::CONTENT_TYPE, "image/svg+xml")], bytes.to_vec()).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn content_type(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}
