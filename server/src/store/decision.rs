//! Decisions with their parties. Every read for the public tests the day itself, so that no missed job shows a
//! record too long (the function `public` below).

use chrono::{DateTime, NaiveDate, Utc};
use domain::publication::Publication;

use super::{After, Tx};

/// A row of `decision`.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct DecisionRow {
    pub id: String,
    pub public_id: String,
    pub kind: String,
    pub document_key: String,
    pub content_hash: String,
    pub document_number: String,
    pub title: String,
    pub category: String,
    pub authority_id: Option<String>,
    pub authority_name: String,
    pub source_name: String,
    pub decided_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub due_provisional: bool,
    /// Absent in spools of before the column.
    #[serde(default)]
    pub calendar_version: Option<String>,
    #[sqlx(try_from = "String")]
    pub state: Publication,
    pub withheld_reason: Option<String>,
    pub received_at: DateTime<Utc>,
    pub published_at: Option<DateTime<Utc>>,
    pub public_until: Option<NaiveDate>,
    pub repair_from: Option<NaiveDate>,
    pub ended_on: Option<NaiveDate>,
    pub public_reason: Option<String>,
    pub class: Option<String>,
    pub policy: Option<String>,
    pub procedure: String,
    pub fine_fen: Option<i64>,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
    pub licence_in_force: Option<bool>,
    pub fields: String,
    pub social_impact: Option<String>,
    pub social_impact_by: Option<String>,
    pub social_impact_at: Option<String>,
    pub secrecy_review: String,
    pub secrecy_review_by: Option<String>,
    pub secrecy_review_at: Option<String>,
    pub exception_reason: Option<String>,
    pub exception_until: Option<NaiveDate>,
    pub edition: String,
    pub taken_over: bool,
    pub working_days: Option<i64>,
    pub late_by: Option<i64>,
    pub received_late: Option<bool>,
    pub version: i64,
    pub batch_id: Option<String>,
    pub line: Option<i64>,
    pub updated_at: DateTime<Utc>,
}

impl DecisionRow {
    /// True if it has left for good. What lacked something and was given up never stood there: it has no day of its end.
    pub fn is_over(&self) -> bool {
        self.state == Publication::Withdrawn || self.state == Publication::Ended && self.ended_on.is_some()
    }
}

/// A row of `decision_party`.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct PartyRow {
    pub decision_id: String,
    pub position: i64,
    pub natural_key: String,
    pub name: String,
    pub name_folded: String,
    pub class: String,
    pub uscc: Option<String>,
    pub registration_number: Option<String>,
    pub entity_id: Option<String>,
    pub resolution: String,
    pub settled_by: Option<String>,
    pub settled_at: Option<DateTime<Utc>>,
    pub person_number_cipher: Option<String>,
    pub person_number_hash: Option<String>,
    pub representative: Option<String>,
    pub representative_number_cipher: Option<String>,
}

/// A correction: which fields, when.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct CorrectionRow {
    pub decision_id: String,
    pub version: i64,
    pub corrected_at: DateTime<Utc>,
    pub fields: String,
    pub before_public: bool,
}

const COLUMNS: &str = "id, public_id, kind, document_key, content_hash, document_number, title, category,
    authority_id, authority_name, source_name, decided_on, due_on, due_provisional, calendar_version, state, withheld_reason,
    received_at, published_at, public_until, repair_from, ended_on, public_reason, class, policy, procedure,
    fine_fen, valid_from, valid_until, licence_in_force, fields, social_impact, social_impact_by,
    social_impact_at, secrecy_review, secrecy_review_by, secrecy_review_at, exception_reason, exception_until,
    edition, taken_over, working_days, late_by, received_late, version, batch_id, line, updated_at";

const PARTY_COLUMNS: &str = "decision_id, position, natural_key, name, name_folded, class, uscc,
    registration_number, entity_id, resolution, settled_by, settled_at, person_number_cipher,
    person_number_hash, representative, representative_number_cipher";

/// The test of every public read: published, and on that day not past the end of its publicity.
fn public(today: NaiveDate) -> String {
    format!("state = 'published' and (public_until is null or public_until >= '{today}')")
}

/// Those of the parties with these natural keys that exist.
pub async fn parties_by_keys(tx: &mut Tx, keys: &[String]) -> sqlx::Result<Vec<PartyRow>> {
    tx.select_in(&format!("select {PARTY_COLUMNS} from decision_party where natural_key in"), "", keys).await
}

/// The parties of the other public records of a document that have the same content, in order.
pub async fn parties_beside(tx: &mut Tx, row: &DecisionRow, today: NaiveDate) -> sqlx::Result<Vec<PartyRow>> {
    tx.query_text(format!(
        "select {PARTY_COLUMNS} from decision_party where decision_id in (
             select id from decision where content_hash = $3 and id <> $4 and {})
            and natural_key > $1 and natural_key < $2
          order by decision_id limit 100",
        public(today)
    ))
    .bind(row.document_key.clone())
    .bind(after_all_parties(&row.document_key))
    .bind(row.content_hash.clone())
    .bind(row.id.clone())
    .all()
    .await
}

