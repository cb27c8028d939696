//! Numbers that are personal by themselves: identity numbers, telephones, bank cards.

use std::ops::Range;

use super::fold::{Joint, Reading};
use super::{Finding, FindingKind};
use crate::organisation_code::OrganisationCode;
use crate::registration_number::RegistrationNumber;
use crate::resident_id::ResidentId;
use crate::uscc::{self, Uscc};

/// Tries to find a number of its kind that begins at an atom.
type Detector = fn(&Reading, usize) -> Option<Range<usize>>;

/// Words before the numbers of papers, which are long and are no telephone or bank card.
const PAPER_WORDS: [&str; 8] = ["编号", "证号", "文号", "注册号", "许可证", "代码", "备案号", "流水号"];

/// Words before the registration number of a business.
const REGISTRATION_WORDS: [&str; 4] = ["注册号", "登记号", "执照", "工商"];

/// All of them. Identity numbers come first, and what is taken is not looked at again.
pub(super) fn find(reading: &Reading) -> Vec<Finding> {
    if reading.atoms.len() < 10 {
        return Vec::new();
    }
    let mut taken = credit_codes(reading);
    let ids = (0..reading.atoms.len()).filter_map(|atom| resident_id(reading, atom));
    let ids: Vec<Range<usize>> = ids.filter(|range| is_free(&taken, range)).collect();
    let mut findings: Vec<Finding> =
        ids.iter().map(|range| reading.finding(FindingKind::ResidentId, range)).collect();
    taken.extend(ids);
    let detectors: [(FindingKind, Detector); 4] = [
        (FindingKind::Mobile, mobile),
        (FindingKind::BankCard, bank_card),
        (FindingKind::OldResidentId, old_resident_id),
        (FindingKind::Landline, landline),
    ];
    for (kind, detect) in detectors {
        let mut atom = 0;
        while atom < reading.atoms.len() {
            match detect(reading, atom).filter(|range| is_free(&taken, range)) {
                Some(range) => {
                    findings.push(reading.finding(kind, &range));
                    atom = range.end;
                    taken.push(range);
                }
                None => atom += 1,
            }
        }
    }
    findings
}

fn is_free(taken: &[Range<usize>], range: &Range<usize>) -> bool {
    !taken.iter().any(|other| other.start < range.end && range.start < other.end)
}

/// The credit codes of the text: their digits are nobody's.
fn credit_codes(reading: &Reading) -> Vec<Range<usize>> {
    let mut codes: Vec<Range<usize>> = Vec::new();
    for start in 0..reading.atoms.len().saturating_sub(uscc::LENGTH - 1) {
        let range = start..start + uscc::LENGTH;
        let begins = reading.joint(start) != Joint::Adjacent && reading.widest(&range) <= Joint::Mark;
        let is_code = begins && is_free(&codes, &range) && is_credit_code(reading, &range);
        if is_code && !is_chance(reading, &range) {
            codes.push(range);
        }
    }
    codes
}

/// A code in pieces, or the head of a longer number, may have come about by chance around an identity number.
fn is_chance(reading: &Reading, code: &Range<usize>) -> bool {
    let is_whole = reading.widest(code) == Joint::Adjacent && reading.joint(code.end) != Joint::Adjacent;
    let mut nearby =
        (code.start.saturating_sub(uscc::LENGTH - 1)..code.end).filter(|atom| *atom != code.start);
    !is_whole && nearby.any(|atom| resident_id(reading, atom).is_some())
}

fn is_credit_code(reading: &Reading, range: &Range<usize>) -> bool {
    let text = reading.values(range);
    let Ok(code) = text.parse::<Uscc>() else {
        // Registers hold a few codes of businesses with a wrong check digit.
        let is_business = matches!(text.get(..2), Some("91" | "92" | "93"));
        let is_whole = reading.widest(range) == Joint::Adjacent && !reading.touches_digit(range);
        return is_business
            && is_whole
            && uscc::structure_of(&text).is_ok()
            && text.parse::<ResidentId>().is_err();
    };
    let is_identity_number = text.parse::<ResidentId>().is_ok();
    let is_right_inside = code.organisation_code().parse::<OrganisationCode>().is_ok();
    !is_identity_number
        || (text.starts_with('9') && is_right_inside)
        || reading.introduced_by(range.start, &["信用代码"], 12)
}

/// 18 characters with area, date and check digit, through any punctuation, also inside longer numbers.
fn resident_id(reading: &Reading, start: usize) -> Option<Range<usize>> {
    let range = start..start + 18;
    let looks_so = range.end <= reading.atoms.len()
        && matches!(reading.atoms[start + 6].value, '1' | '2')
        && reading.are_digits(&(start..start + 17))
        && reading.widest(&range) <= Joint::Other;
    (looks_so && reading.values(&range).parse::<ResidentId>().is_ok()).then_some(range)
}

/// 15 digits with area and date, on their own.
fn old_resident_id(reading: &Reading, start: usize) -> Option<Range<usize>> {
    let range = start..start + 15;
    let looks_so = reading.are_digits(&range)
        && reading.widest(&range) <= Joint::Mark
        && stands_alone(reading, &range)
        && !follows_letters(reading, start)
        && !reading.is_harmless(&range);
    if !looks_so {
        return None;
    }
    let digits = reading.values(&range);
    let is_registration =
        digits.parse::<RegistrationNumber>().is_ok() && reading.introduced_by(start, &REGISTRATION_WORDS, 10);
    (digits.parse::<ResidentId>().is_ok() && !is_registration).then_some(range)
}

