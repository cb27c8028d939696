//! From the spool into the record, in chunks that hold the write lock for about a tenth of a second.

use std::collections::HashMap;
use std::path::Path;
use std::time::{Duration, Instant};

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::beijing_date;
use domain::issue::Issue;
use domain::rulebook::Rulebook;

use super::decisions::Place;
use super::gate::{Gate, Judging, Said};
use super::judge::judge;
use super::spool::{self, Claim, Content, Reader, StagedDecision, StagedEntity, StagedEntry, StagedRow};
use super::{
    Counts, ImportError, Outcome, Sending, authorities, decisions, endings, entities, entries, filed, full,
};
use crate::clock::Clock;
use crate::journal::Journal;
use crate::record::registry::{AuthorityDirectory, Matches, codes_of};
use crate::record::settle;
use crate::state::Core;
use crate::store::batch::{self, BatchRow, IssueRow};
use crate::store::ledger::{self, Entry};
use crate::store::{Db, Tx};

/// A chunk may hold the write lock at most 200 ms (ARCHITECTURE.md); it aims at less than half of that.
const AIM: Duration = Duration::from_millis(80);
/// The pause after a chunk in which a waiting publication gets the lock.
const PAUSE: Duration = Duration::from_millis(5);
/// How often a batch that another process applies is looked at.
const LOOK_AGAIN: Duration = Duration::from_millis(100);
/// Rows of a chunk: at first, at least and at most.
const FIRST_CHUNK: usize = 100;
const SMALLEST_CHUNK: usize = 20;
const LARGEST_CHUNK: usize = 2_000;

/// Keeps an import from running away from the index; the follower or the command line provides it.
pub trait Pace {
    /// Called after each chunk with the ledger number reached and the rows done; may wait.
    fn keep(&mut self, ledger_number: i64, done: i64) -> impl Future<Output = Result<(), ImportError>>;
}

/// What applying a batch needs.
#[derive(Clone, Debug)]
pub struct Applying<'a> {
    /// The store.
    pub db: &'a Db,
    /// The time.
    pub clock: &'a Clock,
    /// Holidays.
    pub rules: Rulebook,
    /// Where endings are noted outside the data base.
    pub journal: &'a Journal,
    /// Where spools are.
    pub spool_folder: &'a Path,
}

impl<'a> Applying<'a> {
    /// That of a process.
    pub fn of(core: &'a Core) -> Self {
        Self {
            db: &core.db,
            clock: &core.clock,
            rules: core.rules(),
            journal: &core.journal,
            spool_folder: &core.spool_folder,
        }
    }
}

/// What became of a batch that an earlier process left unfinished.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resumed {
    /// It is applied to its end.
    Done(Counts),
    /// Another process is applying it.
    Elsewhere,
    /// Its spool is not here: a restored data base, or one that several machines share.
    Gone,
}

/// Applies a staged batch from where it stands to its end. If another process took it up first, this waits for it.
pub async fn apply(
    applying: &Applying<'_>,
    row: BatchRow,
    pace: &mut impl Pace,
) -> Result<Counts, ImportError> {
    loop {
        match resume(applying, &row, pace).await? {
            Resumed::Done(counts) => return Ok(counts),
            Resumed::Elsewhere => tokio::time::sleep(LOOK_AGAIN).await,
            Resumed::Gone => {
                let path = spool::path(applying.spool_folder, &row.id).display().to_string();
                let cause = std::io::ErrorKind::NotFound.into();
                return Err(ImportError::Spool { path, cause });
            }
        }
    }
}

/// Goes on with a batch, if nobody else is at it.
pub async fn resume(
    applying: &Applying<'_>,
    row: &BatchRow,
    pace: &mut impl Pace,
) -> Result<Resumed, ImportError> {
    let claim = Reader::claim(applying.spool_folder, &row.id)?;
    // Read again now that no other process can go on with it.
    let mut tx = applying.db.read().await?;
    let row = batch::by_id(&mut tx, &row.id).await?.unwrap_or_else(|| row.clone());
    let was_applied = batch::was_applied_before(&mut tx, &row).await?;
    let sending = if was_applied { Sending::Again } else { Sending::First };
    drop(tx);
    match claim {
        Claim::Ours(reader) if row.state == "done" => reader.remove().map(|()| Resumed::Done(counts(&row))),
        Claim::Gone if row.state == "done" => Ok(Resumed::Done(counts(&row))),
        Claim::Ours(reader) => apply_spool(applying, row, reader, sending, pace).await.map(Resumed::Done),
        Claim::Elsewhere => Ok(Resumed::Elsewhere),
        Claim::Gone => Ok(Resumed::Gone),
    }
}

