//! Rows of a spreadsheet that are in order but for a word of their clerk: warnings that were not ticked yet, and the reason
//! of lateness. What is said is recorded with each approval, as for a form.

use domain::issue::Issue;
use domain::lateness::LateReason;

use super::regulator::{Change, Refusal, Regulator};
use super::uploads::{State, own};
use crate::import::lint::LATE;
use crate::import::{Channel, Handing};
use crate::record::act::Act;
use crate::state::Core;
use crate::store::Tx;
use crate::store::upload::{self, UploadRow};
use crate::store::work_list;

/// Rows that are read together.
const ROWS_AT_ONCE: i64 = 1_000;
/// Lines of a kind that are named.
const MOST_LINES: usize = 20;
/// Different sentences of a kind that are shown.
const MOST_SENTENCES: usize = 3;

/// Warnings of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Their code.
    pub code: String,
    /// How many rows have them.
    pub rows: i64,
    /// The first lines.
    pub lines: Vec<i64>,
    /// What they say: the first different sentences.
    pub sentences: Vec<String>,
}

/// What is asked of the clerk before the rows are handed in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Rows that wait.
    pub rows: i64,
    /// A tick for each, in the order in which they come.
    pub kinds: Vec<Kind>,
    /// Rows past their due day: the reason.
    pub late: Option<Kind>,
}

/// What the clerk says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Given {
    /// How many rows waited when the page was made.
    pub rows: i64,
    /// The codes that were ticked.
    pub ticked: Vec<String>,
    /// Why the late rows come late; empty if it was not chosen.
    pub late_reason: String,
    /// The same in words, which stay inside.
    pub late_words: String,
}

/// Why nothing was handed in.
#[derive(Debug, thiserror::Error)]
pub enum ConfirmError {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Something was not said: fields with what is asked there.
    #[error("还有没有确认的地方")]
    Unready(Vec<(String, String)>),
}

impl From<sqlx::Error> for ConfirmError {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(Refusal::Store(error))
    }
}

/// What is asked about the rows of a batch that wait for their clerk's word.
pub async fn asked(tx: &mut Tx, batch_id: &str) -> sqlx::Result<Asked> {
    let (mut asked, mut after) = (Asked::default(), 0);
    loop {
        let held = work_list::held(tx, batch_id, after, ROWS_AT_ONCE).await?;
        let Some(last) = held.last() else { break };
        after = last.line;
        for row in &held {
            asked.rows += 1;
            let issues: Vec<Issue> = serde_json::from_str(&row.issues).unwrap_or_default();
            for issue in issues {
                add(&mut asked.kinds, row.line, issue);
            }
        }
    }
    let late = asked.kinds.iter().position(|kind| kind.code == LATE);
    asked.late = late.map(|place| asked.kinds.remove(place));
    Ok(asked)
}

fn add(kinds: &mut Vec<Kind>, line: i64, issue: Issue) {
    let place = kinds.iter().position(|kind| kind.code == issue.code).unwrap_or_else(|| {
        kinds.push(Kind { code: issue.code, rows: 0, lines: Vec::new(), sentences: Vec::new() });
        kinds.len() - 1
    });
    let Some(kind) = kinds.get_mut(place) else { return };
    if kind.lines.last() != Some(&line) {
        kind.rows += 1;
        if kind.lines.len() < MOST_LINES {
            kind.lines.push(line);
        }
    }
    if kind.sentences.len() < MOST_SENTENCES && !kind.sentences.contains(&issue.message) {
        kind.sentences.push(issue.message);
    }
}

/// Hands in the rows that wait for their clerk's word; the server does it beside the requests.
///
/// # Errors
/// [`ConfirmError::Unready`] if a kind of warning was not ticked, if rows are late and no reason was chosen, or if other
/// rows wait than when the page was made.
pub async fn confirm(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    given: &Given,
) -> Result<(), ConfirmError> {
    own(core, regulator, id).await?;
    let now = core.clock.now();
    let asked = asked(&mut core.db.read().await?, id).await?;
    let missing = missing(&asked, given);
    if !missing.is_empty() {
        return Err(ConfirmError::Unready(missing));
    }
    let mut tx = core.db.write().await?;
    // Read again now that nobody else can be at it: a colleague may have pressed the same button.
    let row = upload::by_id(&mut tx, id).await?.ok_or(Refusal::Unknown)?;
    if row.state != State::Done.code() {
        return Err(Refusal::State("这次上传还没有处理完，请稍候再提交".to_owned()).into());
    }
    let before: Option<Handing> = serde_json::from_str(&row.handing).ok();
    let handing = Handing {
        submitted_by: regulator.account_id.clone(),
        ticked: serde_json::to_string(&given.ticked).ok(),
        late_reason: asked.late.is_some().then(|| given.late_reason.clone()),
        late_words: asked.late.is_some().then(|| given.late_words.clone()),
        only_for: Some(regulator.authorities(domain::role::Step::File)),
        ..before.unwrap_or_else(|| Handing::of(Channel::Upload, regulator.account_id.clone()))
    };
    let next = UploadRow {
        state: State::Confirming.code().to_owned(),
        handing: serde_json::to_string(&handing).unwrap_or_default(),
        updated_at: now,
        ..row
    };
    upload::save(&mut tx, &next).await?;
    regulator.note(&mut tx, (Act::UploadConfirm, id), Change::none(), note(&asked, given), now).await?;
    tx.commit().await?;
    Ok(())
}

/// What is still to be said, by field.
fn missing(asked: &Asked, given: &Given) -> Vec<(String, String)> {
    if asked.rows == 0 || asked.rows != given.rows {
        let sentence = "打开本页以后，待核对的行有变化，没有提交：请按下面的内容重新核对".to_owned();
        return vec![("confirm".to_owned(), sentence)];
    }
    let mut missing: Vec<(String, String)> = asked
        .kinds
        .iter()
        .filter(|kind| !given.ticked.contains(&kind.code))
        .map(|kind| {
            let said = kind.sentences.first().map_or("", String::as_str);
            (format!("tick-{}", kind.code), format!("请逐条核对这 {} 行并打勾确认：{said}", kind.rows))
        })
        .collect();
    if asked.late.is_some() && LateReason::from_code(&given.late_reason).is_none() {
        missing.push(("late_reason".to_owned(), "请选择逾期原因".to_owned()));
    }
    missing
}

/// Codes and counts: nothing of the rows themselves.
fn note(asked: &Asked, given: &Given) -> String {
    let ticked = asked.kinds.iter().map(|kind| format!("{} {} 行", kind.code, kind.rows));
    let late =
        asked.late.iter().map(|kind| format!("{} {} 行（{}）", kind.code, kind.rows, given.late_reason));
    format!("核对后提交 {} 行：{}", asked.rows, ticked.chain(late).collect::<Vec<_>>().join("、"))
}
