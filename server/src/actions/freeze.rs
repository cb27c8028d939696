//! Months of figures are noted, frozen and revised (RULES 6.5, `domain::quality`).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use domain::calendar::beijing_date;
use domain::quality::{
    AMOUNT_BANDS, AmountCell, Kind, Month, RowState, amount_band, merge_bands, merge_small_cells,
};

use crate::record::registry::AuthorityDirectory;
use crate::state::Core;
use crate::store::intake::{self, Faults, NewBatch};
use crate::store::ledger::{Action, Entry, Subject};
use crate::store::quality::{self, Key, Scope};
use crate::store::revision::{self, Event, RevisionRow};
use crate::store::{Tx, authority, ledger, setting, zero_report};

/// The day on which the daily part was done.
const DAY: &str = "quality-day";
/// The moment up to which revisions are recorded.
const REVISED: &str = "quality-revised-at";

/// Does what is due: notes the faults of new batches; once a day it records revisions and false zero reports and
/// freezes the months whose day has come.
pub async fn turn(core: &Core) -> sqlx::Result<()> {
    note_batches(core).await?;
    let today = core.clock.today();
    let mut tx = core.db.read().await?;
    let done = setting::get(&mut tx, DAY).await?;
    let is_importing = intake::is_importing(&mut tx, core.clock.now() - TimeDelta::days(1)).await?;
    drop(tx);
    if done.as_deref() == Some(&today.to_string()) || is_importing {
        return Ok(());
    }
    let mut touched = revise(core).await?;
    touched.extend(contradict(core).await?);
    touched.extend(freeze_due_months(core, today).await?);
    let mut tx = core.db.write().await?;
    setting::set(&mut tx, DAY, &today.to_string()).await?;
    tell(&mut tx, touched, core.clock.now()).await?;
    tx.commit().await
}

/// The ledger says whose page changed.
async fn tell(tx: &mut Tx, touched: BTreeSet<String>, now: DateTime<Utc>) -> sqlx::Result<()> {
    let ids: Vec<String> = touched.into_iter().filter(|id| !id.is_empty()).collect();
    // What the ledger tells is a version of its own, although the authority's own data are as they were.
    quality::next_versions(tx, &ids).await?;
    let entries: Vec<Entry> = authority::by_ids(tx, &ids)
        .await?
        .into_iter()
        .map(|row| Entry {
            action: Action::Corrected,
            subject: Subject::Authority,
            record_id: row.id,
            public_id: row.public_id,
            version: row.version,
        })
        .collect();
    ledger::append(tx, &entries, now).await?;
    Ok(())
}

/// Notes how many rows of each applied batch were incomplete or quarantined: the first attempt counts, whatever is
/// corrected or sent again later.
async fn note_batches(core: &Core) -> sqlx::Result<()> {
    let mut tx = core.db.read().await?;
    let batches = intake::new_batches(&mut tx).await?;
    if batches.is_empty() {
        return Ok(());
    }
    let authorities = AuthorityDirectory::load(&mut tx).await?;
    let mut noted = Vec::new();
    for batch in batches {
        let faults = faults(&mut tx, &batch, &authorities).await?;
        noted.push((batch.id, faults));
    }
    drop(tx);
    let mut tx = core.db.write().await?;
    for (id, faults) in noted {
        intake::note_faults(&mut tx, &id, &faults, core.clock.now()).await?;
    }
    tx.commit().await
}

