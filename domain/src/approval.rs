//! What takes a second person (RULES 7, accountability).

/// What a second person is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// 公示: a decision that was handed in.
    Publish,
    /// 更正: a new version of a public decision.
    Correct,
    /// 撤回: with the public reason of 行政处罚法 48.
    Withdraw,
    /// 信用修复: the result that 信用中国 told; no trace stays.
    Repair,
    /// 不予公示: by a ground of the code table.
    Withhold,
    /// 紧急隐藏: already out of view; the second person confirms it within one working day.
    Hide,
    /// 移出: an entry leaves its list.
    Remove,
}

impl Purpose {
    /// All purposes.
    pub const ALL: [Self; 7] = [
        Self::Publish,
        Self::Correct,
        Self::Withdraw,
        Self::Repair,
        Self::Withhold,
        Self::Hide,
        Self::Remove,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Correct => "correct",
            Self::Withdraw => "withdraw",
            Self::Repair => "repair",
            Self::Withhold => "withhold",
            Self::Hide => "hide",
            Self::Remove => "remove",
        }
    }

    /// The purpose with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Publish => "公示",
            Self::Correct => "更正",
            Self::Withdraw => "撤回",
            Self::Repair => "信用修复",
            Self::Withhold => "不予公示",
            Self::Hide => "紧急隐藏",
            Self::Remove => "移出",
        }
    }
}
