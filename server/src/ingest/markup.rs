//! What the markup of a workbook would make its reader hold in memory: it reserves room for as many shared strings as
//! the workbook claims before it has seen one, and holds each text whole.

use std::io::{self, Write};

const ATTRIBUTE: &[u8] = b"uniqueCount";

/// So many bytes after the name of the attribute are looked at for its value.
const VALUE_BYTES: usize = 64;

/// Memory for so many strings is nothing to worry about.
const HARMLESS: u64 = 1 << 20;

/// `<si/>`, the shortest string there is.
const SHORTEST: u64 = 5;

/// A cell has 32,767 characters at most; each may be written in eight bytes.
const LONGEST_TEXT: usize = 1 << 20;

/// Looks for claims and long texts in the bytes of a part that are written to it.
#[derive(Debug, Default)]
pub(super) struct MarkupCheck {
    /// What may be the beginning of a claim.
    tail: Vec<u8>,
    claimed: u64,
    /// Bytes since the last `<`, and the most that there ever were.
    run: usize,
    longest_run: usize,
}

impl MarkupCheck {
    /// Whether no text or tag is longer than a cell's can be.
    pub(super) fn is_in_pieces(&self) -> bool {
        self.longest_run <= LONGEST_TEXT
    }

    /// Whether a part of so many bytes can hold as many strings as it claims.
    pub(super) fn is_plausible(&self, size: u64) -> bool {
        self.claimed.max(largest_claim(&self.tail)) <= HARMLESS.max(size / SHORTEST)
    }
}

impl Write for MarkupCheck {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for (place, piece) in bytes.split(|byte| *byte == b'<').enumerate() {
            self.run = piece.len() + if place == 0 { self.run } else { 0 };
            self.longest_run = self.longest_run.max(self.run);
        }
        self.tail.extend_from_slice(bytes);
        self.claimed = self.claimed.max(largest_claim(&self.tail));
        let kept = self.tail.len().min(ATTRIBUTE.len() + VALUE_BYTES);
        self.tail.drain(..self.tail.len() - kept);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn largest_claim(bytes: &[u8]) -> u64 {
    let mut largest = 0;
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| *byte == ATTRIBUTE[0]) {
        rest = &rest[at..];
        if let Some(value) = rest.strip_prefix(ATTRIBUTE) {
            largest = largest.max(claim(value));
        }
        rest = &rest[1..];
    }
    largest
}

/// The number in ` = "12"`; one that is too large for us is the largest.
fn claim(value: &[u8]) -> u64 {
    let is_before = |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'"' | b'\'' | b'+');
    let before = value.iter().take_while(is_before).count();
    let digits = value[before..].iter().take_while(|byte| byte.is_ascii_digit());
    digits.fold(0_u64, |number, digit| number.saturating_mul(10).saturating_add(u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_claim_is_found_wherever_the_bytes_are_cut() {
        let text = b"<sst count=\"1\" uniqueCount = '99999999999'><si/></sst>";
        for cut in 0..text.len() {
            let mut count = MarkupCheck::default();
            count.write_all(&text[..cut]).unwrap();
            count.write_all(&text[cut..]).unwrap();
            assert!(!count.is_plausible(1000), "cut at {cut}");
        }
        let mut honest = MarkupCheck::default();
        honest.write_all(b"<sst uniqueCount=\"2000000\">").unwrap();
        assert!(honest.is_plausible(12_000_000) && !honest.is_plausible(1000));
    }

    #[test]
    fn an_endless_text_is_found_in_pieces() {
        let mut check = MarkupCheck::default();
        check.write_all(b"<t>").unwrap();
        for _ in 0..16 {
            check.write_all(&b"a".repeat(1 << 16)).unwrap();
        }
        assert!(!check.is_in_pieces());
        let mut many = MarkupCheck::default();
        many.write_all(&b"<t>abc</t>".repeat(200_000)).unwrap();
        assert!(many.is_in_pieces());
    }
}
