//! Several tables as one: the worksheets of a workbook, or the files of an archive.

use std::collections::HashSet;
use std::fs::File;
use std::io::Seek;

use super::error::FileFault;
use super::{About, Format, Job, Packing, Part, RawRow, Rows, open_plain};

/// What is added to the lines of the next part: the next multiple of this.
const LINES_OF_A_PART: u64 = 10_000_000;

type Opener = Box<dyn FnMut() -> Result<Box<dyn Rows>, FileFault> + Send>;

/// A table that is opened when its turn comes.
pub(super) struct PartPlan {
    /// What is reported of it.
    pub(super) parts: Vec<Part>,
    /// For each of its columns, the place in the common headings.
    pub(super) places: Vec<usize>,
    pub(super) open: Opener,
}

/// Tables one after another, one open at a time.
pub(super) struct Parts {
    headings: Vec<String>,
    format: Format,
    packing: Packing,
    plans: Vec<PartPlan>,
    left_out: Vec<String>,
    notes: Vec<String>,
    /// The plan that is open, or is opened next.
    at: usize,
    current: Option<Box<dyn Rows>>,
    /// What is added to the current part's lines.
    base: u64,
    last_line: u64,
}

impl Parts {
    pub(super) fn new(
        headings: Vec<String>,
        format: Format,
        packing: Packing,
        plans: Vec<PartPlan>,
        left_out: Vec<String>,
    ) -> Self {
        Self {
            headings,
            format,
            packing,
            plans,
            left_out,
            notes: Vec::new(),
            at: 0,
            current: None,
            base: 0,
            last_line: 0,
        }
    }

    fn close_current(&mut self) {
        if let Some(rows) = self.current.take() {
            let about = rows.about();
            self.format = about.format; // the encoding is known for certain now
            self.notes.extend(about.notes);
        }
        self.at += 1;
        self.base = (self.last_line / LINES_OF_A_PART + 1) * LINES_OF_A_PART;
    }

    fn placed(&mut self, row: RawRow) -> RawRow {
        let plan = &self.plans[self.at];
        let before: usize = self.plans[..self.at].iter().map(|plan| plan.parts.len()).sum();
        let mut values = vec![String::new(); self.headings.len()];
        for (place, value) in plan.places.iter().zip(row.values) {
            values[*place] = value;
        }
        self.last_line = self.base + row.line;
        RawRow { line: self.last_line, part: before + row.part, values, ..row }
    }
}

impl Rows for Parts {
    fn headings(&self) -> &[String] {
        &self.headings
    }

    fn next(&mut self) -> Result<Option<RawRow>, FileFault> {
        while let Some(plan) = self.plans.get_mut(self.at) {
            let Some(rows) = &mut self.current else {
                self.current = Some((plan.open)()?);
                continue;
            };
            let row = rows.next().map_err(|fault| in_part(&plan.parts, self.packing, fault))?;
            match row {
                Some(row) => return Ok(Some(self.placed(row))),
                None => self.close_current(),
            }
        }
        Ok(None)
    }

    fn about(&self) -> About {
        let current = self.current.as_ref().map(|rows| rows.about());
        let notes = current.iter().flat_map(|about| &about.notes);
        About {
            format: current.as_ref().map_or(self.format, |about| about.format),
            packing: self.packing,
            parts: self.plans.iter().flat_map(|plan| plan.parts.clone()).collect(),
            left_out: self.left_out.clone(),
            notes: self.notes.iter().chain(notes).cloned().collect(),
        }
    }
}

/// A fault with the name of the file in the archive, if it has one.
fn in_part(parts: &[Part], packing: Packing, fault: FileFault) -> FileFault {
    match parts.first() {
        Some(part) if packing == Packing::Zip => in_archive(&part.name, fault),
        _ => fault,
    }
}

fn in_archive(name: &str, fault: FileFault) -> FileFault {
    match fault {
        FileFault::InArchive { .. } | FileFault::NoSpool(_) => fault,
        fault => FileFault::InArchive { name: name.to_owned(), fault: Box::new(fault) },
    }
}

