//! `/agencies`: how many decisions each authority published in time, with numerator and denominator.

use domain::decision::DecisionKind;
use domain::disclosure::{AuthorityFigures, TimelinessFigures};
use leptos::prelude::*;

use crate::address;
use crate::charts::{self, RateBar};
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::Agencies;
use crate::parts::{self, Figure, FigureTone, figures, rate, scrolling};
use crate::text;

/// The chart shows at most so many authorities; the table shows all.
const BARS: usize = 12;

pub(crate) fn document(agencies: Agencies) -> Document {
    let json = address::link(
        "/api/v1/agencies",
        [("month", Some(agencies.month.clone())), ("kind", agencies.kind.map(|kind| kind.code().to_owned()))],
    );
    Document {
        title: "机关公示及时率".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("机关公示及时率"),
        hero: None,
        source: Source::of("平台的收到和公示时间").with("JSON", json),
        body: body(agencies),
    }
}

fn body(agencies: Agencies) -> AnyView {
    let month = text::zh_month(&agencies.month);
    view! {
        <h1>"机关公示及时率"</h1>
        <p class="lead">
            "行政许可和行政处罚决定作出后 7 个工作日内应当公示。这里按机关列出有多少做到了；每个机关的逐条明细可以下载，自行复算。"
        </p>
        {choices(&agencies)}
        <section aria-labelledby="total"><h2 id="total" class="hidden">"合计"</h2>{figures(headline(&agencies.total))}</section>
        {chart(&agencies, &month)}
        {table(&agencies, &month)}
        <section aria-labelledby="distribution">
            <div class="head"><h2 id="distribution">"用了几个工作日"</h2><p>{sample_size(&agencies.total)}</p></div>
            {charts::distribution(&agencies.total)}
        </section>
        {definitions()}
    }
    .into_any()
}

/// The four figures of a period.
pub(crate) fn headline(total: &TimelinessFigures) -> Vec<Figure> {
    let oldest = total
        .oldest_overdue_working_days
        .map_or_else(|| "没有逾期".to_owned(), |days| format!("最久已逾期 {days} 个工作日"));
    vec![
        rate("公示及时率", total.on_time, total.valid, ""),
        rate("归集及时率", total.received_on_time, total.valid, ""),
        rate("数据合规率", total.accepted_rows, total.submitted_rows, " 条上报"),
        Figure {
            caption: "此刻逾期未公示",
            number: text::thousands(total.overdue),
            unit: "",
            gloss: oldest,
            href: "#definitions".to_owned(),
            link: "口径",
            tone: FigureTone::of(total.overdue),
        },
    ]
}

pub(crate) fn sample_size(total: &TimelinessFigures) -> String {
    format!("{} 条，其中 {} 条按期", text::thousands(total.valid), text::thousands(total.on_time))
}

fn href(month: &str, kind: Option<DecisionKind>) -> String {
    address::link(
        "/agencies",
        [("month", Some(month.to_owned())), ("kind", kind.map(|kind| kind.code().to_owned()))],
    )
}

fn choices(agencies: &Agencies) -> AnyView {
    let choice = |href: String, label: String, is_current: bool| {
        view! { <li><a href=href aria-current=is_current.then_some("true")>{label}</a></li> }.into_any()
    };
    let months: Vec<AnyView> = agencies
        .months
        .iter()
        .map(|month| choice(href(month, agencies.kind), text::zh_month(month), *month == agencies.month))
        .collect();
    let kinds = [
        (None, "许可和处罚"),
        (Some(DecisionKind::Licence), "只看许可"),
        (Some(DecisionKind::Penalty), "只看处罚"),
    ];
    let kinds: Vec<AnyView> = kinds
        .into_iter()
        .map(|(kind, label)| choice(href(&agencies.month, kind), label.to_owned(), kind == agencies.kind))
        .collect();
    view! {
        <nav class="choices" aria-label="月份和种类">
            <div><span id="months">"收到月份"</span><ul aria-labelledby="months">{months}</ul></div>
            <div><span id="kinds">"种类"</span><ul aria-labelledby="kinds">{kinds}</ul></div>
        </nav>
    }
    .into_any()
}

