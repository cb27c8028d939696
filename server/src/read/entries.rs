//! Entries of lists and sections: alone, on their list, on a profile.

use chrono::{DateTime, Utc};
use domain::catalogue::{self, Item};
use domain::disclosure::{Correction, Page, PublicAuthority, PublicEntry};
use domain::text::fold_name;
use serde::Deserialize;

use super::cursor;
use crate::error::{Error, Result};
use crate::state::Core;
use crate::store::entry::{self, EntryRow, Filter};
use crate::store::{After, Tx, authority, ledger, public_entry};

/// Characters of a filter.
const LONGEST_FILTER: usize = 100;

/// Which part of a list is asked for.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ListForm {
    /// A name, a part of one, or a code.
    pub q: Option<String>,
    /// `listed` or `removed`.
    pub state: Option<String>,
    /// A part of the authority's name.
    pub authority: Option<String>,
    /// Where the page before ended.
    pub cursor: Option<String>,
}

/// The item with that code, if it is a list.
pub fn list(code: &str) -> Result<&'static Item> {
    catalogue::item(code).filter(|item| item.nature.is_list()).ok_or(Error::NotFound)
}

/// A page of a list, newest first.
pub async fn of_item(
    core: &Core,
    tx: &mut Tx,
    item: &Item,
    form: &ListForm,
    limit: usize,
) -> Result<Page<PublicEntry>> {
    let filter = filter(form)?;
    let after = form.cursor.as_deref().filter(|text| !text.is_empty()).map(cursor::read).transpose()?;
    let fetched = i64::try_from(limit).unwrap_or(100) + 1;
    let today = core.clock.today();
    let mut rows = entry::of_item(tx, item.code, &filter, after.as_ref(), today, fetched).await?;
    let has_more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| has_more).map(|row| cursor::write(&place(row)));
    Ok(Page { items: public_entry::entries(tx, rows).await?, next })
}

fn filter(form: &ListForm) -> Result<Filter> {
    let state = match form.state.as_deref().unwrap_or_default() {
        "" => None,
        "listed" => Some("published"),
        "removed" => Some("removed"),
        _ => return Err(bad("state", "应为 listed（在列）或 removed（已移出）")),
    };
    let text = form.q.as_deref().map(fold_name).filter(|text| !text.is_empty());
    let authority =
        form.authority.as_deref().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    for (name, typed) in [("q", &text), ("authority", &authority)] {
        if typed.as_ref().is_some_and(|text| text.chars().count() > LONGEST_FILTER) {
            return Err(bad(name, "不能超过 100 个字"));
        }
    }
    Ok(Filter { text, state, authority })
}

fn bad(name: &'static str, reason: &str) -> Error {
    Error::BadParameter { name, reason: reason.to_owned() }
}

/// Where the page after this row starts.
fn place(row: &EntryRow) -> After {
    let day = row.begins_on.or(chrono::NaiveDate::from_ymd_opt(1, 1, 1)).unwrap_or_default();
    After { day, public_id: row.public_id.clone() }
}

/// An item with how much of it is public.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// The item.
    pub item: &'static Item,
    /// How many entries stand.
    pub listed: u64,
    /// How many removals are kept as history.
    pub removed: u64,
    /// When one of them last changed.
    pub updated_at: Option<DateTime<Utc>>,
}

/// Every item of the catalogue with its counts.
pub async fn counted(core: &Core, tx: &mut Tx) -> Result<Vec<Counted>> {
    let counts = entry::counts(tx, core.clock.today()).await?;
    Ok(catalogue::items()
        .iter()
        .map(|item| {
            let mut counted = Counted { item, listed: 0, removed: 0, updated_at: None };
            for (_, state, count, updated_at) in counts.iter().filter(|(code, ..)| code == item.code) {
                let count = u64::try_from(*count).unwrap_or(0);
                if state == "removed" {
                    counted.removed = count;
                } else {
                    counted.listed = count;
                }
                counted.updated_at = counted.updated_at.max(Some(*updated_at));
            }
            counted
        })
        .collect())
}

/// An entry with what its page says of its history.
#[derive(Debug)]
pub struct Shown {
    /// The entry.
    pub entry: PublicEntry,
    /// Its corrections, newest first: which fields, which day.
    pub corrections: Vec<Correction>,
    /// Number of the ledger row that made this version public.
    pub ledger_number: i64,
    /// The authority that decided it.
    pub authority: Option<PublicAuthority>,
}

/// Finds an entry. One that ended answers exactly like one that never was.
pub async fn find(core: &Core, tx: &mut Tx, public_id: &str) -> Result<Shown> {
    let today = core.clock.today();
    let row = entry::public_by_public_id(tx, public_id, today).await?.ok_or(Error::NotFound)?;
    let ids = vec![row.id.clone()];
    let corrections = entry::corrections(tx, &ids).await?;
    let ledger_number = ledger::of_record(tx, &row.id).await?.unwrap_or_default();
    let authority = match &row.authority_id {
        Some(id) => authority_of(tx, id).await?,
        None => None,
    };
    let entry = public_entry::entries(tx, vec![row]).await?.pop().ok_or(Error::NotFound)?;
    let corrections = corrections
        .into_iter()
        .map(|row| Correction {
            corrected_on: domain::calendar::beijing_date(row.corrected_at),
            fields: row.fields.split('；').map(str::to_owned).collect(),
        })
        .collect();
    Ok(Shown { entry, corrections, ledger_number, authority })
}

async fn authority_of(tx: &mut Tx, id: &str) -> Result<Option<PublicAuthority>> {
    let names = authority::names_of(tx, id).await?;
    let rows = authority::by_ids(tx, &[id.to_owned()]).await?;
    Ok(rows.into_iter().next().map(|row| authority::public(row, names)))
}

/// The authorities of some entries, each once and without its earlier names.
pub async fn authorities<'a>(
    tx: &mut Tx,
    entries: impl Iterator<Item = &'a PublicEntry>,
) -> Result<Vec<PublicAuthority>> {
    let mut ids: Vec<String> = entries.filter_map(|entry| entry.authority_id.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = authority::by_public_ids(tx, &ids).await?;
    Ok(rows.into_iter().map(|row| authority::public(row, Vec::new())).collect())
}

/// What an entity has under one item of the catalogue.
#[derive(Debug)]
pub struct OfEntity {
    /// The item.
    pub item: &'static Item,
    /// Its entries, newest first, at most `most`.
    pub entries: Vec<PublicEntry>,
    /// How many stand.
    pub listed: u64,
    /// How many are kept as history.
    pub removed: u64,
}

/// All that an entity has, in the order of the catalogue; items without an entry are left out.
pub async fn of_entity(core: &Core, tx: &mut Tx, entity_id: &str, most: i64) -> Result<Vec<OfEntity>> {
    let today = core.clock.today();
    let counts = entry::counts_of_entities(tx, &[entity_id.to_owned()], today).await?;
    let mut found = Vec::new();
    for item in catalogue::items() {
        let count = |state: &str| -> u64 {
            let of_state = counts.iter().filter(|count| count.item == item.code && count.state == state);
            of_state.map(|count| u64::try_from(count.count).unwrap_or(0)).sum()
        };
        let (listed, removed) = (count("published"), count("removed"));
        if listed + removed > 0 {
            let rows = entry::of_entity(tx, entity_id, item.code, today, most).await?;
            found.push(OfEntity { item, entries: public_entry::entries(tx, rows).await?, listed, removed });
        }
    }
    Ok(found)
}
