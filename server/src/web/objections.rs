//! Objecting to a record without an account: the form, its receipt, how far it is, taking it back. Nothing of it is kept
//! by any cache, and no address of it holds anything but the number.

use app::desk::Fault;
use app::{
    ObjectionClock, ObjectionForm, ObjectionLookup, ObjectionPage, ObjectionReceipt, ObjectionStatus, Page,
};
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse as _, Response};
use chrono::NaiveDate;
use domain::calendar::{Calendar, beijing_date};
use domain::objection::{ObjectionState, Outcome, Statement, Typed, clocks};
use domain::rulebook::Rulebook;
use serde::Deserialize;

use super::objection_form::{self, Sent};
use super::pages::Site;
use super::{client, context, failed, refused};
use crate::actions::object::{self, ObjectError, Objected, SentFile, Submission};
use crate::error::Error;
use crate::random;
use crate::read::objections::{self as reading, Target};
use crate::state::AppState;
use crate::store::ledger::Subject;
use crate::store::objection::ObjectionRow;
use crate::web::extract::{Path, Query};
use crate::web::fields::Fields;
use crate::web::visit::{csrf_token, is_from_here, set_visit, visit_of};

/// Where the form with its files is sent.
pub const FORM: &str = "/objections";
/// The largest form that is read, in bytes: what is too large is refused in words, but not without end.
const LARGEST_BODY: usize = 24 << 20;
/// What is said where the cookie was lost.
const EXPIRED: &str = "表单已过期，或者浏览器没有接受 Cookie：内容都还在，请再提交一次；附件需要重新选择";
/// The same for the form that asks for number and code.
const LOST: &str = "页面已过期，或者浏览器没有接受 Cookie，请再查询一次";
/// Of one address within an hour; see [`client::may_object`].
const TOO_MANY: &str = "同一网络地址一小时内最多提交 5 件异议，请稍后再提交；内容都还在，附件需要重新选择";

/// Who visits, by a cookie that says nothing about them.
struct Visit {
    token: String,
    is_new: bool,
}

impl Visit {
    fn of(headers: &HeaderMap) -> Self {
        let known = visit_of(headers);
        Self { is_new: known.is_none(), token: known.unwrap_or_else(random::seed) }
    }

    fn csrf(&self, state: &AppState) -> String {
        csrf_token(&state.core.keeper, &self.token)
    }

    /// Whether a form is of this visit and from the site itself.
    fn sent(&self, state: &AppState, headers: &HeaderMap, fields: &Fields) -> bool {
        is_from_here(state, headers) && !self.is_new && fields.get("csrf") == self.csrf(state)
    }
}

/// A page for this visit alone.
fn show(
    state: &AppState,
    (uri, headers): (&Uri, &HeaderMap),
    visit: &Visit,
    (status, page): (StatusCode, ObjectionPage),
) -> Response {
    // The path alone: a code in the query must not stand in links.
    let context = context(state, uri.path(), headers);
    let mut response = (status, Html(app::render(&context, Page::Objection(page)))).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if visit.is_new {
        response.headers_mut().insert(header::SET_COOKIE, set_visit(state, &visit.token));
    }
    response
}

/// Which record.
#[derive(Debug, Default, Deserialize)]
pub struct Wanted {
    record: Option<String>,
}

/// `GET /objections/new?record={id}`
pub async fn new(State(state): Site, uri: Uri, headers: HeaderMap, Query(wanted): Query<Wanted>) -> Response {
    let visit = Visit::of(&headers);
    let record = match target(&state, &wanted.record.unwrap_or_default()).await {
        Ok(Target::Here(record)) => record,
        Ok(Target::Elsewhere) => {
            return show(&state, (&uri, &headers), &visit, (StatusCode::OK, ObjectionPage::Elsewhere));
        }
        Ok(Target::Nothing) => return failed(&state, uri.path(), &headers, Error::NotFound),
        Err(error) => return failed(&state, uri.path(), &headers, error.into()),
    };
    let page = form(&state, &visit, &record, (random::seed(), Typed::default()), Vec::new());
    show(&state, (&uri, &headers), &visit, (StatusCode::OK, page))
}

async fn target(state: &AppState, record: &str) -> sqlx::Result<Target> {
    let mut tx = state.core.db.read().await?;
    let office = state.serve.objections.objection_office.as_deref();
    reading::target(&state.core, &mut tx, record, office).await
}

fn form(
    state: &AppState,
    visit: &Visit,
    record: &Objected,
    (form, typed): (String, Typed),
    faults: Vec<Fault>,
) -> ObjectionPage {
    let place = if record.subject == Subject::Decision { "decisions" } else { "entries" };
    ObjectionPage::Form(Box::new(ObjectionForm {
        csrf: visit.csrf(state),
        form,
        record_id: record.public_id.clone(),
        record_path: format!("/{place}/{}", record.public_id),
        record_label: record.label.clone(),
        authority: record.authority_name.clone(),
        kept_months: state.serve.objections.objection_months,
        typed,
        faults,
    }))
}

