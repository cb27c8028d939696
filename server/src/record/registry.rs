//! Who is who: authorities and parties are found by code, and a name only confirms.

use std::collections::{HashMap, HashSet};

use domain::text::fold_name;

use crate::store::decision::PartyRow;
use crate::store::{Tx, authority, entity};

/// All authorities, by code and by every name they ever had.
#[derive(Debug, Default)]
pub struct AuthorityDirectory {
    by_code: HashMap<String, String>,
    by_name: HashMap<String, Vec<String>>,
}

impl AuthorityDirectory {
    /// Loads the directory; a province has some hundreds.
    pub async fn load(tx: &mut Tx) -> sqlx::Result<Self> {
        let mut directory = Self::default();
        for row in authority::all(tx).await? {
            if let Some(code) = row.uscc {
                directory.by_code.insert(code, row.id.clone());
            }
            directory.by_name.entry(row.name_folded).or_default().push(row.id);
        }
        for row in authority::names(tx).await? {
            directory.by_name.entry(row.name_folded).or_default().push(row.authority_id);
        }
        Ok(directory)
    }

    /// True if no authority was imported yet.
    pub fn is_empty(&self) -> bool {
        self.by_code.is_empty() && self.by_name.is_empty()
    }

    /// The authority with that code; without a code, the only one that ever had that name.
    pub fn find(&self, code: Option<&str>, name: &str) -> Option<String> {
        if let Some(id) = code.and_then(|code| self.by_code.get(code)) {
            return Some(id.clone());
        }
        match self.by_name.get(&fold_name(name)).map(Vec::as_slice) {
            Some([only]) => Some(only.clone()),
            _ => None,
        }
    }
}

/// The entities that hold the codes of some parties, with all their names.
#[derive(Debug, Default)]
pub struct Matches {
    by_code: HashMap<String, Vec<String>>,
    names: HashMap<String, HashSet<String>>,
    present_names: HashMap<String, String>,
}

impl Matches {
    /// Loads the holders of these codes.
    pub async fn load(tx: &mut Tx, mut codes: Vec<String>) -> sqlx::Result<Self> {
        codes.sort_unstable();
        codes.dedup();
        let mut matches = Self::default();
        let mut ids = Vec::new();
        for row in entity::identifiers(tx, &codes).await? {
            ids.push(row.entity_id.clone());
            matches.by_code.entry(row.value).or_default().push(row.entity_id);
        }
        ids.sort_unstable();
        ids.dedup();
        for row in entity::by_ids(tx, &ids).await? {
            matches.names.entry(row.id.clone()).or_default().insert(row.name_folded);
            matches.present_names.insert(row.id, row.name);
        }
        for row in entity::names_of(tx, &ids).await? {
            matches.names.entry(row.entity_id).or_default().insert(row.name_folded);
        }
        Ok(matches)
    }

    /// The one entity that the registry holds under the party's code and under its name, now or formerly.
    /// Never by name alone; a code whose holder has other names, or that two entities hold, settles nothing.
    pub fn entity_of(&self, party: &PartyRow) -> Option<String> {
        let code = party.uscc.as_ref().or(party.registration_number.as_ref())?;
        self.entity_with(code, &party.name_folded)
    }

    /// The present names of all that hold the party's code.
    pub fn holders_of(&self, party: &PartyRow) -> Vec<String> {
        let code = party.uscc.as_ref().or(party.registration_number.as_ref());
        let mut ids: Vec<&String> =
            code.and_then(|code| self.by_code.get(code)).into_iter().flatten().collect();
        ids.sort_unstable();
        ids.dedup();
        ids.into_iter().filter_map(|id| self.present_names.get(id)).cloned().collect()
    }

    /// The one entity that holds the code and has the name, now or formerly.
    pub fn entity_with(&self, code: &str, name_folded: &str) -> Option<String> {
        let mut fitting = self
            .by_code
            .get(code)?
            .iter()
            .filter(|id| self.names.get(*id).is_some_and(|names| names.contains(name_folded)));
        match (fitting.next(), fitting.next()) {
            (Some(only), None) => Some(only.clone()),
            _ => None,
        }
    }
}

/// The codes by which a party may be found.
pub fn codes_of(party: &PartyRow) -> impl Iterator<Item = String> + '_ {
    [party.uscc.clone(), party.registration_number.clone()].into_iter().flatten()
}
