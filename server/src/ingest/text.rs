//! Lines of a text file in any of the encodings that offices use, each with its number.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{CoderResult, Decoder, GB18030, UTF_16BE, UTF_16LE};

use super::error::FileFault;

/// How the bytes of a text file are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// Only ASCII so far: the first line with other bytes decides between UTF-8 and GB18030.
    Ascii,
    /// UTF-8, with or without a byte order mark.
    Utf8,
    /// GB18030, and with it GBK and GB2312.
    Gb18030,
    /// UTF-16, little end first, with a byte order mark.
    Utf16Le,
    /// UTF-16, big end first, with a byte order mark.
    Utf16Be,
}

impl TextEncoding {
    /// The usual name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Ascii | Self::Utf8 => "UTF-8",
            Self::Gb18030 => "GB18030",
            Self::Utf16Le | Self::Utf16Be => "UTF-16",
        }
    }

    /// Decides on the beginning of a file, cut at the end of a line where it goes on.
    ///
    /// # Errors
    /// [`FileFault::NotATable`] for bytes that no text has.
    pub(super) fn detect(beginning: &[u8]) -> Result<Self, FileFault> {
        match beginning {
            [0xff, 0xfe, ..] => return Ok(Self::Utf16Le),
            [0xfe, 0xff, ..] => return Ok(Self::Utf16Be),
            [0xef, 0xbb, 0xbf, ..] => return Ok(Self::Utf8),
            _ => {}
        }
        if beginning.contains(&0) {
            return Err(FileFault::NotATable("二进制文件，或没有 BOM 的 UTF-16 文本"));
        }
        Ok(Self::of_bytes(beginning))
    }

    /// Chinese text in GB18030 read as UTF-8 is nearly all errors, and hardly ever yields a Han character.
    fn of_bytes(bytes: &[u8]) -> Self {
        if bytes.is_ascii() {
            return Self::Ascii;
        }
        let (mut han, mut errors) = (0_usize, 0_usize);
        for chunk in bytes.utf8_chunks() {
            han += chunk.valid().chars().filter(|character| is_chinese(*character)).count();
            errors += usize::from(!chunk.invalid().is_empty());
        }
        if errors == 0 || han > errors { Self::Utf8 } else { Self::Gb18030 }
    }
}

/// A line without its end.
#[derive(Debug)]
pub(super) struct Line {
    /// From 1.
    pub(super) number: u64,
    pub(super) text: String,
    /// Some bytes were no characters.
    pub(super) stray: bool,
    /// Longer than allowed: `text` is its beginning.
    pub(super) cut: bool,
}

/// The lines of a file, streamed.
pub(super) struct Lines {
    source: Box<dyn BufRead + Send>,
    encoding: TextEncoding,
    line_end: u8,
    max_bytes: usize,
    number: u64,
    bytes: Vec<u8>,
}

impl Lines {
    /// Lines of `file` from where it stands, which must be its beginning.
    pub(super) fn new(file: File, encoding: TextEncoding, max_bytes: usize) -> io::Result<Self> {
        let mut source: Box<dyn BufRead + Send> = match encoding {
            TextEncoding::Utf16Le | TextEncoding::Utf16Be => utf8_source(file, encoding),
            // Line by line, since files get glued together.
            TextEncoding::Ascii | TextEncoding::Utf8 | TextEncoding::Gb18030 => {
                Box::new(BufReader::with_capacity(1 << 16, file))
            }
        };
        let beginning = source.fill_buf()?;
        let line_end = if beginning.contains(&b'\n') || !beginning.contains(&b'\r') { b'\n' } else { b'\r' };
        Ok(Self { source, encoding, line_end, max_bytes, number: 0, bytes: Vec::new() })
    }

    /// The encoding, as far as the lines so far have settled it.
    pub(super) fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    pub(super) fn next_line(&mut self) -> io::Result<Option<Line>> {
        self.bytes.clear();
        let Some(cut) = self.take_bytes()? else { return Ok(None) };
        self.number += 1;
        if self.bytes.last() == Some(&b'\r') {
            self.bytes.pop();
        }
        if self.encoding == TextEncoding::Ascii {
            self.encoding = TextEncoding::of_bytes(&self.bytes);
        }
        let (mut text, stray) = decode(&self.bytes, self.encoding);
        if self.number == 1 && text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let stray = stray || text.contains('\u{fffd}');
        Ok(Some(Line { number: self.number, text, stray, cut }))
    }

