//! Pages of uploads, and what is done on them.

use app::desk::uploads::{Access, Chosen, Counts, Line, List, Standing, Upload, View as Page};
use app::desk::{Fault, View};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use domain::approval::ApprovalState;
use domain::role::Step;
use serde::Deserialize;

use super::{confirm, faults};
use crate::actions::confirm::{self as confirming, Asked};
use crate::actions::regulator::Refusal;
use crate::actions::uploads::{self as actions, Corrected, Rest, RowChange, State as UploadState};
use crate::desk::{DeskRequest, Done, Posted, see, see_done};
use crate::mapping::open_columns;
use crate::sheets::column_name;
use crate::store::approval::StateCountRow;
use crate::store::batch::{self, BatchRow};
use crate::store::upload::{self as store, UploadRow};
use crate::store::{Tx, approval, authority};
use crate::web::extract::{Path, Query};
use crate::web::fields::Fields;

/// Uploads of the list.
const MOST_LINES: i64 = 50;
/// How often a page asks for itself again while the server is at an upload, in seconds.
const LOOK_AGAIN: &str = "2";

/// What the list is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct ListForm {
    corrects: Option<String>,
}

/// `GET /desk/uploads`
pub(super) async fn list(Query(form): Query<ListForm>, desk: DeskRequest) -> Response {
    desk.answer(load_list(&desk, form).await).await
}

async fn load_list(desk: &DeskRequest, form: ListForm) -> Result<View, Refusal> {
    let chosen = chosen(desk, form).await?;
    list_with(desk, chosen, Vec::new()).await
}

/// A corrected file is of the kind and the authority of what it corrects.
async fn chosen(desk: &DeskRequest, form: ListForm) -> Result<Chosen, Refusal> {
    let Some(id) = form.corrects.filter(|id| !id.is_empty()) else { return Ok(Chosen::default()) };
    let mut tx = desk.core().db.read().await?;
    let row = actions::find(&mut tx, desk.regulator(), &id).await?;
    Ok(Chosen {
        kind: actions::decision_kind(&row).code().to_owned(),
        authority: row.authority_id,
        corrects: id,
    })
}

/// The list with a form as it was sent.
pub(super) async fn list_with(
    desk: &DeskRequest,
    chosen: Chosen,
    faults: Vec<Fault>,
) -> Result<View, Refusal> {
    let mut tx = desk.core().db.read().await?;
    let mut lines = Vec::new();
    for row in actions::list(&mut tx, desk.regulator(), MOST_LINES).await? {
        lines.push(line(&mut tx, &row).await?.0);
    }
    let authorities = actions::may_file_for(&mut tx, desk.regulator()).await?;
    Ok(View::Uploads(Page::List(Box::new(List { authorities, chosen, faults, lines }))))
}

/// What the list says of an upload, and how its rows ended.
async fn line(tx: &mut Tx, row: &UploadRow) -> Result<(Line, Counts), Refusal> {
    let state = UploadState::from_code(&row.state).ok_or(Refusal::Unknown)?;
    let counts = if state == UploadState::Done { counts(tx, &row.id).await? } else { Counts::default() };
    let is_done = state == UploadState::Done;
    let faulty = if is_done { store::waiting(tx, &row.id).await? } else { 0 };
    let held = if is_done { store::held(tx, &row.id).await? } else { 0 };
    let found = authority::by_ids(tx, std::slice::from_ref(&row.authority_id)).await?.pop();
    let line = Line {
        id: row.id.clone(),
        file_name: row.file_name.clone(),
        kind: actions::decision_kind(row).label(),
        authority: found.map(|found| found.name).unwrap_or_default(),
        received_at: row.received_at,
        state: if held > 0 { "待核对提示" } else { state.label() },
        rows: row.staged_rows,
        submitted: counts.waiting + counts.approved + counts.returned + counts.superseded,
        faulty,
    };
    Ok((line, counts))
}

async fn counts(tx: &mut Tx, id: &str) -> sqlx::Result<Counts> {
    let mut counts = Counts::default();
    for StateCountRow { state, rows } in approval::counts_of_batch(tx, id).await? {
        match state {
            ApprovalState::Waiting => counts.waiting = rows,
            ApprovalState::Approved => counts.approved = rows,
            ApprovalState::Returned => counts.returned = rows,
            ApprovalState::Superseded | ApprovalState::GivenUp | ApprovalState::Lifted => {
                counts.superseded += rows;
            }
        }
    }
    if let Some(batch) = batch::by_id(tx, id).await? {
        counts.duplicate = batch.duplicate;
    }
    counts.dropped = i64::try_from(store::dropped(tx, id).await?.len()).unwrap_or(i64::MAX);
    Ok(counts)
}

/// Which rows an upload's page shows.
#[derive(Debug, Default, Deserialize)]
pub(super) struct UploadForm {
    /// Rows after this line.
    after: Option<i64>,
    /// A row of which every cell can be changed.
    row: Option<i64>,
    /// Rows that were just taken in, and rows that still have faults.
    taken: Option<u32>,
    faulty: Option<u32>,
    /// Rows that are in order but for warnings.
    held: Option<u32>,
}

impl UploadForm {
    fn notice(&self) -> Option<String> {
        let counts = [
            (self.taken, "行已改正并提交复核"),
            (self.faulty, "行仍有错误，请看下面的说明"),
            (self.held, "行已改正，核对提示后才提交"),
        ];
        let told = counts.iter().filter_map(|(count, words)| {
            count.filter(|count| *count > 0).map(|count| format!("{count} {words}"))
        });
        let told = told.collect::<Vec<_>>().join("；");
        let next = match (self.faulty, self.held) {
            (Some(faulty), _) if faulty > 0 => "改正其余的行",
            (_, Some(held)) if held > 0 => "核对下面的提示",
            _ => "由另一人在待办队列中复核",
        };
        (!told.is_empty()).then(|| format!("{told}。下一步：{next}。"))
    }
}

