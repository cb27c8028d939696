//! What the server answered, and ways to read it.

use axum::http::HeaderMap;
use scraper::{Html, Selector};
use serde_json::Value;

/// An answer as a client sees it.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The body.
    pub text: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// A header's value; empty if it is absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {}", self.text))
    }

    /// The body as a page.
    pub fn html(&self) -> Html {
        Html::parse_document(&self.text)
    }

    /// How many elements match.
    pub fn count(&self, selector: &str) -> usize {
        self.html().select(&Selector::parse(selector).unwrap()).count()
    }

    /// The text of all elements that match, with single blanks.
    pub fn words(&self, selector: &str) -> String {
        let html = self.html();
        let texts: Vec<String> = html
            .select(&Selector::parse(selector).unwrap())
            .map(|element| element.text().collect())
            .collect();
        texts.join(" ").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// An attribute of every element that matches.
    pub fn attributes(&self, selector: &str, attribute: &str) -> Vec<String> {
        let html = self.html();
        html.select(&Selector::parse(selector).unwrap())
            .filter_map(|element| element.attr(attribute).map(str::to_owned))
            .collect()
    }

    /// The hits of a search as (name, id), or the items of a list.
    pub fn hits(&self) -> Vec<(String, String)> {
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
        self.json()["hits"]
            .as_array()
            .unwrap()
            .iter()
            .map(|hit| (text(hit, "name"), text(hit, "id")))
            .collect()
    }

    /// The names of the hits of a search.
    pub fn names(&self) -> Vec<String> {
        self.hits().into_iter().map(|(name, _)| name).collect()
    }
}
