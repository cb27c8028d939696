//! A demo province: files of fictional bodies and decisions, of every kind and in every state.
//!
//! Nothing here is real: the province (690000), its authorities, bodies and persons do not exist, their codes
//! have valid check digits all the same. The same options give byte-identical files.

mod authorities;
mod codes;
mod days;
mod decisions;
mod endings;
mod entities;
mod entries;
mod facts;
mod licence_rows;
mod licences;
mod names;
mod penalty_rows;
mod random;
mod rows;
#[cfg(test)]
mod tests;
mod violations;
mod words;

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use chrono::{Datelike, NaiveDate};

use self::days::WorkingDays;
use self::decisions::World;
use self::endings::Subject;
use self::entities::{Entities, Entity};
use self::licence_rows::LicenceRows;
use self::penalty_rows::PenaltyRows;
use self::random::Random;
use self::rows::Row;

/// Of a hundred decisions so many are licences.
const LICENCES_IN_HUNDRED: u32 = 60;

/// A row is sent again, corrected, after so many others.
const CORRECTED_AFTER: usize = 150;

/// Progress is told after so many rows.
const PROGRESS_STEP: u64 = 500;

/// The years in which the demo's laws and calendar make sense.
const YEARS: std::ops::RangeInclusive<i32> = 2015..=2090;

/// What to make.
#[derive(Clone, Debug)]
pub struct Options {
    /// Registered bodies.
    pub entities: u32,
    /// Licences and penalties together.
    pub decisions: u32,
    /// The same seed and day give the same bytes.
    pub seed: u64,
    /// The Beijing day that the demo's past ends on.
    pub today: NaiveDate,
    /// The folder for the files; made if it is missing.
    pub out: PathBuf,
}

impl Options {
    /// As many decisions as belong to so many bodies: three each.
    pub const fn usual_decisions(entities: u32) -> u32 {
        entities.saturating_mul(3)
    }
}

/// Rows written, without headings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows of `entities.csv`.
    pub entities: u64,
    /// Rows of `authorities.csv`.
    pub authorities: u64,
    /// Rows of `licences.csv`.
    pub licences: u64,
    /// Rows of `penalties.csv`.
    pub penalties: u64,
    /// Rows of `endings.csv`.
    pub endings: u64,
    /// Rows of the files of the catalogue's items.
    pub entries: u64,
}

/// Writes `authorities.csv`, `entities.csv`, `licences.csv`, `penalties.csv` and `endings.csv`: the order in which
/// they are to be imported; then a file for items of the catalogue, named after them (`abnormal-operation.csv` …). `progress` is told how many rows of how many are done.
///
/// # Errors
/// The folder or a file cannot be written, or the day is outside 2015 to 2090.
pub fn generate(options: &Options, progress: &dyn Fn(u64, u64)) -> io::Result<Summary> {
    if !YEARS.contains(&options.today.year()) {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "the day must be in 2015 to 2090"));
    }
    fs::create_dir_all(&options.out)?;
    let meter = Meter { progress, total: u64::from(options.entities) + u64::from(options.decisions) };
    let authorities = authorities::all(options.seed);
    let mut summary = Summary { authorities: authorities.len() as u64, ..Summary::default() };
    let mut table = Table::create(&options.out, "authorities.csv", authorities::COLUMNS)?;
    for authority in &authorities {
        table.write(&authority.row())?;
    }
    table.finish()?;

    let entities = write_entities(options, &authorities, &meter)?;
    summary.entities = entities.len() as u64;
    summary.entries = write_entries(options, &entities, &authorities)?;

    let days = WorkingDays::before(options.today);
    let world = World { entities: &entities, authorities: &authorities, days: &days, today: options.today };
    let licences =
        options.decisions / 100 * LICENCES_IN_HUNDRED + options.decisions % 100 * LICENCES_IN_HUNDRED / 100;
    let mut writer = DecisionWriter {
        options,
        meter: &meter,
        random: Random::new(options.seed, "endings"),
        endings: Vec::new(),
        done: summary.entities,
    };
    summary.licences = writer.licences(&world, u64::from(licences))?;
    summary.penalties = writer.penalties(&world, u64::from(options.decisions - licences))?;
    let mut table = Table::create(&options.out, "endings.csv", endings::COLUMNS)?;
    for row in &writer.endings {
        table.write(row)?;
    }
    table.finish()?;
    summary.endings = writer.endings.len() as u64;
    (meter.progress)(meter.total, meter.total);
    Ok(summary)
}

fn write_entities(
    options: &Options,
    authorities: &[authorities::Authority],
    meter: &Meter<'_>,
) -> io::Result<Vec<Entity>> {
    let mut table = Table::create(&options.out, "entities.csv", entities::COLUMNS)?;
    let mut source = Entities::new(options.seed, options.today, authorities);
    let mut entities = Vec::new();
    for done in 0..options.entities {
        let (entity, row) = source.next();
        table.write(&row)?;
        entities.push(entity);
        meter.tell(u64::from(done));
    }
    table.finish()?;
    Ok(entities)
}

