//! The party of an entry: class, codes, numbers of persons.

use chrono::{Datelike, NaiveDate};

use super::row::EntryRow;
use crate::catalogue::SubjectKind;
use crate::check::cell::fold_code;
use crate::check::codes;
use crate::check::draft::{PersonNumber, Secret};
use crate::check::party::is_person_number;
use crate::check::plain::{PlainLayout, PlainRow, PlainTable, ReadCode};
use crate::decision::PartyClass;
use crate::entity::EntityKind;
use crate::organisation_code::OrganisationCode;
use crate::registration_number::{Holder, RegistrationNumber};
use crate::resident_id::ResidentId;
use crate::uscc::{self, Uscc};

/// Longest name, in characters (RULES 1.3).
const MOST_NAME: usize = 200;
/// 证件类型 where a column or the number itself says so.
const RESIDENT_ID: &str = "身份证";
/// A name as short as this, without any code, is taken for a person's: the class that shows least.
const MOST_PERSON_NAME: usize = 4;

pub(super) struct Party {
    pub(super) name: String,
    pub(super) class: PartyClass,
    pub(super) uscc: Option<String>,
    pub(super) uscc_ok: bool,
    pub(super) registration_number: Option<String>,
    pub(super) organisation_code: Option<String>,
    pub(super) person_number: Option<PersonNumber>,
    /// 年龄, or the year of birth of a number that was masked by its sender.
    age: Option<Age>,
}

#[derive(Clone, Copy)]
enum Age {
    AtListing(u32),
    BornIn(i32),
}

impl Party {
    pub(super) fn subject(&self) -> SubjectKind {
        SubjectKind::of(self.class, self.uscc.as_deref(), &self.name)
    }

    /// Was the person under 18 on that day? `None` if nobody knows, or if it is no person.
    pub(super) fn is_minor(&self, day: NaiveDate) -> Option<bool> {
        let number = self.person_number.as_ref();
        let id: Option<ResidentId> = number.and_then(|number| number.number.expose().parse().ok());
        match (id, self.age) {
            (Some(id), _) => id.age_on(day).map(|age| age < 18),
            (None, Some(Age::AtListing(age))) => Some(age < 18),
            // The day of birth is hidden: who turned 18 in that very year is not known to have done so.
            (None, Some(Age::BornIn(year))) => Some(day.year() - year < 19),
            (None, None) => None,
        }
    }
}

pub(super) fn read(row: &mut EntryRow) -> Party {
    let name = row.text("name").to_owned();
    if name.is_empty() {
        row.note(codes::NAME_MISSING, "name", None);
    }
    if name.chars().count() > MOST_NAME {
        row.note(codes::TOO_LONG, "name", None);
    }
    read_mixed_column(row);
    move_codes(row);
    let person_number = read_person_number(row);
    let age = read_age(row);
    let code = read_code(row, "uscc");
    let (uscc, uscc_ok) = code.uscc();
    let registration_number = read_registration_number(row, &code);
    let organisation_code = read_organisation_code(row);
    let has_code = uscc.is_some() || registration_number.is_some() || organisation_code.is_some();
    let mut party = Party {
        class: PartyClass::Organisation,
        person_number,
        age,
        name,
        uscc,
        uscc_ok,
        registration_number,
        organisation_code,
    };
    party.class = read_class(row, &party, has_code);
    check_subject(row, party.class);
    if party.class == PartyClass::NaturalPerson {
        // Codes of firms have no place beside a person.
        (party.uscc, party.uscc_ok) = (None, false);
        (party.registration_number, party.organisation_code) = (None, None);
    }
    party
}

/// The credit code in a column, read as in every other file; its issues name the column's code.
pub(super) fn read_code(row: &mut EntryRow, column: &'static str) -> ReadCode {
    let Some(field) = row.item.field(column) else { return ReadCode::Missing };
    let layout =
        PlainLayout { table: PlainTable::Entities, columns: vec![Some(field.caption)], unknown: Vec::new() };
    let text = row.text(column);
    if text.is_empty() {
        return ReadCode::Missing;
    }
    let mut plain = PlainRow::new(&layout, &[text.to_owned()]);
    let code = plain.uscc(field.caption);
    for mut issue in plain.issues {
        issue.field = Some(field.code.to_owned());
        row.issues.push(issue);
    }
    code
}

