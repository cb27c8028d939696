//! Copies of the data base while it is in use.

use std::path::Path;

use sqlx::AssertSqlSafe;

use super::Db;

/// Writes a consistent copy of a SQLite data base to a new file.
pub async fn sqlite_into(db: &Db, path: &Path) -> sqlx::Result<()> {
    let Db::Sqlite { read, .. } = db else { return Ok(()) };
    let text = path.display().to_string().replace('\'', "''");
    // `vacuum into` takes no part in a transaction; it reads one state and never blocks the writer.
    sqlx::raw_sql(AssertSqlSafe(format!("vacuum into '{text}'"))).execute(read).await?;
    Ok(())
}
