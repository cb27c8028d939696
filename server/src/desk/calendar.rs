//! Calendar and clocks, and the notices that administrators enter.

use app::desk::calendar::{
    Break, Buttons, CalendarPage, ClockLine, Entered, NoticeForm, NoticePage, NoticeState, View as Shown,
};
use app::desk::{Fault, View};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use domain::calendar::{SpecialDay, SpecialKind};
use domain::clocks::{self, ClockRow};
use domain::role::Step;

use super::done::{Done, see_done};
use super::{Fields, Posted, Routes, SignedIn, refused, show, show_with};
use crate::actions::calendar::{self as actions, NoticeFault, TypedNotice};
use crate::actions::regulator::{Refusal, Regulator};
use crate::extract::Path;
use crate::state::{AppState, Core};
use crate::store::calendar_notice::{self, CalendarNoticeRow};
use crate::store::{Tx, account, decision};
use crate::web;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/calendar", overview)
        .get("/desk/calendar/new", new_page)
        .post("/desk/calendar/new", enter)
        .get("/desk/calendar/{id}", notice_page)
        .post("/desk/calendar/{id}/confirm", confirm)
        .post("/desk/calendar/{id}/refuse", refuse)
}

/// `GET /desk/calendar`
async fn overview(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    signed_in: SignedIn,
) -> Response {
    match load(&state.core, &signed_in.regulator).await {
        Ok(page) => show(&state, (&uri, &headers), &signed_in, View::Calendar(Shown::Overview(page))).await,
        Err(refusal) => refused(&state, (&uri, &headers), &signed_in, refusal).await,
    }
}

async fn load(core: &Core, regulator: &Regulator) -> Result<CalendarPage, Refusal> {
    regulator.may(Step::ManageCalendar)?;
    let mut tx = core.db.read().await?;
    let mut entered = Vec::new();
    for row in calendar_notice::all(&mut tx).await? {
        entered.push(line(&mut tx, &row).await?);
    }
    let calendar = core.calendar();
    Ok(CalendarPage {
        edition: calendar.edition(),
        years: web::calendar_years(&calendar),
        entered,
        clocks: clocks::clocks().iter().map(clock_line).collect(),
    })
}

async fn line(tx: &mut Tx, row: &CalendarNoticeRow) -> sqlx::Result<Entered> {
    let ids: Vec<String> = std::iter::once(row.entered_by.clone()).chain(row.decided_by.clone()).collect();
    let people = account::by_ids(tx, &ids).await?;
    let name =
        |id: &str| people.iter().find(|person| person.id == id).map_or(id, |person| &person.name).to_owned();
    Ok(Entered {
        id: row.id.clone(),
        year: row.year,
        number: row.number.clone(),
        state: match row.state.as_str() {
            calendar_notice::IN_FORCE => NoticeState::InForce,
            calendar_notice::WAITING => NoticeState::Waiting,
            _ => NoticeState::Refused,
        },
        entered: (name(&row.entered_by), row.entered_at),
        decided: row.decided_by.as_deref().map(name).zip(row.decided_at),
    })
}

fn clock_line(row: &ClockRow) -> ClockLine {
    let in_force = match (row.in_force_from, row.in_force_to) {
        (None, None) => "一直".to_owned(),
        (Some(from), None) => format!("{from} 起"),
        (None, Some(to)) => format!("至 {to}"),
        (Some(from), Some(to)) => format!("{from} 至 {to}"),
    };
    ClockLine {
        label: row.kind.label(),
        event: row.event.label(),
        working_days: row.working_days,
        in_force,
        basis: row.basis,
        sureness: row.sureness.label(),
    }
}

/// `GET /desk/calendar/new`
async fn new_page(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    signed_in: SignedIn,
) -> Response {
    match signed_in.regulator.may(Step::ManageCalendar) {
        Ok(()) => {
            let view = View::Calendar(Shown::New(NoticeForm::default()));
            show(&state, (&uri, &headers), &signed_in, view).await
        }
        Err(refusal) => refused(&state, (&uri, &headers), &signed_in, refusal).await,
    }
}

