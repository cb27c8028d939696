//! Who objected is forgotten a stated time after the end: name, words, answer, reasons and attachments go, number,
//! ground, outcome and days stay.

use chrono::{Months, TimeDelta};
use domain::calendar::{beijing_date, start_of_day};
use domain::objection::{Statement, erased_from};

use crate::record::act::Act;
use crate::state::Core;
use crate::store::audit::{self, Deed};
use crate::store::objection::{self, ObjectionRow};
use crate::store::scrub;

/// Who did it, in the audit trail.
const BY: &str = "retention";
/// Months differ by so many days at most: what ended earlier is looked at one by one.
const MARGIN: TimeDelta = TimeDelta::days(4);

/// Erases what has been kept for so many months. Answers how many objections.
pub async fn erase(core: &Core, months: u32) -> sqlx::Result<usize> {
    let today = core.clock.today();
    let Some(before) = today.checked_sub_months(Months::new(months)) else { return Ok(0) };
    let mut rows = objection::kept_before(&mut core.db.read().await?, start_of_day(before) + MARGIN).await?;
    rows.retain(|row| {
        let ended_on = row.ended_at.map(beijing_date);
        ended_on.and_then(|day| erased_from(day, months)).is_some_and(|from| from <= today)
    });
    if rows.is_empty() {
        return Ok(0);
    }
    scrub::begin(&core.db).await?;
    for row in &rows {
        erase_one(core, row).await?;
    }
    scrub::end(&core.db).await?;
    Ok(rows.len())
}

/// The row first, then the files, then the note that nothing is left: a crash in between is made good the next time, and
/// a copy of the data base never names a file that was not there when it was made.
async fn erase_one(core: &Core, row: &ObjectionRow) -> sqlx::Result<()> {
    let mut tx = core.db.write().await?;
    objection::empty(&mut tx, &row.id, &ground(core, row)).await?;
    let files = objection::attachments(&mut tx, &row.id).await?;
    tx.commit().await?;
    let folder = core.attachments.clone();
    tokio::task::spawn_blocking(move || files.iter().try_for_each(|file| folder.erase(&file.id)))
        .await
        .map_err(std::io::Error::other)
        .flatten()?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    objection::note_erased(&mut tx, &row.id, now).await?;
    let note = format!("objection {}", row.number);
    let deed = Deed {
        action: Act::ObjectionErased.code(),
        record_id: &row.id,
        done_by: BY,
        note,
        ..Deed::default()
    };
    audit::add(&mut tx, deed, now).await?;
    tx.commit().await
}

/// What came before the column has its ground in the statement only. With another key nobody reads that any more: it goes
/// all the same.
fn ground(core: &Core, row: &ObjectionRow) -> String {
    let known = || {
        let text = core.keeper.decrypt(&row.content).ok()?;
        Some(serde_json::from_str::<Statement>(&text).ok()?.ground.code().to_owned())
    };
    row.ground.clone().or_else(known).unwrap_or_default()
}
