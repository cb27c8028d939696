//! The time in each hand, by month, and emergency hidings with their clock, for the head and the auditor.

use std::collections::BTreeMap;

use app::desk::changes::statistics::{Hiding, MonthOfHands, Slow, Statistics, Timeliness};
use chrono::{Datelike as _, NaiveDate};
use domain::approval::{ApprovalState, Purpose};
use domain::calendar::{Deadline, beijing_date};
use domain::clocks::ClockKind;
use domain::hands::{spread, working_minutes};
use domain::role::Step;

use super::whose::whose;
use crate::actions::regulator::{Refusal, Regulator};
use crate::state::Core;
use crate::store::Tx;
use crate::store::approval::{self, HidingRow};

/// How many of the slowest are named.
const SLOWEST: usize = 10;

/// What came together in a month.
#[derive(Default)]
struct Sums {
    clerk: Vec<(i64, u64)>,
    reviewer: Vec<(i64, u64)>,
    returned: u64,
}

/// The last twelve months.
pub async fn load(core: &Core, tx: &mut Tx, regulator: &Regulator) -> Result<Statistics, Refusal> {
    regulator.may(Step::ReadStatistics)?;
    let whose = whose(regulator, Step::ReadStatistics);
    let since = a_year_before(core.clock.today());
    let mut months: BTreeMap<(i32, u32), Sums> = BTreeMap::new();
    for row in approval::hands(tx, &whose, since).await? {
        let day = beijing_date(row.decided_at);
        let sums = months.entry((day.year(), day.month())).or_default();
        let count = u64::try_from(row.count).unwrap_or(0);
        sums.clerk.push((working_minutes(row.begun_at, row.submitted_at, &core.calendar()), count));
        sums.reviewer.push((working_minutes(row.submitted_at, row.decided_at, &core.calendar()), count));
        if row.state == ApprovalState::Returned {
            sums.returned += count;
        }
    }
    let months = months.into_iter().rev().map(|((year, month), sums)| MonthOfHands {
        label: format!("{year}-{month:02}"),
        clerk: spread(sums.clerk),
        reviewer: spread(sums.reviewer),
        returned: sums.returned,
    });
    let months = months.collect();
    let mut slowest: Vec<Slow> = approval::slowest(tx, &whose, since)
        .await?
        .into_iter()
        .map(|row| Slow {
            record: row.public_id,
            number: row.document_number,
            clerk: working_minutes(row.begun_at, row.submitted_at, &core.calendar()),
            reviewer: working_minutes(row.submitted_at, row.decided_at, &core.calendar()),
        })
        .collect();
    slowest.sort_by_key(|slow| std::cmp::Reverse(slow.clerk + slow.reviewer));
    slowest.truncate(SLOWEST);
    let hidings = approval::hidings(tx, &whose, since).await?;
    let hidings = hidings.into_iter().map(|row| hiding(core, row)).collect();
    Ok(Statistics { months, slowest, hidings })
}

/// A hiding with its clock: a second person confirms or lifts it within one working day.
fn hiding(core: &Core, row: HidingRow) -> Hiding {
    let hidden_on = beijing_date(row.submitted_at);
    let due_on = core.rules().due(ClockKind::ConfirmHiding, hidden_on).map(Deadline::on);
    let decided_on = row.decided_at.map(beijing_date);
    let judged_on = decided_on.unwrap_or_else(|| core.clock.today());
    let timeliness = match due_on.filter(|due_on| *due_on < judged_on) {
        Some(due_on) => Timeliness::Late { by: core.calendar().workdays_between(due_on, judged_on).ok() },
        None => Timeliness::InTime,
    };
    Hiding {
        record: row.public_id,
        number: row.document_number,
        hidden_at: row.submitted_at,
        due_on,
        decided_on,
        outcome: row.state.label(Purpose::Hide),
        timeliness,
    }
}

fn a_year_before(today: NaiveDate) -> NaiveDate {
    today.with_day(1).and_then(|first| first.checked_sub_months(chrono::Months::new(11))).unwrap_or(today)
}
