//! Authorities: from a checked row into the record, with their earlier names.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::check::AuthorityDraft;
use domain::text::fold_name;

use super::apply::Source;
use super::spool::StagedAuthority;
use super::{ImportError, Outcome, Sending};
use crate::random;
use crate::secrets::digest;
use crate::store::Tx;
use crate::store::authority::{self, AuthorityRow, NameRow};
use crate::store::ledger::{Action, Entry, Subject};

/// Makes what the store keeps of a draft.
pub(super) fn stage(draft: AuthorityDraft, now: DateTime<Utc>) -> StagedAuthority {
    let name_folded = fold_name(&draft.name);
    let content_hash = digest(format!("{draft:?}").as_bytes());
    let names = draft
        .former_names
        .iter()
        .map(|former| NameRow {
            authority_id: String::new(),
            name: former.name.clone(),
            name_folded: fold_name(&former.name),
            valid_from: former.from,
            valid_until: former.until,
        })
        .collect();
    let natural_key =
        draft.uscc.as_ref().map_or_else(|| format!("name:{name_folded}"), |code| format!("uscc:{code}"));
    let row = AuthorityRow {
        uscc: draft.uscc,
        name: draft.name,
        name_folded,
        short_name: draft.short_name,
        level: draft.level,
        region: draft.region_code,
        domain: draft.sector,
        parent_uscc: draft.parent_uscc,
        telephone: draft.telephone,
        address: draft.address,
        licence_power: draft.may_license.unwrap_or(false),
        penalty_power: draft.may_penalise.unwrap_or(false),
        natural_key,
        content_hash,
        version: 1,
        received_at: now,
        updated_at: now,
        ..AuthorityRow::default()
    };
    StagedAuthority { row, names }
}

/// What a chunk of authorities has changed so far.
pub(super) struct Chunk {
    known: HashMap<String, AuthorityRow>,
    changed: Vec<String>,
    names: Vec<NameRow>,
}

impl Chunk {
    pub(super) async fn load(tx: &mut Tx) -> sqlx::Result<Self> {
        let known = authority::all(tx).await?.into_iter().map(|row| (row.natural_key.clone(), row)).collect();
        Ok(Self { known, changed: Vec::new(), names: Vec::new() })
    }

    pub(super) fn take(&mut self, staged: StagedAuthority, source: Source<'_>, line: i64) -> Option<Outcome> {
        let Source { batch_id, sending, now, .. } = source;
        let StagedAuthority { mut row, names } = staged;
        row.batch_id = Some(batch_id.to_owned());
        row.line = Some(line);
        row.updated_at = now;
        let key = row.natural_key.clone();
        match self.known.get(&key) {
            Some(known) if sending == Sending::Again || known.content_hash == row.content_hash => {
                return Some(Outcome::Duplicate);
            }
            Some(known) => {
                if known.name_folded != row.name_folded {
                    self.names.push(former(known, now));
                }
                row.id.clone_from(&known.id);
                row.public_id.clone_from(&known.public_id);
                row.received_at = known.received_at;
                row.version = known.version + 1;
            }
            None => {
                row.id = random::record_id();
                row.public_id = random::public_id();
            }
        }
        self.names.extend(names.into_iter().map(|name| NameRow { authority_id: row.id.clone(), ..name }));
        if !self.changed.contains(&key) {
            self.changed.push(key.clone());
        }
        self.known.insert(key, row);
        None
    }

    pub(super) async fn save(self, tx: &mut Tx) -> Result<Vec<Entry>, ImportError> {
        let rows: Vec<AuthorityRow> =
            self.changed.iter().filter_map(|key| self.known.get(key)).cloned().collect();
        authority::save(tx, &rows).await?;
        authority::add_names(tx, &self.names).await?;
        Ok(rows
            .iter()
            .map(|row| Entry {
                action: if row.version == 1 { Action::Published } else { Action::Corrected },
                subject: Subject::Authority,
                record_id: row.id.clone(),
                public_id: row.public_id.clone(),
                version: row.version,
            })
            .collect())
    }
}

/// The name that an authority had until now: old records carry it.
fn former(known: &AuthorityRow, now: DateTime<Utc>) -> NameRow {
    NameRow {
        authority_id: known.id.clone(),
        name: known.name.clone(),
        name_folded: known.name_folded.clone(),
        valid_from: None,
        valid_until: Some(domain::calendar::beijing_date(now)),
    }
}
