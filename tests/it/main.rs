//! Everything together: stories through the router in process, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "helpers of stories may stop a story")]

mod api;
mod architecture;
mod changes;
mod deadline;
mod described;
mod desk_approval;
mod desk_machine;
mod ending;
mod figures;
mod lists;
mod mapping;
mod open_data;
mod pages;
mod paging;
mod parties;
mod privacy;
mod program_backup;
mod program_concurrency;
mod program_import;
mod program_kill;
mod program_lists;
mod program_logs;
mod program_open_data;
mod publishing;
mod quality;
mod readiness;
mod real_data;
mod real_mappings;
mod regions;
mod search;
mod snapshots;
mod web;
mod withholding;
mod work_list;
mod world;
