//! Entries of one kind as a table whose columns the catalogue names; only columns that hold something.

use domain::catalogue::{Item, Section};
use domain::disclosure::PublicEntry;
use leptos::prelude::*;

use super::decision_words::shortened;
use super::entry_words as words;
use crate::parts;

/// More columns than this do not fit beside each other; the entry's own page holds the rest.
const MOST_COLUMNS: usize = 6;

/// One value of an entry.
struct Cell {
    caption: String,
    text: String,
}

/// A table of the entries; the first column leads to each.
pub(crate) fn table(item: &'static Item, entries: &[PublicEntry]) -> AnyView {
    let rows: Vec<(&PublicEntry, Vec<Cell>)> =
        entries.iter().map(|entry| (entry, cells(item, entry))).collect();
    let mut captions: Vec<String> = Vec::new();
    for cell in rows.iter().flat_map(|(_, cells)| cells) {
        if captions.len() < MOST_COLUMNS && !captions.contains(&cell.caption) {
            captions.push(cell.caption.clone());
        }
    }
    let heads: Vec<AnyView> = captions
        .iter()
        .map(|caption| view! { <th scope="col">{parts::name(caption)}</th> }.into_any())
        .collect();
    let rows: Vec<AnyView> = rows.iter().map(|(entry, cells)| row(item, entry, cells, &captions)).collect();
    view! {
        <table class="stack entry-table">
            <caption class="hidden">{item.label}</caption>
            <thead><tr>{heads}<th scope="col"><span class="hidden">"全文"</span></th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(item: &'static Item, entry: &PublicEntry, cells: &[Cell], captions: &[String]) -> AnyView {
    let value = |caption: &String| {
        cells.iter().find(|cell| cell.caption == *caption).map_or("—", |cell| cell.text.as_str())
    };
    let columns: Vec<AnyView> = captions
        .iter()
        .enumerate()
        .map(|(index, caption)| {
            let value = value(caption);
            let class = if value.parse::<chrono::NaiveDate>().is_ok() { "date" } else { "" };
            let value = parts::name(shortened(value));
            if index == 0 {
                view! { <th scope="row" class=class>{value}</th> }.into_any()
            } else {
                view! { <td data-label=caption.clone() class=class>{value}</td> }.into_any()
            }
        })
        .collect();
    let name = captions.first().map(value).unwrap_or_default().to_owned();
    view! {
        <tr>
            {columns}
            <td data-label="" class="date">
                {words::state_badge(item, entry)}" "
                <a class="no-print" href=format!("/entries/{}", entry.id)>"全文"<span class="hidden">"："{parts::name(shortened(&name))}</span></a>
                " "{parts::objection_link(&entry.id)}
            </td>
        </tr>
    }
    .into_any()
}

/// The values in the order in which a reader wants them: what, by whom, when.
fn cells(item: &'static Item, entry: &PublicEntry) -> Vec<Cell> {
    let captions = item.captions_for(entry.class);
    let cell = |caption: &str, text: Option<String>| {
        let text = text.filter(|text| !text.trim().is_empty())?;
        Some(Cell { caption: caption.to_owned(), text })
    };
    let what = [
        cell(captions.year, entry.year.map(|year| year.to_string())),
        cell(captions.reason, entry.reason.clone()),
    ];
    let own = entry
        .fields
        .iter()
        .chain(on_profile(item, entry))
        .filter(|field| field.code != "data_source")
        .map(|field| cell(&field.caption, Some(field.value.clone())));
    let rest = [
        cell(captions.begins_on, entry.begins_on.map(|day| day.to_string())),
        cell(captions.authority, entry.authority.clone()),
        cell(captions.number, entry.number.clone()),
    ];
    // Day and authority have a place in any case; of the own fields as many as remain.
    let first: Vec<Cell> = what.into_iter().chain(own).flatten().collect();
    let rest: Vec<Cell> = rest.into_iter().flatten().collect();
    let room = MOST_COLUMNS.saturating_sub(rest.len().min(2));
    first.into_iter().take(room).chain(rest).collect()
}

/// Fields that go on pages only belong on the profile where they are no persons' names but what changed.
fn on_profile<'a>(item: &Item, entry: &'a PublicEntry) -> &'a [domain::disclosure::PublicField] {
    if item.section == Section::Registration { &entry.page_fields } else { &[] }
}
