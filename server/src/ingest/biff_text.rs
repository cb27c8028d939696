//! Texts in the records of an old workbook (MS-XLS 2.5): UTF-16, or its lower bytes only where the upper ones are 0.

use super::Limits;
use super::error::FileFault;
use super::ole::u16_at;

/// What a string costs in memory besides its text.
const STRING_BYTES: usize = 32;

/// A text with its length in two bytes.
pub(super) fn long(data: &[u8]) -> Option<String> {
    let length = usize::from(u16_at(data, 0)?);
    if length == 0 {
        return Some(String::new());
    }
    text(data.get(2..)?, length)
}

/// A text with its length in one byte.
pub(super) fn short(data: &[u8]) -> Option<String> {
    text(data.get(1..)?, usize::from(*data.first()?))
}

/// Flags, then characters.
fn text(data: &[u8], length: usize) -> Option<String> {
    let (flags, bytes) = data.split_first()?;
    let width = width(*flags);
    let bytes = bytes.get(..length * width)?;
    let mut units = Vec::with_capacity(length);
    push_units(&mut units, bytes, width);
    Some(String::from_utf16_lossy(&units))
}

fn width(flags: u8) -> usize {
    if flags & 1 == 0 { 1 } else { 2 }
}

fn push_units(units: &mut Vec<u16>, bytes: &[u8], width: usize) {
    if width == 1 {
        units.extend(bytes.iter().copied().map(u16::from));
    } else {
        units.extend(bytes.chunks_exact(2).map(|pair| u16::from_le_bytes([pair[0], pair[1]])));
    }
}

/// The shared strings (MS-XLS 2.4.265) of a record and of those that continue it.
pub(super) fn shared(parts: &[&[u8]], limits: &Limits) -> Result<Vec<Box<str>>, FileFault> {
    let damaged = || FileFault::Damaged("共享字符串不完整".to_owned());
    let mut reader = Reader { parts, at: 8 };
    let mut strings: Vec<Box<str>> = Vec::new();
    let mut bytes = 0;
    while !reader.is_at_end() {
        let string = reader.rich().ok_or_else(damaged)?;
        bytes += string.len() + STRING_BYTES;
        if bytes > limits.workbook_text_bytes {
            return Err(FileFault::TooMuchText(limits.workbook_text_bytes >> 20));
        }
        strings.push(string.into_boxed_str());
    }
    Ok(strings)
}

/// Goes through the data of continued records.
struct Reader<'a> {
    parts: &'a [&'a [u8]],
    /// Within the first of the parts.
    at: usize,
}

impl<'a> Reader<'a> {
    /// Goes on to the next part where one is used up.
    fn is_at_end(&mut self) -> bool {
        while let Some(first) = self.parts.first() {
            if self.at < first.len() {
                return false;
            }
            self.parts = &self.parts[1..];
            self.at = 0;
        }
        true
    }

    fn byte(&mut self) -> Option<u8> {
        if self.is_at_end() {
            return None;
        }
        let byte = self.parts[0].get(self.at).copied();
        self.at += 1;
        byte
    }

    /// A number of so many bytes, little end first.
    fn number(&mut self, bytes: usize) -> Option<usize> {
        let mut number = 0;
        for place in 0..bytes {
            number |= usize::from(self.byte()?) << (8 * place);
        }
        Some(number)
    }

    /// At most so many bytes of the part that we are in.
    fn some(&mut self, most: usize) -> &'a [u8] {
        let Some(part) = self.parts.first() else { return &[] };
        let rest = part.get(self.at..).unwrap_or_default();
        let taken = &rest[..rest.len().min(most)];
        self.at += taken.len();
        taken
    }

    /// A text with fonts and phonetics behind it, which are skipped.
    fn rich(&mut self) -> Option<String> {
        let length = self.number(2)?;
        let flags = self.byte()?;
        let fonts = if flags & 8 == 0 { 0 } else { self.number(2)? };
        let phonetics = if flags & 4 == 0 { 0 } else { self.number(4)? };
        let text = self.characters(length, width(flags))?;
        self.skip(fonts * 4 + phonetics)?;
        Some(text)
    }

    /// Characters; in each further record they begin with flags of their own.
    fn characters(&mut self, length: usize, mut width: usize) -> Option<String> {
        let mut units = Vec::new();
        loop {
            let wanted = (length - units.len()) * width;
            let bytes = self.some(wanted);
            push_units(&mut units, bytes, width);
            if units.len() >= length {
                return Some(String::from_utf16_lossy(&units));
            }
            if self.is_at_end() {
                return None;
            }
            width = self::width(self.byte()?);
        }
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        let mut rest = bytes;
        while rest > 0 {
            if self.is_at_end() {
                return None;
            }
            rest -= self.some(rest).len();
        }
        Some(())
    }
}
