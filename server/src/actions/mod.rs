//! Each thing a person can do is one function here, in one write transaction.

pub mod end;
pub mod publish;
pub mod registry;
pub mod settle;
