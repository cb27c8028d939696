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

/// Removes sessions that began before a moment.
pub async fn forget_before(tx: &mut Tx, moment: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("delete from session where created_at < $1").bind(moment).execute().await?;
    Ok(())
}

/// Removes failures that happened before a moment.
pub async fn forget_failures_before(tx: &mut Tx, moment: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("delete from sign_in_failure where failed_at < $1").bind(moment).execute().await?;
    Ok(())
}

/// Removes successes that happened before a moment.
pub async fn forget_successes_before(tx: &mut Tx, moment: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("delete from sign_in_success where succeeded_at < $1").bind(moment).execute().await?;
    Ok(())
}

/// A failed sign-in, or a complete one: hashes of login and address.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Of the login.
    pub login_hash: String,
    /// Of the client's address.
    pub address_hash: String,
}

/// Which failures are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Of the login from the address.
    Pair,
    /// Of the login from anywhere.
    Login,
    /// From the address with any login.
    Address,
}

/// Notes a failed sign-in.
pub async fn add_failure(tx: &mut Tx, pair: &Pair, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("insert into sign_in_failure (id, login_hash, address_hash, failed_at) values ($1, $2, $3, $4)")
        .bind(crate::random::record_id())
        .bind(pair.login_hash.clone())
        .bind(pair.address_hash.clone())
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// How many failures there were since a moment, and when the last one was.
pub async fn failures(
    tx: &mut Tx,
    pair: &Pair,
    counted: Counted,
    since: DateTime<Utc>,
) -> sqlx::Result<(i64, Option<DateTime<Utc>>)> {
    let which = match counted {
        Counted::Pair => "login_hash = $1 and address_hash = $2",
        Counted::Login => "login_hash = $1 and $2 = $2",
        Counted::Address => "$1 = $1 and address_hash = $2",
    };
    tx.query_text(format!(
        "select count(*), max(failed_at) from sign_in_failure where {which} and failed_at > $3"
    ))
    .bind(pair.login_hash.clone())
    .bind(pair.address_hash.clone())
    .bind(since)
    .one()
    .await
}

/// Notes a complete sign-in.
pub async fn note_success(tx: &mut Tx, pair: &Pair, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query(
        "insert into sign_in_success (login_hash, address_hash, succeeded_at) values ($1, $2, $3)
         on conflict (login_hash, address_hash) do update set succeeded_at = excluded.succeeded_at",
    )
    .bind(pair.login_hash.clone())
    .bind(pair.address_hash.clone())
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// When the login last came from the address.
pub async fn last_success(tx: &mut Tx, pair: &Pair) -> sqlx::Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> = tx
        .query("select succeeded_at from sign_in_success where login_hash = $1 and address_hash = $2")
        .bind(pair.login_hash.clone())
        .bind(pair.address_hash.clone())
        .optional()
        .await?;
    Ok(row.map(|(at,)| at))
}
