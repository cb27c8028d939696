//! Asking for a record to leave the public view, and hiding one at once.

use app::desk::changes::View as Topic;
use app::desk::{Fault, View};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use chrono::NaiveDate;
use domain::catalogue;
use domain::leaving::{self as rules, HidingGround, LeavingFault, RemovalGround, WithdrawalGround};
use domain::publication::WithheldReason;
use domain::role::Step;
use serde::Deserialize;

use super::inputs::Which;
use crate::actions::regulator::{Refusal, Regulator};
use crate::actions::remove::Removal;
use crate::actions::repair::Repaired;
use crate::actions::replace::Replacing;
use crate::actions::withdraw::Withdrawal;
use crate::actions::withhold::Withholding;
use crate::actions::{ask, hide as hiding, remove as removing, repair as repairing, replace as replacing};
use crate::actions::{withdraw as withdrawing, withhold as withholding};
use crate::desk::queue::{Asked, fault};
use crate::desk::{DAY_ASKED, Done, Fields, Posted, SignedIn, refused, see_done, show_with};
use crate::extract::{Path, Query};
use crate::read::review::entry_label;
use crate::state::AppState;

/// A form with its record, as it was typed so far.
async fn form(
    state: &AppState,
    asked: Asked<'_>,
    signed_in: &SignedIn,
    (which, public_id): (Which, &str),
    typed: &Fields,
    faults: Vec<Fault>,
) -> Response {
    let step = if which == Which::Hide { Step::Hide } else { Step::File };
    if let Err(refusal) = signed_in.regulator.may(step) {
        return refused(state, asked, signed_in, refusal).await;
    }
    let record = match about(state, &signed_in.regulator, (which, step), public_id).await {
        Ok(record) => Some(record),
        // These name their record in the form itself.
        Err(Refusal::Unknown) if matches!(which, Which::Hide | Which::Remove) => None,
        Err(refusal) => return refused(state, asked, signed_in, refusal).await,
    };
    let status = if faults.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut form = which.form(public_id, record, typed);
    form.faults = faults;
    show_with(state, asked, signed_in, status, None, View::Changes(Topic::Form(Box::new(form)))).await
}

/// The record that a form is about, in two words.
async fn about(
    state: &AppState,
    regulator: &Regulator,
    (which, step): (Which, Step),
    public_id: &str,
) -> Result<(String, String), Refusal> {
    let mut tx = state.core.db.read().await?;
    if which == Which::Remove {
        let row = ask::entry(&mut tx, regulator, step, public_id).await?;
        let list = catalogue::item(&row.item).map_or("", |item| item.label);
        return Ok((entry_label(&row), list.to_owned()));
    }
    let row = ask::record(&mut tx, regulator, step, public_id).await?;
    Ok((row.document_number, row.title))
}

/// After a request: where it now waits, or what was wrong.
async fn asked_for(
    state: &AppState,
    asked: Asked<'_>,
    posted: &Posted,
    place: (Which, &str),
    result: Result<String, Refusal>,
) -> Response {
    let who = &posted.signed_in;
    match result {
        Ok(approval) => see_done(&format!("/desk/approvals/{approval}"), Done::Asked),
        Err(Refusal::State(message)) => {
            let field = match place.0 {
                Which::Repair => "on",
                Which::Remove => "record",
                _ => "ground",
            };
            form(state, asked, who, place, &posted.fields, fault(field, &message)).await
        }
        Err(refusal) => refused(state, asked, who, refusal).await,
    }
}

fn day(fields: &Fields) -> Result<NaiveDate, Vec<Fault>> {
    fields.day("on").ok_or_else(|| fault("on", DAY_ASKED))
}

fn faults(found: impl IntoIterator<Item = LeavingFault>) -> Vec<Fault> {
    found.into_iter().map(|one| Fault { field: one.field.to_owned(), message: one.message }).collect()
}

/// A form that nothing was typed into yet.
async fn empty(state: &AppState, asked: Asked<'_>, who: &SignedIn, place: (Which, &str)) -> Response {
    form(state, asked, who, place, &Fields::default(), Vec::new()).await
}

