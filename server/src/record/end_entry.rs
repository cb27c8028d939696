//! How an entry of a list or a section leaves public view.

use chrono::{DateTime, NaiveDate, Utc};

use domain::catalogue::{self, History, ReasonKind, SubjectKind};
use domain::decision::PartyClass;

use super::end::{Ending, How};
use crate::journal::{Erasure, Journal, Mark};
use crate::store::entry::{self, EntryCorrectionRow, EntryRow};
use crate::store::ledger::{Action, Entry, Subject};
use crate::store::{Db, Tx, ledger};

/// Entries that end in one transaction.
const ENDED_AT_ONCE: i64 = 200;

/// Ends an entry. Answers false if it had already ended, or had been removed before. As with decisions, the erasure journal
/// is written before the commit. Unlike a decision's, its end leaves no tombstone: a list's source does not say why a party
/// is off it (RULES 4), so neither do we. Removed by its authority's own decision it stays as history where the list keeps
/// that, with day and reason.
pub async fn apply(
    tx: &mut Tx,
    mut row: EntryRow,
    ending: &Ending,
    journal: &Journal,
    now: DateTime<Utc>,
    entries: &mut Vec<Entry>,
) -> sqlx::Result<bool> {
    let was_shown = is_shown(&row.state);
    let (public_reason, mark) = match &ending.how {
        _ if row.state == "ended" => return Ok(false),
        How::Removed(_) if row.state == "removed" => return Ok(false),
        How::Removed(reason) if keeps_removals(&row.item) && was_shown => {
            become_history(&mut row, ending.on, reason);
            (Some(reason.clone()), Mark::Removed)
        }
        _ => {
            "ended".clone_into(&mut row.state);
            row.ended_on = Some(ending.on);
            row.end_cause = Some("erased".to_owned());
            (None, Mark::Ended)
        }
    };
    row.version += 1;
    row.updated_at = now;
    journal
        .append(&Erasure { public_id: row.public_id.clone(), on: ending.on, public_reason, mark })
        .map_err(sqlx::Error::Io)?;
    entry::save(tx, std::slice::from_ref(&row)).await?;
    if mark == Mark::Removed {
        let fields = "移出".to_owned();
        let correction =
            EntryCorrectionRow { entry_id: row.id.clone(), version: row.version, corrected_at: now, fields };
        entry::add_corrections(tx, &[correction]).await?;
    }
    entries
        .extend(Action::of_change(was_shown, is_shown(&row.state)).map(|action| ledger_entry(&row, action)));
    Ok(true)
}

fn keeps_removals(item: &str) -> bool {
    catalogue::item(item).is_some_and(|item| item.history == History::KeepsRemovals)
}

/// The authority that answers for the entry took it off its list.
fn become_history(row: &mut EntryRow, on: NaiveDate, reason: &str) {
    "removed".clone_into(&mut row.state);
    row.removed_on = Some(on);
    row.removed_reason = Some(reason.to_owned());
    row.removed_reason_code = reason_code(row, reason);
    row.removed_authority.clone_from(&row.authority_name);
    row.end_cause = Some("removed".to_owned());
}

/// The code of the reason in the item's own table, if the words name one.
fn reason_code(row: &EntryRow, words: &str) -> Option<String> {
    let item = catalogue::item(&row.item)?;
    let subject = SubjectKind::of(PartyClass::from_code(&row.class)?, row.uscc.as_deref(), &row.name);
    item.reasons_named(ReasonKind::Removal, words, subject).next().map(str::to_owned)
}

/// Ends what is past its term, in short transactions. Answers how many.
pub async fn expire(db: &Db, now: DateTime<Utc>, today: NaiveDate) -> sqlx::Result<usize> {
    let mut count = 0;
    loop {
        let mut tx = db.write().await?;
        let mut rows = entry::expired(&mut tx, today, ENDED_AT_ONCE).await?;
        if rows.is_empty() {
            return Ok(count);
        }
        for row in &mut rows {
            "ended".clone_into(&mut row.state);
            row.ended_on = row.public_until;
            row.end_cause = Some("expired".to_owned());
            row.version += 1;
            row.updated_at = now;
        }
        let entries: Vec<Entry> = rows.iter().map(|row| ledger_entry(row, Action::Ended)).collect();
        entry::save(&mut tx, &rows).await?;
        ledger::append(&mut tx, &entries, now).await?;
        tx.commit().await?;
        count += rows.len();
    }
}

/// True if the public may see an entry in that state, but for the day.
pub fn is_shown(state: &str) -> bool {
    matches!(state, "published" | "removed")
}

/// What the ledger says of a change of an entry.
pub fn ledger_entry(row: &EntryRow, action: Action) -> Entry {
    Entry {
        action,
        subject: Subject::Entry,
        record_id: row.id.clone(),
        public_id: row.public_id.clone(),
        version: row.version,
    }
}
