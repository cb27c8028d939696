//! Reads and checks a whole file into a spool. Nothing in the store changes before the last row was read.

mod input;

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Utc};
use domain::calendar::beijing_date;
use domain::catalogue::{EntryLayout, Item};
use domain::check::lint::{Lint, Linted, lint};
use domain::check::{self, Checked, PlainLayout, PlainTable};
use domain::issue::{Issue, Severity};
use domain::privacy::mask_findings;
use domain::standard::{self, Layout};

use self::input::{Input, checksum_of};
use super::decisions::Staging;
use super::full::{self, Plan};
use super::gate::{Judging, Said};
use super::own_rows::OwnRows;
use super::spool::{Content, StagedRow, Writer};
use super::work_list::KeptRow;
use super::{
    ImportError, Kind, Outcome, Request, Scope, Times, authorities, decisions, endings, entities, entries,
    filed,
};
use crate::ingest::{self, RawRow, RowSource};
use crate::random;
use crate::state::Core;
use crate::store::Tx;
use crate::store::batch::{self, BatchRow};
use crate::store::ledger::{self, Action, Entry, Subject};

/// Rows that are checked together.
const ROWS_AT_ONCE: usize = 1_000;

/// A staged file, ready to be applied.
#[derive(Debug)]
pub struct Staged {
    /// Its batch, entered in the store.
    pub batch: BatchRow,
    /// Edition of the headings, for decisions.
    pub edition: Option<String>,
    /// Headings that nobody knows.
    pub unknown_columns: Vec<String>,
    /// What applying it will end, if it is a whole list.
    pub plan: Option<Plan>,
    /// Rows that are no records, by the reason that the mapping gives.
    pub skipped: BTreeMap<String, u64>,
}

/// What the headings of a file mean.
pub(super) enum Headings {
    Decisions(Layout),
    Plain(PlainLayout),
    Entry(EntryLayout),
}

impl Headings {
    pub(super) fn read(kind: Kind, headings: &[String]) -> Result<Self, ImportError> {
        let table = match kind {
            Kind::Entities => PlainTable::Entities,
            Kind::Authorities => PlainTable::Authorities,
            Kind::Endings => PlainTable::Endings,
            Kind::Licences | Kind::Penalties => return Self::read_decisions(kind, headings),
            Kind::Entries(item) => return Self::read_entries(item, headings),
        };
        let layout = check::detect_plain(headings, table);
        let first = table.captions().first().copied().unwrap_or_default();
        if layout.has(first) {
            return Ok(Self::Plain(layout));
        }
        Err(ImportError::Headings(format!(
            "表头中没有“{first}”列，不像是{}文件。表头为：{}。请核对文件种类，或按说明改表头。",
            kind.label(),
            headings.join("、")
        )))
    }

    fn read_entries(item: &'static Item, headings: &[String]) -> Result<Self, ImportError> {
        let layout = item.layout(headings);
        if layout.has("name") {
            return Ok(Self::Entry(layout));
        }
        Err(ImportError::Headings(format!(
            "表头中没有主体名称列，不像是{}文件。表头为：{}。请核对文件种类，或用映射文件说明各列含义。",
            item.label,
            headings.join("、")
        )))
    }

    fn read_decisions(kind: Kind, headings: &[String]) -> Result<Self, ImportError> {
        let Some(decision_kind) = kind.decisions() else {
            return Err(ImportError::Headings("不是行政许可或行政处罚文件".to_owned()));
        };
        if standard::kind_of(headings).is_some_and(|other| other != decision_kind) {
            return Err(ImportError::Headings(format!(
                "表头是另一种决定的表头，不是{}。请核对文件种类。",
                kind.label()
            )));
        }
        let layout = standard::detect(headings, decision_kind);
        if layout.is_foreign() || !names_a_decision(&layout) {
            return Err(ImportError::Headings(format!(
                "表头中没有“双公示”数据标准的文书号和决定日期，不像是{}文件。表头为：{}。请核对文件种类，或按数据标准改表头。",
                kind.label(),
                headings.join("、")
            )));
        }
        Ok(Self::Decisions(layout))
    }