/// `GET /desk/records/{id}/withdraw`
pub(super) async fn withdraw_form(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    signed_in: SignedIn,
) -> Response {
    empty(&state, (&uri, &headers), &signed_in, (Which::Withdraw, &id)).await
}

/// `GET /desk/records/{id}/repair`
pub(super) async fn repair_form(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    signed_in: SignedIn,
) -> Response {
    empty(&state, (&uri, &headers), &signed_in, (Which::Repair, &id)).await
}

/// `GET /desk/records/{id}/withhold`
pub(super) async fn withhold_form(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    signed_in: SignedIn,
) -> Response {
    empty(&state, (&uri, &headers), &signed_in, (Which::Withhold, &id)).await
}

/// `GET /desk/records/{id}/replace`
pub(super) async fn replace_form(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    signed_in: SignedIn,
) -> Response {
    empty(&state, (&uri, &headers), &signed_in, (Which::Replace, &id)).await
}

/// `POST /desk/records/{id}/withdraw`
pub(super) async fn withdraw(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (asked, place) = ((&uri, &headers), (Which::Withdraw, id.as_str()));
    let today = state.core.clock.today();
    match withdrawal(&posted.fields, today) {
        Ok(wanted) => {
            let result = withdrawing::ask(&state.core, &posted.signed_in.regulator, &id, &wanted).await;
            asked_for(&state, asked, &posted, place, result).await
        }
        Err(faults) => form(&state, asked, &posted.signed_in, place, &posted.fields, faults).await,
    }
}

fn withdrawal(fields: &Fields, today: NaiveDate) -> Result<Withdrawal, Vec<Fault>> {
    let ground =
        WithdrawalGround::from_code(fields.get("ground")).ok_or_else(|| fault("ground", "请选择撤回事由"))?;
    let annulled_on = day(fields)?;
    let words = fields.get("words").to_owned();
    let found = rules::withdrawal_faults(&words, annulled_on, today);
    if found.is_empty() { Ok(Withdrawal { ground, words, annulled_on }) } else { Err(faults(found)) }
}

/// `POST /desk/records/{id}/repair`
pub(super) async fn repair(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (asked, place) = ((&uri, &headers), (Which::Repair, id.as_str()));
    match repaired(&posted.fields, state.core.clock.today()) {
        Ok(told) => {
            let result = repairing::ask(&state.core, &posted.signed_in.regulator, &id, &told).await;
            asked_for(&state, asked, &posted, place, result).await
        }
        Err(faults) => form(&state, asked, &posted.signed_in, place, &posted.fields, faults).await,
    }
}

fn repaired(fields: &Fields, today: NaiveDate) -> Result<Repaired, Vec<Fault>> {
    let decided_on = day(fields)?;
    let words = fields.get("words").to_owned();
    if words.is_empty() {
        return Err(fault("words", "请填写信用中国告知的修复决定编号"));
    }
    let found: Vec<LeavingFault> =
        rules::words_fault(&words).into_iter().chain(rules::day_fault(decided_on, today)).collect();
    if found.is_empty() { Ok(Repaired { decided_on, words }) } else { Err(faults(found)) }
}

/// `POST /desk/records/{id}/withhold`
pub(super) async fn withhold(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (asked, place) = ((&uri, &headers), (Which::Withhold, id.as_str()));
    match withheld(&posted.fields) {
        Ok(wanted) => {
            let result = withholding::ask(&state.core, &posted.signed_in.regulator, &id, &wanted).await;
            asked_for(&state, asked, &posted, place, result).await
        }
        Err(faults) => form(&state, asked, &posted.signed_in, place, &posted.fields, faults).await,
    }
}

fn withheld(fields: &Fields) -> Result<Withholding, Vec<Fault>> {
    let ground = WithheldReason::from_code(fields.get("ground"))
        .ok_or_else(|| fault("ground", "请选择不予公示的理由"))?;
    let words = fields.get("words").to_owned();
    match rules::words_fault(&words) {
        Some(found) => Err(faults([found])),
        None => Ok(Withholding { ground, words }),
    }
}

