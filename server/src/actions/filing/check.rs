//! What is to be said of a draft before it is handed in: the lint of its rows, what the registry and the record know, its
//! due day, and what the public would see.

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::check::lint::{Lint, Weight, lint, without_consequences};
use domain::check::read_day;
use domain::decision::{DecisionKind, PartyClass};
use domain::standard::{detect, form_fields};

use super::content::{Content, headings, place_in_form};
use super::{FilingError, Offices};
use crate::import::lint::{self as rules, Due};
use crate::import::{self, Looked};
use crate::record::preview::{self, Preview};
use crate::state::Core;
use crate::store::Tx;
use crate::store::entity::{self, EntityRow};

/// All of it.
#[derive(Clone, Debug)]
pub struct Checked {
    /// In the order of the form; fields by their name in it.
    pub lints: Vec<Lint>,
    /// The due day, once there is a day of decision.
    pub due: Option<Due>,
    /// What the public would see about each party, by the party's name; absent where a row cannot be read.
    pub previews: Vec<(String, Option<Preview>)>,
}

impl Checked {
    /// The faults that must be put right.
    pub fn faults(&self) -> impl Iterator<Item = &Lint> {
        self.lints.iter().filter(|lint| lint.weight == Weight::Block)
    }

    /// The codes of the warnings, each once, in order.
    pub fn warnings(&self) -> Vec<&str> {
        let mut codes: Vec<&str> = Vec::new();
        for lint in self.lints.iter().filter(|lint| lint.weight == Weight::Warn) {
            if !codes.contains(&lint.code.as_str()) {
                codes.push(&lint.code);
            }
        }
        codes
    }
}

/// The day of decision that a draft names, if it reads.
pub fn decided_on(kind: DecisionKind, content: &Content) -> Option<NaiveDate> {
    read_day(content.decision.get(&format!("{}_JDRQ", kind.table()))?)
}

/// Looks at a draft from all sides; stores nothing.
pub(super) async fn check(
    core: &Core,
    tx: &mut Tx,
    kind: DecisionKind,
    content: &Content,
    offices: &Offices,
) -> Result<Checked, FilingError> {
    let (headings, rows) = (headings(kind), content.rows(kind, &offices.deciding, &offices.source));
    let layout = detect(&headings, kind);
    let looked = import::look(core, tx, kind, &headings, rows.clone()).await?;
    let mut lints = Vec::new();
    for (party, (row, looked)) in rows.iter().zip(&looked).enumerate() {
        let mut found = lint(kind, &layout, row, (&core.rules().policies, core.clock.today())).lints;
        if let Some(looked) = looked {
            rules::of_row(kind, looked, &mut found);
        }
        add(&mut lints, without_consequences(found), party);
    }
    lints.extend(repeated(kind, &looked));
    let day = decided_on(kind, content);
    lints.extend(day.and_then(|day| rules::day_off(&core.calendar(), kind, day)));
    let from = looked.iter().flatten().filter_map(|row| row.earlier).min();
    let due = from.or(day).and_then(|from| Due::reckon(&core.rules(), core.clock.today(), from));
    lints.extend(due.and_then(|due| rules::lateness(due, &content.late_reason)));
    sort(kind, &mut lints);
    let previews = previews(core, tx, &looked).await?;
    Ok(Checked { lints, due, previews })
}

/// Each party's lints under the names of its fields; what the parties share is told once.
fn add(lints: &mut Vec<Lint>, found: Vec<Lint>, party: usize) {
    for lint in found {
        let field = lint.field.as_deref().map(|code| place_in_form(code, party));
        let lint = Lint { field, ..lint };
        if !lints.contains(&lint) {
            lints.push(lint);
        }
    }
}

/// Who holds the party's credit code in the registry.
pub(super) async fn holders(
    tx: &mut Tx,
    kind: DecisionKind,
    content: &Content,
    party: usize,
) -> sqlx::Result<Vec<EntityRow>> {
    let code = content.parties.get(party).and_then(|party| party.get(&format!("{}_XDR_SHXYM", kind.table())));
    let code = code.map(|code| code.trim().to_uppercase()).unwrap_or_default();
    if code.is_empty() { Ok(Vec::new()) } else { entity::by_code(tx, &code).await }
}

/// The same party twice in one form.
fn repeated(kind: DecisionKind, looked: &[Option<Looked>]) -> Vec<Lint> {
    let mut seen = HashSet::new();
    let mut lints = Vec::new();
    for (party, looked) in looked.iter().enumerate() {
        let Some(looked) = looked else { continue };
        if !seen.insert(&looked.party.natural_key) {
            let field = place_in_form(&format!("{}_XDR_MC", kind.table()), party);
            let sentence = format!("行政相对人名称：第{}个与前面的相对人是同一个，请删除一个", party + 1);
            lints.push(Lint::block("party-repeated", Some(&field), sentence));
        }
    }
    lints
}

/// The order of the page: parties, decision, lateness.
fn sort(kind: DecisionKind, lints: &mut [Lint]) {
    let order: Vec<&str> = form_fields(kind).map(|field| field.code).collect();
    let place = |code: &str| order.iter().position(|known| *known == code).unwrap_or(order.len());
    lints.sort_by_key(|lint| {
        let field = lint.field.as_deref().unwrap_or_default();
        let party = field.rsplit_once('-').and_then(|(code, n)| Some((code, n.parse::<usize>().ok()?)));
        match (field, party) {
            (_, Some((code, n))) => (0, n, place(code)),
            ("authority", None) => (1, 0, 0),
            ("late_reason", None) => (3, 0, 0),
            _ => (2, 0, place(field)),
        }
    });
}

/// What the public would see about each party. As on its page, the other parties of the document stand beside it.
async fn previews(
    core: &Core,
    tx: &mut Tx,
    looked: &[Option<Looked>],
) -> Result<Vec<(String, Option<Preview>)>, FilingError> {
    let mut previews = Vec::with_capacity(looked.len());
    for looked in looked {
        let Some(Looked { decision, party, .. }) = looked else {
            previews.push((String::new(), None));
            continue;
        };
        let shown = preview::preview(core, tx, decision, std::slice::from_ref(party)).await?;
        previews.push((party.name.clone(), Some(shown)));
    }
    let all: Vec<_> = previews
        .iter()
        .map(|(_, shown)| match shown {
            Some(Preview::Public(decision)) => decision.summary.parties.clone(),
            _ => Vec::new(),
        })
        .collect();
    let is_person = |looked: &Option<Looked>| {
        looked.as_ref().is_some_and(|row| row.party.class == PartyClass::NaturalPerson.code())
    };
    let withheld = previews
        .iter()
        .zip(looked)
        .filter(|((_, shown), looked)| matches!(shown, Some(Preview::Withheld(_))) && is_person(looked))
        .count();
    for (index, (_, shown)) in previews.iter_mut().enumerate() {
        if let Some(Preview::Public(decision)) = shown {
            let others = all.iter().enumerate().filter(|(other, _)| *other != index);
            for party in others.flat_map(|(_, parties)| parties) {
                if !decision.summary.parties.contains(party) {
                    decision.summary.parties.push(party.clone());
                }
            }
            decision.withheld_parties = decision.withheld_parties.max(u32::try_from(withheld).unwrap_or(0));
        }
    }
    Ok(previews)
}
