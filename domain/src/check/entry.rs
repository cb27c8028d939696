//! One row of a file of the catalogue: a list, a commitment, an annual report … (RULES 4, 6).

mod days;
mod party;
mod reason;
mod row;
mod screen;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use self::party::Party;
use self::row::EntryRow;
use super::draft::PersonNumber;
use crate::catalogue::{EntryLayout, Item, item};
use crate::decision::PartyClass;
use crate::issue::{Issue, Severity};
use crate::publication::WithheldReason;
use crate::text::{fold_document_number, fold_name};

/// A removal (移出, 恢复), read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemovalDraft {
    /// 移出日期
    pub on: NaiveDate,
    /// Its code, if the item has one for it.
    pub reason_code: Option<String>,
    /// 移出原因
    pub reason: Option<String>,
    /// 移出决定书文号
    pub number: Option<String>,
    /// 作出决定机关（移出）
    pub authority_name: Option<String>,
}

/// An entry of the catalogue, read. Public texts in it are masked already: see `personal_data`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDraft {
    /// Code of the item.
    pub item: &'static str,
    /// Name in the entry; of natural persons the full one, which is never shown.
    pub name: String,
    /// Class of the party, as sent or inferred.
    pub class: PartyClass,
    /// Credit code; kept if only its check digit fails.
    pub uscc: Option<String>,
    /// True if the code's check digit is right.
    pub uscc_ok: bool,
    /// 注册号
    pub registration_number: Option<String>,
    /// 组织机构代码, nine characters.
    pub organisation_code: Option<String>,
    /// Number of the natural person who is the party: to be encrypted.
    pub person_number: Option<PersonNumber>,
    /// 决定书文号, 案号, 承诺编码.
    pub number: Option<String>,
    /// Code of the reason, in the item's table for this kind of subject; of several the first in the table, so that
    /// the situation without a term goes before the others. An unknown code is kept as sent.
    pub reason_code: Option<String>,
    /// The reason as sent, or the text of its code.
    pub reason: Option<String>,
    /// The authority's name.
    pub authority_name: Option<String>,
    /// Its credit code.
    pub authority_uscc: Option<String>,
    /// 列入日期, or what the item has in its place.
    pub begins_on: Option<NaiveDate>,
    /// 发布时间 of the source.
    pub published_on: Option<NaiveDate>,
    /// The end that the source states; absent for 长期.
    pub planned_end: Option<NaiveDate>,
    /// Last day of publicity; absent where it stays until the source removes it.
    pub public_until: Option<NaiveDate>,
    /// The removal, if it was removed.
    pub removed: Option<RemovalDraft>,
    /// 年度
    pub year: Option<i32>,
    /// The item's own fields by code, cleaned; those that nobody may see are not in it.
    pub fields: BTreeMap<String, String>,
    /// Codes of public columns in which the scanner found personal data; it is masked in them.
    pub personal_data: Vec<String>,
    /// Codes of needed columns that are empty: not public and not counted until they are filled.
    pub missing: Vec<String>,
    /// Why it is not public although it is complete.
    pub withheld: Option<WithheldReason>,
}

/// A checked row of a file of entries.
#[derive(Clone, Debug)]
pub struct CheckedEntry {
    /// What was read; absent if the row is quarantined.
    pub draft: Option<EntryDraft>,
    /// Everything that is wrong with it.
    pub issues: Vec<Issue>,
}

/// Checks one row of a file of entries. `today` is the Beijing day.
pub fn check_entry(
    item: &'static Item,
    layout: &EntryLayout,
    values: &[String],
    today: NaiveDate,
) -> CheckedEntry {
    let mut row = EntryRow::new(item, layout, values, today);
    let draft = read_entry(&mut row);
    let issues = row.issues;
    let is_readable = super::worst(&issues) != Some(Severity::Quarantine);
    CheckedEntry { draft: is_readable.then_some(draft), issues }
}

