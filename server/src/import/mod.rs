//! A file becomes records: read and checked whole into a spool, then applied in short transactions.
//!
//! Nothing changes until the whole file was read. Applying holds the write lock for a tenth of a second at a
//! time, writes how far it came in the same transaction, and goes on from there after a crash.

mod apply;
mod approved;
mod authorities;
pub mod confirm;
mod decisions;
mod endings;
mod entities;
mod entries;
mod filed;
mod full;
mod gate;
mod hand_in;
mod judge;
pub mod lint;
mod look;
mod own_rows;
mod report;
mod spool;
mod stage;
pub mod work_list;

use std::path::PathBuf;

use domain::catalogue::{self, Item};
use domain::decision::DecisionKind;

pub use apply::{Applying, Pace, Resumed, apply, remove_orphans, resume};
pub use approved::{correct, proposed};
pub use full::Plan;
pub use gate::{APPROVAL_SINCE, Channel, Gate, Handing};
pub use hand_in::{
    GivenRow, HandIn, HandedIn, HandedRow, finish, hand_in, hand_in_as, hand_in_authority, receipt,
};
pub use look::{Looked, look};
pub use report::{Counts, Report, ReportRow, report_rows, write_csv, write_json, write_text};
pub use stage::stage;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Registrations.
    Entities,
    /// Licensing and penalising authorities.
    Authorities,
    /// 行政许可
    Licences,
    /// 行政处罚
    Penalties,
    /// Withdrawals, repairs and deletions of decisions.
    Endings,
    /// An item of the catalogue: a list, annual reports, commitments ….
    Entries(&'static Item),
}

impl Kind {
    /// The word of the command line and of the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Entities => "entities",
            Self::Authorities => "authorities",
            Self::Licences => "licences",
            Self::Penalties => "penalties",
            Self::Endings => "endings",
            Self::Entries(item) => item.code,
        }
    }

    /// Every kind: the five of their own, then the catalogue's items.
    pub fn all() -> impl Iterator<Item = Self> {
        [Self::Entities, Self::Authorities, Self::Licences, Self::Penalties, Self::Endings]
            .into_iter()
            .chain(catalogue::items().iter().map(Self::Entries))
    }

    /// The kind with that word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::all().find(|kind| kind.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Entities => "登记信息",
            Self::Authorities => "行政机关",
            Self::Licences => "行政许可",
            Self::Penalties => "行政处罚",
            Self::Endings => "撤回与终止公示",
            Self::Entries(item) => item.label,
        }
    }

    const fn decisions(self) -> Option<DecisionKind> {
        match self {
            Self::Licences => Some(DecisionKind::Licence),
            Self::Penalties => Some(DecisionKind::Penalty),
            _ => None,
        }
    }
}

/// What to do with the times in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    /// The time of receipt is ours; columns of times are ignored.
    Ours,
    /// The operator takes over an older system's times; recorded in the ledger and shown.
    TakeOver,
}

/// How much of a list a file holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// Some of it: what is not in the file stays.
    #[default]
    Partial,
    /// All that its sender has on the list: what is not in the file has ended at its source, and ends here.
    Full {
        /// The greatest share, in percent of the sender's standing entries, that may end without a further word.
        most_ended_percent: u8,
    },
}

/// Whether the very same file was applied before. If it was, it corrects nothing: what was corrected since, also
/// further down in the file itself, stays corrected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sending {
    First,
    Again,
}

/// One file to import.
#[derive(Clone, Debug)]
pub struct Request {
    /// What it holds.
    pub kind: Kind,
    /// Where it is.
    pub path: PathBuf,
    /// Credit code of the authority that submits it, for rows that name none and for the record.
    pub authority: Option<String>,
    /// Whose times count.
    pub times: Times,
    /// How a department's own layout becomes ours.
    pub mapping: Option<PathBuf>,
    /// Some of a list, or all of it.
    pub scope: Scope,
    /// Who hands it in, and how.
    pub handing: Handing,
    /// Where the bytes are if they came over the network; `path` is the name that the sender gave them then.
    pub received: Option<Received>,
}

/// A file that came over the network.
#[derive(Clone, Debug)]
pub struct Received {
    /// The identifier of its batch, known since the first byte.
    pub batch_id: String,
    /// Where it lies; nowhere if its rows are handed in without a file.
    pub file: PathBuf,
    /// The text of the mapping that makes its layout ours.
    pub mapping: Option<String>,
}

impl Request {
    /// A file of our own layout that holds some of its kind, with our own times.
    pub fn new(kind: Kind, path: PathBuf) -> Self {
        Self {
            kind,
            path,
            authority: None,
            times: Times::Ours,
            mapping: None,
            scope: Scope::Partial,
            handing: Handing::of_operator(),
            received: None,
        }
    }
}

/// How a row ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Taken in.
    Accepted,
    /// Taken in; somebody should look.
    Warned,
    /// Already there, word for word.
    Duplicate,
    /// A legally needed field is missing: kept inside, never public or counted.
    Incomplete,
    /// Unreadable or impossible: the raw row waits for a person.
    Quarantined,
    /// In order but for warnings, which its clerk has not ticked yet; nothing of it is in the record.
    Held,
}

impl Outcome {
    /// The outcome with that word.
    pub fn from_code(code: &str) -> Option<Self> {
        let all =
            [Self::Accepted, Self::Warned, Self::Duplicate, Self::Incomplete, Self::Quarantined, Self::Held];
        all.into_iter().find(|outcome| outcome.code() == code)
    }

    /// The word of reports and of the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Warned => "warned",
            Self::Duplicate => "duplicate",
            Self::Incomplete => "incomplete",
            Self::Quarantined => "quarantined",
            Self::Held => "held",
        }
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accepted => "接收",
            Self::Warned => "接收（有提示）",
            Self::Duplicate => "重复",
            Self::Incomplete => "不完整",
            Self::Quarantined => "隔离",
            Self::Held => "待确认",
        }
    }
}

/// Why an import did nothing, or stopped.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The file as a whole cannot be read; nothing changed.
    #[error(transparent)]
    File(#[from] crate::ingest::FileError),
    /// The headings are those of another kind of file; nothing changed.
    #[error("{0}")]
    Headings(String),
    /// The store failed; what was applied stays, the rest is resumed at the next import.
    #[error("数据库出错，已写入的部分保留，重新运行导入即可继续：{0}")]
    Store(#[from] sqlx::Error),
    /// The spool could not be written or read.
    #[error("暂存文件 {path} 读写失败：{cause}")]
    Spool {
        /// Which file.
        path: String,
        /// Why.
        cause: std::io::Error,
    },
    /// The mapping file cannot be used; nothing changed.
    #[error(transparent)]
    Mapping(#[from] crate::mapping::MappingError),
    /// A whole list that would end more than was allowed, or that is not fully readable; nothing changed.
    #[error("{0}")]
    Synchronisation(String),
    /// Another process is applying this batch right now.
    #[error("另一个进程正在写入这个批次")]
    InProgress,
    /// A worker thread died.
    #[error("导入中断，已写入的部分保留，重新运行导入即可继续")]
    Interrupted,
    /// The key does not fit what is stored.
    #[error(transparent)]
    Secret(#[from] crate::secrets::SecretError),
    /// The index could not follow.
    #[error("索引出错：{0}")]
    Index(String),
}
