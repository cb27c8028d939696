//! The fields of an item, and who may see them.

use std::collections::BTreeMap;

use super::Item;
use crate::decision::PartyClass;
use crate::disclosure::PublicField;
use crate::privacy::FindingKind;
use crate::standard::Requirement;

/// What the public reads where a firm chose not to publish a figure (RULES 6.2).
pub const NOT_CHOSEN: &str = "企业选择不公示";

/// One column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Code, such as `legal_representative`.
    pub code: &'static str,
    /// Caption, such as 法定代表人.
    pub caption: &'static str,
    /// Other headings that mean the same.
    pub aliases: Vec<&'static str>,
    /// What it holds.
    pub value: ValueKind,
    /// Whether it must be filled for the entry to be complete.
    pub required: Requirement,
    /// Who may see it, of a party that is an organisation.
    pub visibility: Visibility,
    /// Classes of parties of which nobody sees it.
    pub hidden_for: Vec<PartyClass>,
    /// Kinds of personal data that the law itself makes public in it, such as the telephone in an annual report.
    pub allowed_findings: Vec<FindingKind>,
    /// Where the fact comes from.
    pub note: &'static str,
}

impl Field {
    /// Who may see it, of a party of that class.
    pub fn visibility_for(&self, class: PartyClass) -> Visibility {
        if self.hidden_for.contains(&class) { Visibility::Never } else { self.visibility }
    }
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ValueKind {
    /// One line.
    Text,
    /// Running text.
    LongText,
    /// A day; kept as 2026-01-02.
    Date,
    /// An amount in 万元.
    Amount,
    /// A number with its decimals.
    Number,
    /// A year of four digits.
    Year,
    /// 是 or 否.
    YesNo,
}

/// Who may see a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// Everybody, everywhere.
    Public,
    /// On the page only: names of persons. Never in search, bulk files, feeds or JSON.
    PageOnly,
    /// Public if the firm chose so in the column named; else the public reads [`NOT_CHOSEN`].
    ByChoice(&'static str),
    /// Nobody: numbers, sex and age of persons. Not in an entry's fields; only a firm's choices (是, 否) stay there.
    Never,
}

/// Captions of the common columns in an item's own words: 列入日期, 标记日期, 立案时间, 评价年度.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Captions {
    /// 列入日期
    pub begins_on: &'static str,
    /// 列入决定书文号
    pub number: &'static str,
    /// 列入原因
    pub reason: &'static str,
    /// 作出决定机关（列入）
    pub authority: &'static str,
    /// 计划截止日期
    pub planned_end: &'static str,
    /// 年度
    pub year: &'static str,
    /// 移出日期
    pub removed_on: &'static str,
    /// 移出原因
    pub removed_reason: &'static str,
    /// 移出决定书文号
    pub removed_number: &'static str,
    /// 作出决定机关（移出）
    pub removed_authority: &'static str,
}

impl Item {
    /// An entry's own fields as the public may see them: first what goes everywhere, then what is on the page only.
    /// A figure that the firm did not choose to publish reads [`NOT_CHOSEN`] (RULES 6.2; TRAP 23).
    pub fn public_fields(
        &self,
        fields: &BTreeMap<String, String>,
        class: PartyClass,
    ) -> (Vec<PublicField>, Vec<PublicField>) {
        let (mut everywhere, mut on_page) = (Vec::new(), Vec::new());
        for field in &self.fields {
            let value = fields.get(field.code).map(|value| field.shown(value));
            match field.visibility_for(class) {
                Visibility::Public => everywhere.extend(value.map(|value| field.public(value))),
                Visibility::PageOnly => on_page.extend(value.map(|value| field.public(value))),
                Visibility::ByChoice(column) => {
                    let choice = fields.get(column).map(String::as_str);
                    let is_known = value.is_some() || choice == Some("否");
                    let chosen = value.filter(|_| choice == Some("是"));
                    let value = chosen.or_else(|| is_known.then(|| NOT_CHOSEN.to_owned()));
                    everywhere.extend(value.map(|value| field.public(value)));
                }
                Visibility::Never => {}
            }
        }
        (everywhere, on_page)
    }
}

impl Field {
    fn public(&self, value: String) -> PublicField {
        PublicField { code: self.code.to_owned(), caption: self.caption.to_owned(), value, note: None }
    }

    /// The value with its unit.
    fn shown(&self, value: &str) -> String {
        match self.value {
            ValueKind::Amount => format!("{value}万元"),
            _ => value.to_owned(),
        }
    }
}
