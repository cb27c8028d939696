//! Figures of quality (RULES 6.5): what is counted under which month, how months are frozen, and how small cells
//! are merged so that frozen rows single nobody out.
//!
//! Headline: of the decisions of a month that the law wants public, how many were public by the seventh working
//! day; overdue ones count as late. Beside it, by month of receipt: 迟报率 and first-pass 合规率. Penalties,
//! registration licences (登记) and other licences are three kinds whose rates are never summed into one.

mod amounts;
mod merging;
mod month;
mod regions;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use amounts::{AMOUNT_BANDS, AmountCell, amount_band, band_label, merge_bands};
pub use merging::{SMALLEST_CELL, merge_small_cells};
pub use month::{FREEZE_AFTER_WORKING_DAYS, Month, MonthError};
pub use regions::{RegionFigures, RegionKind, region_prefix};

use crate::decision::DecisionKind;
use crate::disclosure::TimelinessFigures;

/// The three kinds of decisions that have rates of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// 行政处罚
    Penalty,
    /// 行政许可 of the category 登记: very many, decided in an instant.
    Registration,
    /// All other 行政许可.
    OtherLicence,
}

impl Kind {
    /// All of them, in the order of pages.
    pub const ALL: [Self; 3] = [Self::Penalty, Self::Registration, Self::OtherLicence];

    /// The kind of a decision; `category` is 许可类别 and ignored for penalties.
    pub fn of(kind: DecisionKind, category: &str) -> Self {
        match kind {
            DecisionKind::Penalty => Self::Penalty,
            DecisionKind::Licence if category.trim().starts_with("登记") => Self::Registration,
            DecisionKind::Licence => Self::OtherLicence,
        }
    }

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Penalty => "penalty",
            Self::Registration => "registration",
            Self::OtherLicence => "other-licence",
        }
    }

    /// The kind with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Penalty => "行政处罚",
            Self::Registration => "登记类许可",
            Self::OtherLicence => "其他许可",
        }
    }

    /// Licence or penalty.
    pub const fn decisions(self) -> DecisionKind {
        match self {
            Self::Penalty => DecisionKind::Penalty,
            Self::Registration | Self::OtherLicence => DecisionKind::Licence,
        }
    }
}

/// By which month a row is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    /// 决定月份
    Decision,
    /// 收到月份
    Receipt,
}

impl Basis {
    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Decision => "决定月份",
            Self::Receipt => "收到月份",
        }
    }
}

/// What a row behind the figures says: one fact about one decision or one submitted row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RowState {
    /// Published not later than the due day.
    OnTime,
    /// Published after it.
    Late,
    /// Past the due day and never published: counts as late.
    Overdue,
    /// Received not later than the due day.
    ReceivedOnTime,
    /// Received after it (迟报).
    ReceivedLate,
    /// Passed all checks at the first attempt.
    Accepted,
    /// Lacked a field at the first attempt.
    Incomplete,
    /// Was kept back at the first attempt.
    Quarantined,
    /// Corrected after its first receipt.
    Corrected,
    /// 撤回 after it was public.
    Withdrawn,
}

impl RowState {
    /// All of them, in the order of files.
    pub const ALL: [Self; 10] = [
        Self::OnTime,
        Self::Late,
        Self::Overdue,
        Self::ReceivedOnTime,
        Self::ReceivedLate,
        Self::Accepted,
        Self::Incomplete,
        Self::Quarantined,
        Self::Corrected,
        Self::Withdrawn,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::OnTime => "on-time",
            Self::Late => "late",
            Self::Overdue => "overdue",
            Self::ReceivedOnTime => "received-on-time",
            Self::ReceivedLate => "received-late",
            Self::Accepted => "accepted",
            Self::Incomplete => "incomplete",
            Self::Quarantined => "quarantined",
            Self::Corrected => "corrected",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::OnTime => "按期公示",
            Self::Late => "迟公示",
            Self::Overdue => "逾期未公示",
            Self::ReceivedOnTime => "按期报送",
            Self::ReceivedLate => "迟报",
            Self::Accepted => "首次通过",
            Self::Incomplete => "首次不完整",
            Self::Quarantined => "首次隔离",
            Self::Corrected => "后来更正",
            Self::Withdrawn => "后来撤回",
        }
    }

    /// By which month it is counted.
    pub const fn basis(self) -> Basis {
        match self {
            Self::OnTime | Self::Late | Self::Overdue => Basis::Decision,
            _ => Basis::Receipt,
        }
    }
}

