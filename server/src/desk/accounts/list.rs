//! Loads accounts and what waits for a second person.

use std::collections::HashMap;

use app::desk::Access;
use app::desk::accounts::{Account, AccountState, Buttons, List, One, Waiting};
use domain::role::{Role, Step};

use super::super::access;
use crate::actions::accounts::requests::{OPERATOR, Purpose};
use crate::actions::regulator::{Refusal, Regulator};
use crate::state::Core;
use crate::store::account::{self, AccountRow};
use crate::store::account_request::{self, AccountRequestRow};
use crate::store::{Tx, authority};

/// All accounts that one may manage or look at.
pub(super) async fn load(core: &Core, regulator: &Regulator) -> Result<List, Refusal> {
    regulator.may_look(Step::ManageAccounts)?;
    let mut tx = core.db.read().await?;
    let rows = account::list(&mut tx, regulator.authority_id.as_deref()).await?;
    let authorities = names_of(&mut tx).await?;
    let waiting = waiting(&mut tx, regulator, (&rows, &authorities)).await?;
    let accounts = rows.iter().filter_map(|row| shown(row, &authorities)).collect();
    let sees_delegations = regulator.may_look(Step::Delegate).is_ok();
    Ok(List { access: access(regulator, Step::ManageAccounts), accounts, waiting, sees_delegations })
}

/// One account that one may manage or look at.
pub(super) async fn load_one(core: &Core, regulator: &Regulator, id: &str) -> Result<One, Refusal> {
    regulator.may_look(Step::ManageAccounts)?;
    let mut tx = core.db.read().await?;
    let row = account::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    if access(regulator, Step::ManageAccounts) == Access::Manage {
        regulator.may_for(Step::ManageAccounts, row.authority_id.as_deref())?;
    }
    let authorities = names_of(&mut tx).await?;
    let waiting = waiting(&mut tx, regulator, (std::slice::from_ref(&row), &authorities)).await?;
    let names = people(&mut tx, [Some(row.requested_by.clone()), row.confirmed_by.clone()]).await?;
    let account = shown(&row, &authorities).ok_or(Refusal::Unknown)?;
    let is_own = row.id == regulator.account_id;
    Ok(One {
        may_reset: !is_own
            && regulator.role.asks_for(account.role)
            && account.state != AccountState::Requested,
        may_end: !is_own && regulator.role.ends(account.role) && account.state != AccountState::Disabled,
        hands: (name_in(&names, &row.requested_by), row.confirmed_by.map(|id| name_in(&names, &id))),
        email: row.email,
        created_at: row.created_at,
        waiting,
        account,
    })
}

/// The names of all authorities by identifier.
async fn names_of(tx: &mut Tx) -> sqlx::Result<HashMap<String, String>> {
    Ok(authority::all(tx).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The names of accounts by identifier.
async fn people(
    tx: &mut Tx,
    ids: impl IntoIterator<Item = Option<String>>,
) -> sqlx::Result<HashMap<String, String>> {
    let ids: Vec<String> = ids.into_iter().flatten().collect();
    let rows = account::by_ids(tx, &ids).await?;
    Ok(rows.into_iter().map(|row| (row.id, row.name)).collect())
}

/// The name of who did something: an account's, or that of the operator.
fn name_in(names: &HashMap<String, String>, id: &str) -> String {
    match names.get(id) {
        Some(name) => name.clone(),
        None if id == OPERATOR => "运维人员（命令行）".to_owned(),
        None => id.to_owned(),
    }
}

fn shown(row: &AccountRow, authorities: &HashMap<String, String>) -> Option<Account> {
    let state = match row.state.as_str() {
        "active" => AccountState::Active,
        "requested" => AccountState::Requested,
        _ => AccountState::Disabled,
    };
    Some(Account {
        id: row.id.clone(),
        login: row.login.clone(),
        name: row.name.clone(),
        role: Role::from_code(&row.role)?,
        authority_name: row.authority_id.as_ref().and_then(|id| authorities.get(id)).cloned(),
        state,
        has_second_factor: row.totp_cipher.is_some(),
    })
}

/// What waits for one of these accounts.
async fn waiting(
    tx: &mut Tx,
    regulator: &Regulator,
    (accounts, authorities): (&[AccountRow], &HashMap<String, String>),
) -> Result<Vec<Waiting>, Refusal> {
    let rows = account_request::waiting(tx).await?;
    let names = people(tx, rows.iter().map(|row| Some(row.asked_by.clone()))).await?;
    let lines = rows.into_iter().filter_map(|row| {
        let account = shown(accounts.iter().find(|account| account.id == row.account_id)?, authorities)?;
        let purpose = match Purpose::from_code(&row.purpose)? {
            Purpose::Open => "开通",
            Purpose::Reset => "重置",
        };
        Some(Waiting {
            buttons: buttons(regulator, &row),
            asked_by: name_in(&names, &row.asked_by),
            asked_at: row.asked_at,
            id: row.id,
            login: account.login,
            name: account.name,
            role: account.role,
            authority_name: account.authority_name,
            purpose,
        })
    });
    Ok(lines.collect())
}

fn buttons(regulator: &Regulator, row: &AccountRequestRow) -> Buttons {
    if row.asked_by == regulator.account_id {
        Buttons::TakeBack
    } else if regulator.reach(Step::ConfirmAccount).is_some() && row.account_id != regulator.account_id {
        Buttons::Decide
    } else {
        Buttons::None
    }
}
