//! Entries of the catalogue (lists, reports, commitments …): from a checked row into the record.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::catalogue::{self, History, Item};
use domain::check::EntryDraft;
use domain::decision::PartyClass;
use domain::issue::{Issue, Severity};
use domain::text::fold_name;

use super::decisions::{Place, Staging};
use super::spool::StagedEntry;
use super::{ImportError, Outcome, Sending};
use crate::random;
use crate::record::end_entry::{self, is_shown};
use crate::secrets::{SecretError, digest};
use crate::store::Tx;
use crate::store::entry::{self, EntryCorrectionRow, EntryRow};
use crate::store::ledger::{Action, Entry};

/// Makes what the store keeps of a draft.
pub(super) fn stage(draft: EntryDraft, staging: &Staging<'_>) -> Result<StagedEntry, SecretError> {
    let keeper = staging.keeper;
    let text = |number: &domain::check::PersonNumber| format!("{}|{}", number.kind, number.number.expose());
    let cipher = draft.person_number.as_ref().map(|number| keeper.encrypt(&text(number))).transpose()?;
    let hash = draft.person_number.as_ref().map(|number| keeper.fingerprint(&text(number)));
    let key = format!("{}|{}", draft.natural_key(), hash.as_deref().unwrap_or_default());
    let removal = draft.removed.clone();
    let item = catalogue::item(draft.item);
    let mut row = EntryRow {
        item: draft.item.to_owned(),
        natural_key: format!("{}:{}", draft.item, digest(key.as_bytes())),
        name_folded: fold_name(&draft.name),
        name: draft.name,
        class: draft.class.code().to_owned(),
        uscc: draft.uscc,
        registration_number: draft.registration_number,
        person_number_cipher: cipher,
        person_number_hash: hash,
        number: draft.number,
        reason_code: draft.reason_code,
        reason: draft.reason,
        authority_name: draft.authority_name,
        begins_on: draft.begins_on,
        public_until: draft.public_until,
        year: draft.year.map(i64::from),
        removed_on: removal.as_ref().map(|removal| removal.on),
        removed_reason_code: removal.as_ref().and_then(|removal| removal.reason_code.clone()),
        removed_reason: removal.as_ref().and_then(|removal| removal.reason.clone()),
        removed_number: removal.as_ref().and_then(|removal| removal.number.clone()),
        removed_authority: removal.as_ref().and_then(|removal| removal.authority_name.clone()),
        fields: serde_json::to_string(&draft.fields).unwrap_or_else(|_| "{}".to_owned()),
        withheld_reason: draft.withheld.map(|reason| reason.code().to_owned()),
        received_at: staging.received_at,
        updated_at: staging.received_at,
        submitted_by: staging.authority.map(str::to_owned),
        version: 1,
        ..EntryRow::default()
    };
    state_of(&row, item).clone_into(&mut row.state);
    row.content_hash = content_hash(&row);
    Ok(StagedEntry { row, authority_uscc: draft.authority_uscc })
}

