//! One's own account: password, authenticator, recovery codes, sessions.

use chrono::{DateTime, Utc};

use super::tries::Tries;
use super::{Begun, Fault, Holder, Stage, compare, hashed, judged, note_own, rotate, words_about};
use crate::actions::regulator::Refusal;
use crate::credentials::password::Verdict;
use crate::credentials::recovery::RecoveryCode;
use crate::credentials::totp::{self, TotpSecret};
use crate::record::act::Act;
use crate::state::Core;
use crate::store::account::{self, AccountRow};
use crate::store::{Tx, session};

/// A new password as it was typed.
pub struct NewPassword<'a> {
    /// The present one; not asked for where it was given a moment ago.
    pub current: &'a str,
    /// The new one.
    pub new: &'a str,
    /// The new one again.
    pub again: &'a str,
}

impl std::fmt::Debug for NewPassword<'_> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("NewPassword(***)")
    }
}

/// Changes the password; all other sessions end.
///
/// # Errors
/// What is wrong with which password.
pub async fn change_password(core: &Core, holder: &Holder, typed: NewPassword<'_>) -> Result<Begun, Fault> {
    match holder.stage {
        Stage::Live => prove(core, holder, ("current-password", typed.current)).await?,
        Stage::Entering if holder.account.password_is_first => {}
        Stage::Entering | Stage::Password => return Err(Fault::state("请先完成登录")),
    }
    if typed.new != typed.again {
        return Err(Fault::field("again-password", "两次输入的新密码不一样，请重新输入"));
    }
    let about = words_about(&mut core.db.read().await?, &holder.account).await?;
    let is_old = compare(typed.new, Some(&holder.account.password_hash)).await?.0 != Verdict::Wrong;
    if is_old {
        return Err(Fault::field("new-password", "新密码与现在的密码相同，请换一个"));
    }
    let hash = hashed(judged(typed.new, about).await?).await?;
    let now = core.clock.host_time();
    let mut tx = core.db.write().await?;
    let mut account = present(&mut tx, holder).await?;
    account.password_hash = hash;
    account.password_is_first = false;
    account.updated_at = now;
    account::save(&mut tx, &account).await?;
    session::end_all(&mut tx, &account.id).await?;
    note_own(&mut tx, &account.id, holder.address.as_deref(), Act::PasswordChanged, now).await?;
    let begun = rotate(&mut tx, holder, &account, now).await?;
    tx.commit().await?;
    Ok(begun)
}

/// A secret for an authenticator, not yet in force.
pub struct Offer {
    /// The secret with the account that it is for, encrypted: the form sends it back.
    pub pending: String,
    /// In groups of four, for those who type it.
    pub typed: String,
    /// As an `<svg>` element; absent if it cannot be drawn.
    pub picture: Option<String>,
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Offer(***)")
    }
}

/// Offers a new secret.
///
/// # Errors
/// If a first password must be replaced before, or the second factor is still to come.
pub fn offer(core: &Core, holder: &Holder) -> Result<Offer, Fault> {
    may_enrol(holder)?;
    shown(core, holder, &TotpSecret::generate())
}

/// Offers the secret of a form again, whose code was wrong.
///
/// # Errors
/// If the form was made for another account.
pub fn offer_again(core: &Core, holder: &Holder, pending: &str) -> Result<Offer, Fault> {
    may_enrol(holder)?;
    shown(core, holder, &pending_secret(core, holder, pending)?)
}

fn shown(core: &Core, holder: &Holder, secret: &TotpSecret) -> Result<Offer, Fault> {
    let account = &holder.account;
    let text = format!("{}|{}", account.id, secret.to_base32().expose());
    Ok(Offer {
        pending: core.keeper.encrypt(&text)?,
        typed: secret.to_type().expose().to_owned(),
        picture: secret.picture(&account.login).map(|picture| picture.expose().to_owned()),
    })
}

fn pending_secret(core: &Core, holder: &Holder, pending: &str) -> Result<TotpSecret, Fault> {
    let expired = || Fault::state("本页已失效，请重新打开“两步验证”页面");
    let text = core.keeper.decrypt(pending).map_err(|_| expired())?;
    let (account_id, secret) = text.split_once('|').ok_or_else(expired)?;
    let secret = TotpSecret::from_base32(secret).ok_or_else(expired)?;
    if account_id == holder.account.id { Ok(secret) } else { Err(expired()) }
}

/// Who has just proven the password, and who is signed in; never who still owes the code of the present authenticator.
fn may_enrol(holder: &Holder) -> Result<(), Fault> {
    let account = &holder.account;
    match holder.stage {
        Stage::Live => Ok(()),
        Stage::Entering if !account.password_is_first && account.totp_cipher.is_none() => Ok(()),
        Stage::Entering | Stage::Password => Err(Fault::state("请先完成上一步")),
    }
}

