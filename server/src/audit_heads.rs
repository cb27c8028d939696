//! Ends of the audit trail, noted outside the data base as time goes on: entries that were cut off at the end, or a
//! whole trail that was written anew, show only against something that lies elsewhere.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// No note is longer, in bytes; two of them hold a whole one.
const LONGEST_NOTE: u64 = 1_024;

/// The end of the trail at a moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHead {
    /// Number of the last entry.
    pub number: i64,
    /// Its hash.
    pub hash: String,
    /// When it was noted.
    pub noted_at: DateTime<Utc>,
}

/// The file, one JSON object a line.
#[derive(Clone, Debug)]
pub struct AuditHeads {
    path: PathBuf,
}

impl AuditHeads {
    /// The file at this path; made with the first note.
    pub const fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Adds a note and makes it durable.
    pub fn note(&self, head: &AuditHead) -> io::Result<()> {
        // A line of its own, also after one that a loss of power cut off.
        let line = format!("\n{}\n", serde_json::to_string(head)?);
        let mut file = OpenOptions::new().create(true).append(true).open(&self.path)?;
        file.write_all(line.as_bytes())?;
        file.sync_data()
    }

    /// The last note, whatever the length of the file.
    pub fn last(&self) -> io::Result<Option<AuditHead>> {
        let mut file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(LONGEST_NOTE)))?;
        let mut tail = String::new();
        file.read_to_string(&mut tail)?;
        Ok(tail.lines().rev().find_map(|line| serde_json::from_str(line).ok()))
    }

    /// All notes, oldest first; a last line that a crash cut off is passed over.
    pub fn read(&self) -> io::Result<Vec<AuditHead>> {
        match fs::read_to_string(&self.path) {
            Ok(text) => Ok(text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }
}
