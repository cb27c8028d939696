//! `/search`: results with the reason why each matched, and filters that are links.

use std::collections::BTreeMap;

use domain::catalogue::Nature;
use domain::decision::DecisionKind;
use domain::entity::{EntityKind, RegistrationStatus};
use domain::search::{Facet, ListBadge, SearchHit, SearchRequest, SearchSort, SearchType};
use leptos::prelude::*;

use super::{search_empty, search_links as links};
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{PageContext, Search};
use crate::parts::{self, BadgeTone, badge};
use crate::text;

pub(crate) fn document(context: &PageContext, search: Search) -> Document {
    let request = &search.request;
    let is_empty = search.page.hits.is_empty();
    let source = Source::of(match request.search_type {
        SearchType::Entity => "登记机关",
        SearchType::Decision => "各作出机关",
    })
    .with("本页 JSON", links::api(request))
    .with("全部结果 CSV", links::csv(request));
    Document {
        title: if is_empty { "未查询到" } else { "查询结果" }.to_owned(),
        robots: Robots::NoIndex,
        search: SearchBar::Results { text: request.text.clone(), search_type: request.search_type },
        crumbs: Crumb::here("查询结果"),
        hero: None,
        body: if is_empty { search_empty::body(context, &search) } else { body(context, search) },
        source,
    }
}

fn body(context: &PageContext, search: Search) -> AnyView {
    let unit = if search.request.search_type == SearchType::Entity { "个主体" } else { "项决定" };
    let total = text::counted(search.page.total, search.page.total_is_exact);
    let heading = if search.request.text.trim().is_empty() {
        "全部记录".into_any()
    } else {
        view! { "查询结果："{parts::name(search.request.text.clone())} }.into_any()
    };
    let note = if search.page.total_is_exact {
        ""
    } else {
        "超过一千不再逐一计数，但可以翻到最后一条。"
    };
    view! {
        <h1>{heading}</h1>
        <p class="lead">{format!("共 {total} {unit}。{note}因曾用名、读音或代码而列出的，另注缘由。")}</p>
        {type_tabs(&search.request)}
        <div class="columns columns-left">
            {facets(&search.request, &search.page.facets)}
            <div>
                {toolbar(&search)}
                {help(&search)}
                {lag(context)}
                {same_names(&search.page.hits)}
                <ol class="results">{search.page.hits.iter().map(hit).collect::<Vec<_>>()}</ol>
                {pager(&search)}
            </div>
        </div>
    }
    .into_any()
}

/// Entities or decisions.
pub(crate) fn type_tabs(request: &SearchRequest) -> AnyView {
    let tab = |search_type: SearchType, label: &'static str| {
        let current = (request.search_type == search_type).then_some("page");
        view! { <li><a href=links::among(request, search_type) aria-current=current>{label}</a></li> }
    };
    view! {
        <nav class="tabs" aria-label="查什么">
            <ul>{tab(SearchType::Entity, "主体")}{tab(SearchType::Decision, "许可和处罚决定")}</ul>
        </nav>
    }
    .into_any()
}

fn toolbar(search: &Search) -> AnyView {
    let request = &search.request;
    let shown = search.page.hits.len();
    let place =
        if search.is_first_page { format!("第 1–{shown} 条") } else { format!("本页 {shown} 条") };
    let date = if request.search_type == SearchType::Entity {
        ("成立近的在前", "成立早的在前")
    } else {
        ("最新决定", "最早决定")
    };
    let sorts =
        [(SearchSort::Relevance, "相近程度"), (SearchSort::Newest, date.0), (SearchSort::Oldest, date.1)];
    let sorts: Vec<AnyView> = sorts
        .into_iter()
        .map(|(sort, label)| {
            if request.sort == sort {
                return view! { <li><b aria-current="true">{label}</b></li> }.into_any();
            }
            let href = links::changed(request, |request| request.sort = sort);
            view! { <li><a href=href>{label}</a></li> }.into_any()
        })
        .collect();
    view! {
        <div class="toolbar">
            <p>{format!("{place}，用时 {} 毫秒", search.took_ms)}<a class="narrow-only" href="#facets">"缩小范围"</a></p>
            <div class="sorts"><span id="sort">"排序"</span><ul aria-labelledby="sort">{sorts}</ul></div>
        </div>
    }
    .into_any()
}

/// What to do about a code with a wrong digit.
pub(crate) fn help(search: &Search) -> AnyView {
    let help = search.check_digit_help.clone();
    help.map(|help| view! { <p class="notice notice-red"><b>"请核对代码。"</b><bdi>{help}</bdi></p> })
        .into_any()
}

/// How far the index is behind, if it is.
pub(crate) fn lag(context: &PageContext) -> AnyView {
    let rows = u64::try_from(context.index_lag_rows).unwrap_or_default();
    let lag = (rows > 0).then(|| {
        let words =
            format!("台账还有 {} 条新变动未进入检索，刚公示的记录可能查不到。", text::thousands(rows));
        view! { <p class="notice"><b>"检索正在追赶。"</b>{words}</p> }
    });
    lag.into_any()
}

