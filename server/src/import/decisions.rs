//! Decisions: from what was staged into the record.

mod staging;

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::approval::{ApprovalState, Purpose};
use domain::decision::PartyClass;
use domain::issue::{Issue, Severity};
use domain::publication::Publication;
use domain::rulebook::Rulebook;
use domain::standard;

use super::gate::{Gate, Handing};
use super::spool::StagedDecision;
use super::{ImportError, Outcome, Sending};
use crate::random;
use crate::record::publish::{Parties, Timing, number_key, publish_or_hold, set_deadline};
use crate::record::registry::{AuthorityDirectory, Matches};
use crate::store::Tx;
use crate::store::approval::{self, ApprovalRow};
use crate::store::decision::{self, CorrectionRow, DecisionRow, PartyRow};
use crate::store::first_submission::{self, FirstSubmissionRow};
use crate::store::ledger::{Action, Entry, Subject};

pub(super) use staging::{Staging, document_key, stage};

/// A decision about one party: the record of the standard, whose natural key has the party in it (RULES 1.7).
/// What the parties of one document share stands in each of their records, so that a correction, a repair or a
/// withdrawal of one leaves the others as they are.
struct Record {
    decision: DecisionRow,
    party: PartyRow,
    /// The state in the store; absent for a new record.
    before: Option<Publication>,
    is_changed: bool,
}

/// What a chunk of decisions has changed so far, before it is written.
#[derive(Default)]
pub(super) struct Chunk {
    records: Vec<Record>,
    /// Places in `records` by natural key.
    places: HashMap<String, usize>,
    corrections: Vec<CorrectionRow>,
    /// What waits for a second person from now on.
    approvals: Vec<ApprovalRow>,
    /// Decisions whose waiting publication is overtaken.
    overtaken: Vec<String>,
    /// Decisions whose waiting correction is overtaken.
    recorrected: Vec<String>,
    /// The earliest days of decision known under the numbers of these rows.
    earliest: HashMap<String, NaiveDate>,
}

impl Chunk {
    /// Loads what the store knows of these rows, in a few statements.
    pub(super) async fn load(tx: &mut Tx, rows: &[&StagedDecision], gate: &Gate) -> sqlx::Result<Self> {
        let keys: Vec<String> = rows.iter().map(|row| row.party.natural_key.clone()).collect();
        let earliest = earliest(tx, rows, gate).await?;
        let parties = decision::parties_by_keys(tx, &keys).await?;
        let ids: Vec<String> = parties.iter().map(|party| party.decision_id.clone()).collect();
        let decisions = decision::by_ids(tx, &ids).await?;
        let mut decisions: HashMap<String, DecisionRow> =
            decisions.into_iter().map(|row| (row.id.clone(), row)).collect();
        let mut chunk = Self { earliest, ..Self::default() };
        for party in parties {
            let Some(decision) = decisions.remove(&party.decision_id) else { continue };
            let before = Some(decision.state);
            chunk.push(Record { decision, party, before, is_changed: false });
        }
        Ok(chunk)
    }

    fn push(&mut self, record: Record) {
        self.places.insert(record.party.natural_key.clone(), self.records.len());
        self.records.push(record);
    }

    /// Takes a row in; answers how it ended and, if the store objects, why.
    pub(super) fn take(
        &mut self,
        staged: StagedDecision,
        place: &Place<'_>,
    ) -> (Option<Outcome>, Vec<Issue>) {
        let StagedDecision { mut decision, mut party, authority_uscc } = staged;
        let issues = place.settle(&mut decision, &mut party, authority_uscc.as_deref());
        self.count_from_the_earliest(&mut decision, place);
        if let Some(known) = self.places.get(&party.natural_key).copied() {
            let sent = StagedDecision { decision, party, authority_uscc };
            return (self.again(known, sent, place), issues);
        }
        self.add(decision, party, place);
        (None, issues)
    }

    /// A later day of decision never improves the clock of a number that was handed in before.
    fn count_from_the_earliest(&mut self, decision: &mut DecisionRow, place: &Place<'_>) {
        let (Gate::Approval(_), Some(decided_on)) = (place.gate, decision.decided_on) else { return };
        let earliest =
            self.earliest.entry(number_key(&decision.document_key).to_owned()).or_insert(decided_on);
        *earliest = decided_on.min(*earliest);
        if *earliest < decided_on {
            set_deadline(decision, place.rules, Some(*earliest));
        }
    }

