//! Files that somebody attaches: what they are by their content, whether something in them could run, and how they are
//! kept (encrypted, one file each, for their owner alone).
//!
//! This is no virus scanner: [`scan::run`] is the place where one is hooked in.

mod folder;
mod image;
mod pdf;
pub mod scan;
#[cfg(test)]
mod tests;

pub use folder::Folder;

/// Attachments of one objection.
pub const MOST: usize = 3;
/// The largest attachment, in bytes.
pub const LARGEST: usize = 5 << 20;
/// All attachments of one objection together, in bytes.
pub const LARGEST_TOGETHER: usize = 10 << 20;

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// PDF
    Pdf,
    /// PNG
    Png,
    /// JPEG
    Jpeg,
}

impl FileKind {
    /// The stable machine word, which is also the ending of a file's name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Png => "png",
            Self::Jpeg => "jpeg",
        }
    }

    /// The kind with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Pdf, Self::Png, Self::Jpeg].into_iter().find(|kind| kind.code() == code)
    }
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AttachmentFault {
    /// It has no content.
    #[error("文件是空的，请重新选择")]
    Empty,
    /// It is none of the kinds, whatever its name says.
    #[error("只接受 PDF、PNG 和 JPEG 文件，按内容判断，与文件名无关")]
    UnknownKind,
    /// Something in a PDF could run or open something: its name in the file.
    #[error(
        "这份 PDF 含有可以执行或者自动打开的内容（{0}），请打印或者另存为不含这些内容的 PDF，或者改为图片"
    )]
    Active(&'static str),
    /// An encrypted PDF cannot be looked at.
    #[error("这份 PDF 加了密，无法检查，请去掉密码后再选择")]
    Encrypted,
    /// It ends too early, or holds parts that cannot be looked at.
    #[error("文件不完整或者无法检查，请另存一份后再选择")]
    Unreadable,
    /// Something follows the end of the picture or of the document.
    #[error("文件末尾附有其他数据，请另存一份后再选择")]
    Trailing,
    /// The scanner said no, or could not be asked.
    #[error("文件没有通过安全检查，请换一个文件")]
    Scan,
}

/// What the file is, if nothing is wrong with it.
///
/// # Errors
/// [`AttachmentFault`] says why it is not taken.
pub fn inspect(bytes: &[u8]) -> Result<FileKind, AttachmentFault> {
    if bytes.is_empty() {
        return Err(AttachmentFault::Empty);
    }
    if bytes.starts_with(b"%PDF-") {
        pdf::inspect(bytes)?;
        return Ok(FileKind::Pdf);
    }
    if bytes.starts_with(image::PNG) {
        image::inspect_png(bytes)?;
        return Ok(FileKind::Png);
    }
    if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
        image::inspect_jpeg(bytes)?;
        return Ok(FileKind::Jpeg);
    }
    Err(AttachmentFault::UnknownKind)
}
