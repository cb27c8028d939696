//! Lists and entries of the catalogue as JSON.

use axum::Json;
use axum::extract::State;
use domain::disclosure::{Correction, Page, PublicAuthority, PublicEntry};
use serde::{Deserialize, Serialize};

use super::PER_PAGE;
use crate::error::{Error, Result};
use crate::read::entities;
use crate::read::entries::{self, Counted, ListForm};
use crate::state::AppState;
use crate::web::extract::{Path, Query};

/// A kind of information, as the catalogue describes it, with how much of it is public.
#[derive(Debug, Serialize)]
pub(super) struct ItemAnswer {
    code: &'static str,
    label: &'static str,
    section: &'static str,
    nature: &'static str,
    legal_basis: &'static str,
    source: &'static str,
    term: &'static str,
    listed: u64,
    removed: u64,
}

impl From<Counted> for ItemAnswer {
    fn from(counted: Counted) -> Self {
        let Counted { item, listed, removed, .. } = counted;
        Self {
            code: item.code,
            label: item.label,
            section: item.section.code(),
            nature: item.nature.code(),
            legal_basis: item.legal_basis,
            source: item.source,
            term: item.term_text,
            listed,
            removed,
        }
    }
}

/// `GET /api/v1/lists`: every item of the catalogue; those whose nature is a list have a page.
pub(super) async fn lists(State(state): State<AppState>) -> Result<Json<Page<ItemAnswer>>> {
    let mut tx = state.core.db.read().await?;
    let items = entries::counted(&state.core, &mut tx).await?.into_iter().map(ItemAnswer::from).collect();
    Ok(Json(Page { items, next: None }))
}

/// How many entries an answer holds.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Limit {
    limit: Option<usize>,
}

/// `GET /api/v1/lists/{code}?q=&state=&authority=&limit=&cursor=`
pub(super) async fn list(
    State(state): State<AppState>,
    Path(code): Path<String>,
    Query(form): Query<ListForm>,
    Query(Limit { limit }): Query<Limit>,
) -> Result<Json<Page<PublicEntry>>> {
    let item = entries::list(&code)?;
    let mut tx = state.core.db.read().await?;
    let limit = limit.unwrap_or(PER_PAGE).clamp(1, 100);
    Ok(Json(entries::of_item(&state.core, &mut tx, item, &form, limit).await?))
}

/// An entry with its history.
#[derive(Debug, Serialize)]
pub(super) struct EntryAnswer {
    #[serde(flatten)]
    entry: PublicEntry,
    authority_contact: Option<PublicAuthority>,
    corrections: Vec<Correction>,
    ledger_number: i64,
}

/// `GET /api/v1/entries/{id}`
pub(super) async fn entry(
    State(state): State<AppState>,
    Path(id): Path<String>,
) -> Result<Json<EntryAnswer>> {
    let mut tx = state.core.db.read().await?;
    let shown = entries::find(&state.core, &mut tx, &id).await?;
    Ok(Json(EntryAnswer {
        entry: shown.entry,
        authority_contact: shown.authority,
        corrections: shown.corrections,
        ledger_number: shown.ledger_number,
    }))
}

/// What an entity has under one item.
#[derive(Debug, Serialize)]
pub(super) struct SectionAnswer {
    item: &'static str,
    label: &'static str,
    section: &'static str,
    listed: u64,
    removed: u64,
    entries: Vec<PublicEntry>,
}

/// Entries of one item in an answer about an entity: more than the records of any one firm that we know.
const MOST_OF_ENTITY: i64 = 500;

/// `GET /api/v1/entities/{id}/entries`: all lists and sections of an entity.
pub(super) async fn of_entity(
    State(state): State<AppState>,
    Path(key): Path<String>,
) -> Result<Json<Page<SectionAnswer>>> {
    let mut tx = state.core.db.read().await?;
    let entities::Found::Profile(_, id) = entities::find(&state.core, &mut tx, &key).await? else {
        return Err(Error::NotFound);
    };
    let sections = entries::of_entity(&state.core, &mut tx, &id, MOST_OF_ENTITY).await?;
    let items = sections
        .into_iter()
        .map(|section| SectionAnswer {
            item: section.item.code,
            label: section.item.label,
            section: section.item.section.code(),
            listed: section.listed,
            removed: section.removed,
            entries: section.entries,
        })
        .collect();
    Ok(Json(Page { items, next: None }))
}
