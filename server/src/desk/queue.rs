//! The queue, ordered by time left, and what waits for a second person.

mod batches;
mod running;

use app::desk::queue::View as Topic;
use app::desk::queue::item::Item;
use app::desk::{Fault, View};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use domain::lateness::LateReason;
use domain::leaving::{WithdrawalGround, public_words_fault};
use domain::publication::WithheldReason;

use super::{Done, Fields, Posted, Routes, SignedIn, failed, refused, see_done, show, show_with};
use crate::actions::approval::{self, ApprovalError, LateReason as Reason};
use crate::actions::regulator::Refusal;
use crate::actions::remind::Post;
use crate::actions::{ask, hide, urge};
use crate::extract::Path;
use crate::read::{queue, review};
use crate::state::AppState;

pub use running::Running;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk", start)
        .get("/desk/approvals/{id}", item)
        .post("/desk/approvals/{id}/approve", approve)
        .post("/desk/approvals/{id}/return", send_back)
        .post("/desk/approvals/{id}/give-up", give_up)
        .post("/desk/approvals/{id}/confirm", confirm)
        .post("/desk/approvals/{id}/lift", lift)
        .post("/desk/approvals/{id}/urge", urge_others)
        .get("/desk/batches/{id}", batches::batch)
        .post("/desk/batches/{id}/approve", batches::approve)
}

/// The address and the headers of a request.
pub(super) type Asked<'a> = (&'a Uri, &'a HeaderMap);

/// Back to the queue, which says what was done, or the page that says why it was not.
pub(super) async fn done(
    state: &AppState,
    asked: Asked<'_>,
    signed_in: &SignedIn,
    result: Result<(), ApprovalError>,
    what: Done,
) -> Response {
    match result {
        Ok(()) => see_done("/desk", what),
        Err(ApprovalError::Refused(refusal)) => refused(state, asked, signed_in, refusal).await,
        Err(ApprovalError::Import(error)) => {
            tracing::warn!(%error, "an approved correction could not be taken in");
            let sentence = "更正内容无法写入，请退回经办人重新提交".to_owned();
            refused(state, asked, signed_in, Refusal::State(sentence)).await
        }
    }
}

/// `GET /desk`
async fn start(State(state): State<AppState>, uri: Uri, headers: HeaderMap, signed_in: SignedIn) -> Response {
    let loaded = async {
        let mut tx = state.core.db.read().await?;
        queue::load(&state.core, &mut tx, &signed_in.regulator).await
    };
    match loaded.await {
        Ok(queue) => {
            let view = View::Queue(Topic::Queue(Box::new(queue)));
            show(&state, (&uri, &headers), &signed_in, view).await
        }
        Err(error) => failed(&state, (&uri, &headers), error),
    }
}

async fn load(state: &AppState, signed_in: &SignedIn, id: &str) -> Result<Item, Refusal> {
    let mut tx = state.core.db.read().await?;
    review::load(&state.core, &mut tx, &signed_in.regulator, id).await
}

/// `GET /desk/approvals/{id}`
async fn item(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    signed_in: SignedIn,
) -> Response {
    match load(&state, &signed_in, &id).await {
        Ok(item) => {
            show(&state, (&uri, &headers), &signed_in, View::Queue(Topic::Item(Box::new(item)))).await
        }
        Err(refusal) => refused(&state, (&uri, &headers), &signed_in, refusal).await,
    }
}

/// The item again, with what is wrong and what was typed.
async fn again(
    state: &AppState,
    asked: Asked<'_>,
    signed_in: &SignedIn,
    id: &str,
    faults: Vec<Fault>,
    fields: &Fields,
) -> Response {
    let mut item = match load(state, signed_in, id).await {
        Ok(item) => item,
        Err(refusal) => return refused(state, asked, signed_in, refusal).await,
    };
    if let Some(late) = &mut item.late {
        fields.get("late_reason").clone_into(&mut late.code);
        fields.get("late_words").clone_into(&mut late.words);
    }
    item.faults = faults;
    let view = View::Queue(Topic::Item(Box::new(item)));
    show_with(state, asked, signed_in, StatusCode::UNPROCESSABLE_ENTITY, None, view).await
}

