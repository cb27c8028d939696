//! Files of which only some columns are known.

use domain::decision::DecisionKind;
use domain::standard;

use super::target::unfilled_by;

/// What the columns of a file leave open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenColumns {
    /// Captions of the fields that every row needs and no column fills.
    pub missing: Vec<&'static str>,
    /// Columns that nobody knows, from 0, with their headings.
    pub unknown: Vec<(usize, String)>,
}

impl OpenColumns {
    /// Somebody must say what the unknown columns mean: one of them may be what lacks.
    pub fn ask_for_a_person(&self) -> bool {
        !self.missing.is_empty() && !self.unknown.is_empty()
    }
}

/// What is open in a file of decisions with these headings.
pub fn open_columns(kind: DecisionKind, headings: &[String]) -> OpenColumns {
    let layout = standard::detect(headings, kind);
    let is_unknown = |place: usize| layout.columns.get(place).is_none_or(Option::is_none);
    let unknown = headings
        .iter()
        .enumerate()
        .filter(|(place, heading)| is_unknown(*place) && !heading.trim().is_empty());
    OpenColumns {
        missing: unfilled_by(&layout),
        unknown: unknown.map(|(place, heading)| (place, heading.clone())).collect(),
    }
}
