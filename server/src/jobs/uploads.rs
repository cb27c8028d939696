//! Uploads are read and taken in beside the requests, two at a time. Where each stands is in the store: whoever comes
//! next goes on there.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::TimeDelta;
use domain::privacy::mask_findings;
use tokio::runtime::Handle;
use tokio::sync::watch;

use crate::actions::regulator::Refusal;
use crate::actions::uploads::{Dropping, Rest, State, drop_rows};
use crate::import::confirm::confirm;
use crate::import::work_list::WorkError;
use crate::import::{self, Applying, ImportError, Kind, Pace, Received, Request, Resumed};
use crate::ingest::{self, Limits};
use crate::mapping::open_columns;
use crate::secrets::checksum;
use crate::sheets::column_name;
use crate::state::{AppState, Core};
use crate::store::upload::{self, UploadRow};
use crate::store::{authority, batch, work_list};

/// How often uploads are looked for.
const LOOK_EVERY: Duration = Duration::from_millis(300);
/// The pause after a failure.
const AFTER_FAILURE: Duration = Duration::from_secs(30);
/// So long a file waits for somebody who says what its columns mean.
const UNMAPPED_FOR: TimeDelta = TimeDelta::days(3);
/// How the name of a file ends that is still being received.
pub const PART: &str = "part";

/// What a turn did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// One upload went a step further.
    Worked,
    /// There was nothing to do.
    Idle,
}

/// Works until `stop` says so: two uploads at a time.
pub(super) async fn run(state: AppState, mut stop: watch::Receiver<bool>) {
    if let Err(error) = remove_orphans(&state.core).await {
        tracing::warn!(%error, "files of uploads that nobody waits for could not be removed");
    }
    tokio::select! {
        ((), ()) = async { tokio::join!(keep_working(&state), keep_working(&state)) } => {}
        _ = stop.changed() => {}
    }
}

async fn keep_working(state: &AppState) {
    loop {
        let pause = if state.readiness.is_ready() {
            match turn(&state.core).await {
                Ok(Turn::Worked) => continue,
                Ok(Turn::Idle) => LOOK_EVERY,
                Err(error) => {
                    tracing::warn!(%error, "an upload will be tried again");
                    AFTER_FAILURE
                }
            }
        } else {
            LOOK_EVERY
        };
        tokio::time::sleep(pause).await;
    }
}

/// Brings the oldest upload that nobody is at one step further: it is read, or it is taken in. One that fails keeps no
/// other back.
pub async fn turn(core: &Core) -> Result<Turn, ImportError> {
    give_up_unmapped(core).await?;
    let waiting = upload::unfinished(&mut core.db.read().await?).await?;
    let mut failed = None;
    for row in waiting {
        match step(core, &row).await {
            Ok(Turn::Worked) => return Ok(Turn::Worked),
            Ok(Turn::Idle) => {}
            Err(error) => failed = Some(error),
        }
    }
    failed.map_or(Ok(Turn::Idle), Err)
}

async fn step(core: &Core, row: &UploadRow) -> Result<Turn, ImportError> {
    if row.state == State::Applying.code() {
        return apply(core, row).await;
    }
    if row.state == State::Confirming.code() {
        return hand_in_confirmed(core, row).await;
    }
    match claim(&core.upload_folder.join(&row.id))? {
        Some(file) => read(core, &row.id, file).await,
        None => Ok(Turn::Idle),
    }
}

/// A file whose columns nobody explains is not kept for ever: it may hold numbers of persons.
async fn give_up_unmapped(core: &Core) -> Result<(), ImportError> {
    let before = core.clock.now() - UNMAPPED_FOR;
    let waiting = upload::unmapped(&mut core.db.read().await?, before).await?;
    for row in waiting {
        let file = core.upload_folder.join(&row.id);
        let failure = Some("三天内没有对应各列，文件已删除，请重新上传".to_owned());
        save(core, UploadRow { failure, ..row }, State::Failed).await?;
        remove(&file)?;
    }
    Ok(())
}

/// The file if it is here and nobody is at it; the lock ends with the answer.
fn claim(path: &Path) -> Result<Option<File>, ImportError> {
    let failed = |cause| ImportError::Spool { path: path.display().to_string(), cause };
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(failed(error)),
    };
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

/// Reads and checks a file. It is removed once its rows are in the spool, or once it is known to be unreadable.
async fn read(core: &Core, id: &str, claimed: File) -> Result<Turn, ImportError> {
    let mut tx = core.db.read().await?;
    // Read again now that nobody else can be at it.
    let found = upload::by_id(&mut tx, id).await?;
    let Some(row) = found.filter(|row| matches!(row.state.as_str(), "received" | "staging")) else {
        return Ok(Turn::Idle);
    };
    let is_staged = batch::by_id(&mut tx, id).await?;
    drop(tx);
    let file = core.upload_folder.join(id);
    if let Some(batch) = is_staged {
        save(core, UploadRow { staged_rows: batch.staged_rows, ..row }, State::Applying).await?;
    } else {
        let row = save(core, row, State::Staging).await?;
        let row = with_saved_mapping(core, row, &file).await?;
        let staged = match open_question(&row, &file) {
            Some(question) => Err(ImportError::Headings(question)),
            None => stage(core, &row, &file).await,
        };
        match staged {
            Ok(rows) => {
                save(core, UploadRow { staged_rows: rows, ..row }, State::Applying).await?;
            }
            Err(error) => {
                let (state, sentence) = verdict(&row, &file, error)?;
                save(core, UploadRow { failure: Some(sentence), ..row }, state).await?;
                if state == State::Unmapped {
                    return Ok(Turn::Worked);
                }
            }
        }
    }
    drop(claimed);
    remove(&file)?;
    Ok(Turn::Worked)
}

