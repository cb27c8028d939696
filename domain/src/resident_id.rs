//! The resident identity number (公民身份号码), GB 11643-1999: 18 characters, or the old 15 digits without check.
//!
//! The value never shows itself: `Debug` and `Display` print `ResidentId(***)`, and it has no serde form.

use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::text::{is_blank, is_invisible, narrow};

/// First two digits of areas: provinces, 港澳台 (81 to 83, 71) and 9 of the permanent residence card of foreigners.
/// The other four digits of an area are as of the first issue and are not checked: abolished codes are valid.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42",
    "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82",
    "83",
];

/// Weights of the first 17 digits.
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Check characters by the weighted sum modulo 11.
const CHECKS: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// A resident identity number whose area, date of birth and check digit are right.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ResidentId {
    number: String,
    born_on: NaiveDate,
}

/// Which of the two forms a number has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResidentIdForm {
    /// 18 characters with a check digit.
    Current,
    /// 15 digits, issued until 1999, invalid since 2013, without a check digit.
    Old,
}

/// Why a text is no identity number. Positions count from 1; the number itself is never part of the error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResidentIdError {
    /// Neither 18 nor 15 characters.
    #[error("an identity number has 18 characters (15 in the old form), not {found}")]
    Length {
        /// How many there are.
        found: usize,
    },
    /// Not a digit where one must be.
    #[error("position {position} is not a digit")]
    NotADigit {
        /// Where.
        position: usize,
    },
    /// Positions 1 and 2 name no province.
    #[error("positions 1 and 2 name no province")]
    Area,
    /// The date of birth does not exist.
    #[error("the date of birth does not exist")]
    BirthDate,
    /// The last character does not fit the others.
    #[error("the check digit at position 18 should be {expected}")]
    CheckDigit {
        /// What it should be.
        expected: char,
    },
}

impl ResidentIdError {
    /// The same in Chinese, for reports and pages.
    pub fn message(&self) -> String {
        match self {
            Self::Length { found } => format!("公民身份号码应为18位（旧号15位），现为{found}位"),
            Self::NotADigit { position } => format!("公民身份号码第{position}位应为数字"),
            Self::Area => "公民身份号码第1、2位不是省级行政区划代码".to_owned(),
            Self::BirthDate => "公民身份号码中的出生日期不存在".to_owned(),
            Self::CheckDigit { expected } => format!("公民身份号码第18位（校验码）应为“{expected}”"),
        }
    }
}

impl ResidentId {
    /// The number itself, in upper case: for encryption and the keyed hash, for nothing else.
    pub fn expose(&self) -> &str {
        &self.number
    }

    /// Which form it has.
    pub fn form(&self) -> ResidentIdForm {
        if self.number.len() == 18 { ResidentIdForm::Current } else { ResidentIdForm::Old }
    }

    /// Date of birth; the old form's two digits are a year of the twentieth century.
    pub const fn born_on(&self) -> NaiveDate {
        self.born_on
    }

    /// Age in full years (周岁) on a day; none before birth.
    ///
    /// A year of life is full at the end of the birthday, so it counts from the day after
    /// (民法典 art. 200, 201 and 203).
    pub fn age_on(&self, day: NaiveDate) -> Option<u32> {
        if day == self.born_on {
            return Some(0);
        }
        day.pred_opt()?.years_since(self.born_on)
    }

    /// Is the person under 18 on that day (未成年人保护法 art. 2)? Somebody not yet born counts as a minor.
    pub fn is_minor_on(&self, day: NaiveDate) -> bool {
        self.age_on(day).is_none_or(|age| age < 18)
    }

    /// Is the person under 14 on that day, when no administrative penalty may be given (行政处罚法 art. 30)?
    pub fn is_under_fourteen_on(&self, day: NaiveDate) -> bool {
        self.age_on(day).is_none_or(|age| age < 14)
    }

    /// May somebody of that age be alive on that day? False for an age above 120 and before birth.
    pub fn is_plausible_on(&self, day: NaiveDate) -> bool {
        self.age_on(day).is_some_and(|age| age <= 120)
    }
}

impl fmt::Debug for ResidentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResidentId(***)")
    }
}

impl fmt::Display for ResidentId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResidentId(***)")
    }
}

impl FromStr for ResidentId {
    type Err = ResidentIdError;

