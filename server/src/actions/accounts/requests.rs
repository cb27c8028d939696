//! Accounts come, change and go by two hands: one asks, another confirms.

use chrono::{DateTime, Utc};
use domain::role::{Role, Step};
use serde::{Deserialize, Serialize};

use super::sign_in::folded;
use super::{Fault, hashed};
use crate::actions::approval;
use crate::actions::regulator::{Change, Refusal, Regulator};
use crate::credentials::password::NewPassword;
use crate::random;
use crate::record::act::Act;
use crate::secrets::Keeper;
use crate::state::Core;
use crate::store::account::{self, AccountRow};
use crate::store::account_request::{self, AccountRequestRow};
use crate::store::audit::{self, Deed};
use crate::store::{Tx, authority, session};

/// The name under which the operator of the machine acts.
pub const OPERATOR: &str = "operator";

/// So many administrators the operator makes alone: without two of them nobody could confirm anything.
const FIRST_ADMINISTRATORS: i64 = 2;

/// Whose hand it is.
#[derive(Clone, Copy, Debug)]
pub enum Hand<'a> {
    /// Somebody at the desk.
    Regulator(&'a Regulator),
    /// The operator of the machine, by the command line.
    Operator,
}

impl Hand<'_> {
    fn id(&self) -> &str {
        match self {
            Self::Regulator(regulator) => &regulator.account_id,
            Self::Operator => OPERATOR,
        }
    }

    async fn note(
        &self,
        tx: &mut Tx,
        act: Act,
        account_id: &str,
        change: Change,
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        match self {
            Self::Regulator(regulator) => {
                regulator.note(tx, (act, account_id), change, String::new(), now).await
            }
            Self::Operator => {
                let Change { before, after } = change;
                let deed = Deed {
                    action: act.code(),
                    record_id: account_id,
                    done_by: OPERATOR,
                    before,
                    after,
                    ..Deed::default()
                };
                audit::add(tx, deed, now).await
            }
        }
    }
}

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// 开通: a new account.
    Open,
    /// 重置: a new first password, without the authenticator; also takes a disabled account up again.
    Reset,
}

impl Purpose {
    /// The word in the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Reset => "reset",
        }
    }

    /// The purpose of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Open, Self::Reset].into_iter().find(|purpose| purpose.code() == code)
    }
}

/// An account as it is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Wanted {
    /// The login, 3 to 32 of a-z, 0-9, hyphen and dot.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The authority that it belongs to; absent for accounts of the platform.
    pub authority_id: Option<String>,
    /// For warnings by e-mail.
    pub email: Option<String>,
}

/// What came of asking.
pub struct Asked {
    /// The account.
    pub account_id: String,
    /// Its login.
    pub login: String,
    /// The first password, to be shown once and handed over.
    pub password: NewPassword,
    /// Whether a second person is still to confirm.
    pub standing: Standing,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Asked").field("standing", &self.standing).finish_non_exhaustive()
    }
}

/// Whether something holds already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In force.
    InForce,
    /// An administrator who did not ask must confirm it.
    Waits,
}

/// Asks for an account.
///
/// # Errors
/// Faults by field; a refusal if the asking account may not ask for that role there.
pub async fn ask(core: &Core, hand: Hand<'_>, wanted: Wanted) -> Result<Asked, Fault> {
    let wanted = checked(wanted)?;
    may_ask(hand, wanted.role, wanted.authority_id.as_deref())?;
    let (password, hash) = first_password().await?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    must_fit(&mut tx, hand, &wanted).await?;
    let administrators = account::count_of_role(&mut tx, Role::Administrator.code(), None, "active").await?;
    let is_first = matches!(hand, Hand::Operator)
        && wanted.role == Role::Administrator
        && administrators < FIRST_ADMINISTRATORS;
    let standing = if is_first { Standing::InForce } else { Standing::Waits };
    let account = new_account(wanted, hash, (hand, standing), now);
    account::save(&mut tx, &account).await?;
    if standing == Standing::Waits {
        account_request::add(&mut tx, &request(&account.id, Purpose::Open, None, hand, now)).await?;
    }
    hand.note(&mut tx, Act::AccountAsked, &account.id, change(&core.keeper, None, &account), now).await?;
    tx.commit().await?;
    Ok(Asked { account_id: account.id, login: account.login, password, standing })
}

