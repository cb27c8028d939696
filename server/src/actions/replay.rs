//! What was taken down stays down: the erasure journal over a data base that came from a back-up.

use chrono::{DateTime, Utc};

use super::hide;
use crate::journal::{Journal, Mark};
use crate::record::end::{Ending, How, end_record};
use crate::store::{Db, Tx, decision, entry, ledger};

/// Replays the erasure journal on a data base that may be older than it. Answers how many records it ended.
pub async fn replay(db: &Db, journal: &Journal, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let mut count = 0;
    for erasure in journal.latest().map_err(sqlx::Error::Io)? {
        let mut tx = db.write().await?;
        if matches!(erasure.mark, Mark::Hidden | Mark::Lifted) {
            if erasure.mark == Mark::Hidden && hide::again(&mut tx, &erasure.public_id, now).await? {
                tx.commit().await?;
                count += 1;
            }
            continue;
        }
        if !is_standing(&mut tx, &erasure.public_id).await? {
            continue;
        }
        let how = match (erasure.mark, erasure.public_reason) {
            (_, None) => How::Ended,
            (Mark::Removed, Some(reason)) => How::Removed(reason),
            (_, Some(reason)) => How::Withdrawn(reason),
        };
        let ending = Ending { on: erasure.on, how };
        let quiet = Journal::none();
        let entries =
            end_record(&mut tx, &erasure.public_id, &ending, &quiet, now).await?.unwrap_or_default();
        ledger::append(&mut tx, &entries, now).await?;
        tx.commit().await?;
        count += 1;
    }
    Ok(count)
}

/// True if there is a record with that public identifier that has not ended.
async fn is_standing(tx: &mut Tx, public_id: &str) -> sqlx::Result<bool> {
    if let Some(row) = decision::by_public_id(tx, public_id).await? {
        return Ok(!row.state.has_left());
    }
    let found = entry::by_public_id(tx, public_id).await?;
    Ok(found.is_some_and(|row| !matches!(row.state.as_str(), "ended" | "removed")))
}
