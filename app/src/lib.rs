//! The pages: public data in, HTML out.
//!
//! Every page is synchronous: the server loads what a page shows, this crate writes it. Nothing here knows a data
//! base, a clock or a request. Two leaf islands run in a browser: the search field that suggests, and the draft that keeps
//! itself.

mod address;
pub mod desk;
pub mod keeper;
pub mod page;
#[cfg(any(test, feature = "samples"))]
pub mod samples;
pub mod suggest;

#[cfg(feature = "ssr")]
mod charts;
#[cfg(feature = "ssr")]
mod days;
#[cfg(feature = "ssr")]
mod document;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod parts;
#[cfg(feature = "ssr")]
mod render;
#[cfg(feature = "ssr")]
mod rule_tables;
#[cfg(feature = "ssr")]
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
mod text;

pub use page::*;
#[cfg(feature = "ssr")]
pub use render::render;

/// Starts the islands of the page: called by `public/islands.js` before it hydrates each of them.
#[cfg(feature = "hydrate")]
#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
