//! Authorities with their figures: frozen months from their frozen rows, open ones from the record.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};
use domain::calendar::{beijing_date, start_of_day};
use domain::decision::DecisionKind;
use domain::disclosure::{AuthorityFigures, GapCount, SampleFigures, TimelinessFigures, WithheldCount};
use domain::lateness::OverdueBand;
use domain::publication::WithheldReason;
use domain::quality::{
    self, Cell, Coverage, Kind, MonthOfKind, QualityFigures, Revision, RowState, Standing, ZeroReport,
    band_label,
};
use domain::suppression::PublicCount;

use super::month::Month;
use crate::actions::gaps::year_of;
use crate::error::{Error, Result};
use crate::state::Core;
use crate::store::authority::{self, AuthorityRow};
use crate::store::figures::{self, Overdue};
use crate::store::quality::{self as store, Behind, Scope};
use crate::store::{Tx, gap, intake, revision, sample, zero_report};

/// Months that a page offers.
const MONTHS: usize = 12;

/// Licences or penalties, as asked for; both if nothing was.
pub fn kind(text: Option<&str>) -> Result<Option<DecisionKind>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let reason = || "只能是 licence 或 penalty".to_owned();
    DecisionKind::from_code(text)
        .map(Some)
        .ok_or_else(|| Error::BadParameter { name: "kind", reason: reason() })
}

/// The kind whose figures are asked for, if any is named.
pub fn quality_kind(text: Option<&str>) -> Result<Option<Kind>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let reason = || "只能是 penalty、registration 或 other-licence".to_owned();
    Kind::from_code(text).map(Some).ok_or_else(|| Error::BadParameter { name: "kind", reason: reason() })
}

fn standing(core: &Core, behind: &Behind, month: Month) -> Standing {
    match behind.frozen.get(&month) {
        Some(at) => Standing::Frozen { on: beijing_date(*at) },
        None => Standing::Provisional { until: month.frozen_on(&core.calendar()).ok() },
    }
}

/// Loads the rows behind the months from `from` to before `until`, of one authority or of all.
pub async fn behind(
    core: &Core,
    tx: &mut Tx,
    (from, until): (Month, Month),
    authority_id: Option<&str>,
) -> Result<Behind> {
    let scope = Scope {
        from,
        until,
        authority_id: authority_id.map(str::to_owned),
        today: core.clock.today(),
        times: core.taken_over_times(),
    };
    Ok(store::behind(tx, scope).await?)
}

/// All authorities in a month.
#[derive(Debug)]
pub struct AllAgencies {
    /// Whether the month may still change.
    pub standing: Standing,
    /// Over all of them, and what no authority is known for.
    pub total: TimelinessFigures,
    /// One a row: those with decisions first, by rate, then the others.
    pub rows: Vec<AuthorityFigures>,
}

/// Loads the figures of a month.
pub async fn all(core: &Core, tx: &mut Tx, month: Month, kind: Kind) -> Result<AllAgencies> {
    let behind = behind(core, tx, (month, month.next()), None).await?;
    let now = Now::load(core, tx).await?;
    let everything: Vec<Cell> = behind
        .sheet
        .iter()
        .filter(|(key, _)| key.kind == kind)
        .flat_map(|(_, cells)| cells.clone())
        .collect();
    let total = now.add(quality::timeliness(&everything), None, kind);
    let mut rows: Vec<AuthorityFigures> = authority::all(tx)
        .await?
        .into_iter()
        .map(|row| {
            let figures = quality::timeliness(behind.cells(&row.id, month, kind));
            let figures = now.add(figures, Some(&row.id), kind);
            AuthorityFigures { authority: authority::public(row, Vec::new()), figures }
        })
        .collect();
    rows.sort_by_key(|row| order(&row.figures));
    Ok(AllAgencies { standing: standing(core, &behind, month), total, rows })
}

/// What is overdue now.
struct Now<'a> {
    core: &'a Core,
    overdue: Vec<Overdue>,
}

impl<'a> Now<'a> {
    async fn load(core: &'a Core, tx: &mut Tx) -> Result<Self> {
        let overdue = figures::overdue(tx, core.clock.today(), core.taken_over_times()).await?;
        Ok(Self { core, overdue })
    }

    fn add(&self, mut figures: TimelinessFigures, authority: Option<&str>, kind: Kind) -> TimelinessFigures {
        let is_meant = |row: &&Overdue| {
            row.kind == kind && authority.is_none_or(|id| row.authority_id.as_deref() == Some(id))
        };
        for row in self.overdue.iter().filter(is_meant) {
            let band = OverdueBand::since(row.due_on, self.core.clock.today(), &self.core.calendar());
            figures.overdue += row.count;
            let place = OverdueBand::ALL.iter().position(|one| *one == band);
            if let Some(count) = place.and_then(|place| figures.overdue_bands.get_mut(place)) {
                *count += row.count;
            }
        }
        figures
    }
}

