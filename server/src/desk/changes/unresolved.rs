//! Parties that a person settles.

use app::desk::View;
use app::desk::changes::View as Topic;
use axum::response::Response;
use serde::Deserialize;

use crate::actions::regulator::Refusal;
use crate::actions::settle as settling;
use crate::desk::{DeskRequest, Done, Posted};
use crate::read::unresolved;
use crate::web::extract::Query;

/// Where the page starts.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Start {
    #[serde(default)]
    after: String,
}

/// `GET /desk/unresolved`
pub(super) async fn list(Query(start): Query<Start>, desk: DeskRequest) -> Response {
    desk.answer(load(&desk, &start.after).await).await
}

async fn load(desk: &DeskRequest, after: &str) -> Result<View, Refusal> {
    let mut tx = desk.core().db.read().await?;
    let page = unresolved::load(&mut tx, desk.regulator(), after).await?;
    Ok(View::Changes(Topic::Unresolved(Box::new(page))))
}

/// `POST /desk/unresolved/settle`
pub(super) async fn settle(Posted { desk, fields }: Posted) -> Response {
    let position = fields.get("position").parse().unwrap_or(0);
    let place = (fields.get("record"), position);
    let settled = settling::settle_as(desk.core(), desk.regulator(), place, fields.get("entity")).await;
    desk.see_done("/desk/unresolved", settled.map(|()| Done::Settled)).await
}
