//! Pages of figures: authorities and regions.

use domain::commitment::CommitmentMonth;
use domain::disclosure::{
    AuthorityFigures, DecisionSummary, GapCount, PublicAuthority, SampleFigures, TimelinessFigures,
};
use domain::quality::{Coverage, Kind, MonthOfKind, RegionFigures, Revision, Standing};

/// `/agencies`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agencies {
    /// The month shown, such as `2026-10`.
    pub month: String,
    /// Months that can be chosen, newest first.
    pub months: Vec<String>,
    /// The kind shown; kinds are never summed into one rate.
    pub kind: Kind,
    /// Whether the month may still change.
    pub standing: Standing,
    /// Over all authorities.
    pub total: TimelinessFigures,
    /// One row for each authority, in the order shown.
    pub rows: Vec<AuthorityFigures>,
}

/// `/agencies/{id}`
#[derive(Clone, Debug, PartialEq)]
pub struct Agency {
    /// The authority and its figures for the newest month of `months`.
    pub authority: AuthorityFigures,
    /// The kind shown.
    pub kind: Kind,
    /// Months of that kind, newest first.
    pub months: Vec<MonthOfKind>,
    /// What changed after months were frozen, newest first.
    pub revisions: Vec<Revision>,
    /// What it has delivered, by kind.
    pub coverage: Vec<Coverage>,
    /// Numbers that were neither filed nor explained in time, by year, newest first.
    pub gaps: Vec<GapCount>,
    /// What inspections found, by year, newest first; empty without a sample.
    pub samples: Vec<SampleFigures>,
    /// Frozen months by amount of fine, newest first.
    pub amounts: Vec<AmountRow>,
    /// Months in which it committed to decisions on their day, newest first.
    pub commitments: Vec<CommitmentMonth>,
    /// Latest publications, newest first.
    pub latest: Vec<DecisionSummary>,
}

/// Decisions of a frozen month in one band of fines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AmountRow {
    /// Such as `2026-10`.
    pub month: String,
    /// Such as 1 万元至不足 10 万元.
    pub band: String,
    /// How many.
    pub count: u64,
}

/// `/regions`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regions {
    /// The month of the rates.
    pub month: String,
    /// Months that can be chosen, newest first.
    pub months: Vec<String>,
    /// Each province with its cities after it.
    pub regions: Vec<RegionFigures>,
}

/// `/regions/{code}`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Region {
    /// Itself, with the name of its city before a county's.
    pub region: RegionFigures,
    /// Code and name of the region above.
    pub parent: Option<(String, String)>,
    /// The month of the rates.
    pub month: String,
    /// Months that can be chosen, newest first.
    pub months: Vec<String>,
    /// What lies directly below.
    pub below: Vec<RegionFigures>,
    /// The authorities there and below.
    pub authorities: Vec<PublicAuthority>,
}
