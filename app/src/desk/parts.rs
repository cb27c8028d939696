//! Small pieces of the desk's forms.

use domain::clocks::ClockKind;
use domain::lateness::Reminder;
use leptos::prelude::*;

use super::Fault;
use super::choice::Labelled;
use super::duties::Warning;
use crate::text;

/// The token that protects a form: a hidden field that every form has first.
pub(crate) fn token(csrf: &str) -> AnyView {
    view! { <input type="hidden" name="csrf" value=csrf.to_owned()/> }.into_any()
}

/// The button that opens a record in the form again; nothing where there is no caption for it.
pub(crate) fn reopen(csrf: &str, record: &str, caption: Option<&'static str>) -> AnyView {
    let Some(caption) = caption else { return crate::parts::nothing() };
    view! {
        <form method="post" action="/desk/drafts/reopen">
            {token(csrf)}
            <input type="hidden" name="decision" value=record.to_owned()/>
            <button class="button-plain">{caption}</button>
        </form>
    }
    .into_any()
}

/// The summary above a form, with a link to each field.
pub(crate) fn error_summary(faults: &[Fault]) -> AnyView {
    if faults.is_empty() {
        return crate::parts::nothing();
    }
    let lines: Vec<AnyView> = faults
        .iter()
        .map(|fault| {
            view! { <li><a href=format!("#{}", fault.field)>{fault.message.clone()}</a></li> }.into_any()
        })
        .collect();
    view! {
        <div class="error-summary" role="alert" tabindex="-1" aria-labelledby="error-summary">
            <h2 id="error-summary">{format!("有 {} 处需要改正", faults.len())}</h2>
            <ul>{lines}</ul>
        </div>
    }
    .into_any()
}

/// One line of text with its label, its help and what is wrong with it.
pub(crate) struct TextField<'a> {
    /// Name and `id`.
    pub(crate) name: &'a str,
    /// Caption.
    pub(crate) label: &'a str,
    /// What is asked for, in a sentence; empty for none.
    pub(crate) hint: &'a str,
    /// `text`, `password`, `email` …; days have [`day_field`].
    pub(crate) kind: &'static str,
    /// What stands in it.
    pub(crate) value: &'a str,
    /// Value of `autocomplete`.
    pub(crate) autocomplete: &'static str,
}

/// The field, with its own faults above it.
pub(crate) fn text_field(field: &TextField<'_>, faults: &[Fault]) -> AnyView {
    line(field, &Asks::Text, faults)
}

/// How a day is asked for, everywhere.
pub(crate) const DAY_EXAMPLE: &str = "例如 2026-11-23";

/// A field for a day: one line of text, which a keyboard and every browser can fill alike. The server reads it as people
/// write it: 2026-11-23, 2026/11/23, 20261123.
pub(crate) fn day_field(field: &Labelled<'_>, faults: &[Fault]) -> AnyView {
    let Labelled { name, label, hint, value } = *field;
    let hint = if hint.is_empty() { DAY_EXAMPLE.to_owned() } else { format!("{DAY_EXAMPLE}。{hint}") };
    let field = TextField { name, label, hint: &hint, kind: "text", value, autocomplete: "off" };
    line(&field, &Asks::Day, faults)
}

/// What a line asks for: a day is typed in digits and needs little room.
enum Asks {
    Text,
    Day,
}

fn line(field: &TextField<'_>, asks: &Asks, faults: &[Fault]) -> AnyView {
    let (class, mode) = match asks {
        Asks::Text => ("", None),
        Asks::Day => (" field-day", Some("numeric")),
    };
    let TextField { name, label, hint, kind, value, autocomplete } = *field;
    let is_wrong = faults.iter().any(|fault| fault.field == name);
    let frame = format!("field{class}{}", if is_wrong { " field-wrong" } else { "" });
    let ids = [(!hint.is_empty()).then_some("hint"), is_wrong.then_some("fault")];
    let described: Vec<String> = ids.into_iter().flatten().map(|part| format!("{name}-{part}")).collect();
    let described = (!described.is_empty()).then(|| described.join(" "));
    let hint =
        (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint.to_owned()}</p> });
    view! {
        <div class=frame>
            <label for=name.to_owned()>{label.to_owned()}</label>
            {hint}
            {fault_of(name, faults)}
            <input id=name.to_owned() name=name.to_owned() type=kind value=value.to_owned()
                inputmode=mode autocomplete=autocomplete aria-describedby=described
                aria-invalid=is_wrong.then_some("true")/>
        </div>
    }
    .into_any()
}

/// A place where nothing stands: that it is so, and what to do next.
pub(crate) fn empty(sentence: &'static str, next: Option<(&'static str, &'static str)>) -> AnyView {
    let next = next.map(|(href, caption)| view! { " 下一步："<a href=href>{caption}</a>"。" });
    view! { <p class="notice">{sentence}{next}</p> }.into_any()
}

/// A value of a record, or what stands in its place: what was kept back may lack anything.
pub(crate) fn filled(value: &str, otherwise: &'static str) -> String {
    if value.trim().is_empty() { otherwise.to_owned() } else { value.to_owned() }
}

/// What is wrong with a field, above it; nothing if nothing is.
pub(crate) fn fault_of(name: &str, faults: &[Fault]) -> AnyView {
    let own: Vec<&Fault> = faults.iter().filter(|fault| fault.field == name).collect();
    if own.is_empty() {
        return crate::parts::nothing();
    }
    let messages: Vec<AnyView> =
        own.iter().map(|fault| view! { <span>"错误："{fault.message.clone()}</span> }.into_any()).collect();
    view! { <p class="fault" id=format!("{name}-fault")>{messages}</p> }.into_any()
}

/// The warnings of the day in a line: how many decisions are due when.
pub(crate) fn reminder_line(warnings: &[Warning]) -> AnyView {
    if warnings.is_empty() {
        return crate::parts::nothing();
    }
    let overdue = warnings.iter().filter(|warning| matches!(warning.reminder, Reminder::Overdue { .. }));
    let overdue: u64 = overdue.map(|warning| warning.decisions).sum();
    let overdue = (overdue > 0).then(|| view! { <b class="warn">{format!("{overdue} 件已逾期。")}</b> });
    let others: Vec<String> = warnings
        .iter()
        .filter(|warning| !matches!(warning.reminder, Reminder::Overdue { .. }))
        .map(|warning| {
            let (count, due) = (warning.decisions, text::zh_date(warning.due_on));
            let clock = match warning.clock {
                ClockKind::Publish => "",
                other => other.label(),
            };
            format!("{clock}{count} 件{}（{due} 24 时）。", warning.reminder.label())
        })
        .collect();
    view! { <p class="notice" role="status">{overdue}{others.concat()}</p> }.into_any()
}
