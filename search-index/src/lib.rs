//! The search index: tantivy behind one door.
//!
//! [`IndexWriter`] puts and removes documents and commits them with the ledger number that they come from, so that
//! index and cursor can never disagree. [`IndexReader`] searches. Everything here can be thrown away and rebuilt
//! from the ledger.
//!
//! Three rules shape the code:
//! - what a name contains must find it: single characters and bigrams with positions, folded the same way when
//!   indexed and when typed (`analysis`);
//! - an order once shown does not move: (match tier, static rank, id), each from the document alone (`tier`);
//! - removed documents play no part: no document frequencies, no term dictionary in suggestions (`collector`).
#![warn(missing_docs)]

mod analysis;
mod collector;
mod cursor;
mod document;
mod error;
mod folder;
mod hit;
mod known;
mod loose;
mod pinyin;
mod query;
mod reader;
mod schema;
mod suggest;
mod tier;
mod writer;

pub use document::Document;
pub use error::IndexError;
pub use reader::IndexReader;
pub use writer::{IndexWriter, PurgeScope, Put};
