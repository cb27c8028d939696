//! 催办: reminders of one person to those whose turn it is.

use chrono::{DateTime, NaiveDate, Utc};

use super::Tx;

/// A row of `urging`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct UrgingRow {
    pub record_id: String,
    pub sent_by: String,
    pub sent_on: NaiveDate,
    pub sent_at: DateTime<Utc>,
}

/// Notes a reminder; answers how many are new: none if the sender sent one for that record on that day already.
pub async fn add(tx: &mut Tx, row: &UrgingRow) -> sqlx::Result<u64> {
    tx.query(
        "insert into urging (record_id, sent_by, sent_on, sent_at) values ($1, $2, $3, $4)
         on conflict do nothing",
    )
    .bind(row.record_id.clone())
    .bind(row.sent_by.clone())
    .bind(row.sent_on)
    .bind(row.sent_at)
    .execute()
    .await
}

/// The reminders about these records, oldest first.
pub async fn of_records(tx: &mut Tx, record_ids: &[String]) -> sqlx::Result<Vec<UrgingRow>> {
    tx.select_in(
        "select record_id, sent_by, sent_on, sent_at from urging where record_id in",
        "order by sent_at",
        record_ids,
    )
    .await
}
