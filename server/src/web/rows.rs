//! The rows behind an authority's figures, so that anybody can recompute them: adding up 条数 by 口径, 种类 and 状态
//! gives each figure, for open and for frozen months alike.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use chrono::NaiveDate;
use domain::calendar::beijing_date;
use domain::decision::DecisionKind;
use domain::publication::Publication;
use domain::quality::{Basis, Cell, Kind, RowState};
use serde::Deserialize;

use crate::error::{Error, Result};
use crate::read::agencies;
use crate::read::month::Month;
use crate::sheets;
use crate::state::AppState;
use crate::store::figures::{self, BehindRow};
use crate::store::quality::Sheet;
use crate::web::extract::{Path, Query};

/// Which rows.
#[derive(Debug, Default, Deserialize)]
pub struct RowsForm {
    month: Option<String>,
    kind: Option<String>,
}

const HEADINGS: [&str; 11] = [
    "口径",
    "种类",
    "月份",
    "状态",
    "用时（工作日）",
    "条数",
    "记录标识",
    "文号",
    "决定日期",
    "公示期限",
    "公示日期",
];

/// `GET /agencies/{id}/rows.csv?month=2026-10&kind=penalty`
pub async fn agency_rows(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(form): Query<RowsForm>,
) -> Result<Response> {
    let core = &state.core;
    let month = form.month.as_deref().filter(|text| !text.is_empty()).map(Month::parse).transpose()?;
    let month = month.unwrap_or_else(|| Month::of(core.clock.today()));
    let kind = agencies::quality_kind(form.kind.as_deref())?;
    let mut tx = core.db.read().await?;
    let authority = agencies::find(&mut tx, &id).await?;
    let behind = agencies::behind(core, &mut tx, (month, month.next()), Some(&authority.id)).await?;
    let today = core.clock.today();
    let decisions = if behind.frozen.contains_key(&month) {
        None
    } else {
        let times = core.taken_over_times();
        Some(figures::rows_behind(&mut tx, &authority.id, month, today, times).await?)
    };
    let rows = lines(month, kind, &behind.sheet, decisions.as_deref(), today);
    let body = csv(&rows).map_err(|error| Error::Store(sqlx::Error::Io(error)))?;
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

type Line = [String; 11];

/// One line a decision while the month is open, in the order of random identifiers; counts for what is counted by
/// month of receipt, and for everything once the month is frozen.
fn lines(
    month: Month,
    kind: Option<Kind>,
    sheet: &Sheet,
    decisions: Option<&[BehindRow]>,
    today: NaiveDate,
) -> Vec<Line> {
    let is_meant = |of: Kind| kind.is_none_or(|kind| kind == of);
    let mut lines: Vec<Line> = decisions
        .unwrap_or_default()
        .iter()
        .filter_map(|row| decision_line(month, row, today))
        .filter(|(of, _)| is_meant(*of))
        .map(|(_, line)| line)
        .collect();
    for (key, cells) in sheet.iter().filter(|(key, _)| is_meant(key.kind)) {
        let counted = cells
            .iter()
            .filter(|cell| cell.rows > 0 && (decisions.is_none() || cell.state.basis() == Basis::Receipt));
        lines.extend(counted.map(|cell| cell_line(month, key.kind, cell)));
    }
    lines
}

fn head(month: Month, kind: Kind, state: RowState) -> Line {
    let mut line = Line::default();
    state.basis().label().clone_into(&mut line[0]);
    kind.label().clone_into(&mut line[1]);
    line[2] = month.label();
    state.label().clone_into(&mut line[3]);
    line
}

fn cell_line(month: Month, kind: Kind, cell: &Cell) -> Line {
    let mut line = head(month, kind, cell.state);
    line[4] = cell.days.text(cell.state);
    line[5] = cell.rows.to_string();
    line
}

/// What is not public today stands here as a row without a name and without its days.
fn decision_line(month: Month, row: &BehindRow, today: NaiveDate) -> Option<(Kind, Line)> {
    let kind = Kind::of(DecisionKind::from_code(&row.kind)?, &row.category);
    let state = match (row.working_days, row.late_by) {
        (None, _) => RowState::Overdue,
        (Some(_), Some(late)) if late > 0 => RowState::Late,
        (Some(_), _) => RowState::OnTime,
    };
    let mut line = head(month, kind, state);
    line[4] = row.working_days.map(|days| days.to_string()).unwrap_or_default();
    "1".clone_into(&mut line[5]);
    if row.state == Publication::Published && row.public_until.is_none_or(|until| until >= today) {
        let day = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        line[6].clone_from(&row.public_id);
        line[7] = sheets::neutral(&row.document_number);
        line[8] = day(row.decided_on);
        line[9] = day(row.due_on);
        line[10] = day(row.published_at.map(beijing_date));
    }
    Some((kind, line))
}

fn csv(lines: &[Line]) -> std::io::Result<Vec<u8>> {
    let mut out = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::Writer::from_writer(&mut out);
    writer.write_record(HEADINGS)?;
    for line in lines {
        writer.write_record(line)?;
    }
    writer.flush()?;
    drop(writer);
    Ok(out)
}
