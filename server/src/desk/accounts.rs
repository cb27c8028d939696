//! Accounts, delegations, deputies and the audit trail.

mod audit;
mod delegations;
mod list;

use app::desk::View;
use app::desk::accounts::{self as pages, FirstPassword, NewAccount};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use domain::role::{Role, Step};

use super::sign::{fault_of, status_of};
use super::{Done, Posted, Routes, SignedIn, refused, see_done, show, show_with};
use crate::actions::accounts::Fault;
use crate::actions::accounts::requests::{self, Asked, Hand, Standing, Wanted};
use crate::actions::regulator::{Refusal, Regulator};
use crate::extract::Path;
use crate::state::AppState;
use crate::store::Tx;
use crate::store::authority;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/accounts", list_page)
        .post("/desk/accounts", ask)
        .get("/desk/accounts/new", new_page)
        .get("/desk/accounts/{id}", one_page)
        .post("/desk/accounts/{id}/reset", reset)
        .post("/desk/accounts/{id}/disable", disable)
        .post("/desk/account-requests/{id}/confirm", confirm)
        .post("/desk/account-requests/{id}/refuse", refuse)
        .with(delegations::routes())
        .with(audit::routes())
}

/// `GET /desk/accounts`
async fn list_page(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    signed_in: SignedIn,
) -> Response {
    let request = (&uri, &headers);
    match list::load(&state, &signed_in.regulator).await {
        Ok(page) => show(&state, request, &signed_in, View::Accounts(pages::View::List(page))).await,
        Err(refusal) => refused(&state, request, &signed_in, refusal).await,
    }
}

