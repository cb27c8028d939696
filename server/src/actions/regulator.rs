//! Who acts at the desk: every action there takes the acting regulator as its permission.

use chrono::{DateTime, Utc};
use domain::calendar::beijing_date;
use domain::role::{Reach, Role, Step};

use crate::record::act::Act;
use crate::secrets::Keeper;
use crate::store::account::AccountRow;
use crate::store::audit::{self, Deed};
use crate::store::{Tx, delegation};

/// A signed-in account, with what it may do today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regulator {
    /// The account.
    pub account_id: String,
    /// The person's name.
    pub name: String,
    /// What the account is for.
    pub role: Role,
    /// The authority that it belongs to; none for accounts of the platform.
    pub authority_id: Option<String>,
    /// Authorities that delegated filing to its own.
    pub files_for: Vec<String>,
    /// Whether it stands in for its head today.
    pub duty: Duty,
    /// The client's address, where there is one.
    pub address: Option<String>,
}

/// Whether an account stands in for its head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Duty {
    /// Its own work only.
    Own,
    /// A dated deputy of the head: may approve as the head may.
    Deputy,
}

/// Why an action was refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The account may not do that.
    #[error("您的账号（{role}）不能{step}")]
    Role {
        /// What the account is for.
        role: &'static str,
        /// What was to be done.
        step: &'static str,
    },
    /// Not with records of that authority.
    #[error("这条记录属于其他机关，您的账号不能{0}")]
    Authority(&'static str),
    /// The same person cannot be the second person.
    #[error("填报人与复核人不能是同一人，请由另一人办理")]
    SamePerson,
    /// There is no such thing, or none that this account may know of.
    #[error("没有找到，或者您的账号无权查看")]
    Unknown,
    /// It is not in a state in which that can be done; in words.
    #[error("{0}")]
    State(String),
    /// The data base failed.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

impl Regulator {
    /// What an account may do today. Only active accounts act.
    pub async fn of(
        tx: &mut Tx,
        account: &AccountRow,
        address: Option<String>,
        now: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let role =
            Role::from_code(&account.role).filter(|_| account.state == "active").ok_or(Refusal::Unknown)?;
        let today = beijing_date(now);
        let files_for = match &account.authority_id {
            Some(id) => delegation::filed_for(tx, id, today).await?,
            None => Vec::new(),
        };
        let is_deputy = delegation::is_deputy(tx, &account.id, today).await?;
        Ok(Self {
            account_id: account.id.clone(),
            name: account.name.clone(),
            role,
            authority_id: account.authority_id.clone(),
            files_for,
            duty: if is_deputy { Duty::Deputy } else { Duty::Own },
            address,
        })
    }

    /// How far the account reaches with a step; a deputy approves as the head does, but does not file then.
    pub fn reach(&self, step: Step) -> Option<Reach> {
        match (self.duty, step) {
            (Duty::Deputy, Step::Approve | Step::DecideObjection) => Role::Head.reach(step),
            _ => self.role.reach(step),
        }
    }

    /// Fails unless the account may do that at all.
    pub fn may(&self, step: Step) -> Result<(), Refusal> {
        match self.reach(step) {
            Some(_) => Ok(()),
            None => Err(Refusal::Role { role: self.role.label(), step: step.label() }),
        }
    }

    /// Fails unless the account may do that, or looks at everything that others do.
    pub fn may_look(&self, step: Step) -> Result<(), Refusal> {
        if self.reach(Step::Oversee).is_some() { Ok(()) } else { self.may(step) }
    }

    /// Fails unless the account may do that with records of that authority. Records of no known authority are only for
    /// those who reach everywhere.
    pub fn may_for(&self, step: Step, authority_id: Option<&str>) -> Result<(), Refusal> {
        self.may(step)?;
        let reaches = match self.reach(step) {
            Some(Reach::Everywhere) => true,
            Some(Reach::Own) => {
                authority_id.is_some_and(|id| self.authorities(step).iter().any(|own| own == id))
            }
            None => false,
        };
        if reaches { Ok(()) } else { Err(Refusal::Authority(step.label())) }
    }

    /// The authorities that the account acts for with that step. Filing, reading and approving reach what was delegated;
    /// accounts, keys and delegations are the own authority's alone.
    pub fn authorities(&self, step: Step) -> Vec<String> {
        let delegated = match step {
            Step::File
            | Step::Read
            | Step::Urge
            | Step::ReadPersonalData
            | Step::Approve
            | Step::ExplainGap
            | Step::Commit => self.files_for.as_slice(),
            _ => &[],
        };
        self.authority_id.iter().chain(delegated).cloned().collect()
    }

    /// Notes in the audit trail what this account did.
    pub async fn note(
        &self,
        tx: &mut Tx,
        (act, record_id): (Act, &str),
        change: Change,
        note: String,
        now: DateTime<Utc>,
    ) -> sqlx::Result<()> {
        let deed = Deed {
            action: act.code(),
            record_id,
            done_by: &self.account_id,
            done_from: self.address.as_deref(),
            before: change.before,
            after: change.after,
            note,
        };
        audit::add(tx, deed, now).await
    }
}

/// Commitments to what was there before and after a deed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// Before.
    pub before: Option<String>,
    /// After.
    pub after: Option<String>,
}

impl Change {
    /// Nothing that can be compared.
    pub fn none() -> Self {
        Self::default()
    }

    /// Keyed hashes of both texts: who has the record and the key can prove what was changed, nobody else learns it.
    pub fn between(keeper: &Keeper, before: Option<&str>, after: Option<&str>) -> Self {
        let commit = |text: &str| keeper.fingerprint(&format!("audit|{text}"));
        Self { before: before.map(commit), after: after.map(commit) }
    }
}
