//! Kinds of penalty, read from both vocabularies, and the class that they stand for (RULES 1.6, 5.2).

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Class;
use crate::check::Procedure;
use crate::text::fold_width;

/// A kind of penalty (处罚种类): the law of 2021 split further where the class depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PenaltyKind {
    /// 警告
    Warning,
    /// 通报批评
    Criticism,
    /// 罚款
    Fine,
    /// 没收违法所得
    ConfiscatedGains,
    /// 没收非法财物
    ConfiscatedGoods,
    /// 暂扣许可证件
    Suspension,
    /// 降低资质等级
    Downgrade,
    /// 暂扣或者吊销, the standard's merged word, where the content does not say which.
    SuspensionOrRevocation,
    /// 吊销许可证件
    Revocation,
    /// 限制开展生产经营活动
    RestrictedBusiness,
    /// 责令停产停业
    Shutdown,
    /// 责令关闭
    Closure,
    /// 限制从业
    TradeBan,
    /// 行政拘留
    Detention,
    /// 其他
    Other,
}

impl PenaltyKind {
    /// Every kind, in the order of the law (行政处罚法 9).
    pub const ALL: [Self; 15] = [
        Self::Warning,
        Self::Criticism,
        Self::Fine,
        Self::ConfiscatedGains,
        Self::ConfiscatedGoods,
        Self::Suspension,
        Self::Downgrade,
        Self::SuspensionOrRevocation,
        Self::Revocation,
        Self::RestrictedBusiness,
        Self::Shutdown,
        Self::Closure,
        Self::TradeBan,
        Self::Detention,
        Self::Other,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Criticism => "criticism",
            Self::Fine => "fine",
            Self::ConfiscatedGains => "confiscated-gains",
            Self::ConfiscatedGoods => "confiscated-goods",
            Self::Suspension => "suspension",
            Self::Downgrade => "downgrade",
            Self::SuspensionOrRevocation => "suspension-or-revocation",
            Self::Revocation => "revocation",
            Self::RestrictedBusiness => "restricted-business",
            Self::Shutdown => "shutdown",
            Self::Closure => "closure",
            Self::TradeBan => "trade-ban",
            Self::Detention => "detention",
            Self::Other => "other",
        }
    }

    /// The kind with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The law's term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Warning => "警告",
            Self::Criticism => "通报批评",
            Self::Fine => "罚款",
            Self::ConfiscatedGains => "没收违法所得",
            Self::ConfiscatedGoods => "没收非法财物",
            Self::Suspension => "暂扣许可证件",
            Self::Downgrade => "降低资质等级",
            Self::SuspensionOrRevocation => "暂扣或者吊销许可证件",
            Self::Revocation => "吊销许可证件",
            Self::RestrictedBusiness => "限制开展生产经营活动",
            Self::Shutdown => "责令停产停业",
            Self::Closure => "责令关闭",
            Self::TradeBan => "限制从业",
            Self::Detention => "行政拘留",
            Self::Other => "其他",
        }
    }

    /// The class that it stands for by default (RULES 5.2): a fine without a band is 一般. Where the file leaves
    /// open whether a licence was suspended or revoked, the milder one counts.
    pub const fn default_class(self) -> Class {
        match self {
            Self::Warning | Self::Criticism => Class::Minor,
            Self::Fine
            | Self::ConfiscatedGains
            | Self::ConfiscatedGoods
            | Self::Suspension
            | Self::Downgrade
            | Self::SuspensionOrRevocation
            | Self::Other => Class::General,
            Self::Revocation
            | Self::RestrictedBusiness
            | Self::Shutdown
            | Self::Closure
            | Self::TradeBan
            | Self::Detention => Class::Serious,
        }
    }
}