    fn from_str(text: &str) -> Result<Self, ResidentIdError> {
        let text: String = text.chars().map(narrow).filter(|c| !is_invisible(*c)).collect();
        let number = text.trim_matches(is_blank).to_ascii_uppercase();
        let characters: Vec<char> = number.chars().collect();
        let digits = match characters.len() {
            18 => &characters[..17],
            15 => &characters[..],
            found => return Err(ResidentIdError::Length { found }),
        };
        if let Some(index) = digits.iter().position(|c| !c.is_ascii_digit()) {
            return Err(ResidentIdError::NotADigit { position: index + 1 });
        }
        if !is_area(&number) {
            return Err(ResidentIdError::Area);
        }
        let born_on = birth_date(&number).ok_or(ResidentIdError::BirthDate)?;
        if characters.len() == 18 {
            let expected = check_digit(digits);
            if characters[17] != expected {
                return Err(ResidentIdError::CheckDigit { expected });
            }
        }
        Ok(Self { number, born_on })
    }
}

/// Does the number begin with a province (or 9, a foreigner's card)?
fn is_area(number: &str) -> bool {
    let foreigner = number.len() == 18 && number.starts_with('9');
    foreigner || number.get(..2).is_some_and(|province| PROVINCES.contains(&province))
}

fn birth_date(number: &str) -> Option<NaiveDate> {
    let digits = match number.len() {
        18 => number.get(6..14)?.to_owned(),
        _ => format!("19{}", number.get(6..12)?),
    };
    let date = digits.parse::<u32>().ok()?;
    let year = i32::try_from(date / 10_000).ok()?;
    if !(1800..2200).contains(&year) {
        return None;
    }
    NaiveDate::from_ymd_opt(year, date / 100 % 100, date % 100)
}

fn check_digit(digits: &[char]) -> char {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(c, weight)| c.to_digit(10).unwrap_or(0) * weight).sum();
    CHECKS.get(sum as usize % CHECKS.len()).copied().unwrap_or('1')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> ResidentId {
        text.parse().unwrap()
    }

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_of_the_table_are_judged_as_it_says() {
        for line in include_str!("../../tests/data/identifiers.csv").lines() {
            let Some((value, rest)) = line.strip_prefix("id,").and_then(|rest| rest.split_once(',')) else {
                continue;
            };
            assert_eq!(value.parse::<ResidentId>().is_ok(), rest.starts_with("1,"), "{line}");
        }
    }

    #[test]
    fn it_never_shows_itself() {
        let id = id("11010519491231002x");
        assert_eq!(
            format!("{id} {id:?} {:?}", Some(&id)),
            "ResidentId(***) ResidentId(***) Some(ResidentId(***))"
        );
        assert_eq!(id.expose(), "11010519491231002X");
    }

    #[test]
    fn both_forms_tell_the_date_of_birth() {
        assert_eq!(id("11010519491231002X").born_on(), day("1949-12-31"));
        assert_eq!(id("610102000101001").born_on(), day("1900-01-01"));
        assert_eq!(id("610102000101001").form(), ResidentIdForm::Old);
    }

    #[test]
    fn a_year_of_life_is_full_on_the_day_after_the_birthday() {
        let id = id("11010519491231002X");
        assert_eq!(id.age_on(day("1949-12-30")), None);
        assert_eq!(id.age_on(day("1949-12-31")), Some(0));
        assert_eq!(id.age_on(day("1967-12-31")), Some(17));
        assert_eq!(id.age_on(day("1968-01-01")), Some(18));
    }

    #[test]
    fn trap_minors_are_told_by_the_day() {
        let id = id("11010519491231002X");
        assert!(id.is_minor_on(day("1967-12-31")) && !id.is_minor_on(day("1968-01-01")));
        assert!(id.is_under_fourteen_on(day("1963-12-31")) && !id.is_under_fourteen_on(day("1964-01-01")));
        assert!(id.is_minor_on(day("1940-01-01")), "not yet born");
    }

    #[test]
    fn an_age_above_120_is_not_plausible() {
        assert!(!id("440524188001010014").is_plausible_on(day("2026-07-06")));
        assert!(id("11010519491231002X").is_plausible_on(day("2026-07-06")));
    }

    #[test]
    fn the_error_does_not_hold_the_number() {
        let error = "110105194912310021".parse::<ResidentId>().unwrap_err();
        assert_eq!(error.message(), "公民身份号码第18位（校验码）应为“X”");
        assert!(!format!("{error}{error:?}").contains("1949"));
    }
}
