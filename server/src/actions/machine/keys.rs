//! Keys by which programs of an authority file: made and taken back by its head, shown once, stored hashed.

use chrono::TimeDelta;
use domain::key_scope::Scope;
use domain::role::{Role, Step};

use super::tries::Tries;
use crate::actions::regulator::{Change, Duty, Refusal, Regulator};
use crate::credentials::keys::ApiKey;
use crate::random;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::agency_key::{self, AgencyKeyRow};
use crate::store::{Tx, delegation};

/// Characters of a key's name, at most.
const LONGEST_NAME: usize = 50;
/// Keys of an authority that are in force, at most: more are a sign that none is ever taken back.
const MOST_KEYS: usize = 20;
/// The use of a key is noted at most so often.
const TOUCH_EVERY: TimeDelta = TimeDelta::seconds(30);

/// Why a key was not made.
#[derive(Debug, thiserror::Error)]
pub enum NotMade {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It needs a name.
    #[error("请填写密钥的名称，1 至 50 个字，写明由哪个系统使用")]
    Name,
    /// It must be good for something.
    #[error("请至少选择一项用途")]
    Scopes,
}

impl From<sqlx::Error> for NotMade {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(Refusal::Store(error))
    }
}

/// Makes a key for the regulator's own authority. Its text is in the answer and nowhere else.
pub async fn create(
    core: &Core,
    regulator: &Regulator,
    name: &str,
    scopes: &[Scope],
) -> Result<ApiKey, NotMade> {
    regulator.may(Step::ManageKeys)?;
    let authority_id = regulator.authority_id.clone().ok_or(Refusal::Authority(Step::ManageKeys.label()))?;
    let name = domain::text::strip_controls(name).trim().to_owned();
    if name.is_empty() || name.chars().count() > LONGEST_NAME {
        return Err(NotMade::Name);
    }
    if scopes.is_empty() {
        return Err(NotMade::Scopes);
    }
    let now = core.clock.now();
    let key = ApiKey::generate();
    let row = AgencyKeyRow {
        id: random::record_id(),
        authority_id,
        name,
        prefix: key.prefix().to_owned(),
        hash: key.at_rest(),
        scopes: Scope::write(scopes),
        created_by: regulator.account_id.clone(),
        created_at: now,
        revoked_by: None,
        revoked_at: None,
        last_used_at: None,
        last_used_from: None,
    };
    let mut tx = core.db.write().await?;
    let known = agency_key::of_authority(&mut tx, &row.authority_id).await?;
    if known.iter().filter(|key| key.revoked_at.is_none()).count() >= MOST_KEYS {
        return Err(Refusal::State(format!("在用的密钥已有 {MOST_KEYS} 个，请先停用不再使用的密钥")).into());
    }
    agency_key::add(&mut tx, &row).await?;
    let note = format!("{} ({})", row.prefix, row.scopes);
    regulator.note(&mut tx, (Act::KeyCreated, &row.id), Change::none(), note, now).await?;
    tx.commit().await?;
    Ok(key)
}

/// Takes a key back: it opens nothing from the next call on.
pub async fn revoke(core: &Core, regulator: &Regulator, id: &str) -> Result<(), Refusal> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    regulator.may(Step::ManageKeys)?;
    let row = agency_key::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::ManageKeys, Some(&row.authority_id))?;
    if !agency_key::revoke(&mut tx, id, &regulator.account_id, now).await? {
        return Err(Refusal::State("这个密钥已经停用".to_owned()));
    }
    regulator.note(&mut tx, (Act::KeyRevoked, id), Change::none(), row.prefix, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The keys of the regulator's own authority, newest first; those of all for who looks at everything.
pub async fn list(core: &Core, regulator: &Regulator) -> Result<Vec<AgencyKeyRow>, Refusal> {
    regulator.may_look(Step::ManageKeys)?;
    let mut tx = core.db.read().await?;
    Ok(match &regulator.authority_id {
        Some(authority_id) => agency_key::of_authority(&mut tx, authority_id).await?,
        None => agency_key::all(&mut tx).await?,
    })
}

/// A program that showed a key: it acts as a clerk of its authority, within the key's scopes.
#[derive(Clone, Debug)]
pub struct Program {
    /// Who acts; its account is `key:` and the key's identifier.
    pub regulator: Regulator,
    /// The key.
    pub key_id: String,
    scopes: Vec<Scope>,
}

impl Program {
    /// Whether the key is meant for that.
    pub fn may(&self, scope: Scope) -> bool {
        self.scopes.contains(&scope) && self.regulator.may(scope.step()).is_ok()
    }
}

/// Why a key opens nothing. Which part of it is wrong is never told.
#[derive(Debug, thiserror::Error)]
pub enum Locked {
    /// No such key, or one that was taken back.
    #[error("no such key")]
    Unknown,
    /// Too many wrong keys came from that address: seconds to wait.
    #[error("too many wrong keys")]
    Wait(u64),
    /// The data base failed.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

/// The program that a key belongs to; notes the use, or the failure.
pub async fn open(core: &Core, sent: &str, address: Option<String>) -> Result<Program, Locked> {
    let now = core.clock.host_time();
    let tries = Tries::of(&core.keeper, address.as_deref());
    let mut tx = core.db.read().await?;
    if let Some(seconds) = tries.wait(&mut tx, now).await? {
        return Err(Locked::Wait(seconds));
    }
    let Some(row) = find(&mut tx, sent).await? else {
        drop(tx);
        let mut tx = core.db.write().await?;
        tries.fail(&mut tx, now).await?;
        tx.commit().await?;
        return Err(Locked::Unknown);
    };
    let files_for = delegation::filed_for(&mut tx, &row.authority_id, core.clock.today()).await?;
    drop(tx);
    if row.last_used_at.is_none_or(|last| now - last > TOUCH_EVERY) || row.last_used_from != address {
        let mut tx = core.db.write().await?;
        agency_key::touch(&mut tx, &row.id, address.as_deref(), now).await?;
        tx.commit().await?;
    }
    let regulator = Regulator {
        account_id: format!("key:{}", row.id),
        name: row.name,
        role: Role::Clerk,
        authority_id: Some(row.authority_id),
        files_for,
        duty: Duty::Own,
        address,
    };
    Ok(Program { regulator, key_id: row.id, scopes: Scope::read(&row.scopes) })
}

async fn find(tx: &mut Tx, sent: &str) -> sqlx::Result<Option<AgencyKeyRow>> {
    let Ok(key) = ApiKey::parse(sent) else { return Ok(None) };
    let row = agency_key::by_prefix(tx, key.prefix()).await?;
    Ok(row.filter(|row| row.revoked_at.is_none() && key.matches(&row.hash)))
}