    fn unknown(&self) -> Vec<String> {
        match self {
            Self::Decisions(layout) => layout.unknown.clone(),
            Self::Plain(layout) => layout.unknown.clone(),
            Self::Entry(layout) => layout.unknown.clone(),
        }
    }

    fn edition(&self) -> Option<String> {
        match self {
            Self::Decisions(layout) => Some(layout.edition.label().to_owned()),
            Self::Plain(_) | Self::Entry(_) => None,
        }
    }
}

/// A file of decisions has a column for their numbers or for their days; a file of entities has neither.
fn names_a_decision(layout: &Layout) -> bool {
    ["CF_WSH", "CF_JDRQ", "XK_WSH", "XK_XKBH", "XK_JDRQ"].iter().any(|code| layout.has(code))
}

/// Stages a file: reads it, checks every row, writes the spool and enters the batch in the store.
pub async fn stage(
    core: &Core,
    request: &Request,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Staged, ImportError> {
    let input = Input::open(request)?;
    let checksum = checksum_of(request.received.as_ref().map_or(&request.path, |received| &received.file))?;
    stage_input(core, request, input, checksum, progress).await
}

/// Stages rows that are there already; `request.path` is the name under which they are listed.
pub(super) async fn stage_given(
    core: &Core,
    request: &Request,
    rows: Box<dyn RowSource>,
    checksum: String,
) -> Result<Staged, ImportError> {
    stage_input(core, request, Input::Ours(rows), checksum, &mut |_| {}).await
}

async fn stage_input(
    core: &Core,
    request: &Request,
    mut input: Input,
    checksum: String,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Staged, ImportError> {
    let headings = Headings::read(request.kind, input.rows().headings())?;
    let now = core.clock.now();
    let mut batch = new_batch(request, checksum.clone(), now);
    // A file without a heading row has data in its place.
    let shown: Vec<String> = input.rows().headings().iter().map(|heading| mask_findings(heading)).collect();
    batch.headings = serde_json::to_string(&shown).ok();
    batch.mapping = input.mapping();
    let mut writer = Writer::create(&core.spool_folder, &batch.id)?;
    let own_rows = OwnRows::load(&core.db, request.handing.only_for.as_deref()).await?;
    let staging = Staging {
        keeper: &core.keeper,
        rules: &core.rules(),
        today: beijing_date(now),
        received_at: now,
        times: request.times,
        authority: request.authority.as_deref(),
        own_rows: own_rows.as_ref(),
        judging: Judging::of(&request.handing),
        origin: &checksum,
    };
    let tally = stage_rows(&staging, request, &headings, input.rows(), &mut writer, progress)?;
    batch.staged_rows = tally.rows;
    let plan = match request.scope {
        Scope::Partial => None,
        Scope::Full { most_ended_percent } => {
            let sender = request.authority.as_deref();
            let plan = full::plan(&core.db, request.kind, sender, &tally.keys).await?;
            full::judge(&plan, tally.kept_back, most_ended_percent)?;
            Some(plan)
        }
    };
    let held = writer.finish()?;
    let mut tx = core.db.write().await?;
    batch::save(&mut tx, &batch).await?;
    if request.times == Times::TakeOver {
        record_takeover(&mut tx, &batch).await?;
    }
    tx.commit().await?;
    // From here on the batch is known: whoever reads the spool first applies it.
    drop(held);
    let mut unknown_columns = headings.unknown();
    unknown_columns.extend(input.unused());
    Ok(Staged { batch, edition: headings.edition(), unknown_columns, plan, skipped: input.skipped() })
}

/// What staging a file found.
#[derive(Default)]
struct Tally {
    rows: i64,
    /// Rows that nobody can read.
    kept_back: u64,
    /// Natural keys of a whole list's entries.
    keys: HashSet<String>,
}

impl Tally {
    fn add(&mut self, staged: &StagedRow, scope: Scope) {
        self.rows += 1;
        match &staged.content {
            Some(Content::Entry(entry)) if scope != Scope::Partial => {
                self.keys.insert(entry.row.natural_key.clone());
            }
            Some(_) => {}
            None => self.kept_back += 1,
        }
    }
}

/// The ledger says that times of an older system are taken over.
async fn record_takeover(tx: &mut Tx, batch: &BatchRow) -> sqlx::Result<()> {
    let entry = Entry {
        action: Action::TakenOver,
        subject: Subject::System,
        record_id: batch.id.clone(),
        public_id: batch.id.clone(),
        version: 1,
    };
    ledger::append(tx, &[entry], batch.received_at).await?;
    Ok(())
}

fn stage_rows(
    staging: &Staging<'_>,
    request: &Request,
    headings: &Headings,
    source: &mut dyn RowSource,
    writer: &mut Writer,
    progress: &mut (dyn FnMut(u64) + Send),
) -> Result<Tally, ImportError> {
    let mut tally = Tally::default();
    loop {
        let rows = read_rows(source)?;
        if rows.is_empty() {
            return Ok(tally);
        }
        for staged in check_rows(request.kind, headings, rows, staging)? {
            tally.add(&staged, request.scope);
            writer.write(&staged)?;
        }
        progress(u64::try_from(tally.rows).unwrap_or(0));
    }
}

fn read_rows(source: &mut dyn RowSource) -> Result<Vec<RawRow>, ImportError> {
    let mut rows = Vec::with_capacity(ROWS_AT_ONCE);
    while rows.len() < ROWS_AT_ONCE {
        let Some(row) = source.next_row()? else { break };
        rows.push(row);
    }
    Ok(rows)
}

/// Checks rows on all cores; answers them in their order.
fn check_rows(
    kind: Kind,
    headings: &Headings,
    rows: Vec<RawRow>,
    staging: &Staging<'_>,
) -> Result<Vec<StagedRow>, ImportError> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
    let share = rows.len().div_ceil(cores).max(1);
    let mut shares: Vec<Vec<RawRow>> = Vec::new();
    for row in rows {
        match shares.last_mut() {
            Some(last) if last.len() < share => last.push(row),
            _ => shares.push(vec![row]),
        }
    }
    let check = |share: Vec<RawRow>| -> Result<Vec<StagedRow>, ImportError> {
        share.into_iter().map(|row| stage_row(kind, headings, row, staging)).collect()
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = shares.into_iter().map(|share| scope.spawn(|| check(share))).collect();
        let mut staged = Vec::new();
        for worker in workers {
            staged.extend(worker.join().map_err(|_| ImportError::Interrupted)??);
        }
        Ok(staged)
    })
}

