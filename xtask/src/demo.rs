//! `cargo xtask demo`: from nothing to a site that one can try.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

use crate::chengxin::{Chengxin, Province, is_ready};
use crate::http::{get, percent_encoded};
use crate::process::wait_until;
use crate::site;
use crate::workspace::{self, Profile};

/// Says which values the files in the data folder were made from; its presence marks the folder as ours.
const GENERATED: &str = "demo-generated.txt";
/// The same, once everything is imported.
const IMPORTED: &str = "demo-imported.txt";

/// What the demo can be asked for.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Where to serve.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
    /// Where the demo keeps its files and data.
    #[arg(long, default_value = ".chengxin/demo")]
    data_dir: PathBuf,
    /// How many entities the made-up province has.
    #[arg(long, default_value_t = 20_000)]
    entities: u64,
    /// How many decisions; three for each entity if absent.
    #[arg(long)]
    decisions: Option<u64>,
    /// The same seed and day give the same files, byte for byte.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// The day that the province is made for, `2026-11-23`; the day of the first run if absent.
    #[arg(long)]
    today: Option<String>,
}

/// What the process that prints the hints is told.
#[derive(clap::Args)]
pub(crate) struct Hints {
    #[arg(long)]
    address: String,
    #[arg(long)]
    name: String,
}

/// Builds, makes and imports what is not there yet, then serves until it is stopped.
///
/// # Errors
/// If a step fails, or the data folder holds something that is not a demo.
pub(crate) fn run(options: &Options) -> Result<()> {
    let data = workspace::root().join(&options.data_dir);
    let chengxin = Chengxin { profile: Profile::Release, data, database: None, province: province(options) };
    println!("1/4 building the server (the first time some minutes)");
    chengxin.build()?;
    println!("2/4 building the site");
    println!("{}", site::build()?.summary());
    prepare(&chengxin)?;
    println!("accounts for trying the regulators' desk:");
    chengxin.make_demo_accounts()?;

    println!("serving http://{} (Ctrl-C stops it)", options.listen);
    let name = chengxin.first_name()?;
    let hints = ["demo-hints", "--address", &options.listen, "--name", &name];
    Command::new(env::current_exe()?).args(hints).spawn()?;
    let mut server = chengxin.serve(&options.listen);
    if env::var_os("CHENGXIN_LOG").is_none() {
        server.env("CHENGXIN_LOG", "warn"); // so that the hints stay in sight
    }
    become_server(server)
}

fn province(options: &Options) -> Province {
    Province {
        entities: options.entities,
        decisions: options.decisions,
        seed: options.seed,
        today: options.today.clone(),
    }
}

/// Makes and imports the province, unless this folder holds the same one already.
fn prepare(chengxin: &Chengxin) -> Result<()> {
    let (generated, imported) = (chengxin.data.join(GENERATED), chengxin.data.join(IMPORTED));
    let stamp = chengxin.province.stamp();
    if holds(&imported, &stamp) {
        println!("3/4, 4/4 the province is there already: {}", stamp.trim());
        return Ok(());
    }
    if !holds(&generated, &stamp) {
        println!("3/4 making a province: {}", stamp.trim());
        make_room(&chengxin.data)?;
        chengxin.generate()?;
        fs::write(&generated, &stamp)?;
    }
    println!("4/4 importing it");
    chengxin.import()?;
    Ok(fs::write(&imported, &stamp)?)
}

fn holds(file: &Path, text: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|content| content == text)
}

/// Empties the folder of another demo; anything else in the way is left alone.
fn make_room(data: &Path) -> Result<()> {
    let is_empty = fs::read_dir(data).map_or(true, |mut entries| entries.next().is_none());
    if !is_empty {
        let is_ours = data.join(GENERATED).is_file();
        ensure!(is_ours, "{} holds something that is not a demo; name another --data-dir", data.display());
        fs::remove_dir_all(data)?;
    }
    fs::create_dir_all(data)?;
    // At once, so that a folder whose making was interrupted is known as ours.
    Ok(fs::write(data.join(GENERATED), "unfinished\n")?)
}

/// Turns this process into the server, so that signals reach the server itself.
#[cfg(unix)]
fn become_server(mut command: Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    Err(command.exec()).context("the server could not be started")
}

#[cfg(not(unix))]
fn become_server(mut command: Command) -> Result<()> {
    crate::process::execute(&mut command)
}

/// Waits for the server and prints four things to try.
///
/// # Errors
/// If the server is not ready within five minutes.
pub(crate) fn print_hints(hints: &Hints) -> Result<()> {
    let address = hints.address.replace("0.0.0.0", "127.0.0.1");
    wait_until("the server", Duration::from_mins(5), || Ok(is_ready(&address)))?;
    let fragment = fragment(&hints.name);
    println!("\nTry:");
    println!("  http://{address}/search?q={}   a part of a name ({fragment})", percent_encoded(&fragment));
    println!("  http://{address}{}   one decision and its deadline", decision(&address)?);
    println!("  http://{address}/agencies   who publishes on time, and who doesn't");
    println!(
        "  http://{address}/desk   the regulators' desk; its sign-in page names logins, password and code\n"
    );
    Ok(())
}

/// Two characters from the middle of a name, as somebody would who forgot the rest.
fn fragment(name: &str) -> String {
    name.chars().skip(name.chars().count() / 2).take(2).collect()
}

/// The page of some decision.
fn decision(address: &str) -> Result<String> {
    let answer = get(address, "/api/v1/search?q=&type=decision&limit=1")?;
    let answer: Value = serde_json::from_str(&answer.body)?;
    match answer["hits"][0]["id"].as_str() {
        Some(id) => Ok(format!("/decisions/{id}")),
        None => bail!("the demo has no decision"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_a_demo_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("precious"), "").unwrap();
        assert!(make_room(folder.path()).is_err());
        assert!(folder.path().join("precious").exists());
    }

    #[test]
    fn another_demo_makes_room() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("demo");
        make_room(&data).unwrap();
        fs::write(data.join("old"), "").unwrap();
        make_room(&data).unwrap();
        assert!(!data.join("old").exists());
    }

    #[test]
    fn a_fragment_is_taken_by_characters() {
        assert_eq!(fragment("山河市云杉商贸有限公司"), "商贸");
    }
}
