//! `/desk/drafts`: forms and drafts of decisions.

mod page;
mod posted;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse as _, Response};
use domain::decision::DecisionKind;

use self::page::Shown;
use super::form::Posted;
use super::session::SignedIn;
use super::{Routes, View, failed, refused, see, show, show_with};
use crate::actions::filing::{self, FilingError, Opened, Then, Typed};
use crate::actions::regulator::Refusal;
use crate::import::ImportError;
use crate::state::AppState;
use crate::web;

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

/// Where a request came from, and who sent it.
struct Asked<'a> {
    state: &'a AppState,
    at: (&'a Uri, &'a HeaderMap),
    signed_in: &'a SignedIn,
}

async fn list(State(state): State<AppState>, uri: Uri, headers: HeaderMap, signed_in: SignedIn) -> Response {
    let asked = Asked { state: &state, at: (&uri, &headers), signed_in: &signed_in };
    match page::drafts(&state.core, &signed_in.regulator).await {
        Ok(drafts) => {
            let view = View::Filing(app::desk::filing::View::Drafts(drafts));
            show(&state, asked.at, &signed_in, view).await
        }
        Err(error) => asked.failed(error).await,
    }
}

async fn begin(State(state): State<AppState>, uri: Uri, headers: HeaderMap, posted: Posted) -> Response {
    let asked = Asked { state: &state, at: (&uri, &headers), signed_in: &posted.signed_in };
    let Some(kind) = DecisionKind::from_code(posted.fields.get("kind")) else {
        let refusal = Refusal::State("请选择填报行政许可还是行政处罚".to_owned());
        return asked.failed(refusal.into()).await;
    };
    match filing::begin_draft(&state.core, &posted.signed_in.regulator, kind).await {
        Ok(id) => see(&format!("/desk/drafts/{id}")),
        Err(error) => asked.failed(error).await,
    }
}

async fn reopen(State(state): State<AppState>, uri: Uri, headers: HeaderMap, posted: Posted) -> Response {
    let asked = Asked { state: &state, at: (&uri, &headers), signed_in: &posted.signed_in };
    let decision = posted.fields.get("decision");
    match filing::reopen(&state.core, &posted.signed_in.regulator, decision).await {
        Ok(id) => see(&format!("/desk/drafts/{id}")),
        Err(error) => asked.failed(error).await,
    }
}

/// `?check` looks at it from all sides.
async fn open(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    signed_in: SignedIn,
) -> Response {
    let asked = Asked { state: &state, at: (&uri, &headers), signed_in: &signed_in };
    match asked.open(&id, uri.query() == Some("check")).await {
        Ok(view) => show(&state, asked.at, &signed_in, View::Filing(view)).await,
        Err(error) => asked.failed(error).await,
    }
}

async fn save(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let asked = Asked { state: &state, at: (&uri, &headers), signed_in: &posted.signed_in };
    let typed = posted::typed(&posted.fields);
    match filing::save_draft(&state.core, &posted.signed_in.regulator, &id, typed.clone()).await {
        Ok(saved) => see(&format!("/desk/drafts/{id}{}", posted::anchor(&posted.fields, &saved))),
        Err(error) => asked.again(error, typed, &[]).await,
    }
}

