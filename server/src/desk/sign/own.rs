//! One's own account: password, authenticator, recovery codes, sessions, and a form that was kept.

use app::desk::View;
use app::desk::sign::{self, Enrolment, Me, SessionLine, Way, Which};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};

use super::super::form::PostedOnTheWay;
use super::super::session::{self, Held};
use super::super::{DeskRequest, Routes, see, show_to_anybody};
use super::{fault_of, go_on, not_found, onward, say, status_of, way_of, way_of_query, which, with_session};
use crate::actions::accounts::own::{self, NewPassword, Offer};
use crate::actions::accounts::{Fault, Next, Stage, kept};
use crate::actions::regulator::Refusal;
use crate::state::AppState;
use crate::store::{account, session as sessions};
use crate::web::fields::Fields;

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/password", password_page)
        .post("/desk/password", change_password)
        .get("/desk/enrol", enrol_page)
        .post("/desk/enrol", enrol)
        .get("/desk/recovery-codes", codes_page)
        .post("/desk/recovery-codes", renew_codes)
        .get("/desk/me", me)
        .get("/desk/kept", kept_page)
        .post("/desk/sign-out", sign_out)
        .post("/desk/sign-out-everywhere", sign_out_everywhere)
}

/// A page for somebody with a session, in the frame of the desk only once that is live.
async fn page(
    state: &AppState,
    request: (&Uri, &HeaderMap),
    held: &Held,
    (status, view): (StatusCode, sign::View),
) -> Response {
    match session::of_held(state, held.clone()).await {
        Ok(Some(signed_in)) => {
            let (uri, headers) = (request.0.clone(), request.1.clone());
            let desk = DeskRequest { state: state.clone(), signed_in, uri, headers };
            desk.show_with(status, None, View::Sign(view)).await
        }
        Ok(None) => show_to_anybody(state, request, (status, held.csrf.clone()), View::Sign(view)),
        Err(error) => super::super::failed(state, request, error),
    }
}

/// `GET /desk/password`
async fn password_page(State(state): State<AppState>, uri: Uri, headers: HeaderMap, held: Held) -> Response {
    if held.holder.stage == Stage::Password {
        return see(&onward(Next::SecondFactor, &way_of_query(&uri)));
    }
    let view = sign::View::Password { which: which(&held), way: way_of_query(&uri), faults: Vec::new() };
    page(&state, (&uri, &headers), &held, (StatusCode::OK, view)).await
}

/// `POST /desk/password`
async fn change_password(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: PostedOnTheWay,
) -> Response {
    let PostedOnTheWay { held, fields } = posted;
    let way = way_of(&fields);
    let typed = NewPassword {
        current: fields.exact("current-password"),
        new: fields.exact("new-password"),
        again: fields.exact("again-password"),
    };
    match own::change_password(&state.core, &held.holder, typed).await {
        Ok(begun) => {
            let way = if held.holder.stage == Stage::Live { to_own_page() } else { way };
            go_on(&state, &begun, &way)
        }
        Err(fault @ Fault::Refused(_)) => say(&state, (&uri, &headers), &held, fault),
        Err(fault) => {
            let faults = vec![fault_of(&fault, "current-password")];
            let view = sign::View::Password { which: which(&held), way, faults };
            page(&state, (&uri, &headers), &held, (status_of(&fault), view)).await
        }
    }
}

/// Back to one's own account.
fn to_own_page() -> Way {
    Way { to: "/desk/me".to_owned(), kept: String::new() }
}

/// `GET /desk/enrol`
async fn enrol_page(State(state): State<AppState>, uri: Uri, headers: HeaderMap, held: Held) -> Response {
    let offer = own::offer(&state.core, &held.holder);
    let request = (&uri, &headers);
    show_offer(&state, request, &held, (offer, way_of_query(&uri)), (StatusCode::OK, Vec::new())).await
}

async fn show_offer(
    state: &AppState,
    request: (&Uri, &HeaderMap),
    held: &Held,
    (offer, way): (Result<Offer, Fault>, Way),
    (status, faults): (StatusCode, Vec<app::desk::Fault>),
) -> Response {
    match offer {
        Ok(Offer { pending, typed, picture }) => {
            let which: Which = which(held);
            let view = sign::View::Enrol(Enrolment { way, pending, typed, picture, which, faults });
            page(state, request, held, (status, view)).await
        }
        Err(fault) => say(state, request, held, fault),
    }
}

