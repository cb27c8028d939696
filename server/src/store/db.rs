//! One SQL text for SQLite and PostgreSQL: a pool, a transaction and a query that are either one or the other.
//!
//! Call sites read like sqlx: `tx.query("select …").bind(x).all::<T>().await`. The two marker traits [`Value`]
//! and [`Record`] carry the bounds of both drivers once.

use std::path::Path;
use std::str::FromStr;
use std::time::{Duration, Instant};

use sqlx::postgres::{PgArguments, PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{Arguments as _, AssertSqlSafe, Encode, FromRow, Postgres, Sqlite, Transaction, Type};

/// Parameters of one statement; SQLite refuses more than 32,766 and PostgreSQL more than 65,535.
const MOST_PARAMETERS: usize = 8_000;
/// How long a writer waits for another process' write transaction before it gives up.
const WRITE_PATIENCE: Duration = Duration::from_mins(1);

/// The data base: SQLite for one machine, PostgreSQL for many.
#[derive(Clone, Debug)]
pub enum Db {
    /// Reads have their own connections, so that they never wait for the one writer.
    Sqlite {
        /// Connections for reading.
        read: SqlitePool,
        /// The one connection for writing.
        write: SqlitePool,
    },
    /// One pool for both.
    Postgres(PgPool),
}

/// A transaction on either.
#[derive(Debug)]
pub enum Tx {
    /// On SQLite.
    Sqlite(Transaction<'static, Sqlite>),
    /// On PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// What both drivers can send as a parameter.
pub trait Value:
    for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send
{
}
impl<T> Value for T where
    T: for<'q> Encode<'q, Sqlite> + Type<Sqlite> + for<'q> Encode<'q, Postgres> + Type<Postgres> + Send
{
}

/// What can be read from a row of both.
pub trait Record: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}
impl<T> Record for T where T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow> + Send + Unpin {}

/// Parameters for either.
#[derive(Debug)]
pub enum Parameters {
    /// For SQLite.
    Sqlite(SqliteArguments),
    /// For PostgreSQL.
    Postgres(PgArguments),
}

impl Parameters {
    /// Adds one more parameter.
    pub fn add(&mut self, value: impl Value) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(arguments) => arguments.add(value),
            Self::Postgres(arguments) => arguments.add(value),
        }
        .map_err(sqlx::Error::Encode)
    }
}

impl Db {
    /// Opens `sqlite:PATH` (made if absent) or `postgres://…`.
    pub async fn connect(url: &str) -> sqlx::Result<Self> {
        if url.starts_with("postgres") {
            let options = PgConnectOptions::from_str(url)?;
            return Ok(Self::Postgres(PgPoolOptions::new().max_connections(12).connect_with(options).await?));
        }
        let path = url.trim_start_matches("sqlite:").trim_start_matches("//");
        Self::open_sqlite(Path::new(path)).await
    }

    async fn open_sqlite(path: &Path) -> sqlx::Result<Self> {
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            // Fewer checkpoints: a page of an index that many rows touch is then written once for all of them.
            .pragma("wal_autocheckpoint", "16000")
            .pragma("journal_size_limit", "67108864");
        let options = options.busy_timeout(Duration::from_secs(30));
        // Once open, the writer polls on its own: SQLite's busy handler backs off to 100 ms and is unfair.
        let at_once = "pragma busy_timeout = 0";
        let writer = SqlitePoolOptions::new().max_connections(1).after_connect(move |connection, _| {
            Box::pin(async move { sqlx::raw_sql(at_once).execute(connection).await.map(drop) })
        });
        // The one writer touches the inner pages of all indexes again and again; readers come and go.
        let write = writer.connect_with(options.clone().pragma("cache_size", "-64000")).await?;
        let options = options.pragma("cache_size", "-8000");
        let read = SqlitePoolOptions::new().max_connections(6).connect_with(options).await?;
        Ok(Self::Sqlite { read, write })
    }

