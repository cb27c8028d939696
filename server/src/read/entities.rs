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

/// What a profile's page shows beside the profile, and nothing else does.
#[derive(Debug)]
pub struct Beside {
    /// What only some kinds of body register, by caption.
    pub registration: Vec<(String, String)>,
    /// How many others have, or had, one of its former names.
    pub former_name_count: u64,
    /// How many others have a representative of the same name.
    pub representative_count: u64,
}

/// Loads it, by the entity's identifier inside the house.
pub async fn beside(tx: &mut Tx, entity_id: &str) -> Result<Beside> {
    Ok(Beside {
        registration: entity::registration(tx, entity_id).await?,
        former_name_count: entity::former_name_count(tx, entity_id).await?,
        representative_count: entity::representative_count(tx, entity_id).await?,
    })
}
