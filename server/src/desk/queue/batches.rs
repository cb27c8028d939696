//! Batches: counts, rows, and the approval of all that waits, in the background.

use app::desk::View;
use app::desk::queue::View as Topic;
use app::desk::queue::batch::{Batch, Progress};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Uri, header};
use axum::response::Response;
use domain::role::Step;
use serde::Deserialize;

use super::late_reason;
use crate::actions::approval;
use crate::actions::regulator::Refusal;
use crate::desk::{Posted, SignedIn, refused, see, show};
use crate::extract::{Path, Query};
use crate::read::batches::{self, Work};
use crate::state::AppState;

/// Where the page of rows starts.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Start {
    #[serde(default)]
    after: String,
}

async fn load(state: &AppState, signed_in: &SignedIn, id: &str, after: &str) -> Result<Batch, Refusal> {
    let work = if state.running.has(id) { Work::Running } else { Work::Idle };
    let mut tx = state.core.db.read().await?;
    batches::load(&state.core, &mut tx, &signed_in.regulator, (id, after), work).await
}

/// `GET /desk/batches/{id}`; while it is being approved the page asks again by itself.
pub(super) async fn batch(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(start): Query<Start>,
    signed_in: SignedIn,
) -> Response {
    let batch = match load(&state, &signed_in, &id, &start.after).await {
        Ok(batch) => batch,
        Err(refusal) => return refused(&state, (&uri, &headers), &signed_in, refusal).await,
    };
    let is_running = batch.progress == Progress::Running;
    let view = View::Queue(Topic::Batch(Box::new(batch)));
    let mut response = show(&state, (&uri, &headers), &signed_in, view).await;
    if is_running {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    response
}

/// `POST /desk/batches/{id}/approve`
pub(super) async fn approve(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let who = &posted.signed_in;
    let may = who.regulator.may(Step::Approve);
    if let Err(refusal) = may {
        return refused(&state, (&uri, &headers), who, refusal).await;
    }
    match load(&state, who, &id, "").await {
        Ok(batch) => match batch.progress {
            Progress::Ready => {}
            Progress::Running | Progress::Done => return see(&format!("/desk/batches/{id}")),
            Progress::No(_) => {
                return refused(&state, (&uri, &headers), who, Refusal::SamePerson).await;
            }
        },
        Err(refusal) => return refused(&state, (&uri, &headers), who, refusal).await,
    }
    if let Some(begun) = state.running.begin(&id) {
        let (core, regulator) = (state.core.clone(), who.regulator.clone());
        let (late, batch_id) = (late_reason(&posted.fields), id.clone());
        tokio::spawn(async move {
            match approval::approve_batch(&core, &regulator, &batch_id, late.as_ref()).await {
                Ok(approved) => tracing::info!(batch_id, ?approved, "a batch was approved"),
                Err(error) => tracing::warn!(batch_id, %error, "the approval of a batch stopped"),
            }
            drop(begun);
        });
    }
    see(&format!("/desk/batches/{id}"))
}
