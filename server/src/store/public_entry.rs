//! From rows of entries to what the public may see of them: the one place where `PublicEntry` is made.

use std::collections::{BTreeMap, HashMap};

use domain::catalogue;
use domain::decision::PartyClass;
use domain::disclosure::{EntityLink, EntryState, PublicEntry, PublicRemoval};

use super::entry::EntryRow;
use super::{Tx, authority, entity, objection};

/// What lists and pages show of these entries, in their order. The rows must be public.
pub async fn entries(tx: &mut Tx, rows: Vec<EntryRow>) -> sqlx::Result<Vec<PublicEntry>> {
    let mut entity_ids: Vec<String> = rows.iter().filter_map(|row| row.entity_id.clone()).collect();
    entity_ids.sort_unstable();
    entity_ids.dedup();
    let entities: HashMap<String, EntityLink> = entity::by_ids(tx, &entity_ids)
        .await?
        .into_iter()
        .map(|row| (row.id, EntityLink { id: row.public_id, name: row.name }))
        .collect();
    let mut authority_ids: Vec<String> = rows.iter().filter_map(|row| row.authority_id.clone()).collect();
    authority_ids.sort_unstable();
    authority_ids.dedup();
    let authorities: HashMap<String, String> =
        authority::by_ids(tx, &authority_ids).await?.into_iter().map(|row| (row.id, row.public_id)).collect();
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let marks = objection::marks(tx, &ids).await?;
    Ok(rows
        .into_iter()
        .filter_map(|row| {
            let objection = marks.get(&row.id).copied();
            let entry = public_entry(row, &entities, &authorities)?;
            Some(PublicEntry { objection, ..entry })
        })
        .collect())
}

fn public_entry(
    row: EntryRow,
    entities: &HashMap<String, EntityLink>,
    authorities: &HashMap<String, String>,
) -> Option<PublicEntry> {
    let item = catalogue::item(&row.item)?;
    let class = PartyClass::from_code(&row.class)?;
    let state = if row.state == "removed" { EntryState::Removed } else { EntryState::Listed };
    let values: BTreeMap<String, String> = serde_json::from_str(&row.fields).unwrap_or_default();
    let (fields, page_fields) = item.public_fields(&values, class);
    let is_person = class == PartyClass::NaturalPerson;
    Some(PublicEntry {
        removal: removal(&row),
        fields,
        page_fields,
        id: row.public_id,
        item: item.code.to_owned(),
        item_label: item.label.to_owned(),
        section: item.section,
        nature: item.nature,
        name: if is_person { domain::privacy::mask_name(&row.name) } else { row.name },
        class,
        uscc: row.uscc,
        entity: row.entity_id.as_ref().and_then(|id| entities.get(id)).cloned(),
        number: row.number,
        reason_code: row.reason_code,
        reason: row.reason,
        authority: row.authority_name,
        authority_id: row.authority_id.as_ref().and_then(|id| authorities.get(id)).cloned(),
        begins_on: row.begins_on,
        public_until: row.public_until,
        year: row.year.and_then(|year| i32::try_from(year).ok()),
        state,
        published_at: row.published_at?,
        received_at: row.received_at,
        version: row.version,
        taken_over: row.taken_over,
        objection: None,
    })
}

fn removal(row: &EntryRow) -> Option<PublicRemoval> {
    Some(PublicRemoval {
        on: row.removed_on?,
        reason_code: row.removed_reason_code.clone(),
        reason: row.removed_reason.clone(),
        number: row.removed_number.clone(),
        authority: row.removed_authority.clone(),
    })
}
