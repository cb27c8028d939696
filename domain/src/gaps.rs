//! Gaps in the numbering of documents: which serial numbers of an authority's series nobody ever filed.
//!
//! A document number is read into its series (云示监罚), year and serial ([`SerialNumber`]); of each series and year
//! [`gaps`] tells the serials that are missing between the lowest and the highest known. It accuses nobody: the
//! authority explains a gap (number given up, secret, not yet filed) or files the decision.
//!
//! It would rather miss a gap than invent one. Nothing is guessed beyond the highest serial; a series too short or
//! too thin to be judged is named as such; a hole too wide for what is known beside it, as one mistyped serial makes
//! it, is doubtful and not counted.
//!
//! Rules: this project's order; the constants below each say why. Measured on generated series, see the tests.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

mod explanation;
mod serial;

pub use explanation::Explanation;
pub use serial::SerialNumber;

/// The fewest different serials from which a series is judged: of fewer nobody can tell whether they follow each
/// other at all. Small bureaus decide a handful of cases a year, so it cannot be much higher.
pub const FEWEST_KNOWN: usize = 5;

/// The highest lowest serial at which a series is taken to begin at 1. A series that begins at 6 or later rather got
/// its numbers allotted (101, 1001), or its beginning lies in an older system, than that its first five numbers are
/// all missing.
pub const HIGHEST_START: u32 = 5;

/// Of three steps from a known serial to the next known one, so many must go to the very next number. Two
/// authorities that share one numbering evenly have half of such steps each; an authority that left out every tenth
/// number has nine tenths. Steps are counted, not the span, so that a single mistyped serial changes nothing.
pub const CLOSE_STEPS_OF_THREE: usize = 2;

/// How many missing numbers in a row each known serial on the thinner side of a hole bears out. One known serial
/// beyond a hole of 100 is more likely mistyped (45 as 145) than the only filed one of a hundred; ten known serials
/// beyond it are no typing mistake.
pub const BORNE_OUT_BY_ONE: u64 = 10;

/// A hole wider than this must not be wider than what is known on its thinner side either: a month that a large
/// bureau never filed is about so long, and blocks of numbers for departments (1001 to 1240, 2001 to 2190) leave
/// wider holes that nobody ever gave out.
pub const WIDEST_USUAL_HOLE: u64 = 100;

/// Missing serials in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Gap {
    /// The first missing one.
    pub first: u32,
    /// The last missing one.
    pub last: u32,
}

impl Gap {
    /// How many serials are missing.
    pub fn count(self) -> u64 {
        u64::from(self.last.saturating_sub(self.first)) + 1
    }

    /// The missing serials.
    pub fn serials(self) -> impl Iterator<Item = u32> {
        self.first..=self.last
    }

    /// The words for pages: 13, or 13至15.
    pub fn label(self) -> String {
        if self.first == self.last {
            self.first.to_string()
        } else {
            format!("{}至{}", self.first, self.last)
        }
    }
}

/// What a series could be judged by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Judgement {
    /// Its gaps are told.
    Judged,
    /// Fewer than [`FEWEST_KNOWN`] serials are known.
    TooFew,
    /// Too few known serials follow each other: perhaps several authorities share the numbering, perhaps most
    /// decisions were never filed. A person must look.
    Sparse,
}

impl Judgement {
    /// The stable machine word.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::TooFew => "too-few",
            Self::Sparse => "sparse",
        }
    }

    /// The Chinese words.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Judged => "已比对",
            Self::TooFew => "文号过少，未比对",
            Self::Sparse => "文号不连续，可能与其他机关共用编号，未比对",
        }
    }
}

/// The numbers of one series and year.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series {
    /// The folded text around year and serial, as in [`SerialNumber::series`].
    pub series: String,
    /// The year in the numbers; none where they hold none.
    pub year: Option<i32>,
    /// How many different serials are known.
    pub known: usize,
    /// The lowest known serial.
    pub lowest: u32,
    /// The highest known serial; nothing is guessed beyond it.
    pub highest: u32,
    /// Whether the gaps could be told.
    pub judgement: Judgement,
    /// The missing serials, ascending; none unless judged.
    pub missing: Vec<Gap>,
    /// Holes too wide to be counted as missing, ascending: one of the serials beside them is probably mistyped, or
    /// numbers were allotted in blocks.
    pub doubtful: Vec<Gap>,
}

impl Series {
    /// How many serials are missing.
    pub fn missing_count(&self) -> u64 {
        self.missing.iter().map(|gap| gap.count()).sum()
    }
}

