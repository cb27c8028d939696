//! The stage `e2e`: the stories of `tests/browser` against a real server with a small made-up province.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::chengxin::{Chengxin, Province, Server};
use crate::folder::Temporary;
use crate::http::free_port;
use crate::prerequisites::{self, Need};
use crate::process::{cargo, execute, output, run_watched};
use crate::site;
use crate::test::Tally;
use crate::wasm::Islands;
use crate::workspace::{self, Profile};

/// The day of the stories' province.
const TODAY: &str = "2026-06-15";

/// Runs the stories and counts them.
///
/// # Errors
/// If something that they need is missing, the server does not come up, or a story fails.
pub(crate) fn check(tally: &mut Tally) -> Result<()> {
    prerequisites::ensure(&[Need::Chromium, Need::HanFont, Need::Node])?;
    println!("{}", versions());
    let stories = workspace::root().join("tests/browser");
    install_packages(&stories)?;
    let site = site::build()?;

    let folder = Temporary::new("stories")?;
    let province = Province { entities: 300, decisions: None, seed: 1, today: Some(TODAY.to_owned()) };
    let chengxin = Chengxin {
        profile: Profile::Development,
        data: folder.path().join("data"),
        database: None,
        province,
    };
    chengxin.build()?;
    chengxin.generate()?;
    chengxin.import()?;
    chengxin.make_demo_accounts()?;

    let address = format!("127.0.0.1:{}", free_port()?);
    let mut serve = chengxin.serve(&address);
    // The stories ask faster than one person may.
    serve.args(["--rate", "1000"]).env("CHENGXIN_LOG", "warn").env("NO_COLOR", "1");
    let server = Server::start(serve, &address, &folder.path().join("server.log"))?;
    let mut command = Command::new("node");
    command.arg("run.mjs").current_dir(&stories);
    command.env("BASE_URL", format!("http://{address}"));
    command.env("GALLERY", gallery(folder.path())?);
    command.env("CHROMIUM", prerequisites::chromium().context("no browser")?);
    command.env("ISLANDS", if matches!(site.islands, Islands::Built { .. }) { "1" } else { "0" });
    let outcome = run_watched(&mut command, |line| tally.read_stories(line));
    outcome.with_context(|| format!("the server's warnings:\n{}", server.end_of_log()))
}

/// Writes the pages of the gallery: every page in every state, also with hostile text.
fn gallery(folder: &Path) -> Result<PathBuf> {
    let pages = folder.join("gallery");
    let example =
        ["run", "--quiet", "--package", "app", "--example", "gallery", "--features", "samples", "--"];
    execute(cargo(&example).arg(&pages))?;
    Ok(pages)
}

/// `npm ci`, unless the packages of this lock file are there.
fn install_packages(stories: &Path) -> Result<()> {
    let lock = fs::read(stories.join("package-lock.json"))?;
    let stamp = stories.join("node_modules/.installed-from");
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    execute(
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"])
            .current_dir(stories),
    )?;
    Ok(fs::write(&stamp, &lock)?)
}

/// What the stories run on, for the log of CI.
fn versions() -> String {
    let browser = prerequisites::chromium().and_then(|path| output(Command::new(path).arg("--version")).ok());
    let node = output(Command::new("node").arg("--version")).ok();
    [browser, node]
        .into_iter()
        .flatten()
        .map(|line| line.trim().to_owned())
        .collect::<Vec<_>>()
        .join(", node ")
}
