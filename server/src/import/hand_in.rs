//! Rows that are handed in without a file: from a form, or by the machine interface. They go the way of any file.

use std::collections::HashMap;
use std::path::PathBuf;

use domain::decision::DecisionKind;
use domain::issue::Issue;

use super::apply::{Pace, apply};
use super::gate::Handing;
use super::stage::stage_given;
use super::{ImportError, Kind, Outcome, Request};
use crate::ingest::{About, FileError, Format, Packing, RawRow, RowSource};
use crate::secrets::checksum;
use crate::state::Core;
use crate::store::batch::IssueRow;
use crate::store::{approval, batch};

/// What is handed in.
#[derive(Clone, Debug)]
pub struct HandIn {
    /// Licences or penalties.
    pub kind: DecisionKind,
    /// Codes or captions of the columns.
    pub headings: Vec<String>,
    /// The rows; the first has line 1.
    pub rows: Vec<Vec<String>>,
    /// Credit code of the authority that hands in, for rows that name none.
    pub authority: Option<String>,
    /// Who, and how.
    pub handing: Handing,
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
}

/// Hands rows in; a crash loses and doubles nothing.
///
/// # Errors
/// [`ImportError::Headings`] if the columns are not those of the kind; nothing has changed then.
pub async fn hand_in(core: &Core, given: HandIn) -> Result<HandedIn, ImportError> {
    let kind = match given.kind {
        DecisionKind::Licence => Kind::Licences,
        DecisionKind::Penalty => Kind::Penalties,
    };
    let count = i64::try_from(given.rows.len()).unwrap_or(i64::MAX);
    let name = PathBuf::from(given.handing.channel.label());
    let request = Request { authority: given.authority, handing: given.handing, ..Request::new(kind, name) };
    let sum = checksum(serde_json::json!([given.headings, given.rows]).to_string().as_bytes());
    let rows = Box::new(GivenRows::new(given.headings, given.rows));
    let staged = stage_given(core, &request, rows, sum).await?;
    let batch_id = staged.batch.id.clone();
    apply(&core.applying(), staged.batch, &mut AtOnce).await?;
    let mut tx = core.db.read().await?;
    let issues = batch::issues(&mut tx, &batch_id, 0, count).await?;
    let mut receipts = approval::receipts(&mut tx, &batch_id).await?;
    let rows = handed_rows(count, issues, &mut receipts);
    Ok(HandedIn { batch_id, rows })
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
    rows: std::vec::IntoIter<Vec<String>>,
    line: u64,
}

impl GivenRows {
    fn new(headings: Vec<String>, rows: Vec<Vec<String>>) -> Self {
        Self { headings, rows: rows.into_iter(), line: 0 }
    }
}

impl RowSource for GivenRows {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, FileError> {
        let Some(values) = self.rows.next() else { return Ok(None) };
        self.line += 1;
        let raw = values.join("\t");
        Ok(Some(RawRow { line: self.line, part: 0, part_line: self.line, values, raw, problem: None }))
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
