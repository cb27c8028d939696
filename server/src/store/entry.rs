//! Entries: what the catalogue's lists and sections hold about a subject. As with decisions, every read for the
//! public tests the day itself (the function `public` below).

use chrono::{DateTime, NaiveDate, Utc};

use super::{After, Tx};

/// A row of `entry`.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct EntryRow {
    pub id: String,
    pub public_id: String,
    pub item: String,
    pub natural_key: String,
    pub content_hash: String,
    pub name: String,
    pub name_folded: String,
    pub class: String,
    pub uscc: Option<String>,
    pub registration_number: Option<String>,
    pub entity_id: Option<String>,
    pub resolution: String,
    pub settled_by: Option<String>,
    pub settled_at: Option<DateTime<Utc>>,
    pub person_number_cipher: Option<String>,
    pub person_number_hash: Option<String>,
    pub number: Option<String>,
    pub reason_code: Option<String>,
    pub reason: Option<String>,
    pub authority_id: Option<String>,
    pub authority_name: Option<String>,
    pub begins_on: Option<NaiveDate>,
    pub public_until: Option<NaiveDate>,
    pub year: Option<i64>,
    pub removed_on: Option<NaiveDate>,
    pub removed_reason_code: Option<String>,
    pub removed_reason: Option<String>,
    pub removed_number: Option<String>,
    pub removed_authority: Option<String>,
    pub fields: String,
    pub state: String,
    pub withheld_reason: Option<String>,
    pub ended_on: Option<NaiveDate>,
    pub end_cause: Option<String>,
    pub received_at: DateTime<Utc>,
    pub published_at: Option<DateTime<Utc>>,
    pub taken_over: bool,
    pub version: i64,
    pub batch_id: Option<String>,
    pub line: Option<i64>,
    pub seen_batch_id: Option<String>,
    pub submitted_by: Option<String>,
    pub updated_at: DateTime<Utc>,
}

/// A correction: which fields, when.
#[derive(Clone, Debug, sqlx::FromRow)]
#[expect(missing_docs, reason = "the columns of the table, explained in its migration")]
pub struct EntryCorrectionRow {
    pub entry_id: String,
    pub version: i64,
    pub corrected_at: DateTime<Utc>,
    pub fields: String,
}

const COLUMNS: &str =
    "id, public_id, item, natural_key, content_hash, name, name_folded, class, uscc,
    registration_number, entity_id, resolution, settled_by, settled_at, person_number_cipher,
    person_number_hash, number, reason_code, reason, authority_id, authority_name, begins_on,
    public_until, year, removed_on, removed_reason_code, removed_reason, removed_number, removed_authority, fields,
    state, withheld_reason, ended_on, end_cause, received_at, published_at, taken_over,
    version, batch_id, line, seen_batch_id, submitted_by, updated_at";

/// The test of every public read: on its list or kept there as history, and not past the end of its publicity.
fn public(today: NaiveDate) -> String {
    format!("state in ('published', 'removed') and (public_until is null or public_until >= '{today}')")
}

/// Those of the entries with these natural keys that exist.
pub async fn by_natural_keys(tx: &mut Tx, keys: &[String]) -> sqlx::Result<Vec<EntryRow>> {
    tx.select_in(&format!("select {COLUMNS} from entry where natural_key in"), "", keys).await
}

/// By identifiers inside the house.
pub async fn by_ids(tx: &mut Tx, ids: &[String]) -> sqlx::Result<Vec<EntryRow>> {
    tx.select_in(&format!("select {COLUMNS} from entry where id in"), "", ids).await
}

/// By public identifier, in whatever state.
pub async fn by_public_id(tx: &mut Tx, public_id: &str) -> sqlx::Result<Option<EntryRow>> {
    tx.query_text(format!("select {COLUMNS} from entry where public_id = $1"))
        .bind(public_id.to_owned())
        .optional()
        .await
}

/// One that the public may see on that day.
pub async fn public_by_public_id(
    tx: &mut Tx,
    public_id: &str,
    today: NaiveDate,
) -> sqlx::Result<Option<EntryRow>> {
    tx.query_text(format!("select {COLUMNS} from entry where public_id = $1 and {}", public(today)))
        .bind(public_id.to_owned())
        .optional()
        .await
}

