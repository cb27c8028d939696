//! 移出: an entry leaves its list because its authority so decided, or because an objection to it was found right. Asked for
//! by a clerk or by who decides the objection, done by the second person's approval.

use chrono::{DateTime, NaiveDate, Utc};
use domain::approval::Purpose;
use domain::calendar::beijing_date;
use domain::leaving::{self, RemovalGround};
use domain::role::Step;

use super::approval::Leaving;
use super::ask;
use super::regulator::{Refusal, Regulator};
use crate::record::end::{Ending, How};
use crate::record::end_entry;
use crate::state::Core;
use crate::store::Tx;
use crate::store::approval::ApprovalRow;
use crate::store::entry::{self, EntryRow};
use crate::store::ledger::Entry;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Removal {
    /// Why.
    pub ground: RemovalGround,
    /// The reason in words; public where the list keeps its removals.
    pub words: String,
    /// The Beijing day of the decision to remove.
    pub removed_on: NaiveDate,
}

impl Removal {
    /// As a request holds it.
    pub(super) fn leaving(&self) -> Leaving {
        Leaving {
            on: self.removed_on,
            ground: Some(self.ground.code().to_owned()),
            reason: self.words.trim().to_owned(),
        }
    }
}

/// Asks for the removal of an entry from its list; answers the approval's identifier.
pub async fn ask(
    core: &Core,
    regulator: &Regulator,
    public_id: &str,
    wanted: &Removal,
) -> Result<String, Refusal> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = ask::entry(&mut tx, regulator, Step::File, public_id).await?;
    check(&row, wanted, beijing_date(now))?;
    let id = ask::ask(&mut tx, regulator, &row, (Purpose::Remove, &wanted.leaving()), now).await?;
    tx.commit().await?;
    Ok(id)
}

/// What is wrong with the request, or with the entry's state.
pub(super) fn check(row: &EntryRow, wanted: &Removal, today: NaiveDate) -> Result<(), Refusal> {
    let refused = |message: &str| Err(Refusal::State(message.to_owned()));
    if let Some(fault) = leaving::removal_faults(&wanted.words, wanted.removed_on, today).into_iter().next() {
        return refused(&fault.message);
    }
    if row.begins_on.is_some_and(|begins_on| wanted.removed_on < begins_on) {
        return refused("移出日期早于列入日期，请核对后重新填写");
    }
    if !is_listed(row, today) {
        return refused("这个条目不在公示中，无需移出");
    }
    Ok(())
}

/// True while the entry stands on its list and the public may see it.
pub(super) fn is_listed(row: &EntryRow, today: NaiveDate) -> bool {
    row.state == "published" && row.public_until.is_none_or(|until| until >= today)
}

/// What the approval does: a right listing becomes history where the list keeps it, everything else ends without a trace.
/// Either way the source's file does not bring it back.
pub(super) async fn carry_out(
    core: &Core,
    tx: &mut Tx,
    request: &ApprovalRow,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, Refusal> {
    let unreadable = || Refusal::State("申请内容无法读取，请退回后重新提交".to_owned());
    let leaving = Leaving::of(request).ok_or_else(unreadable)?;
    let ground = leaving.ground.as_deref().and_then(RemovalGround::from_code).ok_or_else(unreadable)?;
    let row = entry::by_ids(tx, std::slice::from_ref(&request.record_id)).await?.pop();
    let row = row.ok_or(Refusal::Unknown)?;
    if !is_listed(&row, beijing_date(now)) {
        return Err(Refusal::State("这个条目已不在公示中，请退回这一件".to_owned()));
    }
    let how = if ground.is_history() { How::Removed(leaving.reason) } else { How::Ended };
    let ending = Ending { on: leaving.on, how };
    let mut entries = Vec::new();
    end_entry::apply(tx, row, &ending, &core.journal, now, &mut entries).await?;
    Ok(entries)
}
