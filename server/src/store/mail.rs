//! Letters of the desk: those that wait to be sent, and what became of the others.

use chrono::{DateTime, Utc};

use super::Tx;

/// A letter to write. Neither subject nor body may hold personal data or the number of a decision: they say how many
/// decisions are due on which day, name the authority, and link to the desk, where one has to sign in.
#[derive(Clone, Debug)]
pub struct Letter {
    /// To whom, about what, on which day; the same key is the same letter.
    pub dedup_key: String,
    /// The account's address at work.
    pub to_address: String,
    /// One line.
    pub subject: String,
    /// Plain text.
    pub body: String,
}

/// A letter that waits.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct LetterRow {
    pub id: String,
    pub to_address: String,
    pub subject: String,
    pub body: String,
    pub attempts: i64,
    pub created_at: DateTime<Utc>,
}

/// Puts a letter in the queue; one that is there already, sent or not, stays as it is. See [`crate::mail::enqueue`].
pub async fn enqueue(tx: &mut Tx, letter: &Letter, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query(
        "insert into mail (id, dedup_key, to_address, subject, body, state, attempts, next_try_at, created_at)
         values ($1, $2, $3, $4, $5, 'queued', 0, $6, $6) on conflict (dedup_key) do nothing",
    )
    .bind(crate::random::record_id())
    .bind(letter.dedup_key.clone())
    .bind(letter.to_address.clone())
    .bind(letter.subject.clone())
    .bind(letter.body.clone())
    .bind(now)
    .execute()
    .await?;
    Ok(())
}

/// At most `limit` letters whose time has come, those that wait longest first.
pub async fn due(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> sqlx::Result<Vec<LetterRow>> {
    tx.query(
        "select id, to_address, subject, body, attempts, created_at from mail
          where state = 'queued' and next_try_at <= $1 order by next_try_at, id limit $2",
    )
    .bind(now)
    .bind(limit)
    .all()
    .await
}

/// Begins a try: until `next_try_at` nobody else begins one. Answers false if somebody did.
pub async fn begin_try(
    tx: &mut Tx,
    id: &str,
    now: DateTime<Utc>,
    next_try_at: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let count = tx
        .query(
            "update mail set attempts = attempts + 1, next_try_at = $3
              where id = $1 and state = 'queued' and next_try_at <= $2",
        )
        .bind(id.to_owned())
        .bind(now)
        .bind(next_try_at)
        .execute()
        .await?;
    Ok(count == 1)
}

/// Notes that the mail server took the letter.
pub async fn mark_sent(tx: &mut Tx, id: &str, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("update mail set state = 'sent', sent_at = $2, last_error = null where id = $1")
        .bind(id.to_owned())
        .bind(now)
        .execute()
        .await?;
    Ok(())
}

/// Notes why a try failed; the letter waits for the next one.
pub async fn note_failure(tx: &mut Tx, id: &str, error: &str) -> sqlx::Result<()> {
    tx.query("update mail set last_error = $2 where id = $1 and state = 'queued'")
        .bind(id.to_owned())
        .bind(error.to_owned())
        .execute()
        .await?;
    Ok(())
}

/// Gives a letter up; why the last try failed stays noted if nothing newer is known.
pub async fn mark_failed(tx: &mut Tx, id: &str, error: Option<&str>) -> sqlx::Result<()> {
    tx.query(
        "update mail set state = 'failed', last_error = coalesce($2, last_error)
          where id = $1 and state = 'queued'",
    )
    .bind(id.to_owned())
    .bind(error.map(str::to_owned))
    .execute()
    .await?;
    Ok(())
}
