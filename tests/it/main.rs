//! Everything together: stories through the router in process, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "helpers of stories may stop a story")]

mod api;
mod architecture;
mod deadline;
mod ending;
mod figures;
mod pages;
mod paging;
mod parties;
mod privacy;
mod program_backup;
mod program_concurrency;
mod program_import;
mod program_kill;
mod publishing;
mod real_data;
mod search;
mod snapshots;
mod web;
mod withholding;
mod world;