/// How many decisions of all kinds are overdue now, and of how many authorities: a count, no rate.
pub async fn overdue_now(core: &Core, tx: &mut Tx) -> Result<(u64, u64)> {
    let rows = figures::overdue(tx, core.clock.today(), core.taken_over_times()).await?;
    let authorities: BTreeSet<&String> = rows.iter().filter_map(|row| row.authority_id.as_ref()).collect();
    Ok((rows.iter().map(|row| row.count).sum(), authorities.len() as u64))
}

/// What is withheld in the whole province, by year of decision (newest first) and ground. There is no sum: it would give
/// a single suppressed count away.
pub async fn withheld(tx: &mut Tx) -> Result<Vec<WithheldCount>> {
    let mut counts: BTreeMap<(Reverse<i32>, WithheldReason), u64> = BTreeMap::new();
    for (ground, day, count) in figures::withheld(tx).await? {
        let Some(ground) = WithheldReason::from_code(&ground) else { continue };
        *counts.entry((Reverse(day.year()), ground)).or_default() += count;
    }
    Ok(counts
        .into_iter()
        .map(|((Reverse(year), ground), count)| WithheldCount { year, ground, count: PublicCount::of(count) })
        .collect())
}

/// Numbers of an authority that were neither filed nor explained in time, by year, newest first; as the day began, for
/// pages are kept by day.
pub async fn gaps(core: &Core, tx: &mut Tx, id: &str) -> Result<Vec<GapCount>> {
    let mut counts: BTreeMap<Reverse<i32>, u64> = BTreeMap::new();
    for (year, found_on, count) in gap::unexplained(tx, id, core.clock.today()).await? {
        *counts.entry(Reverse(year_of(year, found_on))).or_default() += u64::try_from(count).unwrap_or(0);
    }
    let count = |(Reverse(year), count)| GapCount { year, count: PublicCount::of(count) };
    Ok(counts.into_iter().map(count).collect())
}

/// What inspections found of an authority's decisions, by year, newest first; as the day began.
pub async fn samples(core: &Core, tx: &mut Tx, id: &str) -> Result<Vec<SampleFigures>> {
    let mut years: BTreeMap<Reverse<i32>, (u64, u64)> = BTreeMap::new();
    for (day, is_filed, count) in sample::counts(tx, id, start_of_day(core.clock.today())).await? {
        let count = u64::try_from(count).unwrap_or(0);
        let (sampled, missing) = years.entry(Reverse(day.year())).or_default();
        *sampled += count;
        *missing += if is_filed { 0 } else { count };
    }
    let figures = |(Reverse(year), (sampled, missing))| SampleFigures { year, sampled, missing };
    Ok(years.into_iter().map(figures).collect())
}

/// By rate from best to worst; a zero denominator has no rate and no rank.
fn order(figures: &TimelinessFigures) -> (bool, u64, u64) {
    let rate = (figures.on_time * 1_000_000).checked_div(figures.valid);
    (rate.is_none(), 1_000_000 - rate.unwrap_or(0), u64::MAX - figures.valid)
}

/// One authority by public identifier.
pub async fn find(tx: &mut Tx, public_id: &str) -> Result<AuthorityRow> {
    authority::by_public_id(tx, public_id).await?.ok_or(Error::NotFound)
}

/// The last twelve months of one authority and kind, newest first.
pub async fn months_of(
    core: &Core,
    tx: &mut Tx,
    id: &str,
    kind: Kind,
) -> Result<Vec<(MonthOfKind, TimelinessFigures)>> {
    let months = months(core);
    let (Some(last), Some(first)) = (months.first(), months.last()) else { return Ok(Vec::new()) };
    let behind = behind(core, tx, (*first, last.next()), Some(id)).await?;
    let now = Now::load(core, tx).await?;
    let row = |month: Month| {
        let cells = behind.cells(id, month, kind);
        let figures = now.add(quality::timeliness(cells), Some(id), kind);
        (month_of_kind(core, &behind, cells, month, kind), figures)
    };
    Ok(months.into_iter().map(row).collect())
}

fn month_of_kind(core: &Core, behind: &Behind, cells: &[Cell], month: Month, kind: Kind) -> MonthOfKind {
    MonthOfKind {
        month: month.label(),
        kind,
        standing: standing(core, behind, month),
        figures: QualityFigures::count(cells),
    }
}

