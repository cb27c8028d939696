//! What those do who decide objections (RULES 5.4). The record keeps its place and carries the mark 异议处理中 from the
//! acceptance to the close; a second person takes a record out of view, never the one who decides the objection.

use chrono::{DateTime, NaiveDate, Utc};
use domain::approval::Purpose;
use domain::calendar::beijing_date;
use domain::decision::DecisionKind;
use domain::leaving::{RemovalGround, WithdrawalGround};
use domain::objection::{ObjectionStep, Outcome, Statement, reason_fault};
use domain::publication::WithheldReason;
use domain::role::Step;

use super::approval::Leaving;
use super::ask::{self, About};
use super::regulator::{Change, Refusal, Regulator};
use super::remove::{self, Removal};
use crate::record::act::Act;
use crate::state::Core;
use crate::store::ledger::{self, Action, Entry, Subject};
use crate::store::objection::{self, AttachmentRow, ObjectionRow};
use crate::store::{Tx, decision, entry};

/// What the desk shows of an objection.
#[derive(Debug)]
pub struct Case {
    /// Its row.
    pub row: ObjectionRow,
    /// What it says, as far as the reader may know it.
    pub content: Content,
}

/// What an objection says.
#[derive(Debug)]
pub enum Content {
    /// For those who decide it.
    Open {
        /// Who objects, why and in which words.
        statement: Box<Statement>,
        /// What was attached, with the names of the files.
        attachments: Vec<(AttachmentRow, String)>,
        /// What the source answered.
        answer: Option<String>,
    },
    /// For those who only look: nothing that tells who objects.
    Sealed,
    /// The time of keeping is over.
    Erased,
}

/// Opens an objection. Who decides it sees who objects, and that is noted; who only looks sees its course.
pub async fn look(core: &Core, regulator: &Regulator, id: &str) -> Result<Case, Refusal> {
    regulator.may_look(Step::DecideObjection)?;
    if regulator.may(Step::DecideObjection).is_err() {
        let row = objection::by_id(&mut core.db.read().await?, id).await?.ok_or(Refusal::Unknown)?;
        let content = if row.content.is_empty() { Content::Erased } else { Content::Sealed };
        return Ok(Case { row, content });
    }
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = of_regulator(&mut tx, regulator, id).await?;
    let content = opened(core, &mut tx, &row).await?;
    note(&mut tx, regulator, Act::ObjectionRead, &row, now).await?;
    tx.commit().await?;
    Ok(Case { row, content })
}

async fn opened(core: &Core, tx: &mut Tx, row: &ObjectionRow) -> Result<Content, Refusal> {
    let read = |cipher: &str| core.keeper.decrypt(cipher).map_err(unreadable);
    if row.content.is_empty() {
        return Ok(Content::Erased);
    }
    let statement = serde_json::from_str(&read(&row.content)?).map_err(unreadable)?;
    let mut attachments = Vec::new();
    for attachment in objection::attachments(tx, &row.id).await? {
        let name = read(&attachment.name)?;
        attachments.push((attachment, name));
    }
    let answer = row.answer.as_deref().map(read).transpose()?;
    Ok(Content::Open { statement, attachments, answer })
}

/// The content of an attachment. Who fetched it is noted.
pub async fn attachment(
    core: &Core,
    regulator: &Regulator,
    (id, position): (&str, i64),
) -> Result<(AttachmentRow, Vec<u8>), Refusal> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = of_regulator(&mut tx, regulator, id).await?;
    let attachments = objection::attachments(&mut tx, &row.id).await?;
    let found = attachments.into_iter().find(|attachment| attachment.position == position);
    let found = found.filter(|attachment| !attachment.name.is_empty()).ok_or(Refusal::Unknown)?;
    note(&mut tx, regulator, Act::ObjectionAttachmentRead, &row, now).await?;
    tx.commit().await?;
    let (folder, keeper, file) = (core.attachments.clone(), core.keeper.clone(), found.id.clone());
    let bytes = tokio::task::spawn_blocking(move || folder.open(&keeper, &file)).await.map_err(unreadable)?;
    Ok((found, bytes.map_err(|error| Refusal::Store(sqlx::Error::Io(error)))?))
}

/// 受理: the record carries the mark from now on.
pub async fn accept(core: &Core, regulator: &Regulator, id: &str) -> Result<(), Refusal> {
    change(core, regulator, (id, ObjectionStep::Accept), |row, now| {
        row.accepted_at = Some(now);
        Ok(())
    })
    .await
}

/// 不予受理, with a reason that who objected reads.
pub async fn decline(core: &Core, regulator: &Regulator, id: &str, reason: &str) -> Result<(), Refusal> {
    let by = regulator.account_id.clone();
    change(core, regulator, (id, ObjectionStep::Decline), |row, now| {
        row.reason = Some(checked(reason)?);
        row.ended_at = Some(now);
        row.ended_by = Some(by);
        Ok(())
    })
    .await
}

