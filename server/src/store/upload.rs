//! Spreadsheets that were handed in at the desk, their receipts, and mappings of authorities' own columns.

use chrono::{DateTime, Utc};
use domain::approval::ApprovalState;

use super::Tx;

/// A row of `upload`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct UploadRow {
    pub id: String,
    pub kind: String,
    pub file_name: String,
    pub authority_id: String,
    pub submitted_by: String,
    pub state: String,
    pub bytes: i64,
    pub staged_rows: i64,
    pub mapping: Option<String>,
    pub failure: Option<String>,
    pub corrects_id: Option<String>,
    pub handing: String,
    pub received_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

const COLUMNS: &str =
    "id, kind, file_name, authority_id, submitted_by, state, bytes, staged_rows, mapping, failure,
    corrects_id, handing, received_at, updated_at";

/// Writes an upload, new or further on.
pub async fn save(tx: &mut Tx, row: &UploadRow) -> sqlx::Result<()> {
    tx.query_text(format!(
        "insert into upload ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
         on conflict (id) do update set state = excluded.state, staged_rows = excluded.staged_rows,
            mapping = excluded.mapping, failure = excluded.failure, handing = excluded.handing,
            updated_at = excluded.updated_at"
    ))
    .bind(row.id.clone())
    .bind(row.kind.clone())
    .bind(row.file_name.clone())
    .bind(row.authority_id.clone())
    .bind(row.submitted_by.clone())
    .bind(row.state.clone())
    .bind(row.bytes)
    .bind(row.staged_rows)
    .bind(row.mapping.clone())
    .bind(row.failure.clone())
    .bind(row.corrects_id.clone())
    .bind(row.handing.clone())
    .bind(row.received_at)
    .bind(row.updated_at)
    .execute()
    .await?;
    Ok(())
}

/// One upload.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<UploadRow>> {
    tx.query_text(format!("select {COLUMNS} from upload where id = $1")).bind(id.to_owned()).optional().await
}

/// The uploads of some authorities, newest first, at most `limit`.
pub async fn of_authorities(
    tx: &mut Tx,
    authority_ids: &[String],
    limit: i64,
) -> sqlx::Result<Vec<UploadRow>> {
    let tail = format!("order by received_at desc, id desc limit {limit}");
    tx.select_in(&format!("select {COLUMNS} from upload where authority_id in"), &tail, authority_ids).await
}

/// The latest uploads of all authorities, newest first.
pub async fn latest(tx: &mut Tx, limit: i64) -> sqlx::Result<Vec<UploadRow>> {
    tx.query_text(format!("select {COLUMNS} from upload order by received_at desc, id desc limit $1"))
        .bind(limit)
        .all()
        .await
}

/// What is still to be read or taken in, oldest first.
pub async fn unfinished(tx: &mut Tx) -> sqlx::Result<Vec<UploadRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from upload where state in ('received', 'staging', 'applying', 'confirming')
          order by received_at, id"
    ))
    .all()
    .await
}

/// What waits for somebody who says what its columns mean, since before a moment.
pub async fn unmapped(tx: &mut Tx, before: DateTime<Utc>) -> sqlx::Result<Vec<UploadRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from upload where state = 'unmapped' and updated_at < $1 order by id"
    ))
    .bind(before)
    .all()
    .await
}

/// How many uploads of an account still lie in the data folder.
pub async fn lying(tx: &mut Tx, account_id: &str) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx
        .query(
            "select count(*) from upload
              where submitted_by = $1 and state in ('received', 'staging', 'unmapped')",
        )
        .bind(account_id.to_owned())
        .one()
        .await?;
    Ok(count)
}

