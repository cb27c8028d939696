//! Commitments to decisions. One is discharged while its decision is published, or withheld or ended by law.

use chrono::{DateTime, Utc};

use super::Tx;

/// A row of `commitment`.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct CommitmentRow {
    pub id: String,
    pub authority_id: String,
    pub commitment: String,
    pub received_at: DateTime<Utc>,
    pub channel: String,
    pub made_by: String,
    pub decision_id: Option<String>,
    pub opened_at: Option<DateTime<Utc>>,
}

const COLUMNS: &str = "id, authority_id, commitment, received_at, channel, made_by, decision_id, opened_at";

/// Adds commitments; those that are there already keep their first time.
pub async fn add(tx: &mut Tx, rows: &[CommitmentRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        &format!("insert into commitment ({COLUMNS})"),
        "on conflict do nothing",
        8,
        rows,
        |row, parameters| {
            parameters.add(row.id.clone())?;
            parameters.add(row.authority_id.clone())?;
            parameters.add(row.commitment.clone())?;
            parameters.add(row.received_at)?;
            parameters.add(row.channel.clone())?;
            parameters.add(row.made_by.clone())?;
            parameters.add(row.decision_id.clone())?;
            parameters.add(row.opened_at)
        },
    )
    .await
}

/// Those of these that an authority made.
pub async fn find(
    tx: &mut Tx,
    authority_id: &str,
    commitments: &[String],
) -> sqlx::Result<Vec<CommitmentRow>> {
    let rows: Vec<CommitmentRow> = tx
        .select_in(
            &format!("select {COLUMNS} from commitment where commitment in"),
            "order by id",
            commitments,
        )
        .await?;
    Ok(rows.into_iter().filter(|row| row.authority_id == authority_id).collect())
}

/// Opens one for a decision; the first opening stays.
pub async fn open(tx: &mut Tx, id: &str, decision_id: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("update commitment set decision_id = $2, opened_at = $3 where id = $1 and decision_id is null")
        .bind(id.to_owned())
        .bind(decision_id.to_owned())
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// A commitment with how far its decision has come.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "columns of commitment and decision")]
pub struct StandingRow {
    pub authority_name: String,
    pub commitment: String,
    pub received_at: DateTime<Utc>,
    pub channel: String,
    pub document_number: Option<String>,
    pub decided_on: Option<chrono::NaiveDate>,
    pub public_id: Option<String>,
    pub state: Option<String>,
}

/// The commitments of an authority, or of all, newest first.
pub async fn latest(tx: &mut Tx, authority_id: Option<&str>, limit: i64) -> sqlx::Result<Vec<StandingRow>> {
    let (own, place) = if authority_id.is_some() { ("where c.authority_id = $1", "$2") } else { ("", "$1") };
    let query = tx.query_text(format!(
        "select a.name as authority_name, c.commitment, c.received_at, c.channel, d.document_number,
                d.decided_on, d.public_id, d.state
           from commitment c join authority a on a.id = c.authority_id
           left join decision d on d.id = c.decision_id
          {own} order by c.received_at desc, c.id desc limit {place}"
    ));
    match authority_id {
        Some(id) => query.bind(id.to_owned()).bind(limit).all().await,
        None => query.bind(limit).all().await,
    }
}

/// Moments of receipt of those of an authority, or of all, that are not discharged, oldest first.
pub async fn open_since(tx: &mut Tx, authority_id: Option<&str>) -> sqlx::Result<Vec<DateTime<Utc>>> {
    let own = if authority_id.is_some() { "c.authority_id = $1 and" } else { "" };
    let query = tx.query_text(format!(
        "select c.received_at from commitment c left join decision d on d.id = c.decision_id
          where {own} (d.id is null or d.state not in ('published', 'withheld', 'withdrawn', 'ended'))
          order by c.received_at"
    ));
    let rows: Vec<(DateTime<Utc>,)> = match authority_id {
        Some(id) => query.bind(id.to_owned()).all().await?,
        None => query.all().await?,
    };
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// Moments of receipt of all commitments of an authority, oldest first.
pub async fn received(tx: &mut Tx, authority_id: &str) -> sqlx::Result<Vec<DateTime<Utc>>> {
    let rows: Vec<(DateTime<Utc>,)> = tx
        .query("select received_at from commitment where authority_id = $1 order by received_at")
        .bind(authority_id.to_owned())
        .all()
        .await?;
    Ok(rows.into_iter().map(|(at,)| at).collect())
}

/// Identifiers of those of these decisions for which a commitment was opened.
pub async fn opened_for(tx: &mut Tx, decision_ids: &[String]) -> sqlx::Result<Vec<String>> {
    let rows: Vec<(String,)> = tx
        .select_in("select distinct decision_id from commitment where decision_id in", "", decision_ids)
        .await?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}
