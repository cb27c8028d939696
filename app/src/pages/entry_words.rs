//! An entry of the catalogue in plain words: the card on its own page and on its party's, badges, captions.

use chrono::NaiveDate;
use domain::catalogue::{Captions, Item, Nature, Term, items};
use domain::decision::PartyClass;
use domain::disclosure::{EntryState, PublicAuthority, PublicEntry};
use leptos::prelude::*;

use super::decision_words::{answer, contact, shortened};
use crate::page::PageContext;
use crate::parts::{self, BadgeTone, CREDIT_CHINA, badge};
use crate::text;

/// What the item is called for a party of that class: a sole trader is never on 经营异常名录 but marked (RULES 4.1).
pub(crate) fn label(item: &'static Item, class: PartyClass) -> &'static str {
    own_item(item, class).label
}

/// The item whose captions hold for a party of that class.
pub(crate) fn own_item(item: &'static Item, class: PartyClass) -> &'static Item {
    let captions = item.captions_for(class);
    if std::ptr::eq(captions, &raw const item.captions) {
        return item;
    }
    items().iter().find(|other| std::ptr::eq(captions, &raw const other.captions)).unwrap_or(item)
}

/// True where entries are marks that are taken back (标记, 恢复) and not listings (列入, 移出).
fn is_mark(captions: &Captions) -> bool {
    captions.removed_on.starts_with("恢复")
}

/// What happened on a day, of its caption: 列入 of 列入日期, 立案 of 立案时间.
pub(crate) fn event_word(caption: &'static str) -> &'static str {
    caption.trim_end_matches("日期").trim_end_matches("时间")
}

/// 在列 or 已移出, in the words for the party's class; records have no such state.
pub(crate) fn state_word(item: &'static Item, entry: &PublicEntry) -> &'static str {
    let is_mark = is_mark(item.captions_for(entry.class));
    match (entry.state, is_mark) {
        (EntryState::Listed, false) => "在列",
        (EntryState::Listed, true) => "标记中",
        (EntryState::Removed, false) => "已移出",
        (EntryState::Removed, true) => "已恢复",
    }
}

/// True if one is on the item or off it; a record is simply there, and a year of a merit stays.
pub(crate) fn has_states(item: &Item) -> bool {
    item.nature.is_list() && item.term != Term::YearRows
}

/// How entries in force are counted: 在列 or 标记中; a record is simply there.
pub(crate) fn listed_word(item: &Item) -> &'static str {
    match has_states(item) {
        false => "共",
        true if is_mark(&item.captions) => "标记中",
        true => "在列",
    }
}

/// How removals are counted.
pub(crate) fn removed_word(item: &Item) -> &'static str {
    if is_mark(&item.captions) { "已恢复" } else { "已移出" }
}

/// The badge of an entry's state: vermilion while it speaks against the party.
pub(crate) fn state_badge(item: &'static Item, entry: &PublicEntry) -> AnyView {
    let mark = parts::objection_badge(entry.objection);
    if !has_states(item) {
        return mark;
    }
    let tone = match (entry.state, item.nature) {
        (EntryState::Removed, _) => BadgeTone::Grey,
        (EntryState::Listed, Nature::AdverseList) => BadgeTone::Red,
        (EntryState::Listed, _) => BadgeTone::Blue,
    };
    view! { {badge(state_word(item, entry), tone)}{mark} }.into_any()
}

/// The class of the card: vermilion on top while it speaks against the party.
pub(crate) fn card_class(item: &Item, state: EntryState) -> &'static str {
    if item.nature == Nature::AdverseList && state == EntryState::Listed { "card card-red" } else { "card" }
}

/// Who did what to whom and why, in one sentence or two.
pub(crate) fn say(item: &'static Item, entry: &PublicEntry) -> AnyView {
    let first = match item.nature {
        Nature::AdverseList => listing(item, entry),
        Nature::PositiveList => merit(item, entry),
        Nature::Record => record(item, entry),
    };
    view! { <p class="say">{first}{removal(item, entry)}</p> }.into_any()
}

fn listing(item: &'static Item, entry: &PublicEntry) -> AnyView {
    let captions = item.captions_for(entry.class);
    let label = label(item, entry.class);
    // 立案时间 or 处罚日期 is not the day of the listing: it is told as what it is.
    let is_day_of_listing =
        ["列入", "标记", "纳入", "公布", "入库"].iter().any(|word| captions.begins_on.starts_with(word));
    let (day, other_day) = match entry.begins_on.map(text::zh_date) {
        Some(day) if is_day_of_listing => (Some(format!("{day}，")), None),
        Some(day) => (None, Some(format!("{}是 {day}。", captions.begins_on))),
        None => (None, None),
    };
    let reason = entry.reason.as_deref().map(|reason| view! { "因“"{parts::name(shortened(reason))}"”，" });
    let authority = entry.authority.as_deref().map_or_else(|| item.source.into_any(), parts::name);
    let verb = if is_mark(captions) {
        "标记为经营异常状态。".to_owned()
    } else {
        format!("列入“{label}”。")
    };
    view! { {day}{parts::name(shortened(&entry.name))}{reason}"被"{authority}{verb}{other_day} }.into_any()
}

fn merit(item: &'static Item, entry: &PublicEntry) -> AnyView {
    let authority = entry.authority.as_deref().map_or_else(|| item.source.into_any(), parts::name);
    let year = entry.year.map(|year| format!("{year} 年度"));
    view! { {parts::name(shortened(&entry.name))}"在"{authority}"公布的"{year}"“"{item.label}"”中。" }
        .into_any()
}

fn record(item: &'static Item, entry: &PublicEntry) -> AnyView {
    let captions = &item.captions;
    let year = entry.year.map(|year| format!("{year} 年度"));
    let reason = entry
        .reason
        .as_deref()
        .map(|reason| view! { {captions.reason}"：“"{parts::name(shortened(reason))}"”。" });
    let day = entry.begins_on.map(|day| format!("{}是 {}。", captions.begins_on, text::zh_date(day)));
    view! { {parts::name(shortened(&entry.name))}"的"{year}{item.label}"。"{reason}{day} }.into_any()
}

fn removal(item: &'static Item, entry: &PublicEntry) -> AnyView {
    let Some(removal) = &entry.removal else {
        return parts::nothing();
    };
    let verb = if is_mark(item.captions_for(entry.class)) { "恢复正常记载状态" } else { "移出" };
    let reason =
        removal.reason.as_deref().map(|reason| view! { "，原因是“"{parts::name(shortened(reason))}"”" });
    view! { {text::zh_date(removal.on)}{verb}{reason}"。" }.into_any()
}

/// The question that the item's `repair` answers.
pub(crate) fn way_out(item: &Item) -> &'static str {
    match item.nature {
        Nature::AdverseList if is_mark(&item.captions) => "怎样恢复或更正",
        Nature::AdverseList => "怎样移出或更正",
        Nature::PositiveList | Nature::Record => "内容不对怎么办",
    }
}

