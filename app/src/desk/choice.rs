//! Choices and longer texts of the desk's forms, with labels, hints and faults tied to them.

#[cfg(feature = "ssr")]
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::Fault;

/// A choice with its caption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub label: String,
}

#[cfg(feature = "ssr")]
impl Choice {
    /// A choice.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }
}

#[cfg(feature = "ssr")]
/// A field of a form, as it is labelled and filled.
pub(crate) struct Labelled<'a> {
    /// Name and `id`.
    pub(crate) name: &'a str,
    /// Caption.
    pub(crate) label: &'a str,
    /// What is asked for, in a sentence; empty for none.
    pub(crate) hint: &'a str,
    /// What stands in it.
    pub(crate) value: &'a str,
}

#[cfg(feature = "ssr")]
/// One of several choices; the first line asks to choose.
pub(crate) fn select_field(field: &Labelled<'_>, choices: &[Choice], faults: &[Fault]) -> AnyView {
    let options: Vec<AnyView> = choices
        .iter()
        .map(|choice| {
            let selected = choice.value == field.value;
            view! { <option value=choice.value.clone() selected=selected>{choice.label.clone()}</option> }
                .into_any()
        })
        .collect();
    let (described, is_wrong) = described(field, faults);
    let name = field.name.to_owned();
    framed(
        field,
        faults,
        view! {
            <select id=name.clone() name=name aria-describedby=described aria-invalid=is_wrong>
                <option value="">"请选择"</option>
                {options}
            </select>
        }
        .into_any(),
    )
}

#[cfg(feature = "ssr")]
/// Several lines of text.
pub(crate) fn words_field(field: &Labelled<'_>, faults: &[Fault]) -> AnyView {
    let (described, is_wrong) = described(field, faults);
    let name = field.name.to_owned();
    framed(
        field,
        faults,
        view! {
            <textarea id=name.clone() name=name rows="3" aria-describedby=described aria-invalid=is_wrong>
                {crate::parts::area_content(field.value)}
            </textarea>
        }
        .into_any(),
    )
}

#[cfg(feature = "ssr")]
fn described(field: &Labelled<'_>, faults: &[Fault]) -> (Option<String>, Option<&'static str>) {
    let is_wrong = faults.iter().any(|fault| fault.field == field.name);
    let ids = [
        (!field.hint.is_empty()).then(|| format!("{}-hint", field.name)),
        is_wrong.then(|| format!("{}-fault", field.name)),
    ];
    let ids = ids.into_iter().flatten().collect::<Vec<_>>().join(" ");
    ((!ids.is_empty()).then_some(ids), is_wrong.then_some("true"))
}

#[cfg(feature = "ssr")]
fn framed(field: &Labelled<'_>, faults: &[Fault], input: AnyView) -> AnyView {
    let Labelled { name, label, hint, .. } = *field;
    let own: Vec<AnyView> = faults
        .iter()
        .filter(|fault| fault.field == name)
        .map(|fault| view! { <span>"错误："{fault.message.clone()}</span> }.into_any())
        .collect();
    let class = if own.is_empty() { "field field-broad" } else { "field field-broad field-wrong" };
    let hint =
        (!hint.is_empty()).then(|| view! { <p class="hint" id=format!("{name}-hint")>{hint.to_owned()}</p> });
    let own = (!own.is_empty()).then(|| view! { <p class="fault" id=format!("{name}-fault")>{own}</p> });
    view! {
        <div class=class>
            <label for=name.to_owned()>{label.to_owned()}</label>
            {hint}
            {own}
            {input}
        </div>
    }
    .into_any()
}