pub(super) fn fault(field: &str, message: &str) -> Vec<Fault> {
    vec![Fault { field: field.to_owned(), message: message.to_owned() }]
}

/// The reason of lateness that was chosen; one that is in no table is none.
pub(super) fn late_reason(fields: &Fields) -> Option<Reason> {
    let code = LateReason::from_code(fields.get("late_reason"))?.code().to_owned();
    Some(Reason { code, words: fields.get("late_words").to_owned() })
}

/// `POST /desk/approvals/{id}/approve`
async fn approve(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (asked, who) = ((&uri, &headers), &posted.signed_in);
    let late = late_reason(&posted.fields);
    if late.is_none() {
        match load(&state, who, &id).await {
            Ok(item) if item.late.is_some() && approval_is_open(&item) => {
                let faults = fault("late_reason", "请选择逾期原因：已超过公示期限");
                return again(&state, asked, who, &id, faults, &posted.fields).await;
            }
            Ok(_) => {}
            Err(refusal) => return refused(&state, asked, who, refusal).await,
        }
    }
    let result = approval::approve(&state.core, &who.regulator, &id, late).await;
    done(&state, asked, who, result, Done::Approved).await
}

fn approval_is_open(item: &Item) -> bool {
    item.decide == app::desk::queue::item::Decide::Approve
}

/// `POST /desk/approvals/{id}/return`
async fn send_back(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (asked, who) = ((&uri, &headers), &posted.signed_in);
    let word = posted.fields.get("word");
    let result = approval::send_back(&state.core, &who.regulator, &id, word).await;
    if let (true, Err(ApprovalError::Refused(Refusal::State(sentence)))) = (word.is_empty(), &result) {
        return again(&state, asked, who, &id, fault("word", sentence), &posted.fields).await;
    }
    done(&state, asked, who, result, Done::Returned).await
}

/// `POST /desk/approvals/{id}/give-up`
async fn give_up(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let who = &posted.signed_in;
    let result = ask::give_up(&state.core, &who.regulator, &id).await.map_err(ApprovalError::from);
    done(&state, (&uri, &headers), who, result, Done::GivenUp).await
}

/// `POST /desk/approvals/{id}/confirm`
async fn confirm(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (asked, who) = ((&uri, &headers), &posted.signed_in);
    let how = match confirmed(&posted.fields) {
        Ok(how) => how,
        Err(faults) => return again(&state, asked, who, &id, faults, &posted.fields).await,
    };
    let result = hide::confirm(&state.core, &who.regulator, &id, &how).await;
    done(&state, asked, who, result, Done::Confirmed).await
}

fn confirmed(fields: &Fields) -> Result<hide::Confirmed, Vec<Fault>> {
    if fields.get("outcome") == "withhold" {
        return WithheldReason::from_code(fields.get("law"))
            .map(hide::Confirmed::Withhold)
            .ok_or_else(|| fault("law", "请选择不予公示的理由"));
    }
    let words = fields.get("words");
    let ground =
        WithdrawalGround::from_code(fields.get("ground")).ok_or_else(|| fault("ground", "请选择撤回事由"))?;
    match public_words_fault(words) {
        Some(found) => Err(fault(found.field, &found.message)),
        None => Ok(hide::Confirmed::Withdraw(ground, words.to_owned())),
    }
}

/// `POST /desk/approvals/{id}/lift`
async fn lift(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (asked, who) = ((&uri, &headers), &posted.signed_in);
    let word = posted.fields.get("word");
    if word.is_empty() {
        let faults = fault("word", "请写明解除隐藏的理由");
        return again(&state, asked, who, &id, faults, &posted.fields).await;
    }
    let result = hide::lift(&state.core, &who.regulator, &id, word).await;
    done(&state, asked, who, result, Done::Lifted).await
}

/// `POST /desk/approvals/{id}/urge`
async fn urge_others(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let who = &posted.signed_in;
    let post = Post { mailer: state.mailer.as_ref(), base_url: &state.serve.base_url };
    let result = urge::urge(&state.core, post, &who.regulator, &id).await.map_err(ApprovalError::from);
    done(&state, (&uri, &headers), who, result, Done::Urged).await
}
