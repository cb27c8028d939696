//! Opening a folder: a new index, a sound one, or a reason to build it anew.

use std::fs;
use std::path::Path;

use tantivy::directory::MmapDirectory;
use tantivy::{Index, IndexReader, IndexSettings, ReloadPolicy};

use crate::error::IndexError;
use crate::schema::{self, CommitMark, Fields};

/// An index that was opened and found sound.
pub(crate) struct Opened {
    pub(crate) index: Index,
    pub(crate) fields: Fields,
    pub(crate) mark: CommitMark,
}

/// What to do about an empty folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum IfEmpty {
    Create,
    Refuse,
}

/// Opens the index in `folder` and reads every file of it against its checksum.
pub(crate) fn open(folder: &Path, if_empty: IfEmpty) -> Result<Opened, IndexError> {
    let (expected, fields) = schema::build();
    if !folder.join("meta.json").is_file() {
        if if_empty == IfEmpty::Refuse || !is_empty(folder)? {
            return Err(IndexError::Damaged("meta.json is missing".to_owned()));
        }
        fs::create_dir_all(folder)?;
        let directory = MmapDirectory::open(folder).map_err(|error| IndexError::on_open(error.into()))?;
        Index::create(directory, expected.clone(), IndexSettings::default()).map_err(IndexError::on_open)?;
    }
    let index = Index::open_in_dir(folder).map_err(IndexError::on_open)?;
    let metas = index.load_metas().map_err(IndexError::on_open)?;
    let mark = CommitMark::read(metas.payload.as_deref(), metas.opstamp)?;
    if index.schema() != expected {
        return Err(IndexError::SchemaChanged);
    }
    schema::register_tokenizers(&index);
    // Checksums are looked up by this list; without it nothing would be checked.
    if !metas.segments.is_empty() && index.directory().list_managed_files().is_empty() {
        return Err(IndexError::Damaged("the list of files is missing".to_owned()));
    }
    let damaged = index.validate_checksum().map_err(IndexError::on_open)?;
    if let Some(file) = damaged.iter().min() {
        return Err(IndexError::Damaged(format!("the checksum of {} is wrong", file.display())));
    }
    Ok(Opened { index, fields, mark })
}

/// A reader that follows only when told to.
pub(crate) fn reader(index: &Index) -> Result<IndexReader, IndexError> {
    index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into().map_err(IndexError::on_open)
}

/// Nothing there, or nothing but the locks that an opening leaves.
fn is_empty(folder: &Path) -> Result<bool, IndexError> {
    if !folder.exists() {
        return Ok(true);
    }
    for entry in fs::read_dir(folder)? {
        if !entry?.file_name().to_string_lossy().starts_with(".tantivy-") {
            return Ok(false);
        }
    }
    Ok(true)
}
