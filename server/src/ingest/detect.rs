//! What a file is, by its content: names lie.

use std::fs::File;
use std::io::{Read, Seek};

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::error::FileFault;
use super::table::is_blank;
use super::text::TextEncoding;

/// So much of a file decides its encoding.
const BEGINNING: usize = 1 << 20;

/// So much of its text decides its format.
const OPENING: usize = 4096;

/// An OLE container (MS-CFB): an old workbook, or a new one behind a password.
const OLE: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// What reader a file needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Csv(TextEncoding),
    /// JSON lines, or an array; which of them shows in its structure.
    Json(TextEncoding),
    /// A ZIP package; whether it is a workbook shows inside.
    Package,
    /// An OLE container (MS-CFB): an old workbook, or a new one behind a password.
    Ole,
    Gzip,
}

/// Looks at the beginning of a file and rewinds it.
pub(super) fn detect(file: &mut File) -> Result<Kind, FileFault> {
    file.rewind()?;
    let mut beginning = Vec::with_capacity(BEGINNING);
    file.take(BEGINNING as u64).read_to_end(&mut beginning)?;
    file.rewind()?;
    if beginning.starts_with(b"PK\x03\x04") {
        return Ok(Kind::Package);
    }
    if beginning.starts_with(OLE) {
        return Ok(Kind::Ole);
    }
    if beginning.starts_with(b"\x1f\x8b") {
        return Ok(Kind::Gzip);
    }
    if beginning.get(257..262) == Some(b"ustar") {
        return Err(FileFault::Compressed("tar"));
    }
    if let Some(fault) = known_binary(&beginning) {
        return Err(fault);
    }
    if beginning.len() == BEGINNING {
        let last_line_end = beginning.iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
        beginning.truncate(last_line_end.unwrap_or(BEGINNING));
    }
    let encoding = TextEncoding::detect(&beginning)?;
    let opening = opening_text(&beginning, encoding);
    if is_blank(&opening) && beginning.len() < OPENING {
        return Err(FileFault::Empty);
    }
    text_kind(
        opening.trim_start_matches(|character: char| character.is_whitespace() || character == '\u{feff}'),
    )
    .map(|is_json| if is_json { Kind::Json(encoding) } else { Kind::Csv(encoding) })
}

/// JSON (true) or CSV (false).
fn text_kind(opening: &str) -> Result<bool, FileFault> {
    if let Some(rest) = opening.strip_prefix('{') {
        // A dictionary printed by Python has its keys in single quotation marks.
        return if rest.trim_start().starts_with('\'') { Err(FileFault::PythonRepr) } else { Ok(true) };
    }
    if let Some(rest) = opening.strip_prefix('[') {
        let rest = rest.trim_start();
        if rest.starts_with("{'") {
            return Err(FileFault::PythonRepr);
        }
        if rest.starts_with(['{', '[', ']']) {
            return Ok(true);
        }
    }
    if opening.starts_with('<') {
        let lower = opening.to_ascii_lowercase();
        let html = ["<html", "<!doctype html", "<table", "<head", "<body", "<meta", "<style"];
        if html.iter().any(|tag| lower.contains(tag)) {
            return Err(FileFault::Html);
        }
        if lower.starts_with("<?xml") || lower.starts_with("<!--") {
            return Err(FileFault::Xml);
        }
    }
    Ok(false)
}

fn opening_text(beginning: &[u8], encoding: TextEncoding) -> String {
    let opening = &beginning[..beginning.len().min(OPENING)];
    match encoding {
        TextEncoding::Utf16Le => UTF_16LE.decode(opening).0.into_owned(),
        TextEncoding::Utf16Be => UTF_16BE.decode(opening).0.into_owned(),
        // What decides is ASCII in all of these.
        TextEncoding::Ascii | TextEncoding::Utf8 | TextEncoding::Gb18030 => {
            String::from_utf8_lossy(opening).into_owned()
        }
    }
}

/// Formats that have a signature and that we do not read.
fn known_binary(beginning: &[u8]) -> Option<FileFault> {
    let signatures: [(&[u8], FileFault); 12] = [
        (b"PK\x05\x06", FileFault::EmptyArchive),
        (b"PK\x07\x08", FileFault::Compressed("分卷 ZIP")),
        (b"Rar!\x1a\x07", FileFault::Compressed("RAR")),
        (b"7z\xbc\xaf\x27\x1c", FileFault::Compressed("7z")),
        (b"\xfd7zXZ\x00", FileFault::Compressed("xz")),
        (b"BZh", FileFault::Compressed("bzip2")),
        (b"\x28\xb5\x2f\xfd", FileFault::Compressed("zstd")),
        (b"%PDF-", FileFault::NotATable("PDF 文件")),
        (b"{\\rtf", FileFault::NotATable("RTF 文档")),
        (b"\x89PNG", FileFault::NotATable("图片")),
        (b"\xff\xd8\xff", FileFault::NotATable("图片")),
        (b"SQLite format 3\x00", FileFault::NotATable("SQLite 数据库")),
    ];
    signatures.into_iter().find(|(signature, _)| beginning.starts_with(signature)).map(|(_, fault)| fault)
}
