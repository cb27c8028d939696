//! What batches brought: faults at the first attempt, and deliveries by month.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::beijing_date;
use domain::quality::{Kind, Month, RowState};

use super::Tx;
use super::public::TakenOverTimes;
use super::quality::{CATEGORY, Key, kind_of, signed};

/// A batch whose faults are not noted yet.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns of import_batch")]
pub struct NewBatch {
    pub id: String,
    pub kind: String,
    pub submitted_by: Option<String>,
    pub takeover: bool,
    pub received_at: DateTime<Utc>,
}

/// Batches of decisions that were applied and whose faults are not noted yet, oldest first.
pub async fn new_batches(tx: &mut Tx) -> sqlx::Result<Vec<NewBatch>> {
    tx.query(
        "select b.id, b.kind, b.submitted_by, b.takeover, b.received_at from import_batch b
           left join noted_batch n on n.batch_id = b.id
          where n.batch_id is null and b.state = 'done' and b.kind in ('licences', 'penalties')
          order by b.received_at, b.id limit 100",
    )
    .all()
    .await
}

/// A faulty row of a batch, with the record that it became.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns of import_issue and decision")]
pub struct FaultRow {
    pub outcome: String,
    pub authority_id: Option<String>,
    pub kind: Option<String>,
    pub category: Option<String>,
    pub received_at: Option<DateTime<Utc>>,
    pub taken_over: Option<bool>,
    pub version: Option<i64>,
    pub row_count: i64,
}

/// The incomplete and quarantined rows of a batch. One that was corrected in place before this was asked is found as the
/// record that it is now, with the version it had before.
pub async fn faults_of(tx: &mut Tx, batch_id: &str) -> sqlx::Result<Vec<FaultRow>> {
    tx.query(
        "with corrected as (
             select line, count(*) as corrections from row_version
              where batch_id = $1 and outcome in ('accepted', 'warned', 'incomplete') group by line),
         fault as (
             select i.outcome, d.authority_id, d.kind, d.category, d.received_at, d.taken_over,
                    d.version - coalesce(c.corrections, 0) as version
               from import_issue i
               left join corrected c on c.line = i.line
               left join decision d on d.batch_id = i.batch_id and d.line = i.line
                     and (d.state in ('incomplete', 'ended')
                          or (c.corrections > 0 and d.version > 1
                              and not exists (select 1 from decision f where f.replaced_by = d.id)))
              where i.batch_id = $1 and i.outcome in ('incomplete', 'quarantined'))
         select outcome, authority_id, kind, category, received_at, taken_over, version, count(*) as row_count
           from fault group by outcome, authority_id, kind, category, received_at, taken_over, version",
    )
    .bind(batch_id.to_owned())
    .all()
    .await
}

/// Faults of one batch that are counted alike.
pub type Faults = BTreeMap<(Key, RowState, bool), u64>;

/// Notes the faults of a batch, once.
pub async fn note_faults(
    tx: &mut Tx,
    batch_id: &str,
    faults: &Faults,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    let count = tx
        .query("insert into noted_batch (batch_id, noted_at) values ($1, $2) on conflict do nothing")
        .bind(batch_id.to_owned())
        .bind(now)
        .execute()
        .await?;
    if count == 0 {
        return Ok(());
    }
    let rows: Vec<_> = faults.iter().collect();
    let head = "insert into noted_fault (batch_id, month, authority_id, kind, state, taken_over, row_count)";
    tx.insert_rows(head, "", 7, &rows, |((key, state, taken_over), rows), parameters| {
        parameters.add(batch_id.to_owned())?;
        parameters.add(key.month.label())?;
        parameters.add(key.authority_id.clone())?;
        parameters.add(key.kind.code().to_owned())?;
        parameters.add(state.code().to_owned())?;
        parameters.add(*taken_over)?;
        parameters.add(signed(**rows))
    })
    .await
}

/// Whether a file was received in the last day and is not applied to its end: its rows belong to an earlier moment.
pub async fn is_importing(tx: &mut Tx, since: DateTime<Utc>) -> sqlx::Result<bool> {
    let (count,): (i64,) = tx
        .query("select count(*) from import_batch where state = 'applying' and received_at > $1")
        .bind(since)
        .one()
        .await?;
    Ok(count > 0)
}

/// Moments of receipt of an authority's decisions, by kind: what it has delivered.
pub async fn deliveries(
    tx: &mut Tx,
    authority_id: &str,
    times: TakenOverTimes,
) -> sqlx::Result<Vec<(Kind, NaiveDate)>> {
    let own = if times == TakenOverTimes::NotJudged { " and taken_over = false" } else { "" };
    let rows: Vec<(String, String, DateTime<Utc>)> = tx
        .query_text(format!(
            "select distinct kind, {CATEGORY}, received_at from decision where authority_id = $1{own}"
        ))
        .bind(authority_id.to_owned())
        .all()
        .await?;
    Ok(rows.into_iter().map(|(kind, category, at)| (kind_of(&kind, &category), beijing_date(at))).collect())
}

/// Months in which an authority delivered anything of a kind, as frozen rows and noted faults remember it.
pub async fn remembered_deliveries(
    tx: &mut Tx,
    authority_id: &str,
    times: TakenOverTimes,
) -> sqlx::Result<Vec<(Kind, Month)>> {
    let own = if times == TakenOverTimes::NotJudged { " and taken_over = false" } else { "" };
    let rows: Vec<(String, String)> = tx
        .query_text(format!(
            "select kind, month from frozen_row where authority_id = $1 and state in ('accepted', 'incomplete', 'quarantined')
             union select kind, month from noted_fault where authority_id = $1{own}"
        ))
        .bind(authority_id.to_owned())
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(kind, month)| Some((Kind::from_code(&kind)?, Month::parse(&month).ok()?)))
        .collect())
}
