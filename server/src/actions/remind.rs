//! Warnings of due days: on working day −3, −1 and 0 and on each working day after, counts by authority. They stand at
//! the desk and go out by e-mail; a mail server that is away delays letters and nothing else.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::NaiveDate;
use domain::approval::Purpose;
use domain::clocks::ClockKind;
use domain::lateness::{Reminder, reminders_due};
use domain::role::Role;

use super::approval::Leaving;
use crate::mail::{self, Mailer};
use crate::state::Core;
use crate::store::mail::Letter;
use crate::store::notice::{self, ClockNoticeRow, NoticeRow};
use crate::store::{Tx, account, authority};

/// By what letters leave, and where they lead to.
#[derive(Clone, Copy, Debug)]
pub struct Post<'a> {
    /// The mail server, if one is configured.
    pub mailer: Option<&'a Mailer>,
    /// Scheme and host of the site.
    pub base_url: &'a str,
}

/// Notes the warnings of today and writes a letter to each clerk, reviewer and head that they are for; answers how many
/// warnings there are. Once more on the same day changes nothing.
pub async fn remind(core: &Core, post: Post<'_>) -> sqlx::Result<usize> {
    let today = core.clock.today();
    let mut tx = core.db.read().await?;
    let waiting = notice::waiting(&mut tx).await?;
    let rows: Vec<NoticeRow> =
        waiting.into_iter().filter_map(|waiting| warning(core, today, waiting)).collect();
    let of_clocks = of_clocks(core, today, notice::waiting_departures(&mut tx).await?);
    let letters = letters(core, &mut tx, (&rows, &of_clocks), post.base_url).await?;
    drop(tx);
    let mut tx = core.db.write().await?;
    notice::add(&mut tx, &rows).await?;
    notice::add_of_clocks(&mut tx, &of_clocks).await?;
    for letter in &letters {
        mail::enqueue(post.mailer, &mut tx, letter, core.clock.now()).await?;
    }
    tx.commit().await?;
    Ok(rows.len() + of_clocks.len())
}

fn warning(
    core: &Core,
    today: NaiveDate,
    (authority_id, due_on, decisions): (String, NaiveDate, i64),
) -> Option<NoticeRow> {
    let reminder = reminders_due(due_on, today, &core.calendar())?;
    Some(NoticeRow {
        authority_id,
        warned_on: today,
        reminder: reminder.code().to_owned(),
        due_on,
        decisions,
    })
}

/// The warnings of what waits for a second person with a clock of its own: hidings and withdrawals.
fn of_clocks(
    core: &Core,
    today: NaiveDate,
    waiting: Vec<(String, String, Option<String>)>,
) -> Vec<ClockNoticeRow> {
    let mut counts: BTreeMap<(String, &'static str, NaiveDate), i64> = BTreeMap::new();
    for (authority_id, purpose, content) in waiting {
        let clock = match Purpose::from_code(&purpose) {
            Some(Purpose::Hide) => ClockKind::ConfirmHiding,
            Some(Purpose::Withdraw) => ClockKind::Withdraw,
            _ => continue,
        };
        let leaving: Option<Leaving> = content.and_then(|content| serde_json::from_str(&content).ok());
        let due = leaving.and_then(|leaving| core.rules().due(clock, leaving.on));
        if let Some(due) = due {
            *counts.entry((authority_id, clock.code(), due.on())).or_default() += 1;
        }
    }
    counts
        .into_iter()
        .filter_map(|((authority_id, clock, due_on), waiting)| {
            let reminder = reminders_due(due_on, today, &core.calendar())?;
            Some(ClockNoticeRow {
                authority_id,
                clock: clock.to_owned(),
                warned_on: today,
                reminder: reminder.code().to_owned(),
                due_on,
                waiting,
            })
        })
        .collect()
}

/// The letters of a day: counts, due days and a link, nothing of any decision.
async fn letters(
    core: &Core,
    tx: &mut Tx,
    (rows, of_clocks): (&[NoticeRow], &[ClockNoticeRow]),
    base_url: &str,
) -> sqlx::Result<Vec<Letter>> {
    let mut by_authority: BTreeMap<&str, (Vec<&NoticeRow>, Vec<&ClockNoticeRow>)> = BTreeMap::new();
    for row in rows {
        by_authority.entry(&row.authority_id).or_default().0.push(row);
    }
    for row in of_clocks {
        by_authority.entry(&row.authority_id).or_default().1.push(row);
    }
    let mut letters = Vec::new();
    for (authority_id, rows) in by_authority {
        let ids = [authority_id.to_owned()];
        let Some(authority) = authority::by_ids(tx, &ids).await?.pop() else { continue };
        let (subject, body) = words(core, &authority.name, (&rows.0, &rows.1), base_url);
        let today = core.clock.today();
        for account in account::list(tx, Some(authority_id)).await? {
            let is_meant = account.state == "active"
                && Role::from_code(&account.role).is_some_and(Role::belongs_to_an_authority);
            if let (true, Some(to_address)) = (is_meant, account.email) {
                let dedup_key = format!("reminder|{today}|{}", account.id);
                letters.push(Letter { dedup_key, to_address, subject: subject.clone(), body: body.clone() });
            }
        }
    }
    Ok(letters)
}

/// Subject and text for an authority.
fn words(
    core: &Core,
    authority: &str,
    (rows, of_clocks): (&[&NoticeRow], &[&ClockNoticeRow]),
    base_url: &str,
) -> (String, String) {
    let count: i64 = rows.iter().map(|row| row.decisions).sum();
    let others: i64 = of_clocks.iter().map(|row| row.waiting).sum();
    let mut body = format!("{authority}：\n\n");
    for row in rows {
        let label = reminder(core, (&row.reminder, row.due_on, row.warned_on)).map_or("", Reminder::label);
        let _ = writeln!(body, "{} 24 时到期，{label}：{} 件", row.due_on, row.decisions);
    }
    for row in of_clocks {
        let label = reminder(core, (&row.reminder, row.due_on, row.warned_on)).map_or("", Reminder::label);
        let clock = ClockKind::from_code(&row.clock).map_or("", ClockKind::label);
        let _ = writeln!(body, "{} 24 时到期，{label}：{clock} {} 件", row.due_on, row.waiting);
    }
    let _ = write!(body, "\n请登录工作台办理：{base_url}/desk\n本邮件由系统发出，请勿回复。\n");
    let subject = match (count, others) {
        (0, others) => format!("办理期限提醒：{authority}有 {others} 件待复核"),
        (count, _) => format!("公示期限提醒：{authority}有 {count} 件行政许可、行政处罚决定待公示"),
    };
    (subject, body)
}

/// The warning with that code, by the distance of the day of warning from the due day.
pub fn reminder(core: &Core, (code, due_on, warned_on): (&str, NaiveDate, NaiveDate)) -> Option<Reminder> {
    let by = core.calendar().workdays_between(due_on, warned_on).ok();
    [Reminder::ThreeDaysBefore, Reminder::DayBefore, Reminder::DueToday, Reminder::Overdue { by }]
        .into_iter()
        .find(|reminder| reminder.code() == code)
}
