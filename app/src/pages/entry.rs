//! `/entries/{id}`: one entry of a list or a section in plain words, with every public field.

use domain::calendar::beijing_date;
use domain::catalogue::{Nature, Section};
use domain::decision::PartyClass;
use domain::disclosure::PublicField;
use leptos::prelude::*;

use super::decision::corrections;
use super::decision_words::authority;
use super::entry_words as words;
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{EntryPage, PageContext};
use crate::parts::{self, BadgeTone, badge};
use crate::text;

pub(crate) fn document(context: &PageContext, page: EntryPage) -> Document {
    let label = words::label(page.item, page.entry.class);
    let from = page.entry.authority.clone().unwrap_or_else(|| page.item.source.to_owned());
    let source = Source::of(from);
    Document {
        title: label.to_owned(), // nothing of the record: titles stay in other people's caches
        robots: Robots::NoIndex,
        search: SearchBar::Plain,
        crumbs: crumbs(&page),
        hero: None,
        source: if page.item.nature.is_list() {
            source.with("整个名录 CSV", format!("/lists/{}.csv", page.item.code))
        } else {
            source
        },
        body: body(context, &page),
    }
}

/// A list's entry stands below its list, a record below its party.
fn crumbs(page: &EntryPage) -> Vec<Crumb> {
    let step = |label: &str, href: String| Crumb { label: label.to_owned(), href: Some(href) };
    let mut crumbs = Vec::new();
    if page.item.nature.is_list() {
        crumbs.push(step("名录名单", "/lists".to_owned()));
        crumbs.push(step(page.item.label, format!("/lists/{}", page.item.code)));
        crumbs.push(Crumb { label: page.entry.name.clone(), href: None });
    } else {
        if let Some(entity) = &page.entry.entity {
            crumbs.push(step(&entity.name, format!("/entities/{}", entity.id)));
        }
        crumbs.push(Crumb { label: page.item.label.to_owned(), href: None });
    }
    crumbs
}

fn body(context: &PageContext, page: &EntryPage) -> AnyView {
    let (item, entry) = (page.item, &page.entry);
    let tone = if item.nature == Nature::AdverseList { BadgeTone::Red } else { BadgeTone::Grey };
    view! {
        <div class="title">
            <h1>{parts::name(&entry.name)}</h1>
            <span class="badges">{badge(words::label(item, entry.class), tone)}{words::state_badge(item, entry)}</span>
        </div>
        <p class="lead">{words::attachment(entry)}</p>
        {parts::objection_notice(entry.objection)}
        <div class="columns">
            <div class="flow">
                <section class=words::card_class(item, entry.state) aria-labelledby="plain">
                    <h2 id="plain" class="hidden">"用平常话说"</h2>
                    {words::say(item, entry)}
                    {words::answers(context, item, entry, page.authority.as_ref())}
                </section>
                {fields(page)}
                {measures(page)}
                {corrections(&page.corrections)}
                {provenance(page)}
            </div>
            {aside(page)}
        </div>
    }
    .into_any()
}

fn fields(page: &EntryPage) -> AnyView {
    let rows = rows(page);
    let count = format!("全部 {} 项", rows.len());
    let rows: Vec<AnyView> = rows.into_iter().map(|(caption, value)| row(caption, value)).collect();
    view! {
        <section class="part" aria-labelledby="fields">
            <h2 id="fields">"公示内容"<small>{count}</small></h2>
            <p class="by">{page.item.provided_by.sentence()}</p>
            <dl class="pairs pairs-plain">{rows}</dl>
        </section>
    }
    .into_any()
}

fn row(caption: String, value: AnyView) -> AnyView {
    view! { <div><dt>{caption}</dt><dd>{value}</dd></div> }.into_any()
}

/// The common columns in the words for the party's class, then the item's own fields.
fn rows(page: &EntryPage) -> Vec<(String, AnyView)> {
    let (item, entry) = (page.item, &page.entry);
    let captions = item.captions_for(entry.class);
    let name = words::own_item(item, entry.class).field("name").map_or("名称", |field| field.caption);
    let text = |value: &Option<String>| value.as_deref().map(parts::name);
    let day = |day: Option<chrono::NaiveDate>| day.map(parts::table_day);
    let removal = entry.removal.as_ref();
    let common = [
        (name, Some(parts::name(&entry.name))),
        ("主体类别", Some(entry.class.label().into_any())),
        ("统一社会信用代码", entry.uscc.as_deref().map(parts::credit_code)),
        (captions.year, entry.year.map(|year| year.to_string().into_any())),
        (captions.number, text(&entry.number)),
        (captions.reason, text(&entry.reason)),
        (captions.begins_on, day(entry.begins_on)),
        (captions.authority, text(&entry.authority)),
        (captions.planned_end, day(entry.public_until)),
        (captions.removed_on, day(removal.map(|removal| removal.on))),
        (captions.removed_reason, removal.and_then(|removal| text(&removal.reason))),
        (captions.removed_number, removal.and_then(|removal| text(&removal.number))),
        (captions.removed_authority, removal.and_then(|removal| text(&removal.authority))),
    ];
    let common = common.into_iter().filter_map(|(caption, value)| Some((caption.to_owned(), value?)));
    let own = entry.fields.iter().chain(&entry.page_fields).map(own_row);
    common.chain(own).collect()
}

