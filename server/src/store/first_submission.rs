//! The earliest days of decision ever submitted, by number (RULES 3.4): no later day improves a clock.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::Tx;

/// An earliest day.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct FirstSubmissionRow {
    pub number_key: String,
    pub decided_on: NaiveDate,
    pub received_at: DateTime<Utc>,
}

/// Notes days of decision under numbers; an earlier day replaces a later one, never the other way round.
pub async fn note(tx: &mut Tx, rows: &[FirstSubmissionRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into first_submission (number_key, decided_on, received_at)",
        "on conflict (number_key) do update set decided_on = excluded.decided_on
              where excluded.decided_on < first_submission.decided_on",
        3,
        rows,
        |row, parameters| {
            parameters.add(row.number_key.clone())?;
            parameters.add(row.decided_on)?;
            parameters.add(row.received_at)
        },
    )
    .await
}

/// The earliest days known under these numbers.
pub async fn days(tx: &mut Tx, keys: &[String]) -> sqlx::Result<HashMap<String, NaiveDate>> {
    let rows: Vec<(String, NaiveDate)> = tx
        .select_in("select number_key, decided_on from first_submission where number_key in", "", keys)
        .await?;
    Ok(rows.into_iter().collect())
}
