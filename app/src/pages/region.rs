//! `/regions/{code}`: a province, city or county.

use domain::disclosure::PublicAuthority;
use domain::quality::region_prefix;
use leptos::prelude::*;

use super::regions::{months, tables};
use crate::address;
use crate::charts::{self, RateBar};
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::Region;
use crate::parts::{self, pair};
use crate::text;

pub(crate) fn document(region: Region) -> Document {
    let json = address::link(
        "/api/v1/regions",
        [("code", Some(region.region.code.clone())), ("month", Some(region.month.clone()))],
    );
    Document {
        title: region.region.name.clone(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: crumbs(&region),
        hero: None,
        source: Source::of("平台的收到和公示时间").with("JSON", json),
        body: body(&region),
    }
}

fn crumbs(region: &Region) -> Vec<Crumb> {
    let mut crumbs = Crumb::below("地区", "/regions", region.region.name.clone());
    if let Some((code, name)) = &region.parent {
        crumbs.insert(1, Crumb { label: name.clone(), href: Some(format!("/regions/{code}")) });
    }
    crumbs
}

fn body(region: &Region) -> AnyView {
    let month = text::zh_month(&region.month);
    let path = format!("/regions/{}", region.region.code);
    let below = (!region.below.is_empty()).then(|| tables("下辖地区", &month, &region.month, &region.below));
    view! {
        <h1>{parts::name(&region.region.name)}</h1>
        <p class="lead">"这个地区的机关正在公示的决定，和它们按期公示的情况，含下辖地区。"</p>
        {counts(region)}
        {months(&path, &region.months, &region.month)}
        {rates(region, &month)}
        {tables("本地区", &month, &region.month, std::slice::from_ref(&region.region))}
        {below}
        {authorities(&region.authorities)}
    }
    .into_any()
}

fn counts(region: &Region) -> AnyView {
    let prefix = region_prefix(&region.region.code).to_owned();
    let search = |search_type: Option<&str>| {
        address::link("/search", [("type", search_type.map(str::to_owned)), ("region", Some(prefix.clone()))])
    };
    view! {
        <dl class="pairs contact">
            {pair("登记的主体", view! { <a href=search(None)>{text::thousands(region.region.entities)}" 户"</a> }.into_any())}
            {pair("机关", format!("{} 个", text::thousands(region.region.authorities)).into_any())}
            {pair("机关作出的决定", view! { <a href=search(Some("decision"))>"在本地区查询"</a> }.into_any())}
        </dl>
    }
    .into_any()
}

fn rates(region: &Region, month: &str) -> AnyView {
    let bars = region
        .region
        .kinds
        .iter()
        .map(|kind| RateBar { label: kind.kind.label().into_any(), part: kind.on_time, whole: kind.valid })
        .collect();
    view! {
        <section aria-labelledby="rates">
            <div class="head">
                <h2 id="rates">{month.to_owned()}"公示及时率"</h2>
                <p><a href="/agencies#definitions">"口径"</a></p>
            </div>
            {charts::rate_bars(bars)}
        </section>
    }
    .into_any()
}

fn authorities(authorities: &[PublicAuthority]) -> AnyView {
    if authorities.is_empty() {
        return view! {
            <section class="part part-empty"><h2>"机关"<small>"机关名录中没有本地区的机关"</small></h2></section>
        }
        .into_any();
    }
    let rows: Vec<AnyView> = authorities
        .iter()
        .map(|authority| {
            let place = authority.region_name.clone().unwrap_or_else(|| "—".to_owned());
            let level = authority.level.clone().unwrap_or_else(|| "—".to_owned());
            let telephone = authority.telephone.clone().unwrap_or_else(|| "未登记".to_owned());
            view! {
                <tr>
                    <th scope="row">{parts::name_link(format!("/agencies/{}", authority.id), &authority.name)}</th>
                    <td data-label="地区">{parts::name(place)}</td>
                    <td data-label="层级">{parts::name(level)}</td>
                    <td data-label="电话">{parts::name(telephone)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let table = view! {
        <table class="stack tight">
            <caption class="hidden">"本地区的机关"</caption>
            <thead>
                <tr>
                    <th scope="col">"机关"</th>
                    <th scope="col">"地区"</th>
                    <th scope="col">"层级"</th>
                    <th scope="col">"电话"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! {
        <section aria-labelledby="authorities">
            <div class="head"><h2 id="authorities">"机关"</h2></div>
            {table}
        </section>
    }
    .into_any()
}
