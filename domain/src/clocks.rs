//! The clocks of the desk as versioned rows: what must happen, after which event, within how many working days, on
//! which basis, in force from when to when (RULES 3.4, 5.4).
//!
//! A changed rule is a new row, the old one gets its last day; the day of the event chooses. Rows come with the program
//! (`data/clocks.csv`) or are entered by administrators ([`Clocks::with`]).

use std::sync::{Arc, LazyLock};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::calendar::{Calendar, Deadline};
use crate::standard::data_rows;

mod gsxt;

pub use gsxt::{Provinces, Regulator, gsxt_clocks, gsxt_due};

/// What a clock measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockKind {
    /// A licence or penalty goes public.
    Publish,
    /// An annulled decision is withdrawn.
    Withdraw,
    /// A market regulator's penalty stands on gsxt, its party being registered in the same province.
    GsxtPenalty,
    /// It is sent to the province in which its party is registered.
    GsxtForward,
    /// That province shows it on gsxt.
    GsxtReceived,
    /// Registration information stands on gsxt.
    GsxtRegistration,
    /// An accepted objection is marked on the record.
    ObjectionMark,
    /// An objection that the platform itself can judge is answered.
    ObjectionOwn,
    /// An objection is sent to the unit that the record came from.
    ObjectionForward,
    /// That unit answers.
    ObjectionSource,
    /// An objection is settled.
    ObjectionTotal,
    /// An objection is settled after its one extension.
    ObjectionExtension,
    /// A second person confirms what was hidden in an emergency.
    ConfirmHiding,
    /// A missing number is explained or filed.
    ExplainGap,
}

impl ClockKind {
    /// Every clock, in the order of pages.
    pub const ALL: [Self; 14] = [
        Self::Publish,
        Self::Withdraw,
        Self::GsxtPenalty,
        Self::GsxtForward,
        Self::GsxtReceived,
        Self::GsxtRegistration,
        Self::ObjectionMark,
        Self::ObjectionOwn,
        Self::ObjectionForward,
        Self::ObjectionSource,
        Self::ObjectionTotal,
        Self::ObjectionExtension,
        Self::ConfirmHiding,
        Self::ExplainGap,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Publish => "publish",
            Self::Withdraw => "withdraw",
            Self::GsxtPenalty => "gsxt-penalty",
            Self::GsxtForward => "gsxt-forward",
            Self::GsxtReceived => "gsxt-received",
            Self::GsxtRegistration => "gsxt-registration",
            Self::ObjectionMark => "objection-mark",
            Self::ObjectionOwn => "objection-own",
            Self::ObjectionForward => "objection-forward",
            Self::ObjectionSource => "objection-source",
            Self::ObjectionTotal => "objection-total",
            Self::ObjectionExtension => "objection-extension",
            Self::ConfirmHiding => "confirm-hiding",
            Self::ExplainGap => "explain-gap",
        }
    }

    /// The clock with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Publish => "公示行政许可、行政处罚决定",
            Self::Withdraw => "撤回已公示的决定",
            Self::GsxtPenalty => "企业信用信息公示系统公示处罚（本省）",
            Self::GsxtForward => "推送处罚信息至当事人登记地（外省）",
            Self::GsxtReceived => "登记地在企业信用信息公示系统公示处罚（外省）",
            Self::GsxtRegistration => "企业信用信息公示系统公示登记信息",
            Self::ObjectionMark => "标注异议处理中",
            Self::ObjectionOwn => "本平台核查答复异议",
            Self::ObjectionForward => "转交数据来源单位核查",
            Self::ObjectionSource => "数据来源单位答复",
            Self::ObjectionTotal => "办结异议",
            Self::ObjectionExtension => "延期后办结异议",
            Self::ConfirmHiding => "确认紧急隐藏",
            Self::ExplainGap => "说明或者补报断号",
        }
    }
}

/// From which event a clock runs. The day of the event does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ClockEvent {
    /// 决定作出: the earliest day of decision that was ever submitted.
    Decision,
    /// 决定被变更、撤销、确认违法或者无效
    Annulment,
    /// 登记地收到推送
    Receipt,
    /// 异议受理
    Acceptance,
    /// 转交数据来源单位
    Forwarding,
    /// The last day of the objection's total, where it was extended.
    Extension,
    /// 紧急隐藏
    Hiding,
    /// 发现断号
    Gap,
}

impl ClockEvent {
    /// Every event.
    pub const ALL: [Self; 8] = [
        Self::Decision,
        Self::Annulment,
        Self::Receipt,
        Self::Acceptance,
        Self::Forwarding,
        Self::Extension,
        Self::Hiding,
        Self::Gap,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Annulment => "annulment",
            Self::Receipt => "receipt",
            Self::Acceptance => "acceptance",
            Self::Forwarding => "forwarding",
            Self::Extension => "extension",
            Self::Hiding => "hiding",
            Self::Gap => "gap",
        }
    }

    /// The event with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|event| event.code() == code)
    }

    /// The Chinese words: from when it counts.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Decision => "作出决定之日",
            Self::Annulment => "决定被变更、撤销、确认违法或者无效之日",
            Self::Receipt => "登记地收到之日",
            Self::Acceptance => "受理异议之日",
            Self::Forwarding => "转交数据来源单位之日",
            Self::Extension => "原办结期限届满之日",
            Self::Hiding => "紧急隐藏之日",
            Self::Gap => "发现断号之日",
        }
    }
}

