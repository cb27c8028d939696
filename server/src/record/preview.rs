//! What the public will see of a decision that is not public yet: the clerk sees it before handing in, the second person
//! before approving.

use domain::disclosure::PublicDecision;
use domain::publication::{Publication, WithheldReason};

use super::publish::{Parties, Timing, earliest_days, number_key, release};
use crate::state::Core;
use crate::store::decision::{DecisionRow, PartyRow};
use crate::store::{Tx, public};

/// What the public would see if the decision were let through now.
#[derive(Clone, Debug, PartialEq)]
pub enum Preview {
    /// This page.
    Public(Box<PublicDecision>),
    /// Nothing, by law: the ground in the law's terms.
    Withheld(&'static str),
    /// Nothing: a field that the law asks for is empty, or its publicity is over.
    Nothing,
}

/// Lets the decision through in memory and answers what the public would then see. Nothing is stored. The row is as
/// staged or as it stands in the store; a public one keeps its first day. Parties count as found: one that is not in the
/// registry keeps the decision from the public until somebody settles it, which the caller has to say beside.
pub async fn preview(
    core: &Core,
    tx: &mut Tx,
    row: &DecisionRow,
    parties: &[PartyRow],
) -> sqlx::Result<Preview> {
    if row.state == Publication::Incomplete || row.decided_on.is_none() {
        return Ok(Preview::Nothing);
    }
    let mut row = row.clone();
    let earliest = earliest_days(tx, std::slice::from_ref(&row)).await?;
    let earliest = earliest.get(number_key(&row.document_key)).copied();
    let timing = Timing { rules: &core.rules(), now: core.clock.now(), earliest };
    release(&mut row, Parties::Resolved, timing);
    row.published_at = row.published_at.or(Some(timing.now));
    match row.state {
        Publication::Withheld => {
            let reason = row.withheld_reason.as_deref().and_then(WithheldReason::from_code);
            Ok(Preview::Withheld(reason.map_or("依法不予公示", WithheldReason::label)))
        }
        Publication::Published => {
            let times = core.taken_over_times();
            let shown =
                public::in_memory(tx, row, parties.to_vec(), core.clock.today(), times, &core.rules())
                    .await?;
            Ok(shown.map_or(Preview::Nothing, |decision| Preview::Public(Box::new(decision))))
        }
        _ => Ok(Preview::Nothing),
    }
}
