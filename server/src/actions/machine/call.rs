//! A call that files decisions: the same call is answered as the first, whatever happened in between.
//!
//! The call is noted with the identifier of its batch before the first row is read. A call that a crash cut off is
//! taken up by the next one with the same key: from its batch if that was entered, from its rows otherwise.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::commitment::Opening;
use domain::decision::DecisionKind;
use domain::issue::{Issue, Severity};
use domain::key_scope::Scope;
use domain::standard;
use serde::Serialize;

use super::commitments::{self, Opened};
use super::keys::Program;
use crate::actions::regulator::{Change, Refusal};
use crate::import::{self, Channel, Counts, GivenRow, HandIn, HandedIn, Handing, ImportError, Outcome};
use crate::random;
use crate::record::act::Act;
use crate::record::registry::AuthorityDirectory;
use crate::state::Core;
use crate::store::agency_call::{self, CallRow};
use crate::store::batch::{self, BatchRow};
use crate::store::{Tx, agency_key};

/// How long a call is remembered.
const KEPT: TimeDelta = TimeDelta::days(30);
/// A call that did not end for so long was cut off by a crash: a thousand rows take a second or two.
const LEASE: TimeDelta = TimeDelta::minutes(2);

/// What a program files in one call.
#[derive(Debug)]
pub struct Filing {
    /// Licences or penalties.
    pub kind: DecisionKind,
    /// The rows, under all field codes of the kind in the order of the standard.
    pub rows: Vec<GivenRow>,
    /// Openings of commitments, by line.
    pub openings: Vec<(i64, Sent)>,
}

/// An opening as it came with a row.
#[derive(Debug)]
pub enum Sent {
    /// It can be read.
    Opening {
        /// Salt and content, with what the row says.
        opening: Box<Opening>,
        /// The row's day of decision.
        decided_on: NaiveDate,
    },
    /// It cannot, or the row lacks number or day.
    Malformed,
}

/// By what a call is recognised.
#[derive(Clone, Debug)]
pub struct Call {
    /// The caller's own word for it.
    pub idempotency_key: String,
    /// Keyed hash of the body.
    pub request_hash: String,
}

/// An answer.
#[derive(Debug, PartialEq, Eq)]
pub enum Answered {
    /// The first one to this call.
    First(String),
    /// The same again.
    Again(String),
}

/// Why a call has no answer.
#[derive(Debug, thiserror::Error)]
pub enum CallError {
    /// The key was used for another body.
    #[error("the idempotency key was used for another body")]
    Conflict,
    /// The first call goes on.
    #[error("the first call goes on")]
    InProgress,
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The rows could not be taken in.
    #[error(transparent)]
    Import(#[from] ImportError),
}

impl From<sqlx::Error> for CallError {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(Refusal::Store(error))
    }
}

/// The receipt of a batch, row by row.
#[derive(Debug, Serialize)]
pub struct Receipt {
    batch: String,
    items: Vec<Item>,
    counts: Counts,
}

/// How a row ended.
#[derive(Debug, Serialize)]
struct Item {
    line: i64,
    outcome: Outcome,
    id: Option<String>,
    issues: Vec<ItemIssue>,
    commitment: Option<&'static str>,
}

/// What is wrong with a row; values stay inside.
#[derive(Debug, Serialize)]
struct ItemIssue {
    code: String,
    severity: Severity,
    field: Option<String>,
    message: String,
}

impl From<HandedIn> for Receipt {
    fn from(handed: HandedIn) -> Self {
        let issue = |issue: Issue| {
            let Issue { code, severity, field, message, .. } = issue;
            ItemIssue { code, severity, field, message }
        };
        let items = handed.rows.into_iter().map(|row| Item {
            line: row.line,
            outcome: row.outcome,
            id: row.decision,
            issues: row.issues.into_iter().map(issue).collect(),
            commitment: None,
        });
        Self { batch: handed.batch_id, items: items.collect(), counts: handed.counts }
    }
}

/// Files decisions: each row that is accepted waits for a second person.
pub async fn file(
    core: &Core,
    program: &Program,
    call: &Call,
    filing: Filing,
) -> Result<Answered, CallError> {
    program.regulator.may(Scope::File.step())?;
    let Filing { kind, rows, openings } = filing;
    let begun = begin(core, program, call).await?;
    let (row, handed) = match begun {
        Begun::Answered(answer) => return Ok(Answered::Again(answer)),
        Begun::CutOff(row, batch) => (row, import::finish(core, *batch).await?),
        Begun::Ours(row) => {
            let given = given(core, program, kind, rows).await?;
            match import::hand_in_as(core, &row.batch_id, given).await {
                Ok(handed) => (row, handed),
                Err(error) => {
                    give_up(core, &row).await?;
                    return Err(error.into());
                }
            }
        }
    };
    let mut receipt = Receipt::from(handed);
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    open_commitments(&mut tx, program, openings, &mut receipt, now).await?;
    let answer = serde_json::to_string(&receipt).unwrap_or_default();
    agency_call::answer(&mut tx, &row, &answer).await?;
    let note = format!("{} {}", kind.code(), receipt.counts);
    program.regulator.note(&mut tx, (Act::FiledByKey, &row.batch_id), Change::none(), note, now).await?;
    tx.commit().await?;
    Ok(Answered::First(answer))
}