/// One column for 身份证号码 and 组织机构代码: puts what is in it where it belongs. Some files call it 证件号码.
fn read_mixed_column(row: &mut EntryRow) {
    let number = fold_code(row.text("person_number"));
    if number.parse::<Uscc>().is_ok() && !is_person_number("XDR_SHXYM", &number) {
        row.take("person_number");
        row.put("identity", number);
    }
    let Some(text) = row.take("identity") else { return };
    let code = fold_code(&text);
    let is_masked = code.contains('*');
    let column = if is_masked && code.len() > 10 || is_person_number("XDR_SHXYM", &code) {
        "person_number"
    } else if uscc::structure_of(&code).is_ok() {
        "uscc"
    } else {
        "organisation_code"
    };
    if row.text(column).is_empty() && !(is_masked && column == "organisation_code") {
        row.put(column, code);
    }
}

/// Real files have credit codes in the columns of other codes, and numbers of persons in all of them.
fn move_codes(row: &mut EntryRow) {
    let columns = [
        ("uscc", "XDR_SHXYM"),
        ("tax_number", "XDR_SWDJ"),
        ("organisation_code", "XDR_ZZJG"),
        ("registration_number", "XDR_GSZC"),
    ];
    for (column, short) in columns {
        let text = fold_code(row.text(column));
        if is_person_number(short, &text) {
            row.note_hidden(codes::PERSON_NUMBER_IN_CODE, column);
            row.take(column);
            if column == "uscc" && row.text("person_number").is_empty() {
                row.put("person_number", text);
            }
            continue;
        }
        if column == "uscc" || text.parse::<Uscc>().is_err() {
            continue;
        }
        row.take(column);
        if row.text("uscc").is_empty() {
            if column != "tax_number" {
                row.note_hidden(codes::USCC_IN_OTHER_COLUMN, column);
            }
            row.put("uscc", text);
        }
    }
}

fn read_registration_number(row: &mut EntryRow, code: &ReadCode) -> Option<String> {
    let text = fold_code(row.text("registration_number"));
    if text.is_empty() {
        return match code {
            ReadCode::RegistrationNumber(number) => Some(number.clone()),
            _ => None,
        };
    }
    if let Err(error) = text.parse::<RegistrationNumber>() {
        row.note(codes::CODE_DOUBTFUL, "registration_number", Some(&error.message()));
    }
    Some(text)
}

fn read_organisation_code(row: &mut EntryRow) -> Option<String> {
    let text = fold_code(row.text("organisation_code"));
    if text.is_empty() {
        return None;
    }
    match text.parse::<OrganisationCode>() {
        Ok(code) => Some(code.as_str().to_owned()),
        Err(error) => {
            row.note(codes::CODE_DOUBTFUL, "organisation_code", Some(&error.message()));
            Some(text.replace('-', ""))
        }
    }
}

/// The number goes out of the row. One that its sender masked is no number: only its year of birth is used.
fn read_person_number(row: &mut EntryRow) -> Option<PersonNumber> {
    let kind = match row.text("person_document") {
        "" => RESIDENT_ID,
        kind if kind.contains(RESIDENT_ID) && !kind.contains("外国人") => RESIDENT_ID,
        kind => kind,
    };
    let kind = kind.to_owned();
    let number = fold_code(row.text("person_number"));
    if number.is_empty() {
        return None;
    }
    if number.contains('*') {
        return None; // stays for read_age
    }
    row.take("person_number");
    if kind == RESIDENT_ID
        && let Err(error) = number.parse::<ResidentId>()
    {
        row.note(codes::PERSON_NUMBER_INVALID, "person_number", Some(&error.message()));
    }
    Some(PersonNumber { kind, number: Secret::new(number) })
}

