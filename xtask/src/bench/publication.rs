//! The second part: how soon a decision is public while a big import is under way.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use csv::StringRecord;
use serde_json::Value;

use super::files::{self, Numbers};
use super::import;
use super::meter::{self, Times};
use super::table::{Cell, Table};
use super::{Bench, Options};
use crate::chengxin::{Chengxin, ensure_imported};
use crate::http::{get, get_json, percent_encoded};
use crate::process::{poll, sleep};

/// How often a page is asked for that is not there yet.
const ASK_EVERY: Duration = Duration::from_millis(20);
/// The longest that one decision may take.
const PATIENCE: Duration = Duration::from_mins(5);
/// The longest that a big file is read before its first row is in the record.
const READING: Duration = Duration::from_mins(30);
/// Firms that the decisions are about, in turn, so that no profile grows out of proportion.
const FIRMS: usize = 20;

/// Decisions that are sent before the big import, to compare with.
const BEFORE: u64 = 5;

/// Starts the big import and sends one decision after another until it has ended.
///
/// # Errors
/// If an import fails, or a decision does not become public.
pub(super) fn measure(bench: &Bench, options: &Options, address: &str) -> Result<[Table; 2]> {
    let mut sender = Sender { bench, address, templates: templates(bench, address)?, sent: 0 };
    let mut alone = Measured::default();
    for _ in 0..BEFORE {
        alone.add(&sender.publish()?);
    }
    let (beside, big) = beside_big_import(&mut sender, options)?;
    let mut table = Table::new(
        "one decision, from the start of its own import",
        &["beside", "until", "decisions", "min ms", "median ms", "p95 ms", "max ms"],
    );
    alone.add_to(&mut table, "nothing");
    beside.add_to(&mut table, "big import");
    Ok([table, big])
}

fn beside_big_import(sender: &mut Sender<'_>, options: &Options) -> Result<(Measured, Table)> {
    let file = big_file(sender.bench, options.rows)?;
    let before = ledger_end(sender.address)?;
    println!("importing {} penalties, and one every {} s beside them", options.rows, options.every);
    let command = import::command(&sender.bench.chengxin, "penalties", &file);
    let mut import = Running::start(sender.bench, "big.log", command)?;
    // The first row of the ledger says that the file is read, the next ones are its decisions.
    poll("the first row of the big import", Duration::from_millis(100), READING, || {
        Ok(ledger_end(sender.address)? > before + 1 || import.time()?.is_some())
    })?;
    let read = import.started.elapsed();
    let mut times = Measured::default();
    let whole = loop {
        if let Some(time) = import.time()? {
            break time;
        }
        let begun = Instant::now();
        times.add(&sender.publish()?);
        sleep(Duration::from_secs(options.every).saturating_sub(begun.elapsed()));
    };
    let mut table = Table::new("the big import", &["rows", "seconds of reading", "seconds of taking in"]);
    let seconds = [read, whole.saturating_sub(read)].map(|time| Cell::Number(time.as_secs_f64(), 1));
    table.add([Cell::Count(options.rows)].into_iter().chain(seconds).collect());
    Ok((times, table))
}

/// The times of all decisions.
#[derive(Default)]
struct Measured {
    page: Times,
    search: Times,
    import: Times,
}

impl Measured {
    fn add(&mut self, one: &Published) {
        self.page.add(one.page);
        self.search.add(one.search);
        self.import.add(one.import);
    }

    fn add_to(&self, table: &mut Table, beside: &str) {
        let rows = [
            ("its page answers", &self.page),
            ("the search finds it", &self.search),
            ("its import ends", &self.import), // it has waited for the write lock, and then for the index
        ];
        for (until, times) in rows {
            let percentiles = [0, 50, 95, 100].map(|percent| Cell::Number(times.percentile(percent), 0));
            let row = [Cell::text(beside), Cell::text(until), Cell::Count(times.count())];
            table.add(row.into_iter().chain(percentiles).collect());
        }
    }
}

/// The times of one decision.
struct Published {
    page: Duration,
    search: Duration,
    import: Duration,
}

/// A row of the province that is public, and whose decision is among the newest.
struct Template {
    headings: StringRecord,
    row: StringRecord,
    /// The firm's credit code and public identifier.
    code: String,
    entity: String,
}

impl Template {
    /// The row under another number, and that number.
    fn numbered(&self, serial: u64) -> Result<(StringRecord, String)> {
        let place = files::place_of(&self.headings, files::NUMBER)?;
        let number = files::with_serial(&self.row[place], |_| (8_000_000_000 + serial).to_string());
        Ok((files::replaced(&self.row, place, &number), number))
    }
}

/// Sends decisions, each under a number of its own.
struct Sender<'a> {
    bench: &'a Bench,
    address: &'a str,
    templates: Vec<Template>,
    sent: u64,
}

