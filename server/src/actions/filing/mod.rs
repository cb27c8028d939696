//! A clerk's decisions: drafts that are begun, saved, checked and handed in to a second person.
//!
//! A draft belongs to the clerk's own authority, the source unit; the deciding authority is chosen among those for which
//! the clerk may file. Its content is encrypted, and its title is masked.

mod check;
mod content;
mod reopen;

use chrono::{DateTime, Utc};
use domain::check::lint::Weight;
use domain::decision::{DecisionKind, PartyClass};
use domain::role::Step;

pub use check::{Checked, decided_on};
pub use content::{Content, MOST_PARTIES, Values, is_secret, name_in_form};
pub use reopen::reopen;

use super::regulator::{Change, Refusal, Regulator};
use crate::import::lint::Due;
use crate::import::{self, Channel, HandIn, HandedIn, Handing, ImportError};
use crate::random;
use crate::record::act::Act;
use crate::secrets::SecretError;
use crate::state::Core;
use crate::store::authority::AuthorityRow;
use crate::store::draft::{self, DraftRow};
use crate::store::{Tx, authority};

/// Why a step of filing did not happen.
#[derive(Debug, thiserror::Error)]
pub enum FilingError {
    /// It was refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// Somebody saved the draft after it was opened here: what stands there now.
    #[error("您打开以后，这份草稿又被保存过：请对照两边的内容再保存")]
    Conflict(Box<Opened>),
    /// Something is to be put right or ticked first.
    #[error("还有需要改正或者确认的地方")]
    Unready(Box<Checked>),
    /// The rows could not be handed in.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// The key does not fit what is stored.
    #[error(transparent)]
    Secret(#[from] SecretError),
    /// A page could not be read.
    #[error(transparent)]
    Read(#[from] crate::error::Error),
}

impl From<sqlx::Error> for FilingError {
    fn from(error: sqlx::Error) -> Self {
        Self::Refused(Refusal::Store(error))
    }
}

/// A draft as it stands in the store.
#[derive(Clone, Debug)]
pub struct Opened {
    /// Its row.
    pub row: DraftRow,
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// What it holds.
    pub content: Content,
}

/// A form as it was sent.
#[derive(Clone, Debug)]
pub struct Typed {
    /// The version that was opened.
    pub version: i64,
    /// What was typed. Numbers of persons that are left empty stay as they were.
    pub content: Content,
    /// Names of fields whose stored number is to go.
    pub forget: Vec<String>,
    /// What to do with it besides saving.
    pub then: Then,
}

/// What a button of the form asks for besides saving.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Then {
    /// Nothing.
    #[default]
    Nothing,
    /// One more party.
    AddParty,
    /// One party less, from 0.
    RemoveParty(usize),
    /// The registered name of the party with that credit code, from 0.
    LookUp(usize),
}

/// The authorities that a decision names.
#[derive(Clone, Debug)]
pub struct Offices {
    /// Who decided.
    pub deciding: AuthorityRow,
    /// Whose clerk files: 数据来源单位.
    pub source: AuthorityRow,
}

/// Begins an empty draft; answers its identifier.
pub async fn begin_draft(
    core: &Core,
    regulator: &Regulator,
    kind: DecisionKind,
) -> Result<String, FilingError> {
    let own = own_authority(regulator)?;
    let now = core.clock.now();
    let content = Content::empty(own.clone());
    let row = new_row(core, regulator, (kind, own), &content, now)?;
    let mut tx = core.db.write().await?;
    draft::add(&mut tx, &row).await?;
    regulator.note(&mut tx, (Act::DraftBegun, &row.id), Change::none(), String::new(), now).await?;
    tx.commit().await?;
    Ok(row.id)
}

/// The open drafts of the regulator's own authority, the least time left first.
pub async fn open_drafts(tx: &mut Tx, regulator: &Regulator) -> Result<Vec<DraftRow>, Refusal> {
    let own = own_authority(regulator)?;
    Ok(draft::open(tx, &[own]).await?)
}

/// Opens a draft of the regulator's own authority; others' are unknown to it.
pub async fn open_draft(
    core: &Core,
    tx: &mut Tx,
    regulator: &Regulator,
    id: &str,
) -> Result<Opened, FilingError> {
    let own = own_authority(regulator)?;
    let row = draft::by_id(tx, id).await?.filter(|row| row.authority_id == own).ok_or(Refusal::Unknown)?;
    opened(core, row)
}

fn opened(core: &Core, row: DraftRow) -> Result<Opened, FilingError> {
    let unreadable = || Refusal::State("草稿内容无法读取，请联系平台管理员".to_owned());
    let kind = DecisionKind::from_code(&row.kind).ok_or_else(unreadable)?;
    let text = core.keeper.decrypt(&row.content)?;
    let content = serde_json::from_str(&text).map_err(|_| unreadable())?;
    Ok(Opened { row, kind, content })
}

/// Saves a draft, unless somebody else saved it meanwhile; what did not change is not written again.
///
/// # Errors
/// [`FilingError::Conflict`] with what stands there now.
pub async fn save_draft(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    typed: Typed,
) -> Result<Opened, FilingError> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let before = open_draft(core, &mut tx, regulator, id).await?;
    if before.row.handed_in_at.is_some() {
        return Err(Refusal::State("这份草稿已经提交，不能再改".to_owned()).into());
    }
    regulator.may_for(Step::File, Some(&typed.content.authority_id))?;
    let mut content = typed.content;
    content.tidy(before.kind);
    content.keep_numbers(before.kind, &before.content, &typed.forget);
    content.word.clone_from(&before.content.word);
    // The same text saved twice, as by a button while the page saves itself, is no conflict.
    if before.row.version != typed.version && content != before.content {
        return Err(FilingError::Conflict(Box::new(before)));
    }
    then(&mut tx, before.kind, &mut content, typed.then).await?;
    if content == before.content {
        return Ok(before);
    }
    let saved = Opened { content, ..before };
    let saved = write(core, &mut tx, regulator, saved, now).await?;
    tx.commit().await?;
    Ok(saved)
}

