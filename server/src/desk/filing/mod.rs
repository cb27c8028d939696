//! `/desk/drafts`: forms and drafts of decisions.

mod page;
mod posted;

use app::desk::View;
use app::desk::filing::View as Topic;
use axum::Json;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::decision::DecisionKind;

use self::page::Shown;
use super::{DeskRequest, Posted, Routes, see};
use crate::actions::filing::{self, FilingError, Opened, Then, Typed};
use crate::actions::regulator::Refusal;
use crate::import::ImportError;
use crate::web;
use crate::web::fields::Fields;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/drafts", list)
        .get("/desk/drafts/new", list)
        .post("/desk/drafts/new", begin)
        .post("/desk/drafts/reopen", reopen)
        .get("/desk/drafts/{id}", open)
        .post("/desk/drafts/{id}/save", save)
        .post("/desk/drafts/{id}/keep", keep)
        .post("/desk/drafts/{id}/check", check)
        .post("/desk/drafts/{id}/hand-in", hand_in)
}

/// `GET /desk/drafts`, `GET /desk/drafts/new`
async fn list(desk: DeskRequest) -> Response {
    let drafts = page::drafts(desk.core(), desk.regulator()).await;
    answer(&desk, StatusCode::OK, drafts.map(Topic::Drafts)).await
}

/// `POST /desk/drafts/new`
async fn begin(Posted { desk, fields }: Posted) -> Response {
    let Some(kind) = DecisionKind::from_code(fields.get("kind")) else {
        return desk.refuse(Refusal::State("请选择填报行政许可还是行政处罚".to_owned())).await;
    };
    see_draft(&desk, filing::begin_draft(desk.core(), desk.regulator(), kind).await).await
}

/// `POST /desk/drafts/reopen`
async fn reopen(Posted { desk, fields }: Posted) -> Response {
    see_draft(&desk, filing::reopen(desk.core(), desk.regulator(), fields.get("decision")).await).await
}

async fn see_draft(desk: &DeskRequest, id: Result<String, FilingError>) -> Response {
    match id {
        Ok(id) => see(&format!("/desk/drafts/{id}")),
        Err(error) => fail(desk, error).await,
    }
}

/// `GET /desk/drafts/{id}`: `?check` looks at it from all sides.
async fn open(Path(id): Path<String>, desk: DeskRequest) -> Response {
    answer(&desk, StatusCode::OK, load(&desk, &id).await).await
}

/// The form, or the receipt once it was handed in.
async fn load(desk: &DeskRequest, id: &str) -> Result<Topic, FilingError> {
    let (core, regulator) = (desk.core(), desk.regulator());
    let mut tx = core.db.read().await?;
    let draft = filing::open_draft(core, &mut tx, regulator, id).await?;
    if draft.row.handed_in_at.is_some() {
        return page::receipt(&mut tx, &draft).await;
    }
    let checked = if desk.uri.query() == Some("check") {
        Some(filing::check_draft(core, &mut tx, regulator, &draft).await?)
    } else {
        None
    };
    page::form(core, &mut tx, regulator, Shown { checked, ..Shown::of(&draft) }).await
}

/// `POST /desk/drafts/{id}/save`
async fn save(Path(id): Path<String>, posted: Posted) -> Response {
    save_and_see(&id, posted, posted::anchor).await
}

/// `POST /desk/drafts/{id}/check`
async fn check(Path(id): Path<String>, posted: Posted) -> Response {
    save_and_see(&id, posted, |_, _| "?check".to_owned()).await
}

/// Saves, and leads back to the draft; what was saved tells how its address ends.
async fn save_and_see(
    id: &str,
    Posted { desk, fields }: Posted,
    ending: fn(&Fields, &Opened) -> String,
) -> Response {
    let typed = posted::typed(&fields);
    match filing::save_draft(desk.core(), desk.regulator(), id, typed.clone()).await {
        Ok(saved) => see(&format!("/desk/drafts/{id}{}", ending(&fields, &saved))),
        Err(error) => again(&desk, error, typed, &[]).await,
    }
}