/// Those of these entries that the public may see on that day.
pub async fn public_by_ids(tx: &mut Tx, ids: &[String], today: NaiveDate) -> sqlx::Result<Vec<EntryRow>> {
    tx.select_in(&format!("select {COLUMNS} from entry where id in"), &format!("and {}", public(today)), ids)
        .await
}

/// The public entries of an entity under one item of the catalogue, newest first.
pub async fn of_entity(
    tx: &mut Tx,
    entity_id: &str,
    item: &str,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<EntryRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from entry where entity_id = $1 and item = $2 and {}
          order by coalesce(begins_on, '0001-01-01') desc, public_id limit $3",
        public(today)
    ))
    .bind(entity_id.to_owned())
    .bind(item.to_owned())
    .bind(limit)
    .all()
    .await
}

/// How many public entries of an item and state an entity has.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EntityCount {
    /// The entity inside the house.
    pub entity_id: String,
    /// Code of the item.
    pub item: String,
    /// `published` or `removed`.
    pub state: String,
    /// How many.
    pub count: i64,
}

/// Counts of public entries of these entities, by item and state.
pub async fn counts_of_entities(
    tx: &mut Tx,
    entity_ids: &[String],
    today: NaiveDate,
) -> sqlx::Result<Vec<EntityCount>> {
    tx.select_in(
        "select entity_id, item, state, count(*) as count from entry where entity_id in",
        &format!("and {} group by entity_id, item, state order by entity_id, item, state", public(today)),
        entity_ids,
    )
    .await
}

/// How many public entries of each item and state there are: (item, state, count, newest change).
pub async fn counts(
    tx: &mut Tx,
    today: NaiveDate,
) -> sqlx::Result<Vec<(String, String, i64, DateTime<Utc>)>> {
    tx.query_text(format!(
        "select item, state, count(*), max(updated_at) from entry where {}
          group by item, state order by item, state",
        public(today)
    ))
    .all()
    .await
}

/// Which part of a list a page shows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Folded name, or a part of it; or a code.
    pub text: Option<String>,
    /// `published` or `removed`; both if absent.
    pub state: Option<&'static str>,
    /// A part of the authority's name.
    pub authority: Option<String>,
}

/// Entries of an item, newest first.
pub async fn of_item(
    tx: &mut Tx,
    item: &str,
    filter: &Filter,
    after: Option<&After>,
    today: NaiveDate,
    limit: i64,
) -> sqlx::Result<Vec<EntryRow>> {
    let state = filter.state.map(|state| format!("and state = '{state}'")).unwrap_or_default();
    let text = filter.text.as_ref().map_or("", |_| {
        "and (uscc = $5 or registration_number = $5 or number = $5
              or replace(name_folded, $5, '') <> name_folded)"
    });
    let place = if filter.text.is_some() { 6 } else { 5 };
    let authority = filter
        .authority
        .as_ref()
        .map(|_| format!("and replace(authority_name, ${place}, '') <> authority_name"))
        .unwrap_or_default();
    let After { day, public_id } = after.cloned().unwrap_or_else(After::the_start);
    let mut query = tx
        .query_text(format!(
            "select {COLUMNS} from entry where item = $1 and {} {state} {text} {authority}
                and (coalesce(begins_on, '0001-01-01') < $2
                     or (coalesce(begins_on, '0001-01-01') = $2 and public_id > $3))
              order by coalesce(begins_on, '0001-01-01') desc, public_id limit $4",
            public(today)
        ))
        .bind(item.to_owned())
        .bind(day)
        .bind(public_id)
        .bind(limit);
    for value in [filter.text.clone(), filter.authority.clone()].into_iter().flatten() {
        query = query.bind(value);
    }
    query.all().await
}

