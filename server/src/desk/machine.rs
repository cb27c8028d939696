//! Keys of the machine interface.

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
}
