//! The strip of days: each calendar day a cell, counted days numbered, holidays named, 班 for a make-up workday.

use chrono::{Datelike, NaiveDate};
use domain::calendar::{CountedDay, CountedKind};
use leptos::prelude::*;

use crate::parts;
use crate::text;

/// A strip of more days than this is always set as weeks.
const LONGEST_LINE: usize = 21;

/// Something that happened on a day of the strip.
pub(crate) struct Mark {
    /// The day.
    pub(crate) on: NaiveDate,
    /// A word or two above its cell.
    pub(crate) label: &'static str,
}

/// What a strip shows beside the days themselves.
pub(crate) struct Strip<'a> {
    /// From the start on, without a gap.
    pub(crate) days: &'a [CountedDay],
    /// Last day of the period.
    pub(crate) due_on: NaiveDate,
    /// Events.
    pub(crate) marks: &'a [Mark],
    /// What becomes of days after the period.
    pub(crate) after: After,
}

/// How working days after the last one are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// As so many days late.
    Late,
    /// Quietly.
    Quiet,
}

/// The strip as an ordered list; in a narrow place it becomes a calendar of weeks, Monday first.
pub(crate) fn strip(strip: &Strip<'_>) -> AnyView {
    let Some(first) = strip.days.first() else {
        return parts::nothing();
    };
    let period = strip.days.iter().find(|day| day.date == strip.due_on).and_then(|day| day.number);
    let layout = if strip.days.len() > LONGEST_LINE { "weeks" } else { "line" };
    let class = format!("days days-{layout} from-{}", first.date.weekday().number_from_monday());
    let cells: Vec<AnyView> = strip.days.iter().map(|day| cell(strip, day, period, day == first)).collect();
    view! { <ol class=class aria-label="逐日计算">{cells}</ol> }.into_any()
}

fn cell(strip: &Strip<'_>, day: &CountedDay, period: Option<u32>, is_first: bool) -> AnyView {
    let late = late_by(strip, day, period);
    let shown = if is_first || day.date.day() == 1 {
        format!("{}/{}", day.date.month(), day.date.day())
    } else {
        day.date.day().to_string()
    };
    let weekday = text::weekday(day.date.weekday());
    view! {
        <li class=classes(strip, day, late)>
            <span class="flag">{flag(strip, day)}</span>
            <span class="cell"><small>{weekday}</small><time datetime=day.date.to_string()>{shown}</time></span>
            <span class="count">{count(day, late)}</span>
        </li>
    }
    .into_any()
}

/// Working days past the period, if the strip tells them.
fn late_by(strip: &Strip<'_>, day: &CountedDay, period: Option<u32>) -> Option<u32> {
    if strip.after == After::Quiet || day.date <= strip.due_on {
        return None;
    }
    day.number?.checked_sub(period?)
}

fn classes(strip: &Strip<'_>, day: &CountedDay, late: Option<u32>) -> String {
    let kind = match day.kind {
        CountedKind::Start => "zero",
        CountedKind::Workday => "work",
        CountedKind::MakeupWorkday => "work makeup",
        CountedKind::Weekend | CountedKind::Holiday => "off",
    };
    let due = if day.date == strip.due_on { " due" } else { "" };
    let late = if late.is_some() { " late" } else { "" };
    format!("{kind}{due}{late}")
}

fn flag(strip: &Strip<'_>, day: &CountedDay) -> AnyView {
    let words: Vec<&str> =
        strip.marks.iter().filter(|mark| mark.on == day.date).map(|mark| mark.label).collect();
    let words = words.join("·");
    if day.kind != CountedKind::MakeupWorkday {
        return (!words.is_empty()).then_some(words).into_any();
    }
    let gap = (!words.is_empty()).then_some("·");
    view! { <abbr title="调休上班">"班"</abbr>{gap}{(!words.is_empty()).then_some(words)} }.into_any()
}

fn count(day: &CountedDay, late: Option<u32>) -> String {
    match (day.kind, day.number, late) {
        (CountedKind::Start, ..) => "不计".to_owned(),
        (_, _, Some(late)) => format!("逾{late}日"),
        (_, Some(number), None) => format!("第{number}日"),
        (CountedKind::Holiday, ..) => short_festival(day.name.as_deref()),
        _ => "休".to_owned(),
    }
}

/// The first festival of a name in two characters, such as 国庆.
fn short_festival(name: Option<&str>) -> String {
    name.map_or_else(|| "休".to_owned(), |name| name.chars().take(2).collect())
}

/// What a strip's signs mean, with the notices it rests on.
pub(crate) fn legend(notices: &[String], provisional: bool) -> String {
    let source =
        if notices.is_empty() { String::new() } else { format!("节假日依据{}。", notices.join("、")) };
    let warning =
        if provisional { "后续年份的放假通知尚未发布，截止日可能变动。" } else { "" };
    format!("蓝线下为工作日，“班”为调休上班，节假日和“休”不计。{source}{warning}")
}
