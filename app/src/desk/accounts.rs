//! Accounts, delegations, deputies and the audit trail.

#[cfg(feature = "ssr")]
use super::frame::Body;

/// The pages of the topic.
#[derive(Clone, Debug, PartialEq)]
pub enum View {}

/// Its HTML.
#[cfg(feature = "ssr")]
pub(crate) fn body(_csrf: &str, view: View) -> Body {
    match view {}
}
