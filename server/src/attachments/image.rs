//! Pictures: nothing may follow their end, for an archive or a program behind a picture opens as one.

use super::AttachmentFault;

/// The first bytes of a PNG.
pub(super) const PNG: &[u8] = &[0x89, b'P', b'N', b'G', 0x0D, 0x0A, 0x1A, 0x0A];

/// Walks over the chunks to `IEND`, which must be the end of the file.
pub(super) fn inspect_png(bytes: &[u8]) -> Result<(), AttachmentFault> {
    let mut rest = bytes.get(PNG.len()..).unwrap_or_default();
    loop {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(AttachmentFault::Unreadable)?;
        let length = usize::try_from(u32::from_be_bytes(*length)).map_err(|_| AttachmentFault::Unreadable)?;
        let (name, after) = after.split_first_chunk::<4>().ok_or(AttachmentFault::Unreadable)?;
        // The content, then its check sum.
        rest = length
            .checked_add(4)
            .and_then(|length| after.get(length..))
            .ok_or(AttachmentFault::Unreadable)?;
        if name == b"IEND" {
            return if rest.is_empty() { Ok(()) } else { Err(AttachmentFault::Trailing) };
        }
    }
}

/// Walks over the segments to the end of the picture. Padding and further pictures may follow, as cameras write them;
/// nothing else.
pub(super) fn inspect_jpeg(bytes: &[u8]) -> Result<(), AttachmentFault> {
    let mut rest = bytes;
    loop {
        rest = after_one_picture(rest).ok_or(AttachmentFault::Unreadable)?;
        let padding = rest.iter().take_while(|byte| **byte == 0).count();
        rest = rest.get(padding..).unwrap_or_default();
        if rest.is_empty() {
            return Ok(());
        }
        if !rest.starts_with(&[0xFF, 0xD8, 0xFF]) {
            return Err(AttachmentFault::Trailing);
        }
    }
}

/// What follows the picture's end mark.
fn after_one_picture(bytes: &[u8]) -> Option<&[u8]> {
    let mut rest = bytes.get(2..)?;
    loop {
        // Between the segments stand a mark's two bytes, perhaps with filling before.
        let marker = match rest {
            [0xFF, 0xFF, ..] => {
                rest = rest.get(1..)?;
                continue;
            }
            [0xFF, marker, ..] => *marker,
            _ => return None,
        };
        rest = rest.get(2..)?;
        match marker {
            // End of the picture.
            0xD9 => return Some(rest),
            // Marks without content.
            0x01 | 0xD0..=0xD7 => {}
            _ => {
                let length = usize::from(u16::from_be_bytes(*rest.first_chunk::<2>()?));
                rest = rest.get(length.max(2)..)?;
                if marker == 0xDA {
                    rest = after_scan(rest)?;
                }
            }
        }
    }
}

/// Compressed data go on to the next mark that is neither a stuffed byte nor a restart.
fn after_scan(bytes: &[u8]) -> Option<&[u8]> {
    let end = bytes
        .windows(2)
        .position(|pair| matches!(pair, [0xFF, marker] if !matches!(marker, 0x00 | 0xFF | 0xD0..=0xD7)))?;
    bytes.get(end..)
}
