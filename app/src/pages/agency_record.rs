//! Of `/agencies/{id}`: what changed after months were frozen, what was delivered, and counts by amount of fine.

use chrono::NaiveDate;
use domain::commitment::CommitmentMonth;
use domain::quality::{Coverage, Kind, Month, Revision};
use leptos::prelude::*;

use crate::page::AmountRow;
use crate::parts::Head::{Numbers, Words};
use crate::parts::{self, stacked, table_day};
use crate::text;

/// Revisions of frozen months; nothing if there are none.
pub(crate) fn revisions(revisions: Vec<Revision>) -> AnyView {
    if revisions.is_empty() {
        return parts::nothing();
    }
    let rows: Vec<AnyView> = revisions.into_iter().map(revision_row).collect();
    let heads = [
        Words("月份"),
        Words("修订项"),
        Numbers("原数（条）"),
        Numbers("新数（条）"),
        Words("原因"),
        Words("修订日期"),
    ];
    let table = stacked("冻结后的修订", &heads, rows);
    parts::headed("revisions", "冻结后的修订", "冻结的数值不改，变化列在这里", table)
}

fn revision_row(revision: Revision) -> AnyView {
    view! {
        <tr>
            <th scope="row" class="date">{revision.month}</th>
            <td data-label="修订项">{revision.figure.label()}</td>
            <td data-label="原数" class="num">{text::thousands(revision.old)}</td>
            <td data-label="新数" class="num">{text::thousands(revision.new)}</td>
            <td data-label="原因">{revision.reason}</td>
            <td data-label="修订日期" class="date">{table_day(revision.recorded_on)}</td>
        </tr>
    }
    .into_any()
}

/// What was delivered, by kind.
pub(crate) fn coverage(coverage: &[Coverage]) -> AnyView {
    let rows: Vec<AnyView> = coverage.iter().map(coverage_row).collect();
    let heads = ["种类", "首次报送", "最近报送", "零报告", "缺报月份"].map(Words);
    let table = stacked("各种类的报送覆盖", &heads, rows);
    parts::headed("coverage", "报送覆盖", "缺报：首次报送以来，既没有报送也没有零报告的月份", table)
}

fn coverage_row(coverage: &Coverage) -> AnyView {
    let day = |day: Option<NaiveDate>| day.map_or_else(|| "—".into_any(), table_day);
    let reports: Vec<AnyView> = coverage
        .zero_reports
        .iter()
        .map(|report| {
            let verdict = report.is_contradicted.then(|| view! { <span class="warn">"（不实）"</span> });
            view! { <li>{report.month.clone()}{verdict}</li> }.into_any()
        })
        .collect();
    let reports = if reports.is_empty() { "—".into_any() } else { view! { <ul>{reports}</ul> }.into_any() };
    let holes = match (coverage.first_on, coverage.holes.is_empty()) {
        (None, _) => "尚未报送".to_owned(),
        (Some(_), true) => "无".to_owned(),
        (Some(_), false) => runs(&coverage.holes),
    };
    view! {
        <tr>
            <th scope="row" class="date">{coverage.kind.label()}</th>
            <td data-label="首次报送" class="date">{day(coverage.first_on)}</td>
            <td data-label="最近报送" class="date">{day(coverage.last_on)}</td>
            <td data-label="零报告" class="date">{reports}</td>
            <td data-label="缺报月份">{holes}</td>
        </tr>
    }
    .into_any()
}

/// Months in order, those that follow each other as one run: `2026-02、2026-05 至 2026-08`.
fn runs(months: &[String]) -> String {
    let mut runs: Vec<(Month, Month)> = Vec::new();
    for month in months.iter().filter_map(|month| Month::parse(month).ok()) {
        match runs.last_mut() {
            Some((_, last)) if last.next() == month => *last = month,
            _ => runs.push((month, month)),
        }
    }
    let words: Vec<String> =
        runs.into_iter()
            .map(|(first, last)| {
                if first == last { first.label() } else { format!("{} 至 {}", first.label(), last.label()) }
            })
            .collect();
    words.join("、")
}

/// Frozen counts by amount of fine: they stay when the records have ended. Only penalties have fines.
pub(crate) fn amounts(kind: Kind, rows: Vec<AmountRow>) -> AnyView {
    if kind != Kind::Penalty || rows.is_empty() {
        return parts::nothing();
    }
    let rows: Vec<AnyView> = rows
        .into_iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row" class="date">{row.month}</th>
                    <td data-label="罚款数额">{row.band}</td>
                    <td data-label="决定（条）" class="num">{text::thousands(row.count)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads = [Words("决定月份"), Words("罚款数额"), Numbers("决定（条）")];
    let table = stacked("按罚款数额", &heads, rows);
    parts::headed("amounts", "按罚款数额", "已冻结的月份；不足 3 条的档与相邻的档合并", table)
}

/// Commitments by month; nothing if there are none.
pub(crate) fn commitments(months: &[CommitmentMonth]) -> AnyView {
    if months.is_empty() {
        return parts::nothing();
    }
    let rows: Vec<AnyView> = months
        .iter()
        .map(|month| {
            let share = month.share_percent.map_or_else(|| "—".to_owned(), |share| format!("{share}%"));
            view! {
                <tr>
                    <th scope="row" class="date">{month.month.clone()}</th>
                    <td data-label="登记" class="num">{month.committed.label()}</td>
                    <td data-label="占当月公示决定" class="num">{share}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let heads = [Words("月份"), Numbers("登记"), Numbers("占当月公示决定")];
    let table = stacked("逐月的存在承诺", &heads, rows);
    let aside =
        "机关在作出决定当天登记的文书摘要，只证明文书当日已经存在。截至昨日，单位：件，不足 5 件的不列明";
    parts::headed("commitments", "存在承诺", aside, table)
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn months_that_follow_each_other_are_one_run() {
        let months = ["2025-11", "2025-12", "2026-01", "2026-04"].map(str::to_owned);
        assert_eq!(runs(&months), "2025-11 至 2026-01、2026-04");
        assert_eq!(runs(&[]), "");
    }
}
