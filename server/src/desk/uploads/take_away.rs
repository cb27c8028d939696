//! What people take away: templates, the faulty rows with notes at the cells, receipts, approved decisions in the official
//! layout.

use std::collections::BTreeMap;
use std::io;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use domain::approval::Purpose;
use domain::decision::{DecisionKind, PartyClass};
use domain::issue::Issue;

use super::faults as rows;
use crate::actions::regulator::Refusal;
use crate::actions::uploads::{self as actions, Rest, State as UploadState};
use crate::desk::DeskRequest;
use crate::record::act::Act;
use crate::secrets::Keeper;
use crate::sheets::{self, CellFault, FaultyRow, SheetError};
use crate::state::Core;
use crate::store::decision::{self, DecisionRow, PartyRow};
use crate::store::upload::{self as store, ReceiptRow};
use crate::store::{batch, work_list};
use crate::web::extract::Path;
use crate::web::sending;

/// Faulty rows of one workbook: more are corrected in their source.
const MOST_FAULTY: i64 = 2_000;
/// Decisions of one workbook.
const MOST_APPROVED: i64 = 100_000;
/// Rows of a receipt that are read together.
const ROWS_AT_ONCE: i64 = 1_000;

/// `GET /desk/templates/penalty.xlsx`
pub(super) async fn penalty_template(desk: DeskRequest) -> Response {
    template(&desk, DecisionKind::Penalty).await
}

/// `GET /desk/templates/licence.xlsx`
pub(super) async fn licence_template(desk: DeskRequest) -> Response {
    template(&desk, DecisionKind::Licence).await
}

/// The template holds nothing that is not public: whoever is signed in may have it.
async fn template(desk: &DeskRequest, kind: DecisionKind) -> Response {
    let made = sheets::template(kind).map_err(unmade);
    sent(desk, made.map(|bytes| workbook(&format!("{}-template", kind.code()), bytes))).await
}

/// `GET /desk/uploads/{id}/faults.xlsx`
pub(super) async fn faults(Path(id): Path<String>, desk: DeskRequest) -> Response {
    sent(&desk, make_faults(&desk, &id).await).await
}

async fn make_faults(desk: &DeskRequest, id: &str) -> Result<Response, Refusal> {
    let core = desk.core();
    let words = (Act::UploadFaults, "下载有错误的行，用途：改正后重新提交");
    actions::note_download(core, desk.regulator(), id, words).await?;
    let batch = batch::by_id(&mut core.db.read().await?, id).await?.ok_or(Refusal::Unknown)?;
    let sheet = rows::Sheet::of(&batch);
    let waiting = rows::waiting(core, id, 0, MOST_FAULTY).await?;
    let faulty: Vec<FaultyRow> = waiting
        .into_iter()
        .map(|row| FaultyRow {
            line: row.line,
            faults: row.issues.iter().map(|issue| cell_fault(&sheet, issue)).collect(),
            values: row.cells.into_iter().map(|(_, value)| value).collect(),
        })
        .collect();
    Ok(workbook("faults", sheets::faults(sheet.headings(), &faulty).map_err(unmade)?))
}

fn cell_fault(sheet: &rows::Sheet, issue: &Issue) -> CellFault {
    let message = rows::sentence(issue);
    CellFault { column: sheet.column_of(issue), message, severity: issue.severity }
}

/// `GET /desk/uploads/{id}/approved.xlsx`
pub(super) async fn approved(Path(id): Path<String>, desk: DeskRequest) -> Response {
    sent(&desk, make_approved(&desk, &id).await).await
}

/// Numbers of persons are in it, for the platform above asks for them: that is the purpose which the trail notes.
async fn make_approved(desk: &DeskRequest, id: &str) -> Result<Response, Refusal> {
    let core = desk.core();
    let words = (Act::UploadExport, "导出已通过的记录，用途：向上级信用平台报送");
    let upload = actions::note_download(core, desk.regulator(), id, words).await?;
    let kind = actions::decision_kind(&upload);
    let mut tx = core.db.read().await?;
    let ids = store::approved(&mut tx, id, MOST_APPROVED + 1).await?;
    if i64::try_from(ids.len()).is_ok_and(|count| count > MOST_APPROVED) {
        return Err(Refusal::State(format!("已通过的记录超过 {MOST_APPROVED} 条，请分批上传和导出")));
    }
    let decisions = decision::by_ids(&mut tx, &ids).await?;
    let parties = decision::parties(&mut tx, &ids).await?;
    drop(tx);
    let place: BTreeMap<&String, usize> = ids.iter().enumerate().map(|(place, id)| (id, place)).collect();
    let by_id: BTreeMap<&String, &DecisionRow> = decisions.iter().map(|row| (&row.id, row)).collect();
    let mut parties: Vec<&PartyRow> = parties.iter().collect();
    parties.sort_by_key(|party| (place.get(&party.decision_id).copied(), party.position));
    let rows: Vec<BTreeMap<String, String>> = parties
        .into_iter()
        .filter_map(|party| Some(official(kind, by_id.get(&party.decision_id)?, party, &core.keeper)))
        .collect();
    let made = tokio::task::spawn_blocking(move || sheets::export(kind, &rows)).await;
    let made = made.map_err(|error| Refusal::Store(sqlx::Error::Io(io::Error::other(error))))?;
    Ok(workbook("approved", made.map_err(unmade)?))
}

