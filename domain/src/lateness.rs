//! How far a due day is away: the order of the desk's queue, its warnings, and the bands and reasons that the public
//! sees of what is overdue.
//!
//! Distances are working days. A due day ends at 24:00: what is not done on the next day is overdue, although that
//! day may be a day off and the distance 0 working days.

use chrono::{Datelike, NaiveDate, Weekday};
use serde::{Deserialize, Serialize};

use crate::calendar::Calendar;

/// The most working days left at which a due day is near.
pub const NEAR_WORKING_DAYS: u32 = 2;

/// How long something has been overdue, in bands: all that the public sees of a single overdue decision's delay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OverdueBand {
    /// Up to five working days; 0 of them on a day off just after the due day.
    #[serde(rename = "1-5")]
    UpToFive,
    /// Six to 20.
    #[serde(rename = "6-20")]
    UpToTwenty,
    /// 21 to 60.
    #[serde(rename = "21-60")]
    UpToSixty,
    /// More than 60.
    #[serde(rename = "over-60")]
    OverSixty,
}

impl OverdueBand {
    /// Every band, shortest first.
    pub const ALL: [Self; 4] = [Self::UpToFive, Self::UpToTwenty, Self::UpToSixty, Self::OverSixty];

    /// The band of something overdue since so many working days.
    pub const fn of(working_days: u32) -> Self {
        match working_days {
            0..=5 => Self::UpToFive,
            6..=20 => Self::UpToTwenty,
            21..=60 => Self::UpToSixty,
            61.. => Self::OverSixty,
        }
    }

    /// The band of something that was due on a day before `today`. Where a year's notice is missing, Mondays to Fridays
    /// are counted: a band is no exact day, and a delay is never hidden.
    pub fn since(due_on: NaiveDate, today: NaiveDate, calendar: &Calendar) -> Self {
        let by_weekdays = || {
            let days = due_on.iter_days().skip(1).take_while(|day| *day <= today);
            let weekdays = days.filter(|day| !matches!(day.weekday(), Weekday::Sat | Weekday::Sun)).count();
            u32::try_from(weekdays).unwrap_or(u32::MAX)
        };
        Self::of(calendar.workdays_between(due_on, today).unwrap_or_else(|_| by_weekdays()))
    }

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UpToFive => "1-5",
            Self::UpToTwenty => "6-20",
            Self::UpToSixty => "21-60",
            Self::OverSixty => "over-60",
        }
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::UpToFive => "5个工作日以内",
            Self::UpToTwenty => "6至20个工作日",
            Self::UpToSixty => "21至60个工作日",
            Self::OverSixty => "超过60个工作日",
        }
    }
}

/// Why a decision went public late, as its authority says. The code is public; what is written beside it is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LateReason {
    /// 材料补正
    MaterialsCorrected,
    /// 系统故障
    SystemFailure,
    /// 移送衔接
    CaseTransfer,
    /// 文书送达延误
    ServiceDelayed,
    /// 人员变动
    StaffChange,
    /// 保密审查
    SecrecyReview,
    /// 行政复议或者诉讼
    ReviewOrCourt,
    /// 其他
    Other,
}

impl LateReason {
    /// Every reason, in the order of the form.
    pub const ALL: [Self; 8] = [
        Self::MaterialsCorrected,
        Self::SystemFailure,
        Self::CaseTransfer,
        Self::ServiceDelayed,
        Self::StaffChange,
        Self::SecrecyReview,
        Self::ReviewOrCourt,
        Self::Other,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::MaterialsCorrected => "materials-corrected",
            Self::SystemFailure => "system-failure",
            Self::CaseTransfer => "case-transfer",
            Self::ServiceDelayed => "service-delayed",
            Self::StaffChange => "staff-change",
            Self::SecrecyReview => "secrecy-review",
            Self::ReviewOrCourt => "review-or-court",
            Self::Other => "other",
        }
    }

    /// The reason with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::MaterialsCorrected => "材料补正",
            Self::SystemFailure => "系统故障",
            Self::CaseTransfer => "移送衔接",
            Self::ServiceDelayed => "文书送达延误",
            Self::StaffChange => "人员变动",
            Self::SecrecyReview => "保密审查",
            Self::ReviewOrCourt => "行政复议或者诉讼",
            Self::Other => "其他",
        }
    }
}

