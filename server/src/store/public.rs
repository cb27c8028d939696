//! From rows to what the public may see: the one place where `domain::disclosure` types of decisions are made.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::calendar::beijing_date;
use domain::clocks::{ClockKind, Provinces, Regulator, gsxt_clocks, gsxt_due};
use domain::decision::{DecisionKind, PartyClass};
use domain::disclosure::{
    Clock, Correction, DecisionSummary, GsxtClock, ObjectionMark, Provenance, PublicDecision, PublicField,
    PublicParty, Timeliness, Tombstone,
};
use domain::lateness::LateReason;
use domain::publication::Publication;
use domain::quality::Kind;
use domain::rulebook::Rulebook;
use domain::search::DecisionDocument;
use domain::standard::{self, FieldDisclosure, FieldType};

use super::authority::AuthorityRow;
use super::decision::{DecisionRow, PartyRow};
use super::{Tx, approval, authority, decision, entity, ledger, objection};

/// The strip of days shows at most so many; later publications are named in words.
const LONGEST_STRIP: i64 = 60;

/// Whether times taken over from an older system count: only in a demo data base.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TakenOverTimes {
    /// They are not our own, so they are not judged.
    NotJudged,
    /// A demo's history is made up anyway.
    Judged,
}

/// Who is who in a list of decisions: loaded once for all of them.
struct Around {
    parties: HashMap<String, Vec<PartyRow>>,
    entities: HashMap<String, (String, String)>,
    /// Regions of the entities, where known.
    entity_regions: HashMap<String, String>,
    authorities: HashMap<String, (String, Option<String>)>,
    /// Which of the decisions are objected to.
    marks: HashMap<String, ObjectionMark>,
}

impl Around {
    async fn load(tx: &mut Tx, rows: &[DecisionRow]) -> sqlx::Result<Self> {
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        let mut parties: HashMap<String, Vec<PartyRow>> = HashMap::new();
        for party in decision::parties(tx, &ids).await? {
            parties.entry(party.decision_id.clone()).or_default().push(party);
        }
        Self::of(tx, rows, parties).await
    }

    /// With parties that are known already.
    async fn of(
        tx: &mut Tx,
        rows: &[DecisionRow],
        parties: HashMap<String, Vec<PartyRow>>,
    ) -> sqlx::Result<Self> {
        let mut entity_ids: Vec<String> =
            parties.values().flatten().filter_map(|party| party.entity_id.clone()).collect();
        entity_ids.sort_unstable();
        entity_ids.dedup();
        let rows_of_entities = entity::by_ids(tx, &entity_ids).await?;
        let entity_regions =
            rows_of_entities.iter().filter_map(|row| Some((row.id.clone(), row.region.clone()?))).collect();
        let entities = rows_of_entities.into_iter().map(|row| (row.id, (row.public_id, row.name))).collect();
        let mut authority_ids: Vec<String> = rows.iter().filter_map(|row| row.authority_id.clone()).collect();
        authority_ids.sort_unstable();
        authority_ids.dedup();
        let authorities = authority::by_ids(tx, &authority_ids)
            .await?
            .into_iter()
            .map(|row| (row.id, (row.public_id, row.region)))
            .collect();
        Ok(Self { parties, entities, entity_regions, authorities, marks: HashMap::new() })
    }

    /// With the marks of objections; what is indexed has none.
    async fn marked(mut self, tx: &mut Tx, rows: &[DecisionRow]) -> sqlx::Result<Self> {
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        self.marks = objection::marks(tx, &ids).await?;
        Ok(self)
    }

    fn parties_of(&self, id: &str) -> &[PartyRow] {
        self.parties.get(id).map_or(&[], Vec::as_slice)
    }

    fn public_parties(&self, id: &str) -> Vec<PublicParty> {
        self.parties_of(id).iter().filter_map(|party| public_party(party, &self.entities)).collect()
    }
}

/// A natural person is shown only where a law says so (the decision would not be public otherwise), and then by
/// surname.
fn public_party(party: &PartyRow, entities: &HashMap<String, (String, String)>) -> Option<PublicParty> {
    let class = PartyClass::from_code(&party.class)?;
    if class == PartyClass::NaturalPerson {
        let name = domain::privacy::mask_name(&party.name);
        return Some(PublicParty { name, class, uscc: None, entity_id: None, registered_name: None });
    }
    let entity = party.entity_id.as_ref().and_then(|id| entities.get(id));
    Some(PublicParty {
        name: party.name.clone(),
        class,
        uscc: party.uscc.clone(),
        entity_id: entity.map(|(id, _)| id.clone()),
        registered_name: entity.map(|(_, name)| name.clone()).filter(|name| *name != party.name),
    })
}

