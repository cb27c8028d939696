//! The item's page.

use leptos::prelude::*;

use super::{Item, Shown, decide};
use crate::desk::frame::Body;
use crate::desk::parts::{error_summary, filled};
use crate::desk::queue::lines::time_left;
use crate::page::PageContext;
use crate::pages::decision;
use crate::{parts, text};

pub(in crate::desk::queue) fn body(context: &PageContext, csrf: &str, item: Item) -> Body {
    let number = filled(&item.number, "（无文号）");
    let title = format!("复核{}：{number}", item.purpose.1);
    let html = view! {
        <div class="title">
            <h1>"复核"{item.purpose.1}"："{parts::name(number)}</h1>
            <span class="badges">{parts::badge(item.kind, parts::BadgeTone::Grey)}{parts::badge(item.state.clone(), parts::BadgeTone::Blue)}</span>
        </div>
        <p class="lead">
            {parts::name(&item.authority)}"，"{parts::name(&item.filed.by)}
            {format!("于 {} 提交（{}）。", text::iso_minute(item.filed.submitted_at), item.filed.channel)}
            <a href=item.path.clone()>"查看记录全貌"</a>
            <a class="narrow-only" href="#decide">"到办理"</a>
        </p>
        {error_summary(&item.faults)}
        {note(&item)}
        <div class="columns columns-review">
            <div class="flow">
                {changed(&item)}
                {request(&item)}
                <section aria-labelledby="shown">
                    <h2 id="shown">"公众将看到"</h2>
                    {shown(context, &item.shown)}
                </section>
            </div>
            <div class="aside">{aside(csrf, &item)}</div>
        </div>
    }
    .into_any();
    Body { title, html }
}

fn note(item: &Item) -> AnyView {
    let Some(note) = item.note.clone() else { return parts::nothing() };
    view! { <div class="notice notice-red"><b>"退回意见："</b>{parts::name(note)}</div> }.into_any()
}

fn shown(context: &PageContext, shown: &Shown) -> AnyView {
    match shown {
        Shown::Page(page) => decision::preview(context, page),
        Shown::Nothing(sentence) => view! { <p class="aside-box">{sentence.clone()}</p> }.into_any(),
    }
}

fn changed(item: &Item) -> AnyView {
    if item.changed.is_empty() {
        return parts::nothing();
    }
    let rows: Vec<AnyView> = item
        .changed
        .iter()
        .map(|change| {
            view! {
                <tr>
                    <th scope="row">{change.caption.clone()}</th>
                    <td data-label="现在公示">{parts::name(&change.old)}</td>
                    <td data-label="更正为">{parts::name(&change.new)}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <section aria-labelledby="changed">
            <h2 id="changed">"更正的字段"</h2>
            <table class="stack">
                <caption class="hidden">"更正的字段，旧值只在内部显示"</caption>
                <thead><tr><th scope="col">"字段"</th><th scope="col">"现在公示"</th><th scope="col">"更正为"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
            <p class="hint">"公众只看到更正了哪些字段和更正日期，看不到旧值。"</p>
        </section>
    }
    .into_any()
}

fn request(item: &Item) -> AnyView {
    if item.request.is_empty() {
        return parts::nothing();
    }
    view! {
        <section aria-labelledby="request"><h2 id="request">"申请内容"</h2>{pairs(&item.request)}</section>
    }
    .into_any()
}

/// Captions with values.
fn pairs(values: &[(String, String)]) -> AnyView {
    let rows: Vec<AnyView> =
        values.iter().map(|(caption, value)| parts::pair(caption.clone(), parts::name(value))).collect();
    view! { <dl class="pairs pairs-one">{rows}</dl> }.into_any()
}

fn aside(csrf: &str, item: &Item) -> AnyView {
    let due =
        item.due.as_ref().map(|due| view! { <section><h2>"期限"</h2><p>{time_left(due)}</p></section> });
    let ticked: Vec<AnyView> =
        item.ticked.iter().map(|word| view! { <li>{parts::name(word)}</li> }.into_any()).collect();
    let ticked = (!ticked.is_empty())
        .then(|| view! { <section><h2>"经办人已确认的提示"</h2><ul class="list">{ticked}</ul></section> });
    let batch = item.batch.as_ref().map(|(id, line)| {
        view! { <li><a href=format!("/desk/batches/{id}")>"整批查看"</a>{format!("，第 {line} 行")}</li> }
    });
    view! {
        {decide::forms(csrf, item)}
        {due}
        <section>
            <h2>"经手"</h2>
            <ul>
                <li>"经办："{parts::name(&item.filed.by)}</li>
                <li>{format!("开始 {}", text::iso_minute(item.filed.begun_at))}</li>
                <li>{format!("提交 {}", text::iso_minute(item.filed.submitted_at))}</li>
                {batch}
            </ul>
        </section>
        {ticked}
        <section><h2>"留在内部，不公示"</h2>{inside(item)}</section>
    }
    .into_any()
}

fn inside(item: &Item) -> AnyView {
    let rows: Vec<AnyView> = item
        .inside
        .iter()
        .map(|(caption, value)| {
            view! { <li><span class="muted">{caption.clone()}"："</span>{parts::name(value)}</li> }.into_any()
        })
        .collect();
    view! { <ul>{rows}</ul> }.into_any()
}
