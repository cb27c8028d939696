//! The staged form of a file: one JSON line a row, persons' numbers already encrypted. It lives in the data
//! folder until its batch is applied, so that a crash loses nothing.

use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use domain::issue::Issue;
use serde::{Deserialize, Serialize};

use super::{ImportError, Outcome};
use crate::store::authority::{AuthorityRow, NameRow as AuthorityNameRow};
use crate::store::decision::{DecisionRow, PartyRow};
use crate::store::entity::{EntityRow, IdentifierRow, NameRow};

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
#[derive(Debug, Serialize, Deserialize)]
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
        let file = BufWriter::with_capacity(1 << 20, File::create(&path).map_err(failed)?);
        Ok(Self { path, file })
    }

    pub(super) fn write(&mut self, row: &StagedRow) -> Result<(), ImportError> {
        serde_json::to_writer(&mut self.file, row)
            .map_err(std::io::Error::from)
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(|cause| ImportError::Spool { path: self.path.display().to_string(), cause })
    }

    /// Makes it durable, so that the batch may be entered in the store.
    pub(super) fn finish(mut self) -> Result<(), ImportError> {
        self.file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all())
            .map_err(|cause| ImportError::Spool { path: self.path.display().to_string(), cause })
    }
}

/// Reads a spool from its start.
pub(super) struct Reader {
    path: PathBuf,
    file: BufReader<File>,
    line: String,
}

impl Reader {
    pub(super) fn open(folder: &Path, batch_id: &str) -> Result<Self, ImportError> {
        let path = path(folder, batch_id);
        let file = File::open(&path)
            .map_err(|cause| ImportError::Spool { path: path.display().to_string(), cause })?;
        Ok(Self { path, file: BufReader::with_capacity(1 << 20, file), line: String::new() })
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
        serde_json::from_str(&self.line)
            .map(Some)
            .map_err(|error| ImportError::Spool { path: self.path.display().to_string(), cause: error.into() })
    }

    fn read_line(&mut self) -> Result<usize, ImportError> {
        self.line.clear();
        self.file
            .read_line(&mut self.line)
            .map_err(|cause| ImportError::Spool { path: self.path.display().to_string(), cause })
    }
}
