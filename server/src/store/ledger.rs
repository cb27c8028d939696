//! The ledger: every change of what the public may see is one row, numbered without a gap.

use chrono::{DateTime, Utc};

use super::Tx;

/// What a ledger row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An entity's profile.
    Entity,
    /// A decision's page.
    Decision,
    /// An authority's page.
    Authority,
    /// An entry of a list or a section.
    Entry,
    /// The data base itself: a takeover, a demo mark.
    System,
}

impl Subject {
    /// The word in the table.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Entity => "entity",
            Self::Decision => "decision",
            Self::Authority => "authority",
            Self::Entry => "entry",
            Self::System => "system",
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// First shown.
    Published,
    /// A new version is shown.
    Corrected,
    /// Withdrawn by law, with a public reason.
    Withdrawn,
    /// No longer shown, without a trace: repair, expiry and every other lawful end.
    Ended,
    /// Times of an older system were taken over.
    TakenOver,
}

impl Action {
    /// What a change means to the public, by whether it could see the record before and can see it now.
    pub const fn of_change(was_shown: bool, is_shown: bool) -> Option<Self> {
        match (was_shown, is_shown) {
            (false, true) => Some(Self::Published),
            (true, true) => Some(Self::Corrected),
            (true, false) => Some(Self::Ended),
            (false, false) => None,
        }
    }

    /// The word in the table.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Corrected => "corrected",
            Self::Withdrawn => "withdrawn",
            Self::Ended => "ended",
            Self::TakenOver => "taken-over",
        }
    }
}

/// A change that is about to be committed.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What happened.
    pub action: Action,
    /// To what.
    pub subject: Subject,
    /// Identifier inside the house.
    pub record_id: String,
    /// Public identifier.
    pub public_id: String,
    /// The version that is now shown.
    pub version: i64,
}

/// A row as the followers read it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Row {
    /// Its number.
    pub number: i64,
    /// What it is about.
    pub subject: String,
    /// Identifier inside the house.
    pub record_id: String,
    /// Public identifier.
    pub public_id: String,
    /// What happened.
    pub action: String,
}

/// Appends the entries of one transaction; the last thing before its commit, because on PostgreSQL the
/// counter's row stays locked until then. Answers the last number.
pub async fn append(tx: &mut Tx, entries: &[Entry], now: DateTime<Utc>) -> sqlx::Result<i64> {
    if entries.is_empty() {
        return last(tx).await;
    }
    let count = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    let seeds: Vec<String> = entries.iter().map(|_| crate::random::seed()).collect();
    let (end,): (i64,) = tx
        .query("update ledger_head set number = number + $1 where id = 1 returning number")
        .bind(count)
        .one()
        .await?;
    let rows: Vec<(i64, &Entry, &String)> =
        (end - count + 1..).zip(entries).zip(&seeds).map(|((n, entry), seed)| (n, entry, seed)).collect();
    tx.insert_rows(
        "insert into ledger (number, recorded_at, action, subject, record_id, public_id, version, seed)",
        "",
        8,
        &rows,
        |(number, entry, seed), parameters| {
            parameters.add(*number)?;
            parameters.add(now)?;
            parameters.add(entry.action.code().to_owned())?;
            parameters.add(entry.subject.code().to_owned())?;
            parameters.add(entry.record_id.clone())?;
            parameters.add(entry.public_id.clone())?;
            parameters.add(entry.version)?;
            parameters.add((*seed).clone())
        },
    )
    .await?;
    Ok(end)
}

/// The last number given out.
pub async fn last(tx: &mut Tx) -> sqlx::Result<i64> {
    let (number,): (i64,) = tx.query("select number from ledger_head where id = 1").one().await?;
    Ok(number)
}

/// When the last row was recorded.
pub async fn last_recorded_at(tx: &mut Tx) -> sqlx::Result<Option<DateTime<Utc>>> {
    let row: Option<(DateTime<Utc>,)> =
        tx.query("select recorded_at from ledger order by number desc limit 1").optional().await?;
    Ok(row.map(|(at,)| at))
}

/// The rows after a number, in order.
pub async fn after(tx: &mut Tx, number: i64, limit: i64) -> sqlx::Result<Vec<Row>> {
    tx.query(
        "select number, subject, record_id, public_id, action from ledger
          where number > $1 order by number limit $2",
    )
    .bind(number)
    .bind(limit)
    .all()
    .await
}

/// The number of the row that made a record's present version public.
pub async fn of_record(tx: &mut Tx, record_id: &str) -> sqlx::Result<Option<i64>> {
    let (number,): (Option<i64>,) = tx
        .query("select max(number) from ledger where record_id = $1")
        .bind(record_id.to_owned())
        .one()
        .await?;
    Ok(number)
}
