//! `/agencies`: how many decisions each authority published in time, with numerator and denominator.

use domain::clocks::ClockKind;
use domain::disclosure::{AuthorityFigures, TimelinessFigures};
use domain::lateness::OverdueBand;
use domain::quality::{Kind, Standing};
use leptos::prelude::*;

use crate::address;
use crate::charts::{self, RateBar};
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{Agencies, PageContext};
use crate::parts::{self, Figure, FigureTone, figures, rate, scrolling};
use crate::text;

/// The chart shows at most so many authorities; the table shows all.
const BARS: usize = 12;

pub(crate) fn document(context: &PageContext, agencies: Agencies) -> Document {
    let json = address::link(
        "/api/v1/agencies",
        [("month", Some(agencies.month.clone())), ("kind", Some(agencies.kind.code().to_owned()))],
    );
    Document {
        title: "机关公示及时率".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("机关公示及时率"),
        hero: None,
        source: Source::of("平台的收到和公示时间").with("JSON", json),
        body: body(context, agencies),
    }
}

fn body(context: &PageContext, agencies: Agencies) -> AnyView {
    let month = text::zh_month(&agencies.month);
    view! {
        <h1>"机关公示及时率"</h1>
        <p class="lead">
            {format!("行政许可和行政处罚决定作出后 {}内应当公示。", context.period(ClockKind::Publish))}
            "这里按机关列出有多少做到了；每个机关的明细可以下载，自行复算。行政处罚、登记类许可、其他许可分开计算，不相加。"
            <a href="/regions">"按地区看"</a>
        </p>
        {choices(&agencies)}
        <section aria-labelledby="total">
            <div class="head"><h2 id="total">{agencies.kind.label()}</h2><p>{standing(agencies.standing)}</p></div>
            {figures(headline(&agencies.total))}
        </section>
        {chart(&agencies, &month)}
        {table(&agencies, &month)}
        {overdue_of_all(&agencies)}
        <section aria-labelledby="distribution">
            <div class="head"><h2 id="distribution">"用了几个工作日"</h2><p>{sample_size(&agencies.total)}</p></div>
            {charts::distribution(&agencies.total, context.publish_within(&agencies.month))}
        </section>
        {definitions()}
    }
    .into_any()
}

