//! The audit trail: who did what by hand, append-only, numbered without a gap and chained by hashes, so that nothing in
//! it can be changed, removed or put in between unseen (RULES 7: accountability).

use std::borrow::Cow;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

use super::Tx;
use crate::secrets::checksum;

/// The hash before the first entry.
const BEGINNING: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Something that a person did.
#[derive(Clone, Debug, Default)]
pub struct Deed<'a> {
    /// What, such as `settle-party`.
    pub action: Cow<'a, str>,
    /// To which record inside the house.
    pub record_id: &'a str,
    /// Who: an account's id, or a name where no account was used.
    pub done_by: &'a str,
    /// The client's address, where there was one.
    pub done_from: Option<&'a str>,
    /// Keyed hash of what was there before; never the data itself.
    pub before: Option<String>,
    /// Keyed hash of what is there now.
    pub after: Option<String>,
    /// In words; no personal data.
    pub note: String,
}

/// A row of `audit_entry`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct AuditRow {
    pub number: i64,
    pub recorded_at: DateTime<Utc>,
    pub action: String,
    pub record_id: String,
    pub done_by: String,
    pub done_from: Option<String>,
    pub before_commitment: Option<String>,
    pub after_commitment: Option<String>,
    pub note: String,
    pub hash: String,
}

impl AuditRow {
    /// SHA-256 over the hash before and all content, as a JSON array: no two contents are written alike.
    fn hash_after(&self, previous: &str) -> String {
        let content = serde_json::json!([
            previous,
            self.number,
            self.recorded_at.to_rfc3339_opts(SecondsFormat::Micros, true),
            self.action,
            self.record_id,
            self.done_by,
            self.done_from,
            self.before_commitment,
            self.after_commitment,
            self.note,
        ]);
        checksum(content.to_string().as_bytes())
    }
}

const COLUMNS: &str =
    "number, recorded_at, action, record_id, done_by, done_from, before_commitment, after_commitment,
    note, hash";

/// Notes a deed at the end of the chain. The write lock of the transaction keeps the numbers without a gap.
pub async fn add(tx: &mut Tx, deed: Deed<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    let last = last(tx).await?;
    let mut row = AuditRow {
        number: last.as_ref().map_or(1, |last| last.number + 1),
        recorded_at: now,
        action: deed.action.into_owned(),
        record_id: deed.record_id.to_owned(),
        done_by: deed.done_by.to_owned(),
        done_from: deed.done_from.map(str::to_owned),
        before_commitment: deed.before,
        after_commitment: deed.after,
        note: deed.note,
        hash: String::new(),
    };
    row.hash = row.hash_after(last.as_ref().map_or(BEGINNING, |last| &last.hash));
    tx.query_text(format!(
        "insert into audit_entry ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    ))
    .bind(row.number)
    .bind(row.recorded_at)
    .bind(row.action)
    .bind(row.record_id)
    .bind(row.done_by)
    .bind(row.done_from)
    .bind(row.before_commitment)
    .bind(row.after_commitment)
    .bind(row.note)
    .bind(row.hash)
    .execute()
    .await?;
    Ok(())
}

/// The end of the chain.
pub async fn last(tx: &mut Tx) -> sqlx::Result<Option<AuditRow>> {
    tx.query_text(format!("select {COLUMNS} from audit_entry order by number desc limit 1")).optional().await
}

/// Entries after a number, oldest first.
pub async fn after(tx: &mut Tx, number: i64, limit: i64) -> sqlx::Result<Vec<AuditRow>> {
    tx.query_text(format!("select {COLUMNS} from audit_entry where number > $1 order by number limit $2"))
        .bind(number)
        .bind(limit)
        .all()
        .await
}

/// Entries before a number, newest first: a page of the trail.
pub async fn before(tx: &mut Tx, number: i64, limit: i64) -> sqlx::Result<Vec<AuditRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from audit_entry where number < $1 order by number desc limit $2"
    ))
    .bind(number)
    .bind(limit)
    .all()
    .await
}

