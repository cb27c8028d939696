//! The tables of the rules, for the public page and for the desk.

use leptos::prelude::*;

use crate::page::{ClockRow, PolicyRow};
use crate::parts::scrolling;

/// How long what may take.
pub(crate) fn clocks(rows: &[ClockRow]) -> AnyView {
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row">{row.label}</th>
                    <td data-label="起算">{row.event}</td>
                    <td data-label="工作日" class="num">{row.working_days}</td>
                    <td data-label="施行" class="date">{row.in_force.clone()}</td>
                    <td data-label="依据">{row.basis.clone()}<small>{row.sureness}</small></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let table = view! {
        <table class="stack">
            <caption class="hidden">"各项期限"</caption>
            <thead>
                <tr>
                    <th scope="col">"期限"</th>
                    <th scope="col">"起算"</th>
                    <th scope="col" class="num">"工作日"</th>
                    <th scope="col">"施行"</th>
                    <th scope="col">"依据"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    scrolling("各项期限表", table.into_any())
}

/// How long what is public.
pub(crate) fn policies(rows: &[PolicyRow]) -> AnyView {
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            view! {
                <tr>
                    <th scope="row">{row.class.clone()}</th>
                    <td data-label="文件">{row.policy.clone()}<small>{row.note.clone()}</small></td>
                    <td data-label="最短至最长">{row.period.clone()}</td>
                    <td data-label="起算">{row.anchor.clone()}</td>
                    <td data-label="施行" class="date">{row.in_force.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    let table = view! {
        <table class="stack">
            <caption class="hidden">"行政处罚的公示期限"</caption>
            <thead>
                <tr>
                    <th scope="col">"类别"</th>
                    <th scope="col">"文件"</th>
                    <th scope="col">"最短至最长"</th>
                    <th scope="col">"起算"</th>
                    <th scope="col">"施行"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    scrolling("公示期限表", table.into_any())
}
