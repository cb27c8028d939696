//! One upload: progress while the server is at it, then what was handed in and what is to be corrected.

use leptos::prelude::*;

use super::super::frame::Body;
use super::super::parts as desk;
use super::{Access, Standing, Upload, Weight, ask, faults};
use crate::parts;
use crate::text;

pub(super) fn body(csrf: &str, upload: &Upload) -> Body {
    let line = &upload.line;
    let html = match &upload.standing {
        Standing::Moving { done, of } => moving(upload, *done, *of),
        Standing::Confirming { left } => confirming(upload, *left),
        Standing::Unmapped(sentence) => unmapped(csrf, upload, sentence),
        Standing::Failed(sentence) => failed(sentence),
        Standing::Dropped => {
            view! { <p class="notice">"这个文件在检查之前已放弃，没有内容入库。"</p> }.into_any()
        }
        Standing::Done => done(csrf, upload),
    };
    Body {
        title: line.file_name.clone(),
        html: view! {
            <h1>"上传检查："{parts::name(line.file_name.clone())}</h1>
            <p class="lead">
                {line.kind}"，"{parts::name(line.authority.clone())}"，"
                {format!("{} 收到", text::iso_minute(line.received_at))}
                {(line.rows > 0).then(|| format!("，{} 行", line.rows))}
            </p>
            {html}
            <p class="more"><a href="/desk/uploads">"全部上传记录"</a></p>
        }
        .into_any(),
    }
}

/// The page asks for itself again every two seconds, by a header; the link does it by hand.
fn moving(upload: &Upload, done: i64, of: Option<i64>) -> AnyView {
    let (bar, words) = match of {
        Some(of) => (
            view! { <progress class="progress" max=of value=done aria-labelledby="progress"></progress> }
                .into_any(),
            format!("已入库 {done} 行，共 {of} 行"),
        ),
        None if done > 0 => (
            view! { <progress class="progress" aria-labelledby="progress"></progress> }.into_any(),
            format!("已检查 {done} 行"),
        ),
        None => (
            view! { <progress class="progress" aria-labelledby="progress"></progress> }.into_any(),
            "文件已收到，排队检查".to_owned(),
        ),
    };
    view! {
        <section class="part" aria-labelledby="progress">
            <h2 id="progress">{upload.line.state}</h2>
            {bar}
            <p role="status">{words}"。可以关闭本页，处理会继续；回来时进度还在。"</p>
            <p class="actions">
                <a class="button button-plain" href=format!("/desk/uploads/{}", upload.line.id)>"刷新进度"</a>
            </p>
        </section>
    }
    .into_any()
}

fn confirming(upload: &Upload, left: i64) -> AnyView {
    view! {
        <section class="part" aria-labelledby="progress">
            <h2 id="progress">{upload.line.state}</h2>
            <progress class="progress" aria-labelledby="progress"></progress>
            <p role="status">{format!("还有 {left} 行。可以关闭本页，处理会继续。")}</p>
            <p class="actions">
                <a class="button button-plain" href=format!("/desk/uploads/{}", upload.line.id)>"刷新进度"</a>
            </p>
        </section>
    }
    .into_any()
}

fn unmapped(csrf: &str, upload: &Upload, sentence: &str) -> AnyView {
    let actions = (upload.access == Access::File).then(|| {
        view! {
            <p class="actions">
                <a class="button" href=format!("/desk/mappings/{}", upload.line.id)>"对应各列"</a>
            </p>
            {give_up(csrf, upload, "放弃这次上传")}
        }
    });
    view! {
        <div class="notice"><b>"有的列不是数据标准的列，还没有内容入库。"</b>{parts::name(sentence.to_owned())}</div>
        <p>"说明各列的含义后即可继续，不必改表。说明会保存，下次表头相同时自动使用。"</p>
        {actions}
    }
    .into_any()
}

fn failed(sentence: &str) -> AnyView {
    view! {
        <div class="notice notice-red"><b>"文件未导入，没有内容入库。"</b>{sentence.to_owned()}</div>
        <p class="actions"><a class="button" href="/desk/uploads">"重新上传"</a></p>
    }
    .into_any()
}

fn done(csrf: &str, upload: &Upload) -> AnyView {
    let corrects = upload.corrects.as_ref().map(|id| {
        view! { <p>"这是改正后重新上传的表格，原上传："<a href=format!("/desk/uploads/{id}")>"查看"</a>"。"</p> }
    });
    let unknown = (!upload.unknown.is_empty()).then(|| {
        view! { <p class="notice">"未识别的列（未使用）："{parts::name(upload.unknown.join("、"))}</p> }
    });
    view! {
        {desk::error_summary(&upload.asked.faults)}
        {verdict(upload)}
        {corrects}
        {unknown}
        {faults::tally(&upload.tally)}
        {faults::sheet(&upload.rows)}
        {faults::list(&upload.rows)}
        {faults::form(csrf, upload)}
        {more(upload)}
        {ask::section(csrf, upload)}
        {take_away(csrf, upload)}
    }
    .into_any()
}

