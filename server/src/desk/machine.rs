//! Keys of the machine interface, and commitments.

use app::desk::machine::{
    CommitmentRow, Commitments, Committed, Hand, Key, Keys, Made, View as Topic, Whose,
};
use app::desk::{Fault, View};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;
use domain::calendar::beijing_date;
use domain::commitment::{Digest, Opening, Proof};
use domain::decision::DecisionKind;
use domain::key_scope::Scope;
use domain::role::{Reach, Step};

use super::{DAY_ASKED, Done, Fields, Posted, Routes, SignedIn, refused, see_done, show, show_with};
use crate::actions::machine::commitments::{self, Draft, Opened};
use crate::actions::machine::keys::{self, NotMade};
use crate::actions::regulator::Refusal;
use crate::extract::Path;
use crate::secrets::checksum;
use crate::state::AppState;
use crate::store::agency_key::AgencyKeyRow;
use crate::store::commitment::{self, StandingRow};

/// Working days within which a decision must be public; the commitment is expected to be discharged then.
const PUBLISH_WITHIN: u32 = 7;
/// Commitments that the page lists.
const LISTED: i64 = 200;
/// What is wrong with a salt of one's own.
const SALT_FAULT: &str = "盐值须是 64 位十六进制（32 个随机字节）；没有自己的盐值请留空";

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/keys", list)
        .post("/desk/keys", create)
        .post("/desk/keys/{id}/revoke", revoke)
        .get("/desk/commitments", overview)
        .post("/desk/commitments", commit)
        .post("/desk/commitments/open", open)
}

type Place<'a> = (&'a Uri, &'a HeaderMap);

/// `GET /desk/keys`
async fn list(State(state): State<AppState>, uri: Uri, headers: HeaderMap, signed_in: SignedIn) -> Response {
    show_keys(&state, (&uri, &headers), &signed_in, StatusCode::OK, Keys::default()).await
}

async fn show_keys(
    state: &AppState,
    place: Place<'_>,
    signed_in: &SignedIn,
    status: StatusCode,
    typed: Keys,
) -> Response {
    let rows = match keys::list(&state.core, &signed_in.regulator).await {
        Ok(rows) => rows,
        Err(refusal) => return refused(state, place, signed_in, refusal).await,
    };
    let keys = Keys { keys: rows.into_iter().map(shown).collect(), ..typed };
    show_with(state, place, signed_in, status, None, View::Machine(Topic::Keys(keys))).await
}

fn shown(row: AgencyKeyRow) -> Key {
    let last_used_from = row.last_used_from;
    Key {
        id: row.id,
        name: row.name,
        prefix: row.prefix,
        scopes: Scope::read(&row.scopes),
        created_at: row.created_at,
        last_used: row.last_used_at.map(|at| (at, last_used_from)),
        revoked_at: row.revoked_at,
    }
}

/// `POST /desk/keys`: the answer holds the key, once.
async fn create(State(state): State<AppState>, uri: Uri, headers: HeaderMap, posted: Posted) -> Response {
    let Posted { signed_in, fields } = posted;
    let place = (&uri, &headers);
    let name = fields.get("name").to_owned();
    let scopes: Vec<Scope> = fields.all("scope").filter_map(Scope::from_code).collect();
    let field = match keys::create(&state.core, &signed_in.regulator, &name, &scopes).await {
        Ok(key) => {
            let made = Made { name, key: key.expose().to_owned() };
            return show(&state, place, &signed_in, View::Machine(Topic::Made(made))).await;
        }
        Err(NotMade::Refused(refusal)) => return refused(&state, place, &signed_in, refusal).await,
        Err(error @ NotMade::Name) => fault("name", error.to_string()),
        Err(error @ NotMade::Scopes) => fault("scopes", error.to_string()),
    };
    let typed = Keys { name, scopes, faults: vec![field], ..Keys::default() };
    show_keys(&state, place, &signed_in, StatusCode::UNPROCESSABLE_ENTITY, typed).await
}

fn fault(field: &str, message: impl Into<String>) -> Fault {
    Fault { field: field.to_owned(), message: message.into() }
}

/// `POST /desk/keys/{id}/revoke`
async fn revoke(
    State(state): State<AppState>,
    Path(id): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    posted: Posted,
) -> Response {
    match keys::revoke(&state.core, &posted.signed_in.regulator, &id).await {
        Ok(()) => see_done("/desk/keys", Done::KeyRevoked),
        Err(refusal) => refused(&state, (&uri, &headers), &posted.signed_in, refusal).await,
    }
}

