//! What persons do about rows that were kept back: look, correct, try again, drop. The row as sent is never changed.

use chrono::{DateTime, Utc};
use domain::issue::Issue;
use domain::standard;
use domain::text::fold_heading;
use serde::{Deserialize, Serialize};

use super::apply::{self, Applying, Source};
use super::decisions::Staging;
use super::gate::{Gate, Handing, Judging};
use super::own_rows::OwnRows;
use super::spool::{Content, StagedRow};
use super::stage::{Headings, stage_row};
use super::{ImportError, Kind, Outcome, Sending, Times};
use crate::ingest::RawRow;
use crate::record::publish::number_key;
use crate::state::Core;
use crate::store::batch::{self, BatchRow};
use crate::store::first_submission::{self, FirstSubmissionRow};
use crate::store::work_list::{self, VersionRow};
use crate::store::{Tx, ledger};

/// A row as it was sent and as it was read: kept encrypted, for it may hold anything.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KeptRow {
    /// The row's text, byte for byte.
    pub(super) raw: String,
    /// Its cells in the order of the batch's headings.
    pub(super) values: Vec<String>,
}

/// Why nothing was done about a row.
#[derive(Debug, thiserror::Error)]
pub enum WorkError {
    /// There is no such row, or it was taken in already.
    #[error("没有这一行待处理的记录：请用 chengxin quarantine list 核对批次和行号")]
    Unknown,
    /// A column that the file does not have.
    #[error("文件没有“{0}”列。各列为：{1}")]
    Column(String, String),
    /// Reading or writing it failed.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The data base failed.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
    /// The key does not fit.
    #[error(transparent)]
    Secret(#[from] crate::secrets::SecretError),
}

/// A row with all that is known of it.
#[derive(Debug)]
pub struct Row {
    /// Its batch.
    pub batch: BatchRow,
    /// Line in the file.
    pub line: i64,
    /// As sent.
    pub raw: String,
    /// Headings with the present values.
    pub cells: Vec<(String, String)>,
    /// How it ended as sent.
    pub outcome: String,
    /// What was wrong with it as sent.
    pub issues: Vec<Issue>,
    /// What was done about it, oldest first.
    pub versions: Vec<VersionRow>,
}

/// Loads a row.
pub async fn load(core: &Core, batch_id: &str, line: i64) -> Result<Row, WorkError> {
    let mut tx = core.db.read().await?;
    let batch = batch::by_id(&mut tx, batch_id).await?.ok_or(WorkError::Unknown)?;
    let issue = batch::issues(&mut tx, batch_id, line - 1, 1).await?.pop();
    let issue = issue.filter(|issue| issue.line == line).ok_or(WorkError::Unknown)?;
    let versions = work_list::versions(&mut tx, batch_id, line).await?;
    drop(tx);
    let kept = core.keeper.decrypt(issue.raw.as_deref().ok_or(WorkError::Unknown)?)?;
    let kept: KeptRow = serde_json::from_str(&kept).map_err(|_| WorkError::Unknown)?;
    let latest = versions.iter().rev().find_map(|version| version.row_values.as_deref());
    let values = match latest {
        Some(cipher) => {
            serde_json::from_str(&core.keeper.decrypt(cipher)?).map_err(|_| WorkError::Unknown)?
        }
        None => kept.values,
    };
    let headings: Vec<String> =
        batch.headings.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    Ok(Row {
        line,
        raw: kept.raw,
        cells: headings.into_iter().zip(values).collect(),
        outcome: issue.outcome,
        issues: serde_json::from_str(&issue.issues).unwrap_or_default(),
        versions,
        batch,
    })
}

/// What a person does about a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Other values for some columns; the row is read again, as received now.
    Fix(Vec<(String, String)>),
    /// The same values again: the registry, the authorities or the rules have changed. It counts as received when its
    /// file was.
    Retry,
    /// It will never be taken in; the note says why.
    Drop,
}

/// Who works on a row.
#[derive(Clone, Copy, Debug)]
pub struct Worker<'a> {
    /// An account's id, or a name where no account is used.
    pub name: &'a str,
    /// The authorities that this person may file for now; as when the file was handed in if absent.
    pub files_for: Option<&'a [String]>,
}

/// [`work_as`] by somebody who works without an account.
pub async fn work(
    core: &Core,
    place: (&str, i64),
    deed: &Deed,
    by: &str,
    note: Option<&str>,
) -> Result<Option<(Outcome, Vec<Issue>)>, WorkError> {
    work_as(core, place, deed, Worker { name: by, files_for: None }, note).await
}

/// Does it; answers how the row ended and what is still wrong. A dropped row answers `None`.
pub async fn work_as(
    core: &Core,
    (batch_id, line): (&str, i64),
    deed: &Deed,
    worker: Worker<'_>,
    note: Option<&str>,
) -> Result<Option<(Outcome, Vec<Issue>)>, WorkError> {
    let row = load(core, batch_id, line).await?;
    if is_settled(&row) {
        return Err(WorkError::Unknown);
    }
    let now = core.clock.now();
    let version = |action: &str| VersionRow {
        batch_id: batch_id.to_owned(),
        line,
        version: row.versions.last().map_or(1, |last| last.version + 1),
        action: action.to_owned(),
        row_values: None,
        outcome: None,
        issues: None,
        done_by: worker.name.to_owned(),
        note: note.map(str::to_owned),
        recorded_at: now,
    };
    match deed {
        Deed::Drop => {
            give_up(core, version("dropped")).await?;
            Ok(None)
        }
        Deed::Fix(changes) => {
            let values = corrected(&row, changes)?;
            let staged = read_again(core, &row, &values, now, worker).await?;
            take_in(core, (&row, staged), &values, version("fixed")).await.map(Some)
        }
        Deed::Retry => {
            let values: Vec<String> = row.cells.iter().map(|(_, value)| value.clone()).collect();
            let staged = read_again(core, &row, &values, row.batch.received_at, worker).await?;
            take_in(core, (&row, staged), &values, version("retried")).await.map(Some)
        }
    }
}

