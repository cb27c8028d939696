//! Where attachments lie: one encrypted file each, under its identifier.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::config::make_private_folder;
use crate::secrets::Keeper;

/// The folder; made with its first file.
#[derive(Clone, Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// At that path.
    pub const fn at(path: PathBuf) -> Self {
        Self(path)
    }

    /// Keeps a file, encrypted, readable for its owner alone.
    pub fn keep(&self, keeper: &Keeper, id: &str, bytes: &[u8]) -> io::Result<()> {
        make_private_folder(&self.0)?;
        let sealed = keeper.seal(bytes).map_err(io::Error::other)?;
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(self.path(id))?;
        file.write_all(&sealed)?;
        file.sync_all()
    }

    /// Reads it again.
    pub fn open(&self, keeper: &Keeper, id: &str) -> io::Result<Vec<u8>> {
        keeper.unseal(&fs::read(self.path(id))?).map_err(io::Error::other)
    }

    /// Removes what came to nothing. What is not there is no fault.
    pub fn remove(&self, id: &str) {
        let _ = fs::remove_file(self.path(id));
    }

    /// Erases a file for good. What is not there is erased.
    ///
    /// # Errors
    /// The file may still be there.
    pub fn erase(&self, id: &str) -> io::Result<()> {
        match fs::remove_file(self.path(id)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
            Ok(()) => fs::File::open(&self.0)?.sync_all(),
        }
    }

    fn path(&self, id: &str) -> PathBuf {
        // Identifiers are our own; the last part of a path keeps it so.
        self.0.join(Path::new(id).file_name().unwrap_or_default())
    }
}
