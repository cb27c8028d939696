//! Objections with their attachments, and which records they mark.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use domain::calendar::beijing_date;
use domain::disclosure::ObjectionMark;
use domain::objection::ObjectionState;

use super::Tx;

/// A row of `objection`.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct ObjectionRow {
    pub id: String,
    pub number: String,
    pub code_hash: String,
    pub form_hash: String,
    pub subject: String,
    pub record_id: String,
    pub record_public_id: String,
    pub authority_id: String,
    pub content: String,
    #[sqlx(try_from = "String")]
    pub state: ObjectionState,
    pub received_at: DateTime<Utc>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub forwarded_at: Option<DateTime<Utc>>,
    pub answered_at: Option<DateTime<Utc>>,
    pub extended_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub answer: Option<String>,
    pub extension_reason: Option<String>,
    pub outcome: Option<String>,
    pub reason: Option<String>,
    pub ended_by: Option<String>,
    pub ground: Option<String>,
    pub erased_at: Option<DateTime<Utc>>,
}

/// A row of `objection_attachment`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct AttachmentRow {
    pub id: String,
    pub objection_id: String,
    pub position: i64,
    pub name: String,
    pub kind: String,
    pub size: i64,
}

const COLUMNS: &str =
    "id, number, code_hash, form_hash, subject, record_id, record_public_id, authority_id, content, state,
    received_at, accepted_at, forwarded_at, answered_at, extended_at, ended_at, answer, extension_reason,
    outcome, reason, ended_by, ground, erased_at";

/// Takes one in.
pub async fn add(tx: &mut Tx, row: &ObjectionRow, attachments: &[AttachmentRow]) -> sqlx::Result<()> {
    tx.query(
        "insert into objection (id, number, code_hash, form_hash, subject, record_id, record_public_id,
                authority_id, content, state, received_at, ground)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
    )
    .bind(row.id.clone())
    .bind(row.number.clone())
    .bind(row.code_hash.clone())
    .bind(row.form_hash.clone())
    .bind(row.subject.clone())
    .bind(row.record_id.clone())
    .bind(row.record_public_id.clone())
    .bind(row.authority_id.clone())
    .bind(row.content.clone())
    .bind(row.state.code())
    .bind(row.received_at)
    .bind(row.ground.clone())
    .execute()
    .await?;
    tx.insert_rows(
        "insert into objection_attachment (id, objection_id, position, name, kind, size)",
        "",
        6,
        attachments,
        |row, parameters| {
            parameters.add(row.id.clone())?;
            parameters.add(row.objection_id.clone())?;
            parameters.add(row.position)?;
            parameters.add(row.name.clone())?;
            parameters.add(row.kind.clone())?;
            parameters.add(row.size)
        },
    )
    .await
}

/// Writes what came of it.
pub async fn save(tx: &mut Tx, row: &ObjectionRow) -> sqlx::Result<()> {
    tx.query(
        "update objection
            set state = $2, accepted_at = $3, forwarded_at = $4, answered_at = $5, extended_at = $6,
                ended_at = $7, answer = $8, extension_reason = $9, outcome = $10, reason = $11, ended_by = $12
          where id = $1",
    )
    .bind(row.id.clone())
    .bind(row.state.code())
    .bind(row.accepted_at)
    .bind(row.forwarded_at)
    .bind(row.answered_at)
    .bind(row.extended_at)
    .bind(row.ended_at)
    .bind(row.answer.clone())
    .bind(row.extension_reason.clone())
    .bind(row.outcome.clone())
    .bind(row.reason.clone())
    .bind(row.ended_by.clone())
    .execute()
    .await?;
    Ok(())
}

/// One by its identifier inside the house.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<ObjectionRow>> {
    one(tx, "id", id).await
}

/// One by the number on its receipt.
pub async fn by_number(tx: &mut Tx, number: &str) -> sqlx::Result<Option<ObjectionRow>> {
    one(tx, "number", number).await
}

/// The one that came from a form.
pub async fn by_form(tx: &mut Tx, form_hash: &str) -> sqlx::Result<Option<ObjectionRow>> {
    one(tx, "form_hash", form_hash).await
}

async fn one(tx: &mut Tx, column: &'static str, value: &str) -> sqlx::Result<Option<ObjectionRow>> {
    tx.query_text(format!("select {COLUMNS} from objection where {column} = $1"))
        .bind(value.to_owned())
        .optional()
        .await
}

