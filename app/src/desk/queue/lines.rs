//! The queue as a table: colour and word for what is pressing.

use domain::lateness::Urgency;
use leptos::prelude::*;

use super::{Due, Line, Next, Queue};
use crate::desk::frame::Body;
use crate::desk::parts::token;
use crate::{parts, text};

pub(super) fn body(csrf: &str, queue: Queue) -> Body {
    let title = "待办队列".to_owned();
    let main = queue.main.clone().map(|(href, label)| view! { <a class="button" href=href>{label}</a> });
    let ways: Vec<AnyView> = queue
        .ways
        .iter()
        .map(|(href, label)| view! { <a class="button button-plain" href=*href>{*label}</a> }.into_any())
        .collect();
    let ways = (main.is_some() || !ways.is_empty()).then(|| view! { <p class="actions">{main}{ways}</p> });
    let html = view! {
        <div class="head"><h1>"待办队列"</h1>{ways}</div>
        {lead(&queue)}
        {table(csrf, &queue)}
    }
    .into_any();
    Body { title, html }
}

fn lead(queue: &Queue) -> AnyView {
    let count = |wanted: fn(&Urgency) -> bool| {
        queue.lines.iter().filter(|line| line.due.is_some_and(|due| wanted(&due.urgency))).count()
    };
    let overdue = count(|urgency| matches!(urgency, Urgency::Overdue { .. }));
    let today = count(|urgency| matches!(urgency, Urgency::DueToday));
    let pressing = match (overdue, today) {
        (0, 0) => None,
        (0, today) => Some(format!("{today} 件今日 24 时到期。")),
        (overdue, 0) => Some(format!("{overdue} 件已逾期。")),
        (overdue, today) => Some(format!("{overdue} 件已逾期，{today} 件今日 24 时到期。")),
    };
    let pressing = pressing.map(|words| view! { <b class="warn">{words}</b> });
    let cut = queue.is_cut.then_some("只列出最紧的部分，办结后其余依次出现。");
    let count = queue.lines.len();
    if count == 0 {
        return view! { <p class="lead">"没有待办。报送、退回和申请按剩余时间列在这里。"</p> }.into_any();
    }
    view! { <p class="lead">{format!("{count} 件，按剩余时间排列。")}{pressing}{cut}</p> }.into_any()
}

fn table(csrf: &str, queue: &Queue) -> AnyView {
    if queue.lines.is_empty() {
        return parts::nothing();
    }
    let rows: Vec<AnyView> = queue.lines.iter().map(|line| row(csrf, line)).collect();
    view! {
        <section aria-label="待办">
            <table class="stack queue">
                <caption class="hidden">"待办，按剩余时间排列"</caption>
                <thead>
                    <tr>
                        <th scope="col">"时限"</th>
                        <th scope="col">"文号"</th>
                        <th scope="col">"行政相对人与事项"</th>
                        <th scope="col">"决定日期"</th>
                        <th scope="col">"状态"</th>
                        <th scope="col" class="num">"下一步"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </section>
    }
    .into_any()
}

fn row(csrf: &str, line: &Line) -> AnyView {
    let class = match line.due.map(|due| due.urgency) {
        Some(Urgency::Overdue { .. }) => "late-row",
        Some(Urgency::DueToday) => "today-row",
        _ => "",
    };
    let due = line.due.as_ref().map_or_else(|| "—".into_any(), time_left);
    let matter = match &line.party {
        Some(party) => view! { {parts::name(party)}<small>{parts::name(&line.matter)}</small> }.into_any(),
        None => parts::name(&line.matter),
    };
    view! {
        <tr class=class>
            <td data-label="时限">{due}</td>
            <th scope="row">{parts::name_link(line.href.clone(), &line.name)}</th>
            <td data-label="相对人">{matter}</td>
            <td data-label="决定日期" class="date">{line.decided_on.map(parts::table_day)}</td>
            <td data-label="状态">{line.state.clone()}{urged(line)}</td>
            <td data-label="下一步" class="num">{next(csrf, line)}</td>
        </tr>
    }
    .into_any()
}

/// Who reminded the others, and when.
fn urged(line: &Line) -> AnyView {
    match &line.urged {
        Some((by, at)) => {
            view! { <small>{parts::name(by)}{format!(" 于 {} 催办", text::iso_minute(*at))}</small> }
                .into_any()
        }
        None => parts::nothing(),
    }
}

fn next(csrf: &str, line: &Line) -> AnyView {
    let about = view! { <span class="hidden">"："{parts::name(&line.name)}</span> };
    match &line.next {
        Next::Open(word) => view! { <a href=line.href.clone()>{*word}{about}</a> }.into_any(),
        Next::Urge(action) => view! {
            <form method="post" action=action.clone()>
                {token(csrf)}
                <button class="button-plain">"催办"{about}</button>
            </form>
        }
        .into_any(),
    }
}

/// Word, distance and last day.
pub(super) fn time_left(due: &Due) -> AnyView {
    let badge = match due.urgency {
        Urgency::Overdue { .. } => "badge badge-solid",
        Urgency::DueToday => "badge badge-red",
        Urgency::Near { .. } => "badge badge-blue",
        Urgency::Ample { .. } | Urgency::Unknown => "badge",
    };
    let (distance, class) = match due.urgency {
        Urgency::Overdue { by: Some(days) } => (format!("超 {days} 个工作日"), "warn"),
        Urgency::Overdue { by: None } => ("日历未公布，天数无法计算".to_owned(), "warn"),
        Urgency::DueToday => (format!("剩 {} 小时", due.hours_left), "warn"),
        Urgency::Near { left } | Urgency::Ample { left } => (format!("剩 {left} 个工作日"), ""),
        Urgency::Unknown => ("日历未公布".to_owned(), ""),
    };
    let provisional = due.is_provisional.then_some("（暂定）");
    view! {
        <span class=badge>{due.urgency.label()}</span>" "<span class=class>{distance}</span>
        <small>{format!("截止 {}", due.on)}{provisional}</small>
    }
    .into_any()
}