/// A decision about one party by codes of the standard.
fn official(
    kind: DecisionKind,
    decision: &DecisionRow,
    party: &PartyRow,
    keeper: &Keeper,
) -> BTreeMap<String, String> {
    let mut row: BTreeMap<String, String> = serde_json::from_str(&decision.fields).unwrap_or_default();
    let mut set = |short: &str, value: Option<String>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            row.insert(format!("{}_{short}", kind.table()), value);
        }
    };
    let number = |cipher: &Option<String>| {
        let plain = keeper.decrypt(cipher.as_deref()?).ok()?;
        plain.split_once('|').map(|(kind, number)| (kind.to_owned(), number.to_owned()))
    };
    set("XDR_MC", Some(party.name.clone()));
    set("XDR_LB", PartyClass::from_code(&party.class).map(|class| class.label().to_owned()));
    set("XDR_SHXYM", party.uscc.clone());
    set("XDR_GSZC", party.registration_number.clone());
    set("FRDB", party.representative.clone());
    let (kind_of_own, own) = number(&party.person_number_cipher).unzip();
    let (kind_of_head, head) = number(&party.representative_number_cipher).unzip();
    set("XDR_ZJLX", kind_of_own);
    set("XDR_ZJHM", own);
    set("FR_ZJLX", kind_of_head);
    set("FR_ZJHM", head);
    row
}

fn unmade(error: SheetError) -> Refusal {
    match error {
        SheetError::Workbook(cause) => Refusal::Store(sqlx::Error::Io(io::Error::other(cause))),
        other => Refusal::State(other.to_string()),
    }
}

/// `GET /desk/uploads/{id}/receipt.csv`
pub(super) async fn receipt(Path(id): Path<String>, desk: DeskRequest) -> Response {
    let found = find_done(&desk, &id).await;
    let core = desk.core().clone();
    let made = found.map(|()| {
        let body = sending::body(|| true, |pipe| async move { write_receipt(&core, &id, pipe).await });
        attached("text/csv; charset=utf-8", "receipt.csv", body)
    });
    sent(&desk, made).await
}

async fn find_done(desk: &DeskRequest, id: &str) -> Result<(), Refusal> {
    let row = actions::find(&mut desk.core().db.read().await?, desk.regulator(), id).await?;
    if row.state == UploadState::Done.code() {
        return Ok(());
    }
    Err(Refusal::State("还没有处理完，处理完后才有回执".to_owned()))
}

async fn write_receipt(core: &Core, id: &str, mut pipe: sending::Pipe) -> io::Result<()> {
    pipe.write("\u{feff}行号,文书号,记录标识,结果\r\n".as_bytes()).await?;
    let mut after = String::new();
    loop {
        let mut tx = core.db.read().await.map_err(io::Error::other)?;
        let rows = store::receipts(&mut tx, id, &after, ROWS_AT_ONCE).await.map_err(io::Error::other)?;
        drop(tx);
        let Some(last) = rows.last() else { break };
        after.clone_from(&last.id);
        pipe.write(&lines(rows.iter().map(submitted))?).await?;
    }
    write_unsubmitted(core, (id, Rest::Faulty), &mut pipe).await?;
    write_unsubmitted(core, (id, Rest::Held), &mut pipe).await?;
    let mut tx = core.db.read().await.map_err(io::Error::other)?;
    let dropped = store::dropped(&mut tx, id).await.map_err(io::Error::other)?;
    drop(tx);
    pipe.write(&lines(dropped.into_iter().map(|line| unsubmitted(line, "已放弃")))?).await
}

/// Rows that wait for their clerk.
async fn write_unsubmitted(
    core: &Core,
    (id, rest): (&str, Rest),
    pipe: &mut sending::Pipe,
) -> io::Result<()> {
    let mut line = 0;
    loop {
        let mut tx = core.db.read().await.map_err(io::Error::other)?;
        let (rows, outcome) = match rest {
            Rest::Faulty => (work_list::waiting(&mut tx, Some(id), (id, line), ROWS_AT_ONCE).await, "待改正"),
            Rest::Held => (work_list::held(&mut tx, id, line, ROWS_AT_ONCE).await, "待核对提示"),
        };
        let rows = rows.map_err(io::Error::other)?;
        drop(tx);
        let Some(last) = rows.last() else { return Ok(()) };
        line = last.line;
        pipe.write(&lines(rows.iter().map(|row| unsubmitted(row.line, outcome)))?).await?;
    }
}

fn submitted(row: &ReceiptRow) -> [String; 4] {
    let outcome = row.state.label(Purpose::Publish);
    let number = sheets::neutral(&row.document_number);
    [row.line.to_string(), number, row.public_id.clone(), outcome.to_owned()]
}

fn unsubmitted(line: i64, outcome: &str) -> [String; 4] {
    [line.to_string(), String::new(), String::new(), outcome.to_owned()]
}

fn lines(rows: impl Iterator<Item = [String; 4]>) -> io::Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// What was made, or the page that says why it was not.
async fn sent(desk: &DeskRequest, made: Result<Response, Refusal>) -> Response {
    match made {
        Ok(response) => response,
        Err(refusal) => desk.refuse(refusal).await,
    }
}

fn workbook(name: &str, bytes: Vec<u8>) -> Response {
    const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    attached(XLSX, &format!("{name}.xlsx"), bytes.into())
}

fn attached(content_type: &'static str, name: &str, body: axum::body::Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(content_type)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    (headers, body).into_response()
}
