//! Accounts, delegations, deputies, the audit trail.

#[cfg(feature = "ssr")]
mod audit;
#[cfg(feature = "ssr")]
mod delegations;
#[cfg(feature = "ssr")]
mod list;

use chrono::{DateTime, NaiveDate, Utc};
use domain::role::Role;

#[cfg(feature = "ssr")]
use super::frame::Body;
use super::{Access, Fault};

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// All accounts that one may manage, and what waits for a second person.
    List(List),
    /// Asking for an account.
    New(NewAccount),
    /// A first password, shown once.
    FirstPassword(FirstPassword),
    /// One account.
    One(Box<One>),
    /// Delegations and deputies of an authority.
    Delegations(Box<Delegations>),
    /// The audit trail.
    Audit(Box<Audit>),
}

/// All accounts that one may manage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// What the reader may do.
    pub access: Access,
    /// By login.
    pub accounts: Vec<Account>,
    /// What waits for a second person, oldest first.
    pub waiting: Vec<Waiting>,
    /// True if delegations are the reader's to make or to look at.
    pub sees_delegations: bool,
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Identifier.
    pub id: String,
    /// Login.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The authority that it belongs to.
    pub authority_name: Option<String>,
    /// Where it stands.
    pub state: AccountState,
    /// Whether an authenticator is in force.
    pub has_second_factor: bool,
}

/// Where an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// A second person is to confirm it.
    Requested,
    /// In use.
    Active,
    /// Ended.
    Disabled,
}

impl AccountState {
    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Requested => "待确认",
            Self::Active => "启用",
            Self::Disabled => "已停用",
        }
    }
}

/// Something that waits for a second person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// Identifier of what was asked.
    pub id: String,
    /// The account's login.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The authority that it belongs to.
    pub authority_name: Option<String>,
    /// What is asked for, in a word.
    pub purpose: &'static str,
    /// Who asked.
    pub asked_by: String,
    /// When.
    pub asked_at: DateTime<Utc>,
    /// Which buttons the reader has.
    pub buttons: Buttons,
}

/// What the reader may do with something that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Buttons {
    /// Look only.
    None,
    /// Take back what one asked oneself.
    TakeBack,
    /// Confirm or refuse as the second person.
    Decide,
}

/// The form of a new account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewAccount {
    /// Roles that one may ask for.
    pub roles: Vec<Role>,
    /// Authorities that one may choose: identifier and name.
    pub authorities: Vec<(String, String)>,
    /// What was typed.
    pub login: String,
    /// The person's name.
    pub name: String,
    /// The address for warnings.
    pub email: String,
    /// The role's word.
    pub role: String,
    /// The authority's identifier.
    pub authority: String,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

/// A first password, shown once.
#[derive(Clone, PartialEq, Eq)]
pub struct FirstPassword {
    /// The account's login.
    pub login: String,
    /// The password.
    pub password: String,
    /// Whether a second person is still to confirm.
    pub waits: bool,
}

impl std::fmt::Debug for FirstPassword {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("FirstPassword").field("login", &self.login).finish_non_exhaustive()
    }
}

/// One account with what may be done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct One {
    /// The account.
    pub account: Account,
    /// The address for warnings.
    pub email: Option<String>,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Who asked for it, and who confirmed it.
    pub hands: (String, Option<String>),
    /// What waits for it.
    pub waiting: Vec<Waiting>,
    /// Whether the reader may ask for a reset.
    pub may_reset: bool,
    /// Whether the reader may end it.
    pub may_end: bool,
}

/// Delegations and deputies of an authority.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Delegations {
    /// What the reader may do: who looks sees those of all authorities.
    pub access: Access,
    /// What it delegated.
    pub given: Vec<Term>,
    /// What was delegated to it.
    pub received: Vec<Term>,
    /// Who stands in for its head.
    pub deputies: Vec<Term>,
    /// Other authorities: identifier and name.
    pub authorities: Vec<(String, String)>,
    /// Other accounts of its own: identifier and name.
    pub accounts: Vec<(String, String)>,
    /// The present day.
    pub today: Option<NaiveDate>,
    /// What was typed: authority or account, first and last day.
    pub typed: (String, String, String),
    /// Which form it was.
    pub form: DelegationForm,
    /// What is wrong with it.
    pub faults: Vec<Fault>,
}

/// Which of the two forms was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DelegationForm {
    /// Delegating to another authority.
    #[default]
    Delegation,
    /// Appointing a deputy.
    Deputy,
}

/// A delegation or a deputy's time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// Identifier.
    pub id: String,
    /// The other authority, or the deputy.
    pub name: String,
    /// The first day.
    pub first_on: NaiveDate,
    /// The last day.
    pub last_on: NaiveDate,
    /// Whether it is still to end.
    pub is_open: bool,
}

/// A page of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audit {
    /// The record that was asked for; empty for all.
    pub record: String,
    /// Newest first.
    pub lines: Vec<AuditLine>,
    /// The number before which the next page begins.
    pub older: Option<i64>,
    /// The last number and its hash.
    pub last: Option<(i64, String)>,
    /// What looking over the whole chain found, if that was asked for.
    pub verdict: Option<Verdict>,
}

/// What looking over the whole chain found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Whole: so many entries.
    Whole(i64),
    /// The first entry that does not follow from the one before it.
    Broken(i64),
    /// An entry that was there once, as a kept head says, and is not there any more.
    CutOff(i64),
}

/// A line of the trail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditLine {
    /// Its number.
    pub number: i64,
    /// When.
    pub recorded_at: DateTime<Utc>,
    /// What, in Chinese.
    pub action: String,
    /// To which record.
    pub record_id: String,
    /// Who: a login, or the name of what was no account.
    pub done_by: String,
    /// From where.
    pub done_from: Option<String>,
    /// Commitments to before and after.
    pub commitments: (Option<String>, Option<String>),
    /// In words.
    pub note: String,
    /// Its hash.
    pub hash: String,
}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(csrf: &str, view: View) -> Body {
    let (title, html) = match view {
        View::List(page) => ("账号", list::list(csrf, page)),
        View::New(page) => ("申请账号", list::new(csrf, &page)),
        View::FirstPassword(page) => ("初始密码", list::first_password(page)),
        View::One(page) => {
            return Body { title: page.account.name.clone(), html: list::one(csrf, *page) };
        }
        View::Delegations(page) => ("委托与代行", delegations::page(csrf, *page)),
        View::Audit(page) => ("审计记录", audit::page(*page)),
    };
    Body { title: title.to_owned(), html }
}
