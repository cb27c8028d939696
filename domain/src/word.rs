//! The stable machine words of states and purposes, as they stand in the store.

/// A word in the store that this program never writes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no word of this program: {0}")]
pub struct UnknownWord(pub String);
