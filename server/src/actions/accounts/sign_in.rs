//! Signing in: the password, then the second factor, each with a new session.

use chrono::{DateTime, TimeDelta, Utc};

use super::tries::Tries;
use super::{Begun, Fault, Holder, Next, Stage, begin, compare, kept, note_own, rotate, still_to_do};
use crate::actions::regulator::Refusal;
use crate::credentials::password::Verdict;
use crate::credentials::recovery::RecoveryCode;
use crate::credentials::totp::{self, TotpFault, TotpSecret};
use crate::record::act::Act;
use crate::state::Core;
use crate::store::account::{self, AccountRow};
use crate::store::{Tx, kept_form, session};

/// What somebody typed, and from where.
#[derive(Clone, Copy)]
pub struct Attempt<'a> {
    /// The login, in any case.
    pub login: &'a str,
    /// The password, exactly as sent.
    pub password: &'a str,
    /// The client's address, where there is one.
    pub address: Option<&'a str>,
}

impl std::fmt::Debug for Attempt<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Attempt(***)")
    }
}

/// A login as it is kept and looked up.
pub fn folded(login: &str) -> String {
    domain::text::fold_width(login.trim()).to_lowercase()
}

/// The first step.
///
/// # Errors
/// [`Fault::Wrong`], also for a login that does not exist; [`Fault::Wait`] after too many failures; a refusal in words if
/// the password is right but the account is not active.
pub async fn sign_in(core: &Core, attempt: Attempt<'_>) -> Result<Begun, Fault> {
    let now = core.clock.host_time();
    let login = folded(attempt.login);
    let tries = Tries::of(&core.keeper, &login, attempt.address);
    let mut tx = core.db.read().await?;
    tries.check(&mut tx, now).await?;
    let known = account::by_login(&mut tx, &login).await?;
    drop(tx);
    let stored = known.as_ref().map(|account| account.password_hash.as_str());
    let (verdict, renewed) = compare(attempt.password, stored).await?;

    let mut tx = core.db.write().await?;
    // Again, under the lock: many attempts at one moment are counted one after the other.
    tries.check(&mut tx, now).await?;
    let account = account::by_login(&mut tx, &login).await?;
    let is_same = account.as_ref().map(|account| account.password_hash.as_str()) == stored;
    let (Verdict::Right | Verdict::Outdated, Some(mut account), true) = (verdict, account, is_same) else {
        tries.fail(&mut tx, now).await?;
        tx.commit().await?;
        return Err(Fault::Wrong);
    };
    must_be_active(&account)?;
    if let Some(hash) = renewed {
        account.password_hash = hash;
        account::save(&mut tx, &account).await?;
    }
    let next = if account.totp_cipher.is_some() { Next::SecondFactor } else { still_to_do(&account) };
    if next != Next::SecondFactor {
        tries.succeed(&mut tx, now).await?;
        note_own(&mut tx, &account.id, attempt.address, Act::SignIn, now).await?;
    }
    let begun = begin(&mut tx, &account, next, now).await?;
    tx.commit().await?;
    Ok(begun)
}

fn must_be_active(account: &AccountRow) -> Result<(), Fault> {
    match account.state.as_str() {
        "active" => Ok(()),
        "requested" => Err(Fault::state("账号尚待另一名管理员确认，确认后即可登录")),
        _ => Err(Fault::state("账号已停用。需要恢复的，请联系本机关负责人或平台管理员")),
    }
}

/// Forgets failures after two days, known addresses after 31, kept forms when their time is over, and sessions after
/// eight days: until then a form that was open over a weekend and a holiday is known to be its owner's.
///
/// # Errors
/// If the data base fails.
pub async fn forget(core: &Core) -> sqlx::Result<()> {
    let now = core.clock.host_time();
    let mut tx = core.db.write().await?;
    session::forget_before(&mut tx, now - TimeDelta::days(8)).await?;
    session::forget_failures_before(&mut tx, now - TimeDelta::days(2)).await?;
    session::forget_successes_before(&mut tx, now - TimeDelta::days(31)).await?;
    kept_form::forget_before(&mut tx, now - kept::LONGEST).await?;
    tx.commit().await
}

