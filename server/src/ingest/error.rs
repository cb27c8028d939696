//! Why a whole file is refused: one clear sentence for the person who sent it.

use std::io;

use super::names::harmless;

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
    pub fn code(&self) -> &'static str {
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
    #[error("表头重复：{}。请删除或改名，使每一列的表头各不相同。", list(.0))]
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
    /// A JSON object in which it is not plain which member holds the rows.
    #[error(
        "内容是一个 JSON 对象，其中没有唯一的数据数组（数组字段：{}）。请只导出数据数组本身，即“[{{…}}, {{…}}]”，或导出为 JSON Lines。",
        list(.0)
    )]
    JsonWithoutTable(Vec<String>),
    /// A JSON array that is cut off or breaks its syntax between two of its items.
    #[error("JSON 数组在第 {item} 条之后中断（{reason}），文件可能不完整。请重新导出或重新传输后再报送。")]
    BrokenJson {
        /// Items before the break.
        item: u64,
        /// What was found there.
        reason: &'static str,
    },
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
    /// A compressed file or an archive of a kind that we do not read.
    #[error(
        "这是压缩文件（{0}），暂不支持直接导入。请先解压，或改用 gzip、ZIP 压缩其中的 CSV、JSON、XLSX、XLS 文件。"
    )]
    Compressed(&'static str),
    /// An archive within an archive.
    #[error("压缩包里还有压缩包。请只压缩一层，或解压后分别报送。")]
    NestedArchive,
    /// An archive without a file of data.
    #[error("压缩包里没有数据文件。请检查是否选错了文件。")]
    EmptyArchive,
    /// An archive of more files than we read at once.
    #[error("压缩包里的文件超过 {0} 个。请分成几个压缩包报送。")]
    TooManyFiles(usize),
    /// An archive whose files are not of one kind.
    #[error(
        "压缩包里有不同格式的文件：“{first}”是 {first_format}，“{other}”是 {other_format}。请把不同格式的文件分开报送。"
    )]
    MixedArchive {
        /// A file.
        first: String,
        /// What it is.
        first_format: &'static str,
        /// A file of another format.
        other: String,
        /// What that is.
        other_format: &'static str,
    },
    /// Files of one archive whose headings are not the same.
    #[error("压缩包里的“{first}”和“{other}”表头不同（不同之处：{}）。请统一表头，或分别报送。", list(.difference))]
    DifferentHeadings {
        /// A file.
        first: String,
        /// One that does not go with it.
        other: String,
        /// Headings that only one of them has.
        difference: Vec<String>,
    },
    /// A fault of one file of an archive.
    #[error("压缩包里的“{name}”：{fault}")]
    InArchive {
        /// The file's name in the archive.
        name: String,
        /// What is wrong with it.
        #[source]
        fault: Box<FileFault>,
    },
    /// An archive that needs a password.
    #[error("压缩包设有密码，已加密。请不设密码重新压缩，或解压后报送。")]
    EncryptedArchive,
    /// No room to unpack to.
    #[error("无法写入临时文件（{0}）。请检查磁盘空间，或联系系统管理员。")]
    NoSpool(#[source] io::Error),
    /// A workbook of another family.
    #[error("这是{0}，暂不支持。请在 Excel 或 WPS 中打开，另存为 XLSX 或 CSV。")]
    OtherWorkbook(&'static str),
    /// A workbook behind a password.
    #[error("工作簿设有打开密码，已加密。请取消密码后另存为 XLSX，再报送。")]
    Encrypted,
    /// A workbook that carries programs.
    #[error(
        "工作簿含有宏，为安全起见不读取。请在 Excel 或 WPS 中另存为不含宏的“Excel 工作簿（.xlsx）”，再报送。"
    )]
    Macros,
    /// Cut off, or damaged on its way.
    #[error("文件不完整或已损坏（{0}）。请重新导出或重新传输后再报送。")]
    Damaged(String),
    /// A package that would unpack to far more than a table needs.
    #[error(
        "解压后过大（超过 {limit} MB 或压缩比异常），为安全起见未打开。请拆分，或改用不压缩的 CSV 报送。"
    )]
    TooLargeUnpacked {
        /// The most that is unpacked.
        limit: u64,
    },
    /// No worksheet of the name that was asked for.
    #[error("工作簿中没有名为“{name}”的工作表。请从这些工作表中选择：{}。", list(.sheets))]
    NoSuchSheet {
        /// What was asked for.
        name: String,
        /// What there is.
        sheets: Vec<String>,
    },
    /// No filled row where the headings were said to be.
    #[error("第 {0} 行没有内容，不能作为表头。请核对表头所在的行号。")]
    NoSuchHeadingRow(u64),
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
    pub fn code(&self) -> &'static str {
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
            Self::JsonWithoutTable(_) => "file-json-without-table",
            Self::BrokenJson { .. } => "file-json-broken",
            Self::NotJsonLines { .. } => "file-not-json-lines",
            Self::Compressed(_) => "file-compressed",
            Self::OtherWorkbook(_) => "file-other-workbook",
            Self::NestedArchive => "file-nested-archive",
            Self::EmptyArchive => "file-empty-archive",
            Self::TooManyFiles(_) => "file-too-many-files",
            Self::MixedArchive { .. } => "file-mixed-archive",
            Self::DifferentHeadings { .. } => "file-different-headings",
            Self::InArchive { fault, .. } => fault.code(),
            Self::NoSpool(_) => "file-no-spool",
            Self::NoSuchSheet { .. } => "file-no-such-sheet",
            Self::NoSuchHeadingRow(_) => "file-no-such-heading-row",
            Self::Encrypted | Self::EncryptedArchive => "file-encrypted",
            Self::Macros => "file-macros",
            Self::Damaged(_) => "file-damaged",
            Self::TooLargeUnpacked { .. } => "file-too-large-unpacked",
            Self::TooManyRows(_) => "file-too-many-rows",
            Self::TooMuchText(_) => "file-too-much-text",
            Self::NoData => "file-no-data",
        }
    }
}

/// Names in a row: the first ones, each short.
fn list(names: &[String]) -> String {
    const SHOWN: usize = 10;
    let mut text = names.iter().take(SHOWN).map(|name| harmless(name)).collect::<Vec<_>>().join("、");
    if names.is_empty() {
        text.push('无');
    } else if names.len() > SHOWN {
        text = format!("{text}等 {} 个", names.len());
    }
    text
}

fn in_chinese(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "文件不存在".to_owned(),
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        _ => error.to_string(),
    }
}
