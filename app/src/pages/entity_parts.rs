//! The parts of a profile in the order of the national report; an empty part says so and nothing more (RULES 6.4).

use domain::catalogue::{Item, Nature, Section};
use domain::disclosure::{EntryState, PublicAuthority, PublicEntry};
use leptos::prelude::*;

use super::{entity_reports, entry_table, entry_words as words};
use crate::address;
use crate::page::{Entity, EntrySection, PageContext};
use crate::parts::{self, BadgeTone, badge};
use crate::text;

/// The parts that a profile always has, in the order of the report.
pub(crate) const PARTS: [Section; 8] = [
    Section::Administration,
    Section::Honesty,
    Section::SeriousDishonesty,
    Section::AbnormalOperation,
    Section::Commitment,
    Section::Evaluation,
    Section::Judgment,
    Section::Other,
];

/// The address of a part within the page.
pub(crate) fn anchor(part: Section) -> String {
    format!("part-{}", part.code())
}

/// The kinds of information of a part that hold something.
fn of(entity: &Entity, part: Section) -> impl Iterator<Item = &EntrySection> {
    entity.sections.iter().filter(move |section| section.item.section == part && !section.entries.is_empty())
}

/// Entries of the catalogue in a part that are in force.
pub(crate) fn listed(entity: &Entity, part: Section) -> u64 {
    of(entity, part).map(|section| section.listed).sum()
}

/// Removals in a part that are kept.
pub(crate) fn removed(entity: &Entity, part: Section) -> u64 {
    of(entity, part).map(|section| section.removed).sum()
}

/// True while the party is on an adverse list of that part.
pub(crate) fn warns(entity: &Entity, part: Section) -> bool {
    of(entity, part).any(|section| section.item.nature == Nature::AdverseList && section.listed > 0)
}

/// A badge for each list that it is on now.
pub(crate) fn badges(entity: &Entity) -> Vec<AnyView> {
    let on_now = entity.sections.iter().filter(|section| section.listed > 0 && section.item.nature.is_list());
    on_now
        .map(|section| {
            let tone =
                if section.item.nature == Nature::AdverseList { BadgeTone::Red } else { BadgeTone::Blue };
            badge(label(section), tone)
        })
        .collect()
}

/// What the kind is called for this party.
fn label(section: &EntrySection) -> &'static str {
    section.entries.first().map_or(section.item.label, |entry| words::label(section.item, entry.class))
}

/// A part with its kinds; `before` is what it holds beside the catalogue.
pub(crate) fn part(context: &PageContext, entity: &Entity, part: Section) -> AnyView {
    let kinds: Vec<AnyView> = kinds(context, entity, part);
    if kinds.is_empty() {
        return empty(part);
    }
    let total = format!("{} 条", text::thousands(listed(entity, part) + removed(entity, part)));
    let id = anchor(part);
    view! {
        <section class="part" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{part.label()}<small>{total}</small></h2>
            {kinds}
        </section>
    }
    .into_any()
}

/// The kinds of a part below a heading that stands already.
pub(crate) fn kinds(context: &PageContext, entity: &Entity, part: Section) -> Vec<AnyView> {
    of(entity, part).map(|section| kind(context, entity, section)).collect()
}

fn empty(part: Section) -> AnyView {
    view! {
        <section class="part part-empty">
            <h2 id=anchor(part)>{part.label()}<small>"查询期内无相关信息"</small></h2>
        </section>
    }
    .into_any()
}

fn kind(context: &PageContext, entity: &Entity, section: &EntrySection) -> AnyView {
    let item = section.item;
    let body = match (item.nature, item.section) {
        (Nature::AdverseList, _) => adverse(context, entity, section),
        (_, Section::AnnualReport) => entity_reports::table(section),
        _ => entry_table::table(item, &section.entries),
    };
    // A part of one kind has its name already.
    let class = if label(section) == item.section.label() { "hidden" } else { "" };
    view! {
        <div class="kind">
            <h3 class=class>{label(section)}<small>{counts(section)}</small></h3>
            <p class="by">{item.provided_by.sentence()}</p>
            {body}
            {rest(entity, section)}
        </div>
    }
    .into_any()
}

fn counts(section: &EntrySection) -> String {
    let own =
        section.entries.first().map_or(section.item, |entry| words::own_item(section.item, entry.class));
    let listed = format!("{} {} 条", words::listed_word(own), text::thousands(section.listed));
    if section.removed == 0 {
        return listed;
    }
    format!("{listed}，{} {} 条", words::removed_word(own), text::thousands(section.removed))
}

