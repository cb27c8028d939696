//! Entering a notice, and the page on which another administrator compares it with the original.

use chrono::{Datelike as _, NaiveDate};
use leptos::prelude::*;

use super::{Break, NoticeForm, NoticePage};
use crate::desk::choice::Labelled;
use crate::desk::entered::{self, EnteredState};
use crate::desk::frame::Body;
use crate::desk::parts::{TextField, day_field, error_summary, fault_of, text_field, token};
use crate::parts;
use crate::text;

pub(super) fn form(csrf: &str, form: &NoticeForm) -> Body {
    let field = |name, label, hint, value: &str| {
        text_field(&TextField { name, label, hint, kind: "text", value, autocomplete: "off" }, &form.faults)
    };
    let html = view! {
        <h1>"录入放假安排通知"</h1>
        <p class="lead">
            "录入后由另一位平台管理员对照原文确认，确认后立即生效：未公示决定的期限重新计算，变动逐条记入审计记录。已公示的不变。"
        </p>
        {error_summary(&form.faults)}
        <form class="long-form" method="post" action="/desk/calendar/new">
            {token(csrf)}
            {field("year", "年份", "安排哪一年的节假日，例如 2026", &form.year)}
            {field("number", "文号", "例如 国办发明电〔2025〕7号", &form.number)}
            {day_field(&Labelled { name: "adopted_on", label: "成文日期", hint: "", value: &form.adopted_on }, &form.faults)}
            {field("url", "网址", "通知在政府网站（gov.cn）上的网址", &form.url)}
            <div class="field field-broad">
                <label for="announcement">"通知原文"</label>
                <p class="hint" id="announcement-hint">
                    "粘贴全文，或者“一、元旦：……”起的各段。星期、天数与日期不一致的会指出来。更正通知只粘贴更正的各段。"
                </p>
                {fault_of("announcement", &form.faults)}
                <textarea id="announcement" name="announcement" rows="12" aria-describedby="announcement-hint announcement-fault">
                    {parts::area_content(&form.announcement)}
                </textarea>
            </div>
            <p class="actions"><button>"读取并提交确认"</button><a href="/desk/calendar">"返回"</a></p>
        </form>
    };
    Body { title: title_of("录入放假安排通知", !form.faults.is_empty()), html: html.into_any() }
}

fn title_of(title: &str, is_wrong: bool) -> String {
    if is_wrong { format!("错误：{title}") } else { title.to_owned() }
}

pub(super) fn body(csrf: &str, notice: &NoticePage) -> Body {
    let entered = &notice.entered;
    let breaks: Vec<AnyView> = notice.breaks.iter().map(line).collect();
    let html = view! {
        <div class="title">
            <h1>{parts::name(&entered.title)}</h1>
            <span class="badges">{entered::state_badge(entered.state)}</span>
        </div>
        <p class="lead">{parts::name(&notice.title)}"，成文 "{text::zh_date(notice.adopted_on)}"。"<a href=notice.url.clone()>"通知原文"</a></p>
        {entered::hands(entered)}
        {effect(notice)}
        {entered::buttons(csrf, "/desk/calendar", entered, notice.buttons)}
        <section class="part" aria-labelledby="days">
            <h2 id="days">"读到的安排"</h2>
            <table class="stack">
                <caption class="hidden">"读到的安排"</caption>
                <thead><tr><th scope="col">"节日"</th><th scope="col">"放假"</th><th scope="col">"调休上班"</th></tr></thead>
                <tbody>{breaks}</tbody>
            </table>
        </section>
        <section class="part" aria-labelledby="text"><h2 id="text">"录入的原文"</h2><pre class="wrapped">{notice.announcement.clone()}</pre></section>
    };
    Body { title: format!("通知：{}", entered.title), html: html.into_any() }
}

/// What the notice makes of the year, and of open due days.
fn effect(notice: &NoticePage) -> AnyView {
    let year = notice.year;
    let days = format!("照此{year}年有 {} 个工作日。", notice.working_days);
    let open = match notice.entered.state {
        EnteredState::Waiting => {
            format!("现有 {} 件决定的期限是暂定的，生效后重新计算。", notice.provisional)
        }
        EnteredState::InForce | EnteredState::Refused => String::new(),
    };
    view! { <p>{days}{open}</p> }.into_any()
}

fn line(line: &Break) -> AnyView {
    view! {
        <tr>
            <th scope="row">{line.name.clone()}</th>
            <td data-label="放假">{days(&line.off)}</td>
            <td data-label="调休上班">{days(&line.worked)}</td>
        </tr>
    }
    .into_any()
}

/// Days with their day of the week; runs are told by their ends.
fn days(days: &[NaiveDate]) -> String {
    if days.is_empty() {
        return "无".to_owned();
    }
    let mut runs: Vec<(NaiveDate, NaiveDate)> = Vec::new();
    for day in days {
        match runs.last_mut() {
            Some((_, last)) if last.succ_opt() == Some(*day) => *last = *day,
            _ => runs.push((*day, *day)),
        }
    }
    let runs: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| match (last - first).num_days() {
            0 => with_weekday(first),
            more => format!("{} 至 {}，共 {} 天", with_weekday(first), with_weekday(last), more + 1),
        })
        .collect();
    runs.join("、")
}

fn with_weekday(day: NaiveDate) -> String {
    let place = usize::try_from(day.weekday().num_days_from_monday()).unwrap_or(0);
    let weekday = "一二三四五六日".chars().nth(place).map(String::from).unwrap_or_default();
    format!("{day}（周{weekday}）")
}
