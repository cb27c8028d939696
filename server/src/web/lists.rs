//! Pages of lists, of their entries, and the guide.

use app::{EntryPage, EntrySection, GuideTopic, List, ListFilter, ListMonth, ListRow, Lists, Page};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::catalogue::{History, Item};
use domain::disclosure::PublicAuthority;

use super::pages::{Site, ok, page};
use super::{failed, list_csv};
use crate::error::{Error, Result};
use crate::read::entries::{self, Counted, ListForm};
use crate::read::month::Month;
use crate::state::{AppState, Core};
use crate::store::{Tx, entry as entry_store};
use crate::web::extract::{Path, Query};

/// Entries on a page of a list.
const PER_PAGE: usize = 50;
/// Months of additions and removals.
const MONTHS: usize = 12;
/// Entries of one item on a profile.
const ON_PROFILE: i64 = 20;

/// `GET /lists`
pub async fn lists(State(state): Site, uri: Uri, headers: HeaderMap) -> Response {
    page(&state, &uri, &headers, async {
        let mut tx = state.core.db.read().await?;
        let rows = entries::counted(&state.core, &mut tx).await?.into_iter().map(row).collect();
        Ok(ok(Page::Lists(Lists { rows })))
    })
    .await
}

/// An item with its counts, as the pages take it.
pub(super) fn row(counted: Counted) -> ListRow {
    let Counted { item, listed, removed, updated_at } = counted;
    ListRow { item, listed, removed, updated_at }
}

/// `GET /lists/{code}?q=&state=&authority=&cursor=`, and the same whole as `/lists/{code}.csv`
pub async fn list(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Path(code): Path<String>,
    Query(form): Query<ListForm>,
) -> Response {
    if let Some(code) = code.strip_suffix(".csv") {
        return match whole(&state, code, form).await {
            Ok(response) => response,
            Err(error) => failed(&state, uri.path(), &headers, error),
        };
    }
    page(&state, &uri, &headers, async {
        let item = entries::list(&code)?;
        let mut tx = state.core.db.read().await?;
        let shown = entries::of_item(&state.core, &mut tx, item, &form, PER_PAGE).await?;
        let counted = entries::counted(&state.core, &mut tx).await?;
        let counted = counted.into_iter().find(|counted| counted.item.code == item.code);
        let counted = counted.ok_or(Error::NotFound)?;
        let months = months(&state.core, &mut tx, item).await?;
        Ok(ok(Page::List(List {
            item,
            is_first_page: form.cursor.is_none(),
            filter: ListFilter {
                text: form.q.unwrap_or_default(),
                state: form.state.unwrap_or_default(),
                authority: form.authority.unwrap_or_default(),
            },
            entries: shown.items,
            next: shown.next,
            listed: counted.listed,
            removed: counted.removed,
            updated_at: counted.updated_at,
            months,
        })))
    })
    .await
}

async fn whole(state: &AppState, code: &str, form: ListForm) -> Result<Response> {
    list_csv::file(state, entries::list(code)?, form).await
}

async fn months(core: &Core, tx: &mut Tx, item: &Item) -> Result<Vec<ListMonth>> {
    let today = core.clock.today();
    let mut month = Month::of(today);
    let mut months = Vec::with_capacity(MONTHS);
    for _ in 0..MONTHS {
        let period = (month.first(), month.next().first());
        let (added, removed) = entry_store::changes_in(tx, item.code, period, today).await?;
        let number = |count: i64| u64::try_from(count).unwrap_or(0);
        months.push(ListMonth {
            month: month.label(),
            added: number(added),
            removed: (item.history == History::KeepsRemovals).then(|| number(removed)),
        });
        month = month.previous();
    }
    months.reverse();
    Ok(months)
}

/// `GET /entries/{id}`; one that ended answers like one that never was.
pub async fn entry(State(state): Site, uri: Uri, headers: HeaderMap, Path(id): Path<String>) -> Response {
    page(&state, &uri, &headers, async {
        let mut tx = state.core.db.read().await?;
        let shown = entries::find(&state.core, &mut tx, &id).await?;
        let item = domain::catalogue::item(&shown.entry.item).ok_or(Error::NotFound)?;
        Ok(ok(Page::Entry(EntryPage {
            item,
            entry: shown.entry,
            corrections: shown.corrections,
            ledger_number: shown.ledger_number,
            authority: shown.authority,
        })))
    })
    .await
}

/// What an entity has, as its profile shows it, and the authorities that stand behind it.
pub(super) async fn sections(
    core: &Core,
    tx: &mut Tx,
    entity_id: &str,
) -> Result<(Vec<EntrySection>, Vec<PublicAuthority>)> {
    let found = entries::of_entity(core, tx, entity_id, ON_PROFILE).await?;
    let authorities = entries::authorities(tx, found.iter().flat_map(|section| &section.entries)).await?;
    let sections = found
        .into_iter()
        .map(|section| EntrySection {
            item: section.item,
            entries: section.entries,
            listed: section.listed,
            removed: section.removed,
        })
        .collect();
    Ok((sections, authorities))
}

/// `GET /guide`
pub async fn guide(State(state): Site, uri: Uri, headers: HeaderMap) -> Response {
    page(&state, &uri, &headers, async { Ok(ok(Page::Guide(GuideTopic::Overview))) }).await
}

/// `GET /guide/{topic}`
pub async fn guide_topic(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Path(topic): Path<String>,
) -> Response {
    page(&state, &uri, &headers, async {
        let topic = GuideTopic::from_code(&topic).ok_or(Error::NotFound)?;
        Ok(ok(Page::Guide(topic)))
    })
    .await
}
