//! Why a request failed: picks the status, logs what is ours once, and never says more than the reader may know.

mod agency;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

pub use agency::AgencyError;

/// Why a request failed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Nothing public is at this address; the same answer for what never was and for what ended.
    #[error("没有找到可以公开的记录")]
    NotFound,
    /// A parameter cannot be understood.
    #[error("参数 {name}：{reason}")]
    BadParameter {
        /// Which.
        name: &'static str,
        /// Why, in the reader's words.
        reason: String,
    },
    /// A cursor that this server did not give out.
    #[error("翻页位置无效，请从第一页重新开始")]
    BadCursor,
    /// The address is there, but not for this method.
    #[error("此地址不接受这种请求方法")]
    MethodNotAllowed,
    /// More requests than the limit.
    #[error("请求过于频繁，请稍后再试；需要大量数据时请降低频率")]
    TooManyRequests,
    /// The index is being built.
    #[error("检索服务正在准备，请稍后再试")]
    NotReady,
    /// A call of the machine interface.
    #[error(transparent)]
    Agency(#[from] AgencyError),
    /// The store failed; the cause is logged, never sent.
    #[error("服务暂时不可用")]
    Store(#[from] sqlx::Error),
    /// The index failed; the cause is logged, never sent.
    #[error("检索服务暂时不可用")]
    Index(#[source] search_index::IndexError),
}

impl From<search_index::IndexError> for Error {
    fn from(error: search_index::IndexError) -> Self {
        match error {
            search_index::IndexError::BadCursor => Self::BadCursor,
            other => Self::Index(other),
        }
    }
}

/// What handlers answer.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::BadParameter { .. } | Self::BadCursor => StatusCode::BAD_REQUEST,
            Self::MethodNotAllowed => StatusCode::METHOD_NOT_ALLOWED,
            Self::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
            Self::NotReady => StatusCode::SERVICE_UNAVAILABLE,
            Self::Agency(error) => error.status(),
            Self::Store(_) | Self::Index(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable and documented in `docs/API.md`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not-found",
            Self::BadParameter { .. } => "bad-parameter",
            Self::BadCursor => "bad-cursor",
            Self::MethodNotAllowed => "method-not-allowed",
            Self::TooManyRequests => "too-many-requests",
            Self::NotReady => "not-ready",
            Self::Agency(error) => error.code(),
            Self::Store(_) => "store-failed",
            Self::Index(_) => "index-failed",
        }
    }

    /// What an answer of this failure says beside its body, as page or as JSON.
    pub fn add_headers(&self, response: &mut Response) {
        if matches!(self, Self::TooManyRequests | Self::NotReady) {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        if matches!(self, Self::MethodNotAllowed) {
            response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        }
        if let Self::Agency(error) = self {
            error.add_headers(response);
        }
    }

    fn log(&self) {
        match self {
            Self::Store(cause) => tracing::error!(%cause, "the store failed"),
            Self::Index(cause) => tracing::error!(%cause, "the index failed"),
            Self::Agency(AgencyError::Import(cause)) => tracing::error!(%cause, "a filing failed"),
            _ => {}
        }
    }
}

/// Problem details (RFC 9457).
#[derive(Debug, Serialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: String,
    status: u16,
    code: &'static str,
}

impl IntoResponse for Error {
    /// As problem details: what the API answers. Pages turn it into HTML (see `web`).
    fn into_response(self) -> Response {
        self.log();
        let problem = Problem {
            kind: "about:blank",
            title: self.to_string(),
            status: self.status().as_u16(),
            code: self.code(),
        };
        let mut response = (self.status(), Json(problem)).into_response();
        response.headers_mut().insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json; charset=utf-8"),
        );
        self.add_headers(&mut response);
        response
    }
}
