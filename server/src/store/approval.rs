//! What waits for a second person, and how that ended; the earliest days ever submitted.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};

use super::Tx;

/// A row of `approval`.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct ApprovalRow {
    pub id: String,
    pub purpose: String,
    pub state: String,
    pub decision_id: String,
    pub authority_id: Option<String>,
    pub content: Option<String>,
    pub channel: String,
    pub submitted_by: String,
    pub submitted_at: DateTime<Utc>,
    pub begun_at: DateTime<Utc>,
    pub batch_id: Option<String>,
    pub line: Option<i64>,
    pub ticked: Option<String>,
    pub late_reason: Option<String>,
    pub late_words: Option<String>,
    pub decided_by: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub note: Option<String>,
}

const COLUMNS: &str =
    "id, purpose, state, decision_id, authority_id, content, channel, submitted_by, submitted_at,
    begun_at, batch_id, line, ticked, late_reason, late_words, decided_by, decided_at, note";

/// Adds what is to be approved.
pub async fn add(tx: &mut Tx, rows: &[ApprovalRow]) -> sqlx::Result<()> {
    tx.insert_rows(&format!("insert into approval ({COLUMNS})"), "", 18, rows, |row, parameters| {
        parameters.add(row.id.clone())?;
        parameters.add(row.purpose.clone())?;
        parameters.add(row.state.clone())?;
        parameters.add(row.decision_id.clone())?;
        parameters.add(row.authority_id.clone())?;
        parameters.add(row.content.clone())?;
        parameters.add(row.channel.clone())?;
        parameters.add(row.submitted_by.clone())?;
        parameters.add(row.submitted_at)?;
        parameters.add(row.begun_at)?;
        parameters.add(row.batch_id.clone())?;
        parameters.add(row.line)?;
        parameters.add(row.ticked.clone())?;
        parameters.add(row.late_reason.clone())?;
        parameters.add(row.late_words.clone())?;
        parameters.add(row.decided_by.clone())?;
        parameters.add(row.decided_at)?;
        parameters.add(row.note.clone())
    })
    .await
}

/// Ends the waiting of one: approved, returned. False if it was not waiting any more.
pub async fn decide(tx: &mut Tx, row: &ApprovalRow) -> sqlx::Result<bool> {
    let count = tx
        .query(
            "update approval set state = $2, decided_by = $3, decided_at = $4, note = $5, late_reason = $6, late_words = $7
              where id = $1 and state = 'waiting'",
        )
        .bind(row.id.clone())
        .bind(row.state.clone())
        .bind(row.decided_by.clone())
        .bind(row.decided_at)
        .bind(row.note.clone())
        .bind(row.late_reason.clone())
        .bind(row.late_words.clone())
        .execute()
        .await?;
    Ok(count > 0)
}

/// What waits for these decisions has been overtaken by something newer of the same purpose.
pub async fn supersede(
    tx: &mut Tx,
    purpose: &str,
    decision_ids: &[String],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for id in decision_ids {
        tx.query(
            "update approval set state = 'superseded', decided_at = $3
              where decision_id = $1 and purpose = $2 and state in ('waiting', 'returned')",
        )
        .bind(id.clone())
        .bind(purpose.to_owned())
        .bind(now)
        .execute()
        .await?;
    }
    Ok(())
}

/// One by its identifier.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<ApprovalRow>> {
    tx.query_text(format!("select {COLUMNS} from approval where id = $1"))
        .bind(id.to_owned())
        .optional()
        .await
}

/// All that was ever asked for a decision, oldest first.
pub async fn of_decision(tx: &mut Tx, decision_id: &str) -> sqlx::Result<Vec<ApprovalRow>> {
    tx.query_text(format!("select {COLUMNS} from approval where decision_id = $1 order by submitted_at, id"))
        .bind(decision_id.to_owned())
        .all()
        .await
}

