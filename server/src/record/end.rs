//! How a decision leaves public view; what decisions and entries share of it.

use chrono::{DateTime, NaiveDate, Utc};
use domain::publication::Publication;

use super::end_entry;
use crate::journal::{Erasure, Journal, Mark};
use crate::store::decision::{self, DecisionRow};
use crate::store::ledger::{Action, Entry, Subject};
use crate::store::{Db, Tx, entry, ledger};

/// How a record ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// Withdrawn by law: a tombstone with this reason stays (行政处罚法 48).
    Withdrawn(String),
    /// An entry was removed from its list, with this public reason: it stays as history where the list keeps that.
    Removed(String),
    /// Repair, expiry and every other lawful end: no trace.
    Ended,
}

/// An ending with its day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The Beijing day of the ending.
    pub on: NaiveDate,
    /// How.
    pub how: How,
}

/// Ends a decision. Answers false if it had already ended in this way.
///
/// The erasure journal is written before the commit: it lies outside the back-ups, so that a restored
/// data base cannot show again what was taken down.
pub async fn apply(
    tx: &mut Tx,
    mut row: DecisionRow,
    ending: &Ending,
    journal: &Journal,
    now: DateTime<Utc>,
    entries: &mut Vec<Entry>,
) -> sqlx::Result<bool> {
    let (state, reason, action) = match &ending.how {
        How::Withdrawn(reason) => (Publication::Withdrawn, Some(reason.clone()), Action::Withdrawn),
        How::Removed(_) | How::Ended => (Publication::Ended, None, Action::Ended),
    };
    if row.state == state {
        return Ok(false);
    }
    // A tombstone stands only for what the public had seen; what is hidden had been seen, and the ledger says already
    // that it left.
    let was_hidden = row.state == Publication::Hidden;
    let was_public = matches!(row.state, Publication::Published | Publication::Withdrawn);
    row.state = if was_public || was_hidden { state } else { Publication::Ended };
    row.ended_on = Some(ending.on);
    row.public_reason = reason.clone();
    row.version += 1;
    row.updated_at = now;
    journal
        .append(&Erasure {
            public_id: row.public_id.clone(),
            on: ending.on,
            public_reason: reason,
            mark: Mark::Ended,
        })
        .map_err(sqlx::Error::Io)?;
    decision::save(tx, std::slice::from_ref(&row)).await?;
    if was_public || (was_hidden && action == Action::Withdrawn) {
        entries.push(Entry {
            action,
            subject: Subject::Decision,
            record_id: row.id,
            public_id: row.public_id,
            version: row.version,
        });
    }
    Ok(true)
}

/// Takes one record out of everything, by its public identifier. Answers false if there is none such.
pub async fn withdraw(
    db: &Db,
    journal: &Journal,
    public_id: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let mut tx = db.write().await?;
    let ending = Ending { on: domain::calendar::beijing_date(now), how: How::Withdrawn(reason.to_owned()) };
    let Some(entries) = end_record(&mut tx, public_id, &ending, journal, now).await? else {
        return Ok(false);
    };
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends the decision or the entry with that public identifier; answers what the ledger must say, or `None` if there is
/// no such record.
pub async fn end_record(
    tx: &mut Tx,
    public_id: &str,
    ending: &Ending,
    journal: &Journal,
    now: DateTime<Utc>,
) -> sqlx::Result<Option<Vec<Entry>>> {
    let mut entries = Vec::new();
    if let Some(row) = decision::by_public_id(tx, public_id).await? {
        apply(tx, row, ending, journal, now, &mut entries).await?;
        return Ok(Some(entries));
    }
    let Some(row) = entry::by_public_id(tx, public_id).await? else { return Ok(None) };
    end_entry::apply(tx, row, ending, journal, now, &mut entries).await?;
    Ok(Some(entries))
}

/// Ends what is past its publicity, in short transactions. Answers how many.
pub async fn expire(db: &Db, now: DateTime<Utc>, today: NaiveDate) -> sqlx::Result<usize> {
    let mut count = end_entry::expire(db, now, today).await?;
    loop {
        let mut tx = db.write().await?;
        let rows = decision::expired(&mut tx, today, 200).await?;
        if rows.is_empty() {
            return Ok(count);
        }
        let mut entries = Vec::new();
        let mut ended = Vec::with_capacity(rows.len());
        for mut row in rows {
            row.state = Publication::Ended;
            row.ended_on = row.public_until;
            row.version += 1;
            row.updated_at = now;
            entries.push(Entry {
                action: Action::Ended,
                subject: Subject::Decision,
                record_id: row.id.clone(),
                public_id: row.public_id.clone(),
                version: row.version,
            });
            ended.push(row);
        }
        decision::save(&mut tx, &ended).await?;
        ledger::append(&mut tx, &entries, now).await?;
        tx.commit().await?;
        count += ended.len();
    }
}
