//! `/lists`: every list that others decide, and the further kinds of information that are taken in.

use domain::catalogue::{Nature, Responsible};
use leptos::prelude::*;

use super::entry_words as words;
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{ListRow, Lists};
use crate::parts;
use crate::text;

pub(crate) fn document(lists: Lists) -> Document {
    Document {
        title: "名录名单".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("名录名单"),
        hero: None,
        source: Source::of("各认定或提供单位").with("公共数据", "/open-data".to_owned()),
        body: body(&lists.rows),
    }
}

fn body(rows: &[ListRow]) -> AnyView {
    view! {
        <h1>"名录名单"</h1>
        <p class="lead">
            "由法定机关认定、依法公开的名录。"<b>"本平台只转载，不认定、不增减；"</b>
            "来源移出的，这里随之移出。不在名录上，只表示未查询到，不是评价。"
        </p>
        <div class="flow">
            {group("adverse", "失信和经营异常", Nature::AdverseList, rows)}
            {group("positive", "守信激励", Nature::PositiveList, rows)}
            {records(rows)}
            {reading()}
        </div>
    }
    .into_any()
}

fn group(id: &'static str, title: &'static str, nature: Nature, rows: &[ListRow]) -> AnyView {
    let rows: Vec<AnyView> = rows.iter().filter(|row| row.item.nature == nature).map(list).collect();
    if rows.is_empty() {
        return parts::nothing();
    }
    let count = format!("{} 种", rows.len());
    view! {
        <section class="part" aria-labelledby=id>
            <h2 id=id>{title}<small>{count}</small></h2>
            <ul class="catalogue">{rows}</ul>
        </section>
    }
    .into_any()
}

fn list(row: &ListRow) -> AnyView {
    let item = row.item;
    let removed =
        (row.removed > 0).then(|| format!("{} {}", words::removed_word(item), text::thousands(row.removed)));
    let word = if words::has_states(item) { words::listed_word(item) } else { "条" };
    let class = match (row.listed, item.nature) {
        (0, _) => "count zero",
        (_, Nature::AdverseList) => "count red",
        _ => "count",
    };
    view! {
        <li>
            <div>
                <h3><a href=format!("/lists/{}", item.code)>{item.label}</a></h3>
                <p>{item.summary}</p>
                <p class="meta">
                    <span>"来源 "<b>{item.source}</b></span>
                    <span>"依据 "{item.legal_basis}</span>
                    {row.updated_at.map(|at| view! { <span>{format!("{} 更新", text::iso_minute(at))}</span> })}
                </p>
            </div>
            <p class=class>
                <b>{text::thousands(row.listed)}</b>
                <small>{word}</small>
                {removed.map(|removed| view! { <small>{removed}</small> })}
            </p>
        </li>
    }
    .into_any()
}

/// Records have no page of their own: they are read on their party's.
fn records(rows: &[ListRow]) -> AnyView {
    let rows: Vec<AnyView> =
        rows.iter().filter(|row| row.item.nature == Nature::Record).map(record).collect();
    if rows.is_empty() {
        return parts::nothing();
    }
    view! {
        <section class="part" aria-labelledby="records">
            <h2 id="records">"其他信息种类"<small>{format!("{} 种", rows.len())}</small></h2>
            <p class="by">"不成名录，没有单独的页面；在各主体的页面上按报告的次序列出"</p>
            <table class="stack">
                <caption class="hidden">"其他信息种类"</caption>
                <thead>
                    <tr>
                        <th scope="col">"种类"</th>
                        <th scope="col">"是什么"</th>
                        <th scope="col">"谁提供"</th>
                        <th scope="col" class="num">"公示中（条）"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn record(row: &ListRow) -> AnyView {
    let item = row.item;
    let provider = match item.provided_by {
        Responsible::Authority => item.source,
        Responsible::EntityItself => "主体自行填报并负责",
    };
    view! {
        <tr>
            <th scope="row">{item.label}<small>{item.section.label()}</small></th>
            <td data-label="是什么">{item.summary}</td>
            <td data-label="谁提供">{provider}</td>
            <td data-label="公示中" class="num">{text::thousands(row.listed)}</td>
        </tr>
    }
    .into_any()
}

fn reading() -> AnyView {
    view! {
        <section class="part" aria-labelledby="reading">
            <h2 id="reading">"怎样看这些数"</h2>
            <ul class="list">
                <li>"“在列”是此刻仍在名录上的条数；同一主体可以有几条。"</li>
                <li>"“已移出”只在法规规定保留移出记录的名录上显示；其余名录移出后不留痕迹。"</li>
                <li>"个体工商户不列入经营异常名录，而是被标记为经营异常状态，用语不同。"</li>
                <li>"自然人只在法律规定公开的名录上出现，姓名作遮盖；人名从不用来归集记录。"</li>
                <li>"想从名录移出、认为列错了："<a href="/guide/repair">"信用修复"</a>"、"<a href="/guide/objection">"提出异议"</a>"，都不收费。"</li>
            </ul>
        </section>
    }
    .into_any()
}
