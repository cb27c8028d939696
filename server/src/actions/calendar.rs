//! A year's notice on holidays: one administrator enters it, another compares it with the original and confirms. The
//! jobs then reckon open due days anew ([`crate::record::publish::recompute`]).

use chrono::{Datelike, NaiveDate};
use domain::calendar::announcement::{self, AnnouncementFault};
use domain::calendar::{Calendar, SpecialDay};
use domain::check::read_day;
use domain::role::Step;

use super::entering::{self, EnteringFault, Verdict, Waiting};
use super::regulator::{Change, Refusal, Regulator};
use crate::random;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::calendar_notice::{self, CalendarNoticeRow};
use crate::store::entered::{Table, WAITING};

/// The longest text that is read, in characters: several times the longest notice.
const LONGEST_TEXT: usize = 10_000;
/// Notices are published by the central government.
const PUBLISHER: &str = ".gov.cn";

/// A notice as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TypedNotice {
    /// The year that it arranges.
    pub year: String,
    /// Its number.
    pub number: String,
    /// Day of signature, 成文日期.
    pub adopted_on: String,
    /// Its page at a government's site.
    pub url: String,
    /// Its text.
    pub announcement: String,
}

/// Enters a notice for a second administrator to confirm; answers its identifier.
///
/// # Errors
/// What is wrong in which field; a refusal if the account is no administrator.
pub async fn enter(core: &Core, regulator: &Regulator, typed: &TypedNotice) -> Result<String, EnteringFault> {
    regulator.may(Step::ManageCalendar)?;
    let now = core.clock.now();
    let read = read(typed, core.clock.today(), &core.calendar()).map_err(EnteringFault::Fields)?;
    let row = CalendarNoticeRow {
        id: random::record_id(),
        year: i64::from(read.year),
        number: typed.number.clone(),
        title: format!("国务院办公厅关于{}年部分节假日安排的通知", read.year),
        adopted_on: read.adopted_on,
        url: typed.url.clone(),
        announcement: typed.announcement.clone(),
        days: serde_json::to_string(&read.days).unwrap_or_default(),
        state: WAITING.to_owned(),
        entered_by: regulator.account_id.clone(),
        entered_at: now,
        decided_by: None,
        decided_at: None,
    };
    let mut tx = core.db.write().await?;
    calendar_notice::add(&mut tx, &row).await?;
    let change = Change::between(&core.keeper, None, Some(&row.days));
    regulator.note(&mut tx, (Act::CalendarNoticeEntered, &row.id), change, row.number.clone(), now).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// Puts a notice in force, as the second administrator, or refuses it; who entered it takes it back.
///
/// # Errors
/// A refusal if the account entered what it confirms, or if the notice does not wait any more.
pub async fn decide(core: &Core, regulator: &Regulator, id: &str, verdict: Verdict) -> Result<(), Refusal> {
    regulator.may(Step::ManageCalendar)?;
    let mut tx = core.db.write().await?;
    let row = calendar_notice::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    let waiting = Waiting {
        place: (Table::CalendarNotice, id),
        entered_by: &row.entered_by,
        content: &row.days,
        name: row.number.clone(),
        acts: [Act::CalendarNoticeConfirmed, Act::CalendarNoticeRefused],
    };
    entering::decide(core, &mut tx, regulator, (&waiting, verdict), core.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// A notice as it was read.
struct Read {
    year: i32,
    adopted_on: NaiveDate,
    days: Vec<SpecialDay>,
}

fn read(
    typed: &TypedNotice,
    today: NaiveDate,
    calendar: &Calendar,
) -> Result<Read, Vec<(&'static str, String)>> {
    let mut faults = Vec::new();
    let year =
        typed.year.parse::<i32>().ok().filter(|year| (today.year() - 1..=today.year() + 1).contains(year));
    if year.is_none() {
        faults.push(("year", format!("请填写年份，{} 至 {}", today.year() - 1, today.year() + 1)));
    }
    if !(typed.number.contains('〔') && typed.number.ends_with('号')) {
        faults.push(("number", "请填写通知的文号，例如 国办发明电〔2025〕7号".to_owned()));
    } else if calendar.years().any(|year| has_number(calendar, year, &typed.number)) {
        faults.push(("number", "这件通知已在日历中；更正请填写更正通知的文号".to_owned()));
    }
    let adopted_on = read_day(&typed.adopted_on).filter(|day| *day <= today);
    if adopted_on.is_none() {
        faults.push(("adopted_on", "请填写成文日期，不晚于今天，例如 2025-11-04".to_owned()));
    }
    if !is_government_page(&typed.url) {
        faults.push(("url", "请填写通知在政府网站（gov.cn）上的网址，以 https:// 开头".to_owned()));
    }
    let days = year.map_or_else(|| Ok(Vec::new()), |year| days(year, typed, calendar));
    match (year, adopted_on, days) {
        (Some(year), Some(adopted_on), Ok(days)) if faults.is_empty() => Ok(Read { year, adopted_on, days }),
        (_, _, days) => {
            let unread = days.err().unwrap_or_default();
            faults.extend(unread.into_iter().map(|fault| ("announcement", placed(fault))));
            Err(faults)
        }
    }
}

fn days(
    year: i32,
    typed: &TypedNotice,
    calendar: &Calendar,
) -> Result<Vec<SpecialDay>, Vec<AnnouncementFault>> {
    let whole = |message: String| vec![AnnouncementFault { line: None, message }];
    if typed.announcement.chars().count() > LONGEST_TEXT {
        return Err(whole(format!("通知原文超过 {LONGEST_TEXT} 字：请只粘贴放假安排各段")));
    }
    let days = announcement::read(year, &typed.number, &typed.announcement)?;
    let missing = announcement::missing_festivals(&days);
    // Only a year's first notice arranges all festivals; later ones amend it.
    if calendar.notices_of(year).is_empty() && !missing.is_empty() {
        return Err(whole(format!("没有读到{}的安排：请粘贴通知全文", missing.join("、"))));
    }
    Ok(days)
}

fn placed(fault: AnnouncementFault) -> String {
    match fault.line {
        Some(line) => format!("第 {line} 行：{}", fault.message),
        None => fault.message,
    }
}

fn has_number(calendar: &Calendar, year: i32, number: &str) -> bool {
    calendar.notices_of(year).iter().any(|notice| notice.citation() == number)
}

fn is_government_page(url: &str) -> bool {
    let host = url.strip_prefix("https://").and_then(|rest| rest.split('/').next()).unwrap_or_default();
    host.ends_with(PUBLISHER) && host.chars().all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
}
