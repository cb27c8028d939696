//! Objections, as the desk handles them.

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
}
