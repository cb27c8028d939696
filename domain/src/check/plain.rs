//! The plain layouts: entities, authorities and endings, by Chinese captions in any order.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::cell::{clean, clean_code, fold_code, shown};
use super::codes::{self, IssueCode};
use super::dates::read_date;
use super::party::is_person_number;
use crate::issue::Issue;
use crate::privacy;
use crate::registration_number::RegistrationNumber;
use crate::text::fold_heading;
use crate::uscc::{self, Uscc, UsccError};

/// The three plain tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlainTable {
    /// 市场主体
    Entities,
    /// 机关
    Authorities,
    /// 修复、撤回、更正、删除
    Endings,
}

impl PlainTable {
    /// Its captions; all but the first are optional in entity and authority files.
    pub const fn captions(self) -> &'static [&'static str] {
        match self {
            Self::Entities => &[
                "名称",
                "统一社会信用代码",
                "曾用名",
                "简称",
                "主体类型",
                "登记状态",
                "行政区划代码",
                "住所",
                "法定代表人",
                "成立日期",
                "注册资本（万元）",
                "登记机关",
                "经营范围",
                "注册号",
                "组织机构代码",
                "核准日期",
                "营业期限自",
                "营业期限至",
                "组成形式",
                "成员出资总额（万元）",
                "业务范围",
                "宗旨和业务范围",
                "举办单位",
                "经费来源",
                "开办资金（万元）",
                "业务主管单位",
            ],
            Self::Authorities => &[
                "名称",
                "统一社会信用代码",
                "简称",
                "层级",
                "行政区划代码",
                "领域",
                "上级机关代码",
                "电话",
                "地址",
                "许可权",
                "处罚权",
                "曾用名",
                "起始日期",
                "终止日期",
            ],
            Self::Endings => &[
                "类型",
                "决定类型",
                "决定机关代码",
                "文号",
                "决定日期",
                "相对人代码",
                "相对人名称",
                "日期",
                "公开原因",
            ],
        }
    }
}

impl PlainTable {
    /// Other headings of a caption: the same fact has other words for other kinds of body (RULES 6.1).
    const fn aliases(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Entities => &[
                ("企业名称", "名称"),
                ("负责人", "法定代表人"),
                ("经营者", "法定代表人"),
                ("执行事务合伙人", "法定代表人"),
                ("投资人", "法定代表人"),
                ("主要经营场所", "住所"),
                ("经营场所", "住所"),
                ("营业场所", "住所"),
                ("注册日期", "成立日期"),
                ("合伙期限自", "营业期限自"),
                ("合伙期限至", "营业期限至"),
                ("类型", "主体类型"),
            ],
            Self::Authorities | Self::Endings => &[],
        }
    }

    /// The caption with that folded heading.
    fn caption(self, folded: &str) -> Option<&'static str> {
        let is = |word: &str| fold_heading(word) == folded;
        self.captions()
            .iter()
            .copied()
            .find(|caption| is(caption))
            .or_else(|| self.aliases().iter().find(|(alias, _)| is(alias)).map(|(_, caption)| *caption))
    }
}

/// What the columns of a plain file mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlainLayout {
    /// Which table.
    pub table: PlainTable,
    /// The caption that each column carries, in the order of the file; `None` for unknown ones.
    pub columns: Vec<Option<&'static str>>,
    /// Headings that the table does not know, as sent.
    pub unknown: Vec<String>,
}

impl PlainLayout {
    /// True if some column carries that caption.
    pub fn has(&self, caption: &str) -> bool {
        self.columns.iter().flatten().any(|column| *column == caption)
    }
}

/// Reads the headings of a plain file; they are folded, and of several equal ones the first counts.
pub fn detect_plain(headings: &[String], table: PlainTable) -> PlainLayout {
    let mut layout = PlainLayout { table, columns: Vec::with_capacity(headings.len()), unknown: Vec::new() };
    for heading in headings {
        let folded = fold_heading(heading);
        let column = table.caption(&folded).filter(|caption| !layout.has(caption));
        if column.is_none() && !folded.is_empty() {
            layout.unknown.push(heading.clone());
        }
        layout.columns.push(column);
    }
    layout
}

/// A row of a plain file under examination.
pub(super) struct PlainRow {
    cells: HashMap<&'static str, String>,
    pub(super) issues: Vec<Issue>,
}

