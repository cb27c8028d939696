//! What the registry, the record and the calendar say against a decision that somebody wants to hand in; one judgement for
//! forms and for spreadsheets. What its own words say is `domain::check::lint`.

use chrono::NaiveDate;
use domain::calendar::{Calendar, Deadline};
use domain::check::lint::{Lint, Weight};
use domain::clocks::ClockKind;
use domain::decision::{DecisionKind, PartyClass};
use domain::lateness::{LateReason, Urgency, urgency};
use domain::publication::Publication;
use domain::rulebook::Rulebook;
use domain::text::fold_name;

use super::Looked;

/// A decision past its due day asks for a reason.
pub const LATE: &str = "late-reason-missing";
/// The record holds the very same already.
pub const DUPLICATE: &str = "duplicate";

/// A due day as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day of decision from which it counts.
    pub from: NaiveDate,
    /// So many working days after it.
    pub working_days: u32,
    /// The last day, to its 24:00.
    pub on: NaiveDate,
    /// A year's notice is missing: it may still change.
    pub is_provisional: bool,
    /// How near it is.
    pub urgency: Urgency,
}

impl Due {
    /// The due day of a decision of that day, as it stands on the Beijing day `today`.
    pub fn reckon(rules: &Rulebook, today: NaiveDate, from: NaiveDate) -> Option<Self> {
        let working_days = rules.clocks.row(ClockKind::Publish, from)?.working_days;
        let deadline = rules.calendar.deadline(from, working_days);
        let on = deadline.on();
        Some(Self {
            from,
            working_days,
            on,
            is_provisional: matches!(deadline, Deadline::Provisional { .. }),
            urgency: urgency(today, on, &rules.calendar),
        })
    }

    /// True if it is over and firm: then a reason is asked for.
    pub const fn is_over(&self) -> bool {
        !self.is_provisional && matches!(self.urgency, Urgency::Overdue { .. })
    }
}

/// What the registry and the record say of a row, added to what its words say. A code with a wrong check digit that the
/// registry itself holds under that name (重错码) is a warning only.
pub fn of_row(kind: DecisionKind, looked: &Looked, lints: &mut Vec<Lint>) {
    if looked.party.entity_id.is_some() {
        for lint in lints.iter_mut().filter(|lint| lint.code == "uscc-check-digit") {
            lint.weight = Weight::Warn;
        }
    }
    lints.extend(of_registry(kind, looked));
    lints.extend(of_record(kind, looked));
}

/// The name that the code has in the registry.
fn of_registry(kind: DecisionKind, looked: &Looked) -> Option<Lint> {
    if looked.party.class == PartyClass::NaturalPerson.code() || looked.party.entity_id.is_some() {
        return None;
    }
    let table = kind.table();
    Some(match looked.holders.as_slice() {
        [] => Lint::warn(
            "party-unknown",
            Some(&format!("{table}_XDR_SHXYM")),
            "行政相对人代码：登记信息中没有以该代码登记的主体，请核对代码和名称；无误的可以提交，复核通过以后还要人工核对才公示",
        ),
        [only] if fold_name(only) != fold_name(&looked.party.name) => Lint::warn(
            "party-name-differs",
            Some(&format!("{table}_XDR_MC")),
            format!("行政相对人名称：登记信息中该代码的名称是“{only}”，与填写的不同，请核对"),
        )
        .with_suggestion(only.clone()),
        _ => Lint::warn(
            "party-ambiguous",
            Some(&format!("{table}_XDR_SHXYM")),
            "行政相对人代码：登记信息中有多个主体使用该代码，请核对；无误的可以提交，复核通过以后还要人工核对才公示",
        ),
    })
}

/// What the record holds under the natural key of RULES 1.7.
fn of_record(kind: DecisionKind, looked: &Looked) -> Vec<Lint> {
    let table = kind.table();
    let (number, day) = (format!("{table}_WSH"), format!("{table}_JDRQ"));
    let mut lints = Vec::new();
    if let Some(known) = &looked.known {
        let is_same = known.content_hash == looked.decision.content_hash;
        let lint = match known.state {
            // Sent back, or never whole: this is what was asked for.
            Publication::Returned | Publication::Incomplete => None,
            Publication::Ended if !known.is_over() => None,
            Publication::Ended | Publication::Withdrawn => Some(Lint::block(
                "duplicate-ended",
                Some(&number),
                "文号：该文书对这个相对人的记录已经撤回或者终止公示，不能再次报送",
            )),
            _ if is_same => Some(Lint::block(
                DUPLICATE,
                Some(&number),
                "文号：同一文书、同一相对人已经报送过，内容相同，不必再报",
            )),
            Publication::Published => Some(Lint::warn(
                "duplicate-correction",
                Some(&number),
                "文号：同一文书、同一相对人已经公示，提交后作为更正，由另一人复核",
            )),
            _ => Some(Lint::warn(
                "duplicate-replaced",
                Some(&number),
                "文号：同一文书、同一相对人已经报送而未公示，提交后以这一份为准",
            )),
        };
        lints.extend(lint);
    }
    if let Some(earlier) = looked.earlier {
        let sentence = format!("决定日期：该文号曾以{earlier}报送，公示期限仍从较早的日期起算");
        lints.push(Lint::warn("decided-on-later", Some(&day), sentence));
    }
    lints
}

/// A decision is seldom dated on a day off.
pub fn day_off(calendar: &Calendar, kind: DecisionKind, day: NaiveDate) -> Option<Lint> {
    let is_workday = calendar.day(day).ok()?.is_workday();
    let field = format!("{}_JDRQ", kind.table());
    let sentence = format!("决定日期：{day}不是工作日，请对照文书的落款日期");
    (!is_workday).then(|| Lint::warn("decided-on-day-off", Some(&field), sentence))
}

/// Publishing late asks for a reason.
pub fn lateness(due: Due, reason: &str) -> Option<Lint> {
    (due.is_over() && LateReason::from_code(reason).is_none()).then(|| {
        let sentence = "逾期原因：已超过公示期限，请选择原因。原因的类别公开，说明文字只在内部使用";
        Lint::block(LATE, Some("late_reason"), sentence)
    })
}