/// All that was ever asked for some decisions, oldest first.
pub async fn of_decisions(tx: &mut Tx, decision_ids: &[String]) -> sqlx::Result<Vec<ApprovalRow>> {
    tx.select_in(
        &format!("select {COLUMNS} from approval where decision_id in"),
        "order by submitted_at, id",
        decision_ids,
    )
    .await
}

/// What waits in a batch, in the order of handing in, after an identifier.
pub async fn waiting_in_batch(
    tx: &mut Tx,
    batch_id: &str,
    after: &str,
    limit: i64,
) -> sqlx::Result<Vec<ApprovalRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from approval where batch_id = $1 and state = 'waiting' and id > $2 order by id limit $3"
    ))
    .bind(batch_id.to_owned())
    .bind(after.to_owned())
    .bind(limit)
    .all()
    .await
}

/// The decisions that a batch's rows asked for, by line: the receipts.
pub async fn receipts(tx: &mut Tx, batch_id: &str) -> sqlx::Result<HashMap<i64, String>> {
    let rows: Vec<(i64, String)> = tx
        .query(
            "select a.line, d.public_id from approval a join decision d on d.id = a.decision_id
              where a.batch_id = $1 and a.line is not null order by a.line",
        )
        .bind(batch_id.to_owned())
        .all()
        .await?;
    Ok(rows.into_iter().collect())
}

/// How many of a batch stand in each state.
pub async fn counts_of_batch(tx: &mut Tx, batch_id: &str) -> sqlx::Result<Vec<(String, i64)>> {
    tx.query("select state, count(*) from approval where batch_id = $1 group by state order by state")
        .bind(batch_id.to_owned())
        .all()
        .await
}

/// A line of the queue: what waits, or was returned, with what the list shows of its decision.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of approval and decision")]
pub struct QueueRow {
    pub id: String,
    pub purpose: String,
    pub state: String,
    pub channel: String,
    pub submitted_by: String,
    pub submitted_at: DateTime<Utc>,
    pub batch_id: Option<String>,
    pub note: Option<String>,
    pub public_id: String,
    pub kind: String,
    pub document_number: String,
    pub title: String,
    pub party: Option<String>,
    pub decided_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub due_provisional: bool,
    pub decision_state: String,
    pub withheld_reason: Option<String>,
}

/// The queue of some authorities, the least time left first: at most `limit`. An empty list of authorities is nobody's.
pub async fn queue(tx: &mut Tx, authority_ids: &[String], limit: i64) -> sqlx::Result<Vec<QueueRow>> {
    let tail = format!(
        "and a.state in ('waiting', 'returned')
          order by d.due_on nulls last, a.submitted_at, a.id limit {limit}"
    );
    tx.select_in(
        "select a.id, a.purpose, a.state, a.channel, a.submitted_by, a.submitted_at, a.batch_id, a.note,
                d.public_id, d.kind, d.document_number, d.title, p.name as party, d.decided_on, d.due_on,
                d.due_provisional, d.state as decision_state, d.withheld_reason
           from approval a join decision d on d.id = a.decision_id
           left join decision_party p on p.decision_id = d.id and p.position = 1 and p.class <> 'natural-person'
          where a.authority_id in",
        &tail,
        authority_ids,
    )
    .await
}

/// An earliest day.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct FirstSubmissionRow {
    pub number_key: String,
    pub decided_on: NaiveDate,
    pub received_at: DateTime<Utc>,
}

/// Notes days of decision under numbers; an earlier day replaces a later one, never the other way round.
pub async fn note_first_submissions(tx: &mut Tx, rows: &[FirstSubmissionRow]) -> sqlx::Result<()> {
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
pub async fn first_submissions(tx: &mut Tx, keys: &[String]) -> sqlx::Result<HashMap<String, NaiveDate>> {
    let rows: Vec<(String, NaiveDate)> = tx
        .select_in("select number_key, decided_on from first_submission where number_key in", "", keys)
        .await?;
    Ok(rows.into_iter().collect())
}
