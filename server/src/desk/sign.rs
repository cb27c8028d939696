//! Signing in and out, the second factor, one's own password and sessions.

mod own;

use app::desk::View;
use app::desk::sign::{self, Demo, DemoAccount, Sent, Way, Which};
use axum::extract::State;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse as _, Response};
use domain::role::Role;

use super::form::{PostedByVisitor, PostedOnTheWay};
use super::session::{self, Held};
use super::{DeskRequest, Routes, see};
use crate::actions::accounts::kept::KeptForm;
use crate::actions::accounts::sign_in::{self as signing, Attempt};
use crate::actions::accounts::{Begun, Fault, Next, Stage, demo, kept};
use crate::actions::regulator::Refusal;
use crate::state::AppState;
use crate::store::authority;
use crate::web::fields::Fields;
use crate::web::visit;
use crate::{random, web};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/sign-in", sign_in_page)
        .post("/desk/sign-in", sign_in)
        .get("/desk/second-factor", second_factor_page)
        .post("/desk/second-factor", second_factor)
        .post("/desk/second-factor/recovery", recover)
        .with(own::routes())
}

/// Where somebody may be sent after signing in: pages of the desk, whatever was asked for.
fn way(to: &str, kept: &str) -> Way {
    let is_plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    let rest = to.strip_prefix("/desk").filter(|_| is_plain);
    let is_ours = rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
    let is_page = is_ours && !to.starts_with("/desk/sign-");
    let is_word = kept.len() == 64 && kept.bytes().all(|byte| byte.is_ascii_hexdigit());
    Way {
        to: if is_page { to.to_owned() } else { "/desk".to_owned() },
        kept: if is_word { kept.to_owned() } else { String::new() },
    }
}

/// The way that an address names.
fn way_of_query(uri: &Uri) -> Way {
    let fields = Fields::read(uri.query().unwrap_or_default().as_bytes());
    way_of(&fields)
}

fn way_of(fields: &Fields) -> Way {
    way(fields.get("to"), fields.get("kept"))
}

/// An address that leads on along the way.
fn along(path: &str, way: &Way) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("to", &way.to)
        .append_pair("kept", &way.kept)
        .finish();
    format!("{path}?{query}")
}

/// Where the way leads at that point.
fn onward(next: Next, way: &Way) -> String {
    match next {
        Next::SecondFactor => along("/desk/second-factor", way),
        Next::Password => along("/desk/password", way),
        Next::Enrol => along("/desk/enrol", way),
        Next::Desk if way.kept.is_empty() => way.to.clone(),
        Next::Desk => along("/desk/kept", way),
    }
}

/// To the next page, with the cookie of the new session.
fn go_on(state: &AppState, begun: &Begun, way: &Way) -> Response {
    with_session(state, begun, see(&onward(begun.next, way)))
}

fn with_session(state: &AppState, begun: &Begun, mut response: Response) -> Response {
    let cookie = session::set_session(state, &begun.token);
    response.headers_mut().append(header::SET_COOKIE, cookie);
    response
}

/// `GET /desk/sign-in?to=…`
async fn sign_in_page(State(state): State<AppState>, parts: Parts) -> Response {
    let way = way_of_query(&parts.uri);
    match session::held(&parts, &state).await {
        Ok(Some(held)) if held.holder.stage == Stage::Live => see(&onward(Next::Desk, &way)),
        Ok(_) => ask(&state, &parts.headers, StatusCode::OK, (way, "", Sent::Nothing, None)).await,
        Err(error) => super::failed(&state, (&parts.uri, &parts.headers), error),
    }
}