/// `POST /objections`: form and attachments.
pub async fn submit(State(state): Site, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let (uri, headers) = (parts.uri.clone(), parts.headers.clone());
    let here = (&uri, &headers);
    if !is_from_here(&state, &headers) {
        return refused(&state, uri.path(), &headers, StatusCode::FORBIDDEN);
    }
    let address = client::address_of(&state, &parts);
    let mut request = Request::from_parts(parts, body);
    DefaultBodyLimit::max(LARGEST_BODY).apply(&mut request);
    let sent = match Multipart::from_request(request, &state).await {
        Ok(multipart) => objection_form::read(multipart).await,
        // Another type of form than ours.
        Err(_) => Err(StatusCode::FORBIDDEN),
    };
    let sent = match sent {
        Ok(sent) => sent,
        Err(status) => return refused(&state, uri.path(), &headers, status),
    };
    let visit = Visit::of(&headers);
    let record = match target(&state, sent.get("record")).await {
        Ok(Target::Here(record)) => record,
        Ok(_) => return failed(&state, uri.path(), &headers, Error::NotFound),
        Err(error) => return failed(&state, uri.path(), &headers, error.into()),
    };
    let typed = sent.typed();
    let again = |status, mark: String, faults| {
        show(&state, here, &visit, (status, form(&state, &visit, &record, (mark, typed.clone()), faults)))
    };
    if visit.is_new || sent.get("csrf") != visit.csrf(&state) || sent.get("form").is_empty() {
        return again(StatusCode::FORBIDDEN, random::seed(), vec![fault("ground", EXPIRED)]);
    }
    let mark = sent.get("form").to_owned();
    let (statement, files) = match checked(&state, &typed, sent).await {
        Ok(checked) => checked,
        Err(faults) => return again(StatusCode::UNPROCESSABLE_ENTITY, mark, faults),
    };
    if !address.is_none_or(client::may_object) {
        return again(StatusCode::TOO_MANY_REQUESTS, mark, vec![fault("ground", TOO_MANY)]);
    }
    let attachments = files.iter().map(|file| file.name.clone()).collect();
    match object::submit(&state.core, &record, Submission { form: mark, statement, files }).await {
        Ok(receipt) => {
            let page = ObjectionPage::Receipt(ObjectionReceipt {
                number: receipt.number,
                code: receipt.code,
                received_at: receipt.received_at,
                record_label: record.label.clone(),
                attachments,
            });
            show(&state, here, &visit, (StatusCode::OK, page))
        }
        Err(error) => object_failed(&state, here, &visit, error),
    }
}

fn fault(field: &str, message: impl Into<String>) -> Fault {
    Fault { field: field.to_owned(), message: message.into() }
}

/// All faults of form and files together; the scanner is asked last.
async fn checked(
    state: &AppState,
    typed: &Typed,
    sent: Sent,
) -> Result<(Statement, Vec<SentFile>), Vec<Fault>> {
    let statement = typed.check();
    let files = objection_form::files(sent);
    let (statement, files) = match (statement, files) {
        (Ok(statement), Ok(files)) => (statement, files),
        (statement, files) => {
            let typed = statement.err().unwrap_or_default();
            let typed = typed.into_iter().map(|found| fault(found.field, found.message));
            let files =
                files.err().unwrap_or_default().into_iter().map(|message| fault("attachment", message));
            return Err(typed.chain(files).collect());
        }
    };
    let command = state.serve.objections.scan_command.as_deref();
    match objection_form::scanned(command, &files).await {
        Ok(()) => Ok((statement, files)),
        Err(message) => Err(vec![fault("attachment", message)]),
    }
}

/// A wrong code answers like a number that never was.
fn object_failed(state: &AppState, here: (&Uri, &HeaderMap), visit: &Visit, error: ObjectError) -> Response {
    let (status, message) = match error {
        ObjectError::Store(error) => return failed(state, here.0.path(), here.1, error.into()),
        ObjectError::Unknown => (StatusCode::NOT_FOUND, error.to_string()),
        ObjectError::Twice(_) | ObjectError::State(_) => (StatusCode::CONFLICT, error.to_string()),
    };
    show(state, here, visit, (status, lookup_page(state, visit, "", Some(message))))
}

fn lookup_page(state: &AppState, visit: &Visit, number: &str, fault: Option<String>) -> ObjectionPage {
    ObjectionPage::Lookup(ObjectionLookup { csrf: visit.csrf(state), number: number.to_owned(), fault })
}

/// `GET /objections`: asks for number and code.
pub async fn lookup(State(state): Site, uri: Uri, headers: HeaderMap) -> Response {
    let visit = Visit::of(&headers);
    let page = lookup_page(&state, &visit, "", None);
    show(&state, (&uri, &headers), &visit, (StatusCode::OK, page))
}

