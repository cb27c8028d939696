//! From a draft to its page.

use std::collections::{BTreeMap, HashMap};

use app::desk::Fault;
use app::desk::filing as view;
use chrono::TimeDelta;
use domain::approval::ApprovalState;
use domain::check::lint::{Lint, Weight};
use domain::decision::DecisionKind;
use domain::publication::Publication;
use domain::role::Step;
use domain::standard::form_fields;

use crate::actions::filing::{self, Checked, Content, FilingError, Opened, Values, decided_on};
use crate::actions::regulator::{Refusal, Regulator};
use crate::import::lint::Due;
use crate::record::preview::Preview;
use crate::state::Core;
use crate::store::approval::Whose;
use crate::store::{Tx, account, approval, authority, decision};

/// Characters around a place in a text.
const AROUND: usize = 12;
/// Returned decisions that the list shows.
const MOST_RETURNED: i64 = 500;

/// A draft, and what is to be said of it.
pub(super) struct Shown<'a> {
    pub(super) draft: &'a Opened,
    pub(super) checked: Option<Checked>,
    /// The codes that were ticked, once it was tried to hand it in.
    pub(super) ticked: Option<&'a [String]>,
    /// What somebody else saved meanwhile.
    pub(super) theirs: Option<&'a Opened>,
}

impl<'a> Shown<'a> {
    pub(super) fn of(draft: &'a Opened) -> Self {
        Self { draft, checked: None, ticked: None, theirs: None }
    }
}

/// What the page that saves itself is told.
#[derive(serde::Serialize)]
pub(super) struct Kept {
    version: i64,
    words: String,
    faults: Vec<KeptFault>,
}

#[derive(serde::Serialize)]
struct KeptFault {
    field: String,
    message: String,
    /// False for what a tick settles.
    blocks: bool,
}

/// The version that stands now, and what is to be said at each field.
pub(super) fn kept(saved: &Opened, checked: &Checked) -> Kept {
    let at = (saved.row.saved_at + TimeDelta::hours(8)).format("%H:%M");
    let faults = checked.lints.iter().filter_map(|lint| {
        let blocks = lint.weight == Weight::Block;
        Some(KeptFault { field: lint.field.clone()?, message: lint.message.clone(), blocks })
    });
    Kept {
        version: saved.row.version, words: format!("草稿已于 {at} 自动保存。"), faults: faults.collect()
    }
}

/// The list of drafts and returned decisions.
pub(super) async fn drafts(core: &Core, regulator: &Regulator) -> Result<view::Drafts, FilingError> {
    let mut tx = core.db.read().await?;
    let rows = filing::open_drafts(&mut tx, regulator).await?;
    let names = names(&mut tx, rows.iter().map(|row| row.saved_by.clone()).collect()).await?;
    let drafts = rows
        .into_iter()
        .filter_map(|row| {
            Some(view::DraftLine {
                kind: DecisionKind::from_code(&row.kind)?,
                due: row
                    .decided_on
                    .and_then(|day| Due::reckon(&core.rules(), core.clock.today(), day))
                    .map(due),
                saved_by: names.get(&row.saved_by).cloned().unwrap_or_default(),
                id: row.id,
                title: row.title,
                saved_at: row.saved_at,
            })
        })
        .collect();
    let queue =
        approval::queue(&mut tx, &Whose::Of(regulator.authorities(Step::File)), MOST_RETURNED).await?;
    let returned = queue
        .into_iter()
        .filter(|row| {
            row.state == ApprovalState::Returned && row.decision_state == Publication::Returned.code()
        })
        .filter_map(|row| {
            Some(view::ReturnedLine {
                kind: DecisionKind::from_code(&row.kind)?,
                id: row.public_id,
                document_number: row.document_number,
                party: row.party,
                word: row.note.unwrap_or_default(),
                due: row
                    .decided_on
                    .and_then(|day| Due::reckon(&core.rules(), core.clock.today(), day))
                    .map(due),
            })
        })
        .collect();
    Ok(view::Drafts { drafts, returned })
}

async fn names(tx: &mut Tx, mut ids: Vec<String>) -> sqlx::Result<HashMap<String, String>> {
    ids.sort_unstable();
    ids.dedup();
    Ok(account::by_ids(tx, &ids).await?.into_iter().map(|row| (row.id, row.name)).collect())
}

