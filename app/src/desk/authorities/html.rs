//! The pages of authorities.

use leptos::prelude::*;

use super::{Field, Form, List, Row};
use crate::desk::choice::{Choice, Labelled, select_field};
use crate::desk::frame::Body;
use crate::desk::parts::{TextField, error_summary, text_field, token};
use crate::desk::{Access, Fault};
use crate::parts;

pub(super) fn list(list: &List) -> Body {
    let rows: Vec<AnyView> = list.rows.iter().map(|one| row(list.access, one)).collect();
    let new = (list.access == Access::Manage).then(|| {
        view! { <p class="actions"><a class="button" href="/desk/authorities/new">"录入机关"</a></p> }
    });
    let table = if rows.is_empty() {
        view! { <p>"没有找到。请换一个词。"</p> }.into_any()
    } else {
        view! {
            <table class="stack">
                <caption class="hidden">"机关名单"</caption>
                <thead><tr>
                    <th scope="col">"名称"</th><th scope="col">"统一社会信用代码"</th>
                    <th scope="col">"层级与区划"</th><th scope="col">"职权"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    };
    let html = view! {
        <div class="head"><h1>"机关"</h1><p>{format!("共 {} 个，列出 {} 个", list.total, list.rows.len())}</p></div>
        {new}
        <form class="filter" action="/desk/authorities" role="search" aria-label="查找机关">
            <div>
                <label for="q">"名称或者代码"</label>
                <input id="q" name="q" value=list.query.clone() autocomplete="off"/>
            </div>
            <p class="actions"><button>"查找"</button></p>
        </form>
        {table}
    };
    Body { title: "机关".to_owned(), html: html.into_any() }
}

/// The name leads to where the reader can change it, or to what the public sees.
fn row(access: Access, row: &Row) -> AnyView {
    let folder = if access == Access::Manage { "/desk/authorities" } else { "/agencies" };
    let code = row.code.as_ref().map_or_else(|| "无".into_any(), |code| parts::credit_code(code));
    view! {
        <tr>
            <th scope="row">{parts::name_link(format!("{folder}/{}", row.id), &row.name)}</th>
            <td data-label="统一社会信用代码">{code}</td>
            <td data-label="层级与区划">{row.place.clone()}</td>
            <td data-label="职权">{row.powers.clone()}</td>
        </tr>
    }
    .into_any()
}

pub(super) fn form(csrf: &str, form: &Form) -> Body {
    let (heading, action) = match &form.known {
        Some((id, name)) => (name.clone(), format!("/desk/authorities/{id}")),
        None => ("录入机关".to_owned(), "/desk/authorities/new".to_owned()),
    };
    let public = form
        .known
        .as_ref()
        .map(|(id, _)| view! { <p><a href=format!("/agencies/{id}")>"查看公示页面"</a></p> });
    let former = (!form.former_names.is_empty()).then(|| {
        let names: Vec<AnyView> =
            form.former_names.iter().map(|name| view! { <li>{parts::name(name)}</li> }.into_any()).collect();
        view! {
            <section class="part" aria-labelledby="former">
                <h2 id="former">"曾用名"</h2>
                <p>"旧文书上的名称据此认出。改名后，原名称自动记为曾用名。"</p>
                <ul>{names}</ul>
            </section>
        }
    });
    let fields: Vec<AnyView> = form.fields.iter().map(|field| field_of(field, &form.faults)).collect();
    let html = view! {
        <h1>{parts::name(heading)}</h1>
        <p class="lead">"名称、电话和地址公开；改动立即生效，并记入审计记录。"</p>
        {public}
        {error_summary(&form.faults)}
        <form class="long-form" method="post" action=action>
            {token(csrf)}
            {fields}
            <p class="actions"><button>"保存"</button><a href="/desk/authorities">"返回"</a></p>
        </form>
        {former}
    };
    let title =
        form.known.as_ref().map_or_else(|| "录入机关".to_owned(), |(_, name)| format!("机关：{name}"));
    let title = if form.faults.is_empty() { title } else { format!("错误：{title}") };
    Body { title, html: html.into_any() }
}

fn field_of(field: &Field, faults: &[Fault]) -> AnyView {
    let Field { name, caption, hint, choices, value } = field;
    if choices.is_empty() {
        let field = TextField { name, label: caption, hint, kind: "text", value, autocomplete: "off" };
        return text_field(&field, faults);
    }
    let choices: Vec<Choice> = choices.iter().map(|choice| Choice::new(*choice, *choice)).collect();
    select_field(&Labelled { name, label: caption, hint, value }, &choices, faults)
}
