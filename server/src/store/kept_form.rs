//! Forms that were posted with a session that was over.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `kept_form`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct KeptFormRow {
    pub id: String,
    pub account_id: String,
    pub content: String,
    pub kept_at: DateTime<Utc>,
}

/// Keeps a form.
pub async fn add(tx: &mut Tx, row: &KeptFormRow) -> sqlx::Result<()> {
    tx.query("insert into kept_form (id, account_id, content, kept_at) values ($1, $2, $3, $4)")
        .bind(row.id.clone())
        .bind(row.account_id.clone())
        .bind(row.content.clone())
        .bind(row.kept_at)
        .execute()
        .await?;
    Ok(())
}

/// One by the hash of what the sign-in form carried.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<KeptFormRow>> {
    tx.query("select id, account_id, content, kept_at from kept_form where id = $1")
        .bind(id.to_owned())
        .optional()
        .await
}

/// Removes one that its owner handed in again.
pub async fn remove(tx: &mut Tx, id: &str, account_id: &str) -> sqlx::Result<()> {
    tx.query("delete from kept_form where id = $1 and account_id = $2")
        .bind(id.to_owned())
        .bind(account_id.to_owned())
        .execute()
        .await?;
    Ok(())
}

/// Removes those kept before a moment; answers how many.
pub async fn forget_before(tx: &mut Tx, moment: DateTime<Utc>) -> sqlx::Result<u64> {
    tx.query("delete from kept_form where kept_at < $1").bind(moment).execute().await
}

/// How many are kept for an account.
pub async fn count_of(tx: &mut Tx, account_id: &str) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx
        .query("select count(*) from kept_form where account_id = $1")
        .bind(account_id.to_owned())
        .one()
        .await?;
    Ok(count)
}