/// All months of one authority in which anything was counted, newest first; also those whose records have ended.
pub async fn all_months_of(
    core: &Core,
    tx: &mut Tx,
    id: &str,
    kind: Option<Kind>,
) -> Result<Vec<MonthOfKind>> {
    let today = Month::of(core.clock.today());
    let first = first_month(core, tx).await?.unwrap_or(today);
    let behind = behind(core, tx, (first, today.next()), Some(id)).await?;
    let mut months: Vec<MonthOfKind> = behind
        .sheet
        .iter()
        .filter(|(key, _)| kind.is_none_or(|kind| key.kind == kind))
        .map(|(key, cells)| month_of_kind(core, &behind, cells, key.month, key.kind))
        .filter(|month| !month.figures.is_empty())
        .collect();
    months.sort_by(|one, other| other.month.cmp(&one.month).then(one.kind.cmp(&other.kind)));
    Ok(months)
}

/// The first month of which anything is known, frozen or in the record.
async fn first_month(core: &Core, tx: &mut Tx) -> Result<Option<Month>> {
    let live = store::span(tx, core.taken_over_times()).await?.map(|(first, _)| first);
    let frozen = store::first_frozen(tx).await?;
    Ok([live, frozen].into_iter().flatten().min())
}

/// What happened to an authority's frozen figures, newest first.
pub async fn revisions(tx: &mut Tx, id: &str) -> Result<Vec<Revision>> {
    let number = |count: i64| u64::try_from(count).unwrap_or(0);
    Ok(revision::revisions(tx, id)
        .await?
        .into_iter()
        .filter_map(|row| {
            Some(Revision {
                kind: Kind::from_code(&row.kind)?,
                figure: RowState::from_code(&row.state)?,
                month: row.month,
                old: number(row.old_count),
                new: number(row.new_count),
                reason: row.reason,
                recorded_on: beijing_date(row.recorded_at),
            })
        })
        .collect())
}

/// What an authority has delivered, by kind.
pub async fn coverage(core: &Core, tx: &mut Tx, id: &str) -> Result<Vec<Coverage>> {
    let times = core.taken_over_times();
    let mut days: HashMap<Kind, Vec<NaiveDate>> = HashMap::new();
    for (kind, day) in intake::deliveries(tx, id, times).await? {
        days.entry(kind).or_default().push(day);
    }
    let mut filled: HashMap<Kind, BTreeSet<Month>> = HashMap::new();
    for (kind, month) in intake::remembered_deliveries(tx, id, times).await? {
        filled.entry(kind).or_default().insert(month);
    }
    let mut reports: HashMap<Kind, Vec<ZeroReport>> = HashMap::new();
    for row in zero_report::of_authority(tx, id).await? {
        let (Some(kind), Ok(month)) = (Kind::from_code(&row.kind), Month::parse(&row.month)) else {
            continue;
        };
        let is_contradicted =
            row.contradicted_at.is_some() || zero_report::has_decision(tx, id, month, kind).await?;
        let reported_on = beijing_date(row.reported_at);
        reports.entry(kind).or_default().push(ZeroReport { month: row.month, reported_on, is_contradicted });
    }
    let today = core.clock.today();
    Ok(Kind::ALL
        .into_iter()
        .map(|kind| {
            let days = days.remove(&kind).unwrap_or_default();
            let filled = filled.remove(&kind).unwrap_or_default();
            cover(kind, &days, filled, reports.remove(&kind).unwrap_or_default(), today)
        })
        .collect())
}

/// A month in which records were delivered that are gone since has only itself to show: its first day stands for it.
fn cover(
    kind: Kind,
    days: &[NaiveDate],
    mut filled: BTreeSet<Month>,
    zero_reports: Vec<ZeroReport>,
    today: NaiveDate,
) -> Coverage {
    let remembered: Vec<NaiveDate> = filled
        .iter()
        .filter(|month| !days.iter().any(|day| Month::of(*day) == **month))
        .map(|month| month.first())
        .collect();
    let first_on = days.iter().chain(&remembered).min().copied();
    let last_on = days.iter().chain(&remembered).max().copied();
    filled.extend(days.iter().map(|day| Month::of(*day)));
    let honest = zero_reports.iter().filter(|report| !report.is_contradicted);
    filled.extend(honest.filter_map(|report| Month::parse(&report.month).ok()));
    let holes = first_on.map_or_else(Vec::new, |first| {
        quality::holes(Month::of(first), today, |month| filled.contains(&month))
    });
    Coverage { kind, first_on, last_on, zero_reports, holes: holes.into_iter().map(Month::label).collect() }
}

/// Decisions by amount of fine, for frozen months: month, kind, band, number.
pub async fn amounts(tx: &mut Tx, id: &str) -> Result<Vec<(String, Kind, String, u64)>> {
    Ok(store::amounts(tx, id)
        .await?
        .into_iter()
        .map(|(month, kind, cell)| (month.label(), kind, band_label(cell.first, cell.last), cell.rows))
        .collect())
}

/// The months that can be chosen, newest first.
pub fn months(core: &Core) -> Vec<Month> {
    std::iter::successors(Some(Month::of(core.clock.today())), |month| Some(month.previous()))
        .take(MONTHS)
        .collect()
}