async fn give_up(core: &Core, version: VersionRow) -> Result<(), WorkError> {
    let mut tx = core.db.write().await?;
    work_list::end_incomplete(&mut tx, &version.batch_id, version.line, version.recorded_at).await?;
    let version = VersionRow { outcome: Some("dropped".to_owned()), ..version };
    work_list::add_version(&mut tx, &version).await?;
    tx.commit().await?;
    Ok(())
}

fn is_settled(row: &Row) -> bool {
    let outcome = row.versions.last().and_then(|version| version.outcome.as_deref()).unwrap_or(&row.outcome);
    !matches!(outcome, "incomplete" | "quarantined" | "held")
}

/// The present values with the changes.
fn corrected(row: &Row, changes: &[(String, String)]) -> Result<Vec<String>, WorkError> {
    let mut values: Vec<String> = row.cells.iter().map(|(_, value)| value.clone()).collect();
    for (heading, value) in changes {
        let place = row.cells.iter().position(|(known, _)| is_column(known, heading)).ok_or_else(|| {
            let known: Vec<&str> = row.cells.iter().map(|(known, _)| known.as_str()).collect();
            WorkError::Column(heading.clone(), known.join("、"))
        })?;
        if let Some(cell) = values.get_mut(place) {
            cell.clone_from(value);
        }
    }
    Ok(values)
}

/// A column is named by its heading or, in the standard's tables, by its caption.
fn is_column(known: &str, named: &str) -> bool {
    let is = |word: &str| fold_heading(word) == fold_heading(named);
    is(known) || standard::field(known).is_some_and(|field| is(field.caption))
}

/// Reads a row with other values.
pub(super) async fn read_again(
    core: &Core,
    row: &Row,
    values: &[String],
    received_at: DateTime<Utc>,
    worker: Worker<'_>,
) -> Result<StagedRow, WorkError> {
    let kind = Kind::from_code(&row.batch.kind).ok_or(WorkError::Unknown)?;
    let headings: Vec<String> = row.cells.iter().map(|(heading, _)| heading.clone()).collect();
    let headings = Headings::read(kind, &headings)?;
    let handing = row.batch.handing.as_deref().and_then(|text| serde_json::from_str::<Handing>(text).ok());
    let judging = handing.as_ref().map_or(Judging::File, Judging::of);
    let then = handing.and_then(|handing| handing.only_for);
    let own_rows = OwnRows::load(&core.db, worker.files_for.or(then.as_deref())).await?;
    let staging = Staging {
        keeper: &core.keeper,
        rules: &core.rules(),
        today: core.clock.today(),
        received_at,
        times: if row.batch.takeover { Times::TakeOver } else { Times::Ours },
        authority: row.batch.submitted_by.as_deref(),
        own_rows: own_rows.as_ref(),
        judging,
        origin: &row.batch.checksum,
    };
    let line = u64::try_from(row.line).unwrap_or_default();
    let again = RawRow {
        line,
        part: 0,
        part_line: line,
        values: values.to_vec(),
        raw: row.raw.clone(),
        problem: None,
    };
    Ok(stage_row(kind, &headings, again, &staging)?)
}

/// In one transaction: the record, the version and the ledger.
async fn take_in(
    core: &Core,
    (row, staged): (&Row, StagedRow),
    values: &[String],
    mut version: VersionRow,
) -> Result<(Outcome, Vec<Issue>), WorkError> {
    let now = version.recorded_at;
    version.row_values = Some(core.keeper.encrypt(&serde_json::to_string(values).unwrap_or_default())?);
    let applying = Applying::of(core);
    let mut tx = core.db.write().await?;
    let gate = Gate::of_batch(&mut tx, &row.batch).await?.handed_in_by(&version.done_by);
    keep_day(&mut tx, (&version, &gate), &staged).await?;
    let source = Source { batch_id: &version.batch_id, sending: Sending::First, gate: &gate, now };
    let read = staged.outcome;
    let (outcome, issues, entries) = apply::take_row(&applying, &mut tx, source, staged).await?;
    // Word for word the incomplete record that it had made: it still lacks what it lacked.
    let outcome = if read == Outcome::Incomplete { read } else { outcome };
    if !matches!(outcome, Outcome::Incomplete | Outcome::Quarantined) {
        work_list::replace_incomplete(&mut tx, &version.batch_id, version.line, now).await?;
    }
    work_list::note_corrected(&mut tx, (&version.batch_id, version.line), &row.outcome).await?;
    version.outcome = Some(outcome.code().to_owned());
    version.issues = serde_json::to_string(&issues).ok();
    work_list::add_version(&mut tx, &version).await?;
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    Ok((outcome, issues))
}

/// The day that the row had before it was corrected counts for the number that it has now, also if it had none before.
async fn keep_day(
    tx: &mut Tx,
    (version, gate): (&VersionRow, &Gate),
    staged: &StagedRow,
) -> Result<(), WorkError> {
    let (Gate::Approval(_), Some(Content::Decision(decision))) = (gate, &staged.content) else {
        return Ok(());
    };
    let day = work_list::incomplete_decided_on(tx, &version.batch_id, version.line).await?;
    let first = day.map(|decided_on| FirstSubmissionRow {
        number_key: number_key(&decision.decision.document_key).to_owned(),
        decided_on,
        received_at: version.recorded_at,
    });
    first_submission::note(tx, first.as_slice()).await?;
    Ok(())
}
