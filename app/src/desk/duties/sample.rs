//! The inspection sample: a form, and what was entered last.

use domain::decision::DecisionKind;
use leptos::prelude::*;

use super::{SampleLine, Samples};
use crate::desk::choice::Labelled;
use crate::desk::frame::Body;
use crate::desk::parts::{TextField, day_field, empty, error_summary, fault_of, text_field, token};
use crate::parts::{self, BadgeTone, badge, scrolling, table_day};

pub(super) fn body(csrf: &str, view: &Samples) -> Body {
    let html = view! {
        <h1>"抽查样本"</h1>
        <p class="lead">
            "录入在案卷、裁判文书或者其他网站上找到的决定，与全部报送过的文号比对。数据瞒报率是样本中未报送的占比，只由抽查得出，在机关页公开分子和分母。"
        </p>
        {error_summary(&view.faults)}
        {form(csrf, view)}
        <section aria-labelledby="rows"><h2 id="rows">"最近录入"</h2>{rows(&view.rows)}</section>
    };
    Body { title: "抽查样本".to_owned(), html: html.into_any() }
}

fn form(csrf: &str, view: &Samples) -> AnyView {
    let typed = &view.typed;
    let field = |name: &'static str, label: &'static str, hint: &'static str, value: &str| {
        let field = TextField { name, label, hint, kind: "text", value, autocomplete: "off" };
        text_field(&field, &view.faults)
    };
    let authorities: Vec<(String, String)> = std::iter::once((String::new(), "请选择".to_owned()))
        .chain(view.authorities.iter().cloned())
        .collect();
    let kinds = [DecisionKind::Penalty, DecisionKind::Licence]
        .map(|kind| (kind.code().to_owned(), kind.label().to_owned()));
    let decided_on =
        Labelled { name: "decided_on", label: "决定日期", hint: "", value: &typed.decided_on };
    view! {
        <form method="post" action="/desk/samples">
            {token(csrf)}
            {choose("authority", "作出机关", &authorities, &typed.authority, view)}
            {choose("kind", "种类", &kinds, &typed.kind, view)}
            {field("number", "文号", "照决定书抄录，括号样式不限", &typed.number)}
            {day_field(&decided_on, &view.faults)}
            {field("found_at", "在哪里找到", "如机关案卷、法院裁判文书；不要填写个人信息", &typed.found_at)}
            <p class="actions"><button>"录入并比对"</button></p>
        </form>
    }
    .into_any()
}

fn choose(
    name: &'static str,
    label: &'static str,
    options: &[(String, String)],
    value: &str,
    view: &Samples,
) -> AnyView {
    let options: Vec<AnyView> = options
        .iter()
        .map(|(code, label)| {
            let is_chosen = code == value;
            view! { <option value=code.clone() selected=is_chosen>{label.clone()}</option> }.into_any()
        })
        .collect();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            {fault_of(name, &view.faults)}
            <select id=name name=name>{options}</select>
        </div>
    }
    .into_any()
}

fn rows(rows: &[SampleLine]) -> AnyView {
    if rows.is_empty() {
        return empty("还没有录入。", Some(("#authority", "录入第一件")));
    }
    let rows: Vec<AnyView> = rows.iter().map(row).collect();
    let table = view! {
        <table class="stack">
            <caption class="hidden">"抽查样本，最近录入在前"</caption>
            <thead>
                <tr>
                    <th scope="col">"文号"</th>
                    <th scope="col">"作出机关"</th>
                    <th scope="col">"决定日期"</th>
                    <th scope="col">"在哪里找到"</th>
                    <th scope="col">"结果"</th>
                    <th scope="col">"录入"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    scrolling("抽查样本表", table.into_any())
}

fn row(row: &SampleLine) -> AnyView {
    let result =
        if row.is_filed { badge("已报送", BadgeTone::Blue) } else { badge("未报送", BadgeTone::Red) };
    view! {
        <tr>
            <th scope="row">{parts::name(&row.number)}<small>{row.kind.label()}</small></th>
            <td data-label="作出机关">{parts::name(&row.authority)}</td>
            <td data-label="决定日期" class="date">{table_day(row.decided_on)}</td>
            <td data-label="在哪里找到">{parts::name(&row.found_at)}</td>
            <td data-label="结果">{result}</td>
            <td data-label="录入" class="date">{table_day(row.entered_on)}</td>
        </tr>
    }
    .into_any()
}
