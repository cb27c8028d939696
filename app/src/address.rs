//! Addresses with a query.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// What a query need not escape (RFC 3986, unreserved characters).
const QUERY: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// Escapes one value of a query.
pub(crate) fn escape(value: &str) -> String {
    utf8_percent_encode(value, QUERY).to_string()
}

/// `path?a=1&b=2` of the parameters that have a value.
#[cfg(feature = "ssr")]
pub(crate) fn link<'a>(
    path: &str,
    parameters: impl IntoIterator<Item = (&'a str, Option<String>)>,
) -> String {
    let query: Vec<String> = parameters
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", escape(&value?))))
        .collect();
    if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::link;

    #[test]
    fn a_link_escapes_its_values_and_leaves_out_what_is_absent() {
        assert_eq!(
            link("/search", [("q", Some("秦 &岭".to_owned())), ("kind", None)]),
            "/search?q=%E7%A7%A6%20%26%E5%B2%AD"
        );
        assert_eq!(link("/search", [("kind", None)]), "/search");
    }
}