/// Removes spools that no batch waits for: a crash came before the batch was entered, or after it was done.
pub async fn remove_orphans(db: &Db, spool_folder: &Path) -> Result<(), ImportError> {
    for id in spool::batch_ids(spool_folder)? {
        let Claim::Ours(reader) = Reader::claim(spool_folder, &id)? else { continue };
        let mut tx = db.read().await?;
        let row = batch::by_id(&mut tx, &id).await?;
        if row.is_none_or(|row| row.state == "done") {
            reader.remove()?;
        }
    }
    Ok(())
}

async fn apply_spool(
    applying: &Applying<'_>,
    mut row: BatchRow,
    reader: Reader,
    sending: Sending,
    pace: &mut impl Pace,
) -> Result<Counts, ImportError> {
    let gate = Gate::of_batch(&mut applying.db.read().await?, &row).await?;
    let mut size = FIRST_CHUNK;
    let mut ahead = read_ahead(reader, row.applied_rows, size);
    let reader = loop {
        let Ahead { reader, rows, is_last } = ahead.await.map_err(|_| ImportError::Interrupted)??;
        // The next chunk is read while the data base works on this one.
        let next = read_ahead(reader, 0, if is_last { 0 } else { size });
        let started = Instant::now();
        let number = apply_chunk(applying, &mut row, rows, is_last, (sending, &gate)).await?;
        size = next_size(size, started.elapsed());
        pace.keep(number, row.applied_rows).await?;
        if is_last {
            break next.await.map_err(|_| ImportError::Interrupted)??.reader;
        }
        ahead = next;
        tokio::time::sleep(PAUSE).await;
    };
    if row.scope.is_some() {
        full::end_unseen(applying, &mut row, pace).await?;
    }
    // Applied to the last row and committed: the spool has done its work.
    reader.remove()?;
    Ok(counts(&row))
}

/// Rows that were read while others were applied.
struct Ahead {
    reader: Reader,
    rows: Vec<StagedRow>,
    is_last: bool,
}

/// Reads the next rows on a thread of its own.
fn read_ahead(
    mut reader: Reader,
    skip: i64,
    size: usize,
) -> tokio::task::JoinHandle<Result<Ahead, ImportError>> {
    tokio::task::spawn_blocking(move || {
        reader.skip(skip)?;
        let mut rows = Vec::with_capacity(size);
        while rows.len() < size {
            let Some(staged) = reader.next()? else { break };
            rows.push(staged);
        }
        let is_last = rows.len() < size;
        Ok(Ahead { reader, rows, is_last })
    })
}

/// The totals of a batch.
pub(super) const fn counts(row: &BatchRow) -> Counts {
    Counts {
        accepted: row.accepted,
        warned: row.warned,
        duplicate: row.duplicate,
        incomplete: row.incomplete,
        quarantined: row.quarantined,
    }
}

fn next_size(size: usize, took: Duration) -> usize {
    let took = took.max(Duration::from_millis(1));
    let fitting = size as u128 * AIM.as_micros() / took.as_micros();
    let fitting = usize::try_from(fitting).unwrap_or(LARGEST_CHUNK);
    // Grow gently, shrink at once.
    fitting.min(size * 2).clamp(SMALLEST_CHUNK, LARGEST_CHUNK)
}

/// How a row ended, for the report.
pub(super) struct Ended {
    pub(super) line: i64,
    pub(super) outcome: Outcome,
    pub(super) issues: Vec<Issue>,
    raw: Option<String>,
}

