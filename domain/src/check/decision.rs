//! One row of a decision file, checked in the order of RULES 1.7.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Checked;
use super::cell::Row;
use super::codes;
use super::dates::{End, FOUNDING_DAY, read_date, read_end};
use super::draft::{DecisionDraft, PartyDraft, Validity};
use super::findings;
use super::money::{Money, check_procedure, read_money};
use super::party::{check_class, read_class, read_party, remove_person_numbers};
use crate::decision::DecisionKind;
use crate::issue::{Issue, Severity};
use crate::standard::Layout;
use crate::text::fold_document_number;
use crate::uscc::{Uscc, UsccError, structure_of};

/// Longest title that is made from the facts, in characters.
const MOST_TITLE: usize = 60;
/// 许可类别 in the order of the codes 01 to 06.
const LICENCE_KINDS: [&str; 6] = ["普通", "特许", "认可", "核准", "登记", "其他"];

/// Checks one row of a file of decisions. `today` is the Beijing day. Values stand in the order of the columns of
/// `layout`; numbers of persons are in the draft's party only, and in no issue.
pub fn check_decision(kind: DecisionKind, layout: &Layout, values: &[String], today: NaiveDate) -> Checked {
    let mut row = Row::new(kind, layout, values, today);
    remove_person_numbers(&mut row);
    read_class(&mut row);
    if kind == DecisionKind::Licence {
        use_licence_number(&mut row);
    }
    row.check_presence();
    row.check_lengths();
    let (draft, issues) = read_draft(row);
    let is_readable = super::worst(&issues) != Some(Severity::Quarantine);
    Checked { draft: is_readable.then_some(draft), issues }
}

/// Under which number, day and authority a row that cannot be read as a whole was filed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledUnder {
    /// As sent.
    pub document_number: String,
    /// As in [`DecisionDraft::document_number_folded`].
    pub document_number_folded: String,
    /// The deciding authority's name; empty if absent.
    pub authority_name: String,
    /// Its credit code, if that can be read.
    pub authority_uscc: Option<String>,
    /// The day of the decision; none where it is unreadable, in the future or before 1949.
    pub decided_on: Option<NaiveDate>,
}

/// Reads number, authority and day of a row, whatever else is wrong with it: lateness runs from the earliest day ever
/// submitted, and no number that was filed is a gap. None without a number.
pub fn filed_under(
    kind: DecisionKind,
    layout: &Layout,
    values: &[String],
    today: NaiveDate,
) -> Option<FiledUnder> {
    let mut row = Row::new(kind, layout, values, today);
    remove_person_numbers(&mut row);
    if kind == DecisionKind::Licence {
        use_licence_number(&mut row);
    }
    let document_number = row.text("WSH").to_owned();
    let authority_name = either(&row, ["XKJG", "CFJG"]);
    let day = read_date(row.text("JDRQ")).filter(|day| *day <= today && Some(*day) >= FOUNDING_DAY);
    (!document_number.is_empty()).then(|| FiledUnder {
        document_number_folded: fold_document_number(&document_number),
        document_number,
        authority_name,
        authority_uscc: read_office_code(&mut row, ["XKJGDM", "CFJGDM"]),
        decided_on: day,
    })
}

/// Points 4 to 12 of RULES 1.7; authority, registry and duplicates (7, 10, 11) are the store's.
fn read_draft(mut row: Row<'_>) -> (DecisionDraft, Vec<Issue>) {
    let dates = read_dates(&mut row);
    let party = read_party(&mut row);
    check_class(&mut row);
    let money = match row.kind {
        DecisionKind::Licence => {
            check_licence_kind(&mut row);
            Money::default()
        }
        DecisionKind::Penalty => read_money(&mut row),
    };
    let procedure = findings::read_procedure(&mut row);
    check_procedure(&mut row, procedure, money.fine);
    let document_number = row.text("WSH").to_owned();
    let authority_name = either(&row, ["XKJG", "CFJG"]);
    let source_name = either(&row, ["LYDW", "SJLY"]);
    let draft = DecisionDraft {
        kind: row.kind,
        edition: row.layout.edition,
        document_number_folded: fold_document_number(&document_number),
        document_number,
        title: title(&row),
        source_name: if source_name.is_empty() { authority_name.clone() } else { source_name },
        authority_name,
        authority_uscc: read_office_code(&mut row, ["XKJGDM", "CFJGDM"]),
        source_uscc: read_office_code(&mut row, ["LYDWDM", "SJLYDM"]),
        decided_on: dates.decided_on,
        party: PartyDraft { class: row.class, ..party },
        confirmed_class: findings::read_confirmed_class(&mut row, &money.kinds, procedure),
        penalties: money.kinds,
        fine: money.fine,
        confiscated: money.confiscated,
        valid_from: dates.valid_from,
        validity: dates.validity,
        in_force: findings::read_status(&mut row),
        publicity_end_requested: dates.publicity_end,
        procedure,
        social_impact: findings::read_social_impact(&mut row),
        secrecy_review: findings::read_secrecy_review(&mut row),
        legal_basis_for_person: row.owned("GKYJ"),
        exception: findings::read_exception(&mut row, dates.decided_on),
        scope: findings::read_scope(&mut row),
        taken_over: findings::read_taken_over(&mut row),
        personal_data: row.scan(),
        missing: std::mem::take(&mut row.missing),
        fields: BTreeMap::new(),
    };
    let issues = std::mem::take(&mut row.issues);
    (DecisionDraft { fields: row.into_fields(), ..draft }, issues)
}

/// The value of the one of two twin fields that this kind of decision has.
fn either(row: &Row<'_>, columns: [&str; 2]) -> String {
    columns.iter().map(|column| row.text(column)).find(|text| !text.is_empty()).unwrap_or_default().to_owned()
}

