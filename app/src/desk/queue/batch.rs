//! A batch: counts, its rows, and the approval of all of them.

use super::{Filed, Line};
use crate::desk::Fault;
use crate::desk::choice::Choice;

/// A batch with one page of its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct Batch {
    /// Its identifier.
    pub id: String,
    /// Name of the file, or the channel.
    pub name: String,
    /// What it holds.
    pub kind: String,
    /// Who handed it in.
    pub filed: Filed,
    /// How its rows stand: caption and count.
    pub counts: Vec<(String, u64)>,
    /// Warnings that the clerk ticked, with how many rows have them.
    pub ticked: Vec<(String, u64)>,
    /// How many wait.
    pub waiting: u64,
    /// How many of those are late and not explained.
    pub late: u64,
    /// Rows of the page.
    pub rows: Vec<Line>,
    /// Address of the next page.
    pub next: Option<String>,
    /// Whether the reader approves all, is doing so, or may not.
    pub progress: Progress,
    /// Reasons of lateness to choose from.
    pub reasons: Vec<Choice>,
    /// What is wrong with what was typed.
    pub faults: Vec<Fault>,
}

/// How far the approval of a batch is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// It can begin.
    Ready,
    /// It runs.
    Running,
    /// Nothing waits.
    Done,
    /// The reader may not approve it, for that reason.
    No(String),
}

#[cfg(feature = "ssr")]
pub(super) use html::body;

#[cfg(feature = "ssr")]
mod html {
    use leptos::prelude::*;

    use super::{Batch, Progress};
    use crate::desk::choice::{Labelled, select_field, words_field};
    use crate::desk::frame::Body;
    use crate::desk::parts::{error_summary, token};
    use crate::desk::queue::Line;
    use crate::{parts, text};

    pub(in crate::desk::queue) fn body(csrf: &str, batch: Batch) -> Body {
        let title = format!("整批：{}", batch.name);
        let html = view! {
            <h1>"整批："{parts::name(&batch.name)}</h1>
            <p class="lead">
                {batch.kind.clone()}"，"{parts::name(&batch.filed.by)}
                {format!("于 {} 提交（{}）。", text::iso_minute(batch.filed.submitted_at), batch.filed.channel)}
            </p>
            {error_summary(&batch.faults)}
            {counts(&batch)}
            {ticked(&batch)}
            {progress(csrf, &batch)}
            {rows(&batch)}
        }
        .into_any();
        Body { title, html }
    }

    fn counts(batch: &Batch) -> AnyView {
        let pairs: Vec<AnyView> = batch
            .counts
            .iter()
            .map(|(caption, count)| {
                parts::pair(caption.clone(), format!("{} 条", text::thousands(*count)).into_any())
            })
            .collect();
        view! { <dl class="pairs">{pairs}</dl> }.into_any()
    }

    fn ticked(batch: &Batch) -> AnyView {
        if batch.ticked.is_empty() {
            return parts::nothing();
        }
        let lines: Vec<AnyView> = batch
            .ticked
            .iter()
            .map(|(words, rows)| {
                view! { <li><bdi>{words.clone()}</bdi>{format!("（{} 行）", text::thousands(*rows))}</li> }
                    .into_any()
            })
            .collect();
        view! { <section><h2>"经办人已核对的提示"</h2><ul class="list">{lines}</ul></section> }.into_any()
    }

    fn progress(csrf: &str, batch: &Batch) -> AnyView {
        let total: u64 = batch.counts.iter().map(|(_, count)| count).sum();
        let done = total.saturating_sub(batch.waiting);
        match &batch.progress {
            Progress::Ready => approve(csrf, batch),
            Progress::Running => view! {
                <section aria-labelledby="progress">
                    <h2 id="progress">"正在复核通过"</h2>
                    <p role="status">{format!("已办 {} / {} 条", text::thousands(done), text::thousands(total))}</p>
                    <progress max=total.to_string() value=done.to_string() aria-labelledby="progress"></progress>
                    <p class="hint">
                        "本页每 2 秒自动刷新；离开不影响办理。"
                        <a href=format!("/desk/batches/{}", batch.id)>"立即刷新"</a>
                    </p>
                </section>
            }
            .into_any(),
            Progress::Done => view! {
                <p class="notice" role="status">"这一批没有待复核的记录。下一步："<a href="/desk">"办理其余待办"</a>"。"</p>
            }
            .into_any(),
            Progress::No(sentence) => view! { <p class="notice">{sentence.clone()}</p> }.into_any(),
        }
    }

    fn approve(csrf: &str, batch: &Batch) -> AnyView {
        let late = (batch.late > 0).then(|| {
            let reason = Labelled {
                name: "late_reason",
                label: "逾期原因（公开）",
                hint: "有记录已超过公示期限：不选则这些记录留待逐件办理。",
                value: "",
            };
            let words = Labelled { name: "late_words", label: "说明（不公开）", hint: "", value: "" };
            view! {
                <p class="warn">{format!("{} 条已逾期。", text::thousands(batch.late))}</p>
                {select_field(&reason, &batch.reasons, &batch.faults)}
                {words_field(&words, &batch.faults)}
            }
        });
        view! {
            <section aria-labelledby="all">
                <h2 id="all">"全部复核通过"</h2>
                <p>{format!(
                    "{} 条待复核。通过后立即公示；属于其他机关，或者由您本人提交的记录会留下。请先抽看下面的记录。",
                    text::thousands(batch.waiting),
                )}</p>
                <form method="post" action=format!("/desk/batches/{}/approve", batch.id)>
                    {token(csrf)}
                    {late}
                    <p class="actions"><button>{format!("全部通过（{} 条）", text::thousands(batch.waiting))}</button></p>
                </form>
            </section>
        }
        .into_any()
    }

    fn rows(batch: &Batch) -> AnyView {
        let rows: Vec<AnyView> = batch.rows.iter().map(row).collect();
        if rows.is_empty() {
            return parts::nothing();
        }
        let next =
            batch.next.clone().map(|href| view! { <p class="more"><a rel="next" href=href>"下一页"</a></p> });
        view! {
            <section aria-labelledby="rows">
                <h2 id="rows">"这一批的记录"</h2>
                <table class="stack">
                    <caption class="hidden">"这一批的记录"</caption>
                    <thead>
                        <tr>
                            <th scope="col">"文号"</th>
                            <th scope="col">"行政相对人与事项"</th>
                            <th scope="col">"决定日期"</th>
                            <th scope="col">"状态"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
                {next}
            </section>
        }
        .into_any()
    }

    fn row(line: &Line) -> AnyView {
        let party = line.party.as_ref().map(parts::name);
        view! {
            <tr>
                <th scope="row">{parts::name_link(line.href.clone(), &line.name)}</th>
                <td data-label="相对人">{party}<small>{parts::name(&line.matter)}</small></td>
                <td data-label="决定日期" class="date">{line.decided_on.map(parts::table_day)}</td>
                <td data-label="状态">{line.state.clone()}</td>
            </tr>
        }
        .into_any()
    }
}
