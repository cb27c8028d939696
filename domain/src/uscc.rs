//! The unified social credit code (统一社会信用代码), GB 32100-2015.
//!
//! Position 1 is the registering department, 2 the kind of body, 3 to 8 the area of the registering authority
//! when it first registered the body, 9 to 17 the organisation code, 18 the check digit. The area may be 100000,
//! long abolished or a development zone outside GB/T 2260: it is neither checked against a table nor used as the
//! body's place.

mod likeness;

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::{is_blank, is_invisible, narrow};

pub use likeness::propose;

/// The characters of a credit code in the order of their values: digits and letters without I, O, S, V and Z.
pub const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// How many characters a credit code has.
pub const LENGTH: usize = 18;

/// Stands for "this sole trader has no code" in the files of the data standard; never shown and never joined on.
pub const PLACEHOLDER: &str = "00000000000000000X";

/// Departments (position 1) with the kinds of body that each may register (position 2).
///
/// 54 and 55 are grass-roots self-government bodies. Rule: GB 32100-2015 table 1 and later additions.
const KINDS: [(char, &str); 12] = [
    ('1', "1239"),
    ('2', "19"),
    ('3', "123459"),
    ('4', "19"),
    ('5', "123459"),
    ('6', "129"),
    ('7', "129"),
    ('8', "19"),
    ('9', "123"),
    ('A', "19"),
    ('N', "1239"),
    ('Y', "1"),
];

/// A credit code, well formed and with the right check digit.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uscc(String); // private field: a `Uscc` in hand is a valid one

/// Why a text is no credit code. Positions count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UsccError {
    /// Not 18 characters.
    #[error("a credit code has 18 characters, not {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// All zeros: the sum is right, but it is no code.
    #[error("18 zeros are no credit code, though their sum is right")]
    AllZeros,
    /// 17 zeros and X.
    #[error("17 zeros and X stand for a missing credit code")]
    Placeholder,
    /// A character that codes do not use.
    #[error("position {position} may not be {found:?}{}", meant_in_english(*.meant))]
    IllegalCharacter {
        /// Where.
        position: usize,
        /// What stands there.
        found: char,
        /// The legal character that looks like it.
        meant: Option<char>,
    },
    /// Position 1 names no registering department, or position 2 none of its kinds of body.
    #[error("position {position} is {found:?}, but should be one of {expected}")]
    Kind {
        /// 1 or 2.
        position: usize,
        /// What stands there.
        found: char,
        /// The characters that may.
        expected: &'static str,
    },
    /// The area (positions 3 to 8) has a letter in it.
    #[error("position {position} is {found:?}, but should be a digit of the area")]
    Area {
        /// Where.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// The last character does not fit the others.
    #[error("the check digit at position 18 should be {expected}, not {found}")]
    CheckDigit {
        /// What it should be.
        expected: char,
        /// What it is.
        found: char,
    },
}

impl UsccError {
    /// The same in Chinese, for reports and pages.
    pub fn message(&self) -> String {
        match *self {
            Self::Length { found } => format!("统一社会信用代码应为18位，现为{found}位"),
            Self::AllZeros => "18个0不是统一社会信用代码".to_owned(),
            Self::Placeholder => "17个0加X是无代码时的占位符，不是统一社会信用代码".to_owned(),
            Self::IllegalCharacter { position, found, meant: Some(meant) } => {
                format!("第{position}位“{found}”不是统一社会信用代码的字符，可能应为“{meant}”")
            }
            Self::IllegalCharacter { position, found, meant: None } => {
                format!(
                    "第{position}位“{found}”不是统一社会信用代码的字符，应为数字或除I、O、S、V、Z以外的大写字母"
                )
            }
            Self::Kind { position, found, expected } => {
                let part = if position == 1 { "登记管理部门代码" } else { "机构类别代码" };
                let expected: Vec<String> = expected.chars().map(String::from).collect();
                format!("第{position}位（{part}）为“{found}”，应为{}之一", expected.join("、"))
            }
            Self::Area { position, found } => {
                format!("第{position}位（登记管理机关行政区划码）为“{found}”，应为数字")
            }
            Self::CheckDigit { expected, found } => {
                format!("第18位（校验码）应为“{expected}”，现为“{found}”")
            }
        }
    }

