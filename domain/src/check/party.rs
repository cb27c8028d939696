//! The party of a decision: class, codes, numbers of persons (RULES 1.2, 1.6, 2).

use super::cell::{Row, fold_code};
use super::codes;
use super::draft::{PartyDraft, PersonNumber, Secret};
use crate::decision::PartyClass;
use crate::organisation_code::OrganisationCode;
use crate::registration_number::{Holder, RegistrationNumber};
use crate::resident_id::{ResidentId, ResidentIdForm};
use crate::uscc::{self, Uscc, UsccError};

/// 证件类型 of the standard, in the order of the internal codes 01 to 05.
const DOCUMENT_TYPES: [&str; 5] =
    ["身份证", "护照号", "港澳居民来往内地通行证", "台湾居民来往大陆通行证", "外国人永久居留身份证"];

/// Columns for codes of organisations, where a person's number has no place.
const CODE_COLUMNS: [&str; 6] = ["XDR_SHXYM", "XDR_GSZC", "XDR_ZZJG", "XDR_SWDJ", "XDR_SYDW", "XDR_SHZZ"];

/// Takes numbers of persons out of the columns for codes. A resident ID of Shaanxi (61…) has the structure of a
/// credit code of department 6, so this comes before anything else.
pub(super) fn remove_person_numbers(row: &mut Row<'_>) {
    for short in CODE_COLUMNS {
        if !is_person_number(short, row.text(short)) {
            continue;
        }
        if let Some(cell) = row.take(short) {
            row.issues.push(codes::PERSON_NUMBER_IN_CODE.of(cell.field, Some("***".to_owned())));
        }
    }
}

/// Is the value of that column a resident ID?
pub(super) fn is_person_number(short: &str, text: &str) -> bool {
    let code = fold_code(text);
    let Ok(id) = code.parse::<ResidentId>() else { return false };
    // The old form has no check digit to tell by: 15 digits in the other columns are codes of theirs.
    if id.form() == ResidentIdForm::Old {
        return short == "XDR_SHXYM" && code.parse::<RegistrationNumber>().is_err();
    }
    // Both check digits fit in one of 341 cases: then the area in the credit code decides.
    let has_area = |code: &str| code.get(2..4).is_some_and(|province| ("10"..="82").contains(&province));
    !(code.parse::<Uscc>().is_ok() && has_area(&code))
}

/// The class as sent, or inferred where the edition has no such column.
pub(super) fn read_class(row: &mut Row<'_>) {
    let text = row.text("XDR_LB").to_owned();
    let by_code = code_of(row).is_some_and(|code| code.starts_with("92"));
    row.class = match text.as_str() {
        "" => infer_class(row, by_code),
        "法人及非法人组织" | "法人和非法人组织" | "法人" | "1" => PartyClass::Organisation,
        "自然人" | "2" => PartyClass::NaturalPerson,
        "个体工商户" | "个体" | "4" => PartyClass::SoleTrader,
        _ => {
            row.note(codes::CLASS_UNKNOWN, "XDR_LB");
            PartyClass::NaturalPerson // the class that shows least
        }
    };
    if !text.is_empty() {
        row.replace("XDR_LB", row.class.label().to_owned());
    }
}

fn infer_class(row: &Row<'_>, by_code: bool) -> PartyClass {
    let has_code = CODE_COLUMNS.iter().any(|short| !row.text(short).is_empty());
    let number: Option<RegistrationNumber> = row.text("XDR_GSZC").parse().ok();
    let by_number = number.and_then(|number| number.holder()) == Some(Holder::SoleTrader);
    if by_code || by_number || row.text("XDR_MC").contains("个体工商户") {
        PartyClass::SoleTrader
    } else if !has_code
        && (!row.text("XDR_ZJHM").is_empty() || row.has_column("XDR_ZJHM") && !row.has_column("XDR_SHXYM"))
    {
        PartyClass::NaturalPerson
    } else {
        PartyClass::Organisation
    }
}

