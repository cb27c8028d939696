//! All SQL: one file a noun. Functions take a transaction, bind portable SQL and answer rows; no rule is here.

pub mod account;
pub mod account_request;
pub mod agency_call;
pub mod agency_key;
pub mod approval;
pub mod audit;
pub mod authority;
pub mod backup;
pub mod batch;
pub mod bulk;
pub mod calendar_notice;
pub mod changes;
pub mod commitment;
pub mod db;
pub mod decision;
pub mod delegation;
pub mod draft;
pub mod entered;
pub mod entity;
pub mod entity_document;
pub mod entry;
pub mod figures;
pub mod filed_number;
pub mod first_submission;
pub mod gap;
pub mod inside;
pub mod intake;
pub mod kept_form;
pub mod ledger;
pub mod mail;
pub mod migrate;
pub mod notice;
pub mod objection;
pub mod public;
pub mod public_entry;
pub mod quality;
pub mod replacement;
pub mod revision;
pub mod rule;
pub mod sample;
pub mod scrub;
pub mod session;
pub mod setting;
pub mod unresolved;
pub mod upload;
pub mod urging;
pub mod work_list;
pub mod zero_report;

pub use db::{Db, Tx};

/// Where a page of a list that is ordered by day, newest first, starts: after this day and identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct After {
    /// The last day shown.
    pub day: chrono::NaiveDate,
    /// The last public identifier shown.
    pub public_id: String,
}

impl After {
    /// Before everything. `NaiveDate::MAX` is beyond what PostgreSQL can hold; the far future is enough.
    pub fn the_start() -> Self {
        let day = chrono::NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or(chrono::NaiveDate::MAX);
        Self { day, public_id: String::new() }
    }
}
