//! Spreadsheets at the desk: handing one in, correcting its faulty rows in place, giving them up, saying what its
//! columns mean.

use domain::decision::DecisionKind;
use domain::role::{Reach, Step};

use super::regulator::{Change, Refusal, Regulator};
use crate::import::work_list::{self, Deed, WorkError, Worker};
use crate::import::{Channel, Handing, Kind, Outcome};
use crate::random;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::upload::{self, MappingRow, UploadRow};
use crate::store::{Tx, authority, work_list as rows};

/// The largest file that is taken, in bytes.
pub const LARGEST_FILE: u64 = 200 << 20;
/// So many files of one account may wait to be read.
const MOST_LYING: i64 = 5;
/// Rows that are given up between two looks.
const ROWS_AT_ONCE: i64 = 500;

/// Where an upload stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Here as a whole; to be read.
    Received,
    /// Being read and checked.
    Staging,
    /// Its columns are not ours: somebody must say what they mean.
    Unmapped,
    /// Being taken into the record.
    Applying,
    /// Taken in; what was faulty waits for a person.
    Done,
    /// Rows whose warnings were ticked are being handed in.
    Confirming,
    /// It cannot be read.
    Failed,
    /// Given up before it was read.
    Dropped,
}

impl State {
    const ALL: [Self; 8] = [
        Self::Received,
        Self::Staging,
        Self::Unmapped,
        Self::Applying,
        Self::Done,
        Self::Confirming,
        Self::Failed,
        Self::Dropped,
    ];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Staging => "staging",
            Self::Unmapped => "unmapped",
            Self::Applying => "applying",
            Self::Done => "done",
            Self::Confirming => "confirming",
            Self::Failed => "failed",
            Self::Dropped => "dropped",
        }
    }

    /// The state with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }

    /// The Chinese term.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Received => "等待检查",
            Self::Staging => "正在检查",
            Self::Unmapped => "等待对应各列",
            Self::Applying => "正在入库",
            Self::Done => "已处理",
            Self::Confirming => "正在提交",
            Self::Failed => "未导入",
            Self::Dropped => "已放弃",
        }
    }

    /// True while the server is at it and the page changes by itself.
    pub const fn is_moving(self) -> bool {
        matches!(self, Self::Received | Self::Staging | Self::Applying | Self::Confirming)
    }
}

/// What is handed in.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// The identifier of the file and, later, of its batch.
    pub id: String,
    /// Licences or penalties.
    pub kind: DecisionKind,
    /// Whose decisions it holds.
    pub authority_id: String,
    /// As the sender named it, fit to be shown.
    pub file_name: String,
    /// The upload whose faulty rows it holds, corrected.
    pub corrects: Option<String>,
}

/// Whether this person may hand a file in: asked before its first byte is kept.
///
/// # Errors
/// [`Refusal::State`] while too many files of the same account wait to be read.
pub async fn may_begin(core: &Core, regulator: &Regulator, new: &NewUpload) -> Result<(), Refusal> {
    regulator.may_for(Step::File, Some(&new.authority_id))?;
    let mut tx = core.db.read().await?;
    if let Some(id) = &new.corrects {
        let corrected = find(&mut tx, regulator, id).await?;
        regulator.may_for(Step::File, Some(&corrected.authority_id))?;
    }
    if upload::lying(&mut tx, &regulator.account_id).await? >= MOST_LYING {
        return Err(Refusal::State(format!(
            "您已有 {MOST_LYING} 个文件等待检查或等待对应各列，请等它们完成，或先放弃其中一个"
        )));
    }
    Ok(())
}

