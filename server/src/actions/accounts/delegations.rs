//! An authority lets another file for it; a head appoints a dated deputy.

use chrono::{Days, NaiveDate};
use domain::role::{Role, Step};

use super::Fault;
use crate::actions::regulator::{Change, Refusal, Regulator};
use crate::random;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::delegation::{self, DelegationRow, DeputyRow};
use crate::store::{account, authority};

/// So many days a delegation or a deputy's time lasts at most; then it is thought over again.
const MOST_DAYS: i64 = 366;

/// A time of whole days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// The first day.
    pub first_on: NaiveDate,
    /// The last day.
    pub last_on: NaiveDate,
}

impl Term {
    fn check(self, today: NaiveDate) -> Result<Self, Fault> {
        if self.last_on < self.first_on {
            return Err(Fault::field("last-on", "截止日期早于起始日期，请改正"));
        }
        if self.last_on < today {
            return Err(Fault::field("last-on", "截止日期已经过去，请改正"));
        }
        if (self.last_on - self.first_on).num_days() >= MOST_DAYS {
            return Err(Fault::field("last-on", "一次最长一年，请缩短期限"));
        }
        Ok(self)
    }
}

/// Lets another authority file for the own one.
///
/// # Errors
/// Faults by field; a refusal if the account is no head.
pub async fn delegate(core: &Core, regulator: &Regulator, filer_id: &str, term: Term) -> Result<(), Fault> {
    let authority_id = own_authority(regulator)?;
    let now = core.clock.now();
    let term = term.check(core.clock.today())?;
    let mut tx = core.db.write().await?;
    if authority::by_ids(&mut tx, &[filer_id.to_owned()]).await?.is_empty() || filer_id == authority_id {
        return Err(Fault::field("filer", "请选择受委托的另一机关"));
    }
    let row = DelegationRow {
        id: random::record_id(),
        authority_id,
        filer_id: filer_id.to_owned(),
        first_on: term.first_on,
        last_on: term.last_on,
        appointed_by: regulator.account_id.clone(),
        appointed_at: now,
    };
    delegation::add(&mut tx, &row).await?;
    let after = format!("{}|{}|{}|{}", row.authority_id, row.filer_id, row.first_on, row.last_on);
    let change = Change::between(&core.keeper, None, Some(&after));
    regulator.note(&mut tx, (Act::DelegationAdded, &row.id), change, String::new(), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends a delegation at once.
///
/// # Errors
/// A refusal if it is another authority's.
pub async fn end_delegation(core: &Core, regulator: &Regulator, id: &str) -> Result<(), Fault> {
    regulator.may(Step::Delegate)?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = delegation::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::Delegate, Some(&row.authority_id))?;
    delegation::end(&mut tx, id, yesterday(core.clock.today())).await?;
    regulator.note(&mut tx, (Act::DelegationEnded, id), Change::none(), String::new(), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Appoints a deputy: an active account of the own authority that signs in with a second factor, as the head must.
///
/// # Errors
/// Faults by field; a refusal if the account is no head.
pub async fn appoint(core: &Core, regulator: &Regulator, account_id: &str, term: Term) -> Result<(), Fault> {
    let authority_id = own_authority(regulator)?;
    let now = core.clock.now();
    let term = term.check(core.clock.today())?;
    let mut tx = core.db.write().await?;
    let candidate = account::by_id(&mut tx, account_id).await?.filter(|account| {
        account.state == "active"
            && account.authority_id.as_deref() == Some(&authority_id)
            && account.id != regulator.account_id
    });
    let candidate = candidate.ok_or_else(|| Fault::field("account", "请选择本机关的另一个账号"))?;
    let must_have_factor = Role::from_code(&candidate.role).is_some_and(Role::needs_second_factor);
    if !must_have_factor && candidate.totp_cipher.is_none() {
        return Err(Fault::field("account", "代行复核须两步验证：请该账号先在“我的账号”中设置"));
    }
    let row = DeputyRow {
        id: random::record_id(),
        authority_id,
        account_id: candidate.id,
        first_on: term.first_on,
        last_on: term.last_on,
        appointed_by: regulator.account_id.clone(),
        appointed_at: now,
    };
    delegation::appoint(&mut tx, &row).await?;
    let after = format!("{}|{}|{}", row.account_id, row.first_on, row.last_on);
    let change = Change::between(&core.keeper, None, Some(&after));
    regulator.note(&mut tx, (Act::DeputyAppointed, &row.id), change, String::new(), now).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends a deputy's time at once.
///
/// # Errors
/// A refusal if it is another authority's.
pub async fn end_deputy(core: &Core, regulator: &Regulator, id: &str) -> Result<(), Fault> {
    regulator.may(Step::Delegate)?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = delegation::deputy_by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::Delegate, Some(&row.authority_id))?;
    delegation::end_deputy(&mut tx, id, yesterday(core.clock.today())).await?;
    regulator.note(&mut tx, (Act::DeputyEnded, id), Change::none(), String::new(), now).await?;
    tx.commit().await?;
    Ok(())
}

fn own_authority(regulator: &Regulator) -> Result<String, Fault> {
    regulator.may(Step::Delegate)?;
    Ok(regulator.authority_id.clone().ok_or(Refusal::Unknown)?)
}

fn yesterday(today: NaiveDate) -> NaiveDate {
    today.checked_sub_days(Days::new(1)).unwrap_or(today)
}
