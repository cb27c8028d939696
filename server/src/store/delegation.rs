//! Who files for whom, and who stands in for a head.

use chrono::{DateTime, NaiveDate, Utc};

use super::Tx;

/// A row of `delegation`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct DelegationRow {
    pub id: String,
    pub authority_id: String,
    pub filer_id: String,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
    pub appointed_by: String,
    pub appointed_at: DateTime<Utc>,
}

/// A row of `deputy`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct DeputyRow {
    pub id: String,
    pub authority_id: String,
    pub account_id: String,
    pub first_on: NaiveDate,
    pub last_on: NaiveDate,
    pub appointed_by: String,
    pub appointed_at: DateTime<Utc>,
}

/// Every column of delegations.
const DELEGATIONS: &str =
    "select id, authority_id, filer_id, first_on, last_on, appointed_by, appointed_at from delegation";
/// Every column of deputies.
const DEPUTIES: &str =
    "select id, authority_id, account_id, first_on, last_on, appointed_by, appointed_at from deputy";

/// Lets an authority file for another.
pub async fn add(tx: &mut Tx, row: &DelegationRow) -> sqlx::Result<()> {
    tx.query(
        "insert into delegation (id, authority_id, filer_id, first_on, last_on, appointed_by, appointed_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.id.clone())
    .bind(row.authority_id.clone())
    .bind(row.filer_id.clone())
    .bind(row.first_on)
    .bind(row.last_on)
    .bind(row.appointed_by.clone())
    .bind(row.appointed_at)
    .execute()
    .await?;
    Ok(())
}

/// The authorities that an authority may file for on that day, itself left out.
pub async fn filed_for(tx: &mut Tx, filer_id: &str, today: NaiveDate) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .query(
            "select distinct authority_id from delegation
              where filer_id = $1 and first_on <= $2 and last_on >= $2 order by authority_id",
        )
        .bind(filer_id.to_owned())
        .bind(today)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// What an authority delegated, newest first.
pub async fn of_authority(tx: &mut Tx, authority_id: &str) -> sqlx::Result<Vec<DelegationRow>> {
    tx.query_text(format!("{DELEGATIONS} where authority_id = $1 order by last_on desc, id"))
        .bind(authority_id.to_owned())
        .all()
        .await
}

/// What all authorities delegated, newest first.
pub async fn all(tx: &mut Tx) -> sqlx::Result<Vec<DelegationRow>> {
    tx.query_text(format!("{DELEGATIONS} order by last_on desc, id")).all().await
}

/// What was delegated to an authority, newest first.
pub async fn to_filer(tx: &mut Tx, filer_id: &str) -> sqlx::Result<Vec<DelegationRow>> {
    tx.query_text(format!("{DELEGATIONS} where filer_id = $1 order by last_on desc, id"))
        .bind(filer_id.to_owned())
        .all()
        .await
}

/// One by its identifier.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<DelegationRow>> {
    tx.query_text(format!("{DELEGATIONS} where id = $1")).bind(id.to_owned()).optional().await
}

/// Ends a delegation with that day.
pub async fn end(tx: &mut Tx, id: &str, last_on: NaiveDate) -> sqlx::Result<()> {
    tx.query("update delegation set last_on = $2 where id = $1 and last_on > $2")
        .bind(id.to_owned())
        .bind(last_on)
        .execute()
        .await?;
    Ok(())
}

/// Appoints a deputy.
pub async fn appoint(tx: &mut Tx, row: &DeputyRow) -> sqlx::Result<()> {
    tx.query(
        "insert into deputy (id, authority_id, account_id, first_on, last_on, appointed_by, appointed_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(row.id.clone())
    .bind(row.authority_id.clone())
    .bind(row.account_id.clone())
    .bind(row.first_on)
    .bind(row.last_on)
    .bind(row.appointed_by.clone())
    .bind(row.appointed_at)
    .execute()
    .await?;
    Ok(())
}

/// A deputy's appointment by its identifier.
pub async fn deputy_by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<DeputyRow>> {
    tx.query_text(format!("{DEPUTIES} where id = $1")).bind(id.to_owned()).optional().await
}

/// Ends a deputy's time with that day.
pub async fn end_deputy(tx: &mut Tx, id: &str, last_on: NaiveDate) -> sqlx::Result<()> {
    tx.query("update deputy set last_on = $2 where id = $1 and last_on > $2")
        .bind(id.to_owned())
        .bind(last_on)
        .execute()
        .await?;
    Ok(())
}

/// True if the account stands in for its head on that day.
pub async fn is_deputy(tx: &mut Tx, account_id: &str, today: NaiveDate) -> sqlx::Result<bool> {
    let (count,): (i64,) = tx
        .query("select count(*) from deputy where account_id = $1 and first_on <= $2 and last_on >= $2")
        .bind(account_id.to_owned())
        .bind(today)
        .one()
        .await?;
    Ok(count > 0)
}

/// The deputies of an authority, newest first.
pub async fn deputies(tx: &mut Tx, authority_id: &str) -> sqlx::Result<Vec<DeputyRow>> {
    tx.query_text(format!("{DEPUTIES} where authority_id = $1 order by last_on desc, id"))
        .bind(authority_id.to_owned())
        .all()
        .await
}

/// The deputies of all authorities, newest first.
pub async fn all_deputies(tx: &mut Tx) -> sqlx::Result<Vec<DeputyRow>> {
    tx.query_text(format!("{DEPUTIES} order by last_on desc, id")).all().await
}
