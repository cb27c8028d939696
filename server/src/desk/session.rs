//! From the cookie to the regulator. The cookie holds a random token, the store its hash.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;

use super::sign;
use crate::actions::accounts::{Holder, Stage};
use crate::actions::regulator::{Refusal, Regulator};
use crate::credentials::session::{SessionState, SessionTimes, SessionToken};
use crate::secrets::Keeper;
use crate::state::AppState;
use crate::store::{account, session};
use crate::web::{self, client};

/// The cookie of a session.
const COOKIE: &str = "chengxin-session";
/// The cookie of forms that need no session.
const VISIT: &str = "chengxin-visit";

/// Who is signed in.
#[derive(Clone, Debug)]
pub(super) struct SignedIn {
    /// Who acts.
    pub(super) regulator: Regulator,
    /// The token that forms of this session carry.
    pub(super) csrf: String,
}

/// Somebody with a session: signed in, or on the way to it.
#[derive(Clone, Debug)]
pub(super) struct Held {
    /// Who, and how far.
    pub(super) holder: Holder,
    /// The token that forms of this session carry.
    pub(super) csrf: String,
}

/// The token of the forms that belong to a cookie's token.
pub fn csrf_token(keeper: &Keeper, token: &str) -> String {
    SessionToken::parse(token).map_or_else(String::new, |token| token.form_token(keeper).expose().to_owned())
}

/// The session's token that a request brings.
pub(super) fn token_of(headers: &HeaderMap) -> Option<SessionToken> {
    cookie(headers, COOKIE)
}

/// The token of a visit without a session.
pub(crate) fn visit_of(headers: &HeaderMap) -> Option<String> {
    cookie(headers, VISIT).map(|token| token.expose().to_owned())
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<SessionToken> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find_map(|(found, value)| (found == name).then(|| SessionToken::parse(value)).flatten())
}

/// The header that sets the cookie of a new session.
pub(super) fn set_session(state: &AppState, token: &SessionToken) -> HeaderValue {
    set_cookie(state, COOKIE, token.expose())
}

/// Sets the cookie of a visit without a session.
pub(crate) fn set_visit(state: &AppState, token: &str) -> HeaderValue {
    set_cookie(state, VISIT, token)
}

/// Removes the session's cookie.
pub(super) fn forget(state: &AppState) -> HeaderValue {
    let secure = secure(state);
    let text = format!("{COOKIE}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}");
    HeaderValue::from_str(&text).unwrap_or(HeaderValue::from_static(""))
}

fn set_cookie(state: &AppState, name: &str, token: &str) -> HeaderValue {
    let secure = secure(state);
    let text = format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}");
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

impl FromRequestParts<AppState> for Held {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        match held(parts, state).await {
            Ok(Some(held)) => Ok(held),
            Ok(None) => Err(sign::to_sign_in(state, parts).await),
            Err(error) => Err(web::failed(state, parts.uri.path(), &parts.headers, error.into())),
        }
    }
}

/// Who is signed in, if somebody is.
pub(super) async fn signed_in(parts: &Parts, state: &AppState) -> sqlx::Result<Option<SignedIn>> {
    match held(parts, state).await? {
        Some(held) => of_held(state, held).await,
        None => Ok(None),
    }
}

/// The regulator behind a session, once that is live.
pub(super) async fn of_held(state: &AppState, held: Held) -> sqlx::Result<Option<SignedIn>> {
    let Held { holder: Holder { account, stage, address, .. }, csrf } = held;
    if stage != Stage::Live {
        return Ok(None);
    }
    let mut tx = state.core.db.read().await?;
    match Regulator::of(&mut tx, &account, address, state.core.clock.now()).await {
        Ok(regulator) => Ok(Some(SignedIn { regulator, csrf })),
        Err(Refusal::Store(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

/// Who holds a session that is not over, at whatever stage.
pub(super) async fn held(parts: &Parts, state: &AppState) -> sqlx::Result<Option<Held>> {
    let Some(token) = token_of(&parts.headers) else { return Ok(None) };
    let core = &state.core;
    let (id, now) = (token.at_rest(), core.clock.host_time());
    let mut tx = core.db.read().await?;
    let Some(row) = session::by_id(&mut tx, &id).await? else { return Ok(None) };
    let times = SessionTimes { created_at: row.created_at, seen_at: row.seen_at };
    let stage = Stage::from_code(&row.state).filter(|stage| {
        let standing = match stage {
            Stage::Password => times.second_factor_state(now),
            Stage::Entering => times.entering_state(now),
            Stage::Live => times.state(now),
        };
        standing == SessionState::Live
    });
    let account = account::by_id(&mut tx, &row.account_id).await?.filter(|row| row.state == "active");
    let (Some(stage), Some(account)) = (stage, account) else { return Ok(None) };
    drop(tx);
    if stage == Stage::Live && times.is_to_be_noted(now) {
        let mut tx = core.db.write().await?;
        session::touch(&mut tx, &id, now).await?;
        tx.commit().await?;
    }
    let address = client::address_of(state, parts).map(|address| address.to_string());
    let csrf = token.form_token(&core.keeper).expose().to_owned();
    Ok(Some(Held { holder: Holder { account, session_id: id, stage, address }, csrf }))
}
