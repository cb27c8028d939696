//! How long a penalty stays public: kinds of penalty, classes of severity, and the policies as versioned rows
//! (RULES 5.1, 5.2). Rows come with the program (`data/publicity_policies.csv`) or are entered by administrators
//! ([`Policies::with`]).
//!
//! A period starts the day after its anchor and ends at 24:00 of the corresponding day (民法典 201, 202). It never
//! rolls to the next working day: that would lengthen a burden.

use std::sync::{Arc, LazyLock};

use chrono::{Datelike, Months, NaiveDate};
use serde::{Deserialize, Serialize};

use crate::standard::data_rows;

mod penalties;

pub use penalties::{PenaltyKind, PenaltyKinds};

/// The severity of a penalised act (36号令).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// 轻微: in principle not public.
    Minor,
    /// 一般
    General,
    /// 严重
    Serious,
}

impl Class {
    /// Every class, mildest first.
    pub const ALL: [Self; 3] = [Self::Minor, Self::General, Self::Serious];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::General => "general",
            Self::Serious => "serious",
        }
    }

    /// The class with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|class| class.code() == code)
    }

    /// The Chinese term, as in files: 轻微, 一般, 严重.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Minor => "轻微",
            Self::General => "一般",
            Self::Serious => "严重",
        }
    }

    /// The Chinese term for pages, such as 一般失信.
    pub const fn long_label(self) -> &'static str {
        match self {
            Self::Minor => "轻微失信",
            Self::General => "一般失信",
            Self::Serious => "严重失信",
        }
    }

    /// Reads 轻微, 一般失信 and the like.
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL.into_iter().find(|class| text == class.label() || text == class.long_label())
    }
}

/// Where a penalty is shown: the two run side by side, with different anchors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Regime {
    /// 信用中国 and its provincial sites: from the day of the decision.
    Credit,
    /// 国家企业信用信息公示系统: from the day of publication.
    Gsxt,
}

impl Regime {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Credit, Self::Gsxt];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Credit => "credit",
            Self::Gsxt => "gsxt",
        }
    }

    /// The site with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|regime| regime.code() == code)
    }

    /// Its Chinese name.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Credit => "信用网站（双公示）",
            Self::Gsxt => "国家企业信用信息公示系统",
        }
    }
}

/// The fields of law that some policies treat more strictly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sector {
    /// Every other one.
    Common,
    /// 食品、药品、特种设备、安全生产、消防
    Safety,
}

impl Sector {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Common, Self::Safety];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Common => "common",
            Self::Safety => "safety",
        }
    }

    /// The sector with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sector| sector.code() == code)
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Common => "一般领域",
            Self::Safety => "食品、药品、特种设备、安全生产、消防",
        }
    }

    /// Judged by the laws that the penalty rests on.
    pub fn from_basis(basis: &str) -> Self {
        let safety = ["食品", "药品", "特种设备", "安全生产", "消防"].iter().any(|word| basis.contains(word));
        if safety { Self::Safety } else { Self::Common }
    }
}

/// The day from which a period counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// 决定日期
    Decision,
    /// 公示日期
    Publication,
}

impl Anchor {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Decision, Self::Publication];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Decision => "decision",
            Self::Publication => "publication",
        }
    }

    /// The anchor with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|anchor| anchor.code() == code)
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Decision => "决定日期",
            Self::Publication => "公示日期",
        }
    }
}

/// One row of the table of policies: how long a class is shown under one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Which site.
    pub regime: Regime,
    /// First day of decisions that it governs.
    pub effective_from: NaiveDate,
    /// Last day of decisions that it governs; open for the present one.
    pub effective_until: Option<NaiveDate>,
    /// Class of severity.
    pub class: Class,
    /// Field of law.
    pub sector: Sector,
    /// Months after which repair may be applied for; `None` where an early end is excluded.
    pub minimum_months: Option<u32>,
    /// Months after which it stops by itself.
    pub maximum_months: u32,
    /// The day from which it counts.
    pub anchor: Anchor,
    /// Number of the document.
    pub document: String,
    /// What the row is about or rests on, in Chinese; 待核实 marks what a lawyer should check. It is public.
    pub why: String,
}

/// The days from which periods may count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchors {
    /// 决定日期
    pub decided_on: NaiveDate,
    /// Beijing day of publication, if it has happened.
    pub published_on: Option<NaiveDate>,
}

/// How long a record is public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publicity {
    /// Last day, to its 24:00; `None` where no end is laid down (licences).
    pub until: Option<NaiveDate>,
    /// First day on which repair may be applied for; `None` where it is excluded or has no meaning.
    pub repair_from: Option<NaiveDate>,
    /// Class of severity; penalties only.
    pub class: Option<Class>,
    /// Number of the document that lays the end down; penalties only.
    pub policy: Option<String>,
}

impl Publicity {
    /// A licence has no end of publicity: an expired one is shown as 已过期 (RULES 5.5).
    pub const fn without_end() -> Self {
        Self { until: None, repair_from: None, class: None, policy: None }
    }

