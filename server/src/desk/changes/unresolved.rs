//! Parties that a person settles.

use app::desk::View;
use app::desk::changes::View as Topic;
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use serde::Deserialize;

use crate::actions::settle as settling;
use crate::desk::{Done, Posted, SignedIn, refused, see_done, show};
use crate::extract::Query;
use crate::read::unresolved;
use crate::state::AppState;

/// Where the page starts.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Start {
    #[serde(default)]
    after: String,
}

/// `GET /desk/unresolved`
pub(super) async fn list(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Query(start): Query<Start>,
    signed_in: SignedIn,
) -> Response {
    let loaded = async {
        let mut tx = state.core.db.read().await?;
        unresolved::load(&mut tx, &signed_in.regulator, &start.after).await
    };
    match loaded.await {
        Ok(page) => {
            let view = View::Changes(Topic::Unresolved(Box::new(page)));
            show(&state, (&uri, &headers), &signed_in, view).await
        }
        Err(refusal) => refused(&state, (&uri, &headers), &signed_in, refusal).await,
    }
}

/// `POST /desk/unresolved/settle`
pub(super) async fn settle(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    let (who, fields) = (&posted.signed_in, &posted.fields);
    let position = fields.get("position").parse().unwrap_or(0);
    let place = (fields.get("record"), position);
    match settling::settle_as(&state.core, &who.regulator, place, fields.get("entity")).await {
        Ok(()) => see_done("/desk/unresolved", Done::Settled),
        Err(refusal) => refused(&state, (&uri, &headers), who, refusal).await,
    }
}
