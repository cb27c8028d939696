//! gzip and ZIP: what is in them goes to files without a name, within limits. Names in an archive are only shown.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};

use flate2::bufread::MultiGzDecoder;
use zip::read::ZipFile;
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::error::FileFault;
use super::names::harmless;
use super::text::decode_name;
use super::{Limits, package};

/// Each file of an archive holds a file descriptor.
const MAX_FILES: usize = 100;

/// An archive with more entries than this, folders and all, is none that a person packed for us.
const MAX_ENTRIES: usize = 10_000;

/// How much may still be unpacked.
pub(super) struct Budget {
    allowed: u64,
    used: u64,
}

impl Budget {
    /// What a packed file of so many bytes may unpack to.
    pub(super) fn new(packed: u64, limits: &Limits) -> Self {
        Self { allowed: package::allowed_bytes(packed, limits), used: 0 }
    }

    pub(super) fn too_large(&self) -> FileFault {
        FileFault::TooLargeUnpacked { limit: self.allowed >> 20 }
    }

    pub(super) fn allows(&self, bytes: u128) -> bool {
        bytes <= u128::from(self.allowed - self.used)
    }

    /// Unpacks, at most one byte more than allowed. `damaged` words a fault of the packing.
    pub(super) fn copy(
        &mut self,
        source: &mut dyn Read,
        target: &mut dyn Write,
        damaged: fn(&io::Error) -> FileFault,
    ) -> Result<u64, FileFault> {
        let mut buffer = vec![0; 1 << 16];
        let mut copied = 0;
        loop {
            let read = match source.read(&mut buffer) {
                Ok(0) => return Ok(copied),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(damaged(&error)),
            };
            if !self.allows(read as u128) {
                return Err(self.too_large());
            }
            self.used += read as u64;
            copied += read as u64;
            target.write_all(&buffer[..read]).map_err(FileFault::NoSpool)?;
        }
    }
}

/// Unpacks a gzip file, of one member or several.
pub(super) fn gunzip(file: &File, limits: &Limits) -> Result<File, FileFault> {
    let mut budget = Budget::new(file.metadata()?.len(), limits);
    let mut spool = spool()?;
    let mut source = MultiGzDecoder::new(BufReader::new(file));
    budget.copy(&mut source, &mut spool, |_| FileFault::Damaged("gzip 数据错误".to_owned()))?;
    spool.rewind()?;
    Ok(spool)
}

/// Unpacks the files of data in an archive, in their order, each with a name that can be shown.
pub(super) fn unzip(file: &File, limits: &Limits) -> Result<Vec<(String, File)>, FileFault> {
    let mut budget = Budget::new(file.metadata()?.len(), limits);
    let mut archive = package::archive(file)?;
    if archive.len() > MAX_ENTRIES {
        return Err(FileFault::TooManyFiles(MAX_FILES));
    }
    let mut files = Vec::new();
    for index in 0..archive.len() {
        if let Some(unpacked) = unpack_entry(&mut archive, index, &mut budget)? {
            if files.len() == MAX_FILES {
                return Err(FileFault::TooManyFiles(MAX_FILES));
            }
            files.push(unpacked);
        }
    }
    if files.is_empty() { Err(FileFault::EmptyArchive) } else { Ok(files) }
}

fn unpack_entry(
    archive: &mut ZipArchive<BufReader<&File>>,
    index: usize,
    budget: &mut Budget,
) -> Result<Option<(String, File)>, FileFault> {
    let raw = archive.by_index_raw(index).map_err(|error| fault(&error))?;
    let full_name = decode_name(raw.name_raw());
    if raw.is_dir() || is_litter(&full_name) {
        return Ok(None);
    }
    let name = harmless(&full_name);
    refuse_unreadable(&raw)?;
    drop(raw);
    let mut entry = archive.by_index(index).map_err(|error| fault(&error))?;
    if !budget.allows(u128::from(entry.size())) {
        return Err(budget.too_large());
    }
    let mut spool = spool()?;
    budget.copy(&mut entry, &mut spool, |_| FileFault::Damaged("压缩数据错误".to_owned()))?;
    spool.rewind()?;
    Ok(Some((name, spool)))
}

fn refuse_unreadable(entry: &ZipFile<'_, BufReader<&File>>) -> Result<(), FileFault> {
    if entry.encrypted() {
        return Err(FileFault::EncryptedArchive);
    }
    match entry.compression() {
        CompressionMethod::Stored | CompressionMethod::Deflated => Ok(()),
        _ => Err(FileFault::Compressed("少见压缩方法的 ZIP")),
    }
}

/// What systems leave in archives beside the data.
fn is_litter(full_name: &str) -> bool {
    let last = full_name.rsplit(['/', '\\']).next().unwrap_or_default();
    full_name.contains("__MACOSX/")
        || last.starts_with("._")
        || [".DS_Store", "Thumbs.db", "desktop.ini"].contains(&last)
}

/// A file that no one else can find and that is gone when it is closed.
fn spool() -> Result<File, FileFault> {
    tempfile::tempfile().map_err(FileFault::NoSpool)
}

fn fault(error: &ZipError) -> FileFault {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            FileFault::EncryptedArchive
        }
        ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_) => {
            FileFault::Compressed("少见压缩方法的 ZIP")
        }
        _ => FileFault::Damaged("ZIP 结构错误".to_owned()),
    }
}
