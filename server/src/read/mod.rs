//! What a page or an API answer shows, loaded in one read transaction: shared by `web` and `api`.

pub mod agencies;
pub mod agency;
pub mod batches;
pub mod changes;
pub mod commitments;
pub mod cursor;
pub mod deadline;
pub mod decisions;
pub mod entities;
pub mod entries;
pub mod hands;
pub mod month;
pub mod objections;
pub mod queue;
pub mod records;
pub mod regions;
pub mod review;
pub mod search;
pub mod unresolved;
pub mod whose;