/// What lists show of these decisions, in their order. The rows must be public.
pub async fn summaries(
    tx: &mut Tx,
    rows: Vec<DecisionRow>,
    today: NaiveDate,
    times: TakenOverTimes,
) -> sqlx::Result<Vec<DecisionSummary>> {
    let around = Around::load(tx, &rows).await?.marked(tx, &rows).await?;
    Ok(rows.iter().filter_map(|row| summary(row, &around, today, times)).collect())
}

/// Everything that the pages of these decisions show, in their order. The rows must be public.
pub async fn decisions(
    tx: &mut Tx,
    rows: Vec<DecisionRow>,
    today: NaiveDate,
    times: TakenOverTimes,
    rules: &Rulebook,
) -> sqlx::Result<Vec<PublicDecision>> {
    let around = Around::load(tx, &rows).await?.marked(tx, &rows).await?;
    let mut decisions = Vec::with_capacity(rows.len());
    for row in rows {
        decisions.extend(Box::pin(whole(tx, row, &around, (today, times), rules)).await?);
    }
    Ok(decisions)
}

/// The same of a decision that is not in the store yet, or not as it will be: what a preview shows.
pub async fn in_memory(
    tx: &mut Tx,
    row: DecisionRow,
    parties: Vec<PartyRow>,
    today: NaiveDate,
    times: TakenOverTimes,
    rules: &Rulebook,
) -> sqlx::Result<Option<PublicDecision>> {
    let around =
        Around::of(tx, std::slice::from_ref(&row), HashMap::from([(row.id.clone(), parties)])).await?;
    whole(tx, row, &around, (today, times), rules).await
}

async fn whole(
    tx: &mut Tx,
    row: DecisionRow,
    around: &Around,
    (today, times): (NaiveDate, TakenOverTimes),
    rules: &Rulebook,
) -> sqlx::Result<Option<PublicDecision>> {
    let Some(mut summary) = summary(&row, around, today, times) else { return Ok(None) };
    summary.parties.extend(beside(tx, &row, today).await?);
    let (authority, names) = match &row.authority_id {
        Some(id) => {
            (authority::by_ids(tx, std::slice::from_ref(id)).await?.pop(), authority::names_of(tx, id).await?)
        }
        None => (None, Vec::new()),
    };
    let late_reason = late_reason(tx, &row, summary.timeliness).await?;
    let corrections = corrections(tx, &row.id).await?;
    let ledger_number = ledger::of_record(tx, &row.id).await?.unwrap_or(0);
    let withheld = decision::withheld_persons(tx, &row.document_key).await?;
    Ok(Some(PublicDecision {
        fields: fields(&row, summary.kind),
        clock: Clock { late_reason, ..clock(&row, &summary, rules) },
        gsxt: gsxt(&row, authority.as_ref(), around, rules),
        authority: authority.map(|authority| authority::public(authority, names)),
        class_label: row.class.clone(),
        policy: row.policy.clone(),
        repair_from: row.repair_from,
        withheld_parties: u32::try_from(withheld).unwrap_or(u32::MAX),
        corrections,
        provenance: Provenance {
            source: row.source_name.clone(),
            received_at: row.received_at,
            taken_over: row.taken_over,
        },
        version: row.version,
        ledger_number,
        summary,
    }))
}

/// The other parties of the document, with the entities that they are.
async fn beside(tx: &mut Tx, row: &DecisionRow, today: NaiveDate) -> sqlx::Result<Vec<PublicParty>> {
    let parties = decision::parties_beside(tx, row, today).await?;
    let ids: Vec<String> = parties.iter().filter_map(|party| party.entity_id.clone()).collect();
    let entities = entity::by_ids(tx, &ids).await?.into_iter().map(|row| (row.id, (row.public_id, row.name)));
    let entities: HashMap<String, (String, String)> = entities.collect();
    Ok(parties.iter().filter_map(|party| public_party(party, &entities)).collect())
}

