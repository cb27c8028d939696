//! What happens to a decision after its publication: correction, withdrawal, repair, hiding.

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
}
