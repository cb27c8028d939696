//! An entity's profile, by public identifier or by code.

use domain::disclosure::PublicProfile;

use crate::error::{Error, Result};
use crate::state::Core;
use crate::store::{Tx, entity};

/// What `/entities/{key}` leads to.
#[derive(Debug)]
pub enum Found {
    /// The profile, and the entity's identifier inside the house.
    Profile(Box<PublicProfile>, String),
    /// A code that one entity holds: its canonical identifier.
    Moved(String),
    /// A code that several entities hold.
    Candidates(Vec<PublicProfile>),
}

/// Finds an entity.
pub async fn find(core: &Core, tx: &mut Tx, key: &str) -> Result<Found> {
    let today = core.clock.today();
    if let Some(row) = entity::by_public_id(tx, key).await? {
        let id = row.id.clone();
        let profile = entity::profiles(tx, vec![row], today).await?.pop().ok_or(Error::NotFound)?;
        return Ok(Found::Profile(Box::new(profile), id));
    }
    let code = domain::text::fold_name(key);
    let mut rows = entity::by_code(tx, &code).await?;
    match rows.len() {
        0 => Err(Error::NotFound),
        1 => Ok(Found::Moved(rows.remove(0).public_id)),
        _ => Ok(Found::Candidates(entity::profiles(tx, rows, today).await?)),
    }
}