    /// The same, but not longer than to `end`: the earlier day wins.
    #[must_use]
    pub fn capped(self, end: Option<NaiveDate>) -> Self {
        let until = match (self.until, end) {
            (Some(until), Some(end)) => Some(until.min(end)),
            (until, end) => until.or(end),
        };
        Self { until, ..self }
    }
}

impl Policy {
    /// From when an early end may be applied for, in words.
    pub fn minimum_label(&self) -> String {
        match self.minimum_months {
            None => "不得提前停止公示".to_owned(),
            Some(0) => "不设最短期".to_owned(),
            Some(months) => format!("最短 {months} 个月"),
        }
    }

    /// Whether one takes the place of the other.
    fn is_about_the_same_as(&self, other: &Self) -> bool {
        (self.regime, self.class, self.sector) == (other.regime, other.class, other.sector)
    }
}

/// The table of policies; cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policies(Arc<[Policy]>);

static OFFICIAL: LazyLock<Policies> = LazyLock::new(|| {
    let rows = data_rows(include_str!("data/publicity_policies.csv"));
    Policies(rows.filter_map(|row| read_policy(&row)).collect())
});

impl Policies {
    /// The policies that come with the program, in the order of the file.
    pub fn official() -> Self {
        OFFICIAL.clone()
    }

    /// The same with another policy, which governs decisions from its first day on until the next one of its site,
    /// class and sector: the one before it ends on the day before. One that begins on the same day is replaced.
    #[must_use]
    pub fn with(&self, mut policy: Policy) -> Self {
        let from = policy.effective_from;
        let same = |other: &Policy| other.is_about_the_same_as(&policy);
        let later = self.0.iter().filter(|other| same(other) && other.effective_from > from);
        let next = later.map(|other| other.effective_from).min().and_then(|day| day.pred_opt());
        let mut rows: Vec<Policy> =
            self.0.iter().filter(|other| !same(other) || other.effective_from != from).cloned().collect();
        for earlier in rows.iter_mut().filter(|other| same(other) && other.effective_from < from) {
            earlier.effective_until = earlier.effective_until.into_iter().chain(from.pred_opt()).min();
        }
        policy.effective_until = policy.effective_until.into_iter().chain(next).min();
        rows.push(policy);
        Self(rows.into())
    }

    /// Every policy.
    pub fn rows(&self) -> &[Policy] {
        &self.0
    }

    /// The policy for a decision of that day. The day of the decision chooses it, not the day of publication; whether
    /// older records should follow a newer maximum is unsettled (RULES 5.1 e), so the store keeps the document's
    /// number.
    pub fn of(&self, regime: Regime, class: Class, sector: Sector, decided_on: NaiveDate) -> Option<&Policy> {
        let governs = |policy: &&Policy| {
            policy.regime == regime
                && policy.class == class
                && policy.effective_from <= decided_on
                && policy.effective_until.is_none_or(|last| decided_on <= last)
        };
        let of = |sector: Sector| self.0.iter().filter(governs).find(|policy| policy.sector == sector);
        of(sector).or_else(|| of(Sector::Common))
    }
}

/// How long a record of `class` is public under `policy`. Without the anchor that the policy asks for (it is not
/// public yet) there is no end to compute.
pub fn period(class: Class, policy: &Policy, anchors: Anchors) -> Publicity {
    let anchor = match policy.anchor {
        Anchor::Decision => Some(anchors.decided_on),
        Anchor::Publication => anchors.published_on,
    };
    let until = anchor.and_then(|day| months_after(day, policy.maximum_months));
    let repair_from = anchor.zip(policy.minimum_months).and_then(|(day, months)| match months {
        0 => Some(day),
        // The minimum runs to 24:00 of its last day.
        months => months_after(day, months)?.succ_opt(),
    });
    let repair_from = repair_from.filter(|from| until.is_none_or(|until| *from <= until));
    Publicity { until, repair_from, class: Some(class), policy: Some(policy.document.clone()) }
}

/// The corresponding day so many months later, or the last day of that month if there is none (民法典 202).
pub fn months_after(day: NaiveDate, months: u32) -> Option<NaiveDate> {
    day.checked_add_months(Months::new(months)).filter(|later| later.year() <= 9999)
}

fn read_policy(row: &[&'static str]) -> Option<Policy> {
    let [regime, from, until, class, sector, minimum, maximum, anchor, document, why] = *row else {
        return None;
    };
    Some(Policy {
        regime: Regime::from_code(regime)?,
        effective_from: from.parse().ok()?,
        effective_until: if until.is_empty() { None } else { Some(until.parse().ok()?) },
        class: Class::from_code(class)?,
        sector: if sector.is_empty() { Sector::Common } else { Sector::from_code(sector)? },
        minimum_months: if minimum == "never" { None } else { Some(read_months(minimum)?) },
        maximum_months: read_months(maximum)?,
        anchor: Anchor::from_code(anchor)?,
        document: document.to_owned(),
        why: why.to_owned(),
    })
}

fn read_months(text: &str) -> Option<u32> {
    match text.split_at_checked(text.len().checked_sub(1)?)? {
        (number, "m") => number.parse().ok(),
        (number, "y") => number.parse::<u32>().ok()?.checked_mul(12),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
