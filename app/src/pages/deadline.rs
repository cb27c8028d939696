//! `/deadline`: from a decision's date to the last day, day by day.

use domain::clocks::ClockKind;
use leptos::prelude::*;

use crate::address;
use crate::days::{self, After, Mark, Strip};
use crate::document::{Crumb, Document, Robots, SearchBar, Source};
use crate::page::{DeadlineOutcome, DeadlinePage, PageContext};
use crate::text;

pub(crate) fn document(context: &PageContext, page: DeadlinePage) -> Document {
    let is_wrong = matches!(page.outcome, Some(Err(_)));
    let mut source = Source::of("国务院办公厅节假日安排通知");
    if let Some(Ok(outcome)) = &page.outcome {
        source = source.with("JSON", api(outcome));
    }
    Document {
        title: if is_wrong { "错误：期限计算" } else { "期限计算" }.to_owned(),
        robots: Robots::Index,
        search: SearchBar::Plain,
        crumbs: Crumb::here("期限计算"),
        hero: None,
        body: body(context, page),
        source,
    }
}

fn api(outcome: &DeadlineOutcome) -> String {
    address::link(
        "/api/v1/deadline",
        [
            ("decided_on", Some(outcome.decided_on.to_string())),
            ("working_days", Some(outcome.working_days.to_string())),
        ],
    )
}

fn body(context: &PageContext, page: DeadlinePage) -> AnyView {
    let error = page.outcome.as_ref().and_then(|outcome| outcome.as_ref().err()).cloned();
    let result = page.outcome.clone().and_then(Result::ok).map(|outcome| result(&outcome));
    view! {
        <h1>"期限计算"</h1>
        <p class="lead">
            {format!("行政许可和行政处罚决定自作出之日起 {}内公示，当日不计。", context.period(ClockKind::Publish))}
            "填入决定日期，逐日看到期限在哪一天、为什么。"
        </p>
        {error.clone().map(summary)}
        {form(&page, error)}
        {result}
        {method()}
    }
    .into_any()
}

fn summary(error: String) -> AnyView {
    view! {
        <div class="error-summary" role="alert" aria-labelledby="faults">
            <h2 id="faults">"有一处需要改正"</h2>
            <ul><li><a href="#decided-on"><bdi>{error}</bdi></a></li></ul>
        </div>
    }
    .into_any()
}

fn form(page: &DeadlinePage, error: Option<String>) -> AnyView {
    let is_wrong = error.is_some();
    let described = if is_wrong { "decided-on-hint decided-on-error" } else { "decided-on-hint" };
    let days = page.working_days.clone();
    view! {
        <form class="calculator" action="/deadline">
            <div class=if is_wrong { "field field-wrong" } else { "field" }>
                <label for="decided-on">"决定日期"</label>
                <p class="hint" id="decided-on-hint">"文书落款日期，如 2026-09-28。不是送达或结案日期"</p>
                {error.map(|error| view! { <p class="fault" id="decided-on-error">"错误："<bdi>{error}</bdi></p> })}
                <input id="decided-on" name="decided_on" inputmode="numeric" autocomplete="off" required=true
                    value=page.decided_on.clone() aria-describedby=described aria-invalid=is_wrong.then_some("true")/>
            </div>
            <div class="field">
                <label for="working-days">"工作日数"</label>
                <p class="hint" id="working-days-hint">"信用平台公示为 7，企业公示系统为 20"</p>
                <input id="working-days" name="working_days" inputmode="numeric" autocomplete="off" required=true
                    value=days aria-describedby="working-days-hint"/>
            </div>
            <button>"计算"</button>
        </form>
    }
    .into_any()
}

fn result(outcome: &DeadlineOutcome) -> AnyView {
    let marks = [Mark { on: outcome.decided_on, label: "决定" }, Mark { on: outcome.due_on, label: "截止" }];
    let strip = days::strip(&Strip {
        days: &outcome.days,
        due_on: outcome.due_on,
        marks: &marks,
        after: After::Quiet,
    });
    let weekday = text::weekday(chrono::Datelike::weekday(&outcome.due_on));
    let sentence = format!(
        "自 {} 起第 {} 个工作日，至当日 24 时止。",
        text::zh_date(outcome.decided_on),
        outcome.working_days
    );
    view! {
        <section class="part" aria-labelledby="result">
            <h2 id="result">"截止日"{outcome.provisional.then(|| view! { <small class="warn">"暂定"</small> })}</h2>
            <p class="due-date">{text::zh_date(outcome.due_on)}<small>{weekday}</small></p>
            <p>{sentence}</p>
            {outcome.provisional.then(provisional)}
            {strip}
            <p class="small muted">{days::legend(&outcome.notices, outcome.provisional)}</p>
        </section>
    }
    .into_any()
}

fn provisional() -> AnyView {
    view! {
        <p class="notice notice-red">
            <b>"这个日期是暂定的。"</b>
            "计算用到的年份还没有放假通知，暂按周一至周五计。通知发布后日期可能变动，请勿据此安排。"
        </p>
    }
    .into_any()
}

fn method() -> AnyView {
    view! {
        <section aria-labelledby="method">
            <h2 id="method">"怎样计算"</h2>
            <dl class="pairs pairs-plain">
                <div><dt>"起点"</dt><dd>"作出决定的当日不计，次日起算（民法典第二百零一条）。"</dd></div>
                <div><dt>"工作日"</dt><dd>"周一至周五，除去放假安排中的休息日，加上调休上班的周六、周日。"</dd></div>
                <div><dt>"终点"</dt><dd>"最后一个工作日 24 时。按北京时间。"</dd></div>
                <div><dt>"跨年"</dt><dd>"用到 12 月 29 日至 31 日时，还要看下一年的通知，元旦假期可能提前。"</dd></div>
            </dl>
        </section>
    }
    .into_any()
}
