//! The style sheet and the islands: read once at start, served with a version in their address.

use std::collections::HashMap;
use std::path::Path;

use axum::extract::{Path as UrlPath, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

use crate::secrets::checksum;
use crate::state::AppState;

/// Files by name.
#[derive(Debug, Default)]
pub struct Assets {
    files: HashMap<String, Vec<u8>>,
    /// Changes whenever a file does.
    pub version: String,
    /// Address of the style sheet.
    pub stylesheet: String,
    /// The version, if the wasm islands are there.
    pub islands: Option<String>,
}

impl Assets {
    /// Reads the folder; an absent one gives a site without style and islands.
    pub fn load(folder: &Path) -> std::io::Result<Self> {
        let mut files = HashMap::new();
        if folder.is_dir() {
            for entry in std::fs::read_dir(folder)? {
                let entry = entry?;
                if entry.file_type()?.is_file() {
                    let name = entry.file_name().to_string_lossy().into_owned();
                    files.insert(name, std::fs::read(entry.path())?);
                }
            }
        }
        let mut names: Vec<&String> = files.keys().collect();
        names.sort_unstable();
        let sums: Vec<String> =
            names.iter().map(|name| format!("{name}={}", checksum(&files[*name]))).collect();
        let version = checksum(sums.join(";").as_bytes())[..12].to_owned();
        let has_islands =
            ["app.js", "app_bg.wasm", "islands.js"].iter().all(|name| files.contains_key(*name));
        Ok(Self {
            stylesheet: format!("/assets/chengxin.css?v={version}"),
            islands: has_islands.then(|| version.clone()),
            files,
            version,
        })
    }
}

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
    let Some(bytes) = state.assets.files.get(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let is_present = version.v.as_deref() == Some(state.assets.version.as_str());
    let keep = if is_present { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type(&name))),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, bytes.clone()).into_response()
}

/// `GET /favicon.ico` and `/favicon.svg`.
pub async fn favicon(State(state): State<AppState>) -> Response {
    match state.assets.files.get("favicon.svg") {
        Some(bytes) => ([(header::CONTENT_TYPE, "image/svg+xml")], bytes.clone()).into_response(),
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
