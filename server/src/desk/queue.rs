//! The queue, ordered by time left, and what waits for a second person.

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
}