async fn then(tx: &mut Tx, kind: DecisionKind, content: &mut Content, then: Then) -> Result<(), FilingError> {
    match then {
        Then::AddParty if content.parties.len() < MOST_PARTIES => content.parties.push(Values::new()),
        Then::AddParty => {
            let sentence = format!("一份表单最多填{MOST_PARTIES}个行政相对人，更多的请批量上传");
            return Err(Refusal::State(sentence).into());
        }
        Then::RemoveParty(party) if party < content.parties.len() && content.parties.len() > 1 => {
            content.parties.remove(party);
        }
        // The last party stays.
        Then::Nothing | Then::RemoveParty(_) => {}
        Then::LookUp(party) => look_up(tx, kind, content, party).await?,
    }
    Ok(())
}

/// Fills what the registry knows of the code; what was typed stays.
async fn look_up(tx: &mut Tx, kind: DecisionKind, content: &mut Content, party: usize) -> sqlx::Result<()> {
    let holders = check::holders(tx, kind, content, party).await?;
    let ([holder], Some(values)) = (holders.as_slice(), content.parties.get_mut(party)) else {
        return Ok(());
    };
    let is_trader = holder.uscc.as_ref().is_some_and(|code| code.starts_with("92"));
    let class = if is_trader { PartyClass::SoleTrader } else { PartyClass::Organisation };
    let known = [
        ("XDR_MC", holder.name.clone()),
        ("XDR_LB", class.label().to_owned()),
        ("FRDB", holder.representative.clone().unwrap_or_default()),
    ];
    for (short, value) in known {
        let typed = values.entry(format!("{}_{short}", kind.table())).or_default();
        if typed.trim().is_empty() {
            *typed = value;
        }
    }
    values.retain(|_, value| !value.is_empty());
    Ok(())
}

/// The registered name of each party's code, where the registry has one and only one.
pub async fn registered_names(
    tx: &mut Tx,
    kind: DecisionKind,
    content: &Content,
) -> sqlx::Result<Vec<Option<String>>> {
    let mut names = Vec::with_capacity(content.parties.len());
    for party in 0..content.parties.len() {
        let holders = check::holders(tx, kind, content, party).await?;
        names.push(if let [only] = holders.as_slice() { Some(only.name.clone()) } else { None });
    }
    Ok(names)
}

/// Looks at a draft from all sides; changes nothing.
pub async fn check_draft(
    core: &Core,
    tx: &mut Tx,
    regulator: &Regulator,
    draft: &Opened,
) -> Result<Checked, FilingError> {
    let offices = offices(tx, regulator, draft).await?;
    check::check(core, tx, draft.kind, &draft.content, &offices).await
}

