//! Publication: the states of a decision towards the public, each with its dates, and what is withheld (RULES 5.2,
//! 5.5, 7).
//!
//! Whoever shows a record asks as [`Publication::is_visible_on`] does, with today's Beijing date: a job that did not run
//! must not show a record too long.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::check::{Conclusion, DecisionDraft, Procedure, Scope};
use crate::decision::{DecisionKind, PartyClass};
use crate::publicity::{Anchors, Class, Policies, Publicity, Regime, Sector, months_after, period};
use crate::resident_id::ResidentId;
use crate::text::fold_name;

/// Why a decision is not public although it is complete and its party is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithheldReason {
    /// 治安管理处罚: sealed for everybody, organisations too (治安管理处罚法 136).
    Sealed,
    /// The party was under 18 on the day of the decision (未成年人保护法 103).
    Minor,
    /// 保密审查: not to be public, state secret or no ground named.
    StateSecret,
    /// 保密审查: business secret.
    BusinessSecret,
    /// A natural person without a recorded law that asks for publication (个人信息保护法 25, 34).
    NaturalPersonWithoutBasis,
    /// A natural person with such a basis, but no readable ID number: nobody knows whether a minor.
    AgeUnknown,
    /// The 2015 edition's status says 撤销.
    Annulled,
    /// The 2015 edition's 信息使用范围 is not 公示.
    ScopeRestricted,
    /// The scanner found personal data that nobody has masked yet.
    PersonalData,
    /// Found to be without 社会影响 (行政处罚法 48).
    NoSocialImpact,
    /// 简易程序
    SimpleProcedure,
    /// Only 警告 or 通报批评.
    WarningOnly,
    /// Class 轻微: a small fine.
    MinorFine,
    /// The longest period had passed before it could be shown.
    AfterMaximum,
}

impl WithheldReason {
    /// Every reason, the strongest first.
    pub const ALL: [Self; 14] = [
        Self::Sealed,
        Self::Minor,
        Self::StateSecret,
        Self::BusinessSecret,
        Self::NaturalPersonWithoutBasis,
        Self::AgeUnknown,
        Self::Annulled,
        Self::ScopeRestricted,
        Self::PersonalData,
        Self::NoSocialImpact,
        Self::SimpleProcedure,
        Self::WarningOnly,
        Self::MinorFine,
        Self::AfterMaximum,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Sealed => "sealed",
            Self::Minor => "minor",
            Self::StateSecret => "state-secret",
            Self::BusinessSecret => "business-secret",
            Self::NaturalPersonWithoutBasis => "natural-person-without-basis",
            Self::AgeUnknown => "age-unknown",
            Self::Annulled => "annulled",
            Self::ScopeRestricted => "scope-restricted",
            Self::PersonalData => "personal-data",
            Self::NoSocialImpact => "no-social-impact",
            Self::SimpleProcedure => "simple-procedure",
            Self::WarningOnly => "warning-only",
            Self::MinorFine => "minor-fine",
            Self::AfterMaximum => "after-maximum",
        }
    }

    /// The reason with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// The reason in the law's terms, for people inside.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Sealed => "治安管理处罚记录依法封存",
            Self::Minor => "当事人为未成年人",
            Self::StateSecret => "经保密审查不公开",
            Self::BusinessSecret => "涉及商业秘密",
            Self::NaturalPersonWithoutBasis => "自然人信息且未记录公开的法律依据",
            Self::AgeUnknown => "自然人身份证件无法核实是否成年",
            Self::Annulled => "来源标注为撤销",
            Self::ScopeRestricted => "信息使用范围不含社会公示",
            Self::PersonalData => "含未处理的个人信息",
            Self::NoSocialImpact => "经认定不具有一定社会影响",
            Self::SimpleProcedure => "简易程序作出，依法不公示",
            Self::WarningOnly => "仅警告、通报批评，依法不公示",
            Self::MinorFine => "轻微失信，原则上不公示",
            Self::AfterMaximum => "已超过最长公示期",
        }
    }

    /// What it takes to lift it.
    pub const fn remedy(self) -> Remedy {
        match self {
            Self::Sealed | Self::Minor | Self::Annulled | Self::AfterMaximum => Remedy::Never,
            Self::SimpleProcedure | Self::WarningOnly | Self::MinorFine => Remedy::Exception,
            Self::StateSecret
            | Self::BusinessSecret
            | Self::NaturalPersonWithoutBasis
            | Self::AgeUnknown
            | Self::ScopeRestricted
            | Self::PersonalData
            | Self::NoSocialImpact => Remedy::NewFacts,
        }
    }
}

