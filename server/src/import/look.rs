//! Rows looked at as if they were handed in now; nothing is stored.

use chrono::NaiveDate;
use domain::calendar::beijing_date;
use domain::decision::DecisionKind;

use super::decisions::{Place, Staging};
use super::gate::Gate;
use super::spool::{Content, StagedDecision};
use super::stage::{Headings, stage_row};
use super::{ImportError, Kind, Sending, Times};
use crate::actions::publish::{earliest_days, number_key, set_deadline};
use crate::actions::registry::{AuthorityDirectory, Matches, codes_of};
use crate::ingest::RawRow;
use crate::state::Core;
use crate::store::Tx;
use crate::store::decision::{self, DecisionRow, PartyRow};

/// A row as it would stand in the record.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The decision; its due day counts from the earliest day ever handed in.
    pub decision: DecisionRow,
    /// The party, with its entity if the registry knows it.
    pub party: PartyRow,
    /// What the record already holds about this party of this document.
    pub known: Option<DecisionRow>,
    /// An earlier day that was handed in under this number.
    pub earlier: Option<NaiveDate>,
}

/// Looks at rows in the layout of `headings`; those that cannot be read answer none.
///
/// # Errors
/// [`ImportError::Headings`] if the columns are not those of the kind.
pub async fn look(
    core: &Core,
    tx: &mut Tx,
    kind: DecisionKind,
    headings: &[String],
    rows: Vec<Vec<String>>,
) -> Result<Vec<Option<Looked>>, ImportError> {
    let kind = match kind {
        DecisionKind::Licence => Kind::Licences,
        DecisionKind::Penalty => Kind::Penalties,
    };
    let layout = Headings::read(kind, headings)?;
    let now = core.clock.now();
    let staging = Staging {
        keeper: &core.keeper,
        calendar: &core.calendar(),
        today: beijing_date(now),
        received_at: now,
        times: Times::Ours,
        authority: None,
        own_rows: None,
    };
    let mut staged = Vec::with_capacity(rows.len());
    for (line, values) in (1_u64..).zip(rows) {
        let raw = RawRow { line, part: 0, part_line: line, values, raw: String::new(), problem: None };
        staged.push(match stage_row(kind, &layout, raw, &staging)?.content {
            Some(Content::Decision(decision)) => Some(*decision),
            _ => None,
        });
    }
    settle(core, tx, staged).await
}

async fn settle(
    core: &Core,
    tx: &mut Tx,
    staged: Vec<Option<StagedDecision>>,
) -> Result<Vec<Option<Looked>>, ImportError> {
    let now = core.clock.now();
    let authorities = AuthorityDirectory::load(tx).await?;
    let codes = staged.iter().flatten().flat_map(|row| codes_of(&row.party));
    let matches = Matches::load(tx, codes.collect()).await?;
    let place = Place {
        batch_id: "",
        line: 0,
        now,
        today: beijing_date(now),
        sending: Sending::First,
        gate: &Gate::Open,
        calendar: &core.calendar(),
        authorities: &authorities,
        matches: &matches,
    };
    let mut looked = Vec::with_capacity(staged.len());
    for row in staged {
        let Some(StagedDecision { mut decision, mut party, authority_uscc }) = row else {
            looked.push(None);
            continue;
        };
        // What it says is said in other words by the clerk's lint.
        place.settle(&mut decision, &mut party, authority_uscc.as_deref());
        let earliest = earliest_days(tx, std::slice::from_ref(&decision)).await?;
        let earliest = earliest.get(number_key(&decision.document_key)).copied();
        set_deadline(&mut decision, &core.calendar(), earliest);
        let known = known(tx, &party.natural_key).await?;
        let earlier = earliest.filter(|day| decision.decided_on.is_some_and(|decided_on| *day < decided_on));
        looked.push(Some(Looked { decision, party, known, earlier }));
    }
    Ok(looked)
}

async fn known(tx: &mut Tx, natural_key: &str) -> sqlx::Result<Option<DecisionRow>> {
    let parties = decision::parties_by_keys(tx, &[natural_key.to_owned()]).await?;
    let ids: Vec<String> = parties.into_iter().map(|party| party.decision_id).collect();
    Ok(decision::by_ids(tx, &ids).await?.pop())
}
