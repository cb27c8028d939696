//! Reasons and measures. The same number means different things for different kinds of subjects.

use super::{ABNORMAL_MARK, ABNORMAL_OPERATION, Item, item};
use crate::decision::PartyClass;
use crate::text::fold_name;

/// What follows for the party. None without its basis (RULES 4.9, 国办发〔2020〕49号).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measure {
    /// What may be done, such as 简易注销程序不适用.
    pub name: &'static str,
    /// Law, article.
    pub basis: &'static str,
}

/// A reason with its code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The code in the source's files.
    pub code: &'static str,
    /// Its text.
    pub text: &'static str,
    /// Other wordings.
    pub aliases: Vec<&'static str>,
    /// Kinds of subjects for whom the code means this; empty: all.
    pub subjects: Vec<SubjectKind>,
    /// Of a listing or of a removal.
    pub kind: ReasonKind,
}

impl Reason {
    fn is_named_in(&self, folded: &str) -> bool {
        let mut words = std::iter::once(&self.text).chain(&self.aliases);
        words.any(|word| folded.contains(&fold_name(word)))
    }
}

/// Of a listing or of a removal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReasonKind {
    /// 列入, 标记
    Listing,
    /// 移出, 恢复
    Removal,
}

/// Kind of subject, as far as reason codes tell them apart (RULES 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SubjectKind {
    /// 企业, and any other organisation.
    Enterprise,
    /// 农民专业合作社
    Cooperative,
    /// 个体工商户
    SoleTrader,
    /// 自然人
    Person,
}

impl SubjectKind {
    /// The kind of a party: a cooperative by its credit code (93) or its name.
    pub fn of(class: PartyClass, uscc: Option<&str>, name: &str) -> Self {
        let is_cooperative = uscc.is_some_and(|code| code.starts_with("93"))
            || name.contains("专业合作社")
            || name.contains("专业合作联社");
        match class {
            PartyClass::Organisation if is_cooperative => Self::Cooperative,
            PartyClass::Organisation => Self::Enterprise,
            PartyClass::SoleTrader => Self::SoleTrader,
            PartyClass::NaturalPerson => Self::Person,
        }
    }

    /// The kind with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Some(match code {
            "enterprise" => Self::Enterprise,
            "cooperative" => Self::Cooperative,
            "sole-trader" => Self::SoleTrader,
            "natural-person" => Self::Person,
            _ => return None,
        })
    }
}

impl Item {
    /// What a code means for a kind of subject.
    pub fn reason_text(&self, kind: ReasonKind, code: &str, subject: SubjectKind) -> Option<&'static str> {
        self.reason(kind, code, subject).map(|reason| reason.text)
    }

    /// The reason with that code for a kind of subject. A sole trader's codes are those of 标记, whatever the file
    /// is called.
    pub fn reason(&self, kind: ReasonKind, code: &str, subject: SubjectKind) -> Option<&Reason> {
        self.reasons_for(subject).find(|reason| reason.kind == kind && reason.code == code)
    }

    /// Codes of the reasons that a text names, whole or by one of their other wordings, in the order of the table.
    pub fn reasons_named(
        &self,
        kind: ReasonKind,
        text: &str,
        subject: SubjectKind,
    ) -> impl Iterator<Item = &'static str> {
        let folded = fold_name(text);
        self.reasons_for(subject)
            .filter(move |reason| reason.kind == kind && reason.is_named_in(&folded))
            .map(|reason| reason.code)
    }

    /// All reasons for a kind of subject.
    pub fn reasons_for(&self, subject: SubjectKind) -> impl Iterator<Item = &Reason> {
        let mark = (subject == SubjectKind::SoleTrader && self.code == ABNORMAL_OPERATION)
            .then(|| item(ABNORMAL_MARK))
            .flatten();
        let reasons = mark.map_or(&self.reasons, |mark| &mark.reasons);
        reasons.iter().filter(move |reason| reason.subjects.is_empty() || reason.subjects.contains(&subject))
    }
}