/// 年龄, or the year in a number such as 6101021985****001X.
fn read_age(row: &EntryRow) -> Option<Age> {
    if let Ok(age) = row.text("age").trim_end_matches('岁').parse() {
        return Some(Age::AtListing(age));
    }
    let number = fold_code(row.text("person_number"));
    let year: i32 = number.get(6..10)?.parse().ok()?;
    (number.contains('*') && (1900..=row.today.year()).contains(&year)).then_some(Age::BornIn(year))
}

/// As sent, or inferred. A right code (92) outweighs the word; a natural person stays one, which shows less.
fn read_class(row: &mut EntryRow, party: &Party, has_code: bool) -> PartyClass {
    let by_code = party.uscc.as_deref().map(|code| code.starts_with("92"));
    let Some(sent) = class_of_text(row.text("class")) else {
        return infer_class(row, party, by_code, has_code);
    };
    let is_trader = sent == PartyClass::SoleTrader;
    let is_person = sent == PartyClass::NaturalPerson;
    if by_code.is_none_or(|by_code| by_code == is_trader && !is_person) {
        return sent;
    }
    row.note(codes::CLASS_DOES_NOT_MATCH_CODE, "class", None);
    match by_code.filter(|_| !is_person) {
        Some(true) if party.uscc_ok => PartyClass::SoleTrader,
        Some(false) if party.uscc_ok => PartyClass::Organisation,
        _ => sent,
    }
}

fn class_of_text(text: &str) -> Option<PartyClass> {
    let has = |words: &[&str]| words.iter().any(|word| text.contains(word));
    if has(&["个体"]) {
        Some(PartyClass::SoleTrader)
    } else if has(&["自然人"]) && !has(&["投资", "控股", "独资"]) || text == "个人" {
        Some(PartyClass::NaturalPerson)
    } else if has(&["法人", "企业", "公司", "组织", "机构", "合作社", "合伙", "事业单位", "社会团体", "独资"])
    {
        Some(PartyClass::Organisation)
    } else {
        None
    }
}

fn infer_class(row: &EntryRow, party: &Party, by_code: Option<bool>, has_code: bool) -> PartyClass {
    let number: Option<RegistrationNumber> =
        party.registration_number.as_deref().and_then(|number| number.parse().ok());
    let by_number = number.and_then(|number| number.holder()) == Some(Holder::SoleTrader);
    let is_only_for = |class| row.item.subjects.as_slice() == [class];
    let is_person = party.person_number.is_some()
        || party.age.is_some()
        || !row.text("sex").is_empty()
        || !row.text("person_number").is_empty();
    let is_body = EntityKind::detect(None, None, &party.name) != EntityKind::Other;
    let is_short = party.name.chars().count() <= MOST_PERSON_NAME || party.name.contains('·');
    if by_code == Some(true)
        || by_code.is_none()
            && (by_number || party.name.contains("个体工商户") || is_only_for(PartyClass::SoleTrader))
    {
        PartyClass::SoleTrader
    } else if !has_code && !is_body && (is_person || is_short && row.item.takes(PartyClass::NaturalPerson)) {
        PartyClass::NaturalPerson
    } else {
        PartyClass::Organisation
    }
}

/// TRAP 21: 个体工商户 are marked, not listed, and nobody else is marked. A natural person in an item that has none
/// is withheld instead.
fn check_subject(row: &mut EntryRow, class: PartyClass) {
    if class == PartyClass::NaturalPerson || row.item.takes(class) {
        return;
    }
    let detail = match row.item.code {
        "abnormal-operation" => "个体工商户不列入经营异常名录，应按“经营异常状态标记”报送".to_owned(),
        "abnormal-mark" => "只有个体工商户标记经营异常状态，企业应按“经营异常名录”报送".to_owned(),
        _ => format!("{}不含{}", row.item.label, class.label()),
    };
    row.note(codes::SUBJECT_NOT_IN_ITEM, "name", Some(&detail));
}