/// Working days from decision to publication, as a row behind the figures may say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Days {
    /// The row says nothing about it.
    Unsaid,
    /// So many.
    Exactly(u32),
    /// One of several: `0-7` for rows on time, `8+` for late ones.
    Merged,
}

impl Days {
    /// As it stands in files and in the store.
    pub fn text(self, state: RowState) -> String {
        match (self, state) {
            (Self::Unsaid, _) => String::new(),
            (Self::Exactly(days), _) => days.to_string(),
            (Self::Merged, RowState::OnTime) => "0-7".to_owned(),
            (Self::Merged, _) => "8+".to_owned(),
        }
    }

    /// Reads it back.
    pub fn parse(text: &str) -> Self {
        match text {
            "" => Self::Unsaid,
            text => text.parse().map_or(Self::Merged, Self::Exactly),
        }
    }
}

/// Rows behind the figures that are alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Cell {
    /// What they say.
    pub state: RowState,
    /// Working days used, for published ones.
    pub days: Days,
    /// How many there are.
    pub rows: u64,
}

impl Cell {
    /// Rows that say nothing about days.
    pub const fn of(state: RowState, rows: u64) -> Self {
        Self { state, days: Days::Unsaid, rows }
    }
}

/// The figures of one authority, month and kind: counts only, so that every rate shows what it is made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct QualityFigures {
    /// By month of decision: public by the due day.
    pub on_time: u64,
    /// By month of decision: public after it.
    pub late: u64,
    /// By month of decision: past the due day and never public.
    pub overdue: u64,
    /// By month of receipt, like all that follow: received by the due day.
    pub received_on_time: u64,
    /// 迟报: received after it.
    pub received_late: u64,
    /// Rows that passed all checks at the first attempt.
    pub accepted: u64,
    /// Rows that lacked a field at the first attempt.
    pub incomplete: u64,
    /// Rows that were kept back at the first attempt.
    pub quarantined: u64,
    /// Decisions that were corrected after their first receipt.
    pub corrected: u64,
    /// Decisions that were withdrawn after they had been public.
    pub withdrawn: u64,
}

impl QualityFigures {
    /// Counts rows; the one way in which figures are made, from live and from frozen rows alike.
    pub fn count(cells: &[Cell]) -> Self {
        let mut figures = Self::default();
        for cell in cells {
            *figures.place(cell.state) += cell.rows;
        }
        figures
    }

    const fn place(&mut self, state: RowState) -> &mut u64 {
        match state {
            RowState::OnTime => &mut self.on_time,
            RowState::Late => &mut self.late,
            RowState::Overdue => &mut self.overdue,
            RowState::ReceivedOnTime => &mut self.received_on_time,
            RowState::ReceivedLate => &mut self.received_late,
            RowState::Accepted => &mut self.accepted,
            RowState::Incomplete => &mut self.incomplete,
            RowState::Quarantined => &mut self.quarantined,
            RowState::Corrected => &mut self.corrected,
            RowState::Withdrawn => &mut self.withdrawn,
        }
    }

    /// Rows that say so.
    pub const fn of(mut self, state: RowState) -> u64 {
        *self.place(state)
    }

    /// Denominator of the headline: decisions of the month that the law wants public and whose due day decides.
    pub const fn valid(&self) -> u64 {
        self.on_time + self.late + self.overdue
    }

    /// Rows received: denominator of 首次合规率.
    pub const fn received(&self) -> u64 {
        self.accepted + self.incomplete + self.quarantined
    }

