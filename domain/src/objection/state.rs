//! The states of an objection and what leads from one to the next.

use crate::word::UnknownWord;

/// Where an objection stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ObjectionState {
    /// 已收到
    #[default]
    Received,
    /// 已受理: the record carries the mark.
    Accepted,
    /// 不予受理, with the reason.
    Declined,
    /// 来源单位核查中
    Forwarded,
    /// 来源单位已答复
    Answered,
    /// 已办结, with the outcome.
    Closed,
    /// 已撤回 by who objected.
    Withdrawn,
}

impl TryFrom<String> for ObjectionState {
    type Error = UnknownWord;

    fn try_from(code: String) -> Result<Self, UnknownWord> {
        Self::ALL.into_iter().find(|state| state.code() == code).ok_or(UnknownWord(code))
    }
}

impl ObjectionState {
    /// Every state.
    pub const ALL: [Self; 7] = [
        Self::Received,
        Self::Accepted,
        Self::Declined,
        Self::Forwarded,
        Self::Answered,
        Self::Closed,
        Self::Withdrawn,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Forwarded => "forwarded",
            Self::Answered => "answered",
            Self::Closed => "closed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Received => "已收到",
            Self::Accepted => "已受理",
            Self::Declined => "不予受理",
            Self::Forwarded => "来源单位核查中",
            Self::Answered => "来源单位已答复",
            Self::Closed => "已办结",
            Self::Withdrawn => "已撤回",
        }
    }

    /// True while something is still to be done.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Received | Self::Accepted | Self::Forwarded | Self::Answered)
    }

    /// True while the record carries the mark 异议处理中: from the acceptance to the close.
    pub const fn marks_the_record(self) -> bool {
        matches!(self, Self::Accepted | Self::Forwarded | Self::Answered)
    }

    /// Where a step leads from here.
    ///
    /// # Errors
    /// [`StepRefused`] if the step cannot be taken in this state.
    pub const fn after(self, step: ObjectionStep) -> Result<Self, StepRefused> {
        use ObjectionStep as Step;
        match (self, step) {
            (Self::Received, Step::Accept) => Ok(Self::Accepted),
            (Self::Received, Step::Decline) => Ok(Self::Declined),
            (Self::Accepted, Step::Forward) => Ok(Self::Forwarded),
            (Self::Forwarded, Step::Answer) => Ok(Self::Answered),
            (Self::Accepted | Self::Forwarded | Self::Answered, Step::Extend) => Ok(self),
            (Self::Accepted | Self::Answered, Step::Close) => Ok(Self::Closed),
            (Self::Received | Self::Accepted | Self::Forwarded | Self::Answered, Step::Withdraw) => {
                Ok(Self::Withdrawn)
            }
            _ => Err(StepRefused { state: self, step }),
        }
    }
}

/// Something that is done about an objection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ObjectionStep {
    /// 受理
    Accept,
    /// 不予受理
    Decline,
    /// 转来源单位核查
    Forward,
    /// The source answered.
    Answer,
    /// 延期, once.
    Extend,
    /// 办结
    Close,
    /// 撤回 by who objected.
    Withdraw,
}

impl ObjectionStep {
    /// Every step.
    pub const ALL: [Self; 7] =
        [Self::Accept, Self::Decline, Self::Forward, Self::Answer, Self::Extend, Self::Close, Self::Withdraw];

    /// The stable machine word, as in addresses and in the audit trail.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Decline => "decline",
            Self::Forward => "forward",
            Self::Answer => "answer",
            Self::Extend => "extend",
            Self::Close => "close",
            Self::Withdraw => "withdraw",
        }
    }

    /// The step with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|step| step.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Accept => "受理",
            Self::Decline => "不予受理",
            Self::Forward => "转来源单位核查",
            Self::Answer => "登记来源单位的答复",
            Self::Extend => "延期",
            Self::Close => "办结",
            Self::Withdraw => "撤回",
        }
    }
}

/// A step that cannot be taken in a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an objection that is {} cannot {}", .state.code(), .step.code())]
pub struct StepRefused {
    /// Where the objection stands.
    pub state: ObjectionState,
    /// What was to be done.
    pub step: ObjectionStep,
}

impl StepRefused {
    /// For people.
    pub fn message(&self) -> String {
        format!("这件异议{}，不能{}，请刷新后再看", self.state.label(), self.step.label())
    }
}
