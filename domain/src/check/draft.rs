//! What a decision's row says, once read: the store's input.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use crate::amount::Fen;
use crate::decision::{DecisionKind, PartyClass};
use crate::publicity::{Class, PenaltyKinds};
use crate::standard::Edition;

/// A number of a person (ID card, passport). It prints as `***`; whoever needs it says `expose`.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Secret(String);

impl Secret {
    /// Wraps a number.
    pub const fn new(number: String) -> Self {
        Self(number)
    }

    /// The number itself, for encryption and keyed hashing only.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("***")
    }
}

/// An identity document of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonNumber {
    /// 证件类型 in the standard's words, such as 身份证 or 其他-军官证.
    pub kind: String,
    /// Its number, folded to half width and upper case.
    pub number: Secret,
}

/// The party (行政相对人) of a decision, as the row names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartyDraft {
    /// 行政相对人名称, trimmed.
    pub name: String,
    /// 行政相对人类别; inferred where the edition has no such column.
    pub class: PartyClass,
    /// Credit code in upper case; kept if only its check digit fails. Never a placeholder.
    pub uscc: Option<String>,
    /// True if the code's check digit is right.
    pub uscc_ok: bool,
    /// 工商注册号
    pub registration_number: Option<String>,
    /// 组织机构代码, nine characters without hyphen.
    pub organisation_code: Option<String>,
    /// 税务登记号
    pub tax_number: Option<String>,
    /// 事业单位证书号
    pub institution_number: Option<String>,
    /// 社会组织登记证号
    pub social_organisation_number: Option<String>,
    /// 法定代表人, 负责人 or 经营者.
    pub representative: Option<String>,
    /// Number of the natural person who is the party.
    pub person_number: Option<PersonNumber>,
    /// Number of the representative, if the sender gave it.
    pub representative_number: Option<PersonNumber>,
}

/// 案件程序: decides whether a penalty is shown at all (RULES 1.6, 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Procedure {
    /// 普通程序 (一般程序)
    Ordinary,
    /// 简易程序
    Simple,
    /// The row does not say. What is reported by the simple procedure need not be reported, so it counts as ordinary.
    Unstated,
}

impl Procedure {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Simple => "simple",
            Self::Unstated => "unstated",
        }
    }

    /// The procedure with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Ordinary, Self::Simple, Self::Unstated].into_iter().find(|procedure| procedure.code() == code)
    }
}

/// How long a licence holds or a penalty runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Validity {
    /// Not said.
    Unknown,
    /// To the end of that day.
    Until(NaiveDate),
    /// 长期: 2099/12/31 in the files.
    LongTerm,
}

/// What a finding found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Conclusion {
    /// 有社会影响; or 可公开.
    Yes,
    /// 无社会影响; or 不公开.
    No,
    /// The row does not say: the submitting unit's report counts as its finding (Yes); name and time are the
    /// source unit's and the receipt's, filled by the store.
    BySubmission,
}

impl Conclusion {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::BySubmission => "by-submission",
        }
    }

    /// The conclusion with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Yes, Self::No, Self::BySubmission].into_iter().find(|conclusion| conclusion.code() == code)
    }
}

/// A recorded finding: 社会影响认定 or 保密审查, with name and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What was found.
    pub conclusion: Conclusion,
    /// Who found it.
    pub by: Option<String>,
    /// When; a bare day counts from its 00:00 in Beijing.
    pub at: Option<DateTime<Utc>>,
}

impl Finding {
    /// The finding of a row that has no such column.
    pub const fn by_submission() -> Self {
        Self { conclusion: Conclusion::BySubmission, by: None, at: None }
    }
}

/// A recorded reason to show a 轻微 penalty all the same, for at most three months (RULES 5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// The reason.
    pub reason: String,
    /// Last day asked for; the three months cap it.
    pub until: Option<NaiveDate>,
}

/// 信息使用范围 of the 2015 edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// 0 公示, and every row without the column.
    Public,
    /// 1 仅政府部门内部共享
    GovernmentOnly,
    /// 2 仅可授权查询
    AuthorisedOnly,
}

impl Scope {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::GovernmentOnly => "government-only",
            Self::AuthorisedOnly => "authorised-only",
        }
    }

    /// The scope with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Public, Self::GovernmentOnly, Self::AuthorisedOnly]
            .into_iter()
            .find(|scope| scope.code() == code)
    }
}

/// Times of an older system; used only when the operator asks for it (`--takeover`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TakenOver {
    /// 收到时间
    pub received_at: Option<DateTime<Utc>>,
    /// 公示时间
    pub published_at: Option<DateTime<Utc>>,
}

/// One row of a decision file, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionDraft {
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// The edition of the file.
    pub edition: Edition,
    /// Normalised values by code of the current edition (and `CX`, `E5`); empty ones are absent, and so is
    /// everything whose disclosure is `Never`: numbers of persons are not in it.
    pub fields: BTreeMap<String, String>,
    /// As printed.
    pub document_number: String,
    /// Folded, for matching only.
    pub document_number_folded: String,
    /// The licence's title, or the violation.
    pub title: String,
    /// 许可机关 or 处罚机关.
    pub authority_name: String,
    /// Its credit code, upper case.
    pub authority_uscc: Option<String>,
    /// 数据来源单位; the authority where the edition has no such column.
    pub source_name: String,
    /// Its credit code, upper case.
    pub source_uscc: Option<String>,
    /// 决定日期; absent only in incomplete rows.
    pub decided_on: Option<NaiveDate>,
    /// The party.
    pub party: PartyDraft,
    /// 处罚类别 as kinds; empty for licences.
    pub penalties: PenaltyKinds,
    /// 罚款
    pub fine: Option<Fen>,
    /// 没收违法所得、没收非法财物
    pub confiscated: Option<Fen>,
    /// 有效期自
    pub valid_from: Option<NaiveDate>,
    /// 有效期至, or the end of the penalty.
    pub validity: Validity,
    /// 当前状态 by edition: `Some(false)` is 无效 or 撤销; `None` if the row does not say or means something else.
    pub in_force: Option<bool>,
    /// 公示截止期 that the sender asks for.
    pub publicity_end_requested: Option<NaiveDate>,
    /// 案件程序
    pub procedure: Procedure,
    /// 社会影响认定
    pub social_impact: Finding,
    /// 保密审查; `Yes` means that it may be public.
    pub secrecy_review: Finding,
    /// Law and article that asks for a natural person's publication.
    pub legal_basis_for_person: Option<String>,
    /// Recorded reason for a short publication of a 轻微 penalty.
    pub exception: Option<Exception>,
    /// 失信类别 as confirmed by the authority.
    pub confirmed_class: Option<Class>,
    /// 信息使用范围
    pub scope: Scope,
    /// Times of an older system.
    pub taken_over: TakenOver,
    /// Codes of to-be-public fields in which the scanner found personal data; not public until a person masked them.
    pub personal_data: Vec<String>,
    /// Codes of legally needed fields that are empty; not public and not counted until they are filled.
    pub missing: Vec<String>,
}