fn read_entry(row: &mut EntryRow) -> EntryDraft {
    let party = party::read(row);
    let days = days::read(row);
    let reasons = reason::read(row, &party);
    let year = row.year("year");
    let removed = read_removal(row, &party, days.removed_on);
    let (authority_uscc, _) = party::read_code(row, "authority_uscc").uscc();
    row.read_own_fields(party.class);
    row.check_presence(removed.as_ref());
    let withheld = screen::withheld(row, &party, days.begins_on);
    let personal_data = screen::mask(row, &party);
    let public_until = days.public_until(row, &reasons.codes);
    let is_over = public_until.is_some_and(|last| last < row.today);
    EntryDraft {
        item: row.item.code,
        number: row.owned("number"),
        reason_code: reasons.codes.first().map(|code| (*code).to_owned()).or(reasons.foreign_code),
        reason: row.owned("reason"),
        authority_name: row.owned("authority_name"),
        authority_uscc,
        begins_on: days.begins_on,
        published_on: days.published_on,
        planned_end: days.planned_end,
        public_until,
        removed: removed.map(|removal| removal.masked(row)),
        year,
        fields: row.own_fields(party.class),
        personal_data,
        missing: std::mem::take(&mut row.missing),
        withheld: withheld.or(is_over.then_some(WithheldReason::AfterMaximum)),
        name: party.name,
        class: party.class,
        uscc: party.uscc,
        uscc_ok: party.uscc_ok,
        registration_number: party.registration_number,
        organisation_code: party.organisation_code,
        person_number: party.person_number.filter(|_| party.class == PartyClass::NaturalPerson),
    }
}

fn read_removal(row: &mut EntryRow, party: &Party, on: Option<NaiveDate>) -> Option<RemovalDraft> {
    let reason_code = reason::read_removal(row, party);
    Some(RemovalDraft {
        on: on?,
        reason_code,
        reason: row.owned("removed_reason"),
        number: row.owned("removed_number"),
        authority_name: row.owned("removed_authority"),
    })
}

impl RemovalDraft {
    /// With its texts as they are after masking.
    fn masked(self, row: &EntryRow) -> Self {
        Self {
            reason: row.owned("removed_reason"),
            number: row.owned("removed_number"),
            authority_name: row.owned("removed_authority"),
            ..self
        }
    }
}

impl EntryDraft {
    /// What tells this entry from every other one, as readable parts: the item, the subject by its best identifier,
    /// and the columns that the catalogue names as the item's key. A removal and a correction of other columns leave
    /// it as it is. The number of a person is not in it: whoever keeps entries of persons adds its keyed hash.
    pub fn natural_key(&self) -> String {
        let key = item(self.item).map_or(&[][..], Item::key);
        let mut parts = vec![self.item.to_owned(), self.subject_key()];
        parts.extend(key.iter().map(|code| self.key_part(code)));
        parts.join("\u{1f}")
    }

    fn subject_key(&self) -> String {
        let by_code = [
            ("uscc", &self.uscc),
            ("registration", &self.registration_number),
            ("organisation", &self.organisation_code),
        ];
        let found =
            by_code.into_iter().find_map(|(kind, code)| code.as_ref().map(|code| (kind, code.clone())));
        let (kind, value) = found.unwrap_or_else(|| ("name", fold_name(&self.name)));
        format!("{kind}:{value}")
    }

    fn key_part(&self, code: &str) -> String {
        match code {
            "begins_on" => self.begins_on.map(|day| day.to_string()).unwrap_or_default(),
            "number" => self.number.as_deref().map(fold_document_number).unwrap_or_default(),
            "year" => self.year.map(|year| year.to_string()).unwrap_or_default(),
            "authority_name" => self.authority_name.as_deref().map(fold_name).unwrap_or_default(),
            "reason" => {
                let reason = || self.reason.as_deref().map(fold_name);
                self.reason_code.clone().or_else(reason).unwrap_or_default()
            }
            _ => self.fields.get(code).map(|value| fold_name(value)).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests;