/// `POST /desk/enrol`: answers the recovery codes, which are shown this once.
async fn enrol(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: PostedOnTheWay,
) -> Response {
    let PostedOnTheWay { held, fields } = posted;
    let (way, pending) = (way_of(&fields), fields.get("pending"));
    let proofs = (fields.get("code"), fields.exact("current-password"));
    match own::enrol(&state.core, &held.holder, pending, proofs).await {
        Ok(enrolled) => {
            let way = if held.holder.stage == Stage::Live { to_own_page() } else { way };
            let onward = onward(enrolled.begun.next, &way);
            let csrf = enrolled.begun.token.form_token(&state.core.keeper).expose().to_owned();
            let view = View::Sign(sign::View::Codes { codes: enrolled.codes, onward });
            let response = show_to_anybody(&state, (&uri, &headers), (StatusCode::OK, csrf), view);
            with_session(&state, &enrolled.begun, response)
        }
        Err(fault @ Fault::Refused(_)) => say(&state, (&uri, &headers), &held, fault),
        Err(fault) => {
            let offer = own::offer_again(&state.core, &held.holder, pending);
            let faults = vec![fault_of(&fault, "code")];
            show_offer(&state, (&uri, &headers), &held, (offer, way), (status_of(&fault), faults)).await
        }
    }
}

/// `GET /desk/recovery-codes`
async fn codes_page((held, desk): (Held, DeskRequest)) -> Response {
    let request = (&desk.uri, &desk.headers);
    show_codes_left(&desk.state, request, &held, (StatusCode::OK, Vec::new())).await
}

async fn show_codes_left(
    state: &AppState,
    request: (&Uri, &HeaderMap),
    held: &Held,
    (status, faults): (StatusCode, Vec<app::desk::Fault>),
) -> Response {
    let left = match codes_left(state, held).await {
        Ok(left) => left,
        Err(error) => return super::super::failed(state, request, error),
    };
    page(state, request, held, (status, sign::View::CodesLeft { left, faults })).await
}

async fn codes_left(state: &AppState, held: &Held) -> sqlx::Result<i64> {
    account::recovery_codes_left(&mut state.core.db.read().await?, &held.holder.account.id).await
}

/// `POST /desk/recovery-codes`: answers the new codes, which are shown this once.
async fn renew_codes(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: PostedOnTheWay,
) -> Response {
    let PostedOnTheWay { held, fields } = posted;
    let request = (&uri, &headers);
    match own::renew_codes(&state.core, &held.holder, fields.exact("current-password")).await {
        Ok(codes) => {
            let view = sign::View::Codes { codes, onward: "/desk/me".to_owned() };
            page(&state, request, &held, (StatusCode::OK, view)).await
        }
        Err(fault @ Fault::Refused(_)) => say(&state, request, &held, fault),
        Err(fault) => {
            let faults = vec![fault_of(&fault, "current-password")];
            show_codes_left(&state, request, &held, (status_of(&fault), faults)).await
        }
    }
}

/// `GET /desk/me`
async fn me((held, desk): (Held, DeskRequest)) -> Response {
    let me = load_me(&desk.state, &held).await.map_err(Refusal::from);
    desk.answer(me.map(|me| View::Sign(sign::View::Me(Box::new(me))))).await
}

async fn load_me(state: &AppState, held: &Held) -> sqlx::Result<Me> {
    let account = &held.holder.account;
    let mut tx = state.core.db.read().await?;
    let codes_left = account::recovery_codes_left(&mut tx, &account.id).await?;
    let rows = sessions::of_account(&mut tx, &account.id).await?;
    let sessions = rows
        .into_iter()
        .filter(|row| row.state == Stage::Live.code())
        .map(|row| SessionLine {
            created_at: row.created_at,
            seen_at: row.seen_at,
            is_this: row.id == held.holder.session_id,
        })
        .collect();
    Ok(Me {
        login: account.login.clone(),
        email: account.email.clone(),
        has_second_factor: account.totp_cipher.is_some(),
        codes_left,
        sessions,
    })
}

/// `GET /desk/kept?kept=…`: what was posted before the sign-in.
async fn kept_page((held, desk): (Held, DeskRequest)) -> Response {
    let fields = Fields::read(desk.uri.query().unwrap_or_default().as_bytes());
    let word = fields.get("kept");
    let request = (&desk.uri, &desk.headers);
    match kept::offered(desk.core(), &held.holder, word).await {
        Ok(Some(form)) => {
            let kept = sign::Kept { path: form.path, word: Some(word.to_owned()), fields: form.fields };
            desk.show(View::Sign(sign::View::Kept(kept))).await
        }
        Ok(None) => not_found(&desk.state, request),
        Err(fault) => say(&desk.state, request, &held, fault),
    }
}

/// `POST /desk/sign-out`
async fn sign_out(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: PostedOnTheWay,
) -> Response {
    let done = own::sign_out(&state.core, &posted.held.holder).await;
    signed_out(&state, (&uri, &headers), &posted.held, done)
}

/// `POST /desk/sign-out-everywhere`
async fn sign_out_everywhere(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: PostedOnTheWay,
) -> Response {
    let done = own::sign_out_everywhere(&state.core, &posted.held.holder).await;
    signed_out(&state, (&uri, &headers), &posted.held, done)
}

fn signed_out(
    state: &AppState,
    request: (&Uri, &HeaderMap),
    held: &Held,
    done: Result<(), Fault>,
) -> Response {
    match done {
        Ok(()) => {
            let cookie = (header::SET_COOKIE, session::forget(state));
            ([cookie], see("/desk/sign-in")).into_response()
        }
        Err(fault) => say(state, request, held, fault),
    }
}