/// A warning where several hits carry the same name, however it is written.
fn same_names(hits: &[SearchHit]) -> AnyView {
    let mut groups: BTreeMap<String, Vec<&SearchHit>> = BTreeMap::new();
    for hit in hits.iter().filter(|hit| hit.hit_type == SearchType::Entity) {
        groups.entry(folded(&hit.name)).or_default().push(hit);
    }
    let shared: Vec<AnyView> = groups
        .into_values()
        .filter(|group| group.len() > 1)
        .map(|group| {
            view! { <li>{parts::name(&group[0].name)}{format!("：{} 个", group.len())}</li> }.into_any()
        })
        .collect();
    if shared.is_empty() {
        return parts::nothing();
    }
    view! {
        <div class="notice">
            <b>"有同名的主体，请核对代码。"</b>
            "彼此是不同的主体；本网站只按统一社会信用代码归集记录，从不只凭名称。"
            <ul>{shared}</ul>
        </div>
    }
    .into_any()
}

/// A name without what two spellings of it may differ in: blanks, brackets, width, case.
fn folded(name: &str) -> String {
    name.chars()
        .filter(|character| !character.is_whitespace() && !"()（）[]〔〕【】".contains(*character))
        .map(|character| match character {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(character) - 0xFEE0).unwrap_or(character),
            other => other,
        })
        .flat_map(char::to_lowercase)
        .collect()
}

fn hit(hit: &SearchHit) -> AnyView {
    match hit.hit_type {
        SearchType::Entity => entity(hit),
        SearchType::Decision => decision(hit),
    }
}

fn entity(hit: &SearchHit) -> AnyView {
    let kind = EntityKind::from_code(&hit.kind);
    let status = hit.status.as_deref().and_then(RegistrationStatus::from_code).map(|status| {
        let tone = if status == RegistrationStatus::Active { BadgeTone::Blue } else { BadgeTone::Grey };
        badge(status.label(), tone)
    });
    let count = |label: &str, count: u64, tone| {
        (count > 0).then(|| badge(format!("{label} {}", text::thousands(count)), tone))
    };
    let established = kind.unwrap_or(EntityKind::Other).established_caption();
    view! {
        <li>
            <h2><a href=format!("/entities/{}", hit.id)>{highlighted(hit)}</a></h2>
            <span class="badges">
                {status}
                {kind.map(|kind| badge(kind.label(), BadgeTone::Grey))}
                {hit.lists.iter().map(list).collect::<Vec<_>>()}
                {count("行政处罚", hit.penalty_count, BadgeTone::Red)}
                {count("行政许可", hit.licence_count, BadgeTone::Grey)}
            </span>
            <p class="meta">
                {hit.uscc.as_deref().map(|code| view! { <span>"代码 "{parts::credit_code(code)}</span> })}
                {hit.date.map(|day| view! { <span>{established}" "<b>{parts::table_day(day)}</b></span> })}
            </p>
            {why(hit)}
        </li>
    }
    .into_any()
}

/// A list that the entity is on: its name, with the years of a list of years, and vermilion where it speaks against
/// the entity.
fn list(list: &ListBadge) -> AnyView {
    let tone = match list.nature {
        Nature::AdverseList => BadgeTone::Red,
        Nature::PositiveList => BadgeTone::Blue,
        Nature::Record => BadgeTone::Grey,
    };
    let words = match list.years.as_slice() {
        [] => list.label.clone(),
        [year] => format!("{} {year}年度", list.label),
        [newest, ..] => format!("{} {newest}年度等 {} 个年度", list.label, list.years.len()),
    };
    let words = if list.objection.is_some() { format!("{words}（异议处理中）") } else { words };
    badge(words, tone)
}

fn decision(hit: &SearchHit) -> AnyView {
    let kind = DecisionKind::from_code(&hit.kind);
    let tone = if kind == Some(DecisionKind::Penalty) { BadgeTone::Red } else { BadgeTone::Blue };
    let state = hit.status.clone().filter(|label| !label.is_empty());
    let parties: Vec<AnyView> =
        hit.parties.iter().map(|party| view! { <b>{parts::name(party)}</b>" " }.into_any()).collect();
    view! {
        <li>
            <h2><a href=format!("/decisions/{}", hit.id)>{highlighted(hit)}</a></h2>
            <span class="badges">
                {kind.map(|kind| badge(kind.label(), tone))}
                {state.map(|label| badge(label, BadgeTone::Grey))}
                {parts::objection_badge(hit.objection)}
            </span>
            {hit.title.clone().map(|title| view! { <p class="subject">{parts::name(title)}</p> })}
            <p class="meta">
                <span>{parties}</span>
                {hit.authority.clone().map(|authority| view! { <span>{parts::name(authority)}</span> })}
                {hit.date.map(|day| view! { <span>"决定 "<b>{parts::table_day(day)}</b></span> })}
            </p>
            {why(hit)}
        </li>
    }
    .into_any()
}

