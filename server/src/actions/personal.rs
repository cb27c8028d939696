//! Looking at non-public fields of a person: a purpose is asked for and recorded, the fields are shown once
//! (RULES 7: every view of non-public fields is logged).

use domain::decision::PartyClass;
use domain::role::Step;

use super::ask;
use super::regulator::{Change, Refusal, Regulator};
use crate::record::act::Act;
use crate::state::Core;
use crate::store::decision::{self, PartyRow};

/// The fewest characters of a purpose: a word that says something.
const SHORTEST_PURPOSE: usize = 4;
/// The most characters of it.
const LONGEST_PURPOSE: usize = 200;

/// What is known of a person inside. Never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Personal {
    /// Which party.
    pub position: i64,
    /// 自然人, 法定代表人 …
    pub who: &'static str,
    /// The name.
    pub name: String,
    /// Kind of document, such as 身份证.
    pub kind: String,
    /// Its number.
    pub number: String,
}

impl std::fmt::Debug for Personal {
    /// Without the person.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Personal").field("position", &self.position).finish_non_exhaustive()
    }
}

/// Decrypts what is kept of the persons of a record, after noting who looks and what for.
pub async fn reveal(
    core: &Core,
    regulator: &Regulator,
    public_id: &str,
    purpose: &str,
) -> Result<Vec<Personal>, Refusal> {
    let now = core.clock.now();
    let purpose = purpose.trim();
    let length = purpose.chars().count();
    if !(SHORTEST_PURPOSE..=LONGEST_PURPOSE).contains(&length) {
        let sentence = format!("请写明查询目的，{SHORTEST_PURPOSE} 至 {LONGEST_PURPOSE} 个字");
        return Err(Refusal::State(sentence));
    }
    let mut tx = core.db.write().await?;
    let row = ask::record(&mut tx, regulator, Step::ReadPersonalData, public_id).await?;
    let parties = decision::parties(&mut tx, std::slice::from_ref(&row.id)).await?;
    // The purpose itself may name somebody: what the scanner finds is masked in the trail.
    let note = domain::privacy::mask_findings(purpose);
    regulator.note(&mut tx, (Act::ReadPersonalData, &row.id), Change::none(), note, now).await?;
    tx.commit().await?;
    Ok(parties.iter().flat_map(|party| of_party(core, party)).collect())
}

fn of_party(core: &Core, party: &PartyRow) -> Vec<Personal> {
    let own = (party.class == PartyClass::NaturalPerson.code())
        .then(|| known(core, party.position, ("自然人", &party.name), party.person_number_cipher.as_deref()));
    let representative = party.representative.as_deref().map(|name| {
        known(
            core,
            party.position,
            ("法定代表人（负责人）", name),
            party.representative_number_cipher.as_deref(),
        )
    });
    own.into_iter().chain(representative).collect()
}

fn known(core: &Core, position: i64, (who, name): (&'static str, &str), cipher: Option<&str>) -> Personal {
    let plain = cipher.and_then(|cipher| core.keeper.decrypt(cipher).ok()).unwrap_or_default();
    let (kind, number) = plain.split_once('|').unwrap_or_default();
    Personal { position, who, name: name.to_owned(), kind: kind.to_owned(), number: number.to_owned() }
}
