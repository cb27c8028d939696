//! Entities: who holds licences, is penalised, and has a credit record (信用主体).

use serde::{Deserialize, Serialize};

/// What kind of registered body an entity is; captions on its page depend on it (RULES 6.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntityKind {
    /// 公司
    Company,
    /// 分支机构
    Branch,
    /// 合伙企业
    Partnership,
    /// 个人独资企业
    SoleProprietorship,
    /// 个体工商户
    SoleTrader,
    /// 农民专业合作社
    Cooperative,
    /// 事业单位
    PublicInstitution,
    /// 社会组织
    SocialOrganisation,
    /// 机关
    StateOrgan,
    /// 其他组织
    Other,
}

impl EntityKind {
    /// Every kind, in the order of facets.
    pub const ALL: [Self; 10] = [
        Self::Company,
        Self::Branch,
        Self::Partnership,
        Self::SoleProprietorship,
        Self::SoleTrader,
        Self::Cooperative,
        Self::PublicInstitution,
        Self::SocialOrganisation,
        Self::StateOrgan,
        Self::Other,
    ];

    /// The stable machine word, as in URLs and JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Company => "company",
            Self::Branch => "branch",
            Self::Partnership => "partnership",
            Self::SoleProprietorship => "sole-proprietorship",
            Self::SoleTrader => "sole-trader",
            Self::Cooperative => "cooperative",
            Self::PublicInstitution => "public-institution",
            Self::SocialOrganisation => "social-organisation",
            Self::StateOrgan => "state-organ",
            Self::Other => "other",
        }
    }

    /// The kind with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Company => "公司",
            Self::Branch => "分支机构",
            Self::Partnership => "合伙企业",
            Self::SoleProprietorship => "个人独资企业",
            Self::SoleTrader => "个体工商户",
            Self::Cooperative => "农民专业合作社",
            Self::PublicInstitution => "事业单位",
            Self::SocialOrganisation => "社会组织",
            Self::StateOrgan => "机关",
            Self::Other => "其他组织",
        }
    }

    /// The caption of the person in charge (RULES 6.1: it changes with the kind).
    pub const fn representative_caption(self) -> &'static str {
        match self {
            Self::Branch | Self::Other | Self::StateOrgan => "负责人",
            Self::Partnership => "执行事务合伙人",
            Self::SoleProprietorship => "投资人",
            Self::SoleTrader => "经营者",
            Self::Company | Self::Cooperative | Self::PublicInstitution | Self::SocialOrganisation => {
                "法定代表人"
            }
        }
    }

    /// The caption of the capital, where the kind has one.
    pub const fn capital_caption(self) -> Option<&'static str> {
        match self {
            Self::Company => Some("注册资本"),
            Self::Cooperative => Some("成员出资总额"),
            Self::Partnership | Self::SoleProprietorship => Some("出资额"),
            Self::PublicInstitution | Self::SocialOrganisation => Some("开办资金"),
            Self::Branch | Self::SoleTrader | Self::StateOrgan | Self::Other => None,
        }
    }

    /// The caption of the address.
    pub const fn address_caption(self) -> &'static str {
        match self {
            Self::Branch => "营业场所",
            Self::Partnership => "主要经营场所",
            Self::SoleTrader => "经营场所",
            _ => "住所",
        }
    }

    /// The caption of the day of establishment.
    pub const fn established_caption(self) -> &'static str {
        match self {
            Self::SoleTrader => "注册日期",
            _ => "成立日期",
        }
    }

    /// What this kind of body registers beside what all have (RULES 6.1; 市场主体登记管理条例实施细则 art. 6), in the
    /// order of the registry's page.
    pub const fn further_captions(self) -> &'static [&'static str] {
        match self {
            Self::Company | Self::Partnership => &["核准日期", "营业期限自", "营业期限至"],
            Self::Branch | Self::SoleProprietorship => &["核准日期"],
            Self::SoleTrader => &["组成形式", "核准日期"],
            Self::Cooperative => &["成员出资总额（万元）", "业务范围", "核准日期"],
            Self::PublicInstitution => &["宗旨和业务范围", "举办单位", "经费来源", "开办资金（万元）"],
            Self::SocialOrganisation => &["业务主管单位", "业务范围"],
            Self::StateOrgan | Self::Other => &[],
        }
    }

    /// Reads a registry's own words (主体类型), or falls back on the code's first two characters, or on the
    /// ending of the name. A text that says nothing gives [`EntityKind::Other`].
    pub fn detect(text: Option<&str>, uscc: Option<&str>, name: &str) -> Self {
        if let Some(kind) = text.and_then(Self::from_text) {
            return kind;
        }
        if name.ends_with("分公司") || name.ends_with("分店") || name.ends_with("营业部") {
            return Self::Branch;
        }
        match uscc.and_then(|code| code.get(..2)) {
            Some("91") if name.contains("合伙") => Self::Partnership,
            Some("91") if name.contains("公司") => Self::Company,
            Some("92") => Self::SoleTrader,
            Some("93") => Self::Cooperative,
            Some("12") => Self::PublicInstitution,
            Some("51" | "52" | "53") => Self::SocialOrganisation,
            Some("11") => Self::StateOrgan,
            None if name.ends_with("公司") => Self::Company,
            None if name.ends_with("合作社") => Self::Cooperative,
            // A code alone does not say which other kind of body it is: better no word than a wrong one.
            _ => Self::Other,
        }
    }

    fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        if let Some(kind) = Self::from_code(text) {
            return Some(kind);
        }
        let has = |word: &str| text.contains(word);
        Some(if has("个体") {
            Self::SoleTrader
        } else if has("合作社") {
            Self::Cooperative
        } else if has("分公司") || has("分支") {
            Self::Branch
        } else if has("合伙") {
            Self::Partnership
        } else if has("独资企业") || has("个人独资") {
            Self::SoleProprietorship
        } else if has("事业单位") {
            Self::PublicInstitution
        } else if has("社会团体") || has("社会组织") || has("民办非企业") || has("基金会") {
            Self::SocialOrganisation
        } else if has("机关") {
            Self::StateOrgan
        } else if has("公司") {
            Self::Company
        } else if has("其他") {
            Self::Other
        } else {
            return None;
        })
    }
}

