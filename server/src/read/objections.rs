//! Objections as their pages show them: the record that somebody objects to, and how far an objection is.

use chrono::NaiveDate;
use domain::calendar::beijing_date;
use domain::catalogue;
use domain::decision::{DecisionKind, PartyClass};
use domain::objection::Course;
use domain::privacy::mask_name;
use domain::role::{Role, Step};

use crate::actions::object::Objected;
use crate::state::Core;
use crate::store::ledger::Subject;
use crate::store::objection::ObjectionRow;
use crate::store::{Tx, account, authority, decision, entry};

/// Whether one can object to a record here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Yes.
    Here(Objected),
    /// It is public, but its source has no desk here, and nobody stands in for it.
    Elsewhere,
    /// Nothing public is there.
    Nothing,
}

/// A public record without the desk that decides.
struct Record {
    subject: Subject,
    id: String,
    label: String,
    authority_name: Option<String>,
    authority_id: Option<String>,
}

/// The public record with that identifier. `office` is the credit code of the authority that stands in for those
/// without a desk.
pub async fn target(core: &Core, tx: &mut Tx, public_id: &str, office: Option<&str>) -> sqlx::Result<Target> {
    let Some(record) = record(tx, public_id, core.clock.today()).await? else { return Ok(Target::Nothing) };
    let Some(desk_id) = desk(tx, record.authority_id, office).await? else { return Ok(Target::Elsewhere) };
    Ok(Target::Here(Objected {
        subject: record.subject,
        record_id: record.id,
        public_id: public_id.to_owned(),
        label: record.label,
        authority_name: record.authority_name,
        desk_id,
    }))
}

async fn record(tx: &mut Tx, public_id: &str, today: NaiveDate) -> sqlx::Result<Option<Record>> {
    if let Some(row) = decision::public_by_public_id(tx, public_id, today).await? {
        let kind = DecisionKind::from_code(&row.kind).map_or("行政决定", DecisionKind::label);
        return Ok(Some(Record {
            subject: Subject::Decision,
            id: row.id,
            label: format!("{kind} {}", row.document_number),
            authority_name: Some(row.authority_name),
            authority_id: row.authority_id,
        }));
    }
    let Some(row) = entry::public_by_public_id(tx, public_id, today).await? else { return Ok(None) };
    let item = catalogue::item(&row.item).map_or("记录", |item| item.label);
    let is_person = PartyClass::from_code(&row.class) == Some(PartyClass::NaturalPerson);
    let name = if is_person { mask_name(&row.name) } else { row.name };
    Ok(Some(Record {
        subject: Subject::Entry,
        id: row.id,
        label: format!("{item}：{name}"),
        authority_name: row.authority_name,
        authority_id: row.authority_id,
    }))
}

/// The record's own authority if somebody decides objections there, else the office, else the authority all the same:
/// its accounts may come.
async fn desk(tx: &mut Tx, own: Option<String>, office: Option<&str>) -> sqlx::Result<Option<String>> {
    if let Some(id) = &own {
        let accounts = account::list(tx, Some(id)).await?;
        let decides = |role: &str| Role::from_code(role).and_then(|role| role.reach(Step::DecideObjection));
        if accounts.iter().any(|account| account.state == "active" && decides(&account.role).is_some()) {
            return Ok(own);
        }
    }
    let office = match office {
        Some(code) => {
            let all = authority::all(tx).await?;
            all.into_iter().find(|authority| authority.uscc.as_deref() == Some(code)).map(|row| row.id)
        }
        None => None,
    };
    Ok(office.or(own))
}

/// The label of the record that an objection is about, and its address if the public may still see it.
pub async fn record_of(
    tx: &mut Tx,
    row: &ObjectionRow,
    today: NaiveDate,
) -> sqlx::Result<Option<(String, String)>> {
    let found = record(tx, &row.record_public_id, today).await?;
    Ok(found.map(|record| (record.label, record_path(row))))
}

/// Where the record is or was.
fn record_path(row: &ObjectionRow) -> String {
    let place = if row.subject == Subject::Decision.code() { "decisions" } else { "entries" };
    format!("/{place}/{}", row.record_public_id)
}

/// The days on which an objection came from one state to the next.
pub fn course(row: &ObjectionRow) -> Course {
    Course {
        accepted_on: row.accepted_at.map(beijing_date),
        forwarded_on: row.forwarded_at.map(beijing_date),
        answered_on: row.answered_at.map(beijing_date),
        extended_on: row.extended_at.map(beijing_date),
        ended_on: row.ended_at.map(beijing_date),
    }
}
