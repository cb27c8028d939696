//! What was asked for accounts, and whether a second person confirmed it.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `account_request`.
#[derive(Clone, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct AccountRequestRow {
    pub id: String,
    pub account_id: String,
    pub purpose: String,
    pub state: String,
    pub password_hash: Option<String>,
    pub asked_by: String,
    pub asked_at: DateTime<Utc>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
}

impl std::fmt::Debug for AccountRequestRow {
    /// Without the hash.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, purpose, state, .. } = self;
        formatter
            .debug_struct("AccountRequestRow")
            .field("id", id)
            .field("purpose", purpose)
            .field("state", state)
            .finish()
    }
}

const COLUMNS: &str =
    "id, account_id, purpose, state, password_hash, asked_by, asked_at, decided_by, decided_at";

/// Adds what is asked for.
pub async fn add(tx: &mut Tx, row: &AccountRequestRow) -> sqlx::Result<()> {
    tx.query_text(format!(
        "insert into account_request ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    ))
    .bind(row.id.clone())
    .bind(row.account_id.clone())
    .bind(row.purpose.clone())
    .bind(row.state.clone())
    .bind(row.password_hash.clone())
    .bind(row.asked_by.clone())
    .bind(row.asked_at)
    .bind(row.decided_by.clone())
    .bind(row.decided_at)
    .execute()
    .await?;
    Ok(())
}

/// One by its identifier.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<AccountRequestRow>> {
    tx.query_text(format!("select {COLUMNS} from account_request where id = $1"))
        .bind(id.to_owned())
        .optional()
        .await
}

/// All that waits, the oldest first.
pub async fn waiting(tx: &mut Tx) -> sqlx::Result<Vec<AccountRequestRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from account_request where state = 'waiting' order by asked_at, id"
    ))
    .all()
    .await
}

/// Ends the waiting of one. Its hash is not kept.
pub async fn decide(
    tx: &mut Tx,
    id: &str,
    state: &str,
    decided_by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    tx.query(
        "update account_request set state = $2, decided_by = $3, decided_at = $4, password_hash = null
          where id = $1 and state = 'waiting'",
    )
    .bind(id.to_owned())
    .bind(state.to_owned())
    .bind(decided_by.to_owned())
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// Nothing waits for the account any more: it ended, or something newer was asked for.
pub async fn refuse_all(
    tx: &mut Tx,
    account_id: &str,
    decided_by: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    tx.query(
        "update account_request set state = 'refused', decided_by = $2, decided_at = $3, password_hash = null
          where account_id = $1 and state = 'waiting'",
    )
    .bind(account_id.to_owned())
    .bind(decided_by.to_owned())
    .bind(now)
    .execute()
    .await?;
    Ok(())
}
