//! Keys of the machine interface, and commitments.

use app::desk::machine::{
    CommitmentRow, Commitments, Committed, Hand, Key, Keys, Made, View as Topic, Whose,
};
use app::desk::{Fault, View};
use axum::response::Response;
use domain::calendar::{Deadline, beijing_date};
use domain::clocks::ClockKind;
use domain::commitment::{Digest, Opening, Proof};
use domain::decision::DecisionKind;
use domain::key_scope::Scope;
use domain::role::{Reach, Step};

use super::{DAY_ASKED, DeskRequest, Done, Posted, Routes, access, see_done};
use crate::actions::machine::commitments::{self, Draft, Opened};
use crate::actions::machine::keys::{self, NotMade};
use crate::actions::regulator::{Refusal, Regulator};
use crate::secrets::checksum;
use crate::state::Core;
use crate::store::agency_key::AgencyKeyRow;
use crate::store::authority;
use crate::store::commitment::{self, StandingRow};
use crate::web::extract::Path;
use crate::web::fields::Fields;

/// Commitments that the page lists.
const LISTED: i64 = 200;
/// What is wrong with a salt of one's own.
const SALT_FAULT: &str = "盐值须是 64 位十六进制（32 个随机字节）；没有自己的盐值请留空";

pub(super) fn routes() -> Routes {
    Routes::default()
        .get("/desk/keys", list)
        .post("/desk/keys", create)
        .post("/desk/keys/{id}/revoke", revoke)
        .get("/desk/commitments", overview)
        .post("/desk/commitments", commit)
        .post("/desk/commitments/open", open)
}

/// `GET /desk/keys`
async fn list(desk: DeskRequest) -> Response {
    let keys = load_keys(&desk).await;
    desk.answer(keys.map(|keys| View::Machine(Topic::Keys(keys)))).await
}

async fn load_keys(desk: &DeskRequest) -> Result<Keys, Refusal> {
    let rows = keys::list(desk.core(), desk.regulator()).await?;
    let ids: Vec<String> = rows.iter().map(|row| row.authority_id.clone()).collect();
    let owners = authority::by_ids(&mut desk.core().db.read().await?, &ids).await?;
    let keys = rows.into_iter().map(|row| {
        let owner = owners.iter().find(|owner| owner.id == row.authority_id);
        shown(owner.map(|owner| owner.name.clone()).unwrap_or_default(), row)
    });
    let access = access(desk.regulator(), Step::ManageKeys);
    Ok(Keys { access, keys: keys.collect(), ..Keys::default() })
}

fn shown(authority: String, row: AgencyKeyRow) -> Key {
    let last_used_from = row.last_used_from;
    Key {
        id: row.id,
        authority,
        name: row.name,
        prefix: row.prefix,
        scopes: Scope::read(&row.scopes),
        created_at: row.created_at,
        last_used: row.last_used_at.map(|at| (at, last_used_from)),
        revoked_at: row.revoked_at,
    }
}

/// `POST /desk/keys`: the answer holds the key, once.
async fn create(Posted { desk, fields }: Posted) -> Response {
    let name = fields.get("name").to_owned();
    let scopes: Vec<Scope> = fields.all("scope").filter_map(Scope::from_code).collect();
    let fault = match keys::create(desk.core(), desk.regulator(), &name, &scopes).await {
        Ok(key) => {
            let made = Made { name, key: key.expose().to_owned() };
            return desk.show(View::Machine(Topic::Made(made))).await;
        }
        Err(NotMade::Refused(refusal)) => return desk.refuse(refusal).await,
        Err(error @ NotMade::Name) => fault("name", error.to_string()),
        Err(error @ NotMade::Scopes) => fault("scopes", error.to_string()),
    };
    match load_keys(&desk).await {
        Ok(keys) => {
            let keys = Keys { name, scopes, faults: vec![fault], ..keys };
            desk.show_faults(View::Machine(Topic::Keys(keys))).await
        }
        Err(refusal) => desk.refuse(refusal).await,
    }
}

