//! The audit trail: who did what by hand.

use chrono::{DateTime, Utc};

use super::Tx;

/// Something that a person did.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    /// What, such as `settle-party`.
    pub action: &'a str,
    /// To which record inside the house.
    pub record_id: &'a str,
    /// Who.
    pub done_by: &'a str,
    /// In words; no personal data.
    pub note: String,
}

/// Notes it.
pub async fn add(tx: &mut Tx, deed: Deed<'_>, now: DateTime<Utc>) -> sqlx::Result<()> {
    tx.query("insert into audit (id, recorded_at, action, record_id, done_by, note) values ($1, $2, $3, $4, $5, $6)")
        .bind(crate::random::record_id())
        .bind(now)
        .bind(deed.action.to_owned())
        .bind(deed.record_id.to_owned())
        .bind(deed.done_by.to_owned())
        .bind(deed.note)
        .execute()
        .await?;
    Ok(())
}