/// Why it matched, where the name alone does not tell.
fn why(hit: &SearchHit) -> AnyView {
    let is_plain = matches!(hit.matched.field.as_str(), "name" | "all") || hit.matched.reason.is_empty();
    (!is_plain)
        .then(|| view! { <p class="why"><span>"匹配"</span>{parts::name(&hit.matched.reason)}</p> })
        .into_any()
}

/// The name with the matching characters marked.
fn highlighted(hit: &SearchHit) -> AnyView {
    let mut pieces: Vec<(bool, String)> = Vec::new();
    for (index, character) in hit.name.chars().enumerate() {
        let is_marked = hit.highlights.iter().any(|(start, end)| (*start..*end).contains(&index));
        match pieces.last_mut() {
            Some((mark, piece)) if *mark == is_marked => piece.push(character),
            _ => pieces.push((is_marked, character.to_string())),
        }
    }
    let pieces: Vec<AnyView> = pieces
        .into_iter()
        .map(|(mark, piece)| if mark { view! { <mark>{piece}</mark> }.into_any() } else { piece.into_any() })
        .collect();
    view! { <bdi class="name">{pieces}</bdi> }.into_any()
}

fn pager(search: &Search) -> AnyView {
    let request = &search.request;
    let first = if search.is_first_page {
        view! { <span class="muted">"已是第一页"</span> }.into_any()
    } else {
        view! { <a class="button button-plain" href=links::changed(request, |_| ())>"回到第一页"</a> }
            .into_any()
    };
    let next = match &search.page.next {
        Some(cursor) => {
            let href = links::changed(request, |request| request.cursor = Some(cursor.clone()));
            view! { <a class="button" href=href rel="next">"下一页"</a> }.into_any()
        }
        None => view! { <span class="muted">"已是最后一页"</span> }.into_any(),
    };
    let total = format!("共 {} 条", text::counted(search.page.total, search.page.total_is_exact));
    view! {
        <nav class="pager" aria-label="翻页"><span class="muted">{total}</span><span class="actions">{first}{next}</span></nav>
    }
    .into_any()
}

/// Filters. A value that is set leads to the same search without it.
pub(crate) fn facets(request: &SearchRequest, facets: &[Facet]) -> AnyView {
    let sections: Vec<AnyView> = facets.iter().filter_map(|item| facet(request, item)).collect();
    view! {
        <nav class="facets" id="facets" aria-labelledby="facets-title">
            <h2 id="facets-title" class="hidden">"缩小范围"</h2>
            {dates(request)}
            {sections}
        </nav>
    }
    .into_any()
}

fn facet(request: &SearchRequest, facet: &Facet) -> Option<AnyView> {
    let chosen = links::chosen(request, &facet.name);
    if facet.values.is_empty() && chosen.is_none() {
        return None;
    }
    let all = chosen.is_some().then(|| {
        let href = links::changed(request, |request| links::choose(request, &facet.name, None));
        view! { <li><a href=href>"不限"</a></li> }
    });
    let values: Vec<AnyView> = facet
        .values
        .iter()
        .map(|value| {
            let current = (chosen.as_ref() == Some(&value.value)).then_some("true");
            let href = links::changed(request, |request| links::choose(request, &facet.name, Some(&value.value)));
            let count = text::counted(value.count, value.is_exact);
            view! { <li><a href=href aria-current=current>{parts::name(&value.label)}<span>{count}</span></a></li> }
                .into_any()
        })
        .collect();
    let caption = facet_caption(request.search_type, &facet.name);
    Some(view! { <section><h3>{caption}</h3><ul>{all}{values}</ul></section> }.into_any())
}

fn facet_caption(search_type: SearchType, facet: &str) -> &'static str {
    match (facet, search_type) {
        ("kind", SearchType::Entity) => "主体类别",
        ("kind", SearchType::Decision) => "决定种类",
        ("status", SearchType::Entity) => "登记状态",
        ("status", SearchType::Decision) => "状态",
        ("region", _) => "地区",
        ("list", _) => "所在名单",
        ("record", _) => "有下列记录",
        ("authority", _) => "作出机关",
        ("year", SearchType::Entity) => "成立年份",
        ("year", SearchType::Decision) => "决定年份",
        _ => "其他",
    }
}

/// Dates that are set but are no whole year: shown so that they can be cleared.
fn dates(request: &SearchRequest) -> AnyView {
    let is_set = request.from.is_some() || request.to.is_some();
    if !is_set || links::chosen(request, "year").is_some() {
        return parts::nothing();
    }
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "不限".to_owned(), |day| day.to_string());
    let href = links::changed(request, |request| links::choose(request, "year", None));
    view! {
        <section>
            <h3>"日期"</h3>
            <ul><li><a href=href aria-current="true">{format!("{} 至 {}", day(request.from), day(request.to))}<span>"取消"</span></a></li></ul>
        </section>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn names_that_differ_in_width_brackets_or_case_only_are_the_same_name() {
        assert_eq!(folded("云帆（秦川）ＡＢ公司"), folded("云帆(秦川) ab公司"));
        assert_ne!(folded("甲（南屏）公司"), folded("甲（洛滨）公司"));
    }
}
