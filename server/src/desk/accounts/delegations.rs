//! Delegations and deputies of the head's authority.

use app::desk::accounts::{self as pages, DelegationForm, Delegations, Term as Line};
use app::desk::{Access, View};
use axum::response::Response;
use chrono::NaiveDate;
use domain::role::Step;

use super::super::sign::{fault_of, status_of};
use super::super::{DAY_ASKED, DeskRequest, Done, Posted, Routes, access, see_done};
use super::after;
use crate::actions::accounts::Fault;
use crate::actions::accounts::delegations::{self, Term};
use crate::actions::regulator::{Refusal, Regulator};
use crate::state::Core;
use crate::store::{account, authority, delegation};
use crate::web::extract::Path;
use crate::web::fields::Fields;

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
async fn page(desk: DeskRequest) -> Response {
    let regulator = desk.regulator();
    let page = match access(regulator, Step::Delegate) {
        Access::Manage => load(desk.core(), regulator).await,
        Access::Look => load_all(desk.core(), regulator).await,
    };
    desk.answer(page.map(|page| View::Accounts(pages::View::Delegations(Box::new(page))))).await
}

/// Those of all authorities, for who looks at everything.
async fn load_all(core: &Core, regulator: &Regulator) -> Result<Delegations, Refusal> {
    regulator.may_look(Step::Delegate)?;
    let today = core.clock.today();
    let mut tx = core.db.read().await?;
    let authorities = authority::all(&mut tx).await?;
    let named = |id: &str| authorities.iter().find(|row| row.id == id).map_or("—", |row| &row.name);
    let given = delegation::all(&mut tx).await?.into_iter().map(|row| Line {
        name: format!("{}委托{}填报", named(&row.authority_id), named(&row.filer_id)),
        is_open: row.last_on >= today,
        id: row.id,
        first_on: row.first_on,
        last_on: row.last_on,
    });
    let given = given.collect();
    let rows = delegation::all_deputies(&mut tx).await?;
    let ids: Vec<String> = rows.iter().map(|row| row.account_id.clone()).collect();
    let people = account::by_ids(&mut tx, &ids).await?;
    let person = |id: &str| people.iter().find(|person| person.id == id).map_or("—", |person| &person.name);
    let deputies = rows.into_iter().map(|row| Line {
        name: format!("{}（{}）", person(&row.account_id), named(&row.authority_id)),
        is_open: row.last_on >= today,
        id: row.id,
        first_on: row.first_on,
        last_on: row.last_on,
    });
    Ok(Delegations { access: Access::Look, given, deputies: deputies.collect(), ..Delegations::default() })
}

async fn load(core: &Core, regulator: &Regulator) -> Result<Delegations, Refusal> {
    regulator.may(Step::Delegate)?;
    let own = regulator.authority_id.clone().ok_or(Refusal::Unknown)?;
    let today = core.clock.today();
    let mut tx = core.db.read().await?;
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
async fn delegate(Posted { desk, fields }: Posted) -> Response {
    let regulator = desk.regulator();
    let done = match term(&fields, "delegation") {
        Ok(term) => delegations::delegate(desk.core(), regulator, fields.get("filer"), term).await,
        Err(fault) => refused_first(regulator).and(Err(fault)),
    };
    let form = (DelegationForm::Delegation, "delegation", "filer");
    answer(&desk, &fields, form, done.map(|()| Done::Delegated)).await
}

/// `POST /desk/deputies`
async fn appoint(Posted { desk, fields }: Posted) -> Response {
    let regulator = desk.regulator();
    let done = match term(&fields, "deputy") {
        Ok(term) => delegations::appoint(desk.core(), regulator, fields.get("account"), term).await,
        Err(fault) => refused_first(regulator).and(Err(fault)),
    };
    let form = (DelegationForm::Deputy, "deputy", "account");
    answer(&desk, &fields, form, done.map(|()| Done::Appointed)).await
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
    desk: &DeskRequest,
    fields: &Fields,
    (form, prefix, chosen): (DelegationForm, &str, &str),
    done: Result<Done, Fault>,
) -> Response {
    let fault = match done {
        Ok(done) => return see_done(PAGE, done),
        Err(Fault::Refused(refusal)) => return desk.refuse(refusal).await,
        Err(fault) => fault,
    };
    let mut page = match load(desk.core(), desk.regulator()).await {
        Ok(page) => page,
        Err(refusal) => return desk.refuse(refusal).await,
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
    desk.show_with(status_of(&fault), None, view).await
}

/// `POST /desk/delegations/{id}/end`
async fn end_delegation(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    let done = delegations::end_delegation(desk.core(), desk.regulator(), &id).await;
    after(&desk, PAGE, done.map(|()| Done::TermEnded)).await
}

/// `POST /desk/deputies/{id}/end`
async fn end_deputy(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    let done = delegations::end_deputy(desk.core(), desk.regulator(), &id).await;
    after(&desk, PAGE, done.map(|()| Done::TermEnded)).await
}