/// The form for login and password, with the cookie that its token belongs to.
async fn ask(
    state: &AppState,
    headers: &HeaderMap,
    status: StatusCode,
    (way, login, sent, fault): (Way, &str, Sent, Option<&Fault>),
) -> Response {
    let uri = Uri::from_static("/desk/sign-in");
    let demo = match demo_of(state).await {
        Ok(demo) => demo,
        Err(error) => return super::failed(state, (&uri, headers), error),
    };
    let known = visit::visit_of(headers);
    let visit = known.clone().unwrap_or_else(random::seed);
    let csrf = visit::csrf_token(&state.core.keeper, &visit);
    let faults = fault.map(|fault| fault_of(fault, "login")).into_iter().collect();
    let view = View::Sign(sign::View::SignIn { way, login: login.to_owned(), sent, faults, demo });
    let mut response = super::show_to_anybody(state, (&uri, headers), (status, csrf), view);
    if known.is_none() {
        response.headers_mut().append(header::SET_COOKIE, visit::set_visit(state, &visit));
    }
    if let Some(Fault::Wait(seconds)) = fault {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    response
}

async fn demo_of(state: &AppState) -> sqlx::Result<Option<Demo>> {
    let core = &state.core;
    if !core.is_demo {
        return Ok(None);
    }
    let mut tx = core.db.read().await?;
    let accounts = demo::all(&mut tx).await?;
    let ids: Vec<String> = accounts.iter().filter_map(|account| account.authority_id.clone()).collect();
    let owners = authority::by_ids(&mut tx, &ids).await?;
    let accounts: Vec<DemoAccount> = accounts
        .into_iter()
        .filter_map(|account| {
            let owner = owners.iter().find(|owner| Some(&owner.id) == account.authority_id.as_ref());
            Some(DemoAccount {
                role: Role::from_code(&account.role)?,
                login: account.login,
                authority_name: owner.map(|owner| owner.name.clone()),
            })
        })
        .collect();
    Ok((!accounts.is_empty()).then(|| Demo {
        accounts,
        password: demo::PASSWORD.to_owned(),
        code: demo::code_at(core.clock.host_time()).unwrap_or_default(),
        secret: demo::SECRET.to_owned(),
    }))
}

/// `POST /desk/sign-in`
async fn sign_in(State(state): State<AppState>, headers: HeaderMap, posted: PostedByVisitor) -> Response {
    let PostedByVisitor { address, fields } = posted;
    let way = way_of(&fields);
    let (login, password) = (fields.get("login"), fields.exact("password"));
    let attempt = Attempt { login, password, address: address.as_deref() };
    match signing::sign_in(&state.core, attempt).await {
        Ok(begun) => go_on(&state, &begun, &way),
        Err(Fault::Refused(Refusal::Store(error))) => {
            super::failed(&state, (&Uri::from_static("/desk/sign-in"), &headers), error)
        }
        Err(fault) => {
            ask(&state, &headers, status_of(&fault), (way, login, Sent::Nothing, Some(&fault))).await
        }
    }
}

/// `GET /desk/second-factor`
async fn second_factor_page(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    held: Held,
) -> Response {
    let way = way_of_query(&uri);
    if held.holder.stage != Stage::Password {
        return see(&onward(Next::Desk, &way));
    }
    ask_for_code(&state, (&uri, &headers), (StatusCode::OK, &held), (way, None))
}

fn ask_for_code(
    state: &AppState,
    request: (&Uri, &HeaderMap),
    (status, held): (StatusCode, &Held),
    (way, fault): (Way, Option<(&Fault, &str)>),
) -> Response {
    let core = &state.core;
    let is_demo = core.is_demo && held.holder.account.requested_by == demo::MAKER;
    let demo_code = is_demo.then(|| demo::code_at(core.clock.host_time())).flatten();
    let faults = fault.map(|(fault, field)| fault_of(fault, field)).into_iter().collect();
    let view = View::Sign(sign::View::SecondFactor { way, faults, demo_code });
    super::show_to_anybody(state, request, (status, held.csrf.clone()), view)
}

/// `POST /desk/second-factor`
async fn second_factor(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: PostedOnTheWay,
) -> Response {
    let done = signing::second_factor(&state.core, &posted.held.holder, posted.fields.get("code")).await;
    after_factor(&state, (&uri, &headers), &posted, (done, "code"))
}

/// `POST /desk/second-factor/recovery`
async fn recover(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    posted: PostedOnTheWay,
) -> Response {
    let typed = posted.fields.get("recovery-code");
    let done = signing::recover(&state.core, &posted.held.holder, typed).await;
    after_factor(&state, (&uri, &headers), &posted, (done, "recovery-code"))
}

fn after_factor(
    state: &AppState,
    request: (&Uri, &HeaderMap),
    posted: &PostedOnTheWay,
    (done, field): (Result<Begun, Fault>, &str),
) -> Response {
    let way = way_of(&posted.fields);
    match done {
        Ok(begun) => go_on(state, &begun, &way),
        Err(Fault::Refused(Refusal::Store(error))) => super::failed(state, request, error),
        Err(fault) => {
            ask_for_code(state, request, (status_of(&fault), &posted.held), (way, Some((&fault, field))))
        }
    }
}

/// The status of a fault.
pub(super) fn status_of(fault: &Fault) -> StatusCode {
    match fault {
        Fault::Wrong => StatusCode::UNAUTHORIZED,
        Fault::Wait(_) => StatusCode::TOO_MANY_REQUESTS,
        Fault::Password(_) | Fault::Code(_) | Fault::RecoveryCode | Fault::Field { .. } => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Fault::Refused(refusal) => super::status_of(refusal),
    }
}

/// A fault at its field; at the given one if it names none.
pub(super) fn fault_of(fault: &Fault, field: &str) -> app::desk::Fault {
    let field = match fault {
        Fault::Field { field, .. } => field,
        Fault::Password(_) => "new-password",
        Fault::Code(_) => "code",
        Fault::RecoveryCode => "recovery-code",
        Fault::Wrong | Fault::Wait(_) | Fault::Refused(_) => field,
    };
    app::desk::Fault { field: field.to_owned(), message: fault.to_string() }
}

/// To the sign-in, and from there back to the page that was asked for.
pub(super) async fn to_sign_in(state: &AppState, parts: &Parts) -> Response {
    if parts.method != Method::GET && parts.method != Method::HEAD {
        return ask_again(state, parts, None).await;
    }
    let path = parts.uri.path_and_query().map_or("/desk", |path| path.as_str());
    let back = percent_encoding::utf8_percent_encode(path, percent_encoding::NON_ALPHANUMERIC);
    see(&format!("/desk/sign-in?to={back}"))
}

/// The session of a POST is over: its text is kept, and the sign-in leads back to it.
pub(super) async fn ask_again(state: &AppState, parts: &Parts, fields: Option<Fields>) -> Response {
    let mut word = None;
    if let (Some(token), Some(fields)) = (session::token_of(&parts.headers), fields)
        && visit::is_from_here(state, &parts.headers)
    {
        let form = KeptForm::of(parts.uri.path(), fields.iter());
        match kept::keep(&state.core, &token, fields.get("csrf"), &form).await {
            Ok(kept) => word = kept,
            Err(fault) => tracing::error!(%fault, "a form could not be kept"),
        }
    }
    let way = way("/desk", word.as_deref().unwrap_or_default());
    ask(state, &parts.headers, StatusCode::UNAUTHORIZED, (way, "", Sent::Nothing, None)).await
}

/// The session of a file's sender is over. The file is not kept: it may have 200 MB, and nobody is signed in who could be
/// asked to answer for it. It lies with its sender, who is told to choose it again.
pub(super) async fn ask_for_file_again(state: &AppState, path: &str, headers: &HeaderMap) -> Response {
    let to = if path == super::uploads::UPLOADS { path } else { "/desk" };
    ask(state, headers, StatusCode::UNAUTHORIZED, (way(to, ""), "", Sent::File, None)).await
}

/// The form was made in another session: it is shown again, with the token of this one.
pub(super) async fn offer_again(request: &DeskRequest, fields: &Fields) -> Response {
    let form = KeptForm::of(request.uri.path(), fields.iter());
    let kept = sign::Kept { path: form.path, word: None, fields: form.fields };
    request.show_with(StatusCode::FORBIDDEN, None, View::Sign(sign::View::Kept(kept))).await
}

/// A fault that is about no field, as a page of its own.
fn say(state: &AppState, request: (&Uri, &HeaderMap), held: &Held, fault: Fault) -> Response {
    match fault {
        Fault::Refused(Refusal::Store(error)) => super::failed(state, request, error),
        fault => {
            let view = View::Refused(fault.to_string());
            super::show_to_anybody(state, request, (status_of(&fault), held.csrf.clone()), view)
        }
    }
}

/// Which password a holder is asked for beside something else.
fn which(held: &Held) -> Which {
    if held.holder.stage == Stage::Live { Which::Another } else { Which::First }
}

/// The page is gone or never was.
fn not_found(state: &AppState, (uri, headers): (&Uri, &HeaderMap)) -> Response {
    web::failed(state, uri.path(), headers, crate::error::Error::NotFound).into_response()
}

#[cfg(test)]
mod tests {
    use super::way;

    #[test]
    fn one_is_sent_to_pages_of_the_desk_only() {
        for (asked, led) in [
            ("/desk", "/desk"),
            ("/desk/accounts?x=1", "/desk/accounts?x=1"),
            ("/desk?page=2", "/desk?page=2"),
            ("", "/desk"),
            ("/", "/desk"),
            ("//evil.example", "/desk"),
            ("https://evil.example/desk", "/desk"),
            ("/desk.evil.example", "/desk"),
            ("/desk\\@evil.example", "/desk"),
            ("/desk/\r\nset-cookie: a=b", "/desk"),
            ("/desk/诚信", "/desk"),
            ("javascript:alert(1)", "/desk"),
            ("/desk/sign-in?to=/desk/sign-in", "/desk"),
            ("/desk/sign-out", "/desk"),
        ] {
            assert_eq!(way(asked, "").to, led, "{asked}");
        }
    }
}
