//! What an authority's page tells of numbers that were never filed, and of inspections.

use domain::disclosure::{GapCount, SampleFigures};
use leptos::prelude::*;

use crate::parts::Head::{Numbers, Words};
use crate::parts::{self, stacked};
use crate::text;

/// Numbers that were neither filed nor explained in time: counts by year, no number.
pub(crate) fn gaps(rows: &[GapCount]) -> AnyView {
    let body = if rows.is_empty() {
        view! { <p>"没有逾期未说明的断号。"</p> }.into_any()
    } else {
        let rows: Vec<AnyView> = rows
            .iter()
            .map(|row| {
                view! {
                    <tr>
                        <th scope="row">{row.year}</th>
                        <td data-label="断号（个）" class="num">{row.count.label()}</td>
                    </tr>
                }
                .into_any()
            })
            .collect();
        stacked("逾期未说明的断号", &[Words("文号年份"), Numbers("断号（个）")], rows)
    };
    let aside = "文号中从未报送，过了说明期限仍未补报也未说明的；1 至 4 个记“不足5”。断号不等于漏报";
    parts::headed("gaps", "断号", aside, body)
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
    let heads = [Words("决定年份"), Numbers("未报送（条）"), Numbers("抽查（条）"), Numbers("数据瞒报率")];
    let aside = "审计人员在别处找到的决定，录入时未报送的计为瞒报；此后补报不改变结果";
    parts::headed("samples", "抽查", aside, stacked("抽查结果", &heads, rows))
}
