//! What one administrator enters and another confirms.

use chrono::{DateTime, Utc};
use domain::role::Step;

use super::regulator::{Change, Refusal, Regulator};
use crate::record::act::Act;
use crate::state::Core;
use crate::store::Tx;
use crate::store::entered::{self, IN_FORCE, REFUSED, Table};

/// Why something was not taken.
#[derive(Debug, thiserror::Error)]
pub enum EnteringFault {
    /// Fields with what is wrong in each.
    #[error("{} 处需要改正", .0.len())]
    Fields(Vec<(&'static str, String)>),
    /// Not for this account, or not now.
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<sqlx::Error> for EnteringFault {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(Refusal::Store(error))
    }
}

/// How an administrator decides about what waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is like the original: in force.
    Confirm,
    /// It is not, or who entered it takes it back.
    Refuse,
}

/// What waits, as it is stored.
pub(super) struct Waiting<'a> {
    /// Table and identifier.
    pub(super) place: (Table, &'a str),
    /// Who entered it.
    pub(super) entered_by: &'a str,
    /// What was entered, for the commitment of the audit trail.
    pub(super) content: &'a str,
    /// What it is called in the audit trail.
    pub(super) name: String,
    /// What the audit trail says if it is confirmed, and if not.
    pub(super) acts: [Act; 2],
}

/// Decides about what waits. Nobody confirms what they entered.
///
/// # Errors
/// A refusal if the account may not, entered it itself, or if it does not wait any more.
pub(super) async fn decide(
    core: &Core,
    tx: &mut Tx,
    regulator: &Regulator,
    (waiting, verdict): (&Waiting<'_>, Verdict),
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    regulator.may(Step::ManageCalendar)?;
    if verdict == Verdict::Confirm && waiting.entered_by == regulator.account_id {
        return Err(Refusal::SamePerson);
    }
    let (state, act) = match verdict {
        Verdict::Confirm => (IN_FORCE, waiting.acts[0]),
        Verdict::Refuse => (REFUSED, waiting.acts[1]),
    };
    if !entered::decide(tx, waiting.place, state, (&regulator.account_id, now)).await? {
        return Err(Refusal::State("这一件已经办理，请刷新页面查看".to_owned()));
    }
    let change = Change::between(&core.keeper, None, Some(waiting.content));
    regulator.note(tx, (act, waiting.place.1), change, waiting.name.clone(), now).await?;
    Ok(())
}