/// What the index knows of these decisions. The rows must be public.
pub async fn documents(
    tx: &mut Tx,
    rows: Vec<DecisionRow>,
    today: NaiveDate,
) -> sqlx::Result<Vec<DecisionDocument>> {
    let around = Around::load(tx, &rows).await?;
    Ok(rows
        .iter()
        .filter_map(|row| {
            let summary = summary(row, &around, today, TakenOverTimes::NotJudged)?;
            let region = row.authority_id.as_ref().and_then(|id| around.authorities.get(id)?.1.clone());
            Some(document(row, summary, region))
        })
        .collect())
}

fn document(row: &DecisionRow, summary: DecisionSummary, region: Option<String>) -> DecisionDocument {
    const SEARCHED: [&str; 8] = ["NR", "SY", "YJ", "CFLB", "XKLB", "XKZS", "XKBH", "WFXW"];
    let values: BTreeMap<String, String> = serde_json::from_str(&row.fields).unwrap_or_default();
    let texts = standard::fields(summary.kind)
        .iter()
        .filter(|field| SEARCHED.contains(&field.short_code()))
        .filter_map(|field| values.get(field.code).cloned())
        .collect();
    DecisionDocument {
        id: summary.id,
        kind: summary.kind,
        document_number: summary.document_number,
        title: summary.title,
        party_codes: summary.parties.iter().filter_map(|party| party.uscc.clone()).collect(),
        parties: summary
            .parties
            .into_iter()
            .filter(|party| party.class != PartyClass::NaturalPerson)
            .flat_map(|party| [Some(party.name), party.registered_name])
            .flatten()
            .collect(),
        authority: (summary.authority_id, summary.authority_name),
        region: region.map(|code| {
            let name = domain::region::name_of(&code).unwrap_or_else(|| code.clone());
            (code, name)
        }),
        texts,
        decided_on: summary.decided_on,
        public_until: summary.public_until,
        state_label: summary.state_label,
    }
}

/// What stays of a withdrawn decision, as long as the decision itself would have been public.
pub fn tombstone(row: &DecisionRow, today: NaiveDate) -> Option<Tombstone> {
    let is_over = row.public_until.is_some_and(|until| until < today);
    (row.state == Publication::Withdrawn && !is_over).then_some(())?;
    Some(Tombstone {
        id: row.public_id.clone(),
        kind: DecisionKind::from_code(&row.kind)?,
        document_number: row.document_number.clone(),
        authority_name: row.authority_name.clone(),
        withdrawn_on: row.ended_on?,
        reason: row.public_reason.clone()?,
    })
}

fn summary(
    row: &DecisionRow,
    around: &Around,
    today: NaiveDate,
    times: TakenOverTimes,
) -> Option<DecisionSummary> {
    let kind = DecisionKind::from_code(&row.kind)?;
    Some(DecisionSummary {
        id: row.public_id.clone(),
        kind,
        document_number: row.document_number.clone(),
        title: row.title.clone(),
        category: row.category.clone(),
        authority_name: row.authority_name.clone(),
        authority_id: row
            .authority_id
            .as_ref()
            .and_then(|id| around.authorities.get(id))
            .map(|(id, _)| id.clone()),
        parties: around.public_parties(&row.id),
        decided_on: row.decided_on?,
        published_at: row.published_at?,
        timeliness: timeliness(row, times),
        public_until: row.public_until,
        fine_fen: row.fine_fen,
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        state_label: state_label(row, kind, today),
        objection: around.marks.get(&row.id).copied(),
    })
}

fn state_label(row: &DecisionRow, kind: DecisionKind, today: NaiveDate) -> String {
    match kind {
        DecisionKind::Penalty => row.class.clone().unwrap_or_else(|| "在公示期内".to_owned()),
        DecisionKind::Licence if row.licence_in_force == Some(false) => "无效".to_owned(),
        DecisionKind::Licence if row.valid_until.is_some_and(|until| until < today) => "已过期".to_owned(),
        DecisionKind::Licence => "有效".to_owned(),
    }
}

fn timeliness(row: &DecisionRow, times: TakenOverTimes) -> Timeliness {
    if row.taken_over && times == TakenOverTimes::NotJudged {
        return Timeliness::NotJudged;
    }
    let number = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
    match (row.late_by, row.working_days) {
        (Some(late), _) if late > 0 => Timeliness::Late { by_working_days: number(late) },
        (Some(_), Some(days)) => Timeliness::OnTime { working_days: number(days) },
        _ => Timeliness::NotJudged,
    }
}

