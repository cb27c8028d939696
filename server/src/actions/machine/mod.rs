//! The machine interface of authorities: keys, calls that are answered once and for all, commitments.

pub mod call;
pub mod commitments;
pub mod keys;
mod tries;
