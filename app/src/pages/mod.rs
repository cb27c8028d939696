//! One module for each page.

pub(crate) mod about;
pub(crate) mod accessibility;
pub(crate) mod agencies;
pub(crate) mod agency;
pub(crate) mod candidates;
pub(crate) mod deadline;
pub(crate) mod decision;
pub(crate) mod decision_words;
pub(crate) mod entity;
pub(crate) mod entity_registration;
pub(crate) mod failure;
pub(crate) mod home;
pub(crate) mod privacy;
pub(crate) mod rules;
pub(crate) mod search;
pub(crate) mod search_empty;
pub(crate) mod search_links;
pub(crate) mod tombstone;
