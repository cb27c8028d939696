//! The list of records, with its search.

use leptos::prelude::*;

use super::{Records, Row};
use crate::desk::frame::Body;
use crate::desk::parts::{empty, filled};
use crate::parts;

pub(super) fn body(records: Records) -> Body {
    let ways: Vec<AnyView> = records
        .ways
        .iter()
        .map(|(href, label)| view! { <a class="button button-plain" href=*href>{*label}</a> }.into_any())
        .collect();
    let ways = (!ways.is_empty()).then(|| view! { <p class="actions">{ways}</p> });
    let html = view! {
        <div class="head"><h1>"更正与撤回"</h1>{ways}</div>
        <p class="lead">"本机关的记录，含未公示的，最新收到的在前；未公示即终止的（例如放弃的行）按状态或者文号查找。打开一条记录，可以更正、撤回、登记修复结果。"</p>
        {search(&records)}
        {table(&records)}
    }
    .into_any();
    Body { title: "更正与撤回".to_owned(), html }
}

fn search(records: &Records) -> AnyView {
    let states: Vec<AnyView> = records
        .states
        .iter()
        .map(|state| {
            let selected = state.value == records.state;
            view! { <option value=state.value.clone() selected=selected>{state.label.clone()}</option> }
                .into_any()
        })
        .collect();
    view! {
        <form class="filter" action="/desk/records" role="search" aria-label="查找记录">
            <div>
                <label for="number">"文号（完整或开头部分）"</label>
                <input id="number" name="number" value=records.number.clone() autocomplete="off"/>
            </div>
            <div>
                <label for="party">"行政相对人名称（完整或开头部分）"</label>
                <input id="party" name="party" value=records.party.clone() autocomplete="off"/>
            </div>
            <div>
                <label for="state">"状态"</label>
                <select id="state" name="state"><option value="">"不限"</option>{states}</select>
            </div>
            <p class="actions"><button>"查找"</button></p>
        </form>
    }
    .into_any()
}

fn table(records: &Records) -> AnyView {
    if records.rows.is_empty() {
        return empty(
            "未查询到记录。文号和名称按开头匹配，括号样式不限。",
            Some(("/desk/records", "查看全部记录")),
        );
    }
    let rows: Vec<AnyView> = records.rows.iter().map(row).collect();
    let next =
        records.next.clone().map(|href| view! { <p class="more"><a rel="next" href=href>"下一页"</a></p> });
    view! {
        <table class="stack">
            <caption class="hidden">"记录，最新收到的在前"</caption>
            <thead>
                <tr>
                    <th scope="col">"文号"</th>
                    <th scope="col">"行政相对人与事项"</th>
                    <th scope="col">"决定日期"</th>
                    <th scope="col">"公示期限"</th>
                    <th scope="col">"状态"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
        {next}
    }
    .into_any()
}

fn row(row: &Row) -> AnyView {
    let party = row.party.as_ref().map(parts::name);
    view! {
        <tr>
            <th scope="row">
                {parts::name_link(format!("/desk/records/{}", row.id), filled(&row.number, "（无文号）"))}<small>{row.kind}</small>
            </th>
            <td data-label="相对人">{party}<small>{parts::name(&row.title)}</small></td>
            <td data-label="决定日期" class="date">{row.decided_on.map(parts::table_day)}</td>
            <td data-label="公示期限" class="date">{row.due_on.map(parts::table_day)}</td>
            <td data-label="状态">{row.state}</td>
        </tr>
    }
    .into_any()
}