impl Sender<'_> {
    /// Imports one decision and waits until everybody can see it.
    fn publish(&mut self) -> Result<Published> {
        self.sent += 1;
        let Self { bench, address, templates, sent } = self;
        let template = &templates[usize::try_from(*sent)? % templates.len()];
        let (row, number) = template.numbered(*sent)?;
        let file = bench.folder.path().join("one.csv");
        files::write_one(&file, &template.headings, &row)?;
        let mut import = Running::start(bench, "one.log", one_command(&bench.chengxin, &file))?;
        let (mut page, mut search, mut ended) = (None, None, None);
        poll(&number, ASK_EVERY, PATIENCE, || {
            ended = import.time()?;
            if page.is_none() {
                page = has_page(address, &template.entity, &number)?.then(|| import.started.elapsed());
            } else if search.is_none() {
                search = is_found(address, &number)?.then(|| import.started.elapsed());
            }
            Ok(search.is_some() && ended.is_some())
        })?;
        let all = page.zip(search).zip(ended);
        all.map(|((page, search), import)| Published { page, search, import }).context("a time is missing")
    }
}

/// As an office sends it: its receipt is now.
fn one_command(chengxin: &Chengxin, file: &Path) -> Command {
    let mut command = chengxin.import_command("penalties", file);
    command.env("CHENGXIN_LOG", "warn");
    command
}

/// Whether the firm's list names the decision and the decision's page answers.
fn has_page(address: &str, entity: &str, number: &str) -> Result<bool> {
    let decisions =
        get_json(address, &format!("/api/v1/entities/{entity}/decisions?kind=penalty&limit=100"))?;
    let items = decisions["items"].as_array().context("no list of decisions")?;
    let Some(found) = items.iter().find(|item| holds(item, number)) else { return Ok(false) };
    let id = found["id"].as_str().context("a decision without an identifier")?;
    Ok(get(address, &format!("/api/v1/decisions/{id}"))?.status == 200)
}

fn is_found(address: &str, number: &str) -> Result<bool> {
    let path = format!("/api/v1/search?type=decision&limit=5&q={}", percent_encoded(number));
    let answer = get_json(address, &path)?;
    Ok(answer["hits"].as_array().is_some_and(|hits| hits.iter().any(|hit| holds(hit, number))))
}

/// Whether one of its fields is this document number.
fn holds(item: &Value, number: &str) -> bool {
    item.as_object().is_some_and(|fields| fields.values().any(|field| field == number))
}

/// The ledger's end.
fn ledger_end(address: &str) -> Result<u64> {
    let path = format!("/api/v1/changes?since={}&limit=1", i64::MAX);
    get_json(address, &path)?["end"].as_u64().context("no end of the ledger")
}

/// Rows of the newest public penalties of different firms.
fn templates(bench: &Bench, address: &str) -> Result<Vec<Template>> {
    let path = "/api/v1/search?q=&type=decision&kind=penalty&sort=newest&limit=100";
    let newest = get_json(address, path)?;
    let hits = newest["hits"].as_array().context("no penalties")?;
    let mut source = files::open(&bench.folder.path().join("penalties.csv"))?;
    let headings = source.headings()?;
    let number = files::place_of(&headings, files::NUMBER)?;
    let code = files::place_of(&headings, files::CODE)?;
    let mut found: Vec<Template> = Vec::new();
    for row in source.rows() {
        let row = row?;
        let is_public = hits.iter().any(|hit| hit["name"] == row[number] && hit["uscc"] == row[code]);
        let code = row[code].to_owned();
        if is_public && found.len() < FIRMS && !found.iter().any(|other| other.code == code) {
            let Some(entity) = entity(address, &code)? else { continue };
            found.push(Template { headings: headings.clone(), row, code, entity });
        }
    }
    ensure!(!found.is_empty(), "the province has no public penalty");
    Ok(found)
}

/// The identifier of the only entity with this code.
fn entity(address: &str, code: &str) -> Result<Option<String>> {
    let answer = get_json(address, &format!("/api/v1/search?type=entity&q={code}"))?;
    let hits = answer["hits"].as_array().context("no hits")?;
    let mut ids = hits.iter().filter(|hit| hit["uscc"] == code).filter_map(|hit| hit["id"].as_str());
    Ok(ids.next().filter(|_| ids.next().is_none()).map(str::to_owned))
}

/// Penalties of the same firms under numbers of their own.
fn big_file(bench: &Bench, rows: u64) -> Result<PathBuf> {
    let chengxin = &bench.chengxin;
    let folder = bench.folder.path().join("big");
    println!("making {rows} penalties");
    chengxin.generate_into(&folder, Some(files::decisions_for(rows)))?;
    let file = bench.folder.path().join("big.csv");
    files::cut(&folder.join("penalties.csv"), &file, rows, Numbers::Fresh)?;
    fs::remove_dir_all(&folder)?;
    Ok(file)
}

/// A program that works beside us; it is stopped if we give up.
struct Running {
    child: Child,
    log: PathBuf,
    started: Instant,
    ended: Option<Duration>,
}

impl Running {
    fn start(bench: &Bench, log: &str, mut command: Command) -> Result<Self> {
        let log = bench.folder.path().join(log);
        let started = Instant::now();
        let child = meter::start(&mut command, &log)?;
        Ok(Self { child, log, started, ended: None })
    }

    /// How long it took, once it has ended.
    fn time(&mut self) -> Result<Option<Duration>> {
        if self.ended.is_none()
            && let Some(status) = self.child.try_wait()?
        {
            let report = || fs::read_to_string(&self.log).unwrap_or_default();
            ensure_imported("penalties", status).with_context(report)?;
            self.ended = Some(self.started.elapsed());
        }
        Ok(self.ended)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
