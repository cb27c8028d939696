//! From the cookie to the regulator. The cookie holds a random token, the store its hash.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use chrono::{DateTime, TimeDelta, Utc};

use crate::actions::regulator::{Refusal, Regulator};
use crate::random;
use crate::secrets::{Keeper, checksum};
use crate::state::AppState;
use crate::store::session::SessionRow;
use crate::store::{account, session};
use crate::web::{self, client};

/// The cookie of a session.
const COOKIE: &str = "chengxin-session";
/// The cookie of forms that need no session.
const VISIT: &str = "chengxin-visit";
/// A session that is not used for so long is over (OWASP ASVS 3.3).
const IDLE: TimeDelta = TimeDelta::minutes(30);
/// A session is over after so long, however busy.
const LONGEST: TimeDelta = TimeDelta::hours(12);
/// So long one may take between password and second factor.
const SECOND_FACTOR: TimeDelta = TimeDelta::minutes(5);
/// A session is noted as used at most so often.
const TOUCH_EVERY: TimeDelta = TimeDelta::seconds(30);

/// Who is signed in.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who acts.
    pub regulator: Regulator,
    /// The hash under which the session stands in the store.
    pub session_id: String,
    /// The token that forms of this session carry.
    pub csrf: String,
}

/// Where a session stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Signed in.
    Live,
    /// The password was right; the second factor is to come.
    Password,
    /// Over.
    Over,
}

/// Whether a session still holds at that moment.
pub(super) fn standing(row: &SessionRow, now: DateTime<Utc>) -> Standing {
    let (age, idle) = (now - row.created_at, now - row.seen_at);
    match row.state.as_str() {
        "live" if age < LONGEST && idle < IDLE => Standing::Live,
        "password" if age < SECOND_FACTOR => Standing::Password,
        _ => Standing::Over,
    }
}

/// The hash of a token, as the store keeps it.
pub(super) fn session_id(token: &str) -> String {
    checksum(token.as_bytes())
}

/// The token of the forms that belong to a cookie's token.
pub fn csrf_token(keeper: &Keeper, token: &str) -> String {
    keeper.fingerprint(&format!("csrf|{token}"))
}

/// The session's token that a request brings.
pub(super) fn token_of(headers: &HeaderMap) -> Option<String> {
    cookie(headers, COOKIE)
}

/// The token of a visit without a session, and whether it is new.
pub(crate) fn visit_of(headers: &HeaderMap) -> Option<String> {
    cookie(headers, VISIT)
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    let is_token = |value: &str| value.len() == 64 && value.bytes().all(|byte| byte.is_ascii_hexdigit());
    pairs.find(|(found, value)| *found == name && is_token(value)).map(|(_, value)| value.to_owned())
}

/// Begins a session under a new token; answers the header that sets its cookie. Signing in and the second factor each
/// begin a new one, so that a token known before is worth nothing after.
pub(super) async fn begin(
    state: &AppState,
    tx: &mut crate::store::Tx,
    account_id: &str,
    standing: Standing,
) -> sqlx::Result<HeaderValue> {
    let token = random::seed();
    let now = state.core.clock.now();
    let word = if standing == Standing::Live { "live" } else { "password" };
    let row = SessionRow {
        id: session_id(&token),
        account_id: account_id.to_owned(),
        state: word.to_owned(),
        created_at: now,
        seen_at: now,
    };
    session::add(tx, &row).await?;
    Ok(set_cookie(state, COOKIE, &token))
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
    let base = &state.serve.base_url;
    let is_local =
        ["http://127.0.0.1", "http://localhost", "http://[::1]"].iter().any(|local| base.starts_with(local));
    if is_local { "" } else { "; Secure" }
}

/// A POST must come from the site itself: browsers say where from.
pub(crate) fn is_from_here(state: &AppState, headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = text("origin") else { return true };
    let host = text("host").unwrap_or_default();
    let authority = origin.split_once("://").map_or(origin, |(_, rest)| rest);
    authority == host || origin == state.serve.base_url.trim_end_matches('/')
}

impl FromRequestParts<AppState> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        match load(parts, state).await {
            Ok(Some(signed_in)) => Ok(signed_in),
            Ok(None) => Err(to_sign_in(parts)),
            Err(error) => Err(web::failed(state, parts.uri.path(), &parts.headers, error.into())),
        }
    }
}

async fn load(parts: &Parts, state: &AppState) -> sqlx::Result<Option<SignedIn>> {
    let Some(token) = token_of(&parts.headers) else { return Ok(None) };
    let core = &state.core;
    let (id, now) = (session_id(&token), core.clock.now());
    let mut tx = core.db.read().await?;
    let Some(row) = session::by_id(&mut tx, &id).await? else { return Ok(None) };
    if standing(&row, now) != Standing::Live {
        return Ok(None);
    }
    let Some(account) = account::by_id(&mut tx, &row.account_id).await? else { return Ok(None) };
    let address = client::address_of(state, parts).map(|address| address.to_string());
    let regulator = match Regulator::of(&mut tx, &account, address, now).await {
        Ok(regulator) => regulator,
        Err(Refusal::Store(error)) => return Err(error),
        Err(_) => return Ok(None),
    };
    drop(tx);
    if now - row.seen_at > TOUCH_EVERY {
        let mut tx = core.db.write().await?;
        session::touch(&mut tx, &id, now).await?;
        tx.commit().await?;
    }
    Ok(Some(SignedIn { regulator, session_id: id, csrf: csrf_token(&core.keeper, &token) }))
}

/// To the sign-in, and from there back to the page that was asked for.
fn to_sign_in(parts: &Parts) -> Response {
    if parts.method != Method::GET {
        return (StatusCode::UNAUTHORIZED, Redirect::to("/desk/sign-in")).into_response();
    }
    let path = parts.uri.path_and_query().map_or("/desk", |path| path.as_str());
    let back = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
    Redirect::to(&format!("/desk/sign-in?to={back}")).into_response()
}
