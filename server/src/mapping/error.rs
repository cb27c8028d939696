//! Why a mapping file is refused, in the words of the person who wrote it.

use std::io;

use super::guard::Refusal;
use crate::ingest::FileError;

/// A mapping file that cannot be used, or that does not fit the data.
#[derive(Debug, thiserror::Error)]
pub enum MappingError {
    /// The operating system refused.
    #[error("映射文件“{file}”无法读取：{cause}")]
    Unreadable {
        /// The file's name, without folders.
        file: String,
        /// Why.
        #[source]
        cause: io::Error,
    },
    /// Something in the file is wrong.
    #[error("映射文件“{file}”第 {line} 行：{fault}")]
    Invalid {
        /// The file's name, without folders.
        file: String,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        fault: Fault,
    },
    /// Columns that a draft only guessed.
    #[error(
        "映射文件“{file}”还有未确认的列：{}。请核对后把 confirm = false 改为 confirm = true，或删去该列。",
        .columns.join("、")
    )]
    Unconfirmed {
        /// The file's name, without folders.
        file: String,
        /// Their headings.
        columns: Vec<String>,
    },
    /// The data lacks columns that the mapping reads.
    #[error(
        "数据文件没有映射文件要读的列：{}。表头为：{}。请核对映射文件，或在该列写 optional = true。",
        .missing.join("、"), .found.join("、")
    )]
    MissingHeadings {
        /// Headings that the mapping reads.
        missing: Vec<String>,
        /// Headings of the data.
        found: Vec<String>,
    },
    /// The data cannot be read on.
    #[error(transparent)]
    Data(#[from] FileError),
}

/// What is wrong at one place of a mapping file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not TOML.
    #[error("不是有效的 TOML（{0}）。")]
    Syntax(String),
    /// A key that no mapping has.
    #[error("不认识“{key}”。此处可以写：{allowed}。")]
    UnknownKey {
        /// As written.
        key: String,
        /// What may stand there.
        allowed: String,
    },
    /// A value of the wrong type.
    #[error("“{key}”应为{expected}。")]
    Value {
        /// Whose value.
        key: String,
        /// What it should be.
        expected: &'static str,
    },
    /// Something that every mapping has.
    #[error("缺少“{0}”。")]
    Missing(&'static str),
    /// A kind that no import knows.
    #[error(
        "kind = \"{0}\" 不是数据种类。可以写 entities、authorities、licences、penalties、endings 或信用信息目录的代码。"
    )]
    UnknownKind(String),
    /// A target that the kind does not have.
    #[error("{kind}没有字段“{field}”。请写数据标准的字段代码或名称。")]
    UnknownField {
        /// As written.
        field: String,
        /// The Chinese term of the kind.
        kind: String,
    },
    /// Two sources for one field.
    #[error("字段“{0}”已有来源。一个字段只能来自一处；由几列拼成时请用 join。")]
    FieldTwice(String),
    /// A decision date or a deciding authority from elsewhere, or a finding for all rows.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A pattern that cannot be used.
    #[error("正则表达式不能用：{0}。")]
    Pattern(String),
    /// A date format that cannot give a day.
    #[error(
        "日期格式“{0}”不能确定年、月、日。请写全，例如 %Y年%m月%d日、%Y%m%d、%Y-%m-%d；两位数的年份不接受。"
    )]
    DateFormat(String),
    /// Steps that exclude each other.
    #[error("“{one}”和“{other}”不能同时写。")]
    Together {
        /// One key.
        one: &'static str,
        /// The other.
        other: &'static str,
    },
    /// An amount for a field that holds none.
    #[error("“{0}”不是金额字段，不能写 amount 或 extract = \"fine\"。")]
    NotAnAmount(String),
}
