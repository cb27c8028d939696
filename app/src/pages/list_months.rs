//! Additions to and removals from a list by month: columns from zero with their numbers, and a table.

use domain::catalogue::{Item, Nature};
use leptos::prelude::*;

use super::entry_words as words;
use crate::page::ListMonth;
use crate::parts::{self, scrolling};
use crate::text;

/// Height of the tallest column, in hundredths of a rem.
const TALLEST: u64 = 800;

/// The line on which the columns stand, in hundredths of a rem.
const GROUND: u64 = 960;

/// The section, or nothing where no months are known.
pub(crate) fn section(item: &'static Item, months: &[ListMonth]) -> AnyView {
    if months.is_empty() {
        return parts::nothing();
    }
    let keeps_removals = months.iter().any(|month| month.removed.is_some());
    let (added, class) = match item.nature {
        Nature::AdverseList => (format!("红为{}", added_word(item)), "warn"),
        _ => (format!("蓝为{}", added_word(item)), "key-blue"),
    };
    let removed = keeps_removals.then(|| format!("，灰为{}", removal_verb(item)));
    let key = view! { <p><span class=class>{added}</span>{removed}</p> };
    let note = if keeps_removals {
        "按此刻仍在公示的条目计。"
    } else {
        "按此刻仍在公示的条目计；这个名录移出后不留痕迹，因此没有移出的数。"
    };
    view! {
        <section aria-labelledby="months">
            <div class="head"><h2 id="months">"逐月增减"</h2>{key}</div>
            {chart(item, months)}
            <p class="small muted">{note}</p>
        </section>
    }
    .into_any()
}

fn added_word(item: &Item) -> &'static str {
    match (item.nature, words::listed_word(item)) {
        (_, "标记中") => "标记",
        (Nature::AdverseList, _) => "列入",
        _ => "公布",
    }
}

fn removal_verb(item: &Item) -> &'static str {
    if words::listed_word(item) == "标记中" { "恢复" } else { "移出" }
}

fn added_class(item: &Item) -> &'static str {
    if item.nature == Nature::AdverseList { "late" } else { "on-time" }
}

fn chart(item: &'static Item, months: &[ListMonth]) -> AnyView {
    let all = months.iter().flat_map(|month| [month.added, month.removed.unwrap_or_default()]);
    let most = all.max().unwrap_or_default().max(1);
    let slots = months.len() as u64;
    let slots: Vec<AnyView> =
        (0..slots).zip(months).map(|(index, month)| slot(item, (index, slots), month, most)).collect();
    let chart = view! {
        <div class="wide-chart months-chart">
            <svg class="chart" role="img" aria-labelledby="months-title" width="100%" height="11.5rem">
                <title id="months-title">"逐月增减的条数，数值见下表"</title>
                {slots}
                <line x1="0" x2="100%" y1="9.6rem" y2="9.6rem"/>
            </svg>
            {table(item, months)}
        </div>
    };
    scrolling("逐月增减的图和表", chart.into_any())
}

/// One month: its additions, and its removals where the item keeps them.
fn slot(item: &Item, (index, slots): (u64, u64), month: &ListMonth, most: u64) -> AnyView {
    // In thousandths of the width.
    let width = 1000 / slots;
    let left = index * 1000 / slots;
    let middle = per_mille(left + width / 2);
    let bars = match month.removed {
        None => bar(added_class(item), (left + width / 5, width * 3 / 5), month.added, most),
        Some(removed) => view! {
            {bar(added_class(item), (left + width / 10, width * 2 / 5), month.added, most)}
            {bar("removed", (left + width / 2, width * 2 / 5), removed, most)}
        }
        .into_any(),
    };
    let label = month.month.get(5..).map_or(month.month.clone(), |number| {
        if number == "01" || index == 0 {
            month.month.clone()
        } else {
            format!("{} 月", number.trim_start_matches('0'))
        }
    });
    view! { {bars}<text class="soft" x=middle y="11rem" text-anchor="middle">{label}</text> }.into_any()
}

fn bar(class: &'static str, (left, width): (u64, u64), count: u64, most: u64) -> AnyView {
    let height = count.saturating_mul(TALLEST) / most;
    let top = GROUND - height;
    let rem = |hundredths: u64| format!("{}.{:02}rem", hundredths / 100, hundredths % 100);
    view! {
        <rect class=class x=per_mille(left) width=per_mille(width) y=rem(top) height=rem(height)/>
        <text class="soft" x=per_mille(left + width / 2) y=rem(top.saturating_sub(30)) text-anchor="middle">
            {text::thousands(count)}
        </text>
    }
    .into_any()
}

/// `12.5%` of 125.
fn per_mille(thousandths: u64) -> String {
    format!("{}.{}%", thousandths / 10, thousandths % 10)
}

fn table(item: &Item, months: &[ListMonth]) -> AnyView {
    let heads: Vec<AnyView> = months
        .iter()
        .map(|month| view! { <th scope="col" class="num">{month.month.clone()}</th> }.into_any())
        .collect();
    let row = |value: &dyn Fn(&ListMonth) -> Option<u64>| -> Vec<AnyView> {
        months
            .iter()
            .map(|month| {
                let value = value(month).map_or_else(|| "—".to_owned(), text::thousands);
                view! { <td class="num">{value}</td> }.into_any()
            })
            .collect()
    };
    let removed = months.iter().any(|month| month.removed.is_some()).then(|| {
        view! { <tr><th scope="row">{removal_verb(item)}</th>{row(&|month| month.removed)}</tr> }
    });
    view! {
        <table>
            <caption class="hidden">"逐月增减的条数"</caption>
            <thead><tr><th scope="col">"月份"</th>{heads}</tr></thead>
            <tbody>
                <tr><th scope="row">{added_word(item)}</th>{row(&|month| Some(month.added))}</tr>
                {removed}
            </tbody>
        </table>
    }
    .into_any()
}
