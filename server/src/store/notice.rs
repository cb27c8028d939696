//! Warnings of due days: counts only, for the desk and for letters.

use chrono::NaiveDate;

use super::Tx;

/// A row of `notice`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct NoticeRow {
    pub authority_id: String,
    pub warned_on: NaiveDate,
    pub reminder: String,
    pub due_on: NaiveDate,
    pub decisions: i64,
}

/// Notes warnings; those of the day that are there already stay.
pub async fn add(tx: &mut Tx, rows: &[NoticeRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into notice (authority_id, warned_on, reminder, due_on, decisions)",
        "on conflict do nothing",
        5,
        rows,
        |row, parameters| {
            parameters.add(row.authority_id.clone())?;
            parameters.add(row.warned_on)?;
            parameters.add(row.reminder.clone())?;
            parameters.add(row.due_on)?;
            parameters.add(row.decisions)
        },
    )
    .await
}

/// The warnings that some authorities got on a day, the longest overdue first.
pub async fn of_day(
    tx: &mut Tx,
    authority_ids: &[String],
    warned_on: NaiveDate,
) -> sqlx::Result<Vec<NoticeRow>> {
    tx.select_in(
        "select authority_id, warned_on, reminder, due_on, decisions from notice where authority_id in",
        &format!("and warned_on = '{warned_on}' order by due_on, authority_id"),
        authority_ids,
    )
    .await
}

/// What waits for its publication, by authority and due day: decisions, and drafts that nobody handed in.
pub async fn waiting(tx: &mut Tx) -> sqlx::Result<Vec<(String, NaiveDate, i64)>> {
    tx.query(
        "select authority_id, due_on, cast(sum(waiting) as bigint) from (
             select authority_id, due_on, count(*) as waiting from decision
              where state in ('incomplete', 'pending', 'returned', 'unresolved') and published_at is null
                and taken_over = false and authority_id is not null and due_on is not null
              group by authority_id, due_on
             union all
             select authority_id, due_on, count(*) as waiting from draft
              where handed_in_at is null and corrects_id is null and due_on is not null
              group by authority_id, due_on) open_work
          group by authority_id, due_on order by authority_id, due_on",
    )
    .all()
    .await
}

/// A row of `clock_notice`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct ClockNoticeRow {
    pub authority_id: String,
    pub clock: String,
    pub warned_on: NaiveDate,
    pub reminder: String,
    pub due_on: NaiveDate,
    pub waiting: i64,
}

/// Notes warnings of other clocks; those of the day that are there already stay.
pub async fn add_of_clocks(tx: &mut Tx, rows: &[ClockNoticeRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into clock_notice (authority_id, clock, warned_on, reminder, due_on, waiting)",
        "on conflict do nothing",
        6,
        rows,
        |row, parameters| {
            parameters.add(row.authority_id.clone())?;
            parameters.add(row.clock.clone())?;
            parameters.add(row.warned_on)?;
            parameters.add(row.reminder.clone())?;
            parameters.add(row.due_on)?;
            parameters.add(row.waiting)
        },
    )
    .await
}

/// The warnings of other clocks that some authorities got on a day, the longest overdue first.
pub async fn of_clocks(
    tx: &mut Tx,
    authority_ids: &[String],
    warned_on: NaiveDate,
) -> sqlx::Result<Vec<ClockNoticeRow>> {
    tx.select_in(
        "select authority_id, clock, warned_on, reminder, due_on, waiting from clock_notice
          where authority_id in",
        &format!("and warned_on = '{warned_on}' order by due_on, clock, authority_id"),
        authority_ids,
    )
    .await
}

/// What waits for a second person and has a clock of its own: authority, purpose and content.
pub async fn waiting_departures(tx: &mut Tx) -> sqlx::Result<Vec<(String, String, Option<String>)>> {
    tx.query(
        "select authority_id, purpose, content from approval
          where state = 'waiting' and purpose in ('hide', 'withdraw') and authority_id is not null
          order by authority_id, id",
    )
    .all()
    .await
}
