//! PDFs: nothing in them may run, open by itself, or carry another file. Names are read as a reader of PDF would, with
//! their `#xx`, also inside compressed object streams.

use std::io::Read as _;

use flate2::read::ZlibDecoder;

use super::AttachmentFault;

/// Names of what runs, opens or carries files.
const ACTIVE: [&str; 9] =
    ["JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "OpenAction", "AA", "RichMedia", "XFA"];
/// An object stream is looked at to this many bytes; a longer one is no honest document.
const LARGEST_STREAM: u64 = 16 << 20;
/// A dictionary stands within so many bytes before its stream.
const DICTIONARY: usize = 1_024;
/// The end of a zip archive, and where it stands at the latest (its comment is at most 65,535 bytes).
const ZIP_END: &[u8] = b"PK\x05\x06";
const ZIP_TAIL: usize = 22 + 65_535;

/// Fails if something in it could run, or if it cannot be looked at.
pub(super) fn inspect(bytes: &[u8]) -> Result<(), AttachmentFault> {
    let tail = bytes.get(bytes.len().saturating_sub(ZIP_TAIL)..).unwrap_or_default();
    if find(tail, ZIP_END).is_some() {
        return Err(AttachmentFault::Trailing);
    }
    if find(bytes, b"%%EOF").is_none() {
        return Err(AttachmentFault::Unreadable);
    }
    refuse_active(bytes)?;
    if names(bytes).any(|name| name == "Encrypt") {
        return Err(AttachmentFault::Encrypted);
    }
    for stream in object_streams(bytes) {
        refuse_active(&unpacked(stream)?)?;
    }
    Ok(())
}

fn refuse_active(bytes: &[u8]) -> Result<(), AttachmentFault> {
    let found = names(bytes).find_map(|name| ACTIVE.into_iter().find(|active| *active == name));
    found.map_or(Ok(()), |name| Err(AttachmentFault::Active(name)))
}

/// The names in the text, without their slash, `#xx` resolved.
fn names(bytes: &[u8]) -> impl Iterator<Item = String> + '_ {
    let starts = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'/').map(|(at, _)| at + 1);
    starts.map(|start| {
        let rest = bytes.get(start..).unwrap_or_default();
        // No name that matters here is longer.
        let end = rest.iter().take(64).take_while(|byte| is_regular(**byte)).count();
        resolved(rest.get(..end).unwrap_or_default())
    })
}

const fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace()
        && !matches!(byte, 0 | b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

fn resolved(name: &[u8]) -> String {
    let mut text = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((first, after)) = rest.split_first() {
        let code = after.get(..2).filter(|_| *first == b'#').and_then(|code| std::str::from_utf8(code).ok());
        if let Some(byte) = code.and_then(|code| u8::from_str_radix(code, 16).ok()) {
            text.push(char::from(byte));
            rest = after.get(2..).unwrap_or_default();
        } else {
            text.push(char::from(*first));
            rest = after;
        }
    }
    text
}

/// The contents of the streams whose dictionary says that they hold objects.
fn object_streams(bytes: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| find(rest, b"stream")) {
        let start = from + at;
        from = start + b"stream".len();
        let before = bytes.get(start.saturating_sub(DICTIONARY)..start).unwrap_or_default();
        if before.ends_with(b"end") {
            continue;
        }
        let dictionary = before.windows(6).rposition(|window| window == b"endobj");
        let dictionary = before.get(dictionary.unwrap_or(0)..).unwrap_or_default();
        if names(dictionary).any(|name| name == "ObjStm") {
            let content = bytes.get(from..).unwrap_or_default();
            let skipped = match content {
                [b'\r', b'\n', ..] => 2,
                [b'\n' | b'\r', ..] => 1,
                _ => 0,
            };
            found.push(content.get(skipped..).unwrap_or_default());
        }
    }
    found
}

/// The objects of a stream: as they are, or unpacked. Other ways to pack them cannot be looked at.
fn unpacked(stream: &[u8]) -> Result<Vec<u8>, AttachmentFault> {
    let end = find(stream, b"endstream").ok_or(AttachmentFault::Unreadable)?;
    let stream = stream.get(..end).unwrap_or_default();
    let mut text = Vec::new();
    ZlibDecoder::new(stream)
        .take(LARGEST_STREAM)
        .read_to_end(&mut text)
        .map_err(|_| AttachmentFault::Unreadable)?;
    let is_whole = u64::try_from(text.len()).is_ok_and(|length| length < LARGEST_STREAM);
    if is_whole { Ok(text) } else { Err(AttachmentFault::Unreadable) }
}

fn find(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    bytes.windows(wanted.len()).position(|window| window == wanted)
}
