//! The regulators' desk over HTTP: session → regulator, form → action → redirect. One file a topic.
//!
//! No page of it is kept anywhere; every POST carries the token of its session and comes from the site itself.

mod accounts;
mod authorities;
mod calendar;
mod changes;
mod done;
mod duties;
mod entered;
mod filing;
mod form;
mod machine;
mod multipart;
mod objections;
mod queue;
mod request;
mod rules;
mod session;
mod sign;
mod uploads;

use app::desk::{Access, Desk, View};
use app::{Page, PageContext};
use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse as _, Redirect, Response};
use domain::role::Step;

use done::{Done, see_done};
use form::DAY_ASKED;
use form::Posted;
use request::DeskRequest;
pub(crate) use uploads::UPLOADS;

use crate::actions::regulator::{Refusal, Regulator};
use crate::routes::{Route, Routes};
use crate::state::AppState;
use crate::web;

/// All routes of the desk.
pub fn routes() -> Router<AppState> {
    all().router().layer(axum::middleware::from_fn(never_kept))
}

/// Every route, for the authorisation matrix.
pub fn table() -> Vec<Route> {
    all().table()
}

fn all() -> Routes {
    Routes::default()
        .with(sign::routes())
        .with(queue::routes())
        .with(filing::routes())
        .with(uploads::routes())
        .with(machine::routes())
        .with(changes::routes())
        .with(objections::routes())
        .with(duties::routes())
        .with(calendar::routes())
        .with(rules::routes())
        .with(authorities::routes())
        .with(accounts::routes())
}

/// What the desk shows is for one person at one moment.
async fn never_kept(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A page of the desk before the sign-in.
pub(crate) fn show_to_anybody(
    state: &AppState,
    (uri, headers): (&Uri, &HeaderMap),
    (status, csrf): (StatusCode, String),
    view: View,
) -> Response {
    render(state, (uri, headers), status, Desk { reader: None, csrf, notice: None, view })
}

fn render(state: &AppState, (uri, headers): (&Uri, &HeaderMap), status: StatusCode, desk: Desk) -> Response {
    let context: PageContext = web::context(state, uri.path(), headers);
    (status, Html(app::render(&context, Page::Desk(Box::new(desk))))).into_response()
}

/// What an account may do with what others manage with that step.
fn access(regulator: &Regulator, step: Step) -> Access {
    if regulator.may(step).is_ok() { Access::Manage } else { Access::Look }
}

fn status_of(refusal: &Refusal) -> StatusCode {
    match refusal {
        Refusal::Role { .. } | Refusal::Authority(_) | Refusal::SamePerson => StatusCode::FORBIDDEN,
        Refusal::Unknown => StatusCode::NOT_FOUND,
        Refusal::State(_) => StatusCode::CONFLICT,
        Refusal::Store(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The data base failed.
pub(crate) fn failed(state: &AppState, (uri, headers): (&Uri, &HeaderMap), error: sqlx::Error) -> Response {
    web::failed(state, uri.path(), headers, error.into())
}

/// After a POST: the page that shows what was done.
pub(crate) fn see(target: &str) -> Response {
    Redirect::to(target).into_response()
}