    /// The same party of the same document was sent before.
    fn again(&mut self, known: usize, staged: StagedDecision, place: &Place<'_>) -> Option<Outcome> {
        let record = self.records.get_mut(known)?;
        let renamed = record.party.name != staged.party.name;
        let is_hidden = record.decision.state == Publication::Hidden && *place.gate == Gate::Open;
        // What lacked something and was given up may come whole.
        let is_given_up =
            record.decision.state == Publication::Ended && staged.decision.state == Publication::Incomplete;
        let is_over = is_hidden || is_given_up || record.decision.is_over();
        let is_old = place.sending == Sending::Again;
        let is_same = record.decision.content_hash == staged.decision.content_hash && !renamed;
        // What was returned may be handed in again as it was.
        if is_over || is_old || (is_same && record.decision.state != Publication::Returned) {
            return Some(Outcome::Duplicate);
        }
        if let (Gate::Approval(handing), Publication::Published | Publication::Hidden) =
            (place.gate, record.decision.state)
        {
            self.recorrected.push(record.decision.id.clone());
            let content = serde_json::to_string(&staged).ok();
            self.approvals
                .push(ApprovalRow { content, ..waiting(&record.decision, Purpose::Correct, handing, place) });
            return None;
        }
        let StagedDecision { decision: sent, party, .. } = staged;
        let mut fields = changed_fields(&record.decision, &sent);
        if renamed {
            fields.push("行政相对人名称".to_owned());
        }
        let version = record.decision.version + 1;
        self.corrections.push(CorrectionRow {
            decision_id: record.decision.id.clone(),
            version,
            corrected_at: place.now,
            fields: fields.join("；"),
            before_public: record.decision.published_at.is_none(),
        });
        record.decision = corrected(&record.decision, sent, version, place);
        record.party = replaced(std::mem::take(&mut record.party), party);
        record.is_changed = true;
        record.publish_or_hold(place);
        self.overtaken.push(record.decision.id.clone());
        self.approvals.extend(asked_for(&record.decision, place));
        None
    }

    fn add(&mut self, mut decision: DecisionRow, mut party: PartyRow, place: &Place<'_>) {
        decision.id = random::record_id();
        decision.public_id = random::public_id();
        decision.version = 1;
        decision.batch_id = Some(place.batch_id.to_owned());
        decision.line = Some(place.line);
        party.decision_id.clone_from(&decision.id);
        party.position = 1;
        let mut record = Record { decision, party, before: None, is_changed: true };
        record.publish_or_hold(place);
        self.approvals.extend(asked_for(&record.decision, place));
        self.push(record);
    }

    /// Writes everything; answers what the ledger must say.
    pub(super) async fn save(self, tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Entry>, ImportError> {
        let changed = self.records.into_iter().filter(|record| record.is_changed);
        let (mut decisions, mut parties, mut entries) = (Vec::new(), Vec::new(), Vec::new());
        for Record { decision, party, before, .. } in changed {
            entries.extend(entry(&decision, before));
            decisions.push(decision);
            parties.push(party);
        }
        decision::save(tx, &decisions).await?;
        decision::save_parties(tx, &parties).await?;
        decision::add_corrections(tx, &self.corrections).await?;
        approval::supersede(tx, Purpose::Publish, &self.overtaken, now).await?;
        approval::supersede(tx, Purpose::Correct, &self.recorrected, now).await?;
        approval::add(tx, &self.approvals).await?;
        let first = self.earliest.into_iter().map(|(number_key, decided_on)| FirstSubmissionRow {
            number_key,
            decided_on,
            received_at: now,
        });
        first_submission::note(tx, &first.collect::<Vec<_>>()).await?;
        Ok(entries)
    }
}

/// The earliest days under the numbers of these rows. Where nobody approves, files are the only source and correct
/// themselves.
async fn earliest(
    tx: &mut Tx,
    rows: &[&StagedDecision],
    gate: &Gate,
) -> sqlx::Result<HashMap<String, NaiveDate>> {
    if *gate == Gate::Open {
        return Ok(HashMap::new());
    }
    let keys: Vec<String> =
        rows.iter().map(|row| number_key(&row.decision.document_key).to_owned()).collect();
    first_submission::days(tx, &keys).await
}

/// What a second person is asked for, if the decision waits for one.
fn asked_for(decision: &DecisionRow, place: &Place<'_>) -> Option<ApprovalRow> {
    match place.gate {
        Gate::Approval(handing) if decision.state == Publication::Pending => {
            Some(waiting(decision, Purpose::Publish, handing, place))
        }
        _ => None,
    }
}

fn waiting(decision: &DecisionRow, purpose: Purpose, handing: &Handing, place: &Place<'_>) -> ApprovalRow {
    ApprovalRow {
        id: random::record_id(),
        purpose,
        state: ApprovalState::Waiting,
        record_id: decision.id.clone(),
        authority_id: decision.authority_id.clone(),
        channel: handing.channel.code().to_owned(),
        submitted_by: handing.submitted_by.clone(),
        submitted_at: place.now,
        begun_at: handing.begun_at.unwrap_or(place.now),
        batch_id: Some(place.batch_id.to_owned()),
        line: Some(place.line),
        ticked: handing.ticked.clone(),
        late_reason: handing.late_reason.clone(),
        late_words: handing.late_words.clone(),
        ..ApprovalRow::default()
    }
}

impl Record {
    fn publish_or_hold(&mut self, place: &Place<'_>) {
        let is_complete = matches!(self.decision.state, Publication::Published | Publication::Withheld);
        if is_complete && *place.gate != Gate::Open {
            self.decision.state = Publication::Pending;
            return;
        }
        let is_open = self.party.resolution == "unresolved";
        let parties = if is_open { Parties::Unresolved } else { Parties::Resolved };
        let timing = Timing { rules: place.rules, now: place.now, earliest: None };
        publish_or_hold(&mut self.decision, parties, timing);
    }
}

/// Where a row is being put.
pub(super) struct Place<'a> {
    pub(super) batch_id: &'a str,
    pub(super) line: i64,
    pub(super) now: DateTime<Utc>,
    pub(super) today: NaiveDate,
    pub(super) sending: Sending,
    pub(super) gate: &'a Gate,
    pub(super) rules: &'a Rulebook,
    pub(super) authorities: &'a AuthorityDirectory,
    pub(super) matches: &'a Matches,
}

