//! Rows looked at as if they were handed in now; nothing is stored.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::beijing_date;
use domain::decision::DecisionKind;
use domain::rulebook::Rulebook;

use super::decisions::{Place, Staging};
use super::gate::{Gate, Judging};
use super::spool::{Content, StagedDecision};
use super::stage::{Headings, stage_row};
use super::{ImportError, Kind, Sending, Times};
use crate::ingest::RawRow;
use crate::record::publish::{earliest_days, number_key, set_deadline};
use crate::record::registry::{AuthorityDirectory, Matches, codes_of};
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
    /// The present names of all that hold the party's code in the registry.
    pub holders: Vec<String>,
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
        rules: &core.rules(),
        today: beijing_date(now),
        received_at: now,
        times: Times::Ours,
        authority: None,
        own_rows: None,
        // What the words of a form say is said by the clerk's lint.
        judging: Judging::File,
        origin: "",
    };
    let mut staged = Vec::with_capacity(rows.len());
    for (line, values) in (1_u64..).zip(rows) {
        let raw = RawRow { line, part: 0, part_line: line, values, raw: String::new(), problem: None };
        staged.push(match stage_row(kind, &layout, raw, &staging)?.content {
            Some(Content::Decision(decision)) => Some(*decision),
            _ => None,
        });
    }
    Ok(settle(tx, &core.rules(), now, staged).await?)
}

/// Puts rows where they would stand in the record.
pub(super) async fn settle(
    tx: &mut Tx,
    rules: &Rulebook,
    now: DateTime<Utc>,
    staged: Vec<Option<StagedDecision>>,
) -> sqlx::Result<Vec<Option<Looked>>> {
    let decisions: Vec<DecisionRow> = staged.iter().flatten().map(|row| row.decision.clone()).collect();
    let earliest_days = earliest_days(tx, &decisions).await?;
    let known = known(tx, staged.iter().flatten().map(|row| row.party.natural_key.clone())).await?;
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
        rules,
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
        let earliest = earliest_days.get(number_key(&decision.document_key)).copied();
        set_deadline(&mut decision, rules, earliest);
        let earlier = earliest.filter(|day| decision.decided_on.is_some_and(|decided_on| *day < decided_on));
        let (holders, known) = (matches.holders_of(&party), known.get(&party.natural_key).cloned());
        looked.push(Some(Looked { decision, party, holders, known, earlier }));
    }
    Ok(looked)
}

/// What the record holds under these natural keys.
async fn known(
    tx: &mut Tx,
    keys: impl Iterator<Item = String>,
) -> sqlx::Result<HashMap<String, DecisionRow>> {
    let parties = decision::parties_by_keys(tx, &keys.collect::<Vec<_>>()).await?;
    let ids: Vec<String> = parties.iter().map(|party| party.decision_id.clone()).collect();
    let decisions = decision::by_ids(tx, &ids).await?;
    let mut decisions: HashMap<String, DecisionRow> =
        decisions.into_iter().map(|row| (row.id.clone(), row)).collect();
    let found = parties
        .into_iter()
        .filter_map(|party| Some((party.natural_key, decisions.remove(&party.decision_id)?)));
    Ok(found.collect())
}
