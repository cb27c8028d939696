//! One function a page.

use app::{
    About, Candidates, DeadlineOutcome, DeadlinePage, Entity, Home, Page, Search, TimelineEntry, Tone,
};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use domain::clocks::ClockKind;
use domain::decision::DecisionKind;
use domain::disclosure::{DecisionSummary, PublicDecision, PublicProfile};
use domain::quality::Kind;
use serde::Deserialize;

use super::{Frame, failed};
use crate::error::{Error, Result};
use crate::read::month::Month;
use crate::read::search::Parameters;
use crate::read::{
    agencies as agency_figures, deadline as calculator, decisions, entities, entries as listed,
    search as searching,
};
use crate::state::AppState;
use crate::store::{decision as decision_store, figures, ledger, public};
use crate::web::extract::{Path, Query};

/// Decisions shown in full on a profile, and licences in its table.
const PENALTIES_ON_PROFILE: usize = 5;
const LICENCES_ON_PROFILE: usize = 20;
/// Hits on a page of results.
const HITS: usize = 20;

/// What every handler starts from.
pub(super) type Site = State<AppState>;

/// Runs a page, unless it is kept as it would be now; a failure becomes a page too.
pub(super) async fn page(
    state: &AppState,
    uri: &Uri,
    headers: &HeaderMap,
    load: impl Future<Output = Result<Loaded>>,
) -> Response {
    let path = uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string);
    let frame = match ledger_number(state).await {
        Ok(number) => Frame::new(state, &path, headers, number),
        Err(error) => return failed(state, &path, headers, error),
    };
    if let Some(kept) = frame.kept() {
        return kept;
    }
    match load.await {
        Ok(Loaded::Redirect(target)) => Redirect::permanent(&target).into_response(),
        Ok(Loaded::Page(status, page)) => frame.show(status, *page),
        Err(error) => failed(state, &path, headers, error),
    }
}

/// The ledger's end. What is loaded after it is at least as new as it says.
async fn ledger_number(state: &AppState) -> Result<i64> {
    Ok(ledger::last(&mut state.core.db.read().await?).await?)
}

/// What a page's loader answers.
pub(super) enum Loaded {
    Page(StatusCode, Box<Page>),
    Redirect(String),
}

pub(super) fn ok(page: Page) -> Loaded {
    Loaded::Page(StatusCode::OK, Box::new(page))
}

/// `GET /`
pub async fn home(State(state): Site, uri: Uri, headers: HeaderMap) -> Response {
    page(&state, &uri, &headers, async {
        let core = &state.core;
        let today = core.clock.today();
        let mut tx = core.db.read().await?;
        let live = figures::live(&mut tx, today).await?;
        let month = Month::of(today);
        let agencies = agency_figures::all(core, &mut tx, month, Kind::Penalty).await?;
        let (overdue, overdue_authorities) = agency_figures::overdue_now(core, &mut tx).await?;
        let latest = decision_store::latest(&mut tx, None, today, 8).await?;
        let latest = public::summaries(&mut tx, latest, today, core.taken_over_times()).await?;
        let lists = listed::counted(core, &mut tx).await?.into_iter().map(super::lists::row).collect();
        let home = Home {
            licences: live.licences,
            penalties: live.penalties,
            published_today: live.published_today,
            withdrawn_today: live.withdrawn_today,
            month_label: month.label(),
            overdue,
            overdue_authorities,
            month: agencies.total,
            latest,
            entities: live.entities,
            authorities: live.authorities,
            lists,
        };
        Ok(ok(Page::Home(home)))
    })
    .await
}

/// `GET /search`
pub async fn search(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Query(parameters): Query<Parameters>,
) -> Response {
    page(&state, &uri, &headers, async {
        let request = parameters.request(state.core.clock.today(), HITS)?;
        let started = std::time::Instant::now();
        let found = searching::search(&state, request.clone()).await?;
        let took_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
        let check_digit_help = searching::check_digit_help(&request.text);
        let is_first_page = request.cursor.is_none();
        Ok(ok(Page::Search(Search { request, page: found, is_first_page, check_digit_help, took_ms })))
    })
    .await
}