/// Takes a file in that lies in the data folder as a whole; from here on the server reads it, also after a crash.
pub async fn hand_in(core: &Core, regulator: &Regulator, new: NewUpload, bytes: u64) -> Result<(), Refusal> {
    regulator.may_for(Step::File, Some(&new.authority_id))?;
    let now = core.clock.now();
    let handing = Handing {
        begun_at: Some(now),
        only_for: Some(regulator.authorities(Step::File)),
        ..Handing::of(Channel::Upload, regulator.account_id.clone())
    };
    let row = UploadRow {
        kind: import_kind(new.kind).code().to_owned(),
        id: new.id,
        file_name: new.file_name,
        authority_id: new.authority_id,
        submitted_by: regulator.account_id.clone(),
        state: State::Received.code().to_owned(),
        bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
        staged_rows: 0,
        mapping: None,
        failure: None,
        corrects_id: new.corrects,
        handing: serde_json::to_string(&handing).unwrap_or_default(),
        received_at: now,
        updated_at: now,
    };
    let mut tx = core.db.write().await?;
    upload::save(&mut tx, &row).await?;
    let note = format!("上传{}表格，{} 字节", new.kind.label(), row.bytes);
    regulator.note(&mut tx, (Act::Upload, &row.id), Change::none(), note, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The import's word for a kind of decision.
pub const fn import_kind(kind: DecisionKind) -> Kind {
    match kind {
        DecisionKind::Licence => Kind::Licences,
        DecisionKind::Penalty => Kind::Penalties,
    }
}

/// The kind of decision of an upload.
pub fn decision_kind(row: &UploadRow) -> DecisionKind {
    if row.kind == Kind::Licences.code() { DecisionKind::Licence } else { DecisionKind::Penalty }
}

/// An upload that this person may see; others do not exist for it.
pub async fn find(tx: &mut Tx, regulator: &Regulator, id: &str) -> Result<UploadRow, Refusal> {
    regulator.may(Step::Read)?;
    let row = upload::by_id(tx, id).await?.ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::Read, Some(&row.authority_id)).map_err(|_| Refusal::Unknown)?;
    Ok(row)
}

/// The latest uploads that this person may see.
pub async fn list(tx: &mut Tx, regulator: &Regulator, limit: i64) -> Result<Vec<UploadRow>, Refusal> {
    regulator.may(Step::Read)?;
    Ok(match regulator.reach(Step::Read) {
        Some(Reach::Everywhere) => upload::latest(tx, limit).await?,
        _ => upload::of_authorities(tx, &regulator.authorities(Step::Read), limit).await?,
    })
}

/// An upload with which this person may go on.
pub(super) async fn own(core: &Core, regulator: &Regulator, id: &str) -> Result<UploadRow, Refusal> {
    let row = find(&mut core.db.read().await?, regulator, id).await?;
    regulator.may_for(Step::File, Some(&row.authority_id))?;
    Ok(row)
}

/// What is to be changed in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowChange {
    /// Its line.
    pub line: i64,
    /// Columns, from 0, with their new values.
    pub cells: Vec<(usize, String)>,
}

/// What became of corrected rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Corrected {
    /// Taken in: they wait for the second person now.
    pub taken: usize,
    /// Still faulty.
    pub faulty: usize,
    /// In order but for warnings that are to be ticked.
    pub held: usize,
}

/// Corrects faulty rows in place: each is read again, as received now, and handed in if nothing is wrong with it any
/// more. The row as sent stays as it was. Each row is a transaction of its own: one that fails keeps no other back.
pub async fn correct(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    changes: Vec<RowChange>,
) -> Result<Corrected, Refusal> {
    let upload = own(core, regulator, id).await?;
    let files_for = regulator.authorities(Step::File);
    let worker = Worker { name: &regulator.account_id, files_for: Some(&files_for) };
    let mut corrected = Corrected::default();
    for change in changes {
        let row = match work_list::load(core, &upload.id, change.line).await {
            // A colleague settled it meanwhile: the page shows what is left.
            Err(WorkError::Unknown) => continue,
            loaded => loaded.map_err(refusal)?,
        };
        let cells = change.cells.into_iter().filter_map(|(column, value)| {
            let (heading, before) = row.cells.get(column)?;
            (*before != value).then(|| (heading.clone(), value))
        });
        let deed = Deed::Fix(cells.collect());
        let ended = work_list::work_as(core, (&upload.id, change.line), &deed, worker, None).await;
        match ended {
            Err(WorkError::Unknown) => {}
            Ok(Some((Outcome::Incomplete | Outcome::Quarantined, _))) => corrected.faulty += 1,
            Ok(Some((Outcome::Held, _))) => corrected.held += 1,
            Ok(_) => corrected.taken += 1,
            Err(error) => return Err(refusal(error)),
        }
    }
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let Corrected { taken, faulty, held } = corrected;
    let note = format!("改正 {taken} 行，仍有错误 {faulty} 行，待核对提示 {held} 行");
    regulator.note(&mut tx, (Act::UploadCorrect, &upload.id), Change::none(), note, now).await?;
    tx.commit().await?;
    Ok(corrected)
}

fn refusal(error: WorkError) -> Refusal {
    match error {
        WorkError::Store(error) => Refusal::Store(error),
        WorkError::Unknown => Refusal::State("这一行已经处理过，请刷新页面后再看".to_owned()),
        other => Refusal::State(other.to_string()),
    }
}

/// Rows of an upload that wait for its clerk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// For a correction.
    Faulty,
    /// For ticks.
    Held,
}

/// Gives up what is left of an upload: its file if nobody has read it, else the rows of `rest`. They are kept with the mark
/// that they were given up; nothing that was filed is deleted. Answers how many rows.
pub async fn give_up(core: &Core, regulator: &Regulator, id: &str, rest: Rest) -> Result<usize, Refusal> {
    let row = own(core, regulator, id).await?;
    let state = State::from_code(&row.state).ok_or(Refusal::Unknown)?;
    let count = match state {
        State::Received | State::Unmapped => {
            drop_file(core, &row).await?;
            0
        }
        State::Done => {
            let deed = Dropping { rest, by: &regulator.account_id, note: "经办人放弃" };
            drop_rows(core, &row.id, deed).await?
        }
        State::Staging | State::Applying | State::Confirming => {
            return Err(Refusal::State("正在处理，请等处理完再放弃有错误的行".to_owned()));
        }
        State::Failed | State::Dropped => {
            return Err(Refusal::State("这次上传没有可以放弃的内容".to_owned()));
        }
    };
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let note = format!("放弃 {count} 行");
    regulator.note(&mut tx, (Act::UploadGiveUp, &row.id), Change::none(), note, now).await?;
    tx.commit().await?;
    Ok(count)
}

