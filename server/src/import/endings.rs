//! Endings: withdrawals with a public reason, repairs and deletions without a trace.

use domain::check::{EndingDraft, EndingKind};
use domain::issue::{Issue, Severity};
use domain::text::fold_name;

use super::decisions::document_key;
use super::spool::StagedEnding;
use super::{ImportError, Outcome};
use crate::journal::Journal;
use crate::record::end::{self, Ending, How};
use crate::store::ledger::Entry;
use crate::store::{Tx, decision};

/// Makes what applying needs of a draft.
pub(super) fn stage(draft: EndingDraft) -> StagedEnding {
    let EndingDraft { decision_kind, authority_uscc, document_number_folded, decided_on, .. } = &draft;
    StagedEnding {
        document_key: document_key(*decision_kind, authority_uscc, document_number_folded, *decided_on),
        party_uscc: draft.party_uscc,
        party_name_folded: draft.party_name.as_deref().map(fold_name),
        state: match draft.kind {
            EndingKind::Withdrawal => "withdrawn".to_owned(),
            EndingKind::Repair | EndingKind::Deletion | EndingKind::Mistake => "ended".to_owned(),
        },
        ended_on: draft.on,
        public_reason: draft.reason,
    }
}

/// Applies one ending; answers how the row ended, what is wrong and what the ledger must say.
pub(super) async fn take(
    tx: &mut Tx,
    staged: StagedEnding,
    journal: &Journal,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<(Option<Outcome>, Vec<Issue>, Vec<Entry>), ImportError> {
    let places = decision::parties_of_document(tx, &staged.document_key).await?;
    let mut ids: Vec<String> = places
        .into_iter()
        .filter(|place| match (&staged.party_uscc, &staged.party_name_folded) {
            (Some(code), _) => place.uscc.as_ref() == Some(code),
            (None, Some(name)) => place.name_folded == *name,
            (None, None) => true,
        })
        .map(|place| place.decision_id)
        .collect();
    ids.dedup();
    if ids.is_empty() {
        return Ok((Some(Outcome::Quarantined), vec![not_found()], Vec::new()));
    }
    let how = if staged.state == "withdrawn" {
        How::Withdrawn(
            staged.public_reason.unwrap_or_else(|| "该决定已被依法撤销、变更或者确认违法".to_owned()),
        )
    } else {
        How::Ended
    };
    let ending = Ending { on: staged.ended_on, how };
    let mut entries = Vec::new();
    let mut changed = false;
    for row in decision::by_ids(tx, &ids).await? {
        changed |= end::apply(tx, row, &ending, journal, now, &mut entries).await?;
    }
    Ok(((!changed).then_some(Outcome::Duplicate), Vec::new(), entries))
}

fn not_found() -> Issue {
    Issue {
        code: "decision-not-found".to_owned(),
        severity: Severity::Quarantine,
        field: None,
        value: None,
        message: "没有找到这份决定：请核对决定类型、作出机关代码、文号、决定日期和行政相对人".to_owned(),
    }
}
