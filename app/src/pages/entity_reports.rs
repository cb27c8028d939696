//! Annual reports: captions down, years across, each with the day on which it really became public (RULES 6.2).

use chrono::{Datelike, NaiveDate};
use domain::catalogue::NOT_CHOSEN;
use domain::disclosure::{PublicEntry, PublicField};
use leptos::prelude::*;

use super::decision_words::shortened;
use crate::page::EntrySection;
use crate::parts::{self, scrolling};

/// Years beside each other; older ones are links.
const MOST_YEARS: usize = 4;

/// A table by year, newest first.
pub(crate) fn table(section: &EntrySection) -> AnyView {
    let mut reports: Vec<&PublicEntry> = section.entries.iter().collect();
    reports.sort_by_key(|report| std::cmp::Reverse(report.year));
    let (shown, older) = reports.split_at(reports.len().min(MOST_YEARS));
    let heads: Vec<AnyView> = shown
        .iter()
        .map(|report| {
            let href = format!("/entries/{}", report.id);
            view! { <th scope="col"><a href=href>{year(report)}</a></th> }.into_any()
        })
        .collect();
    let rows: Vec<AnyView> = captions(shown).into_iter().map(|caption| row(&caption, shown)).collect();
    let days: Vec<AnyView> = shown.iter().map(|report| day(report)).collect();
    let table = view! {
        <table class="years">
            <caption class="hidden">"各年度的报告"</caption>
            <thead><tr><th scope="col">"报告年度"</th>{heads}</tr></thead>
            <tbody>
                <tr><th scope="row">{section.item.captions.begins_on}</th>{days}</tr>
                {rows}
            </tbody>
        </table>
    };
    view! {
        {scrolling("年度报告表", table.into_any())}
        {links(older)}
        <p class="small muted">
            "每年 1月1日至 6月30日报送上一年度的报告；逾期补报的，写明实际公示的日期。写明“"{NOT_CHOSEN}"”的，是企业依法自己选择的，不表示多或者少。"
        </p>
    }
    .into_any()
}

fn year(report: &PublicEntry) -> String {
    report.year.map_or_else(|| "—".to_owned(), |year| format!("{year} 年度"))
}

/// The captions of all years, in the order of the dictionary.
fn captions(reports: &[&PublicEntry]) -> Vec<String> {
    let mut captions: Vec<String> = Vec::new();
    for field in reports.iter().flat_map(|report| fields(report)) {
        if !captions.contains(&field.caption) {
            captions.push(field.caption.clone());
        }
    }
    captions
}

fn fields(report: &PublicEntry) -> impl Iterator<Item = &PublicField> {
    report.fields.iter().chain(&report.page_fields).filter(|field| !field.value.trim().is_empty())
}

fn row(caption: &str, reports: &[&PublicEntry]) -> AnyView {
    let cells: Vec<AnyView> = reports
        .iter()
        .map(|report| {
            let value = fields(report).find(|field| field.caption == caption);
            let value = value.map_or("—", |field| field.value.as_str());
            let class = if value == NOT_CHOSEN { "muted" } else { "" };
            view! { <td class=class>{parts::name(shortened(value))}</td> }.into_any()
        })
        .collect();
    view! { <tr><th scope="row">{parts::name(caption)}</th>{cells}</tr> }.into_any()
}

/// The true day, late or not.
fn day(report: &PublicEntry) -> AnyView {
    let Some(on) = report.begins_on else {
        return view! { <td>"—"</td> }.into_any();
    };
    let late = is_late(report.year, on).then(|| view! { <small class="warn">"逾期补报"</small> });
    view! { <td>{parts::table_day(on)}{late}</td> }.into_any()
}

/// Public after 30 June of the year that follows the one reported on.
fn is_late(year: Option<i32>, on: NaiveDate) -> bool {
    year.is_some_and(|year| {
        on.year() > year + 1 || NaiveDate::from_ymd_opt(year + 1, 6, 30).is_some_and(|last| on > last)
    })
}

fn links(reports: &[&PublicEntry]) -> AnyView {
    if reports.is_empty() {
        return parts::nothing();
    }
    let links: Vec<AnyView> = reports
        .iter()
        .map(|report| {
            let href = format!("/entries/{}", report.id);
            view! { <li><a href=href>{year(report)}</a></li> }.into_any()
        })
        .collect();
    view! { <nav class="others more" aria-label="更早的年度报告"><ul>{links}</ul></nav> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::is_late;

    #[test]
    fn a_report_is_late_after_the_thirtieth_of_june_of_the_next_year() {
        let cases =
            [("2025-06-30", false), ("2025-07-01", true), ("2026-01-05", true), ("2025-01-01", false)];
        for (day, expected) in cases {
            assert_eq!(is_late(Some(2024), day.parse().unwrap()), expected, "{day}");
        }
        assert!(!is_late(None, "2025-07-01".parse().unwrap()));
    }
}
