//! Why a whole file is refused: one clear sentence for the person who sent it.

use std::io;

/// A file that cannot be imported; nothing of it is taken over.
#[derive(Debug, thiserror::Error)]
#[error("文件“{file}”未导入：{fault}")]
pub struct FileError {
    /// The file's name, without folders.
    pub file: String,
    /// What is wrong with it.
    #[source]
    pub fault: FileFault,
}

impl FileError {
    pub(super) fn new(file: &str, fault: FileFault) -> Self {
        Self { file: file.to_owned(), fault }
    }

    /// The stable code of the fault.
    pub const fn code(&self) -> &'static str {
        self.fault.code()
    }
}

/// What is wrong with a file, and what to do about it.
#[derive(Debug, thiserror::Error)]
pub enum FileFault {
    /// The operating system refused.
    #[error("无法读取（{}）。请检查文件是否存在、是否有读取权限。", in_chinese(.0))]
    Unreadable(#[from] io::Error),
    /// A folder or a device.
    #[error("这不是普通文件。请指定一个数据文件。")]
    NotAFile,
    /// Nothing in it.
    #[error("文件是空的，没有表头，也没有数据。请重新导出后再报送。")]
    Empty,
    /// No row of headings.
    #[error("没有找到表头行。请在第一行填写字段名称或字段代码。")]
    NoHeadings,
    /// The same heading twice.
    #[error("表头重复：{}。请删除或改名，使每一列的表头各不相同。", .0.join("、"))]
    DuplicateHeadings(Vec<String>),
    /// More columns than any table of ours.
    #[error("列数超过 {0}。请只保留需要报送的列。")]
    TooManyColumns(usize),
    /// Neither text nor a format we know.
    #[error("不是文本文件，也不是可识别的表格（可能是{0}）。请另存为 UTF-8 编码的 CSV 或 XLSX。")]
    NotATable(&'static str),
    /// A web page, whatever its name says.
    #[error("内容其实是网页（HTML），只是改了扩展名。请在原系统或 Excel 中打开，另存为 XLSX 或 CSV。")]
    Html,
    /// Some other XML.
    #[error("内容是 XML（例如“XML 表格 2003”）。请在 Excel 中打开，另存为 XLSX 或 CSV。")]
    Xml,
    /// The output of a Python program that printed dictionaries.
    #[error(
        "每行是 Python 字典的打印结果（单引号、None、True），不是 JSON。请用 json.dumps(…, ensure_ascii=False) 逐行重新导出为 JSON Lines，或导出为 CSV。"
    )]
    PythonRepr,
    /// One JSON array instead of lines.
    #[error("内容是一个 JSON 数组，暂不支持。请转换为 JSON Lines（每行一个对象，行间不加逗号）或 CSV。")]
    JsonArray,
    /// Begins like JSON, but no line is an object.
    #[error(
        "没有一行是完整的 JSON 对象（第 {line} 行：{reason}）。请导出为 JSON Lines，每行一个对象，不换行、不缩进。"
    )]
    NotJsonLines {
        /// The first line that failed.
        line: u64,
        /// What the parser said.
        reason: String,
    },
    /// A compressed file or an archive.
    #[error("这是压缩文件（{0}），暂不支持直接导入。请先解压，再导入其中的 CSV、JSON Lines 或 XLSX 文件。")]
    Compressed(&'static str),
    /// A workbook of another family.
    #[error("这是{0}，暂不支持。请在 Excel 或 WPS 中打开，另存为 XLSX 或 CSV。")]
    OtherWorkbook(&'static str),
    /// A workbook behind a password.
    #[error("工作簿设有打开密码，已加密。请取消密码后另存为 XLSX，再报送。")]
    Encrypted,
    /// Cut off, or damaged on its way.
    #[error("工作簿不完整或已损坏（{0}）。请重新导出或重新传输后再报送。")]
    Damaged(String),
    /// A package that would unpack to far more than a table needs.
    #[error("工作簿解压后过大（超过 {limit} MB 或压缩比异常），为安全起见未打开。请改用 CSV 报送。")]
    TooLargeUnpacked {
        /// The most that is unpacked.
        limit: u64,
    },
    /// Too many rows for a workbook.
    #[error("工作表超过 {0} 行。请拆分，或改用 CSV 报送。")]
    TooManyRows(usize),
    /// Too much text for a workbook.
    #[error("工作表的文字总量超过 {0} MB。请拆分，或改用 CSV 报送。")]
    TooMuchText(usize),
    /// No worksheet has a filled cell.
    #[error("工作簿中没有含数据的工作表。请检查是否选错了文件。")]
    NoData,
}

impl FileFault {
    /// Stable, for reports and for programs that read them.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unreadable(_) => "file-unreadable",
            Self::NotAFile => "file-not-regular",
            Self::Empty => "file-empty",
            Self::NoHeadings => "file-no-headings",
            Self::DuplicateHeadings(_) => "file-duplicate-headings",
            Self::TooManyColumns(_) => "file-too-many-columns",
            Self::NotATable(_) => "file-not-a-table",
            Self::Html => "file-html",
            Self::Xml => "file-xml",
            Self::PythonRepr => "file-python-repr",
            Self::JsonArray => "file-json-array",
            Self::NotJsonLines { .. } => "file-not-json-lines",
            Self::Compressed(_) => "file-compressed",
            Self::OtherWorkbook(_) => "file-other-workbook",
            Self::Encrypted => "file-encrypted",
            Self::Damaged(_) => "file-damaged",
            Self::TooLargeUnpacked { .. } => "file-too-large-unpacked",
            Self::TooManyRows(_) => "file-too-many-rows",
            Self::TooMuchText(_) => "file-too-much-text",
            Self::NoData => "file-no-data",
        }
    }
}

fn in_chinese(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "文件不存在".to_owned(),
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        _ => error.to_string(),
    }
}