fn due(due: Due) -> view::Due {
    let Due { from, working_days, on, is_provisional, urgency } = due;
    view::Due { from, working_days, on, is_provisional, urgency }
}

/// The form.
pub(super) async fn form(
    core: &Core,
    tx: &mut Tx,
    regulator: &Regulator,
    shown: Shown<'_>,
) -> Result<view::View, FilingError> {
    let Shown { draft, checked, ticked, theirs } = shown;
    let Opened { row, kind, content } = draft;
    let offices = authority::by_ids(tx, &regulator.authorities(Step::File)).await?;
    let source = offices.iter().find(|office| office.id == row.authority_id);
    let registered = filing::registered_names(tx, *kind, content).await?;
    let saved_by = names(tx, vec![row.saved_by.clone()]).await?.remove(&row.saved_by).unwrap_or_default();
    let lints = checked.as_ref().map(|checked| checked.lints.as_slice()).unwrap_or_default();
    let own_due = checked.as_ref().and_then(|checked| checked.due);
    let due_day = own_due.or_else(|| {
        decided_on(*kind, content).and_then(|day| Due::reckon(&core.rules(), core.clock.today(), day))
    });
    let late = due_day
        .is_some_and(|due| due.is_over())
        .then(|| (content.late_reason.clone(), content.late_words.clone()));
    let parties = content.parties.iter().zip(registered);
    Ok(view::View::Form(Box::new(view::Form {
        id: row.id.clone(),
        kind: *kind,
        version: row.version,
        source_name: source.map(|office| office.name.clone()).unwrap_or_default(),
        authorities: offices.into_iter().map(|office| (office.id, office.name)).collect(),
        authority: content.authority_id.clone(),
        decision: content.decision.clone(),
        parties: parties
            .map(|(values, registered)| party(*kind, values, registered, theirs.is_some()))
            .collect(),
        marks: lints.iter().map(|lint| mark(lint, content)).collect(),
        faults: faults(lints, ticked),
        ticked: ticked.unwrap_or_default().to_vec(),
        due: due_day.map(due),
        late,
        saved: (saved_by.clone(), row.saved_at),
        theirs: theirs.map(|theirs| view::Theirs {
            by: saved_by,
            at: theirs.row.saved_at,
            values: differing(*kind, content, &theirs.content),
        }),
        word: content.word.clone().or_else(|| theirs.and_then(|theirs| theirs.content.word.clone())),
        preview: checked.map(|checked| preview(checked.previews)),
    })))
}

/// A party without its numbers of persons: they are kept and never shown. What was typed and could not be saved is not
/// kept either.
fn party(kind: DecisionKind, values: &Values, registered: Option<String>, is_unsaved: bool) -> view::Party {
    let secret: Vec<&str> =
        form_fields(kind).filter(|field| filing::is_secret(field)).map(|field| field.code).collect();
    let kept = if is_unsaved { Vec::new() } else { secret.clone() };
    view::Party {
        values: values
            .iter()
            .filter(|(code, _)| !secret.contains(&code.as_str()))
            .map(|(code, value)| (code.clone(), value.clone()))
            .collect(),
        registered,
        kept: kept.into_iter().filter(|code| values.contains_key(*code)).map(str::to_owned).collect(),
    }
}

fn mark(lint: &Lint, content: &Content) -> view::Mark {
    view::Mark {
        code: lint.code.clone(),
        field: lint.field.clone(),
        weight: lint.weight,
        message: lint.message.clone(),
        suggestion: lint.suggestion.clone(),
        excerpt: excerpt(lint, content),
    }
}

/// The place in the text, with a few characters around it.
fn excerpt(lint: &Lint, content: &Content) -> Option<(String, String, String)> {
    let (place, name) = (lint.place?, lint.field.as_deref()?);
    let text: Vec<char> = value(content, name)?.chars().collect();
    let part = |start: usize, end: usize| text.get(start..end.min(text.len())).map(String::from_iter);
    let before = part(place.start.saturating_sub(AROUND), place.start)?;
    let after = part(place.end, place.end + AROUND).unwrap_or_default();
    Some((before, part(place.start, place.end)?, after))
}

/// What stands in a field of the form.
fn value<'a>(content: &'a Content, name: &str) -> Option<&'a String> {
    match name.rsplit_once('-') {
        Some((code, number)) => content.parties.get(number.parse::<usize>().ok()?.checked_sub(1)?)?.get(code),
        None => content.decision.get(name),
    }
}