    /// A transaction that sees one state and changes nothing.
    pub async fn read(&self) -> sqlx::Result<Tx> {
        Ok(match self {
            Self::Sqlite { read, .. } => Tx::Sqlite(read.begin().await?),
            Self::Postgres(pool) => {
                Tx::Postgres(pool.begin_with("begin isolation level repeatable read read only").await?)
            }
        })
    }

    /// A transaction that holds the write lock from its start, so that reading and then writing never fails
    /// with "database is locked". No network and no heavy work inside.
    pub async fn write(&self) -> sqlx::Result<Tx> {
        match self {
            Self::Sqlite { write, .. } => {
                let started = Instant::now();
                loop {
                    match write.begin_with("begin immediate").await {
                        Ok(transaction) => return Ok(Tx::Sqlite(transaction)),
                        Err(error) if is_busy(&error) && started.elapsed() < WRITE_PATIENCE => {
                            tokio::time::sleep(Duration::from_millis(3)).await;
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
            Self::Postgres(pool) => {
                let mut transaction = pool.begin().await?;
                // The ledger's counter is what commits queue for anyway. Taken at the start, its lock does here what
                // SQLite's does: what was read cannot change before what follows from it is written.
                let lock = "select number from ledger_head where id = 1 for update";
                sqlx::raw_sql(lock).execute(&mut *transaction).await?;
                Ok(Tx::Postgres(transaction))
            }
        }
    }

    /// Closes all connections; on SQLite this also folds the write-ahead log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite { read, write } => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}

fn is_busy(error: &sqlx::Error) -> bool {
    // SQLITE_BUSY and SQLITE_BUSY_SNAPSHOT; extended codes carry the primary one in the low byte.
    let sqlx::Error::Database(database) = error else { return matches!(error, sqlx::Error::PoolTimedOut) };
    database.code().and_then(|code| code.parse::<i32>().ok()).is_some_and(|code| code & 0xff == 5)
}

impl Tx {
    /// Starts a query; bind its parameters in the order `$1`, `$2`, ….
    pub fn query(&mut self, sql: &'static str) -> Query<'_> {
        self.query_text(sql.to_owned())
    }

    /// A query whose text was put together here, in `store/`, from constant parts only.
    pub(in crate::store) fn query_text(&mut self, sql: String) -> Query<'_> {
        let parameters = self.parameters();
        Query { tx: self, sql, parameters, failed: None, reuse: Reuse::Kept }
    }

    /// `($1,$2),($3,$4)` for two rows of two columns. SQLite gets `?`: it looks up numbered parameters one by
    /// one, and a statement of thousands would take the square of that time.
    fn placeholders(&self, rows: usize, columns: usize) -> String {
        use std::fmt::Write as _;
        let mut text = String::with_capacity(rows * columns * 7);
        for row in 0..rows {
            text.push_str(if row == 0 { "(" } else { ",(" });
            for column in 0..columns {
                let comma = if column == 0 { "" } else { "," };
                let _ = match self {
                    Self::Sqlite(_) => write!(text, "{comma}?"),
                    Self::Postgres(_) => write!(text, "{comma}${}", row * columns + column + 1),
                };
            }
            text.push(')');
        }
        text
    }

    fn parameters(&self) -> Parameters {
        match self {
            Self::Sqlite(_) => Parameters::Sqlite(SqliteArguments::default()),
            Self::Postgres(_) => Parameters::Postgres(PgArguments::default()),
        }
    }

    /// Makes the changes permanent.
    pub async fn commit(self) -> sqlx::Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }

    /// Inserts many rows, hundreds in a statement. `head` ends before `values`; `tail` comes after the rows;
    /// `bind` adds exactly `columns` parameters for a row.
    pub async fn insert_rows<T: Sync>(
        &mut self,
        head: &str,
        tail: &str,
        columns: usize,
        rows: &[T],
        bind: impl Fn(&T, &mut Parameters) -> sqlx::Result<()> + Sync,
    ) -> sqlx::Result<()> {
        for chunk in rows.chunks((MOST_PARAMETERS / columns).max(1)) {
            let text = format!("{head} values {} {tail}", self.placeholders(chunk.len(), columns));
            let mut query = self.query_text(text).once();
            for row in chunk {
                bind(row, &mut query.parameters)?;
            }
            query.execute().await?;
        }
        Ok(())
    }

    /// Reads the rows whose key is one of `keys`; `head` ends with `in`, `tail` follows the list.
    pub async fn select_in<T: Record>(
        &mut self,
        head: &str,
        tail: &str,
        keys: &[String],
    ) -> sqlx::Result<Vec<T>> {
        let mut found = Vec::new();
        for chunk in keys.chunks(MOST_PARAMETERS) {
            let list = self.placeholders(1, chunk.len());
            let mut query = self.query_text(format!("{head} {list} {tail}")).once();
            for key in chunk {
                query.parameters.add(key.clone())?;
            }
            found.extend(query.all::<T>().await?);
        }
        Ok(found)
    }
}

/// A query with its parameters.
#[derive(Debug)]
pub struct Query<'t> {
    tx: &'t mut Tx,
    sql: String,
    parameters: Parameters,
    failed: Option<sqlx::Error>,
    reuse: Reuse,
}

/// Whether a prepared statement is kept for the next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reuse {
    /// Its text comes again.
    Kept,
    /// Its text depends on the number of rows.
    Once,
}

macro_rules! run {
    ($query:ident, $function:ident $(::<_, $type:ty>)?, $method:ident) => {{
        if let Some(error) = $query.failed {
            return Err(error);
        }
        let sql = AssertSqlSafe($query.sql);
        let reuse = $query.reuse == Reuse::Kept;
        match ($query.tx, $query.parameters) {
            (Tx::Sqlite(transaction), Parameters::Sqlite(arguments)) => {
                sqlx::$function::<Sqlite, $($type,)? _>(sql, arguments)
                    .persistent(reuse)
                    .$method(&mut **transaction)
                    .await
            }
            (Tx::Postgres(transaction), Parameters::Postgres(arguments)) => {
                sqlx::$function::<Postgres, $($type,)? _>(sql, arguments)
                    .persistent(reuse)
                    .$method(&mut **transaction)
                    .await
            }
            _ => Err(sqlx::Error::Protocol("parameters of another data base".into())),
        }
    }};
}

impl Query<'_> {
    /// For texts that hardly come twice.
    const fn once(mut self) -> Self {
        self.reuse = Reuse::Once;
        self
    }

    /// Binds the next parameter.
    #[must_use]
    pub fn bind(mut self, value: impl Value) -> Self {
        if let Err(error) = self.parameters.add(value) {
            self.failed = Some(error);
        }
        self
    }

    /// All rows.
    pub async fn all<T: Record>(self) -> sqlx::Result<Vec<T>> {
        run!(self, query_as_with::<_, T>, fetch_all)
    }

    /// The first row, if any.
    pub async fn optional<T: Record>(self) -> sqlx::Result<Option<T>> {
        run!(self, query_as_with::<_, T>, fetch_optional)
    }

    /// The one row.
    pub async fn one<T: Record>(self) -> sqlx::Result<T> {
        run!(self, query_as_with::<_, T>, fetch_one)
    }

    /// Runs it; answers the number of rows changed.
    pub async fn execute(self) -> sqlx::Result<u64> {
        if let Some(error) = self.failed {
            return Err(error);
        }
        let sql = AssertSqlSafe(self.sql);
        let reuse = self.reuse == Reuse::Kept;
        match (self.tx, self.parameters) {
            (Tx::Sqlite(transaction), Parameters::Sqlite(arguments)) => {
                let done =
                    sqlx::query_with(sql, arguments).persistent(reuse).execute(&mut **transaction).await?;
                Ok(done.rows_affected())
            }
            (Tx::Postgres(transaction), Parameters::Postgres(arguments)) => {
                let done =
                    sqlx::query_with(sql, arguments).persistent(reuse).execute(&mut **transaction).await?;
                Ok(done.rows_affected())
            }
            _ => Err(sqlx::Error::Protocol("parameters of another data base".into())),
        }
    }
}
