//! Objections, as the desk handles them.

use app::desk::objections::{Attached, Case, CaseTyped, Content, Due, Line, Queue, View as Topic};
use app::desk::{Access, Fault, View};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::approval::{ApprovalState, Purpose};
use domain::calendar::beijing_date;
use domain::objection::{Ground, ObjectionStep, Outcome, next_due};
use domain::role::Step;

use super::{DeskRequest, Done, Posted, Routes, access, see_done};
use crate::actions::objections::{self, Closed, Closing};
use crate::actions::regulator::Refusal;
use crate::read::objections as reading;
use crate::state::Core;
use crate::store::objection::{self as store, ObjectionRow};
use crate::store::{Tx, approval, authority};
use crate::web::extract::Path;
use crate::web::fields::Fields;
use crate::web::objections::{clock_rows, left, steps};

/// Of those that ended, so many are listed.
const ENDED: i64 = 20;
/// A downloaded attachment runs nothing and loads nothing, should somebody open it in a browser all the same.
const SANDBOX: &str = "sandbox; default-src 'none'";

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/objections", queue)
        .get("/desk/objections/{id}", case)
        .post("/desk/objections/{id}/{step}", act)
        .get("/desk/objections/{id}/attachments/{position}", attachment)
}

/// `GET /desk/objections`
async fn queue(desk: DeskRequest) -> Response {
    let queue = load_queue(&desk).await;
    desk.answer(queue.map(|queue| View::Objections(Topic::Queue(queue)))).await
}

async fn load_queue(desk: &DeskRequest) -> Result<Queue, Refusal> {
    let regulator = desk.regulator();
    regulator.may_look(Step::DecideObjection)?;
    let mut tx = desk.core().db.read().await?;
    let authorities = match access(regulator, Step::DecideObjection) {
        Access::Manage => regulator.authorities(Step::DecideObjection),
        Access::Look => authority::all(&mut tx).await?.into_iter().map(|row| row.id).collect(),
    };
    let mut open = Vec::new();
    for row in store::open(&mut tx, &authorities).await? {
        open.push(line(desk.core(), &mut tx, &row).await?);
    }
    // Nothing due comes first: what was not yet accepted.
    open.sort_by_key(|line| (line.due.map(|due| due.on), line.received_on));
    let mut ended = Vec::new();
    for row in store::ended(&mut tx, &authorities, ENDED).await? {
        ended.push(line(desk.core(), &mut tx, &row).await?);
    }
    Ok(Queue { open, ended })
}

async fn line(core: &Core, tx: &mut Tx, row: &ObjectionRow) -> sqlx::Result<Line> {
    let (rules, today, stands) = (core.rules(), core.clock.today(), row.state);
    let due = next_due(stands, &reading::course(row), &rules.clocks, &rules.calendar);
    Ok(Line {
        id: row.id.clone(),
        number: row.number.clone(),
        record_label: record(tx, row, today).await?.0,
        state: stands,
        received_on: beijing_date(row.received_at),
        due: due.map(|due| Due {
            on: due.on(),
            provisional: due.is_provisional(),
            left: left(&rules.calendar, today, due.on()),
        }),
        outcome: row.outcome.as_deref().and_then(Outcome::from_code),
    })
}

/// Label and address of the record; no address if it is no longer public.
async fn record(
    tx: &mut Tx,
    row: &ObjectionRow,
    today: chrono::NaiveDate,
) -> sqlx::Result<(String, Option<String>)> {
    Ok(match reading::record_of(tx, row, today).await? {
        Some((label, path)) => (label, Some(path)),
        None => (format!("记录 {}", row.record_public_id), None),
    })
}

/// `GET /desk/objections/{id}`
async fn case(desk: DeskRequest, Path(id): Path<String>) -> Response {
    let case = load_case(&desk, &id).await;
    desk.answer(case.map(|case| View::Objections(Topic::Case(Box::new(case))))).await
}

async fn load_case(desk: &DeskRequest, id: &str) -> Result<Case, Refusal> {
    let core = desk.core();
    let today = core.clock.today();
    let case = objections::look(core, desk.regulator(), id).await?;
    let row = case.row;
    let mut tx = core.db.read().await?;
    let (record_label, record_path) = record(&mut tx, &row, today).await?;
    let is_decision = row.subject == crate::store::ledger::Subject::Decision.code();
    let correction = is_decision.then(|| format!("/desk/drafts/new?corrects={}", row.record_public_id));
    let outcome = row.outcome.as_deref().and_then(Outcome::from_code);
    let request = match outcome {
        Some(outcome) if outcome.ends_publicity() => request(&mut tx, &row).await?,
        _ => None,
    };
    let content = content(case.content, &row);
    Ok(Case {
        steps: steps(&row),
        clocks: clock_rows(&row, &core.rules(), today),
        id: row.id,
        number: row.number,
        state: row.state,
        record_label,
        record_path,
        correction_path: correction,
        content,
        extension_reason: row.extension_reason,
        outcome,
        reason: row.reason,
        request,
        typed: CaseTyped::default(),
        fault: None,
    })
}

/// What it says, for the page.
fn content(content: objections::Content, row: &ObjectionRow) -> Content {
    match content {
        objections::Content::Open { statement, attachments, answer } => {
            let attachments = attachments.into_iter().map(|(attachment, name)| Attached {
                position: attachment.position,
                name,
                kind: attachment.kind,
                size: u64::try_from(attachment.size).unwrap_or(0),
            });
            Content::Open { statement, attachments: attachments.collect(), answer }
        }
        objections::Content::Sealed => {
            Content::Sealed { ground: row.ground.as_deref().and_then(Ground::from_code) }
        }
        objections::Content::Erased => Content::Erased { on: row.erased_at.map(beijing_date) },
    }
}

