//! Timeliness of authorities, counted from the decisions themselves (definitions: RULES 6.5, `docs/RULES.md`).
//!
//! A period is selected by receipt at the platform, in Beijing days. A decision counts as valid if the law wants
//! it public: published at any time (later withdrawal or end does not matter), or past its deadline and not yet
//! public. Times taken over from older systems and provisional deadlines are left out.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{Calendar, start_of_day};
use domain::decision::DecisionKind;
use domain::disclosure::TimelinessFigures;

use super::Tx;
use super::public::TakenOverTimes;

/// What the figures are about.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    /// First Beijing day of receipt.
    pub from: NaiveDate,
    /// The day after the last.
    pub until: NaiveDate,
    /// Licences or penalties; both if absent.
    pub kind: Option<DecisionKind>,
    /// The day of reading: what is overdue on it counts.
    pub today: NaiveDate,
    /// Whether taken over times count.
    pub times: TakenOverTimes,
}

/// Decisions of an authority that are alike.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Group {
    authority_id: Option<String>,
    state: String,
    working_days: Option<i64>,
    late_by: Option<i64>,
    received_late: Option<bool>,
    count: i64,
}

/// Overdue and not public now: published never, with a firm deadline that has passed.
const OVERDUE: &str = "(state = 'unresolved' or (state = 'withheld' and withheld_reason = 'personal-data')) and due_provisional = false and published_at is null";

fn conditions(period: &Period) -> String {
    let mut text = String::new();
    if period.times == TakenOverTimes::NotJudged {
        text.push_str(" and taken_over = false");
    }
    match period.kind {
        Some(DecisionKind::Licence) => text.push_str(" and kind = 'licence'"),
        Some(DecisionKind::Penalty) => text.push_str(" and kind = 'penalty'"),
        None => {}
    }
    text
}

/// The figures of each authority (by identifier inside the house) and of all together (under `None`).
pub async fn by_authority(
    tx: &mut Tx,
    period: &Period,
    calendar: &Calendar,
) -> sqlx::Result<HashMap<Option<String>, TimelinessFigures>> {
    let mut figures: HashMap<Option<String>, Tally> = HashMap::new();
    for group in groups(tx, period).await? {
        let authority = group.authority_id.clone();
        figures.entry(None).or_default().add(&group);
        if authority.is_some() {
            figures.entry(authority).or_default().add(&group);
        }
    }
    for (authority, count, oldest) in overdue(tx, period).await? {
        let late = oldest.and_then(|due| calendar.workdays_between(due, period.today).ok());
        let keys = if authority.is_some() { vec![None, authority] } else { vec![None] };
        for key in keys {
            let tally = figures.entry(key).or_default();
            tally.figures.overdue += number(count);
            tally.figures.oldest_overdue_working_days = tally.figures.oldest_overdue_working_days.max(late);
        }
    }
    Ok(figures.into_iter().map(|(authority, tally)| (authority, tally.finish())).collect())
}

async fn groups(tx: &mut Tx, period: &Period) -> sqlx::Result<Vec<Group>> {
    tx.query_text(format!(
        "select authority_id, state, working_days, late_by, received_late, count(*) as count from decision
          where received_at >= $1 and received_at < $2
            and (working_days is not null or state = 'incomplete' or ({OVERDUE} and due_on < $3)) {}
          group by authority_id, state, working_days, late_by, received_late",
        conditions(period)
    ))
    .bind(start_of_day(period.from))
    .bind(start_of_day(period.until))
    .bind(period.today)
    .all()
    .await
}

/// Overdue now, whenever received, by authority: how many, and the oldest deadline.
async fn overdue(
    tx: &mut Tx,
    period: &Period,
) -> sqlx::Result<Vec<(Option<String>, i64, Option<NaiveDate>)>> {
    tx.query_text(format!(
        "select authority_id, count(*), min(due_on) from decision
          where {OVERDUE} and due_on < $1 {} group by authority_id",
        conditions(period)
    ))
    .bind(period.today)
    .all()
    .await
}

#[derive(Default)]
struct Tally {
    figures: TimelinessFigures,
    /// Working days to publication, with how many decisions took so many.
    days: Vec<(u32, u64)>,
}

