//! `/agencies/{id}`: one authority, month by month, with the rows behind each figure.

use domain::disclosure::PublicAuthority;
use domain::quality::{Kind, MonthOfKind, Standing};
use leptos::prelude::*;

use super::agencies::{choice, definitions, headline, overdue, rows_link, sample_size, standing};
use super::agency_duties::{gaps, samples};
use super::agency_record::{amounts, commitments, coverage, revisions};
use crate::address;
use crate::charts::{self, RateBar};
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{Agency, PageContext};
use crate::parts::{self, LatestOf, figures, latest_table, pair, scrolling, wide_pair};
use crate::text;

pub(crate) fn document(context: &PageContext, agency: Agency) -> Document {
    let authority = &agency.authority.authority;
    Document {
        title: authority.name.clone(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::below("机关公示及时率", "/agencies", authority.name.clone()),
        hero: None,
        source: Source::of("平台的收到和公示时间")
            .with("JSON", format!("/api/v1/agencies/{}/months", authority.id)),
        body: body(context, agency),
    }
}

fn body(context: &PageContext, agency: Agency) -> AnyView {
    let authority = &agency.authority.authority;
    let newest = agency.months.first();
    let month = newest.map(|month| text::zh_month(&month.month)).unwrap_or_default();
    let settled = newest.map(|month| standing(month.standing)).unwrap_or_default();
    let all = address::link(
        "/search",
        [("type", Some("decision".to_owned())), ("authority", Some(authority.id.clone()))],
    );
    let within = newest.and_then(|month| context.publish_within(&month.month));
    view! {
        <h1>{parts::name(&authority.name)}</h1>
        <p class="lead">"这个机关的公示及时率和数据质量，逐月的数值和背后的每一条。对它的记录有异议，请按下面的电话联系。"</p>
        {contact(authority)}
        {kinds(&authority.id, agency.kind)}
        <section aria-labelledby="total">
            <div class="head"><h2 id="total">{month}{agency.kind.label()}</h2><p>{settled}</p></div>
            {figures(headline(&agency.authority.figures))}
        </section>
        {months(&authority.id, &agency)}
        {revisions(agency.revisions.clone())}
        <section aria-labelledby="distribution">
            <div class="head"><h2 id="distribution">"用了几个工作日"</h2><p>{sample_size(&agency.authority.figures)}</p></div>
            {charts::distribution(&agency.authority.figures, within)}
        </section>
        {overdue_now(&agency)}
        {coverage(&agency.coverage)}
        {gaps(&agency.gaps)}
        {samples(&agency.samples)}
        {amounts(agency.kind, agency.amounts.clone())}
        {commitments(&agency.commitments)}
        {latest(context, agency.latest.clone(), all)}
        {definitions()}
    }
    .into_any()
}

fn overdue_now(agency: &Agency) -> AnyView {
    let figures = &agency.authority.figures;
    let own = (figures.overdue > 0).then(|| (parts::name(&agency.authority.authority.name), figures));
    overdue(agency.kind, own.into_iter().collect())
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

fn kinds(id: &str, current: Kind) -> AnyView {
    let kinds: Vec<AnyView> = Kind::ALL
        .into_iter()
        .map(|kind| {
            let href = address::link(&format!("/agencies/{id}"), [("kind", Some(kind.code().to_owned()))]);
            choice(href, kind.label().to_owned(), kind == current)
        })
        .collect();
    view! {
        <nav class="choices" aria-label="种类">
            <div><span id="kinds">"种类"</span><ul aria-labelledby="kinds">{kinds}</ul></div>
        </nav>
    }
    .into_any()
}

fn months(id: &str, agency: &Agency) -> AnyView {
    if agency.months.is_empty() {
        return parts::nothing();
    }
    let bars = agency
        .months
        .iter()
        .map(|month| RateBar {
            label: text::zh_month(&month.month).into_any(),
            part: month.figures.on_time,
            whole: month.figures.valid(),
        })
        .collect();
    let rows: Vec<AnyView> = agency.months.iter().map(|month| month_row(id, month)).collect();
    view! {
        <section aria-labelledby="months">
            <div class="head">
                <h2 id="months">"逐月"</h2>
                <p>"蓝为按期，"<span class="warn">"红为迟公示和逾期"</span>"，满格为 100%"</p>
            </div>
            {charts::rate_bars(bars)}
            {scrolling("逐月数值", month_table(agency.kind, rows))}
        </section>
    }
    .into_any()
}

fn month_table(kind: Kind, rows: Vec<AnyView>) -> AnyView {
    let heads: Vec<AnyView> = [
        "按期公示",
        "迟公示",
        "逾期未公示",
        "及时率",
        "收到",
        "首次通过",
        "不完整",
        "隔离",
        "首次合规率",
        "迟报",
        "迟报率",
        "更正",
        "撤回",
    ]
    .into_iter()
    .map(|label| view! { <th scope="col" class="num">{label}</th> }.into_any())
    .collect();
    view! {
        <table class="months">
            <caption>{kind.label()}"逐月"<small>"单位：条；分母为零记“—”"</small></caption>
            <thead>
                <tr>
                    <th scope="col" rowspan="2">"月份"</th>
                    <th scope="colgroup" colspan="4">"按决定月份"</th>
                    <th scope="colgroup" colspan="9">"按收到月份"</th>
                    <th scope="col" rowspan="2">"状态"</th>
                    <th scope="col" rowspan="2">"明细"</th>
                </tr>
                <tr>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn month_row(id: &str, month: &MonthOfKind) -> AnyView {
    let figures = &month.figures;
    let label = format!("{}的明细", text::zh_month(&month.month));
    let number = |count: u64| view! { <td class="num">{text::thousands(count)}</td> }.into_any();
    let warning = |count: u64| {
        let class = if count > 0 { "num warn" } else { "num" };
        view! { <td class=class>{text::thousands(count)}</td> }.into_any()
    };
    let rate = |part: u64, whole: u64| {
        view! { <td class="num">{text::percent_or_dash(part, whole)}</td> }.into_any()
    };
    let state = match month.standing {
        Standing::Frozen { on } => format!("{on} 冻结"),
        Standing::Provisional { .. } => "暂定".to_owned(),
    };
    view! {
        <tr>
            <th scope="row" class="date">{month.month.clone()}</th>
            {number(figures.on_time)}
            {warning(figures.late)}
            {warning(figures.overdue)}
            {rate(figures.on_time, figures.valid())}
            {number(figures.received())}
            {number(figures.accepted)}
            {number(figures.incomplete)}
            {number(figures.quarantined)}
            {rate(figures.accepted, figures.received())}
            {warning(figures.received_late)}
            {rate(figures.received_late, figures.judged())}
            {number(figures.corrected)}
            {number(figures.withdrawn)}
            <td class="date">{state}</td>
            <td><a href=rows_link(id, &month.month, month.kind) aria-label=label>"CSV"</a></td>
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
            {latest_table("这个机关最新公示的决定", LatestOf::OneAuthority, rows, context.today)}
        </section>
    }
    .into_any()
}
