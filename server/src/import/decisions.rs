//! Decisions: from a checked row to what the store keeps, and from there into the record.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::Calendar;
use domain::check::{DecisionDraft, Finding, Validity};
use domain::decision::{DecisionKind, PartyClass};
use domain::issue::{Issue, Severity};
use domain::publication::{Publishability, publishability};
use domain::standard;
use domain::text::fold_name;

use super::gate::{Gate, Handing, Judging};
use super::own_rows::OwnRows;
use super::spool::StagedDecision;
use super::{ImportError, Outcome, Sending};
use crate::actions::approval::Purpose;
use crate::actions::publish::{Parties, Timing, number_key, publish_or_hold, set_deadline};
use crate::actions::registry::{AuthorityDirectory, Matches};
use crate::random;
use crate::secrets::{Keeper, SecretError, digest};
use crate::store::Tx;
use crate::store::approval::{self, ApprovalRow, FirstSubmissionRow};
use crate::store::decision::{self, CorrectionRow, DecisionRow, PartyRow};
use crate::store::ledger::{Action, Entry, Subject};

/// What all rows of a file share while they are staged.
pub(super) struct Staging<'a> {
    pub(super) keeper: &'a Keeper,
    pub(super) calendar: &'a Calendar,
    pub(super) today: NaiveDate,
    pub(super) received_at: DateTime<Utc>,
    pub(super) times: super::Times,
    pub(super) authority: Option<&'a str>,
    /// Whose rows may come in; all if absent.
    pub(super) own_rows: Option<&'a OwnRows>,
    /// How they are judged.
    pub(super) judging: Judging,
    /// What is the same for the very same file only: with its line a row without a document number is known by it.
    pub(super) origin: &'a str,
}

/// The key under which a document is found again.
pub(super) fn document_key(
    kind: DecisionKind,
    authority: &str,
    number_folded: &str,
    decided_on: Option<NaiveDate>,
) -> String {
    // The day stands first: files come in the order of days, so that neighbours share a page of the index.
    let day = decided_on.map_or_else(|| "00000000".to_owned(), |day| day.format("%Y%m%d").to_string());
    format!("{day}{}", digest(format!("{}|{authority}|{number_folded}", kind.code()).as_bytes()))
}

/// Makes what the store keeps of a draft. Identifiers and the party's entity are found when it is applied.
pub(super) fn stage(
    mut draft: DecisionDraft,
    line: i64,
    staging: &Staging<'_>,
) -> Result<StagedDecision, SecretError> {
    let authority_uscc = draft.authority_uscc.clone().or_else(|| staging.authority.map(str::to_owned));
    let authority_key = authority_uscc.clone().unwrap_or_else(|| fold_name(&draft.authority_name));
    // Without a number nothing says that two rows are of one document.
    let number = match draft.document_number_folded.as_str() {
        "" => format!("{}#{line}", staging.origin),
        folded => folded.to_owned(),
    };
    let document_key = document_key(draft.kind, &authority_key, &number, draft.decided_on);
    let mut party = stage_party(&draft, &document_key, staging.keeper)?;
    if let Some(name) = person_in_texts(&draft) {
        mask_person(&mut draft, &name);
    }
    mask_findings(&mut draft, &mut party);
    let mut row = base_row(&draft, document_key, staging);
    set_deadline(&mut row, staging.calendar, None);
    set_publicity(&mut row, &draft, staging);
    row.content_hash = content_hash(&row, draft.kind);
    Ok(StagedDecision { decision: row, party, authority_uscc })
}

