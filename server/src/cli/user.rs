//! `chengxin user`: the operator's hand in accounts.

use clap::{Subcommand, ValueEnum};
use domain::role::Role;

use super::{DONE, print};
use crate::actions::accounts::demo;
use crate::actions::accounts::requests::{self, Asked, Hand, Standing, Wanted};
use crate::actions::accounts::sign_in::folded;
use crate::config::Common;
use crate::state::Core;
use crate::store::account::{self, AccountRow};
use crate::store::account_request;
use crate::store::authority;

#[derive(Debug, clap::Args)]
pub(super) struct User {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Asks for an account and prints its first password once. An administrator confirms it on /desk/accounts; the first
    /// two administrators need nobody.
    Add(Add),
    /// Confirms what somebody at the desk asked for; never what this command line asked for itself.
    Confirm(Login),
    /// Gives a new first password, printed once; the second factor and all sessions end.
    Reset(Login),
    /// Ends an account and its sessions. Its login is never used again.
    Disable(Login),
    /// Lists all accounts.
    List,
    /// Makes accounts for trying the desk, in a demo data base only.
    Demo,
}

#[derive(Debug, clap::Args)]
struct Add {
    /// 3 to 32 of a-z, 0-9, hyphen and dot.
    #[arg(long, env = "CHENGXIN_LOGIN")]
    login: String,
    /// The person's name.
    #[arg(long, env = "CHENGXIN_NAME")]
    name: String,
    /// What the account is for.
    #[arg(long, env = "CHENGXIN_ROLE", value_enum)]
    role: RoleName,
    /// The authority's credit code; not for administrators and auditors.
    #[arg(long, env = "CHENGXIN_AUTHORITY")]
    authority: Option<String>,
    /// For warnings by e-mail.
    #[arg(long, env = "CHENGXIN_EMAIL")]
    email: Option<String>,
}

#[derive(Debug, clap::Args)]
struct Login {
    /// The account's login.
    login: String,
}

/// Roles as the command line names them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum RoleName {
    /// 经办
    Clerk,
    /// 复核
    Reviewer,
    /// 机关负责人
    Head,
    /// 平台管理员
    Administrator,
    /// 审计员
    Auditor,
}

impl RoleName {
    const fn role(self) -> Role {
        match self {
            Self::Clerk => Role::Clerk,
            Self::Reviewer => Role::Reviewer,
            Self::Head => Role::Head,
            Self::Administrator => Role::Administrator,
            Self::Auditor => Role::Auditor,
        }
    }
}

pub(super) async fn run(common: &Common, request: User) -> anyhow::Result<u8> {
    let core = Core::open(common).await?;
    match request.what {
        What::Add(add) => {
            let wanted = wanted(&core, add).await?;
            tell(&requests::ask(&core, Hand::Operator, wanted).await?);
        }
        What::Confirm(Login { login }) => confirm(&core, &login).await?,
        What::Reset(Login { login }) => {
            let account = known(&core, &login).await?;
            tell(&requests::ask_for_reset(&core, Hand::Operator, &account.id).await?);
        }
        What::Disable(Login { login }) => {
            let account = known(&core, &login).await?;
            requests::disable(&core, Hand::Operator, &account.id).await?;
            print(&format!("disabled: {}", account.login));
        }
        What::List => list(&core).await?,
        What::Demo => make_demo(&core).await?,
    }
    Ok(DONE)
}

async fn wanted(core: &Core, add: Add) -> anyhow::Result<Wanted> {
    let authority_id = match add.authority {
        Some(code) => {
            let authorities = authority::all(&mut core.db.read().await?).await?;
            let found = authorities.into_iter().find(|row| row.uscc.as_deref() == Some(code.as_str()));
            Some(found.ok_or_else(|| anyhow::anyhow!("--authority：没有代码为 {code} 的机关"))?.id)
        }
        None => None,
    };
    Ok(Wanted { login: add.login, name: add.name, role: add.role.role(), authority_id, email: add.email })
}

async fn known(core: &Core, login: &str) -> anyhow::Result<AccountRow> {
    let account = account::by_login(&mut core.db.read().await?, &folded(login)).await?;
    account.ok_or_else(|| anyhow::anyhow!("没有登录名为 {login} 的账号"))
}

async fn confirm(core: &Core, login: &str) -> anyhow::Result<()> {
    let account = known(core, login).await?;
    let waiting = account_request::waiting(&mut core.db.read().await?).await?;
    let row = waiting.into_iter().find(|row| row.account_id == account.id);
    let row = row.ok_or_else(|| anyhow::anyhow!("账号 {login} 没有待确认的申请"))?;
    requests::confirm(core, Hand::Operator, &row.id).await?;
    print(&format!("confirmed: {}", account.login));
    Ok(())
}

fn tell(asked: &Asked) {
    print(&format!("login: {}", asked.login));
    print(&format!("first password, shown once: {}", asked.password.expose()));
    print(match asked.standing {
        Standing::InForce => "in force",
        Standing::Waits => "waits for an administrator to confirm it on /desk/accounts",
    });
}

async fn list(core: &Core) -> anyhow::Result<()> {
    let mut tx = core.db.read().await?;
    let accounts = account::list(&mut tx, None).await?;
    let authorities = authority::all(&mut tx).await?;
    for account in accounts {
        let owner = authorities.iter().find(|row| Some(&row.id) == account.authority_id.as_ref());
        let owner = owner.map_or("-", |row| row.uscc.as_deref().unwrap_or(&row.name));
        let factor = if account.totp_cipher.is_some() { "second-factor" } else { "-" };
        let AccountRow { login, role, state, name, .. } = account;
        print(&format!("{login}\t{role}\t{owner}\t{state}\t{factor}\t{name}"));
    }
    Ok(())
}

async fn make_demo(core: &Core) -> anyhow::Result<()> {
    for account in demo::make(core).await? {
        print(&format!("{}\t{}", account.login, account.role));
    }
    print(&format!("password of all: {}", demo::PASSWORD));
    print(&format!("second factor: /desk/sign-in shows its code; the secret is {}", demo::SECRET));
    Ok(())
}
