//! How well missing numbers are found: precision and recall on generated series.

use anyhow::{Context, Result, bail};

use super::table::{Cell, Table};
use crate::process::{cargo, output};

const CAPTIONS: &[&str] =
    &["of", "series", "rows", "missing", "told rightly", "invented", "precision", "recall"];

/// Lets the domain measure itself.
pub(super) fn measure() -> Result<Table> {
    let told = output(&mut cargo(&["run", "--quiet", "--package", "domain", "--example", "gap_figures"]))?;
    read(&told)
}

fn read(told: &str) -> Result<Table> {
    let mut table = Table::new("missing numbers", CAPTIONS);
    for line in told.lines() {
        let columns: Vec<&str> = line.split('\t').collect();
        let [name, counts @ .., precision, recall] = columns.as_slice() else { bail!("not a row: {line}") };
        let mut row = vec![Cell::text(*name)];
        for count in counts {
            row.push(Cell::Count(count.parse().with_context(|| format!("no count: {line}"))?));
        }
        for share in [precision, recall] {
            row.push(Cell::Number(share.parse().with_context(|| format!("no share: {line}"))?, 4));
        }
        table.add(row);
    }
    Ok(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_domain_becomes_a_row_and_anything_else_an_error() {
        let table = read("all authorities\t12\t3400\t50\t45\t1\t0.9783\t0.9000\n").unwrap();
        let row = &table.json()["rows"][0];
        assert_eq!((row["told rightly"].as_u64(), row["recall"].as_f64()), (Some(45), Some(0.9)));
        assert!(read("warning: something").is_err());
    }
}
