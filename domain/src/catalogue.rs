//! The catalogue (信用信息目录): what kinds of information beside registrations and 双公示 decisions the record takes
//! in. Data, not code: `data/catalogue*.csv`.
//!
//! Each item states its legal basis, whose information it is, how long it stays, what is kept as history, its
//! captions, fields, reason codes and measures (RULES 4 and 6). The portal mirrors lists that others decide; it
//! decides none. A fact that RULES marks as unsure is a setting in the data, with its source beside it.

mod field;
mod layout;
mod read;
mod reason;
mod term;
#[cfg(test)]
mod tests;

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

pub use field::{Captions, Field, NOT_CHOSEN, ValueKind, Visibility};
pub use layout::EntryLayout;
pub use reason::{Measure, Reason, ReasonKind, SubjectKind};
pub use term::{Anchor, Term, TermDates, TermError};

use crate::decision::PartyClass;

/// One kind of information.
#[derive(Debug, PartialEq, Eq)]
pub struct Item {
    /// Stable machine word, such as `abnormal-operation`.
    pub code: &'static str,
    /// The Chinese term, such as 经营异常名录.
    pub label: &'static str,
    /// Its place in the report.
    pub section: Section,
    /// Against the party, for it, or neither.
    pub nature: Nature,
    /// Law, order or catalogue that it rests on, as RULES cites it.
    pub legal_basis: &'static str,
    /// 认定或提供单位类型, such as 市场监督管理部门.
    pub source: &'static str,
    /// Who answers for the content.
    pub provided_by: Responsible,
    /// How long an entry stays public.
    pub term: Term,
    /// The same as a plain Chinese sentence.
    pub term_text: &'static str,
    /// What stays visible after a removal.
    pub history: History,
    /// Classes of parties that can be in it. 个体工商户 are never on 经营异常名录: they are marked.
    pub subjects: Vec<PartyClass>,
    /// Law that asks for the publication of natural persons in it; without one they are withheld (RULES 7).
    pub person_basis: Option<&'static str>,
    /// Captions of the common columns in this item's own words.
    pub captions: Captions,
    /// What this is, in plain words.
    pub summary: &'static str,
    /// How and where one gets off or has it corrected.
    pub repair: &'static str,
    /// Its own fields, in the order of the page; the common columns are not among them.
    pub fields: Vec<Field>,
    /// What follows for the party, each with its basis (RULES 4.9).
    pub measures: Vec<Measure>,
    /// Its codes of reasons, by kind of subject.
    pub reasons: Vec<Reason>,
    /// Where the facts come from and how sure they are.
    pub note: &'static str,
    /// The common columns, with this item's captions and other headings.
    common: Vec<Field>,
    /// Codes of the columns that, beside the subject, tell two entries apart.
    key: Vec<&'static str>,
}

/// The parts of the public credit report, in the order of the national one; then what the two registers add
/// (RULES 6.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Section {
    /// 行政管理
    Administration,
    /// 诚实守信
    Honesty,
    /// 严重失信主体名单
    SeriousDishonesty,
    /// 经营异常
    AbnormalOperation,
    /// 信用承诺
    Commitment,
    /// 信用评价
    Evaluation,
    /// 司法判决
    Judgment,
    /// 其他信息
    Other,
    /// 登记信息
    Registration,
    /// 年度报告
    AnnualReport,
}

impl Section {
    /// All sections in the order of the report.
    pub const ALL: [Self; 10] = [
        Self::Administration,
        Self::Honesty,
        Self::SeriousDishonesty,
        Self::AbnormalOperation,
        Self::Commitment,
        Self::Evaluation,
        Self::Judgment,
        Self::Other,
        Self::Registration,
        Self::AnnualReport,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administration => "administration",
            Self::Honesty => "honesty",
            Self::SeriousDishonesty => "serious-dishonesty",
            Self::AbnormalOperation => "abnormal-operation",
            Self::Commitment => "commitment",
            Self::Evaluation => "evaluation",
            Self::Judgment => "judgment",
            Self::Other => "other",
            Self::Registration => "registration",
            Self::AnnualReport => "annual-report",
        }
    }

    /// The section with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|section| section.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Administration => "行政管理",
            Self::Honesty => "诚实守信",
            Self::SeriousDishonesty => "严重失信主体名单",
            Self::AbnormalOperation => "经营异常",
            Self::Commitment => "信用承诺",
            Self::Evaluation => "信用评价",
            Self::Judgment => "司法判决",
            Self::Other => "其他信息",
            Self::Registration => "登记信息",
            Self::AnnualReport => "年度报告",
        }
    }
}

/// Whether an item speaks against the party. There is a page of the list for the first two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Nature {
    /// A list of parties with a failure.
    AdverseList,
    /// A list of parties with a merit.
    PositiveList,
    /// A record that is neither.
    Record,
}

impl Nature {
    /// All natures.
    pub const ALL: [Self; 3] = [Self::AdverseList, Self::PositiveList, Self::Record];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::AdverseList => "adverse-list",
            Self::PositiveList => "positive-list",
            Self::Record => "record",
        }
    }

    /// The nature with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|nature| nature.code() == code)
    }

    /// True if the item has a list page.
    pub const fn is_list(self) -> bool {
        !matches!(self, Self::Record)
    }
}

/// Who answers for the content of a block (RULES 6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Responsible {
    /// An authority.
    Authority,
    /// The firm itself.
    EntityItself,
}

impl Responsible {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::EntityItself => "entity",
        }
    }

    /// The sentence above the block.
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Authority => "该信息由政府部门提供",
            Self::EntityItself => "以下信息由该企业提供，企业对其报送信息的真实性、合法性负责",
        }
    }
}

/// What stays visible after a removal (RULES 4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum History {
    /// Nothing: a removed entry leaves without a trace.
    None,
    /// The entry, with its removal.
    KeepsRemovals,
}

impl Item {
    /// Can a party of that class be in it?
    pub fn takes(&self, class: PartyClass) -> bool {
        self.subjects.contains(&class)
    }

    /// The captions for a party of that class: 个体工商户 are 标记 and 恢复, not 列入 and 移出, whatever the file is
    /// called (RULES 4.1).
    pub fn captions_for(&self, class: PartyClass) -> &Captions {
        if class == PartyClass::SoleTrader
            && self.code == ABNORMAL_OPERATION
            && let Some(mark) = item(ABNORMAL_MARK)
        {
            return &mark.captions;
        }
        &self.captions
    }

    /// The common column or own field with that code.
    pub fn field(&self, code: &str) -> Option<&Field> {
        self.fields.iter().chain(&self.common).find(|field| field.code == code)
    }

    /// The common columns: the party, number, reason, authority, days, removal.
    pub fn common(&self) -> &[Field] {
        &self.common
    }

    /// Codes of the columns that, beside the subject, tell two entries apart.
    pub fn key(&self) -> &[&'static str] {
        &self.key
    }
}

/// 经营异常名录: enterprises and cooperatives only.
const ABNORMAL_OPERATION: &str = "abnormal-operation";
/// 经营异常状态标记: sole traders.
const ABNORMAL_MARK: &str = "abnormal-mark";

/// All items in the order of the catalogue.
pub fn items() -> &'static [Item] {
    &ITEMS
}

/// The item with that code.
pub fn item(code: &str) -> Option<&'static Item> {
    ITEMS.iter().find(|item| item.code == code)
}

static ITEMS: LazyLock<Vec<Item>> = LazyLock::new(read::items);