/// What is written can be an account: a login that one can type, a name, a role with its authority.
fn checked(mut wanted: Wanted) -> Result<Wanted, Fault> {
    wanted.login = folded(&wanted.login);
    let name = wanted.name.trim().to_owned();
    wanted.name = name;
    wanted.email = wanted.email.map(|email| email.trim().to_owned()).filter(|email| !email.is_empty());
    let is_plain =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    if !(3..=32).contains(&wanted.login.len()) || !wanted.login.bytes().all(is_plain) {
        return Err(Fault::field("login", "登录名为 3 至 32 个小写字母、数字、连字符或点，请改正"));
    }
    if wanted.name.is_empty() || wanted.name.chars().count() > 40 {
        return Err(Fault::field("name", "请填写使用人姓名，最长 40 字"));
    }
    let is_address = |email: &String| {
        email.len() <= 200
            && email.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.'))
            && !email.chars().any(|character| character.is_whitespace() || character.is_control())
    };
    if !wanted.email.as_ref().is_none_or(is_address) {
        return Err(Fault::field("email", "电子邮箱的格式不对，例如 name@example.gov.cn"));
    }
    match (wanted.role.belongs_to_an_authority(), wanted.authority_id.is_some()) {
        (true, false) => Err(Fault::field("authority", "经办、复核和机关负责人的账号须属于一个机关，请选择")),
        (false, true) => Err(Fault::field("authority", "平台管理员和审计员的账号不属于任何机关，请选“无”")),
        _ => Ok(wanted),
    }
}

fn may_ask(hand: Hand<'_>, role: Role, authority_id: Option<&str>) -> Result<(), Fault> {
    let Hand::Regulator(regulator) = hand else { return Ok(()) };
    if authority_id.is_some() {
        regulator.may_for(Step::ManageAccounts, authority_id)?;
    } else {
        regulator.may(Step::ManageAccounts)?;
    }
    if regulator.role.asks_for(role) {
        return Ok(());
    }
    let sentence = format!("{}不能申请{}的账号", regulator.role.label(), role.label());
    Err(Fault::Field { field: "role", message: sentence })
}

async fn must_fit(tx: &mut Tx, hand: Hand<'_>, wanted: &Wanted) -> Result<(), Fault> {
    if account::by_login(tx, &wanted.login).await?.is_some() {
        return Err(Fault::field("login", "这个登录名已经用过。登录名不重复使用，请另取一个"));
    }
    let Some(id) = &wanted.authority_id else { return Ok(()) };
    if authority::by_ids(tx, std::slice::from_ref(id)).await?.is_empty() {
        return Err(Fault::field("authority", "没有这个机关，请重新选择"));
    }
    let heads = account::count_of_role(tx, Role::Head.code(), Some(id), "active").await?;
    let by_administrator =
        matches!(hand, Hand::Regulator(regulator) if regulator.role == Role::Administrator);
    if wanted.role == Role::Head && by_administrator && heads > 0 {
        return Err(Fault::field("role", "这个机关已有负责人账号。更换负责人的，先停用原账号"));
    }
    Ok(())
}

