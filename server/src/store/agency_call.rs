//! Calls of the machine interface that change something, with their answers.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `agency_call`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct CallRow {
    pub key_id: String,
    pub idempotency_key: String,
    pub request_hash: String,
    pub state: String,
    pub batch_id: String,
    pub answer: Option<String>,
    pub begun_at: DateTime<Utc>,
}

/// Begins a call; false if there is one under these keys already.
pub async fn begin(tx: &mut Tx, row: &CallRow) -> sqlx::Result<bool> {
    let count = tx
        .query(
            "insert into agency_call (key_id, idempotency_key, request_hash, state, batch_id, begun_at)
             values ($1, $2, $3, 'begun', $4, $5) on conflict do nothing",
        )
        .bind(row.key_id.clone())
        .bind(row.idempotency_key.clone())
        .bind(row.request_hash.clone())
        .bind(row.batch_id.clone())
        .bind(row.begun_at)
        .execute()
        .await?;
    Ok(count > 0)
}

/// The call under these keys.
pub async fn find(tx: &mut Tx, key_id: &str, idempotency_key: &str) -> sqlx::Result<Option<CallRow>> {
    tx.query(
        "select key_id, idempotency_key, request_hash, state, batch_id, answer, begun_at from agency_call
          where key_id = $1 and idempotency_key = $2",
    )
    .bind(key_id.to_owned())
    .bind(idempotency_key.to_owned())
    .optional()
    .await
}

/// Begins a call again that a crash cut off.
pub async fn begin_again(tx: &mut Tx, row: &CallRow) -> sqlx::Result<()> {
    tx.query(
        "update agency_call set batch_id = $3, begun_at = $4
          where key_id = $1 and idempotency_key = $2 and state = 'begun'",
    )
    .bind(row.key_id.clone())
    .bind(row.idempotency_key.clone())
    .bind(row.batch_id.clone())
    .bind(row.begun_at)
    .execute()
    .await?;
    Ok(())
}

/// Keeps the answer; the first one stays.
pub async fn answer(tx: &mut Tx, row: &CallRow, answer: &str) -> sqlx::Result<()> {
    tx.query(
        "update agency_call set state = 'answered', answer = $3
          where key_id = $1 and idempotency_key = $2 and state = 'begun'",
    )
    .bind(row.key_id.clone())
    .bind(row.idempotency_key.clone())
    .bind(answer.to_owned())
    .execute()
    .await?;
    Ok(())
}

/// Forgets a call that came to nothing: it may be made again.
pub async fn forget(tx: &mut Tx, row: &CallRow) -> sqlx::Result<()> {
    tx.query("delete from agency_call where key_id = $1 and idempotency_key = $2 and state = 'begun'")
        .bind(row.key_id.clone())
        .bind(row.idempotency_key.clone())
        .execute()
        .await?;
    Ok(())
}

/// Forgets the calls that began before a moment.
pub async fn forget_before(tx: &mut Tx, moment: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("delete from agency_call where begun_at < $1").bind(moment).execute().await?;
    Ok(())
}
