//! `/entities/{id}`: who it is, then all that is public about it in the order of the national report (RULES 6.4).

use domain::catalogue::Section;
use domain::disclosure::{DecisionSummary, PublicDecision, PublicProfile};
use leptos::prelude::*;

use super::decision::{badges, day_strip};
use super::{
    decision_words as words, entity_parts as report, entity_registration as registration, entity_timeline,
};
use crate::address;
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{Entity, PageContext};
use crate::parts::{self, BadgeTone, badge};
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
                {report::badges(entity)}
                {(profile.penalty_count > 0).then(|| badge(format!("行政处罚 {}", text::thousands(profile.penalty_count)), BadgeTone::Red))}
            </span>
        </div>
        <p class="lead">{registration::code_line(profile)}</p>
        {counts(entity)}
        <div class="columns">
            <div class="flow">
                {registration::section(context, entity)}
                {administration(context, entity)}
                {report::PARTS.into_iter().skip(1).map(|part| report::part(context, entity, part)).collect::<Vec<_>>()}
                {report::part(context, entity, Section::AnnualReport)}
                {scope(context)}
            </div>
            {aside(context, entity)}
        </div>
    }
    .into_any()
}

/// What the page can tell and what it cannot.
fn scope(context: &PageContext) -> AnyView {
    let as_of = text::zh_minute(context.as_of);
    view! {
        <section class="part" aria-labelledby="scope">
            <h2 id="scope">"数据范围"</h2>
            <p class="small measure">
                {format!("本页列出截至 {as_of}，各机关向本平台提供、依法可以公开、仍在公示期内的信息。")}
                "“查询期内无相关信息”只表示未查询到相关记录：可能是没有，也可能是还没有提供、依法不公示，或者已经停止公示。收录的种类见"
                <a href="/lists">"名录名单"</a>"。"
            </p>
        </section>
    }
    .into_any()
}

fn counts(entity: &Entity) -> AnyView {
    let profile = &entity.profile;
    let counts = report::PARTS.into_iter().map(|part| {
        let number = match part {
            Section::Administration => {
                profile.penalty_count + profile.licence_count + report::listed(entity, part)
            }
            _ => report::listed(entity, part),
        };
        let class = match number {
            0 => "zero",
            _ if report::warns(entity, part) => "red",
            _ => "",
        };
        let href = format!("#{}", report::anchor(part));
        view! { <li><a class=class href=href><b>{text::thousands(number)}</b>{part.label()}</a></li> }
            .into_any()
    });
    let counts: Vec<AnyView> = counts.collect();
    view! { <nav class="counts counts-parts" aria-label="各部分条数"><ul>{counts}</ul></nav> }.into_any()
}

/// 行政管理: penalties, licences, and what the catalogue adds.
fn administration(context: &PageContext, entity: &Entity) -> AnyView {
    let part = Section::Administration;
    let profile = &entity.profile;
    let others = report::kinds(context, entity, part);
    if entity.penalties.is_empty() && entity.licences.is_empty() && others.is_empty() {
        return report::part(context, entity, part);
    }
    let total = profile.penalty_count + profile.licence_count + report::listed(entity, part);
    view! {
        <section class="part" aria-labelledby=report::anchor(part)>
            <h2 id=report::anchor(part)>{part.label()}<small>{format!("{} 条", text::thousands(total))}</small></h2>
            {penalties(context, entity)}
            {licences(entity)}
            {others}
        </section>
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
        <div class="kind">
            <h3 id="penalties">"行政处罚"<small>{count}</small></h3>
            <p class="by">"该信息由各作出机关提供并负责"</p>
            {cards}
            {more(entity, "penalties", entity.penalties_next.as_ref(), "其余行政处罚")}
        </div>
    }
    .into_any()
}

fn empty(id: &'static str, caption: &'static str) -> AnyView {
    view! { <div class="kind kind-empty"><h3 id=id>{caption}<small>"查询期内无相关信息"</small></h3></div> }
        .into_any()
}

fn card(context: &PageContext, decision: &PublicDecision, strip: AnyView) -> AnyView {
    let summary = &decision.summary;
    let due = format!(
        "期限：第 {} 个工作日是 {}，实际 {} 公示",
        decision.clock.working_days,
        text::zh_date(decision.clock.due_on),
        text::zh_minute(decision.clock.published_at)
    );
    view! {
        <article class=words::card_class(summary.kind) aria-label=format!("决定 {}", summary.document_number)>
            <div class="title">
                <h4>{parts::name_link(format!("/decisions/{}", summary.id), &summary.document_number)}</h4>
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
        <table class="stack">
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
        <div class="kind">
            <h3 id="licences">"行政许可"<small>{count}</small></h3>
            <p class="by">"该信息由各作出机关提供并负责"</p>
            {table}
            {more(entity, "licences", entity.licences_next.as_ref(), "其余行政许可")}
        </div>
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
            <td data-label="许可内容">{parts::name(&row.title)}<small>{parts::name(&row.category)}</small></td>
            <td data-label="有效期自" class="date">{day(row.valid_from, "—")}</td>
            <td data-label="有效期至" class="date">{day(row.valid_until, "长期")}</td>
            <td data-label="公示" class="date">{published(row)}</td>
            <td data-label="状态">
                {badge(row.state_label.clone(), parts::state_tone(row.kind, &row.state_label))}
                {parts::objection_badge(row.objection)}" "{parts::objection_link(&row.id)}
            </td>
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
                    <li><a href="/guide/correction">"找谁更正"</a></li>
                    <li><a href="/guide/objection">"提出异议"</a></li>
                    <li><a href="/guide/repair">"了解信用修复"</a></li>
                    {provider.telephone.clone().map(|telephone| view! { <li class="muted">{format!("{} {telephone}", provider.name)}</li> })}
                    {provider.email.clone().map(|email| view! { <li class="muted">{email}</li> })}
                </ul>
            </section>
            <section>
                <h2>"谁对数据负责"</h2>
                <p class="muted">"登记、许可、处罚和名录由各机关提供并负责；企业自行填报的年度报告等，由企业负责。每一部分都写明由谁提供。"</p>
            </section>
            {entity_timeline::section(entity)}
        </aside>
    }
    .into_any()
}
