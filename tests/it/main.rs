//! Everything together: stories through the router in process, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of stories may stop a story")]

mod publishing;
mod world;
