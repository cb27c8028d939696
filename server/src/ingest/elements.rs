//! The structure of JSON text without holding it: where the rows are, and one object of an array at a time.

use std::io::{self, BufRead, Read};

use super::error::FileFault;
use super::text::Line;

/// Members that hold the rows of a wrapped array, even beside others.
const TABLE_KEYS: [&str; 11] =
    ["data", "rows", "records", "list", "items", "result", "results", "content", "数据", "列表", "记录"];

/// So many bytes of a member's name are read.
const KEY_BYTES: usize = 200;

/// Where the rows of a JSON file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// One object a line.
    Lines,
    /// In an array that begins after so many bytes of the decoded text.
    Array { start: u64 },
}

/// Decides on the first value of the text, reading it once.
///
/// An array is a table. An object that is all of the text wraps a table if exactly one of its members is an array of
/// objects, and that is its only member or has one of the [`TABLE_KEYS`]; if it is not plain which member holds the
/// rows, and the text is no line of JSON lines, it is refused. Everything else is JSON lines.
pub(super) fn shape(source: Box<dyn BufRead + Send>) -> Result<Shape, FileFault> {
    let mut scanner = Scanner::new(source);
    match scanner.skip_blank()? {
        Some(b'[') => Ok(Shape::Array { start: scanner.offset }),
        Some(b'{') => wrapper(&mut scanner),
        _ => Ok(Shape::Lines),
    }
}

/// What is known of the members of the first object.
#[derive(Default)]
struct Members {
    count: usize,
    /// Arrays of objects, by key, with the place where they begin.
    tables: Vec<(String, u64)>,
    /// The object goes over several lines.
    has_lines: bool,
    /// It is all of the text, or the text ends within it.
    is_all: bool,
}

fn wrapper(scanner: &mut Scanner) -> Result<Shape, FileFault> {
    let Some(members) = members(scanner)? else { return Ok(Shape::Lines) };
    let is_known = |key: &str| TABLE_KEYS.contains(&key.to_lowercase().as_str());
    match members.tables.as_slice() {
        _ if !members.is_all => Ok(Shape::Lines),
        [] => Ok(Shape::Lines),
        [(key, start)] if members.count == 1 || is_known(key) => Ok(Shape::Array { start: *start }),
        _ if !members.has_lines => Ok(Shape::Lines), // one line of JSON lines, with lists in it
        tables => Err(FileFault::JsonWithoutTable(tables.iter().map(|(key, _)| key.clone()).collect())),
    }
}

/// Reads the first object; `None` if it is none.
fn members(scanner: &mut Scanner) -> Result<Option<Members>, FileFault> {
    let mut members = Members { is_all: true, ..Members::default() };
    scanner.skip(1)?;
    loop {
        match scanner.skip_blank()? {
            None => return Ok(Some(members)),
            Some(b'}') if members.count == 0 => break,
            Some(b'"') => {}
            Some(_) => return Ok(None),
        }
        let mut key = Vec::new();
        let is_whole = scanner.value(ValueState::default(), Some((&mut key, KEY_BYTES)))?.is_end;
        members.count += 1;
        if !is_whole || scanner.skip_blank()? != Some(b':') {
            return Ok(None);
        }
        scanner.skip(1)?;
        let mut state = ValueState::default();
        if scanner.skip_blank()? == Some(b'[') {
            let start = scanner.offset;
            scanner.skip(1)?;
            state.depth = 1;
            if scanner.skip_blank()? == Some(b'{') {
                let key = String::from_utf8_lossy(&key).trim_matches('"').to_owned();
                members.tables.push((key, start));
            }
        }
        if !scanner.value(state, None)?.is_end {
            return Ok(Some(members));
        }
        match scanner.skip_blank()? {
            Some(b',') => scanner.skip(1)?,
            Some(b'}') => break,
            None => return Ok(Some(members)),
            Some(_) => return Ok(None),
        }
    }
    members.has_lines = scanner.saw_line_end;
    scanner.skip(1)?;
    members.is_all = scanner.skip_blank()?.is_none();
    Ok(Some(members))
}

/// The items of one array, in their order.
pub(super) struct Elements {
    scanner: Scanner,
    max_bytes: usize,
    /// Items so far.
    count: u64,
    is_finished: bool,
    /// The array is all of the text.
    is_bare: bool,
}