/// Where a call stands.
enum Begun {
    /// Its rows are to be handed in.
    Ours(CallRow),
    /// Its batch is in the record, its answer was never kept.
    CutOff(CallRow, Box<BatchRow>),
    /// It was answered.
    Answered(String),
}

async fn begin(core: &Core, program: &Program, call: &Call) -> Result<Begun, CallError> {
    let now = core.clock.now();
    let row = CallRow {
        key_id: program.key_id.clone(),
        idempotency_key: call.idempotency_key.clone(),
        request_hash: call.request_hash.clone(),
        state: "begun".to_owned(),
        batch_id: random::record_id(),
        answer: None,
        begun_at: now,
    };
    let mut tx = core.db.write().await?;
    agency_call::forget_before(&mut tx, now - KEPT).await?;
    if agency_call::begin(&mut tx, &row).await? {
        tx.commit().await?;
        return Ok(Begun::Ours(row));
    }
    let known = agency_call::find(&mut tx, &row.key_id, &row.idempotency_key).await?;
    let known = known.ok_or(CallError::InProgress)?;
    if known.request_hash != row.request_hash {
        return Err(CallError::Conflict);
    }
    if let Some(answer) = known.answer {
        return Ok(Begun::Answered(answer));
    }
    let is_cut_off = now - known.begun_at >= LEASE;
    match batch::by_id(&mut tx, &known.batch_id).await? {
        Some(batch) if is_cut_off || batch.state == "done" => Ok(Begun::CutOff(known, Box::new(batch))),
        None if is_cut_off => {
            agency_call::begin_again(&mut tx, &row).await?;
            tx.commit().await?;
            Ok(Begun::Ours(row))
        }
        _ => Err(CallError::InProgress),
    }
}

/// The call may be made again if nothing of it is in the record.
async fn give_up(core: &Core, row: &CallRow) -> sqlx::Result<()> {
    let mut tx = core.db.write().await?;
    if batch::by_id(&mut tx, &row.batch_id).await?.is_none() {
        agency_call::forget(&mut tx, row).await?;
    }
    tx.commit().await
}

async fn given(
    core: &Core,
    program: &Program,
    kind: DecisionKind,
    rows: Vec<GivenRow>,
) -> Result<HandIn<GivenRow>, Refusal> {
    let regulator = &program.regulator;
    let mut tx = core.db.read().await?;
    let authority = commitments::own_code(&mut tx, regulator).await?;
    Ok(HandIn {
        kind,
        headings: standard::fields(kind).iter().map(|field| field.code.to_owned()).collect(),
        rows,
        authority: Some(authority.as_str().to_owned()),
        handing: Handing {
            only_for: Some(regulator.authorities(Scope::File.step())),
            ..Handing::of(Channel::Api, regulator.account_id.clone())
        },
    })
}

async fn open_commitments(
    tx: &mut Tx,
    program: &Program,
    openings: Vec<(i64, Sent)>,
    receipt: &mut Receipt,
    now: DateTime<Utc>,
) -> Result<(), Refusal> {
    if openings.is_empty() {
        return Ok(());
    }
    let directory = AuthorityDirectory::load(tx).await?;
    for (line, sent) in openings {
        let word = match sent {
            Sent::Malformed => "malformed",
            Sent::Opening { opening, decided_on } => {
                let what = (opening.as_ref(), decided_on);
                match commitments::open_in(tx, &program.regulator, &directory, what, now).await {
                    Ok(opened) => opened.code(),
                    Err(Refusal::Store(error)) => return Err(error.into()),
                    Err(_) => Opened::Unknown.code(),
                }
            }
        };
        if let Some(item) = receipt.items.iter_mut().find(|item| item.line == line) {
            item.commitment = Some(word);
        }
    }
    Ok(())
}

/// The receipt of a batch that a program of the same authority filed.
pub async fn receipt(core: &Core, program: &Program, batch_id: &str) -> Result<Receipt, Refusal> {
    let mut tx = core.db.read().await?;
    let row = batch::by_id(&mut tx, batch_id).await?.ok_or(Refusal::Unknown)?;
    let handing: Handing = row
        .handing
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .filter(|handing: &Handing| handing.channel == Channel::Api)
        .ok_or(Refusal::Unknown)?;
    let key_id = handing.submitted_by.strip_prefix("key:").ok_or(Refusal::Unknown)?;
    let key = agency_key::by_id(&mut tx, key_id).await?.ok_or(Refusal::Unknown)?;
    if program.regulator.authority_id.as_ref() != Some(&key.authority_id) {
        return Err(Refusal::Unknown);
    }
    Ok(import::receipt(&mut tx, &row).await?.into())
}
