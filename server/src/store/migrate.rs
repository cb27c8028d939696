//! Applies the migrations: one set for both data bases.

use sqlx::SqlStr;
use sqlx::migrate::{Migration, MigrationType, Migrator};

use super::{Db, Tx};

/// The migrations, oldest first. Append only: an applied one is never edited (see `migrations/README.md`).
const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "record", include_str!("../../../migrations/0001_record.sql")),
    (2, "entries", include_str!("../../../migrations/0002_entries.sql")),
    (3, "quality", include_str!("../../../migrations/0003_quality.sql")),
    (4, "rows", include_str!("../../../migrations/0004_rows.sql")),
    (5, "desk", include_str!("../../../migrations/0005_desk.sql")),
    (6, "accounts", include_str!("../../../migrations/0006_accounts.sql")),
    (7, "changes", include_str!("../../../migrations/0007_changes.sql")),
    (8, "uploads", include_str!("../../../migrations/0008_uploads.sql")),
    (9, "machine", include_str!("../../../migrations/0009_machine.sql")),
    (10, "objections", include_str!("../../../migrations/0010_objections.sql")),
    (11, "duties", include_str!("../../../migrations/0011_duties.sql")),
    (12, "mail", include_str!("../../../migrations/0012_mail.sql")),
    (13, "objection_ends", include_str!("../../../migrations/0013_objection_ends.sql")),
    (14, "records", include_str!("../../../migrations/0014_records.sql")),
    (15, "confirming", include_str!("../../../migrations/0015_confirming.sql")),
    (16, "calendar", include_str!("../../../migrations/0016_calendar.sql")),
    (17, "rules", include_str!("../../../migrations/0017_rules.sql")),
];

/// Why a data base cannot be brought up to date.
#[derive(Debug, thiserror::Error)]
pub enum MigrateError {
    /// Text order must be that of bytes, else lists page differently than on SQLite.
    #[error(
        "the data base's collation is {0}, it must be C: create it with `lc_collate 'C' template template0`"
    )]
    Collation(String),
    /// The data base said no.
    #[error(transparent)]
    Migrate(#[from] sqlx::migrate::MigrateError),
    /// The data base said no.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

/// Brings the schema up to date.
pub async fn migrate(db: &Db) -> Result<(), MigrateError> {
    refuse_other_collations(db).await?;
    let migrator = Migrator::with_migrations(
        MIGRATIONS
            .iter()
            .map(|(version, name, sql)| {
                Migration::new(
                    *version,
                    (*name).into(),
                    MigrationType::Simple,
                    SqlStr::from_static(sql),
                    false,
                )
            })
            .collect(),
    );
    match db {
        Db::Sqlite { write, .. } => migrator.run(write).await?,
        Db::Postgres(pool) => migrator.run(pool).await?,
    }
    Ok(())
}

async fn refuse_other_collations(db: &Db) -> Result<(), MigrateError> {
    let mut tx = db.read().await?;
    if let Tx::Postgres(_) = tx {
        let (collation,): (String,) = tx
            .query("select datcollate::text from pg_database where datname = current_database()")
            .one()
            .await?;
        if collation != "C" && collation != "POSIX" {
            return Err(MigrateError::Collation(collation));
        }
    }
    Ok(())
}