impl Elements {
    /// The items of the array that begins at `start`.
    pub(super) fn new(mut source: Box<dyn BufRead + Send>, start: u64, max_bytes: usize) -> io::Result<Self> {
        io::copy(&mut source.by_ref().take(start), &mut io::sink())?;
        let mut scanner = Scanner::new(source);
        scanner.skip(1)?;
        Ok(Self { scanner, max_bytes, count: 0, is_finished: false, is_bare: start <= 3 })
    }

    /// The next item, numbered by its place; its text may be of any kind of value.
    pub(super) fn next_element(&mut self) -> Result<Option<Line>, FileFault> {
        if self.is_finished {
            return Ok(None);
        }
        match self.scanner.skip_blank()? {
            Some(b']') => return self.finish(),
            Some(b',') if self.count > 0 => {
                self.scanner.skip(1)?;
                // A comma after the last item is forgiven.
                if self.scanner.skip_blank()? == Some(b']') {
                    return self.finish();
                }
            }
            Some(_) if self.count == 0 => {}
            Some(_) => return Err(self.broken("两条之间没有逗号")),
            None => return Err(self.broken("没有结尾的“]”")),
        }
        let mut text = Vec::new();
        let scanned = self.scanner.value(ValueState::default(), Some((&mut text, self.max_bytes)))?;
        if !scanned.is_end {
            return Err(self.broken("文件在一条记录中间结束"));
        }
        if text.is_empty() {
            return Err(self.broken("缺少一条记录"));
        }
        self.count += 1;
        let (text, is_lossy) = match String::from_utf8(text) {
            Ok(text) => (text, false),
            Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), !scanned.is_cut),
        };
        let stray = is_lossy || text.contains('\u{fffd}');
        Ok(Some(Line { number: self.count, text, stray, cut: scanned.is_cut }))
    }

    fn finish(&mut self) -> Result<Option<Line>, FileFault> {
        self.is_finished = true;
        self.scanner.skip(1)?;
        if self.is_bare && self.scanner.skip_blank()?.is_some() {
            return Err(self.broken("数组之后还有别的内容"));
        }
        Ok(None)
    }

    fn broken(&self, reason: &'static str) -> FileFault {
        FileFault::BrokenJson { item: self.count, reason }
    }
}

/// Bytes of JSON text, looked at once.
struct Scanner {
    source: Box<dyn BufRead + Send>,
    /// Bytes so far.
    offset: u64,
    /// A line ended between two values.
    saw_line_end: bool,
}

/// How a value ended.
struct Scanned {
    /// At its end, and not at the end of the text.
    is_end: bool,
    /// More than was kept.
    is_cut: bool,
}

impl Scanner {
    fn new(source: Box<dyn BufRead + Send>) -> Self {
        Self { source, offset: 0, saw_line_end: false }
    }

    /// Goes to the next byte that is no white space and no byte order mark, and shows it.
    fn skip_blank(&mut self) -> io::Result<Option<u8>> {
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(None);
            }
            let is_blank = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, 0xef | 0xbb | 0xbf);
            let blanks = available.iter().take_while(|byte| is_blank(byte)).count();
            self.saw_line_end |= available[..blanks].contains(&b'\n');
            let next = available.get(blanks).copied();
            self.consume(blanks);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    fn skip(&mut self, bytes: usize) -> io::Result<()> {
        let available = self.source.fill_buf()?.len();
        self.consume(bytes.min(available));
        Ok(())
    }

    fn consume(&mut self, bytes: usize) {
        self.source.consume(bytes);
        self.offset += bytes as u64;
    }

    /// Reads to the end of a value and keeps its beginning, if it is to be kept.
    fn value(
        &mut self,
        mut state: ValueState,
        mut kept: Option<(&mut Vec<u8>, usize)>,
    ) -> io::Result<Scanned> {
        let mut is_cut = false;
        loop {
            let available = self.source.fill_buf()?;
            if available.is_empty() {
                return Ok(Scanned { is_end: false, is_cut });
            }
            let (used, is_end) = state.feed(available);
            if let Some((text, most)) = &mut kept {
                let room = *most - text.len();
                is_cut |= used > room;
                text.extend_from_slice(&available[..used.min(room)]);
            }
            self.consume(used);
            if is_end {
                return Ok(Scanned { is_end, is_cut });
            }
        }
    }
}