/// What was handed in, and what was not.
fn verdict(upload: &Upload) -> AnyView {
    let line = &upload.line;
    let counts = &upload.counts;
    if line.rows == 0 {
        return view! { <div class="notice notice-red"><b>"文件只有表头，没有数据。"</b>"请填写后重新上传。"</div> }
            .into_any();
    }
    let class = if line.faulty > 0 { "notice notice-red" } else { "notice" };
    let held = upload.asked.rows;
    let mut parts: Vec<String> = [
        (counts.waiting, "待复核"),
        (counts.approved, "已通过"),
        (counts.returned, "已退回"),
        (counts.superseded, "已由后来的办理代替"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, label)| format!("{label} {count} 行"))
    .collect();
    let others = [
        (held, "有提示，请在下面核对后提交"),
        (counts.duplicate, "与已有记录相同，未重复提交"),
        (counts.dropped, "已放弃，原样保留"),
    ];
    parts.extend(
        others.into_iter().filter(|(count, _)| *count > 0).map(|(count, label)| format!("{count} 行{label}")),
    );
    let rest = if parts.is_empty() { String::new() } else { format!("{}。", parts.join("；")) };
    let kept = (line.faulty > 0).then_some("有错误的行不会公示，也不影响其余各行。");
    view! {
        <div class=class>
            <b>{format!("{} 行已提交，{}。", line.submitted, faulty_words(upload))}</b>
            {rest}{kept}
        </div>
    }
    .into_any()
}

/// 4 行各有 1 处错误
fn faulty_words(upload: &Upload) -> String {
    let rows = upload.line.faulty;
    if rows == 0 {
        return "没有待改正的行".to_owned();
    }
    let shown = i64::try_from(upload.rows.len()).unwrap_or(i64::MAX);
    let blocking =
        |row: &super::Row| row.faults.iter().filter(|fault| fault.weight == Weight::Blocks).count();
    let counts: Vec<usize> = upload.rows.iter().map(blocking).collect();
    match counts.first() {
        Some(first) if shown == rows && counts.iter().all(|count| count == first) => {
            format!("{rows} 行各有 {first} 处错误")
        }
        Some(_) if shown == rows => format!("{rows} 行共有 {} 处错误", counts.iter().sum::<usize>()),
        _ => format!("{rows} 行有错误"),
    }
}

fn more(upload: &Upload) -> AnyView {
    let Some(after) = upload.more_after else { return parts::nothing() };
    let href = format!("/desk/uploads/{}?after={after}", upload.line.id);
    view! { <p class="more"><a href=href>"后面还有有错误的行"</a></p> }.into_any()
}

fn take_away(csrf: &str, upload: &Upload) -> AnyView {
    let id = &upload.line.id;
    let is_filer = upload.access == Access::File;
    let faulty = (is_filer && upload.line.faulty > 0).then(|| {
        view! {
            <h3>"成批改正"</h3>
            <p>"下载的表格只有有错误的行，错误写在单元格的批注里；改好后在这里上传，原来的行随之结清。"</p>
            <p class="actions">
                <a class="button button-plain" href=format!("/desk/uploads/{id}/faults.xlsx")>
                    "下载标注好的表格"
                </a>
                <a href=format!("/desk/uploads?corrects={id}#file")>"上传改正后的表格"</a>
            </p>
            {give_up(csrf, upload, "放弃有错误的行")}
        }
    });
    let approved = (is_filer && upload.counts.approved > 0).then(|| {
        view! { <a href=format!("/desk/uploads/{id}/approved.xlsx")>"已通过的记录（官方模板，XLSX）"</a> }
    });
    view! {
        <section class="part" aria-labelledby="take-away">
            <h2 id="take-away">"下载与回执"</h2>
            <p class="actions">
                <a href=format!("/desk/uploads/{id}/receipt.csv")>"回执（CSV）"</a>
                {approved}
            </p>
            {faulty}
        </section>
    }
    .into_any()
}

fn give_up(csrf: &str, upload: &Upload, label: &'static str) -> AnyView {
    view! {
        <form method="post" action=format!("/desk/uploads/{}/give-up", upload.line.id)>
            {desk::token(csrf)}
            <p class="hint">"放弃的行原样保留并注明已放弃；已提交的行不受影响。"</p>
            <p class="actions"><button class="button-plain">{label}</button></p>
        </form>
    }
    .into_any()
}
