//! Small pieces that several pages share.

use chrono::NaiveDate;
use domain::decision::DecisionKind;
use domain::disclosure::{DecisionSummary, ObjectionMark, PublicParty, Timeliness};
use leptos::prelude::*;

use crate::text;

/// Where repair of credit is applied for: one window for the whole country, free of charge.
pub(crate) const CREDIT_CHINA: &str = "https://www.creditchina.gov.cn";

/// How a badge looks. It always has a word, colour only adds to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BadgeTone {
    /// Kinds and ended states.
    Grey,
    /// A status in force.
    Blue,
    /// Penalties and lateness.
    Red,
}

impl BadgeTone {
    const fn class(self) -> &'static str {
        match self {
            Self::Grey => "badge",
            Self::Blue => "badge badge-blue",
            Self::Red => "badge badge-red",
        }
    }
}

/// Nothing at all.
pub(crate) fn nothing() -> AnyView {
    None::<AnyView>.into_any()
}

/// One badge.
pub(crate) fn badge(text: impl Into<String>, tone: BadgeTone) -> AnyView {
    view! { <span class=tone.class()>{text.into()}</span> }.into_any()
}

/// What stands in a `textarea`: leptos writes its children as they are, so that a `</textarea>` in them would end it. The
/// line break that a parser drops keeps one that the text begins with.
pub(crate) fn area_content(text: &str) -> String {
    format!("\n{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

/// 异议处理中: somebody objects to the record; it stays public (RULES 5.4).
pub(crate) fn objection_badge(mark: Option<ObjectionMark>) -> AnyView {
    mark.map(|_| badge("异议处理中", BadgeTone::Blue)).into_any()
}

/// The same in a sentence, above the record.
pub(crate) fn objection_notice(mark: Option<ObjectionMark>) -> AnyView {
    let notice = mark.map(|mark| {
        let words =
            format!("{}受理了对本条记录的异议，正在核查；办结以前照常公示。", text::zh_date(mark.since));
        view! { <p class="notice"><b>"异议处理中"</b>{words}</p> }
    });
    notice.into_any()
}

/// Where one objects to a record. Search engines need not follow it.
pub(crate) fn objection_link(record_id: &str) -> AnyView {
    let href = crate::address::link("/objections/new", [("record", Some(record_id.to_owned()))]);
    view! { <a class="no-print" href=href rel="nofollow">"提出异议"</a> }.into_any()
}

/// A name or another text of others: isolated, so that direction marks in it stay inside.
pub(crate) fn name(text: impl Into<String>) -> AnyView {
    view! { <bdi class="name">{text.into()}</bdi> }.into_any()
}

/// A link with a name of others as its text.
pub(crate) fn name_link(href: String, text: impl Into<String>) -> AnyView {
    view! { <a href=href>{name(text)}</a> }.into_any()
}

/// A credit code, set in its four groups but copied without blanks.
pub(crate) fn credit_code(code: &str) -> AnyView {
    let group = |from, to| code.get(from..to).map(str::to_owned);
    let groups =
        match (code.is_ascii() && code.len() == 18, group(0, 2), group(2, 8), group(8, 17), group(17, 18)) {
            (true, Some(kind), Some(region), Some(body), Some(check)) => (kind, region, body, check),
            _ => return view! { <code class="code"><bdi>{code.to_owned()}</bdi></code> }.into_any(),
        };
    view! { <code class="uscc">{groups.0}<i>{groups.1}</i>{groups.2}<i>{groups.3}</i></code> }.into_any()
}

/// A day in a table.
pub(crate) fn table_day(day: NaiveDate) -> AnyView {
    let day = day.to_string();
    view! { <time datetime=day.clone()>{day.clone()}</time> }.into_any()
}

/// The verdict of the clock, late in vermilion.
pub(crate) fn verdict(timeliness: Timeliness) -> AnyView {
    let class = if matches!(timeliness, Timeliness::Late { .. }) { "warn" } else { "" };
    view! { <span class=class>{text::timeliness(timeliness)}</span> }.into_any()
}

/// The first party as a link, and how many there are besides.
pub(crate) fn parties(parties: &[PublicParty]) -> AnyView {
    let Some(first) = parties.first() else {
        return view! { <span class="muted">"依法不公示"</span> }.into_any();
    };
    let label = match &first.entity_id {
        Some(id) => name_link(format!("/entities/{id}"), &first.name),
        None => name(&first.name),
    };
    let others = (parties.len() > 1).then(|| format!("等 {} 个", parties.len()));
    view! { {label}{others.map(|others| view! { <small>{others}</small> })} }.into_any()
}

/// A part of a page with an aside to its heading.
pub(crate) fn headed(
    id: &'static str,
    heading: &'static str,
    aside: &'static str,
    inner: AnyView,
) -> AnyView {
    view! {
        <section aria-labelledby=id>
            <div class="head"><h2 id=id>{heading}</h2><p>{aside}</p></div>
            {inner}
        </section>
    }
    .into_any()
}

/// The heading of a column.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Head {
    /// Of words.
    Words(&'static str),
    /// Of numbers, which stand at the right.
    Numbers(&'static str),
}

/// A table below a heading of the same words; on a narrow screen each row becomes a small list.
pub(crate) fn stacked(caption: &'static str, heads: &[Head], rows: Vec<AnyView>) -> AnyView {
    let heads: Vec<AnyView> = heads
        .iter()
        .map(|head| match head {
            Head::Words(label) => view! { <th scope="col">{*label}</th> }.into_any(),
            Head::Numbers(label) => view! { <th scope="col" class="num">{*label}</th> }.into_any(),
        })
        .collect();
    view! {
        <table class="stack">
            <caption class="hidden">{caption}</caption>
            <thead><tr>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// A table that scrolls inside a named, focusable region where it is too narrow. The name says so, which also keeps
/// it apart from the section of the same heading: no two landmarks of a page may be named alike.
pub(crate) fn scrolling(label: &'static str, table: AnyView) -> AnyView {
    let label = format!("{label}，可左右滚动");
    view! { <div class="scroll" tabindex="0" role="region" aria-label=label>{table}</div> }.into_any()
}

/// Whose publications a table shows; of one authority they need not name it on each row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LatestOf {
    /// Of all authorities.
    All,
    /// Of the authority that the page is about.
    OneAuthority,
}

/// The latest publications of all or of one authority.
pub(crate) fn latest_table(
    caption: &'static str,
    of: LatestOf,
    rows: Vec<DecisionSummary>,
    today: NaiveDate,
) -> AnyView {
    let rows: Vec<AnyView> = rows.into_iter().map(|row| latest_row(row, of, today)).collect();
    let authority = (of == LatestOf::All).then(|| view! { <th scope="col">"作出机关"</th> });
    view! {
        <table class="stack">
            <caption class="hidden">{caption}</caption>
            <thead>
                <tr>
                    <th scope="col">"行政相对人"</th>
                    <th scope="col">"事项"</th>
                    {authority}
                    <th scope="col">"决定日期"</th>
                    <th scope="col">"公示时间"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn latest_row(row: DecisionSummary, of: LatestOf, today: NaiveDate) -> AnyView {
    let authority = (of == LatestOf::All).then(|| match &row.authority_id {
        Some(id) => name_link(format!("/agencies/{id}"), &row.authority_name),
        None => name(&row.authority_name),
    });
    let authority =
        authority.map(|authority| view! { <td data-label="作出机关" class="quiet">{authority}</td> });
    view! {
        <tr>
            <th scope="row">{parties(&row.parties)}</th>
            <td data-label="事项">
                {name_link(format!("/decisions/{}", row.id), &row.title)}<small>{row.kind.label()}</small>
            </td>
            {authority}
            <td data-label="决定日期" class="date">{table_day(row.decided_on)}</td>
            <td data-label="公示" class="date">
                {text::short_moment(row.published_at, today)}<small>{verdict(row.timeliness)}</small>
            </td>
        </tr>
    }
    .into_any()
}

/// The tone of a decision's own state.
pub(crate) fn state_tone(kind: DecisionKind, label: &str) -> BadgeTone {
    match kind {
        DecisionKind::Licence if label == "有效" => BadgeTone::Blue,
        _ => BadgeTone::Grey,
    }
}

/// A caption and a value.
pub(crate) fn pair(caption: impl Into<String>, value: AnyView) -> AnyView {
    view! { <div><dt>{caption.into()}</dt><dd>{value}</dd></div> }.into_any()
}

/// A caption and a long value, over the whole width.
pub(crate) fn wide_pair(caption: impl Into<String>, value: AnyView) -> AnyView {
    view! { <div class="wide"><dt>{caption.into()}</dt><dd>{value}</dd></div> }.into_any()
}

/// A figure: caption, number, unit, and how it is made.
pub(crate) struct Figure {
    /// What it is.
    pub(crate) caption: &'static str,
    /// The number, or `—`.
    pub(crate) number: String,
    /// Set small behind it.
    pub(crate) unit: &'static str,
    /// Numerator and denominator, or another gloss.
    pub(crate) gloss: String,
    /// Where it is explained.
    pub(crate) href: String,
    /// Text of that link.
    pub(crate) link: &'static str,
    /// Does the number warn?
    pub(crate) tone: FigureTone,
}

/// Whether a figure warns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FigureTone {
    /// Ink.
    Plain,
    /// Vermilion.
    Warning,
}

impl FigureTone {
    /// Warns if there is anything to warn of.
    pub(crate) const fn of(count: u64) -> Self {
        if count == 0 { Self::Plain } else { Self::Warning }
    }
}

/// A rate with its numerator and denominator.
pub(crate) fn rate(caption: &'static str, part: u64, whole: u64, tail: &str) -> Figure {
    let (number, unit) = text::percent(part, whole).map_or_else(|| ("—".to_owned(), ""), |rate| (rate, "%"));
    Figure {
        caption,
        number,
        unit,
        gloss: format!("{} ÷ {}{tail}", text::thousands(part), text::thousands(whole)),
        href: "/agencies#definitions".to_owned(),
        link: "口径",
        tone: FigureTone::Plain,
    }
}

/// A row of figures.
pub(crate) fn figures(figures: Vec<Figure>) -> AnyView {
    let figures: Vec<AnyView> = figures.into_iter().map(figure).collect();
    view! { <dl class="figures">{figures}</dl> }.into_any()
}

fn figure(figure: Figure) -> AnyView {
    let class = if figure.tone == FigureTone::Warning { "number warn" } else { "number" };
    view! {
        <div>
            <dt>{figure.caption}</dt>
            <dd class=class>{figure.number}{(!figure.unit.is_empty()).then(|| view! { <small>{figure.unit}</small> })}</dd>
            <dd>{figure.gloss}" "<a href=figure.href>{figure.link}<span class="hidden">"："{figure.caption}</span></a></dd>
        </div>
    }
    .into_any()
}
