//! 紧急隐藏: a reviewer or an administrator on duty takes a record out of every public view at once. Within one working
//! day a second person confirms it, and it is withdrawn or withheld; or lifts it, and it is public again with its old
//! times. Unconfirmed it stays hidden.

use chrono::{DateTime, Utc};
use domain::approval::{ApprovalState, Purpose};
use domain::calendar::beijing_date;
use domain::decision::DecisionKind;
use domain::leaving::{self, HidingGround, WithdrawalGround};
use domain::publication::{Publication, WithheldReason};
use domain::role::Step;

use super::approval::{self, ApprovalError, Leaving};
use super::ask;
use super::regulator::{Refusal, Regulator};
use super::withhold;
use crate::import::Channel;
use crate::journal::{Erasure, Mark};
use crate::random;
use crate::record::act::RequestAct;
use crate::record::end::{self, Ending, How};
use crate::state::Core;
use crate::store::Tx;
use crate::store::approval::{self as approvals, ApprovalRow};
use crate::store::decision::{self, DecisionRow};
use crate::store::ledger::{self, Action, Entry, Subject};

/// Who hid a record that a restored back-up showed again.
const JOURNAL: &str = "erasure-journal";

/// Hides a public record; answers the identifier of what now waits for a second person.
pub async fn hide(
    core: &Core,
    regulator: &Regulator,
    public_id: &str,
    (ground, words): (HidingGround, &str),
) -> Result<String, Refusal> {
    let now = core.clock.now();
    if let Some(fault) = leaving::words_fault(words) {
        return Err(Refusal::State(fault.message));
    }
    let mut tx = core.db.write().await?;
    let mut row = ask::record(&mut tx, regulator, Step::Hide, public_id).await?;
    if row.state != Publication::Published {
        return Err(Refusal::State("这条记录不在公示中，无需隐藏".to_owned()));
    }
    let leaving = Leaving {
        on: beijing_date(now),
        ground: Some(ground.code().to_owned()),
        reason: words.trim().to_owned(),
    };
    let entry = put_away(&mut tx, &mut row, now).await?;
    let id = ask::ask(&mut tx, regulator, &row, (Purpose::Hide, &leaving), now).await?;
    mark(core, &row, Mark::Hidden, now)?;
    ledger::append(&mut tx, &[entry], now).await?;
    tx.commit().await?;
    Ok(id)
}

async fn put_away(tx: &mut Tx, row: &mut DecisionRow, now: DateTime<Utc>) -> sqlx::Result<Entry> {
    row.state = Publication::Hidden;
    row.version += 1;
    row.updated_at = now;
    decision::save(tx, std::slice::from_ref(row)).await?;
    Ok(entry(row, Action::Ended))
}

fn entry(row: &DecisionRow, action: Action) -> Entry {
    Entry {
        action,
        subject: Subject::Decision,
        record_id: row.id.clone(),
        public_id: row.public_id.clone(),
        version: row.version,
    }
}

/// A line in the erasure journal, so that a restored back-up cannot show again what is hidden.
fn mark(core: &Core, row: &DecisionRow, mark: Mark, now: DateTime<Utc>) -> sqlx::Result<()> {
    let on = beijing_date(now);
    let line = Erasure { public_id: row.public_id.clone(), on, public_reason: None, mark };
    core.journal.append(&line).map_err(sqlx::Error::Io)
}

/// How a hiding is confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// Withdrawn by law: a tombstone with this ground and these public words.
    Withdraw(WithdrawalGround, String),
    /// Withheld: without a trace.
    Withhold(WithheldReason),
}

