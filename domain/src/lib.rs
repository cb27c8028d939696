//! The law and the data standards, as pure functions over values: no clock, no SQL, no HTTP, no async.
//!
//! Days are Beijing days (UTC+8) and are always an argument; see `docs/RULES.md` for the source of each rule.
#![warn(missing_docs)]

pub mod amount;
pub mod approval;
pub mod calendar;
pub mod catalogue;
pub mod check;
pub mod clocks;
pub mod commitment;
pub mod decision;
pub mod disclosure;
pub mod entity;
pub mod gaps;
pub mod hands;
pub mod issue;
pub mod key_scope;
pub mod lateness;
pub mod leaving;
pub mod objection;
pub mod organisation_code;
pub mod privacy;
pub mod publication;
pub mod publicity;
pub mod quality;
pub mod region;
pub mod registration_number;
pub mod resident_id;
pub mod role;
pub mod rulebook;
pub mod search;
pub mod standard;
pub mod suppression;
pub mod text;
pub mod uscc;
pub mod word;
