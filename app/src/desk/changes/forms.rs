//! The forms that take a record out of view, one look for all of them.

use crate::desk::Fault;
use crate::desk::choice::Choice;

/// A form about one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Title and caption of the button.
    pub title: &'static str,
    /// Where it is sent.
    pub action: String,
    /// What it does and what of it is public, in sentences.
    pub about: Vec<String>,
    /// The record: document number and what it is about; absent where it is still to be named.
    pub record: Option<(String, String)>,
    /// Its fields, in their order.
    pub fields: Vec<Field>,
    /// What is wrong with what was typed.
    pub faults: Vec<Fault>,
}

/// A field of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name and `id`.
    pub name: &'static str,
    /// Caption.
    pub label: &'static str,
    /// What is asked for, in a sentence.
    pub hint: String,
    /// What stands in it.
    pub value: String,
    /// How it is filled.
    pub kind: Kind,
}

/// How a field is filled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One line.
    Line,
    /// A day.
    Day,
    /// Several lines.
    Words,
    /// One of these.
    Choice(Vec<Choice>),
}

#[cfg(feature = "ssr")]
pub(super) use html::body;

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use super::{Field, Form, Kind};
    use crate::desk::Fault;
    use crate::desk::choice::{Labelled, select_field, words_field};
    use crate::desk::frame::Body;
    use crate::desk::parts::{TextField, day_field, error_summary, filled, text_field, token};
    use crate::parts;

    pub(in crate::desk::changes) fn body(csrf: &str, form: Form) -> Body {
        let record = form.record.as_ref().map(|(number, title)| {
            let title = (!title.is_empty()).then(|| view! { "，"{parts::name(title)} });
            view! { <p class="lead">{parts::name(filled(number, "（无文号）"))}{title}</p> }
        });
        let about: Vec<AnyView> =
            form.about.iter().map(|line| view! { <li>{line.clone()}</li> }.into_any()).collect();
        let fields: Vec<AnyView> = form.fields.iter().map(|one| field(one, &form.faults)).collect();
        let html = view! {
            <h1>{form.title}</h1>
            {record}
            {error_summary(&form.faults)}
            <ul class="list">{about}</ul>
            <form class="long-form" method="post" action=form.action.clone()>
                {token(csrf)}
                {fields}
                <p class="actions"><button>{form.title}</button><a href="/desk">"返回待办"</a></p>
            </form>
        }
        .into_any();
        Body { title: form.title.to_owned(), html }
    }

    fn field(field: &Field, faults: &[Fault]) -> AnyView {
        let Field { name, label, hint, value, .. } = field;
        let labelled = Labelled { name, label, hint, value };
        match &field.kind {
            Kind::Line => {
                text_field(&TextField { name, label, hint, kind: "text", value, autocomplete: "off" }, faults)
            }
            Kind::Day => day_field(&labelled, faults),
            Kind::Words => words_field(&labelled, faults),
            Kind::Choice(choices) => select_field(&labelled, choices, faults),
        }
    }
}
