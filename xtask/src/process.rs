//! Running other programs.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::workspace;

/// `cargo` with these arguments, in the root of the repository.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(workspace::root());
    if workspace::is_ci() {
        command.env("CARGO_INCREMENTAL", "0");
    }
    command
}

/// Runs a command to its end, its output on the terminal.
///
/// # Errors
/// If it can't be started or doesn't end with 0.
pub(crate) fn execute(command: &mut Command) -> Result<()> {
    let line = shown(command);
    println!("$ {line}");
    let status = command.status().with_context(|| format!("could not start {line}"))?;
    if !status.success() {
        bail!("{line}: {status}");
    }
    Ok(())
}

/// Runs a command without showing it and returns what it wrote to its standard output.
///
/// # Errors
/// If it can't be started or doesn't end with 0; the message holds what it wrote to its standard error.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let line = shown(command);
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("could not start {line}"))?;
    if !output.status.success() {
        bail!("{line}: {}\n{}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Whether a command can be started and ends with 0; its output is dropped.
pub(crate) fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs a command whose standard output is shown line by line and handed to `each_line`.
///
/// # Errors
/// If it can't be started or doesn't end with 0.
pub(crate) fn run_watched(command: &mut Command, mut each_line: impl FnMut(&str)) -> Result<()> {
    let line = shown(command);
    println!("$ {line}");
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("could not start {line}"))?;
    let stdout = child.stdout.take().context("the child has no standard output")?;
    for bytes in BufReader::new(stdout).split(b'\n') {
        let bytes = bytes.with_context(|| format!("could not read from {line}"))?;
        let text = String::from_utf8_lossy(&bytes);
        println!("{text}");
        each_line(&text);
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{line}: {status}");
    }
    Ok(())
}

/// The first program of this name in `PATH`.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(format!("{program}{}", env::consts::EXE_SUFFIX)))
        .find(|candidate| candidate.is_file())
}

/// Asks `is_ready` again and again until it says yes.
///
/// # Errors
/// If it says no for as long as `limit`, or its own error, which ends the waiting at once.
pub(crate) fn wait_until(what: &str, limit: Duration, is_ready: impl FnMut() -> Result<bool>) -> Result<()> {
    poll(what, Duration::from_millis(50), limit, is_ready)
}

/// Like [`wait_until`], with so much time between two questions.
///
/// # Errors
/// As there.
pub(crate) fn poll(
    what: &str,
    pause: Duration,
    limit: Duration,
    mut is_ready: impl FnMut() -> Result<bool>,
) -> Result<()> {
    let start = Instant::now();
    while !is_ready()? {
        if start.elapsed() > limit {
            bail!("{what} was not ready after {} s", limit.as_secs());
        }
        sleep(pause);
    }
    Ok(())
}

/// Does nothing for so long.
#[expect(clippy::disallowed_methods, reason = "another program gives no other sign of what it has done")]
pub(crate) fn sleep(pause: Duration) {
    thread::sleep(pause);
}

/// A command as a person would type it, with paths relative to the repository.
fn shown(command: &Command) -> String {
    let root = workspace::root();
    std::iter::once(command.get_program())
        .chain(command.get_args())
        .map(|word| shown_word(word, &root))
        .collect::<Vec<_>>()
        .join(" ")
}

fn shown_word(word: &OsStr, root: &Path) -> String {
    let path = Path::new(word);
    let short = path.strip_prefix(root).unwrap_or(path);
    if path.is_absolute() && path.file_stem() == Some(OsStr::new("cargo")) {
        return "cargo".to_owned();
    }
    short.to_string_lossy().into_owned()
}
