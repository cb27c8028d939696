//! Warnings of due days: on working day −3, −1 and 0 and on each working day after, counts by authority.

use chrono::NaiveDate;
use domain::lateness::reminders_due;

use crate::state::Core;
use crate::store::notice::{self, NoticeRow};

/// Notes the warnings of today; answers how many there are. Once more on the same day changes nothing.
pub async fn remind(core: &Core) -> sqlx::Result<usize> {
    let today = core.clock.today();
    let waiting = notice::waiting(&mut core.db.read().await?).await?;
    let rows: Vec<NoticeRow> =
        waiting.into_iter().filter_map(|waiting| warning(core, today, waiting)).collect();
    let mut tx = core.db.write().await?;
    notice::add(&mut tx, &rows).await?;
    tx.commit().await?;
    Ok(rows.len())
}

fn warning(
    core: &Core,
    today: NaiveDate,
    (authority_id, due_on, decisions): (String, NaiveDate, i64),
) -> Option<NoticeRow> {
    let reminder = reminders_due(due_on, today, &core.calendar)?;
    Some(NoticeRow {
        authority_id,
        warned_on: today,
        reminder: reminder.code().to_owned(),
        due_on,
        decisions,
    })
}