/// The second person confirms that the record must not be public.
pub async fn confirm(
    core: &Core,
    regulator: &Regulator,
    approval_id: &str,
    how: &Confirmed,
) -> Result<(), ApprovalError> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let (waiting, row) = hidden(&mut tx, regulator, approval_id).await?;
    let Some(row) = row else { return leave_it(tx, &waiting, now).await };
    let mut entries = Vec::new();
    match how {
        Confirmed::Withdraw(ground, words) => {
            if let Some(fault) = leaving::public_words_fault(words) {
                return Err(Refusal::State(fault.message).into());
            }
            let kind = DecisionKind::from_code(&row.kind).ok_or(Refusal::Unknown)?;
            let how = How::Withdrawn(ground.public_reason(kind, words));
            let ending = Ending { on: beijing_date(now), how };
            end::apply(&mut tx, row, &ending, &core.journal, now, &mut entries).await?;
        }
        Confirmed::Withhold(ground) => {
            let ground = Some(ground.code().to_owned());
            entries.extend(withhold::carry_out(core, &mut tx, row, ground, now).await?);
        }
    }
    approval::end_waiting(&mut tx, regulator, &waiting, (RequestAct::Approved, None), None, now).await?;
    approval::close(&mut tx, &waiting.record_id, now).await?;
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The second person finds that the record was rightly public: it is so again, with its old times.
pub async fn lift(
    core: &Core,
    regulator: &Regulator,
    approval_id: &str,
    word: &str,
) -> Result<(), ApprovalError> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let (waiting, row) = hidden(&mut tx, regulator, approval_id).await?;
    if word.trim().is_empty() {
        return Err(Refusal::State("请写明解除隐藏的理由".to_owned()).into());
    }
    let Some(mut row) = row else { return leave_it(tx, &waiting, now).await };
    let is_over = row.public_until.is_some_and(|until| until < beijing_date(now));
    if is_over {
        row.state = Publication::Ended;
        row.ended_on = row.public_until;
    } else {
        row.state = Publication::Published;
    }
    row.version += 1;
    row.updated_at = now;
    decision::save(&mut tx, std::slice::from_ref(&row)).await?;
    approval::end_waiting(&mut tx, regulator, &waiting, (RequestAct::Lifted, Some(word.trim())), None, now)
        .await?;
    let entries: Vec<Entry> = (!is_over).then(|| entry(&row, Action::Published)).into_iter().collect();
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    // After the commit: a crash in between hides it again at the next start, never the other way round.
    mark(core, &row, Mark::Lifted, now)?;
    Ok(())
}

/// What waits for a confirmation, with the record if it is still hidden.
async fn hidden(
    tx: &mut Tx,
    regulator: &Regulator,
    approval_id: &str,
) -> Result<(ApprovalRow, Option<DecisionRow>), Refusal> {
    let waiting = approval::waiting(tx, regulator, approval_id).await?;
    if waiting.purpose != Purpose::Hide {
        return Err(Refusal::State("这一件不是紧急隐藏".to_owned()));
    }
    let row = decision::by_ids(tx, std::slice::from_ref(&waiting.record_id)).await?.pop();
    let row = row.ok_or(Refusal::Unknown)?;
    Ok((waiting, Some(row).filter(|row| row.state == Publication::Hidden)))
}

/// The record left in another way meanwhile: nothing is to be decided any more.
async fn leave_it(mut tx: Tx, waiting: &ApprovalRow, now: DateTime<Utc>) -> Result<(), ApprovalError> {
    approvals::supersede(&mut tx, waiting.purpose, std::slice::from_ref(&waiting.record_id), now).await?;
    tx.commit().await?;
    Err(Refusal::State("这条记录已不在隐藏状态，这一件已经了结".to_owned()).into())
}

/// A correction showed a hidden record again: its hiding is over.
pub(super) async fn lifted(
    core: &Core,
    tx: &mut Tx,
    row: &DecisionRow,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    approvals::supersede(tx, Purpose::Hide, std::slice::from_ref(&row.id), now).await?;
    mark(core, row, Mark::Lifted, now)
}

/// Hides a record again that an older copy of the data base shows; a second person decides as before. Answers false if
/// it is not public.
pub(super) async fn again(tx: &mut Tx, public_id: &str, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let found =
        decision::by_public_id(tx, public_id).await?.filter(|row| row.state == Publication::Published);
    let Some(mut row) = found else { return Ok(false) };
    let entry = put_away(tx, &mut row, now).await?;
    let leaving = Leaving {
        on: beijing_date(now),
        ground: Some(HidingGround::Other.code().to_owned()),
        reason: "恢复备份后按撤除日志重新隐藏".to_owned(),
    };
    let waiting = ApprovalRow {
        id: random::record_id(),
        purpose: Purpose::Hide,
        state: ApprovalState::Waiting,
        record_id: row.id.clone(),
        authority_id: row.authority_id.clone(),
        content: serde_json::to_string(&leaving).ok(),
        channel: Channel::File.code().to_owned(),
        submitted_by: JOURNAL.to_owned(),
        submitted_at: now,
        begun_at: now,
        ..ApprovalRow::default()
    };
    approvals::add(tx, &[waiting]).await?;
    ledger::append(tx, &[entry], now).await?;
    Ok(true)
}
