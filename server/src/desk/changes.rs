//! What happens to a decision after its publication: correction, withdrawal, repair, hiding; the records of an
//! authority, its unresolved parties, and the time in each hand.

mod inputs;
mod leaving;
mod unresolved;

use app::desk::View;
use app::desk::changes::View as Topic;
use app::desk::changes::record::{Personal, Record};
use axum::response::Response;

use inputs::Which;

use super::queue::fault;
use super::{DeskRequest, Posted, Routes};
use crate::actions::personal;
use crate::actions::regulator::Refusal;
use crate::read::{hands, records};
use crate::web::extract::{Path, Query};

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/records", list)
        .get("/desk/records/{id}", record)
        .post("/desk/records/{id}/person", person)
        .get("/desk/records/{id}/withdraw", |id, desk| leaving::record_form(Which::Withdraw, id, desk))
        .post("/desk/records/{id}/withdraw", leaving::withdraw)
        .get("/desk/records/{id}/repair", |id, desk| leaving::record_form(Which::Repair, id, desk))
        .post("/desk/records/{id}/repair", leaving::repair)
        .get("/desk/records/{id}/withhold", |id, desk| leaving::record_form(Which::Withhold, id, desk))
        .post("/desk/records/{id}/withhold", leaving::withhold)
        .get("/desk/records/{id}/replace", |id, desk| leaving::record_form(Which::Replace, id, desk))
        .post("/desk/records/{id}/replace", leaving::replace)
        .get("/desk/hide", |query, desk| leaving::named_form(Which::Hide, query, desk))
        .post("/desk/hide", leaving::hide)
        .get("/desk/remove", |query, desk| leaving::named_form(Which::Remove, query, desk))
        .post("/desk/remove", leaving::remove)
        .get("/desk/unresolved", unresolved::list)
        .post("/desk/unresolved/settle", unresolved::settle)
        .get("/desk/statistics", statistics)
}

/// `GET /desk/records?number=…&party=…`
async fn list(Query(asks): Query<records::Asks>, desk: DeskRequest) -> Response {
    desk.answer(load_list(&desk, &asks).await).await
}

async fn load_list(desk: &DeskRequest, asks: &records::Asks) -> Result<View, Refusal> {
    let mut tx = desk.core().db.read().await?;
    let records = records::list(&mut tx, desk.regulator(), asks).await?;
    Ok(View::Changes(Topic::Records(Box::new(records))))
}

async fn load(desk: &DeskRequest, id: &str) -> Result<Record, Refusal> {
    let mut tx = desk.core().db.read().await?;
    records::load(desk.core(), &mut tx, desk.regulator(), id).await
}

fn page(record: Record) -> View {
    View::Changes(Topic::Record(Box::new(record)))
}

/// `GET /desk/records/{id}`
async fn record(Path(id): Path<String>, desk: DeskRequest) -> Response {
    desk.answer(load(&desk, &id).await.map(page)).await
}

/// `POST /desk/records/{id}/person`: shown in the answer itself, once.
async fn person(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let revealed = personal::reveal(desk.core(), desk.regulator(), &id, fields.get("purpose")).await;
    let mut record = match load(&desk, &id).await {
        Ok(record) => record,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    match revealed {
        Ok(persons) => {
            let lines = persons.into_iter().map(|one| [one.who.to_owned(), one.name, one.kind, one.number]);
            record.personal = Personal::Shown(lines.collect());
            desk.show(page(record)).await
        }
        Err(Refusal::State(message)) => {
            record.faults = fault("purpose", &message);
            desk.show_faults(page(record)).await
        }
        Err(refusal) => desk.refuse(refusal).await,
    }
}

/// `GET /desk/statistics`
async fn statistics(desk: DeskRequest) -> Response {
    desk.answer(load_statistics(&desk).await).await
}

async fn load_statistics(desk: &DeskRequest) -> Result<View, Refusal> {
    let mut tx = desk.core().db.read().await?;
    let statistics = hands::load(desk.core(), &mut tx, desk.regulator()).await?;
    Ok(View::Changes(Topic::Statistics(Box::new(statistics))))
}
