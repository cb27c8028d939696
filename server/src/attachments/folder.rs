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
            // The folder knows it, also after a loss of power.
            Ok(()) if cfg!(unix) => fs::File::open(&self.0)?.sync_all(),
            Ok(()) => Ok(()),
        }
    }

    /// The files that are there, by identifier; none if there is no folder.
    pub fn ids(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            other => other?,
        };
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    /// Copies those of these files that the other folder does not hold yet, as they are: encrypted. Answers how many are
    /// not here either.
    ///
    /// A name stands for a whole file: a copy gets its name when it is complete.
    pub fn copy_missing(&self, ids: &[String], to: &Self) -> io::Result<usize> {
        let mut missing = 0;
        for id in ids.iter().filter(|id| !to.path(id).exists()) {
            make_private_folder(&to.0)?;
            let draft = to.path(id).with_extension("draft");
            match fs::copy(self.path(id), &draft) {
                Err(error) if error.kind() == io::ErrorKind::NotFound => missing += 1,
                Err(error) => return Err(error),
                Ok(_) => {
                    fs::File::open(&draft)?.sync_all()?;
                    fs::rename(&draft, to.path(id))?;
                }
            }
        }
        Ok(missing)
    }

    fn path(&self, id: &str) -> PathBuf {
        // Identifiers are our own; the last part of a path keeps it so.
        self.0.join(Path::new(id).file_name().unwrap_or_default())
    }
}