/// How many public entries of an item begin in a period, and how many of them were removed in it.
pub async fn changes_in(
    tx: &mut Tx,
    item: &str,
    (from, until): (NaiveDate, NaiveDate),
    today: NaiveDate,
) -> sqlx::Result<(i64, i64)> {
    tx.query_text(format!(
        "select count(case when begins_on >= $2 and begins_on < $3 then 1 end),
                count(case when removed_on >= $2 and removed_on < $3 then 1 end)
           from entry where item = $1 and {}",
        public(today)
    ))
    .bind(item.to_owned())
    .bind(from)
    .bind(until)
    .one()
    .await
}

/// Published entries whose publicity ended before that day.
pub async fn expired(tx: &mut Tx, today: NaiveDate, limit: i64) -> sqlx::Result<Vec<EntryRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from entry where state in ('published', 'removed') and public_until < $1
          order by id limit $2"
    ))
    .bind(today)
    .bind(limit)
    .all()
    .await
}

/// Entries that found no entity and carry one of these codes.
pub async fn unattached_with_codes(tx: &mut Tx, codes: &[String]) -> sqlx::Result<Vec<EntryRow>> {
    tx.select_in(
        &format!("select {COLUMNS} from entry where resolution = 'unattached' and uscc in"),
        "",
        codes,
    )
    .await
}

/// Entries that found no entity, in order, after an identifier.
pub async fn unattached(tx: &mut Tx, after: &str, limit: i64) -> sqlx::Result<Vec<EntryRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from entry where resolution = 'unattached' and id > $1 and state <> 'ended'
          order by id limit $2"
    ))
    .bind(after.to_owned())
    .bind(limit)
    .all()
    .await
}

/// How many entries a sender has on a list: what a full synchronisation could end.
pub async fn standing(tx: &mut Tx, item: &str, submitted_by: Option<&str>) -> sqlx::Result<i64> {
    let (count,): (i64,) = tx
        .query(
            "select count(*) from entry
              where item = $1 and coalesce(submitted_by, '') = $2 and state in ('published', 'withheld')",
        )
        .bind(item.to_owned())
        .bind(submitted_by.unwrap_or_default().to_owned())
        .one()
        .await?;
    Ok(count)
}

/// Natural keys, names and classes of a sender's entries on a list, in order of the keys, after one.
pub async fn standing_keys(
    tx: &mut Tx,
    item: &str,
    submitted_by: Option<&str>,
    after: &str,
    limit: i64,
) -> sqlx::Result<Vec<(String, String, String)>> {
    tx.query(
        "select natural_key, name, class from entry
          where item = $1 and coalesce(submitted_by, '') = $2 and state in ('published', 'withheld')
            and natural_key > $3 order by natural_key limit $4",
    )
    .bind(item.to_owned())
    .bind(submitted_by.unwrap_or_default().to_owned())
    .bind(after.to_owned())
    .bind(limit)
    .all()
    .await
}

/// A sender's entries on a list that neither this whole file nor a later one held. Identifiers of batches are in the order
/// of their times.
pub async fn unseen(
    tx: &mut Tx,
    item: &str,
    submitted_by: Option<&str>,
    batch_id: &str,
    limit: i64,
) -> sqlx::Result<Vec<EntryRow>> {
    tx.query_text(format!(
        "select {COLUMNS} from entry
          where item = $1 and coalesce(submitted_by, '') = $2 and state in ('published', 'withheld')
            and coalesce(seen_batch_id, '') < $3 order by id limit $4"
    ))
    .bind(item.to_owned())
    .bind(submitted_by.unwrap_or_default().to_owned())
    .bind(batch_id.to_owned())
    .bind(limit)
    .all()
    .await
}

