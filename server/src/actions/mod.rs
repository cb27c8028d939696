//! Each thing a person can do is one function here, in one write transaction.

pub mod approval;
pub mod attach;
pub mod end;
pub mod end_entry;
pub mod freeze;
pub mod machine;
pub mod publish;
pub mod registry;
pub mod regulator;
pub mod settle;
pub mod uploads;
