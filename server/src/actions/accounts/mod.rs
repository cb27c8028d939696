//! Accounts of the desk: who asks for one and who confirms it, how its owner signs in, and what one does with one's own.
//!
//! Rules 1 to 4 of the table hold on pages and on the command line alike.
//!
//! | # | rule |
//! |---|---|
//! | 1 | Who publishes (clerk, reviewer, head) is asked for by the head, an authority's first head by an administrator; an administrator who did not ask confirms. |
//! | 2 | Administrators and auditors are asked for by one administrator and confirmed by another; the operator makes the first two administrators. |
//! | 3 | The operator of the machine is one of the two hands, never both; only a reset and an end need no second one there. |
//! | 4 | Nobody ends or resets an account of the own role or upward alone; a login is never used again. |

pub mod delegations;
pub mod demo;
pub mod kept;
pub mod own;
pub mod requests;
pub mod sign_in;
mod tries;

use chrono::{DateTime, Utc};
use domain::role::Role;

use super::regulator::Refusal;
use crate::credentials::password::{self, HashFault, Verdict, WeakPassword};
use crate::credentials::session::SessionToken;
use crate::credentials::totp::TotpFault;
use crate::record::act::Act;
use crate::secrets::SecretError;
use crate::store::account::AccountRow;
use crate::store::audit::{self, Deed};
use crate::store::session::{self, SessionRow};
use crate::store::{Tx, authority};

/// So many passwords are compared at a time: each takes 19 MiB and a core.
static HASHING: tokio::sync::Semaphore = tokio::sync::Semaphore::const_new(2);

/// Why something about an account was not done, in the words of its reader.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Login or password; which of them is not said.
    #[error("登录名或密码不对。请核对后重试；忘记密码的，请联系本机关负责人或平台管理员重置")]
    Wrong,
    /// Too many failures: so many seconds are left.
    #[error("尝试次数过多，请在 {0} 秒后重试")]
    Wait(u64),
    /// The new password is weak.
    #[error(transparent)]
    Password(#[from] WeakPassword),
    /// The code of the authenticator.
    #[error(transparent)]
    Code(#[from] TotpFault),
    /// The recovery code.
    #[error("恢复代码不对，或者已经用过：请输入另一个")]
    RecoveryCode,
    /// A field of a form.
    #[error("{message}")]
    Field {
        /// Its name.
        field: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
    /// Not for this account, or not now.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl Fault {
    fn field(field: &'static str, message: &str) -> Self {
        Self::Field { field, message: message.to_owned() }
    }

    fn state(sentence: &str) -> Self {
        Self::Refused(Refusal::State(sentence.to_owned()))
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(Refusal::Store(error))
    }
}

impl From<HashFault> for Fault {
    fn from(error: HashFault) -> Self {
        sqlx::Error::Io(std::io::Error::other(error)).into()
    }
}

impl From<SecretError> for Fault {
    fn from(error: SecretError) -> Self {
        sqlx::Error::Decode(Box::new(error)).into()
    }
}

/// How far somebody with a session has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// The password was right; the second factor is to come.
    Password,
    /// Proven, but a first password must be replaced or a second factor set up before anything else.
    Entering,
    /// Signed in.
    Live,
}

impl Stage {
    /// The word in the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Entering => "entering",
            Self::Live => "live",
        }
    }

    /// The stage of that word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Password, Self::Entering, Self::Live].into_iter().find(|stage| stage.code() == code)
    }
}

/// Somebody with a session: the permission of what one does with one's own account.
#[derive(Clone, Debug)]
pub struct Holder {
    /// The account, active.
    pub account: AccountRow,
    /// The hash under which the session stands in the store.
    pub session_id: String,
    /// How far the sign-in is.
    pub stage: Stage,
    /// The client's address, where there is one.
    pub address: Option<String>,
}

/// What comes next for somebody who signs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// The code of the authenticator.
    SecondFactor,
    /// A password of one's own in place of the first.
    Password,
    /// Setting up the second factor.
    Enrol,
    /// The desk.
    Desk,
}

