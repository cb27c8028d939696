//! `/lists/{code}`: what the list is and what follows from it, its entries, how it grew.

use domain::catalogue::{Captions, History, Item, Nature, ReasonKind};
use domain::disclosure::{EntryState, PublicEntry};
use leptos::prelude::*;

use super::decision_words::{answer, shortened};
use super::{entry_words as words, list_months};
use crate::address;
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{List, PageContext};
use crate::parts::{self, Figure, FigureTone, figures};
use crate::text;

pub(crate) fn document(context: &PageContext, list: List) -> Document {
    let item = list.item;
    Document {
        title: item.label.to_owned(),
        robots: Robots::NoIndex, // the table holds records that end
        search: SearchBar::Plain,
        crumbs: Crumb::below("名录名单", "/lists", item.label),
        hero: None,
        source: Source::of(item.source)
            .with("整个名录 CSV", format!("/lists/{}.csv", item.code))
            .with("公共数据", "/open-data".to_owned()),
        body: body(context, &list),
    }
}

fn body(context: &PageContext, list: &List) -> AnyView {
    let item = list.item;
    view! {
        <h1>{item.label}</h1>
        <p class="lead">{item.summary}<b>"本平台只转载，不认定。"</b></p>
        {headline(context, list)}
        <div class="flow list-page">
            {card(item)}
            {entries(list)}
            {list_months::section(item, &list.months)}
            {measures(item)}
            {reasons(item)}
        </div>
    }
    .into_any()
}

fn headline(context: &PageContext, list: &List) -> AnyView {
    let item = list.item;
    let code = item.code;
    let tone =
        if item.nature == Nature::AdverseList { FigureTone::of(list.listed) } else { FigureTone::Plain };
    let figure = |caption, number: String, gloss: String, href: &str, link, tone| Figure {
        caption,
        number,
        unit: "",
        gloss,
        href: href.to_owned(),
        link,
        tone,
    };
    let mut all = vec![figure(
        words::listed_word(item),
        text::thousands(list.listed),
        "条，同一主体可以有几条".to_owned(),
        "#entries",
        "逐条查看",
        tone,
    )];
    if item.history == History::KeepsRemovals {
        let href = format!("/lists/{code}?state=removed#entries");
        let gloss = "条，按规定保留".to_owned();
        let removed = text::thousands(list.removed);
        all.push(figure(words::removed_word(item), removed, gloss, &href, "逐条查看", FigureTone::Plain));
    }
    let updated = list.updated_at.map_or_else(|| "—".to_owned(), |at| text::short_moment(at, context.today));
    all.push(figure(
        "最近更新",
        updated,
        "随来源同步".to_owned(),
        &format!("/lists/{code}.csv"),
        "下载 CSV",
        FigureTone::Plain,
    ));
    figures(all)
}

fn card(item: &'static Item) -> AnyView {
    let class = words::card_class(item, EntryState::Listed);
    view! {
        <section class=class aria-labelledby="plain">
            <h2 id="plain" class="hidden">"在这个名录上意味着什么"</h2>
            <dl class="answers">
                {answer("谁认定", item.source.into_any())}
                {answer("依据什么", item.legal_basis.into_any())}
                {answer("公示多久", item.term_text.into_any())}
                {answer("移出以后", history(item).into_any())}
                {answer(words::way_out(item), view! { {item.repair}" "<a href="/guide/repair">"怎样办"</a> }.into_any())}
                {answer("涉及哪些主体", subjects(item).into_any())}
            </dl>
        </section>
    }
    .into_any()
}

const fn history(item: &Item) -> &'static str {
    match item.history {
        History::None => "不再显示，不留痕迹",
        History::KeepsRemovals => "列入和移出的记录按规定保留，标明日期和原因",
    }
}

fn subjects(item: &Item) -> String {
    let classes: Vec<&str> = item.subjects.iter().map(|class| class.label()).collect();
    let persons = item.person_basis.map(|basis| format!("；自然人的依据：{basis}，姓名作遮盖"));
    format!("{}{}", classes.join("、"), persons.unwrap_or_default())
}

fn entries(list: &List) -> AnyView {
    let item = list.item;
    let body = if list.entries.is_empty() { nobody(list) } else { table(list) };
    view! {
        <section aria-labelledby="entries">
            <div class="head"><h2 id="entries">"条目"</h2><p>"新的在前"</p></div>
            {filter(list)}
            {body}
            <p class="small more">
                "整个名录："<a href=format!("/lists/{}.csv", item.code)>"CSV"</a>"，"
                <a href="/open-data">"更多格式和字段说明"</a>
            </p>
        </section>
    }
    .into_any()
}

