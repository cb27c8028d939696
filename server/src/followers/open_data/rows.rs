//! From records to rows: the values of a data set in the order of its columns.

use chrono::{DateTime, NaiveDate, Utc};
use domain::calendar::beijing_date;
use domain::catalogue::Item;
use domain::decision::DecisionKind;
use domain::disclosure::{EntryState, PublicEntry, Timeliness};
use domain::entity::EntityKind;
use domain::quality::{Kind, Month, QualityFigures, RowState};
use serde_json::{Value, json};

use super::columns::{Content, DataSet, entry_fields};
use crate::state::Core;
use crate::store::bulk::{self, BulkDecision, BulkEntity};
use crate::store::quality::{self, Scope};
use crate::store::{After, Tx, authority, entry, public_entry};

/// Records on a page: what is in memory at a time.
const PAGE: i64 = 1_000;

/// Where a page starts.
pub(super) enum Place {
    /// At the beginning.
    Start,
    /// After the record with that identifier inside the house.
    After(String),
    /// After that entry of a list.
    AfterEntry(After),
    /// With that month.
    Month(Month),
}

/// One page.
pub(super) struct Page {
    /// Values in the order of the columns.
    pub(super) rows: Vec<Vec<Value>>,
    /// Where the next one starts.
    pub(super) next: Option<Place>,
    /// The first last day of publicity among its records.
    pub(super) ends_on: Option<NaiveDate>,
}

/// Reads one page of a data set as it is public on that day.
pub(super) async fn page(
    core: &Core,
    tx: &mut Tx,
    set: &DataSet,
    from: Place,
    today: NaiveDate,
) -> sqlx::Result<Page> {
    match set.content {
        Content::Entities => entities(tx, from, today).await,
        Content::Decisions(kind) => decisions(core, tx, kind, from, today).await,
        Content::Authorities => authorities(tx).await,
        Content::Months => months(core, tx, from, today).await,
        Content::List(item) => entries(tx, item, from, today).await,
    }
}

fn is_full(length: usize) -> bool {
    i64::try_from(length).is_ok_and(|length| length >= PAGE)
}

async fn entities(tx: &mut Tx, from: Place, today: NaiveDate) -> sqlx::Result<Page> {
    let after = if let Place::After(id) = from { id } else { String::new() };
    let found = bulk::entities(tx, &after, today, PAGE).await?;
    let next = found.last().filter(|_| is_full(found.len())).map(|last| Place::After(last.row.id.clone()));
    Ok(Page { rows: found.into_iter().map(entity).collect(), next, ends_on: None })
}

fn entity(found: BulkEntity) -> Vec<Value> {
    let BulkEntity { row, former_names, counts } = found;
    let kind = EntityKind::from_code(&row.kind).unwrap_or(EntityKind::Other);
    // 经营者住所 is not public, and a sole trader's premises often are the operator's home.
    let address = row.address.filter(|_| kind != EntityKind::SoleTrader);
    let region_name = row.region.as_deref().and_then(domain::region::name_of);
    let former_names: Vec<String> = former_names.into_iter().map(|former| former.name).collect();
    vec![
        json!(row.public_id),
        json!(row.name),
        json!(row.uscc),
        json!(row.uscc_check_failed),
        json!(kind.label()),
        json!(row.status),
        json!(row.status_text),
        json!(row.region),
        json!(region_name),
        json!(address),
        json!(row.established_on),
        json!(row.capital_fen),
        json!(row.registered_by),
        json!(row.business_scope),
        json!(row.short_name),
        json!(former_names),
        json!(counts.licences),
        json!(counts.penalties),
        moment(row.received_at),
        moment(row.updated_at),
    ]
}

