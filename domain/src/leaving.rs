//! How a public decision leaves the public view by an authority's own hand: what it asks for, and what of it is public
//! (RULES 5.5, 7).

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::decision::DecisionKind;
use crate::privacy;

/// The most characters of words beside a ground.
pub const MOST_WORDS: usize = 500;

/// Why a decision is withdrawn; public (行政处罚法 48: 被依法变更、撤销、确认违法或者确认无效).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WithdrawalGround {
    /// 变更: another decision takes its place.
    Changed,
    /// 撤销
    Revoked,
    /// 确认违法
    Unlawful,
    /// 确认无效
    Void,
}

impl WithdrawalGround {
    /// Every ground, in the order of the law.
    pub const ALL: [Self; 4] = [Self::Changed, Self::Revoked, Self::Unlawful, Self::Void];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Revoked => "revoked",
            Self::Unlawful => "unlawful",
            Self::Void => "void",
        }
    }

    /// The ground with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Changed => "变更",
            Self::Revoked => "撤销",
            Self::Unlawful => "确认违法",
            Self::Void => "确认无效",
        }
    }

    /// What the public reads in the decision's place: the sentence of the law, and the authority's words behind it.
    pub fn public_reason(self, kind: DecisionKind, words: &str) -> String {
        let what = match kind {
            DecisionKind::Licence => "该行政许可决定",
            DecisionKind::Penalty => "该行政处罚决定",
        };
        let words = words.trim();
        let end = if words.is_empty() || words.ends_with('。') { "" } else { "。" };
        format!("{what}已被依法{}，信息已撤回。{words}{end}", self.label())
    }
}

/// Why an entry leaves its list by its authority's decision (移出).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RemovalGround {
    /// The reason of the listing is gone: obligations performed, term over, repaired.
    Resolved,
    /// The listing was wrong from the start.
    Mistaken,
    /// The decision to list was annulled by law.
    Annulled,
}

impl RemovalGround {
    /// Every ground, in the order of the form.
    pub const ALL: [Self; 3] = [Self::Resolved, Self::Mistaken, Self::Annulled];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Resolved => "resolved",
            Self::Mistaken => "mistaken",
            Self::Annulled => "annulled",
        }
    }

    /// The ground with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Resolved => "列入原因已经消除或者期限届满",
            Self::Mistaken => "列入有误",
            Self::Annulled => "列入决定被依法撤销",
        }
    }

    /// True if the listing was right, so that a list that keeps its removals keeps this one, with day and reason. Of a
    /// listing that should never have been nothing stays.
    ///
    /// Rule: R-211 in `docs/RULES.md`.
    pub const fn is_history(self) -> bool {
        matches!(self, Self::Resolved)
    }
}

/// What is wrong with the words and the day of a removal: the reason is public where the list keeps it, so it is always
/// asked for.
pub fn removal_faults(words: &str, on: NaiveDate, today: NaiveDate) -> Vec<LeavingFault> {
    let missing = words.trim().is_empty().then(|| LeavingFault {
        field: "words",
        message: "请写明移出的原因，如“已补报年度报告并公示”".to_owned(),
    });
    missing.into_iter().chain(withdrawal_faults(words, on, today)).collect()
}

/// Why a public record is hidden at once; stays inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum HidingGround {
    /// It shows personal data.
    PersonalData,
    /// It names another party than the document.
    WrongParty,
    /// It should have been kept secret.
    Secret,
    /// It is not what was decided.
    WrongContent,
    /// Another reason, in words.
    Other,
}

impl HidingGround {
    /// Every ground, in the order of the form.
    pub const ALL: [Self; 5] =
        [Self::PersonalData, Self::WrongParty, Self::Secret, Self::WrongContent, Self::Other];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::PersonalData => "personal-data",
            Self::WrongParty => "wrong-party",
            Self::Secret => "secret",
            Self::WrongContent => "wrong-content",
            Self::Other => "other",
        }
    }

    /// The ground with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|ground| ground.code() == code)
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::PersonalData => "误公开个人信息",
            Self::WrongParty => "当事人错误",
            Self::Secret => "涉及国家秘密或者商业秘密",
            Self::WrongContent => "内容与文书不符",
            Self::Other => "其他（请说明）",
        }
    }
}

