//! The staged form of a file: one JSON line a row, persons' numbers already encrypted. It lives in the data
//! folder until its batch is applied, so that a crash loses nothing.

use std::fs::{self, File, TryLockError};
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use domain::issue::Issue;
use serde::{Deserialize, Serialize};

use super::filed::Filed;
use super::gate::Said;
use super::{ImportError, Outcome};
use crate::store::authority::{AuthorityRow, NameRow as AuthorityNameRow};
use crate::store::decision::{DecisionRow, PartyRow};
use crate::store::entity::{EntityRow, IdentifierRow, NameRow};
use crate::store::entry::EntryRow;

/// One row, read and checked.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StagedRow {
    /// Line in the file.
    pub(super) line: i64,
    /// How it would end if the store has no objection.
    pub(super) outcome: Outcome,
    /// What is wrong.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) issues: Vec<Issue>,
    /// The row as sent, encrypted; kept for rows that were not taken in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) raw: Option<String>,
    /// What it holds; absent in quarantined rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) content: Option<Content>,
    /// Under which number and day a quarantined decision was filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) filed: Option<Filed>,
    /// What its clerk said of it, once that is known.
    #[serde(skip)]
    pub(super) said: Said,
}

/// What a row holds. Identifiers and states are filled when it is applied.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Content {
    /// A registration.
    Entity(Box<StagedEntity>),
    /// An authority.
    Authority(Box<StagedAuthority>),
    /// A decision about one party.
    Decision(Box<StagedDecision>),
    /// An ending.
    Ending(Box<StagedEnding>),
    /// An entry of a list or a section of the catalogue.
    Entry(Box<StagedEntry>),
}

/// An entry, with the code of the authority that decided it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StagedEntry {
    pub(super) row: EntryRow,
    pub(super) authority_uscc: Option<String>,
}

/// A registration with its codes and former names.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StagedEntity {
    pub(super) row: EntityRow,
    pub(super) identifiers: Vec<IdentifierRow>,
    pub(super) names: Vec<NameRow>,
}

/// An authority with its earlier names.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StagedAuthority {
    pub(super) row: AuthorityRow,
    pub(super) names: Vec<AuthorityNameRow>,
}

/// A decision and the party that this row is about.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct StagedDecision {
    pub(super) decision: DecisionRow,
    pub(super) party: PartyRow,
    /// The authority's credit code, to be looked up.
    pub(super) authority_uscc: Option<String>,
}

/// An ending of a decision.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct StagedEnding {
    pub(super) document_key: String,
    pub(super) party_uscc: Option<String>,
    pub(super) party_name_folded: Option<String>,
    /// `withdrawn` or `ended`.
    pub(super) state: String,
    pub(super) ended_on: chrono::NaiveDate,
    pub(super) public_reason: Option<String>,
}

/// Where a batch's spool is.
pub(super) fn path(folder: &Path, batch_id: &str) -> PathBuf {
    folder.join(format!("{batch_id}.jsonl"))
}

/// Whose a spool is. The lock of the file says so; it ends with the process that holds it, however that ends.
pub(super) enum Claim {
    /// Ours, until the reader is dropped.
    Ours(Reader),
    /// Another process works on it.
    Elsewhere,
    /// There is no such file.
    Gone,
}

/// Writes a spool.
pub(super) struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
}

impl Writer {
    pub(super) fn create(folder: &Path, batch_id: &str) -> Result<Self, ImportError> {
        let path = path(folder, batch_id);
        let failed = |cause| ImportError::Spool { path: path.display().to_string(), cause };
        fs::create_dir_all(folder).map_err(failed)?;
        loop {
            let file = File::create(&path).map_err(failed)?;
            file.lock().map_err(failed)?;
            // Between the two calls another process may have taken it for an orphan.
            if path.exists() {
                return Ok(Self { path, file: BufWriter::with_capacity(1 << 20, file) });
            }
        }
    }

    pub(super) fn write(&mut self, row: &StagedRow) -> Result<(), ImportError> {
        serde_json::to_writer(&mut self.file, row)
            .map_err(std::io::Error::from)
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(|cause| ImportError::Spool { path: self.path.display().to_string(), cause })
    }

    /// Makes it durable, so that the batch may be entered in the store. The spool stays ours while the answer lives.
    pub(super) fn finish(mut self) -> Result<File, ImportError> {
        let failed = |cause| ImportError::Spool { path: self.path.display().to_string(), cause };
        self.file.flush().and_then(|()| self.file.get_ref().sync_all()).map_err(failed)?;
        self.file.into_inner().map_err(|error| failed(error.into_error()))
    }
}

/// The batches whose spools lie in the folder.
pub(super) fn batch_ids(folder: &Path) -> Result<Vec<String>, ImportError> {
    let failed = |cause| ImportError::Spool { path: folder.display().to_string(), cause };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let mut ids = Vec::new();
    for entry in entries {
        let name = entry.map_err(failed)?.file_name();
        ids.extend(name.to_str().and_then(|name| name.strip_suffix(".jsonl")).map(str::to_owned));
    }
    Ok(ids)
}

/// Reads a spool from its start; as long as it lives no other process does.
pub(super) struct Reader {
    path: PathBuf,
    file: BufReader<File>,
    line: String,
}

impl Reader {
    pub(super) fn claim(folder: &Path, batch_id: &str) -> Result<Claim, ImportError> {
        let path = path(folder, batch_id);
        let failed = |cause| ImportError::Spool { path: path.display().to_string(), cause };
        let file = match File::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Claim::Gone),
            Err(error) => return Err(failed(error)),
        };
        match file.try_lock() {
            Ok(()) => {
                let file = BufReader::with_capacity(1 << 20, file);
                Ok(Claim::Ours(Self { path, file, line: String::new() }))
            }
            Err(TryLockError::WouldBlock) => Ok(Claim::Elsewhere),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Removes the file: its rows are in the record, or nobody will ever want them.
    pub(super) fn remove(self) -> Result<(), ImportError> {
        fs::remove_file(&self.path)
            .map_err(|cause| ImportError::Spool { path: self.path.display().to_string(), cause })
    }

    /// Passes over rows that were applied before.
    pub(super) fn skip(&mut self, rows: i64) -> Result<(), ImportError> {
        for _ in 0..rows {
            self.read_line()?;
        }
        Ok(())
    }

    /// The next row; `None` at the end.
    pub(super) fn next(&mut self) -> Result<Option<StagedRow>, ImportError> {
        if self.read_line()? == 0 {
            return Ok(None);
        }
        serde_json::from_str(&self.line).map(Some).map_err(|error| ImportError::Spool {
            path: self.path.display().to_string(),
            cause: error.into(),
        })
    }

    fn read_line(&mut self) -> Result<usize, ImportError> {
        self.line.clear();
        self.file
            .read_line(&mut self.line)
            .map_err(|cause| ImportError::Spool { path: self.path.display().to_string(), cause })
    }
}
