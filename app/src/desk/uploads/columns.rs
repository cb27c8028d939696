//! Which columns of an authority's own layout fill which fields.

use leptos::prelude::*;

use super::super::frame::Body;
use super::super::parts::{self as desk, TextField};
use super::{Column, Columns, Mapping};
use crate::parts;
use crate::text;

pub(super) fn body(csrf: &str, columns: &Columns) -> Body {
    let rows: Vec<AnyView> =
        columns.columns.iter().enumerate().map(|(place, column)| row(place, column, columns)).collect();
    let name = TextField {
        name: "name",
        label: "名称",
        hint: "保存后，本机关下次上传表头相同的表格时自动使用。",
        kind: "text",
        value: &columns.name,
        autocomplete: "off",
    };
    Body {
        title: "对应各列".to_owned(),
        html: view! {
            <h1>"对应各列："{parts::name(columns.file_name.clone())}</h1>
            <p class="lead">
                {format!("逐列选择对应的{}字段；不需要的列选“不使用”。", columns.kind)}
                "标有“请确认”的是按表头或内容推测的。"
            </p>
            {missing(columns)}
            {desk::error_summary(&columns.faults)}
            <form method="post" action=format!("/desk/mappings/{}", columns.id)>
                {desk::token(csrf)}
                {desk::text_field(&name, &columns.faults)}
                <table class="stack">
                    <caption class="hidden">"文件的各列"</caption>
                    <thead><tr>
                        <th scope="col">"文件的列"</th><th scope="col">"内容举例"</th>
                        <th scope="col">"对应的字段"</th><th scope="col">"金额单位"</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
                <p class="actions"><button>"保存并检查表格"</button></p>
            </form>
        }
        .into_any(),
    }
}

/// What is looked for among the columns.
fn missing(columns: &Columns) -> AnyView {
    if columns.missing.is_empty() {
        return parts::nothing();
    }
    let captions = columns.missing.join("、");
    view! {
        <p class="notice">
            {format!("没有同名列的必填项：{captions}。请找出是哪一列；表中确实没有的，各行要逐行补充后才能提交。")}
        </p>
    }
    .into_any()
}

fn row(place: usize, column: &Column, columns: &Columns) -> AnyView {
    let field = format!("field-{place}");
    let unit = format!("unit-{place}");
    let options: Vec<AnyView> = columns
        .fields
        .iter()
        .map(|(code, caption)| {
            view! { <option value=*code selected=column.field == *code>{*caption}</option> }.into_any()
        })
        .collect();
    let units = ["万元", "元"]
        .map(|word| view! { <option value=word selected=column.unit == word>{word}</option> }.into_any());
    let samples: Vec<AnyView> = column
        .samples
        .iter()
        .map(|sample| view! { <small>{parts::name(sample.clone())}</small> }.into_any())
        .collect();
    let question =
        (!column.question.is_empty()).then(|| view! { <small>"请确认："{column.question.clone()}</small> });
    view! {
        <tr>
            <th scope="row">{format!("{} 栏「", column.letters)}{parts::name(column.heading.clone())}"」"{question}</th>
            <td data-label="内容举例">{samples}</td>
            <td data-label="对应的字段">
                <label class="hidden" for=field.clone()>{format!("{} 栏「{}」对应的字段", column.letters, column.heading)}</label>
                <select id=field.clone() name=field.clone()>
                    <option value="">"不使用"</option>
                    {options}
                </select>
            </td>
            <td data-label="金额单位" class="unit">
                <label class="hidden" for=unit.clone()>{format!("{} 栏「{}」的金额单位", column.letters, column.heading)}</label>
                <select id=unit.clone() name=unit.clone()>{units.into_iter().collect::<Vec<_>>()}</select>
            </td>
        </tr>
    }
    .into_any()
}

/// The mappings that were saved.
pub(super) fn mappings(mappings: &[Mapping]) -> Body {
    let items: Vec<AnyView> = mappings
        .iter()
        .map(|mapping| {
            view! {
                <section class="part">
                    <h2>{parts::name(mapping.name.clone())}</h2>
                    <p>
                        {mapping.kind}"，"{parts::name(mapping.authority.clone())}"，"
                        {format!("{} 保存", text::iso_minute(mapping.saved_at))}
                    </p>
                    <pre class="explanation">{mapping.explanation.clone()}</pre>
                </section>
            }
            .into_any()
        })
        .collect();
    let empty = mappings
        .is_empty()
        .then(|| view! { <p>"还没有保存过。上传本机关自己的表格时，系统会请您对应各列。"</p> });
    Body {
        title: "已保存的各列对应".to_owned(),
        html: view! {
            <h1>"已保存的各列对应"</h1>
            {empty}
            {items}
            <p class="more"><a href="/desk/uploads">"批量上传"</a></p>
        }
        .into_any(),
    }
}
