//! Pieces that the pages of objections share with the desk.

use chrono::NaiveDate;
use leptos::prelude::*;

use crate::desk::Fault;
use crate::page::ObjectionClock;
use crate::parts;

/// Several lines of text with their label, help and faults.
pub(crate) fn words_field(
    (name, label, hint): (&'static str, &'static str, &'static str),
    value: &str,
    faults: &[Fault],
) -> AnyView {
    let (class, messages, described) = described(name, faults);
    view! {
        <div class=format!("{class} field-wide")>
            <label for=name>{label}</label>
            <p class="hint" id=format!("{name}-hint")>{hint}</p>
            {messages}
            <textarea id=name name=name rows="6" aria-describedby=described
                aria-invalid=class.contains("wrong").then_some("true")>{crate::parts::area_content(value)}</textarea>
        </div>
    }
    .into_any()
}

/// One of several, as radio buttons in a named group. The first one carries the group's name as its `id`.
pub(crate) fn choice(
    (name, label): (&'static str, &'static str),
    options: &[(&'static str, &'static str)],
    chosen: &str,
    faults: &[Fault],
) -> AnyView {
    let (class, messages, _) = described(name, faults);
    let buttons: Vec<AnyView> = options
        .iter()
        .enumerate()
        .map(|(index, (code, label))| {
            let is_chosen = *code == chosen;
            let id = if index == 0 { name.to_owned() } else { format!("{name}-{code}") };
            view! {
                <div class="choice">
                    <input type="radio" id=id.clone() name=name value=*code checked=is_chosen/>
                    <label for=id>{*label}</label>
                </div>
            }
            .into_any()
        })
        .collect();
    view! { <fieldset class=class><legend>{label}</legend>{messages}{buttons}</fieldset> }.into_any()
}

/// The class of a field, its faults in words, and what describes it.
pub(crate) fn described(name: &'static str, faults: &[Fault]) -> (&'static str, AnyView, String) {
    let own: Vec<&Fault> = faults.iter().filter(|fault| fault.field == name).collect();
    if own.is_empty() {
        return ("field", parts::nothing(), format!("{name}-hint"));
    }
    let id = format!("{name}-fault");
    let described = format!("{name}-hint {id}");
    let messages: Vec<AnyView> =
        own.iter().map(|fault| view! { <span>"错误："{fault.message.clone()}</span> }.into_any()).collect();
    ("field field-wrong", view! { <p class="fault" id=id>{messages}</p> }.into_any(), described)
}

/// What happened on which day.
pub(crate) fn steps(steps: &[(&'static str, NaiveDate)]) -> AnyView {
    let rows: Vec<AnyView> =
        steps.iter().map(|(caption, day)| parts::pair(*caption, parts::table_day(*day))).collect();
    view! { <dl class="pairs pairs-plain">{rows}</dl> }.into_any()
}

/// The clocks with their last days, in words whether they were met.
pub(crate) fn clocks(clocks: &[ObjectionClock]) -> AnyView {
    if clocks.is_empty() {
        return view! { <p class="small muted">"受理以后开始计算期限。"</p> }.into_any();
    }
    let rows: Vec<AnyView> = clocks.iter().map(clock).collect();
    view! {
        <table class="stack">
            <caption class="hidden">"办理期限"</caption>
            <thead>
                <tr><th scope="col">"事项"</th><th scope="col">"最后一日"</th><th scope="col">"情况"</th></tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn clock(clock: &ObjectionClock) -> AnyView {
    let provisional = clock.provisional.then_some("（暂定）");
    let (class, words) = verdict(clock);
    view! {
        <tr>
            <th scope="row">{clock.kind.label()}</th>
            <td data-label="最后一日" class="date">{parts::table_day(clock.due_on)}{provisional}</td>
            <td data-label="情况"><span class=class>{words}</span></td>
        </tr>
    }
    .into_any()
}

/// Met, late, or how much is left.
fn verdict(clock: &ObjectionClock) -> (&'static str, String) {
    match (clock.done_on, clock.left) {
        (Some(on), _) if on <= clock.due_on => ("", format!("{on} 完成")),
        (Some(on), _) => ("warn", format!("{on} 完成，已逾期")),
        (None, Some(0)) => ("warn", "今日 24 时到期".to_owned()),
        (None, Some(left)) => ("", format!("剩 {left} 个工作日")),
        (None, None) => ("warn", "已逾期".to_owned()),
    }
}
