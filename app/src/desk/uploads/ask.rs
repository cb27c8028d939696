//! Rows that are in order but for warnings: one tick for each kind, the reason of lateness once, one button.

use leptos::prelude::*;

use super::super::choice::{Labelled, select_field, words_field};
use super::super::parts as desk;
use super::{Access, Ask, Upload};
use crate::parts;

pub(super) fn section(csrf: &str, upload: &Upload) -> AnyView {
    let asked = &upload.asked;
    if asked.rows == 0 {
        return parts::nothing();
    }
    view! {
        <section class="part" aria-labelledby="confirm">
            <h2 id="confirm">{format!("待核对的提示（{} 行）", asked.rows)}</h2>
            <p>"这些行没有错误，核对提示以后才提交复核。有误的行请先改正或者放弃；您的确认会记录下来，复核人可以看到。"</p>
            {hints(upload)}
            {form(csrf, upload)}
        </section>
    }
    .into_any()
}

fn form(csrf: &str, upload: &Upload) -> AnyView {
    if upload.access == Access::Read {
        return parts::nothing();
    }
    let id = &upload.line.id;
    let boxes: Vec<AnyView> = upload.asked.kinds.iter().map(|kind| tick(upload, kind)).collect();
    let boxes = (!boxes.is_empty()).then(|| {
        view! { <fieldset class="ticks"><legend>"请逐项核对"</legend>{boxes}</fieldset> }
    });
    view! {
        <form method="post" action=format!("/desk/uploads/{id}/confirm")>
            {desk::token(csrf)}
            <input type="hidden" name="rows" value=upload.asked.rows.to_string()/>
            {boxes}
            {late(upload)}
            <p class="actions"><button>{format!("提交这 {} 行，请另一人复核", upload.asked.rows)}</button></p>
        </form>
        <form method="post" action=format!("/desk/uploads/{id}/give-up")>
            {desk::token(csrf)}
            <input type="hidden" name="which" value="warned"/>
            <p class="hint">"不提交这些行：原样保留并注明已放弃。"</p>
            <p class="actions"><button class="button-plain">{format!("放弃这 {} 行", upload.asked.rows)}</button></p>
        </form>
    }
    .into_any()
}

fn tick(upload: &Upload, kind: &Ask) -> AnyView {
    let is_ticked = upload.asked.said.ticked.contains(&kind.code);
    let id = format!("tick-{}", kind.code);
    // The summary above says which; here it stands beside its own sentence.
    let fault = upload.asked.faults.iter().any(|fault| fault.field == id);
    let fault = fault.then(|| view! { <p class="fault">"错误：请逐条核对后打勾"</p> });
    let lines = format!("lines-{}", kind.code);
    view! {
        {fault}
        <label class="tick">
            <input type="checkbox" id=id name="tick" value=kind.code.clone() checked=is_ticked
                aria-describedby=lines.clone()/>
            <span>{format!("我已逐条核对这 {} 行：", kind.rows)}<bdi>{kind.sentences.join("；")}</bdi></span>
        </label>
        <p class="hint" id=lines>{places(&upload.line.id, kind)}</p>
    }
    .into_any()
}

/// 第 3、4 行, each with a link to correct it.
fn places(id: &str, kind: &Ask) -> AnyView {
    let links: Vec<AnyView> = kind
        .lines
        .iter()
        .enumerate()
        .map(|(place, line)| {
            let comma = (place > 0).then_some("、");
            view! { {comma}<a href=format!("/desk/uploads/{id}?row={line}#row-{line}")>{*line}</a> }
                .into_any()
        })
        .collect();
    let shown = i64::try_from(kind.lines.len()).unwrap_or(i64::MAX);
    let more = (shown < kind.rows).then_some("等");
    view! { "第 "{links}{more}" 行" }.into_any()
}

/// The reason once for all; its words stay inside.
fn late(upload: &Upload) -> AnyView {
    let asked = &upload.asked;
    let Some(kind) = &asked.late else { return parts::nothing() };
    let reason = Labelled {
        name: "late_reason",
        label: "逾期原因（公开）",
        hint: "适用于上列各行；原因的类别公开。",
        value: &asked.said.late_reason,
    };
    let words =
        Labelled {
            name: "late_words", label: "说明（不公开）", hint: "", value: &asked.said.late_words
        };
    view! {
        <fieldset class="calculator">
            <legend>{format!("{} 行已超过公示期限：", kind.rows)}{places(&upload.line.id, kind)}</legend>
            {select_field(&reason, &asked.reasons, &asked.faults)}
            {words_field(&words, &asked.faults)}
        </fieldset>
    }
    .into_any()
}

fn hints(upload: &Upload) -> AnyView {
    let lines: Vec<AnyView> = upload
        .asked
        .hints
        .iter()
        .map(|hint| {
            view! {
                <tr>
                    <th scope="row" data-label="单元格">{hint.cell.clone()}</th>
                    <td data-label="提示">{parts::name(hint.problem.clone())}</td>
                    <td data-label="建议">{hint.advice.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <table class="stack hints">
            <caption class="hidden">"待核对的提示"</caption>
            <thead><tr>
                <th scope="col">"单元格"</th><th scope="col">"提示"</th><th scope="col">"建议"</th>
            </tr></thead>
            <tbody>{lines}</tbody>
        </table>
    }
    .into_any()
}
