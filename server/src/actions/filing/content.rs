//! What a draft holds: the fields of the dictionary, once for the decision and once for each party.

use std::collections::BTreeMap;

use domain::decision::{DecisionKind, PartyClass};
use domain::privacy::{mask_findings, mask_name};
use domain::standard::{Field, FieldDisclosure, form_fields};
use serde::{Deserialize, Serialize};

use crate::store::authority::AuthorityRow;

/// Names and codes of the deciding authority and of the source unit: chosen, not typed.
const OFFICES: [&str; 8] = ["XKJG", "XKJGDM", "CFJG", "CFJGDM", "LYDW", "LYDWDM", "SJLY", "SJLYDM"];
/// Most parties of one document in one form; more come as a spreadsheet.
pub const MOST_PARTIES: usize = 50;

/// Values by code of the field.
pub type Values = BTreeMap<String, String>;

/// A draft's content; encrypted at rest, for it may hold numbers of persons.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The deciding authority.
    pub authority_id: String,
    /// What the parties share.
    pub decision: Values,
    /// The parties, at least one.
    pub parties: Vec<Values>,
    /// Why it comes late: a code of `domain::lateness`.
    pub late_reason: String,
    /// The same in words, which stay inside.
    pub late_words: String,
    /// Why the second person returned it.
    pub word: Option<String>,
    /// The receipt, once it was handed in.
    pub batch_id: Option<String>,
}

impl std::fmt::Debug for Content {
    /// Nothing: it may be personal.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("Content(***)")
    }
}

impl Content {
    /// An empty form with one party.
    pub fn empty(authority_id: String) -> Self {
        Self { authority_id, parties: vec![Values::new()], ..Self::default() }
    }

    /// The row of each party, in the order of `headings`.
    pub fn rows(
        &self,
        kind: DecisionKind,
        deciding: &AuthorityRow,
        source: &AuthorityRow,
    ) -> Vec<Vec<String>> {
        let value = |field: &Field, party: &Values| {
            let short = field.short_code();
            match office(field) {
                Some(office) => {
                    let row = if office == Office::Deciding { deciding } else { source };
                    let code = || row.uscc.clone().unwrap_or_default();
                    if short.ends_with("DM") { code() } else { row.name.clone() }
                }
                None if field.is_about_party() => party.get(field.code).cloned().unwrap_or_default(),
                None => self.decision.get(field.code).cloned().unwrap_or_default(),
            }
        };
        let row = |party: &Values| form_fields(kind).map(|field| value(field, party)).collect();
        self.parties.iter().map(row).collect()
    }

    /// A line by which the draft is known in lists; a natural person is masked.
    pub fn title(&self, kind: DecisionKind) -> String {
        let table = kind.table();
        let number = self.decision.get(&format!("{table}_WSH")).map_or("", String::as_str);
        let party = self.parties.first();
        let of_party = |short: &str| party.and_then(|party| party.get(&format!("{table}_{short}")));
        let name = of_party("XDR_MC").map_or("", String::as_str);
        let class = of_party("XDR_LB").map_or("", String::as_str);
        let is_firm =
            [PartyClass::Organisation, PartyClass::SoleTrader].iter().any(|firm| firm.label() == class);
        let name = if is_firm { name.to_owned() } else { mask_name(name) };
        let others =
            if self.parties.len() > 1 { format!("等{}个", self.parties.len()) } else { String::new() };
        let number = if number.is_empty() { "未填文号" } else { number };
        let name = if name.is_empty() { "未填行政相对人".to_owned() } else { name };
        mask_findings(&format!("{number}　{name}{others}"))
    }

    /// Keeps the fields of that kind of decision only, and nothing empty.
    pub(super) fn tidy(&mut self, kind: DecisionKind) {
        let is_known =
            |code: &str, value: &str| !value.is_empty() && form_fields(kind).any(|field| field.code == code);
        self.decision.retain(|code, value| is_known(code, value));
        for party in &mut self.parties {
            party.retain(|code, value| is_known(code, value));
        }
    }

    /// Numbers of persons that were left empty in a form stay as they were, for no page shows them; those in `forget` go.
    pub(super) fn keep_numbers(&mut self, kind: DecisionKind, before: &Self, forget: &[String]) {
        for (index, party) in self.parties.iter_mut().enumerate() {
            for field in secret_fields(kind) {
                let is_empty = party.get(field.code).is_none_or(String::is_empty);
                if !is_empty || forget.contains(&name_in_form(field, index)) {
                    continue;
                }
                let known = before.parties.get(index).and_then(|party| party.get(field.code));
                if let Some(number) = known {
                    party.insert(field.code.to_owned(), number.clone());
                }
            }
        }
    }
}

/// Who stands in a field for an office.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Office {
    Deciding,
    Source,
}

fn office(field: &Field) -> Option<Office> {
    let short = field.short_code();
    OFFICES.contains(&short).then(|| if short.contains("LY") { Office::Source } else { Office::Deciding })
}

/// The codes of all columns of a handed-in row.
pub(super) fn headings(kind: DecisionKind) -> Vec<String> {
    form_fields(kind).map(|field| field.code.to_owned()).collect()
}

/// Numbers of persons: never on a page.
fn secret_fields(kind: DecisionKind) -> impl Iterator<Item = &'static Field> {
    form_fields(kind).filter(|field| is_secret(field))
}

/// True for a number of a person, which no page shows once it was typed.
pub fn is_secret(field: &Field) -> bool {
    field.disclosure == FieldDisclosure::Never && field.code.ends_with("_ZJHM")
}

/// Name and `id` of a party's field in the form; parties count from 0.
pub fn name_in_form(field: &Field, party: usize) -> String {
    format!("{}-{}", field.code, party + 1)
}

/// Where a fault of that field is shown, for a party.
pub(super) fn place_in_form(code: &str, party: usize) -> String {
    match domain::standard::field(code) {
        Some(field) if office(field).is_some() => "authority".to_owned(),
        Some(field) if field.is_about_party() => name_in_form(field, party),
        _ => code.to_owned(),
    }
}