/// Saves as [`save`] does, for the page that saves itself; answers JSON with what is wrong at the fields.
async fn keep(State(state): State<AppState>, Path(id): Path<String>, posted: Posted) -> Response {
    match kept(&state, &id, &posted).await {
        Ok(kept) => Json(kept).into_response(),
        Err(FilingError::Conflict(_)) => StatusCode::CONFLICT.into_response(),
        Err(FilingError::Refused(Refusal::Store(_))) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        Err(FilingError::Refused(Refusal::Unknown)) => StatusCode::NOT_FOUND.into_response(),
        Err(FilingError::Refused(Refusal::State(_))) => StatusCode::CONFLICT.into_response(),
        Err(FilingError::Refused(_)) => StatusCode::FORBIDDEN.into_response(),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

async fn kept(state: &AppState, id: &str, posted: &Posted) -> Result<page::Kept, FilingError> {
    let (core, regulator) = (&state.core, &posted.signed_in.regulator);
    let typed = Typed { then: Then::Nothing, ..posted::typed(&posted.fields) };
    let saved = filing::save_draft(core, regulator, id, typed).await?;
    let mut tx = core.db.read().await?;
    let checked = filing::check_draft(core, &mut tx, regulator, &saved).await?;
    Ok(page::kept(&saved, &checked))
}

async fn check(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let asked = Asked { state: &state, at: (&uri, &headers), signed_in: &posted.signed_in };
    let typed = posted::typed(&posted.fields);
    match filing::save_draft(&state.core, &posted.signed_in.regulator, &id, typed.clone()).await {
        Ok(_) => see(&format!("/desk/drafts/{id}?check")),
        Err(error) => asked.again(error, typed, &[]).await,
    }
}

async fn hand_in(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let asked = Asked { state: &state, at: (&uri, &headers), signed_in: &posted.signed_in };
    let typed = posted::typed(&posted.fields);
    let ticked: Vec<String> = posted.fields.all("tick").map(str::to_owned).collect();
    let regulator = &posted.signed_in.regulator;
    match filing::hand_in(&state.core, regulator, &id, typed.clone(), &ticked).await {
        Ok(_) => see(&format!("/desk/drafts/{id}")),
        Err(FilingError::Unready(_)) => asked.unready(&id, &ticked).await,
        Err(error) => asked.again(error, typed, &ticked).await,
    }
}

impl Asked<'_> {
    async fn open(&self, id: &str, is_checked: bool) -> Result<app::desk::filing::View, FilingError> {
        let (core, regulator) = (&self.state.core, &self.signed_in.regulator);
        let mut tx = core.db.read().await?;
        let draft = filing::open_draft(core, &mut tx, regulator, id).await?;
        if draft.row.handed_in_at.is_some() {
            return page::receipt(&mut tx, &draft).await;
        }
        let checked = if is_checked {
            Some(filing::check_draft(core, &mut tx, regulator, &draft).await?)
        } else {
            None
        };
        page::form(core, &mut tx, regulator, Shown { checked, ..Shown::of(&draft) }).await
    }

    /// The saved form again, with what is to be put right and what still wants a tick.
    async fn unready(&self, id: &str, ticked: &[String]) -> Response {
        match self.open_unready(id, ticked).await {
            Ok(view) => self.show_again(StatusCode::UNPROCESSABLE_ENTITY, view).await,
            Err(error) => self.failed(error).await,
        }
    }

    async fn open_unready(
        &self,
        id: &str,
        ticked: &[String],
    ) -> Result<app::desk::filing::View, FilingError> {
        let (core, regulator) = (&self.state.core, &self.signed_in.regulator);
        let mut tx = core.db.read().await?;
        let draft = filing::open_draft(core, &mut tx, regulator, id).await?;
        let checked = Some(filing::check_draft(core, &mut tx, regulator, &draft).await?);
        page::form(core, &mut tx, regulator, Shown { checked, ticked: Some(ticked), ..Shown::of(&draft) })
            .await
    }

    /// What was typed stays on the page when somebody else saved meanwhile.
    async fn again(&self, error: FilingError, typed: Typed, ticked: &[String]) -> Response {
        let FilingError::Conflict(theirs) = error else { return self.failed(error).await };
        match self.conflict(&theirs, typed, ticked).await {
            Ok(view) => self.show_again(StatusCode::CONFLICT, view).await,
            Err(error) => self.failed(error).await,
        }
    }

    async fn conflict(
        &self,
        theirs: &Opened,
        typed: Typed,
        ticked: &[String],
    ) -> Result<app::desk::filing::View, FilingError> {
        let core = &self.state.core;
        let mine = Opened { row: theirs.row.clone(), kind: theirs.kind, content: typed.content };
        let mut tx = core.db.read().await?;
        let shown = Shown { theirs: Some(theirs), ticked: Some(ticked), ..Shown::of(&mine) };
        page::form(core, &mut tx, &self.signed_in.regulator, shown).await
    }

    async fn show_again(&self, status: StatusCode, view: app::desk::filing::View) -> Response {
        show_with(self.state, self.at, self.signed_in, status, None, View::Filing(view)).await
    }

    async fn failed(&self, error: FilingError) -> Response {
        let refusal = match error {
            FilingError::Refused(refusal) => refusal,
            FilingError::Import(ImportError::Store(error)) => return failed(self.state, self.at, error),
            FilingError::Import(error) => Refusal::State(format!("未能提交，草稿已保存：{error}")),
            FilingError::Secret(_) => Refusal::State("草稿无法解密，请联系平台管理员".to_owned()),
            FilingError::Read(error) => {
                return web::failed(self.state, self.at.0.path(), self.at.1, error);
            }
            error @ (FilingError::Conflict(_) | FilingError::Unready(_)) => Refusal::State(error.to_string()),
        };
        refused(self.state, self.at, self.signed_in, refusal).await
    }
}
