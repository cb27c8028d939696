//! The personal-data scanner: what must never stand in a public text (个人信息保护法 art. 25, 28; RULES section 7).
//!
//! It reads a text as a person would: full width, blanks, zero-width characters, separators and Chinese numerals
//! make no difference. What it finds blocks a record until somebody masks or confirms it, so it leans towards
//! finding too much; but it knows the numbers that public records are full of: credit codes, document and
//! permit numbers, amounts and dates.
//!
//! Choices in doubt:
//! - 18 digits that are both a credit code and an identity number are a credit code if they begin with 9 and the
//!   organisation code inside is right too, or if 信用代码 stands before them; else an identity number.
//! - 15 digits with an area and a date of birth are an old identity number, also if they would do as a
//!   registration number (one in ten old numbers would), unless they do and 注册号 or the like stands before them.
//!   So one in thirty registration numbers is found where it stands bare: they are no public field.
//! - The word 许可证编号 does not clear an identity number: certificates of persons are often numbered by it.

mod fold;
mod names;
mod numbers;
mod words;

pub use names::mask_name;

use fold::Reading;

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FindingKind {
    /// A resident identity number of 18 characters with the right check digit.
    ResidentId,
    /// An old one of 15 digits with a date of birth.
    OldResidentId,
    /// A mobile telephone number.
    Mobile,
    /// A landline number.
    Landline,
    /// A bank card number (16 to 19 digits, Luhn).
    BankCard,
    /// A licence plate.
    LicencePlate,
    /// An e-mail address.
    Email,
    /// A passport or travel permit.
    TravelDocument,
    /// What follows a word such as 身份证号.
    IdentityText,
    /// What follows a word such as 住址.
    HomeAddress,
    /// A `WeChat` or QQ account after that word.
    Messenger,
}

impl FindingKind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::ResidentId,
        Self::OldResidentId,
        Self::Mobile,
        Self::Landline,
        Self::BankCard,
        Self::LicencePlate,
        Self::Email,
        Self::TravelDocument,
        Self::IdentityText,
        Self::HomeAddress,
        Self::Messenger,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::ResidentId => "resident-id",
            Self::OldResidentId => "old-resident-id",
            Self::Mobile => "mobile",
            Self::Landline => "landline",
            Self::BankCard => "bank-card",
            Self::LicencePlate => "licence-plate",
            Self::Email => "email",
            Self::TravelDocument => "travel-document",
            Self::IdentityText => "identity-text",
            Self::HomeAddress => "home-address",
            Self::Messenger => "messenger",
        }
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::ResidentId => "公民身份号码",
            Self::OldResidentId => "15位旧身份证号",
            Self::Mobile => "手机号码",
            Self::Landline => "固定电话号码",
            Self::BankCard => "银行卡号",
            Self::LicencePlate => "车牌号",
            Self::Email => "电子邮箱",
            Self::TravelDocument => "护照或通行证号码",
            Self::IdentityText => "身份证件信息",
            Self::HomeAddress => "家庭住址",
            Self::Messenger => "微信或QQ号",
        }
    }
}

/// Personal data in a text: its kind and its place, in characters of the original, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What it is.
    pub kind: FindingKind,
    /// First character.
    pub start: usize,
    /// One past the last character.
    pub end: usize,
}

/// All personal data in a text, by place. A finding never lies inside another one.
pub fn scan(text: &str) -> Vec<Finding> {
    let reading = Reading::of(text);
    let mut findings: Vec<Finding> = Vec::new();
    for finding in numbers::find(&reading).into_iter().chain(words::find(&reading)) {
        if !findings.iter().any(|known| known.start <= finding.start && finding.end <= known.end) {
            findings.retain(|known| !(finding.start <= known.start && known.end <= finding.end));
            findings.push(finding);
        }
    }
    findings.sort_by_key(|finding| (finding.start, finding.end));
    findings
}

/// The text with each character of each finding replaced by an asterisk.
pub fn mask_findings(text: &str) -> String {
    let findings = scan(text);
    let is_found =
        |index: usize| findings.iter().any(|finding| (finding.start..finding.end).contains(&index));
    text.chars().enumerate().map(|(index, c)| if is_found(index) { '*' } else { c }).collect()
}

#[cfg(test)]
mod tests;
