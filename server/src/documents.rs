//! What is not a page: the sitemap and robots.txt.

use askama::Template;

/// One address of a sitemap.
#[derive(Clone, Debug)]
pub struct Address {
    /// Absolute.
    pub location: String,
    /// Day of the last change.
    pub changed_on: String,
}

/// A sitemap of at most 50,000 addresses. Decisions are not in it.
#[derive(Debug, Template)]
#[template(path = "sitemap.xml")]
pub struct Sitemap {
    /// Its addresses.
    pub addresses: Vec<Address>,
}

/// The sitemap of sitemaps.
#[derive(Debug, Template)]
#[template(path = "sitemap_index.xml")]
pub struct SitemapIndex {
    /// Absolute addresses of the sitemaps.
    pub locations: Vec<String>,
}

/// robots.txt
#[derive(Debug, Template)]
#[template(path = "robots.txt")]
pub struct Robots {
    /// Scheme and host.
    pub base_url: String,
}
