//! Cells of one CSV record (RFC 4180, and as forgiving as spreadsheets are).
//!
//! Our own, and not the `csv` crate's reader: we keep each row's text as it was sent and its true line, bound
//! its length, and recover on the next line from a quotation mark that is never closed.

/// What stands between two cells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delimiter {
    /// `,`
    Comma,
    /// A tab stop.
    Tab,
    /// `;`
    Semicolon,
}

impl Delimiter {
    /// All of them, the most usual first.
    pub const ALL: [Self; 3] = [Self::Comma, Self::Tab, Self::Semicolon];

    const fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Semicolon => b';',
        }
    }

    /// The Chinese word.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Comma => "逗号",
            Self::Tab => "制表符",
            Self::Semicolon => "分号",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    CellStart,
    Plain,
    Quoted,
    /// After a quotation mark within quotes: the end, or the first half of a doubled one.
    Quote,
}

/// Takes a record line by line, for as long as [`RecordParser::is_open`].
#[derive(Debug)]
pub(super) struct RecordParser {
    delimiter: u8,
    cells: Vec<String>,
    cell: String,
    state: State,
}

impl RecordParser {
    pub(super) fn new(delimiter: Delimiter) -> Self {
        Self { delimiter: delimiter.byte(), cells: Vec::new(), cell: String::new(), state: State::CellStart }
    }

    /// The cells of one line that stands for itself.
    pub(super) fn cells_of(delimiter: Delimiter, line: &str) -> Vec<String> {
        let mut parser = Self::new(delimiter);
        parser.feed(line);
        parser.finish()
    }

    /// How many cells each record has, without the blank ones.
    pub(super) fn widths<'a>(delimiter: Delimiter, lines: impl Iterator<Item = &'a str>) -> Vec<usize> {
        let mut parser = Self::new(delimiter);
        let mut widths = Vec::new();
        for line in lines {
            if line.is_empty() && !parser.is_open() {
                continue;
            }
            parser.feed(line);
            if !parser.is_open() {
                widths.push(parser.finish().len());
            }
        }
        widths
    }

    /// Takes a line, without its end.
    pub(super) fn feed(&mut self, line: &str) {
        if self.state == State::Quoted {
            self.cell.push('\n');
        }
        let bytes = line.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            at = match self.state {
                State::CellStart if bytes[at] == b'"' => self.turn(State::Quoted, at + 1),
                State::Quote if bytes[at] == b'"' => {
                    self.cell.push('"');
                    self.turn(State::Quoted, at + 1)
                }
                State::CellStart | State::Quote => self.turn(State::Plain, at),
                State::Plain => self.take_plain(line, at),
                State::Quoted => self.take_quoted(line, at),
            };
        }
    }

    /// True if the record goes on in the next line.
    pub(super) fn is_open(&self) -> bool {
        self.state == State::Quoted
    }

    /// The cells so far; the parser is ready for the next record.
    pub(super) fn finish(&mut self) -> Vec<String> {
        self.end_cell();
        let columns = self.cells.len();
        std::mem::replace(&mut self.cells, Vec::with_capacity(columns))
    }

    fn turn(&mut self, state: State, at: usize) -> usize {
        self.state = state;
        at
    }

    fn take_plain(&mut self, line: &str, at: usize) -> usize {
        let rest = &line[at..];
        if let Some(length) = rest.bytes().position(|byte| byte == self.delimiter) {
            self.cell.push_str(&rest[..length]);
            self.end_cell();
            at + length + 1
        } else {
            self.cell.push_str(rest);
            line.len()
        }
    }

    fn take_quoted(&mut self, line: &str, at: usize) -> usize {
        let rest = &line[at..];
        if let Some(length) = rest.bytes().position(|byte| byte == b'"') {
            self.cell.push_str(&rest[..length]);
            self.turn(State::Quote, at + length + 1)
        } else {
            self.cell.push_str(rest);
            line.len()
        }
    }

    fn end_cell(&mut self) {
        self.cells.push(std::mem::take(&mut self.cell));
        self.state = State::CellStart;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_split_as_spreadsheets_do() {
        let cases: [(&str, &[&str]); 9] = [
            ("a,b,c", &["a", "b", "c"]),
            ("a,,", &["a", "", ""]),
            ("", &[""]),
            (r#""a,b",c"#, &["a,b", "c"]),
            (r#""say ""hi""",c"#, &[r#"say "hi""#, "c"]),
            (r#"5" pipe,c"#, &[r#"5" pipe"#, "c"]),
            (r#""六六"广告,c"#, &["六六广告", "c"]),
            (r#""","#, &["", ""]),
            ("名称;代码,号", &["名称;代码", "号"]),
        ];
        for (line, cells) in cases {
            assert_eq!(RecordParser::cells_of(Delimiter::Comma, line), cells, "{line}");
        }
    }

    #[test]
    fn a_quoted_line_break_keeps_the_record_open() {
        let mut parser = RecordParser::new(Delimiter::Comma);
        parser.feed(r#"a,"first"#);
        assert!(parser.is_open());
        parser.feed(r#"second",c"#);
        assert!(!parser.is_open());
        assert_eq!(parser.finish(), ["a", "first\nsecond", "c"]);
        parser.feed("next");
        assert_eq!(parser.finish(), ["next"]);
    }
}
