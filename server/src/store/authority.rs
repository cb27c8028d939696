//! Authorities with their earlier names.

use chrono::{DateTime, NaiveDate, Utc};
use domain::disclosure::{FormerName, PublicAuthority};

use super::Tx;

/// A row of `authority`.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct AuthorityRow {
    pub id: String,
    pub public_id: String,
    pub uscc: Option<String>,
    pub name: String,
    pub name_folded: String,
    pub short_name: Option<String>,
    pub level: Option<String>,
    pub region: Option<String>,
    pub domain: Option<String>,
    pub parent_uscc: Option<String>,
    pub telephone: Option<String>,
    pub address: Option<String>,
    pub licence_power: bool,
    pub penalty_power: bool,
    pub natural_key: String,
    pub content_hash: String,
    pub version: i64,
    pub batch_id: Option<String>,
    pub line: Option<i64>,
    pub received_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// An earlier name.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct NameRow {
    pub authority_id: String,
    pub name: String,
    pub name_folded: String,
    pub valid_from: Option<NaiveDate>,
    pub valid_until: Option<NaiveDate>,
}

const COLUMNS: &str =
    "id, public_id, uscc, name, name_folded, short_name, level, region, domain, parent_uscc,
    telephone, address, licence_power, penalty_power, natural_key, content_hash, version, batch_id, line,
    received_at, updated_at";

/// All of them: a province has some hundreds.
pub async fn all(tx: &mut Tx) -> sqlx::Result<Vec<AuthorityRow>> {
    tx.query_text(format!("select {COLUMNS} from authority order by name_folded, id")).all().await
}

/// By identifiers inside the house.
pub async fn by_ids(tx: &mut Tx, ids: &[String]) -> sqlx::Result<Vec<AuthorityRow>> {
    tx.select_in(&format!("select {COLUMNS} from authority where id in"), "", ids).await
}

/// By public identifiers.
pub async fn by_public_ids(tx: &mut Tx, public_ids: &[String]) -> sqlx::Result<Vec<AuthorityRow>> {
    tx.select_in(
        &format!("select {COLUMNS} from authority where public_id in"),
        "order by public_id",
        public_ids,
    )
    .await
}

/// By public identifier.
pub async fn by_public_id(tx: &mut Tx, public_id: &str) -> sqlx::Result<Option<AuthorityRow>> {
    tx.query_text(format!("select {COLUMNS} from authority where public_id = $1"))
        .bind(public_id.to_owned())
        .optional()
        .await
}

/// Earlier names of all authorities, oldest first.
pub async fn names(tx: &mut Tx) -> sqlx::Result<Vec<NameRow>> {
    tx.query(
        "select authority_id, name, name_folded, valid_from, valid_until from authority_name
          order by authority_id, valid_from nulls last, name_folded",
    )
    .all()
    .await
}

/// Earlier names of one authority, oldest first.
pub async fn names_of(tx: &mut Tx, authority_id: &str) -> sqlx::Result<Vec<NameRow>> {
    tx.query(
        "select authority_id, name, name_folded, valid_from, valid_until from authority_name
          where authority_id = $1 order by valid_from nulls last, name_folded",
    )
    .bind(authority_id.to_owned())
    .all()
    .await
}

/// Writes authorities, new or changed.
pub async fn save(tx: &mut Tx, rows: &[AuthorityRow]) -> sqlx::Result<()> {
    let tail = "on conflict (id) do update set uscc = excluded.uscc, name = excluded.name,
        name_folded = excluded.name_folded, short_name = excluded.short_name, level = excluded.level,
        region = excluded.region, domain = excluded.domain, parent_uscc = excluded.parent_uscc,
        telephone = excluded.telephone, address = excluded.address, licence_power = excluded.licence_power,
        penalty_power = excluded.penalty_power, content_hash = excluded.content_hash,
        version = excluded.version, batch_id = excluded.batch_id, line = excluded.line,
        updated_at = excluded.updated_at";
    tx.insert_rows(&format!("insert into authority ({COLUMNS})"), tail, 21, rows, |row, parameters| {
        parameters.add(row.id.clone())?;
        parameters.add(row.public_id.clone())?;
        parameters.add(row.uscc.clone())?;
        parameters.add(row.name.clone())?;
        parameters.add(row.name_folded.clone())?;
        parameters.add(row.short_name.clone())?;
        parameters.add(row.level.clone())?;
        parameters.add(row.region.clone())?;
        parameters.add(row.domain.clone())?;
        parameters.add(row.parent_uscc.clone())?;
        parameters.add(row.telephone.clone())?;
        parameters.add(row.address.clone())?;
        parameters.add(row.licence_power)?;
        parameters.add(row.penalty_power)?;
        parameters.add(row.natural_key.clone())?;
        parameters.add(row.content_hash.clone())?;
        parameters.add(row.version)?;
        parameters.add(row.batch_id.clone())?;
        parameters.add(row.line)?;
        parameters.add(row.received_at)?;
        parameters.add(row.updated_at)
    })
    .await
}

/// Adds earlier names; those already there stay.
pub async fn add_names(tx: &mut Tx, rows: &[NameRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into authority_name (authority_id, name, name_folded, valid_from, valid_until)",
        "on conflict do nothing",
        5,
        rows,
        |row, parameters| {
            parameters.add(row.authority_id.clone())?;
            parameters.add(row.name.clone())?;
            parameters.add(row.name_folded.clone())?;
            parameters.add(row.valid_from)?;
            parameters.add(row.valid_until)
        },
    )
    .await
}

/// What the public may see of it.
pub fn public(row: AuthorityRow, names: Vec<NameRow>) -> PublicAuthority {
    PublicAuthority {
        id: row.public_id,
        name: row.name,
        uscc: row.uscc,
        region_name: row.region.as_deref().and_then(domain::region::name_of),
        level: row.level,
        telephone: row.telephone,
        address: row.address,
        former_names: names
            .into_iter()
            .map(|name| FormerName { name: name.name, from: name.valid_from, until: name.valid_until })
            .collect(),
    }
}
