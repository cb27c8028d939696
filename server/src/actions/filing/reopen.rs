//! A decision that was returned, or is to be corrected, as a draft again.

use domain::approval::ApprovalState;
use domain::decision::{DecisionKind, PartyClass};
use domain::publication::Publication;
use domain::role::Step;

use super::content::{Content, Values};
use super::{FilingError, new_row, own_authority};
use crate::actions::regulator::{Change, Refusal, Regulator};
use crate::record::act::Act;
use crate::secrets::SecretError;
use crate::state::Core;
use crate::store::decision::{self, DecisionRow, PartyRow};
use crate::store::draft::{self, DraftRow};
use crate::store::{Tx, approval};

/// Opens a returned or public decision as a draft; answers the draft's identifier. One that is open already is gone on
/// with. Numbers of persons are taken over as they stand, encrypted: no page shows them, and they stay unless another one
/// is typed. Codes that the record does not keep (税务登记号 and the like) are empty.
///
/// # Errors
/// [`Refusal::State`] for a decision in another state.
pub async fn reopen(core: &Core, regulator: &Regulator, public_id: &str) -> Result<String, FilingError> {
    let own = own_authority(regulator)?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let decision = decision::by_public_id(&mut tx, public_id).await?.ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::File, decision.authority_id.as_deref()).map_err(|_| Refusal::Unknown)?;
    if !matches!(decision.state, Publication::Returned | Publication::Published | Publication::Hidden) {
        return Err(Refusal::State("只有退回的或者公示中的决定可以重新填报".to_owned()).into());
    }
    let kind = DecisionKind::from_code(&decision.kind).ok_or(Refusal::Unknown)?;
    let open = draft::open(&mut tx, std::slice::from_ref(&own)).await?;
    if let Some(row) = open.into_iter().find(|row| row.corrects_id.as_ref() == Some(&decision.id)) {
        return Ok(row.id);
    }
    let content = content(core, &mut tx, kind, &decision).await?;
    let row = new_row(core, regulator, (kind, own), &content, now)?;
    let row = DraftRow { corrects_id: Some(decision.id), ..row };
    draft::add(&mut tx, &row).await?;
    let note = format!("decision {public_id}");
    regulator.note(&mut tx, (Act::DraftReopened, &row.id), Change::none(), note, now).await?;
    tx.commit().await?;
    Ok(row.id)
}

async fn content(
    core: &Core,
    tx: &mut Tx,
    kind: DecisionKind,
    decision: &DecisionRow,
) -> Result<Content, FilingError> {
    let parties = decision::parties(tx, std::slice::from_ref(&decision.id)).await?;
    let asked = approval::of_decision(tx, &decision.id).await?;
    let parties: Result<Vec<Values>, SecretError> =
        parties.iter().map(|party| party_values(core, kind, party)).collect();
    Ok(Content {
        authority_id: decision.authority_id.clone().unwrap_or_default(),
        decision: serde_json::from_str(&decision.fields).unwrap_or_default(),
        parties: parties?,
        word: asked
            .last()
            .filter(|row| row.state == ApprovalState::Returned)
            .and_then(|row| row.note.clone()),
        ..Content::default()
    })
}

fn party_values(core: &Core, kind: DecisionKind, party: &PartyRow) -> Result<Values, SecretError> {
    let class = PartyClass::from_code(&party.class).map_or("", PartyClass::label);
    let person = number(core, party.person_number_cipher.as_deref())?;
    let representative = number(core, party.representative_number_cipher.as_deref())?;
    let pairs = [
        ("XDR_MC", party.name.clone()),
        ("XDR_LB", class.to_owned()),
        ("XDR_SHXYM", party.uscc.clone().unwrap_or_default()),
        ("XDR_GSZC", party.registration_number.clone().unwrap_or_default()),
        ("FRDB", party.representative.clone().unwrap_or_default()),
        ("XDR_ZJLX", person.0),
        ("XDR_ZJHM", person.1),
        ("FR_ZJLX", representative.0),
        ("FR_ZJHM", representative.1),
    ];
    let values = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    Ok(values.map(|(short, value)| (format!("{}_{short}", kind.table()), value)).collect())
}

/// A stored number, with the kind of document before it.
fn number(core: &Core, cipher: Option<&str>) -> Result<(String, String), SecretError> {
    let Some(cipher) = cipher else { return Ok((String::new(), String::new())) };
    let plain = core.keeper.decrypt(cipher)?;
    let (kind, number) = plain.split_once('|').unwrap_or(("", &plain));
    Ok((kind.to_owned(), number.to_owned()))
}
