//! Spreadsheets: faults by row and column, progress, receipts.

mod columns;
mod confirm;
mod faults;
mod receive;
mod show;
mod take_away;

use super::Routes;

/// Where spreadsheets are handed in.
pub(crate) const UPLOADS: &str = "/desk/uploads";

pub(super) fn routes() -> Routes {
    Routes::default()
        .get(UPLOADS, show::list)
        .post(UPLOADS, receive::receive)
        .get("/desk/uploads/{id}", show::upload)
        .post("/desk/uploads/{id}/corrections", show::correct)
        .post("/desk/uploads/{id}/confirm", confirm::confirm)
        .post("/desk/uploads/{id}/give-up", show::give_up)
        .get("/desk/uploads/{id}/faults.xlsx", take_away::faults)
        .get("/desk/uploads/{id}/receipt.csv", take_away::receipt)
        .get("/desk/uploads/{id}/approved.xlsx", take_away::approved)
        .get("/desk/templates/penalty.xlsx", take_away::penalty_template)
        .get("/desk/templates/licence.xlsx", take_away::licence_template)
        .get("/desk/mappings", columns::saved)
        .get("/desk/mappings/{id}", columns::form)
        .post("/desk/mappings/{id}", columns::save)
}
