//! The fourth part: what every kind of page weighs.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use super::table::{Cell, Table};
use crate::http::{get_json, get_with, percent_encoded};
use crate::site::{files_of, gzip_size};
use crate::workspace;

/// The pages that are always there.
const FIXED: [(&str, &str); 16] = [
    ("home", "/"),
    ("empty search", "/search?q=zzzzzz"),
    ("lists", "/lists"),
    ("guide", "/guide"),
    ("guide to a topic", "/guide/repair"),
    ("deadline", "/deadline"),
    ("counted deadline", "/deadline?decided_on=2026-06-15&working_days=7"),
    ("agencies", "/agencies"),
    ("regions", "/regions"),
    ("open data", "/open-data"),
    ("developers", "/developers"),
    ("rules", "/rules"),
    ("about", "/about"),
    ("privacy", "/privacy"),
    ("accessibility", "/accessibility"),
    ("not found", "/no-such-page"),
];

/// The weight of each, plain and as it is sent.
///
/// # Errors
/// If a page fails or the province has no record of a kind.
pub(super) fn measure(address: &str) -> Result<Table> {
    let mut table =
        Table::new("weight of a page or file, as it is sent", &["page", "address", "bytes", "bytes gzipped"]);
    let fixed = FIXED.map(|(name, path)| (name, path.to_owned()));
    for (name, path) in fixed.into_iter().chain(of_records(address)?) {
        let plain = weight(address, &path, "identity")?;
        let sent = weight(address, &path, "gzip")?;
        table.add(vec![Cell::text(name), Cell::text(shown(&path)), Cell::Count(plain), Cell::Count(sent)]);
    }
    for (name, bytes) in files_of(&workspace::site())? {
        let (plain, sent) = (bytes.len() as u64, gzip_size(&bytes) as u64);
        table.add(vec![
            Cell::text("file"),
            Cell::text(format!("/assets/{name}")),
            Cell::Count(plain),
            Cell::Count(sent),
        ]);
    }
    Ok(table)
}

fn weight(address: &str, path: &str, encoding: &str) -> Result<u64> {
    let answer = get_with(address, path, &["Accept: text/html", &format!("Accept-Encoding: {encoding}")])?;
    ensure!(matches!(answer.status, 200 | 404), "{path} answered {}", answer.status);
    Ok(answer.body.len() as u64)
}

/// One page of every kind of record, found through the API.
fn of_records(address: &str) -> Result<Vec<(&'static str, String)>> {
    let penalty = first_hit(address, "q=&type=decision&kind=penalty")?;
    let licence = first_hit(address, "q=&type=decision&kind=licence")?;
    let entity = first_hit(address, "q=&type=entity&record=penalty")?;
    let agencies = get_json(address, "/api/v1/agencies")?;
    let regions = get_json(address, "/api/v1/regions")?;
    let list = fullest_list(address)?;
    let entries = get_json(address, &format!("/api/v1/lists/{list}?limit=1"))?;
    Ok(vec![
        ("search", format!("/search?q={}", percent_encoded("有限公司"))),
        ("search of decisions", format!("/search?q={}&type=decision", percent_encoded("食品"))),
        ("entity", format!("/entities/{}", text(&entity["id"])?)),
        ("penalty", format!("/decisions/{}", text(&penalty["id"])?)),
        ("licence", format!("/decisions/{}", text(&licence["id"])?)),
        ("list", format!("/lists/{list}")),
        ("entry of a list", format!("/entries/{}", text(&entries["items"][0]["id"])?)),
        ("agency", format!("/agencies/{}", text(&agencies["items"][0]["authority"]["id"])?)),
        ("province", format!("/regions/{}", text(&regions["items"][0]["code"])?)),
        ("city", format!("/regions/{}", text(&regions["items"][1]["code"])?)),
    ])
}

/// The code of the list with most entries.
fn fullest_list(address: &str) -> Result<String> {
    let lists = get_json(address, "/api/v1/lists")?;
    let items = lists["items"].as_array().context("no lists")?.iter();
    let lists = items.filter(|item| item["nature"] != "record");
    let fullest = lists.max_by_key(|item| item["listed"].as_u64()).context("no list")?;
    text(&fullest["code"])
}

fn first_hit(address: &str, query: &str) -> Result<Value> {
    let answer = get_json(address, &format!("/api/v1/search?{query}&limit=1"))?;
    ensure!(answer["hits"][0].is_object(), "the search for {query} found nothing");
    Ok(answer["hits"][0].clone())
}

fn text(value: &Value) -> Result<String> {
    Ok(value.as_str().context("the API does not answer as expected")?.to_owned())
}

/// An address with what differs from run to run left out.
fn shown(path: &str) -> String {
    let parts: Vec<&str> = path.splitn(3, '/').collect();
    match parts[..] {
        ["", folder @ ("decisions" | "entities" | "entries" | "agencies"), _] => format!("/{folder}/…"),
        _ if path.contains('%') => format!("{}…", path.split('%').next().unwrap_or(path)),
        _ => path.to_owned(),
    }
}