fn own_row(field: &PublicField) -> (String, AnyView) {
    let note = field.note.clone().map(|note| view! { <span class="muted">{format!("（{note}）")}</span> });
    (field.caption.clone(), view! { {value(&field.value)}{note} }.into_any())
}

/// A value, or a dash where there is none.
pub(crate) fn value(text: &str) -> AnyView {
    if text.trim().is_empty() { "—".into_any() } else { parts::name(text) }
}

/// What follows while the entry is in force.
fn measures(page: &EntryPage) -> AnyView {
    let own = words::own_item(page.item, page.entry.class);
    let is_in_force = page.entry.state == domain::disclosure::EntryState::Listed;
    if !is_in_force || own.measures.is_empty() {
        return parts::nothing();
    }
    view! {
        <section class="part" aria-labelledby="measures">
            <h2 id="measures">"在列期间有什么后果"</h2>
            {super::list::measures_table(own)}
        </section>
    }
    .into_any()
}

fn provenance(page: &EntryPage) -> AnyView {
    let entry = &page.entry;
    let ledger = u64::try_from(page.ledger_number).unwrap_or_default();
    let words = format!(
        "第 {} 版，公示台账第 {} 号；平台 {} 收到，{} 公示。",
        entry.version,
        text::thousands(ledger),
        text::iso_minute(entry.received_at),
        text::iso_minute(entry.published_at),
    );
    let taken_over = entry.taken_over.then_some("收到和公示时间由原有系统接续而来。");
    let mirrored = page.item.nature.is_list().then_some("本平台只转载，不作认定；来源移出的，这里同步移出。");
    view! {
        <section class="part" aria-labelledby="record">
            <h2 id="record">"记录来源"</h2>
            <p class="aside-box">{source_name(page)}"。"{words}{taken_over}{mirrored}</p>
        </section>
    }
    .into_any()
}

fn source_name(page: &EntryPage) -> AnyView {
    page.entry.authority.as_deref().map_or_else(|| page.item.source.into_any(), parts::name)
}

fn aside(page: &EntryPage) -> AnyView {
    let entry = &page.entry;
    let captions = page.item.captions_for(entry.class);
    let day = |caption: &'static str, day: Option<chrono::NaiveDate>| {
        day.map(|day| parts::pair(caption, parts::table_day(day)))
    };
    let title = if page.item.section == Section::Judgment { "法院" } else { "负责的机关" };
    view! {
        <aside class="aside" aria-label="要点">
            <section>
                <h2>"要紧的日期"</h2>
                <dl class="pairs pairs-short">
                    {day(captions.begins_on, entry.begins_on)}
                    {day("公示", Some(beijing_date(entry.published_at)))}
                    {day("公示截止", entry.public_until)}
                    {day(captions.removed_on, entry.removal.as_ref().map(|removal| removal.on))}
                </dl>
            </section>
            {authority(title, page.authority.as_ref())}
            {further(page)}
        </aside>
    }
    .into_any()
}

fn further(page: &EntryPage) -> AnyView {
    let list = page.item.nature.is_list().then(|| {
        view! { <li><a href=format!("/lists/{}", page.item.code)>"整个名录"</a></li> }
    });
    let entity = page.entry.entity.as_ref().filter(|_| page.entry.class != PartyClass::NaturalPerson);
    let entity = entity
        .map(|entity| view! { <li><a href=format!("/entities/{}", entity.id)>"该主体的全部记录"</a></li> });
    view! {
        <section class="no-print">
            <h2>"相关"</h2>
            <ul>
                {entity}{list}
                <li><a href="/guide/repair">"信用修复"</a></li>
                <li>{parts::objection_link(&page.entry.id)}</li>
                <li class="muted">"打印本页即为 A4 版式"</li>
            </ul>
        </section>
    }
    .into_any()
}
