//! The time in each hand, by month, for the head and the auditor.

use std::collections::BTreeMap;

use app::desk::changes::statistics::{MonthOfHands, Slow, Statistics};
use chrono::{Datelike as _, NaiveDate};
use domain::calendar::beijing_date;
use domain::hands::{spread, working_minutes};
use domain::role::Step;

use super::whose::whose;
use crate::actions::regulator::{Refusal, Regulator};
use crate::state::Core;
use crate::store::Tx;
use crate::store::approval;

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
        if row.state == "returned" {
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
    Ok(Statistics { months, slowest })
}

fn a_year_before(today: NaiveDate) -> NaiveDate {
    today.with_day(1).and_then(|first| first.checked_sub_months(chrono::Months::new(11))).unwrap_or(today)
}
