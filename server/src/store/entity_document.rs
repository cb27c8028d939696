//! Entities as the index knows them: names, codes, and the lists that they are on.

use std::collections::HashMap;

use chrono::NaiveDate;
use domain::catalogue::{self, Item, Term};
use domain::disclosure::FormerName;
use domain::entity::{EntityKind, RegistrationStatus};
use domain::search::{EntityDocument, ListBadge, ListMembership};

use super::Tx;
use super::entity::{self, Counts, EntityRow};

/// The entries of an entity on one list and, if they have one, of one year.
#[derive(sqlx::FromRow)]
struct EntryGroup {
    entity_id: String,
    item: String,
    year: Option<i64>,
    without_end: i64,
    last_day: Option<NaiveDate>,
}

impl EntryGroup {
    fn public_until(&self) -> Option<NaiveDate> {
        self.last_day.filter(|_| self.without_end == 0)
    }

    fn year_on(&self, item: &Item) -> Option<i32> {
        self.year.filter(|_| item.term == Term::YearRows).and_then(|year| i32::try_from(year).ok())
    }

    fn membership(&self, item: &Item) -> ListMembership {
        let list = ListBadge {
            code: item.code.to_owned(),
            label: item.label.to_owned(),
            nature: item.nature,
            years: self.year_on(item).into_iter().collect(),
            objection: None,
        };
        ListMembership { list, public_until: self.public_until() }
    }

    /// Another year of the same list: the entity is on it as long as the longest of its entries.
    fn extend(&self, item: &Item, membership: &mut ListMembership) {
        membership.list.years.extend(self.year_on(item));
        membership.public_until = membership.public_until.zip(self.public_until()).map(|(a, b)| a.max(b));
    }
}

/// The lists of the catalogue that these entities are on that day, in its order. What a list keeps as the history of
/// a removal is no place on it, and records such as commitments are no lists.
async fn memberships(
    tx: &mut Tx,
    ids: &[String],
    today: NaiveDate,
) -> sqlx::Result<HashMap<String, Vec<ListMembership>>> {
    let rows: Vec<EntryGroup> = tx
        .select_in(
            "select entity_id, item, year, count(*) - count(public_until) as without_end,
                    max(public_until) as last_day from entry
              where entity_id in",
            &format!(
                "and state = 'published' and (public_until is null or public_until >= '{today}')
                 group by entity_id, item, year order by entity_id, item, year desc"
            ),
            ids,
        )
        .await?;
    let mut lists: HashMap<String, Vec<ListMembership>> = HashMap::new();
    for row in rows {
        let Some(item) = catalogue::item(&row.item).filter(|item| item.nature.is_list()) else { continue };
        let of_entity = lists.entry(row.entity_id.clone()).or_default();
        match of_entity.last_mut() {
            Some(membership) if membership.list.code == item.code => row.extend(item, membership),
            _ => of_entity.push(row.membership(item)),
        }
    }
    let place = |code: &str| catalogue::items().iter().position(|item| item.code == code);
    for of_entity in lists.values_mut() {
        of_entity.sort_by_key(|membership| place(&membership.list.code));
    }
    Ok(lists)
}

/// What the index knows of these entities: no representative, no address.
pub async fn documents(tx: &mut Tx, ids: &[String], today: NaiveDate) -> sqlx::Result<Vec<EntityDocument>> {
    let rows = entity::by_ids(tx, ids).await?;
    let mut names = entity::former_names(tx, ids).await?;
    let mut codes: HashMap<String, Vec<String>> = HashMap::new();
    for row in entity::identifiers_of(tx, ids).await? {
        if row.kind != "uscc" {
            codes.entry(row.entity_id).or_default().push(row.value);
        }
    }
    let counts = entity::public_counts(tx, ids, today).await?;
    let mut lists = memberships(tx, ids, today).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let counts = counts.get(&row.id).copied().unwrap_or_default();
            let former = names.remove(&row.id).unwrap_or_default();
            let codes = codes.remove(&row.id).unwrap_or_default();
            let lists = lists.remove(&row.id).unwrap_or_default();
            EntityDocument { lists, ..document(row, former, codes, counts) }
        })
        .collect())
}

fn document(row: EntityRow, former: Vec<FormerName>, codes: Vec<String>, counts: Counts) -> EntityDocument {
    let kind = EntityKind::from_code(&row.kind).unwrap_or(EntityKind::Other);
    let status = row.status.as_deref().and_then(RegistrationStatus::from_code);
    EntityDocument {
        id: row.public_id,
        name: row.name,
        former_names: former.into_iter().map(|name| name.name).collect(),
        short_name: row.short_name,
        uscc: row.uscc,
        other_codes: codes,
        kind: (kind.code().to_owned(), kind.label().to_owned()),
        status: status.map(|status| (status.code().to_owned(), status.label().to_owned())),
        region: row.region.map(|code| {
            let name = domain::region::name_of(&code).unwrap_or_else(|| code.clone());
            (code, name)
        }),
        established_on: row.established_on,
        // Only whether there are any: the numbers change with every decision and are read from the store.
        licence_count: counts.licences.min(1),
        penalty_count: counts.penalties.min(1),
        lists: Vec::new(),
    }
}
