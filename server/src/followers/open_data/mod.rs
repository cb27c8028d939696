//! The bulk files of `/open-data` follow the ledger: a release is cut from one ledger number, offered whole, and
//! taken off offer when a record in it has ended.

mod build;
mod columns;
mod files;
pub mod follow;
mod rows;

pub use columns::{Column, ColumnKind, DataSet, data_sets};
pub use follow::{Follower, run};

/// Why no release could be made.
#[derive(Debug, thiserror::Error)]
pub enum OpenDataError {
    /// The store failed.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
    /// The folder failed.
    #[error(transparent)]
    Folder(#[from] std::io::Error),
    /// A line could not be written as CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// A line could not be written as JSON.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// Another process makes a release.
    #[error("another process is making the files")]
    Building,
    /// A worker thread died.
    #[error("a worker that writes files stopped")]
    Stopped,
}
