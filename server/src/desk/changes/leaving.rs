//! Asking for a record to leave the public view, and hiding one at once.

use app::desk::changes::View as Topic;
use app::desk::{Fault, View};
use axum::response::Response;
use chrono::NaiveDate;
use domain::catalogue;
use domain::leaving::{self as rules, HidingGround, LeavingFault, RemovalGround, WithdrawalGround};
use domain::publication::WithheldReason;
use domain::role::Step;
use serde::Deserialize;

use super::inputs::Which;
use crate::actions::regulator::Refusal;
use crate::actions::remove::Removal;
use crate::actions::repair::Repaired;
use crate::actions::replace::Replacing;
use crate::actions::withdraw::Withdrawal;
use crate::actions::withhold::Withholding;
use crate::actions::{ask, hide as hiding, remove as removing, repair as repairing, replace as replacing};
use crate::actions::{withdraw as withdrawing, withhold as withholding};
use crate::desk::queue::fault;
use crate::desk::{DAY_ASKED, DeskRequest, Done, Posted, see_done};
use crate::read::review::entry_label;
use crate::web::extract::{Path, Query};
use crate::web::fields::Fields;

/// A form with its record, as it was typed so far.
async fn load(
    desk: &DeskRequest,
    (which, public_id): (Which, &str),
    typed: &Fields,
    faults: Vec<Fault>,
) -> Result<View, Refusal> {
    let step = if which == Which::Hide { Step::Hide } else { Step::File };
    desk.regulator().may(step)?;
    let record = match about(desk, (which, step), public_id).await {
        Ok(record) => Some(record),
        // These name their record in the form itself.
        Err(Refusal::Unknown) if matches!(which, Which::Hide | Which::Remove) => None,
        Err(refusal) => return Err(refusal),
    };
    let mut form = which.form((desk.core(), public_id), record, typed);
    form.faults = faults;
    Ok(View::Changes(Topic::Form(Box::new(form))))
}

/// The record that a form is about, in two words.
async fn about(
    desk: &DeskRequest,
    (which, step): (Which, Step),
    public_id: &str,
) -> Result<(String, String), Refusal> {
    let mut tx = desk.core().db.read().await?;
    if which == Which::Remove {
        let row = ask::entry(&mut tx, desk.regulator(), step, public_id).await?;
        let list = catalogue::item(&row.item).map_or("", |item| item.label);
        return Ok((entry_label(&row), list.to_owned()));
    }
    let row = ask::record(&mut tx, desk.regulator(), step, public_id).await?;
    Ok((row.document_number, row.title))
}

/// The form again, with what was typed and what is wrong with it.
async fn again(desk: &DeskRequest, place: (Which, &str), typed: &Fields, faults: Vec<Fault>) -> Response {
    match load(desk, place, typed, faults).await {
        Ok(form) => desk.show_faults(form).await,
        Err(refusal) => desk.refuse(refusal).await,
    }
}

/// After a request: the page that shows what came of it, or the form with what stands in the way.
async fn after(
    desk: &DeskRequest,
    place: (Which, &str),
    typed: &Fields,
    result: Result<(String, Done), Refusal>,
) -> Response {
    match result {
        Ok((target, done)) => see_done(&target, done),
        Err(Refusal::State(message)) => {
            let field = match place.0 {
                Which::Repair => "on",
                Which::Replace => "old",
                Which::Hide | Which::Remove => "record",
                Which::Withdraw | Which::Withhold => "ground",
            };
            again(desk, place, typed, fault(field, &message)).await
        }
        Err(refusal) => desk.refuse(refusal).await,
    }
}

/// Where a request waits for the second person.
fn waiting(approval: String) -> (String, Done) {
    (format!("/desk/approvals/{approval}"), Done::Asked)
}

fn day(fields: &Fields) -> Result<NaiveDate, Vec<Fault>> {
    fields.day("on").ok_or_else(|| fault("on", DAY_ASKED))
}

fn faults(found: impl IntoIterator<Item = LeavingFault>) -> Vec<Fault> {
    found.into_iter().map(|one| Fault { field: one.field.to_owned(), message: one.message }).collect()
}

