//! The file of a request: its rows, brought into our layout where a mapping says how, and its checksum.

use std::collections::BTreeMap;
use std::path::Path;

use super::super::{ImportError, Request};
use crate::ingest::{self, Limits, RowSource};
use crate::mapping::{MappedSource, Mapping};
use crate::random;

/// The name of a mapping that has no file.
const MAPPING_OF_THE_DESK: &str = "各列的对应";

/// The rows of a file, in our own layout or brought into it.
pub(super) enum Input {
    Ours(Box<dyn RowSource>),
    Mapped { source: Box<MappedSource>, mapping: String },
}

impl Input {
    pub(super) fn open(request: &Request) -> Result<Self, ImportError> {
        let (file, limits) = match &request.received {
            Some(received) => (&received.file, Limits::of_upload()),
            None => (&request.path, Limits::default()),
        };
        let text = request.received.as_ref().and_then(|received| received.mapping.as_deref());
        let mapping = match (&request.mapping, text) {
            (Some(path), _) => Mapping::read(path)?,
            (None, Some(text)) => Mapping::parse(MAPPING_OF_THE_DESK, text)?.with_digits_only(),
            (None, None) => return Ok(Self::Ours(ingest::open(file, &limits)?)),
        };
        if mapping.kind() != request.kind.code() {
            return Err(ImportError::Headings(format!(
                "映射文件是为“{}”写的，不是“{}”：请核对文件种类",
                mapping.kind(),
                request.kind.code()
            )));
        }
        let text = mapping.text().to_owned();
        let rows = ingest::open_with(file, &limits, mapping.options())?;
        Ok(Self::Mapped { source: Box::new(MappedSource::new(rows, mapping)?), mapping: text })
    }

    pub(super) fn rows(&mut self) -> &mut dyn RowSource {
        match self {
            Self::Ours(source) => source.as_mut(),
            Self::Mapped { source, .. } => source.as_mut(),
        }
    }

    /// Rows that the mapping says are no records, by its reasons.
    pub(super) fn skipped(&self) -> BTreeMap<String, u64> {
        match self {
            Self::Ours(_) => BTreeMap::new(),
            Self::Mapped { source, .. } => source.tally().skipped.clone(),
        }
    }

    /// Headings of the file that the mapping says nothing about.
    pub(super) fn unused(&self) -> Vec<String> {
        match self {
            Self::Ours(_) => Vec::new(),
            Self::Mapped { source, .. } => source.unused().to_vec(),
        }
    }

    pub(super) fn mapping(&self) -> Option<String> {
        match self {
            Self::Ours(_) => None,
            Self::Mapped { mapping, .. } => Some(mapping.clone()),
        }
    }
}

/// SHA-256 of a file of any size.
pub(super) fn checksum_of(path: &Path) -> Result<String, ImportError> {
    use sha2::Digest as _;
    use std::io::Read as _;
    let failed = |cause| ImportError::Spool { path: path.display().to_string(), cause };
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let mut digest = sha2::Sha256::new();
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        let read = file.read(&mut buffer).map_err(failed)?;
        if read == 0 {
            return Ok(random::hex(&digest.finalize()));
        }
        digest.update(&buffer[..read]);
    }
}