    /// Reads to the end of the line, keeps at most `max_bytes`, and says whether more were dropped.
    fn take_bytes(&mut self) -> io::Result<Option<bool>> {
        let (mut cut, mut any) = (false, false);
        loop {
            let available = match self.source.fill_buf() {
                Ok(available) => available,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if available.is_empty() {
                return Ok(any.then_some(cut));
            }
            any = true;
            let end = available.iter().position(|byte| *byte == self.line_end);
            let line = &available[..end.unwrap_or(available.len())];
            let room = self.max_bytes - self.bytes.len();
            cut |= line.len() > room;
            self.bytes.extend_from_slice(&line[..line.len().min(room)]);
            let used = line.len() + usize::from(end.is_some());
            self.source.consume(used);
            if end.is_some() {
                return Ok(Some(cut));
            }
        }
    }
}

/// A line's text, and whether some of its bytes were strange to the file's encoding. A line of the other
/// encoding (files get glued together) is read as what it is, with a warning.
fn decode(bytes: &[u8], encoding: TextEncoding) -> (String, bool) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let foreign = encoding == TextEncoding::Gb18030 && !text.is_ascii();
        if !foreign || text.chars().filter(|character| is_chinese(*character)).count() > 1 {
            return (text.to_owned(), foreign);
        }
    }
    let (text, errors) = GB18030.decode_without_bom_handling(bytes);
    if encoding == TextEncoding::Gb18030 {
        return (text.into_owned(), errors);
    }
    if !errors && TextEncoding::of_bytes(bytes) == TextEncoding::Gb18030 {
        return (text.into_owned(), true);
    }
    (String::from_utf8_lossy(bytes).into_owned(), true)
}

/// Han characters, and the punctuation and full-width forms that go with them.
fn is_chinese(character: char) -> bool {
    matches!(character, '\u{3000}'..='\u{303f}' | '\u{3400}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// A file's text as a stream of UTF-8 without a byte order mark; bytes that are no character of another encoding
/// become U+FFFD, those of UTF-8 stay as they are.
pub(super) fn utf8_source(file: File, encoding: TextEncoding) -> Box<dyn BufRead + Send> {
    let decoder = match encoding {
        TextEncoding::Utf16Le => UTF_16LE.new_decoder_with_bom_removal(),
        TextEncoding::Utf16Be => UTF_16BE.new_decoder_with_bom_removal(),
        TextEncoding::Gb18030 => GB18030.new_decoder_without_bom_handling(),
        TextEncoding::Ascii | TextEncoding::Utf8 => return Box::new(BufReader::with_capacity(1 << 16, file)),
    };
    Box::new(BufReader::with_capacity(1 << 16, DecodedReader::new(file, decoder)))
}

/// Text of another encoding as a stream of UTF-8.
struct DecodedReader {
    source: BufReader<File>,
    decoder: Decoder,
    finished: bool,
}

impl DecodedReader {
    fn new(file: File, decoder: Decoder) -> Self {
        Self { source: BufReader::new(file), decoder, finished: false }
    }
}

impl Read for DecodedReader {
    fn read(&mut self, target: &mut [u8]) -> io::Result<usize> {
        loop {
            if self.finished {
                return Ok(0);
            }
            let available = self.source.fill_buf()?;
            let last = available.is_empty();
            let (result, read, written, _) = self.decoder.decode_to_utf8(available, target, last);
            self.source.consume(read);
            self.finished = last && result == CoderResult::InputEmpty;
            if written > 0 {
                return Ok(written);
            }
            if result == CoderResult::OutputFull {
                return Err(io::Error::other("the buffer is smaller than a character"));
            }
        }
    }
}

/// The name of a file in an archive: UTF-8, or what an old program on a Chinese system wrote.
pub(super) fn decode_name(bytes: &[u8]) -> String {
    decode(bytes, TextEncoding::of_bytes(bytes)).0
}
