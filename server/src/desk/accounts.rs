//! Accounts, delegations, deputies and the audit trail.

mod audit;
mod delegations;
mod list;

use app::desk::View;
use app::desk::accounts::{self as pages, FirstPassword, NewAccount};
use axum::response::Response;
use domain::role::{Role, Step};

use super::sign::{fault_of, status_of};
use super::{DeskRequest, Done, Posted, Routes, see_done};
use crate::actions::accounts::Fault;
use crate::actions::accounts::requests::{self, Asked, Hand, Standing, Wanted};
use crate::actions::regulator::{Refusal, Regulator};
use crate::state::Core;
use crate::store::Tx;
use crate::store::authority;
use crate::web::extract::Path;

/// Where what was done about an account leads back to.
const PAGE: &str = "/desk/accounts";

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
async fn list_page(desk: DeskRequest) -> Response {
    let page = list::load(desk.core(), desk.regulator()).await;
    desk.answer(page.map(|page| View::Accounts(pages::View::List(page)))).await
}

/// `GET /desk/accounts/{id}`
async fn one_page(desk: DeskRequest, Path(id): Path<String>) -> Response {
    let page = list::load_one(desk.core(), desk.regulator(), &id).await;
    desk.answer(page.map(|page| View::Accounts(pages::View::One(Box::new(page))))).await
}

/// `GET /desk/accounts/new`
async fn new_page(desk: DeskRequest) -> Response {
    let page = offered(desk.core(), desk.regulator()).await;
    desk.answer(page.map(|page| View::Accounts(pages::View::New(page)))).await
}

/// An empty form with what one may choose.
async fn offered(core: &Core, regulator: &Regulator) -> Result<NewAccount, Refusal> {
    regulator.may(Step::ManageAccounts)?;
    let mut tx = core.db.read().await?;
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
async fn ask(Posted { desk, fields }: Posted) -> Response {
    let mut page = match offered(desk.core(), desk.regulator()).await {
        Ok(page) => page,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    let text = |name: &str| fields.get(name).to_owned();
    (page.login, page.name, page.email) = (text("login"), text("name"), text("email"));
    (page.role, page.authority) = (text("role"), text("authority"));
    let asked = match wanted(&page) {
        Ok(wanted) => requests::ask(desk.core(), Hand::Regulator(desk.regulator()), wanted).await,
        Err(fault) => Err(fault),
    };
    match asked {
        Ok(asked) => show_first_password(&desk, &asked).await,
        Err(Fault::Refused(refusal)) => desk.refuse(refusal).await,
        Err(fault) => {
            page.faults = vec![fault_of(&fault, "login")];
            desk.show_with(status_of(&fault), None, View::Accounts(pages::View::New(page))).await
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

async fn show_first_password(desk: &DeskRequest, asked: &Asked) -> Response {
    let page = FirstPassword {
        login: asked.login.clone(),
        password: asked.password.expose().to_owned(),
        waits: asked.standing == Standing::Waits,
    };
    desk.show(View::Accounts(pages::View::FirstPassword(page))).await
}

/// `POST /desk/accounts/{id}/reset`: answers the first password, which is shown this once.
async fn reset(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    match requests::ask_for_reset(desk.core(), Hand::Regulator(desk.regulator()), &id).await {
        Ok(asked) => show_first_password(&desk, &asked).await,
        Err(fault) => say(&desk, fault).await,
    }
}

/// `POST /desk/accounts/{id}/disable`
async fn disable(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    let done = requests::disable(desk.core(), Hand::Regulator(desk.regulator()), &id).await;
    after(&desk, PAGE, done.map(|()| Done::AccountDisabled)).await
}

/// `POST /desk/account-requests/{id}/confirm`
async fn confirm(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    let done = requests::confirm(desk.core(), Hand::Regulator(desk.regulator()), &id).await;
    after(&desk, PAGE, done.map(|()| Done::AccountConfirmed)).await
}

/// `POST /desk/account-requests/{id}/refuse`
async fn refuse(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    let done = requests::refuse(desk.core(), Hand::Regulator(desk.regulator()), &id).await;
    after(&desk, PAGE, done.map(|()| Done::AccountRefused)).await
}

/// What comes after something that was done or refused.
async fn after(desk: &DeskRequest, target: &str, done: Result<Done, Fault>) -> Response {
    match done {
        Ok(done) => see_done(target, done),
        Err(fault) => say(desk, fault).await,
    }
}

/// A fault on a page of its own.
async fn say(desk: &DeskRequest, fault: Fault) -> Response {
    match fault {
        Fault::Refused(refusal) => desk.refuse(refusal).await,
        fault => desk.show_with(status_of(&fault), None, View::Refused(fault.to_string())).await,
    }
}
