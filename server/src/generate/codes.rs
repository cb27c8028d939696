//! Codes with valid check digits. The digits come from the domain's own rules: it says which one it accepts.

use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use domain::organisation_code::OrganisationCode;
use domain::registration_number::RegistrationNumber;
use domain::resident_id::ResidentId;
use domain::uscc;

/// An area that no resident ID number was ever issued in. The demo's own 69 would not do: no number begins with it.
pub(super) const NOWHERE: &str = "619901";

/// The last six characters of a new organisation code are those that a credit code can hold.
const BASE: u64 = 31;

/// A credit code for a body registered before (all digits) or after (`MA`, `MB`) the reform of 2015.
pub(super) fn credit_code(kind: &str, region: &str, prefix: &str, index: u64) -> String {
    let body = organisation_body(prefix, index);
    let organisation = with_check_digit::<OrganisationCode>(&body);
    let code = format!("{kind}{region}{organisation}");
    let digit = uscc::check_digit(&code);
    format!("{code}{digit}")
}

/// The same code with a wrong check digit (重错码).
pub(super) fn spoiled(code: &str) -> String {
    let mut spoiled: String = code.chars().take(uscc::LENGTH - 1).collect();
    let next = |digit: char| {
        let place = uscc::ALPHABET.find(digit).unwrap_or(0);
        uscc::ALPHABET.chars().nth((place + 1) % uscc::ALPHABET.len()).unwrap_or('0')
    };
    spoiled.push(next(uscc::check_digit(code)));
    spoiled
}

/// A 15-digit registration number of a sole trader (GS15-2006: sequences from 6 on).
pub(super) fn registration_number(region: &str, index: u64) -> String {
    with_check_digit::<RegistrationNumber>(&format!("{region}6{:07}", index % 10_000_000))
}

/// A resident ID number of the area that does not exist.
pub(super) fn resident_id(born_on: NaiveDate, sequence: u32) -> String {
    let day = format!("{:04}{:02}{:02}", born_on.year(), born_on.month(), born_on.day());
    with_check_digit::<ResidentId>(&format!("{NOWHERE}{day}{:03}", sequence % 1000))
}

/// Bodies are different for different indexes of the same prefix: the steps have no factor in common with the
/// sizes.
fn organisation_body(prefix: &str, index: u64) -> String {
    if prefix.is_empty() {
        return format!("{:08}", (index.wrapping_mul(7_368_787) + 10_000_019) % 100_000_000);
    }
    let mut rest = (index.wrapping_mul(104_395_301) + 15_485_863) % BASE.pow(6);
    let mut body = prefix.to_owned();
    while body.len() < 8 {
        let place = usize::try_from(rest % BASE).unwrap_or(0);
        body.push(uscc::ALPHABET.chars().nth(place).unwrap_or('0'));
        rest /= BASE;
    }
    body
}

/// The body with the one last character that makes it valid.
fn with_check_digit<T: FromStr>(body: &str) -> String {
    let candidates = "0123456789X".chars().map(|digit| format!("{body}{digit}"));
    candidates.into_iter().find(|code| T::from_str(code).is_ok()).unwrap_or_else(|| format!("{body}0"))
}