/// `POST /desk/records/{id}/replace`
pub(super) async fn replace(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (asked, place, who) = ((&uri, &headers), (Which::Replace, id.as_str()), &posted.signed_in);
    let old = last_part(posted.fields.get("old"));
    let kind = Replacing::from_code(posted.fields.get("kind"));
    let faults = match (&kind, old.is_empty()) {
        (_, true) => fault("old", "请填写被替代决定的标识"),
        (None, _) => fault("kind", "请选择与原决定的关系"),
        _ => Vec::new(),
    };
    let Some(kind) = kind.filter(|_| faults.is_empty()) else {
        return form(&state, asked, who, place, &posted.fields, faults).await;
    };
    match replacing::replace(&state.core, &who.regulator, (&id, old), kind).await {
        Ok(()) => see_done(&format!("/desk/records/{id}"), Done::Replaced),
        Err(Refusal::State(message)) => {
            form(&state, asked, who, place, &posted.fields, fault("old", &message)).await
        }
        Err(refusal) => refused(&state, asked, who, refusal).await,
    }
}

/// The record to hide.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    record: String,
}

/// `GET /desk/hide?record=…`
pub(super) async fn hide_form(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Query(named): Query<Named>,
    signed_in: SignedIn,
) -> Response {
    let id = last_part(&named.record).to_owned();
    let typed = Fields::from_pairs([("record", id.as_str())]);
    form(&state, (&uri, &headers), &signed_in, (Which::Hide, &id), &typed, Vec::new()).await
}

/// `POST /desk/hide`
pub(super) async fn hide(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let (asked, who) = ((&uri, &headers), &posted.signed_in);
    let id = last_part(posted.fields.get("record")).to_owned();
    let place = (Which::Hide, id.as_str());
    let Some(ground) = HidingGround::from_code(posted.fields.get("ground")) else {
        return form(&state, asked, who, place, &posted.fields, fault("ground", "请选择原因")).await;
    };
    let words = posted.fields.get("words");
    match hiding::hide(&state.core, &who.regulator, &id, (ground, words)).await {
        Ok(approval) => see_done(&format!("/desk/approvals/{approval}"), Done::Hidden),
        Err(Refusal::State(message)) => {
            form(&state, asked, who, place, &posted.fields, fault("record", &message)).await
        }
        Err(refusal) => refused(&state, asked, who, refusal).await,
    }
}

/// `GET /desk/remove?record=…`
pub(super) async fn remove_form(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Query(named): Query<Named>,
    signed_in: SignedIn,
) -> Response {
    let id = last_part(&named.record).to_owned();
    let typed = Fields::from_pairs([("record", id.as_str())]);
    form(&state, (&uri, &headers), &signed_in, (Which::Remove, &id), &typed, Vec::new()).await
}

/// `POST /desk/remove`
pub(super) async fn remove(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let (asked, who) = ((&uri, &headers), &posted.signed_in);
    let id = last_part(posted.fields.get("record")).to_owned();
    let place = (Which::Remove, id.as_str());
    match removal(&posted.fields, state.core.clock.today()) {
        Ok(wanted) => {
            let result = removing::ask(&state.core, &who.regulator, &id, &wanted).await;
            asked_for(&state, asked, &posted, place, result).await
        }
        Err(faults) => form(&state, asked, who, place, &posted.fields, faults).await,
    }
}

fn removal(fields: &Fields, today: NaiveDate) -> Result<Removal, Vec<Fault>> {
    let ground =
        RemovalGround::from_code(fields.get("ground")).ok_or_else(|| fault("ground", "请选择移出的依据"))?;
    let removed_on = day(fields)?;
    let words = fields.get("words").to_owned();
    let found = rules::removal_faults(&words, removed_on, today);
    if found.is_empty() { Ok(Removal { ground, words, removed_on }) } else { Err(faults(found)) }
}

/// The identifier at the end of an address, or the identifier itself.
fn last_part(text: &str) -> &str {
    let text = text.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    text.rsplit('/').next().unwrap_or_default()
}