/// 转来源单位核查
pub async fn forward(core: &Core, regulator: &Regulator, id: &str) -> Result<(), Refusal> {
    change(core, regulator, (id, ObjectionStep::Forward), |row, now| {
        row.forwarded_at = Some(now);
        Ok(())
    })
    .await
}

/// Notes what the source answered; it stays inside.
pub async fn answer(core: &Core, regulator: &Regulator, id: &str, words: &str) -> Result<(), Refusal> {
    if words.trim().is_empty() {
        return Err(Refusal::State("请写下来源单位的答复".to_owned()));
    }
    let cipher = core.keeper.encrypt(words.trim()).map_err(unreadable)?;
    change(core, regulator, (id, ObjectionStep::Answer), |row, now| {
        row.answer = Some(cipher);
        row.answered_at = Some(now);
        Ok(())
    })
    .await
}

/// 延期: once, with a reason that who objected reads.
pub async fn extend(core: &Core, regulator: &Regulator, id: &str, reason: &str) -> Result<(), Refusal> {
    change(core, regulator, (id, ObjectionStep::Extend), |row, now| {
        if row.extended_at.is_some() {
            return Err(Refusal::State("已经延期一次，不能再延".to_owned()));
        }
        row.extension_reason = Some(checked(reason)?);
        row.extended_at = Some(now);
        Ok(())
    })
    .await
}

/// How an objection is to be closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The outcome.
    pub outcome: Outcome,
    /// Why; who objected reads it, and the public where a decision is withdrawn.
    pub reason: String,
    /// For an end of publicity: a code of `domain::publication` (停止公开) or of `domain::leaving` (移出 of a decision or of
    /// an entry).
    pub ground: String,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// It is closed; the mark is gone.
    Done,
    /// The record is still public: a second person was asked to take it out. Closed afterwards.
    Asked,
}

/// 办结. An outcome that takes the record out of view is open to a second person first, and the mark stays until then.
pub async fn close(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    wanted: &Closing,
) -> Result<Closed, Refusal> {
    let now = core.clock.now();
    let today = beijing_date(now);
    let reason = checked(&wanted.reason)?;
    let mut tx = core.db.write().await?;
    let mut row = of_regulator(&mut tx, regulator, id).await?;
    let after = row.state.after(ObjectionStep::Close).map_err(|refused| Refusal::State(refused.message()))?;
    row.outcome = Some(wanted.outcome.code().to_owned());
    row.reason = Some(reason);
    if wanted.outcome.ends_publicity() && still_stands(&mut tx, &row, today).await? {
        ask_to_end(&mut tx, regulator, &row, wanted, now).await?;
        objection::save(&mut tx, &row).await?;
        note(&mut tx, regulator, Act::ObjectionEndAsked, &row, now).await?;
        tx.commit().await?;
        return Ok(Closed::Asked);
    }
    let before = marked_since(&mut tx, &row.record_id).await?;
    row.state = after;
    row.ended_at = Some(now);
    row.ended_by = Some(regulator.account_id.clone());
    objection::save(&mut tx, &row).await?;
    note(&mut tx, regulator, Act::Objection(ObjectionStep::Close), &row, now).await?;
    let entries = mark_entries(&mut tx, &row, before, today).await?;
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    Ok(Closed::Done)
}

/// Puts the request to withhold or to withdraw into the queue of those who approve.
async fn ask_to_end(
    tx: &mut Tx,
    regulator: &Regulator,
    row: &ObjectionRow,
    wanted: &Closing,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    if row.subject != Subject::Decision.code() {
        return ask_to_remove(tx, regulator, row, wanted, now).await;
    }
    let found = decision::by_ids(tx, std::slice::from_ref(&row.record_id)).await?.pop();
    let found = found.ok_or(Refusal::Unknown)?;
    let kind = DecisionKind::from_code(&found.kind).ok_or(Refusal::Unknown)?;
    let reason = wanted.reason.trim();
    let withheld = WithheldReason::from_code(&wanted.ground);
    let withdrawn = WithdrawalGround::from_code(&wanted.ground);
    let (purpose, reason) = match (wanted.outcome, withheld, withdrawn) {
        (Outcome::Stopped, Some(_), _) => (Purpose::Withhold, reason.to_owned()),
        (Outcome::Removed, _, Some(ground)) => (Purpose::Withdraw, ground.public_reason(kind, reason)),
        (Outcome::Removed, ..) => {
            return Err(Refusal::State("移出行政决定，请选择撤回的依据".to_owned()));
        }
        _ => return Err(Refusal::State("停止公开，请选择不予公示的依据".to_owned())),
    };
    let leaving = Leaving { on: beijing_date(now), ground: Some(wanted.ground.clone()), reason };
    ask::ask(tx, regulator, of_desk(row), (purpose, &leaving), now).await?;
    Ok(())
}