/// `GET /desk/commitments`
async fn overview(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    signed_in: SignedIn,
) -> Response {
    show_commitments(&state, (&uri, &headers), &signed_in, (StatusCode::OK, None), Commitments::default())
        .await
}

async fn show_commitments(
    state: &AppState,
    place: Place<'_>,
    signed_in: &SignedIn,
    (status, notice): (StatusCode, Option<String>),
    typed: Commitments,
) -> Response {
    match load_commitments(state, signed_in).await {
        Ok(loaded) => {
            let view = Commitments { typed: typed.typed, faults: typed.faults, ..loaded };
            let view = View::Machine(Topic::Commitments(Box::new(view)));
            show_with(state, place, signed_in, status, notice, view).await
        }
        Err(refusal) => refused(state, place, signed_in, refusal).await,
    }
}

async fn load_commitments(state: &AppState, signed_in: &SignedIn) -> Result<Commitments, Refusal> {
    let regulator = &signed_in.regulator;
    regulator.may(Step::Read)?;
    let hand = if regulator.may(Step::Commit).is_ok() { Hand::Files } else { Hand::Reads };
    // Who reads everything, such as the auditor, reads the commitments of all.
    let authority_id = match regulator.reach(Step::Read) {
        Some(Reach::Everywhere) => None,
        _ => Some(regulator.authority_id.as_deref().unwrap_or_default()),
    };
    let mut tx = state.core.db.read().await?;
    let rows = commitment::latest(&mut tx, authority_id, LISTED).await?;
    let open = commitment::open_since(&mut tx, authority_id).await?;
    let overdue = open.iter().filter(|at| due_on(state, **at) < state.core.clock.today()).count();
    Ok(Commitments {
        rows: rows.into_iter().map(|row| commitment_row(state, row)).collect(),
        whose: if authority_id.is_none() { Whose::Everybody } else { Whose::Own },
        open: (open.len(), overdue),
        hand,
        ..Commitments::default()
    })
}

fn due_on(state: &AppState, received_at: chrono::DateTime<chrono::Utc>) -> chrono::NaiveDate {
    state.core.calendar().deadline(beijing_date(received_at), PUBLISH_WITHIN).on()
}

fn commitment_row(state: &AppState, row: StandingRow) -> CommitmentRow {
    let due_on = due_on(state, row.received_at);
    let proof = row.decided_on.map(|day| Proof::of(beijing_date(row.received_at), day));
    let is_discharged =
        matches!(row.state.as_deref(), Some("published" | "withheld" | "withdrawn" | "ended"));
    let is_overdue = !is_discharged && due_on < state.core.clock.today();
    CommitmentRow {
        authority: row.authority_name,
        commitment: row.commitment,
        received_at: row.received_at,
        due_on,
        decision: row.document_number.map(|number| {
            let proof = proof.map(Proof::label).unwrap_or_default();
            (number, row.decided_on, proof.to_owned())
        }),
        standing: match (is_discharged, is_overdue) {
            (true, _) => "已兑现",
            (false, true) => "逾期未兑现",
            (false, false) => "未兑现",
        },
        is_overdue,
    }
}

