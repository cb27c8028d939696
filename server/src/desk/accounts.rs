//! Accounts, delegations, deputies and the audit trail.

use super::Routes;

pub(super) fn routes() -> Routes {
    Routes::default()
}
