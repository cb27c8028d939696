//! Parameters of requests. What cannot be read is refused in the form of the place that was asked: a page, or
//! problem details.

use axum::extract::{FromRequestParts, MatchedPath};
use axum::http::request::Parts;
use axum::response::{IntoResponse as _, Response};
use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::state::AppState;

/// The query string, as axum's own.
#[derive(Clone, Copy, Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequestParts<AppState> for Query<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        axum::extract::Query::try_from_uri(&parts.uri).map(|query| Self(query.0)).map_err(|_| {
            let reason = "有参数重复出现，或者取值无法识别".to_owned();
            refuse(parts, state, Error::BadParameter { name: "query", reason })
        })
    }
}

/// The parts of the path, as axum's own. A path that is no text, or holds what no data base can, names nothing.
#[derive(Clone, Copy, Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<AppState> for Path<T> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Response> {
        match axum::extract::Path::from_request_parts(parts, state).await {
            Ok(path) if !parts.uri.path().contains("%00") => Ok(Self(path.0)),
            _ => Err(refuse(parts, state, Error::NotFound)),
        }
    }
}

fn refuse(parts: &Parts, state: &AppState, error: Error) -> Response {
    // Inside `/api/v1` the router shows the rest of the path only; the pattern is whole.
    let is_api =
        parts.extensions.get::<MatchedPath>().is_some_and(|pattern| pattern.as_str().starts_with("/api/"));
    if is_api {
        return error.into_response();
    }
    super::failed(state, parts.uri.path(), &parts.headers, error)
}
