//! `/entities/{id}`: who it is, what it was permitted, what it was punished for.

use domain::disclosure::{DecisionSummary, PublicDecision, PublicProfile};
use leptos::prelude::*;

use super::decision::{badges, day_strip};
use super::decision_words as words;
use super::entity_registration as registration;
use crate::address;
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{Entity, PageContext, TimelineEntry, Tone};
use crate::parts::{self, BadgeTone, badge, scrolling};
use crate::text;

pub(crate) fn document(context: &PageContext, entity: Entity) -> Document {
    let profile = &entity.profile;
    Document {
        title: profile.name.clone(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here(profile.name.clone()),
        hero: None,
        source: Source::of(profile.provenance.source.clone())
            .with("JSON", format!("/api/v1/entities/{}", profile.id))
            .with("许可和处罚 JSON", format!("/api/v1/entities/{}/decisions", profile.id)),
        body: body(context, &entity),
    }
}

fn body(context: &PageContext, entity: &Entity) -> AnyView {
    let profile = &entity.profile;
    view! {
        <div class="title">
            <h1>{parts::name(&profile.name)}</h1>
            <span class="badges">
                {registration::status_badge(profile)}
                {badge(profile.kind.label(), BadgeTone::Grey)}
                {(profile.penalty_count > 0).then(|| badge(format!("行政处罚 {}", text::thousands(profile.penalty_count)), BadgeTone::Red))}
            </span>
        </div>
        <p class="lead">{registration::code_line(profile)}</p>
        {counts(entity)}
        <div class="columns">
            <div class="flow">
                {registration::section(profile)}
                {penalties(context, entity)}
                {licences(entity)}
                <p class="small muted">"守信、名单、经营异常、承诺、评价、司法等信息尚未收录；没有列出，不表示有或者没有。"</p>
            </div>
            {aside(context, entity)}
        </div>
    }
    .into_any()
}

fn counts(entity: &Entity) -> AnyView {
    let profile = &entity.profile;
    let former = profile.former_names.len() as u64;
    let count = |href: &'static str, number: u64, label: &'static str, class: &'static str| {
        let class = if number == 0 { "zero" } else { class };
        view! { <li><a class=class href=href><b>{text::thousands(number)}</b>{label}</a></li> }
    };
    view! {
        <nav class="counts" aria-label="各部分条数">
            <ul>
                {count("#penalties", profile.penalty_count, "行政处罚", "red")}
                {count("#licences", profile.licence_count, "行政许可", "")}
                {count("#registration", former, "曾用名", "")}
                {count("#registration", profile.same_name_count, "同名主体", "")}
            </ul>
        </nav>
    }
    .into_any()
}

fn more(entity: &Entity, name: &'static str, cursor: Option<&String>, label: &'static str) -> AnyView {
    let link = cursor.map(|cursor| {
        let path = format!("/entities/{}", entity.profile.id);
        let href = format!("{}#{name}", address::link(&path, [(name, Some(cursor.clone()))]));
        view! { <p class="small more"><a href=href>{label}</a></p> }
    });
    link.into_any()
}

fn penalties(context: &PageContext, entity: &Entity) -> AnyView {
    if entity.penalties.is_empty() {
        return empty("penalties", "行政处罚");
    }
    // The strip of days once; the other cards tell their clock in a line.
    let strips = entity.penalties.iter().take(1).map(|decision| day_strip(&decision.clock));
    let strips = strips.chain(std::iter::repeat_with(parts::nothing));
    let cards = entity.penalties.iter().zip(strips).map(|(decision, strip)| card(context, decision, strip));
    let cards: Vec<AnyView> = cards.collect();
    let count = format!("{} 条", text::thousands(entity.profile.penalty_count));
    view! {
        <section class="part" aria-labelledby="penalties">
            <h2 id="penalties">"行政处罚"<small>{count}</small></h2>
            <p class="by">"由各作出机关提供并负责"</p>
            {cards}
            {more(entity, "penalties", entity.penalties_next.as_ref(), "其余行政处罚")}
        </section>
    }
    .into_any()
}

fn empty(id: &'static str, caption: &'static str) -> AnyView {
    view! {
        <section class="part part-empty"><h2 id=id>{caption}<small>"查询期内无相关信息"</small></h2></section>
    }
    .into_any()
}

