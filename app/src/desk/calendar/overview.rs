//! The calendar as it is in force.

use leptos::prelude::*;

use super::CalendarPage;
use crate::desk::frame::Body;
use crate::desk::{Access, entered};
use crate::page::CalendarYear;
use crate::parts;

pub(super) fn body(view: &CalendarPage) -> Body {
    let years: Vec<AnyView> = view.years.iter().map(year).collect();
    let new = (view.access == Access::Manage).then(|| {
        view! { <p class="actions"><a class="button" href="/desk/calendar/new">"录入放假安排通知"</a></p> }
    });
    let html = view! {
        <h1>"日历"</h1>
        <p class="lead">
            "新一年的放假安排通知发布后，由一位平台管理员录入，另一位确认。"<a href="/desk/rules">"期限与公示期限"</a>"另页维护。"
        </p>
        <p>"现行日历："{parts::name(&view.edition)}</p>
        {new}
        {entered::list("/desk/calendar", "录入的通知", &view.entered)}
        <section aria-labelledby="years">
            <h2 id="years">"各年的通知"</h2>
            <table class="stack">
                <caption class="hidden">"各年的通知"</caption>
                <thead><tr><th scope="col">"年份"</th><th scope="col">"通知"</th><th scope="col" class="num">"工作日（天）"</th></tr></thead>
                <tbody>{years}</tbody>
            </table>
        </section>
    };
    Body { title: "日历".to_owned(), html: html.into_any() }
}

fn year(year: &CalendarYear) -> AnyView {
    view! {
        <tr>
            <th scope="row">{year.year}</th>
            <td data-label="通知">{year.notices.join("、")}</td>
            <td data-label="工作日" class="num">{year.working_days_label()}</td>
        </tr>
    }
    .into_any()
}
