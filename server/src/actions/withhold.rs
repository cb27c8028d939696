//! 不予公示: a decision is kept from the public, or leaves it without a trace, by a ground of the code table and a second
//! person.

use chrono::{DateTime, Utc};
use domain::approval::Purpose;
use domain::calendar::beijing_date;
use domain::leaving;
use domain::publication::{Publication, WithheldReason};
use domain::role::Step;

use super::approval::Leaving;
use super::ask;
use super::regulator::{Refusal, Regulator};
use crate::record::end::{self, Ending, How};
use crate::record::publish::{Parties, Timing, earliest_days, number_key, release};
use crate::state::Core;
use crate::store::Tx;
use crate::store::decision::{self, DecisionRow};
use crate::store::ledger::Entry;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withholding {
    /// By which ground.
    pub ground: WithheldReason,
    /// In words; stays inside.
    pub words: String,
}

/// Asks for a decision to be withheld, public or not; answers the approval's identifier.
pub async fn ask(
    core: &Core,
    regulator: &Regulator,
    public_id: &str,
    wanted: &Withholding,
) -> Result<String, Refusal> {
    let now = core.clock.now();
    if let Some(fault) = leaving::words_fault(&wanted.words) {
        return Err(Refusal::State(fault.message));
    }
    let mut tx = core.db.write().await?;
    let row = ask::record(&mut tx, regulator, Step::File, public_id).await?;
    if row.state != Publication::Published && !row.state.waits() {
        return Err(Refusal::State("这条记录既不在公示中，也不在等待公示，无需转为不予公示".to_owned()));
    }
    let leaving = Leaving {
        on: core.clock.today(),
        ground: Some(wanted.ground.code().to_owned()),
        reason: wanted.words.clone(),
    };
    let id = ask::ask(&mut tx, regulator, &row, (Purpose::Withhold, &leaving), now).await?;
    tx.commit().await?;
    Ok(id)
}

/// What the approval does. A decision that waited is judged as one that was released: withheld after its due day, it
/// counts as late. A public one ends without a trace and never comes back under the same number, day and party.
pub(super) async fn carry_out(
    core: &Core,
    tx: &mut Tx,
    mut row: DecisionRow,
    ground: Option<String>,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, Refusal> {
    let ground = ground.filter(|code| WithheldReason::from_code(code).is_some());
    let ground = ground.ok_or_else(|| Refusal::State("不予公示的理由不在代码表中，请退回".to_owned()))?;
    let mut entries = Vec::new();
    row.withheld_reason = Some(ground);
    if matches!(row.state, Publication::Published | Publication::Hidden) {
        let ending = Ending { on: beijing_date(now), how: How::Ended };
        end::apply(tx, row, &ending, &core.journal, now, &mut entries).await?;
        return Ok(entries);
    }
    if !row.state.waits() {
        return Err(Refusal::State("这条记录已不在等待公示，请退回这一件".to_owned()));
    }
    let earliest = earliest_days(tx, std::slice::from_ref(&row)).await?;
    let earliest = earliest.get(number_key(&row.document_key)).copied();
    release(&mut row, Parties::Resolved, Timing { rules: &core.rules(), now, earliest });
    row.updated_at = now;
    decision::save(tx, std::slice::from_ref(&row)).await?;
    Ok(entries)
}