/// Everything that was typed, for showing the form again.
fn kept(fields: &Fields) -> Vec<(String, String)> {
    fields
        .iter()
        .filter(|(name, _)| *name != "csrf")
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// `POST /desk/commitments`: the answer holds what must be kept, once.
async fn commit(State(state): State<AppState>, uri: Uri, headers: HeaderMap, posted: Posted) -> Response {
    let Posted { signed_in, fields } = posted;
    let place = (&uri, &headers);
    let draft = match read_draft(&fields) {
        Ok(draft) => draft,
        Err(faults) => {
            let typed = Commitments { typed: kept(&fields), faults, ..Commitments::default() };
            let status = (StatusCode::UNPROCESSABLE_ENTITY, None);
            return show_commitments(&state, place, &signed_in, status, typed).await;
        }
    };
    let kind = draft.kind;
    match commitments::commit_to(&state.core, &signed_in.regulator, draft).await {
        Ok(opening) => {
            let committed = Committed {
                kind,
                document_number: opening.document_number.clone(),
                salt: opening.salt.as_str().to_owned(),
                content: opening.content.as_str().to_owned(),
                commitment: commitments::commitment_of(&opening),
            };
            show(&state, place, &signed_in, View::Machine(Topic::Committed(committed))).await
        }
        Err(refusal) => refused(&state, place, &signed_in, refusal).await,
    }
}

/// What is committed to, as typed; its faults otherwise.
fn read_draft(fields: &Fields) -> Result<Draft<'_>, Vec<Fault>> {
    let kind = DecisionKind::from_code(fields.get("kind"));
    let (number, content) = (fields.get("number"), fields.get("content"));
    let mut faults = Vec::new();
    if number.is_empty() {
        faults.push(fault("number", "请填写决定书文号"));
    }
    if content.is_empty() {
        faults.push(fault("content", "请填写决定书文件的 SHA-256，或者粘贴决定书全文"));
    }
    let salt = match fields.get("own_salt") {
        "" => None,
        typed => typed.parse::<Digest>().map_err(|_| faults.push(fault("own_salt", SALT_FAULT))).ok(),
    };
    let digest =
        content.parse().or_else(|_| checksum(content.replace("\r\n", "\n").as_bytes()).parse::<Digest>());
    match (kind, digest, faults.is_empty()) {
        (Some(kind), Ok(content), true) => Ok(Draft { kind, document_number: number, content, salt }),
        _ => Err(faults),
    }
}

/// `POST /desk/commitments/open`
async fn open(State(state): State<AppState>, uri: Uri, headers: HeaderMap, posted: Posted) -> Response {
    let Posted { signed_in, fields } = posted;
    let place = (&uri, &headers);
    if let Err(refusal) = signed_in.regulator.may(Step::Commit) {
        return refused(&state, place, &signed_in, refusal).await;
    }
    let outcome = match read_opening(&state, &signed_in, &fields).await {
        Ok((opening, decided_on)) => {
            match commitments::open(&state.core, &signed_in.regulator, &opening, decided_on).await {
                Ok(Opened::For(_)) => return see_done("/desk/commitments", Done::Opened),
                Ok(Opened::Unknown) => {
                    Ok(vec![fault("salt", "本机关没有登记过这样的承诺：请核对文号、盐值和内容摘要")])
                }
                Ok(Opened::NotFiled) => {
                    Ok(vec![fault("open_number", "还没有填报这一文号、这一日期的决定：请先填报，再揭示")])
                }
                Err(refusal) => Err(refusal),
            }
        }
        Err(outcome) => outcome,
    };
    match outcome {
        Ok(faults) => {
            let typed = Commitments { typed: kept(&fields), faults, ..Commitments::default() };
            let status = (StatusCode::UNPROCESSABLE_ENTITY, None);
            show_commitments(&state, place, &signed_in, status, typed).await
        }
        Err(refusal) => refused(&state, place, &signed_in, refusal).await,
    }
}

/// The opening as typed, for a decision of one's own authority; its faults otherwise.
async fn read_opening(
    state: &AppState,
    signed_in: &SignedIn,
    fields: &Fields,
) -> Result<(Opening, chrono::NaiveDate), Result<Vec<Fault>, Refusal>> {
    let mut faults = Vec::new();
    let mut digest = |name: &'static str| {
        let read = fields.get(name).parse::<Digest>();
        read.map_err(|error| faults.push(fault(name, error.message()))).ok()
    };
    let (salt, content) = (digest("salt"), digest("content_sha256"));
    let number = fields.get("open_number");
    if number.is_empty() {
        faults.push(fault("open_number", "请填写决定书文号"));
    }
    let decided_on = fields.day("decided_on");
    if decided_on.is_none() {
        faults.push(fault("decided_on", DAY_ASKED));
    }
    let kind = DecisionKind::from_code(fields.get("kind"));
    let (Some(salt), Some(content), Some(decided_on), Some(kind), true) =
        (salt, content, decided_on, kind, faults.is_empty())
    else {
        return Err(Ok(faults));
    };
    let mut tx = state.core.db.read().await.map_err(|error| Err(error.into()))?;
    let authority = commitments::own_code(&mut tx, &signed_in.regulator).await.map_err(Err)?;
    let opening = Opening { salt, kind, authority, document_number: number.to_owned(), content };
    Ok((opening, decided_on))
}