/// The four figures of a period.
pub(crate) fn headline(total: &TimelinessFigures) -> Vec<Figure> {
    let oldest = oldest_band(total)
        .map_or_else(|| "没有逾期".to_owned(), |band| format!("最久的逾期{}", band.label()));
    vec![
        rate("公示及时率", total.on_time, total.valid, ""),
        rate(
            "数据迟报率",
            total.received_judged - total.received_on_time,
            total.received_judged,
            "，按收到月份",
        ),
        rate("首次合规率", total.accepted_rows, total.submitted_rows, " 条上报"),
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

/// Whether a month may still change.
pub(crate) fn standing(standing: Standing) -> String {
    match standing {
        Standing::Frozen { on } => format!("已于 {} 冻结", text::zh_date(on)),
        Standing::Provisional { until: Some(day) } => format!("暂定，{} 冻结", text::zh_date(day)),
        Standing::Provisional { until: None } => "暂定：缺少节假日安排的通知，尚不能确定冻结日".to_owned(),
    }
}

fn href(month: &str, kind: Kind) -> String {
    address::link("/agencies", [("month", Some(month.to_owned())), ("kind", Some(kind.code().to_owned()))])
}

/// One link of a row of choices.
pub(crate) fn choice(href: String, label: String, is_current: bool) -> AnyView {
    view! { <li><a href=href aria-current=is_current.then_some("true")>{label}</a></li> }.into_any()
}

fn choices(agencies: &Agencies) -> AnyView {
    let months: Vec<AnyView> = agencies
        .months
        .iter()
        .map(|month| choice(href(month, agencies.kind), text::zh_month(month), *month == agencies.month))
        .collect();
    let kinds: Vec<AnyView> = Kind::ALL
        .into_iter()
        .map(|kind| choice(href(&agencies.month, kind), kind.label().to_owned(), kind == agencies.kind))
        .collect();
    view! {
        <nav class="choices" aria-label="月份和种类">
            <div><span id="months">"月份"</span><ul aria-labelledby="months">{months}</ul></div>
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
    let rows: Vec<AnyView> =
        agencies.rows.iter().map(|row| authority_row(row, &agencies.month, agencies.kind)).collect();
    let total = numbers(&agencies.total);
    let table = view! {
        <table class="stack tight">
            <caption>{format!("{month}作出、应公示的{}", agencies.kind.label())}<small>"分母为零记“—”；用时以工作日计"</small></caption>
            <thead>
                <tr>
                    <th scope="col">"机关"</th>
                    <th scope="col" class="num">"按期（条）"</th>
                    <th scope="col" class="num">"有效（条）"</th>
                    <th scope="col" class="num">"及时率"</th>
                    <th scope="col" class="num">"中位用时（工作日）"</th>
                    <th scope="col" class="num">"此刻逾期（条）"</th>
                    <th scope="col">"最久逾期"</th>
                    <th scope="col">"明细"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
            <tfoot><tr><th scope="row">"合计"</th>{total}<td class="none"></td></tr></tfoot>
        </table>
    };
    view! { <section aria-label="各机关数值">{scrolling("各机关公示及时率表", table.into_any())}</section> }
        .into_any()
}

fn authority_row(row: &AuthorityFigures, month: &str, kind: Kind) -> AnyView {
    let id = &row.authority.id;
    let rows = rows_link(id, month, kind);
    let page = address::link(&format!("/agencies/{id}"), [("kind", Some(kind.code().to_owned()))]);
    let label = format!("{}的明细", row.authority.name);
    view! {
        <tr>
            <th scope="row">{parts::name_link(page, &row.authority.name)}</th>
            {numbers(&row.figures)}
            <td data-label=""><a href=rows aria-label=label>"CSV"</a></td>
        </tr>
    }
    .into_any()
}

/// Where the rows behind a month are.
pub(crate) fn rows_link(id: &str, month: &str, kind: Kind) -> String {
    address::link(
        &format!("/agencies/{id}/rows.csv"),
        [("month", Some(month.to_owned())), ("kind", Some(kind.code().to_owned()))],
    )
}

/// The cells of one row of figures. What has no value is left out where a row becomes a small list.
fn numbers(figures: &TimelinessFigures) -> AnyView {
    let days = |label: &'static str, days: Option<u32>| {
        let class = if days.is_none() { "num none" } else { "num" };
        let days = days.map_or_else(|| "—".to_owned(), |days| days.to_string());
        view! { <td data-label=label class=class>{days}</td> }
    };
    let rate = if figures.valid == 0 { "num none" } else { "num" };
    let overdue = if figures.overdue > 0 { "num warn" } else { "num" };
    let oldest = oldest_band(figures);
    let oldest_class = if oldest.is_none() { "none" } else { "" };
    view! {
        <td data-label="按期" class="num">{text::thousands(figures.on_time)}</td>
        <td data-label="有效" class="num">{text::thousands(figures.valid)}</td>
        <td data-label="及时率" class=rate>{text::percent_or_dash(figures.on_time, figures.valid)}</td>
        {days("中位用时", figures.median_working_days)}
        <td data-label="逾期" class=overdue>{text::thousands(figures.overdue)}</td>
        <td data-label="最久逾期" class=oldest_class>{oldest.map_or("—", OverdueBand::label)}</td>
    }
    .into_any()
}

/// The band of what has been overdue longest.
fn oldest_band(figures: &TimelinessFigures) -> Option<OverdueBand> {
    let bands = OverdueBand::ALL.into_iter().zip(figures.overdue_bands);
    bands.filter(|(_, count)| *count > 0).map(|(band, _)| band).next_back()
}

fn overdue_of_all(agencies: &Agencies) -> AnyView {
    let rows = agencies.rows.iter().filter(|row| row.figures.overdue > 0);
    let rows = rows.map(|row| (parts::name(&row.authority.name), &row.figures)).collect();
    overdue(agencies.kind, rows)
}

/// What is overdue now, by bands: of decisions that may be sealed nothing closer is told.
pub(crate) fn overdue(kind: Kind, rows: Vec<(AnyView, &TimelinessFigures)>) -> AnyView {
    let body = if rows.is_empty() {
        view! { <p>"此刻没有逾期未公示的决定。"</p> }.into_any()
    } else {
        let heads: Vec<AnyView> = OverdueBand::ALL
            .into_iter()
            .map(|band| view! { <th scope="col" class="num">{band.label()}</th> }.into_any())
            .collect();
        let rows: Vec<AnyView> = rows.into_iter().map(|(name, figures)| overdue_row(name, figures)).collect();
        let table = view! {
            <table class="stack tight">
                <caption class="hidden">"此刻逾期未公示的决定，按逾期长短"</caption>
                <thead><tr><th scope="col">"机关"</th>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        };
        scrolling("逾期未公示数量表", table.into_any())
    };
    view! {
        <section aria-labelledby="overdue">
            <div class="head">
                <h2 id="overdue">"此刻逾期未公示"<small>{kind.label()}</small></h2>
                <p>"其中可能有依法封存的，只列数量和逾期长短（工作日），不列文号、当事人和日期"</p>
            </div>
            {body}
        </section>
    }
    .into_any()
}

fn overdue_row(name: AnyView, figures: &TimelinessFigures) -> AnyView {
    let cells: Vec<AnyView> = OverdueBand::ALL
        .into_iter()
        .zip(figures.overdue_bands)
        .map(|(band, count)| {
            view! { <td data-label=band.label() class="num">{text::thousands(count)}</td> }.into_any()
        })
        .collect();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
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
                {definition("公示及时率", "按决定月份：不晚于期限最后一个工作日 24 时公示的决定 ÷ 依法应当公示的决定（按期公示、迟公示、逾期未公示之和；逾期的按迟公示计）。后来撤回或者终止公示的仍然计入。")}
                {definition("冻结与修订", "月份结束后第 40 个工作日冻结，此前为暂定。冻结时留下不含标识的明细（种类、决定月份、用时、状态；相同用时不足 3 条的并档），记录终止公示后数值不变；冻结后的变化逐条列为修订。缺少节假日通知的月份不冻结。")}
                {definition("数据迟报率", "按收到月份：期限最后一个工作日 24 时之后才收到的决定 ÷ 收到的、期限已定的决定（不完整的不计）。收到时间由平台自行记录，文件不能设定。")}
                {definition("首次合规率", "按收到月份：首次报送即通过全部必检项的行 ÷ 首次报送的行（通过、不完整、隔离之和）。更正后重报不改变首次结果，也不另计一行；被隔离的行另行重报（不是在原处改正）的，按新的一行计。")}
                {definition("不完整、隔离归谁", "记录中有作出机关的归作出机关，否则归报送文件的机关；两者都没有的只计入合计。隔离的许可行读不出类别，计入其他许可。")}
                {definition("更正、撤回", "按收到月份：公示后更正过的决定、公示后撤回的决定，一条只计一次。公示以前改正的不是更正。")}
                {definition("零报告", "机关报告某月某种类没有作出决定。该月的决定后来出现的，零报告计为不实。")}
                {definition("此刻逾期未公示", "期限已过、至今未公示的决定，只公布数量和逾期长短的档。")}
                {definition("不计入", "依法不公示的决定，以及收到时间由原有系统接续而来的记录。")}
                {definition("数据瞒报率", "抽查样本中录入时未报送的决定 ÷ 抽查样本。只能来自抽查，不由本平台推算；有样本的机关在其页面列出。")}
                {definition("工作日", "决定当日不计；法定节假日不计，调休上班日计入。分母为零记“—”。")}
            </dl>
        </section>
    }
    .into_any()
}
