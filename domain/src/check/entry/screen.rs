//! What must not go out: whole entries that the law withholds, and personal data inside texts (RULES 0.4, 2.6, 7).

use chrono::NaiveDate;

use super::party::Party;
use super::row::EntryRow;
use crate::catalogue::{Field, ValueKind, Visibility};
use crate::check::codes;
use crate::decision::PartyClass;
use crate::privacy::{self, FindingKind, mask_name};
use crate::publication::WithheldReason;
use crate::text::fold_name;
use crate::uscc::Uscc;

/// Common columns that the public reads.
const PUBLIC_COMMON: [&str; 7] = [
    "number",
    "reason",
    "authority_name",
    "removed_reason",
    "removed_number",
    "removed_authority",
    "reason_code",
];

/// Why the entry is not public, the strongest reason first; the end of its term is looked at elsewhere.
pub(super) fn withheld(
    row: &mut EntryRow,
    party: &Party,
    begins_on: Option<NaiveDate>,
) -> Option<WithheldReason> {
    let by_name = scan_name(row, party);
    if is_public_security(row) {
        return Some(WithheldReason::Sealed);
    }
    let is_minor = party.is_minor(begins_on.unwrap_or(row.today));
    if is_minor == Some(true) && party.class != PartyClass::Organisation {
        return Some(WithheldReason::Minor);
    }
    if party.class == PartyClass::NaturalPerson {
        let has_basis = row.item.takes(party.class) && row.item.person_basis.is_some();
        if !has_basis && row.text("person_law").is_empty() {
            return Some(WithheldReason::NaturalPersonWithoutBasis);
        }
        if is_minor.is_none() {
            return Some(WithheldReason::AgeUnknown);
        }
    }
    if is_cancelled(row) {
        return Some(WithheldReason::Annulled);
    }
    if party.class == PartyClass::SoleTrader && row.text("report_public") == "否" {
        return Some(WithheldReason::ScopeRestricted);
    }
    by_name
}

/// A name cannot be masked in place: it waits for a person.
fn scan_name(row: &mut EntryRow, party: &Party) -> Option<WithheldReason> {
    if privacy::scan(&party.name).is_empty() {
        return None;
    }
    row.note(codes::PERSONAL_DATA, "name", None);
    Some(WithheldReason::PersonalData)
}

/// A record that rests on 治安管理处罚法 is sealed for everybody, wherever the law is named. 道路交通安全法 and 消防法
/// are other laws.
fn is_public_security(row: &EntryRow) -> bool {
    let own = row.item.fields.iter().map(|field| field.code);
    own.chain(PUBLIC_COMMON).any(|code| {
        let folded = fold_name(row.text(code));
        ["治安管理处罚", "治安处罚法"].iter().any(|law| folded.contains(law))
    })
}

/// 注销标志 of an AEO: the merit is gone.
fn is_cancelled(row: &EntryRow) -> bool {
    let text = row.text("cancelled");
    !text.is_empty() && (matches!(text, "是" | "1" | "Y" | "注销") || text.contains("已注销"))
}

/// Masks personal data, and the name of a natural person, in every text that the public may read. Gives the codes
/// of the columns with a finding.
pub(super) fn mask(row: &mut EntryRow, party: &Party) -> Vec<String> {
    let item = row.item;
    let common = PUBLIC_COMMON.iter().filter_map(|code| item.field(code));
    let own = item.fields.iter().filter(|field| {
        field.visibility_for(party.class) != Visibility::Never
            && matches!(field.value, ValueKind::Text | ValueKind::LongText)
    });
    let mut hits = Vec::new();
    for field in common.chain(own) {
        let text = row.text(field.code);
        if text.is_empty() || text.parse::<Uscc>().is_ok() {
            continue;
        }
        let masked = mask_text(text, field, party);
        if let Some((masked, has_finding)) = masked {
            row.put(field.code, masked);
            if has_finding {
                hits.push(field.code.to_owned());
                row.note(codes::PERSONAL_DATA_MASKED, field.code, None);
            }
        }
    }
    hits
}

/// The masked text and whether the scanner found something in it; `None` if nothing changes.
fn mask_text(text: &str, field: &Field, party: &Party) -> Option<(String, bool)> {
    let found = mask_kinds(text, &field.allowed_findings);
    let has_finding = found.is_some();
    let masked = found.unwrap_or_else(|| text.to_owned());
    let is_named = party.class == PartyClass::NaturalPerson
        && party.name.chars().count() > 1
        && masked.contains(&party.name);
    if is_named {
        return Some((masked.replace(&party.name, &mask_name(&party.name)), has_finding));
    }
    has_finding.then_some((masked, true))
}

/// Replaces the characters of all findings but those of the allowed kinds.
fn mask_kinds(text: &str, allowed: &[FindingKind]) -> Option<String> {
    let mut findings = privacy::scan(text);
    findings.retain(|finding| !allowed.contains(&finding.kind));
    if findings.is_empty() {
        return None;
    }
    let is_found =
        |index: usize| findings.iter().any(|finding| (finding.start..finding.end).contains(&index));
    Some(text.chars().enumerate().map(|(index, c)| if is_found(index) { '*' } else { c }).collect())
}