/// How pressing a due day is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Urgency {
    /// The due day is over.
    Overdue {
        /// Since how many working days; absent where a year's notice is missing.
        by: Option<u32>,
    },
    /// It is today.
    DueToday,
    /// At most [`NEAR_WORKING_DAYS`] are left.
    Near {
        /// Working days left after today, the due day among them.
        left: u32,
    },
    /// More are left.
    Ample {
        /// Working days left after today, the due day among them.
        left: u32,
    },
    /// It lies ahead, but a year's notice is missing: the working days cannot be counted.
    Unknown,
}

impl Urgency {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Overdue { .. } => "overdue",
            Self::DueToday => "due-today",
            Self::Near { .. } => "near",
            Self::Ample { .. } => "ample",
            Self::Unknown => "unknown",
        }
    }

    /// The word beside the colour.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Overdue { .. } => "已逾期",
            Self::DueToday => "今日到期",
            Self::Near { .. } => "临近",
            Self::Ample { .. } => "充裕",
            Self::Unknown => "暂无法计算",
        }
    }
}

/// How pressing `due_on` is today. What is overdue is told as such even where the days cannot be counted.
pub fn urgency(today: NaiveDate, due_on: NaiveDate, calendar: &Calendar) -> Urgency {
    if today > due_on {
        return Urgency::Overdue { by: calendar.workdays_between(due_on, today).ok() };
    }
    if today == due_on {
        return Urgency::DueToday;
    }
    match calendar.workdays_between(today, due_on) {
        Ok(left) if left <= NEAR_WORKING_DAYS => Urgency::Near { left },
        Ok(left) => Urgency::Ample { left },
        Err(_) => Urgency::Unknown,
    }
}

/// A warning about a due day, for clerk, reviewer and head alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reminder {
    /// The third working day before it.
    ThreeDaysBefore,
    /// The working day before it.
    DayBefore,
    /// It is today.
    DueToday,
    /// It is over: every working day again.
    Overdue {
        /// Since how many working days; absent where a year's notice is missing.
        by: Option<u32>,
    },
}

impl Reminder {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ThreeDaysBefore => "three-days-before",
            Self::DayBefore => "day-before",
            Self::DueToday => "due-today",
            Self::Overdue { .. } => "overdue",
        }
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ThreeDaysBefore => "还有3个工作日到期",
            Self::DayBefore => "还有1个工作日到期",
            Self::DueToday => "今日到期",
            Self::Overdue { .. } => "已逾期",
        }
    }
}

/// The warning that is due today: on working day −3, −1 and 0, and on each working day after the due day; none on
/// days off.
///
/// Days of a year whose notice is missing go by weekdays alone, as the provisional due day itself does: a warning on
/// a holiday does no harm, a missing one does.
pub fn reminders_due(due_on: NaiveDate, today: NaiveDate, calendar: &Calendar) -> Option<Reminder> {
    if today == due_on {
        return Some(Reminder::DueToday);
    }
    let yesterday = today.pred_opt()?;
    if calendar.deadline(yesterday, 1).on() != today {
        return None;
    }
    if today > due_on {
        return Some(Reminder::Overdue { by: calendar.workdays_between(due_on, today).ok() });
    }
    let lies_ahead_by = |working_days| calendar.deadline(today, working_days).on() == due_on;
    match (lies_ahead_by(1), lies_ahead_by(3)) {
        (true, _) => Some(Reminder::DayBefore),
        (false, true) => Some(Reminder::ThreeDaysBefore),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests;
