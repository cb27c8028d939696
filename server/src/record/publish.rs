//! When a decision goes public.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{Deadline, beijing_date};
use domain::clocks::ClockKind;
use domain::publication::Publication;
use domain::rulebook::Rulebook;

use super::act::Act;
use crate::store::audit::{self, Deed};
use crate::store::decision::{self, DecisionRow};
use crate::store::{Db, Tx, first_submission, setting};

/// Whether all parties of a decision were found in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parties {
    /// All of them.
    Resolved,
    /// At least one waits for a person.
    Unresolved,
}

/// By what a decision's clock is judged.
#[derive(Clone, Copy, Debug)]
pub struct Timing<'a> {
    /// Calendar and clocks.
    pub rules: &'a Rulebook,
    /// The moment.
    pub now: DateTime<Utc>,
    /// The earliest day of decision ever handed in under its number; its own day if absent.
    pub earliest: Option<NaiveDate>,
}

/// The last step of taking a decision in: public now, if nothing stands in the way. A decision with an
/// unresolved party waits, and its clock runs. A decision that is already public keeps its first day.
pub fn publish_or_hold(row: &mut DecisionRow, parties: Parties, timing: Timing<'_>) {
    if !matches!(row.state, Publication::Unresolved | Publication::Published | Publication::Hidden) {
        return;
    }
    let now = timing.now;
    if parties == Parties::Unresolved {
        row.state = Publication::Unresolved;
        return;
    }
    row.state = Publication::Published;
    if row.working_days.is_none() && row.late_by.is_none() {
        let published_at = row.published_at.filter(|_| row.taken_over).unwrap_or(now);
        row.published_at = Some(published_at);
        judge(row, timing, beijing_date(published_at));
    }
    if row.public_until.is_some_and(|until| until < beijing_date(now)) {
        // It arrived after its publicity had already ended: it is never shown.
        row.state = Publication::Ended;
        row.ended_on = row.public_until;
    }
}

/// A second person let a decision through: public now, or withheld by law. What is withheld after its due day counts as
/// late; what is withheld in time is not judged.
pub fn release(row: &mut DecisionRow, parties: Parties, timing: Timing<'_>) {
    if row.withheld_reason.is_some() {
        row.state = Publication::Withheld;
        let today = beijing_date(timing.now);
        if row.working_days.is_none() && !row.taken_over && row.due_on.is_some_and(|due_on| due_on < today) {
            judge(row, timing, today);
        }
        return;
    }
    row.state = Publication::Published;
    publish_or_hold(row, parties, timing);
}

/// The part of a document's key under which its number is known, whatever day a file gives it.
pub fn number_key(document_key: &str) -> &str {
    document_key.get(DAY_LENGTH..).unwrap_or(document_key)
}

/// A document's key begins with its day, as `20261120`.
const DAY_LENGTH: usize = 8;

/// The earliest days of decision handed in under the numbers of these decisions, by key of the number.
pub async fn earliest_days(tx: &mut Tx, rows: &[DecisionRow]) -> sqlx::Result<HashMap<String, NaiveDate>> {
    let keys: Vec<String> = rows.iter().map(|row| number_key(&row.document_key).to_owned()).collect();
    first_submission::days(tx, &keys).await
}

/// Reckons the deadline from the decision day, or from the earliest day ever handed in for it. A missing calendar gives
/// a provisional day, marked as such.
pub fn set_deadline(row: &mut DecisionRow, rules: &Rulebook, earliest: Option<NaiveDate>) {
    let Some(decided_on) = row.decided_on else { return };
    let from = earliest.map_or(decided_on, |earliest| earliest.min(decided_on));
    let (due_on, provisional) = match rules.due(ClockKind::Publish, from) {
        Some(Deadline::Firm(day)) => (day, false),
        Some(Deadline::Provisional { on, .. }) => (on, true),
        None => return,
    };
    row.due_on = Some(due_on);
    row.calendar_version = Some(rules.calendar.version(from, due_on));
    row.due_provisional = provisional;
    row.received_late = (!provisional).then(|| beijing_date(row.received_at) > due_on);
}

/// The edition of the calendar by which open due days were last reckoned.
const CALENDAR: &str = "calendar-edition";