/// 11 digits from 13 to 19, perhaps after 86.
fn mobile(reading: &Reading, start: usize) -> Option<Range<usize>> {
    let range = start..start + 11;
    let looks_so = reading.atoms[start].value == '1'
        && reading.are_digits(&range)
        && reading.atoms[start + 1].value >= '3'
        && reading.widest(&range) <= Joint::Mark
        && !reading.is_harmless(&range);
    if !looks_so || !is_grouped_like_a_telephone(reading, &range) {
        return None;
    }
    let edge = edge(reading, &range);
    let country = country_code(reading, start);
    let ends = !reading.digit_after(range.end, edge);
    let begins = country.is_some() || !reading.digit_before(start, edge);
    (begins && ends).then(|| country.unwrap_or(start)..range.end)
}

/// Where 86 or 0086 begins, if it stands right before the atom and nothing before it.
fn country_code(reading: &Reading, start: usize) -> Option<usize> {
    [4, 2].into_iter().filter(|length| *length <= start).map(|length| start - length).find(|first| {
        let range = *first..start;
        matches!(reading.values(&range).as_str(), "86" | "0086")
            && reading.widest(&(*first..start + 1)) <= Joint::Mark
            && !reading.digit_before(*first, Joint::Mark)
    })
}

/// How near another digit may not be: a number in one piece, or in pieces of three and more, ends where they end;
/// one that is spread out further must not be part of a longer row.
fn edge(reading: &Reading, range: &Range<usize>) -> Joint {
    let pieces = pieces(reading, range);
    if pieces.len() == 1 || pieces[0] >= 3 { Joint::Adjacent } else { reading.widest(range).min(Joint::Mark) }
}

/// Lengths of the pieces that joints cut a range into.
fn pieces(reading: &Reading, range: &Range<usize>) -> Vec<usize> {
    let mut lengths = vec![0];
    for atom in range.clone() {
        if atom > range.start && reading.joint(atom) != Joint::Adjacent {
            lengths.push(0);
        }
        if let Some(last) = lengths.last_mut() {
            *last += 1;
        }
    }
    lengths
}

/// Three or more pieces, the first short and another long, are columns of numbers.
fn is_grouped_like_a_telephone(reading: &Reading, range: &Range<usize>) -> bool {
    let pieces = pieces(reading, range);
    pieces.len() < 3 || pieces[0] >= 3 || pieces.iter().all(|length| *length <= 3)
}

/// An area code with its number, in two pieces (the area code perhaps in brackets) or in one.
fn landline(reading: &Reading, start: usize) -> Option<Range<usize>> {
    if reading.atoms[start].value != '0' || reading.digit_before(start, Joint::Mark) {
        return None;
    }
    let area = match reading.atoms.get(start + 1)?.value {
        '1' if reading.atoms.get(start + 2)?.value == '0' => 3,
        '2' => 3,
        '3'..='9' => 4,
        _ => return None,
    };
    let first = start + area;
    [8, 7].into_iter().map(|length| start..first + length).find(|range| {
        let number = first..range.end;
        reading.are_digits(range)
            && matches!(reading.atoms[first].value, '2'..='8')
            && reading.widest(&(start..first)) == Joint::Adjacent
            && reading.joint(first) <= Joint::Other
            && reading.widest(&number) <= Joint::Mark
            && reading.joint(range.end) != Joint::Adjacent
            && !reading.is_harmless(range)
            && (reading.joint(first) != Joint::Adjacent || is_plain_landline(reading, range))
    })
}

/// In one piece: as long as area code and number together are, and not the number of a paper.
fn is_plain_landline(reading: &Reading, range: &Range<usize>) -> bool {
    matches!(range.len(), 11 | 12)
        && !follows_letters(reading, range.start)
        && !reading.introduced_by(range.start, &PAPER_WORDS, 8)
}

/// 16 to 19 digits that pass the Luhn sum, in one piece or in equal ones.
fn bank_card(reading: &Reading, start: usize) -> Option<Range<usize>> {
    if !matches!(reading.atoms[start].value, '1'..='9') || reading.digit_before(start, Joint::Adjacent) {
        return None;
    }
    (16..=19).rev().map(|length| start..start + length).find(|range| {
        reading.are_digits(range)
            && reading.widest(range) <= Joint::Mark
            && stands_alone(reading, range)
            && is_in_equal_pieces(reading, range)
            && !follows_letters(reading, start)
            && reading.joint(range.end) != Joint::Adjacent
            && !reading.is_harmless(range)
            && is_card_number(&reading.values(range))
            && !reading.introduced_by(start, &PAPER_WORDS, 8)
    })
}

fn is_in_equal_pieces(reading: &Reading, range: &Range<usize>) -> bool {
    let pieces = pieces(reading, range);
    pieces.split_last().is_none_or(|(last, others)| {
        others.iter().all(|length| *length == pieces[0]) && (others.len() < 2 || *last <= pieces[0])
    })
}

/// The Luhn sum is right and the number does not begin with a year, as serial numbers do.
fn is_card_number(digits: &str) -> bool {
    if digits.starts_with("19") || digits.starts_with("20") {
        return false;
    }
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(index, digit)| if index % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 })
        .sum();
    sum.is_multiple_of(10)
}

/// No digit touches it, and none is joined to its ends if it is in pieces itself.
fn stands_alone(reading: &Reading, range: &Range<usize>) -> bool {
    let edge = edge(reading, range);
    !reading.digit_before(range.start, edge) && !reading.digit_after(range.end, edge)
}

/// Right after Latin letters, as the digits of permit numbers are (SC, JY …); `ID` and `NO` are no such letters.
fn follows_letters(reading: &Reading, start: usize) -> bool {
    let mut first = start;
    while first > 0 && reading.joint(first) == Joint::Adjacent && !reading.is_digit(first - 1) {
        first -= 1;
    }
    first < start && !matches!(reading.values(&(first..start)).as_str(), "ID" | "NO" | "SFZ" | "IDNO" | "TEL")
}
