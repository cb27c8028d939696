//! The ledger as its public feed reads it: each row with the last number of its record.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of the ledger, and whether it is still the last word on its record.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct ChangeRow {
    /// Its number.
    pub number: i64,
    /// When it was written.
    pub recorded_at: DateTime<Utc>,
    /// What happened.
    pub action: String,
    /// What it is about.
    pub subject: String,
    /// Identifier inside the house.
    pub record_id: String,
    /// Public identifier.
    pub public_id: String,
    /// The version that went public.
    pub version: i64,
    /// The record's last number.
    pub latest: i64,
}

impl ChangeRow {
    /// True if no later row is about the same record.
    pub const fn is_latest(&self) -> bool {
        self.number == self.latest
    }
}

/// The rows after a number, in order.
pub async fn after(tx: &mut Tx, number: i64, limit: i64) -> sqlx::Result<Vec<ChangeRow>> {
    tx.query(
        "select l.number, l.recorded_at, l.action, l.subject, l.record_id, l.public_id, l.version,
                (select max(n.number) from ledger n where n.record_id = l.record_id) as latest
           from ledger l where l.number > $1 order by l.number limit $2",
    )
    .bind(number)
    .bind(limit)
    .all()
    .await
}

/// When the first of the records that stood in the ledger at `cut` ended in the rows after `checked`, if one did.
///
/// Every end is one row; a record that first went public after the cut does not matter.
pub async fn first_end(tx: &mut Tx, cut: i64, checked: i64) -> sqlx::Result<Option<DateTime<Utc>>> {
    let (first,): (Option<DateTime<Utc>>,) = tx
        .query(
            "select min(l.recorded_at) from ledger l
              where l.number > $1 and l.action in ('ended', 'withdrawn')
                and exists (select 1 from ledger e where e.record_id = l.record_id and e.number <= $2)",
        )
        .bind(checked)
        .bind(cut)
        .one()
        .await?;
    Ok(first)
}

/// The secret seed of a row: tells two ledgers apart that have the same length.
pub async fn seed(tx: &mut Tx, number: i64) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> =
        tx.query("select seed from ledger where number = $1").bind(number).optional().await?;
    Ok(row.map(|(seed,)| seed))
}
