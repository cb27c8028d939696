//! `/agencies/{id}`: one authority, month by month, with the rows behind each figure.

use domain::disclosure::{PublicAuthority, TimelinessFigures};
use leptos::prelude::*;

use super::agencies::{definitions, headline, numbers, sample_size};
use crate::address;
use crate::charts::{self, RateBar};
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{Agency, PageContext};
use crate::parts::{self, figures, latest_table, pair, scrolling, wide_pair};
use crate::text;

pub(crate) fn document(context: &PageContext, agency: Agency) -> Document {
    let authority = &agency.authority.authority;
    Document {
        title: authority.name.clone(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::below("机关公示及时率", "/agencies", authority.name.clone()),
        hero: None,
        source: Source::of("平台的收到和公示时间").with("JSON", format!("/api/v1/agencies/{}", authority.id)),
        body: body(context, agency),
    }
}

fn body(context: &PageContext, agency: Agency) -> AnyView {
    let authority = &agency.authority.authority;
    let month = agency.months.first().map(|(month, _)| text::zh_month(month)).unwrap_or_default();
    let all = address::link(
        "/search",
        [("type", Some("decision".to_owned())), ("authority", Some(authority.id.clone()))],
    );
    view! {
        <h1>{parts::name(&authority.name)}</h1>
        <p class="lead">"这个机关的公示及时率，逐月的数值和背后的每一条。对它的记录有异议，请按下面的电话联系。"</p>
        {contact(authority)}
        <section aria-labelledby="total">
            <div class="head"><h2 id="total">{month}</h2><p>"按收到月份"</p></div>
            {figures(headline(&agency.authority.figures))}
        </section>
        {months(&authority.id, &agency.months)}
        <section aria-labelledby="distribution">
            <div class="head"><h2 id="distribution">"用了几个工作日"</h2><p>{sample_size(&agency.authority.figures)}</p></div>
            {charts::distribution(&agency.authority.figures)}
        </section>
        {latest(context, agency.latest.clone(), all)}
        {definitions()}
    }
    .into_any()
}

fn contact(authority: &PublicAuthority) -> AnyView {
    let former: Vec<AnyView> = authority
        .former_names
        .iter()
        .map(|former| view! { <li>{parts::name(&former.name)}</li> }.into_any())
        .collect();
    let former = (!former.is_empty()).then(|| wide_pair("曾用名", view! { <ul>{former}</ul> }.into_any()));
    let telephone = authority.telephone.clone().unwrap_or_else(|| "未登记".to_owned());
    view! {
        <dl class="pairs contact">
            {pair("电话", telephone.into_any())}
            {authority.level.clone().map(|level| pair("层级", level.into_any()))}
            {authority.region_name.clone().map(|region| pair("地区", parts::name(region)))}
            {authority.uscc.as_deref().map(|code| pair("统一社会信用代码", parts::credit_code(code)))}
            {authority.address.clone().map(|address| wide_pair("地址", parts::name(address)))}
            {former}
        </dl>
    }
    .into_any()
}

fn months(id: &str, months: &[(String, TimelinessFigures)]) -> AnyView {
    if months.is_empty() {
        return parts::nothing();
    }
    let bars = months
        .iter()
        .map(|(month, figures)| RateBar {
            label: text::zh_month(month).into_any(),
            part: figures.on_time,
            whole: figures.valid,
        })
        .collect();
    let rows: Vec<AnyView> = months.iter().map(|(month, figures)| month_row(id, month, figures)).collect();
    view! {
        <section aria-labelledby="months">
            <div class="head">
                <h2 id="months">"逐月"</h2>
                <p>"蓝为按期，"<span class="warn">"红为迟公示"</span>"，满格为 100%"</p>
            </div>
            {charts::rate_bars(bars)}
            {scrolling("逐月数值", month_table(rows))}
        </section>
    }
    .into_any()
}

fn month_table(rows: Vec<AnyView>) -> AnyView {
    view! {
        <table>
            <caption class="hidden">"逐月公示及时率"</caption>
            <thead>
                <tr>
                    <th scope="col">"月份"</th>
                    <th scope="col" class="num">"按期（条）"</th>
                    <th scope="col" class="num">"有效（条）"</th>
                    <th scope="col" class="num">"及时率"</th>
                    <th scope="col" class="num">"中位用时（工作日）"</th>
                    <th scope="col" class="num">"此刻逾期（条）"</th>
                    <th scope="col" class="num">"最久逾期（工作日）"</th>
                    <th scope="col">"明细"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn month_row(id: &str, month: &str, figures: &TimelinessFigures) -> AnyView {
    let rows = address::link(&format!("/agencies/{id}/rows.csv"), [("month", Some(month.to_owned()))]);
    let label = format!("{}的明细", text::zh_month(month));
    view! {
        <tr>
            <th scope="row" class="date">{month.to_owned()}</th>
            {numbers(figures)}
            <td><a href=rows aria-label=label>"CSV"</a></td>
        </tr>
    }
    .into_any()
}

fn latest(context: &PageContext, rows: Vec<domain::disclosure::DecisionSummary>, all: String) -> AnyView {
    if rows.is_empty() {
        return view! {
            <section class="part part-empty"><h2>"最新公示"<small>"查询期内无相关信息"</small></h2></section>
        }
        .into_any();
    }
    view! {
        <section aria-labelledby="latest">
            <div class="head"><h2 id="latest">"最新公示"</h2><p><a href=all>"全部决定"</a></p></div>
            {latest_table("这个机关最新公示的决定", rows, context.today)}
        </section>
    }
    .into_any()
}
