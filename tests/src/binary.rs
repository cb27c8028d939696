//! The real program `chengxin`, run as processes on a data folder of its own: what stories in one process cannot show.
//!
//! The program is the one that `CHENGXIN_BIN` names, else the one beside the test's own executable. If that is missing
//! or older than its sources it is built first. It works on SQLite or, with `TEST_DATABASE_URL`, on a fresh PostgreSQL
//! data base.
#![expect(clippy::missing_panics_doc, reason = "whatever is not as expected stops the test that asked")]

mod http;
mod look;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime};

use chrono::TimeDelta;
use domain::calendar::start_of_day;
use server::clock::Clock;
use server::config::Common;
use server::state::Core;
use tempfile::TempDir;

use crate::database::Database;
use crate::records::{Authority, Entity, FileRow, csv};

pub use http::{Reply, Server, address_with};
pub use look::Look;

/// The longest that anything is waited for. Only a program that hangs takes so long.
const PATIENCE: Duration = Duration::from_mins(4);
/// How often one looks for the thing that is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(3);

/// The program with a data folder and a data base.
#[derive(Debug)]
pub struct Program {
    folder: TempDir,
    database: Database,
    day: String,
}

/// How a run of the program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The exit code; -1 if a signal ended it.
    pub code: i32,
    /// What it answered.
    pub stdout: String,
    /// What it told people.
    pub stderr: String,
}

impl Finished {
    /// The last line of what it answered.
    pub fn last_line(&self) -> &str {
        self.stdout.lines().last().unwrap_or_default()
    }

    /// The five numbers of an import's last line: accepted, warned, duplicate, incomplete, quarantined.
    pub fn totals(&self) -> [i64; 5] {
        let words = ["accepted", "warned", "duplicate", "incomplete", "quarantined"];
        let parts: Vec<&str> = self.last_line().split(", ").collect();
        assert_eq!(parts.len(), words.len(), "no line of totals: {self:?}");
        let mut totals = [0; 5];
        for ((part, word), total) in parts.iter().zip(words).zip(&mut totals) {
            let (name, number) = part.split_once(' ').unwrap();
            assert_eq!(name, word, "{self:?}");
            *total = number.parse().unwrap();
        }
        totals
    }

    /// Checks the exit code, and that nothing panicked.
    #[expect(clippy::return_self_not_must_use, reason = "often the exit code is all that matters")]
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{}\n{}", self.stdout, self.stderr);
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
        self
    }
}

/// A run of the program that goes on. It is killed when this is dropped.
#[derive(Debug)]
pub struct Running {
    child: Child,
}

impl Running {
    /// Waits for its end.
    pub fn finish(mut self) -> Finished {
        // Both pipes are read at once, so that neither fills up.
        let stderr = self.child.stderr.take().unwrap();
        let reader = std::thread::spawn(move || std::io::read_to_string(stderr).unwrap());
        let stdout = std::io::read_to_string(self.child.stdout.take().unwrap()).unwrap();
        let status = self.child.wait().unwrap();
        Finished { code: status.code().unwrap_or(-1), stdout, stderr: reader.join().unwrap() }
    }

    /// Whether it still runs.
    pub fn goes_on(&mut self) -> bool {
        self.child.try_wait().unwrap().is_none()
    }

    /// Kills it with signal 9 as soon as `seen` says so. Answers false if it came to its end before.
    pub async fn kill_when(mut self, mut seen: impl AsyncFnMut() -> bool) -> bool {
        let started = Instant::now();
        while self.goes_on() {
            if seen().await {
                self.kill();
                return true;
            }
            assert!(started.elapsed() < PATIENCE, "waited in vain for the moment to kill");
            tokio::time::sleep(LOOK_EVERY).await;
        }
        false
    }

    /// Kills it with signal 9 now.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Program {
    /// The program on an empty record, on that Beijing day.
    pub async fn on(day: &str) -> Self {
        Self { folder: TempDir::new().unwrap(), database: Database::new().await, day: day.to_owned() }
    }

    /// The same with one authority and one company in the record.
    pub async fn furnished(day: &str) -> Self {
        let program = Self::on(day).await;
        program.import(&[Authority::usual()]);
        program.import(&[Entity::company()]);
        program
    }

    /// Goes to another day: the next run starts on it.
    pub fn travel_to(&mut self, day: &str) {
        day.clone_into(&mut self.day);
    }

