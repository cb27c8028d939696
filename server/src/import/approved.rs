//! A correction that a second person let through becomes the record.

use super::apply::{Applying, Source, take_row};
use super::gate::{Gate, Said};
use super::spool::{Content, StagedDecision, StagedRow};
use super::{ImportError, Outcome, Sending};
use crate::store::Tx;
use crate::store::approval::ApprovalRow;
use crate::store::decision::{DecisionRow, PartyRow};
use crate::store::ledger::Entry;

/// Takes the content of an approved correction in; answers what the ledger must say.
///
/// # Errors
/// [`ImportError::Headings`] if the content is none of a decision.
pub async fn correct(
    applying: &Applying<'_>,
    tx: &mut Tx,
    approval: &ApprovalRow,
) -> Result<Vec<Entry>, ImportError> {
    let staged = staged(approval)?;
    let batch_id = approval.batch_id.clone().unwrap_or_default();
    let now = applying.clock.now();
    let source = Source { batch_id: &batch_id, sending: Sending::First, gate: &Gate::Open, now };
    let row = StagedRow {
        line: staged.decision.line.unwrap_or(1),
        outcome: Outcome::Accepted,
        issues: Vec::new(),
        raw: None,
        content: Some(Content::Decision(Box::new(staged))),
        filed: None,
        said: Said::default(),
    };
    let (_, _, entries) = take_row(applying, tx, source, row).await?;
    Ok(entries)
}

/// The decision and its party as they would be after the correction: what a preview shows.
pub fn proposed(approval: &ApprovalRow) -> Result<(DecisionRow, PartyRow), ImportError> {
    let staged = staged(approval)?;
    Ok((staged.decision, staged.party))
}

fn staged(approval: &ApprovalRow) -> Result<StagedDecision, ImportError> {
    serde_json::from_str(approval.content.as_deref().unwrap_or_default())
        .map_err(|error| ImportError::Headings(format!("更正内容无法读取：{error}")))
}
