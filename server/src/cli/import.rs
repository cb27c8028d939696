//! `chengxin import`.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use clap::builder::{FalseyValueParser, PossibleValue, PossibleValuesParser, TypedValueParser};
use domain::privacy::mask_findings;
use search_index::{IndexError, IndexReader};
use tokio::sync::watch;

use super::{DONE, DONE_WITH_FAULTS, NOTHING_DONE, bar, print, say};
use crate::config::Common;
use crate::followers::index::{FollowError, IndexFollower, MOST_AHEAD, Progress};
use crate::import::{
    self, Applying, Counts, Handing, ImportError, Kind, Pace, Report, Request, Resumed, Scope, Times,
};
use crate::state::Core;
use crate::store::{Db, batch, ledger};

/// How often the ledger is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);
/// How long an import waits for the index.
const PATIENCE: Duration = Duration::from_mins(2);
/// Rows with faults that the terminal shows.
const ROWS_ON_TERMINAL: usize = 20;

#[derive(Debug, clap::Args)]
pub(super) struct Import {
    /// What the files hold.
    #[arg(value_parser = kinds())]
    kind: Kind,
    /// The files: CSV, JSON lines or XLSX, known by their content.
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Credit code of the authority that submits the files.
    #[arg(long, env = "CHENGXIN_AUTHORITY", value_name = "CODE", value_parser = authority_code)]
    authority: Option<String>,
    /// Takes over the times of an older system (收到时间, 公示时间). It is recorded in the ledger and shown, and the
    /// rows are left out of timeliness figures.
    #[arg(long, env = "CHENGXIN_TAKEOVER", value_parser = FalseyValueParser::new())]
    takeover: bool,
    /// How a department's own layout becomes ours: a TOML file (`chengxin mapping suggest` drafts one).
    #[arg(long, env = "CHENGXIN_MAPPING", value_name = "FILE")]
    mapping: Option<PathBuf>,
    /// The file is all that its sender has on the list: what is not in it has ended at its source, and ends here.
    #[arg(long, env = "CHENGXIN_FULL_SYNC", value_parser = FalseyValueParser::new())]
    full_sync: bool,
    /// The greatest share, in percent of the standing entries, that a full synchronisation may end.
    #[arg(long, env = "CHENGXIN_MOST_ENDED", value_name = "PERCENT", default_value_t = 10,
          value_parser = clap::value_parser!(u8).range(0..=100))]
    most_ended: u8,
    /// Writes the report to this file: `.json` as JSON, anything else as CSV.
    #[arg(long, env = "CHENGXIN_REPORT")]
    report: Option<PathBuf>,
}

/// A code with a wrong check digit is let pass: registers hold some.
fn authority_code(text: &str) -> Result<String, String> {
    domain::uscc::structure_of(text).map_err(|error| error.message())
}

/// The kinds by their codes, with their Chinese terms as help.
fn kinds() -> impl TypedValueParser<Value = Kind> {
    PossibleValuesParser::new(Kind::all().map(|kind| PossibleValue::new(kind.code()).help(kind.label())))
        .try_map(|code| Kind::from_code(&code).ok_or("no such kind"))
}

pub(super) async fn run(common: &Common, request: Import) -> anyhow::Result<u8> {
    let core = Core::open(common).await?;
    let mut pace = IndexPace::start(&core);
    import::remove_orphans(&core.db, &core.spool_folder).await?;
    let mut failed = !resume(&core, &mut pace).await?;
    let mut total = Counts::default();
    for path in &request.files {
        match import_file(&core, &request, path, &mut pace).await {
            Ok(counts) => total = sum(total, counts),
            Err(error) => {
                // The headings that it may repeat are rows where a file has none.
                say(&mask_findings(&format!("{error:#}")));
                failed = true;
            }
        }
    }
    pace.finish().await?;
    print(&total.to_string());
    let nothing = total == Counts::default();
    Ok(if failed && nothing {
        NOTHING_DONE
    } else if failed || !total.is_clean() {
        DONE_WITH_FAULTS
    } else {
        DONE
    })
}

/// Goes on with batches that an earlier process left unfinished. Answers false if one of them failed again: that
/// keeps nobody from importing other files.
async fn resume(core: &Core, pace: &mut IndexPace) -> anyhow::Result<bool> {
    let mut tx = core.db.read().await?;
    let unfinished = batch::unfinished(&mut tx).await?;
    drop(tx);
    let mut all_done = true;
    for row in unfinished {
        say(&format!(
            "未完成的导入：{}（已写入 {} / {} 行）",
            row.file_name, row.applied_rows, row.staged_rows
        ));
        pace.progress.set_length(u64::try_from(row.staged_rows).unwrap_or(0));
        match import::resume(&Applying::of(core), &row, pace).await {
            Ok(Resumed::Done(counts)) => say(&format!("  已继续完成：{counts}")),
            Ok(Resumed::Elsewhere) => say("  另一个进程正在写入"),
            Ok(Resumed::Gone) => say("  暂存文件不在本机，无法继续：请重新导入该文件，已写入的行会判为重复"),
            Err(error) => {
                say(&format!("  {error}"));
                all_done = false;
            }
        }
    }
    Ok(all_done)
}

