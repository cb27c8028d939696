//! A request of somebody who is signed in, and the ways in which the desk answers it.

use app::desk::{Desk, Reader, View};
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::done::{self, Done};
use super::session::{self, SignedIn};
use super::sign;
use crate::actions::regulator::{Duty, Refusal, Regulator};
use crate::state::{AppState, Core};
use crate::store::authority;
use crate::web;

/// What a handler of the desk gets: who asks, for what address, and all that an answer needs. Nobody who is not signed
/// in gets as far as a handler that takes this.
#[derive(Clone)]
pub(super) struct DeskRequest {
    /// What the process holds.
    pub(super) state: AppState,
    /// Who asks.
    pub(super) signed_in: SignedIn,
    /// The address.
    pub(super) uri: Uri,
    /// The headers.
    pub(super) headers: HeaderMap,
}

impl FromRequestParts<AppState> for DeskRequest {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        match session::signed_in(parts, state).await {
            Ok(Some(signed_in)) => Ok(Self::of(state, parts, signed_in)),
            Ok(None) => Err(sign::to_sign_in(state, parts).await),
            Err(error) => Err(web::failed(state, parts.uri.path(), &parts.headers, error.into())),
        }
    }
}

impl DeskRequest {
    /// The request of who is signed in.
    pub(super) fn of(state: &AppState, parts: &Parts, signed_in: SignedIn) -> Self {
        let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
        Self { state: state.clone(), signed_in, uri, headers }
    }

    /// Store, clock, calendar.
    pub(super) fn core(&self) -> &Core {
        &self.state.core
    }

    /// Who acts.
    pub(super) fn regulator(&self) -> &Regulator {
        &self.signed_in.regulator
    }

    /// A page, or the page that says why not.
    pub(super) async fn answer(&self, page: Result<View, Refusal>) -> Response {
        match page {
            Ok(view) => self.show(view).await,
            Err(refusal) => self.refuse(refusal).await,
        }
    }

    /// A page.
    pub(super) async fn show(&self, view: View) -> Response {
        self.show_with(StatusCode::OK, None, view).await
    }

    /// A form again (422), with what was typed and what is wrong with it.
    pub(super) async fn show_faults(&self, view: View) -> Response {
        self.show_with(StatusCode::UNPROCESSABLE_ENTITY, None, view).await
    }

    /// After a POST: the page that shows what was done and says so, or the page that says why it was not.
    pub(super) async fn see_done(&self, target: &str, done: Result<Done, Refusal>) -> Response {
        match done {
            Ok(done) => done::see_done(target, done),
            Err(refusal) => self.refuse(refusal).await,
        }
    }

    /// A page with a status and a sentence on what was just done.
    pub(super) async fn show_with(&self, status: StatusCode, notice: Option<String>, view: View) -> Response {
        let reader = match self.reader().await {
            Ok(reader) => reader,
            Err(error) => return self.fail(error),
        };
        let notice = notice.or_else(|| done::told(&self.uri).filter(|_| status == StatusCode::OK));
        let desk = Desk { reader: Some(reader), csrf: self.signed_in.csrf.clone(), notice, view };
        super::render(&self.state, (&self.uri, &self.headers), status, desk)
    }

    async fn reader(&self) -> sqlx::Result<Reader> {
        let regulator = self.regulator();
        let authority_name = match &regulator.authority_id {
            Some(id) => {
                let mut tx = self.core().db.read().await?;
                authority::by_ids(&mut tx, std::slice::from_ref(id)).await?.pop().map(|row| row.name)
            }
            None => None,
        };
        Ok(Reader {
            name: regulator.name.clone(),
            role: regulator.role,
            authority_name,
            is_deputy: regulator.duty == Duty::Deputy,
        })
    }

    /// What a refused action answers: 403 for what the account may not do, 404 for what is not there for it, 409 for
    /// what cannot be done now.
    pub(super) async fn refuse(&self, refusal: Refusal) -> Response {
        let status = super::status_of(&refusal);
        match refusal {
            Refusal::Store(error) => self.fail(error),
            refusal => self.show_with(status, None, View::Refused(refusal.to_string())).await,
        }
    }

    /// The data base failed.
    pub(super) fn fail(&self, error: sqlx::Error) -> Response {
        super::failed(&self.state, (&self.uri, &self.headers), error)
    }
}
