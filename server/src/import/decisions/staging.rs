//! What the store keeps of a checked decision, before its identifiers and its party's entity are found.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::check::{DecisionDraft, Finding, Validity};
use domain::decision::{DecisionKind, PartyClass};
use domain::publication::{Publication, Publishability, publishability};
use domain::rulebook::Rulebook;
use domain::standard;
use domain::text::fold_name;

use super::super::Times;
use super::super::gate::Judging;
use super::super::own_rows::OwnRows;
use super::super::spool::StagedDecision;
use crate::record::publish::set_deadline;
use crate::secrets::{Keeper, SecretError, digest};
use crate::store::decision::{DecisionRow, PartyRow};

/// What all rows of a file share while they are staged.
pub(in crate::import) struct Staging<'a> {
    pub(in crate::import) keeper: &'a Keeper,
    pub(in crate::import) rules: &'a Rulebook,
    pub(in crate::import) today: NaiveDate,
    pub(in crate::import) received_at: DateTime<Utc>,
    pub(in crate::import) times: Times,
    pub(in crate::import) authority: Option<&'a str>,
    /// Whose rows may come in; all if absent.
    pub(in crate::import) own_rows: Option<&'a OwnRows>,
    /// How they are judged.
    pub(in crate::import) judging: Judging,
    /// What is the same for the very same file only: with its line a row without a document number is known by it.
    pub(in crate::import) origin: &'a str,
}

/// The key under which a document is found again.
pub(in crate::import) fn document_key(
    kind: DecisionKind,
    authority: &str,
    number_folded: &str,
    decided_on: Option<NaiveDate>,
) -> String {
    // The day stands first: files come in the order of days, so that neighbours share a page of the index.
    let day = decided_on.map_or_else(|| "00000000".to_owned(), |day| day.format("%Y%m%d").to_string());
    format!("{day}{}", digest(format!("{}|{authority}|{number_folded}", kind.code()).as_bytes()))
}

/// Makes what the store keeps of a draft. Identifiers and the party's entity are found when it is applied.
pub(in crate::import) fn stage(
    mut draft: DecisionDraft,
    line: i64,
    staging: &Staging<'_>,
) -> Result<StagedDecision, SecretError> {
    let authority_uscc = draft.authority_uscc.clone().or_else(|| staging.authority.map(str::to_owned));
    let authority_key = authority_uscc.clone().unwrap_or_else(|| fold_name(&draft.authority_name));
    // Without a number nothing says that two rows are of one document.
    let number = match draft.document_number_folded.as_str() {
        "" => format!("{}#{line}", staging.origin),
        folded => folded.to_owned(),
    };
    let document_key = document_key(draft.kind, &authority_key, &number, draft.decided_on);
    let mut party = stage_party(&draft, &document_key, staging.keeper)?;
    if let Some(name) = person_in_texts(&draft) {
        mask_person(&mut draft, &name);
    }
    mask_findings(&mut draft, &mut party);
    let mut row = base_row(&draft, document_key, staging);
    set_deadline(&mut row, staging.rules, None);
    set_publicity(&mut row, &draft, staging);
    row.content_hash = content_hash(&row, draft.kind);
    Ok(StagedDecision { decision: row, party, authority_uscc })
}

fn base_row(draft: &DecisionDraft, document_key: String, staging: &Staging<'_>) -> DecisionRow {
    let taken_over = staging.times == Times::TakeOver && draft.taken_over.received_at.is_some();
    let received_at =
        if taken_over { draft.taken_over.received_at } else { None }.unwrap_or(staging.received_at);
    let fields: BTreeMap<&String, &String> = draft
        .fields
        .iter()
        // Names of representatives are kept with the party, for they differ between the parties of a decision.
        .filter(|(code, _)| standard::field(code).is_none_or(|field| !field.is_about_party()))
        .collect();
    let is_penalty = draft.kind == DecisionKind::Penalty;
    let category = ["CF_CFLB", "XK_XKLB"].iter().find_map(|code| draft.fields.get(*code)).cloned();
    DecisionRow {
        kind: draft.kind.code().to_owned(),
        document_key,
        document_number: draft.document_number.clone(),
        title: draft.title.clone(),
        category: category.unwrap_or_default(),
        authority_name: draft.authority_name.clone(),
        source_name: draft.source_name.clone(),
        decided_on: draft.decided_on,
        received_at,
        published_at: if taken_over { draft.taken_over.published_at } else { None },
        procedure: draft.procedure.code().to_owned(),
        fine_fen: draft.fine.map(domain::amount::Fen::fen),
        valid_from: draft.valid_from,
        valid_until: match draft.validity {
            Validity::Until(day) => Some(day),
            Validity::LongTerm | Validity::Unknown => None,
        },
        licence_in_force: draft.in_force,
        fields: serde_json::to_string(&fields).unwrap_or_else(|_| "{}".to_owned()),
        social_impact: is_penalty.then(|| draft.social_impact.conclusion.code().to_owned()),
        social_impact_by: is_penalty.then(|| by(&draft.social_impact, draft)),
        social_impact_at: is_penalty.then(|| at(&draft.social_impact, received_at)),
        secrecy_review: draft.secrecy_review.conclusion.code().to_owned(),
        secrecy_review_by: Some(by(&draft.secrecy_review, draft)),
        secrecy_review_at: Some(at(&draft.secrecy_review, received_at)),
        exception_reason: draft.exception.as_ref().map(|exception| exception.reason.clone()),
        exception_until: draft.exception.as_ref().and_then(|exception| exception.until),
        edition: draft.edition.code().to_owned(),
        taken_over,
        updated_at: staging.received_at,
        ..DecisionRow::default()
    }
}