/// The second step: the code of the authenticator.
///
/// # Errors
/// [`Fault::Code`], also for a code that was used; [`Fault::Wait`].
pub async fn second_factor(core: &Core, holder: &Holder, code: &str) -> Result<Begun, Fault> {
    let now = core.clock.host_time();
    let (mut tx, mut account, tries) = waiting(core, holder, now).await?;
    let secret = secret_of(core, &account)?;
    match totp::verify(&secret, code, core.clock.host_time(), account.totp_step) {
        Ok(step) => account.totp_step = Some(step),
        Err(TotpFault::Malformed) => return Err(TotpFault::Malformed.into()),
        Err(fault) => return failed(tx, (holder, &tries), fault.into(), now).await,
    }
    account.updated_at = now;
    account::save(&mut tx, &account).await?;
    complete(tx, (holder, &tries), &account, Act::SignIn, now).await
}

/// The second step with a recovery code in the authenticator's place.
///
/// # Errors
/// [`Fault::RecoveryCode`], [`Fault::Wait`].
pub async fn recover(core: &Core, holder: &Holder, typed: &str) -> Result<Begun, Fault> {
    let now = core.clock.host_time();
    let (mut tx, account, tries) = waiting(core, holder, now).await?;
    let code = RecoveryCode::parse(typed).map(|code| code.at_rest());
    let is_right = match code {
        Some(hash) => account::use_recovery_code(&mut tx, &account.id, &hash, now).await?,
        None => return Err(Fault::RecoveryCode),
    };
    if !is_right {
        return failed(tx, (holder, &tries), Fault::RecoveryCode, now).await;
    }
    complete(tx, (holder, &tries), &account, Act::SignInWithRecoveryCode, now).await
}

/// The account whose second factor is to come, under the write lock.
async fn waiting(core: &Core, holder: &Holder, now: DateTime<Utc>) -> Result<(Tx, AccountRow, Tries), Fault> {
    if holder.stage != Stage::Password {
        return Err(Fault::state("两步验证已经完成，无需重复"));
    }
    let tries = Tries::of(&core.keeper, &holder.account.login, holder.address.as_deref());
    let mut tx = core.db.write().await?;
    tries.check(&mut tx, now).await?;
    let account = account::by_id(&mut tx, &holder.account.id).await?.ok_or(Refusal::Unknown)?;
    must_be_active(&account)?;
    // Two requests at one moment: the first of them ended the session.
    session::by_id(&mut tx, &holder.session_id).await?.ok_or(Refusal::Unknown)?;
    Ok((tx, account, tries))
}

/// The secret of an account's authenticator.
pub(super) fn secret_of(core: &Core, account: &AccountRow) -> Result<TotpSecret, Fault> {
    let cipher = account.totp_cipher.as_deref().ok_or_else(|| Fault::state("账号尚未设置两步验证"))?;
    let text = core.keeper.decrypt(cipher)?;
    TotpSecret::from_base32(&text).ok_or_else(|| Fault::from(crate::secrets::SecretError::Unreadable))
}

async fn failed<T>(
    mut tx: Tx,
    (holder, tries): (&Holder, &Tries),
    fault: Fault,
    now: DateTime<Utc>,
) -> Result<T, Fault> {
    tries.fail(&mut tx, now).await?;
    // Whoever fails here knows the password.
    note_own(&mut tx, &holder.account.id, holder.address.as_deref(), Act::SecondFactorFailed, now).await?;
    tx.commit().await?;
    Err(fault)
}

async fn complete(
    mut tx: Tx,
    (holder, tries): (&Holder, &Tries),
    account: &AccountRow,
    act: Act,
    now: DateTime<Utc>,
) -> Result<Begun, Fault> {
    tries.succeed(&mut tx, now).await?;
    note_own(&mut tx, &account.id, holder.address.as_deref(), act, now).await?;
    let begun = rotate(&mut tx, holder, account, now).await?;
    tx.commit().await?;
    Ok(begun)
}
