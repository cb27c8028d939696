//! Leaving nothing of what is erased in the files of the data base.

use sqlx::AssertSqlSafe;

use super::Db;

/// While erasing: SQLite overwrites what is deleted or replaced. PostgreSQL leaves that to its own vacuum.
pub async fn begin(db: &Db) -> sqlx::Result<()> {
    run(db, "pragma secure_delete = on").await
}

/// Afterwards: imports do not pay for it, and the write-ahead log, which holds the pages as they were, is folded into the
/// file and emptied. If a reader is in the way, later commits write over it.
pub async fn end(db: &Db) -> sqlx::Result<()> {
    run(db, "pragma secure_delete = off").await?;
    run(db, "pragma wal_checkpoint(truncate)").await
}

async fn run(db: &Db, pragma: &'static str) -> sqlx::Result<()> {
    let Db::Sqlite { write, .. } = db else { return Ok(()) };
    sqlx::raw_sql(AssertSqlSafe(pragma)).execute(write).await.map(drop)
}