/// `GET /desk/records/{id}/withdraw`, `…/repair`, `…/withhold`, `…/replace`
pub(super) async fn record_form(which: Which, Path(id): Path<String>, desk: DeskRequest) -> Response {
    desk.answer(load(&desk, (which, &id), &Fields::default(), Vec::new()).await).await
}

/// The record that a form is to name.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Named {
    #[serde(default)]
    record: String,
}

/// `GET /desk/hide?record=…`, `GET /desk/remove?record=…`
pub(super) async fn named_form(which: Which, Query(named): Query<Named>, desk: DeskRequest) -> Response {
    let id = last_part(&named.record);
    let typed = Fields::from_pairs([("record", id)]);
    desk.answer(load(&desk, (which, id), &typed, Vec::new()).await).await
}

/// `POST /desk/records/{id}/withdraw`
pub(super) async fn withdraw(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let place = (Which::Withdraw, id.as_str());
    match withdrawal(&fields, desk.core().clock.today()) {
        Ok(wanted) => {
            let asked = withdrawing::ask(desk.core(), desk.regulator(), &id, &wanted).await;
            after(&desk, place, &fields, asked.map(waiting)).await
        }
        Err(faults) => again(&desk, place, &fields, faults).await,
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
pub(super) async fn repair(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let place = (Which::Repair, id.as_str());
    match repaired(&fields, desk.core().clock.today()) {
        Ok(told) => {
            let asked = repairing::ask(desk.core(), desk.regulator(), &id, &told).await;
            after(&desk, place, &fields, asked.map(waiting)).await
        }
        Err(faults) => again(&desk, place, &fields, faults).await,
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
pub(super) async fn withhold(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let place = (Which::Withhold, id.as_str());
    match withheld(&fields) {
        Ok(wanted) => {
            let asked = withholding::ask(desk.core(), desk.regulator(), &id, &wanted).await;
            after(&desk, place, &fields, asked.map(waiting)).await
        }
        Err(faults) => again(&desk, place, &fields, faults).await,
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
pub(super) async fn replace(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let place = (Which::Replace, id.as_str());
    match replaced(&fields) {
        Ok((old, kind)) => {
            let replaced = replacing::replace(desk.core(), desk.regulator(), (&id, old), kind).await;
            let seen = replaced.map(|()| (format!("/desk/records/{id}"), Done::Replaced));
            after(&desk, place, &fields, seen).await
        }
        Err(faults) => again(&desk, place, &fields, faults).await,
    }
}

/// The decision that is replaced, and how.
fn replaced(fields: &Fields) -> Result<(&str, Replacing), Vec<Fault>> {
    let old = last_part(fields.get("old"));
    if old.is_empty() {
        return Err(fault("old", "请填写被替代决定的标识"));
    }
    let kind =
        Replacing::from_code(fields.get("kind")).ok_or_else(|| fault("kind", "请选择与原决定的关系"))?;
    Ok((old, kind))
}

/// `POST /desk/hide`
pub(super) async fn hide(Posted { desk, fields }: Posted) -> Response {
    let id = last_part(fields.get("record"));
    let place = (Which::Hide, id);
    let Some(ground) = HidingGround::from_code(fields.get("ground")) else {
        return again(&desk, place, &fields, fault("ground", "请选择原因")).await;
    };
    let hidden = hiding::hide(desk.core(), desk.regulator(), id, (ground, fields.get("words"))).await;
    let seen = hidden.map(|approval| (format!("/desk/approvals/{approval}"), Done::Hidden));
    after(&desk, place, &fields, seen).await
}

/// `POST /desk/remove`
pub(super) async fn remove(Posted { desk, fields }: Posted) -> Response {
    let id = last_part(fields.get("record"));
    let place = (Which::Remove, id);
    match removal(&fields, desk.core().clock.today()) {
        Ok(wanted) => {
            let asked = removing::ask(desk.core(), desk.regulator(), id, &wanted).await;
            after(&desk, place, &fields, asked.map(waiting)).await
        }
        Err(faults) => again(&desk, place, &fields, faults).await,
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
