//! What follows the ledger with a cursor of its own, and can be thrown away and rebuilt.

pub mod index;
pub mod open_data;