impl Place<'_> {
    /// Finds the authority and the party's entity.
    pub(super) fn settle(
        &self,
        decision: &mut DecisionRow,
        party: &mut PartyRow,
        authority_uscc: Option<&str>,
    ) -> Vec<Issue> {
        let mut issues = Vec::new();
        decision.authority_id = self.authorities.find(authority_uscc, &decision.authority_name);
        if decision.authority_id.is_none() && !self.authorities.is_empty() {
            issues.push(unknown_authority(decision));
        }
        if party.class == PartyClass::NaturalPerson.code() {
            "person".clone_into(&mut party.resolution);
            return issues;
        }
        party.entity_id = self.matches.entity_of(party);
        if party.entity_id.is_some() {
            "resolved".clone_into(&mut party.resolution);
        } else {
            "unresolved".clone_into(&mut party.resolution);
            issues.push(unresolved(party));
        }
        issues
    }
}

fn unresolved(party: &PartyRow) -> Issue {
    Issue {
        code: "party-unresolved".to_owned(),
        severity: Severity::Warning,
        field: Some("行政相对人代码".to_owned()),
        value: party.uscc.clone(),
        message: "登记信息中没有以该代码和名称登记的主体：待人工核对后才公示，公示期限照常计算".to_owned(),
    }
}

fn unknown_authority(decision: &DecisionRow) -> Issue {
    Issue {
        code: "authority-unknown".to_owned(),
        severity: Severity::Warning,
        field: Some("作出机关".to_owned()),
        value: Some(decision.authority_name.clone()),
        message: "行政机关名录中没有该机关：请先导入机关名录，或核对机关代码与名称".to_owned(),
    }
}

/// A party as it is sent again. What a person settled stays settled while the name is the same.
fn replaced(stored: PartyRow, sent: PartyRow) -> PartyRow {
    let place = PartyRow { decision_id: stored.decision_id, position: stored.position, ..sent };
    if stored.resolution != "settled"
        || stored.name_folded != place.name_folded
        || place.resolution == "resolved"
    {
        return place;
    }
    PartyRow {
        entity_id: stored.entity_id,
        resolution: stored.resolution,
        settled_by: stored.settled_by,
        settled_at: stored.settled_at,
        ..place
    }
}

fn corrected(known: &DecisionRow, sent: DecisionRow, version: i64, place: &Place<'_>) -> DecisionRow {
    DecisionRow {
        id: known.id.clone(),
        public_id: known.public_id.clone(),
        received_at: known.received_at,
        received_late: known.received_late,
        published_at: known.published_at,
        working_days: known.working_days,
        late_by: known.late_by,
        taken_over: known.taken_over,
        version,
        batch_id: Some(place.batch_id.to_owned()),
        line: Some(place.line),
        updated_at: place.now,
        ..sent
    }
}

/// Captions of the fields that differ.
fn changed_fields(known: &DecisionRow, sent: &DecisionRow) -> Vec<String> {
    let read = |text: &str| serde_json::from_str::<BTreeMap<String, String>>(text).unwrap_or_default();
    let (old, new) = (read(&known.fields), read(&sent.fields));
    let codes: std::collections::BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut captions: Vec<String> = codes
        .into_iter()
        .filter(|code| old.get(*code) != new.get(*code))
        .filter_map(|code| standard::field(code))
        .map(|field| field.caption.to_owned())
        .collect();
    if captions.is_empty() {
        captions.push("公示状态".to_owned());
    }
    captions
}

/// What the ledger says of a change, if the public can see it.
fn entry(row: &DecisionRow, before: Option<Publication>) -> Option<Entry> {
    let action =
        Action::of_change(before == Some(Publication::Published), row.state == Publication::Published)?;
    Some(Entry {
        action,
        subject: Subject::Decision,
        record_id: row.id.clone(),
        public_id: row.public_id.clone(),
        version: row.version,
    })
}
