//! Delegations and deputies of the head's authority.

use app::desk::View;
use app::desk::accounts::{self as pages, DelegationForm, Delegations, Term as Line};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::NaiveDate;
use domain::role::Step;

use super::super::form::Fields;
use super::super::sign::{fault_of, status_of};
use super::super::{DAY_ASKED, Done, Posted, Routes, SignedIn, refused, see_done, show, show_with};
use super::after;
use crate::actions::accounts::Fault;
use crate::actions::accounts::delegations::{self, Term};
use crate::actions::regulator::{Refusal, Regulator};
use crate::extract::Path;
use crate::state::AppState;
use crate::store::{account, authority, delegation};

/// Where both forms lead back to.
const PAGE: &str = "/desk/delegations";

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/delegations", page)
        .post("/desk/delegations", delegate)
        .post("/desk/delegations/{id}/end", end_delegation)
        .post("/desk/deputies", appoint)
        .post("/desk/deputies/{id}/end", end_deputy)
}

/// `GET /desk/delegations`
async fn page(State(state): State<AppState>, uri: Uri, headers: HeaderMap, signed_in: SignedIn) -> Response {
    let request = (&uri, &headers);
    match load(&state, &signed_in.regulator).await {
        Ok(page) => {
            let view = View::Accounts(pages::View::Delegations(Box::new(page)));
            show(&state, request, &signed_in, view).await
        }
        Err(refusal) => refused(&state, request, &signed_in, refusal).await,
    }
}

async fn load(state: &AppState, regulator: &Regulator) -> Result<Delegations, Refusal> {
    regulator.may(Step::Delegate)?;
    let own = regulator.authority_id.clone().ok_or(Refusal::Unknown)?;
    let today = state.core.clock.today();
    let mut tx = state.core.db.read().await?;
    let mut authorities: Vec<(String, String)> =
        authority::all(&mut tx).await?.into_iter().map(|row| (row.id, row.name)).collect();
    let accounts = account::list(&mut tx, Some(&own)).await?;
    let line = |id: String, name: Option<String>, first_on, last_on: NaiveDate| Line {
        name: name.unwrap_or_else(|| "—".to_owned()),
        is_open: last_on >= today,
        id,
        first_on,
        last_on,
    };
    let named = |id: &str| authorities.iter().find(|(found, _)| found == id).map(|(_, name)| name.clone());
    let given = delegation::of_authority(&mut tx, &own).await?.into_iter();
    let given = given.map(|row| line(row.id, named(&row.filer_id), row.first_on, row.last_on)).collect();
    let received = delegation::to_filer(&mut tx, &own).await?.into_iter();
    let received =
        received.map(|row| line(row.id, named(&row.authority_id), row.first_on, row.last_on)).collect();
    let person =
        |id: &str| accounts.iter().find(|account| account.id == id).map(|account| account.name.clone());
    let deputies = delegation::deputies(&mut tx, &own).await?.into_iter();
    let deputies =
        deputies.map(|row| line(row.id, person(&row.account_id), row.first_on, row.last_on)).collect();
    authorities.retain(|(id, _)| *id != own);
    let may_stand_in = accounts
        .into_iter()
        .filter(|account| account.state == "active" && account.id != regulator.account_id)
        .map(|account| (account.id, format!("{}（{}）", account.name, account.login)))
        .collect();
    Ok(Delegations {
        given,
        received,
        deputies,
        authorities,
        accounts: may_stand_in,
        today: Some(today),
        ..Delegations::default()
    })
}

/// `POST /desk/delegations`
async fn delegate(State(state): State<AppState>, uri: Uri, headers: HeaderMap, posted: Posted) -> Response {
    let Posted { signed_in, fields } = posted;
    let regulator = &signed_in.regulator;
    let done = match term(&fields, "delegation") {
        Ok(term) => delegations::delegate(&state.core, regulator, fields.get("filer"), term).await,
        Err(fault) => refused_first(regulator).and(Err(fault)),
    };
    let form = (DelegationForm::Delegation, "delegation", "filer");
    answer(&state, (&uri, &headers), (&signed_in, &fields), form, done).await
}

/// `POST /desk/deputies`
async fn appoint(State(state): State<AppState>, uri: Uri, headers: HeaderMap, posted: Posted) -> Response {
    let Posted { signed_in, fields } = posted;
    let regulator = &signed_in.regulator;
    let done = match term(&fields, "deputy") {
        Ok(term) => delegations::appoint(&state.core, regulator, fields.get("account"), term).await,
        Err(fault) => refused_first(regulator).and(Err(fault)),
    };
    let form = (DelegationForm::Deputy, "deputy", "account");
    answer(&state, (&uri, &headers), (&signed_in, &fields), form, done).await
}

/// Who may not do it at all is told that, not what is wrong with the form.
fn refused_first(regulator: &Regulator) -> Result<(), Fault> {
    Ok(regulator.may(Step::Delegate)?)
}

fn term(fields: &Fields, prefix: &str) -> Result<Term, Fault> {
    let day = |field: &'static str| {
        let day = fields.day(&format!("{prefix}-{field}"));
        day.ok_or_else(|| Fault::Field { field, message: DAY_ASKED.to_owned() })
    };
    Ok(Term { first_on: day("first-on")?, last_on: day("last-on")? })
}

async fn answer(
    state: &AppState,
    request: (&Uri, &HeaderMap),
    (signed_in, fields): (&SignedIn, &Fields),
    (form, prefix, chosen): (DelegationForm, &str, &str),
    done: Result<(), Fault>,
) -> Response {
    let fault = match done {
        Ok(()) if form == DelegationForm::Deputy => return see_done(PAGE, Done::Appointed),
        Ok(()) => return see_done(PAGE, Done::Delegated),
        Err(Fault::Refused(refusal)) => return refused(state, request, signed_in, refusal).await,
        Err(fault) => fault,
    };
    let mut page = match load(state, &signed_in.regulator).await {
        Ok(page) => page,
        Err(refusal) => return refused(state, request, signed_in, refusal).await,
    };
    let mut said = fault_of(&fault, chosen);
    if said.field.ends_with("-on") {
        said.field = format!("{prefix}-{}", said.field);
    }
    page.faults = vec![said];
    page.form = form;
    let text = |name: &str| fields.get(name).to_owned();
    page.typed = (text(chosen), text(&format!("{prefix}-first-on")), text(&format!("{prefix}-last-on")));
    let view = View::Accounts(pages::View::Delegations(Box::new(page)));
    show_with(state, request, signed_in, status_of(&fault), None, view).await
}

/// `POST /desk/delegations/{id}/end`
async fn end_delegation(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let done = delegations::end_delegation(&state.core, &posted.signed_in.regulator, &id).await;
    after(&state, (&uri, &headers), &posted.signed_in, (done, PAGE, Done::TermEnded)).await
}

/// `POST /desk/deputies/{id}/end`
async fn end_deputy(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let done = delegations::end_deputy(&state.core, &posted.signed_in.regulator, &id).await;
    after(&state, (&uri, &headers), &posted.signed_in, (done, PAGE, Done::TermEnded)).await
}
