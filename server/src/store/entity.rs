//! Entities with their codes and names. What the index knows of them is in `entity_document`.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use domain::disclosure::{FormerName, Provenance, PublicProfile};
use domain::entity::{EntityKind, RegistrationStatus};

use super::Tx;

/// A row of `entity`.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct EntityRow {
    pub id: String,
    pub public_id: String,
    pub natural_key: String,
    pub name: String,
    pub name_folded: String,
    pub uscc: Option<String>,
    pub uscc_check_failed: bool,
    pub short_name: Option<String>,
    pub kind: String,
    pub status: Option<String>,
    pub status_text: Option<String>,
    pub region: Option<String>,
    pub address: Option<String>,
    pub representative: Option<String>,
    pub representative_folded: Option<String>,
    pub established_on: Option<NaiveDate>,
    pub capital_fen: Option<i64>,
    pub registered_by: Option<String>,
    pub business_scope: Option<String>,
    pub registration: Option<String>,
    pub content_hash: String,
    pub version: i64,
    pub batch_id: Option<String>,
    pub line: Option<i64>,
    pub received_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

const COLUMNS: &str =
    "id, public_id, natural_key, name, name_folded, uscc, uscc_check_failed, short_name, kind,
    status, status_text, region, address, representative, representative_folded, established_on,
    capital_fen, registered_by, business_scope, registration, content_hash, version, batch_id, line, received_at, updated_at";

/// A former name or another name of an entity.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct NameRow {
    pub entity_id: String,
    pub name: String,
    pub name_folded: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
}

/// A code of an entity.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct IdentifierRow {
    pub kind: String,
    pub value: String,
    pub entity_id: String,
}

/// Those of the entities with these natural keys that exist.
pub async fn by_natural_keys(tx: &mut Tx, keys: &[String]) -> sqlx::Result<Vec<EntityRow>> {
    tx.select_in(&format!("select {COLUMNS} from entity where natural_key in"), "", keys).await
}

/// By identifiers inside the house.
pub async fn by_ids(tx: &mut Tx, ids: &[String]) -> sqlx::Result<Vec<EntityRow>> {
    tx.select_in(&format!("select {COLUMNS} from entity where id in"), "", ids).await
}

/// By public identifier.
pub async fn by_public_id(tx: &mut Tx, public_id: &str) -> sqlx::Result<Option<EntityRow>> {
    tx.query_text(format!("select {COLUMNS} from entity where public_id = $1"))
        .bind(public_id.to_owned())
        .optional()
        .await
}

/// All that hold a code of any kind, oldest first.
pub async fn by_code(tx: &mut Tx, code: &str) -> sqlx::Result<Vec<EntityRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from entity where id in (select entity_id from entity_identifier where value = $1)
          order by id limit 50"
    ))
    .bind(code.to_owned())
    .all()
    .await
}

/// Entities that bear a folded name now.
pub async fn by_name(tx: &mut Tx, name_folded: &str) -> sqlx::Result<Vec<EntityRow>> {
    tx.query_text(format!("select {COLUMNS} from entity where name_folded = $1 order by id limit 50"))
        .bind(name_folded.to_owned())
        .all()
        .await
}

/// Codes with the entities that hold them.
pub async fn identifiers(tx: &mut Tx, values: &[String]) -> sqlx::Result<Vec<IdentifierRow>> {
    tx.select_in("select kind, value, entity_id from entity_identifier where value in", "", values).await
}

/// Codes of entities.
pub async fn identifiers_of(tx: &mut Tx, ids: &[String]) -> sqlx::Result<Vec<IdentifierRow>> {
    tx.select_in("select kind, value, entity_id from entity_identifier where entity_id in", "", ids).await
}

/// Former names of entities, oldest first.
pub async fn names_of(tx: &mut Tx, ids: &[String]) -> sqlx::Result<Vec<NameRow>> {
    tx.select_in(
        "select entity_id, name, name_folded, valid_from, valid_until from entity_name where entity_id in",
        "order by entity_id, valid_from nulls last, name_folded",
        ids,
    )
    .await
}

