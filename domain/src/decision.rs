//! Decisions: administrative licences (行政许可) and penalties (行政处罚).

use serde::{Deserialize, Serialize};

/// Licence or penalty: the two kinds of 双公示.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DecisionKind {
    /// 行政许可
    Licence,
    /// 行政处罚
    Penalty,
}

impl DecisionKind {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Licence => "licence",
            Self::Penalty => "penalty",
        }
    }

    /// The kind with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Licence, Self::Penalty].into_iter().find(|kind| kind.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Licence => "行政许可",
            Self::Penalty => "行政处罚",
        }
    }

    /// The prefix of the field codes of the 双公示 tables: `XK` or `CF`.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Licence => "XK",
            Self::Penalty => "CF",
        }
    }
}

/// 行政相对人类别 (RULES 1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PartyClass {
    /// 法人及非法人组织
    Organisation,
    /// 个体工商户
    SoleTrader,
    /// 自然人
    NaturalPerson,
}

impl PartyClass {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Organisation => "organisation",
            Self::SoleTrader => "sole-trader",
            Self::NaturalPerson => "natural-person",
        }
    }

    /// The class with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Organisation, Self::SoleTrader, Self::NaturalPerson].into_iter().find(|c| c.code() == code)
    }

    /// The term of the standard, exactly.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Organisation => "法人及非法人组织",
            Self::SoleTrader => "个体工商户",
            Self::NaturalPerson => "自然人",
        }
    }
}
