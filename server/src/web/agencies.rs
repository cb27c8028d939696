//! Pages of figures: authorities and regions.

use app::{Agencies, Agency, AmountRow, Page, Region, Regions};
use axum::extract::State;
use axum::http::{HeaderMap, Uri};
use axum::response::Response;
use domain::disclosure::AuthorityFigures;
use domain::quality::Kind;
use serde::Deserialize;

use super::pages::{Loaded, Site, ok, page};
use crate::error::Result;
use crate::read::agencies as figures;
use crate::read::commitments;
use crate::read::month::Month;
use crate::read::regions::{self, Found};
use crate::state::Core;
use crate::store::{authority, decision, public};
use crate::web::extract::{Path, Query};

/// Which figures are shown.
#[derive(Debug, Default, Deserialize)]
pub struct FiguresForm {
    month: Option<String>,
    kind: Option<String>,
}

impl FiguresForm {
    fn month(&self) -> Result<Option<Month>> {
        let given = self.month.as_deref().filter(|text| !text.is_empty());
        Ok(given.map(Month::parse).transpose()?)
    }

    fn kind(&self) -> Result<Kind> {
        Ok(figures::quality_kind(self.kind.as_deref())?.unwrap_or(Kind::Penalty))
    }
}

/// `GET /agencies`
pub async fn agencies(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Query(form): Query<FiguresForm>,
) -> Response {
    page(&state, &uri, &headers, async {
        let core = &state.core;
        let month = form.month()?.unwrap_or_else(|| Month::of(core.clock.today()));
        let kind = form.kind()?;
        let mut tx = core.db.read().await?;
        let all = figures::all(core, &mut tx, month, kind).await?;
        Ok(ok(Page::Agencies(Agencies {
            month: month.label(),
            months: labels(core),
            kind,
            standing: all.standing,
            total: all.total,
            rows: all.rows,
        })))
    })
    .await
}

fn labels(core: &Core) -> Vec<String> {
    figures::months(core).into_iter().map(Month::label).collect()
}

/// `GET /agencies/{id}?kind=penalty`
pub async fn agency(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(form): Query<FiguresForm>,
) -> Response {
    page(&state, &uri, &headers, async {
        let core = &state.core;
        let today = core.clock.today();
        let kind = form.kind()?;
        let mut tx = core.db.read().await?;
        let row = figures::find(&mut tx, &id).await?;
        let months = figures::months_of(core, &mut tx, &row.id, kind).await?;
        let revisions = figures::revisions(&mut tx, &row.id).await?;
        let coverage = figures::coverage(core, &mut tx, &row.id).await?;
        let gaps = figures::gaps(core, &mut tx, &row.id).await?;
        let samples = figures::samples(core, &mut tx, &row.id).await?;
        let mut amounts = figures::amounts(&mut tx, &row.id).await?;
        // The API has all months; the page shows those of its table.
        amounts
            .retain(|(month, of, _, _)| *of == kind && months.iter().any(|(shown, _)| shown.month == *month));
        let commitments = commitments::months(core, &mut tx, &row.id).await?;
        let latest = decision::latest(&mut tx, Some(&row.id), today, 20).await?;
        let latest = public::summaries(&mut tx, latest, today, core.taken_over_times()).await?;
        let names = authority::names_of(&mut tx, &row.id).await?;
        let figures = months.first().map(|(_, figures)| figures.clone()).unwrap_or_default();
        Ok(ok(Page::Agency(Agency {
            authority: AuthorityFigures { authority: authority::public(row, names), figures },
            kind,
            months: months.into_iter().map(|(month, _)| month).collect(),
            revisions: revisions.into_iter().filter(|revision| revision.kind == kind).collect(),
            coverage,
            gaps,
            samples,
            amounts: amounts
                .into_iter()
                .map(|(month, _, band, count)| AmountRow { month, band, count })
                .collect(),
            commitments,
            latest,
        })))
    })
    .await
}

/// The month that regions show unless asked otherwise: the last whole one.
fn last_whole_month(core: &Core) -> Month {
    Month::of(core.clock.today()).previous()
}

/// `GET /regions`
pub async fn regions(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Query(form): Query<FiguresForm>,
) -> Response {
    page(&state, &uri, &headers, async {
        let core = &state.core;
        let month = form.month()?.unwrap_or_else(|| last_whole_month(core));
        let mut tx = core.db.read().await?;
        let shown = regions::all(core, &mut tx, month).await?;
        Ok(ok(Page::Regions(Regions { month: month.label(), months: labels(core), regions: shown.below })))
    })
    .await
}

/// `GET /regions/{code}`; an abolished code redirects to its successor.
pub async fn region(
    State(state): Site,
    uri: Uri,
    headers: HeaderMap,
    Path(code): Path<String>,
    Query(form): Query<FiguresForm>,
) -> Response {
    page(&state, &uri, &headers, async {
        let core = &state.core;
        let month = form.month()?.unwrap_or_else(|| last_whole_month(core));
        let mut tx = core.db.read().await?;
        let shown = match regions::one(core, &mut tx, &code, month).await? {
            Found::Region(shown) => *shown,
            Found::Moved(code) => return Ok(Loaded::Redirect(format!("/regions/{code}"))),
        };
        let Some(region) = shown.region else { return Err(crate::error::Error::NotFound) };
        Ok(ok(Page::Region(Region {
            parent: parent(&region.code),
            region,
            month: month.label(),
            months: labels(core),
            below: shown.below,
            authorities: shown.authorities,
        })))
    })
    .await
}

/// Code and name of the region above.
fn parent(code: &str) -> Option<(String, String)> {
    let above = domain::region::find(domain::region::find(code)?.parent.as_deref()?)?;
    Some((above.code.clone(), above.name.clone()))
}