impl PlainRow {
    pub(super) fn new(layout: &PlainLayout, values: &[String]) -> Self {
        let mut row = Self { cells: HashMap::new(), issues: Vec::new() };
        if values.iter().skip(layout.columns.len()).any(|value| !value.trim().is_empty()) {
            row.issues.push(codes::ROW_TOO_LONG.of_row());
        }
        for (value, column) in values.iter().zip(&layout.columns) {
            let Some(caption) = column else { continue };
            if value.contains('\0') {
                row.issues.push(codes::NUL_CHARACTER.of_column(caption, None, None));
            }
            let is_text = matches!(
                *caption,
                "名称"
                    | "相对人名称"
                    | "经营范围"
                    | "公开原因"
                    | "住所"
                    | "地址"
                    | "许可权"
                    | "处罚权"
                    | "业务范围"
                    | "宗旨和业务范围"
            );
            let text = if is_text { clean(value) } else { clean_code(value) };
            if !text.is_empty() {
                row.cells.insert(caption, text);
            }
        }
        if row.cells.is_empty() {
            row.issues.push(codes::ROW_EMPTY.of_row());
        }
        row
    }

    pub(super) fn text(&self, caption: &str) -> &str {
        self.cells.get(caption).map_or("", String::as_str)
    }

    pub(super) fn owned(&self, caption: &str) -> Option<String> {
        self.cells.get(caption).cloned()
    }

    pub(super) fn note(&mut self, code: IssueCode, caption: &str, detail: Option<&str>) {
        let value = shown(self.text(caption));
        self.issues.push(code.of_column(caption, value, detail));
    }

    /// A text for the public: if the scanner finds personal data, it is left out with a warning.
    pub(super) fn public_text(&mut self, caption: &str) -> Option<String> {
        let text = self.owned(caption)?;
        if privacy::scan(&text).is_empty() {
            return Some(text);
        }
        self.note(codes::PERSONAL_DATA, caption, Some("已略去此项"));
        None
    }

    /// A day; unreadable ones are left out with a warning.
    pub(super) fn date(&mut self, caption: &str) -> Option<NaiveDate> {
        let text = self.text(caption);
        if text.is_empty() {
            return None;
        }
        let day = read_date(text);
        if day.is_none() {
            self.note(codes::VALUE_DROPPED, caption, Some("应为“年/月/日”"));
        }
        day
    }

    /// Six digits of a region; longer codes (乡镇) are cut.
    pub(super) fn region_code(&mut self, caption: &str) -> Option<String> {
        let text = fold_code(self.text(caption));
        if text.is_empty() {
            return None;
        }
        let is_code = matches!(text.len(), 6 | 9 | 12) && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_code {
            self.note(codes::VALUE_DROPPED, caption, Some("应为6位数字"));
            return None;
        }
        text.get(..6).map(str::to_owned)
    }

    /// A credit code. If only its check digit fails it is kept and flagged: registers hold wrong codes (重错码).
    pub(super) fn uscc(&mut self, caption: &str) -> ReadCode {
        let text = self.text(caption).to_owned();
        if text.is_empty() {
            return ReadCode::Missing;
        }
        if is_person_number("XDR_SHXYM", &text) {
            self.issues.push(codes::PERSON_NUMBER_IN_CODE.of_column(caption, Some("***".to_owned()), None));
            return ReadCode::Missing;
        }
        match (text.parse::<Uscc>(), uscc::structure_of(&text)) {
            (Ok(code), _) => ReadCode::Right(code.as_str().to_owned()),
            (Err(error), Ok(code)) => {
                self.note(codes::USCC_CHECK_DIGIT, caption, Some(&error.advice(&text)));
                ReadCode::WrongCheckDigit(code)
            }
            (Err(error), Err(_)) => {
                self.note(codes::USCC_MALFORMED, caption, Some(&error.advice(&text)));
                match error {
                    UsccError::AllZeros | UsccError::Placeholder => ReadCode::Missing,
                    _ if fold_code(&text).parse::<RegistrationNumber>().is_ok() => {
                        ReadCode::RegistrationNumber(fold_code(&text))
                    }
                    _ => ReadCode::Unreadable(text),
                }
            }
        }
    }
}

/// What stands in a column of credit codes.
pub(super) enum ReadCode {
    Missing,
    Right(String),
    WrongCheckDigit(String),
    RegistrationNumber(String),
    Unreadable(String),
}

impl ReadCode {
    /// The code, and whether its check digit is right.
    pub(super) fn uscc(&self) -> (Option<String>, bool) {
        match self {
            Self::Right(code) => (Some(code.clone()), true),
            Self::WrongCheckDigit(code) => (Some(code.clone()), false),
            Self::Missing | Self::RegistrationNumber(_) | Self::Unreadable(_) => (None, false),
        }
    }
}