/// Writes entities, new or changed.
pub async fn save(tx: &mut Tx, rows: &[EntityRow]) -> sqlx::Result<()> {
    let tail = "on conflict (id) do update set name = excluded.name, name_folded = excluded.name_folded,
        uscc = excluded.uscc, uscc_check_failed = excluded.uscc_check_failed, short_name = excluded.short_name,
        kind = excluded.kind, status = excluded.status, status_text = excluded.status_text,
        region = excluded.region, address = excluded.address, representative = excluded.representative,
        representative_folded = excluded.representative_folded, registration = excluded.registration,
        established_on = excluded.established_on, capital_fen = excluded.capital_fen,
        registered_by = excluded.registered_by, business_scope = excluded.business_scope,
        content_hash = excluded.content_hash, version = excluded.version, batch_id = excluded.batch_id,
        line = excluded.line, updated_at = excluded.updated_at";
    tx.insert_rows(&format!("insert into entity ({COLUMNS})"), tail, 26, rows, |row, parameters| {
        parameters.add(row.id.clone())?;
        parameters.add(row.public_id.clone())?;
        parameters.add(row.natural_key.clone())?;
        parameters.add(row.name.clone())?;
        parameters.add(row.name_folded.clone())?;
        parameters.add(row.uscc.clone())?;
        parameters.add(row.uscc_check_failed)?;
        parameters.add(row.short_name.clone())?;
        parameters.add(row.kind.clone())?;
        parameters.add(row.status.clone())?;
        parameters.add(row.status_text.clone())?;
        parameters.add(row.region.clone())?;
        parameters.add(row.address.clone())?;
        parameters.add(row.representative.clone())?;
        parameters.add(row.representative_folded.clone())?;
        parameters.add(row.established_on)?;
        parameters.add(row.capital_fen)?;
        parameters.add(row.registered_by.clone())?;
        parameters.add(row.business_scope.clone())?;
        parameters.add(row.registration.clone())?;
        parameters.add(row.content_hash.clone())?;
        parameters.add(row.version)?;
        parameters.add(row.batch_id.clone())?;
        parameters.add(row.line)?;
        parameters.add(row.received_at)?;
        parameters.add(row.updated_at)
    })
    .await
}

/// Adds codes; those already there stay.
pub async fn add_identifiers(tx: &mut Tx, rows: &[IdentifierRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into entity_identifier (kind, value, entity_id)",
        "on conflict do nothing",
        3,
        rows,
        |row, parameters| {
            parameters.add(row.kind.clone())?;
            parameters.add(row.value.clone())?;
            parameters.add(row.entity_id.clone())
        },
    )
    .await
}

/// Adds former names; those already there stay.
pub async fn add_names(tx: &mut Tx, rows: &[NameRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into entity_name (entity_id, name, name_folded, valid_from, valid_until)",
        "on conflict do nothing",
        5,
        rows,
        |row, parameters| {
            parameters.add(row.entity_id.clone())?;
            parameters.add(row.name.clone())?;
            parameters.add(row.name_folded.clone())?;
            parameters.add(row.valid_from)?;
            parameters.add(row.valid_until)
        },
    )
    .await
}

/// How many licences and penalties of each entity are public on that day.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Licences.
    pub licences: u64,
    /// Penalties.
    pub penalties: u64,
}

/// Counts what is public on that day, by entity.
pub async fn public_counts(
    tx: &mut Tx,
    ids: &[String],
    today: NaiveDate,
) -> sqlx::Result<HashMap<String, Counts>> {
    let rows: Vec<(String, String, i64)> = tx
        .select_in(
            "select p.entity_id, d.kind, count(*) from decision_party p join decision d on d.id = p.decision_id
              where p.entity_id in",
            &format!(
                "and d.state = 'published' and (d.public_until is null or d.public_until >= '{today}')
                 group by p.entity_id, d.kind"
            ),
            ids,
        )
        .await?;
    let mut counts: HashMap<String, Counts> = HashMap::new();
    for (id, kind, count) in rows {
        let entry = counts.entry(id).or_default();
        let count = u64::try_from(count).unwrap_or(0);
        if kind == "licence" { entry.licences = count } else { entry.penalties = count }
    }
    Ok(counts)
}

/// The public profiles of these entities, in their order.
pub async fn profiles(
    tx: &mut Tx,
    rows: Vec<EntityRow>,
    today: NaiveDate,
) -> sqlx::Result<Vec<PublicProfile>> {
    let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
    let mut names = former_names(tx, &ids).await?;
    let counts = public_counts(tx, &ids, today).await?;
    let mut profiles = Vec::with_capacity(rows.len());
    for row in rows {
        let same_name_count = same_name_count(tx, &row).await?;
        let former_names = names.remove(&row.id).unwrap_or_default();
        let counts = counts.get(&row.id).copied().unwrap_or_default();
        profiles.push(profile(row, former_names, counts, same_name_count));
    }
    Ok(profiles)
}

