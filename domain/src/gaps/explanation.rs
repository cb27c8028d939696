//! Why a serial number is missing, as its authority explains it.

use serde::{Deserialize, Serialize};

/// What became of a number that was never filed. The desk and the auditor see it; the public sees counts only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Explanation {
    /// 作废
    Voided,
    /// 他机关共用文号
    SharedNumbering,
    /// 内部文书
    Internal,
    /// 尚未制作
    NotYetMade,
    /// 依法不予公示，已另报
    WithheldElsewhere,
    /// 其他: asks for words.
    Other,
}

impl Explanation {
    /// Every explanation, in the order of the form.
    pub const ALL: [Self; 6] = [
        Self::Voided,
        Self::SharedNumbering,
        Self::Internal,
        Self::NotYetMade,
        Self::WithheldElsewhere,
        Self::Other,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Voided => "voided",
            Self::SharedNumbering => "shared-numbering",
            Self::Internal => "internal",
            Self::NotYetMade => "not-yet-made",
            Self::WithheldElsewhere => "withheld-elsewhere",
            Self::Other => "other",
        }
    }

    /// The explanation with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|explanation| explanation.code() == code)
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Voided => "文号作废",
            Self::SharedNumbering => "与其他机关共用文号",
            Self::Internal => "内部文书，不是许可或者处罚决定",
            Self::NotYetMade => "文书尚未制作",
            Self::WithheldElsewhere => "依法不予公示，已另行报送",
            Self::Other => "其他",
        }
    }
}