async fn drop_file(core: &Core, row: &UploadRow) -> Result<(), Refusal> {
    let path = core.upload_folder.join(&row.id);
    let file = std::fs::File::open(&path).ok();
    // Whoever reads the file holds its lock.
    if file.as_ref().is_some_and(|file| file.try_lock().is_err()) {
        return Err(Refusal::State("正在检查，请等检查完再放弃有错误的行".to_owned()));
    }
    let mut tx = core.db.write().await?;
    let state = State::Dropped.code().to_owned();
    upload::save(&mut tx, &UploadRow { state, updated_at: core.clock.now(), ..row.clone() }).await?;
    tx.commit().await?;
    let _ = std::fs::remove_file(path);
    Ok(())
}

/// Which rows are given up, by whom and why.
#[derive(Clone, Copy, Debug)]
pub struct Dropping<'a> {
    /// Which of those that wait.
    pub rest: Rest,
    /// An account's id.
    pub by: &'a str,
    /// Why.
    pub note: &'a str,
}

/// Gives up rows of a batch that wait for a person.
pub async fn drop_rows(core: &Core, batch_id: &str, deed: Dropping<'_>) -> Result<usize, Refusal> {
    let Dropping { rest, by, note } = deed;
    let (mut count, mut after) = (0, 0);
    loop {
        let mut tx = core.db.read().await?;
        let waiting = match rest {
            Rest::Faulty => rows::waiting(&mut tx, Some(batch_id), (batch_id, after), ROWS_AT_ONCE).await?,
            Rest::Held => rows::held(&mut tx, batch_id, after, ROWS_AT_ONCE).await?,
        };
        drop(tx);
        let Some(last) = waiting.last() else { return Ok(count) };
        after = last.line;
        for row in &waiting {
            work_list::work(core, (batch_id, row.line), &Deed::Drop, by, Some(note))
                .await
                .map_err(refusal)?;
            count += 1;
        }
    }
}

/// Says what the columns of an upload mean, and keeps it for the next file of the authority with the same headings.
///
/// # Errors
/// [`Refusal::State`] if the upload does not ask for it, or with the fault in the mapping.
pub async fn map_columns(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    mapping: &NewMapping,
) -> Result<(), Refusal> {
    let row = own(core, regulator, id).await?;
    if row.state != State::Unmapped.code() {
        return Err(Refusal::State("这次上传不需要对应各列，请刷新页面".to_owned()));
    }
    crate::mapping::Mapping::parse(&mapping.name, &mapping.content)
        .map_err(|error| Refusal::State(error.to_string()))?;
    let now = core.clock.now();
    let saved = MappingRow {
        id: random::record_id(),
        authority_id: row.authority_id.clone(),
        kind: row.kind.clone(),
        layout_key: mapping.layout_key.clone(),
        name: mapping.name.clone(),
        content: mapping.content.clone(),
        saved_by: regulator.account_id.clone(),
        saved_at: now,
    };
    let next = UploadRow {
        state: State::Received.code().to_owned(),
        mapping: Some(mapping.content.clone()),
        failure: None,
        updated_at: now,
        ..row
    };
    let mut tx = core.db.write().await?;
    upload::save_mapping(&mut tx, &saved).await?;
    upload::save(&mut tx, &next).await?;
    let note = "保存各列的对应".to_owned();
    regulator.note(&mut tx, (Act::ColumnMapping, &next.id), Change::none(), note, now).await?;
    tx.commit().await?;
    Ok(())
}

/// What somebody says of the columns of a file.
#[derive(Clone, Debug)]
pub struct NewMapping {
    /// Under which it is found again, for people.
    pub name: String,
    /// Hash of the headings.
    pub layout_key: String,
    /// TOML.
    pub content: String,
}

/// Notes that somebody took away what may hold numbers of persons.
pub async fn note_download(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    (act, note): (Act, &str),
) -> Result<UploadRow, Refusal> {
    let row = own(core, regulator, id).await?;
    let mut tx = core.db.write().await?;
    let now = core.clock.now();
    regulator.note(&mut tx, (act, &row.id), Change::none(), note.to_owned(), now).await?;
    tx.commit().await?;
    Ok(row)
}

/// The authorities for which this person may file, with their names.
pub async fn may_file_for(tx: &mut Tx, regulator: &Regulator) -> sqlx::Result<Vec<(String, String)>> {
    if regulator.may(Step::File).is_err() {
        return Ok(Vec::new());
    }
    let ids = regulator.authorities(Step::File);
    let found = authority::by_ids(tx, &ids).await?;
    let name = |id: &String| found.iter().find(|row| row.id == *id).map(|row| row.name.clone());
    Ok(ids.iter().filter_map(|id| Some((id.clone(), name(id)?))).collect())
}