/// The objections that these authorities decide and that are open, the oldest first; at most 500.
pub async fn open(tx: &mut Tx, authority_ids: &[String]) -> sqlx::Result<Vec<ObjectionRow>> {
    tx.select_in(
        &format!("select {COLUMNS} from objection where authority_id in"),
        "and state in ('received', 'accepted', 'forwarded', 'answered') order by received_at, id limit 500",
        authority_ids,
    )
    .await
}

/// The last ones that ended, the latest first.
pub async fn ended(tx: &mut Tx, authority_ids: &[String], limit: i64) -> sqlx::Result<Vec<ObjectionRow>> {
    let tail = format!("and ended_at is not null order by ended_at desc, id limit {limit}");
    let head = format!("select {COLUMNS} from objection where authority_id in");
    tx.select_in(&head, &tail, authority_ids).await
}

/// What is attached to one, in its order.
pub async fn attachments(tx: &mut Tx, objection_id: &str) -> sqlx::Result<Vec<AttachmentRow>> {
    tx.query(
        "select id, objection_id, position, name, kind, size from objection_attachment
          where objection_id = $1 order by position",
    )
    .bind(objection_id.to_owned())
    .all()
    .await
}

/// The attachments whose files are kept, by identifier.
pub async fn files(tx: &mut Tx) -> sqlx::Result<Vec<String>> {
    let sql = "select id from objection_attachment where name <> '' order by id";
    let rows: Vec<(String,)> = tx.query(sql).all().await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Those that ended before that moment and still hold who objected, the first one first.
pub async fn kept_before(tx: &mut Tx, moment: DateTime<Utc>) -> sqlx::Result<Vec<ObjectionRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from objection where ended_at < $1 and erased_at is null order by ended_at, id"
    ))
    .bind(moment)
    .all()
    .await
}

/// Empties what tells who objected, and with it the words of those who decided. Number, ground, outcome, days and the
/// sizes of the attachments stay.
pub async fn empty(tx: &mut Tx, id: &str, ground: &str) -> sqlx::Result<()> {
    tx.query(
        "update objection set content = '', answer = null, extension_reason = null, reason = null, ground = $2
          where id = $1",
    )
    .bind(id.to_owned())
    .bind(ground.to_owned())
    .execute()
    .await?;
    tx.query("update objection_attachment set name = '' where objection_id = $1")
        .bind(id.to_owned())
        .execute()
        .await
        .map(drop)
}

/// Notes that one is emptied and its files are gone.
pub async fn note_erased(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("update objection set erased_at = $2 where id = $1")
        .bind(id.to_owned())
        .bind(now)
        .execute()
        .await
        .map(drop)
}

/// The states in which an objection marks its record: `ObjectionState::marks_the_record`.
const MARKING: &str = "state in ('accepted', 'forwarded', 'answered')";

/// The marks 异议处理中 of those of these records that carry one, by identifier inside the house.
pub async fn marks(tx: &mut Tx, record_ids: &[String]) -> sqlx::Result<HashMap<String, ObjectionMark>> {
    let head = "select record_id, accepted_at from objection where record_id in";
    Ok(first(tx.select_in(head, &format!("and {MARKING}"), record_ids).await?))
}

/// The same by public identifier.
pub async fn public_marks(
    tx: &mut Tx,
    public_ids: &[String],
) -> sqlx::Result<HashMap<String, ObjectionMark>> {
    let head = "select record_public_id, accepted_at from objection where record_public_id in";
    Ok(first(tx.select_in(head, &format!("and {MARKING}"), public_ids).await?))
}

/// The marks of these entities' entries, by the entity's public identifier and the item's code. What has left its list
/// has none.
pub async fn marks_on_lists(
    tx: &mut Tx,
    entity_public_ids: &[String],
) -> sqlx::Result<HashMap<(String, String), ObjectionMark>> {
    let head = format!(
        "select e.public_id, n.item, o.accepted_at
           from objection o join entry n on n.id = o.record_id join entity e on e.id = n.entity_id
          where o.{MARKING} and n.state = 'published' and e.public_id in"
    );
    let rows: Vec<(String, String, DateTime<Utc>)> = tx.select_in(&head, "", entity_public_ids).await?;
    Ok(first(rows.into_iter().map(|(entity, item, since)| ((entity, item), since)).collect()))
}

/// Of several open objections the first one counts.
fn first<K: std::hash::Hash + Eq>(rows: Vec<(K, DateTime<Utc>)>) -> HashMap<K, ObjectionMark> {
    let mut marks: HashMap<K, ObjectionMark> = HashMap::new();
    for (key, accepted_at) in rows {
        let since = beijing_date(accepted_at);
        let mark = marks.entry(key).or_insert(ObjectionMark { since });
        mark.since = mark.since.min(since);
    }
    marks
}