/// Natural keys of parties are their document's key with hexadecimal digits behind: all of them stand before this.
fn after_all_parties(document_key: &str) -> String {
    format!("{document_key}g")
}

/// How many natural persons are parties of a document and are not shown by law.
pub async fn withheld_persons(tx: &mut Tx, document_key: &str) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx
        .query(
            "select count(*) from decision_party p join decision d on d.id = p.decision_id
              where p.natural_key > $1 and p.natural_key < $2
                and d.state = 'withheld' and p.class = 'natural-person'",
        )
        .bind(document_key.to_owned())
        .bind(after_all_parties(document_key))
        .one()
        .await?;
    Ok(count)
}

/// By identifiers inside the house.
pub async fn by_ids(tx: &mut Tx, ids: &[String]) -> sqlx::Result<Vec<DecisionRow>> {
    tx.select_in(&format!("select {COLUMNS} from decision where id in"), "", ids).await
}

/// By public identifier, in whatever state.
pub async fn by_public_id(tx: &mut Tx, public_id: &str) -> sqlx::Result<Option<DecisionRow>> {
    tx.query_text(format!("select {COLUMNS} from decision where public_id = $1"))
        .bind(public_id.to_owned())
        .optional()
        .await
}

/// Those of these decisions that the public may see on that day.
pub async fn public_by_ids(tx: &mut Tx, ids: &[String], today: NaiveDate) -> sqlx::Result<Vec<DecisionRow>> {
    tx.select_in(
        &format!("select {COLUMNS} from decision where id in"),
        &format!("and {}", public(today)),
        ids,
    )
    .await
}

/// One that the public may see on that day.
pub async fn public_by_public_id(
    tx: &mut Tx,
    public_id: &str,
    today: NaiveDate,
) -> sqlx::Result<Option<DecisionRow>> {
    tx.query_text(format!("select {COLUMNS} from decision where public_id = $1 and {}", public(today)))
        .bind(public_id.to_owned())
        .optional()
        .await
}

/// Parties of decisions, in order.
pub async fn parties(tx: &mut Tx, decision_ids: &[String]) -> sqlx::Result<Vec<PartyRow>> {
    tx.select_in(
        &format!("select {PARTY_COLUMNS} from decision_party where decision_id in"),
        "order by decision_id, position",
        decision_ids,
    )
    .await
}

/// Corrections of decisions, newest first.
pub async fn corrections(tx: &mut Tx, decision_id: &str) -> sqlx::Result<Vec<CorrectionRow>> {
    tx.query(
        "select decision_id, version, corrected_at, fields, before_public from correction
          where decision_id = $1 order by version desc",
    )
    .bind(decision_id.to_owned())
    .all()
    .await
}

/// The public decisions of an entity of one kind, newest first.
pub async fn of_entity(
    tx: &mut Tx,
    entity_id: &str,
    kind: &str,
    after: Option<&After>,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<DecisionRow>> {
    let After { day, public_id } = after.cloned().unwrap_or_else(After::the_start);
    tx.query_text(format!(
        "select {COLUMNS} from decision
          where id in (select decision_id from decision_party where entity_id = $1)
            and kind = $2 and {} and (decided_on < $3 or (decided_on = $3 and public_id > $4))
          order by decided_on desc, public_id limit $5",
        public(today)
    ))
    .bind(entity_id.to_owned())
    .bind(kind.to_owned())
    .bind(day)
    .bind(public_id)
    .bind(limit)
    .all()
    .await
}

/// What went public last, newest first.
pub async fn latest(
    tx: &mut Tx,
    authority_id: Option<&str>,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<DecisionRow>> {
    let by_authority = if authority_id.is_some() { "and authority_id = $2" } else { "" };
    let mut query = tx
        .query_text(format!(
            "select {COLUMNS} from decision where {} {by_authority}
              order by published_at desc, id desc limit $1",
            public(today)
        ))
        .bind(limit);
    if let Some(id) = authority_id {
        query = query.bind(id.to_owned());
    }
    query.all().await
}

/// Which of an authority's decisions a list holds.
#[derive(Clone, Debug, Default)]
pub struct OfAuthority {
    /// In that state only.
    pub state: Option<Publication>,
    /// Decided on that day or later.
    pub since: Option<NaiveDate>,
    /// After that place in the list.
    pub after: Option<After>,
}

/// The decisions of an authority in whatever state, newest first. Those without a day have no place in it.
pub async fn of_authority(
    tx: &mut Tx,
    authority_id: &str,
    chosen: &OfAuthority,
    limit: i64,
) -> sqlx::Result<Vec<DecisionRow>> {
    let After { day, public_id } = chosen.after.clone().unwrap_or_else(After::the_start);
    let by_state = if chosen.state.is_some() { "and state = $6" } else { "" };
    let mut query = tx
        .query_text(format!(
            "select {COLUMNS} from decision
              where authority_id = $1 and decided_on >= $2
                and (decided_on < $3 or (decided_on = $3 and public_id > $4)) {by_state}
              order by decided_on desc, public_id limit $5"
        ))
        .bind(authority_id.to_owned())
        .bind(chosen.since.unwrap_or_default())
        .bind(day)
        .bind(public_id)
        .bind(limit);
    if let Some(state) = chosen.state {
        query = query.bind(state.code());
    }
    query.all().await
}

/// The decisions of an authority of one day, in whatever state.
pub async fn of_day(
    tx: &mut Tx,
    authority_id: &str,
    kind: &str,
    decided_on: NaiveDate,
) -> sqlx::Result<Vec<DecisionRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from decision where authority_id = $1 and decided_on = $2 and kind = $3 order by id"
    ))
    .bind(authority_id.to_owned())
    .bind(decided_on)
    .bind(kind.to_owned())
    .all()
    .await
}

