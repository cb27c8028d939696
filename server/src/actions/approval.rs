//! The second person: nothing goes public, changes or leaves by one hand alone (RULES 7, accountability).
//!
//! What waits is a row of `approval` with its purpose. Approving it does what was asked for in one write transaction
//! with the ledger and the audit trail; returning it sends it back to the clerk with a word.

use chrono::{DateTime, NaiveDate, Utc};
use domain::approval::{ApprovalState, Purpose};
use domain::calendar::beijing_date;
use domain::publication::Publication;
use domain::role::Step;
use serde::{Deserialize, Serialize};

use super::regulator::{Change, Refusal, Regulator};
use super::{hide, remove, withhold};
use crate::import::{self, Applying, ImportError};
use crate::record::act::{Act, RequestAct};
use crate::record::end::{self, Ending, How};
use crate::record::publish::{Parties, Timing, earliest_days, number_key, release, set_deadline};
use crate::state::Core;
use crate::store::Tx;
use crate::store::approval::{self, ApprovalRow};
use crate::store::decision::{self, DecisionRow};
use crate::store::ledger::{self, Action, Entry, Subject};

/// Rows of a batch that are approved in one transaction.
const ROWS_AT_ONCE: i64 = 100;

/// How a public record is to leave: the content of a request to withdraw, repair, withhold or remove it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// The Beijing day of what caused it: annulment, the repair's decision, the hiding, the decision to remove.
    pub on: NaiveDate,
    /// The ground: a code of its purpose's table.
    #[serde(default)]
    pub ground: Option<String>,
    /// The reason in words; public for a withdrawal, and for a removal where the list keeps it.
    pub reason: String,
}

impl Leaving {
    /// The content of a request.
    pub fn of(row: &ApprovalRow) -> Option<Self> {
        serde_json::from_str(row.content.as_deref()?).ok()
    }
}

/// Why a publication is late: asked for when it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LateReason {
    /// A code of [`domain::lateness::LateReason`]; public.
    pub code: String,
    /// In words; stays inside.
    pub words: String,
}

impl LateReason {
    /// True if its code stands in the table, so that it may be public.
    pub fn is_known(&self) -> bool {
        domain::lateness::LateReason::from_code(&self.code).is_some()
    }
}

/// Why an approval did not happen.
#[derive(Debug, thiserror::Error)]
pub enum ApprovalError {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The content could not be taken in.
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl From<sqlx::Error> for ApprovalError {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(Refusal::Store(error))
    }
}

/// Approves what waits; the public sees it with the commit.
pub async fn approve(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    late: Option<LateReason>,
) -> Result<(), ApprovalError> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = waiting(&mut tx, regulator, id).await?;
    let entries = carry_out(core, &mut tx, regulator, &row, late, now).await?;
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Approves all that waits in a batch and that this person may approve; answers how many, and how many were left because
/// they are late and no reason was given.
pub async fn approve_batch(
    core: &Core,
    regulator: &Regulator,
    batch_id: &str,
    late: Option<&LateReason>,
) -> Result<Approved, ApprovalError> {
    regulator.may(Step::Approve)?;
    let mut approved = Approved::default();
    let mut after = String::new();
    loop {
        let now = core.clock.now();
        let mut tx = core.db.write().await?;
        let rows = approval::waiting_in_batch(&mut tx, batch_id, &after, ROWS_AT_ONCE).await?;
        let Some(last) = rows.last() else { return Ok(approved) };
        after.clone_from(&last.id);
        let mut entries = Vec::new();
        for row in &rows {
            if may_decide(regulator, row).is_err() {
                approved.left += 1;
                continue;
            }
            match carry_out(core, &mut tx, regulator, row, late.cloned(), now).await {
                Ok(more) => {
                    entries.extend(more);
                    approved.done += 1;
                }
                Err(ApprovalError::Refused(Refusal::State(_))) => approved.left += 1,
                Err(error) => return Err(error),
            }
        }
        ledger::append(&mut tx, &entries, now).await?;
        tx.commit().await?;
    }
}

/// What became of a batch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Approved {
    /// Approved.
    pub done: u32,
    /// Left: another authority's, one's own, or late without a reason.
    pub left: u32,
}

