//! Suggestions while typing: live documents only, found by the same ways as a search.
//!
//! They never come from the term dictionary, which still knows the names of documents that were removed.

use chrono::NaiveDate;
use domain::search::{SearchHit, SearchRequest, SearchType, Suggestion};

use crate::error::IndexError;
use crate::query::Typed;
use crate::reader::IndexReader;

/// No list is longer.
const MOST_SUGGESTIONS: usize = 20;

impl IndexReader {
    /// Entities whose names or codes match what was typed so far; then decisions by number or party, if there is room.
    pub fn suggest(&self, text: &str, limit: usize, today: NaiveDate) -> Result<Vec<Suggestion>, IndexError> {
        if Typed::new(text).is_empty() || limit == 0 {
            return Ok(Vec::new());
        }
        let limit = limit.min(MOST_SUGGESTIONS);
        let mut suggestions = Vec::new();
        for search_type in [SearchType::Entity, SearchType::Decision] {
            let wanted = limit - suggestions.len();
            if wanted > 0 {
                let request = SearchRequest {
                    text: text.to_owned(),
                    search_type,
                    limit: wanted,
                    today,
                    ..SearchRequest::default()
                };
                suggestions.extend(self.best(&request)?.into_iter().filter(is_suggestion).map(suggestion));
            }
        }
        Ok(suggestions)
    }
}

/// Of decisions only those found by what identifies them: a word of their content suggests nothing.
fn is_suggestion(hit: &SearchHit) -> bool {
    hit.hit_type == SearchType::Entity || matches!(hit.matched.field.as_str(), "document-number" | "uscc")
}

fn suggestion(hit: SearchHit) -> Suggestion {
    let url = match hit.hit_type {
        SearchType::Entity => format!("/entities/{}", hit.id),
        SearchType::Decision => format!("/decisions/{}", hit.id),
    };
    Suggestion { text: hit.name, suggestion_type: hit.hit_type, url, uscc: hit.uscc }
}
