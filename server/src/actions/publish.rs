//! When a decision goes public.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{Calendar, Deadline, beijing_date};

use crate::store::Db;
use crate::store::decision::{self, DecisionRow};

/// Working days within which a decision must be public (国办发〔2015〕51号, R-01).
const PUBLISH_WITHIN: u32 = 7;

/// Whether all parties of a decision were found in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parties {
    /// All of them.
    Resolved,
    /// At least one waits for a person.
    Unresolved,
}

/// The last step of taking a decision in: public now, if nothing stands in the way. A decision with an
/// unresolved party waits, and its clock runs. A decision that is already public keeps its first day.
pub fn publish_or_hold(
    row: &mut DecisionRow,
    parties: Parties,
    calendar: &Calendar,
    now: DateTime<Utc>,
    today: NaiveDate,
) {
    if matches!(row.state.as_str(), "incomplete" | "withheld" | "ended" | "withdrawn") {
        return;
    }
    if parties == Parties::Unresolved {
        "unresolved".clone_into(&mut row.state);
        return;
    }
    "published".clone_into(&mut row.state);
    if row.working_days.is_none() && row.late_by.is_none() {
        let published_at = row.published_at.filter(|_| row.taken_over).unwrap_or(now);
        row.published_at = Some(published_at);
        judge(row, calendar, beijing_date(published_at));
    }
    if row.public_until.is_some_and(|until| until < today) {
        // It arrived after its publicity had already ended: it is never shown.
        "ended".clone_into(&mut row.state);
        row.ended_on = row.public_until;
    }
}

/// Reckons the deadline from the decision day. A missing calendar gives a provisional day, marked as such.
pub fn set_deadline(row: &mut DecisionRow, calendar: &Calendar) {
    let Some(decided_on) = row.decided_on else { return };
    let (due_on, provisional) = match calendar.deadline(decided_on, PUBLISH_WITHIN) {
        Deadline::Firm(day) => (day, false),
        Deadline::Provisional { on, .. } => (on, true),
    };
    row.due_on = Some(due_on);
    row.due_provisional = provisional;
    row.received_late = (!provisional).then(|| beijing_date(row.received_at) > due_on);
}

/// Reckons provisional deadlines again: a calendar may have come with a new version of this program. Answers how
/// many became firm.
pub async fn firm_up(db: &Db, calendar: &Calendar) -> sqlx::Result<usize> {
    let (mut count, mut after) = (0, String::new());
    loop {
        let mut tx = db.write().await?;
        let rows = decision::provisional(&mut tx, &after, 200).await?;
        let Some(last) = rows.last() else { return Ok(count) };
        after.clone_from(&last.id);
        let mut firm = Vec::new();
        for mut row in rows {
            set_deadline(&mut row, calendar);
            if !row.due_provisional {
                if let Some(published_at) = row.published_at {
                    judge(&mut row, calendar, beijing_date(published_at));
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
fn judge(row: &mut DecisionRow, calendar: &Calendar, published_on: NaiveDate) {
    let (Some(decided_on), Some(due_on), false) = (row.decided_on, row.due_on, row.due_provisional) else {
        return;
    };
    let working_days = calendar.workdays_between(decided_on, published_on);
    let late_by = calendar.workdays_between(due_on, published_on);
    if let (Ok(working_days), Ok(late_by)) = (working_days, late_by) {
        row.working_days = Some(i64::from(working_days));
        row.late_by = Some(i64::from(late_by));
    }
}
