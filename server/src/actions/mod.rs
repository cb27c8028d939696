//! Each thing a person can do is one function here, in one write transaction.

pub mod accounts;
pub mod approval;
pub mod ask;
pub mod attach;
pub mod end;
pub mod end_entry;
pub mod filing;
pub mod freeze;
pub mod gaps;
pub mod hide;
pub mod machine;
pub mod object;
pub mod objections;
pub mod personal;
pub mod publish;
pub mod registry;
pub mod regulator;
pub mod remind;
pub mod repair;
pub mod replace;
pub mod sample;
pub mod settle;
pub mod uploads;
pub mod urge;
pub mod withdraw;
pub mod withhold;