    /// Decisions received whose due day is known: denominator of 迟报率.
    pub const fn judged(&self) -> u64 {
        self.received_on_time + self.received_late
    }

    /// Whether nothing at all was counted.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// The figures of a month with the distribution of working days. What is overdue now is added by the store.
/// The median is absent where merged cells hide the days.
pub fn timeliness(cells: &[Cell]) -> TimelinessFigures {
    let counts = QualityFigures::count(cells);
    let mut figures = TimelinessFigures {
        on_time: counts.on_time,
        valid: counts.valid(),
        received_on_time: counts.received_on_time,
        received_judged: counts.judged(),
        accepted_rows: counts.accepted,
        submitted_rows: counts.received(),
        ..TimelinessFigures::default()
    };
    let mut days: Vec<(u32, u64)> = Vec::new();
    for cell in cells {
        if let Days::Exactly(used) = cell.days {
            figures.distribution[bucket(used)] += cell.rows;
            days.push((used, cell.rows));
        }
    }
    if cells.iter().all(|cell| cell.days != Days::Merged) {
        figures.median_working_days = median(days);
    }
    figures
}

const fn bucket(days: u32) -> usize {
    match days {
        0..=7 => days as usize,
        8..=10 => 8,
        _ => 9,
    }
}

/// The lower median of values with their numbers.
fn median(mut days: Vec<(u32, u64)>) -> Option<u32> {
    days.sort_unstable();
    let total: u64 = days.iter().map(|(_, count)| count).sum();
    let mut seen = 0;
    days.iter().find_map(|(days, count)| {
        seen += count;
        (seen * 2 >= total).then_some(*days)
    })
}

/// Whether a month's figures may still change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "standing")]
pub enum Standing {
    /// They stand since that Beijing day; what changed later is listed as revisions.
    Frozen {
        /// The day.
        on: chrono::NaiveDate,
    },
    /// They are counted anew each time.
    Provisional {
        /// The Beijing day on which they will be frozen; absent if a notice on holidays is missing.
        until: Option<chrono::NaiveDate>,
    },
}

/// One month of one authority and kind, as the public sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MonthOfKind {
    /// Such as `2026-10`.
    pub month: String,
    /// Which kind.
    pub kind: Kind,
    /// Frozen or not.
    #[serde(flatten)]
    pub standing: Standing,
    /// The figures.
    pub figures: QualityFigures,
}

/// A change after a month was frozen. The frozen figures stay; this stands beside them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The frozen month.
    pub month: String,
    /// Which kind.
    pub kind: Kind,
    /// Which figure.
    pub figure: RowState,
    /// Its value before.
    pub old: u64,
    /// Its value now.
    pub new: u64,
    /// Why.
    pub reason: String,
    /// Beijing day of the revision.
    pub recorded_on: chrono::NaiveDate,
}

/// 零报告: the authority said that it decided nothing of a kind in a month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZeroReport {
    /// Such as `2026-10`.
    pub month: String,
    /// Beijing day of the report.
    pub reported_on: chrono::NaiveDate,
    /// A decision of that month is known: the report counts as false.
    pub is_contradicted: bool,
}

/// What an authority has delivered of a kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// Which kind.
    pub kind: Kind,
    /// First Beijing day with a delivery.
    pub first_on: Option<chrono::NaiveDate>,
    /// The last one.
    pub last_on: Option<chrono::NaiveDate>,
    /// Zero reports, newest first.
    pub zero_reports: Vec<ZeroReport>,
    /// Months since the first, up to the last whole one, with neither a delivery nor a zero report.
    pub holes: Vec<String>,
}

/// The months between the first delivery and `today` with neither a delivery nor a zero report. The month of
/// `today` is not over and no hole; a false zero report fills none.
pub fn holes(first: Month, today: chrono::NaiveDate, has: impl Fn(Month) -> bool) -> Vec<Month> {
    first.until(Month::of(today)).filter(|month| !has(*month)).collect()
}
