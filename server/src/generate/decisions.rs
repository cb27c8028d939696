//! What licences and penalties have in common: who decides about whom, under which number, and what became of it.

use std::collections::HashMap;

use chrono::{Datelike, Days, NaiveDate};
use domain::region;

use super::authorities::{Authority, System};
use super::codes;
use super::days::{Decided, Times, WorkingDays, slashes};
use super::entities::Entity;
use super::names::{self, Form};
use super::random::Random;
use super::rows::{Columns, Naming, Party, Row};

/// What becomes of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// Public on that working day: up to 7 is on time.
    Published(usize),
    /// The party's code is unknown, or belongs to another name: not public, and its clock runs.
    Unresolved,
    /// A legally needed field is empty.
    Incomplete,
    /// Something in it cannot be.
    Impossible,
}

/// The world that decisions are made in.
#[derive(Debug)]
pub(super) struct World<'a> {
    pub(super) entities: &'a [Entity],
    pub(super) authorities: &'a [Authority],
    pub(super) days: &'a WorkingDays,
    pub(super) today: NaiveDate,
}

/// A decision before it is written down.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) authority: &'a Authority,
    pub(super) number: String,
    pub(super) decided: Decided,
    pub(super) party: Party<'a>,
    pub(super) fate: Fate,
}

impl<'a> World<'a> {
    /// An authority of that system that may decide about a body of that county, or else any of the system.
    pub(super) fn authority(
        &self,
        random: &mut Random,
        system: System,
        county: &str,
    ) -> Option<&'a Authority> {
        let city = region::city_of(county).map(|city| city.code.as_str()).unwrap_or_default();
        let near: Vec<&Authority> = self
            .authorities
            .iter()
            .filter(|authority| authority.system == system)
            .filter(|authority| authority.region == county || authority.region == city)
            .collect();
        if near.is_empty() {
            let all: Vec<&Authority> =
                self.authorities.iter().filter(|other| other.system == system).collect();
            return (!all.is_empty()).then(|| *random.pick(&all));
        }
        Some(*random.pick(&near))
    }

    /// An entity that existed on that day; a few of them have many decisions.
    pub(super) fn entity(&self, random: &mut Random, on: NaiveDate) -> Option<&'a Entity> {
        let crowd = self.entities.len();
        for _ in 0..20 {
            let known_for_much = random.chance(250);
            let bound = if known_for_much { crowd.div_ceil(100) } else { crowd };
            let entity = self.entities.get(random.below(bound))?;
            if entity.established_on <= on {
                return Some(entity);
            }
        }
        self.entities.iter().min_by_key(|entity| entity.established_on)
    }

    /// A fictional person of that age on that day; the number's area exists nowhere.
    pub(super) fn person(random: &mut Random, age: (i64, i64), on: NaiveDate) -> Party<'static> {
        let days = random.between(age.0 * 366, age.1 * 365).unsigned_abs();
        let sequence = u32::try_from(random.below(1000)).unwrap_or(0);
        Party::Person {
            name: names::person(random),
            resident_id: codes::resident_id(on - Days::new(days), sequence),
        }
    }

    /// Times for the row; rows that are never shown have been received all the same.
    pub(super) fn times(&self, random: &mut Random, case: &Case<'_>, shown: bool) -> Times {
        match case.fate {
            Fate::Published(nth) if shown => self.days.published(random, case.decided, nth),
            Fate::Published(nth) => self.days.received(random, case.decided, nth),
            Fate::Unresolved | Fate::Incomplete | Fate::Impossible => {
                let nth = random.below(6);
                self.days.received(random, case.decided, nth)
            }
        }
    }
}

/// Most on time, some late, a few that never got through.
pub(super) fn fate(random: &mut Random) -> Fate {
    match random.below(1000) {
        0..880 => Fate::Published(random.below(8)),
        880..968 => Fate::Published(8 + random.below(6) * random.below(6)),
        968..984 => Fate::Unresolved,
        984..999 => Fate::Incomplete,
        _ => Fate::Impossible,
    }
}

