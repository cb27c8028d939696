//! What one administrator enters and another confirms: notices on holidays, clocks and policies.

use chrono::{DateTime, Utc};

use super::Tx;

/// Entered, and not yet confirmed by a second administrator.
pub const WAITING: &str = "waiting";
/// Confirmed.
pub const IN_FORCE: &str = "in-force";
/// Not confirmed, or taken back.
pub const REFUSED: &str = "refused";

/// Where it is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// Notices on holidays.
    CalendarNotice,
    /// Clocks and policies.
    Rule,
}

impl Table {
    const fn name(self) -> &'static str {
        match self {
            Self::CalendarNotice => "calendar_notice",
            Self::Rule => "rule",
        }
    }
}

/// Confirms or refuses what waits; answers whether it did wait.
pub async fn decide(
    tx: &mut Tx,
    (table, id): (Table, &str),
    state: &str,
    (by, at): (&str, DateTime<Utc>),
) -> sqlx::Result<bool> {
    let name = table.name();
    let rows = tx
        .query_text(format!(
            "update {name} set state = $2, decided_by = $3, decided_at = $4 where id = $1 and state = 'waiting'"
        ))
        .bind(id.to_owned())
        .bind(state.to_owned())
        .bind(by.to_owned())
        .bind(at)
        .execute()
        .await?;
    Ok(rows > 0)
}

/// How many notices and rules are in force: none ever ends, so that another number means other rules.
pub async fn in_force(tx: &mut Tx) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx
        .query(
            "select (select count(*) from calendar_notice where state = 'in-force')
                  + (select count(*) from rule where state = 'in-force')",
        )
        .one()
        .await?;
    Ok(count)
}
