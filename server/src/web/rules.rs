//! `/rules`, and the tables that the desk shows too.

use app::{CalendarYear, ClockRow, Page, PolicyRow, Rules};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use chrono::NaiveDate;
use domain::calendar::Calendar;
use domain::publicity;
use domain::rulebook::Rulebook;

use super::pages::{Site, ok, page};
use crate::read::agencies as agency_figures;

/// `GET /rules`
pub(crate) async fn rules(State(state): Site, uri: Uri, headers: HeaderMap) -> Response {
    page(&state, &uri, &headers, async {
        let book = state.core.rules();
        let withheld = agency_figures::withheld(&mut state.core.db.read().await?).await?;
        Ok(ok(Page::Rules(Rules {
            clocks: clock_rows(&book),
            policies: policy_rows(&book),
            withheld,
            calendar: calendar_years(&book.calendar),
        })))
    })
    .await
}

/// The clocks, in the order of the duties.
pub(crate) fn clock_rows(rules: &Rulebook) -> Vec<ClockRow> {
    let in_force = |from: Option<NaiveDate>, to: Option<NaiveDate>| match (from, to) {
        (None, None) => "一直".to_owned(),
        (Some(from), None) => format!("{from} 起"),
        (None, Some(to)) => format!("至 {to}"),
        (Some(from), Some(to)) => format!("{from} 至 {to}"),
    };
    let rows = rules.clocks.rows().iter().map(|row| ClockRow {
        label: row.kind.label(),
        event: row.event.label(),
        working_days: row.working_days,
        in_force: in_force(row.in_force_from, row.in_force_to),
        basis: row.basis.clone(),
        sureness: row.sureness.label(),
    });
    rows.collect()
}

/// The policies, the latest first.
pub(crate) fn policy_rows(rules: &Rulebook) -> Vec<PolicyRow> {
    rules.policies.rows().iter().map(policy_row).rev().collect()
}

fn policy_row(policy: &publicity::Policy) -> PolicyRow {
    PolicyRow {
        policy: match policy.regime {
            publicity::Regime::Gsxt => format!("{}（国家企业信用信息公示系统）", policy.document),
            publicity::Regime::Credit => policy.document.clone(),
        },
        class: policy.class.long_label().to_owned(),
        period: format!("{}，最长 {} 个月", policy.minimum_label(), policy.maximum_months),
        anchor: policy.anchor.label().to_owned(),
        in_force: match policy.effective_until {
            Some(until) => format!("{} 至 {until}", policy.effective_from),
            None => format!("{} 起", policy.effective_from),
        },
        note: policy.why.clone(),
    }
}

/// The years of a calendar, newest first.
pub(crate) fn calendar_years(calendar: &Calendar) -> Vec<CalendarYear> {
    let mut years: Vec<CalendarYear> = calendar
        .years()
        .map(|year| CalendarYear {
            year,
            notices: calendar.notices_of(year).iter().map(|notice| notice.citation().to_owned()).collect(),
            working_days: calendar.announced_workdays(year),
            is_provisional: is_provisional(calendar, year),
        })
        .collect();
    years.sort_by_key(|year| std::cmp::Reverse(year.year));
    years
}

/// The last days of December are moved by the next year's notice, if at all.
fn is_provisional(calendar: &Calendar, year: i32) -> bool {
    NaiveDate::from_ymd_opt(year, 12, 31).is_none_or(|last| calendar.day(last).is_err())
}