/// The summary: what stops it, and warnings without a tick once it was to be handed in.
fn faults(lints: &[Lint], ticked: Option<&[String]>) -> Vec<Fault> {
    let mut faults: Vec<Fault> = lints
        .iter()
        .filter(|lint| lint.weight == Weight::Block)
        .map(|lint| Fault {
            field: lint.field.clone().unwrap_or_else(|| "form".to_owned()),
            message: lint.message.clone(),
        })
        .collect();
    let Some(ticked) = ticked.filter(|_| faults.is_empty()) else { return faults };
    for lint in lints.iter().filter(|lint| !ticked.contains(&lint.code)) {
        let field = format!("tick-{}", lint.code);
        if !faults.iter().any(|fault| fault.field == field) {
            faults.push(Fault { field, message: format!("请核对并打勾确认：{}", lint.message) });
        }
    }
    faults
}

/// What somebody else saved in the fields that differ; of numbers of persons only that there is one.
fn differing(kind: DecisionKind, mine: &Content, theirs: &Content) -> BTreeMap<String, String> {
    let mut values = BTreeMap::new();
    let mut compare = |name: String, mine: Option<&String>, theirs: Option<&String>, is_secret: bool| {
        if mine == theirs || (is_secret && theirs.is_none()) {
            return;
        }
        let value = if is_secret {
            "已填写（不回显）".to_owned()
        } else {
            theirs.cloned().unwrap_or_default()
        };
        values.insert(name, value);
    };
    for field in form_fields(kind) {
        if !field.is_about_party() {
            compare(
                field.code.to_owned(),
                mine.decision.get(field.code).filter(|value| !value.is_empty()),
                theirs.decision.get(field.code),
                false,
            );
            continue;
        }
        for (index, party) in mine.parties.iter().enumerate() {
            let other = theirs.parties.get(index).and_then(|party| party.get(field.code));
            let own = party.get(field.code).filter(|value| !value.is_empty());
            compare(filing::name_in_form(field, index), own, other, filing::is_secret(field));
        }
    }
    values
}

fn preview(previews: Vec<(String, Option<Preview>)>) -> view::Preview {
    let mut page = None;
    let mut verdicts = Vec::with_capacity(previews.len());
    for (party, shown) in previews {
        let verdict = match shown {
            Some(Preview::Public(decision)) => {
                let until = decision.summary.public_until;
                page.get_or_insert(decision);
                until.map_or_else(|| "公示，没有截止日期".to_owned(), |until| format!("公示至 {until}"))
            }
            Some(Preview::Withheld(reason)) => format!("公众看不到：{reason}"),
            Some(Preview::Nothing) => "公众看不到：必填内容不全，或者公示期已过".to_owned(),
            None => "内容有误，改正以后才能预览".to_owned(),
        };
        verdicts.push((if party.is_empty() { "未填名称".to_owned() } else { party }, verdict));
    }
    view::Preview { page, verdicts }
}

/// What was handed in, and where it stands.
pub(super) async fn receipt(tx: &mut Tx, draft: &Opened) -> Result<view::View, FilingError> {
    let batch = draft.content.batch_id.clone().unwrap_or_default();
    let handed_in_at = draft.row.handed_in_at.ok_or(Refusal::Unknown)?;
    let mut receipts: Vec<(i64, String)> = approval::receipts(tx, &batch).await?.into_iter().collect();
    receipts.sort_unstable();
    let mut lines = Vec::with_capacity(receipts.len());
    for (_, id) in receipts {
        let state = decision::by_public_id(tx, &id).await?.map_or("", |row| state_label(row.state));
        lines.push((id, state.to_owned()));
    }
    Ok(view::View::Receipt(view::Receipt { batch, handed_in_at, title: draft.row.title.clone(), lines }))
}

/// What an approval did, in the words of a receipt.
const fn state_label(state: Publication) -> &'static str {
    match state {
        Publication::Pending => "待另一人复核",
        Publication::Returned => "复核退回，请在填报页改正后再报",
        Publication::Unresolved => "复核通过，主体待人工核对",
        Publication::Withheld => "复核通过，依法不公示",
        Publication::Incomplete => "必填内容不全",
        other => other.label(),
    }
}
