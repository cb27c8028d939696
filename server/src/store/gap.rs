//! Gaps in the numbering of documents, with what their authority says of them.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::start_of_day;

use super::Tx;

/// A row of `gap`.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct GapRow {
    pub id: String,
    pub authority_id: String,
    pub kind: String,
    pub series: String,
    pub year: Option<i64>,
    pub first_serial: i64,
    pub last_serial: i64,
    pub found_on: NaiveDate,
    pub due_on: NaiveDate,
    pub explanation: Option<String>,
    pub words: Option<String>,
    pub explained_by: Option<String>,
    pub explained_at: Option<DateTime<Utc>>,
    pub closed_on: Option<NaiveDate>,
}

const COLUMNS: &str = "id, authority_id, kind, series, year, first_serial, last_serial, found_on, due_on,
    explanation, words, explained_by, explained_at, closed_on";

/// Writes gaps, new or changed.
pub async fn save(tx: &mut Tx, rows: &[GapRow]) -> sqlx::Result<()> {
    let tail = "on conflict (id) do update set explanation = excluded.explanation, words = excluded.words,
        explained_by = excluded.explained_by, explained_at = excluded.explained_at,
        closed_on = excluded.closed_on";
    tx.insert_rows(&format!("insert into gap ({COLUMNS})"), tail, 14, rows, |row, parameters| {
        parameters.add(row.id.clone())?;
        parameters.add(row.authority_id.clone())?;
        parameters.add(row.kind.clone())?;
        parameters.add(row.series.clone())?;
        parameters.add(row.year)?;
        parameters.add(row.first_serial)?;
        parameters.add(row.last_serial)?;
        parameters.add(row.found_on)?;
        parameters.add(row.due_on)?;
        parameters.add(row.explanation.clone())?;
        parameters.add(row.words.clone())?;
        parameters.add(row.explained_by.clone())?;
        parameters.add(row.explained_at)?;
        parameters.add(row.closed_on)
    })
    .await
}

/// One by its identifier.
pub async fn by_id(tx: &mut Tx, id: &str) -> sqlx::Result<Option<GapRow>> {
    tx.query_text(format!("select {COLUMNS} from gap where id = $1")).bind(id.to_owned()).optional().await
}

/// What is missing of some authorities' numbers, the least time left first.
pub async fn open_of(tx: &mut Tx, authority_ids: &[String]) -> sqlx::Result<Vec<GapRow>> {
    tx.select_in(
        &format!("select {COLUMNS} from gap where authority_id in"),
        "and closed_on is null order by due_on, authority_id, kind, series, year, first_serial",
        authority_ids,
    )
    .await
}

/// What is missing of all authorities' numbers, the least time left first: at most `limit`.
pub async fn open(tx: &mut Tx, limit: i64) -> sqlx::Result<Vec<GapRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from gap where closed_on is null
          order by due_on, authority_id, kind, series, year, first_serial limit $1"
    ))
    .bind(limit)
    .all()
    .await
}

/// How many numbers of an authority were missing by year without an explanation as that day began, although their
/// clock had run out. A number without a year counts in the year in which it was found.
pub async fn unexplained(
    tx: &mut Tx,
    authority_id: &str,
    today: NaiveDate,
) -> sqlx::Result<Vec<(Option<i64>, NaiveDate, i64)>> {
    tx.query(
        "select year, found_on, cast(sum(last_serial - first_serial + 1) as bigint) from gap
          where authority_id = $1 and due_on < $2 and closed_on is null
            and (explained_at is null or explained_at >= $3)
          group by year, found_on",
    )
    .bind(authority_id.to_owned())
    .bind(today)
    .bind(start_of_day(today))
    .all()
    .await
}