fn code_of(row: &Row<'_>) -> Option<String> {
    uscc::structure_of(row.text("XDR_SHXYM")).ok()
}

/// 92 means a sole trader and nothing else does (RULES 1.2); both ways a warning. A right code outweighs the word
/// 法人及非法人组织; a natural person stays one, which shows less.
pub(super) fn check_class(row: &mut Row<'_>) {
    let Some(code) = code_of(row) else { return };
    let is_trader = code.starts_with("92");
    if is_trader == (row.class == PartyClass::SoleTrader) && row.class != PartyClass::NaturalPerson {
        return;
    }
    row.note(codes::CLASS_DOES_NOT_MATCH_CODE, "XDR_LB");
    if is_trader && row.class == PartyClass::Organisation && code.parse::<Uscc>().is_ok() {
        row.class = PartyClass::SoleTrader;
        row.replace("XDR_LB", row.class.label().to_owned());
    }
}

/// Reads the party. Removes from the row what must not be in its fields.
pub(super) fn read_party(row: &mut Row<'_>) -> PartyDraft {
    move_code_from_other_column(row);
    let (uscc, uscc_ok) = read_uscc(row);
    let registration_number = read_registration_number(row);
    let organisation_code = read_organisation_code(row);
    PartyDraft {
        name: row.text("XDR_MC").to_owned(),
        class: row.class,
        uscc,
        uscc_ok,
        registration_number,
        organisation_code,
        tax_number: row.owned("XDR_SWDJ").map(|text| fold_code(&text)),
        institution_number: row.owned("XDR_SYDW").map(|text| fold_code(&text)),
        social_organisation_number: row.owned("XDR_SHZZ"),
        representative: row.owned("FRDB"),
        person_number: read_person_number(row, "XDR_ZJLX", "XDR_ZJHM"),
        representative_number: read_person_number(row, "FR_ZJLX", "FR_ZJHM"),
    }
}

/// Real data has credit codes in the column of organisation codes (RULES 1.7).
fn move_code_from_other_column(row: &mut Row<'_>) {
    for short in ["XDR_ZZJG", "XDR_SWDJ", "XDR_GSZC"] {
        if let Ok(code) = row.text(short).parse::<Uscc>() {
            // A tax number that equals the credit code is in order.
            let is_same = code_of(row).as_deref() == Some(code.as_str());
            if row.text("XDR_SHXYM").is_empty() || short == "XDR_ZZJG" && is_same {
                row.note(codes::USCC_IN_OTHER_COLUMN, short);
                row.take(short);
                row.take("XDR_SHXYM");
                row.insert("XDR_SHXYM", code.as_str().to_owned());
            }
        }
    }
}

fn read_uscc(row: &mut Row<'_>) -> (Option<String>, bool) {
    let text = row.text("XDR_SHXYM").to_owned();
    let has_number = !row.text("XDR_GSZC").is_empty();
    let is_trader = row.class == PartyClass::SoleTrader;
    if text.is_empty() {
        if is_trader && has_number {
            row.note(codes::PLACEHOLDER_EXPECTED, "XDR_SHXYM");
        } else if is_trader {
            note_missing(row, "XDR_SHXYM");
        }
        return (None, false);
    }
    if uscc::is_placeholder(&text) {
        if !is_trader {
            row.note(codes::PLACEHOLDER_NOT_ALLOWED, "XDR_SHXYM");
        } else if !has_number {
            note_missing(row, "XDR_GSZC");
        }
        row.take("XDR_SHXYM"); // never shown, never joined on
        return (None, false);
    }
    match text.parse::<Uscc>() {
        Ok(code) => {
            row.replace("XDR_SHXYM", code.as_str().to_owned());
            (Some(code.as_str().to_owned()), true)
        }
        Err(error) => read_doubtful_uscc(row, &text, &error),
    }
}

