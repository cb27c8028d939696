//! 撤回: a decision that was changed, annulled, held unlawful or void leaves within its clock, with a public reason
//! (行政处罚法 48). Asked for by a clerk, done by the second person's approval.

use chrono::NaiveDate;
use domain::approval::Purpose;
use domain::decision::DecisionKind;
use domain::leaving::{self, WithdrawalGround};
use domain::publication::Publication;
use domain::role::Step;

use super::approval::Leaving;
use super::ask;
use super::regulator::{Refusal, Regulator};
use crate::state::Core;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// Why, by law.
    pub ground: WithdrawalGround,
    /// The authority's words behind it; public.
    pub words: String,
    /// The Beijing day of the annulment: its clock runs from there.
    pub annulled_on: NaiveDate,
}

/// Asks for the withdrawal of a public decision; answers the approval's identifier.
pub async fn ask(
    core: &Core,
    regulator: &Regulator,
    public_id: &str,
    wanted: &Withdrawal,
) -> Result<String, Refusal> {
    let now = core.clock.now();
    if let Some(fault) =
        leaving::withdrawal_faults(&wanted.words, wanted.annulled_on, core.clock.today()).into_iter().next()
    {
        return Err(Refusal::State(fault.message));
    }
    let mut tx = core.db.write().await?;
    let row = ask::record(&mut tx, regulator, Step::File, public_id).await?;
    let kind = DecisionKind::from_code(&row.kind).ok_or(Refusal::Unknown)?;
    if row.state != Publication::Published {
        return Err(Refusal::State("只有公示中的记录可以撤回".to_owned()));
    }
    let leaving = Leaving {
        on: wanted.annulled_on,
        ground: Some(wanted.ground.code().to_owned()),
        reason: wanted.ground.public_reason(kind, &wanted.words),
    };
    let id = ask::ask(&mut tx, regulator, &row, (Purpose::Withdraw, &leaving), now).await?;
    tx.commit().await?;
    Ok(id)
}
