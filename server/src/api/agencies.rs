//! Authorities and regions with their figures.

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use domain::commitment::CommitmentMonth;
use domain::disclosure::{
    AuthorityFigures, GapCount, PublicAuthority, SampleFigures, TimelinessFigures, WithheldCount,
};
use domain::quality::{Coverage, Kind, MonthOfKind, RegionFigures, Revision, Standing};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::read::agencies as figures;
use crate::read::commitments;
use crate::read::month::Month;
use crate::read::regions::{self, Found};
use crate::state::AppState;
use crate::store::authority;
use crate::web::extract::{Path, Query};

#[derive(Debug, Deserialize)]
pub(super) struct FiguresForm {
    month: Option<String>,
    kind: Option<String>,
}

impl FiguresForm {
    fn kind(&self) -> Result<Option<Kind>> {
        figures::quality_kind(self.kind.as_deref())
    }
}

#[derive(Debug, Serialize)]
pub(super) struct Agencies {
    month: String,
    kind: Kind,
    #[serde(flatten)]
    standing: Standing,
    total: TimelinessFigures,
    items: Vec<AuthorityFigures>,
}

/// `GET /api/v1/agencies?month=2026-10&kind=penalty`: penalties unless another kind is named.
pub(super) async fn agencies(
    State(state): State<AppState>,
    Query(form): Query<FiguresForm>,
) -> Result<Json<Agencies>> {
    let month = form.month.as_deref().filter(|month| !month.is_empty()).map(Month::parse).transpose()?;
    let month = month.unwrap_or_else(|| Month::of(state.core.clock.today()));
    let kind = form.kind()?.unwrap_or(Kind::Penalty);
    let mut tx = state.core.db.read().await?;
    let all = figures::all(&state.core, &mut tx, month, kind).await?;
    let (standing, total, items) = (all.standing, all.total, all.rows);
    Ok(Json(Agencies { month: month.label(), kind, standing, total, items }))
}

#[derive(Debug, Serialize)]
struct MonthFigures {
    month: String,
    #[serde(flatten)]
    standing: Standing,
    figures: TimelinessFigures,
}

#[derive(Debug, Serialize)]
pub(super) struct Agency {
    authority: PublicAuthority,
    kind: Kind,
    months: Vec<MonthFigures>,
    gaps: Vec<GapCount>,
    samples: Vec<SampleFigures>,
}

/// `GET /api/v1/agencies/{id}?kind=penalty`: the last twelve months.
pub(super) async fn agency(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(form): Query<FiguresForm>,
) -> Result<Json<Agency>> {
    let kind = form.kind()?.unwrap_or(Kind::Penalty);
    let mut tx = state.core.db.read().await?;
    let row = figures::find(&mut tx, &id).await?;
    let months = figures::months_of(&state.core, &mut tx, &row.id, kind).await?;
    let names = authority::names_of(&mut tx, &row.id).await?;
    let months = months
        .into_iter()
        .map(|(month, figures)| MonthFigures { month: month.month, standing: month.standing, figures })
        .collect();
    let gaps = figures::gaps(&state.core, &mut tx, &row.id).await?;
    let samples = figures::samples(&state.core, &mut tx, &row.id).await?;
    Ok(Json(Agency { authority: authority::public(row, names), kind, months, gaps, samples }))
}

#[derive(Debug, Serialize)]
struct AmountOfMonth {
    month: String,
    kind: Kind,
    band: String,
    count: u64,
}

#[derive(Debug, Serialize)]
pub(super) struct MonthRecord {
    authority: String,
    months: Vec<MonthOfKind>,
    revisions: Vec<Revision>,
    coverage: Vec<Coverage>,
    amounts: Vec<AmountOfMonth>,
    commitments: Vec<CommitmentMonth>,
}

/// `GET /api/v1/agencies/{id}/months?kind=penalty`: every month that counted anything, also after its records ended.
pub(super) async fn months(
    State(state): State<AppState>,
    Path(id): Path<String>,
    Query(form): Query<FiguresForm>,
) -> Result<Json<MonthRecord>> {
    let kind = form.kind()?;
    let is_meant = |of: Kind| kind.is_none_or(|kind| kind == of);
    let core = &state.core;
    let mut tx = core.db.read().await?;
    let row = figures::find(&mut tx, &id).await?;
    let months = figures::all_months_of(core, &mut tx, &row.id, kind).await?;
    let mut revisions = figures::revisions(&mut tx, &row.id).await?;
    revisions.retain(|revision| is_meant(revision.kind));
    let mut coverage = figures::coverage(core, &mut tx, &row.id).await?;
    coverage.retain(|coverage| is_meant(coverage.kind));
    let amounts = figures::amounts(&mut tx, &row.id).await?;
    let amounts = amounts
        .into_iter()
        .filter(|(_, kind, _, _)| is_meant(*kind))
        .map(|(month, kind, band, count)| AmountOfMonth { month, kind, band, count })
        .collect();
    let commitments = commitments::months(core, &mut tx, &row.id).await?;
    Ok(Json(MonthRecord { authority: row.public_id, months, revisions, coverage, amounts, commitments }))
}

#[derive(Debug, Serialize)]
pub(super) struct Withheld {
    items: Vec<WithheldCount>,
}

/// `GET /api/v1/withheld`: what is withheld in the whole province, by year and ground.
pub(super) async fn withheld(State(state): State<AppState>) -> Result<Json<Withheld>> {
    let mut tx = state.core.db.read().await?;
    Ok(Json(Withheld { items: figures::withheld(&mut tx).await? }))
}

#[derive(Debug, Serialize)]
struct Regions {
    month: String,
    items: Vec<RegionFigures>,
}

#[derive(Debug, Serialize)]
struct OneRegion {
    month: String,
    region: Option<RegionFigures>,
    items: Vec<RegionFigures>,
    authorities: Vec<PublicAuthority>,
}

#[derive(Debug, Deserialize)]
pub(super) struct RegionForm {
    month: Option<String>,
    code: Option<String>,
}

/// `GET /api/v1/regions?month=2026-10&code=690100`: the provinces and cities, or one region with what lies below it.
pub(super) async fn regions(
    State(state): State<AppState>,
    Query(form): Query<RegionForm>,
) -> Result<Response> {
    let core = &state.core;
    let month = form.month.as_deref().filter(|month| !month.is_empty()).map(Month::parse).transpose()?;
    let month = month.unwrap_or_else(|| Month::of(core.clock.today()).previous());
    let mut tx = core.db.read().await?;
    let Some(code) = form.code else {
        let items = regions::all(core, &mut tx, month).await?.below;
        return Ok(Json(Regions { month: month.label(), items }).into_response());
    };
    Ok(match regions::one(core, &mut tx, &code, month).await? {
        Found::Region(shown) => Json(OneRegion {
            month: month.label(),
            region: shown.region,
            items: shown.below,
            authorities: shown.authorities,
        })
        .into_response(),
        Found::Moved(code) => Redirect::permanent(&format!("/api/v1/regions?code={code}")).into_response(),
    })
}
