//! The time in each hand and emergency hidings, for the head and the auditor.

use chrono::{DateTime, NaiveDate, Utc};
use domain::hands::Spread;

/// By month of the decision, newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statistics {
    /// The months.
    pub months: Vec<MonthOfHands>,
    /// The slowest that are done: document number, record, clerk's and reviewer's minutes.
    pub slowest: Vec<Slow>,
    /// Emergency hidings of the last twelve months, newest first.
    pub hidings: Vec<Hiding>,
}

/// An emergency hiding, which a second person confirms or lifts within one working day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hiding {
    /// Public identifier.
    pub record: String,
    /// Document number.
    pub number: String,
    /// When it was hidden.
    pub hidden_at: DateTime<Utc>,
    /// The last day for the second person.
    pub due_on: Option<NaiveDate>,
    /// The Beijing day of the second person's word, if it came.
    pub decided_on: Option<NaiveDate>,
    /// Where it stands, in Chinese.
    pub outcome: &'static str,
    /// Whether the second person's word came in time, or still may.
    pub timeliness: Timeliness,
}

/// Whether a clock was kept, or still may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Timeliness {
    /// Not past its last day.
    InTime,
    /// Past it.
    Late {
        /// By so many working days; absent where a year's notice is missing.
        by: Option<u32>,
    },
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

    use super::{Hiding, MonthOfHands, Slow, Statistics, Timeliness};
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
            {hidings(&statistics.hidings)}
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

    fn hidings(hidings: &[Hiding]) -> AnyView {
        if hidings.is_empty() {
            return parts::nothing();
        }
        let late = hidings.iter().filter(|hiding| hiding.timeliness != Timeliness::InTime).count();
        let rows: Vec<AnyView> = hidings.iter().map(hiding).collect();
        view! {
            <section aria-labelledby="hidings">
                <h2 id="hidings">"紧急隐藏的确认"</h2>
                <p>{format!("紧急隐藏须在期限以前由另一人确认或者解除。近一年 {} 件，其中逾期 {late} 件。", hidings.len())}</p>
                <table class="stack">
                    <caption class="hidden">"紧急隐藏"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"文号"</th>
                            <th scope="col">"隐藏时间"</th>
                            <th scope="col">"确认期限"</th>
                            <th scope="col">"状态"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </section>
        }
        .into_any()
    }

    fn hiding(hiding: &Hiding) -> AnyView {
        let late = match hiding.timeliness {
            Timeliness::InTime => None,
            Timeliness::Late { by: Some(days) } => Some(format!("逾期 {days} 个工作日")),
            Timeliness::Late { by: None } => Some("逾期".to_owned()),
        };
        let late = late.map(|words| view! { " "<span class="warn">{words}</span> });
        let due = hiding.due_on.map_or_else(|| "—".to_owned(), |day| day.to_string());
        let decided = hiding.decided_on.map(|day| format!("（{day}）"));
        view! {
            <tr>
                <th scope="row">{parts::name_link(format!("/desk/records/{}", hiding.record), &hiding.number)}</th>
                <td data-label="隐藏时间" class="date">{text::iso_minute(hiding.hidden_at)}</td>
                <td data-label="确认期限" class="date">{due}</td>
                <td data-label="状态">{hiding.outcome}{decided}{late}</td>
            </tr>
        }
        .into_any()
    }
}
