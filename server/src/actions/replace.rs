//! 变更: a new decision takes the place of an old one. The old one is withdrawn with that reason, the new one has a clock of
//! its own and leads inside to the old one. The same matter issued once more keeps its predecessor's lateness.

use domain::approval::Purpose;
use domain::decision::DecisionKind;
use domain::leaving::WithdrawalGround;
use domain::publication::Publication;
use domain::role::Step;

use super::approval::Leaving;
use super::ask;
use super::regulator::{Change, Refusal, Regulator};
use crate::record::act::Act;
use crate::record::publish::{earliest_days, number_key, set_deadline};
use crate::state::Core;
use crate::store::Tx;
use crate::store::decision::{self, DecisionRow};
use crate::store::first_submission::{self, FirstSubmissionRow};
use crate::store::replacement::{self, ReplacementRow};

/// How the new decision follows the old one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replacing {
    /// 变更后的新决定: a clock of its own.
    Changed,
    /// 重新制作、重新公示同一决定: its predecessor's clock.
    Reissue,
}

impl Replacing {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Changed, Self::Reissue];

    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Changed => "changed",
            Self::Reissue => "reissue",
        }
    }

    /// The kind with that machine word.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Changed => "变更后的新决定（期限重新计算）",
            Self::Reissue => "同一决定重新制作（沿用原决定的期限）",
        }
    }
}

/// Says that a decision takes the place of another one of the same authority. If the old one is public, its withdrawal
/// with the ground 变更 is asked for as well.
pub async fn replace(
    core: &Core,
    regulator: &Regulator,
    (new_public_id, old_public_id): (&str, &str),
    kind: Replacing,
) -> Result<(), Refusal> {
    let now = core.clock.now();
    let mut tx = core.db.write().await?;
    let new = ask::record(&mut tx, regulator, Step::File, new_public_id).await?;
    let old = ask::record(&mut tx, regulator, Step::File, old_public_id).await?;
    if new.id == old.id || new.authority_id != old.authority_id || new.kind != old.kind {
        return Err(Refusal::State("新旧两条记录须是同一机关、同一类别的两份决定".to_owned()));
    }
    if replacement::of_new(&mut tx, &new.id).await?.is_some() {
        return Err(Refusal::State("这条记录已经登记过它所替代的决定".to_owned()));
    }
    let link = ReplacementRow {
        new_id: new.id.clone(),
        old_id: old.id.clone(),
        kind: kind.code().to_owned(),
        linked_by: regulator.account_id.clone(),
        linked_at: now,
    };
    replacement::add(&mut tx, &link).await?;
    let note = format!("{} of {}", kind.code(), old.public_id);
    regulator.note(&mut tx, (Act::Replace, &new.id), Change::none(), note, now).await?;
    let new_decided_on = new.decided_on;
    if kind == Replacing::Reissue {
        keep_lateness(core, &mut tx, new, &old).await?;
    }
    if old.state == Publication::Published {
        let kind = DecisionKind::from_code(&old.kind).ok_or(Refusal::Unknown)?;
        let ground = WithdrawalGround::Changed;
        let leaving = Leaving {
            on: new_decided_on.unwrap_or_else(|| core.clock.today()),
            ground: Some(ground.code().to_owned()),
            reason: ground.public_reason(kind, ""),
        };
        ask::ask(&mut tx, regulator, &old, (Purpose::Withdraw, &leaving), now).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The new number counts from the earliest day ever handed in for the old one; what is public already is not judged anew.
async fn keep_lateness(
    core: &Core,
    tx: &mut Tx,
    mut new: DecisionRow,
    old: &DecisionRow,
) -> Result<(), Refusal> {
    let days = earliest_days(tx, std::slice::from_ref(old)).await?;
    let known = days.get(number_key(&old.document_key)).copied();
    let Some(earliest) = known.into_iter().chain(old.decided_on).min() else { return Ok(()) };
    let first = FirstSubmissionRow {
        number_key: number_key(&new.document_key).to_owned(),
        decided_on: earliest,
        received_at: old.received_at,
    };
    first_submission::note(tx, &[first]).await?;
    if new.published_at.is_none() {
        set_deadline(&mut new, &core.rules(), Some(earliest));
        decision::save(tx, std::slice::from_ref(&new)).await?;
    }
    Ok(())
}