/// One file for each item of the catalogue that the demo has.
fn write_entries(
    options: &Options,
    entities: &[Entity],
    authorities: &[authorities::Authority],
) -> io::Result<u64> {
    let mut written = 0;
    for file in entries::FILES {
        let mut table = Table::create(&options.out, &format!("{}.csv", file.item), file.captions)?;
        let mut maker = entries::Maker::new(options.seed, file, authorities, options.today);
        for entity in entities {
            for row in maker.rows(file, entity) {
                table.write(&row)?;
                written += 1;
            }
        }
        table.finish()?;
    }
    Ok(written)
}

/// Writes the two files of decisions.
struct DecisionWriter<'a> {
    options: &'a Options,
    meter: &'a Meter<'a>,
    /// Decides what ends before its time.
    random: Random,
    endings: Vec<Vec<String>>,
    done: u64,
}

impl DecisionWriter<'_> {
    fn licences(&mut self, world: &World<'_>, rows: u64) -> io::Result<u64> {
        let mut source = LicenceRows::new(self.options.seed, world);
        let headings = source.columns.headings();
        self.write("licences.csv", &headings, rows, &mut |step| match step {
            Step::Next { part, whole } => source.document(part, whole),
            Step::Correct(row) => vec![(source.corrected(row), None)],
        })
    }

    fn penalties(&mut self, world: &World<'_>, rows: u64) -> io::Result<u64> {
        let mut source = PenaltyRows::new(self.options.seed, world);
        let headings = source.columns.headings();
        self.write("penalties.csv", &headings, rows, &mut |step| match step {
            Step::Next { part, whole } => source.document(part, whole),
            Step::Correct(row) => vec![(source.corrected(row), None)],
        })
    }

    /// Exactly `rows` rows; a few come again later, corrected or as they were.
    fn write(
        &mut self,
        name: &str,
        headings: &[String],
        rows: u64,
        source: &mut dyn FnMut(Step) -> Vec<(Row, Option<Subject>)>,
    ) -> io::Result<u64> {
        let mut table = Table::create(&self.options.out, name, headings)?;
        let mut random = Random::new(self.options.seed, name);
        let mut again: VecDeque<(u64, Row)> = VecDeque::new();
        let mut written = 0;
        if self.options.entities == 0 {
            return table.finish().map(|()| 0);
        }
        let whole = usize::try_from(rows).unwrap_or(usize::MAX);
        while written < rows {
            let step = match again.pop_front_if(|(at, _)| *at <= written) {
                Some((_, row)) => Step::Correct(row),
                None => Step::Next { part: usize::try_from(written).unwrap_or(whole), whole },
            };
            let corrected = matches!(step, Step::Correct(_));
            for (row, subject) in source(step) {
                if written == rows {
                    break;
                }
                table.write(&row.0)?;
                written += 1;
                self.done += 1;
                self.meter.tell(self.done);
                if random.chance(2) && written < rows {
                    table.write(&row.0)?; // sent twice
                    written += 1;
                }
                if !corrected && subject.is_some() && random.chance(12) {
                    again.push_back((written + CORRECTED_AFTER as u64, row));
                }
                let ending = subject.and_then(|subject| subject.ending(&mut self.random, self.options.today));
                self.endings.extend(ending);
            }
        }
        table.finish()?;
        Ok(written)
    }
}

/// What a file of decisions wants next.
enum Step {
    /// The rows of the next document.
    Next { part: usize, whole: usize },
    /// An earlier row, with one field put right.
    Correct(Row),
}

/// Tells how far it is.
struct Meter<'a> {
    progress: &'a dyn Fn(u64, u64),
    total: u64,
}

impl Meter<'_> {
    fn tell(&self, done: u64) {
        if done.is_multiple_of(PROGRESS_STEP) {
            (self.progress)(done, self.total);
        }
    }
}

/// A CSV file as offices export it: UTF-8 with a byte order mark, lines ended by CR and LF.
struct Table {
    writer: csv::Writer<BufWriter<File>>,
}

impl Table {
    fn create<H: AsRef<[u8]>>(
        folder: &Path,
        name: &str,
        headings: impl IntoIterator<Item = H>,
    ) -> io::Result<Self> {
        let mut file = BufWriter::new(File::create(folder.join(name))?);
        file.write_all("\u{feff}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(file);
        writer.write_record(headings)?;
        Ok(Self { writer })
    }

    fn write(&mut self, row: &[String]) -> io::Result<()> {
        Ok(self.writer.write_record(row)?)
    }

    fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