/// The code, where an address was put together by hand.
#[derive(Debug, Default, Deserialize)]
pub struct WithCode {
    code: Option<String>,
}

/// `GET /objections/{number}?code=…`
pub async fn status(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Path(number): Path<String>,
    Query(with): Query<WithCode>,
) -> Response {
    let Some(code) = with.code else {
        let visit = Visit::of(&headers);
        let page = lookup_page(&state, &visit, &number, None);
        return show(&state, (&uri, &headers), &visit, (StatusCode::OK, page));
    };
    standing(&state, (&uri, &headers), (&number, &code)).await
}

/// `POST /objections/status`: number and code.
pub async fn look(State(state): Site, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let (fields, visit) = (Fields::read(&body), Visit::of(&headers));
    if !visit.sent(&state, &headers, &fields) {
        let page = lookup_page(&state, &visit, fields.get("number"), Some(LOST.to_owned()));
        return show(&state, (&uri, &headers), &visit, (StatusCode::FORBIDDEN, page));
    }
    standing(&state, (&uri, &headers), (fields.get("number"), fields.get("code"))).await
}

/// `POST /objections/withdraw`
pub async fn withdraw(State(state): Site, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let (fields, visit) = (Fields::read(&body), Visit::of(&headers));
    if !visit.sent(&state, &headers, &fields) {
        return refused(&state, uri.path(), &headers, StatusCode::FORBIDDEN);
    }
    let (number, code) = (fields.get("number"), fields.get("code"));
    match object::withdraw(&state.core, number, code).await {
        Ok(()) => standing(&state, (&uri, &headers), (number, code)).await,
        Err(error) => object_failed(&state, (&uri, &headers), &visit, error),
    }
}

/// How far an objection is.
async fn standing(state: &AppState, here: (&Uri, &HeaderMap), (number, code): (&str, &str)) -> Response {
    let visit = Visit::of(here.1);
    match load(state, &visit, (number, code)).await {
        Ok(page) => show(state, here, &visit, (StatusCode::OK, ObjectionPage::Status(Box::new(page)))),
        Err(error) => object_failed(state, here, &visit, error),
    }
}

async fn load(
    state: &AppState,
    visit: &Visit,
    (number, code): (&str, &str),
) -> Result<ObjectionStatus, ObjectError> {
    let core = &state.core;
    let today = core.clock.today();
    let mut tx = core.db.read().await?;
    let row = object::find(core, &mut tx, number, code).await?;
    let record = reading::record_of(&mut tx, &row, today).await?;
    let stands = row.state;
    let has_ended = matches!(stands, ObjectionState::Closed | ObjectionState::Declined);
    Ok(ObjectionStatus {
        csrf: visit.csrf(state),
        code: code.trim().to_owned(),
        state: stands,
        steps: steps(&row),
        clocks: clock_rows(&row, &core.rules(), today),
        record_path: record.map(|(_, path)| path),
        // What is still being decided is not told.
        outcome: row.outcome.as_deref().and_then(Outcome::from_code).filter(|_| has_ended),
        reason: row.reason.filter(|_| has_ended),
        extension_reason: row.extension_reason,
        erased_on: row.erased_at.map(beijing_date),
        number: row.number,
    })
}

/// What happened on which day.
pub(crate) fn steps(row: &ObjectionRow) -> Vec<(&'static str, NaiveDate)> {
    let ended = row.state.label();
    [
        ("收到", Some(row.received_at)),
        ("受理", row.accepted_at),
        ("转来源单位核查", row.forwarded_at),
        ("来源单位答复", row.answered_at),
        ("延期", row.extended_at),
        (ended, row.ended_at),
    ]
    .into_iter()
    .filter_map(|(caption, at)| Some((caption, beijing_date(at?))))
    .collect()
}

/// The clocks as they stand on that day.
pub(crate) fn clock_rows(row: &ObjectionRow, rules: &Rulebook, today: NaiveDate) -> Vec<ObjectionClock> {
    clocks(&reading::course(row), &rules.clocks, &rules.calendar)
        .into_iter()
        .map(|clock| ObjectionClock {
            kind: clock.kind,
            due_on: clock.due.on(),
            provisional: clock.due.is_provisional(),
            done_on: clock.done_on,
            left: left(&rules.calendar, today, clock.due.on()),
        })
        .collect()
}

/// Working days from today to a last day: 0 on the day itself, none after it. Where a calendar is missing, weekdays
/// and weekends alike.
pub(crate) fn left(calendar: &Calendar, today: NaiveDate, due_on: NaiveDate) -> Option<u32> {
    let days = u32::try_from((due_on - today).num_days()).ok()?;
    Some(calendar.workdays_between(today, due_on).unwrap_or(days))
}
