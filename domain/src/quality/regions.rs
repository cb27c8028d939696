//! Figures of regions: sums over the authorities in them, by kind.

use serde::{Deserialize, Serialize};

use super::Kind;

/// Decisions of one kind by the authorities of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionKind {
    /// Which kind.
    pub kind: Kind,
    /// Public now.
    pub public: u64,
    /// Of those decided in the month: public by the due day.
    pub on_time: u64,
    /// Of those decided in the month: that the law wants public.
    pub valid: u64,
}

impl RegionKind {
    /// Nothing of a kind.
    pub const fn none(kind: Kind) -> Self {
        Self { kind, public: 0, on_time: 0, valid: 0 }
    }
}

/// A province, city or county with everything below it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegionFigures {
    /// Six digits.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Entities registered there.
    pub entities: u64,
    /// Authorities there.
    pub authorities: u64,
    /// By kind; never summed into one rate.
    pub kinds: Vec<RegionKind>,
}

/// What the codes of a region and of all below it begin with: `69`, `6901` or `690102`.
pub fn region_prefix(code: &str) -> &str {
    let code = code.strip_suffix("00").unwrap_or(code);
    if code.len() == 4 { code.strip_suffix("00").unwrap_or(code) } else { code }
}
