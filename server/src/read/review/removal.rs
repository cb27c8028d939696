//! What a second person is asked for about an entry of a list.

use app::desk::queue::item::{Item, Shown};
use domain::approval::Purpose;
use domain::catalogue::{self, History};
use domain::decision::PartyClass;
use domain::leaving::RemovalGround;
use domain::privacy::mask_name;

use super::{decide, deciders, filed, may_give_up, request};
use crate::actions::approval::Leaving;
use crate::actions::regulator::{Refusal, Regulator};
use crate::read::whose::Names;
use crate::store::Tx;
use crate::store::approval::ApprovalRow;
use crate::store::entry::{self, EntryRow};

/// The request as its page shows it.
pub(super) async fn load(tx: &mut Tx, regulator: &Regulator, row: &ApprovalRow) -> Result<Item, Refusal> {
    let purpose = Purpose::Remove;
    let found = entry::by_ids(tx, std::slice::from_ref(&row.record_id)).await?.pop();
    let found = found.ok_or(Refusal::Unknown)?;
    let item = catalogue::item(&found.item).ok_or(Refusal::Unknown)?;
    let leaving = Leaving::of(row).ok_or(Refusal::Unknown)?;
    let names = Names::load(tx, [row.submitted_by.clone()]).await?;
    Ok(Item {
        id: row.id.clone(),
        purpose: (purpose.code(), purpose.label()),
        state: row.state.label(purpose).to_owned(),
        record: found.public_id.clone(),
        path: format!("/entries/{}", found.public_id),
        number: label(&found),
        authority: found.authority_name.clone().unwrap_or_else(|| item.source.to_owned()),
        kind: item.label,
        shown: Shown::Nothing(shown(&found, &leaving).to_owned()),
        inside: Vec::new(),
        ticked: Vec::new(),
        due: None,
        late: None,
        filed: filed(row, &names),
        batch: None,
        changed: Vec::new(),
        request: request(purpose, &leaving),
        decide: decide(regulator, purpose, row),
        reopen: None,
        may_give_up: may_give_up(regulator, purpose, row),
        others: deciders(tx, row).await?,
        note: row.note.clone().filter(|note| !note.is_empty()),
        faults: Vec::new(),
    })
}

/// The entry in a title: its number, if it has one, and whom it is about.
pub(crate) fn label(row: &EntryRow) -> String {
    let is_person = row.class == PartyClass::NaturalPerson.code();
    let name = if is_person { mask_name(&row.name) } else { row.name.clone() };
    row.number.iter().cloned().chain([name]).collect::<Vec<_>>().join(" ")
}

fn shown(row: &EntryRow, leaving: &Leaving) -> &'static str {
    let keeps = catalogue::item(&row.item).is_some_and(|item| item.history == History::KeepsRemovals);
    let ground = leaving.ground.as_deref().and_then(RemovalGround::from_code);
    if keeps && ground.is_some_and(RemovalGround::is_history) {
        "“已移出”：列入的内容，加上移出日期、移出原因和机关；这个名录按规定保留移出记录。"
    } else {
        "什么也看不到：条目离开名录，不留痕迹。"
    }
}
