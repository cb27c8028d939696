//! Keys of authorities' programs. Of a key there is its public prefix and a hash.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `agency_key`.
#[derive(Clone, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct AgencyKeyRow {
    pub id: String,
    pub authority_id: String,
    pub name: String,
    pub prefix: String,
    pub hash: String,
    pub scopes: String,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
    pub revoked_by: Option<String>,
    pub revoked_at: Option<DateTime<Utc>>,
    pub last_used_at: Option<DateTime<Utc>>,
    pub last_used_from: Option<String>,
}

impl std::fmt::Debug for AgencyKeyRow {
    /// Without what proves it.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, prefix, scopes, .. } = self;
        formatter
            .debug_struct("AgencyKeyRow")
            .field("id", id)
            .field("prefix", prefix)
            .field("scopes", scopes)
            .finish()
    }
}

const COLUMNS: &str =
    "id, authority_id, name, prefix, hash, scopes, created_by, created_at, revoked_by, revoked_at,
    last_used_at, last_used_from";

/// Adds a key.
pub async fn add(tx: &mut Tx, row: &AgencyKeyRow) -> sqlx::Result<()> {
    tx.query(
        "insert into agency_key (id, authority_id, name, prefix, hash, scopes, created_by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(row.id.clone())
    .bind(row.authority_id.clone())
    .bind(row.name.clone())
    .bind(row.prefix.clone())
    .bind(row.hash.clone())
    .bind(row.scopes.clone())
    .bind(row.created_by.clone())
    .bind(row.created_at)
    .execute()
    .await?;
    Ok(())
}

/// The key with that prefix, revoked or not.
pub async fn by_prefix(tx: &mut Tx, prefix: &str) -> sqlx::Result<Option<AgencyKeyRow>> {
    tx.query_text(format!("select {COLUMNS} from agency_key where prefix = $1"))
        .bind(prefix.to_owned())
        .optional()
        .await
}

/// The key with that identifier, revoked or not.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<AgencyKeyRow>> {
    tx.query_text(format!("select {COLUMNS} from agency_key where id = $1"))
        .bind(id.to_owned())
        .optional()
        .await
}

/// The keys of an authority, newest first.
pub async fn of_authority(tx: &mut Tx, authority_id: &str) -> sqlx::Result<Vec<AgencyKeyRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from agency_key where authority_id = $1 order by created_at desc, id desc"
    ))
    .bind(authority_id.to_owned())
    .all()
    .await
}

/// Those of all authorities, newest first.
pub async fn all(tx: &mut Tx) -> sqlx::Result<Vec<AgencyKeyRow>> {
    tx.query_text(format!("select {COLUMNS} from agency_key order by created_at desc, id desc")).all().await
}

/// Takes a key back; false if that was done before.
pub async fn revoke(tx: &mut Tx, id: &str, by: &str, now: DateTime<Utc>) -> sqlx::Result<bool> {
    let count = tx
        .query("update agency_key set revoked_by = $2, revoked_at = $3 where id = $1 and revoked_at is null")
        .bind(id.to_owned())
        .bind(by.to_owned())
        .bind(now)
        .execute()
        .await?;
    Ok(count > 0)
}

/// Notes that it was used.
pub async fn touch(tx: &mut Tx, id: &str, from: Option<&str>, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("update agency_key set last_used_at = $2, last_used_from = $3 where id = $1")
        .bind(id.to_owned())
        .bind(now)
        .bind(from.map(str::to_owned))
        .execute()
        .await?;
    Ok(())
}
