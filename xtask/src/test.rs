//! `cargo xtask test`: the stages of CI, cheapest first.

use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Result, anyhow, bail};
use clap::ValueEnum;

use crate::postgres::Postgres;
use crate::prerequisites::{self, Need};
use crate::process::{cargo, execute, output, run_watched};
use crate::workspace::{self, Profile};
use crate::{browser, wasm};

/// What CI gives one run.
const LIMIT: Duration = Duration::from_mins(90);

/// Tests on real data live in modules of this name.
const REAL_DATA: &str = "real_data";

/// How many damaged inputs the readers of files are given, and how many of them under `--full`.
const FUZZ_INPUTS: &str = "CHENGXIN_FUZZ_INPUTS";
const FULL_FUZZ_INPUTS: &str = "100000";

/// What to run.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// The stages to run, in CI's order; all but `release` if none is named.
    #[arg(value_enum)]
    stages: Vec<Stage>,
    /// Also the release build and the slow tests: those marked `#[ignore]`, such as calls that Schemathesis makes up; the
    /// readers of files are given 100,000 damaged inputs instead of 2,000.
    #[arg(long)]
    full: bool,
}

/// How much is tested: the usual, or all that `--full` asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    Usual,
    Full,
}

/// One step of CI.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, ValueEnum)]
enum Stage {
    /// The layout of the code.
    Fmt,
    /// Clippy, with every warning an error.
    Lint,
    /// The documentation builds without a warning.
    Docs,
    /// Licences, duplicates and sources of the dependencies.
    Deps,
    /// Architecture, unit and integration tests on SQLite.
    Test,
    /// The integration tests on PostgreSQL.
    Postgres,
    /// The islands build within their budget.
    Wasm,
    /// The stories in a browser.
    E2e,
    /// With `--full`: the release build and the slow tests.
    Release,
}

impl Stage {
    fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }

    fn run(self, depth: Depth, tally: &mut Tally) -> Result<()> {
        match self {
            Self::Fmt => execute(&mut cargo(&["fmt", "--all", "--check"])),
            Self::Lint => lint(),
            Self::Docs => docs(),
            Self::Deps => dependencies(),
            Self::Test => tests(depth, tally),
            Self::Postgres => tests_on_postgres(tally),
            Self::Wasm => wasm::check(),
            Self::E2e => browser::check(tally),
            Self::Release => slow_tests(tally),
        }
    }
}

/// How many tests passed and failed.
#[derive(Default, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    /// Counts a line of cargo's test runner: `test result: ok. 12 passed; 0 failed; …`.
    fn read_cargo(&mut self, line: &str) {
        if let Some((_, counts)) = line.split_once("test result:") {
            self.add(counts);
        }
    }

    /// Counts the closing line of the browser stories: `12 passed, 0 failed`.
    pub(crate) fn read_stories(&mut self, line: &str) {
        if line.starts_with(|first: char| first.is_ascii_digit()) && line.contains(" passed, ") {
            self.add(line);
        }
    }

    fn add(&mut self, counts: &str) {
        self.passed += number_before(counts, " passed");
        self.failed += number_before(counts, " failed");
    }
}