fn new_batch(request: &Request, checksum: String, now: DateTime<Utc>) -> BatchRow {
    let file_name =
        request.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    BatchRow {
        id: request.received.as_ref().map_or_else(random::record_id, |received| received.batch_id.clone()),
        kind: request.kind.code().to_owned(),
        checksum,
        file_name,
        submitted_by: request.authority.clone(),
        takeover: request.times == Times::TakeOver,
        state: "applying".to_owned(),
        received_at: now,
        finished_at: None,
        staged_rows: 0,
        applied_rows: 0,
        accepted: 0,
        warned: 0,
        duplicate: 0,
        incomplete: 0,
        quarantined: 0,
        headings: None,
        mapping: None,
        scope: (request.scope != Scope::Partial).then(|| "full".to_owned()),
        handing: serde_json::to_string(&request.handing).ok(),
    }
}

pub(super) fn stage_row(
    kind: Kind,
    headings: &Headings,
    row: RawRow,
    staging: &Staging<'_>,
) -> Result<StagedRow, ImportError> {
    let line = i64::try_from(row.line).unwrap_or(i64::MAX);
    let mut issues: Vec<Issue> = row.problem.iter().map(problem_issue).collect();
    let mut content = None;
    if check::worst(&issues) != Some(Severity::Quarantine) {
        let (read, more) = read_row(kind, headings, (line, &row.values), staging)?;
        issues.extend(more);
        issues.extend(staging.own_rows.and_then(|own| own.objection(read.as_ref()?)));
        content = read;
    }
    let outcome = match check::worst(&issues) {
        Some(Severity::Quarantine) => Outcome::Quarantined,
        Some(Severity::Incomplete) => Outcome::Incomplete,
        Some(Severity::Warning) => Outcome::Warned,
        None => Outcome::Accepted,
    };
    let is_masked = issues.iter().any(|issue| issue.code == "personal-data");
    // An ending may still find no decision when it is applied, and the record may say something against a row that its
    // clerk must tick.
    let may_fail = kind == Kind::Endings || staging.judging == Judging::Desk;
    let filed = match headings {
        Headings::Decisions(layout) if outcome == Outcome::Quarantined && row.problem.is_none() => {
            filed::read(layout, &row.values, staging)
        }
        _ => None,
    };
    let keep_raw = is_masked || may_fail || matches!(outcome, Outcome::Quarantined | Outcome::Incomplete);
    let raw = if keep_raw { Some(staging.keeper.encrypt(&kept(row)?)?) } else { None };
    let may_go_on = outcome != Outcome::Quarantined || waits_for_the_registry(&issues, staging);
    let content = content.filter(|_| may_go_on);
    Ok(StagedRow { line, outcome, issues, raw, content, filed, said: Said::default() })
}

