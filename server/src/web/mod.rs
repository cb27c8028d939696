//! Public pages: load, decide status and cache policy, hand plain data to a component.

pub mod agencies;
pub mod assets;
pub mod client;
pub mod extract;
pub mod fields;
pub mod headers;
mod list_csv;
pub mod lists;
mod objection_form;
pub mod objections;
pub mod open_data;
mod pages;
mod rows;
pub(crate) mod rules;
mod search_csv;
pub(crate) mod sending;
mod site;
pub mod visit;

use app::{Dataset, LargeText, Page, PageContext, Provider};
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};

use crate::error::Error;
use crate::secrets::checksum;
use crate::state::AppState;

pub use pages::{
    about, accessibility, deadline, decision, entity, home, not_found, preference, privacy, search,
};
pub use rows::agency_rows;
pub use search_csv::search_csv;
pub use site::{healthz, metrics, readyz, robots, sitemap, sitemap_index};

/// What a page is shown with.
pub struct Frame<'a> {
    state: &'a AppState,
    context: PageContext,
    etag: String,
    is_unchanged: bool,
}

impl<'a> Frame<'a> {
    /// Reads what depends on the request: the path, the text size, the version the reader already has.
    pub fn new(state: &'a AppState, path: &str, headers: &HeaderMap, ledger_number: i64) -> Self {
        let large_text = if has_large_text(headers) { LargeText::On } else { LargeText::Off };
        let core = &state.core;
        let today = core.clock.today();
        // Bodies depend on nothing but the ledger, the day, the text size, the index and how the site is run; see
        // docs/ARCHITECTURE.md.
        let size = if large_text == LargeText::On { "L" } else { "N" };
        let index = state.readiness.index.load(std::sync::atomic::Ordering::Acquire);
        let (assets, settings) = (&state.assets.version, settings(state));
        let etag = format!("W/\"{ledger_number}-{index}-{today}-{size}-{assets}-{settings}\"");
        let is_unchanged = has_already(headers, &etag);
        let serve = &state.serve;
        let context = PageContext {
            province: serve.province.clone(),
            provider: Provider {
                name: serve.provider.clone(),
                telephone: serve.provider_telephone.clone(),
                email: serve.provider_email.clone(),
            },
            large_text,
            path: path.to_owned(),
            base_url: serve.base_url.trim_end_matches('/').to_owned(),
            as_of: core.clock.now(),
            ledger_number,
            islands: state.assets.islands.clone(),
            stylesheet: state.assets.stylesheet.clone(),
            dataset: if core.is_demo { Dataset::Demo } else { Dataset::Real },
            index_lag_rows: state.readiness.index_lag(),
            today,
            clocks: core.rules().clocks.clone(),
        };
        Self { state, context, etag, is_unchanged }
    }

    /// The same for a page that depends on something else besides: on that text.
    #[must_use]
    pub fn and_on(self, text: &str, headers: &HeaderMap) -> Self {
        let etag = format!("{}-{}\"", self.etag.trim_end_matches('"'), &checksum(text.as_bytes())[..12]);
        Self { is_unchanged: has_already(headers, &etag), etag, ..self }
    }

    /// The answer, if the reader or this server already has the page as it would be rendered now.
    pub fn kept(&self) -> Option<Response> {
        if self.is_unchanged {
            return Some((StatusCode::NOT_MODIFIED, self.headers()).into_response());
        }
        let body = self.state.bodies.get(&self.key())?;
        Some((self.headers(), Html(body.to_string())).into_response())
    }

    /// The answer with that status. Only a page that was found may be kept.
    pub fn show(&self, status: StatusCode, page: Page) -> Response {
        let body = app::render(&self.context, page);
        if status != StatusCode::OK {
            return (status, Html(body)).into_response();
        }
        self.state.bodies.put(self.key(), body.as_str().into());
        (self.headers(), Html(body)).into_response()
    }

    fn key(&self) -> String {
        format!("{} {}", self.etag, self.context.path)
    }

    fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if let Ok(etag) = HeaderValue::from_str(&self.etag) {
            headers.insert(header::ETAG, etag);
        }
        // Always ask again: what ended must not be shown from a cache.
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("cookie"));
        headers
    }
}

/// What a page needs to know of the request, for pages that are never kept.
pub fn context(state: &AppState, path: &str, headers: &HeaderMap) -> PageContext {
    let ledger_number = state.readiness.ledger.load(std::sync::atomic::Ordering::Acquire);
    Frame::new(state, path, headers, ledger_number).context
}

/// A page that says why a posted form was not taken.
pub fn refused(state: &AppState, path: &str, headers: &HeaderMap, status: StatusCode) -> Response {
    let code = if status == StatusCode::PAYLOAD_TOO_LARGE { "too-large" } else { "forbidden" };
    let request_id = headers.get("x-request-id").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let page =
        Page::Failed { status: status.as_u16(), code: code.to_owned(), request_id: request_id.to_owned() };
    (status, Html(app::render(&context(state, path, headers), page))).into_response()
}

fn has_already(headers: &HeaderMap, etag: &str) -> bool {
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    known.is_some_and(|known| known == etag)
}

/// A sum of the program's version and of all that a page shows of how the site is run: a server that is run otherwise
/// makes other pages of the same record.
fn settings(state: &AppState) -> String {
    let serve = &state.serve;
    let shown = (
        env!("CARGO_PKG_VERSION"),
        state.core.is_demo,
        state.core.rules().edition(),
        [&serve.base_url, &serve.province, &serve.provider],
        [&serve.provider_telephone, &serve.provider_email],
    );
    checksum(format!("{shown:?}").as_bytes())[..12].to_owned()
}

fn has_large_text(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .any(|cookie| cookie.trim() == "large-text=1")
}

/// A failed page, in HTML.
pub fn failed(state: &AppState, path: &str, headers: &HeaderMap, error: Error) -> Response {
    let frame =
        Frame::new(state, path, headers, state.readiness.ledger.load(std::sync::atomic::Ordering::Acquire));
    let status = error.status();
    let page = match &error {
        Error::NotFound => Page::NotFound,
        other => {
            let code = other.code().to_owned();
            let request_id = headers
                .get("x-request-id")
                .and_then(|value| value.to_str().ok())
                .unwrap_or_default()
                .to_owned();
            if status.is_server_error() {
                // The cause in one sentence: a data base's details may repeat what a row holds.
                let cause = std::error::Error::source(other).map(ToString::to_string);
                tracing::error!(code, cause, %request_id, "a page failed");
            }
            Page::Failed { status: status.as_u16(), code, request_id }
        }
    };
    let mut response = frame.show(status, page);
    error.add_headers(&mut response);
    response
}

/// Refuses what comes too often and before the server is ready; health checks always pass.
pub async fn guard(
    axum::extract::State(state): axum::extract::State<AppState>,
    request: Request,
    next: Next,
) -> Response {
    let path = request.uri().path();
    let is_check = matches!(path, "/healthz" | "/readyz" | "/metrics");
    let refusal = if is_check {
        None
    } else if !state.readiness.replayed.load(std::sync::atomic::Ordering::Acquire) {
        Some(Error::NotReady)
    } else if !client::may_pass(&state, &request) {
        Some(Error::TooManyRequests)
    } else {
        None
    };
    match refusal {
        None => next.run(request).await,
        Some(error) if path.starts_with("/api/") => error.into_response(),
        Some(error) => {
            let path = request.uri().path().to_owned();
            failed(&state, &path, request.headers(), error)
        }
    }
}
