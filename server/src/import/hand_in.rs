//! Rows that are handed in without a file: from a form, or by the machine interface. They go the way of any file.

use std::collections::HashMap;
use std::path::PathBuf;

use domain::decision::DecisionKind;
use domain::issue::Issue;

use super::apply::{Applying, Pace, apply, counts};
use super::gate::Handing;
use super::stage::stage_given;
use super::{Counts, ImportError, Kind, Outcome, Received, Request};
use crate::ingest::{About, FileError, Format, Packing, RawRow, RowProblem, RowSource};
use crate::random;
use crate::secrets::checksum;
use crate::state::Core;
use crate::store::batch::{BatchRow, IssueRow};
use crate::store::{Tx, approval, batch};

/// What is handed in.
#[derive(Clone, Debug)]
pub struct HandIn<R = Vec<String>> {
    /// Licences or penalties.
    pub kind: DecisionKind,
    /// Codes or captions of the columns.
    pub headings: Vec<String>,
    /// The rows; the first has line 1.
    pub rows: Vec<R>,
    /// Credit code of the authority that hands in, for rows that name none.
    pub authority: Option<String>,
    /// Who, and how.
    pub handing: Handing,
}

/// A row that is handed in.
#[derive(Clone, Debug)]
pub struct GivenRow {
    /// The values under the headings.
    pub values: Vec<String>,
    /// The row as sent, for whoever works on it later.
    pub raw: String,
    /// What is wrong with how it is written.
    pub problem: Option<RowProblem>,
}

impl From<Vec<String>> for GivenRow {
    fn from(values: Vec<String>) -> Self {
        Self { raw: values.join("\t"), values, problem: None }
    }
}

/// How a row ended.
#[derive(Clone, Debug, PartialEq)]
pub struct HandedRow {
    /// Its line, from 1.
    pub line: i64,
    /// How.
    pub outcome: Outcome,
    /// What is wrong with it, or to be looked at.
    pub issues: Vec<Issue>,
    /// The public identifier of the decision that now waits for approval.
    pub decision: Option<String>,
}

/// The receipt.
#[derive(Clone, Debug, PartialEq)]
pub struct HandedIn {
    /// The batch under which all of it can be found again.
    pub batch_id: String,
    /// The rows, in their order.
    pub rows: Vec<HandedRow>,
    /// How many ended how.
    pub counts: Counts,
}

/// Hands rows in; a crash loses and doubles nothing.
///
/// # Errors
/// [`ImportError::Headings`] if the columns are not those of the kind; nothing has changed then.
pub async fn hand_in<R: Into<GivenRow>>(core: &Core, given: HandIn<R>) -> Result<HandedIn, ImportError> {
    hand_in_as(core, &random::record_id(), given).await
}

/// The same under a batch's identifier that the caller keeps, so that it can be looked for after a crash.
///
/// # Errors
/// As for [`hand_in`].
pub async fn hand_in_as<R: Into<GivenRow>>(
    core: &Core,
    batch_id: &str,
    given: HandIn<R>,
) -> Result<HandedIn, ImportError> {
    let kind = match given.kind {
        DecisionKind::Licence => Kind::Licences,
        DecisionKind::Penalty => Kind::Penalties,
    };
    let rows: Vec<GivenRow> = given.rows.into_iter().map(Into::into).collect();
    let request = Request { authority: given.authority, ..request(kind, batch_id, given.handing) };
    take_in(core, &request, (given.headings, rows)).await
}

/// Hands in one authority: a row of captions and values as in a file of authorities.
///
/// # Errors
/// As for [`hand_in`].
pub async fn hand_in_authority(
    core: &Core,
    headings: Vec<String>,
    values: Vec<String>,
    handing: Handing,
) -> Result<HandedIn, ImportError> {
    let request = request(Kind::Authorities, &random::record_id(), handing);
    take_in(core, &request, (headings, vec![values.into()])).await
}

