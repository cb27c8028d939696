//! What somebody without an account does: objects to a public record, looks how far it is, takes it back (RULES 5.4).

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::beijing_date;
use domain::objection::{ObjectionState, ObjectionStep, Statement};

use super::objections::{mark_entries, marked_since};
use crate::attachments::FileKind;
use crate::random;
use crate::record::act::Act;
use crate::state::Core;
use crate::store::audit::{self, Deed};
use crate::store::ledger::Subject;
use crate::store::objection::{self, AttachmentRow, ObjectionRow};
use crate::store::{Tx, ledger};

/// Who did it, in the audit trail: nobody is named there.
const OBJECTOR: &str = "objector";

/// A record that somebody may object to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objected {
    /// A decision or an entry.
    pub subject: Subject,
    /// Identifier inside the house.
    pub record_id: String,
    /// Public identifier.
    pub public_id: String,
    /// Which record, in words that the public may read.
    pub label: String,
    /// Who answers for it, as the record says.
    pub authority_name: Option<String>,
    /// Whose desk decides the objection.
    pub desk_id: String,
}

/// An objection as it was sent.
#[derive(Debug)]
pub struct Submission {
    /// The form's own mark: sent twice, it is one objection.
    pub form: String,
    /// Who, why, in which words.
    pub statement: Statement,
    /// What was attached.
    pub files: Vec<SentFile>,
}

/// A file that was looked at and taken.
pub struct SentFile {
    /// Its name as it was sent.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its content.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for SentFile {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "SentFile({}, {} bytes)", self.kind.code(), self.bytes.len())
    }
}

/// What is shown once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// 受理编号
    pub number: String,
    /// 查询码: with the number it opens the status page. Only its hash is kept.
    pub code: String,
    /// When it was received.
    pub received_at: DateTime<Utc>,
}

/// Why an objection was not taken.
#[derive(Debug, thiserror::Error)]
pub enum ObjectError {
    /// The same form was sent before, under this number.
    #[error("这份异议已经提交，受理编号 {0}")]
    Twice(String),
    /// There is none with that number and code.
    #[error("没有查到这件异议，请核对受理编号和查询码")]
    Unknown,
    /// It cannot be taken back any more.
    #[error("{0}")]
    State(String),
    /// The data base failed.
    #[error(transparent)]
    Store(#[from] sqlx::Error),
}

/// Takes an objection in. Everything that tells who objects is encrypted before it is written anywhere.
pub async fn submit(core: &Core, record: &Objected, sent: Submission) -> Result<Receipt, ObjectError> {
    let now = core.clock.now();
    let (id, code) = (random::record_id(), new_code());
    let number = new_number(beijing_date(now));
    let form_hash = core.keeper.fingerprint(&format!("objection-form|{}", sent.form));
    let content = serde_json::to_string(&sent.statement).map_err(io_error)?;
    let row = ObjectionRow {
        id: id.clone(),
        code_hash: code_hash(core, &number, &code),
        number: number.clone(),
        form_hash,
        subject: record.subject.code().to_owned(),
        record_id: record.record_id.clone(),
        record_public_id: record.public_id.clone(),
        authority_id: record.desk_id.clone(),
        content: core.keeper.encrypt(&content).map_err(io_error)?,
        state: ObjectionState::Received,
        ground: Some(sent.statement.ground.code().to_owned()),
        received_at: now,
        ..ObjectionRow::default()
    };
    let attachments = keep(core, &id, sent.files).await?;
    let added = add(core, &row, &attachments, now).await;
    if added.is_err() {
        for attachment in &attachments {
            core.attachments.remove(&attachment.id);
        }
    }
    added.map(|()| Receipt { number, code, received_at: now })
}

async fn add(
    core: &Core,
    row: &ObjectionRow,
    attachments: &[AttachmentRow],
    now: DateTime<Utc>,
) -> Result<(), ObjectError> {
    let mut tx = core.db.write().await?;
    if let Some(known) = objection::by_form(&mut tx, &row.form_hash).await? {
        return Err(ObjectError::Twice(known.number));
    }
    objection::add(&mut tx, row, attachments).await?;
    note(&mut tx, Act::ObjectionReceived, row, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Writes the files before the row: a row never names a file that is not there.
async fn keep(
    core: &Core,
    objection_id: &str,
    files: Vec<SentFile>,
) -> Result<Vec<AttachmentRow>, ObjectError> {
    let mut rows = Vec::new();
    for (position, file) in (1..).zip(files) {
        let id = random::record_id();
        rows.push(AttachmentRow {
            id: id.clone(),
            objection_id: objection_id.to_owned(),
            position,
            name: core.keeper.encrypt(&file.name).map_err(io_error)?,
            kind: file.kind.code().to_owned(),
            size: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        });
        let (folder, keeper) = (core.attachments.clone(), core.keeper.clone());
        let kept = tokio::task::spawn_blocking(move || folder.keep(&keeper, &id, &file.bytes)).await;
        if let Err(error) = kept.map_err(std::io::Error::other).flatten() {
            for row in &rows {
                core.attachments.remove(&row.id);
            }
            return Err(io_error(error));
        }
    }
    Ok(rows)
}

/// The objection with that number and code. A wrong code answers like a number that never was.
pub async fn find(core: &Core, tx: &mut Tx, number: &str, code: &str) -> Result<ObjectionRow, ObjectError> {
    let number = number.trim().to_uppercase();
    let row = objection::by_number(tx, &number).await?;
    let hash = code_hash(core, &number, code);
    row.filter(|row| row.code_hash == hash).ok_or(ObjectError::Unknown)
}

/// Takes an objection back. If it had been accepted, the record loses its mark.
pub async fn withdraw(core: &Core, number: &str, code: &str) -> Result<(), ObjectError> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let mut row = find(core, &mut tx, number, code).await?;
    let after =
        row.state.after(ObjectionStep::Withdraw).map_err(|refused| ObjectError::State(refused.message()))?;
    let before = marked_since(&mut tx, &row.record_id).await?;
    row.state = after;
    row.ended_at = Some(now);
    objection::save(&mut tx, &row).await?;
    note(&mut tx, Act::ObjectionWithdrawn, &row, now).await?;
    let entries = mark_entries(&mut tx, &row, before, beijing_date(now)).await?;
    ledger::append(&mut tx, &entries, now).await?;
    tx.commit().await?;
    Ok(())
}

async fn note(tx: &mut Tx, act: Act, row: &ObjectionRow, now: DateTime<Utc>) -> sqlx::Result<()> {
    let deed = Deed {
        action: act.code(),
        record_id: &row.id,
        done_by: OBJECTOR,
        note: format!("{} {}", row.subject, row.record_public_id),
        ..Deed::default()
    };
    audit::add(tx, deed, now).await
}

/// Date and six random characters, such as `YY20261126-7F3K9Q`.
fn new_number(today: NaiveDate) -> String {
    let random: String = random::public_id().chars().take(6).collect();
    format!("YY{}-{}", today.format("%Y%m%d"), random.to_uppercase())
}

/// Eighty random bits in groups of four characters.
fn new_code() -> String {
    let random = random::public_id().to_uppercase();
    let characters: Vec<char> = random.chars().take(16).collect();
    characters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Blanks, hyphens and case do not matter: the code may have been copied from paper.
fn code_hash(core: &Core, number: &str, code: &str) -> String {
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    core.keeper.fingerprint(&format!("objection-code|{number}|{}", code.to_lowercase()))
}

fn io_error(error: impl std::error::Error + Send + Sync + 'static) -> ObjectError {
    ObjectError::Store(sqlx::Error::Io(std::io::Error::other(error)))
}
