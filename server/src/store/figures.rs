//! Figures that are about today: what is overdue now, the records behind the headline of an open month, and counts
//! for the first page. The rows behind the figures of months are in [`super::quality`].

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::start_of_day;
use domain::decision::DecisionKind;
use domain::publication::Publication;
use domain::quality::{Kind, Month};

use super::Tx;
use super::public::TakenOverTimes;

/// Overdue and not public now: published never, with a firm deadline that has passed.
pub(super) const OVERDUE: &str = "(state in ('pending', 'returned', 'unresolved') or (state = 'withheld' and withheld_reason = 'personal-data')) and due_provisional = false and published_at is null";

/// Leaves out times that are not our own, unless they are judged.
const fn own(times: TakenOverTimes) -> &'static str {
    match times {
        TakenOverTimes::NotJudged => " and taken_over = false",
        TakenOverTimes::Judged => "",
    }
}

/// What is overdue now, whenever received.
#[derive(Clone, Debug)]
pub struct Overdue {
    /// The authority inside the house, if known.
    pub authority_id: Option<String>,
    /// Its kind.
    pub kind: Kind,
    /// How many.
    pub count: u64,
    /// Their due day. It never leaves the house: an exact day may point at a sealed decision.
    pub due_on: NaiveDate,
}

/// Authority, kind, category, due day, number.
type OverdueGroup = (Option<String>, String, String, NaiveDate, i64);

/// Overdue decisions by authority, kind and due day.
pub async fn overdue(tx: &mut Tx, today: NaiveDate, times: TakenOverTimes) -> sqlx::Result<Vec<Overdue>> {
    let rows: Vec<OverdueGroup> = tx
        .query_text(format!(
            "select authority_id, kind, case when kind = 'licence' then category else '' end, due_on, count(*)
               from decision where {OVERDUE} and due_on < $1{}
              group by authority_id, kind, case when kind = 'licence' then category else '' end, due_on",
            own(times)
        ))
        .bind(today)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(authority_id, kind, category, due_on, count)| {
            let kind = Kind::of(DecisionKind::from_code(&kind)?, &category);
            Some(Overdue { authority_id, kind, count: number(count), due_on })
        })
        .collect())
}

/// Withheld decisions over all authorities, by ground and day of decision.
pub async fn withheld(tx: &mut Tx) -> sqlx::Result<Vec<(String, NaiveDate, u64)>> {
    let rows: Vec<(String, NaiveDate, i64)> = tx
        .query(
            "select withheld_reason, decided_on, count(*) from decision
              where state in ('withheld', 'ended') and withheld_reason is not null and decided_on is not null
              group by withheld_reason, decided_on",
        )
        .all()
        .await?;
    Ok(rows.into_iter().map(|(ground, day, count)| (ground, day, number(count))).collect())
}

fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

/// A decision behind the headline. What is not public today stands there without its number.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct BehindRow {
    pub public_id: String,
    pub kind: String,
    pub category: String,
    #[sqlx(try_from = "String")]
    pub state: Publication,
    pub document_number: String,
    pub decided_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub published_at: Option<DateTime<Utc>>,
    pub public_until: Option<NaiveDate>,
    pub working_days: Option<i64>,
    pub late_by: Option<i64>,
}

/// The decisions behind the headline of one authority's month, in the order of their random identifiers.
pub async fn rows_behind(
    tx: &mut Tx,
    authority_id: &str,
    month: Month,
    today: NaiveDate,
    times: TakenOverTimes,
) -> sqlx::Result<Vec<BehindRow>> {
    tx.query_text(format!(
        "select public_id, kind, category, state, document_number, decided_on, due_on, published_at,
                public_until, working_days, late_by from decision
          where authority_id = $1 and decided_on >= $2 and decided_on < $3
            and (working_days is not null or ({OVERDUE} and due_on < $4)){}
          order by public_id",
        own(times)
    ))
    .bind(authority_id.to_owned())
    .bind(month.first())
    .bind(month.end())
    .bind(today)
    .all()
    .await
}

/// Public decisions by authority and kind, on that day.
pub async fn public_counts(tx: &mut Tx, today: NaiveDate) -> sqlx::Result<Vec<(Option<String>, Kind, u64)>> {
    let rows: Vec<(Option<String>, String, String, i64)> = tx
        .query(
            "select authority_id, kind, case when kind = 'licence' then category else '' end, count(*) from decision
              where state = 'published' and (public_until is null or public_until >= $1)
              group by authority_id, kind, case when kind = 'licence' then category else '' end",
        )
        .bind(today)
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .filter_map(|(authority_id, kind, category, count)| {
            Some((authority_id, Kind::of(DecisionKind::from_code(&kind)?, &category), number(count)))
        })
        .collect())
}

/// Entities by the code of their region.
pub async fn entities_by_region(tx: &mut Tx) -> sqlx::Result<Vec<(Option<String>, u64)>> {
    let rows: Vec<(Option<String>, i64)> =
        tx.query("select region, count(*) from entity group by region").all().await?;
    Ok(rows.into_iter().map(|(region, count)| (region, number(count))).collect())
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