/// Words by which kinds are recognised, in the vocabulary of 1996/2017 and that of 2021.
const WORDS: [(&str, PenaltyKind); 21] = [
    ("警告", PenaltyKind::Warning),
    ("通报批评", PenaltyKind::Criticism),
    ("罚款", PenaltyKind::Fine),
    ("违法所得", PenaltyKind::ConfiscatedGains),
    ("非法所得", PenaltyKind::ConfiscatedGains),
    ("非法财物", PenaltyKind::ConfiscatedGoods),
    ("没收财物", PenaltyKind::ConfiscatedGoods),
    ("暂扣", PenaltyKind::Suspension),
    ("降低资质", PenaltyKind::Downgrade),
    ("吊销", PenaltyKind::Revocation),
    ("限制开展生产经营", PenaltyKind::RestrictedBusiness),
    ("限制生产经营", PenaltyKind::RestrictedBusiness),
    ("停产停业", PenaltyKind::Shutdown),
    ("停止生产经营", PenaltyKind::Shutdown),
    ("责令停产", PenaltyKind::Shutdown),
    ("责令停业", PenaltyKind::Shutdown),
    ("责令关闭", PenaltyKind::Closure),
    ("限制从业", PenaltyKind::TradeBan),
    ("禁止从业", PenaltyKind::TradeBan),
    ("市场禁入", PenaltyKind::TradeBan),
    ("拘留", PenaltyKind::Detention),
];

/// The kinds of penalty of one decision.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PenaltyKinds(BTreeSet<PenaltyKind>);

impl PenaltyKinds {
    /// Reads 处罚类别: both vocabularies, joined by ；、，; and with 其他-… looked into.
    pub fn parse(text: &str) -> Self {
        let folded = fold_width(text);
        let parts =
            folded.split([';', ',', '、', '；', '，', '\n']).map(str::trim).filter(|part| !part.is_empty());
        Self(parts.flat_map(kinds_of).collect())
    }

    /// Settles 暂扣或者吊销 by the content of the decision and the name of the licence (RULES 1.6).
    #[must_use]
    pub fn settled_by(mut self, content: &str) -> Self {
        if self.0.contains(&PenaltyKind::SuspensionOrRevocation) {
            let settled = match (content.contains("吊销"), content.contains("暂扣")) {
                (true, false) => PenaltyKind::Revocation,
                (false, true) => PenaltyKind::Suspension,
                _ => return self,
            };
            self.0.remove(&PenaltyKind::SuspensionOrRevocation);
            self.0.insert(settled);
        }
        self
    }

    /// The kinds in the order of the law.
    pub fn iter(&self) -> impl Iterator<Item = PenaltyKind> + '_ {
        self.0.iter().copied()
    }

    /// True if none was named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// True if that kind is among them.
    pub fn has(&self, kind: PenaltyKind) -> bool {
        self.0.contains(&kind)
    }

    /// True if something was confiscated.
    pub fn has_confiscation(&self) -> bool {
        self.has(PenaltyKind::ConfiscatedGains) || self.has(PenaltyKind::ConfiscatedGoods)
    }

    /// True if a licence was suspended or revoked.
    pub fn touches_licence(&self) -> bool {
        [PenaltyKind::Suspension, PenaltyKind::Revocation, PenaltyKind::SuspensionOrRevocation]
            .into_iter()
            .any(|kind| self.has(kind))
    }

    /// True for 警告, 通报批评 or both, and nothing else.
    pub fn is_warning_only(&self) -> bool {
        !self.is_empty()
            && self.iter().all(|kind| matches!(kind, PenaltyKind::Warning | PenaltyKind::Criticism))
    }

    /// The class by default: the gravest of its kinds; 轻微 for the simple procedure (RULES 5.2).
    pub fn default_class(&self, procedure: Procedure) -> Class {
        if procedure == Procedure::Simple {
            return Class::Minor;
        }
        self.iter().map(PenaltyKind::default_class).max().unwrap_or(Class::General)
    }
}

impl FromIterator<PenaltyKind> for PenaltyKinds {
    fn from_iter<I: IntoIterator<Item = PenaltyKind>>(kinds: I) -> Self {
        Self(kinds.into_iter().collect())
    }
}

fn kinds_of(part: &str) -> BTreeSet<PenaltyKind> {
    let mut kinds: BTreeSet<PenaltyKind> =
        WORDS.into_iter().filter(|(word, _)| part.contains(word)).map(|(_, kind)| kind).collect();
    if kinds.contains(&PenaltyKind::Suspension) && kinds.contains(&PenaltyKind::Revocation) {
        kinds.remove(&PenaltyKind::Suspension);
        kinds.remove(&PenaltyKind::Revocation);
        kinds.insert(PenaltyKind::SuspensionOrRevocation);
    }
    if kinds.is_empty() {
        kinds.insert(if part.contains("没收") {
            PenaltyKind::ConfiscatedGoods
        } else {
            PenaltyKind::Other
        });
    }
    kinds
}
