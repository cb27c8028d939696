//! The islands: the part of `app` that runs in the browser.

use std::fs;
use std::path::Path;

use anyhow::{Result, bail, ensure};

use crate::process::{cargo, execute, output};
use crate::site::{self, gzip_size, kilobytes};
use crate::toolchain::{self, TARGET};
use crate::workspace;

/// What the wasm file may weigh as it is sent, in bytes after gzip.
const BUDGET: usize = 150_000;

/// Crates of the server that would show that features of the two halves got mixed.
const SERVER_ONLY: [&str; 5] = ["tokio", "sqlx", "axum", "tantivy", "server"];

/// What became of the islands.
pub(crate) enum Islands {
    /// They are in the site; the wasm file weighs so many bytes after gzip.
    Built { size: usize },
    /// This machine has no compiler for them.
    Missing { why: String },
}

/// Builds the islands into this folder: `app.js` and `app_bg.wasm`.
///
/// # Errors
/// If the build fails; in CI also if there is no compiler for it.
pub(crate) fn build(folder: &Path) -> Result<Islands> {
    let rustc = match toolchain::find_or_make() {
        Ok(rustc) => rustc,
        Err(error) if workspace::is_ci() => return Err(error),
        Err(error) => return Ok(Islands::Missing { why: format!("{error:#}") }),
    };
    // A target folder of its own: its compiler may be another one than the server's.
    let target = workspace::target().join("wasm");
    let arguments = ["rustc", "--package", "app", "--lib", "--crate-type", "cdylib", "--profile", "wasm"];
    execute(
        cargo(&arguments)
            .args(["--no-default-features", "--features", "hydrate", "--target", TARGET])
            .env("RUSTC", rustc)
            .env("CARGO_TARGET_DIR", &target),
    )?;
    execute(site::tool().arg("bindgen").arg(target.join(TARGET).join("wasm/app.wasm")).arg(folder))?;
    let size = gzip_size(&fs::read(folder.join("app_bg.wasm"))?);
    Ok(Islands::Built { size })
}

/// The stage `wasm`: the islands build, stay within their budget and hold nothing of the server.
///
/// # Errors
/// If one of these is not so.
pub(crate) fn check() -> Result<()> {
    let arguments = ["tree", "--package", "app", "--no-default-features", "--features", "hydrate"];
    let tree = output(cargo(&arguments).args(["--target", TARGET, "--edges", "normal", "--prefix", "none"]))?;
    let strangers = server_only(&tree);
    ensure!(strangers.is_empty(), "the islands depend on {}", strangers.join(", "));

    let site = site::build()?;
    println!("{}", site.summary());
    match site.islands {
        Islands::Built { size } if size > BUDGET => {
            bail!("the islands weigh {}, the budget is {}", kilobytes(size), kilobytes(BUDGET))
        }
        Islands::Built { size } => {
            println!("islands: {} of {} (gzip)", kilobytes(size), kilobytes(BUDGET));
            Ok(())
        }
        Islands::Missing { why } => bail!("no compiler for the islands: {why}"),
    }
}

/// The crates in this output of `cargo tree` that belong to the server alone.
fn server_only(tree: &str) -> Vec<&str> {
    let names = tree.lines().filter_map(|line| line.split_whitespace().next());
    let mut found: Vec<&str> = names.filter(|name| SERVER_ONLY.contains(name)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn crates_of_the_server_are_found_in_the_tree_of_the_islands() {
        let tree =
            "app v0.1.0 (/somewhere)\nleptos v0.8.23\ntokio v1.50.0\ntokio v1.50.0 (*)\nserver_fn v0.8.0\n";
        assert_eq!(server_only(tree), ["tokio"]);
        assert!(server_only("app v0.1.0\nserver_fn v0.8.0\n").is_empty());
    }
}