/// Writes entries, new or changed. One call must not hold the same entry twice.
pub async fn save(tx: &mut Tx, rows: &[EntryRow]) -> sqlx::Result<()> {
    let tail = "on conflict (id) do update set public_id = excluded.public_id,
        content_hash = excluded.content_hash, name = excluded.name,
        name_folded = excluded.name_folded, class = excluded.class, uscc = excluded.uscc,
        registration_number = excluded.registration_number, entity_id = excluded.entity_id,
        resolution = excluded.resolution, settled_by = excluded.settled_by,
        settled_at = excluded.settled_at, person_number_cipher = excluded.person_number_cipher,
        person_number_hash = excluded.person_number_hash, number = excluded.number,
        reason_code = excluded.reason_code, reason = excluded.reason,
        authority_id = excluded.authority_id, authority_name = excluded.authority_name,
        begins_on = excluded.begins_on, public_until = excluded.public_until, year = excluded.year,
        removed_on = excluded.removed_on, removed_reason_code = excluded.removed_reason_code, removed_reason = excluded.removed_reason,
        removed_number = excluded.removed_number, removed_authority = excluded.removed_authority,
        fields = excluded.fields, state = excluded.state,
        withheld_reason = excluded.withheld_reason, ended_on = excluded.ended_on, end_cause = excluded.end_cause,
        published_at = excluded.published_at,
        taken_over = excluded.taken_over, version = excluded.version, batch_id = excluded.batch_id,
        line = excluded.line, seen_batch_id = excluded.seen_batch_id,
        submitted_by = excluded.submitted_by, updated_at = excluded.updated_at";
    tx.insert_rows(&format!("insert into entry ({COLUMNS})"), tail, 43, rows, bind).await
}

fn bind(row: &EntryRow, parameters: &mut super::db::Parameters) -> sqlx::Result<()> {
    parameters.add(row.id.clone())?;
    parameters.add(row.public_id.clone())?;
    parameters.add(row.item.clone())?;
    parameters.add(row.natural_key.clone())?;
    parameters.add(row.content_hash.clone())?;
    parameters.add(row.name.clone())?;
    parameters.add(row.name_folded.clone())?;
    parameters.add(row.class.clone())?;
    parameters.add(row.uscc.clone())?;
    parameters.add(row.registration_number.clone())?;
    parameters.add(row.entity_id.clone())?;
    parameters.add(row.resolution.clone())?;
    parameters.add(row.settled_by.clone())?;
    parameters.add(row.settled_at)?;
    parameters.add(row.person_number_cipher.clone())?;
    parameters.add(row.person_number_hash.clone())?;
    parameters.add(row.number.clone())?;
    parameters.add(row.reason_code.clone())?;
    parameters.add(row.reason.clone())?;
    parameters.add(row.authority_id.clone())?;
    parameters.add(row.authority_name.clone())?;
    parameters.add(row.begins_on)?;
    parameters.add(row.public_until)?;
    parameters.add(row.year)?;
    parameters.add(row.removed_on)?;
    parameters.add(row.removed_reason_code.clone())?;
    parameters.add(row.removed_reason.clone())?;
    parameters.add(row.removed_number.clone())?;
    parameters.add(row.removed_authority.clone())?;
    parameters.add(row.fields.clone())?;
    parameters.add(row.state.clone())?;
    parameters.add(row.withheld_reason.clone())?;
    parameters.add(row.ended_on)?;
    parameters.add(row.end_cause.clone())?;
    parameters.add(row.received_at)?;
    parameters.add(row.published_at)?;
    parameters.add(row.taken_over)?;
    parameters.add(row.version)?;
    parameters.add(row.batch_id.clone())?;
    parameters.add(row.line)?;
    parameters.add(row.seen_batch_id.clone())?;
    parameters.add(row.submitted_by.clone())?;
    parameters.add(row.updated_at)
}

/// Notes corrections.
pub async fn add_corrections(tx: &mut Tx, rows: &[EntryCorrectionRow]) -> sqlx::Result<()> {
    tx.insert_rows(
        "insert into entry_correction (entry_id, version, corrected_at, fields)",
        "on conflict (entry_id, version) do nothing",
        4,
        rows,
        |row, parameters| {
            parameters.add(row.entry_id.clone())?;
            parameters.add(row.version)?;
            parameters.add(row.corrected_at)?;
            parameters.add(row.fields.clone())
        },
    )
    .await
}

/// Corrections of entries, newest first.
pub async fn corrections(tx: &mut Tx, entry_ids: &[String]) -> sqlx::Result<Vec<EntryCorrectionRow>> {
    tx.select_in(
        "select entry_id, version, corrected_at, fields from entry_correction where entry_id in",
        "order by entry_id, version desc",
        entry_ids,
    )
    .await
}
