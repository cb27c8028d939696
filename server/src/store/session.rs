//! Sessions of the desk and failed sign-ins. They are in the store, so that they survive a restart and hold on every
//! node.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `session`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct SessionRow {
    pub id: String,
    pub account_id: String,
    pub state: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
}

/// Begins a session.
pub async fn add(tx: &mut Tx, row: &SessionRow) -> sqlx::Result<()> {
    tx.query("insert into session (id, account_id, state, created_at, seen_at) values ($1, $2, $3, $4, $5)")
        .bind(row.id.clone())
        .bind(row.account_id.clone())
        .bind(row.state.clone())
        .bind(row.created_at)
        .bind(row.seen_at)
        .execute()
        .await?;
    Ok(())
}

/// The session with that hash.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<SessionRow>> {
    tx.query("select id, account_id, state, created_at, seen_at from session where id = $1")
        .bind(id.to_owned())
        .optional()
        .await
}

/// Notes that it was used.
pub async fn touch(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("update session set seen_at = $2 where id = $1").bind(id.to_owned()).bind(now).execute().await?;
    Ok(())
}

/// Ends one session.
pub async fn end(tx: &mut Tx, id: &str) -> sqlx::Result<()> {
    tx.query("delete from session where id = $1").bind(id.to_owned()).execute().await?;
    Ok(())
}

/// Ends all sessions of an account.
pub async fn end_all(tx: &mut Tx, account_id: &str) -> sqlx::Result<u64> {
    tx.query("delete from session where account_id = $1").bind(account_id.to_owned()).execute().await
}

/// The sessions of an account, the last used first.
pub async fn of_account(tx: &mut Tx, account_id: &str) -> sqlx::Result<Vec<SessionRow>> {
    tx.query(
        "select id, account_id, state, created_at, seen_at from session where account_id = $1
          order by seen_at desc, id",
    )
    .bind(account_id.to_owned())
    .all()
    .await
}

/// Removes sessions that began, and failures that happened, before a moment.
pub async fn forget_before(tx: &mut Tx, moment: DateTime<Utc>) -> sqlx::Result<()> {
    for sql in
        ["delete from session where created_at < $1", "delete from sign_in_failure where failed_at < $1"]
    {
        tx.query(sql).bind(moment).execute().await?;
    }
    Ok(())
}

/// A failed sign-in.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct FailureRow {
    pub login_hash: String,
    pub address_hash: String,
    pub failed_at: DateTime<Utc>,
}

/// Notes a failed sign-in.
pub async fn add_failure(tx: &mut Tx, row: &FailureRow) -> sqlx::Result<()> {
    tx.query("insert into sign_in_failure (id, login_hash, address_hash, failed_at) values ($1, $2, $3, $4)")
        .bind(crate::random::record_id())
        .bind(row.login_hash.clone())
        .bind(row.address_hash.clone())
        .bind(row.failed_at)
        .execute()
        .await?;
    Ok(())
}

/// Failures since a moment with that login or from that address, oldest first.
pub async fn failures(
    tx: &mut Tx,
    login_hash: &str,
    address_hash: &str,
    since: DateTime<Utc>,
) -> sqlx::Result<Vec<FailureRow>> {
    tx.query(
        "select login_hash, address_hash, failed_at from sign_in_failure
          where failed_at > $3 and (login_hash = $1 or address_hash = $2) order by failed_at, id",
    )
    .bind(login_hash.to_owned())
    .bind(address_hash.to_owned())
    .bind(since)
    .all()
    .await
}

/// A right password clears what failed before from the same address.
pub async fn clear_failures(tx: &mut Tx, login_hash: &str, address_hash: &str) -> sqlx::Result<()> {
    tx.query("delete from sign_in_failure where login_hash = $1 and address_hash = $2")
        .bind(login_hash.to_owned())
        .bind(address_hash.to_owned())
        .execute()
        .await?;
    Ok(())
}