/// What lifts a reason to withhold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Nothing: this record is never public.
    Never,
    /// A recorded reason, for at most three months.
    Exception,
    /// A corrected row: a legal basis, a new review, masked data. No exception lifts it.
    NewFacts,
}

/// Where a decision stands towards the public. The days of a state are columns of the record, because every public read
/// tests them there: since when it is public and until when, when it left and why, who had it in hand when.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Publication {
    /// A legally needed field is missing.
    #[default]
    Incomplete,
    /// Handed in; a second person decides.
    Pending,
    /// Sent back by the second person.
    Returned,
    /// Let through, but the party is not settled; the clock runs.
    Unresolved,
    /// Complete, but not public by law.
    Withheld,
    /// Public to its last day.
    Published,
    /// 紧急隐藏: it was public; a second person decides whether it will be again.
    Hidden,
    /// 撤回: the content is gone, the reason is public.
    Withdrawn,
    /// Over, without a trace: expired, repaired, deleted.
    Ended,
}

impl Publication {
    /// Every state, in the order in which a decision may come through them.
    pub const ALL: [Self; 9] = [
        Self::Incomplete,
        Self::Pending,
        Self::Returned,
        Self::Unresolved,
        Self::Withheld,
        Self::Published,
        Self::Hidden,
        Self::Withdrawn,
        Self::Ended,
    ];

    /// The stable machine word, as in the store.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::Pending => "pending",
            Self::Returned => "returned",
            Self::Unresolved => "unresolved",
            Self::Withheld => "withheld",
            Self::Published => "published",
            Self::Hidden => "hidden",
            Self::Withdrawn => "withdrawn",
            Self::Ended => "ended",
        }
    }

    /// The state with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The Chinese term, for people inside.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Incomplete => "不完整",
            Self::Pending => "待复核",
            Self::Returned => "已退回",
            Self::Unresolved => "主体待确认",
            Self::Withheld => "不予公示",
            Self::Published => "公示中",
            Self::Hidden => "紧急隐藏",
            Self::Withdrawn => "已撤回",
            Self::Ended => "已终止公示",
        }
    }

    /// May the public see its content on that Beijing day? `until` is the last day, to its 24:00; a licence has none.
    pub fn is_visible_on(self, until: Option<NaiveDate>, today: NaiveDate) -> bool {
        self == Self::Published && until.is_none_or(|last| today <= last)
    }

    /// True before the public has seen it, if it ever will.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Incomplete | Self::Pending | Self::Returned | Self::Unresolved)
    }

    /// True for what has left for good.
    pub const fn has_left(self) -> bool {
        matches!(self, Self::Withdrawn | Self::Ended)
    }
}

impl From<String> for Publication {
    /// The state with that word in the store. A word that is no state shows nothing to anybody.
    fn from(code: String) -> Self {
        Self::from_code(&code).unwrap_or_default()
    }
}

/// May a complete decision with a settled party be public?
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Publishability {
    /// Yes, for so long.
    Public(Publicity),
    /// No.
    Withheld(WithheldReason),
}

/// Judges a decision by RULES 5.2 and 7 on that Beijing day. Completeness ([`DecisionDraft::missing`]) and the
/// party are judged by the store. A draft without a day of decision counts as over: nothing can be computed.
pub fn publishability(draft: &DecisionDraft, policies: &Policies, today: NaiveDate) -> Publishability {
    if let Some(reason) = withheld_by_law(draft) {
        return Publishability::Withheld(reason);
    }
    match draft.kind {
        DecisionKind::Licence => Publishability::Public(Publicity::without_end()),
        DecisionKind::Penalty => penalty_publishability(draft, policies, today),
    }
}

/// The class that counts: confirmed by the authority, else by default.
pub fn class_of(draft: &DecisionDraft) -> Class {
    draft.confirmed_class.unwrap_or_else(|| draft.penalties.default_class(draft.procedure))
}

