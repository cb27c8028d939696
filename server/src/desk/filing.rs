//! Forms and drafts of decisions.

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
}