/// Published decisions whose publicity ended before that day.
pub async fn expired(tx: &mut Tx, today: NaiveDate, limit: i64) -> sqlx::Result<Vec<DecisionRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from decision where state = 'published' and public_until < $1 order by id limit $2"
    ))
    .bind(today)
    .bind(limit)
    .all()
    .await
}

/// Decisions that are not public yet and have a due day, after an identifier.
pub async fn not_yet_public(tx: &mut Tx, after: &str, limit: i64) -> sqlx::Result<Vec<DecisionRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from decision
          where state in ('incomplete', 'pending', 'returned', 'unresolved') and published_at is null
            and taken_over = false and due_on is not null and id > $1
          order by id limit $2"
    ))
    .bind(after.to_owned())
    .bind(limit)
    .all()
    .await
}

/// Decisions whose deadline rests on a calendar that was missing, after an identifier.
pub async fn provisional(tx: &mut Tx, after: &str, limit: i64) -> sqlx::Result<Vec<DecisionRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from decision where due_provisional = true and id > $1 order by id limit $2"
    ))
    .bind(after.to_owned())
    .bind(limit)
    .all()
    .await
}

/// How many due days are provisional.
pub async fn count_provisional(tx: &mut Tx) -> sqlx::Result<i64> {
    let (count,): (i64,) =
        tx.query("select count(*) from decision where due_provisional = true").one().await?;
    Ok(count)
}

/// Identifiers of decisions of a document, with the parties' codes: what an ending names.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DocumentParty {
    /// Identifier inside the house.
    pub decision_id: String,
    /// The party's code.
    pub uscc: Option<String>,
    /// The party's name, folded.
    pub name_folded: String,
}

/// The parties of a document.
pub async fn parties_of_document(tx: &mut Tx, document_key: &str) -> sqlx::Result<Vec<DocumentParty>> {
    tx.query(
        "select p.decision_id, p.uscc, p.name_folded from decision_party p
          where p.natural_key > $1 and p.natural_key < $2 order by p.decision_id",
    )
    .bind(document_key.to_owned())
    .bind(after_all_parties(document_key))
    .all()
    .await
}