/// What to do about a file that could not be read: nothing more, or to ask what its columns mean. What is no fault of
/// the file is tried again.
fn verdict(row: &UploadRow, file: &Path, error: ImportError) -> Result<(State, String), ImportError> {
    match error {
        ImportError::File(error) => Ok((State::Failed, mask_findings(&error.fault.to_string()))),
        ImportError::Mapping(error) => Ok((State::Unmapped, mask_findings(&error.to_string()))),
        ImportError::Headings(sentence) => {
            let is_other = headings_of(file).is_some_and(|headings| is_of_another_kind(row, &headings));
            Ok((if is_other { State::Failed } else { State::Unmapped }, mask_findings(&sentence)))
        }
        other => Err(other),
    }
}

/// Why somebody must say what the columns mean before a row is read: a field that every row needs has no column, and some
/// columns are nobody's.
fn open_question(row: &UploadRow, file: &Path) -> Option<String> {
    let headings = headings_of(file).filter(|_| row.mapping.is_none())?;
    let open = open_columns(crate::actions::uploads::decision_kind(row), &headings);
    // What is of another kind, or knows no column at all, is told in other words.
    if is_of_another_kind(row, &headings) || open.unknown.len() == headings.len() {
        return None;
    }
    let unknown = open.unknown.iter().map(|(place, heading)| column_name(*place, heading));
    open.ask_for_a_person().then(|| {
        format!(
            "表中没有必填的{}，而{}不是数据标准的列：请说明其中哪一列是什么。",
            open.missing.iter().map(|caption| format!("“{caption}”")).collect::<Vec<_>>().join("、"),
            unknown.collect::<Vec<_>>().join("、"),
        )
    })
}

/// Headings of the other kind of decision: no mapping makes a penalty of a licence.
fn is_of_another_kind(row: &UploadRow, headings: &[String]) -> bool {
    let kind = crate::actions::uploads::decision_kind(row);
    domain::standard::kind_of(headings).is_some_and(|found| found != kind)
}

/// The headings of a file.
pub fn headings_of(file: &Path) -> Option<Vec<String>> {
    ingest::open(file, &Limits::of_upload()).ok().map(|source| source.headings().to_vec())
}

/// Under which a mapping is found again: the same headings in the same order.
pub fn layout_key(headings: &[String]) -> String {
    checksum(serde_json::json!(headings).to_string().as_bytes())
}

/// The mapping that the authority saved for these headings, if there is one.
async fn with_saved_mapping(core: &Core, row: UploadRow, file: &Path) -> Result<UploadRow, ImportError> {
    let own = std::slice::from_ref(&row.authority_id);
    let has_any = !upload::mappings(&mut core.db.read().await?, own).await?.is_empty();
    if row.mapping.is_some() || !has_any {
        return Ok(row);
    }
    let Some(headings) = headings_of(file) else { return Ok(row) };
    let mut tx = core.db.read().await?;
    let place = (row.authority_id.as_str(), row.kind.as_str(), layout_key(&headings));
    let saved = upload::mapping_for(&mut tx, (place.0, place.1, &place.2)).await?;
    Ok(UploadRow { mapping: saved.map(|saved| saved.content), ..row })
}

/// Reads and checks a file on a thread of its own; meanwhile the store learns how far it is. Answers its rows.
async fn stage(core: &Core, row: &UploadRow, file: &Path) -> Result<i64, ImportError> {
    let request = request(core, row, file.to_owned()).await?;
    let (progress, mut read) = watch::channel(0_u64);
    let own = core.clone();
    let staging = tokio::task::spawn_blocking(move || {
        Handle::current().block_on(async move {
            import::stage(&own, &request, &mut |rows| {
                progress.send_replace(rows);
            })
            .await
        })
    });
    while read.changed().await.is_ok() {
        let rows = i64::try_from(*read.borrow_and_update()).unwrap_or(i64::MAX);
        let mut tx = core.db.write().await?;
        upload::note_progress(&mut tx, &row.id, rows, core.clock.now()).await?;
        tx.commit().await?;
    }
    let staged = staging.await.map_err(|_| ImportError::Interrupted)??;
    Ok(staged.batch.staged_rows)
}