async fn apply_chunk(
    applying: &Applying<'_>,
    batch_row: &mut BatchRow,
    rows: Vec<StagedRow>,
    is_last: bool,
    (sending, gate): (Sending, &Gate),
) -> Result<i64, ImportError> {
    let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
    let mut tx = applying.db.write().await?;
    let now = applying.clock.now();
    let source = Source { batch_id: &batch_row.id, sending, gate, now };
    let (ended, entries) = take_rows(applying, &mut tx, source, rows).await?;
    let mut next = batch_row.clone();
    next.applied_rows += count;
    let mut counts = counts(&next);
    for row in &ended {
        counts.add(row.outcome);
    }
    (next.accepted, next.warned, next.duplicate) = (counts.accepted, counts.warned, counts.duplicate);
    (next.incomplete, next.quarantined) = (counts.incomplete, counts.quarantined);
    if is_last && next.scope.is_none() {
        "done".clone_into(&mut next.state);
        next.finished_at = Some(now);
    }
    batch::add_issues(&mut tx, &issue_rows(&batch_row.id, ended)?).await?;
    batch::save(&mut tx, &next).await?;
    let number = ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    *batch_row = next;
    Ok(number)
}

fn issue_rows(batch_id: &str, ended: Vec<Ended>) -> Result<Vec<IssueRow>, ImportError> {
    ended
        .into_iter()
        .filter(|row| !row.issues.is_empty())
        .map(|row| {
            Ok(IssueRow {
                batch_id: batch_id.to_owned(),
                line: row.line,
                outcome: row.outcome.code().to_owned(),
                raw: row.raw,
                issues: serde_json::to_string(&row.issues)
                    .map_err(|error| ImportError::Headings(error.to_string()))?,
            })
        })
        .collect()
}

/// Where the rows of a chunk come from, and when.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) batch_id: &'a str,
    pub(super) sending: Sending,
    pub(super) gate: &'a Gate,
    pub(super) now: DateTime<Utc>,
}

impl<'a> Source<'a> {
    /// The Beijing day.
    pub(super) fn today(self) -> NaiveDate {
        beijing_date(self.now)
    }

    fn place(
        self,
        line: i64,
        rules: &'a Rulebook,
        authorities: &'a AuthorityDirectory,
        matches: &'a Matches,
    ) -> Place<'a> {
        let Self { batch_id, sending, gate, now } = self;
        Place { batch_id, line, now, today: beijing_date(now), sending, gate, rules, authorities, matches }
    }
}

/// Takes rows in: how each ended, and what the ledger must say.
pub(super) async fn take_rows(
    applying: &Applying<'_>,
    tx: &mut Tx,
    source: Source<'_>,
    rows: Vec<StagedRow>,
) -> Result<(Vec<Ended>, Vec<Entry>), ImportError> {
    let (judging, said) = source.gate.judging();
    let rows = match judging {
        Judging::File => rows,
        Judging::Desk => judge(applying, tx, source, &said, rows).await?,
    };
    let mut ended = Vec::with_capacity(rows.len());
    let mut places: HashMap<i64, usize> = HashMap::new();
    let (mut entities, mut authorities, mut decisions, mut endings) = (vec![], vec![], vec![], vec![]);
    let (mut listed, mut kept_back) = (Vec::new(), Vec::new());
    for row in rows {
        kept_back.extend(row.filed);
        places.insert(row.line, ended.len());
        match row.content {
            Some(Content::Entity(entity)) => entities.push((row.line, *entity)),
            Some(Content::Authority(authority)) => authorities.push((row.line, *authority)),
            Some(Content::Decision(decision)) => decisions.push((row.line, *decision, row.said)),
            Some(Content::Ending(ending)) => endings.push((row.line, *ending)),
            Some(Content::Entry(entry)) => listed.push((row.line, *entry, row.outcome)),
            None => {}
        }
        ended.push(Ended { line: row.line, outcome: row.outcome, issues: row.issues, raw: row.raw });
    }
    let mut note = |line: i64, outcome: Option<Outcome>, issues: Vec<Issue>| {
        if let Some(row) = places.get(&line).and_then(|place| ended.get_mut(*place)) {
            match outcome {
                Some(outcome) => row.outcome = outcome,
                None if row.outcome == Outcome::Accepted && !issues.is_empty() => {
                    row.outcome = Outcome::Warned;
                }
                None => {}
            }
            row.issues.extend(issues);
        }
    };
    filed::note(tx, source, kept_back).await?;
    let mut entries = Vec::new();
    if !entities.is_empty() {
        entries.extend(take_entities(applying, tx, source, entities, &mut note).await?);
    }
    if !authorities.is_empty() {
        let mut chunk = authorities::Chunk::load(tx).await?;
        for (line, staged) in authorities {
            note(line, chunk.take(staged, source, line), Vec::new());
        }
        entries.extend(chunk.save(tx).await?);
    }
    if !decisions.is_empty() {
        entries.extend(take_decisions(applying, tx, source, decisions, &mut note).await?);
    }
    if !listed.is_empty() {
        entries.extend(take_entries(applying, tx, source, listed, &mut note).await?);
    }
    for (line, staged) in endings {
        let (outcome, issues, more) = endings::take(tx, staged, applying.journal, source.now).await?;
        note(line, outcome, issues);
        entries.extend(more);
    }
    Ok((ended, entries))
}

