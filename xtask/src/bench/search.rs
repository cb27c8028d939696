//! The third part: how long a search takes.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};

use super::Bench;
use super::meter::Times;
use super::queries::{self, Kind, Query};
use super::table::{Cell, Table};
use crate::http::{get, percent_encoded};

/// Queries that are measured, and those before them that warm the server up.
const QUERIES: usize = 200;
const WARM_UP: usize = 100;

/// Where every kind of query is also told by itself.
const EVERY_KIND: &str = "/api/v1/search?q=";

/// Asks one query after another, each once, over connections of their own.
///
/// # Errors
/// If a search does not answer 200.
pub(super) fn measure(bench: &Bench, address: &str) -> Result<Table> {
    let mut all = queries::from_province(&bench.chengxin, QUERIES + WARM_UP)?;
    let warm_up = all.split_off(all.len().min(QUERIES));
    let mut table = Table::new(
        "search over HTTP on this machine, one at a time, warm",
        &["address", "query", "queries", "p50 ms", "p95 ms", "p99 ms", "max ms"],
    );
    for path in [EVERY_KIND, "/search?q=", "/api/v1/suggest?q="] {
        for query in &warm_up {
            ask(address, path, query)?;
        }
        let times = all
            .iter()
            .map(|query| Ok((query.kind, ask(address, path, query)?)))
            .collect::<Result<Vec<_>>>()?;
        add_row(&mut table, path, "all", times.iter().map(|(_, time)| *time));
        let kinds = if path == EVERY_KIND { &Kind::ALL[..] } else { &[] };
        for kind in kinds {
            let of_kind = times.iter().filter(|(other, _)| other == kind);
            add_row(&mut table, path, kind.label(), of_kind.map(|(_, time)| *time));
        }
    }
    Ok(table)
}

fn ask(address: &str, path: &str, query: &Query) -> Result<Duration> {
    let path = format!("{path}{}", percent_encoded(&query.text));
    let start = Instant::now();
    let answer = get(address, &path)?;
    let time = start.elapsed();
    ensure!(answer.status == 200, "{path} answered {}", answer.status);
    Ok(time)
}

fn add_row(table: &mut Table, path: &str, label: &str, times: impl Iterator<Item = Duration>) {
    let mut sorted = Times::default();
    times.for_each(|time| sorted.add(time));
    let percentiles = [50, 95, 99, 100].map(|percent| Cell::Number(sorted.percentile(percent), 1));
    let path = path.trim_end_matches("?q=");
    let row = [Cell::text(path), Cell::text(label), Cell::Count(sorted.count())];
    table.add(row.into_iter().chain(percentiles).collect());
}