/// `GET /desk/uploads/{id}`
pub(super) async fn upload(
    Path(id): Path<String>,
    Query(form): Query<UploadForm>,
    desk: DeskRequest,
) -> Response {
    let (upload, is_moving) = match load(&desk, &id, &form).await {
        Ok(loaded) => loaded,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    let view = View::Uploads(Page::Upload(Box::new(upload)));
    let mut response = desk.show_with(StatusCode::OK, form.notice(), view).await;
    if is_moving {
        // The page asks for itself again without a script.
        response.headers_mut().insert(header::REFRESH, HeaderValue::from_static(LOOK_AGAIN));
    }
    response
}

/// An upload as its page shows it, and whether the server is at it.
pub(super) async fn load(desk: &DeskRequest, id: &str, form: &UploadForm) -> Result<(Upload, bool), Refusal> {
    let mut tx = desk.core().db.read().await?;
    let row = actions::find(&mut tx, desk.regulator(), id).await?;
    let state = UploadState::from_code(&row.state).ok_or(Refusal::Unknown)?;
    let batch = batch::by_id(&mut tx, id).await?;
    let (line, counts) = line(&mut tx, &row).await?;
    let asked =
        if state == UploadState::Done { confirming::asked(&mut tx, id).await? } else { Asked::default() };
    let standing = standing(&mut tx, &row, state, batch.as_ref()).await?;
    drop(tx);
    let may_file = desk.regulator().may_for(Step::File, Some(&row.authority_id)).is_ok();
    let shown = match (state, &batch) {
        (UploadState::Done, Some(batch)) => faults::page(desk.core(), batch, (form.after, form.row)).await?,
        _ => faults::Shown::default(),
    };
    let upload = Upload {
        line,
        standing,
        access: if may_file { Access::File } else { Access::Read },
        counts,
        unknown: batch.as_ref().map(unknown).unwrap_or_default(),
        corrects: row.corrects_id,
        tally: shown.tally,
        rows: shown.rows,
        more_after: shown.more_after,
        opened: shown.opened,
        asked: app::desk::uploads::Asked { hints: shown.hints, ..confirm::shown(asked) },
    };
    Ok((upload, state.is_moving()))
}

async fn standing(
    tx: &mut Tx,
    row: &UploadRow,
    state: UploadState,
    batch: Option<&BatchRow>,
) -> sqlx::Result<Standing> {
    let failure = row.failure.clone().unwrap_or_default();
    Ok(match state {
        UploadState::Confirming => Standing::Confirming { left: store::held(tx, &row.id).await? },
        UploadState::Received => Standing::Moving { done: 0, of: None },
        UploadState::Staging => Standing::Moving { done: row.staged_rows, of: None },
        UploadState::Applying => Standing::Moving {
            done: batch.map_or(0, |batch| batch.applied_rows),
            of: Some(row.staged_rows.max(1)),
        },
        UploadState::Unmapped => Standing::Unmapped(failure),
        UploadState::Failed => Standing::Failed(failure),
        UploadState::Dropped => Standing::Dropped,
        UploadState::Done => Standing::Done,
    })
}

/// Columns of a batch that no edition knows.
fn unknown(batch: &BatchRow) -> Vec<String> {
    let open = open_columns(faults::kind_of(batch), &faults::headings(batch));
    open.unknown.into_iter().map(|(place, heading)| column_name(place, &heading)).collect()
}

/// `POST /desk/uploads/{id}/corrections`
pub(super) async fn correct(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let corrected = match changes(&desk, &fields, &id).await {
        Ok(changes) => actions::correct(desk.core(), desk.regulator(), &id, changes).await,
        Err(refusal) => Err(refusal),
    };
    match corrected {
        Ok(Corrected { taken, faulty, held }) => {
            let held = if held > 0 { format!("&held={held}") } else { String::new() };
            see(&format!("/desk/uploads/{id}?taken={taken}&faulty={faulty}{held}"))
        }
        Err(refusal) => desk.refuse(refusal).await,
    }
}

/// What was changed, by row. A cell whose value is not shown stays as it is unless something is written there.
async fn changes(desk: &DeskRequest, fields: &Fields, id: &str) -> Result<Vec<RowChange>, Refusal> {
    // Permission first: what follows reads rows.
    actions::find(&mut desk.core().db.read().await?, desk.regulator(), id).await?;
    let mut changes: Vec<RowChange> = Vec::new();
    for (name, value) in fields.iter() {
        let Some((line, column)) = place_of(name) else { continue };
        let cell = (column, value.trim().to_owned());
        match changes.iter_mut().find(|change| change.line == line) {
            Some(change) => change.cells.push(cell),
            None => changes.push(RowChange { line, cells: vec![cell] }),
        }
    }
    for change in &mut changes {
        faults::keep_changes(desk.core(), id, change).await?;
    }
    changes.retain(|change| !change.cells.is_empty());
    Ok(changes)
}

/// Line and column of a field's name.
fn place_of(name: &str) -> Option<(i64, usize)> {
    let (line, column) = name.strip_prefix('r')?.split_once("-c")?;
    Some((line.parse().ok()?, column.parse().ok()?))
}

/// `POST /desk/uploads/{id}/give-up`
pub(super) async fn give_up(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let rest = if fields.get("which") == "warned" { Rest::Held } else { Rest::Faulty };
    match actions::give_up(desk.core(), desk.regulator(), &id, rest).await {
        Ok(_) => see_done(&format!("/desk/uploads/{id}"), Done::UploadGivenUp),
        Err(refusal) => desk.refuse(refusal).await,
    }
}
