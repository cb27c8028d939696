//! The one time line of a profile: decisions, list entries, removals, changes, reports.

use std::cmp::Reverse;

use chrono::NaiveDate;
use domain::catalogue::{Nature, Section};
use domain::disclosure::PublicEntry;
use leptos::prelude::*;

use super::entry_words as words;
use crate::page::{Entity, EntrySection, Tone};
use crate::parts;

/// More events than this are told by the sections only.
const MOST_EVENTS: usize = 40;

/// One event.
struct Event {
    on: NaiveDate,
    label: String,
    detail: Option<String>,
    href: Option<String>,
    tone: Tone,
}

/// Newest first, or nothing where nothing has a day.
pub(crate) fn section(entity: &Entity) -> AnyView {
    let mut events = events(entity);
    if events.is_empty() {
        return parts::nothing();
    }
    events.sort_by_key(|event| Reverse(event.on));
    let is_cut = events.len() > MOST_EVENTS;
    events.truncate(MOST_EVENTS);
    let events: Vec<AnyView> = events.into_iter().map(item).collect();
    view! {
        <section aria-labelledby="timeline">
            <h2 id="timeline">"时间线"</h2>
            <ol class="timeline">{events}</ol>
            {is_cut.then(|| view! { <p class="muted">"更早的见各部分。"</p> })}
        </section>
    }
    .into_any()
}

fn item(event: Event) -> AnyView {
    let class = if event.tone == Tone::Warning { "red" } else { "" };
    let label = match event.href {
        Some(href) => parts::name_link(href, event.label),
        None => parts::name(event.label),
    };
    let detail = event.detail.map(|detail| view! { <small>{parts::name(detail)}</small> });
    view! { <li class=class>{parts::table_day(event.on)}{label}{detail}</li> }.into_any()
}

fn events(entity: &Entity) -> Vec<Event> {
    let given = entity.timeline.iter().map(|entry| Event {
        on: entry.on,
        label: entry.label.clone(),
        detail: entry.detail.clone(),
        href: None,
        tone: entry.tone,
    });
    let own = entity.sections.iter().flat_map(|section| {
        section.entries.iter().flat_map(move |entry| [begins(section, entry), ends(section, entry)])
    });
    given.chain(own.flatten()).collect()
}

fn begins(section: &EntrySection, entry: &PublicEntry) -> Option<Event> {
    let item = section.item;
    let is_adverse = item.nature == Nature::AdverseList;
    let label = match (item.nature, item.section, entry.year) {
        (Nature::AdverseList, ..) => {
            format!(
                "{}：{}",
                words::label(item, entry.class),
                words::event_word(item.captions_for(entry.class).begins_on)
            )
        }
        (_, Section::AnnualReport, Some(year)) => format!("公示 {year} 年度报告"),
        (_, _, Some(year)) => format!("{year} 年度{}", item.label),
        _ => item.label.to_owned(),
    };
    Some(Event {
        on: entry.begins_on?,
        label,
        detail: entry.reason.clone().or_else(|| entry.number.clone()),
        href: Some(format!("/entries/{}", entry.id)),
        tone: if is_adverse { Tone::Warning } else { Tone::Plain },
    })
}

fn ends(section: &EntrySection, entry: &PublicEntry) -> Option<Event> {
    let removal = entry.removal.as_ref()?;
    let item = section.item;
    let caption = words::event_word(item.captions_for(entry.class).removed_on);
    Some(Event {
        on: removal.on,
        label: format!("{}：{caption}", words::label(item, entry.class)),
        detail: removal.reason.clone(),
        href: Some(format!("/entries/{}", entry.id)),
        tone: Tone::Plain,
    })
}