/// Writes decisions, new or changed. One call must not hold the same decision twice.
#[expect(clippy::too_many_lines, reason = "one line a column, in the order of the table")]
pub async fn save(tx: &mut Tx, rows: &[DecisionRow]) -> sqlx::Result<()> {
    let tail = "on conflict (id) do update set content_hash = excluded.content_hash,
        title = excluded.title, category = excluded.category, authority_id = excluded.authority_id,
        authority_name = excluded.authority_name, source_name = excluded.source_name,
        due_on = excluded.due_on, due_provisional = excluded.due_provisional,
        calendar_version = excluded.calendar_version, state = excluded.state,
        withheld_reason = excluded.withheld_reason, published_at = excluded.published_at,
        public_until = excluded.public_until, repair_from = excluded.repair_from,
        ended_on = excluded.ended_on, public_reason = excluded.public_reason, class = excluded.class,
        policy = excluded.policy, procedure = excluded.procedure, fine_fen = excluded.fine_fen,
        valid_from = excluded.valid_from, valid_until = excluded.valid_until,
        licence_in_force = excluded.licence_in_force, fields = excluded.fields,
        social_impact = excluded.social_impact, social_impact_by = excluded.social_impact_by,
        social_impact_at = excluded.social_impact_at, secrecy_review = excluded.secrecy_review,
        secrecy_review_by = excluded.secrecy_review_by, secrecy_review_at = excluded.secrecy_review_at,
        exception_reason = excluded.exception_reason, exception_until = excluded.exception_until,
        taken_over = excluded.taken_over, working_days = excluded.working_days, late_by = excluded.late_by,
        received_late = excluded.received_late, version = excluded.version, batch_id = excluded.batch_id,
        line = excluded.line, updated_at = excluded.updated_at";
    tx.insert_rows(&format!("insert into decision ({COLUMNS})"), tail, 48, rows, |row, parameters| {
        parameters.add(row.id.clone())?;
        parameters.add(row.public_id.clone())?;
        parameters.add(row.kind.clone())?;
        parameters.add(row.document_key.clone())?;
        parameters.add(row.content_hash.clone())?;
        parameters.add(row.document_number.clone())?;
        parameters.add(row.title.clone())?;
        parameters.add(row.category.clone())?;
        parameters.add(row.authority_id.clone())?;
        parameters.add(row.authority_name.clone())?;
        parameters.add(row.source_name.clone())?;
        parameters.add(row.decided_on)?;
        parameters.add(row.due_on)?;
        parameters.add(row.due_provisional)?;
        parameters.add(row.calendar_version.clone())?;
        parameters.add(row.state.code())?;
        parameters.add(row.withheld_reason.clone())?;
        parameters.add(row.received_at)?;
        parameters.add(row.published_at)?;
        parameters.add(row.public_until)?;
        parameters.add(row.repair_from)?;
        parameters.add(row.ended_on)?;
        parameters.add(row.public_reason.clone())?;
        parameters.add(row.class.clone())?;
        parameters.add(row.policy.clone())?;
        parameters.add(row.procedure.clone())?;
        parameters.add(row.fine_fen)?;
        parameters.add(row.valid_from)?;
        parameters.add(row.valid_until)?;
        parameters.add(row.licence_in_force)?;
        parameters.add(row.fields.clone())?;
        parameters.add(row.social_impact.clone())?;
        parameters.add(row.social_impact_by.clone())?;
        parameters.add(row.social_impact_at.clone())?;
        parameters.add(row.secrecy_review.clone())?;
        parameters.add(row.secrecy_review_by.clone())?;
        parameters.add(row.secrecy_review_at.clone())?;
        parameters.add(row.exception_reason.clone())?;
        parameters.add(row.exception_until)?;
        parameters.add(row.edition.clone())?;
        parameters.add(row.taken_over)?;
        parameters.add(row.working_days)?;
        parameters.add(row.late_by)?;
        parameters.add(row.received_late)?;
        parameters.add(row.version)?;
        parameters.add(row.batch_id.clone())?;
        parameters.add(row.line)?;
        parameters.add(row.updated_at)
    })
    .await
}

/// Writes parties, new or settled.
pub async fn save_parties(tx: &mut Tx, rows: &[PartyRow]) -> sqlx::Result<()> {
    let tail = "on conflict (decision_id, position) do update set name = excluded.name,
        name_folded = excluded.name_folded, entity_id = excluded.entity_id,
        resolution = excluded.resolution, settled_by = excluded.settled_by,
        settled_at = excluded.settled_at, representative = excluded.representative,
        person_number_cipher = excluded.person_number_cipher,
        representative_number_cipher = excluded.representative_number_cipher";
    tx.insert_rows(
        &format!("insert into decision_party ({PARTY_COLUMNS})"),
        tail,
        16,
        rows,
        |row, parameters| {
            parameters.add(row.decision_id.clone())?;
            parameters.add(row.position)?;
            parameters.add(row.natural_key.clone())?;
            parameters.add(row.name.clone())?;
            parameters.add(row.name_folded.clone())?;
            parameters.add(row.class.clone())?;
            parameters.add(row.uscc.clone())?;
            parameters.add(row.registration_number.clone())?;
            parameters.add(row.entity_id.clone())?;
            parameters.add(row.resolution.clone())?;
            parameters.add(row.settled_by.clone())?;
            parameters.add(row.settled_at)?;
            parameters.add(row.person_number_cipher.clone())?;
            parameters.add(row.person_number_hash.clone())?;
            parameters.add(row.representative.clone())?;
            parameters.add(row.representative_number_cipher.clone())
        },
    )
    .await
}

/// Notes corrections.
pub async fn add_corrections(tx: &mut Tx, rows: &[CorrectionRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into correction (decision_id, version, corrected_at, fields, before_public)",
        "on conflict do nothing",
        5,
        rows,
        |row, parameters| {
            parameters.add(row.decision_id.clone())?;
            parameters.add(row.version)?;
            parameters.add(row.corrected_at)?;
            parameters.add(row.fields.clone())?;
            parameters.add(row.before_public)
        },
    )
    .await
}
