//! Asking a second person for something about a record: what a clerk does to take a public decision back.

use chrono::{DateTime, Utc};
use domain::approval::{ApprovalState, Purpose};
use domain::role::Step;

use super::approval::Leaving;
use super::regulator::{Change, Refusal, Regulator};
use crate::import::Channel;
use crate::random;
use crate::record::act::{Act, RequestAct};
use crate::state::Core;
use crate::store::Tx;
use crate::store::approval::{self, ApprovalRow};
use crate::store::decision::{self, DecisionRow};
use crate::store::entry::{self, EntryRow};

/// The record with that public identifier, if this account may take that step with it.
pub async fn record(
    tx: &mut Tx,
    regulator: &Regulator,
    step: Step,
    public_id: &str,
) -> Result<DecisionRow, Refusal> {
    regulator.may(step)?;
    let row = decision::by_public_id(tx, public_id).await?.ok_or(Refusal::Unknown)?;
    match regulator.may_for(step, row.authority_id.as_deref()) {
        // Whose record it is says already too much.
        Err(Refusal::Authority(_)) => Err(Refusal::Unknown),
        other => other.map(|()| row),
    }
}

/// The entry with that public identifier, if this account may take that step with it.
pub async fn entry(
    tx: &mut Tx,
    regulator: &Regulator,
    step: Step,
    public_id: &str,
) -> Result<EntryRow, Refusal> {
    regulator.may(step)?;
    let row = entry::by_public_id(tx, public_id).await?.ok_or(Refusal::Unknown)?;
    match regulator.may_for(step, row.authority_id.as_deref()) {
        Err(Refusal::Authority(_)) => Err(Refusal::Unknown),
        other => other.map(|()| row),
    }
}

/// What a request is about, and whose second person decides it.
#[derive(Clone, Copy, Debug)]
pub(super) struct About<'a> {
    /// Identifier inside the house.
    pub(super) record_id: &'a str,
    /// The authority.
    pub(super) authority_id: Option<&'a str>,
}

impl<'a> From<&'a DecisionRow> for About<'a> {
    fn from(row: &'a DecisionRow) -> Self {
        Self { record_id: &row.id, authority_id: row.authority_id.as_deref() }
    }
}

impl<'a> From<&'a EntryRow> for About<'a> {
    fn from(row: &'a EntryRow) -> Self {
        Self { record_id: &row.id, authority_id: row.authority_id.as_deref() }
    }
}

/// Puts a request into the queue. One that waits or was returned with the same purpose is overtaken by it.
pub(super) async fn ask(
    tx: &mut Tx,
    regulator: &Regulator,
    about: impl Into<About<'_>> + Send,
    (purpose, leaving): (Purpose, &Leaving),
    now: DateTime<Utc>,
) -> Result<String, Refusal> {
    let about = about.into();
    let record_id = about.record_id.to_owned();
    approval::supersede(tx, purpose, std::slice::from_ref(&record_id), now).await?;
    let row = ApprovalRow {
        id: random::record_id(),
        purpose,
        state: ApprovalState::Waiting,
        record_id,
        authority_id: about.authority_id.map(str::to_owned),
        content: serde_json::to_string(leaving).ok(),
        channel: Channel::Form.code().to_owned(),
        submitted_by: regulator.account_id.clone(),
        submitted_at: now,
        begun_at: now,
        ..ApprovalRow::default()
    };
    approval::add(tx, std::slice::from_ref(&row)).await?;
    let note = format!("approval {}", row.id);
    regulator
        .note(tx, (Act::Request(purpose, RequestAct::Asked), &row.record_id), Change::none(), note, now)
        .await?;
    Ok(row.id)
}

/// Takes back a request to withdraw, repair, withhold or remove that waits or was returned. What was filed stays in the record.
pub async fn give_up(core: &Core, regulator: &Regulator, approval_id: &str) -> Result<(), Refusal> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = approval::by_id(&mut tx, approval_id).await?.ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::File, row.authority_id.as_deref())?;
    let purpose = row.purpose;
    let can_be = matches!(purpose, Purpose::Withdraw | Purpose::Repair | Purpose::Withhold | Purpose::Remove);
    if !can_be || !row.state.is_open() {
        return Err(Refusal::State(
            "这一件不能放弃：只有未办结的撤回、修复、不予公示、移出申请可以".to_owned(),
        ));
    }
    approval::give_up(&mut tx, &row, now).await?;
    let note = format!("approval {}", row.id);
    regulator
        .note(
            &mut tx,
            (Act::Request(purpose, RequestAct::GivenUp), &row.record_id),
            Change::none(),
            note,
            now,
        )
        .await?;
    tx.commit().await?;
    Ok(())
}