async fn request(core: &Core, row: &UploadRow, file: PathBuf) -> Result<Request, ImportError> {
    let mut tx = core.db.read().await?;
    let authority = authority::by_ids(&mut tx, std::slice::from_ref(&row.authority_id)).await?.pop();
    let kind = Kind::from_code(&row.kind).unwrap_or(Kind::Penalties);
    let base = Request::new(kind, PathBuf::from(&row.file_name));
    let handing = serde_json::from_str(&row.handing)
        .map_err(|error| ImportError::Headings(format!("上传的登记无法读取：{error}")))?;
    let received = Received { batch_id: row.id.clone(), file, mapping: row.mapping.clone() };
    Ok(Request {
        authority: authority.and_then(|authority| authority.uscc),
        handing,
        received: Some(received),
        ..base
    })
}

/// Takes the rows in. If the server's other jobs are at it already, it is left to them.
async fn apply(core: &Core, row: &UploadRow) -> Result<Turn, ImportError> {
    let staged = batch::by_id(&mut core.db.read().await?, &row.id).await?;
    let Some(staged) = staged else {
        let failure = Some("检查过的内容已经丢失，请重新上传".to_owned());
        save(core, UploadRow { failure, ..row.clone() }, State::Failed).await?;
        return Ok(Turn::Worked);
    };
    match import::resume(&Applying::of(core), &staged, &mut WithoutWaiting).await? {
        // Elsewhere: another job of this server; gone: another machine on the same data base has the spool.
        Resumed::Elsewhere | Resumed::Gone => Ok(Turn::Idle),
        Resumed::Done(_) => {
            settle_corrected(core, row).await?;
            save(core, row.clone(), State::Done).await?;
            Ok(Turn::Worked)
        }
    }
}

/// Hands in the rows whose warnings their clerk has ticked. Each is marked in its own transaction: after a crash it goes on
/// with those that still wait.
async fn hand_in_confirmed(core: &Core, row: &UploadRow) -> Result<Turn, ImportError> {
    let handing = serde_json::from_str(&row.handing)
        .map_err(|error| ImportError::Headings(format!("上传的登记无法读取：{error}")))?;
    let mut after = 0;
    loop {
        match confirm(core, (&row.id, after), &handing).await {
            Ok(Some(last)) => after = last,
            Ok(None) => break,
            Err(WorkError::Store(error)) => return Err(error.into()),
            Err(WorkError::Import(error)) => return Err(error),
            Err(WorkError::Secret(error)) => return Err(error.into()),
            // A row that somebody settled in the same moment: the next turn sees what is left.
            Err(WorkError::Unknown | WorkError::Column(..)) => return Ok(Turn::Idle),
        }
    }
    save(core, row.clone(), State::Done).await?;
    Ok(Turn::Worked)
}

/// The corrected rows of another upload came with this one: what waited there is settled, if all of it came.
async fn settle_corrected(core: &Core, row: &UploadRow) -> Result<(), ImportError> {
    let Some(before) = &row.corrects_id else { return Ok(()) };
    let waiting = upload::waiting(&mut core.db.read().await?, before).await?;
    if waiting > row.staged_rows {
        return Ok(());
    }
    let mut tx = core.db.write().await?;
    work_list::replace_by_batch(&mut tx, (before, &row.id), core.clock.now()).await?;
    tx.commit().await?;
    let note = format!("改正后重新上传：{}", row.id);
    let deed = Dropping { rest: Rest::Faulty, by: &row.submitted_by, note: &note };
    if let Err(Refusal::Store(error)) = drop_rows(core, before, deed).await {
        return Err(error.into());
    }
    // Otherwise somebody settled one of them meanwhile: the rest stays on the list for a person.
    Ok(())
}

/// What is taken in here waits for a second person: the index has nothing to follow.
struct WithoutWaiting;

impl Pace for WithoutWaiting {
    async fn keep(&mut self, _: i64, _: i64) -> Result<(), ImportError> {
        Ok(())
    }
}

async fn save(core: &Core, row: UploadRow, state: State) -> Result<UploadRow, ImportError> {
    let row = UploadRow { state: state.code().to_owned(), updated_at: core.clock.now(), ..row };
    let mut tx = core.db.write().await?;
    upload::save(&mut tx, &row).await?;
    tx.commit().await?;
    Ok(row)
}

fn remove(path: &Path) -> Result<(), ImportError> {
    match std::fs::remove_file(path) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(ImportError::Spool { path: path.display().to_string(), cause })
        }
        _ => Ok(()),
    }
}

/// Removes files that a crash left: half received, or read already.
pub async fn remove_orphans(core: &Core) -> Result<(), ImportError> {
    let Ok(entries) = std::fs::read_dir(&core.upload_folder) else { return Ok(()) };
    for path in entries.flatten().map(|entry| entry.path()) {
        let Some(claimed) = claim(&path)? else { continue };
        let id = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let row = upload::by_id(&mut core.db.read().await?, id).await?;
        let is_awaited =
            row.is_some_and(|row| matches!(row.state.as_str(), "received" | "staging" | "unmapped"));
        if !is_awaited {
            drop(claimed);
            remove(&path)?;
        }
    }
    Ok(())
}
