//! JSON for programs: `/api/v1`. See `docs/API.md`.

mod agencies;
mod agency;
mod changes;
mod entries;
mod openapi;
mod rules;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::decision::DecisionKind;
use domain::disclosure::{DecisionSummary, Page};
use domain::search::{SearchPage, Suggestion};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::read::search::Parameters;
use crate::read::{agencies as figures, deadline as calculator, decisions, entities, search as searching};
use crate::routes::{Routes, get};
use crate::state::AppState;
use crate::web::extract::{Path, Query};

/// Items on a page of a list, unless asked otherwise.
const PER_PAGE: usize = 20;

/// The routes below `/api/v1`.
pub fn routes() -> Routes {
    Routes::default()
        .route("/search", get(search))
        .route("/suggest", get(suggest))
        .route("/entities/{id}", get(entity))
        .route("/entities/{id}/decisions", get(entity_decisions))
        .route("/entities/{id}/entries", get(entries::of_entity))
        .route("/decisions/{id}", get(decision))
        .route("/entries/{id}", get(entries::entry))
        .route("/lists", get(entries::lists))
        .route("/lists/{code}", get(entries::list))
        .route("/agencies", get(agencies::agencies))
        .route("/agencies/{id}", get(agencies::agency))
        .route("/agencies/{id}/months", get(agencies::months))
        .route("/regions", get(agencies::regions))
        .route("/withheld", get(agencies::withheld))
        .route("/rules", get(rules::rules))
        .route("/deadline", get(deadline))
        .route("/changes", get(changes::changes))
        .route("/openapi.json", get(openapi::document))
        .with(agency_routes())
}

/// The machine interface of authorities: each of its routes asks for a key.
fn agency_routes() -> Routes {
    Routes::default()
        .route("/agency/decisions", get(agency::decisions))
        .post("/agency/decisions", agency::file)
        .route("/agency/decisions/{id}", get(agency::decision))
        .route("/agency/batches/{id}", get(agency::batch))
        .post("/agency/commitments", agency::commit)
        .wrapped(|routes| routes.layer(axum::middleware::from_fn(agency::never_kept)))
}

/// Everything else below `/api`.
pub async fn not_found() -> Error {
    Error::NotFound
}

/// An address of the interface was asked with another method than its own.
pub fn method_not_allowed(path: &str) -> Response {
    let mut response = Error::MethodNotAllowed.into_response();
    let allowed = match path {
        "/api/v1/agency/decisions" => "GET, HEAD, POST",
        "/api/v1/agency/commitments" => "POST",
        _ => return response,
    };
    response.headers_mut().insert(header::ALLOW, HeaderValue::from_static(allowed));
    response
}

/// The facets of a search by name.
#[derive(Debug, Serialize)]
struct SearchAnswer {
    total: u64,
    total_is_exact: bool,
    hits: Vec<domain::search::SearchHit>,
    facets: serde_json::Map<String, serde_json::Value>,
    next: Option<String>,
    ledger_number: u64,
}

impl From<SearchPage> for SearchAnswer {
    fn from(page: SearchPage) -> Self {
        let facets = page
            .facets
            .into_iter()
            .filter_map(|facet| Some((facet.name, serde_json::to_value(facet.values).ok()?)))
            .collect();
        Self {
            total: page.total,
            total_is_exact: page.total_is_exact,
            hits: page.hits,
            facets,
            next: page.next,
            ledger_number: page.ledger_number,
        }
    }
}

/// `GET /api/v1/search`
async fn search(
    State(state): State<AppState>,
    Query(parameters): Query<Parameters>,
) -> Result<Json<SearchAnswer>> {
    let request = parameters.request(state.core.clock.today(), PER_PAGE)?;
    Ok(Json(searching::search(&state, request).await?.into()))
}

#[derive(Debug, Deserialize)]
struct SuggestForm {
    q: Option<String>,
    limit: Option<usize>,
}

#[derive(Debug, Serialize)]
struct Suggestions {
    suggestions: Vec<Suggestion>,
}

/// `GET /api/v1/suggest`
async fn suggest(
    State(state): State<AppState>,
    Query(form): Query<SuggestForm>,
) -> Result<Json<Suggestions>> {
    let reader = state.reader().ok_or(Error::NotReady)?;
    let text: String = form.q.unwrap_or_default().chars().take(60).collect();
    let limit = form.limit.unwrap_or(8).clamp(1, 20);
    let today = state.core.clock.today();
    let suggestions = tokio::task::spawn_blocking(move || reader.suggest(&text, limit, today))
        .await
        .map_err(|_| Error::NotReady)??;
    Ok(Json(Suggestions { suggestions }))
}

/// `GET /api/v1/entities/{id}`; a code redirects, or lists those that hold it with status 300.
async fn entity(State(state): State<AppState>, Path(key): Path<String>) -> Result<Response> {
    let mut tx = state.core.db.read().await?;
    Ok(match entities::find(&state.core, &mut tx, &key).await? {
        entities::Found::Profile(profile, _) => Json(profile).into_response(),
        entities::Found::Moved(id) => Redirect::permanent(&format!("/api/v1/entities/{id}")).into_response(),
        entities::Found::Candidates(items) => {
            (StatusCode::MULTIPLE_CHOICES, Json(Page { items, next: None })).into_response()
        }
    })
}

#[derive(Debug, Deserialize)]
struct ListForm {
    kind: Option<String>,
    limit: Option<usize>,
    cursor: Option<String>,
}

/// `GET /api/v1/entities/{id}/decisions?kind=licence|penalty`
async fn entity_decisions(
    State(state): State<AppState>,
    Path(key): Path<String>,
    Query(form): Query<ListForm>,
) -> Result<Json<Page<DecisionSummary>>> {
    let kind = figures::kind(form.kind.as_deref())?.unwrap_or(DecisionKind::Penalty);
    let mut tx = state.core.db.read().await?;
    let entities::Found::Profile(_, id) = entities::find(&state.core, &mut tx, &key).await? else {
        return Err(Error::NotFound);
    };
    let limit = form.limit.unwrap_or(PER_PAGE).clamp(1, 100);
    Ok(Json(decisions::of_entity(&state.core, &mut tx, &id, kind, form.cursor.as_deref(), limit).await?))
}

/// `GET /api/v1/decisions/{id}`; 410 with the reason for a withdrawn one.
async fn decision(State(state): State<AppState>, Path(id): Path<String>) -> Result<Response> {
    let mut tx = state.core.db.read().await?;
    Ok(match decisions::find(&state.core, &mut tx, &id).await? {
        decisions::Shown::Decision(decision) => Json(decision).into_response(),
        decisions::Shown::Tombstone(stone) => (StatusCode::GONE, Json(stone)).into_response(),
    })
}

#[derive(Debug, Deserialize)]
struct DeadlineForm {
    decided_on: Option<String>,
    working_days: Option<String>,
}

/// `GET /api/v1/deadline?decided_on=2026-09-28&working_days=7`
async fn deadline(
    State(state): State<AppState>,
    Query(form): Query<DeadlineForm>,
) -> Result<Json<calculator::Counted>> {
    let decided_on = form.decided_on.unwrap_or_default();
    let working_days = form.working_days.unwrap_or_default();
    Ok(Json(calculator::count(&state.core.rules(), &decided_on, &working_days)?))
}