fn base_row(draft: &DecisionDraft, document_key: String, staging: &Staging<'_>) -> DecisionRow {
    let taken_over = staging.times == super::Times::TakeOver && draft.taken_over.received_at.is_some();
    let received_at =
        if taken_over { draft.taken_over.received_at } else { None }.unwrap_or(staging.received_at);
    let fields: BTreeMap<&String, &String> = draft
        .fields
        .iter()
        // Names of representatives are kept with the party, for they differ between the parties of a decision.
        .filter(|(code, _)| standard::field(code).is_none_or(|field| !field.is_about_party()))
        .collect();
    let is_penalty = draft.kind == DecisionKind::Penalty;
    let category = ["CF_CFLB", "XK_XKLB"].iter().find_map(|code| draft.fields.get(*code)).cloned();
    DecisionRow {
        kind: draft.kind.code().to_owned(),
        document_key,
        document_number: draft.document_number.clone(),
        title: draft.title.clone(),
        category: category.unwrap_or_default(),
        authority_name: draft.authority_name.clone(),
        source_name: draft.source_name.clone(),
        decided_on: draft.decided_on,
        received_at,
        published_at: if taken_over { draft.taken_over.published_at } else { None },
        procedure: draft.procedure.code().to_owned(),
        fine_fen: draft.fine.map(domain::amount::Fen::fen),
        valid_from: draft.valid_from,
        valid_until: match draft.validity {
            Validity::Until(day) => Some(day),
            Validity::LongTerm | Validity::Unknown => None,
        },
        licence_in_force: draft.in_force,
        fields: serde_json::to_string(&fields).unwrap_or_else(|_| "{}".to_owned()),
        social_impact: is_penalty.then(|| draft.social_impact.conclusion.code().to_owned()),
        social_impact_by: is_penalty.then(|| by(&draft.social_impact, draft)),
        social_impact_at: is_penalty.then(|| at(&draft.social_impact, received_at)),
        secrecy_review: draft.secrecy_review.conclusion.code().to_owned(),
        secrecy_review_by: Some(by(&draft.secrecy_review, draft)),
        secrecy_review_at: Some(at(&draft.secrecy_review, received_at)),
        exception_reason: draft.exception.as_ref().map(|exception| exception.reason.clone()),
        exception_until: draft.exception.as_ref().and_then(|exception| exception.until),
        edition: draft.edition.code().to_owned(),
        taken_over,
        updated_at: staging.received_at,
        ..DecisionRow::default()
    }
}

/// The person whose name must not stand in the texts: the party, or who represents it. A firm that bears its
/// operator's name keeps it.
fn person_in_texts(draft: &DecisionDraft) -> Option<String> {
    let party = &draft.party;
    let name = match party.class {
        PartyClass::NaturalPerson => party.name.clone(),
        _ => party.representative.clone().filter(|name| !party.name.contains(name.as_str()))?,
    };
    (name.chars().count() >= 2).then_some(name)
}

/// A person's name leaves every text that may become public.
fn mask_person(draft: &mut DecisionDraft, name: &str) {
    let masked = domain::privacy::mask_name(name);
    draft.title = draft.title.replace(name, &masked);
    for value in draft.fields.values_mut() {
        *value = value.replace(name, &masked);
    }
}

/// Numbers of persons that the scanner found in texts are masked at rest too; the row as sent is kept encrypted.
fn mask_findings(draft: &mut DecisionDraft, party: &mut PartyRow) {
    if draft.personal_data.is_empty() {
        return;
    }
    for code in &draft.personal_data {
        if let Some(value) = draft.fields.get_mut(code) {
            *value = domain::privacy::mask_findings(value);
        }
    }
    let texts =
        [&mut draft.title, &mut draft.document_number, &mut draft.authority_name, &mut draft.source_name];
    for text in texts.into_iter().chain([&mut party.name, &mut party.name_folded]) {
        *text = domain::privacy::mask_findings(text);
    }
}

/// A finding without a name counts as the submitting unit's own.
fn by(finding: &Finding, draft: &DecisionDraft) -> String {
    finding.by.clone().unwrap_or_else(|| draft.source_name.clone())
}

fn at(finding: &Finding, received_at: DateTime<Utc>) -> String {
    finding.at.unwrap_or(received_at).to_rfc3339()
}

fn set_publicity(row: &mut DecisionRow, draft: &DecisionDraft, staging: &Staging<'_>) {
    if !draft.missing.is_empty() || draft.decided_on.is_none() {
        "incomplete".clone_into(&mut row.state);
        return;
    }
    match publishability(draft, staging.today) {
        Publishability::Withheld(reason) => {
            "withheld".clone_into(&mut row.state);
            row.withheld_reason = Some(reason.code().to_owned());
        }
        Publishability::Public(publicity) => {
            "published".clone_into(&mut row.state);
            row.public_until = publicity.until;
            row.repair_from = publicity.repair_from;
            row.class = publicity.class.map(|class| class.long_label().to_owned());
            row.policy = publicity.policy.map(str::to_owned);
        }
    }
}

fn stage_party(draft: &DecisionDraft, document_key: &str, keeper: &Keeper) -> Result<PartyRow, SecretError> {
    let party = &draft.party;
    let name_folded = fold_name(&party.name);
    let person_hash = party
        .person_number
        .as_ref()
        .map(|number| keeper.fingerprint(&format!("{}|{}", number.kind, number.number.expose())));
    let key = party
        .uscc
        .clone()
        .or_else(|| party.registration_number.clone())
        .or_else(|| person_hash.clone())
        .unwrap_or_else(|| name_folded.clone());
    let encrypt = |number: &domain::check::PersonNumber| {
        keeper.encrypt(&format!("{}|{}", number.kind, number.number.expose()))
    };
    Ok(PartyRow {
        // Begins with the document's key, so that one index finds a party and all parties of a document.
        natural_key: format!("{document_key}{}", digest(key.as_bytes())),
        name: party.name.clone(),
        name_folded,
        class: party.class.code().to_owned(),
        uscc: party.uscc.clone(),
        registration_number: party.registration_number.clone(),
        person_number_cipher: party.person_number.as_ref().map(encrypt).transpose()?,
        person_number_hash: person_hash,
        representative: party.representative.clone(),
        representative_number_cipher: party.representative_number.as_ref().map(encrypt).transpose()?,
        ..PartyRow::default()
    })
}

