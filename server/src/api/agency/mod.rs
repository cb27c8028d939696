//! The machine interface of authorities: filing, reading their own records, commitments. See `docs/API.md`.

mod body;
mod caller;

use axum::Json;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::beijing_date;
use domain::disclosure::Page;
use domain::key_scope::Scope;
use serde::{Deserialize, Serialize};

pub(crate) use caller::Caller;

use crate::actions::machine::call::{self, Answered, Call, CallError, Receipt};
use crate::actions::machine::commitments;
use crate::error::{AgencyError, Error, Result};
use crate::import::Channel;
use crate::read::agency::{self as records, Asked, OwnRecord};
use crate::state::AppState;
use crate::web::extract::{Path, Query};
use caller::refused;

/// What it answers is for one program at one moment.
pub(super) async fn never_kept(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `POST /api/v1/agency/decisions`
pub(super) async fn file(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    request: Request,
) -> Result<Response> {
    let program = caller.program(Scope::File)?;
    let idempotency_key = body::idempotency_key(&headers)?;
    let body = body::read(request).await?;
    let core = state.core.clone();
    let own = {
        let mut tx = core.db.read().await?;
        commitments::own_code(&mut tx, &program.regulator).await.map_err(refused)?
    };
    let filing = body::filing(&body, Some(&own))?;
    let request_hash = core.keeper.fingerprint(&format!("call|{}", crate::secrets::checksum(&body)));
    let call = Call { idempotency_key, request_hash };
    // On a task of its own: who hangs up does not stop what has begun.
    let done = tokio::spawn(async move { call::file(&core, &program, &call, filing).await });
    let answered = done.await.map_err(|_| AgencyError::Import(crate::import::ImportError::Interrupted))?;
    let (answer, is_again) = match answered.map_err(failed)? {
        Answered::First(answer) => (answer, false),
        Answered::Again(answer) => (answer, true),
    };
    let mut response = ([(header::CONTENT_TYPE, "application/json")], answer).into_response();
    if is_again {
        let name = HeaderName::from_static("idempotent-replayed");
        response.headers_mut().insert(name, HeaderValue::from_static("true"));
    }
    Ok(response)
}

fn failed(error: CallError) -> Error {
    match error {
        CallError::Conflict => AgencyError::Conflict.into(),
        CallError::InProgress => AgencyError::InProgress.into(),
        CallError::Refused(refusal) => refused(refusal),
        CallError::Import(cause) => AgencyError::Import(cause).into(),
    }
}

/// `GET /api/v1/agency/batches/{id}`: the receipt again.
pub(super) async fn batch(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<Receipt>> {
    let program = caller.program(Scope::Read)?;
    Ok(Json(call::receipt(&state.core, &program, &id).await.map_err(refused)?))
}

#[derive(Debug, Deserialize)]
pub(super) struct RecordsForm {
    authority: Option<String>,
    state: Option<String>,
    since: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// `GET /api/v1/agency/decisions?authority=&state=&since=&limit=&cursor=`
pub(super) async fn decisions(
    State(state): State<AppState>,
    caller: Caller,
    Query(form): Query<RecordsForm>,
) -> Result<Json<Page<OwnRecord>>> {
    let program = caller.program(Scope::Read)?;
    let asked = Asked {
        authority: form.authority,
        state: form.state,
        since: form.since,
        limit: form.limit.unwrap_or(super::PER_PAGE).clamp(1, 100),
        cursor: form.cursor,
    };
    let mut tx = state.core.db.read().await?;
    Ok(Json(records::page(&mut tx, &program.regulator, asked).await?))
}

/// `GET /api/v1/agency/decisions/{id}`
pub(super) async fn decision(
    State(state): State<AppState>,
    caller: Caller,
    Path(id): Path<String>,
) -> Result<Json<OwnRecord>> {
    let program = caller.program(Scope::Read)?;
    let mut tx = state.core.db.read().await?;
    Ok(Json(records::one(&mut tx, &program.regulator, &id).await?))
}

#[derive(Debug, Serialize)]
pub(super) struct Committed {
    commitment: String,
    received_at: DateTime<Utc>,
    received_on: NaiveDate,
}

/// `POST /api/v1/agency/commitments`
pub(super) async fn commit(
    State(state): State<AppState>,
    caller: Caller,
    request: Request,
) -> Result<Json<Page<Committed>>> {
    let program = caller.program(Scope::Commit)?;
    let digests = body::commitments(&body::read(request).await?)?;
    let kept = commitments::commit(&state.core, &program.regulator, Channel::Api, &digests).await;
    let items = kept.map_err(refused)?.into_iter().map(|(commitment, received_at)| Committed {
        commitment,
        received_at,
        received_on: beijing_date(received_at),
    });
    Ok(Json(Page { items: items.collect(), next: None }))
}
