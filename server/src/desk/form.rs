//! A posted form: from the site itself, with the token of its session.

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::response::Response;

use super::session::{self, Held};
use super::{DeskRequest, sign};
use crate::actions::accounts::kept;
use crate::state::AppState;
use crate::web::fields::Fields;
use crate::web::visit::{self, Provenance};
use crate::web::{self, client};

/// What a field of a day says if none can be read in it.
pub(super) const DAY_ASKED: &str = "请填写日期，例如 2026-11-23";

/// A form that who is signed in posted. Refused (403) if it comes from elsewhere or without the session's token; if the
/// session is over (401), or another one began since, its text is kept and offered again.
pub(super) struct Posted {
    /// Who posted it, and where to.
    pub(super) desk: DeskRequest,
    /// What.
    pub(super) fields: Fields,
}

/// The field by which a form that was kept says so.
const KEPT_FORM: &str = "kept-form";

impl FromRequest<AppState> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let fields = Fields::of(body).await;
        let fail = |error: sqlx::Error| web::failed(state, parts.uri.path(), &parts.headers, error.into());
        let Some(signed_in) = session::signed_in(&parts, state).await.map_err(fail)? else {
            return Err(sign::ask_again(state, &parts, fields.ok()).await);
        };
        let refuse = |status| web::refused(state, parts.uri.path(), &parts.headers, status);
        let mut fields = fields.map_err(refuse)?;
        let desk = DeskRequest::of(state, &parts, signed_in);
        let provenance = visit::provenance(state, &parts.headers);
        let token = fields.get("csrf");
        let is_made_here = !token.is_empty() && token == desk.signed_in.csrf;
        match provenance {
            Provenance::Elsewhere => return Err(refuse(StatusCode::FORBIDDEN)),
            Provenance::Here if !is_made_here && !token.is_empty() => {
                // A page of this site that was open when another session began.
                return Err(sign::offer_again(&desk, &fields).await);
            }
            _ if !is_made_here => return Err(refuse(StatusCode::FORBIDDEN)),
            _ => {}
        }
        if let Some(word) = fields.take(KEPT_FORM) {
            let account_id = &desk.regulator().account_id;
            kept::remove(&state.core, account_id, &word).await.map_err(fail)?;
        }
        Ok(Self { desk, fields })
    }
}

/// A form that somebody with a session posted, signed in or on the way to it.
#[derive(Debug)]
pub(super) struct PostedOnTheWay {
    /// Who posted it.
    pub(super) held: Held,
    /// What.
    pub(super) fields: Fields,
}

impl FromRequest<AppState> for PostedOnTheWay {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let fields = Fields::of(body).await;
        let fail = |error: sqlx::Error| web::failed(state, parts.uri.path(), &parts.headers, error.into());
        let Some(held) = session::held(&parts, state).await.map_err(fail)? else {
            return Err(sign::ask_again(state, &parts, None).await);
        };
        let refuse = |status| web::refused(state, parts.uri.path(), &parts.headers, status);
        let fields = fields.map_err(refuse)?;
        let token = fields.get("csrf");
        let is_ours = visit::is_from_here(state, &parts.headers) && !token.is_empty() && token == held.csrf;
        if is_ours { Ok(Self { held, fields }) } else { Err(refuse(StatusCode::FORBIDDEN)) }
    }
}

/// A form of somebody without a session: its token is that of the visit.
#[derive(Debug)]
pub(super) struct PostedByVisitor {
    /// The client's address, where there is one.
    pub(super) address: Option<String>,
    /// What.
    pub(super) fields: Fields,
}

impl FromRequest<AppState> for PostedByVisitor {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let refuse = |status| web::refused(state, parts.uri.path(), &parts.headers, status);
        let fields = Fields::of(body).await.map_err(refuse)?;
        let visit = visit::visit_of(&parts.headers);
        let token = visit.map(|visit| visit::csrf_token(&state.core.keeper, &visit)).unwrap_or_default();
        let is_ours =
            visit::is_from_here(state, &parts.headers) && !token.is_empty() && fields.get("csrf") == token;
        let address = client::address_of(state, &parts).map(|address| address.to_string());
        if is_ours { Ok(Self { address, fields }) } else { Err(refuse(StatusCode::FORBIDDEN)) }
    }
}
