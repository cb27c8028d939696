//! `/regions`: provinces and cities with what their authorities have published.

use domain::quality::{Kind, RegionFigures, RegionKind};
use leptos::prelude::*;

use super::agencies::choice;
use crate::address;
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::Regions;
use crate::parts::{self, scrolling};
use crate::text;

pub(crate) fn document(regions: Regions) -> Document {
    let json = address::link("/api/v1/regions", [("month", Some(regions.month.clone()))]);
    Document {
        title: "地区".to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("地区"),
        hero: None,
        source: Source::of("平台的收到和公示时间").with("JSON", json),
        body: body(regions),
    }
}

fn body(regions: Regions) -> AnyView {
    let month = text::zh_month(&regions.month);
    view! {
        <h1>"地区"</h1>
        <p class="lead">
            "按作出机关所在的地区列出正在公示的决定和按期公示的情况。行政处罚、登记类许可、其他许可分开计算，不相加。"
        </p>
        {months("/regions", &regions.months, &regions.month)}
        {tables("全省和各市", &month, &regions.month, &regions.regions)}
        <p class="small more"><a href="/agencies#definitions">"各数的口径"</a>"　"<a href="/agencies">"按机关看"</a></p>
    }
    .into_any()
}

/// Links to the same page in other months.
pub(crate) fn months(path: &str, months: &[String], current: &str) -> AnyView {
    let links: Vec<AnyView> = months
        .iter()
        .map(|month| {
            let href = address::link(path, [("month", Some(month.clone()))]);
            choice(href, text::zh_month(month), month == current)
        })
        .collect();
    view! {
        <nav class="choices" aria-label="月份">
            <div><span id="months">"决定月份"</span><ul aria-labelledby="months">{links}</ul></div>
        </nav>
    }
    .into_any()
}

/// What is public now, and how much of the month was in time: one row a region.
pub(crate) fn tables(
    title: &'static str,
    month: &str,
    parameter: &str,
    regions: &[RegionFigures],
) -> AnyView {
    let rows: Vec<AnyView> = regions.iter().map(|region| region_row(region, parameter)).collect();
    let kinds: Vec<AnyView> = Kind::ALL
        .into_iter()
        .map(|kind| view! { <th scope="colgroup" colspan="3">{kind.label()}</th> }.into_any())
        .collect();
    let heads: Vec<AnyView> = Kind::ALL
        .into_iter()
        .flat_map(|_| ["公示中", "按期 ÷ 应公示", "及时率"])
        .map(|label| view! { <th scope="col" class="num">{label}</th> }.into_any())
        .collect();
    let table = view! {
        <table>
            <caption>{title}<small>{format!("及时率按{month}作出的决定；分母为零记“—”")}</small></caption>
            <thead>
                <tr>
                    <th scope="col" rowspan="2">"地区"</th>
                    <th scope="col" rowspan="2" class="num">"主体（户）"</th>
                    <th scope="col" rowspan="2" class="num">"机关（个）"</th>
                    {kinds}
                </tr>
                <tr>{heads}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! { <section aria-label=title>{scrolling(title, table.into_any())}</section> }.into_any()
}

fn region_row(region: &RegionFigures, month: &str) -> AnyView {
    let href = address::link(&format!("/regions/{}", region.code), [("month", Some(month.to_owned()))]);
    let cells: Vec<AnyView> = region.kinds.iter().map(kind_cells).collect();
    view! {
        <tr>
            <th scope="row" class="date">{parts::name_link(href, &region.name)}</th>
            <td class="num">{text::thousands(region.entities)}</td>
            <td class="num">{text::thousands(region.authorities)}</td>
            {cells}
        </tr>
    }
    .into_any()
}

fn kind_cells(kind: &RegionKind) -> AnyView {
    let ratio = format!("{} ÷ {}", text::thousands(kind.on_time), text::thousands(kind.valid));
    view! {
        <td class="num">{text::thousands(kind.public)}</td>
        <td class="num">{ratio}</td>
        <td class="num">{text::percent_or_dash(kind.on_time, kind.valid)}</td>
    }
    .into_any()
}