/// How far into a value we are. Whether brackets are of one kind is left to the parser of the value.
#[derive(Clone, Copy, Debug, Default)]
struct ValueState {
    depth: u64,
    is_in_string: bool,
    is_escaped: bool,
}

impl ValueState {
    /// Takes bytes; answers how many belong to the value, and whether it has ended.
    fn feed(&mut self, bytes: &[u8]) -> (usize, bool) {
        for (place, byte) in bytes.iter().enumerate() {
            if self.is_in_string {
                if self.string_ends(*byte) && self.depth == 0 {
                    return (place + 1, true);
                }
                continue;
            }
            match byte {
                b'"' => self.is_in_string = true,
                b'{' | b'[' => self.depth += 1,
                b'}' | b']' if self.depth > 1 => self.depth -= 1,
                b'}' | b']' => return (place + usize::from(self.depth == 1), true),
                b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if self.depth == 0 => return (place, true),
                _ => {}
            }
        }
        (bytes.len(), false)
    }

    fn string_ends(&mut self, byte: u8) -> bool {
        if self.is_escaped {
            self.is_escaped = false;
        } else if byte == b'\\' {
            self.is_escaped = true;
        } else if byte == b'"' {
            self.is_in_string = false;
        }
        !self.is_in_string
    }
}

#[cfg(test)]
mod tests {
    use std::io::{BufReader, Cursor};

    use super::*;

    fn source(text: &str) -> Box<dyn BufRead + Send> {
        // A tiny buffer: values go over its ends.
        Box::new(BufReader::with_capacity(3, Cursor::new(text.as_bytes().to_vec())))
    }

    #[test]
    fn the_rows_are_where_they_plainly_are() {
        let cases = [
            (r#"[{"a":1}]"#, Shape::Array { start: 0 }),
            ("\u{feff} [ ]", Shape::Array { start: 4 }),
            (r#"{"a":1}"#, Shape::Lines),
            ("{\"a\":[{}]}\n{\"a\":[{}]}", Shape::Lines),
            (r#"{"anything":[{}]}"#, Shape::Array { start: 12 }),
            (r#"{"code":0,"Data":[{}],"m":{"a":[{}]}}"#, Shape::Array { start: 17 }),
            (r#"{"名称":"甲","股东":[{"名称":"乙"}]}"#, Shape::Lines),
            (r#"{"code":0,"data":[{"a":"}]"}, {"a""#, Shape::Array { start: 17 }),
            (r#"{"a" 1}"#, Shape::Lines),
        ];
        for (text, expected) in cases {
            assert_eq!(shape(source(text)).unwrap(), expected, "{text}");
        }
        let two = shape(source("{\n\"a\":[{}],\n\"b\":[{}]\n}")).unwrap_err();
        assert_eq!(two.code(), "file-json-without-table");
    }

    #[test]
    fn items_come_whole_whatever_is_in_their_strings() {
        let text = r#"[ {"a":"\"]},{"} , [1,[2]],"s", 12,null,{"b":{"c":[]}} ,]"#;
        let mut elements = Elements::new(source(text), 0, 100).unwrap();
        let mut items = Vec::new();
        while let Some(line) = elements.next_element().unwrap() {
            items.push(line.text);
        }
        let whole = [r#"{"a":"\"]},{"}"#, "[1,[2]]", r#""s""#, "12", "null", r#"{"b":{"c":[]}}"#];
        assert_eq!(items, whole);
    }

    #[test]
    fn a_broken_array_says_after_which_item() {
        for (text, items) in [("[{}", 1), ("[{},{\"a\":", 1), ("[{} {}]", 1), ("[,]", 0), ("[{}] x", 1)] {
            let mut elements = Elements::new(source(text), 0, 100).unwrap();
            let fault = loop {
                match elements.next_element() {
                    Ok(Some(_)) => {}
                    Ok(None) => panic!("{text} is broken"),
                    Err(fault) => break fault,
                }
            };
            assert!(
                matches!(fault, FileFault::BrokenJson { item, .. } if item == items),
                "{text}: {fault:?}"
            );
        }
    }
}
