//! A batch as its second person sees it: counts, and its rows page by page.

use app::desk::queue::Filed;
use app::desk::queue::batch::{Batch, Progress};
use domain::approval::{ApprovalState, Purpose};
use domain::check::lint;
use domain::role::Step;

use super::queue::of_batch_row;
use super::review::late_reasons;
use super::whose::{Names, whose};
use crate::actions::regulator::{Refusal, Regulator};
use crate::import::{Handing, Kind};
use crate::state::Core;
use crate::store::approval::{self, BatchCountRow, QueueRow, Whose};
use crate::store::{Tx, batch};

/// Rows of a page.
const ROWS: usize = 50;

/// Whether somebody approves the whole batch at this moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Work {
    /// Nobody.
    Idle,
    /// Somebody.
    Running,
}

/// A batch with the page of its rows after an approval's identifier.
pub async fn load(
    core: &Core,
    tx: &mut Tx,
    regulator: &Regulator,
    (batch_id, after): (&str, &str),
    work: Work,
) -> Result<Batch, Refusal> {
    regulator.may(Step::Read)?;
    let whose = whose(regulator, Step::Read);
    let row = batch::by_id(tx, batch_id).await?.ok_or(Refusal::Unknown)?;
    let mut counts = approval::counts_by_authority(tx, batch_id, core.clock.today()).await?;
    counts.retain(|count| is_of(&whose, count.authority_id.as_deref()));
    if counts.is_empty() {
        return Err(Refusal::Unknown);
    }
    let waiting = total(&counts, |count| if count.state == ApprovalState::Waiting { count.rows } else { 0 });
    let handing: Handing = row
        .handing
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_else(Handing::of_operator);
    let names = Names::load(tx, [handing.submitted_by.clone()]).await?;
    let mut rows = page(tx, &whose, batch_id, after).await?;
    let has_more = rows.len() > ROWS;
    rows.truncate(ROWS);
    let last = rows.last().filter(|_| has_more);
    Ok(Batch {
        id: row.id.clone(),
        name: row.file_name.clone(),
        kind: Kind::from_code(&row.kind).map_or("", |kind| kind.label()).to_owned(),
        filed: Filed {
            by: names.of(&handing.submitted_by),
            channel: handing.channel.label().to_owned(),
            begun_at: handing.begun_at.unwrap_or(row.received_at),
            submitted_at: row.received_at,
        },
        counts: captions(&counts),
        ticked: ticked(tx, batch_id, &whose).await?,
        waiting,
        late: total(&counts, |count| count.late),
        next: last.map(|row| format!("/desk/batches/{batch_id}?after={}", row.id)),
        rows: rows.iter().map(of_batch_row).collect(),
        progress: progress(regulator, &handing, waiting, work),
        reasons: late_reasons(),
        faults: Vec::new(),
    })
}

fn is_of(whose: &Whose, authority_id: Option<&str>) -> bool {
    match whose {
        Whose::Everybody => true,
        Whose::Of(ids) => authority_id.is_some_and(|id| ids.iter().any(|own| own == id)),
    }
}

fn total(counts: &[BatchCountRow], count: impl Fn(&BatchCountRow) -> i64) -> u64 {
    u64::try_from(counts.iter().map(count).sum::<i64>()).unwrap_or(0)
}

/// The warnings that the clerk ticked, in words, with how many rows have them.
async fn ticked(tx: &mut Tx, batch_id: &str, whose: &Whose) -> sqlx::Result<Vec<(String, u64)>> {
    let mut ticked: Vec<(String, u64)> = Vec::new();
    for (codes, rows) in approval::ticked_in_batch(tx, batch_id, whose).await? {
        let codes: Vec<String> = serde_json::from_str(&codes).unwrap_or_default();
        for code in codes {
            let words = lint::words(&code);
            let rows = u64::try_from(rows).unwrap_or(0);
            match ticked.iter_mut().find(|(known, _)| *known == words) {
                Some((_, count)) => *count += rows,
                None => ticked.push((words, rows)),
            }
        }
    }
    Ok(ticked)
}

/// Counts by state, the authorities of this reader together.
fn captions(counts: &[BatchCountRow]) -> Vec<(String, u64)> {
    ApprovalState::ALL
        .into_iter()
        .map(|state| {
            let count = total(counts, |count| if count.state == state { count.rows } else { 0 });
            (state.label(Purpose::Publish).to_owned(), count)
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn progress(regulator: &Regulator, handing: &Handing, waiting: u64, work: Work) -> Progress {
    if work == Work::Running {
        return Progress::Running;
    }
    if waiting == 0 {
        return Progress::Done;
    }
    match regulator.may(Step::Approve) {
        Err(refusal) => Progress::No(format!("{refusal}。")),
        Ok(()) if handing.submitted_by == regulator.account_id => {
            Progress::No(format!("{}。", Refusal::SamePerson))
        }
        Ok(()) => Progress::Ready,
    }
}

/// One row more than a page holds, those of other authorities left out.
async fn page(tx: &mut Tx, whose: &Whose, batch_id: &str, after: &str) -> sqlx::Result<Vec<QueueRow>> {
    const FETCHED: i64 = 200;
    let (mut rows, mut after) = (Vec::new(), after.to_owned());
    while rows.len() <= ROWS {
        let found = approval::rows_of_batch(tx, batch_id, &after, FETCHED).await?;
        let Some(last) = found.last() else { break };
        after.clone_from(&last.id);
        let is_end = i64::try_from(found.len()).unwrap_or(0) < FETCHED;
        rows.extend(found.into_iter().filter(|row| is_of(whose, row.authority_id.as_deref())));
        if is_end {
            break;
        }
    }
    Ok(rows)
}
