//! The API's description for programs.

use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Kept by hand beside the handlers; a test compares its paths with the routes.
const DOCUMENT: &str = include_str!("openapi.json");

/// `GET /api/v1/openapi.json`
pub(super) async fn document() -> Response {
    ([(header::CONTENT_TYPE, "application/json; charset=utf-8")], DOCUMENT).into_response()
}
