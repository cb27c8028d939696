//! The command line: one binary is the server and every tool.

mod audit;
mod backup;
mod import;
mod mapping;
mod open_data;
mod quarantine;
mod serve;
mod unresolved;
mod user;
mod zero_report;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand, ValueEnum};

use crate::config::{self, Common};
use crate::followers::index;
use crate::generate;
use crate::record::end;
use crate::state::Core;
use crate::store::setting;

/// Done, everything accepted.
const DONE: u8 = 0;
/// Nothing done.
const NOTHING_DONE: u8 = 1;
/// Done, some rows incomplete or quarantined.
const DONE_WITH_FAULTS: u8 = 3;
/// Wrong usage.
const USAGE: u8 = 64;

/// 诚信 Chengxin: the public credit record.
#[derive(Debug, Parser)]
#[command(name = "chengxin", version, propagate_version = true)]
struct Arguments {
    #[command(flatten)]
    common: Common,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves the site and the API.
    Serve(Box<config::Serve>),
    /// Imports files; ends with one line of totals.
    Import(import::Import),
    /// Drafts or explains a mapping file, which brings a department's own layout in.
    Mapping(mapping::MappingCommand),
    /// Writes the files of a fictional province: the same seed and day give the same bytes.
    Generate(Generate),
    /// Builds the search index anew and swaps it in, also under a running server.
    Reindex,
    /// Makes the bulk files of `/open-data` once; a running server offers them.
    OpenData(config::OpenData),
    /// Brings the data base up to date.
    Migrate(Migrate),
    /// Takes a decision out of everything within seconds; the reason is shown in its place.
    Withdraw(Withdraw),
    /// Copies the data base while it is in use.
    Backup(backup::Backup),
    /// Puts a copy back and replays the erasures since.
    Restore(backup::Restore),
    /// Lists or settles parties that were not found in the registry by code and name.
    Unresolved(unresolved::Unresolved),
    /// The work list of rows that were kept back: list, show, fix, retry, drop.
    Quarantine(quarantine::Quarantine),
    /// Accounts of the regulators' desk: add, confirm, reset, disable, list, demo.
    User(user::User),
    /// The audit trail: verify.
    Audit(audit::Audit),
    /// Records that an authority decided nothing of a kind in a month (零报告).
    ZeroReport(zero_report::ZeroReport),
}

#[derive(Debug, clap::Args)]
struct Generate {
    /// How many entities.
    #[arg(long, env = "CHENGXIN_ENTITIES", default_value_t = 20_000)]
    entities: u32,
    /// How many decisions; three for each entity unless said otherwise.
    #[arg(long, env = "CHENGXIN_DECISIONS")]
    decisions: Option<u32>,
    /// The same seed gives the same files.
    #[arg(long, env = "CHENGXIN_SEED", default_value_t = 1)]
    seed: u64,
    /// Folder for the files.
    #[arg(long, env = "CHENGXIN_OUT")]
    out: PathBuf,
}

#[derive(Debug, clap::Args)]
struct Migrate {
    /// Marks an empty data base as one of fictional records: every page says so, and taken over times count.
    #[arg(long, env = "CHENGXIN_DEMO", value_enum, default_value_t = Dataset::Keep, num_args = 0..=1, default_missing_value = "demo")]
    demo: Dataset,
}

/// What a data base holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Dataset {
    /// As it is marked.
    Keep,
    /// Fictional records.
    Demo,
}

#[derive(Debug, clap::Args)]
struct Withdraw {
    /// The decision's public identifier, as in its address.
    id: String,
    /// Why; shown to the public.
    #[arg(long, env = "CHENGXIN_REASON")]
    reason: String,
}

/// Runs the program.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let is_help = !error.use_stderr();
            let _ = error.print();
            return ExitCode::from(if is_help { DONE } else { USAGE });
        }
    };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let outcome = match runtime {
        Ok(runtime) => runtime.block_on(run(arguments)),
        Err(error) => Err(error.into()),
    };
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            say(&format!("chengxin: {error:#}"));
            ExitCode::from(NOTHING_DONE)
        }
    }
}

