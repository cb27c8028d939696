//! How the record changes, whoever changes it: what files bring in and what people do ends in these functions. They know
//! no account and no file; each answers what the ledger must say, and its caller commits.

pub mod act;
pub mod attach;
pub mod end;
pub mod end_entry;
pub mod preview;
pub mod publish;
pub mod registry;
pub mod settle;
