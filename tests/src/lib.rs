//! What the stories share: a whole server in one process with a fixed day, and builders of fictional records.
//!
//! But for [`binary`], which runs the real program, and [`smtp`], a mail server, nothing here opens a port. Nothing
//! waits for a time or knows a real firm. A story names a day, imports files through the same code as the command line,
//! and reads pages and answers through the router.
#![expect(
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "a harness stops the test that it cannot serve"
)]

pub mod answer;
pub mod app;
pub mod binary;
mod database;
pub mod desk;
pub mod records;
pub mod smtp;
pub mod visitor;
pub mod words;

pub use answer::Answer;
pub use app::{Imported, TestApp};
pub use desk::{Desk, Who};
pub use records::{Authority, Ending, Entity, FileRow, Licence, Penalty, csv};
pub use visitor::Visitor;
