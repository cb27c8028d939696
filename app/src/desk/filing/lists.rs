//! Drafts, returned decisions, receipts.

use chrono::{Datelike, NaiveDate};
use domain::decision::DecisionKind;
use domain::lateness::Urgency;
use leptos::prelude::*;

use super::super::frame::Body;
use super::super::parts::token;
use super::{DraftLine, Drafts, Due, Receipt, ReturnedLine};
use crate::parts;
use crate::text;

pub(super) fn drafts(csrf: &str, drafts: Drafts) -> Body {
    let returned = returned(csrf, drafts.returned);
    let html = view! {
        <h1>"填报"</h1>
        <p class="lead">"填写一件许可或者处罚决定，检查并预览公众所见，再交另一人复核。多件请用"<a href="/desk/uploads">"批量上传"</a>"。"</p>
        <div class="actions">{begin(csrf, DecisionKind::Penalty)}{begin(csrf, DecisionKind::Licence)}</div>
        {returned}
        {open(drafts.drafts)}
    };
    Body { title: "填报".to_owned(), html: html.into_any() }
}

fn begin(csrf: &str, kind: DecisionKind) -> AnyView {
    view! {
        <form method="post" action="/desk/drafts/new">
            {token(csrf)}
            <button name="kind" value=kind.code()>{format!("填报{}", kind.label())}</button>
        </form>
    }
    .into_any()
}

fn open(drafts: Vec<DraftLine>) -> AnyView {
    if drafts.is_empty() {
        return view! { <section class="part part-empty"><h2>"草稿"<small>"没有；填报从上面的按钮开始"</small></h2></section> }
            .into_any();
    }
    let count = format!("{} 份", drafts.len());
    let rows: Vec<AnyView> = drafts.into_iter().map(draft).collect();
    view! {
        <section class="part" aria-labelledby="drafts">
            <h2 id="drafts">"草稿"<small>{count}</small></h2>
            <table class="stack">
                <caption class="hidden">"本机关的草稿"</caption>
                <thead>
                    <tr>
                        <th scope="col">"文号与行政相对人"</th><th scope="col">"种类"</th>
                        <th scope="col">"期限"</th><th scope="col">"上次保存"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn draft(draft: DraftLine) -> AnyView {
    view! {
        <tr>
            <th scope="row">{parts::name_link(format!("/desk/drafts/{}", draft.id), draft.title)}</th>
            <td data-label="种类">{draft.kind.label()}</td>
            <td data-label="期限" class="date">{draft.due.map(due_cell)}</td>
            <td data-label="上次保存" class="date">
                {text::iso_minute(draft.saved_at)}<small>{parts::name(draft.saved_by)}</small>
            </td>
        </tr>
    }
    .into_any()
}

fn due_cell(due: Due) -> AnyView {
    let provisional = if due.is_provisional { "（暂定）" } else { "" };
    let class = if matches!(due.urgency, Urgency::Overdue { .. }) { "warn" } else { "" };
    view! { {parts::table_day(due.on)}{provisional}<small class=class>{time_left(due)}</small> }.into_any()
}

fn returned(csrf: &str, lines: Vec<ReturnedLine>) -> AnyView {
    if lines.is_empty() {
        return parts::nothing();
    }
    let count = format!("{} 件", lines.len());
    let rows: Vec<AnyView> = lines.into_iter().map(|line| returned_row(csrf, line)).collect();
    view! {
        <section class="part" aria-labelledby="returned">
            <h2 id="returned">"复核退回"<small class="warn">{count}</small></h2>
            <table class="stack">
                <caption class="hidden">"复核退回的决定"</caption>
                <thead>
                    <tr>
                        <th scope="col">"文号"</th><th scope="col">"退回原因"</th>
                        <th scope="col">"期限"</th><th scope="col">"办理"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn returned_row(csrf: &str, line: ReturnedLine) -> AnyView {
    let label = format!("改正 {}", line.document_number);
    view! {
        <tr>
            <th scope="row">
                {parts::name(line.document_number)}
                <small>{line.kind.label()}{line.party.map(|party| view! { "　"{parts::name(party)} })}</small>
            </th>
            <td data-label="退回原因">{parts::name(line.word)}</td>
            <td data-label="期限" class="date">{line.due.map(due_cell)}</td>
            <td data-label="办理">
                <form method="post" action="/desk/drafts/reopen">
                    {token(csrf)}
                    <button class="button-plain" name="decision" value=line.id aria-label=label>"改正后再报"</button>
                </form>
            </td>
        </tr>
    }
    .into_any()
}

pub(super) fn receipt(receipt: Receipt) -> Body {
    let rows: Vec<AnyView> = receipt
        .lines
        .into_iter()
        .map(|(id, state)| view! { <div><dt>{id}</dt><dd>{state}</dd></div> }.into_any())
        .collect();
    let html = view! {
        <h1>"已提交复核"</h1>
        <p class="lead">{parts::name(receipt.title)}</p>
        <p class="notice" role="status">
            <b>"回执号 "<code>{receipt.batch}</code></b>
            {format!("收到时间 {}。下一步：由另一人在待办队列中复核，通过后立即公示。凭回执号可以查到这次报送的全部记录。", text::zh_minute(receipt.handed_in_at))}
        </p>
        <section class="part" aria-labelledby="lines">
            <h2 id="lines">"记录"<small>"每个行政相对人一条"</small></h2>
            <dl class="pairs pairs-plain">{rows}</dl>
        </section>
        <p class="actions"><a class="button" href="/desk/drafts">"填报下一件"</a><a href="/desk">"回到待办队列"</a></p>
    };
    Body { title: "已提交复核".to_owned(), html: html.into_any() }
}

/// 2026年11月26日（周四）
pub(super) fn day_with_weekday(day: NaiveDate) -> String {
    format!("{}（{}）", text::zh_date(day), text::weekday(day.weekday()))
}

/// 剩 3 个工作日
pub(super) fn time_left(due: Due) -> String {
    match due.urgency {
        Urgency::Overdue { by: Some(by) } if by > 0 => format!("已超过期限 {by} 个工作日"),
        Urgency::Overdue { .. } => "已超过期限".to_owned(),
        Urgency::DueToday => "今日到期".to_owned(),
        Urgency::Near { left } | Urgency::Ample { left } => format!("剩 {left} 个工作日"),
        Urgency::Unknown => "剩余工作日暂无法计算".to_owned(),
    }
}
