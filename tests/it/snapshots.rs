//! Every page with the samples of `app`, as a snapshot: what changes in the markup shows in the review.
//!
//! `INSTA_UPDATE=always cargo test -p tests snapshots` writes them anew.

use std::collections::BTreeSet;
use std::path::PathBuf;

use app::samples;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("it/snapshots")
}

/// One element a line, so that a difference is a line and not a page.
fn in_lines(html: &str) -> String {
    html.replace("><", ">\n<")
}

#[test]
fn every_page_looks_as_its_snapshot() {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder());
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        for (name, path, page) in samples::pages().into_iter().chain(samples::desk_pages()) {
            insta::assert_snapshot!(name, in_lines(&app::render(&samples::context(path), page)));
        }
    });
}

#[test]
fn no_snapshot_is_left_of_a_page_that_is_gone() {
    let pages = samples::pages().into_iter().chain(samples::desk_pages());
    let pages: BTreeSet<String> = pages.map(|(name, _, _)| format!("{name}.snap")).collect();
    let files: BTreeSet<String> = std::fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| !name.ends_with(".snap.new"))
        .collect();
    assert_eq!(files, pages);
}