async fn import_file(
    core: &Core,
    request: &Import,
    path: &Path,
    pace: &mut IndexPace,
) -> anyhow::Result<Counts> {
    let times = if request.takeover { Times::TakeOver } else { Times::Ours };
    let request_of_file = Request {
        kind: request.kind,
        path: path.to_path_buf(),
        authority: request.authority.clone(),
        times,
        mapping: request.mapping.clone(),
        scope: if request.full_sync {
            Scope::Full { most_ended_percent: request.most_ended }
        } else {
            Scope::Partial
        },
        handing: Handing::of_operator(),
        received: None,
    };
    let progress = bar("读取校验", 0);
    let staged = import::stage(core, &request_of_file, &mut |rows| progress.set_position(rows)).await?;
    progress.finish_and_clear();
    if let Some(plan) = &staged.plan {
        say(&plan.to_string());
    }
    let (file_name, kind) = (staged.batch.file_name.clone(), request_of_file.kind);
    let batch_id = staged.batch.id.clone();
    pace.progress.set_length(u64::try_from(staged.batch.staged_rows).unwrap_or(0));
    let counts = import::apply(&Applying::of(core), staged.batch, pace).await?;
    let report = Report {
        batch: batch_id.clone(),
        file: file_name,
        kind: kind.label().to_owned(),
        edition: staged.edition,
        unknown_columns: staged.unknown_columns.iter().map(|heading| mask_findings(heading)).collect(),
        skipped: staged.skipped,
        counts,
        rows: import::report_rows(&core.db, &batch_id).await?,
    };
    import::write_text(&report, ROWS_ON_TERMINAL, &mut std::io::stderr())?;
    if let Some(target) = &request.report {
        write_report(&report, target).with_context(|| format!("报告 {}", target.display()))?;
    }
    Ok(counts)
}

fn write_report(report: &Report, target: &Path) -> std::io::Result<()> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(target)?);
    if target.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        import::write_json(report, &mut file)?;
    } else {
        import::write_csv(report, &mut file)?;
    }
    file.flush()
}

fn sum(one: Counts, other: Counts) -> Counts {
    Counts {
        accepted: one.accepted + other.accepted,
        warned: one.warned + other.warned,
        duplicate: one.duplicate + other.duplicate,
        incomplete: one.incomplete + other.incomplete,
        quarantined: one.quarantined + other.quarantined,
    }
}

/// Keeps the import within reach of the index: follows it beside the import, or waits for the server that does.
struct IndexPace {
    db: Db,
    /// The ledger number that the index has reached.
    indexed: watch::Receiver<i64>,
    progress: indicatif::ProgressBar,
}

impl IndexPace {
    fn start(core: &Core) -> Self {
        let (reached, indexed) = watch::channel(0);
        tokio::spawn(follow(core.clone(), reached));
        Self { db: core.db.clone(), indexed, progress: bar("写入", 0) }
    }

    async fn wait_until(&mut self, number: i64) -> Result<(), ImportError> {
        let reached =
            tokio::time::timeout(PATIENCE, self.indexed.wait_for(|indexed| *indexed >= number)).await;
        match reached {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(_)) => Err(ImportError::Index("索引无法写入，详见上文".to_owned())),
            Err(_) => Err(ImportError::Index("索引没有跟上".to_owned())),
        }
    }

    /// Waits until everything imported can be searched.
    async fn finish(mut self) -> anyhow::Result<()> {
        self.progress.finish_and_clear();
        let mut tx = self.db.read().await?;
        let end = ledger::last(&mut tx).await?;
        drop(tx);
        Ok(self.wait_until(end).await?)
    }
}

impl Pace for IndexPace {
    async fn keep(&mut self, ledger_number: i64, done: i64) -> Result<(), ImportError> {
        self.progress.set_position(u64::try_from(done).unwrap_or(0));
        self.wait_until(ledger_number - MOST_AHEAD).await
    }
}

/// The index as this process follows it, or sees another one follow it.
#[derive(Default)]
struct Followed {
    follower: Option<IndexFollower>,
    reader: Option<(PathBuf, IndexReader)>,
}

/// Follows the ledger until nobody waits any more, and says how far the index is.
async fn follow(core: Core, reached: watch::Sender<i64>) {
    let mut followed = Followed::default();
    while !reached.is_closed() {
        match followed.once(&core).await {
            Ok((number, progress)) => {
                reached.send_replace(number);
                if progress == Progress::UpToDate {
                    tokio::time::sleep(LOOK_EVERY).await;
                }
            }
            Err(error) => {
                say(&format!("chengxin: {error}"));
                return;
            }
        }
    }
}

impl Followed {
    async fn once(&mut self, core: &Core) -> Result<(i64, Progress), FollowError> {
        let folder = core.index_folder.current()?;
        if self.follower.as_ref().is_some_and(|follower| follower.folder() != folder) {
            // Another process built the index anew and swapped it in.
            self.follower = None;
        }
        if self.follower.is_none() {
            match IndexFollower::open(core.db.clone(), &core.index_folder).await {
                Ok(opened) => self.follower = Some(opened),
                // A server on the same data writes the index.
                Err(FollowError::Index(IndexError::Locked)) => {
                    return Ok((self.look(&folder), Progress::UpToDate));
                }
                Err(error) => return Err(error),
            }
        }
        let Some(follower) = &mut self.follower else { return Err(FollowError::Stopped) };
        match follower.step(core.clock.today()).await {
            Ok(progress) => Ok((follower.cursor(), progress)),
            Err(_) if core.index_folder.current()? != folder => {
                self.follower = None;
                Ok((0, Progress::Behind))
            }
            Err(error) => Err(error),
        }
    }

    /// How far the process is that writes the index; 0 while it is making it.
    fn look(&mut self, folder: &Path) -> i64 {
        if self.reader.as_ref().is_none_or(|(open, _)| open != folder) {
            self.reader = IndexReader::open(folder).ok().map(|reader| (folder.to_owned(), reader));
        }
        let Some((_, reader)) = &self.reader else { return 0 };
        if reader.reload().is_err() {
            self.reader = None;
            return 0;
        }
        i64::try_from(reader.ledger_number()).unwrap_or(0)
    }
}
