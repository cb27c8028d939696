//! Gaps in numbering, commitments, the inspection sample, lateness and the time in each hand.

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
}