/// Sends what waits back to the clerk, with a word on what to change. Nothing filed is deleted.
pub async fn send_back(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    word: &str,
) -> Result<(), ApprovalError> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = waiting(&mut tx, regulator, id).await?;
    if word.trim().is_empty() {
        return Err(Refusal::State("请写明退回的原因，经办人据此改正".to_owned()).into());
    }
    if row.purpose == Purpose::Publish {
        let mut found = decision::by_ids(&mut tx, std::slice::from_ref(&row.record_id)).await?;
        for decision in &mut found {
            decision.state = Publication::Returned;
            decision.updated_at = now;
        }
        decision::save(&mut tx, &found).await?;
    }
    end_waiting(&mut tx, regulator, &row, (RequestAct::Returned, Some(word)), None, now).await?;
    tx.commit().await?;
    Ok(())
}

/// What waits under that identifier, if this person may decide it.
pub(super) async fn waiting(tx: &mut Tx, regulator: &Regulator, id: &str) -> Result<ApprovalRow, Refusal> {
    let row = approval::by_id(tx, id).await?.ok_or(Refusal::Unknown)?;
    may_decide(regulator, &row)?;
    if row.state != ApprovalState::Waiting {
        return Err(Refusal::State("这一件已经办理，请刷新待办队列".to_owned()));
    }
    Ok(row)
}

/// The second person is another one, of the same authority or of one that files for it.
pub fn may_decide(regulator: &Regulator, row: &ApprovalRow) -> Result<(), Refusal> {
    regulator.may_for(Step::Approve, row.authority_id.as_deref())?;
    if row.submitted_by == regulator.account_id { Err(Refusal::SamePerson) } else { Ok(()) }
}