/// `GET /desk/accounts/{id}`
async fn one_page(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Response {
    let request = (&uri, &headers);
    match list::load_one(&state, &signed_in.regulator, &id).await {
        Ok(page) => {
            let view = View::Accounts(pages::View::One(Box::new(page)));
            show(&state, request, &signed_in, view).await
        }
        Err(refusal) => refused(&state, request, &signed_in, refusal).await,
    }
}

/// `GET /desk/accounts/new`
async fn new_page(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    signed_in: SignedIn,
) -> Response {
    let request = (&uri, &headers);
    match offered(&state, &signed_in.regulator).await {
        Ok(page) => show(&state, request, &signed_in, View::Accounts(pages::View::New(page))).await,
        Err(refusal) => refused(&state, request, &signed_in, refusal).await,
    }
}

/// An empty form with what one may choose.
async fn offered(state: &AppState, regulator: &Regulator) -> Result<NewAccount, Refusal> {
    regulator.may(Step::ManageAccounts)?;
    let mut tx = state.core.db.read().await?;
    let authorities = choosable(&mut tx, regulator).await?;
    let roles = Role::ALL.into_iter().filter(|role| regulator.role.asks_for(*role)).collect();
    Ok(NewAccount { roles, authorities, ..NewAccount::default() })
}

/// The authorities whose accounts one may ask for: identifier and name.
async fn choosable(tx: &mut Tx, regulator: &Regulator) -> sqlx::Result<Vec<(String, String)>> {
    let own = regulator.authority_id.as_deref();
    let rows = authority::all(tx).await?.into_iter();
    Ok(rows.filter(|row| own.is_none_or(|own| own == row.id)).map(|row| (row.id, row.name)).collect())
}

/// `POST /desk/accounts`: answers the first password, which is shown this once.
async fn ask(State(state): State<AppState>, uri: Uri, headers: HeaderMap, posted: Posted) -> Response {
    let request = (&uri, &headers);
    let Posted { signed_in, fields } = posted;
    let mut page = match offered(&state, &signed_in.regulator).await {
        Ok(page) => page,
        Err(refusal) => return refused(&state, request, &signed_in, refusal).await,
    };
    let text = |name: &str| fields.get(name).to_owned();
    (page.login, page.name, page.email) = (text("login"), text("name"), text("email"));
    (page.role, page.authority) = (text("role"), text("authority"));
    let asked = match wanted(&page) {
        Ok(wanted) => requests::ask(&state.core, Hand::Regulator(&signed_in.regulator), wanted).await,
        Err(fault) => Err(fault),
    };
    match asked {
        Ok(asked) => show_first_password(&state, request, &signed_in, &asked).await,
        Err(Fault::Refused(refusal)) => refused(&state, request, &signed_in, refusal).await,
        Err(fault) => {
            page.faults = vec![fault_of(&fault, "login")];
            let view = View::Accounts(pages::View::New(page));
            show_with(&state, request, &signed_in, status_of(&fault), None, view).await
        }
    }
}

fn wanted(page: &NewAccount) -> Result<Wanted, Fault> {
    let missing = || Fault::Field { field: "role", message: "请选择角色".to_owned() };
    Ok(Wanted {
        login: page.login.clone(),
        name: page.name.clone(),
        role: Role::from_code(&page.role).ok_or_else(missing)?,
        authority_id: Some(page.authority.clone()).filter(|id| !id.is_empty()),
        email: Some(page.email.clone()).filter(|email| !email.is_empty()),
    })
}

async fn show_first_password(
    state: &AppState,
    request: (&Uri, &HeaderMap),
    signed_in: &SignedIn,
    asked: &Asked,
) -> Response {
    let page = FirstPassword {
        login: asked.login.clone(),
        password: asked.password.expose().to_owned(),
        waits: asked.standing == Standing::Waits,
    };
    let view = View::Accounts(pages::View::FirstPassword(page));
    show_with(state, request, signed_in, StatusCode::OK, None, view).await
}

/// `POST /desk/accounts/{id}/reset`: answers the first password, which is shown this once.
async fn reset(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let signed_in = &posted.signed_in;
    match requests::ask_for_reset(&state.core, Hand::Regulator(&signed_in.regulator), &id).await {
        Ok(asked) => show_first_password(&state, (&uri, &headers), signed_in, &asked).await,
        Err(fault) => said(&state, (&uri, &headers), signed_in, fault).await,
    }
}

/// `POST /desk/accounts/{id}/disable`
async fn disable(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let hand = Hand::Regulator(&posted.signed_in.regulator);
    let done = requests::disable(&state.core, hand, &id).await;
    after(&state, (&uri, &headers), &posted.signed_in, (done, "/desk/accounts", Done::AccountDisabled)).await
}

/// `POST /desk/account-requests/{id}/confirm`
async fn confirm(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let hand = Hand::Regulator(&posted.signed_in.regulator);
    let done = requests::confirm(&state.core, hand, &id).await;
    after(&state, (&uri, &headers), &posted.signed_in, (done, "/desk/accounts", Done::AccountConfirmed)).await
}

/// `POST /desk/account-requests/{id}/refuse`
async fn refuse(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let hand = Hand::Regulator(&posted.signed_in.regulator);
    let done = requests::refuse(&state.core, hand, &id).await;
    after(&state, (&uri, &headers), &posted.signed_in, (done, "/desk/accounts", Done::AccountRefused)).await
}

/// What comes after something that was done or refused.
async fn after(
    state: &AppState,
    request: (&Uri, &HeaderMap),
    signed_in: &SignedIn,
    (result, target, done): (Result<(), Fault>, &str, Done),
) -> Response {
    match result {
        Ok(()) => see_done(target, done),
        Err(fault) => said(state, request, signed_in, fault).await,
    }
}

/// A fault on a page of its own.
async fn said(state: &AppState, request: (&Uri, &HeaderMap), signed_in: &SignedIn, fault: Fault) -> Response {
    match fault {
        Fault::Refused(refusal) => refused(state, request, signed_in, refusal).await,
        fault => {
            let (status, view) = (status_of(&fault), View::Refused(fault.to_string()));
            show_with(state, request, signed_in, status, None, view).await
        }
    }
}
