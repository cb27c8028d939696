//! 零报告: an authority says that it decided nothing of a kind in a month.

use chrono::{DateTime, Utc};
use domain::quality::{Kind, Month};

use super::Tx;

/// A row of `zero_report`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct ZeroReportRow {
    pub authority_id: String,
    pub month: String,
    pub kind: String,
    pub reported_at: DateTime<Utc>,
    pub reported_by: String,
    pub contradicted_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "authority_id, month, kind, reported_at, reported_by, contradicted_at";

/// Records a report; the first one for a month and kind stays. Answers false if there was one.
pub async fn add(tx: &mut Tx, row: &ZeroReportRow) -> sqlx::Result<bool> {
    let count = tx
        .query(
            "insert into zero_report (authority_id, month, kind, reported_at, reported_by, contradicted_at)
             values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        )
        .bind(row.authority_id.clone())
        .bind(row.month.clone())
        .bind(row.kind.clone())
        .bind(row.reported_at)
        .bind(row.reported_by.clone())
        .bind(row.contradicted_at)
        .execute()
        .await?;
    Ok(count > 0)
}

/// The reports of an authority, newest month first.
pub async fn of_authority(tx: &mut Tx, authority_id: &str) -> sqlx::Result<Vec<ZeroReportRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from zero_report where authority_id = $1 order by month desc, kind"
    ))
    .bind(authority_id.to_owned())
    .all()
    .await
}

/// Reports that nothing contradicts so far.
pub async fn uncontradicted(tx: &mut Tx) -> sqlx::Result<Vec<ZeroReportRow>> {
    tx.query_text(format!("select {COLUMNS} from zero_report where contradicted_at is null order by month"))
        .all()
        .await
}

/// Is a decision of that authority, month and kind known, in whatever state?
pub async fn has_decision(tx: &mut Tx, authority_id: &str, month: Month, kind: Kind) -> sqlx::Result<bool> {
    let rows: Vec<(String, String)> = tx
        .query(
            "select distinct kind, category from decision
              where authority_id = $1 and decided_on >= $2 and decided_on < $3",
        )
        .bind(authority_id.to_owned())
        .bind(month.first())
        .bind(month.end())
        .all()
        .await?;
    Ok(rows.iter().any(|(decisions, category)| {
        domain::decision::DecisionKind::from_code(decisions)
            .is_some_and(|decisions| Kind::of(decisions, category) == kind)
    }))
}

/// Notes that a report is false: a decision of its month is known.
pub async fn contradict(tx: &mut Tx, row: &ZeroReportRow, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query(
        "update zero_report set contradicted_at = $4
          where authority_id = $1 and month = $2 and kind = $3 and contradicted_at is null",
    )
    .bind(row.authority_id.clone())
    .bind(row.month.clone())
    .bind(row.kind.clone())
    .bind(now)
    .execute()
    .await?;
    Ok(())
}
