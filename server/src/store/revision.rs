//! What happened to figures after their month was frozen.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::beijing_date;
use domain::quality::{Month, RowState};

use super::Tx;
use super::figures::OVERDUE;
use super::quality::{Key, Scope, frozen_months, kind_of, number, state_of};

/// A row of `figure_revision`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct RevisionRow {
    pub month: String,
    pub authority_id: String,
    pub kind: String,
    pub state: String,
    pub old_count: i64,
    pub new_count: i64,
    pub reason: String,
    pub recorded_at: DateTime<Utc>,
}

/// The revisions of an authority, newest first.
pub async fn revisions(tx: &mut Tx, authority_id: &str) -> sqlx::Result<Vec<RevisionRow>> {
    tx.query(
        "select month, authority_id, kind, state, old_count, new_count, reason, recorded_at from figure_revision
          where authority_id = $1 order by recorded_at desc, id desc",
    )
    .bind(authority_id.to_owned())
    .all()
    .await
}

/// The value of a frozen figure after its last revision.
pub async fn revised(tx: &mut Tx, key: &Key, state: RowState) -> sqlx::Result<u64> {
    let last: Option<(i64,)> = tx
        .query(
            "select new_count from figure_revision where authority_id = $1 and month = $2 and kind = $3
               and state = $4 order by recorded_at desc, id desc limit 1",
        )
        .bind(key.authority_id.clone())
        .bind(key.month.label())
        .bind(key.kind.code().to_owned())
        .bind(state.code().to_owned())
        .optional()
        .await?;
    if let Some((last,)) = last {
        return Ok(number(last));
    }
    let (frozen,): (i64,) = tx
        .query(
            "select cast(coalesce(sum(row_count), 0) as bigint) from frozen_row
              where authority_id = $1 and month = $2 and kind = $3 and state = $4",
        )
        .bind(key.authority_id.clone())
        .bind(key.month.label())
        .bind(key.kind.code().to_owned())
        .bind(state.code().to_owned())
        .one()
        .await?;
    Ok(number(frozen))
}

/// Records a revision.
pub async fn add_revision(tx: &mut Tx, row: RevisionRow) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into figure_revision (id, month, authority_id, kind, state, old_count, new_count, reason, recorded_at)",
        "",
        9,
        &[row],
        |row, parameters| {
            parameters.add(crate::random::record_id())?;
            parameters.add(row.month.clone())?;
            parameters.add(row.authority_id.clone())?;
            parameters.add(row.kind.clone())?;
            parameters.add(row.state.clone())?;
            parameters.add(row.old_count)?;
            parameters.add(row.new_count)?;
            parameters.add(row.reason.clone())?;
            parameters.add(row.recorded_at)
        },
    )
    .await
}

/// What happened after a month was frozen that its figures would have counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A decision of the month was received: it cannot be on time.
    Arrived,
    /// A decision received in the month was corrected for the first time.
    Corrected,
    /// A decision received in the month was withdrawn.
    Withdrawn,
}

/// Counts events from `since` to before `now`, by authority, frozen month and kind.
pub async fn events(
    tx: &mut Tx,
    event: Event,
    (since, now): (DateTime<Utc>, DateTime<Utc>),
    scope: &Scope,
) -> sqlx::Result<BTreeMap<(Key, RowState), u64>> {
    let own = scope.conditions();
    let source = match event {
        Event::Arrived => format!(
            "select {COLUMNS}, received_at as happened_at from decision
              where received_at >= $1 and received_at < $2
                and (working_days is not null or ({OVERDUE} and due_on < '{}')){own}",
            scope.today
        ),
        Event::Corrected => format!(
            "select {COLUMNS}, corrected_at as happened_at from decision
               join (select decision_id, min(corrected_at) as corrected_at from correction
                      where before_public = false group by decision_id) earliest on decision_id = id
              where corrected_at >= $1 and corrected_at < $2{own}"
        ),
        Event::Withdrawn => format!(
            "select {COLUMNS}, updated_at as happened_at from decision
              where state = 'withdrawn' and updated_at >= $1 and updated_at < $2{own}"
        ),
    };
    let rows: Vec<EventRow> = tx.query_text(source).bind(since).bind(now).all().await?;
    let frozen = frozen_months(tx, scope.from, scope.until).await?;
    let mut counts = BTreeMap::new();
    for row in rows {
        let day = match event {
            Event::Arrived => row.decided_on,
            Event::Corrected | Event::Withdrawn => Some(beijing_date(row.received_at)),
        };
        let Some(month) = day.map(Month::of) else { continue };
        if frozen.get(&month).is_some_and(|frozen_at| row.happened_at > *frozen_at) {
            let state = match event {
                Event::Arrived => state_of(row.working_days, row.late_by),
                Event::Corrected => RowState::Corrected,
                Event::Withdrawn => RowState::Withdrawn,
            };
            let kind = kind_of(&row.kind, &row.category);
            *counts.entry((Key { authority_id: row.authority_id, month, kind }, state)).or_default() += 1;
        }
    }
    Ok(counts)
}

const COLUMNS: &str = "coalesce(authority_id, '') as authority_id, kind, category, decided_on, received_at,
    working_days, late_by";

#[derive(Debug, sqlx::FromRow)]
struct EventRow {
    authority_id: String,
    kind: String,
    category: String,
    decided_on: Option<NaiveDate>,
    received_at: DateTime<Utc>,
    working_days: Option<i64>,
    late_by: Option<i64>,
    happened_at: DateTime<Utc>,
}
