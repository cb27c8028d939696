//! The reasons of a listing and of a removal. TRAP 22: the same number means different things for different kinds
//! of subjects.

use super::party::Party;
use super::row::EntryRow;
use crate::catalogue::{ReasonKind, SubjectKind};
use crate::check::codes;
use crate::text::fold_width;

pub(super) struct Reasons {
    /// Codes that the item knows for this kind of subject, in the order of its table.
    pub(super) codes: Vec<&'static str>,
    /// A code that it does not know, as sent.
    pub(super) foreign_code: Option<String>,
}

/// Codes and text together; a missing text is filled from the code.
pub(super) fn read(row: &mut EntryRow, party: &Party) -> Reasons {
    let subject = party.subject();
    let mut foreign_code = None;
    let mut found = Vec::new();
    for code in split(row.text("reason_code")) {
        match row.item.reason(ReasonKind::Listing, &code, subject) {
            Some(reason) => found.push(reason.code),
            None => foreign_code = Some(code),
        }
    }
    if foreign_code.is_some() && has_table(row, ReasonKind::Listing, subject) {
        row.note(codes::REASON_CODE_UNKNOWN, "reason_code", None);
    }
    let reasons = || row.item.reasons_for(subject).filter(|reason| reason.kind == ReasonKind::Listing);
    if row.text("reason").is_empty() {
        let texts: Vec<&str> =
            reasons().filter(|reason| found.contains(&reason.code)).map(|reason| reason.text).collect();
        if !texts.is_empty() {
            row.put("reason", texts.join("；"));
        }
    } else {
        found.extend(row.item.reasons_named(ReasonKind::Listing, row.text("reason"), subject));
    }
    let codes = reasons().map(|reason| reason.code).filter(|code| found.contains(code)).collect();
    Reasons { codes, foreign_code }
}

/// The code of a removal's reason.
pub(super) fn read_removal(row: &mut EntryRow, party: &Party) -> Option<String> {
    let subject = party.subject();
    let item = row.item;
    let sent = split(row.text("removed_reason_code")).into_iter().next();
    let known = sent.as_deref().and_then(|code| item.reason(ReasonKind::Removal, code, subject));
    if sent.is_some() && known.is_none() && has_table(row, ReasonKind::Removal, subject) {
        row.note(codes::REASON_CODE_UNKNOWN, "removed_reason_code", None);
    }
    let text = row.owned("removed_reason");
    match (known, text) {
        (Some(reason), None) => row.put("removed_reason", reason.text.to_owned()),
        (None, Some(text)) if sent.is_none() => {
            return item.reasons_named(ReasonKind::Removal, &text, subject).next().map(str::to_owned);
        }
        _ => {}
    }
    known.map(|reason| reason.code.to_owned()).or(sent)
}

/// Does the item have codes for that kind of subject at all?
fn has_table(row: &EntryRow, kind: ReasonKind, subject: SubjectKind) -> bool {
    row.item.reasons_for(subject).any(|reason| reason.kind == kind)
}

/// One cell may hold several codes: `1,4`.
fn split(text: &str) -> Vec<String> {
    let text = fold_width(text);
    let parts = text.split([',', ';', '、', '|', '/', ' ']).map(str::trim);
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
