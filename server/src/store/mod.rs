//! All SQL: one file a noun. Functions take a transaction, bind portable SQL and answer rows; no rule is here.

pub mod audit;
pub mod authority;
pub mod backup;
pub mod batch;
pub mod db;
pub mod decision;
pub mod entity;
pub mod figures;
pub mod ledger;
pub mod migrate;
pub mod public;
pub mod setting;
pub mod unresolved;

pub use db::{Db, Tx};
