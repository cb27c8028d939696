//! What ends before its time: withdrawn, repaired and deleted records.

use chrono::{Days, Months, NaiveDate};
use domain::decision::DecisionKind;

use super::decisions::Case;
use super::random::Random;

/// The captions of `endings.csv`.
pub(super) const COLUMNS: [&str; 8] =
    ["类型", "决定类型", "决定机关代码", "文号", "决定日期", "相对人代码", "日期", "公开原因"];

/// Why a decision is withdrawn; this is made public (行政处罚法 art. 48).
const WITHDRAWALS: &[&str] = &[
    "该决定已被依法撤销，信息已撤回",
    "该决定经行政复议确认违法，信息已撤回",
    "该决定经人民法院判决撤销，信息已撤回",
    "该决定已被依法变更，原信息已撤回",
];

/// A public decision that may end.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    kind: DecisionKind,
    authority: String,
    number: String,
    decided_on: NaiveDate,
    party: String,
    published_on: NaiveDate,
}

impl Subject {
    /// Only what is public and names its party by a code can be ended by a row of a file.
    pub(super) fn of(kind: DecisionKind, case: &Case<'_>, published_on: Option<NaiveDate>) -> Option<Self> {
        Some(Self {
            kind,
            authority: case.authority.code.clone(),
            number: case.number.clone(),
            decided_on: case.decided.on,
            party: case.party.code()?.to_owned(),
            published_on: published_on?,
        })
    }

    /// The row of `endings.csv`, for the few that end.
    pub(super) fn ending(&self, random: &mut Random, today: NaiveDate) -> Option<Vec<String>> {
        let penalty = self.kind == DecisionKind::Penalty;
        let (kind, on, reason) = match random.below(1000) {
            0..8 => ("撤回", self.published_on + Days::new(20), *random.pick(WITHDRAWALS)),
            8..24 if penalty => ("修复", self.decided_on + Months::new(4), ""),
            24..27 => ("删除", self.published_on + Days::new(5), ""),
            _ => return None,
        };
        (on < today).then(|| {
            vec![
                kind.to_owned(),
                self.kind.label().to_owned(),
                self.authority.clone(),
                self.number.clone(),
                self.decided_on.format("%Y/%m/%d").to_string(),
                self.party.clone(),
                on.format("%Y/%m/%d").to_string(),
                reason.to_owned(),
            ]
        })
    }
}
