//! A folder for the time of one run.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use anyhow::Result;

/// A folder that is removed in the end.
pub(crate) struct Temporary(PathBuf);

impl Temporary {
    /// An empty one; `purpose` stands in its name.
    ///
    /// # Errors
    /// If it cannot be made.
    pub(crate) fn new(purpose: &str) -> Result<Self> {
        let folder = env::temp_dir().join(format!("chengxin-{purpose}-{}", process::id()));
        fs::create_dir_all(&folder)?;
        Ok(Self(folder))
    }

    /// Where it is.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
