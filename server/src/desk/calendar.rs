//! The calendar, and the notices that administrators enter.

use app::desk::View;
use app::desk::calendar::{Break, CalendarPage, NoticeForm, NoticePage, View as Shown};
use app::desk::entered::Entered;
use axum::response::Response;
use domain::calendar::{SpecialDay, SpecialKind};
use domain::role::Step;

use super::done::{Done, see_done};
use super::entered::{Hands, buttons_of, faults_of};
use super::{DeskRequest, Posted, Routes, access};
use crate::actions::calendar::{self as actions, TypedNotice};
use crate::actions::entering::{EnteringFault, Verdict};
use crate::actions::regulator::{Refusal, Regulator};
use crate::state::Core;
use crate::store::calendar_notice::{self, CalendarNoticeRow};
use crate::store::{Tx, decision};
use crate::web::extract::Path;
use crate::web::fields::Fields;
use crate::web::rules::calendar_years;

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
async fn overview(desk: DeskRequest) -> Response {
    let page = load(desk.core(), desk.regulator()).await;
    desk.answer(page.map(|page| View::Calendar(Shown::Overview(page)))).await
}

async fn load(core: &Core, regulator: &Regulator) -> Result<CalendarPage, Refusal> {
    regulator.may_look(Step::ManageCalendar)?;
    let mut tx = core.db.read().await?;
    let mut entered = Vec::new();
    for row in calendar_notice::all(&mut tx).await? {
        entered.push(line(&mut tx, &row).await?);
    }
    let calendar = core.calendar();
    let access = access(regulator, Step::ManageCalendar);
    Ok(CalendarPage { access, edition: calendar.edition(), years: calendar_years(&calendar), entered })
}

async fn line(tx: &mut Tx, row: &CalendarNoticeRow) -> sqlx::Result<Entered> {
    let hands = Hands {
        state: &row.state,
        entered: (&row.entered_by, row.entered_at),
        decided: row.decided_by.as_deref().zip(row.decided_at),
    };
    hands.entered(tx, (&row.id, row.number.clone())).await
}

/// `GET /desk/calendar/new`
async fn new_page(desk: DeskRequest) -> Response {
    let may = desk.regulator().may(Step::ManageCalendar);
    desk.answer(may.map(|()| View::Calendar(Shown::New(NoticeForm::default())))).await
}

/// `POST /desk/calendar/new`
async fn enter(Posted { desk, fields }: Posted) -> Response {
    let typed = typed(&fields);
    let faults = match actions::enter(desk.core(), desk.regulator(), &typed).await {
        Ok(id) => return see_done(&format!("/desk/calendar/{id}"), Done::NoticeEntered),
        Err(EnteringFault::Refused(refusal)) => return desk.refuse(refusal).await,
        Err(EnteringFault::Fields(faults)) => faults_of(faults),
    };
    let TypedNotice { year, number, adopted_on, url, announcement } = typed;
    let form = NoticeForm { year, number, adopted_on, url, announcement, faults };
    desk.show_faults(View::Calendar(Shown::New(form))).await
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
async fn notice_page(desk: DeskRequest, Path(id): Path<String>) -> Response {
    let notice = load_notice(desk.core(), desk.regulator(), &id).await;
    desk.answer(notice.map(|notice| View::Calendar(Shown::Notice(Box::new(notice))))).await
}

async fn load_notice(core: &Core, regulator: &Regulator, id: &str) -> Result<NoticePage, Refusal> {
    regulator.may_look(Step::ManageCalendar)?;
    let mut tx = core.db.read().await?;
    let row = calendar_notice::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    let (notice, days) = row.read().ok_or(Refusal::Unknown)?;
    let entered = line(&mut tx, &row).await?;
    let buttons = buttons_of(entered.state, &row.entered_by, regulator);
    let (year, breaks) = (notice.year, breaks(&days));
    let working_days = core.calendar().with_notice(notice, days).announced_workdays(year);
    Ok(NoticePage {
        entered,
        year: row.year,
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
async fn confirm(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    decide(&desk, &id, (Verdict::Confirm, Done::NoticeConfirmed)).await
}

/// `POST /desk/calendar/{id}/refuse`
async fn refuse(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    decide(&desk, &id, (Verdict::Refuse, Done::NoticeRefused)).await
}

async fn decide(desk: &DeskRequest, id: &str, (verdict, done): (Verdict, Done)) -> Response {
    let decided = actions::decide(desk.core(), desk.regulator(), id, verdict).await;
    desk.see_done(&format!("/desk/calendar/{id}"), decided.map(|()| done)).await
}