impl Tally {
    fn add(&mut self, group: &Group) {
        let count = number(group.count);
        self.figures.submitted_rows += count;
        if group.state == "incomplete" {
            return;
        }
        self.figures.accepted_rows += count;
        self.figures.valid += count;
        if group.received_late == Some(false) {
            self.figures.received_on_time += count;
        }
        let Some(days) = group.working_days.and_then(|days| u32::try_from(days).ok()) else { return };
        if group.late_by == Some(0) {
            self.figures.on_time += count;
        }
        let bucket = match days {
            0..=7 => days as usize,
            8..=10 => 8,
            _ => 9,
        };
        self.figures.distribution[bucket] += count;
        self.days.push((days, count));
    }

    fn finish(mut self) -> TimelinessFigures {
        self.days.sort_unstable();
        let total: u64 = self.days.iter().map(|(_, count)| count).sum();
        let mut seen = 0;
        self.figures.median_working_days = self.days.iter().find_map(|(days, count)| {
            seen += count;
            (seen * 2 >= total).then_some(*days)
        });
        self.figures
    }
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// A decision behind the figures. What is not public today stands there without its number.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct BehindRow {
    pub public_id: String,
    pub kind: String,
    pub state: String,
    pub document_number: String,
    pub decided_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub received_at: DateTime<Utc>,
    pub published_at: Option<DateTime<Utc>>,
    pub public_until: Option<NaiveDate>,
    pub working_days: Option<i64>,
    pub late_by: Option<i64>,
    pub received_late: Option<bool>,
}

/// The decisions behind the figures of one authority, in the order of receipt.
pub async fn rows_behind(tx: &mut Tx, period: &Period, authority_id: &str) -> sqlx::Result<Vec<BehindRow>> {
    tx.query_text(format!(
        "select public_id, kind, state, document_number, decided_on, due_on, received_at, published_at,
                public_until, working_days, late_by, received_late from decision
          where authority_id = $1 and received_at >= $2 and received_at < $3
            and (working_days is not null or state = 'incomplete' or ({OVERDUE} and due_on < $4)) {}
          order by received_at, id",
        conditions(period)
    ))
    .bind(authority_id.to_owned())
    .bind(start_of_day(period.from))
    .bind(start_of_day(period.until))
    .bind(period.today)
    .all()
    .await
}

/// The first and the last moment of receipt: the months that have figures.
pub async fn span(tx: &mut Tx) -> sqlx::Result<(Option<DateTime<Utc>>, Option<DateTime<Utc>>)> {
    tx.query("select min(received_at), max(received_at) from decision").one().await
}

/// Counts for the first page.
#[derive(Clone, Copy, Debug, Default)]
pub struct Live {
    /// Public licences.
    pub licences: u64,
    /// Public penalties.
    pub penalties: u64,
    /// Public since midnight.
    pub published_today: u64,
    /// Withdrawn today.
    pub withdrawn_today: u64,
    /// Entities.
    pub entities: u64,
    /// Authorities with at least one public decision.
    pub authorities: u64,
}

/// Counts what is public on that day.
pub async fn live(tx: &mut Tx, today: NaiveDate) -> sqlx::Result<Live> {
    let kinds: Vec<(String, i64, i64)> = tx
        .query(
            "select kind, count(*), count(*) filter (where published_at >= $2) from decision
              where state = 'published' and (public_until is null or public_until >= $1) group by kind",
        )
        .bind(today)
        .bind(start_of_day(today))
        .all()
        .await?;
    let (withdrawn,): (i64,) = tx
        .query("select count(*) from decision where state = 'withdrawn' and ended_on = $1")
        .bind(today)
        .one()
        .await?;
    let (entities,): (i64,) = tx.query("select count(*) from entity").one().await?;
    let (authorities,): (i64,) = tx
        .query(
            "select count(distinct authority_id) from decision
              where state = 'published' and (public_until is null or public_until >= $1)",
        )
        .bind(today)
        .one()
        .await?;
    let mut live = Live {
        withdrawn_today: number(withdrawn),
        entities: number(entities),
        authorities: number(authorities),
        ..Live::default()
    };
    for (kind, count, today) in kinds {
        live.published_today += number(today);
        if kind == "licence" { live.licences = number(count) } else { live.penalties = number(count) }
    }
    Ok(live)
}
