//! What somebody writes who objects, and what is wrong with it.

use serde::{Deserialize, Serialize};

use super::{Ground, Objector};
use crate::privacy;
use crate::text::strip_controls;

/// The most characters of a name.
const MOST_OF_NAME: usize = 100;
/// Characters of a telephone number.
const TELEPHONE: std::ops::RangeInclusive<usize> = 5..=30;
/// The most characters of an e-mail address (RFC 5321).
const MOST_OF_EMAIL: usize = 254;
/// Characters of the words: less says nothing, more is an attachment.
const WORDS: std::ops::RangeInclusive<usize> = 10..=2_000;
/// The most characters of a reason.
const MOST_OF_REASON: usize = 500;

/// As it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// Code of the ground.
    pub ground: String,
    /// Code of who objects.
    pub objector: String,
    /// Name.
    pub name: String,
    /// Telephone.
    pub telephone: String,
    /// E-mail; may be empty.
    pub email: String,
    /// What is wrong and how it should be.
    pub words: String,
    /// 本人具有完全民事行为能力: ticked or not. Others are outside the regulation (RULES 5.4).
    pub capable: bool,
}

/// Who objects, why and in which words. Encrypted at rest; seen only by those who decide.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Why.
    pub ground: Ground,
    /// The party or its representative.
    pub objector: Objector,
    /// Name.
    pub name: String,
    /// Telephone.
    pub telephone: String,
    /// E-mail, if given.
    pub email: Option<String>,
    /// The words.
    pub words: String,
}

impl std::fmt::Debug for Statement {
    /// The ground only: all else is personal.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Statement({})", self.ground.code())
    }
}

/// What is wrong: in which field, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormFault {
    /// The field's name.
    pub field: &'static str,
    /// A sentence in Chinese.
    pub message: &'static str,
}

impl Typed {
    /// What was typed, if nothing is wrong with it.
    ///
    /// # Errors
    /// All faults, in the order of the form.
    pub fn check(&self) -> Result<Statement, Vec<FormFault>> {
        let mut faults = Vec::new();
        let mut fault = |field, message| faults.push(FormFault { field, message });
        let ground = Ground::from_code(&self.ground);
        if ground.is_none() {
            fault("ground", "请选择一项异议理由");
        }
        let objector = Objector::from_code(&self.objector);
        if objector.is_none() {
            fault("objector", "请选择您的身份");
        }
        let name = strip_controls(self.name.trim());
        if name.is_empty() || name.chars().count() > MOST_OF_NAME {
            fault("name", "请填写姓名或者单位名称，最多 100 字");
        }
        if !is_telephone(&self.telephone) {
            fault("telephone", "请填写能联系到您的电话，只用数字、空格和 + - ( )，5 至 30 个字符");
        }
        let email = self.email.trim();
        if !email.is_empty() && !is_email(email) {
            fault("email", "电子邮箱应当像 name@example.cn，也可以不填");
        }
        let words = self.words.trim();
        if !WORDS.contains(&words.chars().count()) {
            fault("words", "请写明哪里不对、应当怎样，10 至 2000 字；更多的内容请放进附件");
        }
        if !self.capable {
            fault("capable", "请确认本人具有完全民事行为能力；不具有的，由监护人作为代理人提出");
        }
        match (ground, objector) {
            (Some(ground), Some(objector)) if faults.is_empty() => Ok(Statement {
                ground,
                objector,
                name,
                telephone: self.telephone.trim().to_owned(),
                email: (!email.is_empty()).then(|| email.to_owned()),
                words: words.to_owned(),
            }),
            _ => Err(faults),
        }
    }
}

fn is_telephone(text: &str) -> bool {
    let text = text.trim();
    let is_usual = |character: char| character.is_ascii_digit() || " +-()（）".contains(character);
    TELEPHONE.contains(&text.chars().count())
        && text.chars().all(is_usual)
        && text.chars().filter(char::is_ascii_digit).count() >= *TELEPHONE.start()
}

fn is_email(text: &str) -> bool {
    let is_plain = text.len() <= MOST_OF_EMAIL && !text.chars().any(|c| c.is_whitespace() || c.is_control());
    is_plain
        && text.split_once('@').is_some_and(|(name, host)| {
            !name.is_empty() && host.contains('.') && !host.contains('@') && !host.ends_with('.')
        })
}

/// What is wrong with a reason that goes to who objects, and perhaps to the public: empty, too long, or with personal
/// data in it.
pub fn reason_fault(reason: &str) -> Option<String> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Some("请写明理由：异议人会看到".to_owned());
    }
    if reason.chars().count() > MOST_OF_REASON {
        return Some(format!("理由最多 {MOST_OF_REASON} 字，请缩短"));
    }
    let found = privacy::scan(reason);
    let first = found.first()?;
    Some(format!("理由第 {} 个字起含有{}，请删去后再提交", first.start + 1, first.kind.label()))
}
