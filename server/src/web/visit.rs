//! What tells that a posted form comes from a page of this site: cookies, the tokens of forms, where a request comes from.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::credentials::session::SessionToken;
use crate::secrets::Keeper;
use crate::state::AppState;

/// The cookie of forms that need no session.
const VISIT: &str = "chengxin-visit";

/// The token of the forms that belong to a cookie's token.
pub fn csrf_token(keeper: &Keeper, token: &str) -> String {
    SessionToken::parse(token).map_or_else(String::new, |token| token.form_token(keeper).expose().to_owned())
}

/// The token of a visit without a session.
pub(crate) fn visit_of(headers: &HeaderMap) -> Option<String> {
    cookie(headers, VISIT).map(|token| token.expose().to_owned())
}

/// Sets the cookie of a visit without a session.
pub(crate) fn set_visit(state: &AppState, token: &str) -> HeaderValue {
    set_cookie(state, VISIT, token)
}

/// The token in a cookie, if it is one.
pub(crate) fn cookie(headers: &HeaderMap, name: &str) -> Option<SessionToken> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(found, value)| (found == name).then(|| SessionToken::parse(value)).flatten())
}

/// The header that sets a cookie.
pub(crate) fn set_cookie(state: &AppState, name: &str, token: &str) -> HeaderValue {
    let secure = secure(state);
    let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// The header that removes a cookie.
pub(crate) fn remove_cookie(state: &AppState, name: &str) -> HeaderValue {
    let secure = secure(state);
    let text = format!("{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

/// `Secure`, but not on loopback, where there is no TLS.
fn secure(state: &AppState) -> &'static str {
    let host = state.serve.base_url.strip_prefix("http://").unwrap_or_default();
    let host = host.split('/').next().unwrap_or_default();
    let is_local = ["127.0.0.1", "localhost", "[::1]"]
        .iter()
        .any(|local| host.strip_prefix(local).is_some_and(|port| port.is_empty() || port.starts_with(':')));
    if is_local { "" } else { "; Secure" }
}

/// Where a POST comes from, as browsers say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Provenance {
    /// A page of this site.
    Here,
    /// Another site.
    Elsewhere,
    /// Nothing was said: no browser of today.
    Unsaid,
}

/// Where a request comes from.
pub(crate) fn provenance(state: &AppState, headers: &HeaderMap) -> Provenance {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let here_if = |is_here| if is_here { Provenance::Here } else { Provenance::Elsewhere };
    if let Some(site) = text("sec-fetch-site") {
        return here_if(matches!(site, "same-origin" | "none"));
    }
    let Some(origin) = text("origin") else { return Provenance::Unsaid };
    let host = text("host").unwrap_or_default();
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    here_if(authority == host || origin == state.serve.base_url.trim_end_matches('/'))
}

/// A POST must not come from elsewhere.
pub(crate) fn is_from_here(state: &AppState, headers: &HeaderMap) -> bool {
    provenance(state, headers) != Provenance::Elsewhere
}