/// Where the columns of a table stand among others of the same names, in whatever order.
pub(super) fn places(headings: &[String], its_headings: &[String]) -> Option<Vec<usize>> {
    if headings.len() != its_headings.len() {
        return None;
    }
    its_headings.iter().map(|name| headings.iter().position(|other| other == name)).collect()
}

/// A file of an archive that was looked into and closed again.
struct LookedInto {
    name: String,
    file: File,
    headings: Vec<String>,
    about: About,
}

/// The files of an archive as one table: all of one format, with the same headings; the keys of JSON are united.
pub(super) fn open_files(
    files: Vec<(String, File)>,
    packing: Packing,
    job: &Job,
) -> Result<Parts, FileFault> {
    let mut tables: Vec<LookedInto> = Vec::new();
    for (name, file) in files {
        let rows = reopen(&file, job);
        let rows =
            if packing == Packing::Zip { rows.map_err(|fault| in_archive(&name, fault)) } else { rows }?;
        tables.push(LookedInto { headings: rows.headings().to_vec(), about: rows.about(), name, file });
    }
    let first = tables.first().ok_or(FileFault::EmptyArchive)?;
    let format = first.about.format;
    if let Some(other) = tables.iter().find(|other| kind(other.about.format) != kind(format)) {
        return Err(FileFault::MixedArchive {
            first: first.name.clone(),
            first_format: kind(format),
            other: other.name.clone(),
            other_format: kind(other.about.format),
        });
    }
    let headings = common_headings(&tables, job)?;
    let left_out = tables.iter().flat_map(|table| table.about.left_out.clone()).collect();
    let plans = tables.into_iter().map(|table| plan(table, &headings, job)).collect();
    Ok(Parts::new(headings, format, packing, plans, left_out))
}

fn plan(table: LookedInto, headings: &[String], job: &Job) -> PartPlan {
    let place = |name: &String| headings.iter().position(|other| other == name).unwrap_or(0);
    let places = table.headings.iter().map(place).collect();
    let mut parts = table.about.parts;
    for part in &mut parts {
        part.name = match (table.name.as_str(), part.name.as_str()) {
            (file, "") => file.to_owned(),
            ("", sheet) => sheet.to_owned(),
            (file, sheet) => format!("{file}：{sheet}"),
        };
    }
    let (file, job) = (table.file, job.clone());
    PartPlan { parts, places, open: Box::new(move || reopen(&file, &job)) }
}

fn reopen(file: &File, job: &Job) -> Result<Box<dyn Rows>, FileFault> {
    let mut file = file.try_clone()?;
    file.rewind()?;
    open_plain(file, job)
}

fn common_headings(tables: &[LookedInto], job: &Job) -> Result<Vec<String>, FileFault> {
    let mut headings: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for table in tables {
        for name in &table.headings {
            if known.insert(name.clone()) {
                headings.push(name.clone());
            }
        }
    }
    let is_json = matches!(tables[0].about.format, Format::JsonLines | Format::JsonArray);
    let other = tables.iter().find(|table| table.headings.len() != headings.len());
    match other {
        Some(_) if is_json && headings.len() > job.limits.columns => {
            Err(FileFault::TooManyColumns(job.limits.columns))
        }
        Some(_) if !is_json => Err(different(tables)),
        _ => Ok(headings),
    }
}

fn different(tables: &[LookedInto]) -> FileFault {
    let first = &tables[0];
    let difference = |other: &LookedInto| -> Vec<String> {
        let lacking = first.headings.iter().filter(|name| !other.headings.contains(name));
        let added = other.headings.iter().filter(|name| !first.headings.contains(name));
        lacking.chain(added).cloned().collect()
    };
    let other = tables.iter().find(|other| !difference(other).is_empty()).unwrap_or(first);
    FileFault::DifferentHeadings {
        first: first.name.clone(),
        other: other.name.clone(),
        difference: difference(other),
    }
}

fn kind(format: Format) -> &'static str {
    match format {
        Format::Csv { .. } => "CSV",
        Format::JsonLines => "JSON Lines",
        Format::JsonArray => "JSON 数组",
        Format::Xlsx => "XLSX",
        Format::Xls => "XLS",
    }
}