fn moment(at: DateTime<Utc>) -> Value {
    json!(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
}

async fn decisions(
    core: &Core,
    tx: &mut Tx,
    kind: DecisionKind,
    from: Place,
    today: NaiveDate,
) -> sqlx::Result<Page> {
    let after = if let Place::After(id) = from { id } else { String::new() };
    let found = bulk::decisions(tx, kind, &after, today, core.taken_over_times(), PAGE).await?;
    let next = found.last().filter(|_| is_full(found.len())).map(|last| Place::After(last.id.clone()));
    let ends_on = found.iter().filter_map(|decision| decision.summary.public_until).min();
    Ok(Page { rows: found.into_iter().map(|found| decision(kind, found)).collect(), next, ends_on })
}

fn decision(kind: DecisionKind, found: BulkDecision) -> Vec<Value> {
    let BulkDecision { summary, due_on, class, policy, repair_from, fields, version, .. } = found;
    let (timeliness, working_days, late_by) = match summary.timeliness {
        Timeliness::OnTime { working_days } => ("on-time", Some(working_days), None),
        Timeliness::Late { by_working_days } => ("late", None, Some(by_working_days)),
        Timeliness::NotJudged => ("not-judged", None, None),
    };
    let parties = &summary.parties;
    let names: Vec<&str> = parties.iter().map(|party| party.name.as_str()).collect();
    let classes: Vec<&str> = parties.iter().map(|party| party.class.label()).collect();
    // A list has a place for each party, so that the lists of one row belong together.
    let codes: Vec<&str> = parties.iter().map(|party| party.uscc.as_deref().unwrap_or("")).collect();
    let ids: Vec<&str> = parties.iter().map(|party| party.entity_id.as_deref().unwrap_or("")).collect();
    let mut row = vec![
        json!(summary.id),
        json!(names),
        json!(classes),
        json!(codes),
        json!(ids),
        json!(summary.authority_id),
        json!(due_on),
        moment(summary.published_at),
        json!(timeliness),
        json!(working_days),
        json!(late_by),
        json!(summary.public_until),
        json!(summary.state_label),
        json!(version),
        json!(summary.objection.map(|mark| mark.since)),
    ];
    if kind == DecisionKind::Penalty {
        row.extend([json!(class), json!(policy), json!(repair_from), json!(summary.fine_fen)]);
    }
    row.extend(bulk::decision_fields(kind).map(|field| json!(fields.get(field.code))));
    row
}

async fn authorities(tx: &mut Tx) -> sqlx::Result<Page> {
    let mut names = authority::names(tx).await?;
    let mut rows = Vec::new();
    for row in authority::all(tx).await? {
        let own = names.extract_if(.., |name| name.authority_id == row.id).collect();
        let shown = authority::public(row, own);
        let former: Vec<String> = shown.former_names.into_iter().map(|former| former.name).collect();
        rows.push(vec![
            json!(shown.id),
            json!(shown.name),
            json!(shown.uscc),
            json!(shown.region_name),
            json!(shown.level),
            json!(shown.telephone),
            json!(shown.address),
            json!(former),
        ]);
    }
    Ok(Page { rows, next: None, ends_on: None })
}

/// The figures of one month by kind, which are never summed into one rate: frozen where the month is.
async fn months(core: &Core, tx: &mut Tx, from: Place, today: NaiveDate) -> sqlx::Result<Page> {
    let times = core.taken_over_times();
    let month = match from {
        Place::Month(month) => Some(month),
        _ => quality::span(tx, times).await?.map(|(first, _)| first),
    };
    let Some(month) = month else { return Ok(Page { rows: Vec::new(), next: None, ends_on: None }) };
    let scope = Scope { from: month, until: month.next(), authority_id: None, today, times };
    let behind = quality::behind(tx, scope).await?;
    let frozen_on = behind.frozen.get(&month).map(|at| beijing_date(*at));
    let mut rows = Vec::new();
    for authority in authority::all(tx).await? {
        for kind in Kind::ALL {
            let figures = QualityFigures::count(behind.cells(&authority.id, month, kind));
            if !figures.is_empty() {
                let head = [
                    json!(month.label()),
                    json!(authority.public_id),
                    json!(authority.name),
                    json!(kind.label()),
                ];
                let counts = RowState::ALL.map(|state| json!(figures.of(state)));
                rows.push(head.into_iter().chain(counts).chain([json!(frozen_on)]).collect());
            }
        }
    }
    let next = (month < Month::of(today)).then(|| Place::Month(month.next()));
    Ok(Page { rows, next, ends_on: None })
}

async fn entries(tx: &mut Tx, item: &'static Item, from: Place, today: NaiveDate) -> sqlx::Result<Page> {
    let after = if let Place::AfterEntry(after) = from { Some(after) } else { None };
    let filter = entry::Filter::default();
    let found = entry::of_item(tx, item.code, &filter, after.as_ref(), today, PAGE).await?;
    let next = found.last().filter(|_| is_full(found.len())).map(|last| {
        let day = last.begins_on.or(NaiveDate::from_ymd_opt(1, 1, 1)).unwrap_or(NaiveDate::MIN);
        Place::AfterEntry(After { day, public_id: last.public_id.clone() })
    });
    let ends_on = found.iter().filter_map(|row| row.public_until).min();
    let shown = public_entry::entries(tx, found).await?;
    Ok(Page { rows: shown.into_iter().map(|shown| listed(item, shown)).collect(), next, ends_on })
}

fn listed(item: &'static Item, shown: PublicEntry) -> Vec<Value> {
    let removal = shown.removal.as_ref();
    let mut row = vec![
        json!(shown.id),
        json!(shown.name),
        json!(shown.class.label()),
        json!(shown.uscc),
        json!(shown.entity.as_ref().map(|entity| &entity.id)),
        json!(shown.entity.as_ref().map(|entity| &entity.name)),
        json!(if shown.state == EntryState::Removed { "removed" } else { "listed" }),
        json!(shown.begins_on),
        json!(shown.year),
        json!(shown.number),
        json!(shown.reason_code),
        json!(shown.reason),
        json!(shown.authority),
        json!(shown.authority_id),
        json!(shown.public_until),
        json!(removal.map(|removal| removal.on)),
        json!(removal.and_then(|removal| removal.reason.as_deref())),
        json!(removal.and_then(|removal| removal.number.as_deref())),
        json!(removal.and_then(|removal| removal.authority.as_deref())),
        moment(shown.published_at),
        json!(shown.version),
        json!(shown.objection.map(|mark| mark.since)),
    ];
    row.extend(entry_fields(item).map(|field| {
        json!(shown.fields.iter().find(|own| own.code == field.code).map(|own| own.value.as_str()))
    }));
    row
}