/// What it is, by whom and under which law, until when, how one gets off, whom to tell.
pub(crate) fn answers(
    context: &PageContext,
    item: &'static Item,
    entry: &PublicEntry,
    authority: Option<&PublicAuthority>,
) -> AnyView {
    let own = own_item(item, entry.class);
    let is_listed = entry.state == EntryState::Listed;
    let name = entry.authority.as_deref().unwrap_or(item.source);
    let ends = match item.nature {
        Nature::AdverseList if !is_listed => None,
        _ => Some(way_out(own)),
    };
    view! {
        <dl class="answers">
            {answer("这是什么", own.summary.into_any())}
            {answer("谁认定的，依据什么", basis(own, entry))}
            {answer("公示到哪天", until(own, entry.state, entry.public_until))}
            {ends.map(|question| answer(question, repair(own)))}
            {answer("在哪里投诉", view! { {contact(context, name, authority)}"、"{parts::objection_link(&entry.id)} }.into_any())}
        </dl>
    }
    .into_any()
}

/// How one gets off; for what speaks against a party with the one window for repair.
fn repair(item: &'static Item) -> AnyView {
    let window = (item.nature == Nature::AdverseList).then(window);
    view! { {item.repair}{window} }.into_any()
}

fn window() -> AnyView {
    view! { "信用修复全国统一由"<a href=CREDIT_CHINA>"“信用中国”"</a>"受理，不收费。" }.into_any()
}

/// The authority with its telephone and the window for repair in one line.
pub(crate) fn whom_to_ask(
    item: &'static Item,
    entry: &PublicEntry,
    authority: Option<&PublicAuthority>,
) -> AnyView {
    let name = authority.map(|authority| authority.name.as_str()).or(entry.authority.as_deref());
    let telephone = authority.and_then(|authority| authority.telephone.as_deref());
    view! {
        <p class="card-ask">
            "由"{parts::name(name.unwrap_or(item.source))}"负责"
            {telephone.map(|telephone| view! { "，电话 "{parts::name(telephone)} })}
            "。"{window()}
        </p>
    }
    .into_any()
}

fn basis(item: &'static Item, entry: &PublicEntry) -> AnyView {
    let authority = entry.authority.as_deref().map_or_else(|| item.source.into_any(), parts::name);
    view! { {authority}"，依据"{item.legal_basis} }.into_any()
}

fn until(item: &'static Item, state: EntryState, day: Option<NaiveDate>) -> AnyView {
    match (state, day) {
        (EntryState::Removed, _) => {
            format!("{}；按规定，这条移出信息作为历史保留", removed_word(item)).into_any()
        }
        (EntryState::Listed, Some(day)) => {
            format!("最长至 {} 24 时，届时自动停止；{}", text::zh_date(day), item.term_text).into_any()
        }
        (EntryState::Listed, None) => item.term_text.into_any(),
    }
}

/// Where the party has a profile, or why it has none.
pub(crate) fn attachment(entry: &PublicEntry) -> AnyView {
    if let Some(entity) = &entry.entity {
        return view! {
            "归入 "{parts::name_link(format!("/entities/{}", entity.id), &entity.name)}"，按统一社会信用代码核对。"
        }
        .into_any();
    }
    match entry.class {
        PartyClass::NaturalPerson => "自然人，姓名已作遮盖；不归入任何主体的页面。".into_any(),
        _ => "没有可以核对的统一社会信用代码，因此没有归入任何主体的页面。同名不等于同一主体。".into_any(),
    }
}