/// A licence without a document number goes by its 许可编号 (RULES 1.3, 15).
fn use_licence_number(row: &mut Row<'_>) {
    if row.text("WSH").is_empty()
        && let Some(number) = row.owned("XKBH")
    {
        row.insert("WSH", number);
        row.note(codes::DOCUMENT_NUMBER_FROM_LICENCE, "WSH");
    }
}

/// What the decision is about, short: the licence's title, or the violation.
fn title(row: &Row<'_>) -> String {
    let sources: &[&str] = match row.kind {
        DecisionKind::Licence => &["XKWS", "XKZS", "WSH"],
        DecisionKind::Penalty => &["CFMC", "WFXW", "AJMC", "SY", "WSH"],
    };
    let text = sources.iter().map(|short| row.text(short)).find(|text| !text.is_empty()).unwrap_or_default();
    let line = text.lines().next().unwrap_or_default();
    if line.chars().count() <= MOST_TITLE {
        return line.to_owned();
    }
    line.chars().take(MOST_TITLE).chain(['…']).collect()
}

struct Dates {
    decided_on: Option<NaiveDate>,
    valid_from: Option<NaiveDate>,
    validity: Validity,
    publicity_end: Option<NaiveDate>,
}

fn read_dates(row: &mut Row<'_>) -> Dates {
    let decided_on = read_day(row, "JDRQ");
    if decided_on.is_some_and(|day| day > row.today) {
        row.note(codes::DECIDED_IN_FUTURE, "JDRQ");
    }
    if decided_on.is_some() && decided_on < FOUNDING_DAY {
        row.note(codes::DATE_IMPLAUSIBLE, "JDRQ");
    }
    match row.kind {
        DecisionKind::Licence => {
            let valid_from = read_day(row, "YXQZ");
            let validity = read_validity(row, "YXQZI");
            // No rule ties 决定日期 to 有效期自: registrations carry the term of the business (RULES 1.7, 5).
            if let (Some(from), Validity::Until(until)) = (valid_from, validity)
                && until < from
            {
                row.note(codes::TERM_REVERSED, "YXQZI");
            }
            Dates { decided_on, valid_from, validity, publicity_end: None }
        }
        DecisionKind::Penalty => {
            let validity = read_validity(row, "YXQ");
            if let (Some(decided), Validity::Until(until)) = (decided_on, validity)
                && until < decided
            {
                row.note(codes::PENALTY_ENDS_EARLY, "YXQ");
            }
            Dates {
                decided_on,
                valid_from: None,
                validity,
                publicity_end: read_publicity_end(row, decided_on),
            }
        }
    }
}

/// A day; normalised in the row as an ISO date.
fn read_day(row: &mut Row<'_>, short: &'static str) -> Option<NaiveDate> {
    let text = row.text(short);
    if text.is_empty() {
        return None;
    }
    let day = read_date(text);
    match day {
        Some(day) => row.replace(short, day.to_string()),
        None => row.note(codes::DATE_UNREADABLE, short),
    }
    day
}

/// The end of a term; 长期 stays that word in the row.
fn read_validity(row: &mut Row<'_>, short: &'static str) -> Validity {
    let text = row.text(short);
    if text.is_empty() {
        return Validity::Unknown;
    }
    match read_end(text) {
        Some(End::Until(day)) => {
            row.replace(short, day.to_string());
            Validity::Until(day)
        }
        Some(end) => {
            if end == End::LongTermTypo {
                row.note(codes::LONG_TERM_TYPO, short);
            }
            row.replace(short, "长期".to_owned());
            Validity::LongTerm
        }
        None => {
            row.note(codes::DATE_UNREADABLE, short);
            Validity::Unknown
        }
    }
}

/// 公示截止期 as asked for: 长期 asks for nothing, and a day before the decision is a mistake.
fn read_publicity_end(row: &mut Row<'_>, decided_on: Option<NaiveDate>) -> Option<NaiveDate> {
    let Validity::Until(day) = read_validity(row, "GSJZQ") else { return None };
    if decided_on.is_some_and(|decided| day < decided) {
        row.note(codes::PUBLICITY_ENDS_EARLY, "GSJZQ");
        return None;
    }
    Some(day)
}

fn check_licence_kind(row: &mut Row<'_>) {
    let text = row.text("XKLB").to_owned();
    if text.is_empty() {
        return;
    }
    let by_code = text.strip_prefix('0').unwrap_or(&text).parse::<usize>().ok();
    if let Some(word) = by_code.and_then(|code| LICENCE_KINDS.get(code.checked_sub(1)?)) {
        row.replace("XKLB", (*word).to_owned());
        return;
    }
    let is_listed = |word: &str| text == word || text == format!("{word}许可");
    if !text.starts_with("其他") && !LICENCE_KINDS.into_iter().any(is_listed) {
        row.note(codes::LICENCE_KIND_UNKNOWN, "XKLB");
    }
}

/// The credit code of an authority or a source unit: kept for the look-up if only its check digit fails.
fn read_office_code(row: &mut Row<'_>, columns: [&'static str; 2]) -> Option<String> {
    let short = columns.into_iter().find(|column| !row.text(column).is_empty())?;
    let text = row.text(short).to_owned();
    let code = match text.parse::<Uscc>() {
        Ok(code) => code.as_str().to_owned(),
        Err(error @ UsccError::CheckDigit { .. }) => {
            row.note_with(codes::AUTHORITY_CODE_CHECK_DIGIT, short, Some(&error.message()));
            structure_of(&text).ok()?
        }
        Err(error) => {
            row.note_with(codes::AUTHORITY_CODE_MALFORMED, short, Some(&error.message()));
            row.take(short);
            return None;
        }
    };
    row.replace(short, code.clone());
    Some(code)
}
