//! A posted form: from the site itself, with the token of its session.

use axum::body::to_bytes;
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::response::Response;

use super::session::{self, SignedIn};
use crate::state::AppState;
use crate::web;

/// The largest form that is read, in bytes: all fields of a decision at their greatest length fit several times.
const LARGEST_FORM: usize = 1 << 20;

/// The fields of a form, in their order.
#[derive(Clone, Default)]
pub struct Fields(Vec<(String, String)>);

impl std::fmt::Debug for Fields {
    /// Names only: values may be personal.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

impl Fields {
    /// Reads `application/x-www-form-urlencoded`.
    pub fn read(body: &[u8]) -> Self {
        Self(form_urlencoded::parse(body).into_owned().collect())
    }

    /// These fields.
    pub fn of<'a>(fields: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        Self(fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }

    /// The first value under a name, without blanks around it; empty if absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(found, _)| found == name).map_or("", |(_, value)| value.trim())
    }

    /// All values under a name.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// All fields.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

/// A form that who is signed in posted. Refused (403) if it comes from elsewhere or without the session's token.
#[derive(Debug)]
pub struct Posted {
    /// Who posted it.
    pub signed_in: SignedIn,
    /// What.
    pub fields: Fields,
}

impl FromRequest<AppState> for Posted {
    type Rejection = Response;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let signed_in = SignedIn::from_request_parts(&mut parts, state).await?;
        let refuse = |status| web::refused(state, parts.uri.path(), &parts.headers, status);
        let body = to_bytes(body, LARGEST_FORM).await.map_err(|_| refuse(StatusCode::PAYLOAD_TOO_LARGE))?;
        let fields = Fields::read(&body);
        let is_ours = session::is_from_here(state, &parts.headers) && fields.get("csrf") == signed_in.csrf;
        if is_ours { Ok(Self { signed_in, fields }) } else { Err(refuse(StatusCode::FORBIDDEN)) }
    }
}
