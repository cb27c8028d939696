//! The rows behind an authority's figures, so that anybody can recompute them.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use domain::calendar::beijing_date;
use domain::decision::DecisionKind;
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::extract::{Path, Query};
use crate::import::formula_safe;
use crate::read::agencies;
use crate::read::month::Month;
use crate::state::AppState;
use crate::store::figures::{self, BehindRow};

/// Which rows.
#[derive(Debug, Default, Deserialize)]
pub struct RowsForm {
    month: Option<String>,
    kind: Option<String>,
}

/// `GET /agencies/{id}/rows.csv?month=2026-10`
pub async fn agency_rows(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(form): Query<RowsForm>,
) -> Result<Response> {
    let core = &state.core;
    let month = form.month.as_deref().filter(|text| !text.is_empty()).map(Month::parse).transpose()?;
    let month = month.unwrap_or_else(|| Month::of(core.clock.today()));
    let kind = agencies::kind(form.kind.as_deref())?;
    let mut tx = core.db.read().await?;
    let authority = agencies::find(&mut tx, &id).await?;
    let rows = figures::rows_behind(&mut tx, &agencies::period(core, month, kind), &authority.id).await?;
    let body = csv(&rows, core.clock.today()).map_err(|error| Error::Store(sqlx::Error::Io(error)))?;
    let name = format!("attachment; filename=\"timeliness-{}.csv\"", month.label());
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((headers, body).into_response())
}

fn csv(rows: &[BehindRow], today: chrono::NaiveDate) -> std::io::Result<Vec<u8>> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::Writer::from_writer(&mut out);
    writer.write_record([
        "记录标识",
        "种类",
        "文号",
        "决定日期",
        "公示期限",
        "收到日期",
        "公示日期",
        "用时（工作日）",
        "迟延（工作日）",
        "收到是否按期",
        "是否合规",
    ])?;
    for row in rows {
        // What is not public today stands here as a row without a name.
        let is_shown = row.state == "published" && row.public_until.is_none_or(|until| until >= today);
        let day = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        let number = |number: Option<i64>| number.map(|number| number.to_string()).unwrap_or_default();
        writer.write_record([
            if is_shown { row.public_id.clone() } else { String::new() },
            DecisionKind::from_code(&row.kind).map_or("", DecisionKind::label).to_owned(),
            if is_shown { formula_safe(&row.document_number) } else { String::new() },
            day(row.decided_on),
            day(row.due_on),
            beijing_date(row.received_at).to_string(),
            day(row.published_at.map(beijing_date)),
            number(row.working_days),
            number(row.late_by),
            row.received_late.map_or("", |late| if late { "否" } else { "是" }).to_owned(),
            if row.state == "incomplete" { "否" } else { "是" }.to_owned(),
        ])?;
    }
    writer.flush()?;
    drop(writer);
    Ok(out)
}