/// The same for an entry of a list.
async fn ask_to_remove(
    tx: &mut Tx,
    regulator: &Regulator,
    row: &ObjectionRow,
    wanted: &Closing,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    let ground = RemovalGround::from_code(&wanted.ground).filter(|_| wanted.outcome == Outcome::Removed);
    let ground = ground.ok_or_else(|| Refusal::State("名录条目请选择“移出”和移出的依据".to_owned()))?;
    let found = entry::by_ids(tx, std::slice::from_ref(&row.record_id)).await?.pop();
    let found = found.ok_or(Refusal::Unknown)?;
    let removal = Removal { ground, words: wanted.reason.clone(), removed_on: beijing_date(now) };
    remove::check(&found, &removal, beijing_date(now))?;
    ask::ask(tx, regulator, of_desk(row), (Purpose::Remove, &removal.leaving()), now).await?;
    Ok(())
}

/// The second person is of the authority that decides the objection: the record's own may have nobody here.
fn of_desk(row: &ObjectionRow) -> About<'_> {
    About { record_id: &row.record_id, authority_id: Some(&row.authority_id) }
}

/// True while the record must still leave: what is off its list and kept as history has left it.
async fn still_stands(tx: &mut Tx, row: &ObjectionRow, today: NaiveDate) -> sqlx::Result<bool> {
    let ids = std::slice::from_ref(&row.record_id);
    if row.subject == Subject::Decision.code() {
        return Ok(!decision::public_by_ids(tx, ids, today).await?.is_empty());
    }
    Ok(entry::by_ids(tx, ids).await?.iter().any(|found| remove::is_listed(found, today)))
}

/// One step in one write transaction: the state, what the step writes, the audit trail, and a ledger row if the mark on
/// the record came or went.
async fn change(
    core: &Core,
    regulator: &Regulator,
    (id, step): (&str, ObjectionStep),
    write: impl FnOnce(&mut ObjectionRow, DateTime<Utc>) -> Result<(), Refusal> + Send,
) -> Result<(), Refusal> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let mut row = of_regulator(&mut tx, regulator, id).await?;
    let after = row.state.after(step).map_err(|refused| Refusal::State(refused.message()))?;
    let before = marked_since(&mut tx, &row.record_id).await?;
    write(&mut row, now)?;
    row.state = after;
    objection::save(&mut tx, &row).await?;
    note(&mut tx, regulator, Act::Objection(step), &row, now).await?;
    let entries = mark_entries(&mut tx, &row, before, beijing_date(now)).await?;
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The objection with that identifier, if this account decides it. Others' are unknown: that there is one says too much.
async fn of_regulator(tx: &mut Tx, regulator: &Regulator, id: &str) -> Result<ObjectionRow, Refusal> {
    regulator.may(Step::DecideObjection)?;
    let row = objection::by_id(tx, id).await?.ok_or(Refusal::Unknown)?;
    match regulator.may_for(Step::DecideObjection, Some(&row.authority_id)) {
        Err(Refusal::Authority(_)) => return Err(Refusal::Unknown),
        other => other?,
    }
    Ok(row)
}

/// Since when the record carries the mark.
pub(super) async fn marked_since(tx: &mut Tx, record_id: &str) -> sqlx::Result<Option<NaiveDate>> {
    let marks = objection::marks(tx, &[record_id.to_owned()]).await?;
    Ok(marks.get(record_id).map(|mark| mark.since))
}

/// What the ledger must say if the mark is another one than before: nothing for a record that is not public.
pub(super) async fn mark_entries(
    tx: &mut Tx,
    row: &ObjectionRow,
    before: Option<NaiveDate>,
    today: NaiveDate,
) -> sqlx::Result<Vec<Entry>> {
    if marked_since(tx, &row.record_id).await? == before {
        return Ok(Vec::new());
    }
    Ok(record_entry(tx, row, today).await?.into_iter().collect())
}

/// The ledger's row about the record as it is now, if the public may see it on that day.
async fn record_entry(tx: &mut Tx, row: &ObjectionRow, today: NaiveDate) -> sqlx::Result<Option<Entry>> {
    let ids = std::slice::from_ref(&row.record_id);
    let (subject, version) = if row.subject == Subject::Decision.code() {
        let found = decision::public_by_ids(tx, ids, today).await?.pop();
        (Subject::Decision, found.map(|found| found.version))
    } else {
        let found = entry::public_by_ids(tx, ids, today).await?.pop();
        (Subject::Entry, found.map(|found| found.version))
    };
    Ok(version.map(|version| Entry {
        action: Action::Corrected,
        subject,
        record_id: row.record_id.clone(),
        public_id: row.record_public_id.clone(),
        version,
    }))
}

async fn note(
    tx: &mut Tx,
    regulator: &Regulator,
    act: Act,
    row: &ObjectionRow,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let words = format!("objection {} to {} {}", row.number, row.subject, row.record_public_id);
    regulator.note(tx, (act, &row.id), Change::none(), words, now).await
}

fn checked(reason: &str) -> Result<String, Refusal> {
    match reason_fault(reason) {
        Some(sentence) => Err(Refusal::State(sentence)),
        None => Ok(reason.trim().to_owned()),
    }
}

fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> Refusal {
    Refusal::Store(sqlx::Error::Io(std::io::Error::other(error)))
}