/// Entries about a record, oldest first.
pub async fn of_record(tx: &mut Tx, record_id: &str) -> sqlx::Result<Vec<AuditRow>> {
    tx.query_text(format!("select {COLUMNS} from audit_entry where record_id = $1 order by number"))
        .bind(record_id.to_owned())
        .all()
        .await
}

/// Entries about a record before a number, newest first.
pub async fn of_record_before(
    tx: &mut Tx,
    record_id: &str,
    number: i64,
    limit: i64,
) -> sqlx::Result<Vec<AuditRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from audit_entry where record_id = $1 and number < $2 order by number desc limit $3"
    ))
    .bind(record_id.to_owned())
    .bind(number)
    .bind(limit)
    .all()
    .await
}

/// The end of the chain: what must be kept elsewhere to show that nothing was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Number of the last entry; 0 for an empty trail.
    pub entries: i64,
    /// Its hash.
    pub hash: String,
}

impl std::fmt::Display for Head {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.entries, self.hash)
    }
}

impl std::str::FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fault = "a head is COUNT:HASH, as `audit verify` prints it";
        let (entries, hash) = text.trim().split_once(':').ok_or(fault)?;
        let entries = entries.parse().map_err(|_| fault)?;
        let is_hash = hash.len() == BEGINNING.len() && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
        if is_hash { Ok(Self { entries, hash: hash.to_ascii_lowercase() }) } else { Err(fault) }
    }
}

/// The end of the chain.
pub async fn head(tx: &mut Tx) -> sqlx::Result<Head> {
    let last = last(tx).await?;
    Ok(last.map_or_else(
        || Head { entries: 0, hash: BEGINNING.to_owned() },
        |last| Head { entries: last.number, hash: last.hash },
    ))
}

/// The hash of the entry of that number; that of the beginning for 0.
pub async fn hash_at(tx: &mut Tx, number: i64) -> sqlx::Result<Option<String>> {
    if number == 0 {
        return Ok(Some(BEGINNING.to_owned()));
    }
    let row: Option<(String,)> =
        tx.query("select hash from audit_entry where number = $1").bind(number).optional().await?;
    Ok(row.map(|(hash,)| hash))
}

/// What a look over the whole chain found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Whole, as far as it goes.
    Whole(Head),
    /// The first entry that does not follow from the one before it.
    Broken {
        /// Its number.
        number: i64,
    },
}

/// Looks over the whole chain.
pub async fn verify(tx: &mut Tx) -> sqlx::Result<Verdict> {
    let (mut number, mut hash) = (0, BEGINNING.to_owned());
    loop {
        let rows = after(tx, number, 1_000).await?;
        if rows.is_empty() {
            return Ok(Verdict::Whole(Head { entries: number, hash }));
        }
        for row in rows {
            if row.number != number + 1 || row.hash != row.hash_after(&hash) {
                return Ok(Verdict::Broken { number: row.number });
            }
            (number, hash) = (row.number, row.hash);
        }
    }
}

/// A row of the trail as it was before it was chained.
#[derive(Clone, Debug, sqlx::FromRow)]
struct UnchainedRow {
    recorded_at: DateTime<Utc>,
    action: String,
    record_id: String,
    done_by: String,
    note: String,
}

/// Whether there are rows of the time before the chain.
pub async fn has_old_rows(tx: &mut Tx) -> sqlx::Result<bool> {
    let (count,): (i64,) = tx.query("select count(*) from audit").one().await?;
    Ok(count > 0)
}

/// Takes the rows of the time before the chain into it, in their order. Afterwards there are none.
pub async fn chain_old_rows(tx: &mut Tx) -> sqlx::Result<usize> {
    let rows: Vec<UnchainedRow> =
        tx.query("select recorded_at, action, record_id, done_by, note from audit order by id").all().await?;
    for row in &rows {
        let deed = Deed {
            action: row.action.as_str().into(),
            record_id: &row.record_id,
            done_by: &row.done_by,
            note: row.note.clone(),
            ..Deed::default()
        };
        add(tx, deed, row.recorded_at).await?;
    }
    tx.query("delete from audit").execute().await?;
    Ok(rows.len())
}
