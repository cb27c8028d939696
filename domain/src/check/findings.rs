//! Our own fields (table `CX`): findings with name and time, procedure, class, exception, taken-over times.

use super::cell::Row;
use super::codes;
use super::dates::{read_date, read_time};
use super::draft::{Conclusion, Exception, Finding, Procedure, Scope, TakenOver};
use crate::publicity::{Class, PenaltyKinds, months_after};
use crate::standard::Edition;
use chrono::{DateTime, NaiveDate, Utc};

/// 案件程序
pub(super) fn read_procedure(row: &mut Row<'_>) -> Procedure {
    match row.text("AJCX") {
        "" => Procedure::Unstated,
        "简易程序" | "简易" | "01" | "1" | "当场处罚" => Procedure::Simple,
        "普通程序" | "一般程序" | "普通" | "一般" | "02" | "2" => Procedure::Ordinary,
        _ => {
            row.note(codes::PROCEDURE_UNKNOWN, "AJCX");
            Procedure::Unstated
        }
    }
}

/// 社会影响认定
pub(super) fn read_social_impact(row: &mut Row<'_>) -> Finding {
    let conclusion = match row.text("SHYX") {
        "" => None,
        "有" | "有社会影响" | "是" | "具有" | "具有一定社会影响" => Some(Conclusion::Yes),
        "无" | "无社会影响" | "否" | "不具有" | "没有" => Some(Conclusion::No),
        _ => {
            row.note(codes::FINDING_UNKNOWN, "SHYX");
            Some(Conclusion::No)
        }
    };
    read_finding(row, conclusion, ["SHYX", "SHYXR", "SHYXSJ"])
}

/// 保密审查; an unknown word counts as 不公开.
pub(super) fn read_secrecy_review(row: &mut Row<'_>) -> Finding {
    let text = row.text("BMSC");
    let conclusion = match text {
        "" => None,
        "可公开" | "公开" | "可以公开" | "不涉密" | "通过" => Some(Conclusion::Yes),
        _ if text.starts_with("不公开") || text.starts_with("不予公开") => Some(Conclusion::No),
        _ => {
            row.note(codes::FINDING_UNKNOWN, "BMSC");
            Some(Conclusion::No)
        }
    };
    read_finding(row, conclusion, ["BMSC", "BMSCR", "BMSCSJ"])
}

fn read_finding(row: &mut Row<'_>, conclusion: Option<Conclusion>, columns: [&'static str; 3]) -> Finding {
    let [conclusion_column, by_column, at_column] = columns;
    let by = row.owned(by_column);
    let at = read_instant(row, at_column);
    let Some(conclusion) = conclusion else {
        if row.has_column(conclusion_column) {
            row.note(codes::FINDING_MISSING, conclusion_column);
        }
        return Finding { by, at, ..Finding::by_submission() };
    };
    if by.is_none() || at.is_none() {
        row.note(codes::FINDING_UNSIGNED, conclusion_column);
    }
    Finding { conclusion, by, at }
}

fn read_instant(row: &mut Row<'_>, column: &'static str) -> Option<DateTime<Utc>> {
    let text = row.text(column);
    if text.is_empty() {
        return None;
    }
    let instant = read_time(text);
    if instant.is_none() {
        row.note(codes::TIME_UNREADABLE, column);
    }
    instant
}

/// 失信类别 as confirmed; compared with what the kinds of penalty say by default.
pub(super) fn read_confirmed_class(
    row: &mut Row<'_>,
    kinds: &PenaltyKinds,
    procedure: Procedure,
) -> Option<Class> {
    let text = row.text("SXLB");
    if text.is_empty() {
        return None;
    }
    let Some(class) = Class::from_text(text) else {
        row.note(codes::SEVERITY_CLASS_UNKNOWN, "SXLB");
        return None;
    };
    if class != kinds.default_class(procedure) {
        row.note(codes::SEVERITY_CLASS_DIFFERS, "SXLB");
    }
    Some(class)
}

/// 例外公示: counts only with a reason, and for three months at most.
pub(super) fn read_exception(row: &mut Row<'_>, decided_on: Option<NaiveDate>) -> Option<Exception> {
    let text = row.text("LWQX").to_owned();
    let until = read_date(&text);
    if !text.is_empty() && until.is_none() {
        row.note(codes::TIME_UNREADABLE, "LWQX");
    }
    let Some(reason) = row.owned("LWLY") else {
        if !text.is_empty() {
            row.note(codes::EXCEPTION_WITHOUT_REASON, "LWQX");
        }
        return None;
    };
    let most = decided_on.and_then(|day| months_after(day, 3));
    if until.zip(most).is_some_and(|(until, most)| until > most) {
        row.note(codes::EXCEPTION_TOO_LONG, "LWQX");
    }
    Some(Exception { reason, until })
}

/// 信息使用范围 of 2015: 1 and 2 are not for the public, and neither is a word that we do not know (RULES 1.5).
pub(super) fn read_scope(row: &mut Row<'_>) -> Scope {
    match row.text("SYFW") {
        "" | "0" | "公示" | "公开" | "社会公开" => Scope::Public,
        "1" | "仅政府部门内部共享" | "政务共享" => Scope::GovernmentOnly,
        "2" | "仅可授权查询" | "授权查询" => Scope::AuthorisedOnly,
        _ => {
            row.note(codes::SCOPE_UNKNOWN, "SYFW");
            Scope::AuthorisedOnly
        }
    }
}

/// 当前状态 by edition. TRAP: "1" means 撤销 in 2015 and 有效 today. Words mean the same in both.
pub(super) fn read_status(row: &mut Row<'_>) -> Option<bool> {
    let text = row.text("ZT").to_owned();
    let is_first = row.layout.edition == Edition::First2015;
    let in_force = match (text.as_str(), is_first) {
        ("", _) => return None,
        ("有效" | "正常", _) | ("1", false) | ("0", true) => Some(true),
        ("无效" | "撤销" | "失效", _) | ("2", false) | ("1", true) => Some(false),
        ("异议", _) | ("2", true) => {
            row.note(codes::STATUS_DISPUTED, "ZT");
            Some(true)
        }
        ("其他", _) | ("3", true) => None,
        _ => {
            row.note(codes::STATUS_UNKNOWN, "ZT");
            None
        }
    };
    match in_force {
        Some(true) => row.replace("ZT", "1".to_owned()),
        Some(false) => row.replace("ZT", "2".to_owned()),
        None => {
            row.take("ZT");
        }
    }
    in_force
}

/// 收到时间 and 公示时间 of an older system.
pub(super) fn read_taken_over(row: &mut Row<'_>) -> TakenOver {
    TakenOver { received_at: read_instant(row, "SDSJ"), published_at: read_instant(row, "GSSJ") }
}
