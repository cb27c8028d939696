//! What a clerk is asked about rows with warnings, and the answer.

use app::desk::uploads::{Ask, Asked as Shown, Said, View as Page};
use app::desk::{Fault, View};
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::Response;

use super::show;
use crate::actions::confirm::{self as actions, Asked, ConfirmError, Given, Kind};
use crate::actions::regulator::Refusal;
use crate::desk::{Fields, Posted, refused, see, show_with};
use crate::extract::Path;
use crate::read::review::late_reasons;
use crate::state::AppState;

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
pub(super) async fn confirm(
    State(state): State<AppState>,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    posted: Posted,
) -> Response {
    let (page, signed_in) = ((&uri, &headers), &posted.signed_in);
    let given = given(&posted.fields);
    let faults = match actions::confirm(&state.core, &signed_in.regulator, &id, &given).await {
        Ok(()) => return see(&format!("/desk/uploads/{id}")),
        Err(ConfirmError::Unready(faults)) => faults,
        Err(ConfirmError::Refused(refusal)) => return refused(&state, page, signed_in, refusal).await,
    };
    match show::load(&state.core, &signed_in.regulator, &id, &show::UploadForm::default()).await {
        Ok((mut upload, _)) => {
            upload.asked.said =
                Said { ticked: given.ticked, late_reason: given.late_reason, late_words: given.late_words };
            let fault = |(field, message)| Fault { field, message };
            upload.asked.faults = faults.into_iter().map(fault).collect();
            let view = View::Uploads(Page::Upload(Box::new(upload)));
            show_with(&state, page, signed_in, StatusCode::UNPROCESSABLE_ENTITY, None, view).await
        }
        Err(Refusal::Store(error)) => crate::desk::failed(&state, page, error),
        Err(refusal) => refused(&state, page, signed_in, refusal).await,
    }
}

fn given(fields: &Fields) -> Given {
    Given {
        rows: fields.get("rows").parse().unwrap_or_default(),
        ticked: fields.all("tick").map(str::to_owned).collect(),
        late_reason: fields.get("late_reason").to_owned(),
        late_words: fields.get("late_words").to_owned(),
    }
}