/// How sure a row is, as in `docs/RULES.md`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sureness {
    /// The source was read.
    Found,
    /// Firmly known, the source not read again.
    Known,
    /// To be checked by a person.
    Unsure,
    /// A choice of this project.
    Ours,
}

impl Sureness {
    /// Every degree.
    pub const ALL: [Self; 4] = [Self::Found, Self::Known, Self::Unsure, Self::Ours];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Known => "known",
            Self::Unsure => "unsure",
            Self::Ours => "ours",
        }
    }

    /// The degree with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sureness| sureness.code() == code)
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Found => "已查阅依据",
            Self::Known => "依据待复核",
            Self::Unsure => "待核实",
            Self::Ours => "本系统设定",
        }
    }
}

/// One row of the table of clocks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockRow {
    /// What it measures.
    pub kind: ClockKind,
    /// From which event.
    pub event: ClockEvent,
    /// Length in working days.
    pub working_days: u32,
    /// The rule that it rests on, for people.
    pub basis: String,
    /// First day of events that it governs; open where there is none.
    pub in_force_from: Option<NaiveDate>,
    /// Last day of events that it governs; open for the present one.
    pub in_force_to: Option<NaiveDate>,
    /// How sure it is.
    pub sureness: Sureness,
    /// A remark for whoever checks it.
    pub why: String,
}

impl ClockRow {
    /// Does it govern an event of that day?
    pub fn is_in_force_on(&self, day: NaiveDate) -> bool {
        self.in_force_from.is_none_or(|first| first <= day) && self.in_force_to.is_none_or(|last| day <= last)
    }
}

/// The table of clocks; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clocks(Arc<[ClockRow]>);

static OFFICIAL: LazyLock<Clocks> = LazyLock::new(|| {
    Clocks(data_rows(include_str!("data/clocks.csv")).filter_map(|row| read_clock(&row)).collect())
});

impl Clocks {
    /// The rows that come with the program, in the order of the file.
    pub fn official() -> Self {
        OFFICIAL.clone()
    }

    /// The same with another row, which governs events from its first day on until the next row of its clock: whatever
    /// governed them before ends on the day before. A row that begins on the same day is replaced.
    ///
    /// `row` has a first day; without one it governs all events.
    #[must_use]
    pub fn with(&self, mut row: ClockRow) -> Self {
        let from = row.in_force_from.unwrap_or(NaiveDate::MIN);
        let starts = |other: &ClockRow| other.in_force_from.unwrap_or(NaiveDate::MIN);
        let is_of_it = |other: &ClockRow| other.kind == row.kind;
        let later = self.0.iter().filter(|other| is_of_it(other) && starts(other) > from);
        let next = later.map(starts).min().and_then(|day| day.pred_opt());
        let mut rows: Vec<ClockRow> =
            self.0.iter().filter(|other| !is_of_it(other) || starts(other) != from).cloned().collect();
        for earlier in rows.iter_mut().filter(|other| is_of_it(other) && starts(other) < from) {
            let before = from.pred_opt();
            earlier.in_force_to = earlier.in_force_to.into_iter().chain(before).min();
        }
        row.in_force_to = row.in_force_to.into_iter().chain(next).min();
        let place = rows.iter().rposition(|other| is_of_it(other) && starts(other) < from);
        rows.insert(place.map_or(rows.len(), |place| place + 1), row);
        Self(rows.into())
    }

    /// Every row.
    pub fn rows(&self) -> &[ClockRow] {
        &self.0
    }

    /// The row for an event of that day; none where no rule was in force yet.
    pub fn row(&self, kind: ClockKind, event_on: NaiveDate) -> Option<&ClockRow> {
        self.0.iter().find(|row| row.kind == kind && row.is_in_force_on(event_on))
    }

    /// How long a clock gives to an event of that day, in words such as 7 个工作日.
    pub fn period_label(&self, kind: ClockKind, event_on: NaiveDate) -> String {
        match self.row(kind, event_on) {
            Some(row) => format!("{} 个工作日", row.working_days),
            None => "规定的期限".to_owned(),
        }
    }

    /// The last day of a clock whose event happened on that day, to its 24:00; provisional where a year's notice is
    /// missing, none where no rule was in force.
    pub fn due(&self, kind: ClockKind, event_on: NaiveDate, calendar: &Calendar) -> Option<Deadline> {
        self.row(kind, event_on).map(|row| calendar.deadline(event_on, row.working_days))
    }
}

fn read_clock(row: &[&'static str]) -> Option<ClockRow> {
    let [kind, event, working_days, basis, from, to, sureness, why] = *row else { return None };
    Some(ClockRow {
        kind: ClockKind::from_code(kind)?,
        event: ClockEvent::from_code(event)?,
        working_days: working_days.parse().ok()?,
        basis: basis.to_owned(),
        in_force_from: if from.is_empty() { None } else { Some(from.parse().ok()?) },
        in_force_to: if to.is_empty() { None } else { Some(to.parse().ok()?) },
        sureness: Sureness::from_code(sureness)?,
        why: why.to_owned(),
    })
}

#[cfg(test)]
mod tests;
