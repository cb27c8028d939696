//! From the cookie to the regulator. The cookie holds a random token, the store its hash.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;

use super::sign;
use crate::actions::accounts::{Holder, Stage};
use crate::actions::regulator::{Refusal, Regulator};
use crate::credentials::session::{SessionState, SessionTimes, SessionToken};
use crate::state::AppState;
use crate::store::{account, session};
use crate::web::visit::{cookie, remove_cookie, set_cookie};
use crate::web::{self, client};

/// The cookie of a session.
const COOKIE: &str = "chengxin-session";

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

/// The session's token that a request brings.
pub(super) fn token_of(headers: &HeaderMap) -> Option<SessionToken> {
    cookie(headers, COOKIE)
}

/// The header that sets the cookie of a new session.
pub(super) fn set_session(state: &AppState, token: &SessionToken) -> HeaderValue {
    set_cookie(state, COOKIE, token.expose())
}

/// Removes the session's cookie.
pub(super) fn forget(state: &AppState) -> HeaderValue {
    remove_cookie(state, COOKIE)
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
