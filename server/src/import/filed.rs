//! What stays of decisions that were quarantined: under which number and day they were filed. A later row never gets
//! more time than the earliest one had, and no number that was filed is a gap.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::check;
use domain::gaps::SerialNumber;
use domain::privacy::{mask_findings, scan};
use domain::standard::Layout;
use domain::text::fold_name;
use serde::{Deserialize, Serialize};

use super::apply::Source;
use super::decisions::{Staging, document_key};
use super::gate::Gate;
use super::own_rows::OwnRows;
use super::spool::StagedDecision;
use crate::record::publish::number_key;
use crate::record::registry::AuthorityDirectory;
use crate::store::Tx;
use crate::store::filed_number::{self, FiledNumberRow};
use crate::store::first_submission::{self, FirstSubmissionRow};

/// Number, day and authority of a quarantined decision.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Filed {
    number_key: String,
    kind: String,
    /// Absent where personal data stand in it, or where it is no serial number.
    document_number: Option<String>,
    authority_uscc: Option<String>,
    authority_name: String,
    decided_on: Option<NaiveDate>,
}

/// Reads them leniently; none without a number, and none of an authority for which the sender may not file: nobody makes
/// another authority late.
pub(super) fn read(layout: &Layout, values: &[String], staging: &Staging<'_>) -> Option<Filed> {
    let found = check::filed_under(layout.kind, layout, values, staging.today)?;
    let authority_uscc = found.authority_uscc.or_else(|| staging.authority.map(str::to_owned));
    let is_own = |own: &OwnRows| own.may_file_for(authority_uscc.as_deref(), &found.authority_name);
    if !staging.own_rows.is_none_or(is_own) {
        return None;
    }
    let authority = authority_uscc.clone().unwrap_or_else(|| fold_name(&found.authority_name));
    let key = document_key(layout.kind, &authority, &found.document_number_folded, None);
    let is_plain =
        scan(&found.document_number).is_empty() && SerialNumber::parse(&found.document_number).is_some();
    Some(Filed {
        number_key: number_key(&key).to_owned(),
        kind: layout.kind.code().to_owned(),
        document_number: is_plain.then_some(found.document_number),
        authority_uscc,
        authority_name: mask_findings(&found.authority_name),
        decided_on: found.decided_on,
    })
}

impl Filed {
    /// What stays of a decision that can be read and is not taken in yet; none without a number.
    pub(super) fn of(staged: &StagedDecision) -> Option<Self> {
        let decision = &staged.decision;
        let is_plain = scan(&decision.document_number).is_empty()
            && SerialNumber::parse(&decision.document_number).is_some();
        (!decision.document_number.is_empty()).then(|| Self {
            number_key: number_key(&decision.document_key).to_owned(),
            kind: decision.kind.clone(),
            document_number: is_plain.then(|| decision.document_number.clone()),
            authority_uscc: staged.authority_uscc.clone(),
            authority_name: decision.authority_name.clone(),
            decided_on: decision.decided_on,
        })
    }
}

/// Notes them. Before anybody approves, files are the only source and correct themselves.
pub(super) async fn note(tx: &mut Tx, source: Source<'_>, rows: Vec<Filed>) -> sqlx::Result<()> {
    if rows.is_empty() || *source.gate == Gate::Open {
        return Ok(());
    }
    let directory = AuthorityDirectory::load(tx).await?;
    let mut days: BTreeMap<String, NaiveDate> = BTreeMap::new();
    let mut numbers = BTreeMap::new();
    for row in rows {
        if let Some(decided_on) = row.decided_on {
            let earliest = days.entry(row.number_key).or_insert(decided_on);
            *earliest = decided_on.min(*earliest);
        }
        let authority_id = directory.find(row.authority_uscc.as_deref(), &row.authority_name);
        if let (Some(authority_id), Some(document_number)) = (authority_id, row.document_number) {
            numbers.insert((authority_id, row.kind, document_number), source.now);
        }
    }
    let first = days.into_iter().map(|(number_key, decided_on)| FirstSubmissionRow {
        number_key,
        decided_on,
        received_at: source.now,
    });
    first_submission::note(tx, &first.collect::<Vec<_>>()).await?;
    let numbers = numbers.into_iter().map(|((authority_id, kind, document_number), noted_at)| {
        FiledNumberRow { authority_id, kind, document_number, noted_at }
    });
    filed_number::add(tx, &numbers.collect::<Vec<_>>()).await
}