fn filter(list: &List) -> AnyView {
    let path = format!("/lists/{}", list.item.code);
    let filter = &list.filter;
    let is_filtered = [&filter.text, &filter.state, &filter.authority].iter().any(|text| !text.is_empty());
    view! {
        <form class="filter" action=format!("{path}#entries") aria-label="筛选条目">
            <div>
                <label for="list-text">"名称、代码或文号"</label>
                <input id="list-text" name="q" value=filter.text.clone() autocomplete="off"/>
            </div>
            <div>
                <label for="list-authority">{list.item.captions.authority}</label>
                <input id="list-authority" name="authority" value=filter.authority.clone() autocomplete="off"/>
            </div>
            {states(list)}
            <div class="actions">
                <button>"筛选"</button>
                {is_filtered.then(|| view! { <a href=format!("{path}#entries")>"清除"</a> })}
            </div>
        </form>
    }
    .into_any()
}

/// Only a list that keeps removals has two states to choose from.
fn states(list: &List) -> AnyView {
    if list.item.history == History::None {
        return parts::nothing();
    }
    let option = |value: &'static str, label: &'static str| {
        view! { <option value=value selected=list.filter.state == value>{label}</option> }
    };
    view! {
        <div>
            <label for="list-state">"状态"</label>
            <select id="list-state" name="state">
                {option("", "全部")}
                {option(EntryState::Listed.code(), words::listed_word(list.item))}
                {option(EntryState::Removed.code(), words::removed_word(list.item))}
            </select>
        </div>
    }
    .into_any()
}

fn nobody(list: &List) -> AnyView {
    let filter = &list.filter;
    let is_filtered = [&filter.text, &filter.state, &filter.authority].iter().any(|text| !text.is_empty());
    let why = if is_filtered {
        "筛选的条件可能太窄。按名称筛选时，试试其中连续的两三个字。"
    } else {
        "来源目前没有向本平台提供公开的条目。"
    };
    view! {
        <div class="notice">
            <b>"未查询到相关记录"</b>
            <p>{why}"未查询到，只表示这里没有公开的条目，不是对任何主体的评价。"</p>
        </div>
    }
    .into_any()
}

/// A column behind the name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Year,
    Number,
    Reason,
    Authority,
    BeginsOn,
    Until,
    State,
}

impl Column {
    const ALL: [Self; 7] =
        [Self::Year, Self::Number, Self::Reason, Self::Authority, Self::BeginsOn, Self::Until, Self::State];

    /// Columns that the item has at all, or that some entry fills.
    fn of(item: &Item, entries: &[PublicEntry]) -> Vec<Self> {
        let any = |holds: fn(&PublicEntry) -> bool| entries.iter().any(holds);
        let is_shown = |column: &Self| match column {
            Self::Year => any(|entry| entry.year.is_some()),
            Self::Number => any(|entry| entry.number.is_some()),
            Self::Reason => any(|entry| entry.reason.is_some()),
            Self::Authority => true,
            Self::BeginsOn => any(|entry| entry.begins_on.is_some()),
            Self::Until => any(|entry| entry.public_until.is_some()),
            Self::State => words::has_states(item),
        };
        Self::ALL.into_iter().filter(is_shown).collect()
    }

    const fn caption(self, captions: &Captions) -> &'static str {
        match self {
            Self::Year => captions.year,
            Self::Number => captions.number,
            Self::Reason => captions.reason,
            Self::Authority => captions.authority,
            Self::BeginsOn => captions.begins_on,
            Self::Until => "公示截止",
            Self::State => "状态",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::BeginsOn | Self::Until | Self::State => "date",
            Self::Authority => "quiet",
            Self::Year | Self::Number | Self::Reason => "",
        }
    }

    fn value(self, item: &'static Item, entry: &PublicEntry) -> Option<AnyView> {
        let text = |value: &Option<String>| value.as_deref().map(|text| parts::name(shortened(text)));
        match self {
            Self::Year => entry.year.map(|year| year.to_string().into_any()),
            Self::Number => text(&entry.number),
            Self::Reason => text(&entry.reason),
            Self::Authority => match (&entry.authority, &entry.authority_id) {
                (Some(name), Some(id)) => Some(parts::name_link(format!("/agencies/{id}"), name)),
                (name, _) => text(name),
            },
            Self::BeginsOn => entry.begins_on.map(parts::table_day),
            Self::Until => entry.public_until.map(parts::table_day),
            Self::State => {
                let removed = entry.removal.as_ref();
                let removed = removed.map(|removal| view! { <small>{removal.on.to_string()}</small> });
                Some(view! { {words::state_badge(item, entry)}{removed} }.into_any())
            }
        }
    }
}

fn table(list: &List) -> AnyView {
    let item = list.item;
    let columns = Column::of(item, &list.entries);
    let name = item.field("name").map_or("名称", |field| field.caption);
    let heads: Vec<AnyView> = columns
        .iter()
        .map(|column| view! { <th scope="col">{column.caption(&item.captions)}</th> }.into_any())
        .collect();
    let rows: Vec<AnyView> = list.entries.iter().map(|entry| row(item, entry, &columns)).collect();
    view! {
        <table class="stack list-table">
            <caption class="hidden">{item.label}</caption>
            <thead><tr><th scope="col">{name}</th>{heads}</tr></thead>
            <tbody>{rows}</tbody>
        </table>
        {unattached(&list.entries)}
        {pager(list)}
    }
    .into_any()
}