/// The state in which a complete row is kept.
fn state_of(row: &EntryRow, item: Option<&'static Item>) -> &'static str {
    if row.withheld_reason.is_some() {
        return "withheld";
    }
    match (row.removed_on.is_some(), item.map(|item| item.history)) {
        (true, Some(History::KeepsRemovals)) => "removed",
        (true, _) => "ended",
        (false, _) => "published",
    }
}

/// Equal hashes mean the same content.
fn content_hash(row: &EntryRow) -> String {
    digest(
        format!(
            "{}|{}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}|{}|{:?}",
            row.name,
            row.class,
            row.uscc,
            row.number,
            row.reason_code,
            row.reason,
            row.authority_name,
            row.public_until,
            row.removed_on,
            row.removed_reason,
            row.removed_number,
            row.removed_authority,
            row.fields,
            row.withheld_reason,
        )
        .as_bytes(),
    )
}

/// What a chunk of entries has changed so far.
pub(super) struct Chunk {
    known: HashMap<String, EntryRow>,
    before: HashMap<String, String>,
    changed: BTreeSet<String>,
    corrections: Vec<EntryCorrectionRow>,
    returned: BTreeSet<String>,
}

impl Chunk {
    pub(super) async fn load(tx: &mut Tx, rows: &[&StagedEntry]) -> sqlx::Result<Self> {
        let keys: Vec<String> = rows.iter().map(|staged| staged.row.natural_key.clone()).collect();
        let known = entry::by_natural_keys(tx, &keys).await?;
        Ok(Self {
            before: known.iter().map(|row| (row.natural_key.clone(), row.state.clone())).collect(),
            known: known.into_iter().map(|row| (row.natural_key.clone(), row)).collect(),
            changed: BTreeSet::new(),
            corrections: Vec::new(),
            returned: BTreeSet::new(),
        })
    }

    /// Takes a row in; answers how it ended and, if the store objects, why.
    pub(super) fn take(
        &mut self,
        staged: StagedEntry,
        place: &Place<'_>,
        is_complete: bool,
    ) -> (Option<Outcome>, Vec<Issue>) {
        let StagedEntry { mut row, authority_uscc } = staged;
        let issues = attach(&mut row, authority_uscc.as_deref(), place);
        row.seen_batch_id = Some(place.batch_id.to_owned());
        if !is_complete {
            "incomplete".clone_into(&mut row.state);
        }
        let key = row.natural_key.clone();
        let outcome = if let Some(known) = self.known.remove(&key) {
            self.again(known, row, place)
        } else {
            self.add(row, place);
            None
        };
        self.changed.insert(key);
        (outcome, issues)
    }

    fn add(&mut self, mut row: EntryRow, place: &Place<'_>) {
        row.id = random::record_id();
        row.public_id = random::public_id();
        row.batch_id = Some(place.batch_id.to_owned());
        row.line = Some(place.line);
        publish(&mut row, place);
        self.known.insert(row.natural_key.clone(), row);
    }

    /// The same entry was sent before. What was erased or had run its term stays down; what had left the
    /// list at its source and is there again is a new record.
    fn again(&mut self, known: EntryRow, sent: EntryRow, place: &Place<'_>) -> Option<Outcome> {
        let key = known.natural_key.clone();
        if known.seen_batch_id > sent.seen_batch_id {
            // A later file was quicker: what it said stands.
            self.known.insert(key, known);
            return Some(Outcome::Duplicate);
        }
        if known.end_cause.as_deref() == Some(LEFT_AT_SOURCE) {
            self.returned(known, sent, place);
            return None;
        }
        let is_over = known.end_cause.is_some();
        let is_same = known.content_hash == sent.content_hash && known.state != "incomplete";
        if place.sending == Sending::Again || is_over || is_same {
            let seen = EntryRow { seen_batch_id: sent.seen_batch_id, ..known };
            self.known.insert(key, seen);
            return Some(Outcome::Duplicate);
        }
        let version = known.version + 1;
        self.corrections.push(EntryCorrectionRow {
            entry_id: known.id.clone(),
            version,
            corrected_at: place.now,
            fields: changed_fields(&known, &sent).join("；"),
        });
        let mut row = EntryRow {
            id: known.id.clone(),
            public_id: known.public_id.clone(),
            received_at: known.received_at,
            published_at: known.published_at,
            version,
            batch_id: Some(place.batch_id.to_owned()),
            line: Some(place.line),
            updated_at: place.now,
            ..sent
        };
        keep_settlement(&mut row, &known);
        publish(&mut row, place);
        self.known.insert(key, row);
        None
    }

    /// The old public identifier stays gone: it is in the erasure journal.
    fn returned(&mut self, known: EntryRow, sent: EntryRow, place: &Place<'_>) {
        let mut row = EntryRow {
            id: known.id,
            public_id: random::public_id(),
            version: known.version + 1,
            batch_id: Some(place.batch_id.to_owned()),
            line: Some(place.line),
            updated_at: place.now,
            ..sent
        };
        publish(&mut row, place);
        self.returned.insert(row.id.clone());
        self.known.insert(row.natural_key.clone(), row);
    }

    /// Writes everything; answers what the ledger must say.
    pub(super) async fn save(self, tx: &mut Tx) -> Result<Vec<Entry>, ImportError> {
        let rows: Vec<EntryRow> =
            self.changed.iter().filter_map(|key| self.known.get(key)).cloned().collect();
        entry::save(tx, &rows).await?;
        entry::add_corrections(tx, &self.corrections).await?;
        Ok(rows.iter().filter(|row| self.is_changed(row)).filter_map(|row| self.ledger_entry(row)).collect())
    }

    /// True for a new, corrected or returned row: one that was only seen again says nothing.
    fn is_changed(&self, row: &EntryRow) -> bool {
        !self.before.contains_key(&row.natural_key)
            || self.returned.contains(&row.id)
            || self.corrections.iter().any(|correction| correction.entry_id == row.id)
    }

    fn ledger_entry(&self, row: &EntryRow) -> Option<Entry> {
        let was_shown = self.before.get(&row.natural_key).is_some_and(|state| is_shown(state));
        Some(end_entry::ledger_entry(row, Action::of_change(was_shown, is_shown(&row.state))?))
    }
}

/// The mark of an entry that its source no longer holds: it may come back, unlike what was erased.
pub(super) const LEFT_AT_SOURCE: &str = "source";

/// Finds the authority and the entity. Without a code, or with one whose holder has other names, an entry stands
/// in its list only.
fn attach(row: &mut EntryRow, authority_uscc: Option<&str>, place: &Place<'_>) -> Vec<Issue> {
    let name = row.authority_name.clone().unwrap_or_default();
    row.authority_id = place.authorities.find(authority_uscc, &name);
    if row.class == PartyClass::NaturalPerson.code() {
        "person".clone_into(&mut row.resolution);
        return Vec::new();
    }
    let code = row.uscc.as_ref().or(row.registration_number.as_ref());
    row.entity_id = code.and_then(|code| place.matches.entity_with(code, &row.name_folded));
    if row.entity_id.is_some() {
        "resolved".clone_into(&mut row.resolution);
        return Vec::new();
    }
    "unattached".clone_into(&mut row.resolution);
    vec![unattached(row)]
}

fn unattached(row: &EntryRow) -> Issue {
    Issue {
        code: "subject-unattached".to_owned(),
        severity: Severity::Warning,
        field: Some("统一社会信用代码".to_owned()),
        value: row.uscc.clone(),
        message: "登记信息中没有以该代码和名称登记的主体：只在名单中列出，不归入任何主体的档案".to_owned(),
    }
}

/// What a person settled stays settled while name and code are the same.
fn keep_settlement(row: &mut EntryRow, known: &EntryRow) {
    if known.resolution == "settled" && row.resolution == "unattached" && known.name_folded == row.name_folded
    {
        row.entity_id.clone_from(&known.entity_id);
        row.resolution.clone_from(&known.resolution);
        row.settled_by.clone_from(&known.settled_by);
        row.settled_at = known.settled_at;
    }
}

fn publish(row: &mut EntryRow, place: &Place<'_>) {
    if matches!(row.state.as_str(), "published" | "removed") {
        if row.published_at.is_none() {
            row.published_at = Some(place.now);
        }
        if row.public_until.is_some_and(|until| until < place.today) {
            // Its term was over before it came: it is never shown.
            "ended".clone_into(&mut row.state);
            row.ended_on = row.public_until;
            row.end_cause = Some("expired".to_owned());
        }
    }
}

/// Captions of what differs; never the values.
fn changed_fields(known: &EntryRow, sent: &EntryRow) -> Vec<String> {
    let read = |text: &str| serde_json::from_str::<BTreeMap<String, String>>(text).unwrap_or_default();
    let (old, new) = (read(&known.fields), read(&sent.fields));
    let mut captions = BTreeSet::new();
    for (caption, differs) in [
        ("名称", known.name != sent.name),
        ("统一社会信用代码", known.uscc != sent.uscc),
        ("文号", known.number != sent.number),
        ("原因", known.reason_code != sent.reason_code || known.reason != sent.reason),
        ("作出机关", known.authority_name != sent.authority_name),
        ("移出", known.removed_on != sent.removed_on || known.removed_reason != sent.removed_reason),
    ] {
        if differs {
            captions.insert(caption.to_owned());
        }
    }
    let item = catalogue::item(&sent.item);
    for field in item.into_iter().flat_map(|item| &item.fields) {
        if old.get(field.code) != new.get(field.code) {
            captions.insert(field.caption.to_owned());
        }
    }
    if captions.is_empty() {
        captions.insert("公示状态".to_owned());
    }
    captions.into_iter().collect()
}
