//! What is inside a ZIP package, before anything else opens it: workbooks only, whole, and of bearable size.

use std::fs::File;
use std::io::{self, BufReader, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Limits;
use super::error::FileFault;

/// Below this size a high ratio is harmless: small sheets of equal rows pack very well.
const RATIO_MATTERS_ABOVE: u64 = 64 << 20;

/// A workbook has a few dozen parts.
const MAX_PARTS: usize = 10_000;

/// Refuses packages that are no workbook, are damaged, or unpack to more than the limits. Every part is
/// unpacked once into nothing, since the sizes in the directory are only what the file says of itself.
pub(super) fn check(file: &mut File, limits: &Limits) -> Result<(), FileFault> {
    let packed = file.metadata()?.len();
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(damaged)?;
    if archive.len() > MAX_PARTS {
        return Err(FileFault::Compressed("ZIP"));
    }
    require_workbook(&archive)?;
    let allowed = allowed_bytes(packed, limits);
    let too_large = || FileFault::TooLargeUnpacked { limit: allowed >> 20 };
    if archive.decompressed_size().is_some_and(|size| size > u128::from(allowed)) {
        return Err(too_large());
    }
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let part = archive.by_index(index).map_err(damaged)?;
        if part.encrypted() {
            return Err(FileFault::Encrypted);
        }
        let mut part = part.take(allowed - unpacked + 1);
        unpacked +=
            io::copy(&mut part, &mut io::sink()).map_err(|error| FileFault::Damaged(error.to_string()))?;
        if unpacked > allowed {
            return Err(too_large());
        }
    }
    Ok(())
}

fn allowed_bytes(packed: u64, limits: &Limits) -> u64 {
    packed.saturating_mul(limits.unpacked_ratio).max(RATIO_MATTERS_ABOVE).min(limits.unpacked_bytes)
}

fn require_workbook<R: Read + io::Seek>(archive: &ZipArchive<R>) -> Result<(), FileFault> {
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.bin") {
        return Err(FileFault::OtherWorkbook("二进制工作簿（.xlsb）"));
    }
    if has("word/document.xml") {
        return Err(FileFault::NotATable("Word 文档"));
    }
    if has("content.xml") && has("mimetype") {
        return Err(FileFault::OtherWorkbook("OpenDocument 文档（.ods）"));
    }
    if has("[Content_Types].xml") { Ok(()) } else { Err(FileFault::Compressed("ZIP")) }
}

fn damaged(error: ZipError) -> FileFault {
    match error {
        ZipError::Io(error) => FileFault::Damaged(error.to_string()),
        error if error.to_string().to_ascii_lowercase().contains("password") => FileFault::Encrypted,
        error => FileFault::Damaged(error.to_string()),
    }
}