async fn run(arguments: Arguments) -> anyhow::Result<u8> {
    let common = arguments.common;
    match arguments.command {
        Command::Serve(serve) => serve::run(&common, *serve).await,
        Command::Import(request) => import::run(&common, request).await,
        Command::Mapping(request) => mapping::run(request),
        Command::Generate(request) => generate_files(&common, request),
        Command::Reindex => reindex(&common).await,
        Command::OpenData(options) => open_data::run(&common, options).await,
        Command::Migrate(request) => migrate(&common, &request).await,
        Command::Withdraw(request) => withdraw(&common, &request).await,
        Command::Backup(request) => backup::backup(&common, &request).await,
        Command::Restore(request) => backup::restore(&common, &request).await,
        Command::Unresolved(request) => unresolved::run(&common, request).await,
        Command::Quarantine(request) => quarantine::run(&common, request).await,
        Command::User(request) => user::run(&common, request).await,
        Command::Audit(request) => audit::run(&common, request).await,
        Command::ZeroReport(request) => zero_report::run(&common, request).await,
    }
}

fn generate_files(common: &Common, request: Generate) -> anyhow::Result<u8> {
    let clock = crate::clock::Clock::system();
    let options = generate::Options {
        entities: request.entities,
        decisions: request.decisions.unwrap_or_else(|| generate::Options::usual_decisions(request.entities)),
        seed: request.seed,
        today: common.today.unwrap_or_else(|| clock.today()),
        out: request.out,
    };
    let bar = bar("生成文件", 0);
    generate::generate(&options, &|done, total| {
        bar.set_length(total);
        bar.set_position(done);
    })?;
    bar.finish_and_clear();
    print(&format!(
        "{} entities, {} decisions in {}",
        options.entities,
        options.decisions,
        options.out.display()
    ));
    Ok(DONE)
}

async fn reindex(common: &Common) -> anyhow::Result<u8> {
    let core = Core::open(common).await?;
    let mut tx = core.db.read().await?;
    let end = crate::store::ledger::last(&mut tx).await?;
    drop(tx);
    let bar = bar("重建索引", u64::try_from(end).unwrap_or(0));
    let mut progress = |number: i64| bar.set_position(u64::try_from(number).unwrap_or(0));
    let reached = index::rebuild(&core.db, &core.index_folder, core.clock.today(), &mut progress).await?;
    bar.finish_and_clear();
    print(&format!("index rebuilt up to ledger number {reached}"));
    Ok(DONE)
}

async fn migrate(common: &Common, request: &Migrate) -> anyhow::Result<u8> {
    let core = Core::open(common).await?;
    if request.demo == Dataset::Demo && !core.is_demo {
        let mut tx = core.db.write().await?;
        if crate::store::ledger::last(&mut tx).await? > 0 {
            anyhow::bail!("数据库中已有记录，不能再标为演示数据库");
        }
        setting::set(&mut tx, "dataset", "demo").await?;
        tx.commit().await?;
    }
    print("the data base is up to date");
    Ok(DONE)
}

async fn withdraw(common: &Common, request: &Withdraw) -> anyhow::Result<u8> {
    let core = Core::open(common).await?;
    if request.reason.trim().is_empty() {
        anyhow::bail!("--reason 不能为空：撤回的理由要向社会公开");
    }
    if !domain::privacy::scan(&request.reason).is_empty() {
        anyhow::bail!("--reason 中含有个人信息：撤回的理由要向社会公开，请删去后重试");
    }
    let now = core.clock.now();
    if !end::withdraw(&core.db, &core.journal, &request.id, request.reason.trim(), now).await? {
        anyhow::bail!("没有标识为 {} 的决定", request.id);
    }
    index::catch_up(&core.db, &core.index_folder, core.clock.today()).await?;
    print(&format!("withdrawn: {}", request.id));
    Ok(DONE)
}

/// A progress bar on standard error; nothing where that is no terminal.
fn bar(what: &'static str, length: u64) -> indicatif::ProgressBar {
    let style = indicatif::ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {elapsed}");
    let bar = indicatif::ProgressBar::new(length).with_message(what);
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// To standard output: what a command answers.
fn print(text: &str) {
    use std::io::Write as _;
    // Whoever reads may have gone away, as `head` does: that is no reason to panic.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// To standard error: what a person should read.
fn say(text: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stderr(), "{text}");
}
