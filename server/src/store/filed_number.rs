//! Document numbers that were ever filed, whatever became of them.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `filed_number`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct FiledNumberRow {
    pub authority_id: String,
    pub kind: String,
    pub document_number: String,
    pub noted_at: DateTime<Utc>,
}

/// Notes numbers of quarantined rows; those already there stay.
pub async fn add(tx: &mut Tx, rows: &[FiledNumberRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into filed_number (authority_id, kind, document_number, noted_at)",
        "on conflict do nothing",
        4,
        rows,
        |row, parameters| {
            parameters.add(row.authority_id.clone())?;
            parameters.add(row.kind.clone())?;
            parameters.add(row.document_number.clone())?;
            parameters.add(row.noted_at)
        },
    )
    .await
}

/// All numbers that an authority ever filed under a kind: decisions in every state, and quarantined rows.
pub async fn of_authority(tx: &mut Tx, authority_id: &str, kind: &str) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .query(
            "select document_number from decision where authority_id = $1 and kind = $2
              union select document_number from filed_number where authority_id = $1 and kind = $2",
        )
        .bind(authority_id.to_owned())
        .bind(kind.to_owned())
        .all()
        .await?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}