fn fault(field: &str, message: impl Into<String>) -> Fault {
    Fault { field: field.to_owned(), message: message.into() }
}

/// `POST /desk/keys/{id}/revoke`
async fn revoke(Path(id): Path<String>, Posted { desk, .. }: Posted) -> Response {
    let revoked = keys::revoke(desk.core(), desk.regulator(), &id).await;
    desk.see_done("/desk/keys", revoked.map(|()| Done::KeyRevoked)).await
}

/// `GET /desk/commitments`
async fn overview(desk: DeskRequest) -> Response {
    let page = load_commitments(desk.core(), desk.regulator()).await;
    desk.answer(page.map(|page| View::Machine(Topic::Commitments(Box::new(page))))).await
}

/// The page again, with what was typed into one of its forms and what is wrong with it.
async fn show_again(desk: &DeskRequest, fields: &Fields, faults: Vec<Fault>) -> Response {
    match load_commitments(desk.core(), desk.regulator()).await {
        Ok(page) => {
            let page = Commitments { typed: fields.typed(), faults, ..page };
            desk.show_faults(View::Machine(Topic::Commitments(Box::new(page)))).await
        }
        Err(refusal) => desk.refuse(refusal).await,
    }
}

async fn load_commitments(core: &Core, regulator: &Regulator) -> Result<Commitments, Refusal> {
    regulator.may(Step::Read)?;
    let hand = if regulator.may(Step::Commit).is_ok() { Hand::Files } else { Hand::Reads };
    // Who reads everything, such as the auditor, reads the commitments of all.
    let authority_id = match regulator.reach(Step::Read) {
        Some(Reach::Everywhere) => None,
        _ => Some(regulator.authority_id.as_deref().unwrap_or_default()),
    };
    let mut tx = core.db.read().await?;
    let rows = commitment::latest(&mut tx, authority_id, LISTED).await?;
    let open = commitment::open_since(&mut tx, authority_id).await?;
    let overdue = open.iter().filter(|at| due_on(core, **at) < core.clock.today()).count();
    Ok(Commitments {
        rows: rows.into_iter().map(|row| commitment_row(core, row)).collect(),
        whose: if authority_id.is_none() { Whose::Everybody } else { Whose::Own },
        open: (open.len(), overdue),
        hand,
        ..Commitments::default()
    })
}

/// When a decision of that day must be public: the commitment is expected to be discharged then.
fn due_on(core: &Core, received_at: chrono::DateTime<chrono::Utc>) -> chrono::NaiveDate {
    let day = beijing_date(received_at);
    core.rules().due(ClockKind::Publish, day).map_or(day, Deadline::on)
}

fn commitment_row(core: &Core, row: StandingRow) -> CommitmentRow {
    let due_on = due_on(core, row.received_at);
    let proof = row.decided_on.map(|day| Proof::of(beijing_date(row.received_at), day));
    let is_discharged =
        matches!(row.state.as_deref(), Some("published" | "withheld" | "withdrawn" | "ended"));
    let is_overdue = !is_discharged && due_on < core.clock.today();
    CommitmentRow {
        authority: row.authority_name,
        commitment: row.commitment,
        received_at: row.received_at,
        due_on,
        decision: row.document_number.map(|number| {
            let proof = proof.map(Proof::label).unwrap_or_default();
            (number, row.decided_on, proof.to_owned())
        }),
        standing: match (is_discharged, is_overdue) {
            (true, _) => "已兑现",
            (false, true) => "逾期未兑现",
            (false, false) => "未兑现",
        },
        is_overdue,
    }
}

/// `POST /desk/commitments`: the answer holds what must be kept, once.
async fn commit(Posted { desk, fields }: Posted) -> Response {
    let draft = match read_draft(&fields) {
        Ok(draft) => draft,
        Err(faults) => return show_again(&desk, &fields, faults).await,
    };
    let kind = draft.kind;
    let opening = commitments::commit_to(desk.core(), desk.regulator(), draft).await;
    desk.answer(opening.map(|opening| View::Machine(Topic::Committed(committed(kind, &opening))))).await
}

