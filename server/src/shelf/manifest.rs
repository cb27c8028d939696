//! What a release holds, as the public reads it in `manifest.json`.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The duty of everybody who keeps a copy (RULES 5.5, 7; trap 27).
pub const DUTY: &str = "记录停止公示后，副本须同步删除：至少每日与最新文件或者变更接口核对一次，最新文件中没有的、变更接口标为 gone 的记录，删除全部内容，不再提供、不再使用。";

/// A release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Form of this file.
    pub format: u32,
    /// Name of the release, in the addresses of its files.
    pub release: String,
    /// The ledger number that all files are cut from: they hold what was public after that change, nothing else.
    pub ledger_number: i64,
    /// When they were cut.
    pub cut_at: DateTime<Utc>,
    /// The Beijing day of the cut, by which publicity was judged.
    pub cut_on: NaiveDate,
    /// The last Beijing day on which every record in it can still be public; none has a day if absent.
    pub valid_until: Option<NaiveDate>,
    /// True for fictional records.
    pub demo: bool,
    /// The licence, as the operator named it.
    pub licence: String,
    /// What everybody who keeps a copy must do.
    pub duty: String,
    /// Address of the feed that tells what ended, from this number on.
    pub changes: String,
    /// What the fields mean.
    pub dictionary: FileSum,
    /// The data sets.
    pub data_sets: Vec<DataSetSum>,
    /// The release before.
    pub previous: Option<Previous>,
}

/// One data set of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataSetSum {
    /// Stable machine word.
    pub code: String,
    /// Chinese name.
    pub label: String,
    /// What is in it.
    pub summary: String,
    /// How many records, the same in each of its files.
    pub rows: u64,
    /// Its files: the same records in each.
    pub files: Vec<FileSum>,
}

/// One file of a release.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSum {
    /// Its name; its address is `/open-data/{release}/{name}`.
    pub name: String,
    /// Bytes.
    pub size: u64,
    /// SHA-256 as hexadecimal text; also its `ETag`.
    pub sha256: String,
}

/// What a release says of the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previous {
    /// Its name.
    pub release: String,
    /// The ledger number that it was cut from.
    pub ledger_number: i64,
    /// When it was cut.
    pub cut_at: DateTime<Utc>,
}

impl Manifest {
    /// The file of that name.
    pub fn file(&self, name: &str) -> Option<&FileSum> {
        let files = self.data_sets.iter().flat_map(|set| &set.files);
        files.chain([&self.dictionary]).find(|file| file.name == name)
    }
}