/// Takes one row in by itself: how it ended, what is wrong with it, what the ledger must say.
pub(super) async fn take_row(
    applying: &Applying<'_>,
    tx: &mut Tx,
    source: Source<'_>,
    row: StagedRow,
) -> Result<(Outcome, Vec<Issue>, Vec<Entry>), ImportError> {
    let (ended, entries) = take_rows(applying, tx, source, vec![row]).await?;
    let ended = ended.into_iter().next().ok_or(ImportError::Interrupted)?;
    Ok((ended.outcome, ended.issues, entries))
}

type Note<'a> = dyn FnMut(i64, Option<Outcome>, Vec<Issue>) + Send + 'a;

async fn take_entities(
    applying: &Applying<'_>,
    tx: &mut Tx,
    source: Source<'_>,
    rows: Vec<(i64, StagedEntity)>,
    note: &mut Note<'_>,
) -> Result<Vec<Entry>, ImportError> {
    let mut chunk = entities::Chunk::load(tx, &rows.iter().map(|(_, row)| row).collect::<Vec<_>>()).await?;
    for (line, staged) in rows {
        note(line, chunk.take(staged, source, line), Vec::new());
    }
    let codes = chunk.codes();
    let mut entries = chunk.save(tx).await?;
    entries.extend(settle::resolve_waiting(tx, codes, &applying.rules, source.now).await?);
    Ok(entries)
}

async fn take_entries(
    applying: &Applying<'_>,
    tx: &mut Tx,
    source: Source<'_>,
    rows: Vec<(i64, StagedEntry, Outcome)>,
    note: &mut Note<'_>,
) -> Result<Vec<Entry>, ImportError> {
    let authorities = AuthorityDirectory::load(tx).await?;
    let codes = rows.iter().flat_map(|(_, staged, _)| {
        [staged.row.uscc.clone(), staged.row.registration_number.clone()].into_iter().flatten()
    });
    let matches = Matches::load(tx, codes.collect()).await?;
    let staged: Vec<&StagedEntry> = rows.iter().map(|(_, staged, _)| staged).collect();
    let mut chunk = entries::Chunk::load(tx, &staged).await?;
    for (line, staged, outcome) in rows {
        let place = source.place(line, &applying.rules, &authorities, &matches);
        let (outcome, issues) = chunk.take(staged, &place, outcome != Outcome::Incomplete);
        note(line, outcome, issues);
    }
    chunk.save(tx).await
}

async fn take_decisions(
    applying: &Applying<'_>,
    tx: &mut Tx,
    source: Source<'_>,
    rows: Vec<(i64, StagedDecision, Said)>,
    note: &mut Note<'_>,
) -> Result<Vec<Entry>, ImportError> {
    let authorities = AuthorityDirectory::load(tx).await?;
    let codes = rows.iter().flat_map(|(_, row, _)| codes_of(&row.party));
    let matches = Matches::load(tx, codes.collect()).await?;
    let staged: Vec<&StagedDecision> = rows.iter().map(|(_, row, _)| row).collect();
    let mut chunk = decisions::Chunk::load(tx, &staged, source.gate).await?;
    let (judging, _) = source.gate.judging();
    for (line, staged, said) in rows {
        let of_row = source.gate.of_row(said);
        let gate = if judging == Judging::Desk { &of_row } else { source.gate };
        let place = Source { gate, ..source }.place(line, &applying.rules, &authorities, &matches);
        let (outcome, issues) = chunk.take(staged, &place);
        // What the registry says of a row of the desk was said, and ticked, when it was judged.
        note(line, outcome, if judging == Judging::Desk { Vec::new() } else { issues });
    }
    chunk.save(tx, source.now).await
}