fn committed(kind: DecisionKind, opening: &Opening) -> Committed {
    Committed {
        kind,
        document_number: opening.document_number.clone(),
        salt: opening.salt.as_str().to_owned(),
        content: opening.content.as_str().to_owned(),
        commitment: commitments::commitment_of(opening),
    }
}

/// What is committed to, as typed; its faults otherwise.
fn read_draft(fields: &Fields) -> Result<Draft<'_>, Vec<Fault>> {
    let kind = DecisionKind::from_code(fields.get("kind"));
    let (number, content) = (fields.get("number"), fields.get("content"));
    let mut faults = Vec::new();
    if number.is_empty() {
        faults.push(fault("number", "请填写决定书文号"));
    }
    if content.is_empty() {
        faults.push(fault("content", "请填写决定书文件的 SHA-256，或者粘贴决定书全文"));
    }
    let salt = match fields.get("own_salt") {
        "" => None,
        typed => typed.parse::<Digest>().map_err(|_| faults.push(fault("own_salt", SALT_FAULT))).ok(),
    };
    let digest =
        content.parse().or_else(|_| checksum(content.replace("\r\n", "\n").as_bytes()).parse::<Digest>());
    match (kind, digest, faults.is_empty()) {
        (Some(kind), Ok(content), true) => Ok(Draft { kind, document_number: number, content, salt }),
        _ => Err(faults),
    }
}

/// `POST /desk/commitments/open`
async fn open(Posted { desk, fields }: Posted) -> Response {
    if let Err(refusal) = desk.regulator().may(Step::Commit) {
        return desk.refuse(refusal).await;
    }
    let (opening, decided_on) = match read_opening(&desk, &fields).await {
        Ok(read) => read,
        Err(Ok(faults)) => return show_again(&desk, &fields, faults).await,
        Err(Err(refusal)) => return desk.refuse(refusal).await,
    };
    let fault = match commitments::open(desk.core(), desk.regulator(), &opening, decided_on).await {
        Ok(Opened::For(_)) => return see_done("/desk/commitments", Done::Opened),
        Ok(Opened::Unknown) => fault("salt", "本机关没有登记过这样的承诺：请核对文号、盐值和内容摘要"),
        Ok(Opened::NotFiled) => fault("open_number", "还没有填报这一文号、这一日期的决定：请先填报，再揭示"),
        Err(refusal) => return desk.refuse(refusal).await,
    };
    show_again(&desk, &fields, vec![fault]).await
}

/// The opening as typed, for a decision of one's own authority; its faults otherwise.
async fn read_opening(
    desk: &DeskRequest,
    fields: &Fields,
) -> Result<(Opening, chrono::NaiveDate), Result<Vec<Fault>, Refusal>> {
    let mut faults = Vec::new();
    let mut digest = |name: &'static str| {
        let read = fields.get(name).parse::<Digest>();
        read.map_err(|error| faults.push(fault(name, error.message()))).ok()
    };
    let (salt, content) = (digest("salt"), digest("content_sha256"));
    let number = fields.get("open_number");
    if number.is_empty() {
        faults.push(fault("open_number", "请填写决定书文号"));
    }
    let decided_on = fields.day("decided_on");
    if decided_on.is_none() {
        faults.push(fault("decided_on", DAY_ASKED));
    }
    let kind = DecisionKind::from_code(fields.get("kind"));
    let (Some(salt), Some(content), Some(decided_on), Some(kind), true) =
        (salt, content, decided_on, kind, faults.is_empty())
    else {
        return Err(Ok(faults));
    };
    let mut tx = desk.core().db.read().await.map_err(|error| Err(error.into()))?;
    let authority = commitments::own_code(&mut tx, desk.regulator()).await.map_err(Err)?;
    let opening = Opening { salt, kind, authority, document_number: number.to_owned(), content };
    Ok((opening, decided_on))
}
