//! A list, as far as its filter goes, as CSV: read page by page while it is sent.

use std::io;

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::catalogue::{Item, Visibility};
use domain::decision::PartyClass;
use domain::disclosure::{EntryState, Page, PublicEntry};
use tokio::sync::OwnedSemaphorePermit;

use super::search_csv::{lines, place};
use super::sending::{self, Pipe};
use crate::error::Result;
use crate::read::entries::{self, ListForm};
use crate::sheets;
use crate::state::AppState;

/// Entries that are read at a time.
const ENTRIES: usize = 200;

/// The file.
pub(super) async fn file(state: &AppState, item: &'static Item, form: ListForm) -> Result<Response> {
    let place = place()?;
    let form = ListForm { cursor: None, ..form };
    // The first page before the status: what is wrong with the question is answered as such.
    let first = page(state, item, &form).await?;
    let name = format!("attachment; filename=\"{}.csv\"", item.code);
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, name)];
    let state = state.clone();
    let body: Body = sending::body(|| true, move |pipe| write(state, item, form, first, pipe, place));
    Ok((headers, body).into_response())
}

async fn page(state: &AppState, item: &Item, form: &ListForm) -> Result<Page<PublicEntry>> {
    let mut tx = state.core.db.read().await?;
    entries::of_item(&state.core, &mut tx, item, form, ENTRIES).await
}

async fn write(
    state: AppState,
    item: &'static Item,
    mut form: ListForm,
    mut shown: Page<PublicEntry>,
    mut pipe: Pipe,
    _place: OwnedSemaphorePermit,
) -> io::Result<()> {
    let base = state.serve.base_url.trim_end_matches('/');
    pipe.write("\u{feff}".as_bytes()).await?;
    pipe.write(&lines([headings(item)])?).await?;
    loop {
        let rows = shown.items.iter().map(|entry| row(item, entry, base));
        pipe.write(&lines(rows)?).await?;
        let Some(next) = shown.next else { return Ok(()) };
        form.cursor = Some(next);
        shown = page(&state, item, &form).await.map_err(io::Error::other)?;
    }
}

fn headings(item: &Item) -> Vec<&'static str> {
    let captions = &item.captions;
    let mut headings = vec![
        "名称",
        "统一社会信用代码",
        "主体类别",
        "状态",
        captions.begins_on,
        captions.year,
        captions.number,
        captions.reason,
        captions.authority,
        "公示截止日",
        captions.removed_on,
        captions.removed_reason,
    ];
    headings.extend(own_fields(item).map(|(_, caption)| caption));
    headings.extend(["异议处理中", "网址"]);
    headings
}

/// Codes and captions of the item's own fields that everybody may see.
fn own_fields(item: &Item) -> impl Iterator<Item = (&'static str, &'static str)> {
    item.fields
        .iter()
        .filter(|field| {
            matches!(
                field.visibility_for(PartyClass::Organisation),
                Visibility::Public | Visibility::ByChoice(_)
            )
        })
        .map(|field| (field.code, field.caption))
}

fn row(item: &Item, entry: &PublicEntry, base: &str) -> Vec<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
    let removal = entry.removal.as_ref();
    let mut row = vec![
        entry.name.clone(),
        text(&entry.uscc),
        entry.class.label().to_owned(),
        if entry.state == EntryState::Removed { "已移出" } else { "在列" }.to_owned(),
        day(entry.begins_on),
        entry.year.map(|year| year.to_string()).unwrap_or_default(),
        text(&entry.number),
        text(&entry.reason),
        text(&entry.authority),
        day(entry.public_until),
        day(removal.map(|removal| removal.on)),
        removal.and_then(|removal| removal.reason.clone()).unwrap_or_default(),
    ];
    row.extend(own_fields(item).map(|(code, _)| {
        entry.fields.iter().find(|own| own.code == code).map(|own| own.value.clone()).unwrap_or_default()
    }));
    row.push(day(entry.objection.map(|mark| mark.since)));
    row.push(format!("{base}/entries/{}", entry.id));
    row.into_iter().map(|cell| sheets::neutral(&cell)).collect()
}
