//! Commitments: list, committing by form, opening.

use domain::decision::DecisionKind;
use leptos::prelude::*;

use super::{CommitmentRow, Commitments, Committed, Hand, Whose};
use crate::desk::choice::Labelled;
use crate::desk::frame::Body;
use crate::desk::parts::{TextField, day_field, empty, error_summary, text_field, token};
use crate::parts;
use crate::text;

pub(super) fn list(csrf: &str, view: Commitments) -> Body {
    let (open, overdue) = view.open;
    let forms =
        (view.hand == Hand::Files).then(|| view! { {commit_form(csrf, &view)}{open_form(csrf, &view)} });
    let html = view! {
        <h1>"存在承诺"</h1>
        <p class="lead">"作出决定的当天，可以登记文书的加盐摘要。它只证明文书在登记之日已经存在，不透露当事人和内容。决定公示或者依法不予公示后，承诺即告兑现。"</p>
        {error_summary(&view.faults)}
        <p>{format!("未兑现 {open} 件，其中已过公示期限 {overdue} 件。")}</p>
        {table(&view)}
        {forms}
    };
    Body { title: "存在承诺".to_owned(), html: html.into_any() }
}

fn table(view: &Commitments) -> AnyView {
    if view.rows.is_empty() {
        return empty("还没有登记的承诺。", None);
    }
    let caption = match view.whose {
        Whose::Own => "本机关登记的承诺",
        Whose::Everybody => "各机关登记的承诺",
    };
    let authority =
        (view.whose == Whose::Everybody).then(|| view! { <th scope="col">"机关"</th> }.into_any());
    let rows: Vec<AnyView> = view.rows.iter().map(|line| row(view.whose, line)).collect();
    view! {
        <table class="stack">
            <caption>{caption}<small>"最近 200 件"</small></caption>
            <thead>
                <tr>
                    <th scope="col">"摘要（前 12 位）"</th>
                    {authority}
                    <th scope="col">"登记时间"</th>
                    <th scope="col">"公示期限"</th>
                    <th scope="col">"决定"</th>
                    <th scope="col">"状态"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(whose: Whose, row: &CommitmentRow) -> AnyView {
    let authority = (whose == Whose::Everybody)
        .then(|| view! { <td data-label="机关">{parts::name(&row.authority)}</td> }.into_any());
    let start: String = row.commitment.chars().take(12).collect();
    let decision = match &row.decision {
        Some((number, decided_on, state)) => {
            let day = decided_on.map(|day| day.to_string()).unwrap_or_default();
            view! { {parts::name(number.clone())}<small>{format!("{day} {state}")}</small> }.into_any()
        }
        None => "尚未揭示".into_any(),
    };
    view! {
        <tr>
            <th scope="row"><code>{start}</code></th>
            {authority}
            <td data-label="登记时间" class="date">{text::iso_minute(row.received_at)}</td>
            <td data-label="公示期限" class="date">{row.due_on.to_string()}</td>
            <td data-label="决定">{decision}</td>
            <td data-label="状态" class=row.is_overdue.then_some("warn")>{row.standing}</td>
        </tr>
    }
    .into_any()
}

fn typed<'a>(view: &'a Commitments, name: &str) -> &'a str {
    view.typed.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
}

/// A line of text of either form.
fn line(view: &Commitments, name: &'static str, label: &'static str, hint: &'static str) -> AnyView {
    let field = TextField { name, label, hint, kind: "text", value: typed(view, name), autocomplete: "off" };
    text_field(&field, &view.faults)
}

fn kinds(id: &'static str, chosen: &str) -> AnyView {
    let options: Vec<AnyView> = [DecisionKind::Penalty, DecisionKind::Licence]
        .into_iter()
        .map(|kind| {
            view! { <option value=kind.code() selected=kind.code() == chosen>{kind.label()}</option> }
                .into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for=id>"种类"</label>
            <select id=id name="kind">{options}</select>
        </div>
    }
    .into_any()
}

fn commit_form(csrf: &str, view: &Commitments) -> AnyView {
    view! {
        <section aria-labelledby="commit">
            <h2 id="commit">"登记"</h2>
            <form method="post" action="/desk/commitments">
                {token(csrf)}
                {kinds("commit-kind", typed(view, "kind"))}
                {line(view, "number", "决定书文号", "与日后填报的文号一致。")}
                {line(view, "content", "决定书内容", "粘贴决定书文件的 SHA-256（64 位十六进制），或者决定书全文；全文只用于计算摘要，不保存。")}
                {line(view, "own_salt", "盐值（可不填）", "本机关系统自己生成的盐值，64 位十六进制。留空由平台生成，登记后显示一次。")}
                <p class="actions"><button>"登记"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn open_form(csrf: &str, view: &Commitments) -> AnyView {
    let decided_on =
        Labelled { name: "decided_on", label: "决定日期", hint: "", value: typed(view, "decided_on") };
    view! {
        <section aria-labelledby="open">
            <h2 id="open">"揭示"</h2>
            <p>"决定填报之后，用登记时保存的盐值和内容摘要揭示，承诺便与这条决定对应。"</p>
            <form method="post" action="/desk/commitments/open">
                {token(csrf)}
                {kinds("open-kind", typed(view, "kind"))}
                {line(view, "open_number", "决定书文号", "")}
                {day_field(&decided_on, &view.faults)}
                {line(view, "salt", "盐值", "64 位十六进制。")}
                {line(view, "content_sha256", "内容摘要", "64 位十六进制。")}
                <p class="actions"><button>"揭示"</button></p>
            </form>
        </section>
    }
    .into_any()
}

pub(super) fn committed(view: Committed) -> Body {
    let code = |text: String| view! { <code class="secret">{text}</code> }.into_any();
    let html = view! {
        <h1>"承诺已登记"</h1>
        <p class="notice notice-red"><b>"只显示这一次。"</b>"平台只保存承诺值。揭示时需要盐值和内容摘要，请与案卷一并保存。"</p>
        <dl class="pairs pairs-plain">
            {parts::pair("种类", view.kind.label().into_any())}
            {parts::pair("决定书文号", parts::name(view.document_number))}
            {parts::pair("盐值", code(view.salt))}
            {parts::pair("内容摘要", code(view.content))}
            {parts::pair("承诺值", code(view.commitment))}
        </dl>
        <p class="actions"><a class="button" href="/desk/commitments">"已经保存，返回"</a></p>
    };
    Body { title: "承诺已登记".to_owned(), html: html.into_any() }
}
