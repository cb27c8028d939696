//! Imports: a batch is one file; rows that were not simply accepted are kept with what was wrong.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `import_batch`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct BatchRow {
    pub id: String,
    pub kind: String,
    pub file_name: String,
    pub checksum: String,
    pub submitted_by: Option<String>,
    pub takeover: bool,
    pub state: String,
    pub received_at: DateTime<Utc>,
    pub finished_at: Option<DateTime<Utc>>,
    pub staged_rows: i64,
    pub applied_rows: i64,
    pub accepted: i64,
    pub warned: i64,
    pub duplicate: i64,
    pub incomplete: i64,
    pub quarantined: i64,
    pub headings: Option<String>,
    pub mapping: Option<String>,
    pub scope: Option<String>,
    pub handing: Option<String>,
}

/// A row of a file that was not simply accepted.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct IssueRow {
    pub batch_id: String,
    pub line: i64,
    pub outcome: String,
    pub raw: Option<String>,
    pub issues: String,
}

const COLUMNS: &str =
    "id, kind, file_name, checksum, submitted_by, takeover, state, received_at, finished_at,
    staged_rows, applied_rows, accepted, warned, duplicate, incomplete, quarantined, headings, mapping, scope,
    handing";

/// Writes a batch, new or further on.
pub async fn save(tx: &mut Tx, row: &BatchRow) -> sqlx::Result<()> {
    let tail = "on conflict (id) do update set state = excluded.state, finished_at = excluded.finished_at,
        staged_rows = excluded.staged_rows, applied_rows = excluded.applied_rows,
        accepted = excluded.accepted, warned = excluded.warned, duplicate = excluded.duplicate,
        incomplete = excluded.incomplete, quarantined = excluded.quarantined";
    let rows = std::slice::from_ref(row);
    tx.insert_rows(&format!("insert into import_batch ({COLUMNS})"), tail, 20, rows, |row, parameters| {
        parameters.add(row.id.clone())?;
        parameters.add(row.kind.clone())?;
        parameters.add(row.file_name.clone())?;
        parameters.add(row.checksum.clone())?;
        parameters.add(row.submitted_by.clone())?;
        parameters.add(row.takeover)?;
        parameters.add(row.state.clone())?;
        parameters.add(row.received_at)?;
        parameters.add(row.finished_at)?;
        parameters.add(row.staged_rows)?;
        parameters.add(row.applied_rows)?;
        parameters.add(row.accepted)?;
        parameters.add(row.warned)?;
        parameters.add(row.duplicate)?;
        parameters.add(row.incomplete)?;
        parameters.add(row.quarantined)?;
        parameters.add(row.headings.clone())?;
        parameters.add(row.mapping.clone())?;
        parameters.add(row.scope.clone())?;
        parameters.add(row.handing.clone())
    })
    .await
}

/// Batches that were staged but not applied to the end, oldest first.
pub async fn unfinished(tx: &mut Tx) -> sqlx::Result<Vec<BatchRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from import_batch where state = 'applying' order by received_at, id"
    ))
    .all()
    .await
}

/// The latest batches, newest first.
pub async fn latest(tx: &mut Tx, limit: i64) -> sqlx::Result<Vec<BatchRow>> {
    tx.query_text(format!("select {COLUMNS} from import_batch order by received_at desc, id desc limit $1"))
        .bind(limit)
        .all()
        .await
}

/// One batch.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<BatchRow>> {
    tx.query_text(format!("select {COLUMNS} from import_batch where id = $1"))
        .bind(id.to_owned())
        .optional()
        .await
}

/// True if a file with the same bytes was applied to its end before, in the same way.
pub async fn was_applied_before(tx: &mut Tx, row: &BatchRow) -> sqlx::Result<bool> {
    let (count,): (i64,) = tx
        .query(
            "select count(*) from import_batch where state = 'done' and checksum = $1 and kind = $2
              and takeover = $3 and coalesce(submitted_by, '') = $4 and id <> $5",
        )
        .bind(row.checksum.clone())
        .bind(row.kind.clone())
        .bind(row.takeover)
        .bind(row.submitted_by.clone().unwrap_or_default())
        .bind(row.id.clone())
        .one()
        .await?;
    Ok(count > 0)
}

/// Keeps what was wrong with rows. A row applied twice after a crash overwrites itself.
pub async fn add_issues(tx: &mut Tx, rows: &[IssueRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into import_issue (batch_id, line, outcome, raw, issues)",
        "on conflict (batch_id, line) do update set outcome = excluded.outcome, raw = excluded.raw,
             issues = excluded.issues",
        5,
        rows,
        |row, parameters| {
            parameters.add(row.batch_id.clone())?;
            parameters.add(row.line)?;
            parameters.add(row.outcome.clone())?;
            parameters.add(row.raw.clone())?;
            parameters.add(row.issues.clone())
        },
    )
    .await
}

/// What was wrong, in the order of the file.
pub async fn issues(tx: &mut Tx, batch_id: &str, after_line: i64, limit: i64) -> sqlx::Result<Vec<IssueRow>> {
    tx.query(
        "select batch_id, line, outcome, raw, issues from import_issue
          where batch_id = $1 and line > $2 order by line limit $3",
    )
    .bind(batch_id.to_owned())
    .bind(after_line)
    .bind(limit)
    .all()
    .await
}