    /// Everything that the program writes is in it.
    pub fn data_folder(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// A path beside the data folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file beside the data folder.
    pub fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).unwrap();
        path
    }

    /// What `--database` gets; absent for the default.
    pub fn database_url(&self) -> Option<String> {
        self.database.url()
    }

    /// The program with these arguments, on this data.
    pub fn command<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Command {
        let mut command = bare();
        command.arg("--data-dir").arg(self.data_folder()).args(["--today", &self.day]);
        if let Some(url) = self.database.url() {
            command.args(["--database", &url]);
        }
        command.args(arguments);
        command
    }

    /// Runs it to its end.
    pub fn run<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Finished {
        start(&mut self.command(arguments)).finish()
    }

    /// Starts it.
    pub fn start<S: AsRef<std::ffi::OsStr>>(&self, arguments: &[S]) -> Running {
        start(&mut self.command(arguments))
    }

    /// Starts an import.
    pub fn start_import(&self, kind: &str, file: &Path) -> Running {
        start(self.command(&["import", kind]).arg(file))
    }

    /// Imports a file.
    pub fn import_file(&self, kind: &str, file: &Path) -> Finished {
        self.start_import(kind, file).finish()
    }

    /// Imports rows that must all be taken in.
    #[track_caller]
    pub fn import<R: FileRow>(&self, rows: &[R]) -> Finished {
        let file = self.file("rows.csv", csv(rows));
        self.import_file(R::KIND.code(), &file).expect(0)
    }

    /// Starts a server on a free port and waits until it listens, not until it is ready.
    pub fn serve(&self) -> Server {
        Server::start(&mut self.server())
    }

    /// The same, with that filter of the log.
    pub fn serve_logging(&self, filter: &str) -> Server {
        Server::start(self.server().env("CHENGXIN_LOG", filter))
    }

    fn server(&self) -> Command {
        let mut command = self.command(&["serve", "--listen", "127.0.0.1:0", "--log-json", "--rate", "0"]);
        command.arg("--assets").arg(self.path("no-assets"));
        command
    }

    /// Starts a server and waits until it is ready.
    pub async fn serve_ready(&self) -> Server {
        let server = self.serve();
        until("/readyz", async || server.get("/readyz").is_ok_and(|reply| reply.status == 200)).await;
        server
    }

    /// A look at the store.
    pub async fn look(&self) -> Look {
        let url = self.database.url();
        let sqlite = || format!("sqlite:{}", self.data_folder().join("chengxin.sqlite").display());
        Look::connect(&url.unwrap_or_else(sqlite), self.data_folder(), self.day.parse().unwrap()).await
    }

    /// The program's own store and folders, opened in the test: what it does there happens beside the program.
    pub async fn core(&self) -> Core {
        let common = Common {
            data_dir: self.data_folder(),
            database: self.database.url(),
            key_file: None,
            erasure_journal: None,
            today: None,
        };
        let noon = start_of_day(self.day.parse().unwrap()) + TimeDelta::hours(12);
        Core::open_at(&common, Clock::fixed(noon)).await.unwrap()
    }

    /// The import spools.
    pub fn spools(&self) -> Vec<PathBuf> {
        files_below(&self.data_folder().join("spool"))
    }

    /// Files of the search index in which a text stands.
    pub fn index_files_with(&self, text: &str) -> Vec<PathBuf> {
        let mut found = files_below(&self.data_folder().join("index"));
        // A file that goes away meanwhile holds nothing.
        found.retain(|path| {
            let bytes = fs::read(path).unwrap_or_default();
            bytes.windows(text.len()).any(|window| window == text.as_bytes())
        });
        found
    }
}

/// Waits until something has happened. What does not happen for minutes stops the test.
pub async fn until(what: &str, mut happened: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !happened().await {
        assert!(started.elapsed() < PATIENCE, "waited in vain for: {what}");
        tokio::time::sleep(LOOK_EVERY).await;
    }
}

/// All files below a folder; none if it is not there.
pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(files_below(&path)) } else { found.push(path) }
    }
    found.sort_unstable();
    found
}

/// The program with no argument, and with no setting from the test's own environment.
pub fn bare() -> Command {
    let mut command = Command::new(executable());
    for (name, _) in env::vars_os() {
        let is_setting = name.to_string_lossy().starts_with("CHENGXIN_");
        if is_setting && name != "CHENGXIN_POSTGRES_BIN" {
            command.env_remove(name);
        }
    }
    command
}

/// Starts a command with its output in pipes.
pub fn start(command: &mut Command) -> Running {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    Running { child: command.spawn().unwrap() }
}

/// Where the program is.
fn executable() -> &'static Path {
    static PATH: OnceLock<PathBuf> = OnceLock::new();
    PATH.get_or_init(|| env::var_os("CHENGXIN_BIN").map_or_else(beside_the_test, PathBuf::from))
}

fn beside_the_test() -> PathBuf {
    let test = env::current_exe().unwrap();
    // target/debug/deps/it-0123456789abcdef
    let folder = test.parent().and_then(Path::parent).unwrap();
    let path = folder.join(format!("chengxin{}", env::consts::EXE_SUFFIX));
    let built = fs::metadata(&path).and_then(|data| data.modified());
    if built.is_ok_and(|built| built > newest_source()) {
        return path;
    }
    let mut build = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    build.args(["build", "--package", "server", "--bin", "chengxin"]).current_dir(root());
    if folder.ends_with("release") {
        build.arg("--release");
    }
    assert!(build.status().unwrap().success(), "the program cannot be built");
    path
}

/// When a source of the program was changed last.
fn newest_source() -> SystemTime {
    let folders =
        ["domain/src", "search-index/src", "app/src", "server/src", "server/templates", "migrations"];
    let files = folders.iter().flat_map(|folder| files_below(&root().join(folder)));
    files.filter_map(|path| fs::metadata(path).ok()?.modified().ok()).max().unwrap()
}

/// The root of the workspace.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}
