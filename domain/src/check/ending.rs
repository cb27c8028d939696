//! One row of a file of endings: repair, withdrawal, correction, deletion of a public decision (RULES 5.5).

use chrono::NaiveDate;

use super::codes;
use super::plain::{PlainLayout, PlainRow};
use crate::decision::DecisionKind;
use crate::issue::{Issue, Severity};
use crate::privacy;
use crate::text::fold_document_number;

/// What ends a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EndingKind {
    /// 修复: gone without a trace.
    Repair,
    /// 撤回: gone, with a public reason.
    Withdrawal,
    /// 更正错误: it was sent by mistake; gone without a trace.
    Mistake,
    /// 删除: gone without a trace.
    Deletion,
}

impl EndingKind {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Repair => "repair",
            Self::Withdrawal => "withdrawal",
            Self::Mistake => "mistake",
            Self::Deletion => "deletion",
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        Some(match text {
            "修复" | "信用修复" | "repair" => Self::Repair,
            "撤回" | "撤销" | "withdrawal" => Self::Withdrawal,
            "更正错误" | "更正" | "mistake" => Self::Mistake,
            "删除" | "deletion" => Self::Deletion,
            _ => return None,
        })
    }
}

/// An ending, read. It names a decision by its natural key (RULES 1.7).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndingDraft {
    /// What ends it.
    pub kind: EndingKind,
    /// Licence or penalty.
    pub decision_kind: DecisionKind,
    /// Credit code of the deciding authority.
    pub authority_uscc: String,
    /// 文号, as sent.
    pub document_number: String,
    /// 文号 folded, for matching.
    pub document_number_folded: String,
    /// 决定日期, if given.
    pub decided_on: Option<NaiveDate>,
    /// Credit code of the party, if given. Without code and name the ending is for all parties of the decision.
    pub party_uscc: Option<String>,
    /// Name of the party, if given.
    pub party_name: Option<String>,
    /// Beijing day of the ending; the day of import if not given.
    pub on: NaiveDate,
    /// 公开原因; always there for a withdrawal, without personal data.
    pub reason: Option<String>,
}

/// A checked row of a file of endings.
#[derive(Clone, Debug)]
pub struct CheckedEnding {
    /// What was read; absent if the row is quarantined.
    pub draft: Option<EndingDraft>,
    /// Everything that is wrong with it.
    pub issues: Vec<Issue>,
}

/// Checks one row of a file of endings. `today` is the Beijing day.
pub fn check_ending(layout: &PlainLayout, values: &[String], today: NaiveDate) -> CheckedEnding {
    let mut row = PlainRow::new(layout, values);
    let draft = read_ending(&mut row, today);
    let issues = row.issues;
    let is_readable = super::worst(&issues) != Some(Severity::Quarantine);
    CheckedEnding { draft: draft.filter(|_| is_readable), issues }
}

fn read_ending(row: &mut PlainRow, today: NaiveDate) -> Option<EndingDraft> {
    let kind = EndingKind::from_text(row.text("类型"));
    if kind.is_none() {
        row.note(codes::ENDING_KIND_UNKNOWN, "类型", None);
    }
    let decision_kind = read_decision_kind(row.text("决定类型"));
    if decision_kind.is_none() {
        row.note(codes::REQUIRED_FOR_ENDING, "决定类型", Some("应为许可或处罚"));
    }
    let authority = row.uscc("决定机关代码").uscc().0;
    let document_number = row.owned("文号");
    for (caption, is_there) in [("决定机关代码", authority.is_some()), ("文号", document_number.is_some())]
    {
        if !is_there {
            row.note(codes::REQUIRED_FOR_ENDING, caption, None);
        }
    }
    let decided_on = read_required_date(row, "决定日期");
    let on = read_required_date(row, "日期").unwrap_or(today);
    if on > today {
        row.note(codes::REQUIRED_FOR_ENDING, "日期", Some("不能晚于今天"));
    }
    let (kind, decision_kind, document_number) = (kind?, decision_kind?, document_number?);
    Some(EndingDraft {
        kind,
        decision_kind,
        authority_uscc: authority?,
        document_number_folded: fold_document_number(&document_number),
        document_number,
        decided_on,
        party_uscc: read_party_code(row),
        party_name: row.owned("相对人名称"),
        on,
        reason: read_reason(row, kind, decision_kind),
    })
}

/// A code that is given but not readable must not widen the ending to all parties: it stops the row.
fn read_party_code(row: &mut PlainRow) -> Option<String> {
    let is_given = !row.text("相对人代码").is_empty();
    let code = row.uscc("相对人代码").uscc().0;
    if is_given && code.is_none() {
        row.note(codes::REQUIRED_FOR_ENDING, "相对人代码", Some("代码无法识别"));
    }
    code
}

fn read_decision_kind(text: &str) -> Option<DecisionKind> {
    match text {
        "许可" | "行政许可" | "licence" => Some(DecisionKind::Licence),
        "处罚" | "行政处罚" | "penalty" => Some(DecisionKind::Penalty),
        _ => None,
    }
}

/// An unreadable day would end the wrong record, so it stops the row.
fn read_required_date(row: &mut PlainRow, caption: &str) -> Option<NaiveDate> {
    let is_given = !row.text(caption).is_empty();
    let day = super::dates::read_date(row.text(caption));
    if is_given && day.is_none() {
        row.note(codes::DATE_UNREADABLE, caption, None);
    }
    day
}

/// The public reason. Personal data in it must not hold up the withdrawal: a plain sentence stands in.
fn read_reason(row: &mut PlainRow, kind: EndingKind, decision_kind: DecisionKind) -> Option<String> {
    let reason = row.owned("公开原因");
    if reason.is_none() && kind == EndingKind::Withdrawal {
        row.note(codes::REASON_MISSING, "公开原因", None);
    }
    let reason = reason?;
    if privacy::scan(&reason).is_empty() {
        return Some(reason);
    }
    row.note(codes::PERSONAL_DATA, "公开原因", Some("已改用通用表述"));
    Some(format!("该{}决定已被撤回", decision_kind.label()))
}
