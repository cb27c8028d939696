//! Accounts for trying the desk: in a data base of fictional records only, with a password and a second factor that
//! everybody may know.

use chrono::{DateTime, Utc};
use domain::role::Role;

use super::{Fault, hashed, judged};
use crate::actions::approval;
use crate::credentials::totp::TotpSecret;
use crate::random;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::Tx;
use crate::store::account::{self, AccountRow};
use crate::store::audit::{self, Deed};
use crate::store::authority::{self, AuthorityRow};

/// The password of all demo accounts.
pub const PASSWORD: &str = "paper heron lantern orchard";
/// The secret of their authenticators, for those who have one at hand; the sign-in page shows its code.
pub const SECRET: &str = "CHENGXINDEMOCHENGXINDEMOCHENGXIN";
/// Who made them.
pub const MAKER: &str = "demo";
/// Accounts of each of the two authorities.
const OF_AN_AUTHORITY: [Role; 3] = [Role::Clerk, Role::Reviewer, Role::Head];

/// Makes the demo accounts; those that are there stay as they are.
///
/// # Errors
/// In a data base of real records, and without two authorities.
pub async fn make(core: &Core) -> Result<Vec<AccountRow>, Fault> {
    if !core.is_demo {
        return Err(Fault::state("演示账号只能建在演示数据库中"));
    }
    let password = judged(PASSWORD, Vec::new()).await?;
    let hash = hashed(password).await?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    for (login, role, owner) in wanted(&mut tx).await? {
        if account::by_login(&mut tx, &login).await?.is_some() {
            continue;
        }
        let account = new_account(core, (login, role, owner), hash.clone(), now)?;
        account::save(&mut tx, &account).await?;
        let deed = Deed {
            action: Act::DemoAccount.code(),
            record_id: &account.id,
            done_by: MAKER,
            ..Deed::default()
        };
        audit::add(&mut tx, deed, now).await?;
    }
    approval::require_from_now_on(&mut tx, now).await?;
    let made = all(&mut tx).await?;
    tx.commit().await?;
    Ok(made)
}

/// Two authorities that both license and punish, or simply the first two.
async fn wanted(tx: &mut Tx) -> Result<Vec<(String, Role, Option<AuthorityRow>)>, Fault> {
    let mut authorities = authority::all(tx).await?;
    authorities.sort_by_key(|row| !(row.licence_power && row.penalty_power));
    authorities.truncate(2);
    if authorities.len() < 2 {
        return Err(Fault::state("演示账号需要两个机关：请先导入 authorities"));
    }
    let mut wanted = Vec::new();
    for (number, owner) in (1..).zip(authorities) {
        for role in OF_AN_AUTHORITY {
            wanted.push((format!("{}-{number}", role.code()), role, Some(owner.clone())));
        }
    }
    for login in ["administrator-1", "administrator-2"] {
        wanted.push((login.to_owned(), Role::Administrator, None));
    }
    wanted.push(("auditor-1".to_owned(), Role::Auditor, None));
    Ok(wanted)
}

fn new_account(
    core: &Core,
    (login, role, owner): (String, Role, Option<AuthorityRow>),
    password_hash: String,
    now: DateTime<Utc>,
) -> Result<AccountRow, Fault> {
    let secret = role.needs_second_factor().then(|| core.keeper.encrypt(SECRET)).transpose()?;
    Ok(AccountRow {
        id: random::record_id(),
        name: format!("演示{}", role.label()),
        email: Some(format!("{login}@demo.example")),
        login,
        role: role.code().to_owned(),
        authority_id: owner.map(|owner| owner.id),
        password_hash,
        password_is_first: false,
        totp_cipher: secret,
        totp_step: None,
        state: "active".to_owned(),
        requested_by: MAKER.to_owned(),
        confirmed_by: Some(MAKER.to_owned()),
        created_at: now,
        updated_at: now,
    })
}

/// The demo accounts of a demo data base, by login.
///
/// # Errors
/// If the data base fails.
pub async fn all(tx: &mut Tx) -> sqlx::Result<Vec<AccountRow>> {
    let mut accounts = account::list(tx, None).await?;
    accounts.retain(|account| account.requested_by == MAKER);
    Ok(accounts)
}

/// The code that the demo's authenticators show now.
pub fn code_at(now: DateTime<Utc>) -> Option<String> {
    TotpSecret::from_base32(SECRET).map(|secret| secret.code_at(now))
}