/// How the row names its party.
pub(super) fn naming(random: &mut Random, fate: Fate) -> Naming {
    match fate {
        Fate::Unresolved if random.chance(500) => Naming::UnknownCode,
        Fate::Unresolved => Naming::OtherName,
        _ if random.chance(200) => Naming::Former,
        _ => Naming::AsRegistered,
    }
}

/// Whose licence may be taken: a sole trader's place of business is its operator's affair, so places are counties.
pub(super) fn place_of(party: &Party<'_>, authority: &Authority) -> String {
    let code = match party {
        Party::Entity(entity) => entity.region.as_str(),
        Party::Person { .. } => authority.region.as_str(),
    };
    region::name_of(code).unwrap_or_default()
}

/// The columns that every decision has, whatever it decides.
pub(super) fn fill_common(columns: &Columns, row: &mut Row, case: &Case<'_>, random: &mut Random) {
    let naming = naming(random, case.fate);
    case.party.fill(columns, row, naming, random);
    columns.set(row, "WSH", case.number.as_str());
    columns.set(row, "JDRQ", slashes(case.decided.on));
    for code in ["XKJG", "CFJG", "LYDW", "SJLY"] {
        columns.set(row, code, case.authority.name.as_str());
    }
    for code in ["XKJGDM", "CFJGDM", "LYDWDM", "SJLYDM"] {
        columns.set(row, code, case.authority.code.as_str());
    }
    let secret = random.chance(4);
    columns.set(row, "CX_BMSC", if secret { "不公开（商业秘密）" } else { "可公开" });
    columns.set(row, "CX_BMSCR", names::person(random));
    columns.set(row, "CX_BMSCSJ", slashes(case.decided.on).replace('/', "-"));
}

/// Not what is secret, nor what was found to be of no concern to the public.
pub(super) fn may_be_shown(columns: &Columns, row: &Row) -> bool {
    columns.get(row, "CX_BMSC") == "可公开" && !columns.get(row, "CX_SHYX").starts_with('无')
}

/// The times of the demo's past; without them the import's own time counts.
pub(super) fn fill_times(columns: &Columns, row: &mut Row, times: &Times) {
    columns.set(row, "CX_SDSJ", times.received.as_str());
    columns.set(row, "CX_GSSJ", times.published.as_str());
}

/// Makes the row what its fate says.
pub(super) fn spoil(columns: &Columns, row: &mut Row, fate: Fate, random: &mut Random) {
    match fate {
        Fate::Incomplete => {
            let needed = ["WSH", "XKJGDM", "CFJGDM", "CF_SY", "XK_NR", "XK_XKWS", "CF_YJ"];
            let first = random.below(needed.len());
            // Those of the other table are not there.
            let filled = (0..needed.len()).map(|step| needed[(first + step) % needed.len()]);
            if let Some(code) = filled.into_iter().find(|code| !columns.get(row, code).is_empty()) {
                columns.set(row, code, "");
            }
        }
        Fate::Impossible => columns.set(row, "JDRQ", "2025/02/30"),
        Fate::Published(_) | Fate::Unresolved => {}
    }
}

/// Running numbers of documents, by authority, year and word.
#[derive(Debug, Default)]
pub(super) struct Numbers(HashMap<(String, i32, &'static str), u32>);

impl Numbers {
    /// Such as 云市监罚字〔2025〕12号; in most real documents the year stands in round brackets.
    pub(super) fn next(
        &mut self,
        random: &mut Random,
        authority: &Authority,
        on: NaiveDate,
        word: &'static str,
    ) -> String {
        let number = self.0.entry((authority.code.clone(), on.year(), word)).or_default();
        *number += 1;
        let (open, close) = if random.chance(280) { ('〔', '〕') } else { ('（', '）') };
        format!("{}{word}{open}{}{close}{number}号", authority.mark, on.year())
    }
}

/// True for parties whose rows hold the class 个体工商户.
pub(super) fn is_sole_trader(party: &Party<'_>) -> bool {
    matches!(party, Party::Entity(entity) if entity.form == Form::SoleTrader)
}
