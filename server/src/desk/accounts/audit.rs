//! The audit trail, for the auditor.

use app::desk::View;
use app::desk::accounts::{self as pages, Audit, AuditLine, Verdict};
use axum::response::Response;
use domain::role::Step;
use serde::Deserialize;

use super::super::{DeskRequest, Routes};
use crate::actions::regulator::Refusal;
use crate::audit_heads::{self, Comparison};
use crate::record::act;
use crate::state::Core;
use crate::store::audit::{self, AuditRow};
use crate::store::{Tx, account};
use crate::web::extract::Query;

/// Entries on a page.
const PER_PAGE: usize = 50;

pub(super) fn routes() -> Routes {
    Routes::default().get("/desk/audit", page)
}

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    record: Option<String>,
    before: Option<i64>,
    verify: Option<String>,
}

/// `GET /desk/audit?record=…&before=…&verify=1`
async fn page(desk: DeskRequest, Query(asked): Query<Asked>) -> Response {
    let page = load(&desk, asked).await;
    desk.answer(page.map(|page| View::Accounts(pages::View::Audit(Box::new(page))))).await
}

async fn load(desk: &DeskRequest, asked: Asked) -> Result<Audit, Refusal> {
    desk.regulator().may(Step::ReadAudit)?;
    let mut tx = desk.core().db.read().await?;
    let record = asked.record.unwrap_or_default().trim().to_owned();
    let before = asked.before.unwrap_or(i64::MAX);
    let limit = i64::try_from(PER_PAGE + 1).unwrap_or(i64::MAX);
    let mut rows = if record.is_empty() {
        audit::before(&mut tx, before, limit).await?
    } else {
        audit::of_record_before(&mut tx, &record, before, limit).await?
    };
    let has_more = rows.len() > PER_PAGE;
    rows.truncate(PER_PAGE);
    let older = has_more.then(|| rows.last().map(|row| row.number)).flatten();
    let verdict = match asked.verify {
        Some(_) => Some(match audit::verify(&mut tx).await? {
            audit::Verdict::Whole(head) => compared(desk.core(), &mut tx, head.entries).await?,
            audit::Verdict::Broken { number } => Verdict::Broken(number),
        }),
        None => None,
    };
    let last = audit::last(&mut tx).await?.map(|row| (row.number, row.hash));
    let lines = lines(&mut tx, rows).await?;
    Ok(Audit { record, lines, older, last, verdict })
}

/// A trail that follows on itself, compared with the heads that are kept outside the data base.
async fn compared(core: &Core, tx: &mut Tx, entries: i64) -> Result<Verdict, Refusal> {
    let kept = core.audit_heads.read().map_err(sqlx::Error::Io)?;
    Ok(match audit_heads::compare(tx, &kept).await? {
        Comparison::Fits(_) => Verdict::Whole(entries),
        Comparison::CutOff(head) | Comparison::Changed(head) => Verdict::CutOff(head.entries),
    })
}

/// With the logins of who did it: names are not needed to follow a trail.
async fn lines(tx: &mut Tx, rows: Vec<AuditRow>) -> sqlx::Result<Vec<AuditLine>> {
    let mut ids: Vec<String> = rows.iter().map(|row| row.done_by.clone()).collect();
    ids.sort_unstable();
    ids.dedup();
    let accounts = account::by_ids(tx, &ids).await?;
    let login =
        |id: &str| accounts.iter().find(|account| account.id == id).map(|account| account.login.clone());
    Ok(rows
        .into_iter()
        .map(|row| AuditLine {
            number: row.number,
            recorded_at: row.recorded_at,
            action: act::label(&row.action),
            record_id: row.record_id,
            done_by: login(&row.done_by).unwrap_or(row.done_by),
            done_from: row.done_from,
            commitments: (row.before_commitment, row.after_commitment),
            note: row.note,
            hash: row.hash,
        })
        .collect())
}
