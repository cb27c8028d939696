//! The rows behind the figures of quality: counted from the record while a month is open, read from frozen rows
//! afterwards (definitions: `domain::quality`).

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::{beijing_date, start_of_day};
use domain::decision::DecisionKind;
use domain::publication::Publication;
use domain::quality::{AmountCell, Cell, Days, Kind, Month, RowState};

use super::Tx;
use super::figures::OVERDUE;
use super::public::TakenOverTimes;

/// Whose figures, of which month, of which kind. The authority is its identifier inside the house, empty where
/// it is not known.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The authority.
    pub authority_id: String,
    /// The month of decision or of receipt.
    pub month: Month,
    /// The kind.
    pub kind: Kind,
}

/// The rows behind figures.
pub type Sheet = BTreeMap<Key, Vec<Cell>>;

/// Which rows.
#[derive(Clone, Debug)]
pub struct Scope {
    /// The first month.
    pub from: Month,
    /// The month after the last.
    pub until: Month,
    /// One authority; all if absent.
    pub authority_id: Option<String>,
    /// The day of reading: what is overdue on it counts.
    pub today: NaiveDate,
    /// Whether taken over times count.
    pub times: TakenOverTimes,
}

impl Scope {
    /// The conditions of a query whose parameters `$1` to `$3` are days or the authority.
    pub(super) fn conditions(&self) -> String {
        let own = if self.times == TakenOverTimes::NotJudged { " and taken_over = false" } else { "" };
        let one = if self.authority_id.is_some() { " and authority_id = $3" } else { "" };
        format!("{own}{one}")
    }
}

/// What a licence's category is grouped by; penalties have none.
pub(super) const CATEGORY: &str = "case when kind = 'licence' then category else '' end";

pub(super) fn kind_of(kind: &str, category: &str) -> Kind {
    Kind::of(DecisionKind::from_code(kind).unwrap_or(DecisionKind::Licence), category)
}

pub(super) fn number(count: i64) -> u64 {
    u64::try_from(count).unwrap_or(0)
}

#[derive(Debug, sqlx::FromRow)]
struct HeadlineRow {
    authority_id: String,
    kind: String,
    category: String,
    decided_on: NaiveDate,
    working_days: Option<i64>,
    late_by: Option<i64>,
    row_count: i64,
}

#[derive(Debug, sqlx::FromRow)]
struct ReceiptRow {
    authority_id: String,
    kind: String,
    category: String,
    received_at: DateTime<Utc>,
    #[sqlx(try_from = "String")]
    state: Publication,
    received_late: Option<bool>,
    is_corrected: bool,
    came_corrected: bool,
    is_replaced: bool,
    row_count: i64,
}