fn read_doubtful_uscc(row: &mut Row<'_>, text: &str, error: &UsccError) -> (Option<String>, bool) {
    if let (UsccError::CheckDigit { .. }, Ok(code)) = (error, uscc::structure_of(text)) {
        row.note_with(codes::USCC_CHECK_DIGIT, "XDR_SHXYM", Some(&error.advice(text)));
        row.replace("XDR_SHXYM", code.clone());
        return (Some(code), false);
    }
    row.note_with(codes::USCC_MALFORMED, "XDR_SHXYM", Some(&error.advice(text)));
    row.take("XDR_SHXYM");
    // Rows of before 2015 have the registration number in this column.
    if row.text("XDR_GSZC").is_empty() && text.parse::<RegistrationNumber>().is_ok() {
        row.insert("XDR_GSZC", fold_code(text));
    }
    (None, false)
}

fn note_missing(row: &mut Row<'_>, short: &str) {
    if let Some(field) = row.field(short)
        && row.is_needed(field)
    {
        row.note_missing(field);
    }
}

fn read_registration_number(row: &mut Row<'_>) -> Option<String> {
    let text = row.owned("XDR_GSZC")?;
    let folded = fold_code(&text);
    if let Err(error) = folded.parse::<RegistrationNumber>() {
        row.note_with(codes::CODE_DOUBTFUL, "XDR_GSZC", Some(&error.message()));
    }
    Some(folded)
}

fn read_organisation_code(row: &mut Row<'_>) -> Option<String> {
    let text = row.owned("XDR_ZZJG")?;
    match text.parse::<OrganisationCode>() {
        Ok(code) => {
            row.replace("XDR_ZZJG", code.as_str().to_owned());
            Some(code.as_str().to_owned())
        }
        Err(error) => {
            row.note_with(codes::CODE_DOUBTFUL, "XDR_ZZJG", Some(&error.message()));
            Some(fold_code(&text).replace('-', ""))
        }
    }
}

/// 证件类型 and 证件号码 of a person. Neither stays in the row's fields; the number is in no issue.
fn read_person_number(
    row: &mut Row<'_>,
    type_column: &'static str,
    number_column: &'static str,
) -> Option<PersonNumber> {
    let kind = row.owned(type_column).unwrap_or_default();
    let Some(cell) = row.cell(number_column).cloned() else {
        if !kind.is_empty() {
            row.note(codes::PERSON_DOCUMENT_PAIR, type_column);
        }
        return None;
    };
    let kind = match (kind.as_str(), cell.resident_id) {
        ("", true) => DOCUMENT_TYPES[0].to_owned(),
        ("", false) => {
            if row.class != PartyClass::NaturalPerson {
                row.note(codes::PERSON_DOCUMENT_PAIR, number_column);
            }
            String::new()
        }
        _ => read_document_type(row, type_column, &kind),
    };
    let number = fold_code(&cell.text);
    if kind == DOCUMENT_TYPES[0]
        && let Err(error) = number.parse::<ResidentId>()
    {
        row.note_with(codes::PERSON_NUMBER_INVALID, number_column, Some(&error.message()));
    }
    Some(PersonNumber { kind, number: Secret::new(number) })
}

fn read_document_type(row: &mut Row<'_>, column: &'static str, kind: &str) -> String {
    let listed = match kind {
        "居民身份证" | "身份证号" | "身份证号码" => Some(DOCUMENT_TYPES[0]),
        "护照" => Some(DOCUMENT_TYPES[1]),
        _ => {
            let by_code = kind.strip_prefix('0').unwrap_or(kind).parse::<usize>().ok();
            let by_code = by_code.and_then(|code| DOCUMENT_TYPES.get(code.checked_sub(1)?)).copied();
            by_code.or_else(|| DOCUMENT_TYPES.into_iter().find(|listed| *listed == kind))
        }
    };
    if let Some(listed) = listed {
        return listed.to_owned();
    }
    if !kind.starts_with("其他") {
        row.note(codes::PERSON_DOCUMENT_TYPE, column);
    }
    kind.to_owned()
}
