//! An authority's own records for its programs: in whatever state, without numbers of persons.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::approval::{ApprovalState, Purpose};
use domain::decision::PartyClass;
use domain::disclosure::Page;
use domain::privacy::mask_name;
use domain::publication::Publication;
use domain::role::Step;
use serde::Serialize;

use super::cursor;
use crate::actions::regulator::Regulator;
use crate::error::{Error, Result};
use crate::record::registry::AuthorityDirectory;
use crate::store::approval::{self, ApprovalRow};
use crate::store::decision::{self, DecisionRow, OfAuthority, PartyRow};
use crate::store::{After, Tx};

/// What is asked for, as sent.
#[derive(Debug)]
pub struct Asked {
    /// Credit code of the authority; the caller's own if absent.
    pub authority: Option<String>,
    /// In that state only.
    pub state: Option<String>,
    /// Decided on that day or later.
    pub since: Option<String>,
    /// How many.
    pub limit: usize,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// One of the authority's own records.
#[derive(Clone, Debug, Serialize)]
pub struct OwnRecord {
    id: String,
    kind: String,
    state: Publication,
    document_number: String,
    title: String,
    authority: String,
    decided_on: Option<NaiveDate>,
    due_on: Option<NaiveDate>,
    due_provisional: bool,
    withheld_reason: Option<String>,
    received_at: DateTime<Utc>,
    published_at: Option<DateTime<Utc>>,
    public_until: Option<NaiveDate>,
    version: i64,
    updated_at: DateTime<Utc>,
    parties: Vec<OwnParty>,
    approvals: Vec<OwnApproval>,
    fields: BTreeMap<String, String>,
}

/// A party; of a natural person the masked name only.
#[derive(Clone, Debug, Serialize)]
struct OwnParty {
    name: String,
    class: String,
    uscc: Option<String>,
    resolution: String,
}

/// What a second person was asked for, and said.
#[derive(Clone, Debug, Serialize)]
struct OwnApproval {
    purpose: Purpose,
    state: ApprovalState,
    channel: String,
    batch: Option<String>,
    line: Option<i64>,
    submitted_at: DateTime<Utc>,
    decided_at: Option<DateTime<Utc>>,
    note: Option<String>,
}

/// A page of an authority's records, the newest decided first.
pub async fn page(tx: &mut Tx, regulator: &Regulator, asked: Asked) -> Result<Page<OwnRecord>> {
    let state = asked.state.filter(|text| !text.is_empty()).map(|text| state(&text)).transpose()?;
    let since = asked.since.filter(|text| !text.is_empty()).map(|text| day(&text)).transpose()?;
    let after = asked.cursor.filter(|text| !text.is_empty()).map(|text| cursor::read(&text)).transpose()?;
    let authority_id = match asked.authority.filter(|code| !code.is_empty()) {
        Some(code) => AuthorityDirectory::load(tx).await?.find(Some(&code), "").ok_or(Error::NotFound)?,
        None => regulator.authority_id.clone().ok_or(Error::NotFound)?,
    };
    regulator.may_for(Step::Read, Some(&authority_id)).map_err(|_| Error::NotFound)?;
    let fetched = i64::try_from(asked.limit).unwrap_or(100) + 1;
    let chosen = OfAuthority { state, since, after };
    let mut rows = decision::of_authority(tx, &authority_id, &chosen, fetched).await?;
    let has_more = rows.len() > asked.limit;
    rows.truncate(asked.limit);
    let next = rows.last().filter(|_| has_more).and_then(|row| {
        Some(cursor::write(&After { day: row.decided_on?, public_id: row.public_id.clone() }))
    });
    Ok(Page { items: records(tx, rows).await?, next })
}

fn state(text: &str) -> Result<Publication> {
    let reason = || format!("只能是 {}", Publication::ALL.map(Publication::code).join("、"));
    Publication::from_code(text).ok_or_else(|| Error::BadParameter { name: "state", reason: reason() })
}

fn day(text: &str) -> Result<NaiveDate> {
    let reason = || "请按 2026-11-20 的形式填写日期".to_owned();
    text.parse().map_err(|_| Error::BadParameter { name: "since", reason: reason() })
}

/// One of an authority's records. Another's answers like one that never was.
pub async fn one(tx: &mut Tx, regulator: &Regulator, public_id: &str) -> Result<OwnRecord> {
    let row = decision::by_public_id(tx, public_id).await?.ok_or(Error::NotFound)?;
    regulator.may_for(Step::Read, row.authority_id.as_deref()).map_err(|_| Error::NotFound)?;
    records(tx, vec![row]).await?.pop().ok_or(Error::NotFound)
}

async fn records(tx: &mut Tx, rows: Vec<DecisionRow>) -> Result<Vec<OwnRecord>> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let mut parties: HashMap<String, Vec<PartyRow>> = HashMap::new();
    for party in decision::parties(tx, &ids).await? {
        parties.entry(party.decision_id.clone()).or_default().push(party);
    }
    let mut approvals: HashMap<String, Vec<ApprovalRow>> = HashMap::new();
    for row in approval::of_decisions(tx, &ids).await? {
        approvals.entry(row.record_id.clone()).or_default().push(row);
    }
    let record = |row: DecisionRow| {
        let parties = parties.remove(&row.id).unwrap_or_default();
        let approvals = approvals.remove(&row.id).unwrap_or_default();
        own_record(row, parties, approvals)
    };
    Ok(rows.into_iter().map(record).collect())
}

fn own_record(row: DecisionRow, parties: Vec<PartyRow>, approvals: Vec<ApprovalRow>) -> OwnRecord {
    OwnRecord {
        id: row.public_id,
        kind: row.kind,
        state: row.state,
        document_number: row.document_number,
        title: row.title,
        authority: row.authority_name,
        decided_on: row.decided_on,
        due_on: row.due_on,
        due_provisional: row.due_provisional,
        withheld_reason: row.withheld_reason,
        received_at: row.received_at,
        published_at: row.published_at,
        public_until: row.public_until,
        version: row.version,
        updated_at: row.updated_at,
        parties: parties.into_iter().map(own_party).collect(),
        approvals: approvals.into_iter().map(own_approval).collect(),
        fields: serde_json::from_str(&row.fields).unwrap_or_default(),
    }
}

fn own_party(party: PartyRow) -> OwnParty {
    let is_person = party.class == PartyClass::NaturalPerson.code();
    OwnParty {
        name: if is_person { mask_name(&party.name) } else { party.name },
        uscc: party.uscc.filter(|_| !is_person),
        class: party.class,
        resolution: party.resolution,
    }
}

fn own_approval(row: ApprovalRow) -> OwnApproval {
    OwnApproval {
        purpose: row.purpose,
        state: row.state,
        channel: row.channel,
        batch: row.batch_id,
        line: row.line,
        submitted_at: row.submitted_at,
        decided_at: row.decided_at,
        note: row.note,
    }
}
