//! What waits for a second person, and how that ended.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::approval::{ApprovalState, Purpose};

use super::Tx;

/// A row of `approval`.
#[derive(Clone, Debug, Default, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct ApprovalRow {
    pub id: String,
    #[sqlx(try_from = "String")]
    pub purpose: Purpose,
    #[sqlx(try_from = "String")]
    pub state: ApprovalState,
    /// Of the decision, or of the entry for a removal.
    pub record_id: String,
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
    "id, purpose, state, coalesce(decision_id, entry_id) as record_id, authority_id, content, channel, submitted_by, submitted_at,
    begun_at, batch_id, line, ticked, late_reason, late_words, decided_by, decided_at, note";

/// Adds what is to be approved.
pub async fn add(tx: &mut Tx, rows: &[ApprovalRow]) -> sqlx::Result<()> {
    let head = "insert into approval (id, purpose, state, decision_id, entry_id, authority_id, content, channel,
        submitted_by, submitted_at, begun_at, batch_id, line, ticked, late_reason, late_words, decided_by, decided_at, note)";
    tx.insert_rows(head, "", 19, rows, |row, parameters| {
        let (decision_id, entry_id) = if row.purpose == Purpose::Remove {
            (None, Some(row.record_id.clone()))
        } else {
            (Some(row.record_id.clone()), None)
        };
        parameters.add(row.id.clone())?;
        parameters.add(row.purpose.code())?;
        parameters.add(row.state.code())?;
        parameters.add(decision_id)?;
        parameters.add(entry_id)?;
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
        .bind(row.state.code())
        .bind(row.decided_by.clone())
        .bind(row.decided_at)
        .bind(row.note.clone())
        .bind(row.late_reason.clone())
        .bind(row.late_words.clone())
        .execute()
        .await?;
    Ok(count > 0)
}

/// What waits for these records has been overtaken by something newer.
pub async fn supersede(
    tx: &mut Tx,
    purpose: Purpose,
    record_ids: &[String],
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    for id in record_ids {
        end_open(tx, (purpose, id), ApprovalState::Superseded, now).await?;
    }
    Ok(())
}

/// Who asked does not want it any more.
pub async fn give_up(tx: &mut Tx, row: &ApprovalRow, now: DateTime<Utc>) -> sqlx::Result<()> {
    end_open(tx, (row.purpose, &row.record_id), ApprovalState::GivenUp, now).await
}

/// Ends what is open for that purpose about that record.
async fn end_open(
    tx: &mut Tx,
    (purpose, record_id): (Purpose, &str),
    state: ApprovalState,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    tx.query(
        "update approval set state = $4, decided_at = $3
          where (decision_id = $1 or entry_id = $1) and purpose = $2 and state in ('waiting', 'returned')",
    )
    .bind(record_id.to_owned())
    .bind(purpose.code())
    .bind(now)
    .bind(state.code())
    .execute()
    .await?;
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

/// All that was ever asked for an entry, oldest first.
pub async fn of_entry(tx: &mut Tx, entry_id: &str) -> sqlx::Result<Vec<ApprovalRow>> {
    tx.query_text(format!("select {COLUMNS} from approval where entry_id = $1 order by submitted_at, id"))
        .bind(entry_id.to_owned())
        .all()
        .await
}

/// The code of why a decision went public late, as it was approved.
pub async fn late_reason(tx: &mut Tx, decision_id: &str) -> sqlx::Result<Option<String>> {
    let row: Option<(String,)> = tx
        .query(
            "select late_reason from approval
              where decision_id = $1 and purpose = 'publish' and state = 'approved' and late_reason is not null
              order by decided_at limit 1",
        )
        .bind(decision_id.to_owned())
        .optional()
        .await?;
    Ok(row.map(|(code,)| code))
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

/// What the clerks of a batch ticked: the codes of a row as JSON, and how many rows of these authorities have the same.
pub async fn ticked_in_batch(tx: &mut Tx, batch_id: &str, whose: &Whose) -> sqlx::Result<Vec<(String, i64)>> {
    let rows: Vec<(Option<String>, String, i64)> = tx
        .query(
            "select authority_id, ticked, count(*) from approval
              where batch_id = $1 and state <> 'superseded' and ticked is not null and ticked <> '[]'
              group by authority_id, ticked order by ticked, authority_id",
        )
        .bind(batch_id.to_owned())
        .all()
        .await?;
    let is_theirs = |id: &Option<String>| match whose {
        Whose::Everybody => true,
        Whose::Of(ids) => id.as_ref().is_some_and(|id| ids.contains(id)),
    };
    Ok(rows.into_iter().filter(|(id, ..)| is_theirs(id)).map(|(_, ticked, rows)| (ticked, rows)).collect())
}

/// A state and how many stand in it.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "a column of approval and a count")]
pub struct StateCountRow {
    #[sqlx(try_from = "String")]
    pub state: ApprovalState,
    pub rows: i64,
}

/// How many of a batch stand in each state.
pub async fn counts_of_batch(tx: &mut Tx, batch_id: &str) -> sqlx::Result<Vec<StateCountRow>> {
    tx.query("select state, count(*) as rows from approval where batch_id = $1 group by state order by state")
        .bind(batch_id.to_owned())
        .all()
        .await
}

/// A line of the queue: what waits, or was returned, with what the list shows of its decision or entry.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of approval and of decision or entry")]
pub struct QueueRow {
    pub id: String,
    pub authority_id: Option<String>,
    #[sqlx(try_from = "String")]
    pub purpose: Purpose,
    #[sqlx(try_from = "String")]
    pub state: ApprovalState,
    pub channel: String,
    pub submitted_by: String,
    pub submitted_at: DateTime<Utc>,
    pub batch_id: Option<String>,
    pub note: Option<String>,
    pub record_id: String,
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
    pub content: Option<String>,
}

/// Whose approvals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Those of these authorities; an empty list is nobody's.
    Of(Vec<String>),
    /// Those of all authorities and of none.
    Everybody,
}

/// So many rows of one batch that wait for their publication are one line of the queue.
pub const ROWS_OF_A_LINE: i64 = 5;

/// The columns of [`QueueRow`]; a correction's content is not loaded for a list.
const QUEUE: &str =
    "select a.id, a.authority_id, a.purpose, a.state, a.channel, a.submitted_by, a.submitted_at, a.batch_id, a.note,
            coalesce(a.decision_id, a.entry_id) as record_id,
            coalesce(d.public_id, n.public_id) as public_id, coalesce(d.kind, n.item) as kind,
            coalesce(d.document_number, n.number, '') as document_number, coalesce(d.title, n.reason, '') as title,
            coalesce(p.name, case when n.class <> 'natural-person' then n.name end) as party,
            coalesce(d.decided_on, n.begins_on) as decided_on, d.due_on,
            coalesce(d.due_provisional, false) as due_provisional, coalesce(d.state, n.state) as decision_state,
            d.withheld_reason,
            case when a.purpose in ('publish', 'correct') then null else a.content end as content
       from approval a left join decision d on d.id = a.decision_id left join entry n on n.id = a.entry_id
       left join decision_party p on p.decision_id = d.id and p.position = 1 and p.class <> 'natural-person'";

/// The queue without the rows of large batches, the least time left first: at most `limit`.
pub async fn queue(tx: &mut Tx, whose: &Whose, limit: i64) -> sqlx::Result<Vec<QueueRow>> {
    let tail = format!(
        "a.state in ('waiting', 'returned')
          and (a.state = 'returned' or a.purpose <> 'publish' or a.batch_id is null or a.batch_id not in (
                select batch_id from approval
                 where state = 'waiting' and purpose = 'publish' and batch_id is not null
                 group by batch_id having count(*) >= {ROWS_OF_A_LINE}))
          order by d.due_on nulls last, a.submitted_at, a.id limit {limit}"
    );
    match whose {
        Whose::Of(ids) => {
            tx.select_in(&format!("{QUEUE} where a.authority_id in"), &format!("and {tail}"), ids).await
        }
        Whose::Everybody => tx.query_text(format!("{QUEUE} where {tail}")).all().await,
    }
}

/// A large batch as one line of the queue.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns and counts of approval, decision and import_batch")]
pub struct QueueBatchRow {
    pub batch_id: String,
    pub file_name: String,
    pub kind: String,
    pub waiting: i64,
    pub submitted_by: String,
    pub due_on: Option<NaiveDate>,
    pub provisional: i64,
}

/// The large batches that wait for their publication, the least time left first.
pub async fn queue_batches(tx: &mut Tx, whose: &Whose) -> sqlx::Result<Vec<QueueBatchRow>> {
    let head =
        "select a.batch_id, b.file_name, b.kind, count(*) as waiting, min(a.submitted_by) as submitted_by,
                min(d.due_on) as due_on,
                cast(sum(case when d.due_provisional = true then 1 else 0 end) as bigint) as provisional
           from approval a join decision d on d.id = a.decision_id join import_batch b on b.id = a.batch_id
          where a.state = 'waiting' and a.purpose = 'publish'";
    let tail = format!(
        "group by a.batch_id, b.file_name, b.kind having count(*) >= {ROWS_OF_A_LINE}
         order by due_on nulls last, a.batch_id limit 200"
    );
    match whose {
        Whose::Of(ids) => tx.select_in(&format!("{head} and a.authority_id in"), &tail, ids).await,
        Whose::Everybody => tx.query_text(format!("{head} {tail}")).all().await,
    }
}

/// The rows of a batch with what a list shows, in the order of handing in, after an identifier.
pub async fn rows_of_batch(
    tx: &mut Tx,
    batch_id: &str,
    after: &str,
    limit: i64,
) -> sqlx::Result<Vec<QueueRow>> {
    tx.query_text(format!("{QUEUE} where a.batch_id = $1 and a.id > $2 order by a.id limit $3"))
        .bind(batch_id.to_owned())
        .bind(after.to_owned())
        .bind(limit)
        .all()
        .await
}

/// How the rows of a batch stand, by authority.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns of approval and counts")]
pub struct BatchCountRow {
    pub authority_id: Option<String>,
    #[sqlx(try_from = "String")]
    pub state: ApprovalState,
    pub rows: i64,
    /// Those that wait past their due day without a reason; on the day that was asked for.
    pub late: i64,
}

/// Counts of a batch.
pub async fn counts_by_authority(
    tx: &mut Tx,
    batch_id: &str,
    today: NaiveDate,
) -> sqlx::Result<Vec<BatchCountRow>> {
    tx.query(
        "select a.authority_id, a.state, count(*) as rows,
                cast(sum(case when a.state = 'waiting' and a.purpose = 'publish' and a.late_reason is null
                               and d.due_on < $2 and d.due_provisional = false and d.taken_over = false
                               and d.published_at is null then 1 else 0 end) as bigint) as late
           from approval a join decision d on d.id = a.decision_id
          where a.batch_id = $1 group by a.authority_id, a.state order by a.authority_id, a.state",
    )
    .bind(batch_id.to_owned())
    .bind(today)
    .all()
    .await
}

/// How long approvals were in each hand: the moments, by how often they came together.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of approval")]
pub struct HandRow {
    pub begun_at: DateTime<Utc>,
    pub submitted_at: DateTime<Utc>,
    pub decided_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    pub state: ApprovalState,
    pub count: i64,
}

/// What was decided about publications and corrections since a day (of UTC).
pub async fn hands(tx: &mut Tx, whose: &Whose, since: NaiveDate) -> sqlx::Result<Vec<HandRow>> {
    let head = format!(
        "select begun_at, submitted_at, decided_at, state, count(*) as count from approval
          where decided_at >= '{since}' and state in ('approved', 'returned') and purpose in ('publish', 'correct')",
    );
    let tail = "group by begun_at, submitted_at, decided_at, state";
    match whose {
        Whose::Of(ids) => tx.select_in(&format!("{head} and authority_id in"), tail, ids).await,
        Whose::Everybody => tx.query_text(format!("{head} {tail}")).all().await,
    }
}

/// An approved publication with its moments.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of approval and decision")]
pub struct SlowRow {
    pub public_id: String,
    pub document_number: String,
    pub begun_at: DateTime<Utc>,
    pub submitted_at: DateTime<Utc>,
    pub decided_at: DateTime<Utc>,
}

/// Approved publications since a day whose publication was latest beside its due day: where the slowest are.
pub async fn slowest(tx: &mut Tx, whose: &Whose, since: NaiveDate) -> sqlx::Result<Vec<SlowRow>> {
    let head = format!(
        "select d.public_id, d.document_number, a.begun_at, a.submitted_at, a.decided_at
           from approval a join decision d on d.id = a.decision_id
          where a.decided_at >= '{since}' and a.state = 'approved' and a.purpose = 'publish'"
    );
    let tail = "order by d.late_by desc nulls last, d.working_days desc nulls last, a.id limit 100";
    match whose {
        Whose::Of(ids) => tx.select_in(&format!("{head} and a.authority_id in"), tail, ids).await,
        Whose::Everybody => tx.query_text(format!("{head} {tail}")).all().await,
    }
}

/// An emergency hiding, whatever became of it.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of approval and decision")]
pub struct HidingRow {
    pub public_id: String,
    pub document_number: String,
    #[sqlx(try_from = "String")]
    pub state: ApprovalState,
    pub submitted_at: DateTime<Utc>,
    pub decided_at: Option<DateTime<Utc>>,
}

/// The hidings since a day (of UTC), and those that wait since before, newest first.
pub async fn hidings(tx: &mut Tx, whose: &Whose, since: NaiveDate) -> sqlx::Result<Vec<HidingRow>> {
    let head = format!(
        "select d.public_id, d.document_number, a.state, a.submitted_at, a.decided_at
           from approval a join decision d on d.id = a.decision_id
          where a.purpose = 'hide' and (a.state = 'waiting' or a.submitted_at >= '{since}')"
    );
    let tail = "order by a.submitted_at desc, a.id limit 200";
    match whose {
        Whose::Of(ids) => tx.select_in(&format!("{head} and a.authority_id in"), tail, ids).await,
        Whose::Everybody => tx.query_text(format!("{head} {tail}")).all().await,
    }
}
