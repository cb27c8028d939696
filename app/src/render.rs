//! From a page's data to the text of its document.

use std::sync::Arc;

use hydration_context::SsrSharedContext;
use leptos::prelude::*;

use crate::desk;
use crate::document::{self, Document};
use crate::page::{Page, PageContext};
use crate::pages;

/// Renders a whole document, from `<!doctype html>` on.
pub fn render(context: &PageContext, page: Page) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| match page {
        Page::Desk(desk) => desk::document(context, *desk).to_html(),
        public => document::frame(context, document(context, public)).to_html(),
    });
    owner.cleanup();
    format!("<!doctype html>{}", without_direction_marks(&without_markers(&html)))
}

fn document(context: &PageContext, page: Page) -> Document {
    match page {
        // The desk has a frame of its own.
        Page::Desk(_) | Page::NotFound => pages::failure::not_found(),
        Page::Home(home) => pages::home::document(context, home),
        Page::Search(search) => pages::search::document(context, search),
        Page::Entity(entity) => pages::entity::document(context, entity),
        Page::Candidates(candidates) => pages::candidates::document(&candidates),
        Page::Decision(decision) => pages::decision::document(context, &decision),
        Page::Tombstone(tombstone) => pages::tombstone::document(tombstone),
        Page::Lists(lists) => pages::lists::document(lists),
        Page::List(list) => pages::list::document(context, list),
        Page::Entry(entry) => pages::entry::document(context, entry),
        Page::Objection(page) => pages::objection::document(context, page),
        Page::Guide(topic) => pages::guide::document(context, topic),
        Page::Deadline(deadline) => pages::deadline::document(context, deadline),
        Page::Agencies(agencies) => pages::agencies::document(context, agencies),
        Page::Agency(agency) => pages::agency::document(context, agency),
        Page::Regions(regions) => pages::regions::document(regions),
        Page::Region(region) => pages::region::document(region),
        Page::OpenData(page) => pages::open_data::document(context, page),
        Page::Developers(page) => pages::developers::document(context, page),
        Page::Rules(rules) => pages::rules::document(context, rules),
        Page::About(about) => pages::about::document(context, &about),
        Page::Privacy => pages::privacy::document(context),
        Page::Accessibility => pages::accessibility::document(context),
        Page::Failed { status, code, request_id } => pages::failure::failed(status, code, request_id),
    }
}

/// Takes out the marks that hydration needs between texts; inside islands they become proper comments, which are
/// the same to a parser without being a fault.
///
/// Text and attribute values hold no bare `<`, so a mark is never part of a record.
fn without_markers(html: &str) -> String {
    const MARK: &str = "<!>";
    const CLOSE: &str = "</leptos-island>";
    let mut text = String::with_capacity(html.len());
    let mut rest = html;
    while let Some((inert, island)) = rest.find("<leptos-island").map(|at| rest.split_at(at)) {
        let end = island.find(CLOSE).map_or(island.len(), |at| at + CLOSE.len());
        text.push_str(&inert.replace(MARK, ""));
        text.push_str(&island[..end].replace(MARK, "<!---->"));
        rest = &island[end..];
    }
    text.push_str(&rest.replace(MARK, ""));
    text
}

/// Takes out the invisible marks that turn the direction of text. `bdi` isolates honest right-to-left text, but an
/// unclosed isolate inside a name would swallow the end of its `bdi` and turn what follows. JSON keeps them.
fn without_direction_marks(html: &str) -> String {
    let is_mark = |character: char| matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    html.replace(is_mark, "")
}

#[cfg(test)]
mod tests {
    use super::{without_direction_marks, without_markers};

    #[test]
    fn an_unclosed_isolate_in_a_name_cannot_turn_what_follows() {
        assert_eq!(without_direction_marks("甲\u{202E}\u{2066}乙\u{200F}"), "甲乙");
    }

    #[test]
    fn marks_stay_inside_islands_only_and_as_comments() {
        let html = "a<!>b<leptos-island data-component=\"x\">c<!>d</leptos-island>e<!>f";
        assert_eq!(
            without_markers(html),
            "ab<leptos-island data-component=\"x\">c<!---->d</leptos-island>ef"
        );
    }
}
