//! What an authority's page tells of numbers that were never filed, and of inspections.

use domain::disclosure::{GapCount, SampleFigures};
use leptos::prelude::*;

use crate::parts;
use crate::text;

/// Numbers that were neither filed nor explained in time: counts by year, no number.
pub(crate) fn gaps(rows: &[GapCount]) -> AnyView {
    let body = if rows.is_empty() {
        view! { <p>"没有逾期未说明的断号。"</p> }.into_any()
    } else {
        let rows: Vec<AnyView> = rows
            .iter()
            .map(|row| {
                view! { <tr><th scope="row">{row.year}</th><td class="num">{row.count.label()}</td></tr> }
                    .into_any()
            })
            .collect();
        view! {
            <table>
                <caption class="hidden">"逾期未说明的断号"</caption>
                <thead><tr><th scope="col">"文号年份"</th><th scope="col" class="num">"断号（个）"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    view! {
        <section aria-labelledby="gaps">
            <div class="head">
                <h2 id="gaps">"断号"</h2>
                <p>"文号中从未报送，发现后满 20 个工作日仍未补报也未说明的；1 至 4 个记“不足5”。断号不等于漏报"</p>
            </div>
            {body}
        </section>
    }
    .into_any()
}

/// What inspections found, with numerator and denominator; nothing without a sample.
pub(crate) fn samples(rows: &[SampleFigures]) -> AnyView {
    if rows.is_empty() {
        return parts::nothing();
    }
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row">{row.year}</th>
                    <td data-label="未报送" class="num">{text::thousands(row.missing)}</td>
                    <td data-label="抽查" class="num">{text::thousands(row.sampled)}</td>
                    <td data-label="数据瞒报率" class="num">{text::percent_or_dash(row.missing, row.sampled)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <section aria-labelledby="samples">
            <div class="head">
                <h2 id="samples">"抽查"</h2>
                <p>"审计人员在别处找到的决定，录入时未报送的计为瞒报；此后补报不改变结果"</p>
            </div>
            <table class="stack">
                <caption class="hidden">"抽查结果"</caption>
                <thead>
                    <tr>
                        <th scope="col">"决定年份"</th>
                        <th scope="col" class="num">"未报送（条）"</th>
                        <th scope="col" class="num">"抽查（条）"</th>
                        <th scope="col" class="num">"数据瞒报率"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}
