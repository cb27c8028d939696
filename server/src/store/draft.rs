//! Drafts of decisions, as clerks write them.

use chrono::{DateTime, NaiveDate, Utc};

use super::Tx;

/// A row of `draft`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct DraftRow {
    pub id: String,
    pub kind: String,
    pub authority_id: String,
    pub content: String,
    pub title: String,
    pub decided_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub saved_by: String,
    pub saved_at: DateTime<Utc>,
    pub version: i64,
    pub corrects_id: Option<String>,
    pub handed_in_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str =
    "id, kind, authority_id, content, title, decided_on, due_on, created_by, created_at, saved_by,
    saved_at, version, corrects_id, handed_in_at";

/// Begins a draft.
pub async fn add(tx: &mut Tx, row: &DraftRow) -> sqlx::Result<()> {
    tx.query_text(format!(
        "insert into draft ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
    ))
    .bind(row.id.clone())
    .bind(row.kind.clone())
    .bind(row.authority_id.clone())
    .bind(row.content.clone())
    .bind(row.title.clone())
    .bind(row.decided_on)
    .bind(row.due_on)
    .bind(row.created_by.clone())
    .bind(row.created_at)
    .bind(row.saved_by.clone())
    .bind(row.saved_at)
    .bind(row.version)
    .bind(row.corrects_id.clone())
    .bind(row.handed_in_at)
    .execute()
    .await?;
    Ok(())
}

/// Saves a draft over the version before it. False if somebody else saved another version meanwhile.
pub async fn save(tx: &mut Tx, row: &DraftRow) -> sqlx::Result<bool> {
    let count = tx
        .query(
            "update draft set content = $3, title = $4, decided_on = $5, due_on = $6, saved_by = $7, saved_at = $8,
                    version = $2, handed_in_at = $9
              where id = $1 and version = $2 - 1 and handed_in_at is null",
        )
        .bind(row.id.clone())
        .bind(row.version)
        .bind(row.content.clone())
        .bind(row.title.clone())
        .bind(row.decided_on)
        .bind(row.due_on)
        .bind(row.saved_by.clone())
        .bind(row.saved_at)
        .bind(row.handed_in_at)
        .execute()
        .await?;
    Ok(count > 0)
}

/// One by its identifier.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<DraftRow>> {
    tx.query_text(format!("select {COLUMNS} from draft where id = $1")).bind(id.to_owned()).optional().await
}

/// Drafts of some authorities that were not handed in, the least time left first.
pub async fn open(tx: &mut Tx, authority_ids: &[String]) -> sqlx::Result<Vec<DraftRow>> {
    tx.select_in(
        &format!("select {COLUMNS} from draft where authority_id in"),
        "and handed_in_at is null order by due_on nulls last, saved_at, id limit 500",
        authority_ids,
    )
    .await
}
