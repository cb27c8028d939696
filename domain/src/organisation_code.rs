//! The organisation code (组织机构代码), GB 11714-1997: eight characters and a check digit.
//!
//! Its letters count A = 10 to Z = 35, unlike those of the credit code around it.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::text::{is_blank, is_dash, is_invisible, narrow};

/// Weights of the eight characters of the body.
const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];

/// An organisation code with the right check digit; kept without its hyphen.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct OrganisationCode(String);

/// Why a text is no organisation code. Positions count from 1, without the hyphen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrganisationCodeError {
    /// Not nine characters.
    #[error("an organisation code has 9 characters, not {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// Nine zeros.
    #[error("9 zeros are no organisation code, though their sum is right")]
    AllZeros,
    /// Neither digit nor Latin letter.
    #[error("position {position} may not be {found:?}")]
    IllegalCharacter {
        /// Where.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// The last character does not fit the others.
    #[error("the check digit at position 9 should be {expected}, not {found}")]
    CheckDigit {
        /// What it should be.
        expected: char,
        /// What it is.
        found: char,
    },
}

impl OrganisationCodeError {
    /// The same in Chinese, for reports and pages.
    pub fn message(&self) -> String {
        match self {
            Self::Length { found } => format!("组织机构代码应为9位，现为{found}位"),
            Self::AllZeros => "9个0不是组织机构代码".to_owned(),
            Self::IllegalCharacter { position, found } => {
                format!("第{position}位“{found}”不是组织机构代码的字符，应为数字或大写字母")
            }
            Self::CheckDigit { expected, found } => {
                format!("第9位（校验码）应为“{expected}”，现为“{found}”")
            }
        }
    }
}

impl OrganisationCode {
    /// The nine characters without a hyphen.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The printed form, with the hyphen before the check digit.
impl fmt::Display for OrganisationCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (body, check) = self.0.split_at_checked(8).unwrap_or((&self.0, ""));
        write!(formatter, "{body}-{check}")
    }
}

impl FromStr for OrganisationCode {
    type Err = OrganisationCodeError;

    fn from_str(text: &str) -> Result<Self, OrganisationCodeError> {
        let characters = characters_of(text);
        let [body @ .., found] = characters.as_slice() else {
            return Err(OrganisationCodeError::Length { found: 0 });
        };
        if body.len() != WEIGHTS.len() {
            return Err(OrganisationCodeError::Length { found: characters.len() });
        }
        if characters.iter().all(|c| *c == '0') {
            return Err(OrganisationCodeError::AllZeros);
        }
        if let Some(index) = characters.iter().position(|c| !c.is_ascii_alphanumeric()) {
            let found = characters[index];
            return Err(OrganisationCodeError::IllegalCharacter { position: index + 1, found });
        }
        let expected = check_digit(body);
        if *found != expected {
            return Err(OrganisationCodeError::CheckDigit { expected, found: *found });
        }
        Ok(Self(characters.into_iter().collect()))
    }
}

impl TryFrom<String> for OrganisationCode {
    type Error = OrganisationCodeError;

    fn try_from(text: String) -> Result<Self, OrganisationCodeError> {
        text.parse()
    }
}

impl From<OrganisationCode> for String {
    fn from(code: OrganisationCode) -> Self {
        code.0
    }
}

/// Narrow and upper case, without blanks around it and without a hyphen before the last character.
fn characters_of(text: &str) -> Vec<char> {
    let text: String = text.chars().map(narrow).filter(|c| !is_invisible(*c)).collect();
    let mut characters: Vec<char> = text.trim_matches(is_blank).to_ascii_uppercase().chars().collect();
    if characters.len() == 10 && is_dash(characters[8]) {
        characters.remove(8);
    }
    characters
}

/// C9 = 11 − (weighted sum mod 11); 10 is X and 11 is 0.
fn check_digit(body: &[char]) -> char {
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(c, weight)| c.to_digit(36).unwrap_or(0) * weight).sum();
    match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_the_table_are_judged_as_it_says() {
        for line in include_str!("../../tests/data/identifiers.csv").lines() {
            let Some((value, rest)) = line.strip_prefix("org,").and_then(|rest| rest.split_once(',')) else {
                continue;
            };
            assert_eq!(value.parse::<OrganisationCode>().is_ok(), rest.starts_with("1,"), "{line}");
        }
    }

    #[test]
    fn trap_letters_count_from_ten_unlike_those_of_the_credit_code() {
        let code: OrganisationCode = "ma6cft04-2".parse().unwrap();
        assert_eq!(code.as_str(), "MA6CFT042");
        assert_eq!(code.to_string(), "MA6CFT04-2");
    }

    #[test]
    fn errors_name_the_position_and_what_is_expected() {
        let error = "715267260".parse::<OrganisationCode>().unwrap_err();
        assert_eq!(error, OrganisationCodeError::CheckDigit { expected: 'X', found: '0' });
        assert_eq!(error.message(), "第9位（校验码）应为“X”，现为“0”");
    }
}
