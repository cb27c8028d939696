//! A data base for each test: a SQLite file, or on the server of `TEST_DATABASE_URL` a PostgreSQL data base made from
//! a migrated template and dropped with the test.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use server::store::{Db, backup, migrate};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Row as _};
use tokio::sync::OnceCell;

/// The template's data base, made once by each process.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();
static NEXT: AtomicU32 = AtomicU32::new(0);

/// A data base of one test.
#[derive(Debug)]
pub(crate) enum Database {
    /// A file in the data folder.
    Sqlite,
    /// A data base on a server, by name.
    Postgres(String),
}

impl Database {
    /// Makes one.
    pub(crate) async fn new() -> Self {
        if server_url().is_none() {
            return Self::Sqlite;
        }
        let template = TEMPLATE.get_or_init(make_template).await;
        let name = next_name();
        run(&format!("create database {name} template {template}")).await;
        Self::Postgres(name)
    }

    /// What `--database` gets; absent for the default.
    pub(crate) fn url(&self) -> Option<String> {
        match self {
            Self::Sqlite => None,
            Self::Postgres(name) => Some(url_of(name)),
        }
    }

    /// A copy of the present state, for the data folder `to`.
    pub(crate) async fn copy(&self, db: &Db, to: &Path) -> Self {
        match self {
            Self::Sqlite => {
                backup::sqlite_into(db, &to.join("chengxin.sqlite")).await.unwrap();
                Self::Sqlite
            }
            Self::Postgres(name) => {
                let copy = next_name();
                // A template may have no connections; the pool makes new ones.
                run(&format!(
                    "select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"
                ))
                .await;
                run(&format!("create database {copy} template {name}")).await;
                Self::Postgres(copy)
            }
        }
    }

    /// Every row of every table as text; empty on SQLite, where the file itself can be read.
    pub(crate) async fn dump(&self) -> String {
        let Self::Postgres(name) = self else { return String::new() };
        let mut connection = PgConnection::connect(&url_of(name)).await.unwrap();
        let tables = "select tablename::text from pg_tables where schemaname = 'public'";
        let mut text = String::new();
        for table in sqlx::raw_sql(tables).fetch_all(&mut connection).await.unwrap() {
            let table: String = table.get(0);
            let rows = format!("select cast(t as text) from {table} t");
            for row in sqlx::raw_sql(AssertSqlSafe(rows)).fetch_all(&mut connection).await.unwrap() {
                text.push_str(row.get::<&str, _>(0));
                text.push('\n');
            }
        }
        connection.close().await.unwrap();
        text
    }
}

impl Drop for Database {
    /// A test's own runtime is no place to wait in here: a thread does it.
    fn drop(&mut self) {
        let Self::Postgres(name) = self else { return };
        let statement = format!("drop database if exists {name} with (force)");
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(run(&statement));
        });
        let _ = dropped.join();
    }
}

fn server_url() -> Option<String> {
    std::env::var("TEST_DATABASE_URL").ok().filter(|url| !url.is_empty())
}

fn url_of(name: &str) -> String {
    let url = server_url().unwrap();
    let (server, _) = url.rsplit_once('/').unwrap();
    format!("{server}/{name}")
}

fn next_name() -> String {
    format!("chengxin_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed))
}

async fn make_template() -> String {
    let name = format!("chengxin_{}_template", std::process::id());
    run(&format!("drop database if exists {name}")).await;
    run(&format!("create database {name} template template0 encoding 'UTF8' lc_collate 'C' lc_ctype 'C'"))
        .await;
    let db = Db::connect(&url_of(&name)).await.unwrap();
    migrate::migrate(&db).await.unwrap();
    db.close().await;
    name
}

/// One statement outside any transaction.
async fn run(statement: &str) {
    let mut connection = PgConnection::connect(&server_url().unwrap()).await.unwrap();
    sqlx::raw_sql(AssertSqlSafe(statement.to_owned())).execute(&mut connection).await.unwrap();
    connection.close().await.unwrap();
}
