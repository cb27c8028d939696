//! Why the index refused.

use std::io;

use tantivy::TantivyError;

/// Why the index refused. [`IndexError::Damaged`] and [`IndexError::SchemaChanged`] mean: build it anew.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Files are missing, truncated or not what they should be.
    #[error("the index is damaged and must be rebuilt: {0}")]
    Damaged(String),
    /// Fields or the folding of text changed since it was built.
    #[error("the index was built by another version and must be rebuilt")]
    SchemaChanged,
    /// The index has one writer, and another process is it.
    #[error("another process writes to this index")]
    Locked,
    /// The cursor is garbage, or belongs to another search.
    #[error("this cursor does not belong to this search")]
    BadCursor,
    /// A purge needs a commit first, since it would lose what waits for one.
    #[error("documents wait for a commit")]
    Uncommitted,
    /// The folder cannot be made or read.
    #[error("the folder of the index cannot be used")]
    Folder(#[from] io::Error),
    /// Anything else in the engine.
    #[error("the search engine failed")]
    Engine(#[source] TantivyError),
}

impl From<TantivyError> for IndexError {
    fn from(error: TantivyError) -> Self {
        match error {
            TantivyError::LockFailure(..) => Self::Locked,
            TantivyError::DataCorruption(_) | TantivyError::OpenReadError(_) => {
                Self::Damaged(error.to_string())
            }
            other => Self::Engine(other),
        }
    }
}

impl IndexError {
    /// While an index is being opened, whatever fails (but a lock) is damage.
    pub(crate) fn on_open(error: TantivyError) -> Self {
        match Self::from(error) {
            Self::Engine(error) => Self::Damaged(error.to_string()),
            other => other,
        }
    }
}
