//! The whole result of a search as CSV, searched page by page while it is read.

use std::io;
use std::sync::{Arc, LazyLock};

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::{IntoResponse, Response};
use domain::decision::DecisionKind;
use domain::entity::{EntityKind, RegistrationStatus};
use domain::search::{SearchHit, SearchPage, SearchRequest, SearchType};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::failed;
use super::sending::{self, Pipe};
use crate::error::{Error, Result};
use crate::read::search::{self, Parameters};
use crate::sheets;
use crate::state::AppState;
use crate::web::extract::Query;

/// Hits that are read at a time.
const HITS: usize = 100;
/// How many results are sent at a time.
const MOST: usize = 8;

static PLACES: LazyLock<Arc<Semaphore>> = LazyLock::new(|| Arc::new(Semaphore::new(MOST)));

/// `GET /search.csv?q=…`: what `/search` finds, to the last hit.
pub async fn search_csv(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    match csv(&state, parameters).await {
        Ok(body) => {
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"search.csv\""),
            ];
            (headers, body).into_response()
        }
        Err(error) => failed(&state, uri.path(), &headers, error),
    }
}

/// The right to send one more result.
pub(super) fn place() -> Result<OwnedSemaphorePermit> {
    Arc::clone(&PLACES).try_acquire_owned().map_err(|_| Error::TooManyRequests)
}

async fn csv(state: &AppState, parameters: Parameters) -> Result<Body> {
    let place = place()?;
    let mut request = parameters.request(state.core.clock.today(), HITS)?;
    (request.limit, request.cursor) = (HITS, None);
    // The first page before the status: what is wrong with the question is answered as such.
    let first = search::search(state, request.clone()).await?;
    let state = state.clone();
    Ok(sending::body(|| true, |pipe| write(state, request, first, pipe, place)))
}

/// Writes page after page, each searched when the reader has taken the one before.
async fn write(
    state: AppState,
    mut request: SearchRequest,
    mut page: SearchPage,
    mut pipe: Pipe,
    _place: OwnedSemaphorePermit,
) -> io::Result<()> {
    let base = state.serve.base_url.trim_end_matches('/');
    let headings = match request.search_type {
        SearchType::Entity => &ENTITY[..],
        SearchType::Decision => &DECISION[..],
    };
    pipe.write("\u{feff}".as_bytes()).await?;
    pipe.write(&lines([headings])?).await?;
    loop {
        let rows = page.hits.iter().map(|hit| row(hit, base).into_iter().map(|cell| sheets::neutral(&cell)));
        pipe.write(&lines(rows)?).await?;
        let Some(next) = page.next else { return Ok(()) };
        request.cursor = Some(next);
        request.today = state.core.clock.today();
        page = search::search(&state, request.clone()).await.map_err(io::Error::other)?;
    }
}

/// Rows as lines of CSV.
pub(super) fn lines<R>(rows: impl IntoIterator<Item = R>) -> io::Result<Vec<u8>>
where
    R: IntoIterator<Item: AsRef<[u8]>>,
{
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

const ENTITY: [&str; 9] = [
    "名称",
    "统一社会信用代码",
    "主体类别",
    "登记状态",
    "行政区划代码",
    "成立日期",
    "许可数",
    "处罚数",
    "网址",
];
const DECISION: [&str; 9] =
    ["文号", "事项", "行政相对人", "作出机关", "种类", "状态", "决定日期", "异议处理中", "网址"];

fn row(hit: &SearchHit, base: &str) -> Vec<String> {
    let date = hit.date.map(|day| day.to_string()).unwrap_or_default();
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    match hit.hit_type {
        SearchType::Entity => vec![
            hit.name.clone(),
            text(&hit.uscc),
            EntityKind::from_code(&hit.kind).map_or("", EntityKind::label).to_owned(),
            hit.status
                .as_deref()
                .and_then(RegistrationStatus::from_code)
                .map_or("", RegistrationStatus::label)
                .to_owned(),
            text(&hit.region),
            date,
            hit.licence_count.to_string(),
            hit.penalty_count.to_string(),
            format!("{base}/entities/{}", hit.id),
        ],
        SearchType::Decision => vec![
            hit.name.clone(),
            text(&hit.title),
            hit.parties.join("；"),
            text(&hit.authority),
            DecisionKind::from_code(&hit.kind).map_or("", DecisionKind::label).to_owned(),
            text(&hit.status),
            date,
            hit.objection.map(|mark| mark.since.to_string()).unwrap_or_default(),
            format!("{base}/decisions/{}", hit.id),
        ],
    }
}
