//! The index through its public interface, each test with a folder of its own.
#![expect(clippy::unwrap_used, reason = "helpers of tests may stop a test")]

mod finding;
mod harness;
mod lifecycle;
mod lists;
mod paging;
mod removal;
