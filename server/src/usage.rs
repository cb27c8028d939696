//! Who uses a data folder. Every command that opens it holds a share of one lock for as long as it runs; putting a
//! back-up in place needs the whole lock. It ends with the process, however that ends.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;

/// Why a data folder cannot be used; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    /// Another process uses it.
    #[error("数据目录 {0} 正被服务或其他 chengxin 进程使用，未作任何改动：请先停止它们，再恢复备份")]
    InUse(String),
    /// Another process puts a back-up in place.
    #[error("数据目录 {0} 正在恢复备份，未作任何改动：请等它结束后再试")]
    Restoring(String),
    /// The lock cannot be read.
    #[error(transparent)]
    File(#[from] std::io::Error),
}

/// The right to use a data folder, until its last copy is dropped.
#[derive(Clone, Debug)]
pub struct Usage(#[expect(dead_code, reason = "held for its lock")] Arc<File>);

impl Usage {
    /// Together with others.
    ///
    /// # Errors
    /// [`UsageError::Restoring`] while a back-up is put in place.
    pub fn shared(folder: &Path) -> Result<Self, UsageError> {
        let file = open(folder)?;
        match file.try_lock_shared() {
            Ok(()) => Ok(Self(Arc::new(file))),
            Err(TryLockError::WouldBlock) => Err(UsageError::Restoring(folder.display().to_string())),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }

    /// Alone: others are refused meanwhile.
    ///
    /// # Errors
    /// [`UsageError::InUse`] while anybody else uses the folder.
    pub fn alone(folder: &Path) -> Result<Self, UsageError> {
        let file = open(folder)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(Arc::new(file))),
            Err(TryLockError::WouldBlock) => Err(UsageError::InUse(folder.display().to_string())),
            Err(TryLockError::Error(error)) => Err(error.into()),
        }
    }
}

fn open(folder: &Path) -> std::io::Result<File> {
    crate::config::make_private_folder(folder)?;
    File::options().create(true).append(true).open(folder.join("usage.lock"))
}