/// The authorities with the most decisions, so that a handful of rows cannot fill the chart.
fn chart(agencies: &Agencies, month: &str) -> AnyView {
    let mut rows: Vec<&AuthorityFigures> = agencies.rows.iter().collect();
    let is_cut = rows.len() > BARS;
    if is_cut {
        rows.sort_by_key(|row| std::cmp::Reverse(row.figures.valid));
        rows.truncate(BARS);
    }
    let title =
        if is_cut { format!("{month}条数最多的 {BARS} 个机关") } else { format!("{month}各机关") };
    let bars = rows
        .into_iter()
        .map(|row| RateBar {
            label: parts::name(&row.authority.name),
            part: row.figures.on_time,
            whole: row.figures.valid,
        })
        .collect();
    view! {
        <section aria-labelledby="chart">
            <div class="head">
                <h2 id="chart">{title}</h2>
                <p>"蓝为按期，"<span class="warn">"红为迟公示"</span>"，满格为 100%"</p>
            </div>
            {charts::rate_bars(bars)}
        </section>
    }
    .into_any()
}

fn table(agencies: &Agencies, month: &str) -> AnyView {
    let rows: Vec<AnyView> = agencies.rows.iter().map(|row| authority_row(row, &agencies.month)).collect();
    let total = numbers(&agencies.total);
    let table = view! {
        <table>
            <caption>{format!("{month}应公示的决定")}<small>"分母为零记“—”"</small></caption>
            <thead>
                <tr>
                    <th scope="col">"机关"</th>
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
            <tfoot><tr><th scope="row">"合计"</th>{total}<td></td></tr></tfoot>
        </table>
    };
    view! { <section aria-label="各机关数值">{scrolling("各机关公示及时率表", table.into_any())}</section> }
        .into_any()
}

fn authority_row(row: &AuthorityFigures, month: &str) -> AnyView {
    let id = &row.authority.id;
    let rows = address::link(&format!("/agencies/{id}/rows.csv"), [("month", Some(month.to_owned()))]);
    let label = format!("{}的明细", row.authority.name);
    view! {
        <tr>
            <th scope="row">{parts::name_link(format!("/agencies/{id}"), &row.authority.name)}</th>
            {numbers(&row.figures)}
            <td><a href=rows aria-label=label>"CSV"</a></td>
        </tr>
    }
    .into_any()
}

/// The cells of one row of figures.
pub(crate) fn numbers(figures: &TimelinessFigures) -> AnyView {
    let days = |days: Option<u32>| days.map_or_else(|| "—".to_owned(), |days| days.to_string());
    let overdue = if figures.overdue > 0 { "num warn" } else { "num" };
    view! {
        <td class="num">{text::thousands(figures.on_time)}</td>
        <td class="num">{text::thousands(figures.valid)}</td>
        <td class="num">{text::percent_or_dash(figures.on_time, figures.valid)}</td>
        <td class="num">{days(figures.median_working_days)}</td>
        <td class=overdue>{text::thousands(figures.overdue)}</td>
        <td class="num">{days(figures.oldest_overdue_working_days)}</td>
    }
    .into_any()
}

/// How each figure is made (RULES 6.5).
pub(crate) fn definitions() -> AnyView {
    let definition = |term: &'static str, text: &'static str| {
        view! { <div><dt>{term}</dt><dd>{text}</dd></div> }
    };
    view! {
        <section id="definitions" aria-labelledby="definitions-title">
            <h2 id="definitions-title">"口径"</h2>
            <dl class="pairs pairs-plain">
                {definition("公示及时率", "不晚于第 7 个工作日 24 时公示的决定 ÷ 本月收到、依法应当公示的有效决定（已公示的，加上期限已过仍未公示的）。后来撤回或者终止公示的，仍计入收到的月份。")}
                {definition("归集及时率", "不晚于第 7 个工作日 24 时收到的决定 ÷ 同一分母。收到时间由平台自行记录，文件不能设定。")}
                {definition("数据合规率", "通过全部必检项的行 ÷ 上报的行；更正后重报的，以重报为准。")}
                {definition("此刻逾期未公示", "期限已过、至今未公示的决定，只公布数量。")}
                {definition("不计入", "依法不公示的决定，以及收到时间由原有系统接续而来的记录。")}
                {definition("数据瞒报率", "抽查样本中未在平台找到的决定 ÷ 抽查样本。只能来自抽查，不由本平台推算，因此不列。")}
                {definition("工作日", "决定当日不计；法定节假日不计，调休上班日计入。分母为零记“—”。")}
            </dl>
        </section>
    }
    .into_any()
}
