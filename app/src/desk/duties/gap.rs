//! What is due, the missing numbers, and the form that explains them.

use domain::gaps::Explanation;
use domain::lateness::Urgency;
use leptos::prelude::*;

use super::{Duties, Gap, GapForm, Unjudged};
use crate::desk::frame::Body;
use crate::desk::parts::{empty, error_summary, fault_of, reminder_line, token};
use crate::parts::{self, BadgeTone, badge, scrolling, table_day};
use crate::text;

pub(super) fn duties(view: &Duties) -> Body {
    let clock = view.went_back.map(|(from, to)| {
        let words = format!(
            "服务器时钟曾经倒退：从 {} 退到 {}。请运维人员校准；已确定的期限不受影响。",
            text::iso_minute(from),
            text::iso_minute(to)
        );
        view! { <p class="notice notice-red" role="status">{words}</p> }
    });
    let html = view! {
        <h1>"期限与断号"</h1>
        <p class="lead">"公示期限临近和已过的件数，以及本机关文号中从未报送过的号。"</p>
        {clock}
        <section aria-labelledby="warnings">
            <h2 id="warnings">"今日提醒"</h2>
            {warnings(view)}
        </section>
        <section aria-labelledby="gaps">
            <div class="head">
                <h2 id="gaps">"断号"</h2>
                <p>"在期限以前补报，或者说明原因。断号不等于漏报"</p>
            </div>
            {gaps(view)}
            {unjudged(&view.unjudged)}
        </section>
    };
    Body { title: "期限与断号".to_owned(), html: html.into_any() }
}

fn warnings(view: &Duties) -> AnyView {
    if view.warnings.is_empty() {
        return empty("今日没有需要提醒的期限。", Some(("/desk", "办理待办")));
    }
    reminder_line(&view.warnings)
}

fn gaps(view: &Duties) -> AnyView {
    if view.gaps.is_empty() {
        return empty("没有发现断号。", None);
    }
    let rows: Vec<AnyView> = view.gaps.iter().map(|gap| row(gap, view)).collect();
    let cut = view.is_cut.then_some("只列出最紧的 500 处。");
    let table = view! {
        <table class="stack">
            <caption class="hidden">"断号，按剩余时间排列"</caption>
            <thead>
                <tr>
                    <th scope="col">"时限"</th>
                    <th scope="col">"缺少的号"</th>
                    <th scope="col">"机关"</th>
                    <th scope="col">"发现"</th>
                    <th scope="col">"说明"</th>
                    <th scope="col">"办理"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    };
    view! { {scrolling("断号表", table.into_any())}<p class="small muted">{cut}</p> }.into_any()
}

/// What the comparison left out, and why.
fn unjudged(rows: &[Unjudged]) -> AnyView {
    if rows.is_empty() {
        return parts::nothing();
    }
    let rows: Vec<AnyView> = rows
        .iter()
        .map(|row| {
            let (known, lowest, highest) = row.known;
            view! {
                <tr>
                    <th scope="row">{parts::name(&row.series)}</th>
                    <td data-label="机关">{parts::name(&row.authority)}</td>
                    <td data-label="已知">{format!("{known} 个，{lowest} 至 {highest}")}</td>
                    <td data-label="情况">{row.why.clone()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <h3>"没有比对或者存疑的系列"</h3>
        <table class="stack">
            <caption class="hidden">"没有比对或者存疑的系列"</caption>
            <thead>
                <tr>
                    <th scope="col">"文号系列"</th>
                    <th scope="col">"机关"</th>
                    <th scope="col">"已知的号"</th>
                    <th scope="col">"情况"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

fn row(gap: &Gap, view: &Duties) -> AnyView {
    let action = view.may_explain.then(|| {
        let what = format!("：{} {}", gap.series, gap.serials);
        let word = if gap.explanation.is_some() { "改写说明" } else { "说明" };
        view! { <a href=format!("/desk/duties/gaps/{}", gap.id)>{word}<span class="hidden">{what}</span></a> }
    });
    view! {
        <tr>
            <td data-label="时限">{time_left(gap)}<small>"截止 "{table_day(gap.due_on)}</small></td>
            <th scope="row">{parts::name(&gap.series)}" 第 "{gap.serials.clone()}" 号"<small>{gap.kind.label()}</small></th>
            <td data-label="机关">{parts::name(&gap.authority)}</td>
            <td data-label="发现" class="date">{table_day(gap.found_on)}</td>
            <td data-label="说明">{explanation(gap)}</td>
            <td data-label="办理">{action}</td>
        </tr>
    }
    .into_any()
}

/// A gap that is explained is in no hurry any more.
fn time_left(gap: &Gap) -> AnyView {
    if gap.explanation.is_some() {
        return badge("已说明", BadgeTone::Grey);
    }
    let tone = match gap.urgency {
        Urgency::Overdue { .. } | Urgency::DueToday => BadgeTone::Red,
        Urgency::Near { .. } => BadgeTone::Blue,
        Urgency::Ample { .. } | Urgency::Unknown => BadgeTone::Grey,
    };
    badge(gap.urgency.label(), tone)
}

fn explanation(gap: &Gap) -> AnyView {
    let words = gap.words.clone().map(|words| view! { <small>{parts::name(words)}</small> });
    match gap.explanation {
        Some(explanation) => view! { {explanation.label()}{words} }.into_any(),
        None => "尚未说明".into_any(),
    }
}

pub(super) fn form(csrf: &str, form: &GapForm) -> Body {
    let gap = &form.gap;
    let choices: Vec<AnyView> =
        Explanation::ALL.into_iter().map(|one| choice(one, one.code() == form.code)).collect();
    let html = view! {
        <h1>"说明断号"</h1>
        {error_summary(&form.faults)}
        <p class="lead">
            {parts::name(&gap.authority)}"，"{gap.kind.label()}"："{parts::name(&gap.series)}" 第 "
            {gap.serials.clone()}" 号从未报送。漏报的请"<a href="/desk/drafts">"补报"</a>
            "，补报后断号自动消除；不是漏报的请说明原因。"
        </p>
        <form method="post" action=format!("/desk/duties/gaps/{}", gap.id)>
            {token(csrf)}
            <fieldset id="explanation" class="field" aria-describedby="explanation-fault">
                <legend>"原因"</legend>
                {fault_of("explanation", &form.faults)}
                {choices}
            </fieldset>
            <div class="field">
                <label for="words">"说明"</label>
                <p class="hint" id="words-hint">"选择“其他”的必填，最多 500 字；不对外公开，不要填写个人信息"</p>
                {fault_of("words", &form.faults)}
                <textarea id="words" name="words" rows="4" aria-describedby="words-hint words-fault">{crate::parts::area_content(&form.words)}</textarea>
            </div>
            <p class="actions"><button>"提交说明"</button><a href="/desk/duties">"返回"</a></p>
        </form>
    };
    Body { title: "说明断号".to_owned(), html: html.into_any() }
}

fn choice(explanation: Explanation, is_chosen: bool) -> AnyView {
    let id = format!("explanation-{}", explanation.code());
    view! {
        <p>
            <input type="radio" id=id.clone() name="explanation" value=explanation.code() checked=is_chosen/>
            <label for=id>{explanation.label()}</label>
        </p>
    }
    .into_any()
}