/// `POST /desk/calendar/new`
async fn enter(State(state): State<AppState>, uri: Uri, headers: HeaderMap, posted: Posted) -> Response {
    let Posted { signed_in, fields } = posted;
    let typed = typed(&fields);
    let faults = match actions::enter(&state.core, &signed_in.regulator, &typed).await {
        Ok(id) => return see_done(&format!("/desk/calendar/{id}"), Done::NoticeEntered),
        Err(NoticeFault::Refused(refusal)) => {
            return refused(&state, (&uri, &headers), &signed_in, refusal).await;
        }
        Err(NoticeFault::Fields(faults)) => faults,
    };
    let faults =
        faults.into_iter().map(|(field, message)| Fault { field: field.to_owned(), message }).collect();
    let TypedNotice { year, number, adopted_on, url, announcement } = typed;
    let form = NoticeForm { year, number, adopted_on, url, announcement, faults };
    let view = View::Calendar(Shown::New(form));
    show_with(&state, (&uri, &headers), &signed_in, StatusCode::UNPROCESSABLE_ENTITY, None, view).await
}

fn typed(fields: &Fields) -> TypedNotice {
    let field = |name: &str| fields.get(name).to_owned();
    TypedNotice {
        year: field("year"),
        number: field("number"),
        adopted_on: field("adopted_on"),
        url: field("url"),
        announcement: field("announcement"),
    }
}

/// `GET /desk/calendar/{id}`
async fn notice_page(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    signed_in: SignedIn,
    Path(id): Path<String>,
) -> Response {
    match load_notice(&state.core, &signed_in.regulator, &id).await {
        Ok(notice) => {
            let view = View::Calendar(Shown::Notice(Box::new(notice)));
            show(&state, (&uri, &headers), &signed_in, view).await
        }
        Err(refusal) => refused(&state, (&uri, &headers), &signed_in, refusal).await,
    }
}

async fn load_notice(core: &Core, regulator: &Regulator, id: &str) -> Result<NoticePage, Refusal> {
    regulator.may(Step::ManageCalendar)?;
    let mut tx = core.db.read().await?;
    let row = calendar_notice::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    let (notice, days) = row.read().ok_or(Refusal::Unknown)?;
    let entered = line(&mut tx, &row).await?;
    let buttons = match entered.state {
        NoticeState::Waiting if row.entered_by == regulator.account_id => Buttons::TakeBack,
        NoticeState::Waiting => Buttons::Decide,
        NoticeState::InForce | NoticeState::Refused => Buttons::None,
    };
    let (year, breaks) = (notice.year, breaks(&days));
    let working_days = core.calendar().with_notice(notice, days).announced_workdays(year);
    Ok(NoticePage {
        entered,
        title: row.title,
        adopted_on: row.adopted_on,
        url: row.url,
        announcement: row.announcement,
        breaks,
        working_days,
        provisional: u64::try_from(decision::count_provisional(&mut tx).await?).unwrap_or(0),
        buttons,
    })
}

/// The days of each festival, in the order of the year.
fn breaks(days: &[SpecialDay]) -> Vec<Break> {
    let mut breaks: Vec<Break> = Vec::new();
    for day in days {
        let at = breaks.iter().position(|known| known.name == day.name).unwrap_or_else(|| {
            breaks.push(Break { name: day.name.clone(), off: Vec::new(), worked: Vec::new() });
            breaks.len() - 1
        });
        match day.kind {
            SpecialKind::Holiday => breaks[at].off.push(day.date),
            SpecialKind::MakeupWorkday => breaks[at].worked.push(day.date),
        }
    }
    breaks
}

/// `POST /desk/calendar/{id}/confirm`
async fn confirm(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let decided = actions::confirm(&state.core, &posted.signed_in.regulator, &id).await;
    after(&state, (&uri, &headers), &posted, decided.map(|()| (id, Done::NoticeConfirmed))).await
}

/// `POST /desk/calendar/{id}/refuse`
async fn refuse(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let decided = actions::refuse(&state.core, &posted.signed_in.regulator, &id).await;
    after(&state, (&uri, &headers), &posted, decided.map(|()| (id, Done::NoticeRefused))).await
}

async fn after(
    state: &AppState,
    place: (&Uri, &HeaderMap),
    posted: &Posted,
    decided: Result<(String, Done), Refusal>,
) -> Response {
    match decided {
        Ok((id, done)) => see_done(&format!("/desk/calendar/{id}"), done),
        Err(refusal) => refused(state, place, &posted.signed_in, refusal).await,
    }
}