/// What a second person was last asked for about the record, and how that stands.
async fn request(tx: &mut Tx, row: &ObjectionRow) -> sqlx::Result<Option<String>> {
    let mut asked = approval::of_decision(tx, &row.record_id).await?;
    asked.extend(approval::of_entry(tx, &row.record_id).await?);
    let last = asked
        .into_iter()
        .rev()
        .find(|asked| matches!(asked.purpose, Purpose::Withhold | Purpose::Withdraw | Purpose::Remove));
    Ok(last.map(|asked| {
        let state = match asked.state {
            ApprovalState::Waiting => "等待另一人复核".to_owned(),
            ApprovalState::Returned => format!("被退回：{}", asked.note.unwrap_or_default()),
            ApprovalState::Approved => "已通过，可以办结".to_owned(),
            ApprovalState::Superseded | ApprovalState::GivenUp | ApprovalState::Lifted => {
                "已不再等待".to_owned()
            }
        };
        format!("{}：{state}", asked.purpose.label())
    }))
}

/// `POST /desk/objections/{id}/{step}`
async fn act(Path((id, step)): Path<(String, String)>, Posted { desk, fields }: Posted) -> Response {
    match carry_out(&desk, (&id, &step), &fields).await {
        Ok(done) => see_done(&format!("/desk/objections/{id}"), done),
        Err(Refusal::State(message)) if ObjectionStep::from_code(&step).is_some() => {
            show_again(&desk, &id, &fields, Fault { field: step, message }).await
        }
        Err(refusal) => desk.refuse(refusal).await,
    }
}

/// The form again, with what was typed and what is wrong with it.
async fn show_again(desk: &DeskRequest, id: &str, fields: &Fields, fault: Fault) -> Response {
    let typed = CaseTyped {
        words: fields.get(&fault.field).to_owned(),
        outcome: fields.get("outcome").to_owned(),
        ground: ground(fields).to_owned(),
    };
    match load_case(desk, id).await {
        Ok(case) => {
            let case = Case { typed, fault: Some(fault), ..case };
            desk.show_faults(View::Objections(Topic::Case(Box::new(case)))).await
        }
        Err(refusal) => desk.refuse(refusal).await,
    }
}

/// The ground that goes with the chosen outcome; what stands in the fields of another one counts for nothing.
fn ground(fields: &Fields) -> &str {
    match Outcome::from_code(fields.get("outcome")) {
        Some(Outcome::Stopped) => fields.get("withheld"),
        // A decision is withdrawn, an entry removed: a form has one of the two.
        Some(Outcome::Removed) if fields.get("removal").is_empty() => fields.get("withdrawn"),
        Some(Outcome::Removed) => fields.get("removal"),
        _ => "",
    }
}

/// Words stand in a field of the step's name.
async fn carry_out(desk: &DeskRequest, (id, step): (&str, &str), fields: &Fields) -> Result<Done, Refusal> {
    let (core, regulator, words) = (desk.core(), desk.regulator(), fields.get(step));
    regulator.may(Step::DecideObjection)?;
    match ObjectionStep::from_code(step) {
        Some(ObjectionStep::Accept) => {
            objections::accept(core, regulator, id).await.map(|()| Done::ObjectionAccepted)
        }
        Some(ObjectionStep::Decline) => {
            objections::decline(core, regulator, id, words).await.map(|()| Done::ObjectionDeclined)
        }
        Some(ObjectionStep::Forward) => {
            objections::forward(core, regulator, id).await.map(|()| Done::ObjectionForwarded)
        }
        Some(ObjectionStep::Answer) => {
            objections::answer(core, regulator, id, words).await.map(|()| Done::ObjectionAnswered)
        }
        Some(ObjectionStep::Extend) => {
            objections::extend(core, regulator, id, words).await.map(|()| Done::ObjectionExtended)
        }
        Some(ObjectionStep::Close) => {
            let outcome = Outcome::from_code(fields.get("outcome"));
            let outcome = outcome.ok_or_else(|| Refusal::State("请选择办理结果".to_owned()))?;
            let (reason, ground) = (words.to_owned(), ground(fields).to_owned());
            let closing = Closing { outcome, reason, ground };
            objections::close(core, regulator, id, &closing).await.map(|closed| match closed {
                Closed::Done => Done::ObjectionClosed,
                Closed::Asked => Done::Asked,
            })
        }
        // Who objected takes it back, nobody else.
        Some(ObjectionStep::Withdraw) | None => Err(Refusal::Unknown),
    }
}

/// `GET /desk/objections/{id}/attachments/{position}`: to be kept, never to be opened in place.
async fn attachment(desk: DeskRequest, Path((id, position)): Path<(String, String)>) -> Response {
    let position = position.parse().unwrap_or(0);
    let found = objections::attachment(desk.core(), desk.regulator(), (&id, position)).await;
    let (attachment, bytes) = match found {
        Ok(found) => found,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    let name = format!("attachment; filename=\"objection-{position}.{}\"", attachment.kind);
    let mut response = bytes.into_response();
    let own = response.headers_mut();
    own.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    own.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    if let Ok(name) = HeaderValue::from_str(&name) {
        own.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
