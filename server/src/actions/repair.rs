//! 信用修复: 信用中国 is the single window and told the result; the record ends without a public trace (36号令). The desk
//! only records what was told.

use chrono::NaiveDate;
use domain::approval::Purpose;
use domain::leaving;
use domain::publication::Publication;
use domain::role::Step;

use super::approval::Leaving;
use super::ask;
use super::regulator::{Refusal, Regulator};
use crate::state::Core;

/// The result as 信用中国 told it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Repaired {
    /// The Beijing day of its decision.
    pub decided_on: NaiveDate,
    /// Under which number, and what else is to be known inside.
    pub words: String,
}

/// Asks for the end of a decision by repair; answers the approval's identifier.
pub async fn ask(
    core: &Core,
    regulator: &Regulator,
    public_id: &str,
    told: &Repaired,
) -> Result<String, Refusal> {
    let now = core.clock.now();
    let faults = [leaving::words_fault(&told.words), leaving::day_fault(told.decided_on, core.clock.today())];
    if let Some(fault) = faults.into_iter().flatten().next() {
        return Err(Refusal::State(fault.message));
    }
    let mut tx = core.db.write().await?;
    let row = ask::record(&mut tx, regulator, Step::File, public_id).await?;
    if row.state != Publication::Published {
        return Err(Refusal::State("只有公示中的记录可以登记修复结果".to_owned()));
    }
    let leaving = Leaving { on: told.decided_on, ground: None, reason: told.words.clone() };
    let id = ask::ask(&mut tx, regulator, &row, (Purpose::Repair, &leaving), now).await?;
    tx.commit().await?;
    Ok(id)
}
