//! What takes a second person (RULES 7, accountability).

use serde::Serialize;

use crate::word::UnknownWord;

/// What a second person is asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// 公示: a decision that was handed in.
    #[default]
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

impl TryFrom<String> for Purpose {
    type Error = UnknownWord;

    fn try_from(code: String) -> Result<Self, UnknownWord> {
        Self::from_code(&code).ok_or(UnknownWord(code))
    }
}

/// How what takes a second person stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ApprovalState {
    /// It waits for the second person.
    #[default]
    Waiting,
    /// The second person sent it back.
    Returned,
    /// The second person let it through.
    Approved,
    /// Something newer of the same purpose took its place.
    Superseded,
    /// Who asked gave it up.
    GivenUp,
    /// A hiding that the second person undid.
    Lifted,
}

impl ApprovalState {
    /// All states.
    pub const ALL: [Self; 6] =
        [Self::Waiting, Self::Returned, Self::Approved, Self::Superseded, Self::GivenUp, Self::Lifted];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Returned => "returned",
            Self::Approved => "approved",
            Self::Superseded => "superseded",
            Self::GivenUp => "given-up",
            Self::Lifted => "lifted",
        }
    }

    /// The Chinese term for one of that purpose.
    pub const fn label(self, purpose: Purpose) -> &'static str {
        match (self, purpose) {
            (Self::Waiting, Purpose::Hide) => "已隐藏，待确认",
            (Self::Waiting, _) => "待复核",
            (Self::Returned, _) => "已退回，待改",
            (Self::Approved, Purpose::Hide) => "已确认",
            (Self::Approved, _) => "已通过",
            (Self::Superseded, _) => "已由后来的办理代替",
            (Self::GivenUp, _) => "已放弃",
            (Self::Lifted, _) => "已解除隐藏",
        }
    }

    /// True while somebody has to do something about it: the second person, or who asked.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Returned)
    }
}

impl TryFrom<String> for ApprovalState {
    type Error = UnknownWord;

    fn try_from(code: String) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or(UnknownWord(code))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_leads_back_to_its_state_and_an_unknown_one_to_none() {
        for state in ApprovalState::ALL {
            assert_eq!(ApprovalState::try_from(state.code().to_owned()), Ok(state));
        }
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::try_from(purpose.code().to_owned()), Ok(purpose));
        }
        assert!(ApprovalState::try_from("given".to_owned()).is_err());
        assert!(Purpose::try_from(String::new()).is_err());
    }
}
