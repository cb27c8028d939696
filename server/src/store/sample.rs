//! The inspection sample: decisions found elsewhere, and whether they had been filed by then.

use chrono::{DateTime, NaiveDate, Utc};

use super::Tx;

/// A row of `inspection_sample`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct SampleRow {
    pub id: String,
    pub authority_id: String,
    pub kind: String,
    pub document_number: String,
    pub number_key: String,
    pub decided_on: NaiveDate,
    pub found_at: String,
    pub is_filed: bool,
    pub entered_by: String,
    pub entered_at: DateTime<Utc>,
}

const COLUMNS: &str = "id, authority_id, kind, document_number, number_key, decided_on, found_at, is_filed,
    entered_by, entered_at";

/// Adds one; false if that number of the authority stands in the sample already.
pub async fn add(tx: &mut Tx, row: &SampleRow) -> sqlx::Result<bool> {
    let count = tx
        .query_text(format!(
            "insert into inspection_sample ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             on conflict do nothing"
        ))
        .bind(row.id.clone())
        .bind(row.authority_id.clone())
        .bind(row.kind.clone())
        .bind(row.document_number.clone())
        .bind(row.number_key.clone())
        .bind(row.decided_on)
        .bind(row.found_at.clone())
        .bind(row.is_filed)
        .bind(row.entered_by.clone())
        .bind(row.entered_at)
        .execute()
        .await?;
    Ok(count > 0)
}

/// What was entered last.
pub async fn latest(tx: &mut Tx, limit: i64) -> sqlx::Result<Vec<SampleRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from inspection_sample order by entered_at desc, id desc limit $1"
    ))
    .bind(limit)
    .all()
    .await
}

/// An authority's sample as it was at a moment: day of decision, whether it had been filed, how many.
pub async fn counts(
    tx: &mut Tx,
    authority_id: &str,
    before: DateTime<Utc>,
) -> sqlx::Result<Vec<(NaiveDate, bool, i64)>> {
    tx.query(
        "select decided_on, is_filed, count(*) from inspection_sample
          where authority_id = $1 and entered_at < $2 group by decided_on, is_filed",
    )
    .bind(authority_id.to_owned())
    .bind(before)
    .all()
    .await
}
