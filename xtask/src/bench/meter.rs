//! How long something takes and how much memory it holds.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// How often the memory of a process is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(50);

/// What a process took from start to exit.
pub(super) struct Run {
    pub(super) status: ExitStatus,
    pub(super) time: Duration,
    /// The most resident memory in bytes; 0 where the system does not tell.
    pub(super) peak_bytes: u64,
}

/// Starts a command that writes into this file what it would write to the terminal.
///
/// # Errors
/// If it cannot be started.
pub(super) fn start(command: &mut Command, log: &Path) -> Result<Child> {
    let file = File::create(log)?;
    let command = command.stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    command.spawn().context("the program could not be started")
}

/// Runs a command to its end.
///
/// # Errors
/// If it cannot be started.
pub(super) fn run(command: &mut Command, log: &Path) -> Result<Run> {
    let begun = Instant::now();
    let mut child = start(command, log)?;
    let process = child.id();
    let (has_ended, ended) = mpsc::channel();
    let watcher = thread::spawn(move || {
        let mut peak = 0;
        while ended.recv_timeout(LOOK_EVERY) == Err(RecvTimeoutError::Timeout) {
            peak = peak.max(peak_bytes(process).unwrap_or(0));
        }
        peak
    });
    let status = child.wait();
    let time = begun.elapsed();
    let _: Result<(), mpsc::SendError<()>> = has_ended.send(());
    let peak_bytes = watcher.join().unwrap_or(0);
    Ok(Run { status: status?, time, peak_bytes })
}

/// The most that a living process ever held, as Linux tells it.
fn peak_bytes(process: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024)
}

/// Times in the order of their length.
#[derive(Default)]
pub(super) struct Times(Vec<Duration>);

impl Times {
    pub(super) fn add(&mut self, time: Duration) {
        let place = self.0.partition_point(|other| *other <= time);
        self.0.insert(place, time);
    }

    pub(super) fn count(&self) -> u64 {
        self.0.len() as u64
    }

    /// The shortest time that so many of a hundred times do not exceed, in milliseconds; 0 of a hundred is the least.
    pub(super) fn percentile(&self, percent: usize) -> f64 {
        let rank = (self.0.len() * percent).div_ceil(100).max(1);
        self.0.get(rank - 1).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_is_one_of_the_times() {
        let mut times = Times::default();
        for milliseconds in [30, 10, 40, 20] {
            times.add(Duration::from_millis(milliseconds));
        }
        let found = [0, 25, 50, 51, 95, 100].map(|percent| times.percentile(percent).round());
        assert_eq!(found.map(|milliseconds| milliseconds.to_string()), ["10", "10", "20", "30", "40", "40"]);
        assert_eq!(times.count(), 4);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_living_process_tells_its_memory() {
        assert!(peak_bytes(std::process::id()).is_some_and(|bytes| bytes > 100_000));
    }
}
