//! Security headers of every answer.

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

/// Nothing but our own files; wasm may be compiled.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; \
     connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Adds them.
pub async fn add(request: Request, next: Next) -> Response {
    let is_record = shows_records(request.uri().path());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "geolocation=(), camera=(), microphone=()"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A file of others has a stricter one of its own.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    if is_record {
        // Search engines keep what the law ends: what shows records is not for their index.
        headers
            .insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, noarchive"));
    } else {
        headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noarchive"));
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    }
    response
}

/// Pages, answers and files of records that end. Profiles of entities are no such page: they stay.
fn shows_records(path: &str) -> bool {
    let path = path.strip_prefix("/api/v1").unwrap_or(path);
    let mut parts = path.split('/').skip(1);
    match (parts.next().unwrap_or_default(), parts.next()) {
        ("decisions" | "search.csv" | "changes" | "desk" | "objections" | "agency", _)
        | ("entries" | "lists" | "open-data", Some(_)) => true,
        ("entities" | "agencies", Some(_)) => {
            parts.next().is_some_and(|part| matches!(part, "decisions" | "entries" | "rows.csv"))
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::shows_records;

    #[test]
    fn what_shows_records_that_end_is_known_by_its_address() {
        for path in [
            "/decisions/a",
            "/entries/a",
            "/lists/abnormal-operation",
            "/search.csv",
            "/objections/new",
            "/open-data/manifest.json",
            "/open-data/r7-01234567/penalties.csv",
            "/agencies/a/rows.csv",
            "/api/v1/changes",
            "/api/v1/decisions/a",
            "/api/v1/entries/a",
            "/api/v1/lists/abnormal-operation",
            "/api/v1/entities/a/decisions",
            "/api/v1/entities/a/entries",
        ] {
            assert!(shows_records(path), "{path}");
        }
        for path in
            ["/", "/lists", "/open-data", "/developers", "/entities/a", "/agencies/a", "/api/v1/lists"]
        {
            assert!(!shows_records(path), "{path}");
        }
    }
}