/// Where lists on a profile start.
#[derive(Debug, Default, Deserialize)]
pub struct ProfileCursors {
    penalties: Option<String>,
    licences: Option<String>,
}

/// `GET /entities/{id}`; a code redirects to the identifier, or lists those that hold it.
pub async fn entity(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Path(key): Path<String>,
    Query(cursors): Query<ProfileCursors>,
) -> Response {
    page(&state, &uri, &headers, async {
        let core = &state.core;
        let today = core.clock.today();
        let mut tx = core.db.read().await?;
        let (profile, id) = match entities::find(core, &mut tx, &key).await? {
            entities::Found::Profile(profile, id) => (*profile, id),
            entities::Found::Moved(id) => return Ok(Loaded::Redirect(format!("/entities/{id}"))),
            entities::Found::Candidates(profiles) => {
                return Ok(ok(Page::Candidates(Candidates { code: key.clone(), profiles })));
            }
        };
        let times = core.taken_over_times();
        let cursor = cursors.penalties.as_deref();
        let (rows, penalties_next) = decisions::rows_of_entity(
            core,
            &mut tx,
            &id,
            DecisionKind::Penalty,
            cursor,
            PENALTIES_ON_PROFILE,
        )
        .await?;
        let penalties = public::decisions(&mut tx, rows, today, times, &core.rules()).await?;
        let cursor = cursors.licences.as_deref();
        let licences =
            decisions::of_entity(core, &mut tx, &id, DecisionKind::Licence, cursor, LICENCES_ON_PROFILE)
                .await?;
        let timeline = timeline(&profile, &penalties, &licences.items);
        let (sections, authorities) = super::lists::sections(core, &mut tx, &id).await?;
        let beside = entities::beside(&mut tx, &id).await?;
        let entity = Entity {
            profile,
            penalties,
            penalties_next,
            licences: licences.items,
            licences_next: licences.next,
            timeline,
            sections,
            authorities,
            registration: beside.registration,
            former_name_count: beside.former_name_count,
            representative_count: beside.representative_count,
        };
        Ok(ok(Page::Entity(entity)))
    })
    .await
}

fn timeline(
    profile: &PublicProfile,
    penalties: &[PublicDecision],
    licences: &[DecisionSummary],
) -> Vec<TimelineEntry> {
    let mut entries: Vec<TimelineEntry> = penalties
        .iter()
        .map(|penalty| TimelineEntry {
            on: penalty.summary.decided_on,
            label: penalty.summary.document_number.clone(),
            detail: Some(penalty.summary.category.clone()),
            tone: Tone::Warning,
        })
        .chain(licences.iter().map(|licence| TimelineEntry {
            on: licence.decided_on,
            label: licence.title.clone(),
            detail: Some(licence.document_number.clone()),
            tone: Tone::Plain,
        }))
        .chain(profile.former_names.iter().filter_map(|name| {
            let label = format!("名称由“{}”变更", name.name);
            Some(TimelineEntry { on: name.until?, label, detail: None, tone: Tone::Plain })
        }))
        .chain(profile.established_on.map(|on| TimelineEntry {
            on,
            label: "设立登记".to_owned(),
            detail: profile.registered_by.clone(),
            tone: Tone::Plain,
        }))
        .collect();
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.on));
    entries.truncate(20);
    entries
}

/// `GET /decisions/{id}`; 410 with the reason for a withdrawn one, 404 for everything else that is not public.
pub async fn decision(State(state): Site, uri: Uri, headers: HeaderMap, Path(id): Path<String>) -> Response {
    page(&state, &uri, &headers, async {
        let mut tx = state.core.db.read().await?;
        let loaded = match decisions::find(&state.core, &mut tx, &id).await? {
            decisions::Shown::Decision(decision) => ok(Page::Decision(*decision)),
            decisions::Shown::Tombstone(stone) => {
                Loaded::Page(StatusCode::GONE, Box::new(Page::Tombstone(stone)))
            }
        };
        Ok(loaded)
    })
    .await
}