/// The person whose name must not stand in the texts: the party, or who represents it. A firm that bears its
/// operator's name keeps it.
fn person_in_texts(draft: &DecisionDraft) -> Option<String> {
    let party = &draft.party;
    let name = match party.class {
        PartyClass::NaturalPerson => party.name.clone(),
        _ => party.representative.clone().filter(|name| !party.name.contains(name.as_str()))?,
    };
    (name.chars().count() >= 2).then_some(name)
}

/// A person's name leaves every text that may become public.
fn mask_person(draft: &mut DecisionDraft, name: &str) {
    let masked = domain::privacy::mask_name(name);
    draft.title = draft.title.replace(name, &masked);
    for value in draft.fields.values_mut() {
        *value = value.replace(name, &masked);
    }
}

/// Numbers of persons that the scanner found in texts are masked at rest too; the row as sent is kept encrypted.
fn mask_findings(draft: &mut DecisionDraft, party: &mut PartyRow) {
    if draft.personal_data.is_empty() {
        return;
    }
    for code in &draft.personal_data {
        if let Some(value) = draft.fields.get_mut(code) {
            *value = domain::privacy::mask_findings(value);
        }
    }
    let texts =
        [&mut draft.title, &mut draft.document_number, &mut draft.authority_name, &mut draft.source_name];
    for text in texts.into_iter().chain([&mut party.name, &mut party.name_folded]) {
        *text = domain::privacy::mask_findings(text);
    }
}

/// A finding without a name counts as the submitting unit's own.
fn by(finding: &Finding, draft: &DecisionDraft) -> String {
    finding.by.clone().unwrap_or_else(|| draft.source_name.clone())
}

fn at(finding: &Finding, received_at: DateTime<Utc>) -> String {
    finding.at.unwrap_or(received_at).to_rfc3339()
}

fn set_publicity(row: &mut DecisionRow, draft: &DecisionDraft, staging: &Staging<'_>) {
    if !draft.missing.is_empty() || draft.decided_on.is_none() {
        row.state = Publication::Incomplete;
        return;
    }
    match publishability(draft, &staging.rules.policies, staging.today) {
        Publishability::Withheld(reason) => {
            row.state = Publication::Withheld;
            row.withheld_reason = Some(reason.code().to_owned());
        }
        Publishability::Public(publicity) => {
            row.state = Publication::Published;
            row.public_until = publicity.until;
            row.repair_from = publicity.repair_from;
            row.class = publicity.class.map(|class| class.long_label().to_owned());
            row.policy = publicity.policy;
        }
    }
}

fn stage_party(draft: &DecisionDraft, document_key: &str, keeper: &Keeper) -> Result<PartyRow, SecretError> {
    let party = &draft.party;
    let name_folded = fold_name(&party.name);
    let person_hash = party
        .person_number
        .as_ref()
        .map(|number| keeper.fingerprint(&format!("{}|{}", number.kind, number.number.expose())));
    let key = party
        .uscc
        .clone()
        .or_else(|| party.registration_number.clone())
        .or_else(|| person_hash.clone())
        .unwrap_or_else(|| name_folded.clone());
    let encrypt = |number: &domain::check::PersonNumber| {
        keeper.encrypt(&format!("{}|{}", number.kind, number.number.expose()))
    };
    Ok(PartyRow {
        // Begins with the document's key, so that one index finds a party and all parties of a document.
        natural_key: format!("{document_key}{}", digest(key.as_bytes())),
        name: party.name.clone(),
        name_folded,
        class: party.class.code().to_owned(),
        uscc: party.uscc.clone(),
        registration_number: party.registration_number.clone(),
        person_number_cipher: party.person_number.as_ref().map(encrypt).transpose()?,
        person_number_hash: person_hash,
        representative: party.representative.clone(),
        representative_number_cipher: party.representative_number.as_ref().map(encrypt).transpose()?,
        ..PartyRow::default()
    })
}

/// Equal hashes mean the same content: what the public or the law sees of it, without its parties and times.
fn content_hash(row: &DecisionRow, kind: DecisionKind) -> String {
    digest(
        format!(
            "{}|{}|{}|{}|{:?}|{:?}|{:?}|{:?}|{:?}|{:?}",
            kind.code(),
            row.fields,
            row.authority_name,
            row.source_name,
            row.withheld_reason,
            row.social_impact,
            row.secrecy_review,
            row.exception_reason,
            row.class,
            row.licence_in_force,
        )
        .as_bytes(),
    )
}
