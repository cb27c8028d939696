//! Unresolved parties of an authority's decisions, with the entities that they might be.

use app::desk::changes::unresolved::{Party, Unresolved};
use domain::role::Step;

use super::whose::whose;
use crate::actions::regulator::{Refusal, Regulator};
use crate::store::entity::{self, EntityRow};
use crate::store::{Tx, unresolved};

/// Parties of a page.
const ROWS: usize = 20;
/// Entities that are proposed for a party.
const CANDIDATES: usize = 5;

/// The parties after a decision inside the house.
pub async fn load(tx: &mut Tx, regulator: &Regulator, after: &str) -> Result<Unresolved, Refusal> {
    regulator.may(Step::Read)?;
    let limit = i64::try_from(ROWS).unwrap_or(20) + 1;
    let mut rows = unresolved::of_authorities(tx, &whose(regulator, Step::Read), after, limit).await?;
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let next =
        rows.last().filter(|_| has_more).map(|last| format!("/desk/unresolved?after={}", last.decision_id));
    let may_settle = regulator.may(Step::File).is_ok();
    let mut parties = Vec::with_capacity(rows.len());
    for row in rows {
        let mut found: Vec<EntityRow> = Vec::new();
        for code in [&row.uscc, &row.registration_number].into_iter().flatten() {
            found.extend(entity::by_code(tx, code).await?);
        }
        found.extend(entity::by_name(tx, &row.name_folded).await?);
        let mut candidates: Vec<(String, String, Option<String>)> = Vec::new();
        for one in found {
            if candidates.len() < CANDIDATES && candidates.iter().all(|(id, _, _)| *id != one.public_id) {
                candidates.push((one.public_id, one.name, one.uscc));
            }
        }
        parties.push(Party {
            record: row.public_id,
            position: row.position,
            number: row.document_number,
            name: row.name,
            code: row.uscc,
            candidates,
            may_settle,
        });
    }
    Ok(Unresolved { rows: parties, next })
}