async fn carry_out(
    core: &Core,
    tx: &mut Tx,
    regulator: &Regulator,
    row: &ApprovalRow,
    late: Option<LateReason>,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, ApprovalError> {
    let purpose = row.purpose;
    let late = late.or_else(|| {
        let code = row.late_reason.clone()?;
        Some(LateReason { code, words: row.late_words.clone().unwrap_or_default() })
    });
    let entries = if purpose == Purpose::Remove {
        remove::carry_out(core, tx, row, now).await?
    } else {
        of_decision(core, tx, (purpose, row), late.as_ref(), now).await?
    };
    end_waiting(tx, regulator, row, (RequestAct::Approved, None), late, now).await?;
    if purpose != Purpose::Publish && purpose != Purpose::Correct {
        close(tx, &row.record_id, now).await?;
    }
    Ok(entries)
}

async fn of_decision(
    core: &Core,
    tx: &mut Tx,
    (purpose, row): (Purpose, &ApprovalRow),
    late: Option<&LateReason>,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, ApprovalError> {
    let decision = decision::by_ids(tx, std::slice::from_ref(&row.record_id)).await?.pop();
    let decision = decision.ok_or(Refusal::Unknown)?;
    match purpose {
        Purpose::Publish => publish(core, tx, decision, late, now).await,
        Purpose::Correct => correct(core, tx, row, decision, now).await,
        Purpose::Withdraw | Purpose::Repair | Purpose::Withhold => {
            leave(core, tx, (purpose, row), decision, now).await
        }
        Purpose::Hide => {
            Err(Refusal::State("紧急隐藏请选择确认撤回、确认不予公示或者解除隐藏".to_owned()).into())
        }
        // About an entry.
        Purpose::Remove => Err(Refusal::Unknown.into()),
    }
}

/// A decision past its due day asks for the reason.
async fn publish(
    core: &Core,
    tx: &mut Tx,
    mut decision: DecisionRow,
    late: Option<&LateReason>,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, ApprovalError> {
    if decision.state != Publication::Pending {
        return Err(Refusal::State("这条决定已不在待复核状态，请刷新待办队列".to_owned()).into());
    }
    let earliest = earliest_days(tx, std::slice::from_ref(&decision)).await?;
    let earliest = earliest.get(number_key(&decision.document_key)).copied();
    // A row with an earlier day may have come, and have been kept back, after this one.
    set_deadline(&mut decision, &core.rules(), earliest);
    if is_late(&decision, beijing_date(now)) && !late.is_some_and(LateReason::is_known) {
        return Err(Refusal::State("已超过公示期限：请选择逾期原因后再复核通过".to_owned()).into());
    }
    let parties = decision::parties(tx, std::slice::from_ref(&decision.id)).await?;
    let is_open = parties.iter().any(|party| party.resolution == "unresolved");
    let parties = if is_open { Parties::Unresolved } else { Parties::Resolved };
    release(&mut decision, parties, Timing { rules: &core.rules(), now, earliest });
    decision.updated_at = now;
    decision::save(tx, std::slice::from_ref(&decision)).await?;
    let is_public = decision.state == Publication::Published;
    Ok(is_public.then(|| published(&decision)).into_iter().collect())
}

/// Nothing else waits for a record that has left.
pub(super) async fn close(tx: &mut Tx, record_id: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    for purpose in Purpose::ALL {
        approval::supersede(tx, purpose, &[record_id.to_owned()], now).await?;
    }
    Ok(())
}

/// A correction of a hidden record shows it again: a second person has seen what the public will see.
async fn correct(
    core: &Core,
    tx: &mut Tx,
    row: &ApprovalRow,
    mut decision: DecisionRow,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, ApprovalError> {
    let was_hidden = decision.state == Publication::Hidden;
    if was_hidden {
        decision.state = Publication::Published;
        decision::save(tx, std::slice::from_ref(&decision)).await?;
    } else if decision.state != Publication::Published {
        return Err(Refusal::State("这条记录已不在公示中，更正不能生效，请退回".to_owned()).into());
    }
    let mut entries = import::correct(&Applying::of(core), tx, row).await?;
    if was_hidden {
        hide::lifted(core, tx, &decision, now).await?;
        for entry in entries.iter_mut().filter(|entry| entry.action == Action::Corrected) {
            entry.action = Action::Published;
        }
    }
    Ok(entries)
}

/// True if the due day is over and nothing but a person kept it from the public.
pub fn is_late(decision: &DecisionRow, today: NaiveDate) -> bool {
    !decision.taken_over
        && !decision.due_provisional
        && decision.published_at.is_none()
        && decision.due_on.is_some_and(|due_on| due_on < today)
}

fn published(decision: &DecisionRow) -> Entry {
    Entry {
        action: Action::Published,
        subject: Subject::Decision,
        record_id: decision.id.clone(),
        public_id: decision.public_id.clone(),
        version: decision.version,
    }
}

/// A public decision leaves: with its reason if it was withdrawn by law, without a trace otherwise.
async fn leave(
    core: &Core,
    tx: &mut Tx,
    (purpose, row): (Purpose, &ApprovalRow),
    decision: DecisionRow,
    now: DateTime<Utc>,
) -> Result<Vec<Entry>, ApprovalError> {
    let leaving =
        Leaving::of(row).ok_or_else(|| Refusal::State("申请内容无法读取，请退回后重新提交".to_owned()))?;
    if purpose == Purpose::Withhold {
        return Ok(withhold::carry_out(core, tx, decision, leaving.ground, now).await?);
    }
    if decision.state != Publication::Published {
        return Err(Refusal::State("这条记录已不在公示中，请退回这一件".to_owned()).into());
    }
    let how = match purpose {
        Purpose::Withdraw => How::Withdrawn(leaving.reason),
        _ => How::Ended,
    };
    let mut entries = Vec::new();
    let ending = Ending { on: beijing_date(now), how };
    end::apply(tx, decision, &ending, &core.journal, now, &mut entries).await?;
    Ok(entries)
}

/// Notes how the waiting ended, in the approval and in the audit trail.
pub(super) async fn end_waiting(
    tx: &mut Tx,
    regulator: &Regulator,
    row: &ApprovalRow,
    (act, word): (RequestAct, Option<&str>),
    late: Option<LateReason>,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let (late_reason, late_words) = late.map(|late| (late.code, late.words)).unzip();
    let ended = ApprovalRow {
        state: act.state(),
        decided_by: Some(regulator.account_id.clone()),
        decided_at: Some(now),
        note: word.map(str::to_owned),
        late_reason,
        late_words,
        ..row.clone()
    };
    if !approval::decide(tx, &ended).await? {
        return Err(Refusal::State("这一件刚由另一人办理，请刷新待办队列".to_owned()));
    }
    let purpose = row.purpose;
    regulator
        .note(
            tx,
            (Act::Request(purpose, act), &row.record_id),
            Change::none(),
            format!("approval {}", row.id),
            now,
        )
        .await?;
    Ok(())
}

/// Since when nothing goes public without a second person; noted with the first active account that publishes.
pub async fn require_from_now_on(tx: &mut Tx, now: DateTime<Utc>) -> sqlx::Result<()> {
    if crate::store::setting::get(tx, import::APPROVAL_SINCE).await?.is_none() {
        crate::store::setting::set(tx, import::APPROVAL_SINCE, &now.to_rfc3339()).await?;
    }
    Ok(())
}