/// What is in force as cards, removals as a table.
fn adverse(context: &PageContext, entity: &Entity, section: &EntrySection) -> AnyView {
    let (in_force, removed): (Vec<&PublicEntry>, Vec<&PublicEntry>) =
        section.entries.iter().partition(|entry| entry.state == EntryState::Listed);
    let cards: Vec<AnyView> = in_force
        .into_iter()
        .enumerate()
        .map(|(index, entry)| {
            let authority = authority(entity, entry);
            // What the list is and how one gets off is told once; whom to ask, on every card.
            let answers = match index {
                0 => words::answers(context, section.item, entry, authority),
                _ => words::whom_to_ask(section.item, entry, authority),
            };
            card(section.item, entry, answers)
        })
        .collect();
    view! { {cards}{removals(section, &removed)} }.into_any()
}

/// Who decided on the entry, with its telephone.
fn authority<'a>(entity: &'a Entity, entry: &PublicEntry) -> Option<&'a PublicAuthority> {
    let id = entry.authority_id.as_ref()?;
    entity.authorities.iter().find(|authority| authority.id == *id)
}

fn card(item: &'static Item, entry: &PublicEntry, answers: AnyView) -> AnyView {
    let title = entry.number.clone().unwrap_or_else(|| words::label(item, entry.class).to_owned());
    view! {
        <article class=words::card_class(item, entry.state) aria-label=format!("条目 {title}")>
            <div class="title">
                <h4>{parts::name_link(format!("/entries/{}", entry.id), title.clone())}</h4>
                {words::state_badge(item, entry)}
            </div>
            {words::say(item, entry)}
            {answers}
        </article>
    }
    .into_any()
}

fn removals(section: &EntrySection, removed: &[&PublicEntry]) -> AnyView {
    let Some(first) = removed.first() else {
        return parts::nothing();
    };
    let captions = section.item.captions_for(first.class);
    let rows: Vec<AnyView> = removed.iter().map(|entry| removal(section, entry)).collect();
    view! {
        <table class="stack">
            <caption class="hidden">{captions.removed_reason}</caption>
            <thead>
                <tr>
                    <th scope="col">{captions.reason}</th>
                    <th scope="col">{captions.begins_on}</th>
                    <th scope="col">{captions.removed_reason}</th>
                    <th scope="col">{captions.removed_on}</th>
                    <th scope="col">"状态"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn removal(section: &EntrySection, entry: &PublicEntry) -> AnyView {
    let captions = section.item.captions_for(entry.class);
    let removal = entry.removal.as_ref();
    let dash = || "—".into_any();
    let reason = entry.reason.clone().unwrap_or_else(|| "全文".to_owned());
    let why = removal.and_then(|removal| removal.reason.as_deref()).map_or_else(dash, parts::name);
    view! {
        <tr>
            <th scope="row">{parts::name_link(format!("/entries/{}", entry.id), reason)}</th>
            <td data-label=captions.begins_on class="date">{entry.begins_on.map_or_else(dash, parts::table_day)}</td>
            <td data-label=captions.removed_reason>{why}</td>
            <td data-label=captions.removed_on class="date">{removal.map_or_else(dash, |removal| parts::table_day(removal.on))}</td>
            <td data-label="状态">{words::state_badge(section.item, entry)}</td>
        </tr>
    }
    .into_any()
}

/// How many are not on the page, and where they are.
fn rest(entity: &Entity, section: &EntrySection) -> AnyView {
    let shown = u64::try_from(section.entries.len()).unwrap_or(u64::MAX);
    let rest = (section.listed + section.removed).saturating_sub(shown);
    if rest == 0 {
        return parts::nothing();
    }
    let count = format!("另有 {} 条较早的，", text::thousands(rest));
    let (href, label) = match &entity.profile.uscc {
        Some(code) if section.item.nature.is_list() => {
            let list = format!("/lists/{}", section.item.code);
            (format!("{}#entries", address::link(&list, [("q", Some(code.clone()))])), "在名录中查看全部")
        }
        _ => (format!("/api/v1/entities/{}/entries", entity.profile.id), "见全部条目（JSON）"),
    };
    view! { <p class="small more">{count}<a href=href>{label}<span class="hidden">"："{section.item.label}</span></a></p> }
        .into_any()
}
