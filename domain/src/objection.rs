//! 异议: who may object to a public record and why, the states of an objection with their transitions, its clocks, and
//! what may follow (RULES 5.4). An objection marks the record; it never unpublishes it.

mod clock;
mod form;
mod retention;
mod state;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use clock::{Course, RunningClock, clocks, next_due};
pub use form::{FormFault, Statement, Typed, reason_fault};
pub use retention::{KEPT_MONTHS, erased_from};
pub use state::{ObjectionState, ObjectionStep, StepRefused};

/// Why somebody objects (深圳经济特区社会信用条例 48, as a taxonomy).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// 信息有误或遗漏
    Wrong,
    /// 公示期满未停止公开
    StillPublic,
    /// 错误列入或未移出
    WronglyListed,
    /// 其他违法情形
    Other,
}

impl Ground {
    /// Every ground, in the order of the form.
    pub const ALL: [Self; 4] = [Self::Wrong, Self::StillPublic, Self::WronglyListed, Self::Other];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wrong => "wrong",
            Self::StillPublic => "still-public",
            Self::WronglyListed => "wrongly-listed",
            Self::Other => "other",
        }
    }

    /// The ground with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Wrong => "信息有误或遗漏",
            Self::StillPublic => "公示期满未停止公开",
            Self::WronglyListed => "错误列入或未移出",
            Self::Other => "其他违法情形",
        }
    }
}

/// Who objects.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Objector {
    /// The party that the record is about.
    Party,
    /// Somebody whom it authorised.
    Representative,
}

impl Objector {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Party, Self::Representative];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Party => "party",
            Self::Representative => "representative",
        }
    }

    /// The one with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|objector| objector.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Party => "记录所涉主体本人",
            Self::Representative => "受其委托的代理人",
        }
    }
}

/// How an objection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// 更正
    Corrected,
    /// 补充
    Supplemented,
    /// 停止公开
    Stopped,
    /// 移出
    Removed,
    /// 维持
    Upheld,
}

impl Outcome {
    /// Every outcome, in the order of the form.
    pub const ALL: [Self; 5] =
        [Self::Corrected, Self::Supplemented, Self::Stopped, Self::Removed, Self::Upheld];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Corrected => "corrected",
            Self::Supplemented => "supplemented",
            Self::Stopped => "stopped",
            Self::Removed => "removed",
            Self::Upheld => "upheld",
        }
    }

    /// The outcome with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|outcome| outcome.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Corrected => "更正",
            Self::Supplemented => "补充",
            Self::Stopped => "停止公开",
            Self::Removed => "移出",
            Self::Upheld => "维持",
        }
    }

    /// True if the record must have left the public view before the objection can be closed so.
    pub const fn ends_publicity(self) -> bool {
        matches!(self, Self::Stopped | Self::Removed)
    }
}

/// What one may do who does not agree with how an objection ended: caption and sentence.
pub const REMEDIES: [(&str, &str); 3] = [
    ("复核", "可以向受理机关书面申请复核，并附上新的材料。"),
    (
        "行政复议",
        "认为行政行为侵犯合法权益的，可以自知道或者应当知道该行政行为之日起 60 日内申请行政复议（《中华人民共和国行政复议法》第二十条）。",
    ),
    (
        "行政诉讼",
        "可以自知道或者应当知道作出行政行为之日起 6 个月内向人民法院提起诉讼（《中华人民共和国行政诉讼法》第四十六条）。",
    ),
];