fn card(context: &PageContext, decision: &PublicDecision, strip: AnyView) -> AnyView {
    let summary = &decision.summary;
    let due = format!(
        "期限：第 7 个工作日是 {}，实际 {} 公示",
        text::zh_date(decision.clock.due_on),
        text::zh_minute(decision.clock.published_at)
    );
    view! {
        <article class=words::card_class(summary.kind) aria-label=format!("决定 {}", summary.document_number)>
            <div class="title">
                <h3>{parts::name_link(format!("/decisions/{}", summary.id), &summary.document_number)}</h3>
                {badges(decision)}
            </div>
            {words::say(decision)}
            {words::answers(context, decision)}
            <p class="card-clock">{due}</p>
            {strip}
        </article>
    }
    .into_any()
}

fn published(summary: &DecisionSummary) -> AnyView {
    let day = domain::calendar::beijing_date(summary.published_at);
    view! { {parts::table_day(day)}<small>{parts::verdict(summary.timeliness)}</small> }.into_any()
}

fn licences(entity: &Entity) -> AnyView {
    if entity.licences.is_empty() {
        return empty("licences", "行政许可");
    }
    let rows: Vec<AnyView> = entity.licences.iter().map(licence_row).collect();
    let count = format!("{} 条", text::thousands(entity.profile.licence_count));
    let table = view! {
        <table>
            <caption class="hidden">"行政许可"</caption>
            <thead>
                <tr>
                    <th scope="col">"许可决定文书号"</th>
                    <th scope="col">"许可内容"</th>
                    <th scope="col">"有效期自"</th>
                    <th scope="col">"有效期至"</th>
                    <th scope="col">"公示"</th>
                    <th scope="col">"状态"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <section class="part" aria-labelledby="licences">
            <h2 id="licences">"行政许可"<small>{count}</small></h2>
            <p class="by">"由各作出机关提供并负责"</p>
            {scrolling("行政许可表", table.into_any())}
            {more(entity, "licences", entity.licences_next.as_ref(), "其余行政许可")}
        </section>
    }
    .into_any()
}

fn licence_row(row: &DecisionSummary) -> AnyView {
    let day = |day: Option<chrono::NaiveDate>, otherwise: &'static str| {
        day.map_or_else(|| otherwise.into_any(), parts::table_day)
    };
    view! {
        <tr>
            <th scope="row">{parts::name_link(format!("/decisions/{}", row.id), &row.document_number)}</th>
            <td>{parts::name(&row.title)}<small>{parts::name(&row.category)}</small></td>
            <td class="date">{day(row.valid_from, "—")}</td>
            <td class="date">{day(row.valid_until, "长期")}</td>
            <td class="date">{published(row)}</td>
            <td>{badge(row.state_label.clone(), parts::state_tone(row.kind, &row.state_label))}</td>
        </tr>
    }
    .into_any()
}

fn aside(context: &PageContext, entity: &Entity) -> AnyView {
    let profile: &PublicProfile = &entity.profile;
    let provider = &context.provider;
    view! {
        <aside class="aside" aria-label="本页可做的事">
            <section class="no-print">
                <h2>"保存"</h2>
                <ul>
                    <li><a href=format!("/api/v1/entities/{}", profile.id)>"下载 JSON"</a></li>
                    <li class="muted">"打印本页即为 A4 版式"</li>
                </ul>
            </section>
            <section>
                <h2>"记录有误"</h2>
                <ul>
                    <li><a href="/about#correction">"找谁更正"</a></li>
                    <li><a href="/about#repair">"了解信用修复"</a></li>
                    {provider.telephone.clone().map(|telephone| view! { <li class="muted">{format!("{} {telephone}", provider.name)}</li> })}
                    {provider.email.clone().map(|email| view! { <li class="muted">{email}</li> })}
                </ul>
            </section>
            <section>
                <h2>"谁对数据负责"</h2>
                <p class="muted">"登记信息由登记机关提供，许可和处罚由各作出机关提供，并由其负责。"</p>
            </section>
            {timeline(&entity.timeline)}
        </aside>
    }
    .into_any()
}

fn timeline(entries: &[TimelineEntry]) -> AnyView {
    if entries.is_empty() {
        return parts::nothing();
    }
    let entries: Vec<AnyView> = entries
        .iter()
        .map(|entry| {
            let class = if entry.tone == Tone::Warning { "red" } else { "" };
            let detail = entry.detail.clone().map(|detail| view! { <small>{parts::name(detail)}</small> });
            view! { <li class=class>{parts::table_day(entry.on)}{parts::name(&entry.label)}{detail}</li> }
                .into_any()
        })
        .collect();
    view! {
        <section aria-labelledby="timeline"><h2 id="timeline">"时间线"</h2><ol class="timeline">{entries}</ol></section>
    }
    .into_any()
}