/// `POST /desk/drafts/{id}/keep`: saves as [`save`] does, for the page that saves itself; answers JSON with what is
/// wrong at the fields.
async fn keep(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    match kept(&desk, &id, &fields).await {
        Ok(kept) => Json(kept).into_response(),
        Err(FilingError::Conflict(_) | FilingError::Refused(Refusal::State(_))) => {
            StatusCode::CONFLICT.into_response()
        }
        Err(FilingError::Refused(Refusal::Store(_))) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(FilingError::Refused(Refusal::Unknown)) => StatusCode::NOT_FOUND.into_response(),
        Err(FilingError::Refused(_)) => StatusCode::FORBIDDEN.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn kept(desk: &DeskRequest, id: &str, fields: &Fields) -> Result<page::Kept, FilingError> {
    let (core, regulator) = (desk.core(), desk.regulator());
    let typed = Typed { then: Then::Nothing, ..posted::typed(fields) };
    let saved = filing::save_draft(core, regulator, id, typed).await?;
    let mut tx = core.db.read().await?;
    let checked = filing::check_draft(core, &mut tx, regulator, &saved).await?;
    Ok(page::kept(&saved, &checked))
}

/// `POST /desk/drafts/{id}/hand-in`
async fn hand_in(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let typed = posted::typed(&fields);
    let ticked: Vec<String> = fields.all("tick").map(str::to_owned).collect();
    match filing::hand_in(desk.core(), desk.regulator(), &id, typed.clone(), &ticked).await {
        Ok(_) => see(&format!("/desk/drafts/{id}")),
        Err(FilingError::Unready(_)) => {
            answer(&desk, StatusCode::UNPROCESSABLE_ENTITY, unready(&desk, &id, &ticked).await).await
        }
        Err(error) => again(&desk, error, typed, &ticked).await,
    }
}

/// The saved form again, with what is to be put right and what still wants a tick.
async fn unready(desk: &DeskRequest, id: &str, ticked: &[String]) -> Result<Topic, FilingError> {
    let (core, regulator) = (desk.core(), desk.regulator());
    let mut tx = core.db.read().await?;
    let draft = filing::open_draft(core, &mut tx, regulator, id).await?;
    let checked = Some(filing::check_draft(core, &mut tx, regulator, &draft).await?);
    page::form(core, &mut tx, regulator, Shown { checked, ticked: Some(ticked), ..Shown::of(&draft) }).await
}

/// What was typed stays on the page when somebody else saved meanwhile.
async fn again(desk: &DeskRequest, error: FilingError, typed: Typed, ticked: &[String]) -> Response {
    let FilingError::Conflict(theirs) = error else { return fail(desk, error).await };
    answer(desk, StatusCode::CONFLICT, conflict(desk, &theirs, typed, ticked).await).await
}

async fn conflict(
    desk: &DeskRequest,
    theirs: &Opened,
    typed: Typed,
    ticked: &[String],
) -> Result<Topic, FilingError> {
    let core = desk.core();
    let mine = Opened { row: theirs.row.clone(), kind: theirs.kind, content: typed.content };
    let mut tx = core.db.read().await?;
    let shown = Shown { theirs: Some(theirs), ticked: Some(ticked), ..Shown::of(&mine) };
    page::form(core, &mut tx, desk.regulator(), shown).await
}

/// A page with its status, or the page that says why there is none.
async fn answer(desk: &DeskRequest, status: StatusCode, page: Result<Topic, FilingError>) -> Response {
    match page {
        Ok(view) => desk.show_with(status, None, View::Filing(view)).await,
        Err(error) => fail(desk, error).await,
    }
}

async fn fail(desk: &DeskRequest, error: FilingError) -> Response {
    let refusal = match error {
        FilingError::Refused(refusal) => refusal,
        FilingError::Import(ImportError::Store(error)) => Refusal::Store(error),
        FilingError::Import(error) => Refusal::State(format!("未能提交，草稿已保存：{error}")),
        FilingError::Secret(_) => Refusal::State("草稿无法解密，请联系平台管理员".to_owned()),
        FilingError::Read(error) => {
            return web::failed(&desk.state, desk.uri.path(), &desk.headers, error);
        }
        error @ (FilingError::Conflict(_) | FilingError::Unready(_)) => Refusal::State(error.to_string()),
    };
    desk.refuse(refusal).await
}
