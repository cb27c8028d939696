//! Everything that is public, page by page, for the bulk files.
//!
//! All pages of one release are read in one transaction, so that none is missed and none comes twice while imports
//! run. A page starts after the last identifier of the page before.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;
use domain::decision::{DecisionKind, PartyClass};
use domain::disclosure::{DecisionSummary, FormerName};
use domain::standard::{self, Field, FieldDisclosure};

use super::decision::DecisionRow;
use super::entity::{Counts, EntityRow};
use super::public::TakenOverTimes;
use super::{Tx, decision, entity, public};

/// An entity with what is counted of it.
#[derive(Clone, Debug)]
pub struct BulkEntity {
    /// Its row. Of it, the representative, a sole trader's address and numbers other than the credit code stay inside.
    pub row: EntityRow,
    /// Former names, oldest first.
    pub former_names: Vec<FormerName>,
    /// Its public decisions.
    pub counts: Counts,
}

/// The entities after an identifier inside the house, in its order.
pub async fn entities(
    tx: &mut Tx,
    after: &str,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<BulkEntity>> {
    let ids: Vec<(String,)> = tx
        .query("select id from entity where id > $1 order by id limit $2")
        .bind(after.to_owned())
        .bind(limit)
        .all()
        .await?;
    let ids: Vec<String> = ids.into_iter().map(|(id,)| id).collect();
    let mut rows = entity::by_ids(tx, &ids).await?;
    rows.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    let mut names: HashMap<String, Vec<FormerName>> = HashMap::new();
    for row in entity::names_of(tx, &ids).await? {
        let name = FormerName { name: row.name, from: row.valid_from, until: row.valid_until };
        names.entry(row.entity_id).or_default().push(name);
    }
    let counts = entity::public_counts(tx, &ids, today).await?;
    Ok(rows
        .into_iter()
        .map(|row| BulkEntity {
            former_names: names.remove(&row.id).unwrap_or_default(),
            counts: counts.get(&row.id).copied().unwrap_or_default(),
            row,
        })
        .collect())
}

/// A public decision with all its public fields.
#[derive(Clone, Debug)]
pub struct BulkDecision {
    /// Where the next page starts.
    pub id: String,
    /// What lists show.
    pub summary: DecisionSummary,
    /// Last day on which it could go public on time.
    pub due_on: Option<NaiveDate>,
    /// Severity class.
    pub class: Option<String>,
    /// The policy that fixes the end of publicity.
    pub policy: Option<String>,
    /// First day on which repair may be applied for.
    pub repair_from: Option<NaiveDate>,
    /// Values by field code; only of [`decision_fields`].
    pub fields: BTreeMap<String, String>,
    /// Version of the record, from 1.
    pub version: i64,
}

/// The fields of the standard that are public for a kind of decision: what its page shows.
pub fn decision_fields(kind: DecisionKind) -> impl Iterator<Item = &'static Field> {
    standard::fields(kind).iter().filter(|field| {
        is_shown(field.disclosure) && !field.is_about_party() && matches!(field.table, "XK" | "CF")
    })
}

const fn is_shown(disclosure: FieldDisclosure) -> bool {
    matches!(disclosure, FieldDisclosure::Show | FieldDisclosure::ShowAfterScan)
}

/// The decisions of a kind that are public on that day, after an identifier inside the house, in its order.
pub async fn decisions(
    tx: &mut Tx,
    kind: DecisionKind,
    after: &str,
    today: NaiveDate,
    times: TakenOverTimes,
    limit: i64,
) -> sqlx::Result<Vec<BulkDecision>> {
    let ids: Vec<(String,)> = tx
        .query(
            "select id from decision
              where id > $1 and kind = $2 and state = 'published' and (public_until is null or public_until >= $3)
              order by id limit $4",
        )
        .bind(after.to_owned())
        .bind(kind.code().to_owned())
        .bind(today)
        .bind(limit)
        .all()
        .await?;
    let ids: Vec<String> = ids.into_iter().map(|(id,)| id).collect();
    let mut rows = decision::public_by_ids(tx, &ids, today).await?;
    rows.sort_unstable_by(|one, other| one.id.cmp(&other.id));
    let summaries = public::summaries(tx, rows.clone(), today, times).await?;
    let mut summaries: HashMap<String, DecisionSummary> =
        summaries.into_iter().map(|summary| (summary.id.clone(), summary)).collect();
    Ok(rows.into_iter().filter_map(|row| bulk_decision(summaries.remove(&row.public_id)?, row)).collect())
}

fn bulk_decision(summary: DecisionSummary, row: DecisionRow) -> Option<BulkDecision> {
    let values: BTreeMap<String, String> = serde_json::from_str(&row.fields).ok()?;
    let is_person = summary.parties.iter().any(|party| party.class == PartyClass::NaturalPerson);
    let class = if is_person { PartyClass::NaturalPerson } else { PartyClass::Organisation };
    let fields = decision_fields(summary.kind)
        .filter(|field| is_shown(field.disclosure_for(class)))
        .filter_map(|field| Some((field.code.to_owned(), values.get(field.code)?.clone())))
        .collect();
    Some(BulkDecision {
        id: row.id,
        due_on: row.due_on,
        class: row.class,
        policy: row.policy,
        repair_from: row.repair_from,
        fields,
        version: row.version,
        summary,
    })
}
