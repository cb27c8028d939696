//! Signing in and out, the second factor, one's own password and sessions.

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
}