fn new_account(
    wanted: Wanted,
    password_hash: String,
    (hand, standing): (Hand<'_>, Standing),
    now: DateTime<Utc>,
) -> AccountRow {
    let state = if standing == Standing::InForce { "active" } else { "requested" };
    AccountRow {
        id: random::record_id(),
        login: wanted.login,
        name: wanted.name,
        role: wanted.role.code().to_owned(),
        authority_id: wanted.authority_id,
        email: wanted.email,
        password_hash,
        password_is_first: true,
        totp_cipher: None,
        totp_step: None,
        state: state.to_owned(),
        requested_by: hand.id().to_owned(),
        confirmed_by: (standing == Standing::InForce).then(|| hand.id().to_owned()),
        created_at: now,
        updated_at: now,
    }
}

/// Asks for a new first password; the authenticator and all sessions end with its confirmation. The operator needs no
/// second hand: it is how the last administrator comes back.
///
/// # Errors
/// A refusal if the account may not be managed by who asks.
pub async fn ask_for_reset(core: &Core, hand: Hand<'_>, account_id: &str) -> Result<Asked, Fault> {
    let (password, hash) = first_password().await?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let (account, role) = managed(&mut tx, hand, account_id).await?;
    if account.state == "requested" {
        return Err(Fault::state("账号尚待确认，不能重置"));
    }
    if let Hand::Regulator(regulator) = hand
        && !regulator.role.asks_for(role)
    {
        return Err(Refusal::Role { role: regulator.role.label(), step: "申请重置这个账号" }.into());
    }
    account_request::refuse_all(&mut tx, &account.id, hand.id(), now).await?;
    let standing = match hand {
        Hand::Operator => {
            reset(&mut tx, core, hand, (account.clone(), hash), now).await?;
            Standing::InForce
        }
        Hand::Regulator(_) => {
            let row = request(&account.id, Purpose::Reset, Some(hash), hand, now);
            account_request::add(&mut tx, &row).await?;
            hand.note(&mut tx, Act::AccountResetAsked, &account.id, Change::none(), now).await?;
            Standing::Waits
        }
    };
    tx.commit().await?;
    Ok(Asked { account_id: account.id, login: account.login, password, standing })
}

async fn reset(
    tx: &mut Tx,
    core: &Core,
    hand: Hand<'_>,
    (mut account, hash): (AccountRow, String),
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    let before = account.clone();
    account.password_hash = hash;
    account.password_is_first = true;
    account.totp_cipher = None;
    account.totp_step = None;
    "active".clone_into(&mut account.state);
    account.updated_at = now;
    account::save(tx, &account).await?;
    account::replace_recovery_codes(tx, &account.id, &[]).await?;
    session::end_all(tx, &account.id).await?;
    hand.note(tx, Act::AccountReset, &account.id, change(&core.keeper, Some(&before), &account), now).await?;
    Ok(())
}

/// The second hand: another one than asked, and not the owner.
///
/// # Errors
/// A refusal if who confirms is the one who asked, the owner, or no administrator.
pub async fn confirm(core: &Core, hand: Hand<'_>, request_id: &str) -> Result<(), Fault> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let (row, mut account, role) = decidable(&mut tx, hand, request_id).await?;
    account_request::decide(&mut tx, &row.id, "confirmed", hand.id(), now).await?;
    match (Purpose::from_code(&row.purpose), row.password_hash) {
        (Some(Purpose::Open), _) => {
            let before = account.clone();
            "active".clone_into(&mut account.state);
            account.confirmed_by = Some(hand.id().to_owned());
            account.updated_at = now;
            account::save(&mut tx, &account).await?;
            let change = change(&core.keeper, Some(&before), &account);
            hand.note(&mut tx, Act::AccountConfirmed, &account.id, change, now).await?;
        }
        (Some(Purpose::Reset), Some(hash)) => reset(&mut tx, core, hand, (account, hash), now).await?,
        _ => return Err(Refusal::Unknown.into()),
    }
    if role.publishes() {
        approval::require_from_now_on(&mut tx, now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Says no to what waits. Who asked may take it back as well.
///
/// # Errors
/// As for [`confirm`].
pub async fn refuse(core: &Core, hand: Hand<'_>, request_id: &str) -> Result<(), Fault> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = waiting(&mut tx, request_id).await?;
    let is_asker = row.asked_by == hand.id();
    let mut account = account::by_id(&mut tx, &row.account_id).await?.ok_or(Refusal::Unknown)?;
    if !is_asker {
        decidable(&mut tx, hand, request_id).await?;
    }
    account_request::decide(&mut tx, &row.id, "refused", hand.id(), now).await?;
    if row.purpose == Purpose::Open.code() {
        "disabled".clone_into(&mut account.state);
        account.updated_at = now;
        account::save(&mut tx, &account).await?;
    }
    hand.note(&mut tx, Act::AccountRefused, &account.id, Change::none(), now).await?;
    tx.commit().await?;
    Ok(())
}

async fn waiting(tx: &mut Tx, request_id: &str) -> Result<AccountRequestRow, Fault> {
    let row = account_request::by_id(tx, request_id).await?.ok_or(Refusal::Unknown)?;
    if row.state == "waiting" {
        Ok(row)
    } else {
        Err(Fault::state("这一件已经办理，请刷新账号页面"))
    }
}

async fn decidable(
    tx: &mut Tx,
    hand: Hand<'_>,
    request_id: &str,
) -> Result<(AccountRequestRow, AccountRow, Role), Fault> {
    if let Hand::Regulator(regulator) = hand {
        regulator.may(Step::ConfirmAccount)?;
    }
    let row = waiting(tx, request_id).await?;
    if row.asked_by == hand.id() || row.account_id == hand.id() {
        return Err(Refusal::State("申请人与确认人不能是同一人，本人也不能确认自己的账号".to_owned()).into());
    }
    let account = account::by_id(tx, &row.account_id).await?.ok_or(Refusal::Unknown)?;
    let role = Role::from_code(&account.role).ok_or(Refusal::Unknown)?;
    Ok((row, account, role))
}

/// Ends an account at once: its sessions, and whatever waits for it. Its login is never used again.
///
/// # Errors
/// A refusal for one's own account, and for those of the own role or upward.
pub async fn disable(core: &Core, hand: Hand<'_>, account_id: &str) -> Result<(), Fault> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let (mut account, role) = managed(&mut tx, hand, account_id).await?;
    if let Hand::Regulator(regulator) = hand
        && !regulator.role.ends(role)
    {
        return Err(Refusal::Role { role: regulator.role.label(), step: "停用这个账号" }.into());
    }
    if account.state == "disabled" {
        return Err(Fault::state("账号已经停用"));
    }
    let before = account.clone();
    "disabled".clone_into(&mut account.state);
    account.updated_at = now;
    account::save(&mut tx, &account).await?;
    session::end_all(&mut tx, &account.id).await?;
    account_request::refuse_all(&mut tx, &account.id, hand.id(), now).await?;
    let change = change(&core.keeper, Some(&before), &account);
    hand.note(&mut tx, Act::AccountDisabled, &account.id, change, now).await?;
    tx.commit().await?;
    Ok(())
}

/// An account that this hand may manage at all.
async fn managed(tx: &mut Tx, hand: Hand<'_>, account_id: &str) -> Result<(AccountRow, Role), Fault> {
    let account = account::by_id(tx, account_id).await?;
    if let Hand::Regulator(regulator) = hand {
        regulator.may(Step::ManageAccounts)?;
        if let Some(account) = &account {
            regulator.may_for(Step::ManageAccounts, account.authority_id.as_deref())?;
        }
        if regulator.account_id == account_id {
            return Err(Fault::state("不能管理自己的账号，请由另一人办理"));
        }
    }
    let account = account.ok_or(Refusal::Unknown)?;
    let role = Role::from_code(&account.role).ok_or(Refusal::Unknown)?;
    Ok((account, role))
}

fn request(
    account_id: &str,
    purpose: Purpose,
    password_hash: Option<String>,
    hand: Hand<'_>,
    now: DateTime<Utc>,
) -> AccountRequestRow {
    AccountRequestRow {
        id: random::record_id(),
        account_id: account_id.to_owned(),
        purpose: purpose.code().to_owned(),
        state: "waiting".to_owned(),
        password_hash,
        asked_by: hand.id().to_owned(),
        asked_at: now,
        decided_by: None,
        decided_at: None,
    }
}

async fn first_password() -> Result<(NewPassword, String), Fault> {
    let password = NewPassword::generated();
    let copy = password.copy();
    Ok((password, hashed(copy).await?))
}

/// Commitments to what decides about an account.
fn change(keeper: &Keeper, before: Option<&AccountRow>, after: &AccountRow) -> Change {
    let text = |row: &AccountRow| {
        let AccountRow { login, name, role, authority_id, email, state, .. } = row;
        serde_json::json!([login, name, role, authority_id, email, state, row.totp_cipher.is_some()])
            .to_string()
    };
    Change::between(keeper, before.map(text).as_deref(), Some(&text(after)))
}