    /// Stable machine word for reports.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Length { .. } => "uscc-length",
            Self::AllZeros => "uscc-all-zeros",
            Self::Placeholder => "uscc-placeholder",
            Self::IllegalCharacter { .. } => "uscc-character",
            Self::Kind { .. } => "uscc-kind",
            Self::Area { .. } => "uscc-area",
            Self::CheckDigit { .. } => "uscc-check-digit",
        }
    }
}

impl Uscc {
    /// The 18 characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Positions 9 to 17, the organisation code (GB 11714). Its own check digit is not looked at.
    pub fn organisation_code(&self) -> &str {
        self.0.get(8..17).unwrap_or_default()
    }

    /// Is it the code of a sole trader (个体工商户)? Positions 1 and 2 are 92.
    pub fn is_sole_trader(&self) -> bool {
        self.0.starts_with("92")
    }
}

impl FromStr for Uscc {
    type Err = UsccError;

    fn from_str(text: &str) -> Result<Self, UsccError> {
        let code = structure_of(text)?;
        let expected = check_digit(&code);
        match code.chars().next_back() {
            Some(found) if found != expected => Err(UsccError::CheckDigit { expected, found }),
            _ => Ok(Self(code)),
        }
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl TryFrom<String> for Uscc {
    type Error = UsccError;

    fn try_from(text: String) -> Result<Self, UsccError> {
        text.parse()
    }
}

impl From<Uscc> for String {
    fn from(code: Uscc) -> Self {
        code.0
    }
}

/// The code in its normal form (trimmed, narrow, upper case), if all but the check digit is right.
///
/// Registers hold a few codes whose check digit is wrong (重错码); files of entities accept those with a warning.
///
/// # Errors
/// The first thing wrong, from left to right; a wrong check digit is none.
pub fn structure_of(text: &str) -> Result<String, UsccError> {
    let code = normal_form(text);
    let characters: Vec<char> = code.chars().collect();
    if characters.len() != LENGTH {
        return Err(UsccError::Length { found: characters.len() });
    }
    if characters.iter().all(|c| *c == '0') {
        return Err(UsccError::AllZeros);
    }
    if code == PLACEHOLDER {
        return Err(UsccError::Placeholder);
    }
    if let Some(index) = characters.iter().position(|c| value(*c).is_none()) {
        let found = characters[index];
        return Err(UsccError::IllegalCharacter { position: index + 1, found, meant: look_alike(found) });
    }
    check_kind(characters[0], characters[1])?;
    match (2..8).find(|index| !characters[*index].is_ascii_digit()) {
        Some(index) => Err(UsccError::Area { position: index + 1, found: characters[index] }),
        None => Ok(code),
    }
}

/// The check digit that belongs to the first 17 characters. A character outside [`ALPHABET`] counts as 0.
pub fn check_digit(code: &str) -> char {
    let mut sum = 0;
    let mut weight = 1;
    for c in code.chars().take(LENGTH - 1) {
        sum += value(c).unwrap_or(0) * weight;
        weight = weight * 3 % 31;
    }
    ALPHABET.chars().nth((31 - sum % 31) % 31).unwrap_or('0')
}

/// Is it the placeholder of the data standard, 17 zeros and X?
pub fn is_placeholder(text: &str) -> bool {
    normal_form(text) == PLACEHOLDER
}

fn normal_form(text: &str) -> String {
    let text: String = text.chars().map(narrow).filter(|c| !is_invisible(*c)).collect();
    text.trim_matches(is_blank).to_ascii_uppercase()
}

fn value(c: char) -> Option<usize> {
    ALPHABET.chars().position(|legal| legal == c)
}

fn check_kind(department: char, kind: char) -> Result<(), UsccError> {
    let Some((_, kinds)) = KINDS.iter().find(|(known, _)| *known == department) else {
        return Err(UsccError::Kind { position: 1, found: department, expected: "123456789ANY" });
    };
    if kinds.contains(kind) {
        return Ok(());
    }
    Err(UsccError::Kind { position: 2, found: kind, expected: kinds })
}

/// The legal character that is easily taken for this one.
const fn look_alike(c: char) -> Option<char> {
    match c {
        'O' | 'Ο' | 'О' => Some('0'),
        'I' | '|' | 'Ⅰ' => Some('1'),
        'S' => Some('5'),
        'Z' => Some('2'),
        'V' => Some('U'),
        '×' | 'Ⅹ' | 'Х' | 'Χ' => Some('X'),
        _ => None,
    }
}

fn meant_in_english(meant: Option<char>) -> String {
    meant.map(|meant| format!("; perhaps {meant:?} is meant")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The rows of one kind in `tests/data/identifiers.csv`: value, is it valid, why.
    fn rows(kind: &str) -> impl Iterator<Item = (&'static str, bool, &'static str)> {
        let prefix = format!("{kind},");
        let lines = include_str!("../../tests/data/identifiers.csv").lines().skip(1);
        lines.filter_map(move |line| {
            let (value, rest) = line.strip_prefix(&prefix)?.split_once(',')?;
            let (valid, reason) = rest.split_once(',')?;
            Some((value, valid == "1", reason))
        })
    }

    fn message(text: &str) -> String {
        text.parse::<Uscc>().unwrap_err().message()
    }

    #[test]
    fn codes_of_the_table_are_judged_as_it_says() {
        for (value, valid, reason) in rows("uscc") {
            assert_eq!(value.parse::<Uscc>().is_ok(), valid, "{value}: {reason}");
        }
    }

    #[test]
    fn trap_eighteen_zeros_pass_the_sum_and_are_refused_by_structure() {
        assert_eq!(check_digit("00000000000000000"), '0');
        assert_eq!("000000000000000000".parse::<Uscc>(), Err(UsccError::AllZeros));
    }

    #[test]
    fn trap_the_placeholder_is_no_code() {
        assert!(is_placeholder(" 00000000000000000x "));
        assert_eq!(structure_of(PLACEHOLDER), Err(UsccError::Placeholder));
    }

    #[test]
    fn errors_name_the_position_and_what_is_expected() {
        assert_eq!(message("9161000022056857K"), "统一社会信用代码应为18位，现为17位");
        assert_eq!(message("9161000022056857OK"), "第17位“O”不是统一社会信用代码的字符，可能应为“0”");
        assert_eq!(message("946100002205685700"), "第2位（机构类别代码）为“4”，应为1、2、3之一");
        assert!(message("016100002205685700").starts_with("第1位（登记管理部门代码）为“0”"));
        assert_eq!(message("91610A002205685700"), "第6位（登记管理机关行政区划码）为“A”，应为数字");
        assert_eq!(message("916100002205685700"), "第18位（校验码）应为“K”，现为“0”");
    }

    #[test]
    fn the_english_error_names_them_too() {
        let error = "9161000022056857OK".parse::<Uscc>().unwrap_err();
        assert_eq!(error.to_string(), "position 17 may not be 'O'; perhaps '0' is meant");
    }

    #[test]
    fn structure_accepts_a_wrong_check_digit() {
        assert_eq!(structure_of("９１610000220568570x").as_deref(), Ok("91610000220568570X"));
    }

    #[test]
    fn invisible_characters_do_not_matter() {
        let code: Uscc = "\u{feff}9161\u{200b}0000220568570K\u{a0}".parse().unwrap();
        assert_eq!(code.as_str(), "91610000220568570K");
        assert_eq!(code.organisation_code(), "220568570");
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back(body in "9[123][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}") {
            let text = format!("{body}{}", check_digit(&body));
            let code: Uscc = text.parse().unwrap();
            prop_assert_eq!(code.to_string().parse::<Uscc>(), Ok(code));
        }

        #[test]
        fn one_wrong_character_is_always_found(
            body in "9[123][0-9]{6}[0-9A-HJ-NPQRTUWXY]{9}", index in 8_usize..18, other in "[0-9A-HJ-NPQRTUWXY]",
        ) {
            let mut text = format!("{body}{}", check_digit(&body));
            prop_assume!(text.get(index..=index) != Some(other.as_str()));
            text.replace_range(index..=index, &other);
            prop_assert!(text.parse::<Uscc>().is_err());
        }

        #[test]
        fn no_text_makes_it_panic(text in ".*") {
            let _ = text.parse::<Uscc>().map_err(|error| error.message());
            check_digit(&text);
        }
    }
}
