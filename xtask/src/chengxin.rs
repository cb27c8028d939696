//! Driving the built program `chengxin`: a made-up province, its import, its server.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, ensure};

use crate::http;
use crate::process::{cargo, execute, wait_until};
use crate::workspace::{self, Profile};

/// What `import` takes, in the order in which one part refers to another. All other files that `generate` wrote are
/// items of the catalogue, and come last.
const PARTS: [&str; 5] = ["authorities", "entities", "licences", "penalties", "endings"];

/// `import` ends with this when some rows are incomplete or quarantined, as some of a made-up province are.
const DONE_WITH_FAULTS: i32 = 3;

/// What a made-up province is made from: the same values give the same files.
pub(crate) struct Province {
    pub(crate) entities: u64,
    pub(crate) decisions: Option<u64>,
    pub(crate) seed: u64,
    /// The day that counts as today, `2026-11-23`; the real one if absent.
    pub(crate) today: Option<String>,
}

impl Province {
    /// The values as text, to see whether files were made from the same ones.
    pub(crate) fn stamp(&self) -> String {
        let decisions = self.decisions.map_or_else(|| "default".to_owned(), |count| count.to_string());
        let today = self.today.as_deref().unwrap_or("any");
        format!("entities {}, decisions {decisions}, seed {}, today {today}\n", self.entities, self.seed)
    }
}

/// The program, the folder that it keeps its data in, and the province that these are about.
pub(crate) struct Chengxin {
    pub(crate) profile: Profile,
    pub(crate) data: PathBuf,
    /// Another data base than the SQLite file in the data folder.
    pub(crate) database: Option<String>,
    pub(crate) province: Province,
}

impl Chengxin {
    /// Builds the program.
    ///
    /// # Errors
    /// If cargo fails.
    pub(crate) fn build(&self) -> Result<()> {
        match self.profile {
            // With the features that the tests build their libraries with, so that nothing is built twice.
            Profile::Development => execute(&mut cargo(&["build", "--workspace", "--all-targets"])),
            Profile::Release => {
                execute(&mut cargo(&["build", "--release", "--package", "server", "--bin", "chengxin"]))
            }
        }
    }

    /// Where the files of the province lie.
    pub(crate) fn files(&self) -> PathBuf {
        self.data.join("files")
    }

    /// Writes the files of a made-up province.
    ///
    /// # Errors
    /// If the program fails.
    pub(crate) fn generate(&self) -> Result<()> {
        self.generate_into(&self.files(), self.province.decisions)
    }

    /// Writes the files of the same province, but with another number of decisions, into a folder.
    ///
    /// # Errors
    /// If the program fails.
    pub(crate) fn generate_into(&self, folder: &Path, decisions: Option<u64>) -> Result<()> {
        let province = &self.province;
        let mut command = self.command();
        command.arg("generate");
        command.args(["--entities", &province.entities.to_string(), "--seed", &province.seed.to_string()]);
        if let Some(decisions) = decisions {
            command.args(["--decisions", &decisions.to_string()]);
        }
        execute(command.arg("--out").arg(folder))
    }

    /// Imports all files of the province into a data base marked as a demo, with the times that the files hold.
    ///
    /// # Errors
    /// If a file could not be imported.
    pub(crate) fn import(&self) -> Result<()> {
        self.mark_as_demo()?;
        for part in PARTS.map(str::to_owned).into_iter().chain(self.items()?) {
            let status = self.import_command(&part, &self.file(&part)).arg("--takeover").status()?;
            ensure_imported(&part, status)?;
        }
        Ok(())
    }

    /// Makes the data base and marks its records as fictional.
    ///
    /// # Errors
    /// If it holds records that are not marked, or the program fails.
    pub(crate) fn mark_as_demo(&self) -> Result<()> {
        execute(self.command().args(["migrate", "--demo"]))
    }

    /// Makes the accounts of the demo, those that are not there yet, and prints them.
    ///
    /// # Errors
    /// If the data base is no demo, or the program fails.
    pub(crate) fn make_demo_accounts(&self) -> Result<()> {
        execute(self.command().args(["user", "demo"]))
    }

    /// The file of one part or item of the province.
    pub(crate) fn file(&self, part: &str) -> PathBuf {
        self.files().join(format!("{part}.csv"))
    }

    /// The command that imports one file.
    pub(crate) fn import_command(&self, part: &str, file: &Path) -> Command {
        let mut command = self.command();
        command.args(["import", part]).arg(file);
        command
    }

    /// The catalogue's items that there are files of, by name.
    ///
    /// # Errors
    /// If there is no folder of files.
    pub(crate) fn items(&self) -> Result<Vec<String>> {
        let mut items = Vec::new();
        for entry in fs::read_dir(self.files())? {
            let path = entry?.path();
            let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default().to_owned();
            let is_table = path.extension().is_some_and(|extension| extension == "csv");
            if is_table && !PARTS.contains(&stem.as_str()) {
                items.push(stem);
            }
        }
        items.sort_unstable();
        Ok(items)
    }

    /// The command that serves the public site at this address.
    pub(crate) fn serve(&self, address: &str) -> Command {
        let mut command = self.command();
        command.args(["serve", "--listen", address, "--base-url", &format!("http://{address}")]);
        command.arg("--assets").arg(workspace::site());
        command
    }

    /// The name of the first entity in the files.
    ///
    /// # Errors
    /// If there is none.
    pub(crate) fn first_name(&self) -> Result<String> {
        let text = fs::read_to_string(self.files().join("entities.csv"))?;
        let row = text.lines().nth(1).context("the demo has no entity")?;
        Ok(row.split(',').next().unwrap_or_default().trim_matches('"').to_owned())
    }

    fn command(&self) -> Command {
        let mut command = Command::new(workspace::program("chengxin", self.profile));
        command.arg("--data-dir").arg(&self.data);
        if let Some(database) = &self.database {
            command.args(["--database", database]);
        }
        if let Some(today) = &self.province.today {
            command.args(["--today", today]);
        }
        command
    }
}

/// A server that ends when this is dropped.
pub(crate) struct Server {
    child: Child,
    log: PathBuf,
}

impl Server {
    /// Starts a server with its log in a file and waits until it is ready.
    ///
    /// # Errors
    /// If it ends or is not ready within two minutes; the message then holds the end of its log.
    pub(crate) fn start(mut command: Command, address: &str, log: &Path) -> Result<Self> {
        let file = fs::File::create(log)?;
        let child = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file).spawn()?;
        let mut server = Self { child, log: log.to_path_buf() };
        let ready = wait_until("the server", Duration::from_mins(2), || match server.child.try_wait()? {
            Some(status) => Err(ended(status)),
            None => Ok(is_ready(address)),
        });
        ready.with_context(|| server.end_of_log())?;
        Ok(server)
    }

    /// The last lines of what the server wrote.
    pub(crate) fn end_of_log(&self) -> String {
        let text = fs::read_to_string(&self.log).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(20)..].join("\n")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An import is done when it ends well or with some faults in rows.
///
/// # Errors
/// If it ended otherwise.
pub(crate) fn ensure_imported(part: &str, status: ExitStatus) -> Result<()> {
    let is_done = status.success() || status.code() == Some(DONE_WITH_FAULTS);
    ensure!(is_done, "chengxin import {part}: {status}");
    Ok(())
}

/// Whether a server at this address says that it is ready.
pub(crate) fn is_ready(address: &str) -> bool {
    http::get(address, "/readyz").is_ok_and(|answer| answer.status == 200)
}

fn ended(status: ExitStatus) -> anyhow::Error {
    anyhow::anyhow!("the server ended with {status}")
}
