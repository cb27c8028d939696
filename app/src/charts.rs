//! Charts as SVG without a view box: widths in per cent and heights in rem, so that words keep their size.
//! Bars start at zero, values stand beside them, and a table follows each chart.

use domain::disclosure::TimelinessFigures;
use leptos::prelude::*;

use crate::parts::scrolling;
use crate::text;

/// What the ten buckets of [`TimelinessFigures::distribution`] are called.
const BUCKETS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8–10", "11 以上"];

/// Height of the tallest column, in hundredths of a rem.
const TALLEST: u64 = 900;

/// The line on which the columns stand, in hundredths of a rem.
const GROUND: u64 = 1060;

/// A rate as a bar with its name and numbers above.
pub(crate) struct RateBar {
    /// Who or when.
    pub(crate) label: AnyView,
    /// Numerator.
    pub(crate) part: u64,
    /// Denominator; zero gives an empty track and no rate.
    pub(crate) whole: u64,
}

/// One bar for each rate: blue on time, vermilion late, full width 100 %.
pub(crate) fn rate_bars(bars: Vec<RateBar>) -> AnyView {
    let bars: Vec<AnyView> = bars.into_iter().map(rate_bar).collect();
    view! { <ol class="bars">{bars}</ol> }.into_any()
}

fn rate_bar(bar: RateBar) -> AnyView {
    let ratio = format!("{} ÷ {}", text::thousands(bar.part), text::thousands(bar.whole));
    let ground = if bar.whole == 0 { "track" } else { "late" };
    let width = format!("{}%", text::percent(bar.part, bar.whole).unwrap_or_else(|| "0".to_owned()));
    view! {
        <li>
            <p>{bar.label}<span><b>{text::percent_or_dash(bar.part, bar.whole)}</b>" "<small>{ratio}</small></span></p>
            <svg width="100%" height=".5rem" aria-hidden="true">
                <rect class=ground width="100%" height="100%"/>
                <rect class="on-time" width=width height="100%"/>
            </svg>
        </li>
    }
    .into_any()
}

/// How many decisions took how many working days, as columns and as a table, with the last working day in time.
pub(crate) fn distribution(figures: &TimelinessFigures, publish_within: Option<u32>) -> AnyView {
    let counts = figures.distribution;
    // The buckets past the seventh day hold several.
    let late_from = publish_within.map_or(10, |days| days.saturating_add(1).min(9));
    let limit = publish_within.map(|days| {
        let (x, beside) = (format!("{}%", late_from * 10), format!("{}%", late_from * 10 - 1));
        view! {
            <line class="limit" x1=x.clone() x2=x y1=".2rem" y2="10.6rem"/>
            <text class="soft" x=beside y="1rem" text-anchor="end">{format!("期限：第 {days} 个工作日")}</text>
        }
    });
    let most = counts.iter().copied().max().unwrap_or_default().max(1);
    let columns: Vec<AnyView> =
        (0_u64..).zip(counts).map(|(index, count)| column(index, (count, most), late_from)).collect();
    let chart = view! {
        <div class="wide-chart">
            <svg class="chart" role="img" aria-labelledby="distribution-title" width="100%" height="12.5rem">
                <title id="distribution-title">"从决定到公示所用的工作日与条数，数值见下表"</title>
                {columns}
                <line x1="0" x2="100%" y1="10.6rem" y2="10.6rem"/>
                {limit}
            </svg>
            {distribution_table(counts, late_from)}
        </div>
    };
    scrolling("用时分布", chart.into_any())
}

fn column(index: u64, (count, most): (u64, u64), late_from: u32) -> AnyView {
    let position = usize::try_from(index).unwrap_or_default();
    let class = if index < u64::from(late_from) { "on-time" } else { "late" };
    let height = count.saturating_mul(TALLEST) / most;
    let top = GROUND - height;
    let rem = |hundredths: u64| format!("{}.{:02}rem", hundredths / 100, hundredths % 100);
    let middle = format!("{}%", index * 10 + 5);
    view! {
        <rect class=class x=format!("{}.8%", index * 10) width="8.4%" y=rem(top) height=rem(height)/>
        <text x=middle.clone() y=rem(top.saturating_sub(30)) text-anchor="middle">{text::thousands(count)}</text>
        <text class="soft" x=middle y="12rem" text-anchor="middle">{BUCKETS.get(position).copied()}</text>
    }
    .into_any()
}

fn distribution_table(counts: [u64; 10], late_from: u32) -> AnyView {
    let total = counts.iter().sum();
    let cell = |position: u32| if position < late_from { "num" } else { "num warn" };
    let heads: Vec<AnyView> = BUCKETS
        .into_iter()
        .map(|label| view! { <th scope="col" class="num">{label}</th> }.into_any())
        .collect();
    let row = |value: &dyn Fn(u64) -> String| -> Vec<AnyView> {
        (0..)
            .zip(counts)
            .map(|(position, count)| view! { <td class=cell(position)>{value(count)}</td> }.into_any())
            .collect()
    };
    view! {
        <table>
            <caption class="hidden">"从决定到公示所用的工作日与条数"</caption>
            <thead><tr><th scope="col">"工作日"</th>{heads}</tr></thead>
            <tbody>
                <tr><th scope="row">"条数"</th>{row(&text::thousands)}</tr>
                <tr><th scope="row">"占比"</th>{row(&|count| text::percent_or_dash(count, total))}</tr>
            </tbody>
        </table>
    }
    .into_any()
}
