//! What a clerk is asked about rows with warnings, and the answer.

use app::desk::uploads::{Ask, Asked as Shown, Said, View as Page};
use app::desk::{Fault, View};
use axum::response::Response;

use super::show;
use crate::actions::confirm::{self as actions, Asked, ConfirmError, Given, Kind};
use crate::desk::{Done, Posted, see_done};
use crate::read::review::late_reasons;
use crate::web::extract::Path;
use crate::web::fields::Fields;

/// What is asked, as the page shows it.
pub(super) fn shown(asked: Asked) -> Shown {
    Shown {
        rows: asked.rows,
        kinds: asked.kinds.into_iter().map(ask).collect(),
        late: asked.late.map(ask),
        reasons: late_reasons(),
        ..Shown::default()
    }
}

fn ask(kind: Kind) -> Ask {
    let Kind { code, rows, lines, sentences } = kind;
    Ask { code, rows, lines, sentences }
}

/// `POST /desk/uploads/{id}/confirm`
pub(super) async fn confirm(Path(id): Path<String>, Posted { desk, fields }: Posted) -> Response {
    let given = given(&fields);
    let faults = match actions::confirm(desk.core(), desk.regulator(), &id, &given).await {
        Ok(()) => return see_done(&format!("/desk/uploads/{id}"), Done::RowsConfirmed),
        Err(ConfirmError::Unready(faults)) => faults,
        Err(ConfirmError::Refused(refusal)) => return desk.refuse(refusal).await,
    };
    let mut upload = match show::load(&desk, &id, &show::UploadForm::default()).await {
        Ok((upload, _)) => upload,
        Err(refusal) => return desk.refuse(refusal).await,
    };
    upload.asked.said =
        Said { ticked: given.ticked, late_reason: given.late_reason, late_words: given.late_words };
    upload.asked.faults = faults.into_iter().map(|(field, message)| Fault { field, message }).collect();
    desk.show_faults(View::Uploads(Page::Upload(Box::new(upload)))).await
}

fn given(fields: &Fields) -> Given {
    Given {
        rows: fields.get("rows").parse().unwrap_or_default(),
        ticked: fields.all("tick").map(str::to_owned).collect(),
        late_reason: fields.get("late_reason").to_owned(),
        late_words: fields.get("late_words").to_owned(),
    }
}
