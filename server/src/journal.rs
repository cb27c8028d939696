//! The erasure journal: what was taken out of public view, by public identifier only. It lies outside the data
//! base and its back-ups and is replayed after a restore.

use std::collections::HashSet;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One erasure.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    /// The record's public identifier.
    pub public_id: String,
    /// The Beijing day.
    pub on: NaiveDate,
    /// The public reason of a withdrawal or a removal; absent for every other end.
    pub public_reason: Option<String>,
    /// For good, or until a second person decides.
    #[serde(default, skip_serializing_if = "Mark::is_end")]
    pub mark: Mark,
}

/// What a line says of its record. The last line of a record counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It left for good.
    #[default]
    Ended,
    /// It was hidden in an emergency.
    Hidden,
    /// The hiding was lifted.
    Lifted,
    /// An entry was removed from its list; where the list keeps that, it is history.
    Removed,
}

impl Mark {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde calls it so")]
    const fn is_end(&self) -> bool {
        matches!(self, Self::Ended)
    }
}

/// The file.
#[derive(Clone, Debug)]
pub struct Journal {
    path: Option<PathBuf>,
}

impl Journal {
    /// The journal at this path; made at the first erasure.
    pub const fn at(path: PathBuf) -> Self {
        Self { path: Some(path) }
    }

    /// A journal that keeps nothing: for replaying one.
    pub const fn none() -> Self {
        Self { path: None }
    }

    /// Adds an erasure and makes it durable.
    pub fn append(&self, erasure: &Erasure) -> io::Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        // A line of its own, also after one that a loss of power cut off.
        let line = format!("\n{}\n", serde_json::to_string(erasure)?);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = OpenOptions::new().create(true).append(true).open(path)?;
        file.write_all(line.as_bytes())?;
        file.sync_data()
    }

    /// The last erasure of each record, in the order of those lines.
    pub fn latest(&self) -> io::Result<Vec<Erasure>> {
        let all = self.read()?;
        let mut seen = HashSet::new();
        let mut latest: Vec<Erasure> =
            all.into_iter().rev().filter(|erasure| seen.insert(erasure.public_id.clone())).collect();
        latest.reverse();
        Ok(latest)
    }

    /// All erasures, oldest first. A last line that a crash cut off is passed over: its transaction had not
    /// been committed either.
    pub fn read(&self) -> io::Result<Vec<Erasure>> {
        let Some(path) = &self.path else { return Ok(Vec::new()) };
        match fs::read_to_string(path) {
            Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}