/// The series among the document numbers of **one** authority, each with what is missing, in the order of series and
/// year.
///
/// `numbers` are all that were ever filed: public, withheld, withdrawn and quarantined ones. The same number may
/// occur many times (several parties, batches), in any style; one that cannot be read belongs to no series.
pub fn gaps<'a>(numbers: impl IntoIterator<Item = &'a str>) -> Vec<Series> {
    let mut known: BTreeMap<(String, Option<i32>), BTreeSet<u32>> = BTreeMap::new();
    for number in numbers.into_iter().filter_map(SerialNumber::parse) {
        known.entry((number.series, number.year)).or_default().insert(number.serial);
    }
    let judged = known.into_iter().filter_map(|((series, year), serials)| {
        let serials: Vec<u32> = serials.into_iter().collect();
        judge(series, year, &serials)
    });
    judged.collect()
}

/// Judges the known serials of a series, which ascend; none without any.
fn judge(series: String, year: Option<i32>, serials: &[u32]) -> Option<Series> {
    let (lowest, highest) = (*serials.first()?, *serials.last()?);
    let known = serials.len();
    let judgement = judgement_of(serials);
    let mut found =
        Series { series, year, known, lowest, highest, judgement, missing: Vec::new(), doubtful: Vec::new() };
    if judgement == Judgement::Judged {
        let runs = split(serials, &mut found.doubtful);
        found.doubtful.sort_unstable();
        let begins_at_one = lowest > 1 && lowest <= HIGHEST_START;
        for (position, run) in runs.into_iter().enumerate().filter(|(_, run)| is_judged(run)) {
            if position == 0 && begins_at_one {
                found.missing.push(Gap { first: 1, last: lowest - 1 });
            }
            found.missing.extend(holes(run).map(|hole| hole.gap));
        }
    }
    Some(found)
}

fn is_judged(serials: &[u32]) -> bool {
    judgement_of(serials) == Judgement::Judged
}

fn judgement_of(serials: &[u32]) -> Judgement {
    if serials.len() < FEWEST_KNOWN {
        return Judgement::TooFew;
    }
    let steps = serials.len() - 1;
    let close = steps - holes(serials).count();
    if close * 3 >= steps * CLOSE_STEPS_OF_THREE { Judgement::Judged } else { Judgement::Sparse }
}

/// A hole in a slice of serials.
struct Hole {
    gap: Gap,
    /// How many serials of the slice lie below it.
    below: usize,
}

/// The holes between serials that ascend.
fn holes(serials: &[u32]) -> impl Iterator<Item = Hole> + '_ {
    let steps = serials.iter().zip(serials.iter().skip(1)).enumerate();
    steps.filter(|(_, (low, high))| **high - **low > 1).map(|(position, (low, high))| Hole {
        gap: Gap { first: low + 1, last: high - 1 },
        below: position + 1,
    })
}

/// Cuts serials at their doubtful holes until none is left, and adds the holes to `doubtful`; the runs between them
/// ascend. What lies beyond a doubtful hole bears out no other one. A hole that is doubtful in a run is so in every
/// part of it, so the order of the cuts does not matter.
fn split<'a>(serials: &'a [u32], doubtful: &mut Vec<Gap>) -> Vec<&'a [u32]> {
    let mut runs = Vec::new();
    let mut open = vec![serials];
    while let Some(run) = open.pop() {
        let cuts: Vec<Hole> = holes(run).filter(|hole| is_doubtful(hole, run.len())).collect();
        if cuts.is_empty() {
            runs.push(run);
            continue;
        }
        let ends = cuts.iter().map(|cut| cut.below).chain([run.len()]);
        let starts = [0].into_iter().chain(cuts.iter().map(|cut| cut.below));
        let parts: Vec<&[u32]> = starts.zip(ends).map(|(start, end)| &run[start..end]).collect();
        open.extend(parts.into_iter().rev());
        doubtful.extend(cuts.iter().map(|cut| cut.gap));
    }
    runs
}

/// Is the hole wider than the known serials on its thinner side bear out, of so many in all?
fn is_doubtful(hole: &Hole, known: usize) -> bool {
    let thinner = hole.below.min(known - hole.below) as u64;
    hole.gap.count() > (BORNE_OUT_BY_ONE * thinner).min(WIDEST_USUAL_HOLE.max(thinner))
}

#[cfg(test)]
mod tests;
