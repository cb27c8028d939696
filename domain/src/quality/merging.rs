//! Small cells are merged before rows are frozen.

use std::collections::BTreeMap;

use super::{Cell, Days, RowState};

/// A number of working days stands in frozen rows only if so many rows share it.
pub const SMALLEST_CELL: u64 = 3;

/// Merges rows of the same state: those whose number of working days is shared by fewer than [`SMALLEST_CELL`] lose
/// it, and if they are too few themselves, the smallest other cell joins them. States are kept whatever their size:
/// they are the published figures. The answer is in a fixed order that says nothing about the rows.
pub fn merge_small_cells(cells: &[Cell]) -> Vec<Cell> {
    let mut states: BTreeMap<RowState, BTreeMap<Days, u64>> = BTreeMap::new();
    for cell in cells.iter().filter(|cell| cell.rows > 0) {
        *states.entry(cell.state).or_default().entry(cell.days).or_default() += cell.rows;
    }
    states
        .into_iter()
        .flat_map(|(state, days)| {
            merge_days(days).into_iter().map(move |(days, rows)| Cell { state, days, rows })
        })
        .collect()
}

fn merge_days(days: BTreeMap<Days, u64>) -> BTreeMap<Days, u64> {
    let (mut large, small): (BTreeMap<Days, u64>, BTreeMap<Days, u64>) = days
        .into_iter()
        .partition(|(days, rows)| *days == Days::Unsaid || (*rows >= SMALLEST_CELL && *days != Days::Merged));
    let mut merged: u64 = small.values().sum();
    while merged > 0 && merged < SMALLEST_CELL {
        let next = large.iter().filter(|(days, _)| **days != Days::Unsaid).min_by_key(|(_, rows)| **rows);
        let Some(days) = next.map(|(days, _)| *days) else { break };
        merged += large.remove(&days).unwrap_or_default();
    }
    if merged > 0 {
        large.insert(Days::Merged, merged);
    }
    large
}
