//! Rows of a department's layout as rows of ours.

use std::collections::{BTreeMap, HashMap};

use domain::issue::Severity;

use super::column::{Made, Presence};
use super::error::MappingError;
use super::parse::key;
use super::{Mapping, Test};
use crate::ingest::{About, FileError, RawRow, RowSource};

/// What a mapping did to the rows of a file, beside what it gave.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows that were read.
    pub read: u64,
    /// Rows that went on.
    pub given: u64,
    /// Rows that are no records, by the reason in the mapping file.
    pub skipped: BTreeMap<String, u64>,
    /// Values that a step could not read and that went on as they came, by caption.
    pub unread: BTreeMap<String, u64>,
    /// Texts that do not hold what was looked for, or several of it, by caption; the field stays empty.
    pub not_found: BTreeMap<String, u64>,
}

impl Tally {
    /// Rows that were skipped, for any reason.
    pub fn skipped_rows(&self) -> u64 {
        self.skipped.values().sum()
    }
}

/// A source of rows under our own headings. Line, raw text and problem of a row are those of the file.
pub struct MappedSource {
    inner: Box<dyn RowSource>,
    mapping: Mapping,
    headings: Vec<String>,
    /// Places of the cells that each column reads.
    places: Vec<Vec<usize>>,
    /// Places that the conditions of each rule for skipping look at.
    skip_places: Vec<Vec<usize>>,
    unused: Vec<String>,
    tally: Tally,
}

impl MappedSource {
    /// Joins a mapping with data.
    ///
    /// # Errors
    /// [`MappingError::Unconfirmed`] if a column was only guessed; [`MappingError::MissingHeadings`] if the data lacks
    /// a column that the mapping reads and does not call optional.
    pub fn new(inner: Box<dyn RowSource>, mapping: Mapping) -> Result<Self, MappingError> {
        mapping.ensure_confirmed()?;
        Self::unchecked(inner, mapping)
    }

    /// The same without asking for confirmations: for looking at a draft.
    pub(super) fn unchecked(inner: Box<dyn RowSource>, mapping: Mapping) -> Result<Self, MappingError> {
        let mut finder = Finder::new(inner.headings());
        let mut places = Vec::with_capacity(mapping.columns.len());
        for column in &mapping.columns {
            let found = column.headings.iter().filter_map(|heading| finder.find(heading, column.presence));
            places.push(found.collect());
        }
        let conditions = |skip: &super::Skip, finder: &mut Finder| {
            skip.conditions
                .iter()
                .filter_map(|condition| finder.find(&condition.heading, Presence::Required))
                .collect()
        };
        let skip_places = mapping.skips.iter().map(|skip| conditions(skip, &mut finder)).collect();
        let unused = finder.unused(inner.headings(), &mapping.ignored);
        if !finder.missing.is_empty() {
            return Err(MappingError::MissingHeadings {
                missing: finder.missing,
                found: inner.headings().to_vec(),
            });
        }
        let headings = mapping.outputs().into_iter().map(str::to_owned).collect();
        Ok(Self { inner, mapping, headings, places, skip_places, unused, tally: Tally::default() })
    }

    /// What was done so far.
    pub fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The headings of the file, as sent.
    pub fn source_headings(&self) -> &[String] {
        self.inner.headings()
    }

    /// Headings of the data that the mapping neither reads nor ignores by name.
    pub fn unused(&self) -> &[String] {
        &self.unused
    }

    /// The reason why a row is no record.
    fn skip_reason(&self, row: &RawRow) -> Option<&str> {
        let holds = |test: &Test, place: usize| {
            let value = row.values.get(place).map_or("", |value| value.trim());
            match test {
                Test::Empty => value.is_empty(),
                Test::OneOf(words) => words.iter().any(|word| word == value),
            }
        };
        self.mapping
            .skips
            .iter()
            .zip(&self.skip_places)
            .find(|(skip, places)| {
                skip.conditions
                    .iter()
                    .zip(places.iter())
                    .all(|(condition, place)| holds(&condition.test, *place))
            })
            .map(|(skip, _)| skip.reason.as_str())
    }

    fn map(&mut self, row: RawRow) -> RawRow {
        let mut values = Vec::with_capacity(self.headings.len());
        for (column, places) in self.mapping.columns.iter().zip(&self.places) {
            let cells = places.iter().filter_map(|place| row.values.get(*place)).map(String::as_str);
            let caption = column.target.caption;
            values.push(match column.value(cells, self.mapping.spelling) {
                Made::Value(value) => value,
                Made::Unread(value) => {
                    *self.tally.unread.entry(caption.to_owned()).or_default() += 1;
                    value
                }
                Made::NotFound => {
                    *self.tally.not_found.entry(caption.to_owned()).or_default() += 1;
                    String::new()
                }
            });
        }
        values.extend(self.mapping.constants.iter().map(|constant| constant.value.clone()));
        self.tally.given += 1;
        RawRow { values, ..row }
    }
}

impl RowSource for MappedSource {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn next_row(&mut self) -> Result<Option<RawRow>, FileError> {
        while let Some(row) = self.inner.next_row()? {
            self.tally.read += 1;
            // A row that could not be read whole is no one's to leave out: its cells may stand in wrong places.
            let is_whole =
                row.problem.as_ref().is_none_or(|problem| problem.severity() != Severity::Quarantine);
            match self.skip_reason(&row).filter(|_| is_whole).map(str::to_owned) {
                Some(reason) => *self.tally.skipped.entry(reason).or_default() += 1,
                None => return Ok(Some(self.map(row))),
            }
        }
        Ok(None)
    }

    fn about(&self) -> About {
        self.inner.about()
    }
}

/// Finds the columns of the data by folded heading.
struct Finder {
    places: HashMap<String, usize>,
    used: Vec<bool>,
    missing: Vec<String>,
}

impl Finder {
    fn new(headings: &[String]) -> Self {
        let mut places = HashMap::new();
        for (place, heading) in headings.iter().enumerate() {
            places.entry(key(heading)).or_insert(place);
        }
        Self { places, used: vec![false; headings.len()], missing: Vec::new() }
    }

    fn find(&mut self, heading: &str, presence: Presence) -> Option<usize> {
        let place = self.places.get(&key(heading)).copied();
        match place {
            Some(place) => self.used[place] = true,
            None if presence == Presence::Required && !self.missing.iter().any(|known| known == heading) => {
                self.missing.push(heading.to_owned());
            }
            None => {}
        }
        place
    }

    fn unused(&self, headings: &[String], ignored: &[String]) -> Vec<String> {
        let is_ignored = |heading: &String| ignored.iter().any(|name| key(name) == key(heading));
        headings
            .iter()
            .zip(&self.used)
            .filter(|(heading, used)| !**used && !is_ignored(heading))
            .map(|(heading, _)| heading.clone())
            .collect()
    }
}