/// A row's own authority counts where it is known, else the one that sent the file, else none. The kind of a
/// quarantined licence cannot be read: it counts among the other licences.
async fn faults(tx: &mut Tx, batch: &NewBatch, authorities: &AuthorityDirectory) -> sqlx::Result<Faults> {
    let sender = batch.submitted_by.as_deref().and_then(|code| authorities.find(Some(code), ""));
    let mut faults = Faults::new();
    for row in intake::faults_of(tx, &batch.id).await? {
        if row.version.is_some_and(|version| version > 1) {
            // A record that was here before was sent again: not its first attempt.
            continue;
        }
        let state = if row.outcome == "incomplete" { RowState::Incomplete } else { RowState::Quarantined };
        let decisions = row.kind.as_deref().and_then(domain::decision::DecisionKind::from_code);
        let kind = match decisions {
            Some(decisions) => Kind::of(decisions, row.category.as_deref().unwrap_or_default()),
            None if batch.kind == "penalties" => Kind::Penalty,
            None => Kind::OtherLicence,
        };
        let key = Key {
            authority_id: row.authority_id.or_else(|| sender.clone()).unwrap_or_default(),
            month: Month::of(beijing_date(row.received_at.unwrap_or(batch.received_at))),
            kind,
        };
        let taken_over = row.taken_over.unwrap_or(batch.takeover);
        let rows = u64::try_from(row.row_count).unwrap_or(0);
        *faults.entry((key, state, taken_over)).or_default() += rows;
    }
    Ok(faults)
}

/// The scope of all authorities over these months.
fn everybody(core: &Core, from: Month, until: Month) -> Scope {
    Scope { from, until, authority_id: None, today: core.clock.today(), times: core.taken_over_times() }
}

/// Freezes every month whose 40th working day after its end has come. A month whose calendar is missing waits.
async fn freeze_due_months(core: &Core, today: NaiveDate) -> sqlx::Result<BTreeSet<String>> {
    let mut tx = core.db.read().await?;
    let Some((first, _)) = quality::span(&mut tx, core.taken_over_times()).await? else {
        return Ok(BTreeSet::new());
    };
    let frozen = quality::frozen_months(&mut tx, first, Month::of(today)).await?;
    drop(tx);
    let mut touched = BTreeSet::new();
    for month in first.until(Month::of(today)).filter(|month| !frozen.contains_key(month)) {
        match month.frozen_on(&core.calendar()) {
            Ok(due_on) if due_on <= today => touched.extend(freeze(core, month, due_on).await?),
            Ok(_) | Err(_) => {}
        }
    }
    Ok(touched)
}

async fn freeze(core: &Core, month: Month, due_on: NaiveDate) -> sqlx::Result<BTreeSet<String>> {
    let mut tx = core.db.read().await?;
    let mut sheet = quality::live(&mut tx, &everybody(core, month, month.next())).await?;
    let fines = quality::fines(&mut tx, month, core.taken_over_times()).await?;
    drop(tx);
    for cells in sheet.values_mut() {
        *cells = merge_small_cells(cells);
    }
    let mut tx = core.db.write().await?;
    let now = core.clock.now();
    quality::freeze(&mut tx, month, due_on, now, &sheet, &amounts(fines)).await?;
    tx.commit().await?;
    tracing::info!(month = month.label(), "figures are frozen");
    Ok(sheet.into_keys().map(|key| key.authority_id).collect())
}

fn amounts(fines: Vec<(Key, Option<i64>, u64)>) -> Vec<(Key, Vec<AmountCell>)> {
    let mut counts: BTreeMap<Key, [u64; AMOUNT_BANDS]> = BTreeMap::new();
    for (key, fine, rows) in fines {
        counts.entry(key).or_default()[amount_band(fine)] += rows;
    }
    counts.into_iter().map(|(key, counts)| (key, merge_bands(&counts))).collect()
}