/// A code with a wrong check digit is right if the registry holds it like that: what is said when the row is applied.
fn waits_for_the_registry(issues: &[Issue], staging: &Staging<'_>) -> bool {
    let stopping = issues.iter().filter(|issue| issue.severity == Severity::Quarantine);
    staging.judging == Judging::Desk && stopping.into_iter().all(|issue| issue.code == "uscc-check-digit")
}

/// The row as sent and as read, for whoever works on it later.
fn kept(row: RawRow) -> Result<String, ImportError> {
    let kept = KeptRow { raw: row.raw, values: row.values };
    serde_json::to_string(&kept).map_err(|error| ImportError::Headings(error.to_string()))
}

fn problem_issue(problem: &ingest::RowProblem) -> Issue {
    Issue {
        code: problem.code().to_owned(),
        severity: problem.severity(),
        field: None,
        value: None,
        message: problem.to_string(),
    }
}

/// Reads a decision and judges it as its way into the record asks.
fn check_decision(layout: &Layout, values: &[String], staging: &Staging<'_>) -> Checked {
    match staging.judging {
        Judging::File => check::check_decision(layout.kind, layout, values, staging.today),
        Judging::Desk => {
            let Linted { lints, draft } =
                lint(layout.kind, layout, values, (&staging.rules.policies, staging.today));
            Checked { draft, issues: lints.into_iter().map(Lint::into_issue).collect() }
        }
    }
}

type Read = (Option<Content>, Vec<Issue>);

fn read_row(
    kind: Kind,
    headings: &Headings,
    (line, values): (i64, &[String]),
    staging: &Staging<'_>,
) -> Result<Read, ImportError> {
    Ok(match headings {
        Headings::Decisions(layout) => {
            let Checked { draft, issues } = check_decision(layout, values, staging);
            let content = match draft {
                Some(draft) => Some(Content::Decision(Box::new(decisions::stage(draft, line, staging)?))),
                None => None,
            };
            (content, issues)
        }
        Headings::Entry(layout) => {
            let Kind::Entries(item) = kind else { return Ok((None, Vec::new())) };
            let checked = check::check_entry(item, layout, values, staging.today);
            let content = match checked.draft {
                Some(draft) => Some(Content::Entry(Box::new(entries::stage(draft, staging)?))),
                None => None,
            };
            (content, checked.issues)
        }
        Headings::Plain(layout) => match kind {
            Kind::Authorities => {
                let checked = check::check_authority(layout, values);
                let stage =
                    |draft| Content::Authority(Box::new(authorities::stage(draft, staging.received_at)));
                (checked.draft.map(stage), checked.issues)
            }
            Kind::Endings => {
                let checked = check::check_ending(layout, values, staging.today);
                (checked.draft.map(|draft| Content::Ending(Box::new(endings::stage(draft)))), checked.issues)
            }
            _ => {
                let check::CheckedEntity { draft, mut issues } = check::check_entity(layout, values);
                if draft.as_ref().is_some_and(|draft| !draft.personal_data.is_empty()) {
                    // A name with a person's number in it can be shown nowhere: a person must look first.
                    for issue in &mut issues {
                        issue.severity = Severity::Quarantine;
                    }
                }
                let stage = |draft| Content::Entity(Box::new(entities::stage(draft, staging.received_at)));
                (draft.map(stage), issues)
            }
        },
    })
}
