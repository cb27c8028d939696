//! Calendar and clocks as they are in force.

use leptos::prelude::*;

use super::notice::state_badge;
use super::{CalendarPage, ClockLine, Entered};
use crate::desk::frame::Body;
use crate::page::CalendarYear;
use crate::parts::{self, scrolling};
use crate::text;

pub(super) fn body(view: &CalendarPage) -> Body {
    let clocks: Vec<AnyView> = view.clocks.iter().map(clock).collect();
    let years: Vec<AnyView> = view.years.iter().map(year).collect();
    let clock_table = view! {
        <table class="stack">
            <caption class="hidden">"期限规则"</caption>
            <thead>
                <tr>
                    <th scope="col">"期限"</th>
                    <th scope="col">"起算"</th>
                    <th scope="col" class="num">"工作日"</th>
                    <th scope="col">"施行"</th>
                    <th scope="col">"依据"</th>
                </tr>
            </thead>
            <tbody>{clocks}</tbody>
        </table>
    };
    let html = view! {
        <h1>"日历与期限"</h1>
        <p class="lead">
            "新一年的放假安排通知发布后在这里录入，由另一位平台管理员确认。期限规则随程序版本发布，这里只供查阅。"
        </p>
        <p>"现行日历："{parts::name(&view.edition)}</p>
        <p class="actions"><a class="button" href="/desk/calendar/new">"录入放假安排通知"</a></p>
        {entered(&view.entered)}
        <section aria-labelledby="clocks"><h2 id="clocks">"期限规则"</h2>{scrolling("期限规则表", clock_table.into_any())}</section>
        <section aria-labelledby="years">
            <h2 id="years">"各年的通知"</h2>
            <table class="stack">
                <caption class="hidden">"各年的通知"</caption>
                <thead><tr><th scope="col">"年份"</th><th scope="col">"通知"</th><th scope="col" class="num">"工作日（天）"</th></tr></thead>
                <tbody>{years}</tbody>
            </table>
        </section>
    };
    Body { title: "日历与期限".to_owned(), html: html.into_any() }
}

/// What administrators entered, and how far it is.
fn entered(notices: &[Entered]) -> AnyView {
    if notices.is_empty() {
        return parts::nothing();
    }
    let rows: Vec<AnyView> = notices
        .iter()
        .map(|notice| {
            let (name, at) = &notice.entered;
            view! {
                <tr>
                    <th scope="row">{parts::name_link(format!("/desk/calendar/{}", notice.id), &notice.number)}</th>
                    <td data-label="年份">{notice.year}</td>
                    <td data-label="状态">{state_badge(notice.state)}</td>
                    <td data-label="录入">{parts::name(name)}<small>{text::iso_minute(*at)}</small></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <section aria-labelledby="entered">
            <h2 id="entered">"录入的通知"</h2>
            <table class="stack">
                <caption class="hidden">"录入的通知"</caption>
                <thead><tr>
                    <th scope="col">"文号"</th><th scope="col">"年份"</th><th scope="col">"状态"</th><th scope="col">"录入"</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn clock(clock: &ClockLine) -> AnyView {
    view! {
        <tr>
            <th scope="row">{clock.label}</th>
            <td data-label="起算">{clock.event}</td>
            <td data-label="工作日" class="num">{clock.working_days}</td>
            <td data-label="施行">{clock.in_force.clone()}</td>
            <td data-label="依据">{clock.basis}<small>{clock.sureness}</small></td>
        </tr>
    }
    .into_any()
}

fn year(year: &CalendarYear) -> AnyView {
    let days = year.working_days.map_or_else(|| "—".to_owned(), |days| days.to_string());
    view! {
        <tr>
            <th scope="row">{year.year}</th>
            <td data-label="通知">{year.notices.join("、")}</td>
            <td data-label="工作日" class="num">{days}</td>
        </tr>
    }
    .into_any()
}
