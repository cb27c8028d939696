//! Registrations: from a checked row into the record. Found again by code, never by name alone.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::check::EntityDraft;
use domain::entity::EntityKind;
use domain::text::fold_name;

use super::apply::Source;
use super::spool::StagedEntity;
use super::{ImportError, Outcome, Sending};
use crate::random;
use crate::secrets::digest;
use crate::store::Tx;
use crate::store::entity::{self, EntityRow, IdentifierRow, NameRow};
use crate::store::ledger::{Action, Entry, Subject};

/// Makes what the store keeps of a draft.
pub(super) fn stage(draft: EntityDraft, now: DateTime<Utc>) -> StagedEntity {
    let name_folded = fold_name(&draft.name);
    let kind = draft.kind;
    let mut identifiers = Vec::new();
    for (code_kind, value) in [
        ("uscc", &draft.uscc),
        ("registration-number", &draft.registration_number),
        ("organisation-code", &draft.organisation_code),
        ("unreadable-code", &draft.code_text),
    ] {
        if let Some(value) = value {
            let entity_id = String::new();
            identifiers.push(IdentifierRow { kind: code_kind.to_owned(), value: value.clone(), entity_id });
        }
    }
    let names: Vec<NameRow> = draft
        .former_names
        .iter()
        .map(|name| NameRow { name: name.clone(), name_folded: fold_name(name), ..NameRow::default() })
        .filter(|name| name.name_folded != name_folded && domain::privacy::scan(&name.name).is_empty())
        .collect();
    let mut row = EntityRow {
        natural_key: natural_key(&draft, &identifiers, &name_folded),
        name: draft.name,
        name_folded,
        uscc_check_failed: draft.uscc.is_some() && !draft.uscc_ok,
        uscc: draft.uscc,
        short_name: draft.short_name,
        kind: kind.code().to_owned(),
        status: draft.status.map(|status| status.code().to_owned()),
        status_text: draft.status_text,
        region: draft.region_code,
        address: draft.address.filter(|_| kind != EntityKind::SoleTrader),
        representative_folded: draft.representative.as_deref().map(fold_name),
        representative: draft.representative,
        established_on: draft.established_on,
        capital_fen: draft.capital.map(domain::amount::Fen::fen),
        registered_by: draft.registered_by,
        business_scope: draft.business_scope,
        registration: (!draft.registration.is_empty())
            .then(|| serde_json::to_string(&draft.registration).unwrap_or_default()),
        received_at: now,
        updated_at: now,
        version: 1,
        ..EntityRow::default()
    };
    row.content_hash = content_hash(&row, &names);
    StagedEntity { row, identifiers, names }
}

/// The strongest code; a row without any code is known by all it says of itself.
fn natural_key(draft: &EntityDraft, identifiers: &[IdentifierRow], name_folded: &str) -> String {
    identifiers.first().map_or_else(
        || {
            let rest = format!(
                "{name_folded}|{:?}|{:?}|{:?}",
                draft.region_code, draft.established_on, draft.address
            );
            format!("name:{}", digest(rest.as_bytes()))
        },
        |code| format!("{}:{}", code.kind, code.value),
    )
}

fn content_hash(row: &EntityRow, names: &[NameRow]) -> String {
    let names: Vec<&String> = names.iter().map(|name| &name.name).collect();
    digest(
        format!(
            "{}|{:?}|{:?}|{}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{names:?}",
            row.name,
            row.uscc,
            row.short_name,
            row.kind,
            row.status_text,
            row.region,
            row.address,
            row.representative,
            row.established_on,
            row.capital_fen,
            row.registered_by,
            row.business_scope,
            row.registration,
        )
        .as_bytes(),
    )
}

/// What a chunk of registrations has changed so far.
pub(super) struct Chunk {
    known: HashMap<String, EntityRow>,
    new: Vec<String>,
    changed: Vec<String>,
    identifiers: Vec<IdentifierRow>,
    names: Vec<NameRow>,
}

impl Chunk {
    pub(super) async fn load(tx: &mut Tx, rows: &[&StagedEntity]) -> sqlx::Result<Self> {
        let keys: Vec<String> = rows.iter().map(|staged| staged.row.natural_key.clone()).collect();
        let known = entity::by_natural_keys(tx, &keys).await?;
        Ok(Self {
            known: known.into_iter().map(|row| (row.natural_key.clone(), row)).collect(),
            new: Vec::new(),
            changed: Vec::new(),
            identifiers: Vec::new(),
            names: Vec::new(),
        })
    }

    pub(super) fn take(&mut self, staged: StagedEntity, source: Source<'_>, line: i64) -> Option<Outcome> {
        let Source { batch_id, sending, now, .. } = source;
        let StagedEntity { mut row, identifiers, names } = staged;
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
                if !self.new.contains(&key) && !self.changed.contains(&key) {
                    self.changed.push(key.clone());
                }
            }
            None => {
                row.id = random::record_id();
                row.public_id = random::public_id();
                self.new.push(key.clone());
            }
        }
        self.identifiers
            .extend(identifiers.into_iter().map(|code| IdentifierRow { entity_id: row.id.clone(), ..code }));
        self.names.extend(names.into_iter().map(|name| NameRow { entity_id: row.id.clone(), ..name }));
        self.known.insert(key, row);
        None
    }

    /// Codes that are new in the registry: unresolved parties may wait for them.
    pub(super) fn codes(&self) -> Vec<String> {
        self.identifiers.iter().map(|code| code.value.clone()).collect()
    }

    pub(super) async fn save(self, tx: &mut Tx) -> Result<Vec<Entry>, ImportError> {
        let rows = |keys: &[String]| -> Vec<EntityRow> {
            keys.iter().filter_map(|key| self.known.get(key)).cloned().collect()
        };
        let (new, changed) = (rows(&self.new), rows(&self.changed));
        entity::save(tx, &new).await?;
        entity::save(tx, &changed).await?;
        entity::add_identifiers(tx, &self.identifiers).await?;
        entity::add_names(tx, &self.names).await?;
        let entry = |row: &EntityRow, action| Entry {
            action,
            subject: Subject::Entity,
            record_id: row.id.clone(),
            public_id: row.public_id.clone(),
            version: row.version,
        };
        Ok(new
            .iter()
            .map(|row| entry(row, Action::Published))
            .chain(changed.iter().map(|row| entry(row, Action::Corrected)))
            .collect())
    }
}

/// The name that an entity had until now.
fn former(known: &EntityRow, now: DateTime<Utc>) -> NameRow {
    NameRow {
        entity_id: known.id.clone(),
        name: known.name.clone(),
        name_folded: known.name_folded.clone(),
        valid_from: None,
        valid_until: Some(domain::calendar::beijing_date(now)),
    }
}
