//! `/rules`: what the platform computes by, with the version in force.

use domain::clocks::ClockKind;
use domain::disclosure::WithheldCount;
use leptos::prelude::*;

use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{CalendarYear, PageContext, PolicyRow, Rules};
use crate::parts::scrolling;
use crate::rule_tables;

pub(crate) fn document(context: &PageContext, rules: Rules) -> Document {
    Document {
        title: "现行规则".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("现行规则"),
        hero: None,
        body: body(context, &rules),
        source: Source::of("国家发展改革委、国务院办公厅公开文件"),
    }
}

fn body(context: &PageContext, rules: &Rules) -> AnyView {
    view! {
        <h1>"现行规则"</h1>
        <p class="lead">"平台按哪些规则决定一条记录何时公示、公示到哪天、哪些不公示。规则变了，旧记录仍按当时的版本。新规则由两名平台管理员先后录入和确认，从施行日起适用，不改变已经开始计算的期限。"</p>
        <div class="flow">{deadline(context, rules)}{policies(&rules.policies)}{withheld(&rules.withheld)}{calendar(&rules.calendar)}</div>
    }
    .into_any()
}

fn deadline(context: &PageContext, rules: &Rules) -> AnyView {
    let period = context.period(ClockKind::Publish);
    let row = context.clocks.row(ClockKind::Publish, context.today);
    let basis = row.map(|row| format!("（{}）", row.basis)).unwrap_or_default();
    let sentence = format!(
        "行政许可和行政处罚决定自作出之日起 {period}内公示{basis}。决定当日不计，最后一个工作日 24 时截止，按北京时间。"
    );
    view! {
        <section class="part" aria-labelledby="deadline">
            <h2 id="deadline">{format!("{period}内公示")}</h2>
            <p class="measure">{sentence}<a href="/deadline">"逐日计算"</a>"，"<a href="/api/v1/rules">"全部规则 JSON"</a></p>
            <details>
                <summary>{format!("全部期限（{} 项）", rules.clocks.len())}</summary>
                {rule_tables::clocks(&rules.clocks)}
            </details>
        </section>
    }
    .into_any()
}

fn policies(policies: &[PolicyRow]) -> AnyView {
    view! {
        <section class="part" aria-labelledby="periods">
            <h2 id="periods">"公示到哪天"</h2>
            <p class="measure">"最短期是可以申请修复的第一天，不会自动停止；最长期届满当日 24 时自动停止，遇节假日也不顺延。"</p>
            {rule_tables::policies(policies)}
        </section>
    }
    .into_any()
}

fn withheld(counts: &[WithheldCount]) -> AnyView {
    let rows: Vec<AnyView> = counts
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row">{row.year}</th>
                    <td data-label="理由">{row.ground.label()}</td>
                    <td data-label="决定" class="num">{row.count.label()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let table = if rows.is_empty() {
        view! { <p class="measure">"目前没有依法不公示的决定。"</p> }.into_any()
    } else {
        let table = view! {
            <table class="stack">
                <caption>"全省不公示的决定"<small>"按决定年份和理由；1 至 4 条记“不足5”，不列合计"</small></caption>
                <thead>
                    <tr><th scope="col">"年份"</th><th scope="col">"理由"</th><th scope="col" class="num">"决定（条）"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        };
        scrolling("不公示数量表", table.into_any())
    };
    view! {
        <section class="part" aria-labelledby="withheld">
            <h2 id="withheld">"哪些不公示"</h2>
            <ul class="list measure">
                <li>"依治安管理处罚法作出的处罚：一律封存，不向任何单位和个人提供或者公开，法律规定的例外不在公众网站（该法第一百三十六条）。"</li>
                <li>"未成年人的记录，涉及国家秘密、商业秘密、个人隐私的内容。"</li>
                <li>"自然人的记录，没有法律依据的一律不公示。"</li>
                <li>"简易程序的处罚、只有警告或者通报批评的处罚、轻微的罚款：原则上不公示；确需公示的须记录理由，最长三个月。"</li>
                <li>"公示期满的、已修复的：停止公示，不留痕迹。被撤销、变更的：撤下内容，公开理由。"</li>
            </ul>
            <p class="measure">"不公示须有上列理由，并由经办人以外的第二人复核。"<a href="/api/v1/withheld">"JSON"</a></p>
            {table}
        </section>
    }
    .into_any()
}

fn calendar(years: &[CalendarYear]) -> AnyView {
    let rows: Vec<AnyView> = years
        .iter()
        .map(|year| {
            view! {
                <tr>
                    <th scope="row">{year.year}</th>
                    <td>{year.notices.join("、")}</td>
                    <td class="num">{year.working_days_label()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let span = match (years.iter().map(|year| year.year).min(), years.iter().map(|year| year.year).max()) {
        (Some(first), Some(last)) => format!("{first} 至 {last} 年"),
        _ => "没有数据".to_owned(),
    };
    view! {
        <section class="part" aria-labelledby="calendar">
            <h2 id="calendar">"工作日历"<small>{span}</small></h2>
            <p class="measure">
                "依据国务院办公厅每年的节假日安排通知。没有通知的年份不按周一至周五推测：用到它的日期一律标为暂定。"
            </p>
            <table>
                <caption class="hidden">"各年的通知"</caption>
                <thead><tr><th scope="col">"年份"</th><th scope="col">"通知"</th><th scope="col" class="num">"工作日（天）"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}