/// Records what happened to frozen months since the last time.
async fn revise(core: &Core) -> sqlx::Result<BTreeSet<String>> {
    let now = core.clock.now();
    let mut tx = core.db.read().await?;
    let since = setting::get(&mut tx, REVISED).await?.and_then(|text| text.parse().ok()).unwrap_or(now);
    let mut changes = Vec::new();
    if let Some((first, _)) = quality::span(&mut tx, core.taken_over_times()).await? {
        let scope = everybody(core, first, Month::of(core.clock.today()));
        for event in [Event::Arrived, Event::Corrected, Event::Withdrawn] {
            for (place, count) in revision::events(&mut tx, event, (since, now), &scope).await? {
                changes.push((event, place, count));
            }
        }
    }
    drop(tx);
    let mut touched = BTreeSet::new();
    let mut tx = core.db.write().await?;
    for (event, (key, state), count) in changes {
        let old = revision::revised(&mut tx, &key, state).await?;
        revision::add_revision(&mut tx, revision_row(&key, state, (old, old + count), event, now)).await?;
        touched.insert(key.authority_id);
    }
    setting::set(&mut tx, REVISED, &now.to_rfc3339()).await?;
    tx.commit().await?;
    Ok(touched)
}

fn revision_row(
    key: &Key,
    state: RowState,
    (old, new): (u64, u64),
    event: Event,
    now: DateTime<Utc>,
) -> RevisionRow {
    let signed = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let reason = match event {
        Event::Arrived => "冻结后收到本月作出的决定",
        Event::Corrected => "冻结后更正了本月收到的决定",
        Event::Withdrawn => "冻结后撤回了本月收到的决定",
    };
    RevisionRow {
        month: key.month.label(),
        authority_id: key.authority_id.clone(),
        kind: key.kind.code().to_owned(),
        state: state.code().to_owned(),
        old_count: signed(old),
        new_count: signed(new),
        reason: reason.to_owned(),
        recorded_at: now,
    }
}

/// Zero reports that a decision of their month contradicts are false, and stay so when the decision ends.
async fn contradict(core: &Core) -> sqlx::Result<BTreeSet<String>> {
    let mut tx = core.db.read().await?;
    let mut wrong = Vec::new();
    for row in zero_report::uncontradicted(&mut tx).await? {
        let (Ok(month), Some(kind)) = (Month::parse(&row.month), Kind::from_code(&row.kind)) else {
            continue;
        };
        if zero_report::has_decision(&mut tx, &row.authority_id, month, kind).await? {
            wrong.push(row);
        }
    }
    drop(tx);
    let mut touched = BTreeSet::new();
    if wrong.is_empty() {
        return Ok(touched);
    }
    let mut tx = core.db.write().await?;
    for row in wrong {
        zero_report::contradict(&mut tx, &row, core.clock.now()).await?;
        touched.insert(row.authority_id);
    }
    tx.commit().await?;
    Ok(touched)
}

/// Why a zero report was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ZeroReportError {
    /// No such authority.
    #[error("机关名录中没有代码为 {0} 的机关")]
    UnknownAuthority(String),
    /// The month is not over: a decision may still be made in it.
    #[error("{0} 尚未结束，不能报零")]
    NotOver(String),
    /// It was reported before.
    #[error("该机关该月该种类已经报零")]
    Known,
    /// The data base failed.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

/// Takes a zero report (零报告). One that a known decision contradicts is kept and counts as false at once.
pub async fn report_zero(
    core: &Core,
    authority_code: &str,
    month: Month,
    kind: Kind,
    by: &str,
) -> Result<(), ZeroReportError> {
    if month.end() > core.clock.today() {
        return Err(ZeroReportError::NotOver(month.label()));
    }
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let authority_id = AuthorityDirectory::load(&mut tx)
        .await?
        .find(Some(authority_code), "")
        .ok_or_else(|| ZeroReportError::UnknownAuthority(authority_code.to_owned()))?;
    let is_false = zero_report::has_decision(&mut tx, &authority_id, month, kind).await?;
    let row = zero_report::ZeroReportRow {
        authority_id: authority_id.clone(),
        month: month.label(),
        kind: kind.code().to_owned(),
        reported_at: now,
        reported_by: by.to_owned(),
        contradicted_at: is_false.then_some(now),
    };
    if !zero_report::add(&mut tx, &row).await? {
        return Err(ZeroReportError::Known);
    }
    tell(&mut tx, BTreeSet::from([authority_id]), now).await?;
    tx.commit().await?;
    Ok(())
}
