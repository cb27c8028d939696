//! What reading alone can find wrong with a row.

use domain::issue::{Issue, Severity};

/// One thing wrong with how a row is written; what its values mean is judged elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RowProblem {
    /// Bytes that are no character of the file's encoding stand as U+FFFD (�) in the values.
    #[error("本行含有无法识别的字节，已用“�”代替。请核对有关文字。")]
    StrayBytes,
    /// A number with more digits than the program that wrote it can hold.
    #[error("“{0}”列是数值而且超过 15 位，末尾几位可能已经丢失。请把该列设为文本格式后重新填写。")]
    LostDigits(String),
    /// A formula that failed, such as `#REF!`; its value is empty.
    #[error("“{0}”列的公式出错，按空值处理。请改为填写具体内容。")]
    FormulaError(String),
    /// A formula that the program which wrote the file did not work out; its value is empty.
    #[error(
        "“{0}”列是公式，文件里没有计算结果，按空值处理。请在 Excel 或 WPS 中打开后保存，或改为填写具体内容。"
    )]
    FormulaWithoutResult(String),
    /// A cell that holds TRUE or FALSE and not words; its value is empty.
    #[error("“{0}”列是逻辑值（TRUE 或 FALSE），按空值处理。请改为填写具体内容。")]
    TruthValue(String),
    /// The last row that a worksheet can hold: what came after it is probably lost.
    #[error("工作表已写满 {0} 行，后面的数据可能在导出时被截断。请核对总数，拆分后重新导出。")]
    SheetFull(u64),
    /// Fewer cells than headings; the rest are empty.
    #[error("本行只有 {found} 列，表头有 {expected} 列，缺少的按空值处理。请检查是否漏填或多了换行。")]
    TooFewCells {
        /// Headings.
        expected: usize,
        /// Cells.
        found: usize,
    },
    /// More cells than headings: the values have probably moved.
    #[error(
        "本行有 {found} 列，表头只有 {expected} 列，各列可能已经错位。请检查文字中的分隔符是否加了引号。"
    )]
    TooManyCells {
        /// Headings.
        expected: usize,
        /// Cells.
        found: usize,
    },
    /// A quotation mark that is never closed.
    #[error("本行的引号没有配对。请检查引号，或用两个引号表示文字中的一个引号。")]
    UnclosedQuote,
    /// Longer than any row of ours; `raw` holds its beginning.
    #[error("本行超过 {0} KB，未读取。请检查是否缺少换行。")]
    TooLong(usize),
    /// Not JSON.
    #[error("本行不是有效的 JSON（{0}）。请修正后重新报送。")]
    NotJson(String),
    /// JSON, but not an object.
    #[error("本行不是 JSON 对象。请按“{{\"字段\": \"值\"}}”的形式填写。")]
    NotAnObject,
    /// A key that is no code of the dictionary: a misspelt field would be lost without a word.
    #[error("“{0}”不是这类决定的字段代码。请对照“双公示”数据标准核对拼写后重新报送。")]
    UnknownField(String),
    /// A value that is neither text nor a number.
    #[error("“{0}”的值不是文字或数字。请按文字填写后重新报送。")]
    NotAValue(String),
}

impl RowProblem {
    /// Stable, for reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::StrayBytes => "row-stray-bytes",
            Self::LostDigits(_) => "row-lost-digits",
            Self::FormulaError(_) => "row-formula-error",
            Self::FormulaWithoutResult(_) => "row-formula-without-result",
            Self::TruthValue(_) => "row-truth-value",
            Self::SheetFull(_) => "row-sheet-full",
            Self::TooFewCells { .. } => "row-too-few-cells",
            Self::TooManyCells { .. } => "row-too-many-cells",
            Self::UnclosedQuote => "row-unclosed-quote",
            Self::TooLong(_) => "row-too-large",
            Self::NotJson(_) => "row-not-json",
            Self::NotAnObject => "row-not-an-object",
            Self::UnknownField(_) => "row-unknown-field",
            Self::NotAValue(_) => "row-not-a-value",
        }
    }

    /// Whether the values can still be used.
    pub const fn severity(&self) -> Severity {
        match self {
            Self::StrayBytes
            | Self::LostDigits(_)
            | Self::FormulaError(_)
            | Self::FormulaWithoutResult(_)
            | Self::TruthValue(_)
            | Self::SheetFull(_)
            | Self::TooFewCells { .. } => Severity::Warning,
            Self::TooManyCells { .. }
            | Self::UnclosedQuote
            | Self::TooLong(_)
            | Self::NotJson(_)
            | Self::NotAnObject
            | Self::UnknownField(_)
            | Self::NotAValue(_) => Severity::Quarantine,
        }
    }

    /// The problem as an issue of its row.
    pub fn to_issue(&self) -> Issue {
        let field = match self {
            Self::LostDigits(heading)
            | Self::FormulaError(heading)
            | Self::FormulaWithoutResult(heading)
            | Self::TruthValue(heading)
            | Self::UnknownField(heading)
            | Self::NotAValue(heading) => Some(heading.clone()),
            _ => None,
        };
        Issue {
            code: self.code().to_owned(),
            severity: self.severity(),
            field,
            value: None,
            message: self.to_string(),
        }
    }

    /// The worse of two; the first if they are equally bad.
    pub(crate) fn worse(first: Option<Self>, second: Option<Self>) -> Option<Self> {
        match (first, second) {
            (Some(first), Some(second)) if second.severity() > first.severity() => Some(second),
            (Some(first), _) => Some(first),
            (None, second) => second,
        }
    }
}