/// A new session: a token that was known before is worth nothing after.
#[derive(Debug)]
pub struct Begun {
    /// For the cookie.
    pub token: SessionToken,
    /// What comes next.
    pub next: Next,
}

/// What an account that proved all it has must still do.
fn still_to_do(account: &AccountRow) -> Next {
    let needs_factor = Role::from_code(&account.role).is_some_and(Role::needs_second_factor);
    if account.password_is_first {
        Next::Password
    } else if needs_factor && account.totp_cipher.is_none() {
        Next::Enrol
    } else {
        Next::Desk
    }
}

/// Begins a session for an account of which that is still to do.
async fn begin(tx: &mut Tx, account: &AccountRow, next: Next, now: DateTime<Utc>) -> sqlx::Result<Begun> {
    let stage = match next {
        Next::SecondFactor => Stage::Password,
        Next::Password | Next::Enrol => Stage::Entering,
        Next::Desk => Stage::Live,
    };
    let token = SessionToken::generate();
    let row = SessionRow {
        id: token.at_rest(),
        account_id: account.id.clone(),
        state: stage.code().to_owned(),
        created_at: now,
        seen_at: now,
    };
    session::add(tx, &row).await?;
    Ok(Begun { token, next })
}

/// Puts a new session in the place of the one with which something was proven.
async fn rotate(
    tx: &mut Tx,
    holder: &Holder,
    account: &AccountRow,
    now: DateTime<Utc>,
) -> sqlx::Result<Begun> {
    session::end(tx, &holder.session_id).await?;
    begin(tx, account, still_to_do(account), now).await
}

/// Notes what an owner did with the own account.
async fn note_own(
    tx: &mut Tx,
    account_id: &str,
    address: Option<&str>,
    act: Act,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let deed = Deed {
        action: act.code(),
        record_id: account_id,
        done_by: account_id,
        done_from: address,
        ..Deed::default()
    };
    audit::add(tx, deed, now).await
}

/// Compares a password on a thread that may block; answers its hash of today if the stored one is outdated.
async fn compare(text: &str, stored: Option<&str>) -> Result<(Verdict, Option<String>), Fault> {
    let (text, stored) = (text.to_owned(), stored.map(str::to_owned));
    blocking(move || {
        let verdict = password::verify(&text, stored.as_deref());
        let renewed = (verdict == Verdict::Outdated).then(|| password::renewed(&text)).transpose();
        renewed.map(|renewed| (verdict, renewed))
    })
    .await
}

/// Hashes a password on a thread that may block.
async fn hashed(password: password::NewPassword) -> Result<String, Fault> {
    blocking(move || password::hash(&password)).await
}

/// Judges a password on a thread that may block.
async fn judged(text: &str, about: Vec<String>) -> Result<password::NewPassword, Fault> {
    let text = text.to_owned();
    let check = move || {
        let about: Vec<&str> = about.iter().map(String::as_str).collect();
        password::NewPassword::check(&text, &about)
    };
    blocking(check).await
}

async fn blocking<T, E>(work: impl FnOnce() -> Result<T, E> + Send + 'static) -> Result<T, Fault>
where
    T: Send + 'static,
    E: Send + 'static,
    Fault: From<E>,
{
    let stopped = |_| Fault::state("服务正在停止，请稍后再试");
    let _permit = HASHING.acquire().await.map_err(stopped)?;
    let done = tokio::task::spawn_blocking(work).await;
    done.map_err(|_| Fault::state("服务正在停止，请稍后再试"))?.map_err(Fault::from)
}

/// The words of an account that its password must not be made of.
async fn words_about(tx: &mut Tx, account: &AccountRow) -> sqlx::Result<Vec<String>> {
    let mut words = vec![account.login.clone(), account.name.clone()];
    words.extend(account.email.clone());
    if let Some(id) = &account.authority_id {
        words.extend(authority::by_ids(tx, std::slice::from_ref(id)).await?.into_iter().map(|row| row.name));
    }
    Ok(words)
}
