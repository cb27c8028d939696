//! Rows of `licences.csv`.

use chrono::{Months, NaiveDate};
use domain::decision::DecisionKind;

use super::authorities::{Authority, System};
use super::days::{Decided, slashes};
use super::decisions::{self, Case, Fate, Numbers, World};
use super::endings::Subject;
use super::licences::{Holder, LICENCES, Licence};
use super::names::Form;
use super::random::Random;
use super::rows::{Columns, Party, Row};

/// What the standard writes for 长期.
const LONG_TERM: &str = "2099/12/31";

/// Makes licences, one document at a time.
pub(super) struct LicenceRows<'a> {
    world: &'a World<'a>,
    pub(super) columns: Columns,
    random: Random,
    kinds: Vec<(usize, &'static Licence)>,
    numbers: Numbers,
}

impl<'a> LicenceRows<'a> {
    pub(super) fn new(seed: u64, world: &'a World<'a>) -> Self {
        Self {
            world,
            columns: Columns::new(DecisionKind::Licence),
            random: Random::new(seed, "licences"),
            kinds: LICENCES.iter().map(|licence| (licence.weight, licence)).collect(),
            numbers: Numbers::default(),
        }
    }

    /// The rows of one document, `part` of `whole` of the way from the first day to the last: several if it was
    /// granted to several parties under one number.
    pub(super) fn document(&mut self, part: usize, whole: usize) -> Vec<(Row, Option<Subject>)> {
        let licence = *self.random.weighted(&self.kinds);
        let decided = if self.random.chance(30) {
            self.world.days.old(&mut self.random)
        } else {
            self.world.days.recent(&mut self.random, part, whole)
        };
        let Some(first) = self.party(licence, decided.on) else { return Vec::new() };
        let county = match &first {
            Party::Entity(entity) => entity.region.clone(),
            Party::Person { .. } => self.random.pick(self.world.authorities).region.clone(),
        };
        let authority = self.world.authority(&mut self.random, licence.system, &county);
        let Some(authority) = authority.filter(|authority| authority.may_license()) else {
            return Vec::new();
        };
        let word = if licence.category == "登记" { "登字" } else { "许准字" };
        let number = self.numbers.next(&mut self.random, authority, decided.on, word);
        let others = if self.random.chance(20) { 1 + self.random.below(4) } else { 0 };
        let mut parties = vec![first];
        parties.extend((0..others).filter_map(|_| self.party(licence, decided.on)));
        parties
            .into_iter()
            .map(|party| {
                let fate = decisions::fate(&mut self.random);
                self.row(licence, Case { authority, number: number.clone(), decided, party, fate })
            })
            .collect()
    }

    fn party(&mut self, licence: &Licence, on: NaiveDate) -> Option<Party<'a>> {
        if licence.holder == Holder::Person {
            return Some(World::person(&mut self.random, (20, 55), on));
        }
        for _ in 0..20 {
            let entity = self.world.entity(&mut self.random, on)?;
            if licence.holder == Holder::Anyone || entity.form != Form::SoleTrader {
                return Some(Party::Entity(entity));
            }
        }
        None
    }

    fn row(&mut self, licence: &Licence, case: Case<'_>) -> (Row, Option<Subject>) {
        let columns = &self.columns;
        let mut row = columns.row();
        decisions::fill_common(columns, &mut row, &case, &mut self.random);
        columns.set(&mut row, "XK_XKWS", title(licence, &case));
        columns.set(&mut row, "XK_XKLB", licence.category);
        columns.set(&mut row, "XK_NR", licence.content);
        self.fill_certificate(&mut row, licence, case.authority);
        self.fill_term(&mut row, licence, case.decided);
        let columns = &self.columns;
        let shown = !case.party.is_person() && decisions::may_be_shown(columns, &row);
        let times = self.world.times(&mut self.random, &case, shown);
        decisions::fill_times(columns, &mut row, &times);
        decisions::spoil(columns, &mut row, case.fate, &mut self.random);
        let subject = matches!(case.fate, Fate::Published(_))
            .then(|| Subject::of(DecisionKind::Licence, &case, times.published_on))
            .flatten();
        (row, subject)
    }

    fn fill_certificate(&mut self, row: &mut Row, licence: &Licence, authority: &Authority) {
        let Some((certificate, prefix)) = licence.certificate else { return };
        let number = self.random.between(100_000, 999_999);
        let separator = if licence.system == System::Market { "" } else { "-" };
        self.columns.set(row, "XK_XKZS", certificate);
        self.columns.set(
            row,
            "XK_XKBH",
            format!("{prefix}{separator}{}{separator}{number}", &authority.region[..4]),
        );
    }

    /// Most terms begin with the decision; renewals begin later, and registrations may have begun long before.
    fn fill_term(&mut self, row: &mut Row, licence: &Licence, decided: Decided) {
        let from = match self.random.below(100) {
            0..80 => decided.on,
            80..92 => decided.on + Months::new(1),
            _ if licence.category == "登记" => decided.on - Months::new(60),
            _ => decided.on,
        };
        let until = licence.years.and_then(|years| (from + Months::new(years * 12)).pred_opt());
        let lapsed = until.is_some_and(|until| until < self.world.today);
        let ended = lapsed || self.random.chance(15);
        self.columns.set(row, "XK_YXQZ", slashes(from));
        self.columns.set(row, "XK_YXQZI", until.map_or(LONG_TERM.to_owned(), slashes));
        // Senders rarely take back the state of what has merely lapsed.
        let in_force = !ended || lapsed && self.random.chance(700);
        self.columns.set(row, "XK_ZT", if in_force { "1" } else { "2" });
    }

    /// The same decision, sent again with one field put right.
    pub(super) fn corrected(&mut self, mut row: Row) -> Row {
        let content = format!("{}（内容已按更正后的申请材料更正）", self.columns.get(&row, "XK_NR"));
        self.columns.set(&mut row, "XK_NR", content);
        decisions::fill_times(&self.columns, &mut row, &super::days::Times::default());
        row
    }
}

/// Titles with the party in front are for bodies only: a sole trader's may be its operator's name.
fn title(licence: &Licence, case: &Case<'_>) -> String {
    let named =
        licence.category == "核准" && !case.party.is_person() && !decisions::is_sole_trader(&case.party);
    if named { format!("关于{}的{}", case.party.name(), licence.title) } else { licence.title.to_owned() }
}
