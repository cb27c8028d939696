//! Batches that are being approved by this process at this moment.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The batches. What a crash interrupts stays waiting: the reviewer presses the button again.
#[derive(Clone, Debug, Default)]
pub struct Running(Arc<Mutex<HashSet<String>>>);

/// The right to approve a batch; given back when it is dropped.
#[derive(Debug)]
pub struct Begun {
    batch_id: String,
    running: Running,
}

impl Running {
    /// Begins, unless it has begun.
    pub fn begin(&self, batch_id: &str) -> Option<Begun> {
        let is_new = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(batch_id.to_owned());
        is_new.then(|| Begun { batch_id: batch_id.to_owned(), running: self.clone() })
    }

    /// Whether somebody approves it.
    pub fn has(&self, batch_id: &str) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).contains(batch_id)
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.running.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.batch_id);
    }
}