/// Former names by entity, oldest first.
pub(super) async fn former_names(
    tx: &mut Tx,
    ids: &[String],
) -> sqlx::Result<HashMap<String, Vec<FormerName>>> {
    let mut names: HashMap<String, Vec<FormerName>> = HashMap::new();
    for row in names_of(tx, ids).await? {
        let name = FormerName { name: row.name, from: row.valid_from, until: row.valid_until };
        names.entry(row.entity_id).or_default().push(name);
    }
    Ok(names)
}

/// How many others have this name, now or formerly: a count only, for nothing is joined by name.
async fn same_name_count(tx: &mut Tx, row: &EntityRow) -> sqlx::Result<u64> {
    let (count,): (i64,) = tx
        .query(
            "select count(*) from (
                select id from entity where name_folded = $1
                union select entity_id from entity_name where name_folded = $1
             ) as same where id <> $2",
        )
        .bind(row.name_folded.clone())
        .bind(row.id.clone())
        .one()
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// How many others have, or had, one of an entity's former names.
pub async fn former_name_count(tx: &mut Tx, id: &str) -> sqlx::Result<u64> {
    let (count,): (i64,) = tx
        .query(
            "select count(*) from (
                select e.id from entity e join entity_name n on n.name_folded = e.name_folded
                 where n.entity_id = $1
                union select m.entity_id from entity_name m join entity_name n on n.name_folded = m.name_folded
                 where n.entity_id = $1
             ) as same where id <> $1",
        )
        .bind(id.to_owned())
        .one()
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// How many others have a representative of the same name: a count only, for persons' names join nothing.
pub async fn representative_count(tx: &mut Tx, id: &str) -> sqlx::Result<u64> {
    let (count,): (i64,) = tx
        .query(
            "select count(*) from entity e join entity o on o.representative_folded = e.representative_folded
              where e.id = $1 and o.id <> $1",
        )
        .bind(id.to_owned())
        .one()
        .await?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// What only some kinds of body register, by caption, in the order of the registry's page.
pub async fn registration(tx: &mut Tx, id: &str) -> sqlx::Result<Vec<(String, String)>> {
    let (text,): (Option<String>,) =
        tx.query("select registration from entity where id = $1").bind(id.to_owned()).one().await?;
    Ok(text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default())
}

fn profile(
    row: EntityRow,
    former_names: Vec<FormerName>,
    counts: Counts,
    same_name_count: u64,
) -> PublicProfile {
    let kind = EntityKind::from_code(&row.kind).unwrap_or(EntityKind::Other);
    PublicProfile {
        id: row.public_id,
        name: row.name,
        uscc: row.uscc,
        uscc_check_failed: row.uscc_check_failed,
        kind,
        status: row.status.as_deref().and_then(RegistrationStatus::from_code),
        status_text: row.status_text,
        region_name: row.region.as_deref().and_then(domain::region::name_of),
        region_code: row.region,
        // 经营者住所 is not public, and a sole trader's premises often are the operator's home.
        address: row.address.filter(|_| kind != EntityKind::SoleTrader),
        representative: row.representative,
        established_on: row.established_on,
        capital_fen: row.capital_fen,
        provenance: Provenance {
            source: row.registered_by.clone().unwrap_or_else(|| "登记机关".to_owned()),
            received_at: row.received_at,
            taken_over: false,
        },
        registered_by: row.registered_by,
        business_scope: row.business_scope,
        short_name: row.short_name,
        former_names,
        same_name_count,
        licence_count: counts.licences,
        penalty_count: counts.penalties,
        updated_at: row.updated_at,
    }
}

/// How many licences and penalties of each entity are public on that day, by public identifier.
pub async fn public_counts_by_public_id(
    tx: &mut Tx,
    public_ids: &[String],
    today: NaiveDate,
) -> sqlx::Result<HashMap<String, Counts>> {
    let rows: Vec<(String, String)> =
        tx.select_in("select id, public_id from entity where public_id in", "", public_ids).await?;
    let ids: Vec<String> = rows.iter().map(|(id, _)| id.clone()).collect();
    let mut counts = public_counts(tx, &ids, today).await?;
    Ok(rows.into_iter().filter_map(|(id, public_id)| Some((public_id, counts.remove(&id)?))).collect())
}

/// How many entities there are.
pub async fn count(tx: &mut Tx) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx.query("select count(*) from entity").one().await?;
    Ok(count)
}

/// Public identifiers in order, for the sitemap.
pub async fn public_ids(tx: &mut Tx, after: &str, limit: i64) -> sqlx::Result<Vec<(String, DateTime<Utc>)>> {
    tx.query("select public_id, updated_at from entity where public_id > $1 order by public_id limit $2")
        .bind(after.to_owned())
        .bind(limit)
        .all()
        .await
}
