//! The work list: rows of files that were kept back, and what persons did about them. The row as sent stays as it
//! was; each correction is a new version.

use chrono::{DateTime, NaiveDate, Utc};

use super::Tx;

/// A row that was kept back, as the list shows it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Waiting {
    /// Its batch.
    pub batch_id: String,
    /// The batch's file.
    pub file_name: String,
    /// What the file holds.
    pub kind: String,
    /// Line in the file.
    pub line: i64,
    /// How it ended at first, or at its last version.
    pub outcome: String,
    /// What is wrong with it now, as JSON.
    pub issues: String,
    /// Its last version; 0 as sent.
    pub version: i64,
    /// When it was received, or last touched.
    pub touched_at: DateTime<Utc>,
}

/// A version of a row.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct VersionRow {
    pub batch_id: String,
    pub line: i64,
    pub version: i64,
    pub action: String,
    pub row_values: Option<String>,
    pub outcome: Option<String>,
    pub issues: Option<String>,
    pub done_by: String,
    pub note: Option<String>,
    pub recorded_at: DateTime<Utc>,
}

const VERSION_COLUMNS: &str =
    "batch_id, line, version, action, row_values, outcome, issues, done_by, note, recorded_at";

/// Rows that wait for a person: kept back and neither taken in since nor dropped. In order of batch and line, after a
/// place; of one batch or of all.
pub async fn waiting(
    tx: &mut Tx,
    batch_id: Option<&str>,
    after: (&str, i64),
    limit: i64,
) -> sqlx::Result<Vec<Waiting>> {
    listed(tx, "'incomplete', 'quarantined'", batch_id, after, limit).await
}

/// Rows of a batch that wait for their clerk to tick their warnings, after a line.
pub async fn held(tx: &mut Tx, batch_id: &str, after: i64, limit: i64) -> sqlx::Result<Vec<Waiting>> {
    listed(tx, "'held'", Some(batch_id), (batch_id, after), limit).await
}

/// Rows whose latest outcome is one of these.
async fn listed(
    tx: &mut Tx,
    outcomes: &str,
    batch_id: Option<&str>,
    after: (&str, i64),
    limit: i64,
) -> sqlx::Result<Vec<Waiting>> {
    let of_batch = if batch_id.is_some() { "and i.batch_id = $4" } else { "" };
    let mut query = tx
        .query_text(format!(
            "select i.batch_id, b.file_name, b.kind, i.line, coalesce(v.outcome, i.outcome) as outcome,
                    coalesce(v.issues, i.issues) as issues, coalesce(v.version, 0) as version,
                    coalesce(v.recorded_at, b.received_at) as touched_at
               from import_issue i
               join import_batch b on b.id = i.batch_id
               left join row_version v on v.batch_id = i.batch_id and v.line = i.line and v.version = (
                    select max(w.version) from row_version w where w.batch_id = i.batch_id and w.line = i.line)
              where coalesce(v.outcome, i.outcome) in ({outcomes})
                and (i.batch_id > $1 or (i.batch_id = $1 and i.line > $2)) {of_batch}
              order by i.batch_id, i.line limit $3"
        ))
        .bind(after.0.to_owned())
        .bind(after.1)
        .bind(limit);
    if let Some(id) = batch_id {
        query = query.bind(id.to_owned());
    }
    query.all().await
}

/// The versions of a row, oldest first.
pub async fn versions(tx: &mut Tx, batch_id: &str, line: i64) -> sqlx::Result<Vec<VersionRow>> {
    tx.query_text(format!(
        "select {VERSION_COLUMNS} from row_version where batch_id = $1 and line = $2 order by version"
    ))
    .bind(batch_id.to_owned())
    .bind(line)
    .all()
    .await
}

