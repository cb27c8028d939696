//! Everything with I/O: the store, the imports, the followers, the pages and the API of Chengxin.

pub mod actions;
pub mod api;
pub mod cli;
pub mod clock;
pub mod config;
pub mod credentials;
pub mod desk;
pub mod documents;
pub mod error;
pub mod extract;
pub mod followers;
pub mod generate;
pub mod import;
pub mod ingest;
pub mod jobs;
pub mod journal;
pub mod mapping;
pub mod random;
pub mod read;
pub mod router;
pub mod secrets;
pub mod sheets;
pub mod state;
pub mod store;
pub mod usage;
pub mod web;
