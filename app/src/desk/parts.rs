//! Small pieces of the desk's forms.

use domain::clocks::ClockKind;
use domain::lateness::Reminder;
use leptos::prelude::*;

use super::Fault;
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
    /// `text`, `password`, `date`, `email` ….
    pub(crate) kind: &'static str,
    /// What stands in it.
    pub(crate) value: &'a str,
    /// Value of `autocomplete`.
    pub(crate) autocomplete: &'static str,
}

/// The field, with its own faults above it.
pub(crate) fn text_field(field: &TextField<'_>, faults: &[Fault]) -> AnyView {
    let TextField { name, label, hint, kind, value, autocomplete } = *field;
    let own: Vec<&Fault> = faults.iter().filter(|fault| fault.field == name).collect();
    let class = if own.is_empty() { "field" } else { "field field-wrong" };
    let hint_id = format!("{name}-hint");
    let fault_id = format!("{name}-fault");
    let described =
        [(!hint.is_empty()).then(|| hint_id.clone()), (!own.is_empty()).then(|| fault_id.clone())];
    let described = described.into_iter().flatten().collect::<Vec<_>>().join(" ");
    let described = (!described.is_empty()).then_some(described);
    let messages: Vec<AnyView> =
        own.iter().map(|fault| view! { <span>"错误："{fault.message.clone()}</span> }.into_any()).collect();
    let messages = (!own.is_empty()).then(|| view! { <p class="fault" id=fault_id>{messages}</p> });
    let hint = (!hint.is_empty()).then(|| view! { <p class="hint" id=hint_id>{hint.to_owned()}</p> });
    view! {
        <div class=class>
            <label for=name.to_owned()>{label.to_owned()}</label>
            {hint}
            {messages}
            <input id=name.to_owned() name=name.to_owned() type=kind value=value.to_owned()
                autocomplete=autocomplete aria-describedby=described
                aria-invalid=(!own.is_empty()).then_some("true")/>
        </div>
    }
    .into_any()
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

/// The warnings of the day in a line, for the top of the queue: how many decisions are due when.
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
