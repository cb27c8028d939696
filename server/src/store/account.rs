//! Accounts of the regulators' desk, with their recovery codes.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `account`.
#[derive(Clone, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct AccountRow {
    pub id: String,
    pub login: String,
    pub name: String,
    pub role: String,
    pub authority_id: Option<String>,
    pub email: Option<String>,
    pub password_hash: String,
    pub password_is_first: bool,
    pub totp_cipher: Option<String>,
    pub totp_step: Option<i64>,
    pub state: String,
    pub requested_by: String,
    pub confirmed_by: Option<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

impl std::fmt::Debug for AccountRow {
    /// Without what signs in.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { id, role, state, .. } = self;
        formatter
            .debug_struct("AccountRow")
            .field("id", id)
            .field("role", role)
            .field("state", state)
            .finish()
    }
}

const COLUMNS: &str =
    "id, login, name, role, authority_id, email, password_hash, password_is_first, totp_cipher,
    totp_step, state, requested_by, confirmed_by, created_at, updated_at";

/// Writes an account, new or changed. Login, role and authority of an account never change.
pub async fn save(tx: &mut Tx, row: &AccountRow) -> sqlx::Result<()> {
    let tail = "on conflict (id) do update set name = excluded.name, email = excluded.email,
        password_hash = excluded.password_hash, password_is_first = excluded.password_is_first,
        totp_cipher = excluded.totp_cipher, totp_step = excluded.totp_step, state = excluded.state,
        confirmed_by = excluded.confirmed_by, updated_at = excluded.updated_at";
    let rows = std::slice::from_ref(row);
    tx.insert_rows(&format!("insert into account ({COLUMNS})"), tail, 15, rows, |row, parameters| {
        parameters.add(row.id.clone())?;
        parameters.add(row.login.clone())?;
        parameters.add(row.name.clone())?;
        parameters.add(row.role.clone())?;
        parameters.add(row.authority_id.clone())?;
        parameters.add(row.email.clone())?;
        parameters.add(row.password_hash.clone())?;
        parameters.add(row.password_is_first)?;
        parameters.add(row.totp_cipher.clone())?;
        parameters.add(row.totp_step)?;
        parameters.add(row.state.clone())?;
        parameters.add(row.requested_by.clone())?;
        parameters.add(row.confirmed_by.clone())?;
        parameters.add(row.created_at)?;
        parameters.add(row.updated_at)
    })
    .await
}

/// The account with that login, in whatever state.
pub async fn by_login(tx: &mut Tx, login: &str) -> sqlx::Result<Option<AccountRow>> {
    tx.query_text(format!("select {COLUMNS} from account where login = $1"))
        .bind(login.to_owned())
        .optional()
        .await
}

/// The account with that identifier.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<AccountRow>> {
    tx.query_text(format!("select {COLUMNS} from account where id = $1")).bind(id.to_owned()).optional().await
}

/// Accounts with these identifiers.
pub async fn by_ids(tx: &mut Tx, ids: &[String]) -> sqlx::Result<Vec<AccountRow>> {
    tx.select_in(&format!("select {COLUMNS} from account where id in"), "", ids).await
}

/// The accounts of an authority, or all, by login.
pub async fn list(tx: &mut Tx, authority_id: Option<&str>) -> sqlx::Result<Vec<AccountRow>> {
    let Some(id) = authority_id else {
        return tx.query_text(format!("select {COLUMNS} from account order by login")).all().await;
    };
    tx.query_text(format!("select {COLUMNS} from account where authority_id = $1 order by login"))
        .bind(id.to_owned())
        .all()
        .await
}

/// How many accounts of a role there are in these states, of one authority or of all.
pub async fn count_of_role(
    tx: &mut Tx,
    role: &str,
    authority_id: Option<&str>,
    state: &str,
) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx
        .query(
            "select count(*) from account
              where role = $1 and state = $3 and ($2 is null or authority_id = $2)",
        )
        .bind(role.to_owned())
        .bind(authority_id.map(str::to_owned))
        .bind(state.to_owned())
        .one()
        .await?;
    Ok(count)
}

/// How many of its recovery codes are left.
pub async fn recovery_codes_left(tx: &mut Tx, account_id: &str) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx
        .query("select count(*) from recovery_code where account_id = $1 and used_at is null")
        .bind(account_id.to_owned())
        .one()
        .await?;
    Ok(count)
}

/// Puts new recovery codes in place of the old ones.
pub async fn replace_recovery_codes(tx: &mut Tx, account_id: &str, hashes: &[String]) -> sqlx::Result<()> {
    tx.query("delete from recovery_code where account_id = $1").bind(account_id.to_owned()).execute().await?;
    tx.insert_rows("insert into recovery_code (account_id, code_hash)", "", 2, hashes, |hash, parameters| {
        parameters.add(account_id.to_owned())?;
        parameters.add(hash.clone())
    })
    .await
}

/// Uses a recovery code; false if there is no such code or it was used.
pub async fn use_recovery_code(
    tx: &mut Tx,
    account_id: &str,
    hash: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let count = tx
        .query("update recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null")
        .bind(account_id.to_owned())
        .bind(hash.to_owned())
        .bind(now)
        .execute()
        .await?;
    Ok(count > 0)
}
