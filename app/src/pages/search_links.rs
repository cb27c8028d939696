//! Addresses of a search: each filter a link that keeps the others.

use chrono::NaiveDate;
use domain::search::{SearchRequest, SearchSort, SearchType};

use crate::address;

/// The page of a request.
pub(crate) fn page(request: &SearchRequest) -> String {
    address::link("/search", parameters(request))
}

/// The same request to the API.
pub(crate) fn api(request: &SearchRequest) -> String {
    address::link("/api/v1/search", parameters(request))
}

/// The whole result as CSV.
pub(crate) fn csv(request: &SearchRequest) -> String {
    address::link("/search.csv", parameters(&SearchRequest { cursor: None, ..request.clone() }))
}

/// The first page of a request with something changed.
pub(crate) fn changed(request: &SearchRequest, change: impl FnOnce(&mut SearchRequest)) -> String {
    let mut request = SearchRequest { cursor: None, ..request.clone() };
    change(&mut request);
    page(&request)
}

/// The same text, but among the other kind of record, with no filter.
pub(crate) fn among(request: &SearchRequest, search_type: SearchType) -> String {
    page(&SearchRequest { text: request.text.clone(), search_type, ..SearchRequest::default() })
}

/// What a facet's parameter is set to, if it is.
pub(crate) fn chosen(request: &SearchRequest, facet: &str) -> Option<String> {
    match facet {
        "kind" => request.kind.clone(),
        "status" => request.status.clone(),
        "region" => request.region.clone(),
        "authority" => request.authority.clone(),
        "record" => request.record.clone(),
        "list" => request.list.clone(),
        "year" => chosen_year(request),
        _ => None,
    }
}

/// Sets a facet's parameter, or clears it.
pub(crate) fn choose(request: &mut SearchRequest, facet: &str, value: Option<&str>) {
    let owned = value.map(str::to_owned);
    match facet {
        "kind" => request.kind = owned,
        "status" => request.status = owned,
        "region" => request.region = owned,
        "authority" => request.authority = owned,
        "record" => request.record = owned,
        "list" => request.list = owned,
        "year" => {
            let year: Option<i32> = value.and_then(|year| year.parse().ok());
            request.from = year.and_then(|year| NaiveDate::from_ymd_opt(year, 1, 1));
            request.to = year.and_then(|year| NaiveDate::from_ymd_opt(year, 12, 31));
        }
        _ => {}
    }
}

/// The year, if the dates are exactly one.
fn chosen_year(request: &SearchRequest) -> Option<String> {
    let year = request.from?.format("%Y").to_string();
    let mut whole = SearchRequest::default();
    choose(&mut whole, "year", Some(&year));
    (whole.from == request.from && whole.to == request.to).then_some(year)
}

fn parameters(request: &SearchRequest) -> [(&'static str, Option<String>); 12] {
    let sort = match request.sort {
        SearchSort::Relevance => None,
        SearchSort::Newest => Some("newest".to_owned()),
        SearchSort::Oldest => Some("oldest".to_owned()),
    };
    let search_type = (request.search_type == SearchType::Decision).then(|| "decision".to_owned());
    [
        ("q", Some(request.text.clone())),
        ("type", search_type),
        ("kind", request.kind.clone()),
        ("status", request.status.clone()),
        ("region", request.region.clone()),
        ("authority", request.authority.clone()),
        ("record", request.record.clone()),
        ("list", request.list.clone()),
        ("from", request.from.map(|day| day.to_string())),
        ("to", request.to.map(|day| day.to_string())),
        ("sort", sort),
        ("cursor", request.cursor.clone()),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_filter_keeps_the_others_and_starts_at_the_first_page() {
        let request = SearchRequest {
            text: "秦岭".to_owned(),
            kind: Some("company".to_owned()),
            list: Some("tax-a".to_owned()),
            cursor: Some("c".to_owned()),
            ..SearchRequest::default()
        };
        let link = changed(&request, |request| choose(request, "year", Some("2026")));
        assert_eq!(
            link,
            "/search?q=%E7%A7%A6%E5%B2%AD&kind=company&list=tax-a&from=2026-01-01&to=2026-12-31"
        );
    }

    #[test]
    fn a_year_is_chosen_only_if_the_dates_are_that_year() {
        let mut request = SearchRequest::default();
        choose(&mut request, "year", Some("2025"));
        assert_eq!(chosen(&request, "year").as_deref(), Some("2025"));
        request.to = NaiveDate::from_ymd_opt(2025, 6, 30);
        assert_eq!(chosen(&request, "year"), None);
    }
}
