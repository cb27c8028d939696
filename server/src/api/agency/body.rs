//! Bodies of the machine interface. What is no such body is refused as a whole; what is wrong with one decision is told
//! with that decision.

use axum::body::{Bytes, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderMap, header};
use chrono::NaiveDate;
use domain::commitment::{Digest, Opening};
use domain::decision::DecisionKind;
use domain::privacy::mask_findings;
use domain::standard::{self, Field};
use domain::text::strip_controls;
use domain::uscc::Uscc;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::actions::machine::call::{Filing, Sent};
use crate::error::{AgencyError, Result};
use crate::import::GivenRow;
use crate::ingest::RowProblem;

/// Bytes of a body, at most.
const LARGEST: usize = 16 << 20;
/// Items of a call, at most.
const MOST_ITEMS: usize = 1_000;
/// Bytes of one decision, at most: as for a line of a file.
const LARGEST_ITEM: usize = 1 << 20;
/// The key under which a decision opens its commitment.
const COMMITMENT: &str = "commitment";
/// A number of more digits may have lost some on the way.
const SAFE_NUMBER: f64 = 1e15;

/// The body of a request, as bytes.
pub(super) async fn read(request: Request) -> Result<Bytes> {
    if !is_json(request.headers()) {
        return Err(AgencyError::MediaType.into());
    }
    let body = to_bytes(request.into_body(), LARGEST).await;
    Ok(body.map_err(|_| AgencyError::TooLarge(LARGEST >> 20))?)
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.split(';').next().is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

/// The caller's word for the call.
pub(super) fn idempotency_key(headers: &HeaderMap) -> Result<String> {
    let sent = headers.get("idempotency-key").map(axum::http::HeaderValue::as_bytes).unwrap_or_default();
    let is_plain = (1..=200).contains(&sent.len()) && sent.iter().all(u8::is_ascii_graphic);
    if !is_plain {
        return Err(AgencyError::IdempotencyKey.into());
    }
    Ok(String::from_utf8_lossy(sent).into_owned())
}

fn parse<T: DeserializeOwned>(body: &[u8], shape: &str) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| {
        let place = format!("第 {} 行第 {} 个字节处", error.line(), error.column());
        match error.classify() {
            serde_json::error::Category::Data => AgencyError::Body(format!("请求体应为 {shape}（{place}）")),
            _ => AgencyError::NotJson(place),
        }
        .into()
    })
}

fn count(items: usize, what: &str) -> Result<()> {
    if (1..=MOST_ITEMS).contains(&items) {
        return Ok(());
    }
    let sentence = format!("{what}应有 1 至 {MOST_ITEMS} 条，现有 {items} 条");
    Err(AgencyError::Body(sentence).into())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decisions {
    kind: DecisionKind,
    decisions: Vec<Value>,
}

/// Reads what a program files; `own` is the code of its authority, for decisions that name none.
pub(super) fn filing(body: &[u8], own: Option<&Uscc>) -> Result<Filing> {
    let shape = "{\"kind\": \"penalty\" 或 \"licence\", \"decisions\": [{字段代码: 值}, …]}";
    let Decisions { kind, decisions } = parse(body, shape)?;
    count(decisions.len(), "decisions ")?;
    let fields = standard::fields(kind);
    let openings = (1..).zip(&decisions).filter_map(|(line, item)| {
        let sent = item.get(COMMITMENT).filter(|sent| !sent.is_null())?;
        Some((line, opening(kind, item, sent, own).unwrap_or(Sent::Malformed)))
    });
    let openings = openings.collect();
    let rows = decisions.into_iter().map(|item| row(fields, item)).collect();
    Ok(Filing { kind, rows, openings })
}

fn row(fields: &[Field], item: Value) -> GivenRow {
    let raw = item.to_string();
    if raw.len() > LARGEST_ITEM {
        let start = raw.chars().take(1_000).collect();
        let problem = Some(RowProblem::TooLong(LARGEST_ITEM / 1024));
        return GivenRow { values: vec![String::new(); fields.len()], raw: start, problem };
    }
    let Value::Object(mut object) = item else {
        let problem = Some(RowProblem::NotAnObject);
        return GivenRow { values: vec![String::new(); fields.len()], raw, problem };
    };
    object.remove(COMMITMENT);
    let mut problem = None;
    let values = fields.iter().map(|field| {
        let (value, wrong) = plain(field.code, object.remove(field.code));
        problem = RowProblem::worse(problem.take(), wrong);
        value
    });
    let values: Vec<String> = values.collect();
    problem = RowProblem::worse(problem, unknown(&object));
    GivenRow { values, raw, problem }
}

/// The first key that is no code of the kind. It may be anything, so it is shown short and without personal data.
fn unknown(rest: &Map<String, Value>) -> Option<RowProblem> {
    let key: String = strip_controls(rest.keys().next()?).chars().take(40).collect();
    Some(RowProblem::UnknownField(mask_findings(&key)))
}

/// A value as text, with what is wrong with it.
fn plain(code: &str, value: Option<Value>) -> (String, Option<RowProblem>) {
    match value {
        None | Some(Value::Null) => (String::new(), None),
        Some(Value::String(text)) => (text, None),
        Some(Value::Number(number)) => {
            let is_safe = number.as_f64().is_some_and(|number| number.abs() < SAFE_NUMBER);
            let problem = (!is_safe).then(|| RowProblem::LostDigits(code.to_owned()));
            (number.to_string(), problem)
        }
        Some(_) => (String::new(), Some(RowProblem::NotAValue(code.to_owned()))),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SentOpening {
    salt: String,
    content_sha256: String,
}

/// The opening of a decision's commitment, with the number, the day and the authority that the decision names.
fn opening(kind: DecisionKind, item: &Value, sent: &Value, own: Option<&Uscc>) -> Option<Sent> {
    let text = |penalty: &str, licence: &str| {
        let code = if kind == DecisionKind::Penalty { penalty } else { licence };
        item.get(code).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty())
    };
    let sent = SentOpening::deserialize(sent).ok()?;
    let authority = match text("CF_CFJGDM", "XK_XKJGDM") {
        Some(code) => code.parse().ok()?,
        None => own?.clone(),
    };
    let opening = Opening {
        salt: sent.salt.parse().ok()?,
        kind,
        authority,
        document_number: text("CF_WSH", "XK_WSH")?.to_owned(),
        content: sent.content_sha256.parse().ok()?,
    };
    Some(Sent::Opening { opening: Box::new(opening), decided_on: day(text("CF_JDRQ", "XK_JDRQ")?)? })
}

/// A day as the standard writes it, or as everybody does.
fn day(text: &str) -> Option<NaiveDate> {
    ["%Y/%m/%d", "%Y-%m-%d", "%Y%m%d"].iter().find_map(|form| NaiveDate::parse_from_str(text, form).ok())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Commitments {
    commitments: Vec<String>,
}

/// Reads commitments.
pub(super) fn commitments(body: &[u8]) -> Result<Vec<Digest>> {
    let Commitments { commitments } = parse(body, "{\"commitments\": [\"64 位十六进制\", …]}")?;
    count(commitments.len(), "commitments ")?;
    let read = commitments.iter().enumerate().map(|(at, text)| {
        text.parse().map_err(|error: domain::commitment::NotADigest| {
            AgencyError::Body(format!("commitments 的第 {} 条{}", at + 1, error.message())).into()
        })
    });
    read.collect()
}
