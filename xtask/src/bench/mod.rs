//! `cargo xtask bench`: how fast and how light the program is on a made-up province. It prints and judges nothing.

mod files;
mod gaps;
mod import;
mod meter;
mod pages;
mod publication;
mod queries;
mod search;
mod table;

use std::fs;
use std::path::PathBuf;
use std::thread;

use anyhow::{Context, Result};
use serde_json::json;

use self::table::Table;
use crate::chengxin::{Chengxin, Province, Server};
use crate::folder::Temporary;
use crate::http::free_port;
use crate::site;
use crate::workspace::Profile;

/// The seed of the province.
const SEED: u64 = 1;

/// What to measure, and on how much.
#[derive(clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "one switch for each part, as one types them")]
pub(crate) struct Options {
    /// Only the parts that are named; all if none is. The import of the province is part of every one but the gaps.
    #[arg(long)]
    import: bool,
    /// The time from a file of one decision to its page and into the search, while a big import is under way.
    #[arg(long)]
    publication: bool,
    /// The time of searches over HTTP.
    #[arg(long)]
    search: bool,
    /// The weight of every kind of page, as it is sent.
    #[arg(long)]
    pages: bool,
    /// Precision and recall of the search for missing numbers, on generated series; needs no province.
    #[arg(long)]
    gaps: bool,
    /// Rows of the big import that publications are measured beside.
    #[arg(long, default_value_t = 1_000_000)]
    rows: u64,
    /// Entities of the province.
    #[arg(long, default_value_t = 20_000)]
    entities: u64,
    /// Penalties of the province.
    #[arg(long, default_value_t = 100_000)]
    penalties: u64,
    /// Seconds from one publication to the next.
    #[arg(long, default_value_t = 3)]
    every: u64,
    /// An empty data base, `postgres://USER@HOST/NAME`; SQLite in a temporary folder if absent.
    #[arg(long)]
    database: Option<String>,
    /// Which build of the program is measured.
    #[arg(long, value_enum, default_value_t = Profile::Release)]
    profile: Profile,
    /// Measures the program as it was last built, and builds nothing.
    #[arg(long)]
    as_built: bool,
    /// Writes the tables to this file as JSON.
    #[arg(long)]
    json: Option<PathBuf>,
}

impl Options {
    /// Whether a part is to be measured that only some runs have.
    fn wants(&self, named: bool) -> bool {
        named || !(self.import || self.publication || self.search || self.pages || self.gaps)
    }

    fn needs_province(&self) -> bool {
        self.wants(self.import) || self.needs_server()
    }

    fn needs_server(&self) -> bool {
        [self.publication, self.search, self.pages].into_iter().any(|named| self.wants(named))
    }
}

/// What the parts share: the program with its province in a folder that is removed in the end.
struct Bench {
    chengxin: Chengxin,
    folder: Temporary,
}

/// Measures what was asked for, prints it and writes it down.
///
/// # Errors
/// If a step fails; a bad figure is no error.
pub(crate) fn run(options: &Options) -> Result<()> {
    let mut tables = Vec::new();
    if options.wants(options.gaps) {
        let table = gaps::measure()?;
        show(&table);
        tables.push(table);
    }
    if options.needs_province() {
        measure_province(options, &mut tables)?;
    }
    if let Some(file) = &options.json {
        fs::write(file, serde_json::to_string_pretty(&as_json(options, &tables))?)?;
        println!("written to {}", file.display());
    }
    Ok(())
}

/// The import first: it is part of everything that a province is made for.
fn measure_province(options: &Options, tables: &mut Vec<Table>) -> Result<()> {
    let bench = prepare(options)?;
    let table = import::measure(&bench, options.penalties)?;
    show(&table);
    tables.push(table);
    if options.needs_server() {
        import::rest(&bench)?;
        let address = format!("127.0.0.1:{}", free_port()?);
        let server = serve(&bench, &address)?;
        let outcome = measure_served(&bench, options, &address, tables);
        outcome.with_context(|| format!("the server's warnings:\n{}", server.end_of_log()))?;
    }
    Ok(())
}

/// The pages before the searches, and the big import last, since it changes the province.
fn measure_served(bench: &Bench, options: &Options, address: &str, tables: &mut Vec<Table>) -> Result<()> {
    let mut add = |table: Table| {
        show(&table);
        tables.push(table);
    };
    if options.wants(options.pages) {
        add(pages::measure(address)?);
    }
    if options.wants(options.search) {
        add(search::measure(bench, address)?);
    }
    if options.wants(options.publication) {
        publication::measure(bench, options, address)?.into_iter().for_each(add);
    }
    Ok(())
}

fn prepare(options: &Options) -> Result<Bench> {
    let folder = Temporary::new("bench")?;
    let province = Province {
        entities: options.entities,
        decisions: Some(files::decisions_for(options.penalties)),
        seed: SEED,
        today: None,
    };
    let data = folder.path().join("data");
    let chengxin = Chengxin { profile: options.profile, data, database: options.database.clone(), province };
    if !options.as_built {
        chengxin.build()?;
        if options.needs_server() {
            println!("{}", site::build()?.summary());
        }
    }
    chengxin.generate()?;
    Ok(Bench { chengxin, folder })
}

/// A server that lets one client ask as often as it likes.
fn serve(bench: &Bench, address: &str) -> Result<Server> {
    let mut command = bench.chengxin.serve(address);
    command.args(["--rate", "0"]).env("CHENGXIN_LOG", "warn").env("NO_COLOR", "1");
    Server::start(command, address, &bench.folder.path().join("server.log"))
}

fn show(table: &Table) {
    println!("\n{table}");
}

fn as_json(options: &Options, tables: &[Table]) -> serde_json::Value {
    json!({
        "profile": format!("{:?}", options.profile).to_lowercase(),
        "database": if options.database.is_some() { "postgresql" } else { "sqlite" },
        "cores": thread::available_parallelism().map_or(1, usize::from),
        "entities": options.entities,
        "penalties": options.penalties,
        "rows": options.rows,
        "tables": tables.iter().map(Table::json).collect::<Vec<_>>(),
    })
}
