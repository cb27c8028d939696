//! Which decision took another's place.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `replacement`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct ReplacementRow {
    pub new_id: String,
    pub old_id: String,
    pub kind: String,
    pub linked_by: String,
    pub linked_at: DateTime<Utc>,
}

const COLUMNS: &str = "new_id, old_id, kind, linked_by, linked_at";

/// Notes one.
pub async fn add(tx: &mut Tx, row: &ReplacementRow) -> sqlx::Result<()> {
    tx.query_text(format!("insert into replacement ({COLUMNS}) values ($1, $2, $3, $4, $5)"))
        .bind(row.new_id.clone())
        .bind(row.old_id.clone())
        .bind(row.kind.clone())
        .bind(row.linked_by.clone())
        .bind(row.linked_at)
        .execute()
        .await?;
    Ok(())
}

/// What a decision took the place of.
pub async fn of_new(tx: &mut Tx, new_id: &str) -> sqlx::Result<Option<ReplacementRow>> {
    tx.query_text(format!("select {COLUMNS} from replacement where new_id = $1"))
        .bind(new_id.to_owned())
        .optional()
        .await
}

/// What took a decision's place.
pub async fn of_old(tx: &mut Tx, old_id: &str) -> sqlx::Result<Vec<ReplacementRow>> {
    tx.query_text(format!("select {COLUMNS} from replacement where old_id = $1 order by linked_at, new_id"))
        .bind(old_id.to_owned())
        .all()
        .await
}