/// Adds a version.
pub async fn add_version(tx: &mut Tx, row: &VersionRow) -> sqlx::Result<()> {
    tx.query_text(format!(
        "insert into row_version ({VERSION_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
    ))
    .bind(row.batch_id.clone())
    .bind(row.line)
    .bind(row.version)
    .bind(row.action.clone())
    .bind(row.row_values.clone())
    .bind(row.outcome.clone())
    .bind(row.issues.clone())
    .bind(row.done_by.clone())
    .bind(row.note.clone())
    .bind(row.recorded_at)
    .execute()
    .await?;
    Ok(())
}

/// The day of decision that the incomplete record of a row had, if it had one.
pub async fn incomplete_decided_on(
    tx: &mut Tx,
    batch_id: &str,
    line: i64,
) -> sqlx::Result<Option<NaiveDate>> {
    let (day,): (Option<NaiveDate>,) = tx
        .query(
            "select min(decided_on) from decision where batch_id = $1 and line = $2 and state = 'incomplete'",
        )
        .bind(batch_id.to_owned())
        .bind(line)
        .one()
        .await?;
    Ok(day)
}

/// The incomplete record that a row had made before it was corrected gives its place to the record that the row is now,
/// if that is another one.
pub async fn replace_incomplete(
    tx: &mut Tx,
    batch_id: &str,
    line: i64,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    tx.query(
        "update decision set replaced_at = $3,
                replaced_by = (select max(n.id) from decision n
                                where n.batch_id = $1 and n.line = $2 and n.state <> 'incomplete')
          where batch_id = $1 and line = $2 and state = 'incomplete' and updated_at < $3",
    )
    .bind(batch_id.to_owned())
    .bind(line)
    .bind(now)
    .execute()
    .await?;
    end_incomplete(tx, batch_id, line, now).await
}

/// The incomplete records of a batch give their places to those of the batch that brought their rows corrected; which
/// is which is known by the number.
pub async fn replace_by_batch(
    tx: &mut Tx,
    (before, after): (&str, &str),
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    tx.query(
        "update decision set state = 'ended', replaced_at = $3,
                replaced_by = (select max(n.id) from decision n
                                where n.batch_id = $2 and n.kind = decision.kind
                                  and n.document_number = decision.document_number)
          where batch_id = $1 and state = 'incomplete'",
    )
    .bind(before.to_owned())
    .bind(after.to_owned())
    .bind(now)
    .execute()
    .await?;
    tx.query(
        "update decision set came_corrected = true
          where batch_id = $2 and version = 1 and state <> 'incomplete'
            and id in (select f.replaced_by from decision f where f.batch_id = $1)",
    )
    .bind(before.to_owned())
    .bind(after.to_owned())
    .execute()
    .await?;
    Ok(())
}

/// What came of a row whose first attempt failed is no further attempt. The record that an incomplete row made at once
/// is its first attempt; of a row that was kept back there was none.
pub async fn note_corrected(
    tx: &mut Tx,
    (batch_id, line): (&str, i64),
    first_outcome: &str,
) -> sqlx::Result<()> {
    tx.query(
        "update decision set came_corrected = true
          where batch_id = $1 and line = $2 and version = 1 and replaced_at is null
            and (state <> 'incomplete' or $3 = 'quarantined')",
    )
    .bind(batch_id.to_owned())
    .bind(line)
    .bind(first_outcome.to_owned())
    .execute()
    .await?;
    Ok(())
}

/// Ends the incomplete records that a row had made: with its missing fields filled it is another record, or it was
/// given up.
pub async fn end_incomplete(tx: &mut Tx, batch_id: &str, line: i64, now: DateTime<Utc>) -> sqlx::Result<()> {
    for sql in [
        "update decision set state = 'ended' where batch_id = $1 and line = $2 and state = 'incomplete'
            and updated_at < $3",
        "update entry set state = 'ended' where batch_id = $1 and line = $2 and state = 'incomplete'
            and updated_at < $3",
    ] {
        tx.query(sql).bind(batch_id.to_owned()).bind(line).bind(now).execute().await?;
    }
    Ok(())
}
