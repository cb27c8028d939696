//! A PostgreSQL server for one test run: private folder, free port, gone afterwards.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{self, Child, Command, Stdio};
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::http::free_port;
use crate::prerequisites::{self, Need, is_root, postgres_programs};
use crate::process::{output, succeeds, wait_until};

/// A running server; dropping it stops it and removes its folder.
pub(crate) struct Postgres {
    server: Child,
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Postgres {
    /// Makes an empty server with collation C and waits until it answers.
    ///
    /// # Errors
    /// If its programs are not there or it does not come up; the message then holds its log.
    pub(crate) fn start() -> Result<Self> {
        let programs = postgres_programs().context("no PostgreSQL on this machine")?;
        // Not under `target`: the user that the server runs as may not be able to go there.
        let folder = env::temp_dir().join(format!("chengxin-postgres-{}", process::id()));
        fs::create_dir_all(&folder)?;
        give_to_server(&folder)?;
        let data = folder.join("data");
        let initdb = programs.join("initdb");
        let options = ["--locale=C", "--encoding=UTF8", "--username=postgres", "--auth=trust", "--no-sync"];
        output(as_server(&initdb).args(options).arg("-D").arg(&data).current_dir(&folder))?;

        let port = free_port()?;
        let server = start_server(&programs, &folder, port)?;
        let mut postgres = Self { server, programs, folder, port };
        postgres.wait_until_ready()?;
        Ok(postgres)
    }

    /// What tests get as `TEST_DATABASE_URL`; each makes a data base of its own from it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let is_ready = self.programs.join("pg_isready");
        let port = self.port.to_string();
        let log = self.folder.join("log");
        let server = &mut self.server;
        wait_until("PostgreSQL", Duration::from_mins(1), || {
            if let Some(status) = server.try_wait()? {
                bail!("PostgreSQL ended with {status}:\n{}", fs::read_to_string(&log).unwrap_or_default());
            }
            Ok(succeeds(Command::new(&is_ready).args(["--quiet", "--host", "127.0.0.1", "--port", &port])))
        })
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = as_server(&self.programs.join("pg_ctl"));
        stop.args(["stop", "--silent", "--mode", "immediate", "-D"]).arg(self.folder.join("data"));
        if !succeeds(stop.current_dir(&self.folder)) {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// `cargo xtask postgres`: a server to try single tests with.
///
/// # Errors
/// If it cannot be started.
pub(crate) fn run_until_enter() -> Result<()> {
    prerequisites::ensure(&[Need::PostgreSql])?;
    let postgres = Postgres::start()?;
    println!("TEST_DATABASE_URL={}", postgres.url());
    println!("Enter stops it");
    io::stdin().read_line(&mut String::new())?;
    Ok(())
}

/// Starts the server as our child, so that it ends with us; speed before durability, since nothing here is kept.
fn start_server(programs: &Path, folder: &Path, port: u16) -> Result<Child> {
    let log = fs::File::create(folder.join("log"))?;
    let settings = [
        "listen_addresses=127.0.0.1",
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "max_connections=300",
        "shared_buffers=128MB",
        "log_min_messages=warning",
    ];
    let mut command = as_server(&programs.join("postgres"));
    command.args(settings.map(|setting| format!("--{setting}")));
    command.args(["-p", &port.to_string()]).arg("-k").arg(folder).arg("-D").arg(folder.join("data"));
    command.current_dir(folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    command.spawn().context("PostgreSQL could not be started")
}

/// PostgreSQL refuses to run as root: then its programs run as the user `postgres`, and end when we end.
fn as_server(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "--pdeathsig=INT"]).arg(program);
    command
}

fn give_to_server(folder: &Path) -> Result<()> {
    if !is_root() {
        return Ok(());
    }
    output(Command::new("chown").arg("postgres:").arg(folder)).map(drop)
}
