//! Facts about the data base as a whole.

use super::Tx;

/// Reads a setting.
pub async fn get(tx: &mut Tx, name: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> =
        tx.query("select value from setting where name = $1").bind(name.to_owned()).optional().await?;
    Ok(row.map(|(value,)| value))
}

/// Writes a setting.
pub async fn set(tx: &mut Tx, name: &str, value: &str) -> sqlx::Result<()> {
    tx.query("insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = $2")
        .bind(name.to_owned())
        .bind(value.to_owned())
        .execute()
        .await?;
    Ok(())
}