/// What is wrong with words or a day that somebody typed: the field, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeavingFault {
    /// `words` or `on`.
    pub field: &'static str,
    /// A sentence in Chinese.
    pub message: String,
}

/// What is wrong with words that become public, or with the day of what caused the withdrawal.
pub fn withdrawal_faults(words: &str, on: NaiveDate, today: NaiveDate) -> Vec<LeavingFault> {
    public_words_fault(words).into_iter().chain(day_fault(on, today)).collect()
}

/// Words that become public hold no personal data and are not too long.
pub fn public_words_fault(words: &str) -> Option<LeavingFault> {
    let fault = |message| Some(LeavingFault { field: "words", message });
    if let Some(found) = privacy::scan(words).first() {
        let place = found.start + 1;
        return fault(format!("公开原因第 {place} 个字起含有{}，请删去后再提交", found.kind.label()));
    }
    words_fault(words)
}

/// Words of any kind are not too long.
pub fn words_fault(words: &str) -> Option<LeavingFault> {
    let count = words.chars().count();
    (count > MOST_WORDS).then(|| LeavingFault {
        field: "words",
        message: format!("说明共 {count} 字，最多 {MOST_WORDS} 字，请缩短"),
    })
}

/// What caused it lies not ahead.
pub fn day_fault(on: NaiveDate, today: NaiveDate) -> Option<LeavingFault> {
    (on > today)
        .then(|| LeavingFault {
            field: "on", message: format!("日期 {on} 晚于今天，请核对后重新填写")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn words_lead_back_to_their_grounds() {
        for ground in WithdrawalGround::ALL {
            assert_eq!(WithdrawalGround::from_code(ground.code()), Some(ground));
        }
        for ground in RemovalGround::ALL {
            assert_eq!(RemovalGround::from_code(ground.code()), Some(ground));
        }
        for ground in HidingGround::ALL {
            assert_eq!(HidingGround::from_code(ground.code()), Some(ground));
        }
    }

    #[test]
    fn the_public_reason_says_what_the_law_says_and_then_the_words() {
        let reason = WithdrawalGround::Revoked.public_reason(DecisionKind::Penalty, " 复议机关决定撤销 ");
        assert_eq!(reason, "该行政处罚决定已被依法撤销，信息已撤回。复议机关决定撤销。");
        let bare = WithdrawalGround::Void.public_reason(DecisionKind::Licence, "");
        assert_eq!(bare, "该行政许可决定已被依法确认无效，信息已撤回。");
    }

    #[test]
    fn personal_data_in_a_public_reason_is_named_with_its_place() {
        let faults = withdrawal_faults("联系人电话13800138000", day("2026-11-23"), day("2026-11-23"));
        assert_eq!(faults.len(), 1);
        assert!(faults[0].message.contains("手机号码") && faults[0].message.contains('6'), "{faults:?}");
    }

    #[test]
    fn a_removal_has_a_reason_and_only_a_right_listing_leaves_history() {
        let fields = |words: &str, on: &str| {
            let faults = removal_faults(words, day(on), day("2026-11-23"));
            faults.into_iter().map(|fault| fault.field).collect::<Vec<_>>()
        };
        assert_eq!(fields(" ", "2026-11-24"), ["words", "on"]);
        assert_eq!(fields("致电13800138000", "2026-11-23"), ["words"]);
        assert!(fields("已补报年度报告并公示", "2026-11-23").is_empty());
        let kept: Vec<_> = RemovalGround::ALL.into_iter().filter(|ground| ground.is_history()).collect();
        assert_eq!(kept, [RemovalGround::Resolved]);
    }

    #[test]
    fn a_day_ahead_and_endless_words_are_faults() {
        let long = "字".repeat(MOST_WORDS + 1);
        let fields: Vec<&str> = withdrawal_faults(&long, day("2026-11-24"), day("2026-11-23"))
            .iter()
            .map(|fault| fault.field)
            .collect();
        assert_eq!(fields, ["words", "on"]);
    }
}