/// A second factor that is now in force.
#[derive(Debug)]
pub struct Enrolled {
    /// Recovery codes, shown once.
    pub codes: Vec<String>,
    /// The new session.
    pub begun: Begun,
}

/// Puts an authenticator in force with a code of it; one who is signed in proves the password as well.
///
/// # Errors
/// [`Fault::Code`]; a wrong password.
pub async fn enrol(
    core: &Core,
    holder: &Holder,
    pending: &str,
    (code, password): (&str, &str),
) -> Result<Enrolled, Fault> {
    may_enrol(holder)?;
    let secret = pending_secret(core, holder, pending)?;
    let now = core.clock.host_time();
    let step = totp::verify(&secret, code, now, None)?;
    if holder.stage == Stage::Live {
        prove(core, holder, ("current-password", password)).await?;
    }
    let mut tx = core.db.write().await?;
    let mut account = present(&mut tx, holder).await?;
    account.totp_cipher = Some(core.keeper.encrypt(secret.to_base32().expose())?);
    account.totp_step = Some(step);
    account.updated_at = now;
    account::save(&mut tx, &account).await?;
    let codes = new_codes(&mut tx, &account).await?;
    session::end_all(&mut tx, &account.id).await?;
    note_own(&mut tx, &account.id, holder.address.as_deref(), Act::SecondFactorEnrolled, now).await?;
    let begun = rotate(&mut tx, holder, &account, now).await?;
    tx.commit().await?;
    Ok(Enrolled { codes, begun })
}

/// New recovery codes in place of the old ones; the password is proven again.
///
/// # Errors
/// A wrong password; no second factor.
pub async fn renew_codes(core: &Core, holder: &Holder, password: &str) -> Result<Vec<String>, Fault> {
    if holder.stage != Stage::Live || holder.account.totp_cipher.is_none() {
        return Err(Fault::state("请先设置两步验证"));
    }
    prove(core, holder, ("current-password", password)).await?;
    let now = core.clock.host_time();
    let mut tx = core.db.write().await?;
    let account = present(&mut tx, holder).await?;
    let codes = new_codes(&mut tx, &account).await?;
    note_own(&mut tx, &account.id, holder.address.as_deref(), Act::RecoveryCodesRenewed, now).await?;
    tx.commit().await?;
    Ok(codes)
}

async fn new_codes(tx: &mut Tx, account: &AccountRow) -> sqlx::Result<Vec<String>> {
    let codes = RecoveryCode::generate();
    let hashes: Vec<String> = codes.iter().map(RecoveryCode::at_rest).collect();
    account::replace_recovery_codes(tx, &account.id, &hashes).await?;
    Ok(codes.iter().map(|code| code.to_print().expose().to_owned()).collect())
}

/// Ends this session.
///
/// # Errors
/// If the data base fails.
pub async fn sign_out(core: &Core, holder: &Holder) -> Result<(), Fault> {
    let now = core.clock.host_time();
    let mut tx = core.db.write().await?;
    session::end(&mut tx, &holder.session_id).await?;
    note_own(&mut tx, &holder.account.id, holder.address.as_deref(), Act::SignOut, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends all sessions of the account, this one too.
///
/// # Errors
/// If the data base fails.
pub async fn sign_out_everywhere(core: &Core, holder: &Holder) -> Result<(), Fault> {
    let now = core.clock.host_time();
    let mut tx = core.db.write().await?;
    session::end_all(&mut tx, &holder.account.id).await?;
    note_own(&mut tx, &holder.account.id, holder.address.as_deref(), Act::SignOutEverywhere, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The password once more, before something that outlasts a session; failures count as at the sign-in.
async fn prove(core: &Core, holder: &Holder, (field, text): (&'static str, &str)) -> Result<(), Fault> {
    let now = core.clock.host_time();
    let tries = Tries::of(&core.keeper, &holder.account.login, holder.address.as_deref());
    tries.check(&mut core.db.read().await?, now).await?;
    let (verdict, _) = compare(text, Some(&holder.account.password_hash)).await?;
    if matches!(verdict, Verdict::Right | Verdict::Outdated) {
        return Ok(());
    }
    note_failure(core, &tries, now).await?;
    Err(Fault::field(field, "现在的密码不对，请重新输入"))
}

async fn note_failure(core: &Core, tries: &Tries, now: DateTime<Utc>) -> sqlx::Result<()> {
    let mut tx = core.db.write().await?;
    tries.fail(&mut tx, now).await?;
    tx.commit().await
}

/// The account as it is under the write lock, if its session still stands.
async fn present(tx: &mut Tx, holder: &Holder) -> Result<AccountRow, Fault> {
    session::by_id(tx, &holder.session_id).await?.ok_or(Refusal::Unknown)?;
    let account = account::by_id(tx, &holder.account.id).await?.ok_or(Refusal::Unknown)?;
    if account.state == "active" { Ok(account) } else { Err(Refusal::Unknown.into()) }
}