/// Equal hashes mean the same content: what the public or the law sees of it, without its parties and times.
fn content_hash(row: &DecisionRow, kind: DecisionKind) -> String {
    digest(
        format!(
            "{}|{}|{}|{}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}",
            kind.code(),
            row.fields,
            row.authority_name,
            row.source_name,
            row.withheld_reason,
            row.social_impact,
            row.secrecy_review,
            row.exception_reason,
            row.class,
            row.licence_in_force,
        )
        .as_bytes(),
    )
}

/// A decision about one party: the record of the standard, whose natural key has the party in it (RULES 1.7).
/// What the parties of one document share stands in each of their records, so that a correction, a repair or a
/// withdrawal of one leaves the others as they are.
struct Record {
    decision: DecisionRow,
    party: PartyRow,
    /// The state in the store; absent for a new record.
    before: Option<String>,
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
            let before = Some(decision.state.clone());
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
            set_deadline(decision, place.calendar, Some(*earliest));
        }
    }

    /// The same party of the same document was sent before.
    fn again(&mut self, known: usize, staged: StagedDecision, place: &Place<'_>) -> Option<Outcome> {
        let record = self.records.get_mut(known)?;
        let renamed = record.party.name != staged.party.name;
        let is_hidden = record.decision.state == "hidden" && *place.gate == Gate::Open;
        // What lacked something and was given up may come whole.
        let is_given_up = record.decision.state == "ended" && staged.decision.state == "incomplete";
        let is_over = is_hidden || is_given_up || record.decision.is_over();
        let is_old = place.sending == Sending::Again;
        let is_same = record.decision.content_hash == staged.decision.content_hash && !renamed;
        // What was returned may be handed in again as it was.
        if is_over || is_old || (is_same && record.decision.state != "returned") {
            return Some(Outcome::Duplicate);
        }
        if let (Gate::Approval(handing), "published" | "hidden") =
            (place.gate, record.decision.state.as_str())
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
            entries.extend(entry(&decision, before.as_deref()));
            decisions.push(decision);
            parties.push(party);
        }
        decision::save(tx, &decisions).await?;
        decision::save_parties(tx, &parties).await?;
        decision::add_corrections(tx, &self.corrections).await?;
        approval::supersede(tx, Purpose::Publish.code(), &self.overtaken, now).await?;
        approval::supersede(tx, Purpose::Correct.code(), &self.recorrected, now).await?;
        approval::add(tx, &self.approvals).await?;
        let first = self.earliest.into_iter().map(|(number_key, decided_on)| FirstSubmissionRow {
            number_key,
            decided_on,
            received_at: now,
        });
        approval::note_first_submissions(tx, &first.collect::<Vec<_>>()).await?;
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
    approval::first_submissions(tx, &keys).await
}

/// What a second person is asked for, if the decision waits for one.
fn asked_for(decision: &DecisionRow, place: &Place<'_>) -> Option<ApprovalRow> {
    match place.gate {
        Gate::Approval(handing) if decision.state == "pending" => {
            Some(waiting(decision, Purpose::Publish, handing, place))
        }
        _ => None,
    }
}

fn waiting(decision: &DecisionRow, purpose: Purpose, handing: &Handing, place: &Place<'_>) -> ApprovalRow {
    ApprovalRow {
        id: random::record_id(),
        purpose: purpose.code().to_owned(),
        state: "waiting".to_owned(),
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
        let is_complete = matches!(self.decision.state.as_str(), "published" | "withheld");
        if is_complete && *place.gate != Gate::Open {
            "pending".clone_into(&mut self.decision.state);
            return;
        }
        let is_open = self.party.resolution == "unresolved";
        let parties = if is_open { Parties::Unresolved } else { Parties::Resolved };
        let timing = Timing { calendar: place.calendar, now: place.now, earliest: None };
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
    pub(super) calendar: &'a Calendar,
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
fn entry(row: &DecisionRow, before: Option<&str>) -> Option<Entry> {
    let action = Action::of_change(before == Some("published"), row.state == "published")?;
    Some(Entry {
        action,
        subject: Subject::Decision,
        record_id: row.id.clone(),
        public_id: row.public_id.clone(),
        version: row.version,
    })
}
