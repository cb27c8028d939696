//! Commitments: handed in on the day of a decision, opened when it is filed.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::beijing_date;
use domain::commitment::{Digest, Opening, Proof};
use domain::decision::DecisionKind;
use domain::role::Step;
use domain::text::fold_document_number;
use domain::uscc::Uscc;

use crate::actions::regulator::{Change, Refusal, Regulator};
use crate::import::Channel;
use crate::random;
use crate::record::act::Act;
use crate::record::registry::AuthorityDirectory;
use crate::secrets::checksum;
use crate::state::Core;
use crate::store::commitment::{self, CommitmentRow};
use crate::store::{Tx, authority, decision};

/// SHA-256 of the canonical text: what is handed in.
pub fn commitment_of(opening: &Opening) -> String {
    checksum(opening.canonical_text().as_bytes())
}

/// Keeps commitments of the regulator's own authority; answers each with the moment at which it was first received.
pub async fn commit(
    core: &Core,
    regulator: &Regulator,
    channel: Channel,
    commitments: &[Digest],
) -> Result<Vec<(String, DateTime<Utc>)>, Refusal> {
    regulator.may_for(Step::Commit, regulator.authority_id.as_deref())?;
    let authority_id = regulator.authority_id.clone().ok_or(Refusal::Authority(Step::Commit.label()))?;
    let now = core.clock.now();
    let texts: Vec<String> = commitments.iter().map(|digest| digest.as_str().to_owned()).collect();
    let mut tx = core.db.write().await?;
    let known = commitment::find(&mut tx, &authority_id, &texts).await?;
    let first = |text: &String| known.iter().find(|row| row.commitment == *text).map(|row| row.received_at);
    let mut rows: Vec<CommitmentRow> = Vec::new();
    for text in texts.iter().filter(|text| first(text).is_none()) {
        if rows.iter().all(|row| row.commitment != *text) {
            rows.push(CommitmentRow {
                id: random::record_id(),
                authority_id: authority_id.clone(),
                commitment: text.clone(),
                received_at: now,
                channel: channel.code().to_owned(),
                made_by: regulator.account_id.clone(),
                decision_id: None,
                opened_at: None,
            });
        }
    }
    commitment::add(&mut tx, &rows).await?;
    if !rows.is_empty() {
        let note = format!("{} new", rows.len());
        regulator.note(&mut tx, (Act::Committed, &authority_id), Change::none(), note, now).await?;
    }
    tx.commit().await?;
    Ok(texts.iter().map(|text| (text.clone(), first(text).unwrap_or(now))).collect())
}

/// What a clerk commits to by form: the platform shows all of it once and keeps the hash alone.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// Licence or penalty.
    pub kind: DecisionKind,
    /// The decision's number.
    pub document_number: &'a str,
    /// SHA-256 of the document.
    pub content: Digest,
    /// The salt of the authority's own system; the platform makes one if absent.
    pub salt: Option<Digest>,
}

/// Commits by form; answers what must be kept for the opening.
pub async fn commit_to(core: &Core, regulator: &Regulator, draft: Draft<'_>) -> Result<Opening, Refusal> {
    regulator.may_for(Step::Commit, regulator.authority_id.as_deref())?;
    let mut tx = core.db.read().await?;
    let opening = Opening {
        salt: draft.salt.map_or_else(random_salt, Ok)?,
        kind: draft.kind,
        authority: own_code(&mut tx, regulator).await?,
        document_number: draft.document_number.to_owned(),
        content: draft.content,
    };
    drop(tx);
    let text = commitment_of(&opening).parse().map_err(|_| Refusal::Unknown)?;
    commit(core, regulator, Channel::Form, &[text]).await?;
    Ok(opening)
}

fn random_salt() -> Result<Digest, Refusal> {
    random::seed().parse().map_err(|_| Refusal::Unknown)
}

/// The credit code of the regulator's authority.
pub async fn own_code(tx: &mut Tx, regulator: &Regulator) -> Result<Uscc, Refusal> {
    let id = regulator.authority_id.clone().ok_or(Refusal::Authority(Step::Commit.label()))?;
    let row = authority::by_ids(tx, &[id]).await?.pop();
    row.and_then(|row| row.uscc?.parse().ok())
        .ok_or_else(|| Refusal::State("本机关没有登记统一社会信用代码，请联系平台管理员补登".to_owned()))
}

/// How an opening ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opened {
    /// The commitment belongs to a decision of the record, and proves that.
    For(Proof),
    /// The authority never handed in such a commitment.
    Unknown,
    /// The decision is not in the record.
    NotFiled,
}

impl Opened {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::For(Proof::OfTheDay) => "of-the-day",
            Self::For(Proof::Later) => "later",
            Self::Unknown => "unknown",
            Self::NotFiled => "not-filed",
        }
    }
}

/// Opens a commitment for a decision that was filed; the commitment is discharged once that is public or withheld.
pub async fn open(
    core: &Core,
    regulator: &Regulator,
    opening: &Opening,
    decided_on: NaiveDate,
) -> Result<Opened, Refusal> {
    regulator.may(Step::Commit)?;
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let directory = AuthorityDirectory::load(&mut tx).await?;
    let opened = open_in(&mut tx, regulator, &directory, (opening, decided_on), now).await?;
    tx.commit().await?;
    Ok(opened)
}

/// The same within a transaction.
pub(super) async fn open_in(
    tx: &mut Tx,
    regulator: &Regulator,
    directory: &AuthorityDirectory,
    (opening, decided_on): (&Opening, NaiveDate),
    now: DateTime<Utc>,
) -> Result<Opened, Refusal> {
    let own = regulator.authority_id.as_deref().unwrap_or_default();
    let Some(row) = commitment::find(tx, own, &[commitment_of(opening)]).await?.pop() else {
        return Ok(Opened::Unknown);
    };
    let authority_id = directory.find(Some(opening.authority.as_str()), "").ok_or(Refusal::Unknown)?;
    regulator.may_for(Step::Commit, Some(&authority_id))?;
    let number = fold_document_number(&opening.document_number);
    let decisions = decision::of_day(tx, &authority_id, opening.kind.code(), decided_on).await?;
    let Some(decision) =
        decisions.into_iter().find(|decision| fold_document_number(&decision.document_number) == number)
    else {
        return Ok(Opened::NotFiled);
    };
    if row.decision_id.is_none() {
        commitment::open(tx, &row.id, &decision.id, now).await?;
        regulator.note(tx, (Act::CommitmentOpened, &row.id), Change::none(), decision.public_id, now).await?;
    }
    Ok(Opened::For(Proof::of(beijing_date(row.received_at), decided_on)))
}