fn number_before(text: &str, word: &str) -> u64 {
    let before = text.split(word).next().unwrap_or_default();
    let digits = before.rsplit(|character: char| !character.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

/// Runs the stages, prints their times and how many tests passed.
///
/// # Errors
/// If a stage fails or all of it took more than 90 minutes.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut tally = Tally::default();
    let mut times = Vec::new();
    let mut outcome = Ok(());
    let depth = if options.full { Depth::Full } else { Depth::Usual };
    for stage in stages(options) {
        println!("\n== {}", stage.name());
        let start = Instant::now();
        outcome = stage.run(depth, &mut tally).map_err(|error| {
            println!("{error:#}");
            anyhow!("stage {}", stage.name()) // the last line of the run, short and plain
        });
        times.push((stage.name(), start.elapsed()));
        if outcome.is_err() {
            break;
        }
    }
    let total = times.iter().map(|(_, time)| *time).sum();
    print_times(&times, total);
    println!("\n{} passed, {} failed", tally.passed, tally.failed);
    outcome?;
    if total > LIMIT {
        bail!("all stages together took more than {} minutes", LIMIT.as_secs() / 60);
    }
    Ok(())
}

fn stages(options: &Options) -> Vec<Stage> {
    let mut stages = options.stages.clone();
    if stages.is_empty() {
        stages = Stage::value_variants().iter().copied().filter(|stage| *stage != Stage::Release).collect();
    }
    if options.full {
        stages.push(Stage::Release);
    }
    stages.sort_unstable();
    stages.dedup();
    stages
}

fn print_times(times: &[(String, Duration)], total: Duration) {
    println!("\nstage      min:s");
    for (name, time) in times {
        println!("{name:<9} {}", minutes(*time));
    }
    println!("{:<9} {}", "total", minutes(total));
}

fn minutes(time: Duration) -> String {
    let seconds = time.as_secs();
    format!("{:>3}:{:02}", seconds / 60, seconds % 60)
}

fn lint() -> Result<()> {
    // The feature brings the program `site` into the check.
    let arguments = ["clippy", "--workspace", "--all-targets", "--features", "xtask/site"];
    execute(cargo(&arguments).args(["--", "--deny", "warnings"]))
}

fn docs() -> Result<()> {
    let arguments = ["doc", "--workspace", "--no-deps", "--document-private-items"];
    execute(cargo(&arguments).env("RUSTDOCFLAGS", "-D warnings"))
}

fn dependencies() -> Result<()> {
    prerequisites::ensure_cargo_deny()?;
    execute(&mut cargo(&["deny", "check", "bans", "licenses", "sources"]))?;
    if has_advisories() {
        execute(&mut cargo(&["deny", "check", "--disable-fetch", "advisories"]))
    } else {
        println!("advisories: not checked (cargo-deny has no data base on this machine)");
        Ok(())
    }
}

/// Whether a data base of advisories was put where cargo-deny looks; it is never fetched from here, since it is a
/// repository that not every machine can reach.
fn has_advisories() -> bool {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    home.is_some_and(|home| home.join("advisory-dbs").is_dir())
}

fn tests(depth: Depth, tally: &mut Tally) -> Result<()> {
    build_all()?;
    let arguments = ["test", "--workspace", "--no-fail-fast"];
    let mut command = test_command(&arguments, None);
    if depth == Depth::Full {
        command.env(FUZZ_INPUTS, FULL_FUZZ_INPUTS);
    }
    run_tests(command, &arguments, tally)
}

fn tests_on_postgres(tally: &mut Tally) -> Result<()> {
    prerequisites::ensure(&[Need::PostgreSql])?;
    build_all()?;
    let postgres = Postgres::start()?;
    // All packages are named, since cargo would build their libraries with other features for one alone.
    let arguments = ["test", "--workspace", "--no-fail-fast", "--test", "it"];
    run_tests(test_command(&arguments, Some(&postgres)), &arguments, tally)
}

/// All targets, the program `chengxin` included: some tests start it as a process.
fn build_all() -> Result<()> {
    execute(&mut cargo(&["build", "--workspace", "--all-targets"]))
}

fn slow_tests(tally: &mut Tally) -> Result<()> {
    let schemathesis = prerequisites::ensure_schemathesis()?;
    execute(&mut cargo(&["build", "--release", "--workspace", "--all-targets"]))?;
    let mut command = test_command(&["test", "--release", "--workspace", "--no-fail-fast"], None);
    command.args(["--", "--ignored"]).env("CHENGXIN_BIN", workspace::program("chengxin", Profile::Release));
    command.env("CHENGXIN_SCHEMATHESIS", schemathesis);
    run_watched(&mut command, |line| tally.read_cargo(line))
}

fn run_tests(mut command: Command, arguments: &[&str], tally: &mut Tally) -> Result<()> {
    if workspace::real_data().is_none() {
        command.args(["--", "--skip", REAL_DATA]);
    }
    let outcome = run_watched(&mut command, |line| tally.read_cargo(line));
    if workspace::real_data().is_none() {
        print_tests_not_run(arguments)?;
    }
    outcome
}

/// A test run with what the tests are told: the data base, the real data, the program to start.
fn test_command(arguments: &[&str], postgres: Option<&Postgres>) -> Command {
    let mut command = cargo(arguments);
    command.env_remove("TEST_DATABASE_URL").env_remove("CHENGXIN_REAL_DATA").env_remove(FUZZ_INPUTS);
    command.env("CHENGXIN_BIN", workspace::program("chengxin", Profile::Development));
    if let Some(postgres) = postgres {
        command.env("TEST_DATABASE_URL", postgres.url());
    }
    if let Some(folder) = workspace::real_data() {
        command.env("CHENGXIN_REAL_DATA", folder);
    }
    command
}

fn print_tests_not_run(arguments: &[&str]) -> Result<()> {
    let listed = output(cargo(arguments).args(["--quiet", "--", "--list", REAL_DATA]))?;
    let names = listed.lines().filter_map(|line| line.strip_suffix(": test"));
    for name in names {
        println!("not run, since there is no real data (CHENGXIN_REAL_DATA): {name}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lines_of_both_runners_are_counted() {
        let mut tally = Tally::default();
        tally.read_cargo("test result: ok. 12 passed; 1 failed; 3 ignored; 0 measured");
        tally.read_cargo("test a_rule ... ok");
        tally.read_stories("5 passed, 2 failed");
        tally.read_stories("ok 3 passed, said nobody");
        assert_eq!(tally, Tally { passed: 17, failed: 3 });
    }

    #[test]
    fn without_a_choice_all_stages_but_the_slow_one_run_in_order() {
        let all = stages(&Options { stages: Vec::new(), full: false });
        assert_eq!((all.first(), all.last()), (Some(&Stage::Fmt), Some(&Stage::E2e)));
        let chosen = stages(&Options { stages: vec![Stage::Docs, Stage::Fmt, Stage::Docs], full: true });
        assert_eq!(chosen, [Stage::Fmt, Stage::Docs, Stage::Release]);
    }

    #[test]
    fn times_are_shown_in_minutes_and_seconds() {
        assert_eq!(minutes(Duration::from_secs(605)), " 10:05");
    }
}