/// Hands a draft in: it then waits for a second person. Every warning must have been ticked.
///
/// # Errors
/// [`FilingError::Unready`] with what is to be put right or ticked; the draft is saved all the same.
pub async fn hand_in(
    core: &Core,
    regulator: &Regulator,
    id: &str,
    typed: Typed,
    ticked: &[String],
) -> Result<HandedIn, FilingError> {
    let draft = save_draft(core, regulator, id, typed).await?;
    let mut tx = core.db.read().await?;
    let offices = offices(&mut tx, regulator, &draft).await?;
    let checked = check::check(core, &mut tx, draft.kind, &draft.content, &offices).await?;
    drop(tx);
    let is_ready =
        |lint: &domain::check::lint::Lint| lint.weight == Weight::Warn && ticked.contains(&lint.code);
    if !checked.lints.iter().all(is_ready) {
        return Err(FilingError::Unready(Box::new(checked)));
    }
    let late = checked.due.is_some_and(|due| due.is_over());
    let given = HandIn {
        kind: draft.kind,
        headings: content::headings(draft.kind),
        rows: draft.content.rows(draft.kind, &offices.deciding, &offices.source),
        authority: None,
        handing: Handing {
            begun_at: Some(draft.row.created_at),
            ticked: serde_json::to_string(&checked.warnings()).ok(),
            late_reason: late.then(|| draft.content.late_reason.clone()),
            late_words: late.then(|| draft.content.late_words.clone()),
            ..Handing::of(Channel::Form, regulator.account_id.clone())
        },
    };
    let handed_in = import::hand_in(core, given).await?;
    note_handed_in(core, regulator, draft, &handed_in).await?;
    Ok(handed_in)
}

async fn note_handed_in(
    core: &Core,
    regulator: &Regulator,
    mut draft: Opened,
    handed_in: &HandedIn,
) -> Result<(), FilingError> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    draft.content.batch_id = Some(handed_in.batch_id.clone());
    draft.row.handed_in_at = Some(now);
    let text = as_text(&draft.content);
    let draft = write(core, &mut tx, regulator, draft, now).await?;
    let change = Change::between(&core.keeper, None, Some(&text));
    let note = format!("batch {}", handed_in.batch_id);
    regulator.note(&mut tx, (Act::DraftHandedIn, &draft.row.id), change, note, now).await?;
    tx.commit().await?;
    Ok(())
}

/// The authority that decided, if the regulator may file for it, and the regulator's own.
async fn offices(tx: &mut Tx, regulator: &Regulator, draft: &Opened) -> Result<Offices, FilingError> {
    regulator.may_for(Step::File, Some(&draft.content.authority_id))?;
    Ok(Offices {
        deciding: office(tx, &draft.content.authority_id).await?,
        source: office(tx, &draft.row.authority_id).await?,
    })
}

async fn office(tx: &mut Tx, id: &str) -> Result<AuthorityRow, Refusal> {
    authority::by_ids(tx, &[id.to_owned()]).await?.pop().ok_or(Refusal::Unknown)
}

fn own_authority(regulator: &Regulator) -> Result<String, Refusal> {
    regulator.may(Step::File)?;
    regulator.authority_id.clone().ok_or(Refusal::Unknown)
}

fn as_text(content: &Content) -> String {
    serde_json::to_string(content).unwrap_or_default()
}

fn new_row(
    core: &Core,
    regulator: &Regulator,
    (kind, authority_id): (DecisionKind, String),
    content: &Content,
    now: DateTime<Utc>,
) -> Result<DraftRow, FilingError> {
    let decided_on = decided_on(kind, content);
    Ok(DraftRow {
        id: random::public_id(),
        kind: kind.code().to_owned(),
        authority_id,
        content: core.keeper.encrypt(&as_text(content))?,
        title: content.title(kind),
        decided_on,
        due_on: decided_on
            .and_then(|day| Due::reckon(&core.rules(), core.clock.today(), day))
            .map(|due| due.on),
        created_by: regulator.account_id.clone(),
        created_at: now,
        saved_by: regulator.account_id.clone(),
        saved_at: now,
        version: 1,
        corrects_id: None,
        handed_in_at: None,
    })
}

/// Writes the next version.
async fn write(
    core: &Core,
    tx: &mut Tx,
    regulator: &Regulator,
    draft: Opened,
    now: DateTime<Utc>,
) -> Result<Opened, FilingError> {
    let decided_on = decided_on(draft.kind, &draft.content);
    let row = DraftRow {
        content: core.keeper.encrypt(&as_text(&draft.content))?,
        title: draft.content.title(draft.kind),
        decided_on,
        due_on: decided_on
            .and_then(|day| Due::reckon(&core.rules(), core.clock.today(), day))
            .map(|due| due.on),
        saved_by: regulator.account_id.clone(),
        saved_at: now,
        version: draft.row.version + 1,
        ..draft.row
    };
    if draft::save(tx, &row).await? {
        return Ok(Opened { row, ..draft });
    }
    let there = draft::by_id(tx, &row.id).await?.ok_or(Refusal::Unknown)?;
    Err(FilingError::Conflict(Box::new(opened(core, there)?)))
}
