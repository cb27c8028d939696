//! What is to be said of a draft before it is handed in: the lint of its rows, what the registry and the record know, its
//! due day, and what the public would see.

use std::collections::HashSet;

use chrono::NaiveDate;
use domain::calendar::{Deadline, PUBLICATION_WORKING_DAYS};
use domain::check::lint::{Lint, Weight, lint};
use domain::check::read_day;
use domain::decision::{DecisionKind, PartyClass};
use domain::lateness::{LateReason, Urgency, urgency};
use domain::standard::{detect, form_fields};
use domain::text::fold_name;

use super::content::{Content, headings, place_in_form};
use super::{FilingError, Offices};
use crate::import::{self, Looked};
use crate::read::preview::{self, Preview};
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

/// A due day as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// The day of decision from which it counts.
    pub from: NaiveDate,
    /// The last day, to its 24:00.
    pub on: NaiveDate,
    /// A year's notice is missing: it may still change.
    pub is_provisional: bool,
    /// How near it is.
    pub urgency: Urgency,
}

impl Due {
    /// The due day of a decision of that day.
    pub fn of(core: &Core, from: NaiveDate) -> Self {
        let deadline = core.calendar().deadline(from, PUBLICATION_WORKING_DAYS);
        let on = deadline.on();
        Self {
            from,
            on,
            is_provisional: matches!(deadline, Deadline::Provisional { .. }),
            urgency: urgency(core.clock.today(), on, &core.calendar()),
        }
    }

    /// True if it is over and firm: then a reason is asked for.
    pub const fn is_over(&self) -> bool {
        !self.is_provisional && matches!(self.urgency, Urgency::Overdue { .. })
    }
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
        let mut found = lint(kind, &layout, row, core.clock.today()).lints;
        let holders = holders(tx, kind, content, party).await?;
        if !holders.is_empty() {
            allow_registered_code(&mut found);
        }
        if let Some(looked) = looked {
            found.extend(of_registry(kind, looked, &holders));
            found.extend(of_record(kind, looked));
        }
        add(&mut lints, found, party);
    }
    lints.extend(repeated(kind, &looked));
    lints.extend(day_off(core, kind, content));
    let from = looked.iter().flatten().filter_map(|row| row.earlier).min();
    let due = from.or_else(|| decided_on(kind, content)).map(|from| Due::of(core, from));
    lints.extend(lateness(content, due));
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

/// The registry itself holds codes with a wrong check digit (重错码): those are a warning only.
fn allow_registered_code(lints: &mut [Lint]) {
    for lint in lints.iter_mut().filter(|lint| lint.code == "uscc-check-digit") {
        lint.weight = Weight::Warn;
    }
}

/// The name that the code has in the registry.
fn of_registry(kind: DecisionKind, looked: &Looked, holders: &[EntityRow]) -> Option<Lint> {
    if looked.party.class == PartyClass::NaturalPerson.code() || looked.party.entity_id.is_some() {
        return None;
    }
    let table = kind.table();
    Some(match holders {
        [] => Lint::warn(
            "party-unknown",
            Some(&format!("{table}_XDR_SHXYM")),
            "行政相对人代码：登记信息中没有以该代码登记的主体，复核通过以后还要人工核对才公示",
        ),
        [only] if only.name_folded != fold_name(&looked.party.name) => Lint::warn(
            "party-name-differs",
            Some(&format!("{table}_XDR_MC")),
            format!("行政相对人名称：登记信息中该代码的名称是“{}”，与填写的不同", only.name),
        )
        .with_suggestion(only.name.clone()),
        _ => Lint::warn(
            "party-ambiguous",
            Some(&format!("{table}_XDR_SHXYM")),
            "行政相对人代码：登记信息中有多个主体使用该代码，复核通过以后还要人工核对才公示",
        ),
    })
}

/// What the record holds under the natural key of RULES 1.7.
fn of_record(kind: DecisionKind, looked: &Looked) -> Vec<Lint> {
    let table = kind.table();
    let (number, day) = (format!("{table}_WSH"), format!("{table}_JDRQ"));
    let mut lints = Vec::new();
    if let Some(known) = &looked.known {
        let is_same = known.content_hash == looked.decision.content_hash;
        let lint = match known.state.as_str() {
            "returned" => None,
            "ended" | "withdrawn" => Some(Lint::block(
                "duplicate-ended",
                Some(&number),
                "文号：该文书对这个相对人的记录已经撤回或者终止公示，不能再次报送",
            )),
            _ if is_same => Some(Lint::block(
                "duplicate",
                Some(&number),
                "文号：同一文书、同一相对人已经报送过，内容相同，不必再报",
            )),
            "published" => Some(Lint::warn(
                "duplicate-correction",
                Some(&number),
                "文号：同一文书、同一相对人已经公示，提交后作为更正，由另一人复核",
            )),
            _ => Some(Lint::warn(
                "duplicate-replaced",
                Some(&number),
                "文号：同一文书、同一相对人已经报送而未公示，提交后以这一份为准",
            )),
        };
        lints.extend(lint);
    }
    if let Some(earlier) = looked.earlier {
        let sentence = format!("决定日期：该文号曾以{earlier}报送，公示期限仍从较早的日期起算");
        lints.push(Lint::warn("decided-on-later", Some(&day), sentence));
    }
    lints
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

/// A decision is seldom dated on a day off.
fn day_off(core: &Core, kind: DecisionKind, content: &Content) -> Option<Lint> {
    let day = decided_on(kind, content)?;
    let is_workday = core.calendar().day(day).ok()?.is_workday();
    let field = format!("{}_JDRQ", kind.table());
    let sentence = format!("决定日期：{day}不是工作日，请对照文书的落款日期");
    (!is_workday).then(|| Lint::warn("decided-on-day-off", Some(&field), sentence))
}

/// Publishing late asks for a reason.
fn lateness(content: &Content, due: Option<Due>) -> Option<Lint> {
    let has_reason = LateReason::from_code(&content.late_reason).is_some();
    (due.is_some_and(|due| due.is_over()) && !has_reason).then(|| {
        let sentence = "逾期原因：已超过公示期限，请选择原因。原因的类别公开，说明文字只在内部使用";
        Lint::block("late-reason-missing", Some("late_reason"), sentence)
    })
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
