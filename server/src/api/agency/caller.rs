//! From the key in a request to the program that calls.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use domain::key_scope::Scope;

use crate::actions::machine::keys::{self, Locked, Program};
use crate::actions::regulator::Refusal;
use crate::error::{AgencyError, Error, Result};
use crate::state::AppState;
use crate::web::client;

/// A program that showed a key.
#[derive(Clone, Debug)]
pub(crate) struct Caller(Program);

impl Caller {
    /// The program, if its key is meant for that.
    pub(super) fn program(self, scope: Scope) -> Result<Program> {
        if self.0.may(scope) {
            return Ok(self.0);
        }
        let sentence = format!("这个密钥的用途不包括“{}”，请由机关负责人另行生成", scope.label());
        Err(AgencyError::Forbidden(sentence).into())
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self> {
        let sent = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let (scheme, key) = sent.and_then(|sent| sent.split_once(' ')).ok_or(AgencyError::Unauthorized)?;
        if !scheme.eq_ignore_ascii_case("bearer") {
            return Err(AgencyError::Unauthorized.into());
        }
        let address = client::address_of(state, parts).map(|address| address.to_string());
        match keys::open(&state.core, key.trim(), address).await {
            Ok(program) => Ok(Self(program)),
            Err(Locked::Unknown) => Err(AgencyError::Unauthorized.into()),
            Err(Locked::Wait(seconds)) => Err(AgencyError::Wait(seconds).into()),
            Err(Locked::Store(error)) => Err(error.into()),
        }
    }
}

/// A refused action as the interface tells it.
pub(super) fn refused(refusal: Refusal) -> Error {
    match refusal {
        Refusal::Unknown => Error::NotFound,
        Refusal::State(sentence) => AgencyError::Refused(sentence).into(),
        Refusal::Store(error) => error.into(),
        other => AgencyError::Forbidden(other.to_string()).into(),
    }
}
