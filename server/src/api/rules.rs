//! The rules as data: every clock and every policy of publicity, those in force, those that ended and those to come.

use axum::Json;
use axum::extract::State;
use chrono::NaiveDate;
use domain::clocks::{ClockRow, Sureness};
use domain::publicity::Policy;
use serde::Serialize;

use crate::state::AppState;

#[derive(Debug, Serialize)]
pub(super) struct Rules {
    clocks: Vec<Clock>,
    policies: Vec<PublicityPolicy>,
}

/// How long something may take.
#[derive(Debug, Serialize)]
struct Clock {
    code: &'static str,
    label: &'static str,
    event: &'static str,
    event_label: &'static str,
    working_days: u32,
    basis: String,
    sureness: Sureness,
    in_force_from: Option<NaiveDate>,
    in_force_to: Option<NaiveDate>,
}

/// How long penalties of a class are public.
#[derive(Debug, Serialize)]
struct PublicityPolicy {
    site: &'static str,
    class: &'static str,
    sector: &'static str,
    minimum_months: Option<u32>,
    maximum_months: u32,
    counts_from: &'static str,
    document: String,
    remark: String,
    in_force_from: NaiveDate,
    in_force_to: Option<NaiveDate>,
}

/// `GET /api/v1/rules`
pub(super) async fn rules(State(state): State<AppState>) -> Json<Rules> {
    let rules = state.core.rules();
    Json(Rules {
        clocks: rules.clocks.rows().iter().map(clock).collect(),
        policies: rules.policies.rows().iter().map(policy).collect(),
    })
}

fn clock(row: &ClockRow) -> Clock {
    Clock {
        code: row.kind.code(),
        label: row.kind.label(),
        event: row.event.code(),
        event_label: row.event.label(),
        working_days: row.working_days,
        basis: row.basis.clone(),
        sureness: row.sureness,
        in_force_from: row.in_force_from,
        in_force_to: row.in_force_to,
    }
}

fn policy(policy: &Policy) -> PublicityPolicy {
    PublicityPolicy {
        site: policy.regime.code(),
        class: policy.class.code(),
        sector: policy.sector.code(),
        minimum_months: policy.minimum_months,
        maximum_months: policy.maximum_months,
        counts_from: policy.anchor.code(),
        document: policy.document.clone(),
        remark: policy.why.clone(),
        in_force_from: policy.effective_from,
        in_force_to: policy.effective_until,
    }
}
