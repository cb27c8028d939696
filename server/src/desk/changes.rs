//! What happens to a decision after its publication: correction, withdrawal, repair, hiding; the records of an
//! authority, its unresolved parties, and the time in each hand.

mod inputs;
mod leaving;
mod unresolved;

use app::desk::changes::View as Topic;
use app::desk::changes::record::{Personal, Record};
use app::desk::{Fault, View};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::{Posted, Routes, SignedIn, refused, show, show_with};
use crate::actions::personal;
use crate::actions::regulator::Refusal;
use crate::extract::{Path, Query};
use crate::read::{hands, records};
use crate::state::AppState;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/records", list)
        .get("/desk/records/{id}", record)
        .post("/desk/records/{id}/person", person)
        .get("/desk/records/{id}/withdraw", leaving::withdraw_form)
        .post("/desk/records/{id}/withdraw", leaving::withdraw)
        .get("/desk/records/{id}/repair", leaving::repair_form)
        .post("/desk/records/{id}/repair", leaving::repair)
        .get("/desk/records/{id}/withhold", leaving::withhold_form)
        .post("/desk/records/{id}/withhold", leaving::withhold)
        .get("/desk/records/{id}/replace", leaving::replace_form)
        .post("/desk/records/{id}/replace", leaving::replace)
        .get("/desk/hide", leaving::hide_form)
        .post("/desk/hide", leaving::hide)
        .get("/desk/remove", leaving::remove_form)
        .post("/desk/remove", leaving::remove)
        .get("/desk/unresolved", unresolved::list)
        .post("/desk/unresolved/settle", unresolved::settle)
        .get("/desk/statistics", statistics)
}

/// `GET /desk/records?number=…&party=…`
async fn list(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Query(asks): Query<records::Asks>,
    signed_in: SignedIn,
) -> Response {
    let loaded = async {
        let mut tx = state.core.db.read().await?;
        records::list(&mut tx, &signed_in.regulator, &asks).await
    };
    match loaded.await {
        Ok(records) => {
            let view = View::Changes(Topic::Records(Box::new(records)));
            show(&state, (&uri, &headers), &signed_in, view).await
        }
        Err(refusal) => refused(&state, (&uri, &headers), &signed_in, refusal).await,
    }
}

async fn load(state: &AppState, signed_in: &SignedIn, id: &str) -> Result<Record, Refusal> {
    let mut tx = state.core.db.read().await?;
    records::load(&state.core, &mut tx, &signed_in.regulator, id).await
}

/// `GET /desk/records/{id}`
async fn record(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    signed_in: SignedIn,
) -> Response {
    match load(&state, &signed_in, &id).await {
        Ok(record) => {
            let view = View::Changes(Topic::Record(Box::new(record)));
            show(&state, (&uri, &headers), &signed_in, view).await
        }
        Err(refusal) => refused(&state, (&uri, &headers), &signed_in, refusal).await,
    }
}

/// `POST /desk/records/{id}/person`: shown in the answer itself, once.
async fn person(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (asked, who) = ((&uri, &headers), &posted.signed_in);
    let revealed = personal::reveal(&state.core, &who.regulator, &id, posted.fields.get("purpose")).await;
    let mut record = match load(&state, who, &id).await {
        Ok(record) => record,
        Err(refusal) => return refused(&state, asked, who, refusal).await,
    };
    let status = match revealed {
        Ok(persons) => {
            let lines = persons.into_iter().map(|one| [one.who.to_owned(), one.name, one.kind, one.number]);
            record.personal = Personal::Shown(lines.collect());
            StatusCode::OK
        }
        Err(Refusal::State(message)) => {
            record.faults = vec![Fault { field: "purpose".to_owned(), message }];
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Err(refusal) => return refused(&state, asked, who, refusal).await,
    };
    let view = View::Changes(Topic::Record(Box::new(record)));
    show_with(&state, asked, who, status, None, view).await
}

/// `GET /desk/statistics`
async fn statistics(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    signed_in: SignedIn,
) -> Response {
    let loaded = async {
        let mut tx = state.core.db.read().await?;
        hands::load(&state.core, &mut tx, &signed_in.regulator).await
    };
    match loaded.await {
        Ok(statistics) => {
            let view = View::Changes(Topic::Statistics(Box::new(statistics)));
            show(&state, (&uri, &headers), &signed_in, view).await
        }
        Err(refusal) => refused(&state, (&uri, &headers), &signed_in, refusal).await,
    }
}
