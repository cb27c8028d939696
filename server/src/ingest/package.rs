//! What is inside a ZIP package, before anything else opens it: a workbook, whole and of bearable size, or an archive.

use std::fs::File;
use std::io::{BufReader, Read, Seek};

use zip::ZipArchive;
use zip::result::ZipError;

use super::Limits;
use super::archive::Budget;
use super::error::FileFault;
use super::markup::MarkupCheck;

/// Below this size a high ratio is harmless: small sheets of equal rows pack very well.
const RATIO_MATTERS_ABOVE: u64 = 64 << 20;

/// A workbook has a few dozen parts.
const MAX_PARTS: usize = 10_000;

/// The list of so many parts is not longer than this.
const MAX_CONTENTS: u64 = 2 << 20;

/// Parts that the reader holds in memory many times over, such as styles, are small in every workbook that a person
/// made.
const MAX_SMALL_PART: u64 = 16 << 20;

/// What a package is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Workbook,
    Archive,
}

/// Tells workbooks from archives by what is in them.
pub(super) fn content(file: &mut File) -> Result<Content, FileFault> {
    file.rewind()?;
    let archive = archive(file)?;
    let has = |name: &str| archive.index_for_name(name).is_some();
    if has("xl/workbook.bin") {
        return Err(FileFault::OtherWorkbook("二进制工作簿（.xlsb）"));
    }
    if has("word/document.xml") {
        return Err(FileFault::NotATable("Word 文档"));
    }
    if has("ppt/presentation.xml") {
        return Err(FileFault::NotATable("演示文稿"));
    }
    if has("content.xml") && has("mimetype") {
        return Err(FileFault::OtherWorkbook("OpenDocument 文档（.ods）"));
    }
    Ok(if has("[Content_Types].xml") { Content::Workbook } else { Content::Archive })
}

pub(super) fn archive(file: &File) -> Result<ZipArchive<BufReader<&File>>, FileFault> {
    ZipArchive::new(BufReader::new(file)).map_err(damaged)
}

/// Refuses workbooks that carry macros, are damaged, unpack to more than the limits, or claim what would take memory
/// that their size does not justify. Every part is unpacked once into nothing, since the sizes in the directory are only what the file
/// says of itself.
pub(super) fn check_workbook(file: &mut File, limits: &Limits) -> Result<(), FileFault> {
    file.rewind()?;
    let mut budget = Budget::new(file.metadata()?.len(), limits);
    let mut archive = archive(file)?;
    if archive.len() > MAX_PARTS {
        return Err(FileFault::Damaged("部件过多".to_owned()));
    }
    if archive.decompressed_size().is_some_and(|size| !budget.allows(size)) {
        return Err(budget.too_large());
    }
    refuse_macros(&mut archive)?;
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).map_err(damaged)?;
        if part.encrypted() {
            return Err(FileFault::Encrypted);
        }
        let name = String::from_utf8_lossy(part.name_raw()).to_lowercase().replace('\\', "/");
        let mut markup = MarkupCheck::default();
        let size = budget.copy(&mut part, &mut markup, |_| FileFault::Damaged("压缩数据错误".to_owned()))?;
        check_part(&name, size, &markup, limits)?;
    }
    Ok(())
}

/// A workbook with macros says so: spreadsheets run nothing that the list of contents does not call a macro. The usual
/// names of such parts are refused as well, so that nobody can say that we took one.
fn refuse_macros(archive: &mut ZipArchive<BufReader<&File>>) -> Result<(), FileFault> {
    let is_macro = |name: &str| {
        let name = name.to_lowercase().replace('\\', "/");
        name.ends_with("vbaproject.bin") || name.contains("/macrosheets/")
    };
    if archive.file_names().any(|name| name.is_ok_and(|name| is_macro(&name))) {
        return Err(FileFault::Macros);
    }
    let Ok(contents) = archive.by_name("[Content_Types].xml") else { return Ok(()) };
    let mut types = Vec::new();
    let read = contents.take(MAX_CONTENTS + 1).read_to_end(&mut types);
    let read = read.map_err(|_| FileFault::Damaged("压缩数据错误".to_owned()))?;
    if read as u64 > MAX_CONTENTS {
        return Err(FileFault::Damaged("部件过多".to_owned()));
    }
    let types = String::from_utf8_lossy(&types).to_lowercase();
    let has_macro = ["vbaproject", "ms-excel.macrosheet", "ms-excel.intlmacrosheet"];
    if has_macro.iter().any(|word| types.contains(word)) { Err(FileFault::Macros) } else { Ok(()) }
}

fn check_part(name: &str, size: u64, markup: &MarkupCheck, limits: &Limits) -> Result<(), FileFault> {
    let text_bytes = limits.workbook_text_bytes;
    let is_markup = matches!(name.rsplit('.').next(), Some("xml" | "rels"));
    if is_markup && !markup.is_in_pieces() {
        return Err(FileFault::Damaged("有超长的文字".to_owned()));
    }
    if name.ends_with("sharedstrings.xml") {
        // Held in memory as long as the workbook is open.
        if size > text_bytes as u64 {
            return Err(FileFault::TooMuchText(text_bytes >> 20));
        }
        if !markup.is_plausible(size) {
            return Err(FileFault::Damaged("共享字符串的数目与内容不符".to_owned()));
        }
        return Ok(());
    }
    let may_be_large =
        ["worksheets/", "pivotcache/", "drawings/", "comments"].iter().any(|word| name.contains(word));
    if is_markup && !may_be_large && size > MAX_SMALL_PART {
        return Err(FileFault::TooLargeUnpacked { limit: MAX_SMALL_PART >> 20 });
    }
    Ok(())
}

/// What a package of so many bytes may unpack to.
pub(super) fn allowed_bytes(packed: u64, limits: &Limits) -> u64 {
    packed.saturating_mul(limits.unpacked_ratio).max(RATIO_MATTERS_ABOVE).min(limits.unpacked_bytes)
}

fn damaged(error: ZipError) -> FileFault {
    match error {
        ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED) | ZipError::InvalidPassword => {
            FileFault::Encrypted
        }
        _ => FileFault::Damaged("ZIP 结构错误".to_owned()),
    }
}