/// A batch without a file.
fn request(kind: Kind, batch_id: &str, handing: Handing) -> Request {
    let name = PathBuf::from(handing.channel.label());
    let received = Received { batch_id: batch_id.to_owned(), file: PathBuf::new(), mapping: None };
    Request { handing, received: Some(received), ..Request::new(kind, name) }
}

async fn take_in(
    core: &Core,
    request: &Request,
    (headings, rows): (Vec<String>, Vec<GivenRow>),
) -> Result<HandedIn, ImportError> {
    // What is handed in is meant: unlike a file that is sent again, it may also change something back.
    let batch_id = request.received.as_ref().map_or("", |received| &received.batch_id);
    let sum = checksum(format!("handed in as {batch_id}").as_bytes());
    let rows = Box::new(GivenRows { headings, rows: rows.into_iter(), line: 0 });
    let staged = stage_given(core, request, rows, sum).await?;
    finish(core, staged.batch).await
}

/// Takes a batch that was handed in to its end, if that is still to be done, and gives its receipt.
///
/// # Errors
/// As for [`apply`].
pub async fn finish(core: &Core, row: BatchRow) -> Result<HandedIn, ImportError> {
    let batch_id = row.id.clone();
    if row.state != "done" {
        apply(&Applying::of(core), row, &mut AtOnce).await?;
    }
    let mut tx = core.db.read().await?;
    let row = batch::by_id(&mut tx, &batch_id).await?.ok_or(ImportError::Interrupted)?;
    Ok(receipt(&mut tx, &row).await?)
}

/// The receipt of a batch as far as it has come.
pub async fn receipt(tx: &mut Tx, row: &BatchRow) -> sqlx::Result<HandedIn> {
    let issues = batch::issues(tx, &row.id, 0, row.applied_rows).await?;
    let mut receipts = approval::receipts(tx, &row.id).await?;
    let rows = handed_rows(row.applied_rows, issues, &mut receipts);
    Ok(HandedIn { batch_id: row.id.clone(), rows, counts: counts(row) })
}

/// A row without a word of anything wrong was accepted, or was there already.
fn handed_rows(count: i64, issues: Vec<IssueRow>, receipts: &mut HashMap<i64, String>) -> Vec<HandedRow> {
    let mut noted: HashMap<i64, IssueRow> = issues.into_iter().map(|row| (row.line, row)).collect();
    (1..=count)
        .map(|line| {
            let decision = receipts.remove(&line);
            let (outcome, issues) = match noted.remove(&line) {
                Some(row) => {
                    (Outcome::from_code(&row.outcome), serde_json::from_str(&row.issues).unwrap_or_default())
                }
                None if decision.is_some() => (Some(Outcome::Accepted), Vec::new()),
                None => (Some(Outcome::Duplicate), Vec::new()),
            };
            HandedRow { line, outcome: outcome.unwrap_or(Outcome::Accepted), issues, decision }
        })
        .collect()
}

/// A few rows wait for nobody: the server's own follower keeps up with them.
struct AtOnce;

impl Pace for AtOnce {
    async fn keep(&mut self, _: i64, _: i64) -> Result<(), ImportError> {
        Ok(())
    }
}

/// Rows that are there already.
struct GivenRows {
    headings: Vec<String>,
    rows: std::vec::IntoIter<GivenRow>,
    line: u64,
}

impl RowSource for GivenRows {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, FileError> {
        let Some(GivenRow { values, raw, problem }) = self.rows.next() else { return Ok(None) };
        self.line += 1;
        Ok(Some(RawRow { line: self.line, part: 0, part_line: self.line, values, raw, problem }))
    }

    fn about(&self) -> About {
        About {
            format: Format::JsonArray,
            packing: Packing::Plain,
            parts: Vec::new(),
            left_out: Vec::new(),
            notes: Vec::new(),
        }
    }
}
