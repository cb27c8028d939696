//! The clocks of the national enterprise credit site (gsxt), which run beside the seven working days of the credit
//! site: neither waits for the other.

use chrono::NaiveDate;

use super::{ClockKind, Clocks};
use crate::calendar::{Calendar, Deadline};
use crate::quality::Kind;

/// Whether an authority is one that gsxt's duties fall on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Regulator {
    /// 市场监督管理部门, formerly 工商行政管理部门.
    Market,
    /// Every other authority.
    Other,
}

impl Regulator {
    /// Told by its field (领域), else by its name. Drug regulators and approval bureaus (行政审批服务局) are others:
    /// no rule that puts gsxt's clocks on them was found (unsure).
    pub fn of(sector: Option<&str>, name: &str) -> Self {
        let is_market = sector.is_some_and(|sector| sector.trim() == "市场监管")
            || ["市场监督管理", "工商行政管理"].iter().any(|word| name.contains(word));
        if is_market { Self::Market } else { Self::Other }
    }
}

/// Where the party is registered, seen from the authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Provinces {
    /// In the authority's province.
    Same,
    /// In another one.
    Different,
}

impl Provinces {
    /// Compares two codes of regions by their first two digits, the province. An unknown region counts as the
    /// authority's own: it is never read from the party's credit code, and most parties are registered where they
    /// are punished.
    pub fn of(authority_region: Option<&str>, party_region: Option<&str>) -> Self {
        match (authority_region.and_then(province), party_region.and_then(province)) {
            (Some(authority), Some(party)) if authority != party => Self::Different,
            _ => Self::Same,
        }
    }
}

/// The clocks on gsxt that run beside a decision, in the order in which they follow each other; none for other
/// authorities and for licences that register nothing.
///
/// Rule: 总局令第45号 art. 9, 10; 企业信息公示暂行条例 art. 6.
pub const fn gsxt_clocks(kind: Kind, regulator: Regulator, provinces: Provinces) -> &'static [ClockKind] {
    match (regulator, kind, provinces) {
        (Regulator::Market, Kind::Penalty, Provinces::Same) => &[ClockKind::GsxtPenalty],
        (Regulator::Market, Kind::Penalty, Provinces::Different) => {
            &[ClockKind::GsxtForward, ClockKind::GsxtReceived]
        }
        (Regulator::Market, Kind::Registration, _) => &[ClockKind::GsxtRegistration],
        (Regulator::Market, Kind::OtherLicence, _) | (Regulator::Other, ..) => &[],
    }
}

/// The last day on which a decision may appear on gsxt, if each of those clocks takes its whole time; none without
/// clocks, or where one of them was not in force on the day of the decision.
pub fn gsxt_due(
    clocks: &Clocks,
    kinds: &[ClockKind],
    decided_on: NaiveDate,
    calendar: &Calendar,
) -> Option<(u32, Deadline)> {
    let lengths = kinds.iter().map(|kind| clocks.row(*kind, decided_on).map(|row| row.working_days));
    let working_days = lengths.sum::<Option<u32>>().filter(|sum| *sum > 0)?;
    Some((working_days, calendar.deadline(decided_on, working_days)))
}

/// The first two digits of a region's code.
fn province(code: &str) -> Option<&str> {
    let code = code.trim();
    let is_code = code.len() == 6 && code.bytes().all(|byte| byte.is_ascii_digit());
    code.get(..2).filter(|_| is_code)
}