/// Reckons due days again after the calendar has changed: those that were provisional, and those of all decisions that
/// are not public yet. What is public stays as it was judged. Moved days and their number go to the audit trail.
/// Answers how many provisional ones became firm.
pub async fn recompute(db: &Db, rules: &Rulebook, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let firm = firm_up(db, rules, now).await?;
    let edition = rules.calendar.edition();
    let before = setting::get(&mut db.read().await?, CALENDAR).await?;
    if before.as_deref() == Some(edition.as_str()) {
        return Ok(firm);
    }
    let (mut after, mut moved) = (String::new(), 0_usize);
    loop {
        let mut tx = db.write().await?;
        let rows = decision::not_yet_public(&mut tx, &after, 200).await?;
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        moved += recompute_rows(&mut tx, rows, rules, now).await?;
        tx.commit().await?;
    }
    let mut tx = db.write().await?;
    setting::set(&mut tx, CALENDAR, &edition).await?;
    if before.is_some() {
        let note = format!("{edition}: {firm} firm, {moved} moved");
        note_recount(&mut tx, (Act::CalendarChanged, "calendar"), note, now).await?;
    }
    tx.commit().await?;
    Ok(firm)
}

/// Reckons some anew; answers how many due days moved.
async fn recompute_rows(
    tx: &mut Tx,
    rows: Vec<DecisionRow>,
    rules: &Rulebook,
    now: DateTime<Utc>,
) -> sqlx::Result<usize> {
    let earliest = earliest_days(tx, &rows).await?;
    let (mut changed, mut moved) = (Vec::new(), 0);
    for row in rows {
        let mut recounted = row.clone();
        let earliest = earliest.get(number_key(&row.document_key)).copied();
        set_deadline(&mut recounted, rules, earliest);
        moved += usize::from(note_if_moved(tx, &recounted, row.due_on, now).await?);
        if recounted != row {
            changed.push(recounted);
        }
    }
    decision::save(tx, &changed).await?;
    Ok(moved)
}

/// Records that a due day moved; answers whether it did.
async fn note_if_moved(
    tx: &mut Tx,
    row: &DecisionRow,
    before: Option<NaiveDate>,
    now: DateTime<Utc>,
) -> sqlx::Result<bool> {
    let (Some(old), Some(new)) = (before, row.due_on) else { return Ok(false) };
    if old == new {
        return Ok(false);
    }
    note_recount(tx, (Act::DueDayMoved, &row.id), format!("{old} to {new}"), now).await?;
    Ok(true)
}

async fn note_recount(
    tx: &mut Tx,
    (act, record_id): (Act, &str),
    note: String,
    now: DateTime<Utc>,
) -> sqlx::Result<()> {
    audit::add(tx, Deed { action: act.code(), record_id, done_by: "system", note, ..Deed::default() }, now)
        .await
}

/// Reckons provisional deadlines again: a calendar may have come with a new version of this program. Answers how
/// many became firm.
async fn firm_up(db: &Db, rules: &Rulebook, now: DateTime<Utc>) -> sqlx::Result<usize> {
    let (mut count, mut after) = (0, String::new());
    loop {
        let mut tx = db.write().await?;
        let rows = decision::provisional(&mut tx, &after, 200).await?;
        let Some(last) = rows.last() else { return Ok(count) };
        after.clone_from(&last.id);
        let earliest = earliest_days(&mut tx, &rows).await?;
        let mut firm = Vec::new();
        for mut row in rows {
            let before = row.due_on;
            let earliest = earliest.get(number_key(&row.document_key)).copied();
            set_deadline(&mut row, rules, earliest);
            if !row.due_provisional {
                note_if_moved(&mut tx, &row, before, now).await?;
                if let Some(published_at) = row.published_at {
                    let timing = Timing { rules, now: published_at, earliest };
                    judge(&mut row, timing, beijing_date(published_at));
                }
                firm.push(row);
            }
        }
        decision::save(&mut tx, &firm).await?;
        tx.commit().await?;
        count += firm.len();
    }
}

/// Notes how many working days publication took, and how many of them were too many. Where a calendar is
/// missing nothing is noted: it is not guessed.
fn judge(row: &mut DecisionRow, timing: Timing<'_>, published_on: NaiveDate) {
    let (Some(decided_on), Some(due_on), false) = (row.decided_on, row.due_on, row.due_provisional) else {
        return;
    };
    let from = timing.earliest.map_or(decided_on, |earliest| earliest.min(decided_on));
    let working_days = timing.rules.calendar.workdays_between(from, published_on);
    let late_by = timing.rules.calendar.workdays_between(due_on, published_on);
    if let (Ok(working_days), Ok(late_by)) = (working_days, late_by) {
        row.working_days = Some(i64::from(working_days));
        row.late_by = Some(i64::from(late_by));
    }
}