/// Notes how many rows were read so far.
pub async fn note_progress(tx: &mut Tx, id: &str, rows: i64, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("update upload set staged_rows = $2, updated_at = $3 where id = $1 and state = 'staging'")
        .bind(id.to_owned())
        .bind(rows)
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// A line of a receipt.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns of approval and decision")]
pub struct ReceiptRow {
    pub id: String,
    pub line: i64,
    #[sqlx(try_from = "String")]
    pub state: ApprovalState,
    pub document_number: String,
    pub public_id: String,
}

/// What became of the rows of a batch that were handed in for approval, in the order of handing in, after an approval.
pub async fn receipts(tx: &mut Tx, batch_id: &str, after: &str, limit: i64) -> sqlx::Result<Vec<ReceiptRow>> {
    tx.query(
        "select a.id, a.line, a.state, d.document_number, d.public_id
           from approval a join decision d on d.id = a.decision_id
          where a.batch_id = $1 and a.line is not null and a.id > $2 order by a.id limit $3",
    )
    .bind(batch_id.to_owned())
    .bind(after.to_owned())
    .bind(limit)
    .all()
    .await
}

/// The decisions of a batch that were approved and stand in public, in the order of their rows.
pub async fn approved(tx: &mut Tx, batch_id: &str, limit: i64) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .query(
            "select d.id from decision d
              where d.state = 'published'
                and exists (select 1 from approval a where a.decision_id = d.id and a.batch_id = $1
                              and a.state = 'approved' and a.purpose in ('publish', 'correct'))
              order by d.line, d.id limit $2",
        )
        .bind(batch_id.to_owned())
        .bind(limit)
        .all()
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// How many rows of a batch wait for a correction.
pub async fn waiting(tx: &mut Tx, batch_id: &str) -> sqlx::Result<i64> {
    count(tx, batch_id, "'incomplete', 'quarantined'").await
}

/// How many rows of a batch wait for their clerk to tick their warnings.
pub async fn held(tx: &mut Tx, batch_id: &str) -> sqlx::Result<i64> {
    count(tx, batch_id, "'held'").await
}

/// How many rows have one of these as their latest outcome.
async fn count(tx: &mut Tx, batch_id: &str, outcomes: &str) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx
        .query_text(format!(
            "select count(*) from import_issue i
               left join row_version v on v.batch_id = i.batch_id and v.line = i.line and v.version = (
                    select max(w.version) from row_version w where w.batch_id = i.batch_id and w.line = i.line)
              where i.batch_id = $1 and coalesce(v.outcome, i.outcome) in ({outcomes})"
        ))
        .bind(batch_id.to_owned())
        .one()
        .await?;
    Ok(count)
}

/// The lines of a batch that were given up.
pub async fn dropped(tx: &mut Tx, batch_id: &str) -> sqlx::Result<Vec<i64>> {
    let rows: Vec<(i64,)> = tx
        .query(
            "select distinct line from row_version where batch_id = $1 and outcome = 'dropped' order by line",
        )
        .bind(batch_id.to_owned())
        .all()
        .await?;
    Ok(rows.into_iter().map(|(line,)| line).collect())
}

/// A row of `column_mapping`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct MappingRow {
    pub id: String,
    pub authority_id: String,
    pub kind: String,
    pub layout_key: String,
    pub name: String,
    pub content: String,
    pub saved_by: String,
    pub saved_at: DateTime<Utc>,
}

const MAPPING_COLUMNS: &str = "id, authority_id, kind, layout_key, name, content, saved_by, saved_at";

/// Saves a mapping; one for the same headings is replaced.
pub async fn save_mapping(tx: &mut Tx, row: &MappingRow) -> sqlx::Result<()> {
    tx.query_text(format!(
        "insert into column_mapping ({MAPPING_COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)
         on conflict (authority_id, kind, layout_key) do update set name = excluded.name,
            content = excluded.content, saved_by = excluded.saved_by, saved_at = excluded.saved_at"
    ))
    .bind(row.id.clone())
    .bind(row.authority_id.clone())
    .bind(row.kind.clone())
    .bind(row.layout_key.clone())
    .bind(row.name.clone())
    .bind(row.content.clone())
    .bind(row.saved_by.clone())
    .bind(row.saved_at)
    .execute()
    .await?;
    Ok(())
}

/// The mapping that an authority saved for these headings.
pub async fn mapping_for(
    tx: &mut Tx,
    (authority_id, kind, layout_key): (&str, &str, &str),
) -> sqlx::Result<Option<MappingRow>> {
    tx.query_text(format!(
        "select {MAPPING_COLUMNS} from column_mapping
          where authority_id = $1 and kind = $2 and layout_key = $3"
    ))
    .bind(authority_id.to_owned())
    .bind(kind.to_owned())
    .bind(layout_key.to_owned())
    .optional()
    .await
}

/// The mappings of some authorities, by name.
pub async fn mappings(tx: &mut Tx, authority_ids: &[String]) -> sqlx::Result<Vec<MappingRow>> {
    tx.select_in(
        &format!("select {MAPPING_COLUMNS} from column_mapping where authority_id in"),
        "order by name, id",
        authority_ids,
    )
    .await
}
