//! The first part: from a file to what can be searched.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use super::Bench;
use super::files::{self, Numbers};
use super::meter;
use super::table::{Cell, Table};
use crate::chengxin::{Chengxin, ensure_imported};

/// Licences that the pages and searches have to show; more would only take time.
const LICENCES: u64 = 5_000;

/// Imports authorities, entities and penalties, and tells time and memory of the latter two.
///
/// # Errors
/// If an import fails.
pub(super) fn measure(bench: &Bench, penalties: u64) -> Result<Table> {
    let chengxin = &bench.chengxin;
    let mut table = Table::new(
        "import, from start to exit: all is searchable then",
        &["part", "rows", "seconds", "rows a second", "peak resident MB"],
    );
    chengxin.mark_as_demo()?;
    taken_in(chengxin, "authorities", &chengxin.file("authorities"))?;
    let entities = measured(chengxin, "entities", &chengxin.file("entities"), chengxin.province.entities)?;
    table.add(entities);
    let file = bench.folder.path().join("penalties.csv");
    files::cut(&chengxin.file("penalties"), &file, penalties, Numbers::Kept)?;
    table.add(measured(chengxin, "penalties", &file, penalties)?);
    Ok(table)
}

/// Imports what the pages show besides: some licences, endings and all items of the catalogue.
///
/// # Errors
/// If an import fails.
pub(super) fn rest(bench: &Bench) -> Result<()> {
    let chengxin = &bench.chengxin;
    let licences = chengxin.province.decisions.unwrap_or(0) * 3 / 5;
    let file = bench.folder.path().join("licences.csv");
    files::cut(&chengxin.file("licences"), &file, licences.min(LICENCES), Numbers::Kept)?;
    taken_in(chengxin, "licences", &file)?;
    for part in ["endings".to_owned()].into_iter().chain(chengxin.items()?) {
        taken_in(chengxin, &part, &chengxin.file(&part))?;
    }
    Ok(())
}

fn taken_in(chengxin: &Chengxin, part: &str, file: &Path) -> Result<meter::Run> {
    println!("importing {part}");
    let log = chengxin.data.join("import.log");
    let run = meter::run(&mut command(chengxin, part, file), &log)?;
    ensure_imported(part, run.status).with_context(|| fs::read_to_string(&log).unwrap_or_default())?;
    Ok(run)
}

fn measured(chengxin: &Chengxin, part: &str, file: &Path, rows: u64) -> Result<Vec<Cell>> {
    let run = taken_in(chengxin, part, file)?;
    let seconds = run.time.as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "for the eye")]
    let (rows_a_second, megabytes) = (rows as f64 / seconds, run.peak_bytes as f64 / 1e6);
    Ok(vec![
        Cell::text(part),
        Cell::Count(rows),
        Cell::Number(seconds, 1),
        Cell::Number(rows_a_second, 0),
        Cell::Number(megabytes, 0),
    ])
}

/// With the times that the files hold, as the demo has it.
pub(super) fn command(chengxin: &Chengxin, part: &str, file: &Path) -> Command {
    let mut command = chengxin.import_command(part, file);
    command.arg("--takeover").env("CHENGXIN_LOG", "warn");
    command
}