/// Counts rows from the record itself.
pub async fn live(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Sheet> {
    let mut sheet = Sheet::new();
    let mut add = |key: Key, cell: Cell| sheet.entry(key).or_default().push(cell);
    for row in decided(tx, scope).await? {
        let key = Key {
            authority_id: row.authority_id,
            month: Month::of(row.decided_on),
            kind: kind_of(&row.kind, &row.category),
        };
        let state = state_of(row.working_days, row.late_by);
        let days = row.working_days.and_then(|days| u32::try_from(days).ok());
        add(key, Cell { state, days: days.map_or(Days::Unsaid, Days::Exactly), rows: number(row.row_count) });
    }
    let mut records: BTreeMap<Key, u64> = BTreeMap::new();
    for row in received(tx, scope).await? {
        let key = Key {
            authority_id: row.authority_id.clone(),
            month: Month::of(beijing_date(row.received_at)),
            kind: kind_of(&row.kind, &row.category),
        };
        // The first attempt counts, and a row has one.
        if !row.came_corrected {
            *records.entry(key.clone()).or_default() += number(row.row_count);
        }
        for state in facts(&row) {
            add(key.clone(), Cell::of(state, number(row.row_count)));
        }
    }
    for (key, state, rows) in faults(tx, scope).await? {
        if state == RowState::Incomplete {
            // It is in the record, but not as a row that passed at the first attempt.
            let count = records.entry(key.clone()).or_default();
            *count = count.saturating_sub(rows);
        }
        add(key, Cell::of(state, rows));
    }
    for (key, rows) in records {
        add(key, Cell::of(RowState::Accepted, rows));
    }
    Ok(sheet)
}

/// The verdict on a decision that the law wants public.
pub(super) const fn state_of(working_days: Option<i64>, late_by: Option<i64>) -> RowState {
    match (working_days, late_by) {
        (None, _) => RowState::Overdue,
        (Some(_), Some(0) | None) => RowState::OnTime,
        (Some(_), Some(_)) => RowState::Late,
    }
}

/// What else is true of records that are alike; of a first version that was corrected, its present version says it.
fn facts(row: &ReceiptRow) -> impl Iterator<Item = RowState> {
    let receipt = match row.received_late {
        _ if row.state == Publication::Incomplete || row.is_replaced => None,
        Some(true) => Some(RowState::ReceivedLate),
        Some(false) => Some(RowState::ReceivedOnTime),
        None => None,
    };
    let corrected = row.is_corrected.then_some(RowState::Corrected);
    let withdrawn = (row.state == Publication::Withdrawn).then_some(RowState::Withdrawn);
    [receipt, corrected, withdrawn].into_iter().flatten()
}

async fn decided(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<HeadlineRow>> {
    let query = tx.query_text(format!(
        "select coalesce(authority_id, '') as authority_id, kind, {CATEGORY} as category, decided_on,
                working_days, late_by, count(*) as row_count from decision
          where decided_on >= $1 and decided_on < $2
            and (working_days is not null or ({OVERDUE} and due_on < '{}')){}
          group by coalesce(authority_id, ''), kind, {CATEGORY}, decided_on, working_days, late_by",
        scope.today,
        scope.conditions()
    ));
    let query = query.bind(scope.from.first()).bind(scope.until.first());
    match &scope.authority_id {
        Some(id) => query.bind(id.clone()).all().await,
        None => query.all().await,
    }
}

async fn received(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<ReceiptRow>> {
    let query = tx.query_text(format!(
        "with receipt as (
             select coalesce(authority_id, '') as authority_id, kind, {CATEGORY} as category, received_at, state,
                    received_late,
                    exists (select 1 from correction c
                             where c.decision_id = decision.id and c.before_public = false) as is_corrected,
                    came_corrected, replaced_at is not null as is_replaced
               from decision where received_at >= $1 and received_at < $2{})
         select authority_id, kind, category, received_at, state, received_late, is_corrected, came_corrected,
                is_replaced, count(*) as row_count from receipt
          group by authority_id, kind, category, received_at, state, received_late, is_corrected, came_corrected,
                is_replaced",
        scope.conditions()
    ));
    let query = query.bind(start_of_day(scope.from.first())).bind(start_of_day(scope.until.first()));
    match &scope.authority_id {
        Some(id) => query.bind(id.clone()).all().await,
        None => query.all().await,
    }
}

async fn faults(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Vec<(Key, RowState, u64)>> {
    let query = tx.query_text(format!(
        "select month, authority_id, kind, state, cast(sum(row_count) as bigint) from noted_fault
          where month >= $1 and month < $2{} group by month, authority_id, kind, state",
        scope.conditions()
    ));
    let query = query.bind(scope.from.label()).bind(scope.until.label());
    let rows: Vec<(String, String, String, String, i64)> = match &scope.authority_id {
        Some(id) => query.bind(id.clone()).all().await?,
        None => query.all().await?,
    };
    Ok(rows
        .into_iter()
        .filter_map(|(month, authority_id, kind, state, rows)| {
            Some((key(authority_id, &month, &kind)?, RowState::from_code(&state)?, number(rows)))
        })
        .collect())
}

fn key(authority_id: String, month: &str, kind: &str) -> Option<Key> {
    Some(Key { authority_id, month: Month::parse(month).ok()?, kind: Kind::from_code(kind)? })
}

/// The frozen months of a scope, with the moment of freezing.
pub async fn frozen_months(
    tx: &mut Tx,
    from: Month,
    until: Month,
) -> sqlx::Result<BTreeMap<Month, DateTime<Utc>>> {
    let rows: Vec<(String, DateTime<Utc>)> = tx
        .query("select month, frozen_at from frozen_month where month >= $1 and month < $2")
        .bind(from.label())
        .bind(until.label())
        .all()
        .await?;
    Ok(rows.into_iter().filter_map(|(month, at)| Some((Month::parse(&month).ok()?, at))).collect())
}

/// The frozen rows of a scope.
pub async fn frozen(tx: &mut Tx, scope: &Scope) -> sqlx::Result<Sheet> {
    let one = if scope.authority_id.is_some() { " and authority_id = $3" } else { "" };
    let query = tx.query_text(format!(
        "select month, authority_id, kind, state, working_days, row_count from frozen_row
          where month >= $1 and month < $2{one} order by month, authority_id, kind, state, working_days"
    ));
    let query = query.bind(scope.from.label()).bind(scope.until.label());
    let rows: Vec<(String, String, String, String, String, i64)> = match &scope.authority_id {
        Some(id) => query.bind(id.clone()).all().await?,
        None => query.all().await?,
    };
    let mut sheet = Sheet::new();
    for (month, authority_id, kind, state, days, rows) in rows {
        let (Some(key), Some(state)) = (key(authority_id, &month, &kind), RowState::from_code(&state)) else {
            continue;
        };
        sheet.entry(key).or_default().push(Cell { state, days: Days::parse(&days), rows: number(rows) });
    }
    Ok(sheet)
}

/// The rows behind some months, and which of these months are frozen.
#[derive(Debug)]
pub struct Behind {
    /// Frozen rows, merged, or open ones.
    pub sheet: Sheet,
    /// When the frozen months were frozen.
    pub frozen: BTreeMap<Month, DateTime<Utc>>,
}

impl Behind {
    /// The rows of one authority, month and kind.
    pub fn cells(&self, authority_id: &str, month: Month, kind: Kind) -> &[Cell] {
        let key = Key { authority_id: authority_id.to_owned(), month, kind };
        self.sheet.get(&key).map_or(&[], Vec::as_slice)
    }
}

/// Frozen months from their frozen rows, open ones from the record.
pub async fn behind(tx: &mut Tx, mut scope: Scope) -> sqlx::Result<Behind> {
    let frozen = frozen_months(tx, scope.from, scope.until).await?;
    let mut sheet = self::frozen(tx, &scope).await?;
    if let Some(open) = scope.from.until(scope.until).find(|month| !frozen.contains_key(month)) {
        scope.from = open;
        let live = live(tx, &scope).await?;
        sheet.extend(live.into_iter().filter(|(key, _)| !frozen.contains_key(&key.month)));
    }
    Ok(Behind { sheet, frozen })
}

/// The months in which anything was decided or received that counts: the first and the last.
pub async fn span(tx: &mut Tx, times: TakenOverTimes) -> sqlx::Result<Option<(Month, Month)>> {
    let own = if times == TakenOverTimes::NotJudged { "where taken_over = false" } else { "" };
    let (decided, received, last): (Option<NaiveDate>, Option<DateTime<Utc>>, Option<DateTime<Utc>>) = tx
        .query_text(format!("select min(decided_on), min(received_at), max(received_at) from decision {own}"))
        .one()
        .await?;
    let (fault,): (Option<String>,) = tx.query("select min(month) from noted_fault").one().await?;
    let first = [
        decided.map(Month::of),
        received.map(|at| Month::of(beijing_date(at))),
        fault.and_then(|month| Month::parse(&month).ok()),
    ];
    let first = first.into_iter().flatten().min();
    Ok(first.map(|first| (first, last.map_or(first, |at| Month::of(beijing_date(at))).max(first))))
}

/// Freezes a month: its rows, merged, and its amounts. The rows of a month that is frozen already stay.
pub async fn freeze(
    tx: &mut Tx,
    month: Month,
    due_on: NaiveDate,
    now: DateTime<Utc>,
    sheet: &Sheet,
    amounts: &[(Key, Vec<AmountCell>)],
) -> sqlx::Result<bool> {
    let count = tx
        .query(
            "insert into frozen_month (month, first_on, end_on, due_on, frozen_at) values ($1, $2, $3, $4, $5)
             on conflict do nothing",
        )
        .bind(month.label())
        .bind(month.first())
        .bind(month.end())
        .bind(due_on)
        .bind(now)
        .execute()
        .await?;
    if count == 0 {
        return Ok(false);
    }
    let rows: Vec<(&Key, &Cell)> =
        sheet.iter().flat_map(|(key, cells)| cells.iter().map(move |cell| (key, cell))).collect();
    let head = "insert into frozen_row (month, authority_id, kind, state, working_days, row_count)";
    tx.insert_rows(head, "", 6, &rows, |(key, cell), parameters| {
        parameters.add(key.month.label())?;
        parameters.add(key.authority_id.clone())?;
        parameters.add(key.kind.code().to_owned())?;
        parameters.add(cell.state.code().to_owned())?;
        parameters.add(cell.days.text(cell.state))?;
        parameters.add(signed(cell.rows))
    })
    .await?;
    let rows: Vec<(&Key, &AmountCell)> =
        amounts.iter().flat_map(|(key, cells)| cells.iter().map(move |cell| (key, cell))).collect();
    let head = "insert into frozen_amount (month, authority_id, kind, first_band, last_band, row_count)";
    tx.insert_rows(head, "", 6, &rows, |(key, cell), parameters| {
        parameters.add(key.month.label())?;
        parameters.add(key.authority_id.clone())?;
        parameters.add(key.kind.code().to_owned())?;
        parameters.add(signed(cell.first as u64))?;
        parameters.add(signed(cell.last as u64))?;
        parameters.add(signed(cell.rows))
    })
    .await?;
    Ok(true)
}

pub(super) fn signed(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// Fines of the decisions of a month that had been public, by authority and kind, with how many share each.
pub async fn fines(
    tx: &mut Tx,
    month: Month,
    times: TakenOverTimes,
) -> sqlx::Result<Vec<(Key, Option<i64>, u64)>> {
    let own = if times == TakenOverTimes::NotJudged { " and taken_over = false" } else { "" };
    let rows: Vec<(String, String, String, Option<i64>, i64)> = tx
        .query_text(format!(
            "select coalesce(authority_id, ''), kind, {CATEGORY}, fine_fen, count(*) from decision
              where decided_on >= $1 and decided_on < $2 and published_at is not null{own}
              group by coalesce(authority_id, ''), kind, {CATEGORY}, fine_fen"
        ))
        .bind(month.first())
        .bind(month.end())
        .all()
        .await?;
    Ok(rows
        .into_iter()
        .map(|(authority_id, kind, category, fine, rows)| {
            (Key { authority_id, month, kind: kind_of(&kind, &category) }, fine, number(rows))
        })
        .collect())
}

/// The frozen amounts of an authority, newest month first.
pub async fn amounts(tx: &mut Tx, authority_id: &str) -> sqlx::Result<Vec<(Month, Kind, AmountCell)>> {
    let rows: Vec<(String, String, i64, i64, i64)> = tx
        .query(
            "select month, kind, first_band, last_band, row_count from frozen_amount
              where authority_id = $1 order by month desc, kind, first_band",
        )
        .bind(authority_id.to_owned())
        .all()
        .await?;
    let place = |band: i64| usize::try_from(band).unwrap_or(0);
    Ok(rows
        .into_iter()
        .filter_map(|(month, kind, first, last, rows)| {
            let cell = AmountCell { first: place(first), last: place(last), rows: number(rows) };
            Some((Month::parse(&month).ok()?, Kind::from_code(&kind)?, cell))
        })
        .collect())
}

/// The first frozen month.
pub async fn first_frozen(tx: &mut Tx) -> sqlx::Result<Option<Month>> {
    let (month,): (Option<String>,) = tx.query("select min(month) from frozen_month").one().await?;
    Ok(month.and_then(|month| Month::parse(&month).ok()))
}

/// Counts up the versions of authorities: their pages have changed.
pub async fn next_versions(tx: &mut Tx, authority_ids: &[String]) -> sqlx::Result<()> {
    for id in authority_ids {
        tx.query("update authority set version = version + 1 where id = $1")
            .bind(id.clone())
            .execute()
            .await?;
    }
    Ok(())
}
