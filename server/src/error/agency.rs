//! Why a call of the machine interface failed.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;

use crate::import::ImportError;

/// What is wrong with the key, the call or its body.
#[derive(Debug, thiserror::Error)]
pub enum AgencyError {
    /// No key, or none that opens anything; which part is wrong is never told.
    #[error("请在 Authorization 请求头中提供有效的接口密钥（Bearer cx_…）")]
    Unauthorized,
    /// Too many wrong keys came from that address: seconds to wait.
    #[error("来自此地址的错误密钥过多，请在 {0} 秒后再试")]
    Wait(u64),
    /// The key is not meant for that; in words.
    #[error("{0}")]
    Forbidden(String),
    /// It cannot be done now; in words.
    #[error("{0}")]
    Refused(String),
    /// The header is missing, or has other characters.
    #[error("请提供 Idempotency-Key 请求头：1 至 200 个可见的 ASCII 字符，每次报送各不相同，重试时不变")]
    IdempotencyKey,
    /// The same key came with another body.
    #[error("这个 Idempotency-Key 已用于另一份内容：重试须与首次逐字相同，新的报送请换一个")]
    Conflict,
    /// The first call with that key goes on.
    #[error("同一 Idempotency-Key 的报送正在处理，请稍后重试，将得到首次的结果")]
    InProgress,
    /// The body is no JSON.
    #[error("请求体不是有效的 JSON：{0}")]
    NotJson(String),
    /// The body is JSON of another shape.
    #[error("{0}")]
    Body(String),
    /// The body is larger than what is read.
    #[error("请求体超过 {0} MB，请分次报送")]
    TooLarge(usize),
    /// The body is said to be something else.
    #[error("请求体须为 application/json")]
    MediaType,
    /// The rows could not be taken in; the cause is logged, never sent.
    #[error("报送暂时无法处理，请用同一 Idempotency-Key 重试")]
    Import(#[from] ImportError),
}

impl AgencyError {
    /// The HTTP status.
    pub const fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Refused(_) | Self::InProgress => StatusCode::CONFLICT,
            Self::IdempotencyKey | Self::NotJson(_) => StatusCode::BAD_REQUEST,
            Self::Conflict | Self::Body(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::MediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Import(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Stable and documented in `docs/API.md`.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Unauthorized => "unauthorized",
            Self::Wait(_) => "too-many-wrong-keys",
            Self::Forbidden(_) => "forbidden",
            Self::Refused(_) => "refused",
            Self::IdempotencyKey => "bad-idempotency-key",
            Self::Conflict => "idempotency-conflict",
            Self::InProgress => "in-progress",
            Self::NotJson(_) => "bad-json",
            Self::Body(_) => "bad-body",
            Self::TooLarge(_) => "too-large",
            Self::MediaType => "unsupported-media-type",
            Self::Import(_) => "import-failed",
        }
    }

    /// What an answer says beside its body.
    pub(super) fn add_headers(&self, response: &mut Response) {
        let headers = response.headers_mut();
        match self {
            Self::Unauthorized => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
            }
            Self::Wait(seconds) => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
            }
            Self::InProgress => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            }
            _ => {}
        }
    }
}
