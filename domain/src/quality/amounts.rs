//! Bands of fines, for the counts that stay after records end.

use super::SMALLEST_CELL;

/// Upper ends of the bands in 分, exclusive; band 0 is 无罚款, the last band has no end.
const ENDS: [i64; 4] = [100_000, 1_000_000, 10_000_000, 100_000_000];

/// What the ends are called.
const END_LABELS: [&str; 4] = ["1 千元", "1 万元", "10 万元", "100 万元"];

/// How many bands there are.
pub const AMOUNT_BANDS: usize = ENDS.len() + 2;

/// Decisions in one band, or in several neighbouring ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AmountCell {
    /// The first band.
    pub first: usize,
    /// The last band; the same as the first unless merged.
    pub last: usize,
    /// How many decisions.
    pub rows: u64,
}

/// The band of a fine in 分.
pub fn amount_band(fine_fen: Option<i64>) -> usize {
    match fine_fen {
        Some(fen) if fen > 0 => 1 + ENDS.iter().filter(|end| fen >= **end).count(),
        _ => 0,
    }
}

/// What bands `first` to `last` are called.
pub fn band_label(first: usize, last: usize) -> String {
    let end = |band: usize| band.checked_sub(1).and_then(|at| END_LABELS.get(at)).copied();
    let from = first.checked_sub(1).and_then(end);
    match (first, last, from, end(last)) {
        (0, 0, _, _) => "无罚款".to_owned(),
        (0, _, _, Some(end)) => format!("无罚款或不足 {end}"),
        (_, _, None, Some(end)) if first > 0 => format!("不足 {end}"),
        (_, _, Some(from), Some(end)) => format!("{from}至不足 {end}"),
        (_, _, Some(from), None) => format!("{from}以上"),
        _ => "不分档".to_owned(),
    }
}

/// Neighbouring bands with fewer than [`SMALLEST_CELL`] decisions are merged, upwards and at the end downwards; if
/// all together are fewer, one cell over all bands is left.
pub fn merge_bands(counts: &[u64; AMOUNT_BANDS]) -> Vec<AmountCell> {
    let mut cells: Vec<AmountCell> = Vec::new();
    let mut open: Option<AmountCell> = None;
    for (band, rows) in counts.iter().copied().enumerate() {
        let cell = match open.take() {
            Some(cell) => AmountCell { last: band, rows: cell.rows + rows, ..cell },
            None if rows == 0 => continue,
            None => AmountCell { first: band, last: band, rows },
        };
        if cell.rows >= SMALLEST_CELL { cells.push(cell) } else { open = Some(cell) }
    }
    if let Some(rest) = open {
        match cells.last_mut() {
            Some(last) => *last = AmountCell { last: AMOUNT_BANDS - 1, rows: last.rows + rest.rows, ..*last },
            None => cells.push(AmountCell { first: 0, last: AMOUNT_BANDS - 1, ..rest }),
        }
    }
    cells
}