/// The calculator's form.
#[derive(Debug, Default, Deserialize)]
pub struct DeadlineForm {
    decided_on: Option<String>,
    working_days: Option<String>,
}

/// `GET /deadline`
pub async fn deadline(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Query(form): Query<DeadlineForm>,
) -> Response {
    page(&state, &uri, &headers, async {
        let decided_on = form.decided_on.unwrap_or_default();
        let mut working_days = form.working_days.unwrap_or_default();
        let outcome = (!decided_on.is_empty() || !working_days.is_empty()).then(|| {
            calculator::count(&state.core.rules(), &decided_on, &working_days)
                .map(|counted| DeadlineOutcome {
                    decided_on: counted.decided_on,
                    working_days: counted.working_days,
                    due_on: counted.due_on,
                    provisional: counted.provisional,
                    days: counted.days,
                    notices: counted.notices,
                })
                .map_err(|error| match error {
                    Error::BadParameter { reason, .. } => reason,
                    other => other.to_string(),
                })
        });
        if working_days.is_empty() {
            // What the form proposes: the clock of a decision of today.
            let (rules, today) = (state.core.rules(), state.core.clock.today());
            let usual = rules.clocks.row(ClockKind::Publish, today);
            working_days = usual.map_or_else(String::new, |clock| clock.working_days.to_string());
        }
        Ok(ok(Page::Deadline(DeadlinePage { decided_on, working_days, outcome })))
    })
    .await
}

/// `GET /about`
pub async fn about(State(state): Site, uri: Uri, headers: HeaderMap) -> Response {
    page(&state, &uri, &headers, async {
        let mut tx = state.core.db.read().await?;
        let live = figures::live(&mut tx, state.core.clock.today()).await?;
        let about = About {
            entities: live.entities,
            authorities: live.authorities,
            licences: live.licences,
            penalties: live.penalties,
        };
        Ok(ok(Page::About(about)))
    })
    .await
}

/// `GET /privacy`
pub async fn privacy(State(state): Site, uri: Uri, headers: HeaderMap) -> Response {
    page(&state, &uri, &headers, async { Ok(ok(Page::Privacy)) }).await
}

/// `GET /accessibility`
pub async fn accessibility(State(state): Site, uri: Uri, headers: HeaderMap) -> Response {
    page(&state, &uri, &headers, async { Ok(ok(Page::Accessibility)) }).await
}

/// Everything else.
pub async fn not_found(State(state): Site, uri: Uri, headers: HeaderMap) -> Response {
    page(&state, &uri, &headers, async { Err(Error::NotFound) }).await
}

/// The switch of 长辈模式.
#[derive(Debug, Deserialize)]
pub struct PreferenceForm {
    on: Option<String>,
    back: Option<String>,
}

/// `GET /preferences/large-text?on=1&back=PATH`: keeps the text size in a cookie that holds nothing else.
pub async fn preference(Query(form): Query<PreferenceForm>) -> Response {
    let value = if form.on.as_deref() == Some("1") { "1; Max-Age=31536000" } else { "0; Max-Age=0" };
    let back = form.back.filter(|path| stays_here(path));
    let cookie = format!("large-text={value}; Path=/; SameSite=Lax; HttpOnly");
    let back = back.unwrap_or_else(|| "/".to_owned());
    ([(header::SET_COOKIE, cookie)], Redirect::to(&back)).into_response()
}

/// Is it a path of this site? `//host` leads elsewhere, and so does what browsers read as that: they take `\` for
/// `/` and leave out tabs and line breaks.
fn stays_here(path: &str) -> bool {
    path.starts_with('/') && !path.starts_with("//") && !path.contains(|c: char| c == '\\' || c.is_control())
}
