//! Gaps in the numbering: the daily search, and the clerk's explanation. A gap accuses nobody, and none is deleted.

use chrono::{Datelike as _, NaiveDate};
use domain::calendar::Deadline;
use domain::clocks::ClockKind;
use domain::decision::DecisionKind;
use domain::gaps::{self, Explanation, Series};
use domain::role::Step;
use domain::rulebook::Rulebook;

use super::regulator::{Change, Refusal, Regulator};
use crate::random;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::gap::{self, GapRow};
use crate::store::{Tx, authority, filed_number};

/// The longest explanation in words, in characters.
const LONGEST_WORDS: usize = 500;

/// Looks at every authority's numbers; answers how many gaps are new.
pub async fn search(core: &Core) -> sqlx::Result<usize> {
    let authorities = authority::all(&mut core.db.read().await?).await?;
    let mut count = 0;
    for row in authorities {
        count += search_one(core, &row.id).await?;
    }
    Ok(count)
}

/// The same for one authority.
async fn search_one(core: &Core, authority_id: &str) -> sqlx::Result<usize> {
    let mut found = Vec::new();
    for kind in [DecisionKind::Licence, DecisionKind::Penalty] {
        let mut tx = core.db.read().await?;
        let numbers = filed_number::of_authority(&mut tx, authority_id, kind.code()).await?;
        drop(tx);
        found.extend(missing(kind, &gaps::gaps(numbers.iter().map(String::as_str))));
    }
    let open = open_of(&mut core.db.read().await?, authority_id).await?;
    if open.len() == found.len() && open.iter().all(|row| found.contains(&Missing::of(row))) {
        return Ok(0);
    }
    let mut tx = core.db.write().await?;
    // Read again: somebody may have explained one meanwhile.
    let open = open_of(&mut tx, authority_id).await?;
    let changed = reconcile(open, &found, (authority_id, core.clock.today()), &core.rules());
    gap::save(&mut tx, &changed).await?;
    tx.commit().await?;
    Ok(changed.iter().filter(|row| row.closed_on.is_none()).count())
}

async fn open_of(tx: &mut Tx, authority_id: &str) -> sqlx::Result<Vec<GapRow>> {
    gap::open_of(tx, &[authority_id.to_owned()]).await
}

/// What is missing, without what is known about it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Missing {
    kind: String,
    series: String,
    year: Option<i64>,
    first: i64,
    last: i64,
}

impl Missing {
    fn of(row: &GapRow) -> Self {
        Self {
            kind: row.kind.clone(),
            series: row.series.clone(),
            year: row.year,
            first: row.first_serial,
            last: row.last_serial,
        }
    }

    /// Does it lie within that gap?
    fn is_part_of(&self, row: &GapRow) -> bool {
        (&self.kind, &self.series, self.year) == (&row.kind, &row.series, row.year)
            && row.first_serial <= self.first
            && self.last <= row.last_serial
    }
}

fn missing(kind: DecisionKind, series: &[Series]) -> Vec<Missing> {
    let of_series = |series: &Series| {
        let one = |gap: &gaps::Gap| Missing {
            kind: kind.code().to_owned(),
            series: series.series.clone(),
            year: series.year.map(i64::from),
            first: i64::from(gap.first),
            last: i64::from(gap.last),
        };
        series.missing.iter().map(one).collect::<Vec<_>>()
    };
    series.iter().flat_map(of_series).collect()
}

/// The rows to write: what was filled is closed, what is new is added. What is left of a gap that was filled in part
/// keeps its clock and its explanation.
fn reconcile(
    open: Vec<GapRow>,
    found: &[Missing],
    (authority_id, today): (&str, NaiveDate),
    rules: &Rulebook,
) -> Vec<GapRow> {
    let new = found.iter().filter(|missing| !open.iter().any(|row| Missing::of(row) == **missing));
    let mut changed: Vec<GapRow> = new
        .map(|missing| {
            let before = open.iter().find(|row| missing.is_part_of(row));
            let due_on = rules.due(ClockKind::ExplainGap, today).map_or(today, Deadline::on);
            GapRow {
                id: random::record_id(),
                authority_id: authority_id.to_owned(),
                kind: missing.kind.clone(),
                series: missing.series.clone(),
                year: missing.year,
                first_serial: missing.first,
                last_serial: missing.last,
                found_on: before.map_or(today, |row| row.found_on),
                due_on: before.map_or(due_on, |row| row.due_on),
                explanation: before.and_then(|row| row.explanation.clone()),
                words: before.and_then(|row| row.words.clone()),
                explained_by: before.and_then(|row| row.explained_by.clone()),
                explained_at: before.and_then(|row| row.explained_at),
                closed_on: None,
            }
        })
        .collect();
    let gone = open.into_iter().filter(|row| !found.contains(&Missing::of(row)));
    changed.extend(gone.map(|row| GapRow { closed_on: Some(today), ..row }));
    changed
}

/// The clerk explains a gap; a later explanation replaces it, and the audit trail has both.
pub async fn explain(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    (code, words): (&str, &str),
) -> Result<(), Refusal> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let row = gap::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::ExplainGap, Some(&row.authority_id))?;
    let explanation = read(&row, code, words)?;
    let said = |row: &GapRow| {
        row.explanation.as_ref().map(|code| format!("{code}|{}", row.words.clone().unwrap_or_default()))
    };
    let explained = GapRow {
        explanation: Some(explanation.code().to_owned()),
        words: Some(words.trim().to_owned()).filter(|words| !words.is_empty()),
        explained_by: Some(regulator.account_id.clone()),
        explained_at: Some(now),
        ..row.clone()
    };
    gap::save(&mut tx, std::slice::from_ref(&explained)).await?;
    let change = Change::between(&core.keeper, said(&row).as_deref(), said(&explained).as_deref());
    let note = format!("gap {}", explanation.code());
    regulator.note(&mut tx, (Act::ExplainGap, id), change, note, now).await?;
    tx.commit().await?;
    Ok(())
}

fn read(row: &GapRow, code: &str, words: &str) -> Result<Explanation, Refusal> {
    let state = |sentence: &str| Refusal::State(sentence.to_owned());
    if row.closed_on.is_some() {
        return Err(state("这些文号已经补报，不需要再说明"));
    }
    let explanation = Explanation::from_code(code).ok_or_else(|| state("请选择断号的原因"))?;
    if explanation == Explanation::Other && words.trim().is_empty() {
        return Err(state("选择“其他”的，请写明原因"));
    }
    if words.chars().count() > LONGEST_WORDS {
        return Err(Refusal::State(format!("说明最多 {LONGEST_WORDS} 个字，请缩短")));
    }
    Ok(explanation)
}

/// The year in which a gap is counted: that of its numbers, or else that of its discovery.
pub fn year_of(year: Option<i64>, found_on: NaiveDate) -> i32 {
    year.and_then(|year| i32::try_from(year).ok()).unwrap_or_else(|| found_on.year())
}
