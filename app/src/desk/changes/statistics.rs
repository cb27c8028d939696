//! The time in each hand, for the head.

use domain::hands::Spread;

/// By month of the decision, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// The months.
    pub months: Vec<MonthOfHands>,
    /// The slowest that are done: document number, record, clerk's and reviewer's minutes.
    pub slowest: Vec<Slow>,
}

/// A month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonthOfHands {
    /// Such as 2026-11.
    pub label: String,
    /// Minutes on working days with the clerk.
    pub clerk: Option<Spread>,
    /// Minutes on working days with the reviewer.
    pub reviewer: Option<Spread>,
    /// How many were returned.
    pub returned: u64,
}

/// A decision that took long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slow {
    /// Public identifier.
    pub record: String,
    /// Document number.
    pub number: String,
    /// Minutes with the clerk.
    pub clerk: i64,
    /// Minutes with the reviewer.
    pub reviewer: i64,
}

#[cfg(feature = "ssr")]
pub(super) use html::body;

#[cfg(feature = "ssr")]
mod html {
    use domain::hands::Spread;
    use leptos::prelude::*;

    use super::{MonthOfHands, Slow, Statistics};
    use crate::desk::frame::Body;
    use crate::desk::parts::empty;
    use crate::{parts, text};

    /// Minutes of an hour and of a working day of 24 hours.
    const HOUR: i64 = 60;
    const DAY: i64 = 24 * HOUR;

    pub(in crate::desk::changes) fn body(statistics: Statistics) -> Body {
        let html = view! {
            <h1>"统计"</h1>
            <p class="lead">
                "记录在各环节停留的时间。经办：从开始填报到提交；复核：从提交到办结。只计工作日内的时间，按办结月份。"
                "中位数是一半记录不超过的时间，九成值是九成记录不超过的时间。"
            </p>
            {months(&statistics.months)}
            {slowest(&statistics.slowest)}
        }
        .into_any();
        Body { title: "统计".to_owned(), html }
    }

    /// `35 分钟`, `3.5 小时`, `2.1 个工作日`.
    fn duration(minutes: i64) -> String {
        let tenths = |unit: i64| format!("{}.{}", minutes / unit, minutes % unit * 10 / unit);
        match minutes {
            ..HOUR => format!("{minutes} 分钟"),
            HOUR..DAY => format!("{} 小时", tenths(HOUR)),
            _ => format!("{} 个工作日", tenths(DAY)),
        }
    }

    fn months(months: &[MonthOfHands]) -> AnyView {
        let most = months
            .iter()
            .flat_map(|month| [month.clerk, month.reviewer])
            .flatten()
            .map(|spread| spread.ninetieth)
            .max()
            .unwrap_or(1)
            .max(1);
        let rows: Vec<AnyView> = months.iter().map(|month| row(month, most)).collect();
        if rows.is_empty() {
            return empty("还没有办结的记录，办结以后按月统计。", Some(("/desk", "办理待办")));
        }
        view! {
            <table class="stack">
                <caption class="hidden">"按月"</caption>
                <thead>
                    <tr>
                        <th scope="col">"月份"</th>
                        <th scope="col" class="num">"件数"</th>
                        <th scope="col">"经办"</th>
                        <th scope="col">"复核"</th>
                        <th scope="col" class="num">"退回"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    }

    fn row(month: &MonthOfHands, most: i64) -> AnyView {
        let count = month.reviewer.map_or(0, |spread| spread.count);
        view! {
            <tr>
                <th scope="row" class="date">{text::zh_month(&month.label)}</th>
                <td data-label="件数" class="num">{text::thousands(count)}</td>
                <td data-label="经办">{hand(month.clerk, most)}</td>
                <td data-label="复核">{hand(month.reviewer, most)}</td>
                <td data-label="退回" class="num">{text::thousands(month.returned)}</td>
            </tr>
        }
        .into_any()
    }

    /// Words, and a bar of the same scale for all months.
    fn hand(spread: Option<Spread>, most: i64) -> AnyView {
        let Some(spread) = spread else { return "—".into_any() };
        let width = |minutes: i64| format!("{}%", minutes.saturating_mul(100) / most);
        view! {
            {format!("中位数 {}，九成值 {}", duration(spread.median), duration(spread.ninetieth))}
            <svg width="100%" height=".5rem" aria-hidden="true">
                <rect class="track" width=width(spread.ninetieth) height="100%"/>
                <rect class="on-time" width=width(spread.median) height="100%"/>
            </svg>
        }
        .into_any()
    }

    fn slowest(slowest: &[Slow]) -> AnyView {
        let rows: Vec<AnyView> = slowest
            .iter()
            .map(|slow| {
                view! {
                    <tr>
                        <th scope="row">{parts::name_link(format!("/desk/records/{}", slow.record), &slow.number)}</th>
                        <td data-label="经办" class="num">{duration(slow.clerk)}</td>
                        <td data-label="复核" class="num">{duration(slow.reviewer)}</td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        if rows.is_empty() {
            return parts::nothing();
        }
        view! {
            <section aria-labelledby="slowest">
                <h2 id="slowest">"最慢的记录"</h2>
                <table class="stack">
                    <caption class="hidden">"最慢的记录"</caption>
                    <thead><tr><th scope="col">"文号"</th><th scope="col" class="num">"经办"</th><th scope="col" class="num">"复核"</th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any()
    }
}
