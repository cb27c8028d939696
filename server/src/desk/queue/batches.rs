//! Batches: counts, rows, and the approval of all that waits, in the background.

use app::desk::View;
use app::desk::queue::View as Topic;
use app::desk::queue::batch::{Batch, Progress};
use axum::http::{HeaderValue, header};
use axum::response::Response;
use domain::role::Step;
use serde::Deserialize;

use super::late_reason;
use crate::actions::approval;
use crate::actions::regulator::Refusal;
use crate::desk::{DeskRequest, Posted, see};
use crate::read::batches::{self, Work};
use crate::web::extract::{Path, Query};

/// Where the page of rows starts.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Start {
    #[serde(default)]
    after: String,
}

async fn load(desk: &DeskRequest, id: &str, after: &str) -> Result<Batch, Refusal> {
    let work = if desk.state.running.has(id) { Work::Running } else { Work::Idle };
    let mut tx = desk.core().db.read().await?;
    batches::load(desk.core(), &mut tx, desk.regulator(), (id, after), work).await
}

/// `GET /desk/batches/{id}`; while it is being approved the page asks again by itself.
pub(super) async fn batch(Path(id): Path<String>, Query(start): Query<Start>, desk: DeskRequest) -> Response {
    let batch = match load(&desk, &id, &start.after).await {
        Ok(batch) => batch,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    let is_running = batch.progress == Progress::Running;
    let mut response = desk.show(View::Queue(Topic::Batch(Box::new(batch)))).await;
    if is_running {
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static("2"));
    }
    response
}

/// `POST /desk/batches/{id}/approve`
pub(super) async fn approve(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    if let Err(refusal) = desk.regulator().may(Step::Approve) {
        return desk.refuse(refusal).await;
    }
    match load(&desk, &id, "").await.map(|batch| batch.progress) {
        Ok(Progress::Ready) => {}
        Ok(Progress::Running | Progress::Done) => return see(&format!("/desk/batches/{id}")),
        Ok(Progress::No(_)) => return desk.refuse(Refusal::SamePerson).await,
        Err(refusal) => return desk.refuse(refusal).await,
    }
    if let Some(begun) = desk.state.running.begin(&id) {
        let (core, regulator) = (desk.core().clone(), desk.regulator().clone());
        let (late, batch_id) = (late_reason(&fields), id.clone());
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