fn clock(row: &DecisionRow, summary: &DecisionSummary, rules: &Rulebook) -> Clock {
    let decided_on = summary.decided_on;
    let due_on = row.due_on.unwrap_or(decided_on);
    let published_on = beijing_date(summary.published_at);
    let last = published_on.max(due_on).min(decided_on + chrono::Duration::days(LONGEST_STRIP));
    let (calendar, of_its_day) = (&rules.calendar, rules.clocks.row(ClockKind::Publish, decided_on));
    let working_days = of_its_day.map_or(0, |clock| clock.working_days);
    Clock {
        decided_on,
        working_days,
        due_on,
        provisional: row.due_provisional,
        received_at: row.received_at,
        published_at: summary.published_at,
        timeliness: summary.timeliness,
        late_reason: None,
        days: calendar.count(decided_on, last, working_days),
        notices: calendar.notices(decided_on, last),
    }
}

/// Why a late decision was late, as its authority said when it was approved.
async fn late_reason(
    tx: &mut Tx,
    row: &DecisionRow,
    timeliness: Timeliness,
) -> sqlx::Result<Option<LateReason>> {
    if !matches!(timeliness, Timeliness::Late { .. }) {
        return Ok(None);
    }
    let code = approval::late_reason(tx, &row.id).await?;
    Ok(code.as_deref().and_then(LateReason::from_code))
}

/// The clock of gsxt that runs beside a decision about an enterprise.
pub fn gsxt_clock(
    row: &DecisionRow,
    authority: &AuthorityRow,
    party_region: Option<&str>,
    rules: &Rulebook,
) -> Option<GsxtClock> {
    let kind = Kind::of(DecisionKind::from_code(&row.kind)?, &row.category);
    let regulator = Regulator::of(authority.domain.as_deref(), &authority.name);
    let provinces = Provinces::of(authority.region.as_deref(), party_region);
    let clocks = gsxt_clocks(kind, regulator, provinces);
    let decided_on = row.decided_on?;
    let (working_days, due) = gsxt_due(&rules.clocks, clocks, decided_on, &rules.calendar)?;
    Some(GsxtClock { working_days, due_on: due.on(), provisional: due.is_provisional() })
}

fn gsxt(
    row: &DecisionRow,
    authority: Option<&AuthorityRow>,
    around: &Around,
    rules: &Rulebook,
) -> Option<GsxtClock> {
    let party = around.parties_of(&row.id).first()?;
    if party.class == PartyClass::NaturalPerson.code() {
        return None;
    }
    let region = party.entity_id.as_ref().and_then(|id| around.entity_regions.get(id));
    gsxt_clock(row, authority?, region.map(String::as_str), rules)
}

/// All public fields in the order of the standard.
fn fields(row: &DecisionRow, kind: DecisionKind) -> Vec<PublicField> {
    let values: BTreeMap<String, String> = serde_json::from_str(&row.fields).unwrap_or_default();
    standard::fields(kind)
        .iter()
        .filter(|field| matches!(field.disclosure, FieldDisclosure::Show | FieldDisclosure::ShowAfterScan))
        // Parties have their own place on the page, with their own rules.
        .filter(|field| !field.is_about_party() && field.table != "CX")
        .filter_map(|field| {
            let value = values.get(field.code).filter(|value| !value.is_empty())?.clone();
            let note = (field.field_type == FieldType::Amount).then(|| yuan_of(&value)).flatten();
            Some(PublicField { code: field.code.to_owned(), caption: field.caption.to_owned(), value, note })
        })
        .collect()
}

fn yuan_of(ten_thousands: &str) -> Option<String> {
    let fen = domain::amount::Fen::from_wan(ten_thousands).ok()?;
    Some(format!("{} 元", fen.yuan()))
}

async fn corrections(tx: &mut Tx, decision_id: &str) -> sqlx::Result<Vec<Correction>> {
    let rows = decision::corrections(tx, decision_id).await?;
    Ok(rows
        .into_iter()
        .filter(|row| !row.before_public)
        .map(|row| Correction {
            corrected_on: beijing_date(row.corrected_at),
            fields: row.fields.split('；').map(str::to_owned).collect(),
        })
        .collect())
}
