//! The two commands of the README, and every step of CI: `cargo xtask test` and `cargo xtask demo`.
#![expect(clippy::print_stdout, reason = "a program for the terminal")]

mod bench;
mod browser;
mod chengxin;
mod demo;
mod folder;
mod http;
mod postgres;
mod prerequisites;
mod process;
mod site;
mod test;
mod toolchain;
mod wasm;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Builds, tests and shows Chengxin, with nothing but Rust, a C compiler and the package registries.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = BEFORE_A_MERGE)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

const BEFORE_A_MERGE: &str = "\
Before a merge:
  cargo xtask test fmt lint docs    while writing: a minute or two once things are built
  cargo xtask test test             rules, pages and stories on SQLite
  cargo xtask test                  everything, exactly as CI runs it
Real data: set CHENGXIN_REAL_DATA to its folder (default ../shared/data); without it those tests are listed as not run.
Pictures of the README: UPDATE_PICTURES=1 cargo xtask test e2e";

#[derive(Subcommand)]
enum Command {
    /// Runs the checks of CI, cheapest first, and stops at the first stage that fails.
    Test(test::Options),
    /// Builds everything, imports a made-up province and serves it. Ctrl-C stops it.
    Demo(demo::Options),
    /// Measures the import, the publication, the search and the weight of the pages on a made-up province.
    Bench(bench::Options),
    /// Builds the style sheet and the wasm islands into `target/site`.
    BuildSite,
    /// Starts a PostgreSQL as the tests use it and stops it at Enter: to run one test with `TEST_DATABASE_URL`.
    Postgres,
    /// Prints the rustc that can build for wasm, after making one where that is needed.
    WasmToolchain,
    /// Waits for a server of the demo and says what to try.
    #[command(hide = true)]
    DemoHints(demo::Hints),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Test(options) => test::run(&options),
        Command::Demo(options) => demo::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::BuildSite => site::build().map(|site| println!("{}", site.summary())),
        Command::Postgres => postgres::run_until_enter(),
        Command::WasmToolchain => toolchain::find_or_make().map(|rustc| println!("{}", rustc.display())),
        Command::DemoHints(hints) => demo::print_hints(&hints),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!("failed: {error:#}");
            ExitCode::FAILURE
        }
    }
}