/// Reasons that no exception lifts, the strongest first.
fn withheld_by_law(draft: &DecisionDraft) -> Option<WithheldReason> {
    if draft.kind == DecisionKind::Penalty && is_public_security(draft) {
        return Some(WithheldReason::Sealed);
    }
    if is_minor(draft) {
        return Some(WithheldReason::Minor);
    }
    if draft.secrecy_review.conclusion == Conclusion::No {
        let ground = draft.fields.get("CX_BMSC").is_some_and(|text| text.contains("商业秘密"));
        return Some(if ground { WithheldReason::BusinessSecret } else { WithheldReason::StateSecret });
    }
    if draft.party.class == PartyClass::NaturalPerson {
        if draft.legal_basis_for_person.is_none() {
            return Some(WithheldReason::NaturalPersonWithoutBasis);
        }
        if age_on_decision(draft).is_none() {
            return Some(WithheldReason::AgeUnknown);
        }
    }
    if draft.kind == DecisionKind::Penalty && draft.in_force == Some(false) {
        return Some(WithheldReason::Annulled);
    }
    if draft.scope != Scope::Public {
        return Some(WithheldReason::ScopeRestricted);
    }
    if !draft.personal_data.is_empty() {
        return Some(WithheldReason::PersonalData);
    }
    if draft.social_impact.conclusion == Conclusion::No {
        return Some(WithheldReason::NoSocialImpact);
    }
    None
}

fn penalty_publishability(draft: &DecisionDraft, policies: &Policies, today: NaiveDate) -> Publishability {
    let Some(decided_on) = draft.decided_on else {
        return Publishability::Withheld(WithheldReason::AfterMaximum);
    };
    let class = class_of(draft);
    let minor = minor_reason(draft, class);
    let class = if minor.is_some() { Class::Minor } else { class };
    if let Some(reason) = minor
        && draft.exception.is_none()
    {
        return Publishability::Withheld(reason);
    }
    let basis = draft.fields.get("CF_YJ").map_or("", String::as_str);
    let sector = Sector::from_basis(basis);
    let Some(policy) = policies.of(Regime::Credit, class, sector, decided_on) else {
        return Publishability::Withheld(WithheldReason::AfterMaximum);
    };
    let mut publicity = period(class, policy, Anchors { decided_on, published_on: None });
    if let Some(exception) = draft.exception.as_ref().filter(|_| minor.is_some()) {
        publicity = publicity.capped(months_after(decided_on, EXCEPTION_MONTHS)).capped(exception.until);
    }
    let publicity = publicity.capped(draft.publicity_end_requested);
    match publicity.until {
        Some(last) if today <= last => Publishability::Public(publicity),
        _ => Publishability::Withheld(WithheldReason::AfterMaximum),
    }
}

/// 轻微 penalties may be shown so long at most, with a recorded reason (36号令).
const EXCEPTION_MONTHS: u32 = 3;

/// The second group of reasons: those that a recorded reason lifts for three months.
fn minor_reason(draft: &DecisionDraft, class: Class) -> Option<WithheldReason> {
    if draft.procedure == Procedure::Simple {
        Some(WithheldReason::SimpleProcedure)
    } else if draft.penalties.is_warning_only() {
        Some(WithheldReason::WarningOnly)
    } else if class == Class::Minor {
        Some(WithheldReason::MinorFine)
    } else {
        None
    }
}

/// Does the penalty rest on 治安管理处罚法 (or the regulation before it)? Basis, violation and content are looked at:
/// the sender may have named the law in any of them. 道路交通安全法 and 消防法 are other laws and do not seal.
fn is_public_security(draft: &DecisionDraft) -> bool {
    ["CF_YJ", "CF_WFXW", "CF_NR"].iter().filter_map(|code| draft.fields.get(*code)).any(|text| {
        let folded = fold_name(text);
        ["治安管理处罚", "治安处罚法"].iter().any(|law| folded.contains(law))
    })
}

/// The party's age on the day of the decision, from a resident ID.
pub(crate) fn age_on_decision(draft: &DecisionDraft) -> Option<u32> {
    let number = match draft.party.class {
        PartyClass::NaturalPerson => draft.party.person_number.as_ref(),
        PartyClass::SoleTrader => draft.party.representative_number.as_ref(),
        PartyClass::Organisation => None,
    };
    let id: ResidentId = number?.number.expose().parse().ok()?;
    id.age_on(draft.decided_on?)
}

/// Natural persons, and operators whose number the sender gave: their name is the firm's or beside it.
fn is_minor(draft: &DecisionDraft) -> bool {
    age_on_decision(draft).is_some_and(|age| age < 18)
}

#[cfg(test)]
mod tests;