/// The groups of registration status (登记状态) that pages and facets use (RULES 6.1).
/// 撤销登记, 吊销执照 and 注销 are three different things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RegistrationStatus {
    /// 存续
    Active,
    /// 歇业
    Dormant,
    /// 吊销
    LicenceRevoked,
    /// 注销
    Deregistered,
    /// 撤销
    Annulled,
    /// 迁出
    MovedOut,
    /// 其他
    Other,
}

impl RegistrationStatus {
    /// Every status, in the order of facets.
    pub const ALL: [Self; 7] = [
        Self::Active,
        Self::Dormant,
        Self::LicenceRevoked,
        Self::Deregistered,
        Self::Annulled,
        Self::MovedOut,
        Self::Other,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Dormant => "dormant",
            Self::LicenceRevoked => "licence-revoked",
            Self::Deregistered => "deregistered",
            Self::Annulled => "annulled",
            Self::MovedOut => "moved-out",
            Self::Other => "other",
        }
    }

    /// The status with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Active => "存续",
            Self::Dormant => "歇业",
            Self::LicenceRevoked => "吊销",
            Self::Deregistered => "注销",
            Self::Annulled => "撤销",
            Self::MovedOut => "迁出",
            Self::Other => "其他",
        }
    }

    /// Groups a registry's own wording, such as 存续（在营、开业、在册） or 吊销未注销.
    pub fn from_text(text: &str) -> Self {
        let has = |word: &str| text.contains(word);
        if has("吊销") {
            Self::LicenceRevoked
        } else if has("注销") || has("除名") {
            Self::Deregistered
        } else if has("撤销") {
            Self::Annulled
        } else if has("迁出") {
            Self::MovedOut
        } else if has("歇业") {
            Self::Dormant
        } else if ["存续", "在营", "开业", "在业", "在册", "有效", "正常"].iter().any(|word| has(word))
        {
            Self::Active
        } else {
            Self::from_code(text.trim()).unwrap_or(Self::Other)
        }
    }
}