fn row(item: &'static Item, entry: &PublicEntry, columns: &[Column]) -> AnyView {
    let captions = item.captions_for(entry.class);
    let cells: Vec<AnyView> = columns
        .iter()
        .map(|column| {
            let value = column.value(item, entry).unwrap_or_else(|| "—".into_any());
            view! { <td data-label=column.caption(captions) class=column.class()>{value}</td> }.into_any()
        })
        .collect();
    view! {
        <tr>
            <th scope="row">
                {parts::name_link(format!("/entries/{}", entry.id), &entry.name)}<small>{belongs(entry)}</small>
            </th>
            {cells}
        </tr>
    }
    .into_any()
}

/// The code, with the way to the profile; or that the entry is attached to none.
fn belongs(entry: &PublicEntry) -> AnyView {
    let code = entry.uscc.as_deref().map(parts::credit_code);
    match &entry.entity {
        Some(entity) => {
            let href = format!("/entities/{}", entity.id);
            view! { {code}" "<a href=href>"该主体"<span class="hidden">"："{parts::name(&entity.name)}</span></a> }
                .into_any()
        }
        None if entry.class == domain::decision::PartyClass::NaturalPerson => "自然人".into_any(),
        None => view! { {code}" 未归入" }.into_any(),
    }
}

fn unattached(entries: &[PublicEntry]) -> AnyView {
    let is_any = entries.iter().any(|entry| entry.entity.is_none());
    is_any
        .then(|| {
            view! {
                <p class="small muted">
                    "标明“未归入”和“自然人”的条目不归入任何主体的页面：没有可以核对的统一社会信用代码。同名不等于同一主体。"
                </p>
            }
        })
        .into_any()
}

fn pager(list: &List) -> AnyView {
    let path = format!("/lists/{}", list.item.code);
    let given = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let href = |cursor: Option<String>| {
        let query = [
            ("q", given(&list.filter.text)),
            ("state", given(&list.filter.state)),
            ("authority", given(&list.filter.authority)),
            ("cursor", cursor),
        ];
        format!("{}#entries", address::link(&path, query))
    };
    if list.is_first_page && list.next.is_none() {
        return parts::nothing();
    }
    let first = (!list.is_first_page).then(|| view! { <a href=href(None)>"回到第一页"</a> });
    let next = list.next.clone().map(
        |cursor| view! { <a rel="next" class="button button-plain" href=href(Some(cursor))>"下一页"</a> },
    );
    view! { <nav class="pager" aria-label="翻页">{first}{next}</nav> }.into_any()
}

fn measures(item: &'static Item) -> AnyView {
    if item.nature != Nature::AdverseList {
        return parts::nothing();
    }
    let body = if item.measures.is_empty() {
        view! { <p class="measure">"目录没有为这个名录载明专门的措施。"</p> }.into_any()
    } else {
        measures_table(item)
    };
    view! {
        <section class="part" aria-labelledby="measures">
            <h2 id="measures">"在列期间有什么后果"</h2>
            <p class="by">"减损权益或者增加义务的措施，都须有法律、法规或者党中央、国务院政策文件的依据（国办发〔2020〕49号）"</p>
            {body}
        </section>
    }
    .into_any()
}

/// Each measure with its basis.
pub(crate) fn measures_table(item: &'static Item) -> AnyView {
    let rows: Vec<AnyView> = item
        .measures
        .iter()
        .map(|measure| {
            view! { <tr><th scope="row">{measure.name}</th><td data-label="依据">{measure.basis}</td></tr> }
                .into_any()
        })
        .collect();
    view! {
        <table class="stack halves">
            <caption class="hidden">"措施和依据"</caption>
            <thead><tr><th scope="col">"措施"</th><th scope="col">"依据"</th></tr></thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

/// The texts that the source's codes stand for, each once.
fn reasons(item: &'static Item) -> AnyView {
    let texts = |kind: ReasonKind| -> Vec<AnyView> {
        let mut texts: Vec<&'static str> = Vec::new();
        for reason in item.reasons.iter().filter(|reason| reason.kind == kind) {
            if !texts.contains(&reason.text) {
                texts.push(reason.text);
            }
        }
        texts.into_iter().map(|text| view! { <li>{text}</li> }.into_any()).collect()
    };
    let group = |title: &'static str, rows: Vec<AnyView>| {
        (!rows.is_empty()).then(|| view! { <div><h3>{title}</h3><ul class="list">{rows}</ul></div> })
    };
    let (listing, removal) = (texts(ReasonKind::Listing), texts(ReasonKind::Removal));
    if listing.is_empty() && removal.is_empty() {
        return parts::nothing();
    }
    let shows_removal = item.history == History::KeepsRemovals;
    view! {
        <section class="part" aria-labelledby="reasons">
            <h2 id="reasons">"可能的原因"</h2>
            <div class="two">
                {group(item.captions.reason, listing)}
                {shows_removal.then(|| group(item.captions.removed_reason, removal))}
            </div>
        </section>
    }
    .into_any()
}
