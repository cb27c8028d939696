//! The list of uploads with the forms for a file and for pasted rows.

use leptos::prelude::*;

use super::super::frame::Body;
use super::super::{Fault, parts as desk};
use super::{Line, List};
use crate::parts;
use crate::text;

pub(super) fn body(csrf: &str, list: &List) -> Body {
    let forms = if list.authorities.is_empty() { parts::nothing() } else { forms(csrf, list) };
    Body {
        title: "批量上传".to_owned(),
        html: view! {
            <h1>"批量上传"</h1>
            <p class="lead">"表格逐行检查：没有错误的行提交复核，有错误的行留在这里改正，互不影响。"</p>
            {desk::error_summary(&list.faults)}
            {forms}
            {lines(&list.lines)}
        }
        .into_any(),
    }
}

fn forms(csrf: &str, list: &List) -> AnyView {
    view! {
        <section class="part" aria-labelledby="file-heading">
            <h2 id="file-heading">"上传表格"</h2>
            <p>
                "官方模板："<a href="/desk/templates/penalty.xlsx">"行政处罚（XLSX）"</a>"、"
                <a href="/desk/templates/licence.xlsx">"行政许可（XLSX）"</a>
                "。本机关自己的表格也可以上传，表头不同时再对应各列；"
                <a href="/desk/mappings">"已保存的对应"</a>"。"
            </p>
            <form class="calculator" method="post" action="/desk/uploads" enctype="multipart/form-data">
                {desk::token(csrf)}
                {corrects(list)}
                {choices("file", list)}
                <div class=field_class(&list.faults, "file")>
                    <label for="file">"文件"</label>
                    <p class="hint" id="file-hint">"XLSX、XLS 或 CSV，最大 200 MB。带宏的工作簿不接收。"</p>
                    {own_faults(&list.faults, "file")}
                    <input id="file" name="file" type="file" aria-describedby="file-hint"/>
                </div>
                <p class="actions"><button>"上传并检查"</button></p>
            </form>
        </section>
        <section class="part" aria-labelledby="paste-heading">
            <h2 id="paste-heading">"从表格粘贴"</h2>
            <form class="calculator" method="post" action="/desk/uploads" enctype="multipart/form-data">
                {desk::token(csrf)}
                {choices("paste", list)}
                <div class=format!("{} field-wide", field_class(&list.faults, "text"))>
                    <label for="text">"粘贴的内容"</label>
                    <p class="hint" id="text-hint">"在电子表格中选中表头和各行，复制后粘贴到这里。第一行是表头。"</p>
                    {own_faults(&list.faults, "text")}
                    <textarea id="text" name="text" rows="6" aria-describedby="text-hint"></textarea>
                </div>
                <p class="actions"><button>"检查粘贴的内容"</button></p>
            </form>
        </section>
    }
    .into_any()
}

fn corrects(list: &List) -> AnyView {
    if list.chosen.corrects.is_empty() {
        return parts::nothing();
    }
    view! { <input type="hidden" name="corrects" value=list.chosen.corrects.clone()/> }.into_any()
}

/// Kind and authority; an authority is asked for only where there is a choice.
fn choices(form: &str, list: &List) -> AnyView {
    let kinds = [("penalty", "行政处罚"), ("licence", "行政许可")].map(|(code, label)| {
        let is_chosen = list.chosen.kind == code;
        view! { <option value=code selected=is_chosen>{label}</option> }.into_any()
    });
    let authorities: Vec<AnyView> = list
        .authorities
        .iter()
        .map(|(id, name)| {
            let is_chosen = list.chosen.authority == *id;
            view! { <option value=id.clone() selected=is_chosen>{name.clone()}</option> }.into_any()
        })
        .collect();
    let (kind, authority) = (format!("{form}-kind"), format!("{form}-authority"));
    view! {
        <div class="field">
            <label for=kind.clone()>"种类"</label>
            <select id=kind name="kind">{kinds.into_iter().collect::<Vec<_>>()}</select>
        </div>
        <div class="field">
            <label for=authority.clone()>"作出决定的机关"</label>
            <select id=authority name="authority">{authorities}</select>
        </div>
    }
    .into_any()
}

fn field_class(faults: &[Fault], name: &str) -> &'static str {
    if faults.iter().any(|fault| fault.field == name) { "field field-wrong" } else { "field" }
}

fn own_faults(faults: &[Fault], name: &str) -> AnyView {
    let own: Vec<AnyView> = faults
        .iter()
        .filter(|fault| fault.field == name)
        .map(|fault| view! { <p class="fault">"错误："{fault.message.clone()}</p> }.into_any())
        .collect();
    own.into_any()
}

fn lines(lines: &[Line]) -> AnyView {
    if lines.is_empty() {
        return view! { <section class="part"><h2>"上传记录"</h2><p>"还没有上传过表格。"</p></section> }
            .into_any();
    }
    let rows: Vec<AnyView> = lines.iter().map(line).collect();
    view! {
        <section class="part" aria-labelledby="lines-heading">
            <h2 id="lines-heading">"上传记录"</h2>
            <table class="stack">
                <caption class="hidden">"上传记录，最近的在前"</caption>
                <thead><tr>
                    <th scope="col">"文件"</th><th scope="col">"种类与机关"</th><th scope="col">"收到时间"</th>
                    <th scope="col">"状态"</th><th scope="col" class="num">"行数"</th>
                    <th scope="col" class="num">"已提交"</th><th scope="col" class="num">"待改正"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn line(line: &Line) -> AnyView {
    let faulty =
        if line.faulty > 0 { view! { <b class="warn">{line.faulty}</b> }.into_any() } else { "0".into_any() };
    view! {
        <tr>
            <th scope="row">{parts::name_link(format!("/desk/uploads/{}", line.id), line.file_name.clone())}</th>
            <td data-label="种类与机关">{line.kind}<small>{parts::name(line.authority.clone())}</small></td>
            <td data-label="收到时间" class="date">{text::iso_minute(line.received_at)}</td>
            <td data-label="状态">{line.state}</td>
            <td data-label="行数" class="num">{line.rows}</td>
            <td data-label="已提交" class="num">{line.submitted}</td>
            <td data-label="待改正" class="num">{faulty}</td>
        </tr>
    }
    .into_any()
}
