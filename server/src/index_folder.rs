//! Where the index is: a folder a build, and a small file that names the current one. Renaming that file swaps
//! the index under a running server.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::random;

/// The folder that holds the builds and the file `current`.
#[derive(Clone, Debug)]
pub struct IndexFolder {
    root: PathBuf,
}

impl IndexFolder {
    /// Below the data folder.
    pub fn open(data_folder: &Path) -> io::Result<Self> {
        let root = data_folder.join("index");
        fs::create_dir_all(&root)?;
        Ok(Self { root })
    }

    /// The current build's folder; a first one is made if there is none.
    pub fn current(&self) -> io::Result<PathBuf> {
        match fs::read_to_string(self.root.join("current")) {
            Ok(name) if is_name(name.trim()) && self.root.join(name.trim()).is_dir() => {
                Ok(self.root.join(name.trim()))
            }
            Ok(_) => self.start(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => self.start(),
            Err(error) => Err(error),
        }
    }

    fn start(&self) -> io::Result<PathBuf> {
        let folder = self.new_build()?;
        self.swap_to(&folder)?;
        Ok(folder)
    }

    /// A new, empty folder for a build.
    pub fn new_build(&self) -> io::Result<PathBuf> {
        let folder = self.root.join(format!("build-{}", random::public_id()));
        fs::create_dir(&folder)?;
        Ok(folder)
    }

    /// Makes a build the current one, for this and every other process.
    pub fn swap_to(&self, folder: &Path) -> io::Result<()> {
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let draft = self.root.join("current.new");
        fs::write(&draft, name)?;
        fs::File::open(&draft)?.sync_all()?;
        fs::rename(draft, self.root.join("current"))
    }

    /// The right to follow the ledger into the current build: `None` if another process has it. It ends with the
    /// process, however that ends, and is cheap to ask for, unlike opening an index.
    pub fn claim_writing(&self) -> io::Result<Option<File>> {
        claim(&self.root.join("writing.lock"))
    }

    /// The right to make builds: `None` if another process is making one.
    pub fn claim_building(&self) -> io::Result<Option<File>> {
        claim(&self.root.join("building.lock"))
    }

    /// Removes builds that are not current: they hold records that may have ended since. Call it with the right to
    /// make builds. A reader that still has one open keeps its files until it lets go.
    pub fn remove_others(&self, _building: &File) -> io::Result<()> {
        let current = self.current()?;
        for entry in fs::read_dir(&self.root)? {
            let path = entry?.path();
            let is_build = path.file_name().and_then(|name| name.to_str()).is_some_and(is_name);
            if is_build && path != current {
                fs::remove_dir_all(path)?;
            }
        }
        Ok(())
    }
}

fn claim(path: &Path) -> io::Result<Option<File>> {
    let file = File::options().create(true).append(true).open(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

fn is_name(name: &str) -> bool {
    name.strip_prefix("build-").is_some_and(|rest| rest.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}
