//! One row of a file of authorities.

use chrono::NaiveDate;

use super::codes;
use super::dates::read_date;
use super::plain::{PlainLayout, PlainRow};
use crate::disclosure::FormerName;
use crate::issue::{Issue, Severity};
use crate::text::fold_width;

/// An authority, read (RULES 8: table of authorities with their history).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorityDraft {
    /// 名称
    pub name: String,
    /// Credit code; kept if only its check digit fails.
    pub uscc: Option<String>,
    /// True if the code's check digit is right.
    pub uscc_ok: bool,
    /// 简称
    pub short_name: Option<String>,
    /// 层级: 国家, 省, 市, 县.
    pub level: Option<String>,
    /// 行政区划代码
    pub region_code: Option<String>,
    /// 领域, such as 市场监管.
    pub sector: Option<String>,
    /// Credit code of the authority above it.
    pub parent_uscc: Option<String>,
    /// 电话: where to ask for a correction.
    pub telephone: Option<String>,
    /// 地址
    pub address: Option<String>,
    /// 许可权; `None` if the file does not say.
    pub may_license: Option<bool>,
    /// 处罚权; `None` if the file does not say.
    pub may_penalise: Option<bool>,
    /// 曾用名 with their terms: old records carry old names.
    pub former_names: Vec<FormerName>,
    /// 起始日期
    pub valid_from: Option<NaiveDate>,
    /// 终止日期
    pub valid_until: Option<NaiveDate>,
}

/// A checked row of an authority file.
#[derive(Clone, Debug)]
pub struct CheckedAuthority {
    /// What was read; absent if the row is quarantined.
    pub draft: Option<AuthorityDraft>,
    /// Everything that is wrong with it.
    pub issues: Vec<Issue>,
}

/// Checks one row of an authority file. Only the name is asked for.
pub fn check_authority(layout: &PlainLayout, values: &[String]) -> CheckedAuthority {
    let mut row = PlainRow::new(layout, values);
    let draft = read_authority(&mut row);
    let issues = row.issues;
    let is_readable = super::worst(&issues) != Some(Severity::Quarantine);
    CheckedAuthority { draft: is_readable.then_some(draft), issues }
}

fn read_authority(row: &mut PlainRow) -> AuthorityDraft {
    let name = row.text("名称").to_owned();
    if name.is_empty() {
        row.note(codes::NAME_MISSING, "名称", None);
    }
    let (uscc, uscc_ok) = row.uscc("统一社会信用代码").uscc();
    AuthorityDraft {
        name,
        uscc,
        uscc_ok,
        short_name: row.owned("简称"),
        level: row.owned("层级"),
        region_code: row.region_code("行政区划代码"),
        sector: row.owned("领域"),
        parent_uscc: row.uscc("上级机关代码").uscc().0,
        telephone: row.owned("电话"),
        address: row.owned("地址"),
        may_license: yes_or_no(row, "许可权"),
        may_penalise: yes_or_no(row, "处罚权"),
        former_names: former_names(row.text("曾用名")),
        valid_from: row.date("起始日期"),
        valid_until: row.date("终止日期"),
    }
}

fn yes_or_no(row: &mut PlainRow, caption: &str) -> Option<bool> {
    match fold_width(row.text(caption)).to_lowercase().as_str() {
        "是" | "有" | "1" | "y" | "yes" | "true" => Some(true),
        "否" | "无" | "0" | "n" | "no" | "false" | "没有" => Some(false),
        "" => None,
        _ => {
            row.note(codes::UNKNOWN_VALUE, caption, Some("应为是或否"));
            None
        }
    }
}

/// 旧名(起~止)；旧名(~止)；旧名. Brackets without days belong to the name.
fn former_names(text: &str) -> Vec<FormerName> {
    let parts = text.split(['；', ';', '\n']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(former_name).collect()
}

fn former_name(text: &str) -> FormerName {
    let without_term = || FormerName { name: text.to_owned(), from: None, until: None };
    let Some(start) = text.rfind(['(', '（']) else { return without_term() };
    let (name, term) = text.split_at(start);
    let term = term.trim_start_matches(['(', '（']).trim_end_matches([')', '）']);
    let Some((from, until)) = term.split_once(['~', '～', '至']) else { return without_term() };
    let (from, until) = (from.trim(), until.trim());
    let is_day = |text: &str| text.is_empty() || text == "今" || read_date(text).is_some();
    if name.trim().is_empty() || !is_day(from) || !is_day(until) {
        return without_term();
    }
    FormerName { name: name.trim().to_owned(), from: read_date(from), until: read_date(until) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn former_names_carry_their_terms_and_other_brackets_stay_in_the_name() {
        let names = former_names("甲市工商局（2009-01-01~2019/3/31）；甲市工商局(筹)；乙局(~2008-12-31)");
        assert_eq!(names.len(), 3);
        assert_eq!(names[0].name, "甲市工商局");
        assert_eq!(names[0].until, NaiveDate::from_ymd_opt(2019, 3, 31));
        assert_eq!(names[1], FormerName { name: "甲市工商局(筹)".into(), from: None, until: None });
        assert_eq!((names[2].name.as_str(), names[2].from), ("乙局", None));
    }
}
