//! Bodies of pages, kept as long as nothing that they show has changed.
//!
//! The key holds the ledger number, the index' number, the Beijing day, the text size, the settings of the site and the
//! address: a change of the record, midnight or a new version of the style makes another key, so nothing needs to be
//! thrown away in time.

use std::sync::Arc;

use moka::sync::Cache;

/// Bytes of bodies that are kept.
const MOST_BYTES: u64 = 32 << 20;

/// The bodies.
#[derive(Clone, Debug)]
pub struct Bodies(Cache<String, Arc<str>>);

impl Default for Bodies {
    fn default() -> Self {
        let weigh = |key: &String, body: &Arc<str>| u32::try_from(key.len() + body.len()).unwrap_or(u32::MAX);
        Self(Cache::builder().max_capacity(MOST_BYTES).weigher(weigh).build())
    }
}

impl Bodies {
    /// The body under that key.
    pub fn get(&self, key: &str) -> Option<Arc<str>> {
        self.0.get(key)
    }

    /// Keeps a body.
    pub fn put(&self, key: String, body: Arc<str>) {
        self.0.insert(key, body);
    }
}
