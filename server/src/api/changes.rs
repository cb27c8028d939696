//! `GET /api/v1/changes`: the ledger for whoever keeps a copy.

use std::time::{Duration, Instant};

use axum::Json;
use axum::extract::State;
use serde::Deserialize;
use tokio::sync::Semaphore;

use crate::error::{Error, Result};
use crate::read::changes::{self, Changes};
use crate::state::AppState;
use crate::web::extract::Query;

/// Rows in an answer unless asked otherwise, and at most.
const USUAL: i64 = 100;
const MOST: i64 = 500;
/// The longest that an answer is waited for.
const LONGEST_WAIT: Duration = Duration::from_secs(30);
/// How often the ledger is looked at for those who wait.
const LOOK_EVERY: Duration = Duration::from_millis(250);
/// How many may wait at a time: each looks four times a second.
const MOST_WAITERS: usize = 64;

static PLACES: Semaphore = Semaphore::const_new(MOST_WAITERS);

/// What is asked for.
#[derive(Debug, Deserialize)]
pub(super) struct Form {
    since: Option<String>,
    limit: Option<String>,
    wait: Option<String>,
}

/// `GET /api/v1/changes?since=N&limit=&wait=SECONDS`; with `wait` the answer comes when the ledger moves.
pub(super) async fn changes(
    State(state): State<AppState>,
    Query(form): Query<Form>,
) -> Result<Json<Changes>> {
    let since = number("since", form.since)?.unwrap_or(0);
    let limit = number("limit", form.limit)?.unwrap_or(USUAL).clamp(1, MOST);
    let wait = number("wait", form.wait)?.and_then(|seconds| u64::try_from(seconds).ok());
    if let Some(seconds) = wait.filter(|seconds| *seconds > 0) {
        wait_for_more(&state, since, Duration::from_secs(seconds).min(LONGEST_WAIT)).await?;
    }
    Ok(Json(changes::page(&state.core, since, limit).await?))
}

/// Returns when the ledger's end is not the reader's, or when the time is over.
async fn wait_for_more(state: &AppState, since: i64, patience: Duration) -> Result<()> {
    let started = Instant::now();
    let Ok(_place) = PLACES.try_acquire() else { return Err(Error::TooManyRequests) };
    while changes::end(&state.core).await? == since && started.elapsed() < patience {
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

fn number(name: &'static str, text: Option<String>) -> Result<Option<i64>> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let number = text.parse::<i64>().ok().filter(|number| *number >= 0);
    let reason = || Error::BadParameter { name, reason: "请填写不小于 0 的整数".to_owned() };
    number.map(Some).ok_or_else(reason)
}
