//! The registration number of a business (工商注册号): 15 digits with a check digit (GS 15-2006), or the 13 digits
//! used before 2007, which have none.

use std::fmt;
use std::str::FromStr;

use crate::text::{is_blank, is_invisible, narrow};

/// A registration number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RegistrationNumber {
    /// 15 digits with the right check digit.
    Checked(Digits),
    /// 13 digits of before 2007: text, nothing can be checked.
    Old(Digits),
}

/// The digits of a registration number. Only a parsed [`RegistrationNumber`] holds them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Digits(String);

/// Who holds a 15-digit number, by the first digit of its sequence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// 内资企业: 0 to 3.
    Domestic,
    /// 外商投资企业: 4 and 5.
    ForeignInvested,
    /// 个体工商户: 6 to 9.
    SoleTrader,
}

/// Why a text is no registration number. Positions count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RegistrationNumberError {
    /// Neither 15 nor 13 digits.
    #[error("a registration number has 15 digits (13 before 2007), not {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// Zeros only.
    #[error("zeros alone are no registration number")]
    AllZeros,
    /// Not a digit.
    #[error("position {position} is {found:?}, but should be a digit")]
    NotADigit {
        /// Where.
        position: usize,
        /// What stands there.
        found: char,
    },
    /// The last digit does not fit the others.
    #[error("the check digit at position 15 should be {expected}, not {found}")]
    CheckDigit {
        /// What it should be.
        expected: char,
        /// What it is.
        found: char,
    },
}

impl RegistrationNumberError {
    /// The same in Chinese, for reports and pages.
    pub fn message(&self) -> String {
        match self {
            Self::Length { found } => format!("工商注册号应为15位（2007年以前为13位），现为{found}位"),
            Self::AllZeros => "全为0，不是工商注册号".to_owned(),
            Self::NotADigit { position, found } => format!("第{position}位为“{found}”，应为数字"),
            Self::CheckDigit { expected, found } => {
                format!("第15位（校验码）应为“{expected}”，现为“{found}”")
            }
        }
    }
}

impl RegistrationNumber {
    /// The digits.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Checked(Digits(digits)) | Self::Old(Digits(digits)) => digits,
        }
    }

    /// Who holds it; unknown for old numbers.
    pub fn holder(&self) -> Option<Holder> {
        let Self::Checked(Digits(digits)) = self else { return None };
        Some(match digits.chars().nth(6)? {
            '0'..='3' => Holder::Domestic,
            '4' | '5' => Holder::ForeignInvested,
            _ => Holder::SoleTrader,
        })
    }
}

impl fmt::Display for RegistrationNumber {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

impl FromStr for RegistrationNumber {
    type Err = RegistrationNumberError;

    fn from_str(text: &str) -> Result<Self, RegistrationNumberError> {
        let text: String = text.chars().map(narrow).filter(|c| !is_invisible(*c)).collect();
        let number = text.trim_matches(is_blank);
        let characters: Vec<char> = number.chars().collect();
        if !matches!(characters.len(), 13 | 15) {
            return Err(RegistrationNumberError::Length { found: characters.len() });
        }
        if let Some(index) = characters.iter().position(|c| !c.is_ascii_digit()) {
            return Err(RegistrationNumberError::NotADigit { position: index + 1, found: characters[index] });
        }
        if characters.iter().all(|c| *c == '0') {
            return Err(RegistrationNumberError::AllZeros);
        }
        let digits = Digits(number.to_owned());
        let [body @ .., found] = characters.as_slice() else { return Ok(Self::Old(digits)) };
        if body.len() == 12 {
            return Ok(Self::Old(digits));
        }
        let expected = check_digit(body);
        if *found != expected {
            return Err(RegistrationNumberError::CheckDigit { expected, found: *found });
        }
        Ok(Self::Checked(digits))
    }
}

/// ISO 7064 MOD 11,10 over the first 14 digits.
fn check_digit(body: &[char]) -> char {
    let mut product = 10;
    for c in body {
        let sum = (product + c.to_digit(10).unwrap_or(0)) % 10;
        product = if sum == 0 { 10 } else { sum } * 2 % 11;
    }
    char::from_digit((11 - product) % 10, 10).unwrap_or('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_table_are_judged_as_it_says() {
        for line in include_str!("../../tests/data/identifiers.csv").lines() {
            let Some((value, rest)) = line.strip_prefix("regno,").and_then(|rest| rest.split_once(','))
            else {
                continue;
            };
            assert_eq!(value.parse::<RegistrationNumber>().is_ok(), rest.starts_with("1,"), "{line}");
        }
    }

    #[test]
    fn the_sequence_tells_who_holds_it() {
        let holder = |text: &str| text.parse::<RegistrationNumber>().unwrap().holder();
        assert_eq!(holder("110108000000016"), Some(Holder::Domestic));
        assert_eq!(holder("330200400065251"), Some(Holder::ForeignInvested));
        assert_eq!(holder("6101001234567"), None);
    }

    #[test]
    fn a_wrong_check_digit_is_named_with_the_right_one() {
        let error = "110108000000010".parse::<RegistrationNumber>().unwrap_err();
        assert_eq!(error.message(), "第15位（校验码）应为“6”，现为“0”");
    }
}
