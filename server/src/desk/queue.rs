//! The queue, ordered by time left, and what waits for a second person.

mod batches;

use app::desk::queue::View as Topic;
use app::desk::queue::item::Item;
use app::desk::{Fault, View};
use axum::response::Response;
use domain::lateness::LateReason;
use domain::leaving::{WithdrawalGround, public_words_fault};
use domain::publication::WithheldReason;

use super::{DeskRequest, Done, Posted, Routes};
use crate::actions::approval::{self, ApprovalError, LateReason as Reason};
use crate::actions::regulator::Refusal;
use crate::actions::remind::Post;
use crate::actions::{ask, hide, urge};
use crate::read::{queue, review};
use crate::web::extract::Path;
use crate::web::fields::Fields;

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

/// Back to the queue, which says what was done, or the page that says why it was not.
async fn done(desk: &DeskRequest, result: Result<(), ApprovalError>, what: Done) -> Response {
    let result = result.map_err(|error| match error {
        ApprovalError::Refused(refusal) => refusal,
        ApprovalError::Import(error) => {
            tracing::warn!(%error, "an approved correction could not be taken in");
            Refusal::State("更正内容无法写入，请退回经办人重新提交".to_owned())
        }
    });
    desk.see_done("/desk", result.map(|()| what)).await
}

/// `GET /desk`
async fn start(desk: DeskRequest) -> Response {
    desk.answer(load_queue(&desk).await).await
}

async fn load_queue(desk: &DeskRequest) -> Result<View, Refusal> {
    let mut tx = desk.core().db.read().await?;
    let queue = queue::load(desk.core(), &mut tx, desk.regulator()).await?;
    Ok(View::Queue(Topic::Queue(Box::new(queue))))
}

async fn load(desk: &DeskRequest, id: &str) -> Result<Item, Refusal> {
    let mut tx = desk.core().db.read().await?;
    review::load(desk.core(), &mut tx, desk.regulator(), id).await
}

/// `GET /desk/approvals/{id}`
async fn item(Path(id): Path<String>, desk: DeskRequest) -> Response {
    let item = load(&desk, &id).await;
    desk.answer(item.map(|item| View::Queue(Topic::Item(Box::new(item))))).await
}

/// The item again, with what is wrong and what was typed.
async fn again(desk: &DeskRequest, id: &str, faults: Vec<Fault>, fields: &Fields) -> Response {
    let mut item = match load(desk, id).await {
        Ok(item) => item,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    if let Some(late) = &mut item.late {
        fields.get("late_reason").clone_into(&mut late.code);
        fields.get("late_words").clone_into(&mut late.words);
    }
    item.faults = faults;
    desk.show_faults(View::Queue(Topic::Item(Box::new(item)))).await
}

pub(super) fn fault(field: &str, message: &str) -> Vec<Fault> {
    vec![Fault { field: field.to_owned(), message: message.to_owned() }]
}

/// The reason of lateness that was chosen; one that is in no table is none.
fn late_reason(fields: &Fields) -> Option<Reason> {
    let code = LateReason::from_code(fields.get("late_reason"))?.code().to_owned();
    Some(Reason { code, words: fields.get("late_words").to_owned() })
}

/// `POST /desk/approvals/{id}/approve`
async fn approve(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let late = late_reason(&fields);
    if late.is_none() {
        match load(&desk, &id).await {
            Ok(item) if item.late.is_some() && approval_is_open(&item) => {
                let faults = fault("late_reason", "请选择逾期原因：已超过公示期限");
                return again(&desk, &id, faults, &fields).await;
            }
            Ok(_) => {}
            Err(refusal) => return desk.refuse(refusal).await,
        }
    }
    let result = approval::approve(desk.core(), desk.regulator(), &id, late).await;
    done(&desk, result, Done::Approved).await
}

fn approval_is_open(item: &Item) -> bool {
    item.decide == app::desk::queue::item::Decide::Approve
}

/// `POST /desk/approvals/{id}/return`
async fn send_back(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let word = fields.get("word");
    let result = approval::send_back(desk.core(), desk.regulator(), &id, word).await;
    if let (true, Err(ApprovalError::Refused(Refusal::State(sentence)))) = (word.is_empty(), &result) {
        return again(&desk, &id, fault("word", sentence), &fields).await;
    }
    done(&desk, result, Done::Returned).await
}

/// `POST /desk/approvals/{id}/give-up`
async fn give_up(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    let result = ask::give_up(desk.core(), desk.regulator(), &id).await;
    desk.see_done("/desk", result.map(|()| Done::GivenUp)).await
}

/// `POST /desk/approvals/{id}/confirm`
async fn confirm(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let how = match confirmed(&fields) {
        Ok(how) => how,
        Err(faults) => return again(&desk, &id, faults, &fields).await,
    };
    let result = hide::confirm(desk.core(), desk.regulator(), &id, &how).await;
    done(&desk, result, Done::Confirmed).await
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
async fn lift(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let word = fields.get("word");
    if word.is_empty() {
        return again(&desk, &id, fault("word", "请写明解除隐藏的理由"), &fields).await;
    }
    let result = hide::lift(desk.core(), desk.regulator(), &id, word).await;
    done(&desk, result, Done::Lifted).await
}

/// `POST /desk/approvals/{id}/urge`
async fn urge_others(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    let post = Post { mailer: desk.state.mailer.as_ref(), base_url: &desk.state.serve.base_url };
    let result = urge::urge(desk.core(), post, desk.regulator(), &id).await;
    desk.see_done("/desk", result.map(|()| Done::Urged)).await
}
